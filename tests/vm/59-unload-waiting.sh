#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The module is asked to go while tasks wait for room in a ring: it is in use. When what
# they wait for is over, it goes, though they make calls all the time.
. tests/lib.sh
log=/tmp/log
waiting() {
	[ "$(status_value waiting)" -ge "$1" ]
}
in_use() {
	if rmmod syscord 2>/tmp/why; then
		fail "unloaded while $1"
	fi
	grep -q 'in use' /tmp/why || fail "unloading failed for another reason: $(cat /tmp/why)"
}
unloaded() {
	rmmod syscord 2>/dev/null
}
# stuck FILTER...: a reader that stands still, and tasks that wait for it
stuck() {
	load
	syscordctl set-policy --on-full=wait --ring-size=64K
	[ $# = 0 ] || syscordctl set-filter "$@"
	syscord-reader -d $log --start &
	reader=$!
	within 10 recording
	kill -STOP $reader
}
alive() { # all spinners are, and get on
	local pid

	for pid in "${spinners[@]}"; do
		kill -0 $pid || fail "a program that only made calls is gone"
	done
}

spinners=()
for _ in 1 2; do
	perl -e '$0 = "spin"; getppid while 1' &
	spinners+=($!)
done

echo "... until their reader dies"
tested=
for _ in 1 2; do
	stuck 'comm == "spin"'
	within 20 waiting 1
	in_use "tasks wait"
	! waiting 1 || tested=1 # until their limit of 5 s
	kill -9 $reader
	wait $reader 2>/dev/null || true
	within 10 unloaded
	alive
	rm -r $log
done
[ -n "$tested" ] || fail "nobody waited any more when the module was asked to go"

echo "... until it reads on"
stuck 'comm == "spin"'
within 20 waiting 1
in_use "tasks wait"
syscordctl stop
kill -CONT $reader
in_use "a reader is attached"
kill $reader
wait $reader || fail "the reader's status: $?"
read -r attempted lost _ < <("$BENCH/session" counts)
exact $log $((attempted - lost)) "$lost"
within 10 unloaded
alive
rm -r $log

echo "... when everybody is recorded, the journal, this shell and rmmod, too"
mkdir -p /run/systemd/journal
/lib/systemd/systemd-journald 2>/tmp/journald &
within 20 [ -S /run/systemd/journal/socket ]
stuck
# This shell waits as well, so that it cannot see how many do
logger --socket /run/systemd/journal/dev-log "while the reader is stopped"
in_use "tasks wait"
[ "$(status_value waits)" -ge 1 ] || fail "nobody has waited"
kill -9 $reader
wait $reader 2>/dev/null || true
within 10 unloaded
alive
kill -9 "${spinners[@]}"
