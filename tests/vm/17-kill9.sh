#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The reader is killed with SIGKILL at any moment, again and again, and started anew: no
# record is lost while the rings have room, and none is there twice. Rings that are too small
# lose what they say. SEED=N does the same again, KILLS=N more often.
. tests/lib.sh
seed=${SEED:-$RANDOM} kills=${KILLS:-30}
echo "SEED=$seed KILLS=$kills"
RANDOM=$seed
syncs=(rotate frame none)

# reader NUMBER: starts one, as $reader; segments are so small that many are finished
reader() {
	syscord-reader -d $log --rotate-size=$((2000 + RANDOM)) --sync=${syncs[$1 % 3]} \
		2>>/tmp/errors &
	reader=$!
}

# kill_readers NUMBER: each within its first moments
kill_readers() {
	local i

	for ((i = 0; i < $1; i++)); do
		reader $i
		sleep 0.$((RANDOM % 4))$((RANDOM % 10))
		kill -9 $reader
		! wait $reader || fail "it ended by itself"
	done 2>/dev/null
}

# end_well: the last reader writes what is left, and is not killed; to $attempted, $lost
end_well() {
	syscordctl stop
	syscord-reader -d $log --once
	read -r attempted lost unread _ < <("$BENCH/session" counts)
	equal "unread" "$unread" 0
	exact $log $((attempted - lost)) "$lost"
	syscord show --format=kv $log >/tmp/kv
	sed -n 's/^.*, lseek, .*offset=\([0-9]*\).*/\1/p' /tmp/kv >/tmp/seen
	! grep . /tmp/errors || fail "the readers complained"
}

# full_pace ON_FULL KILLS: as many calls as there can be, into rings that are full at once
full_pace() {
	"$BENCH/session" reset
	rm -rf $log /tmp/enough
	syscordctl set-policy --ring-size=64K --on-full="$1"
	syscordctl start
	while [ ! -e /tmp/enough ]; do
		/tmp/count 100000 0
	done &
	load=$!
	kill_readers "$2"
	touch /tmp/enough
	wait $load
	end_well
	[ "$lost" -gt 0 ] || fail "nothing was lost: full rings were not tested"
}

# with_room ON_FULL KILLS: some 10000 calls a second, for as long as it takes
with_room() {
	local calls=0

	"$BENCH/session" reset
	rm -rf $log /tmp/enough
	syscordctl set-policy --ring-size=4M --on-full="$1"
	syscordctl start
	while [ ! -e /tmp/enough ]; do
		/tmp/count 5000 1 $calls
		calls=$((calls + 5000))
		echo $calls >/tmp/calls
	done &
	load=$!
	kill_readers "$2"
	touch /tmp/enough
	wait $load
	end_well
	equal "lost" "$lost" 0
	# the offsets that `count` asked for are 0, 1, 2, ...: each once, and in order
	seq 0 $(($(cat /tmp/calls) - 1)) >/tmp/expected
	cmp /tmp/seen /tmp/expected || {
		wc -l /tmp/seen
		diff /tmp/seen /tmp/expected | head
		fail "calls are missing, doubled or out of order"
	}
	equal "lines" "$(wc -l </tmp/kv)" "$attempted"
}

load
log=/tmp/log
cp "$PROG/count" /tmp/count
syscordctl set-filter 'comm == "count" and syscall == lseek'
with_room drop $((kills * 4 / 10))
with_room wait $((kills * 3 / 10))
full_pace drop $((kills * 2 / 10))
# Nobody waits for a reader that is not there, so what finds no room then is lost here, too
full_pace wait $((kills / 10))
