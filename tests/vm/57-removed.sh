#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The directory is moved away, unmounted, removed under the reader: it says so once, goes on
# when it is there again, and what was recorded meanwhile waits in the rings.
. tests/lib.sh
load
disk=/tmp/disk
log=$disk/log
modprobe -a loop ext4
mkdir $disk
truncate -s 64M /tmp/image
mkfs.ext4 -q /tmp/image
mount -o loop /tmp/image $disk

syscordctl set-policy --ring-size=1M
syscordctl set-filter 'comm == "count" and syscall == lseek'
syscord-reader -d $log --sync=frame --start -v 2>/tmp/errors &
reader=$!
within 10 recording

said() { # TIMES TEXT
	[ "$(grep -c -- "$2" /tmp/errors)" = "$1" ]
}
told() { # the errors that the reader has told so far
	grep -c 'trying again' /tmp/errors || true
}
calls=0
count() { # CALLS: with the offsets that follow those of the calls before
	"$PROG/count" "$1" 0 $calls
	calls=$((calls + $1))
}
written() { # all of them
	read -r _ _ unread _ < <("$BENCH/session" counts)
	[ "$unread" = 0 ]
}
# holds_up: the reader runs, and writes nothing
holds_up() {
	count 500
	sleep 1.5
	kill -0 $reader || fail "the reader ended"
	! written || fail "where is it written?"
	equal "errors told" "$(told)" "$1"
}

count 500
within 20 written

# moved away, and back
mv $log $disk/away
count 500
within 20 said 1 'moved away, or its directory; '
holds_up 1
mv $disk/away $log
within 20 said 1 'writing again'

# moved away, and another made; then its segments come back
mv $log $disk/away
install -d -o nobody $log
count 500
within 20 said 2 'writing again'
within 20 written
mv $disk/away/* $log

# The file system fails for good, and is mounted anew
count 500
within 20 written
mount -o remount,abort $disk
count 500
within 20 said 1 'Read-only file system; '
holds_up 3
umount -l $disk
no_loop() {
	[ -z "$(losetup -j /tmp/image)" ]
}
within 20 no_loop
holds_up 3
mount -o loop /tmp/image $disk
within 20 said 3 'writing again'
within 20 written

# all of that is there, once
ls -l $log
syscord verify $log
syscord show --format=kv $log | sed -n 's/.*, lseek, .*offset=\([0-9]*\).*/\1/p' >/tmp/seen
seq 0 $((calls - 1)) | cmp - /tmp/seen || fail "calls are missing or doubled"

# removed: a segment alone
rm $log/*
within 20 said 1 'was removed, with the [0-9]* records in it; '
within 20 said 4 'writing again'

# and all of it, so long that the rings are full
count 500
within 20 written
rm -r $log
count 500
within 20 said 2 'was removed, with the [0-9]* records in it; '
holds_up 5
first=$((calls - 1000))
"$PROG/count" 100000 0 $calls
losing() {
	read -r _ lost _ < <("$BENCH/session" counts)
	[ "$lost" -gt 0 ]
}
losing || fail "nothing was lost: full rings were not tested"
install -d -o nobody $log
within 20 said 5 'writing again'
within 20 written
syscordctl stop
kill -TERM $reader
wait $reader || fail "the reader's status: $?"
grep -v 'bytes of records' /tmp/errors
equal "errors told" "$(told)" 5

# What was recorded since it was removed is there, or counted
losing
exact $log
equal "lost" "$(exact_value lost)" "$lost"
syscord show --format=kv $log | sed -n 's/.*, lseek, .*offset=\([0-9]*\).*/\1/p' >/tmp/seen
head -n 1000 /tmp/seen | cmp - <(seq $first $((calls - 1))) ||
	fail "what was recorded while it was away is not there, once"
