#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A flight recorder: rings that are overwritten until the trigger fires. Each snapshot has
# the last records before it, whole and once; what was overwritten is counted to the record;
# nothing is written to disk before, and memory stays what it was.
. tests/lib.sh
. tests/vm/lib/flight.sh
load
cp "$PROG/flight" /tmp/flight
ulimit -c 0
cd /tmp

echo "== a program that dies, with a reader"
log=/tmp/log
syscordctl set-filter 'comm == "flight"'
syscordctl set-policy --on-full=overwrite --ring-size=256K
syscordctl get-filter --trigger
syscord-reader -d $log --start 2>/tmp/reader.log &
reader=$!
within 10 recording
memory=$(status_value memory_used)
taskset -c 0 ./flight 20000 exit
segments 1 && fail "a segment without a reason: $(ls $log)"
taskset -c 0 ./flight 20000 abort || true
within 30 segments 1
within 10 is default fired null
equal "triggers" "$(value default triggers)" 1
first=$(echo $log/*)
verified "$first"
ends_with 19999 "$first"
syscord show "$first" | tail -8
syscord show "$first" | grep -q 'killed by SIGABRT' || fail "its death is not there"
# whoever was overwritten stands at the beginning
syscord show "$first" | head -3
syscord show --format=kv "$first" | head -1 | grep -q overwritten || fail "no loss is told"
snapshot "$first" >/tmp/state
grep -q '"why":"core"' /tmp/state || fail "the snapshot does not say why: $(cat /tmp/state)"
cat /tmp/reader.log
grep -q 'flight (process .*) dumps core: [0-9]* records to '"$first" /tmp/reader.log

echo "== asked for; segments continue each other"
taskset -c 1 ./flight 3000 exit
second=$(syscordctl snapshot)
equal "the second segment" "$second" "$(ls -d $log/* | tail -1)"
[ "$second" != "$first" ] || fail "no new segment"
ends_with 2999 "$second"
syscordctl snapshot >/tmp/third
verified "$(cat /tmp/third)"
equal "records of an empty snapshot" "$(offsets "$(cat /tmp/third)" | wc -l)" 0
syscordctl stop
syscordctl snapshot --json
verified $log
cat /tmp/counts
attempted=$(total default attempted)
grep -q "^attempted $attempted = read" /tmp/counts || fail "attempted: $attempted"
kill -TERM $reader
files=$(ls $log)
wait $reader || fail "the reader's status: $?"
equal "files after SIGTERM" "$(ls $log)" "$files"
equal "memory of the rings" "$(status_value memory_used)" "$memory"

echo "== a call fires it; no reader: the rings freeze"
syscordctl create calls --filter 'comm == "flight"' --on-full=overwrite --ring-size=256K \
	--trigger 'syscall == write and ret == -EBADF' --no-core-trigger --after=0
equal "the trigger" "$(syscordctl get-filter --trigger -s calls)" \
	'syscall == write and ret == -EBADF'
syscordctl start -s calls
taskset -c 0 ./flight 5000 abort || true
equal "triggers" "$(value calls triggers)" 0
is calls frozen false || fail "frozen without a reason"
taskset -c 0 ./flight 5000 bad
within 10 is calls frozen true
syscordctl status -s calls
taskset -c 0 ./flight 300 exit	# is not recorded
syscordctl snapshot -s calls -o /tmp/calls.zst
verified /tmp/calls.zst
syscord show /tmp/calls.zst | grep -q 'write(1000, "x", 1) *= -1 EBADF' || {
	syscord show /tmp/calls.zst | tail
	fail "the call is not there"
}
equal "lseeks of 300" "$(offsets /tmp/calls.zst | tail -1 | grep -cx 299)" 0
is calls frozen false || fail "frozen still"
is calls fired null || fail "fired still"
taskset -c 0 ./flight 700 exit
cd /tmp && name=$(syscordctl snapshot -s calls)
[ -f "$name" ] || fail "no file $name"
verified "$name"
equal "goes on" "$(offsets "$name" | tail -1)" 699

echo "== to the record, when it is stopped"
syscordctl stop -s calls
syscordctl snapshot -s calls -o /tmp/all.zst
verified /tmp/all.zst
cat /tmp/counts
attempted=$(total calls attempted)
overwritten=$(total calls overwritten)
lost=$(total calls lost)
echo "attempted $attempted, overwritten $overwritten, lost $lost"
[ "$overwritten" -gt 0 ]
grep -q "^attempted $attempted = read $((attempted - lost)) + lost $lost\$" /tmp/counts ||
	fail "attempted $attempted, lost $lost"

echo "== new rings are not frozen"
syscordctl start -s calls
taskset -c 0 ./flight 5000 bad
within 10 is calls frozen true
syscordctl stop -s calls
syscordctl set-policy -s calls --on-full=overwrite --ring-size=512K
is calls frozen false || fail "frozen before they were filled"
is calls fired null || fail "fired before they were filled"
syscordctl destroy calls
