#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Small rings that overflow on two CPUs while readers come and go, the session stops and
# starts and is reset, and a CPU goes and comes: the module's counters, LOST records, epochs and
# verify have the same numbers, by CPU and reason, to the record.
. tests/lib.sh
load
cpu1=/sys/devices/system/cpu/cpu1/online
[ -w $cpu1 ] || skip "no second CPU that can go offline"
limit=/sys/module/syscord/parameters/memory_limit
cp "$PROG/count" /tmp/count

# total NAME: of all rings, as status has it
total() {
	tr ',{}' '\n\n\n' </tmp/status | sed -n "/\"total\"/,\$s/^ *\"$1\": *\([^ ]*\) *$/\1/p" | head -1
}

balanced=0
# The invariant at this moment, whatever goes on
balance() {
	syscordctl status --json >/tmp/status
	[ "$(total attempted)" -eq $(($(total read) + $(total unread) + $(total lost))) ] ||
		fail "status: $(cat /tmp/status)"
	balanced=$((balanced + 1))
}

losing() { # CPU: it has lost more than when this was last asked
	local now

	balance
	now=$(awk -v cpu="$1" '/"lost":/ { lost = $2 } /"cpu":/ && $2 == cpu "," { print lost + 0 }' \
		/tmp/status)
	[ "${now:-0}" -gt "${before[$1]:-0}" ] || return 1
	before[$1]=$now
}

work() { # calls on both CPUs, until /tmp/enough is there
	rm -f /tmp/enough
	for cpu in 0 1; do
		while [ ! -e /tmp/enough ]; do
			taskset -c $cpu /tmp/count 2000 0 2>/dev/null || true # offline
			sleep 0.1 # for the others
		done &
		workers[cpu]=$!
	done
}

enough() {
	touch /tmp/enough
	wait "${workers[@]}"
}

reads() { # DIR: a reader begins, and has read something
	rm -f /tmp/began
	syscord-reader -d "$1" &
	reader=$!
	within 20 reader_reads
}
reader_reads() {
	[ "$(status_value reader)" = $reader ] || return 1
	balance
	[ "$(total unread)" != "$(total read)" ] && [ "$(total read)" -gt 0 ]
}
reader_ends() { # SIGNAL
	kill -"$1" $reader
	wait $reader 2>/dev/null || [ "$1" = KILL ] || fail "the reader's status: $?"
	within 10 eval '[ "$(status_value reader)" = null ]'
}

# ends DIR: what is left is read, and all accounts agree
ends() {
	syscordctl stop
	syscord-reader -d "$1" --once
	# a loss that found no room in the stream has some now
	syscordctl stop
	syscord-reader -d "$1" --once
	balance
	equal "unread" "$(total unread)" 0
	syscordctl status
	"$PROG/account" "$1" || fail "the accounts of $1 differ: $(syscord verify "$1")"
	exact "$1" "$(total read)" "$(total lost)"
}

syscordctl set-policy --ring-size=64K
syscordctl set-filter 'comm == "count"'
declare -A before

echo "-- $SECONDS s: readers come and go"
log=/tmp/log1
syscordctl start
work
# without a reader
within 30 losing 0
within 30 losing 1
reads $log
reader_ends TERM
within 30 losing 0
reads $log
reader_ends KILL
echo 0 >$cpu1
reads $log
within 30 losing 0
echo 1 >$cpu1
reader_ends KILL
within 30 losing 1
syscordctl stop
balance
syscordctl start
within 30 losing 0
reads $log
enough
reader_ends TERM
ends $log
syscord stats $log | grep -q "lost ([0-9]* ring full)" || fail "stats does not say why"
syscord show --format=text $log | grep -m1 ' \*\*\* lost [0-9]* records\? of CPU [01] in ' ||
	fail "no LOST line"

echo "-- $SECONDS s: after a reset"
log=/tmp/log2
"$BENCH/session" reset
before=()
syscordctl start
work
within 30 losing 1
reads $log
enough
reader_ends TERM
ends $log
[ $balanced -gt 10 ] || fail "status was balanced $balanced times only"

echo "-- $SECONDS s: both in one recording"
mkdir /tmp/both
i=0
for segment in /tmp/log1/* /tmp/log2/*; do
	i=$((i + 1))
	cp "$segment" /tmp/both/syscord-20260101T000000Z-$(printf %06d $i).syscord.zst
done
exact /tmp/both
read -r lost < <(exact_value lost)
sum=0
for i in 1 2; do
	exact /tmp/log$i
	sum=$((sum + $(exact_value lost)))
done
equal "lost in both" "$lost" $sum

echo "-- $SECONDS s: a CPU that comes online and gets no ring"
log=/tmp/outside
echo 0 >$cpu1
"$BENCH/session" reset
syscordctl start
echo 1 >$limit
echo 1 >$cpu1
before=()
work
within 30 losing 0
reads $log
within 30 eval '[ "$(status_value lost_outside)" -gt 1000 ]'
reader_ends TERM
enough
ends $log
lost=$(status_value lost_outside)
syscord show --format=kv $log | sed -n 's/^lost, cpu=none, count=\([0-9]*\), .*/\1/p' |
	awk -v lost="$lost" '{ n += $1 } END { print NR, "LOST records of", n; exit n != lost }' ||
	fail "the stream does not tell of $lost records"
syscord verify $log | grep "^  no ring  *$lost  *0  *$lost " || fail "verify does not say it"
syscordctl status | grep "^  no ring  *$lost  *0  *0  *$lost " || fail "status does not say it"
