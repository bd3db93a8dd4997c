#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# With --entry a recording says how long each call took, and what in/out arguments
# held before it: against the clock and the memory of the program itself. A call
# whose entry was not seen is counted.
. tests/lib.sh
load

has() {
	grep -qE -e "$1" "$2" || {
		tail -30 "$2"
		fail "not in $2: $1"
	}
}

# duration CALL: ns, of the only one in /tmp/json
duration() {
	sed -n "s/.*\"syscall\":\"$1\".*\"duration\":\([0-9]*\).*/\1/p" /tmp/json
}

# ---- durations ----
syscord run -q --entry -o /tmp/times.rec -- "$PROG/entry" times >/tmp/times
syscord verify /tmp/times.rec >/dev/null
syscord show -f json /tmp/times.rec >/tmp/json
[ "$(wc -l </tmp/times)" = 4 ] || fail "the program did not run as it should"
while read -r name least most; do
	ns=$(duration "$name")
	echo "$name: $ns ns, by the program $least to $most"
	# the two clocks' rates may differ by a thousandth or so
	[ -n "$ns" ] || fail "$name has no duration"
	[ "$ns" -ge $((least - least / 100)) ] || fail "$name: $ns ns is less than it slept"
	[ "$ns" -le $((most + most / 100)) ] || fail "$name: $ns ns, the program saw only $most"
done </tmp/times
! grep '"type":"call"' /tmp/json | grep -v '"duration":' || fail "calls without a duration"
syscord show -T /tmp/times.rec >/tmp/text 2>/tmp/err
has 'nanosleep\(.*\) = 0 <[0-9]+\.[0-9]{6}>$' /tmp/text
[ ! -s /tmp/err ] || fail "a warning for nothing: $(cat /tmp/err)"
syscord show /tmp/times.rec >/tmp/plain
! grep -E '<[0-9.]+>$' /tmp/plain || fail "durations that nobody asked for"
diff <(sed -E 's/ <[0-9.]+>$//' /tmp/text) /tmp/plain || fail "-T changes more than the line's end"
syscord show -f kv /tmp/times.rec >/tmp/kv
has 'nanosleep, .*, res=0, duration=[0-9]{8,}$' /tmp/kv

# live, and -T alone asks for entries
syscord run -q -T -- "$PROG/entry" times >/tmp/times 2>/tmp/text
has 'nanosleep\(.*\) = 0 <[0-9]+\.[0-9]{6}>$' /tmp/text

# without them: nothing more is printed, and it is said once
syscord run -q -o /tmp/none.rec -- "$PROG/entry" times >/tmp/times
syscord show /tmp/none.rec >/tmp/plain
syscord show -T /tmp/none.rec >/tmp/text 2>/tmp/err
cmp /tmp/text /tmp/plain || fail "-T prints something without durations"
equal "warnings" "$(wc -l </tmp/err)" 1
has '--entry' /tmp/err
! syscord show -f json /tmp/none.rec | grep -e '"duration"' -e '"before"' ||
	fail "durations without --entry"

# ---- what arguments held before ----
syscord run -q --entry -o /tmp/before.rec -- "$PROG/entry" before >/tmp/out
syscord show /tmp/before.rec >/tmp/text
syscord show -f json /tmp/before.rec >/tmp/json
read -r _ full empty <<<"$(grep ^fds /tmp/out)"
has " select\($((empty + 1)), \[$full, $empty\] => \[$full\], NULL, NULL, \{tv_sec=5, tv_usec=0\} => \{tv_sec=4, tv_usec=[0-9]+\}\) = 1$" /tmp/text
has " poll\(\[\{fd=$full, events=POLLIN, revents=0\}\] => \[\{fd=$full, events=POLLIN, revents=POLLIN\}\], 1, -1\) = 1$" /tmp/text
has ' getsockopt\([0-9]+, SOL_SOCKET, SO_TYPE, \[SOCK_STREAM\], \[16 => 4\]\) = 0$' /tmp/text
has ' getsockopt\([0-9]+, SOL_SOCKET, SO_ERROR, \[0\], \[4\]\) = 0$' /tmp/text
has ' accept4\([0-9]+, 0x[0-9a-f]+, \[99\], 0\) = -1 EAGAIN' /tmp/text
has ' accept4\([0-9]+, \{sa_family=AF_UNIX\}, \[111 => 2\], 0\) = [0-9]+$' /tmp/text
has '"syscall":"getsockopt".*"value":\[4\],"before":\{"value":\[4\]\}' /tmp/json
has "\"syscall\":\"ioctl\".*\"hex\":\"$(sed -n 's/^after //p' /tmp/out)\",\"before\":\{\"hex\":\"$(sed -n 's/^before //p' /tmp/out)\"\}" /tmp/json

# ---- a call that was under way when recording began ----
mkfifo /tmp/go
exec 3<>/tmp/go
"$PROG/entry" waits <&3 &
waiting=$!
in_read() {
	grep -q '^0 0x0 ' /proc/$waiting/syscall
}
within 30 in_read
syscordctl set-policy --entry
syscordctl set-filter "pid == $waiting"
syscordctl start
equal "missed before" "$(status_value entry_missed)" 0
echo >&3
wait $waiting
equal "missed" "$(status_value entry_missed)" 1
syscordctl stop
syscord-reader -d /tmp/log --once
syscord show -T -f kv /tmp/log >/tmp/kv
has '^pid=[0-9]+, read, fd=0, .*, res=1, data=' /tmp/kv
equal "timed" "$(grep -c 'getppid, res=[0-9]*, duration=' /tmp/kv)" 5
syscordctl status | grep -qi 'entr.*1\|1.*entr' || fail "the miss is not shown: $(syscordctl status)"
