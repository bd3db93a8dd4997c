#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Calls that have not returned: two threads of a program are locked in each other's mutexes,
# one reads, one sleeps. That can be read from its recording, whoever made it, and while it
# runs; and since when they are in these calls, if entries were watched, and only then.
. tests/lib.sh
load
mkfifo /tmp/go
exec 3<>/tmp/go

ready() {
	grep -q ^ready /tmp/out
}

# word NAME N: of the program's line that begins so
word() {
	awk -v name="$1" -v n="$2" '$1 == name { print $n }' /tmp/out
}

# begin COMMAND...: runs it, and with it the program; $job
begin() {
	rm -f /tmp/out
	"$@" <&3 >/tmp/out 2>/tmp/err &
	job=$!
	within 60 ready
}

has() {
	grep -qE -e "$1" "$2" || {
		tail -20 "$2"
		fail "not in $2: $1"
	}
}

# listed FILE AGE [MARK]: each of the four threads, once, with that behind "in flight"
listed() {
	local end=" <in flight$2>\$" mark=${3:-}

	has " $(word left 2) left +${mark}futex\($(word left 3), FUTEX_WAIT_PRIVATE, 2, NULL$end" "$1"
	has " $(word right 2) right +${mark}futex\($(word right 3), FUTEX_WAIT_PRIVATE, 2, NULL$end" "$1"
	has " $(word reader 2) reader +${mark}read\(0, 0x[0-9a-f]+, 1$end" "$1"
	has " $(word sleeper 2) sleeper +${mark}nanosleep\(0x[0-9a-f]+, NULL$end" "$1"
	equal "lines of the first one in $1" "$(grep -c " $(word left 2) left .*<in flight" "$1")" 1
}

# All that is checked in JSON, in one program, since to start one takes long here:
#   times         the lines of show: the four went to sleep while they say that they did (the
#                 clocks' rates may differ by a thousandth or so)
#   now OPTION... the same of syscordctl in-flight, with these options, and the oldest first
#   later N       N times: the reader is in no call since before it says that it read
cat >/tmp/check.py <<'END'
import json, subprocess, sys

said = {}
for line in open("/tmp/out"):
    words = line.split()
    said[words[0]] = words[1:]

def fail(text):
    sys.exit("FAILED: " + text)

def now(options=[]):
    out = subprocess.run(["syscordctl", "in-flight", "--json"] + options, check=True,
                         stdout=subprocess.PIPE).stdout
    return json.loads(out)["calls"]

def since_right(calls):
    low, high = int(said["ready"][0]) - 10**7, int(said["ready"][1]) + 10**7
    for name in "left", "right", "reader", "sleeper":
        mine = [c for c in calls if c["tid"] == int(said[name][0])]
        if len(mine) != 1:
            fail("%s is there %d times" % (name, len(mine)))
        call = mine[0]
        if call["comm"] != name or call["type"] != "in_flight" or "cpu" in call:
            fail(str(call))
        if not low < call.get("since", 0) < high:
            fail("%s: since %s, by itself between %d and %d" %
                 (name, call.get("since"), low, high))
        if call["since"] + call["age"] != call["time"]:
            fail("since, age and time: " + str(call))

if sys.argv[1] == "times":
    calls = [json.loads(line) for line in sys.stdin]
    since_right([c for c in calls if c["type"] == "in_flight"])
elif sys.argv[1] == "now":
    calls = now(sys.argv[2:])
    since_right(calls)
    since = [c["since"] for c in calls]
    if len(since) != 5 or since != sorted(since):
        fail("not the five, the oldest first: " + str(calls))
else:
    for i in range(int(sys.argv[2])):
        for call in now():
            if call["tid"] == int(said["reader"][0]) and \
               call.get("since", 2**63) < int(said["read"][1]) - 10**7:
                fail("it was in another call then: " + str(call))
END

AGE=' for [0-9]+\.[0-9]{6} s'

# ---- recorded from its start; SIGTERM ends the recording and not the program ----
begin syscord run --entry -o /tmp/dead.rec -- "$PROG/in_flight"
syscordctl in-flight -s run-$job >/tmp/now
listed /tmp/now "$AGE"
python3 /tmp/check.py now -s run-$job
kill -TERM $job
wait $job || fail "status $?"
has 'the command goes on: process' /tmp/err
pid=$(sed -n 's/.*goes on: process //p' /tmp/err)
grep -q in_flight "/proc/$pid/comm" || fail "the command does not go on"
syscord verify /tmp/dead.rec
syscord show /tmp/dead.rec >/tmp/text
listed /tmp/text "$AGE"
has ' in_flight +pause\( <in flight for ' /tmp/text
syscord show -f json /tmp/dead.rec | python3 /tmp/check.py times
syscord show -f kv /tmp/dead.rec >/tmp/kv
has "^pid=$pid, tid=$(word left 2), in_flight, futex, uaddr=$(word left 3), .*, since=[0-9]+, age=[0-9]+, comm=\"left\"$" /tmp/kv
# they are the last thing that happened
tail -5 /tmp/text | grep -c '<in flight' | grep -qx 5 || fail "not at the end: $(tail -7 /tmp/text)"
# filters mean them, too
syscord show -F 'syscall == futex and a0 == '"$(word left 3)" /tmp/dead.rec >/tmp/one
equal "waits for that lock" "$(grep -c '<in flight' /tmp/one)" 1
has " left +futex" /tmp/one
syscord show -F 'comm == "reader" and not syscall == read' /tmp/dead.rec >/tmp/one
! grep '<in flight' /tmp/one || fail "a filter that leaves it out"

# ---- of a process that runs already: since when it cannot say ----
rm -f /tmp/err
syscord run -o /tmp/late.rec -p "$pid" 2>/tmp/err &
job=$!
follows() {
	syscordctl status -s run-$job --json 2>/dev/null | grep -q '"followed": 5'
}
within 30 follows
kill -TERM $job
wait $job
syscord verify /tmp/late.rec
syscord show /tmp/late.rec >/tmp/text
listed /tmp/text ''
kill "$pid"

# ---- printed as it happens: at the end ----
begin syscord run --entry -- "$PROG/in_flight"
kill -TERM $job
wait $job
listed /tmp/err "$AGE"
kill "$(pidof in_flight)"

# ---- a reader, and a filter on tasks ----
begin "$PROG/in_flight"
syscordctl in-flight | grep -q . || fail "nobody is in a call, of all threads of the machine"
pid=$job
syscordctl set-filter "proc_name == in_flight"
syscordctl in-flight >/tmp/now
listed /tmp/now ''
equal "in calls" "$(wc -l </tmp/now)" 5
kill "$pid"

syscordctl set-policy --entry
syscord-reader -d /tmp/log --start 2>/tmp/reader &
reader=$!
within 30 recording
begin "$PROG/in_flight"
python3 /tmp/check.py now
syscordctl stop
shown() {
	syscord show /tmp/log 2>/dev/null | grep -q '<in flight'
}
within 30 shown
syscord show /tmp/log >/tmp/text
listed /tmp/text "$AGE"
syscord show -f json /tmp/log | python3 /tmp/check.py times

# ---- one leaves its call after that: it is in another one since nobody knows when ----
python3 /tmp/check.py now
left_read() {
	grep -q "^$1" /tmp/out
}
echo >&3
within 30 left_read read
echo >&3
within 30 left_read asleep
asleep() {
	syscordctl in-flight | grep -q ' reader  *nanosleep('
}
within 30 asleep
syscordctl in-flight >/tmp/now
has " reader +nanosleep\(0x[0-9a-f]+, NULL <in flight>$" /tmp/now
has " left +futex\(.* <in flight$AGE>$" /tmp/now

# ---- SIGTERM to the reader: it leaves a session that records alone, and a list out of it ----
kill -TERM $reader
wait $reader
[ ! -s /tmp/reader ] || fail "the reader complains: $(cat /tmp/reader)"
equal "lists" "$(syscord show /tmp/log | grep -c ' left .*<in flight')" 1
kill "$job"
syscord-reader -d /tmp/log --start 2>/tmp/reader &
reader=$!
within 30 recording
begin "$PROG/in_flight"
kill -TERM $reader
wait $reader
equal "lists" "$(syscord show /tmp/log | grep -c ' left .*<in flight')" 1
# the session goes on, and so do the times: of the next call, not of the one before
echo >&3
within 30 left_read read
python3 /tmp/check.py later 10
# stopped before its end: it takes the list then
syscord-reader -d /tmp/log2 2>/tmp/reader &
reader=$!
attached() {
	[ "$(status_value reader)" = $reader ]
}
within 30 attached
wrote() {
	[ -n "$(ls /tmp/log2 2>/dev/null)" ]
}
within 30 wrote
syscordctl stop
kill -TERM $reader
wait $reader
syscord verify /tmp/log2
syscord show /tmp/log2 >/tmp/text
has " left +futex\(.* <in flight$AGE>$" /tmp/text
kill "$job"

# ---- who was followed is still known when the session has stopped, until it begins anew ----
cat >/tmp/marker <<END
#!/bin/bash
"$PROG/in_flight"
exit
END
chmod +x /tmp/marker
syscordctl set-filter --follow 'comm == marker'
syscordctl start
begin /tmp/marker
syscordctl in-flight >/tmp/now
listed /tmp/now "$AGE"
syscordctl stop
equal "followed" "$(status_value followed)" 0
syscordctl in-flight >/tmp/now
listed /tmp/now "$AGE"
kill "$job"
syscordctl start
syscordctl in-flight >/tmp/now
! grep -q left /tmp/now || fail "followed since the last time"
syscordctl stop
kill "$(pidof in_flight)"

# ---- a 32-bit program's numbers are those of its ABI ----
begin syscord run --entry -o /tmp/narrow.rec -- "$PROG/in_flight32"
kill -TERM $job
wait $job
syscord show /tmp/narrow.rec >/tmp/text
listed /tmp/text "$AGE" '\[i386\] '

# ---- the module's parameters select, too ----
kill "$(sed -n 's/.*goes on: process //p' /tmp/err)"
unload
load proc_name=in_flight
begin "$PROG/in_flight"
syscordctl in-flight >/tmp/now
listed /tmp/now ''
equal "in calls" "$(wc -l </tmp/now)" 5
syscordctl set-filter 'comm == left or comm == reader'
syscordctl in-flight >/tmp/now
equal "in calls" "$(wc -l </tmp/now)" 2
