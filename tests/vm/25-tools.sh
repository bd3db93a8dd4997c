#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# syscordctl doctor on a machine where it can be told what is wrong, and syscord
# stats against the lines of the same recording.
. tests/lib.sh

# doctor STATUS [OPTION]...: what it says is in /tmp/doctor
doctor() {
	local status=0 expected=$1
	shift

	syscordctl doctor "$@" >/tmp/doctor || status=$?
	cat /tmp/doctor
	equal "doctor's status" $status "$expected"
}

# says VERDICT CHECK [WORDS]: a line of it; mends WORDS: a remedy
says() {
	grep -qE "^$1 +$2 .*${3:-}" /tmp/doctor || fail "no line '$1 $2 ${3:-}'"
}

mends() {
	grep -qE -- "-> .*$1" /tmp/doctor || fail "no remedy '$1'"
}

doctor 1
says FAIL module 'not loaded'
mends 'modprobe syscord|insmod'
grep -q '^recording is not possible' /tmp/doctor || fail "no verdict at the end"
doctor 1 --json
grep -q '"possible": false' /tmp/doctor || fail "JSON: possible"
grep -q '"verdict": "FAIL"' /tmp/doctor || fail "JSON: no verdict"

load
doctor 0
! grep -E '^(FAIL|warn)' /tmp/doctor || fail "not all is well"
says ok module "$(cat VERSION) is loaded"
says ok device
says ok memory
says ok session 'does not record'
syscordctl start
doctor 0
says warn session 'nobody reads it'
mends 'syscord-reader -s default'
syscordctl stop
doctor 1 --session nobody
says FAIL device 'no such session'
setpriv --reuid=65534 --regid=65534 --clear-groups "$BUILD/syscordctl" doctor >/tmp/doctor &&
	fail "nobody may record"
cat /tmp/doctor
says FAIL capability
says FAIL device
unshare -Ur "$BUILD/syscordctl" doctor >/tmp/doctor &&
	fail "root of a user namespace may record"
says FAIL namespace
unload
load proc_name=nobody-has-it
doctor 0
says warn parameters 'proc_name=nobody-has-it'
unload
load memory_limit=1000000
doctor 1
says FAIL memory
mends 'set-policy --ring-size='
eval "$(sed -n 's/.*-> \(syscordctl set-policy [^;]*\);.*/\1/p' /tmp/doctor)"
doctor 0
unload

# Counts of a known workload: each line of show is one call, execve's too
load
syscord run -o /tmp/rec -- bash -c "'$PROG/count' 1000 0; '$PROG/profile'; '$PROG/count' 234 0; true"
syscord verify /tmp/rec
syscord show --format=kv /tmp/rec | grep '^pid=' >/tmp/kv
awk -F ', ' '$2 ~ /^(fork|exit|rename|signal|record)$/ { next }
	{ name = $2 == "exec" ? "execve" : $2 }
	{ calls[name]++; errors[name] += / error=/ }
	END { for (name in calls) print name, calls[name], errors[name] + 0 }' /tmp/kv |
	sort >/tmp/expected
syscord stats --by call /tmp/rec | tee /tmp/stats
awk 'table { print $4, $1, $2 } $NF == "call" { table = 1 }' /tmp/stats | sort >/tmp/seen
diff /tmp/expected /tmp/seen || fail "calls or errors are not those of show"
[ "$(awk '$NF == "lseek" { print $1 }' /tmp/stats)" -ge 1234 ] || fail "count's calls are not there"
grep -q ' 0 lost$' /tmp/stats || fail "losses are not told"

value() { # value KEY: the first in /tmp/json
	sed -n "s/^ *\"$1\": \([0-9][0-9]*\),\{0,1\}$/\1/p" /tmp/json | head -1
}

syscord stats --json --filter 'comm == profile and syscall == write' --by call /tmp/rec >/tmp/json
equal "profile: writes" "$(value calls)" 2
equal "profile: writes that failed" "$(value errors)" 1
equal "profile: bytes" "$(value bytes)" 15
syscord stats --by process --filter 'syscall == lseek and a1 < 1000' /tmp/rec | tee /tmp/stats
equal "processes that called count's lseek" "$(grep -c ' count$' /tmp/stats)" 2
grep -qE '^ +1000 +0 +0 +[0-9]+  count$' /tmp/stats || fail "the first count's calls"
grep -qE '^ +234 +0 +0 +[0-9]+  count$' /tmp/stats || fail "the second count's calls"
equal "rows" "$(syscord stats --by call --top 3 /tmp/rec | grep -cE '^ +[0-9]+ +[0-9]+ +[0-9]+  ')" 3
syscord stats - </tmp/rec >/tmp/piped
syscord stats /tmp/rec | cmp - /tmp/piped || fail "from a pipe it is something else"
fails syscord stats /tmp/nothing-here
syscord stats --since @1 --until @2 /tmp/rec | grep -q '^span  *nothing' || fail "--until"

# Times, where entries were watched: count sleeps 100 times for 10 ms
syscordctl create timed --entry --ring-size=256K --filter 'comm == count'
syscordctl sessions --json -s timed | grep -q '"entry": true' || fail "sessions: no entry"
syscordctl start -s timed
"$PROG/count" 100 1
syscordctl stop -s timed
syscord-reader -s timed -d /tmp/timed --once
syscord stats --sort time --by call --filter 'syscall == clock_nanosleep' /tmp/timed
syscord stats --json --by call --filter 'syscall == clock_nanosleep' /tmp/timed >/tmp/json
equal "calls" "$(value calls)" 100
equal "calls with a time" "$(value count)" 100
[ "$(value min_ns)" -ge 10000000 ] || fail "a sleep of 10 ms took $(value min_ns) ns"
[ "$(value min_ns)" -le "$(value p50_ns)" ] && [ "$(value p50_ns)" -le "$(value p99_ns)" ] &&
	[ "$(value p99_ns)" -le "$(value max_ns)" ] || fail "percentiles are not in order"
[ "$(value total_ns)" -ge 1000000000 ] || fail "100 sleeps took $(value total_ns) ns"
syscord stats --json --by call --filter 'syscall == clock_nanosleep' /tmp/rec >/tmp/json
grep -q '"time": null' /tmp/json || fail "times of calls whose entries were not watched"
syscordctl set-policy -s timed --no-entry
syscordctl status --json -s timed | grep -q '"entry": false' || fail "status: still entry"
