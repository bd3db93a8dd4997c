#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The module's parameters: recording begins at load, of the tasks that match all
# that are given. And rotation: each segment stands alone, all together are one.
. tests/lib.sh
cp "$PROG/count" /tmp/alpha
cp "$PROG/count" /tmp/beta
cp /bin/bash /tmp/mother

# collect NAME: what was recorded, as /tmp/NAME.kv; the module goes
collect() {
	syscordctl stop
	syscord-reader -d "/tmp/log-$1" --once
	syscord verify "/tmp/log-$1"
	syscord show --format=kv "/tmp/log-$1" >"/tmp/$1.kv"
	unload
}

# lseeks NAME PID: how many that `count` did are there (a shell has its own, of fd 0)
lseeks() {
	grep -c "^pid=$2, lseek, fd=3, " "/tmp/$1.kv" || true
}

# only NAME PID...: no other process is
only() {
	local name=$1 pids
	shift
	pids=$(sed -n 's/^pid=\([0-9]*\), .*/\1/p' "/tmp/$name.kv" | sort -un | xargs)
	equal "$name: the processes" "$pids" "$(printf '%s\n' "$@" | sort -un | xargs)"
}

# spawn PROGRAM N: runs it, and tells its pid
spawn() {
	"$@" 0 &
	pid=$!
	wait $pid
}

# without any, nothing is recorded
load
recording && fail "recording without being asked to"
spawn /tmp/alpha 50
equal "attempted" "$("$BENCH/session" counts | cut -d' ' -f1)" 0
unload

load proc_name=alpha
recording || fail "proc_name: not recording after the load"
spawn /tmp/alpha 50
alpha=$pid
spawn /tmp/beta 50
collect name
equal "proc_name: calls" "$(lseeks name "$alpha")" 50
only name "$alpha"

# a process that waits until the module is there
mkfifo /tmp/go
bash -c 'read -r _ </tmp/go; exec /tmp/alpha 50 0' &
waiting=$!
load pid=$waiting
spawn /tmp/alpha 50
echo >/tmp/go
wait $waiting
collect pid
equal "pid: calls" "$(lseeks pid "$waiting")" 50
only pid "$waiting"

/tmp/mother -c 'read -r _ </tmp/go; /tmp/alpha 50 0; true' &
mother=$!
load ppid=$mother
spawn /tmp/alpha 50
echo >/tmp/go
wait $mother
collect ppid
equal "ppid: calls" "$(grep -c ', lseek, fd=3, ' /tmp/ppid.kv)" 50
child=$(sed -n 's/^pid=\([0-9]*\), lseek, fd=3, .*/\1/p' /tmp/ppid.kv | head -1)
[ "$child" != "$pid" ] && [ "$child" != "$mother" ] || fail "ppid: process $child was recorded"
only ppid "$child"

load parent_proc_name=mother
spawn /tmp/alpha 50
/tmp/mother -c '/tmp/beta 50 0; true'
collect parent
equal "parent_proc_name: calls" "$(grep -c ', lseek, fd=3, ' /tmp/parent.kv)" 50
only parent "$(sed -n 's/^pid=\([0-9]*\), lseek, fd=3, .*/\1/p' /tmp/parent.kv | head -1)"

# two: either alone is not enough
load proc_name=alpha parent_proc_name=mother
spawn /tmp/alpha 50
/tmp/mother -c '/tmp/beta 60 0; /tmp/alpha 70 0; true'
collect two
equal "two: calls" "$(grep -c ', lseek, fd=3, ' /tmp/two.kv)" 70
only two "$(sed -n 's/^pid=\([0-9]*\), lseek, fd=3, .*/\1/p' /tmp/two.kv | head -1)"

# rotation
load proc_name=alpha
syscord-reader -d /tmp/rotated --rotate-size 2K &
reader=$!
/tmp/alpha 20000 3
sleep 0.5
syscordctl stop
kill -TERM $reader
wait $reader || fail "the reader's status: $?"
ls -l /tmp/rotated
set -- /tmp/rotated/*.syscord.zst
[ $# -ge 3 ] || fail "$# segments only"
total=0
for segment; do
	syscord show --format=kv "$segment" >/tmp/one || fail "cannot show $segment alone"
	total=$((total + $(wc -l </tmp/one)))
done
syscord verify /tmp/rotated | tee /tmp/verified
grep -q "^$# segments" /tmp/verified || fail "verify did not see all segments"
exact /tmp/rotated
equal "lost" "$(exact_value lost)" 0
syscord show --format=kv /tmp/rotated >/tmp/all
equal "lines of the segments" $total "$(wc -l </tmp/all)"
sed -n 's/.*, lseek, .*offset=\([0-9]*\).*/\1/p' /tmp/all >/tmp/seen
seq 0 19999 | cmp - /tmp/seen || fail "calls are missing, doubled or out of order"
