#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Every request with every kind of bad argument, by root, by the root of a user
# namespace and by nobody. The seed is printed: give it to see the same again.
. tests/lib.sh
load
seed=${SEED:-$RANDOM}
echo "seed $seed"
echo 1 >/sys/kernel/rcu_expedited
"$PROG/abuse-ioctl" "$seed" "${CALLS:-30000}"
equal "references" "$(cat /sys/module/syscord/refcnt)" 0
unload
