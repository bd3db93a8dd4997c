#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# --on-full=wait: rings that are far too small, and a reader that stops again and again,
# lose nothing, and each thread's records are in order.
. tests/lib.sh
load
log=/tmp/log
cp "$PROG/count" "$PROG/wait_order" /tmp

syscordctl set-policy --on-full=wait --ring-size=64K
syscordctl set-filter --follow 'comm == "count" or comm == "wait_order"'
syscord-reader -d $log --start &
reader=$!
within 10 recording

# the reader stands still for most of the time
while :; do
	kill -STOP $reader
	sleep 0.2
	kill -CONT $reader
	sleep 0.05
done &
stopper=$!
/tmp/count 30000 1 &
count=$!
/tmp/wait_order 60 &
order=$!
wait $count || fail "count: $?"
wait $order || fail "wait_order: $?"
kill $stopper
wait $stopper 2>/dev/null || true
kill -CONT $reader
syscordctl status --json >/tmp/status
[ "$(status_value waits)" -ge 5 ] || fail "only $(status_value waits) records had to wait"
equal "tasks that wait" "$(status_value waiting)" 0
syscordctl stop
kill -TERM $reader
wait $reader || fail "the reader's status after SIGTERM: $?"

read -r attempted lost unread _ < <("$BENCH/session" counts)
[ "$lost" = 0 ] || syscordctl status
equal "lost" "$lost" 0
equal "unread" "$unread" 0
exact $log "$attempted" 0

syscord show --format=kv $log >/tmp/kv
equal "lines" "$(wc -l </tmp/kv)" "$attempted"
grep ', lseek, ' /tmp/kv | sed -n 's/.*offset=\([0-9]*\).*/\1/p' >/tmp/seen
seq 0 29999 | cmp - /tmp/seen || fail "calls are missing, doubled or out of order"
