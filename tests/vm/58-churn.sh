#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Some 200 processes fork, execute, make threads and end, while two sessions, one of which
# has tasks wait, start, stop and change their filters, in random order. Each record is
# read or counted, and nothing is kept. SEED=N does the same again, DURATION=N for longer.
. tests/lib.sh
seed=${SEED:-$RANDOM} duration=${DURATION:-60}
echo "SEED=$seed DURATION=$duration"
RANDOM=$seed
sessions=(drop wait)
filters=('comm == "churn"' 'comm == "churn" and ret < 0' 'syscall in {getppid, exit_group, wait4}'
	'proc_name == churn and class == WS' 'followed and syscall == getppid' 'pid == 1')
cp "$PROG/churn" /tmp/churn

stopped_value() { # SESSION NAME
	syscordctl status -s "$1" --json | tr ',{}' '\n\n\n' | sed -n "s/^ *\"$2\": *//p" | head -1
}

# act SESSION: one thing that a user may do
act() {
	local follow=

	case $((RANDOM % 6)) in
	0|1)
		syscordctl start -s "$1" 2>/tmp/why || grep -q already /tmp/why ||
			fail "start: $(cat /tmp/why)"
		;;
	2)	syscordctl stop -s "$1" ;;
	3)	syscordctl clear-filter -s "$1" ;;
	*)
		[ $((RANDOM % 2)) = 0 ] || follow=--follow
		syscordctl set-filter -s "$1" $follow "${filters[RANDOM % ${#filters[@]}]}" 2>/tmp/why ||
			fail "set-filter: $(cat /tmp/why)"
		;;
	esac
	acts=$((acts + 1))
}

# churn SECONDS: with two sessions, from their making to their end
churn() {
	local end name i acts=0 readers=()

	for name in "${sessions[@]}"; do
		syscordctl create "$name" --ring-size=64K --on-full="$name" \
			--filter 'comm == "churn"'
		syscord-reader -s "$name" -d "/tmp/log-$name" --start &
		readers+=($!)
	done
	/tmp/churn 200 >/tmp/processes &
	load=$!
	end=$((SECONDS + $1))
	while [ $SECONDS -lt $end ]; do
		act "${sessions[RANDOM % 2]}"
	done
	kill $load
	wait $load || fail "churn: status $?"
	echo "$acts changes; $(cat /tmp/processes)"
	for i in 0 1; do
		name=${sessions[i]}
		syscordctl stop -s $name
		kill -TERM ${readers[i]}
		wait ${readers[i]} || fail "$name: the reader's status: $?"
		read -r attempted lost unread _ < <("$BENCH/session" counts $name)
		equal "$name: unread" "$unread" 0
		[ "$attempted" -gt 0 ] || fail "$name: nothing was recorded"
		exact /tmp/log-$name $((attempted - lost)) "$lost"
		for value in pending followed waiting; do
			equal "$name: $value" "$(stopped_value $name $value)" 0
		done
		syscordctl destroy $name
		rm -r /tmp/log-$name
	done
	equal "references" "$(cat /sys/module/syscord/refcnt)" 0
	equal "mappings of the module" "$(mapped)" 0
}

load
echo 1 >/sys/kernel/rcu_expedited
churn 5 # what grows once, has grown
slabs >/tmp/before
churn $duration
processes=$(sed 's/ .*//' /tmp/processes)
# Stacks of processes are unmapped many at a time, so vmap_area says nothing; mapped() does
nothing_kept() {
	slabs >/tmp/after
	join /tmp/before /tmp/after | awk -v n=$((processes / 10)) '
		$4 - $2 > 50 { print $1, $2, "->", $4 }
		$1 != "vmap_area" && $4 - $2 >= n && $4 - $2 > 2 * $3 { grown = 1 }
		END { exit grown }'
}
within 30 nothing_kept
unload
equal "mappings of the module" "$(mapped)" 0
