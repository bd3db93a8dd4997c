#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Snapshots of rings that two CPUs never stop overwriting, by the reader and past it: each is
# whole, the reader's continue each other, memory stays what it was. Then the session is a
# flight recorder no more.
. tests/lib.sh
. tests/vm/lib/flight.sh
load
cp "$PROG/flight" /tmp/flight
cd /tmp
log=/tmp/log

echo "== two CPUs that never stop, with a second hand on the rings"
syscordctl create busy --filter 'comm == "flight"' --on-full=overwrite --ring-size=256K
syscordctl start -s busy
memory=$(status_value memory_used)
rm -rf $log
syscord-reader -s busy -d $log 2>/tmp/reader.log &
reader=$!
within 10 is busy reader $reader
taskset -c 0 ./flight 100000 loop &
one=$!
taskset -c 1 ./flight 100000 loop &
two=$!
[ -z "$(ls $log)" ] || fail "a segment without a reason"
syscordctl snapshot -s busy -o /tmp/warm.zst
memory_of_reader() {
	sed -n 's/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p' /proc/$reader/status
}
for i in 1 2 3 4 5 6 7 8 9 10; do
	syscordctl snapshot -s busy -o /tmp/snap.zst >/dev/null
	verified /tmp/snap.zst
	verified "$(syscordctl snapshot -s busy)"
	[ $i != 5 ] || before=$(memory_of_reader)
done
verified $log
tail -2 /tmp/counts
after=$(memory_of_reader)
[ "$after" -lt $((before + 256)) ] || fail "the reader grew from $before to $after KiB"
equal "memory of the rings" "$(status_value memory_used)" "$memory"
kill -9 $one $two
syscordctl stop -s busy
syscordctl snapshot -s busy >/dev/null
verified $log
attempted=$(total busy attempted)
grep -q "^attempted $attempted = read" /tmp/counts || fail "attempted: $attempted"

echo "== no flight recorder any more, and again"
syscordctl set-policy -s busy --on-full=drop
syscordctl start -s busy
./flight 500 exit
written() {
	[ "$(offsets $log | tail -500 | sort -n | uniq | wc -l)" = 500 ]
}
within 20 written
syscordctl stop -s busy
verified $log
kill -TERM $reader
wait $reader
fails syscordctl snapshot -s busy
fails syscordctl set-policy -s busy --trigger 'ret == -EIO'
