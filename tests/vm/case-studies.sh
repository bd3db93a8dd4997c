#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The guest's part of scripts/case-studies: the commands of docs/case-studies.md and what
# they print, in blocks that begin with `@@ NAME`.
. tests/lib.sh
load
cp "$PROG"/case_* /usr/local/bin
mkdir /tmp/study
cd /tmp/study

block() {
	echo "@@ $1"
}

# show COMMAND: that, and what it prints
show() {
	printf '$ %s\n' "$1"
	eval "$1" 2>&1 || true
}

# ---- a race ----
block sweep-symptom
for _ in 1 2 3 4 5 6 7 8 9 10; do
	output=$(show 'syscord run -q -o sweep.rec -- case_log_proc_sweep')
	case $output in
	*damaged*) break ;;
	esac
done
echo "$output"
show 'cat accounts'

block sweep-who
show "syscord show sweep.rec | grep 'request 1'"
block sweep-descriptor
show "syscord show -F 'syscall in {openat, close, rename, write}' sweep.rec | sed -n '/\"log\"/,\$p'"

# ---- a deadlock ----
waiting() {
	pid=$(pgrep -x case_mutex_lock) || return 1
	[ "$(cat /proc/"$pid"/task/*/syscall | grep -c '^202 0x[0-9a-f]* 0x80 ')" = 2 ]
}

block deadlock-symptom
echo '$ syscord run -q --entry -o lock.rec -- case_mutex_lock &'
syscord run -q --entry -o lock.rec -- case_mutex_lock &
recorder=$!
within 60 waiting
sleep 3	# so that they have waited for a while
show 'pkill -x syscord'
wait $recorder
kill -KILL "$pid"

block deadlock-calls
show "syscord show lock.rec | grep 'in flight'"
block deadlock-before
show "syscord show -F 'syscall in {openat, write}' lock.rec | tail -4"
block deadlock-names
show 'nm /usr/local/bin/case_mutex_lock | grep "_lock$"'
maps="syscord show -f json lock.rec | grep -o '\"maps\":{\"value\":\[{\"start\":[0-9]*'"
show "$maps"
start=$(eval "$maps" | grep -o '[0-9]*$')
for address in $(syscord show lock.rec | sed -n 's/.* futex(\(0x[0-9a-f]*\), .* <in flight.*/\1/p'); do
	[ $((address - start)) -ge 65536 ] || show "printf '%x\n' \$(($address - $start))"
done

# ---- a program of the distribution, recorded all day ----
sqlite3 stock.db "CREATE TABLE t (item, n); INSERT INTO t VALUES ('bolt', 100);"
mkdir /tmp/log

block locked-record
show "syscordctl set-filter 'proc_name == \"sqlite3\"'"
echo '$ syscord-reader -d /tmp/log --start &'
syscord-reader -d /tmp/log --start >/dev/null 2>&1 &
within 20 recording
coproc HOLDER { exec sqlite3 -batch stock.db; }
echo "BEGIN IMMEDIATE; UPDATE t SET n = 99; SELECT 'updated';" >&"${HOLDER[1]}"
read -r -t 60 line <&"${HOLDER[0]}"
equal "the other sqlite3" "$line" updated

block locked-symptom
show "sqlite3 stock.db 'UPDATE t SET n = n - 1'"

exited() {
	syscord show /tmp/log | grep -q 'exited with 5'
}
within 20 exited
block locked-why
show "syscord show -F 'syscall == fcntl and failed' /tmp/log"
block locked-by
show "syscord show -F 'syscall == fcntl' /tmp/log | grep F_GETLK"
block locked-holder
show "syscord show -F 'pid == $HOLDER_PID and (syscall in {execve, read, fcntl})' /tmp/log | grep -E 'execve|read\(0|F_WRLCK'"
kill -KILL "$HOLDER_PID"
