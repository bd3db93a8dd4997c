#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What ends waiting for room before its limit: the task is killed, the reader dies, the
# session stops; and what must not wait: two sessions whose readers record each other, tasks
# under ptrace, those that seccomp kills, the freezer.
. tests/lib.sh
load
log=/tmp/log
cp "$PROG/wait_order" "$PROG/count" /tmp

waiting() {
	[ "$(status_value waiting)" -ge 1 ]
}
not_waiting() {
	[ "$(status_value waiting)" = 0 ]
}
no_limit() {
	[ "$(status_value gave_up)" = false ] || fail "$1: the limit ended it"
}
spin() {
	exec perl -e '$0 = "spin"; getppid while 1'
}
# a reader that stands still, and a task that waits for it
stuck() {
	syscordctl set-policy --on-full=wait --ring-size=64K
	syscordctl set-filter --follow 'comm == "spin"'
	syscord-reader -d "$log" --start &
	reader=$!
	within 10 recording
	kill -STOP $reader
	spin &
	spin=$!
	within 10 waiting
}
over() {
	syscordctl stop
	kill -CONT $reader 2>/dev/null || true
	kill -TERM $reader 2>/dev/null || true
	wait $reader 2>/dev/null || true
	syscord-reader -d "$log" --once
	exact "$log"
	rm -rf "$log"
}

echo "... the task is killed"
stuck
kill -9 $spin
wait $spin 2>/dev/null || true
no_limit "a kill"
equal "tasks that wait" "$(status_value waiting)" 0
over

echo "... the reader is killed"
stuck
kill -9 $reader
wait $reader 2>/dev/null || true
within 5 not_waiting
no_limit "the reader's death"
kill -9 $spin
over

echo "... the session is stopped"
stuck
syscordctl stop
within 5 not_waiting
kill -9 $spin
over

echo "... the module is in use as long as somebody waits"
stuck
kill -9 $reader
syscordctl stop
kill -9 $spin
wait
within 5 not_waiting
rmmod syscord
load
rm -rf $log

echo "... two readers that record each other"
for s in a b; do
	syscordctl create $s --on-full=wait --ring-size=64K
	syscord-reader -s $s -d /tmp/log-$s --start &
	eval "reader_$s=$!"
done
sleep 1
for _ in 1 2 3; do
	ls -lR /etc >/dev/null
done
for s in a b; do
	syscordctl status --json -s $s >/tmp/status-$s
	grep -q '"gave_up": false' /tmp/status-$s || fail "session $s gave up"
done
syscordctl stop -s a
syscordctl stop -s b
kill -TERM $reader_a $reader_b
wait
for s in a b; do
	exact /tmp/log-$s
	syscordctl destroy $s
done

echo "... under ptrace, and with seccomp"
syscordctl set-policy --on-full=wait --ring-size=64K
syscordctl set-filter --follow 'comm in {wait_order, strict, count}'
syscord-reader -d $log --start &
reader=$!
within 10 recording
stutter $reader
/tmp/count 30000 3 &
count=$!
strace -f -o /dev/null /tmp/wait_order 20
for _ in 1 2 3; do
	# PR_SET_SECCOMP, SECCOMP_MODE_STRICT: getpid is deadly
	perl -e '$0 = "strict"; for (1 .. 400) { getppid } syscall(157, 22, 1, 0, 0, 0); getppid' || status=$?
	[ "$status" = 137 ] || fail "seccomp: status $status"
done
wait $count || fail "count: $?"
stutter_end $reader
[ "$(status_value waits)" -ge 1 ] || fail "nothing had to wait"
syscordctl stop
kill -TERM $reader
wait $reader
exact $log
equal "lost" "$(exact_value lost)" 0
syscord show --format=kv $log >/tmp/kv
equal "ends by seccomp" "$(grep -c ', exit, .*strict' /tmp/kv)" 3
rm -rf $log

echo "... the freezer"
if echo freezer >/sys/power/pm_test; then
	stuck
	start=$SECONDS
	echo freeze >/sys/power/state || fail "somebody could not be frozen"
	echo "froze and thawed in $((SECONDS - start)) s"
	kill -9 $spin
	over
fi
