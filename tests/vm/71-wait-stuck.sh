#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Every task of the machine is recorded with --on-full=wait, the journal and this shell
# among them, and the reader stops for good. The machine goes on; what is lost meanwhile is
# counted; when the reader goes on, so does waiting.
. tests/lib.sh
load
log=/tmp/log
gave_up() {
	[ "$(status_value gave_up)" = "$1" ]
}

mkdir -p /run/systemd/journal
/lib/systemd/systemd-journald 2>/tmp/journald &
within 20 [ -S /run/systemd/journal/socket ]

syscordctl set-policy --on-full=wait --ring-size=64K
syscord-reader -d $log --start &
reader=$!
within 10 recording
for i in 1 2 3; do
	ls -lR /etc/init.d /etc/default >/dev/null
	logger --socket /run/systemd/journal/dev-log "before $i"
done
gave_up false || fail "gave up on a reader that reads"

kill -STOP $reader
start=$SECONDS
for i in 1 2 3 4 5 6 7 8 9 10; do
	ls -lR /etc/init.d /etc/default >/dev/null
	logger --socket /run/systemd/journal/dev-log "meanwhile $i"
done
echo "stuck for $((SECONDS - start)) s"
# one limit of 5 s, whoever it was that waited, and then it runs as ever
[ $((SECONDS - start)) -lt 30 ] || fail "the machine stood still for $((SECONDS - start)) s"
gave_up true || fail "did not give up"
syscordctl status | grep "stands still" || fail "the status does not say so"
syscordctl sessions | grep "256 bytes, 64K, wait" || fail "nor do the sessions"
equal "tasks that wait" "$(status_value waiting)" 0

kill -CONT $reader
within 10 gave_up false
for i in 1 2 3; do
	logger --socket /run/systemd/journal/dev-log "after $i"
done
gave_up false || fail "gave up on a reader that reads again"
syscordctl stop
kill -TERM $reader
wait $reader || fail "the reader's status after SIGTERM: $?"
kill %1

read -r attempted lost unread _ < <("$BENCH/session" counts)
equal "unread" "$unread" 0
[ "$lost" -gt 0 ] || fail "nothing was lost"
exact $log $((attempted - lost)) "$lost"
[ "$(status_value waits)" -gt 0 ] || fail "nobody waited"
syscord show --format=kv $log >/tmp/kv
grep -q 'meanwhile 1"\|before 1' /tmp/kv || fail "the journal's messages are not in the recording"
