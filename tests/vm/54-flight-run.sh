#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# syscord run as the flight recorder of a command: a file for each time that the trigger
# fires, or one at the end.
. tests/lib.sh
. tests/vm/lib/flight.sh
load
cp "$PROG/flight" /tmp/flight
ulimit -c 0
cd /tmp
run="syscord run --on-full=overwrite --ring-size=256K"

echo "== the command dies"
status=0
$run -o /tmp/a.zst -- ./flight 20000 abort 2>/tmp/err || status=$?
cat /tmp/err
equal "status" $status 134
grep -q 'dumps core: [0-9]* records to /tmp/a.zst' /tmp/err || fail "not told"
[ ! -e /tmp/a.zst.2 ] || fail "a second file"
syscord verify /tmp/a.zst
equal "the last offset" "$(offsets /tmp/a.zst | tail -1)" 19999
syscord show /tmp/a.zst | tail -4
syscord show /tmp/a.zst | grep -q 'killed by SIGABRT' || fail "its death is not there"

echo "== nothing happens"
$run -o /tmp/b.zst -- ./flight 20000 exit 2>/tmp/err
cat /tmp/err
grep -q 'not fired' /tmp/err || fail "not told"
syscord verify /tmp/b.zst | tee /tmp/counts
grep -q '^attempted [0-9]* = read [0-9]* + lost [1-9]' /tmp/counts || fail "not exact"
equal "the last offset" "$(offsets /tmp/b.zst | tail -1)" 19999

echo "== it happens twice, and the command goes on"
cat >/tmp/script <<'END'
./flight 300 bad
until [ -e /tmp/c.zst ]; do sleep 0.1; done
./flight 400 bad
until [ -e /tmp/c.zst.2 ]; do sleep 0.1; done
./flight 30 exit
END
$run --trigger 'comm == "flight" and syscall == write and ret == -EBADF' --no-core-trigger \
	-F 'comm == "flight"' --after=50ms --before=128K -o /tmp/c.zst -- bash /tmp/script 2>/tmp/err
cat /tmp/err
for file in /tmp/c.zst /tmp/c.zst.2; do
	syscord verify $file
	syscord show $file | grep -q 'write(1000, "x", 1) *= -1 EBADF' || fail "$file: no such call"
done
[ ! -e /tmp/c.zst.3 ] || fail "a third file"
for file in /tmp/c.zst /tmp/c.zst.2; do
	syscord show $file | grep -F 'lseek('
done | sort | uniq -d >/tmp/twice
[ ! -s /tmp/twice ] || { head /tmp/twice; fail "records are there twice"; }
equal "the last offset" "$(offsets /tmp/c.zst.2 | tail -1)" 799
syscord show /tmp/c.zst.2 | head -2

echo "== to standard output, which has one"
$run --trigger 'ret == -EBADF' -o - -- bash -c './flight 50 bad; sleep 1; ./flight 50 bad; sleep 1' \
	2>/tmp/err >/tmp/out.zst
cat /tmp/err
syscord verify /tmp/out.zst
grep -q 'standard output has its one snapshot' /tmp/err || fail "not told"

echo "== wrong usage"
fails $run -- true
fails syscord run --trigger 'ret == -EIO' -o /tmp/d.zst -- true
fails $run --trigger 'ret === 3' -o /tmp/d.zst -- true
fails $run -o /no/such/dir/d.zst -- true
[ ! -e /tmp/d.zst ] || fail "a file of a failure"
