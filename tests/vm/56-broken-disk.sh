#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The disk fails under a reader that syncs each frame: it says so once, goes on trying, and
# what was not known to be on the disk is there once in the end. The disk is a file in
# memory that has no room for its blocks for a while: writes go well, and are lost. Then
# the file system becomes read-only, and writable again.
. tests/lib.sh
load
disk=/tmp/disk
log=$disk/log
modprobe -a loop ext4
mkdir -p /tmp/memory $disk
mount -t tmpfs -o size=64m tmpfs /tmp/memory
truncate -s 256M /tmp/memory/image
# Without a journal, whose failure would end it for good
mkfs.ext4 -q -O ^has_journal -E lazy_itable_init=0 /tmp/memory/image
mount -o loop /tmp/memory/image $disk

syscordctl set-policy --ring-size=4M --snaplen=4096
syscordctl set-filter 'comm == "count" and syscall == lseek or comm == "dd" and syscall == read'
syscord-reader -d $log --sync=frame --start -v 2>/tmp/errors &
reader=$!
within 10 recording

said() { # TIMES TEXT
	[ "$(grep -c -- "$2" /tmp/errors)" = "$1" ]
}
calls=0
count() { # CALLS: with the offsets that follow those of the calls before; and some blocks
	"$PROG/count" "$1" 0 $calls
	calls=$((calls + $1))
	dd if=/dev/urandom of=/dev/null bs=4000 count=10 2>/dev/null
}

count 500
within 20 said 1 'bytes are on disk'
# All the room there is: blocks that the image does not have yet cannot be had now
head -c 64m /dev/zero >/tmp/memory/filler 2>/dev/null || true
count 500
within 30 said 1 'Input/output error; '
dmesg | tail -n 3
for _ in 1 2 3; do
	count 500
	sleep 0.5
done
kill -0 $reader || fail "the reader ended"
said 0 'writing again' || fail "it was not failing"
rm /tmp/memory/filler
count 500
within 30 said 1 'writing again'

# Read-only, as after an error of the file system
echo u >/proc/sysrq-trigger
count 500
within 30 said 1 'Read-only file system; '
count 500
mount -o remount,rw $disk
within 30 said 2 'writing again'
count 500

syscordctl stop
kill -TERM $reader
wait $reader || fail "the reader's status: $?"
grep -v 'bytes are on disk' /tmp/errors
equal "errors told" "$(grep -c 'trying again' /tmp/errors)" 2

# What is on the disk, not what is kept in memory of it
umount $disk
mount -o loop /tmp/memory/image $disk
ls -l $log
read -r attempted lost unread _ < <("$BENCH/session" counts)
equal "unread" "$unread" 0
equal "lost" "$lost" 0
exact $log "$attempted" 0
syscord show --format=kv $log | sed -n 's/.*, lseek, .*offset=\([0-9]*\).*/\1/p' | sort -n >/tmp/seen
seq 0 $((calls - 1)) | cmp - /tmp/seen || fail "calls are missing or doubled"
umount $disk
