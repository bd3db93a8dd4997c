#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The reader is killed with SIGKILL, again and again, and started anew: no record
# is lost while the rings have room, and none is there twice.
. tests/lib.sh
load
log=/tmp/log

reader_gone() {
	[ "$(status_value reader)" = 0 ] || [ "$(status_value reader)" = null ]
}

syscordctl set-filter 'comm == "count"'
cp "$PROG/count" /tmp/count

syscord-reader -d $log --start &
reader=$!
within 10 recording
/tmp/count 40000 8 &
count=$!
for _ in 1 2 3 4 5; do
	sleep 1
	kill -9 $reader
	wait $reader 2>/dev/null || true
	within 5 reader_gone
	syscord-reader -d $log &
	reader=$!
done 2>/dev/null
wait $count
sleep 1
syscordctl stop
kill -TERM $reader
wait $reader || fail "the reader's status after SIGTERM: $?"
read -r attempted lost unread _ < <("$BENCH/session" counts)
equal "lost" "$lost" 0
equal "unread" "$unread" 0

ls -l $log
exact $log "$attempted" 0
syscord show --format=kv $log >/tmp/kv
# the offsets that `count` asked for are 0, 1, 2, ...: each once, and in order
grep ', lseek, ' /tmp/kv | sed -n 's/.*offset=\([0-9]*\).*/\1/p' >/tmp/seen
seq 0 39999 >/tmp/expected
cmp /tmp/seen /tmp/expected || {
	wc -l /tmp/seen
	diff /tmp/seen /tmp/expected | head
	fail "calls are missing, doubled or out of order"
}
equal "lines" "$(wc -l </tmp/kv)" "$attempted"
