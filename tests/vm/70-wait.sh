#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# --on-full=wait: rings that are far too small, and a reader that stops again and again,
# lose nothing, and each thread's records are in order.
. tests/lib.sh
load
log=/tmp/log
cp "$PROG/count" "$PROG/wait_order" /tmp

syscordctl set-policy --on-full=wait --ring-size=64K
syscordctl set-filter --follow 'comm == "count" or comm == "wait_order"'
syscord-reader -d $log --start &
reader=$!
within 10 recording

stutter $reader
/tmp/count 30000 1 &
count=$!
/tmp/wait_order 60 &
order=$!
wait $count || fail "count: $?"
wait $order || fail "wait_order: $?"
stutter_end $reader
syscordctl status --json >/tmp/status
[ "$(status_value waits)" -ge 5 ] || fail "only $(status_value waits) records had to wait"
equal "tasks that wait" "$(status_value waiting)" 0
syscordctl stop
kill -TERM $reader
wait $reader || fail "the reader's status after SIGTERM: $?"

read -r attempted lost unread _ < <("$BENCH/session" counts)
[ "$lost" = 0 ] || syscordctl status
equal "lost" "$lost" 0
equal "unread" "$unread" 0
exact $log "$attempted" 0

syscord show --format=kv $log >/tmp/kv
equal "lines" "$(wc -l </tmp/kv)" "$attempted"
grep ', lseek, ' /tmp/kv | sed -n 's/.*offset=\([0-9]*\).*/\1/p' >/tmp/seen
seq 0 29999 | cmp - /tmp/seen || fail "calls are missing, doubled or out of order"

# what has more than one record: the fork, then the call that made it; the name, then
# prctl; the deadly signal, then the end; and nothing after that
awk -F, '
function wrong(what) {
	print NR ": " what ": " $0
	bad = 1
}
{
	match($0, /pid=[0-9]+/)
	who = substr($0, RSTART + 4, RLENGTH - 4)
	if (match($0, /, tid=[0-9]+/))
		who = substr($0, RSTART + 6, RLENGTH - 6)
	if (who in ended)
		wrong("a record after its end")
	if (after[who] == "fork") {
		if (!match($0, "res=" child[who] "$"))
			wrong("not the call that forked")
	} else if (after[who] == "rename" && !/, prctl, /) {
		wrong("not the call that renamed")
	} else if (after[who] == "deadly" && !/, (exit|signal), /) {
		wrong("not its end")
	}
	after[who] = ""
	if (/, (fork|thread), child=/) {
		after[who] = "fork"
		match($0, /child_tid=[0-9]+/)
		child[who] = substr($0, RSTART + 10, RLENGTH - 10)
		forks++
	} else if (/, rename, /) {
		after[who] = "rename"
	} else if (/, signal, .*fatal=1/) {
		after[who] = "deadly"
	} else if (/, exit, /) {
		ended[who] = 1
		ends++
	}
}
END {
	if (forks < 60 || ends < 60)
		wrong(forks " forks, " ends " ends")
	exit bad
}' /tmp/kv || fail "records of a thread are out of order"
