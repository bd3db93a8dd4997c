#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Filters that choose tasks by where they belong: to a cgroup, below one, or to a
# program's descendants (--follow), those that ran before the filter was set as well.
. tests/lib.sh
load

# Looking for a file that is not there leaves a mark in the recording
marks() { # marks RECORDING
	syscord show --format=kv "$1" | sed -n 's|.*, openat, .*"/no/\([a-z-]*\)".*|\1|p' | sort -u |
		tr '\n' ' '
}

echo "-- cgroups"
mkdir -p /tmp/tasks/cgroups
mount -t cgroup2 none /tmp/tasks/cgroups
mkdir -p /tmp/tasks/cgroups/in/one /tmp/tasks/cgroups/in/two /tmp/tasks/cgroups/out
cat >/tmp/tasks/visit <<'EOF'
#!/bin/sh
for group in in in/one in/two out; do
	echo $$ >/tmp/tasks/cgroups/$group/cgroup.procs
	cat /no/$(echo $group | tr / -)
done
echo $$ >/tmp/tasks/cgroups/cgroup.procs
cat /no/root
:
EOF
chmod +x /tmp/tasks/visit

chosen() { # chosen FILTER MARKS
	syscord run -q -o /tmp/tasks/cg.zst --filter "$1" -- /tmp/tasks/visit 2>/dev/null
	equal "$1" "$(marks /tmp/tasks/cg.zst)" "$2"
}

chosen 'comm == cat' 'in in-one in-two out root '
chosen 'comm == cat and cgroup == /in' 'in '
chosen 'comm == cat and cgroup != /in' 'in-one in-two out root '
chosen 'comm == cat and cgroup in {/in/two, /out, /}' 'in-two out root '
chosen 'comm == cat and cgroup under /in' 'in in-one in-two '
chosen 'comm == cat and not cgroup under /in' 'out root '
chosen 'comm == cat and cgroup under /in/one' 'in-one '
chosen 'cgroup under / and cgroup not under /out and comm == cat' 'in in-one in-two root '

if syscord show --filter 'cgroup == /in' /tmp/tasks/cg.zst 2>/tmp/tasks/err; then
	fail "a recording is asked for cgroups"
fi
grep -q 'column 1: a recording does not say' /tmp/tasks/err || fail "show: $(cat /tmp/tasks/err)"
if syscordctl set-filter 'cgroup == /inn' 2>/tmp/tasks/err; then
	fail "a cgroup that there is not"
fi
grep -q "column 11: .*did you mean '/in'" /tmp/tasks/err || fail "no hint: $(cat /tmp/tasks/err)"

deep=/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15
mkdir -p /tmp/tasks/cgroups$deep/16
syscordctl set-filter "cgroup under $deep or cgroup == $deep/16"
fails syscordctl set-filter "cgroup under $deep/16"
fails unshare --cgroup syscordctl set-filter 'cgroup under /in'
unshare --cgroup syscordctl set-filter 'cgroup == /in'

echo "-- --follow"
cat >/tmp/tasks/helper <<'EOF'
#!/bin/sh
# helper NAME: waits, and leaves marks
exec 9>/tmp/tasks/open-$1
: >/tmp/tasks/ready-$1
until [ -e /tmp/tasks/go ]; do sleep 0.1; done
cat /no/$1
sh -c "cat /no/$1-below; :"
:
EOF
cat >/tmp/tasks/boss <<'EOF'
#!/bin/sh
# boss NAME: has a child before it waits, and one after it
/tmp/tasks/helper $1-child &
/tmp/tasks/helper $1
wait
EOF
chmod +x /tmp/tasks/helper /tmp/tasks/boss

syscordctl clear-filter
/tmp/tasks/boss old 2>/dev/null &
old=$!
/tmp/tasks/helper stranger 2>/dev/null &
stranger=$!
for name in old old-child stranger; do
	within 20 test -e /tmp/tasks/ready-$name
done
syscordctl set-filter --follow 'comm == boss and syscall == openat'
syscordctl get-filter --json | grep -q '"follow": true' || fail "get-filter does not say it"
equal "get-filter" "$(syscordctl get-filter 2>/dev/null)" 'comm == boss and syscall == openat'
syscordctl status --json | grep -q '"follow": true' || fail "status does not say it"
syscord-reader -d /tmp/tasks/log --start &
reader=$!
within 10 recording
# the state is told of all who are followed, and of nobody else
has_state() {
	snapshot /tmp/tasks/log/*.zst >/tmp/tasks/state 2>/dev/null && [ -s /tmp/tasks/state ]
}
within 20 has_state
equal "who has files in the snapshot" \
	"$(grep -o '/tmp/tasks/open-[a-z-]*' /tmp/tasks/state | sort -u | tr '\n' ' ')" \
	'/tmp/tasks/open-old /tmp/tasks/open-old-child '
/tmp/tasks/boss new 2>/dev/null &
new=$!
for name in new new-child; do
	within 20 test -e /tmp/tasks/ready-$name
done
touch /tmp/tasks/go
wait $old $new $stranger || true
syscordctl stop
kill -TERM $reader
wait $reader || fail "the reader's status: $?"
equal "who is recorded" "$(marks /tmp/tasks/log)" \
	'new new-below new-child new-child-below old old-below old-child old-child-below '
# the tests of calls hold for them as for all others
! syscord show --format=kv /tmp/tasks/log | grep -q ', getpid, ' || fail "calls that are not asked for"
