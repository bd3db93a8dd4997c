#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The disk is full: the reader says so once, what is written stays good, and when
# there is room again writing goes on, with the gap counted and told.
. tests/lib.sh
load
disk=/tmp/disk
log=$disk/log
mkdir -p $disk
mount -t tmpfs -o size=256k tmpfs $disk

syscordctl set-policy --snaplen=4096 --ring-size=64K
syscordctl set-filter 'comm == "dd"'
syscord-reader -d $log --start 2>/tmp/errors &
reader=$!
within 10 recording
while [ ! -e /tmp/enough ]; do
	dd if=/dev/urandom of=/dev/null bs=3000 count=40 2>/dev/null
done &
load=$!

said() { # WHAT: the reader did
	grep -q "$1" /tmp/errors
}
losing() {
	read -r _ lost _ < <("$BENCH/session" counts)
	[ "$lost" -gt 0 ]
}
within 30 said 'No space left'
within 30 losing
kill -0 $reader || fail "the reader ended"
syscord verify $log
syscord show --format=kv $log >/tmp/before
grep -q ', read, ' /tmp/before || fail "nothing to show from the full disk"

mount -o remount,size=64m $disk
within 10 said 'writing again'
touch /tmp/enough
wait $load
syscordctl stop
kill -TERM $reader
wait $reader || fail "the reader's status: $?"
cat /tmp/errors
equal "errors" "$(grep -c 'No space left' /tmp/errors)" 1

read -r attempted lost unread _ < <("$BENCH/session" counts)
equal "unread" "$unread" 0
[ "$lost" -gt 0 ] || fail "nothing was lost: the gap was not tested"
exact $log $((attempted - lost)) "$lost"
syscord show --format=kv $log >/tmp/kv
grep '^lost, ' /tmp/kv | head -3
grep -q '^lost, .*count=' /tmp/kv || fail "the gap is not in the recording"
# what was lost last is told with the next record, which need not come
told=$(sed -n 's/^lost, .*count=\([0-9]*\),.*/\1/p' /tmp/kv | awk '{ n += $1 } END { print n + 0 }')
echo "the recording tells of $told, the kernel of $lost lost"
[ "$told" -gt 0 ] && [ "$told" -le "$lost" ] || fail "the recording tells of $told lost, not $lost"
[ "$(wc -l </tmp/kv)" -gt "$(wc -l </tmp/before)" ] || fail "nothing was written after the gap"
kill -0 $reader 2>/dev/null && fail "the reader lives on"
umount $disk
