#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Load, unload and reload: idle, under load while recording, and refused while a
# reader is attached.
. tests/lib.sh

for _ in 1 2 3; do
	load
	[ -c /dev/syscord ] || fail "no device"
	unload
	[ ! -e /dev/syscord ] || fail "the device is still there"
done

"$PROG/busy" 170 &
busy=$!
load
"$PROG/busy" hold &	# a reader that records everything, until it is killed
hold=$!
within 5 test -e /tmp/holding
fails rmmod syscord
kill -9 $hold
wait $hold 2>/dev/null || true
within 5 unload

# A session that is nobody's goes on recording; the module may go all the same
for _ in 1 2 3 4 5 6 7 8; do
	load proc_name=busy
	sleep 0.3
	grep -q '^syscord ' /proc/modules || fail "not loaded"
	within 5 unload
done
kill $busy
