#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who is followed: threads and descendants of every kind, from the first instruction,
# and with `run -p` those of processes that run already. None too few, none too many.
. tests/lib.sh
load
follow=/tmp/follow
cp "$PROG/follow" $follow
mkdir /tmp/others
$follow serve /tmp/others &	# who must stay out of it
others=$!

# record OPTION... : `syscord run` of it, whole, into /tmp/kv and /tmp/json
record() {
	timeout 100 syscord run -q --ring-size 8M -o /tmp/rec "$@" || fail "run $*: status $?"
	exact /tmp/rec
	equal "lost" "$(exact_value lost)" 0
	syscord show --format=kv /tmp/rec >/tmp/kv
	! grep -q "^pid=$others, " /tmp/kv || fail "somebody else is in it"
}

# marks: offset and, before it, pid and tid, one line for each lseek that is a mark
marks() {
	sed -n 's/^pid=\([0-9]*\), \(tid=\([0-9]*\), \)\{0,1\}lseek, fd=[0-9]*, offset=\([0-9]*\), whence=SEEK_SET,.*/\1 \3 \4/p' /tmp/kv |
		awk 'NF == 2 { print $1, $1, $2 } NF == 3'
}

# marked N...: each is there exactly once
marked() {
	for n; do
		equal "marks $n" "$(marks | awk -v n="$n" '$3 == n' | wc -l)" 1
	done
}

# of TYPE: how many records there are of it
of() {
	syscord show --format=json /tmp/rec | grep -c "^{\"type\":\"$1\"" || true
}

echo "-- threads"
record -- "$PROG/lanes" 5 1000 0
equal "calls of threads" "$(marks | awk '$1 != $2 && $3 >= 1000000' | wc -l)" 5000
equal "threads" "$(marks | awk '$3 >= 1000000 { print $2 }' | sort -u | wc -l)" 5
equal "fork records" "$(of fork)" 5
equal "exit records" "$(of exit)" 6

echo "-- vfork"
record -- $follow vfork
marked 100 101
equal "exec records" "$(of exec)" 2

echo "-- exec by a thread that is not the leader"
# It takes the leader's id; were its old one still followed, this would not end
record -- $follow exec
marked 200 201
marks | awk '$3 == 200 && $1 != $2 { exit 1 }' || fail "not under the leader's id"
marks | awk '$3 == 201 && $1 == $2 { exit 1 }' || fail "the leader did it"
equal "exec records" "$(of exec)" 2
# three others and, last, itself
equal "exit records" "$(of exit)" 4

echo "-- a daemon"
record -- $follow daemon /tmp/daemon-done
[ -e /tmp/daemon-done ] || fail "the recording ended before the daemon"
marked 300
equal "fork records" "$(of fork)" 2
equal "exit records" "$(of exit)" 3

echo "-- grandchildren of parents that have ended"
record -- sh -c '(sh -c "(sleep 0.3; '$follow' mark 400) & :" & :); :'
marked 400

touch /tmp/others/go
wait $others

echo "-- 2000 processes"
# Static ones, for speed; the number is an argument that only the recording looks at
busybox=$(command -v busybox)
record -- "$busybox" sh -c 'i=0; while [ $i -lt 2000 ]; do i=$((i + 1)); '"$busybox"' true $i; done; :'
sed -n 's/^pid=.*, argv=\["[^"]*busybox", "true", "\([0-9]*\)"\], envp=.* res=0$/\1/p' /tmp/kv >/tmp/seen
seq 1 2000 | cmp - /tmp/seen || fail "programs are missing or doubled: $(wc -l </tmp/seen)"
equal "fork records" "$(of fork)" 2000
equal "exec records" "$(of exec)" 2001
equal "exit records" "$(of exit)" 2001
# each of them makes calls of its own
equal "processes with calls" "$(grep -v ', execve, ' /tmp/kv |
	sed -n 's/^pid=\([0-9]*\), \(arch_prctl\|brk\|prlimit64\|getuid\), .*/\1/p' | sort -u | wc -l)" 2001

# state TEXT: the snapshot in the recording has it
state() {
	snapshot /tmp/rec >/tmp/state
	grep -qF "$1" /tmp/state || { cat /tmp/state; fail "the snapshot lacks $1"; }
}

# lane N: from the first mark seen on, all there are, to the last one
lane() {
	marks | awk -v lane="$1" 'int($3 / 1000000) == lane { print $3 % 1000000 }' >/tmp/lane
	awk -v lane="$1" '
		last { print "lane", lane, "goes on after its end"; exit 1 }
		$1 == 999999 { last = 1; next }
		NR > 1 && $1 != next_one { print "lane", lane, "has a hole before", $1; exit 1 }
		{ next_one = $1 + 1 }
		END { if (!last || NR < 3) { print "lane", lane, "has", NR, "marks"; exit 1 } }' \
		/tmp/lane || fail "calls are missing"
}

echo "-- run -p: threads, children that there are, threads and children to come"
mkdir /tmp/serve
$follow serve /tmp/serve &
server=$!
within 20 test -e /tmp/serve/ready
sleep 300 &
sleeper=$!
(sleep 1; touch /tmp/serve/go) &
record -p $server
for n in 1 2 3 10 20; do
	lane $n
done
marked 500 501 510 520
! grep -q "^pid=$sleeper, " /tmp/kv || fail "a process that is no descendant is in it"
state "\"pid\":$server,"
state '"/tmp/serve/open"'
equal "processes in the snapshot" "$(grep -o '"ppid":' /tmp/state | wc -l)" 3
equal "threads in the snapshot" "$(grep -o '"tid":' /tmp/state | wc -l)" 6
wait $server || fail "the server's status: $?"

echo "-- run -p: several, a filter, a thread's id; SIGTERM ends it and nothing else"
rm -r /tmp/serve
mkdir /tmp/serve
$follow serve /tmp/serve &
server=$!
within 20 test -e /tmp/serve/ready
threads=(/proc/$server/task/*)
rm /tmp/rec
syscord run -o /tmp/rec -p "$sleeper,${threads[1]##*/}" -F 'syscall == lseek' 2>/tmp/err &
run=$!
within 20 test -s /tmp/rec
within 20 eval "[ \$(stat -c %s /tmp/rec) -gt 4000 ]"
kill -TERM $run
wait $run || fail "the status after SIGTERM: $?"
grep -q ' records, 0 lost, to /tmp/rec' /tmp/err || fail "no summary: $(cat /tmp/err)"
kill -0 $server || fail "the server has ended"
kill -0 $sleeper || fail "the sleeper has ended"
syscord show --format=json /tmp/rec >/tmp/json
grep -q '"syscall":"lseek"' /tmp/json || fail "nothing was recorded"
! grep '"type":"call"' /tmp/json | grep -q '"syscall":"clock_nanosleep"' || fail "the filter was not obeyed"

echo "-- run -p: printing, with names known from the start"
syscord run -p $server 2>/tmp/live >/tmp/out &
run=$!
within 20 grep -q lseek /tmp/live
kill -INT $run
wait $run || fail "the status after SIGINT: $?"
[ ! -s /tmp/out ] || fail "something went to standard output"
head -1 /tmp/live | grep -qw follow || fail "no name: $(head -1 /tmp/live)"
touch /tmp/serve/go
wait $server

echo "-- run -p: a zombie among the children does not keep it"
perl -e 'fork or exit; open F, ">", "/tmp/forked"; close F; select undef, undef, undef, 3' &
parent=$!
within 10 test -e /tmp/forked
within 10 grep -q '^State:.Z' "/proc/$(pgrep -P $parent)/status"
timeout 30 syscord run -q -o /tmp/rec -p $parent || fail "status $?"

echo "-- run -p: who cannot be recorded"
refused() {
	local text=$1 status=0
	shift
	timeout 10 syscord run "$@" 2>/tmp/err || status=$?
	equal "status of run $*" $status 1
	grep -qF "$text" /tmp/err || fail "run $*: $(cat /tmp/err)"
}
refused "there is no process 4194303" -p 4194303
refused "there is no process 4194303" -p $sleeper,4194303
refused "process 2 is a kernel thread" -p 2
# of a shell, all children but the recorder itself
echo 'exec syscord run -q -o /tmp/rec -p $$' >/tmp/self
status=0
timeout 10 bash /tmp/self 2>/tmp/err || status=$?
equal "status of recording oneself" $status 1
grep -q "is this one" /tmp/err || fail "recording oneself: $(cat /tmp/err)"
bash -c 'syscord run -q -o /tmp/rec -p $$ & r=$!; sleep 1; kill -TERM $r; wait $r; '$follow' mark 600'
for wrong in "-p $sleeper true" "" "-p" "-p x" "-p 1,," "-p $sleeper -u nobody"; do
	status=0
	# shellcheck disable=SC2086
	timeout 10 syscord run $wrong 2>/tmp/err || status=$?
	equal "status of run $wrong" $status 2
done
kill $sleeper
