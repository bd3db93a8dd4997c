#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Flight recorders when something is in the way: a reader that dies before it has written, a
# disk that is full, a trigger that never stops firing.
. tests/lib.sh
. tests/vm/lib/flight.sh
load
cp "$PROG/flight" /tmp/flight
ulimit -c 0
cd /tmp
log=/tmp/log

# refuses TEXT COMMAND...: it fails, and says TEXT
refuses() {
	local text=$1
	shift

	if "$@" >/tmp/out 2>/tmp/err; then
		fail "should have failed: $*"
	fi
	cat /tmp/err
	grep -qF -- "$text" /tmp/err || fail "$*: does not say '$text'"
}

echo "== what cannot be"
refuses 'is no flight recorder' syscordctl snapshot
refuses 'give --on-full=overwrite' syscordctl set-policy --after=2s
refuses 'one' syscordctl set-policy --on-full=overwrite --trigger 'ret < 0' --no-trigger
refuses 'a value for ret is missing' syscordctl create x --on-full=overwrite --trigger 'ret <'
fails syscordctl status -s x
syscordctl set-policy --on-full=overwrite --ring-size=256K --trigger 'ret == -EIO' --after=20ms
refuses 'has not recorded anything' syscordctl snapshot
is default after_ms 20 || fail "--after"
syscordctl set-policy --on-full=drop
syscordctl status | grep trigger && fail "a trigger of a session that drops"

echo "== a reader that is killed before it has written"
syscordctl set-filter 'comm == "flight"'
syscordctl set-policy --on-full=overwrite --ring-size=256K --after=0
syscord-reader -d $log --start &
reader=$!
within 10 recording
kill -STOP $reader
taskset -c 0 ./flight 3000 abort || true
is default frozen false || fail "frozen though there is a reader"
kill -9 $reader
wait $reader || true
within 10 is default reader null
within 10 is default frozen true
for _ in 1 2 3; do
	taskset -c 0 ./flight 3000 exit
done
syscord-reader -d $log 2>/tmp/reader.log &
reader=$!
within 20 segments 1
within 10 is default frozen false
verified $log
syscord show $log | grep -q 'killed by SIGABRT' || fail "its death is gone"
cat /tmp/reader.log
kill -TERM $reader
wait $reader
# each one goes on where the last segment ended, however it ended
taskset -c 0 ./flight 500 exit
syscord-reader -d $log --once
verified $log
equal "the last offset" "$(offsets $log | tail -1)" 499
syscordctl stop

echo "== a disk that is full"
mkdir /tmp/small
mount -t tmpfs -o size=64k none /tmp/small
syscordctl create full --filter 'comm == "flight"' --on-full=overwrite --ring-size=256K
syscordctl start -s full
syscord-reader -s full -u root -d /tmp/small 2>/tmp/reader.log &
reader=$!
within 10 is full reader $reader
head -c 60k /dev/zero >/tmp/small/filler || true
taskset -c 0 ./flight 3000 abort || true
complained() {
	grep -q 'No space left' /tmp/reader.log
}
within 20 complained
is full fired null && fail "ready again, and nothing is written"
rm /tmp/small/filler
within 20 is full fired null
cat /tmp/reader.log
verified /tmp/small
syscord show /tmp/small | grep -q 'killed by SIGABRT' || fail "its death is not there"
kill -TERM $reader
wait $reader
syscordctl destroy full

echo "== a trigger that fires all the time"
syscordctl create often --filter 'comm == "flight"' --on-full=overwrite --ring-size=256K \
	--trigger 'syscall == lseek' --after=0
syscordctl start -s often
rm -rf $log
syscord-reader -s often -d $log 2>/tmp/reader.log &
reader=$!
within 10 is often reader $reader
SECONDS=0
taskset -c 0 ./flight 1000 loop &
busy=$!
within 60 segments 10
[ "$(ls $log | wc -l)" -le $((SECONDS + 5)) ] || fail "too many files: $(ls $log)"
kill $busy
within 20 is often fired null
# who fired it while a snapshot was written is not known, and not claimed
equal "named" "$(grep -c 'a call by flight' /tmp/reader.log)" 1
grep -q 'has fired again meanwhile' /tmp/reader.log || fail "not told: $(cat /tmp/reader.log)"
verified $log
# the trigger may change while it records
syscordctl set-policy -s often --no-trigger
equal "the trigger's text" "$(syscordctl get-filter --trigger -s often)" ""
kill -TERM $reader
wait $reader

echo "== processes that run already"
taskset -c 1 ./flight 1000 loop &
busy=$!
timeout --preserve-status -s INT 3 syscord run --on-full=overwrite --ring-size=256K -o /tmp/p.zst -p $busy
verified /tmp/p.zst
snapshot /tmp/p.zst | grep -q "\"pid\":$busy" || fail "no state of the process"
kill $busy
