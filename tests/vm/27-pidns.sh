#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Processes in pid namespaces of their own, one in another and as containers have them:
# recorded from outside, under the ids of the initial namespace, with their own ones told.
. tests/lib.sh
load
follow=/tmp/follow
cp "$PROG/follow" $follow
# $1: mark to leave; writes the ids that it sees: of itself and of its parent
cat >/tmp/inner <<'END'
echo $$ $PPID >/tmp/seen.$1
/bin/true
exec /tmp/follow mark $1
END

record() {
	timeout 60 syscord run -q -o /tmp/rec "$@" || fail "run $*: status $?"
	exact /tmp/rec
	equal "lost" "$(exact_value lost)" 0
	syscord show --format=kv /tmp/rec >/tmp/kv
	syscord show --format=json /tmp/rec >/tmp/json
	syscord show /tmp/rec >/tmp/text
}

# marker N: who left that mark, in the initial namespace
marker() {
	sed -n 's/^pid=\([0-9]*\), lseek, fd=[0-9]*, offset='"$1"', whence=SEEK_SET,.*/\1/p' /tmp/kv
}

# both_ids N: the mark is there once, and the fork of who left it tells both ids
both_ids() {
	local pid own rest

	pid=$(marker "$1")
	[[ $pid =~ ^[0-9]+$ ]] || fail "mark $1 is there $(wc -w <<<"$pid") times"
	read -r own rest </tmp/seen."$1"
	[ "$own" -lt 20 ] || fail "it is in no namespace of its own: $own"
	[ "$pid" != "$own" ] || fail "mark $1 is under the inner id $own"
	grep "\"type\":\"fork\".*\"child_pid\":$pid,\"child_tid\":$pid,\"child_ns_tid\":$own,"  \
		/tmp/json || fail "no record of the fork of $pid, $own inside"
	grep "+++ forked $pid, $own in its namespace +++" /tmp/text || fail "not in the text"
	grep -q " $pid\[$own\] " /tmp/text || fail "its own lines have one id"
	grep -q "^pid=$pid, .*\"/bin/sh\"\|^pid=$pid, execve, .*\"sh\"" /tmp/kv || fail "no exec of $pid"
	# and its child
	grep -q "\"pid\":$pid,.*\"child_ns_tid\":$((own + 1))," /tmp/json || fail "no fork of /bin/true"
}

echo "-- one"
record -- unshare --pid --fork --mount-proc sh /tmp/inner 700
both_ids 700
equal "seen inside" "$(cat /tmp/seen.700)" "1 0"

echo "-- one in another"
record -- unshare --pid --fork --mount-proc sh -c '
	sh /tmp/inner 710
	unshare --pid --fork --mount-proc sh -c "sh /tmp/inner 711; :"'
both_ids 710
both_ids 711

echo "-- as a container: user, mount, network, IPC, UTS and pid namespaces"
record -- unshare -Urpfmniu --mount-proc sh /tmp/inner 720
both_ids 720

echo "-- who joins a namespace later"
unshare --pid --fork --mount-proc sh -c 'touch /tmp/inside; exec sleep 300' &
outer=$!
within 20 test -e /tmp/inside
within 20 pgrep -P $outer sleep
inside=$(pgrep -P $outer)
record -- nsenter -t "$inside" -p -m sh /tmp/inner 730
both_ids 730

echo "-- run -p of who is inside: the snapshot has both ids"
rm /tmp/rec
syscord run -q -o /tmp/rec -p "$inside" &
run=$!
within 20 eval "[ \$(stat -c %s /tmp/rec) -gt 800 ]"
kill -TERM $run
wait $run || fail "status $?"
snapshot /tmp/rec >/tmp/state
grep -o "\"pid\":$inside,.*\"threads\":.*\"fds\"" /tmp/state || fail "not in the snapshot"
grep -q '"ns_pid":1,\|"ns_pid":1}' /tmp/state || fail "no ns_pid in the snapshot"
grep -q "{\"tid\":$inside,\"comm\":\"sleep\",\"ns_tid\":1}" /tmp/state || fail "no ns_tid"

echo "-- run -p from inside, by the id that is seen there"
cat >/tmp/inner-p <<'END'
mkdir /tmp/serve
/tmp/follow serve /tmp/serve &
server=$!
until [ -e /tmp/serve/ready ]; do sleep 0.1; done
(sleep 1; touch /tmp/serve/go) &
syscord run -q -o /tmp/rec -p $server
END
timeout 60 unshare --pid --fork --mount-proc bash /tmp/inner-p || fail "status $?"
syscord show --format=kv /tmp/rec >/tmp/kv
for n in 1999999 10999999 20999999 500 501 510 520; do
	equal "marks $n" "$(grep -c ", lseek, fd=[0-9]*, offset=$n, " /tmp/kv)" 1
done
# Records have ids of outside, so what /proc says inside would not fit
! LC_ALL=C grep -aqF "$(printf '\x52\x2a\x4d\x18')" /tmp/rec || fail "a snapshot with ids of another namespace"
kill $outer $inside 2>/dev/null || :
