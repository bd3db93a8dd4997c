#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Filters on the running kernel: what each admits is what it says. The tools'
# own evaluation of the same expression over an unfiltered recording must choose
# the same calls.
. tests/lib.sh
load

run() { # run FILTER: the calls recorded under it, as "name result"
	syscord run -o /tmp/f.zst ${1:+--filter "$1"} -- "$PROG/profile"
	syscord show --format=kv /tmp/f.zst | grep '^pid=' >/tmp/lines || true
}

calls() { # of the lines: call names only
	awk -F ', ' '{ print $2 }' /tmp/lines | sort -u | tr '\n' ' '
}

run ''
[ "$(wc -l </tmp/lines)" -gt 20 ] || fail "no filter: too little"
run 'syscall == read'
case " $(calls)" in
*" read "*)	;;
*)		fail "syscall == read: $(calls)" ;;
esac
! grep -q ', write, ' /tmp/lines || fail "syscall == read admits write"
run 'syscall in {write, fstat, newfstatat} and ret < 0'
grep -q ', write, .*res=-9' /tmp/lines || grep -q ', write, .*EBADF' /tmp/lines ||
	fail "the failed write is not there"
! grep ', write, ' /tmp/lines | grep -q 'res=15' || fail "ret < 0 admits a success"
run 'failed'
! grep ', read, ' /tmp/lines || fail "failed admits a read that did not"
run 'comm == "nobody-has-it"'
[ ! -s /tmp/lines ] || fail "a name that nobody has: $(wc -l </tmp/lines) lines"
run 'comm == "profile" and comm == "nobody"'
[ ! -s /tmp/lines ] || fail "two names at once: $(wc -l </tmp/lines) lines"
run 'comm == "profile" and comm == "profile"'
[ -s /tmp/lines ] || fail "the same name twice admits nothing"
run 'comm == "prof" or comm == "profile-but-longer"'
[ ! -s /tmp/lines ] || fail "a part of a name, or a longer one: $(wc -l </tmp/lines) lines"
run 'pid == 1'
[ ! -s /tmp/lines ] || fail "pid == 1 admits others"
run 'a0 == 4711 and syscall == close'
grep -q ', close, .*fd=4711' /tmp/lines || fail "a0 == 4711 does not admit its close"

# Wrong expressions are refused with a place, and nothing is recorded
for bad in 'pid ==' 'nosuch == 1' 'syscall == nosuch' '(pid == 1' 'pid == nginx'; do
	if syscordctl set-filter "$bad" 2>/tmp/err; then
		fail "accepted: $bad"
	fi
	grep -q column /tmp/err || fail "no column for: $bad: $(cat /tmp/err)"
done

syscordctl set-filter 'uid == 0 and not (syscall in {futex, epoll_wait})'
equal "get-filter" "$(syscordctl get-filter)" 'uid == 0 and not (syscall in {futex, epoll_wait})'
syscordctl clear-filter
syscordctl start
syscordctl status | grep -qi record || fail "status does not say that it records"
syscordctl stop
syscordctl status --json | grep -q '"attempted"' || fail "no counts in the status"

# The module's own parameters: all that are given must match, and recording starts
unload
load proc_name=profile
"$PROG/profile"
read -r attempted _ < <("$BENCH/session" counts)
[ "$attempted" -gt 20 ] || fail "proc_name= records nothing"
/bin/true
read -r again _ < <("$BENCH/session" counts)
equal "another program under proc_name=" "$again" "$attempted"
