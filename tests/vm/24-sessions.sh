#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Several sessions at once: each holds exactly what its filter says, whatever the
# others do; how many there can be, how much memory they get, and how they end.
. tests/lib.sh
max=$(sed -n 's/^#define SYSCORD_SESSIONS_MAX[[:space:]]*//p' include/uapi/linux/syscord.h)

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

# collect NAME: its records, as /tmp/NAME and in readable form as /tmp/NAME.kv
collect() {
	syscordctl stop -s "$1"
	syscord-reader -s "$1" -d "/tmp/$1" --once
	exact "/tmp/$1" >/dev/null
	equal "$1: lost" "$(exact_value lost)" 0
	syscord show --format=kv "/tmp/$1" >"/tmp/$1.kv"
}

exists() {
	syscordctl sessions | awk -v name="$1" '$1 == name { found = 1 } END { exit !found }'
}

load

# Two filters over the same workload, and a third that has both
syscordctl create seeks --ring-size=512K --no-state --filter 'comm == "count" and syscall == lseek'
syscordctl create profiles --ring-size=512K --filter 'comm == "profile"'
syscordctl create both --ring-size=1M --filter 'comm in {count, profile}'
for name in seeks profiles both; do
	syscordctl start -s $name
done
syscordctl sessions | tee /tmp/sessions
grep -q '^seeks  *recording  *-  *0  *0  all, 256 bytes, 512K  *comm == "count"' /tmp/sessions ||
	fail "the list does not show session seeks as it is"
equal "lines of the list" "$(wc -l </tmp/sessions)" 5
"$PROG/count" 700 0 &
"$PROG/profile" &
"$PROG/count" 300 0
wait
for name in seeks profiles both; do
	collect $name
done
equal "seeks: lseek" "$(grep -c '^pid=[0-9]*, lseek, fd=3, ' /tmp/seeks.kv)" 1000
grep '^pid=' /tmp/seeks.kv | awk -F ', ' '{ print $2 }' | sort | uniq -c
! grep '^pid=' /tmp/seeks.kv | grep -qwE 'read|write|mmap|openat|close' ||
	fail "seeks holds other calls"
syscord show --format=kv --filter 'comm == "profile"' /tmp/both >/tmp/expected
cmp /tmp/profiles.kv /tmp/expected || fail "profile's calls are not those that both has of it"
grep -q 'written content' /tmp/profiles.kv || fail "profile's calls are not there"
syscord show --format=kv --filter 'syscall == lseek and comm == "count"' /tmp/both |
	grep -c '^pid=[0-9]*, lseek, ' >/tmp/expected
equal "lseek in both" "$(cat /tmp/expected)" 1000
for name in seeks profiles both; do
	syscordctl destroy $name
	exists $name && fail "$name is still there"
done
equal "memory of rings that are no more" "$(status_value memory_used)" 0

# As many as there can be, all at once, each with its own share of the same calls
for ((i = 1; i < max; i++)); do
	syscordctl create s$i --ring-size=64K --no-state \
		--filter "comm == count and syscall == lseek and a1 < $((10 * i))"
	syscordctl start -s s$i
done
equal "sessions" "$(syscordctl sessions | sed 1d | wc -l)" "$max"
refuses 'syscordctl destroy' syscordctl create one-more
"$PROG/count" 200 0
for ((i = 1; i < max; i++)); do
	collect s$i
	equal "s$i: calls" "$(grep -c '^pid=[0-9]*, lseek, ' /tmp/s$i.kv)" $((10 * i))
done
syscordctl destroy s1
syscordctl create one-more
syscordctl destroy one-more
for ((i = 2; i < max; i++)); do
	syscordctl destroy s$i
done

# The last of several comes and goes, while calls that none wants walk the list of rings
for name in first last; do
	syscordctl create $name --ring-size=64K --filter 'pid == 1'
done
syscordctl start -s first
callers=()
for _ in 1 2; do
	dd if=/dev/zero of=/dev/null bs=1 status=none &
	callers+=($!)
done
for _ in {1..60}; do
	syscordctl start -s last
	syscordctl stop -s last
done
kill "${callers[@]}" || fail "a program that only made calls is gone"
wait "${callers[@]}" || true
for name in first last; do
	syscordctl destroy $name
done

# What is refused, and leaves nothing behind
syscordctl create here
refuses "there is a session 'here' already" syscordctl create here
refuses 'nosuch' syscordctl create bad-filter --filter 'nosuch == 1'
exists bad-filter && fail "a session was made in spite of its filter"
refuses 'power of two' syscordctl create bad-size --ring-size=100K
exists bad-size && fail "a session was made in spite of its size"
refuses 'there is no such session' syscordctl destroy nobody
refuses "a session's name" syscordctl create 'no name'
refuses 'the default session stays' syscordctl destroy default
refuses 'name two sessions' syscordctl destroy here --session there
exists here || fail "the wrong session is gone"

# destroyed while it records
syscordctl start -s here
"$PROG/busy" 100 &
busy=$!
recorded() {
	[ "$(syscordctl sessions -s here | awk 'NR == 2 { print $4 }')" -gt 1000 ]
}
within 20 recorded
syscordctl destroy here
exists here && fail "a session that records was not destroyed"
refuses 'there is no such session' syscordctl status -s here

# not while another reads it
syscord-reader -s read -d /tmp/read --start &
reader=$!
attached() {
	syscordctl sessions -s read 2>/dev/null | grep -q "^read .* $reader "
}
within 20 attached
refuses 'a reader is attached' syscordctl destroy read
exists read || fail "a session that is read was destroyed"
kill $reader
wait $reader || fail "the reader's status: $?"
kill $busy
wait $busy || true
syscord verify /tmp/read
syscordctl destroy read
unload

# the memory limit, in words, and the way out that they name
cpus=$(nproc)
load memory_limit=$((3 * cpus << 19))
refuses "need $((4096 * cpus)) KiB ($cpus CPUs, 4096 KiB each)" syscordctl start
grep -q "the $((1536 * cpus)) KiB for the rings of all sessions 0 KiB are in use" /tmp/err ||
	fail "does not say how much is in use"
syscordctl set-policy --ring-size=1M
syscordctl start
syscordctl create more --ring-size=1M
refuses "$((1024 * cpus)) KiB are in use" syscordctl start -s more
command=$(grep -o 'echo [0-9]* >/sys[a-z_/]*' /tmp/err)
echo "$command"
eval "$command"
syscordctl start -s more
equal "memory in use" "$(status_value memory_used)" $((2 * cpus << 20))
syscordctl destroy more
equal "memory in use" "$(status_value memory_used)" $((cpus << 20))
