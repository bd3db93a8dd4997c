#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# make bench-complete, small, with a reader that stands still: what a ring of 64 KiB has no
# room for is counted to the record in drop mode, and is not lost in wait mode.
. tests/lib.sh
CONNECTIONS=50 REQUESTS=500 MIB=64
. tests/complete/lib.sh
load

for name in nginx read; do
	workload_make $name
	echo "result $name - - - $(workload_time $name)" >>/tmp/results

	HOLD=stop
	record $name drop 256 64K
	result | tee -a /tmp/results
	[ "$lost" -gt 0 ] || fail "$name: nothing was lost by a reader that stood still"
	[ "${use_max%.*}" -ge 99 ] || fail "$name: the ring was full, not $use_max %"

	HOLD=pulse
	record $name wait 256 64K
	result | tee -a /tmp/results
	[ "$waits" -gt 0 ] || fail "$name: nobody waited"
	equal "$name: records lost in wait mode" "$lost" 0
	[ "$drains" -gt 1 ] || fail "$name: $drains drains"
done
tests/complete/table </tmp/results
fails tests/complete/table <<<"result read wait 256 64K 1 1 1 1 1 10 9 1 0 1 1"

# A report while it runs
reports() { # COUNT: so many lines of them
	[ "$(wc -l </tmp/report)" -eq "$1" ]
}
segment() {
	compgen -G '/tmp/log/*' >/dev/null
}
syscord-reader -d /tmp/log --report=/tmp/report &
reader=$!
within 20 segment	# then it knows what the signal is
before=$(wc -l </tmp/report)
kill -USR1 $reader
within 20 reports $((before + 1))
kill -USR1 $reader
within 20 reports $((before + 2))
kill -TERM $reader
wait $reader || fail "the reader's status after SIGTERM: $?"
reports $((before + 3)) || fail "no report at the end"
