#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# mutex_lock: two threads lock two mutexes in opposite order and wait for ever. The
# recording has the locks they wait for, though these calls never return, and what each
# did last, which tells the lock that it holds: if it is ended while they wait, and if they
# are killed.
. tests/lib.sh
. tests/cases.sh
load

case=mutex_lock
program=$PROG/case_$case

# Both workers wait for a mutex: FUTEX_WAIT_PRIVATE in their second argument
deadlocked() {
	pid=$(pgrep -x "$(basename "$program" | cut -c 1-15)") || return 1
	[ "$(cat /proc/"$pid"/task/*/syscall | grep -c '^202 0x[0-9a-f]* 0x80 ')" = 2 ]
}

gone() {
	[ ! -e /proc/"$pid" ]
}

# symbol NAME: its address in the recorded process, of the mappings at the exec
symbol() {
	local base offset

	base=$(syscord show -f json /tmp/$case.rec |
		sed -n '/"type":"exec"/s/.*"maps":{"value":\[{"start":\([0-9]*\).*/\1/p')
	offset=$(nm "$program" | awk -v name="$1" '$3 == name { print $1 }')
	printf '0x%x' $((base + 0x$offset))
}

# last_write TID: of what it wrote last, descriptor and content
last_write() {
	sed -n "s/^[^ ]* *$1 .* write(\([0-9]*, \"[a-z ]*\).*/\1/p" /tmp/$case.lines | tail -1
}

# record_deadlock: until both wait; $recorder and the program's $pid
record_deadlock() {
	rm -rf /tmp/$case
	mkdir /tmp/$case
	(cd /tmp/$case && exec syscord run -q ${CASE_OPTIONS:-} -o /tmp/$case.rec -- "$program") &
	recorder=$!
	within 60 deadlocked
}

# explained END: calls that did not return end so
explained() {
	local stock orders seller refunder

	syscord verify /tmp/$case.rec
	syscord show /tmp/$case.rec >/tmp/$case.lines
	stock=$(fd_of stock)
	orders=$(fd_of orders)
	seller=$(thread_of "write($stock, \"one less\n\"")
	refunder=$(thread_of "write($orders, \"refunded\n\"")
	equal "what the seller did last" "$(last_write "$seller")" "$stock, \"one less"
	equal "what the refunder did last" "$(last_write "$refunder")" "$orders, \"refunded"
	in_order <<-END
	$seller write($stock, "one less\n"
	$seller futex($(symbol orders_lock), FUTEX_WAIT_PRIVATE, 2, NULL$1
	END
	in_order <<-END
	$refunder write($orders, "refunded\n"
	$refunder futex($(symbol stock_lock), FUTEX_WAIT_PRIVATE, 2, NULL$1
	END
}

record_deadlock
kill -TERM $recorder
wait $recorder
explained " <in flight"
kill -KILL "$pid"
within 20 gone

record_deadlock
kill -KILL "$pid"
wait $recorder || true
explained ") = ? <killed>"
