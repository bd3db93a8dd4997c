#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The real-time clock is set forwards and backwards while a session records: the order
# stays, each record has the time that the clock showed then, segments sort as ever.
. tests/lib.sh
load
follow=/tmp/follow log=/tmp/log
cp "$PROG/follow" $follow

# The guest goes on with other tests: give it its time back
offset=$(awk -v now="$(date +%s.%N)" '{ printf "%.2f", now - $1 }' /proc/uptime)
trap 'date -s "@$(awk -v offset="$offset" "{ printf \"%.2f\", \$1 + offset }" /proc/uptime)"' EXIT

size() {
	cat $log/*.zst 2>/dev/null | wc -c
}

# The reader has written all, and has nothing more to write by itself
quiet() {
	local before

	before=$(size)
	sleep 3
	[ "$before" -gt 0 ] && [ "$before" = "$(size)" ]
}

larger() {
	[ "$(size)" -gt "$1" ]
}

# set_clock CHANGE: and wait until the reader has said so, in a session that is idle
set_clock() {
	local before

	within 30 quiet
	before=$(size)
	date -s "$1"
	within 10 larger "$before"
}

# leave N: a mark, and the time around it in ms
leave() {
	date +%s%3N >/tmp/before.$1
	$follow mark "$1"
	date +%s%3N >/tmp/after.$1
}

# ms N FILE: the mark's time in that JSON
ms() {
	date +%s%3N -d "$(sed -n 's/.*"real_time":"\([^"]*\)".*"offset":{"raw":'"$1"'\b.*/\1/p' "$2")"
}

# timed N: the record's time is the one around the mark
timed() {
	local at from to

	at=$(ms "$1" /tmp/json) from=$(cat /tmp/before."$1") to=$(cat /tmp/after."$1")
	[ "$at" -ge $((from - 20)) ] && [ "$at" -le $((to + 20)) ] ||
		fail "mark $1 is at $at, not between $from and $to"
}

# within_its_time N: --since and --until around it select it, and no other
within_its_time() {
	local from to

	from=$(($(cat /tmp/before."$1") - 20)) to=$(($(cat /tmp/after."$1") + 20))
	syscord show -f json -S "@${from::-3}.${from: -3}" -U "@${to::-3}.${to: -3}" $log |
		sed -n 's/.*"syscall":"lseek".*"offset":{"raw":\([0-9]*\).*/\1/p' >/tmp/selected
	equal "marks in the time of $1" "$(cat /tmp/selected)" "$1"
}

in_order() {
	sed 's/^{"type":"[a-z]*","time":\([0-9]*\),.*/\1/' "$1" | sort -n -c ||
		fail "records are out of order"
}

echo "-- the reader's segments"
syscordctl set-filter 'comm == "follow"'
syscord-reader -d $log --start --rotate-time 1 &
reader=$!
within 20 recording
leave 1
set_clock '+1 hour'
leave 2
set_clock '-2 hours'
leave 3
within 30 quiet
leave 4
# a reader that starts when the clock is back
kill -TERM $reader
wait $reader
date -s '-1 day'
syscord-reader -d $log --rotate-time 1 &
reader=$!
within 30 quiet
leave 5
set_clock '+1 day'
leave 6
within 30 quiet
syscordctl stop
kill -TERM $reader
wait $reader

ls $log
ls $log/*.zst | sed 's/.*-\([0-9]*\)\.syscord\.zst/\1/' >/tmp/numbers
[ "$(wc -l </tmp/numbers)" -ge 4 ] || fail "too few segments"
sort -n -c /tmp/numbers || fail "names do not sort in the order of writing"
exact $log
equal "lost" "$(exact_value lost)" 0
syscord show -f json $log >/tmp/json
in_order /tmp/json
sed -n 's/.*"syscall":"lseek".*"offset":{"raw":\([0-9]*\).*/\1/p' /tmp/json >/tmp/marks
equal "marks" "$(tr '\n' ' ' </tmp/marks)" "1 2 3 4 5 6 "
for n in 1 2 3 4 5 6; do
	timed $n
	within_its_time $n
done

echo "-- run, into a file and printing"
cat >/tmp/steps <<'END'
leave() {
	date +%s%3N >/tmp/before.$1
	/tmp/follow mark $1
	date +%s%3N >/tmp/after.$1
}
leave 11
date -s '-3 hours'
sleep 2
leave 12
date -s '+3 hours'
sleep 2
leave 13
END
syscord run -q -o /tmp/rec -F 'comm == "follow"' -- bash /tmp/steps
syscord verify /tmp/rec | tail -1
syscord show -f json /tmp/rec >/tmp/json
in_order /tmp/json
for n in 11 12 13; do
	timed $n
done
syscord run -f json -F 'comm == "follow"' -- bash /tmp/steps 2>/tmp/json
in_order /tmp/json
for n in 11 12 13; do
	timed $n
done
