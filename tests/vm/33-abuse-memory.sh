#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sessions come and go, with all that takes memory: afterwards the kernel has all of
# it again.
. tests/lib.sh
load

available() {
	sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo
}

rounds=540
echo 1 >/sys/kernel/rcu_expedited # each round waits for a dozen grace periods
"$PROG/abuse-kill" rounds 10 # what grows once, has grown
slabs >/tmp/before
available_before=$(available)
"$PROG/abuse-kill" rounds $rounds
slabs >/tmp/after
echo "available: $available_before kB, $(available) kB"
[ "$(available)" -gt $((available_before - 16384)) ] || fail "memory is kept"
equal "mappings of the module" "$(mapped)" 0
join /tmp/before /tmp/after | awk -v rounds=$rounds '
	$4 - $2 > rounds / 10 { print $1, $2, "->", $4 }
	$1 ~ /^kmalloc|^filp|^vmap_area|^pid|^anon|^cred/ && $4 - $2 >= rounds && $4 - $2 > 2 * $3 {
		grown = 1
	}
	END { exit grown }' || fail "objects are kept: some cache grew with the $rounds rounds"
equal "references" "$(cat /sys/module/syscord/refcnt)" 0
unload
equal "mappings of the module" "$(mapped)" 0
