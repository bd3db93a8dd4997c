#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A CPU goes offline and online again under load, and one comes only while it is being
# recorded: no record is lost, none is there twice, each thread's are in order.
. tests/lib.sh
load
cpu1=/sys/devices/system/cpu/cpu1/online
[ -w $cpu1 ] || skip "no second CPU that can go offline"
log=/tmp/log
lanes=4 calls=${CALLS:-6000}
cp "$PROG/lanes" /tmp/lanes

# ended [ATTEMPTS]: stop all, nothing is lost or unread
ended() {
	local attempted lost unread rest

	syscordctl stop
	kill -TERM $reader
	wait $reader || fail "the reader's status: $?"
	read -r attempted lost unread rest < <("$BENCH/session" counts)
	equal "lost" "$lost" 0
	equal "unread" "$unread" 0
	exact $log "$attempted" 0
	syscord show --format=kv $log >/tmp/kv
	equal "lines" "$(wc -l </tmp/kv)" "$attempted"
	syscord show --format=json $log | sed 's/^{"type":"[a-z]*","time":\([0-9]*\),.*/\1/' |
		sort -n -c || fail "records are out of order"
}

# in_order LANES CALLS: each thread's offsets count up from the first to the last
in_order() {
	sed -n 's/^pid=[0-9]*, tid=\([0-9]*\), lseek, fd=[0-9]*, offset=\([0-9]*\), .*/\1 \2/p' /tmp/kv |
		awk -v lanes="$1" -v calls="$2" '
			$2 < 1000000 { next }
			!($1 in next_one) { seen++; next_one[$1] = int($2 / 1000000) * 1000000 }
			$2 != next_one[$1] { print "thread", $1, "has", $2, "for", next_one[$1]; exit bad = 1 }
			{ next_one[$1]++; count++ }
			END {
				if (bad) exit 1
				if (seen != lanes || count != lanes * calls) {
					print seen, "threads,", count, "calls"
					exit 1
				}
			}' || fail "calls are missing, doubled or out of order"
}

# A session like new
again() {
	rm -r $log
	unload
	load
	syscordctl set-filter 'comm == "lanes"'
}

echo "-- offline and online, again and again"
syscordctl set-filter 'comm == "lanes"'
syscord-reader -d $log --start &
reader=$!
within 20 recording
/tmp/lanes $lanes $calls 8 &
work=$!
switches=0
while kill -0 $work 2>/dev/null; do
	echo 0 >$cpu1
	sleep 0.3
	echo 1 >$cpu1
	sleep 0.3
	switches=$((switches + 1))
done
wait $work
echo "$switches times"
[ $switches -ge 3 ] || fail "only $switches times"
ended
in_order $lanes $calls
equal "CPUs with records" "$(syscord show --format=json $log | grep -o '"cpu":[01],' | sort -u | wc -l)" 2

echo "-- what is in the ring of a CPU that has gone is read all the same"
again
syscordctl start
taskset -c 1 /tmp/lanes 1 1000 0
echo 0 >$cpu1
syscord-reader -d $log &
reader=$!
within 20 eval "ls $log/*.zst >/dev/null 2>&1"
ended
in_order 1 1000

echo "-- a CPU comes online while recording, and is used at once"
again
syscord-reader -d $log --start &
reader=$!
within 20 recording
/tmp/lanes $lanes $calls 6 &
work=$!
within 20 eval "[ \$(cat $log/*.zst | wc -c) -gt 2000 ]"
echo 1 >$cpu1
wait $work
ended
in_order $lanes $calls
equal "CPUs with records" "$(syscord show --format=json $log | grep -o '"cpu":[01],' | sort -u | wc -l)" 2
