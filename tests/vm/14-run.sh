#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# `syscord run` of a pipeline with short-lived children: each of them is in the
# recording from its first instruction to its exit, and nobody else is.
. tests/lib.sh
load
"$PROG/busy" 100 &	# others, who must stay out of it
out=/tmp/run.syscord.zst

cat >/tmp/script <<'END'
echo $$ >/tmp/pids
for i in 1 2 3 4 5 6 7 8 9 10; do
	sh -c 'echo $$ >>/tmp/pids; exec /bin/true'
done
sh -c 'echo $$ >>/tmp/pids; exec echo hello' | sh -c 'echo $$ >>/tmp/pids; exec cat' |
	sh -c 'echo $$ >>/tmp/pids; exec wc -c'
(sh -c 'echo $$ >>/tmp/pids; exec sleep 0.1' &)
exit 7
END
status=0
syscord run -o $out -- bash /tmp/script >/tmp/out || status=$?
equal "the command's status" $status 7
equal "the command's output" "$(cat /tmp/out)" 6

syscord verify $out
syscord show --format=kv $out >/tmp/kv
syscord show $out >/tmp/text
[ "$(wc -l </tmp/pids)" = 15 ] || fail "the script did not run as it should: $(cat /tmp/pids)"
while read -r pid; do
	grep -q "^pid=$pid, " /tmp/kv || fail "process $pid is not in the recording"
	grep "^pid=$pid, " /tmp/kv | grep -qw exit || fail "no exit of process $pid"
done </tmp/pids
grep -qw exec /tmp/kv || fail "no exec records"
grep -F '/bin/true' /tmp/text | head -3
grep -qF 'bin/true' /tmp/text || fail "the executable is not named"

# Nobody else: each pid is the shell's or has a fork record here
busy_pid=$!
! grep -q "^pid=$busy_pid, " /tmp/kv || fail "another process was recorded"

# the status of a command that a signal killed, and of one that is not there
status=0
syscord run -o /tmp/killed.zst -- bash -c 'kill -TERM $$' || status=$?
equal "status of a killed command" $status 143
status=0
syscord run -o /no/such/dir/x.zst -- touch /tmp/begun 2>/tmp/err || status=$?
[ $status = 1 ] || fail "no file can be made: status $status"
[ ! -e /tmp/begun ] || fail "the command was begun without a recording"
status=0
syscord run -o /tmp/none.zst -- /no/such/command 2>/tmp/err || status=$?
[ $status -ne 0 ] || fail "no error for a command that is not there"
cat /tmp/err
kill $busy_pid
