#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Positions that a hostile reader writes while two CPUs produce. SIGKILL in each
# request; afterwards sessions work as before, and nothing pins the module.
. tests/lib.sh
load
seed=${SEED:-$RANDOM}
echo "seed $seed"
"$PROG/abuse-ring" "$seed" 200000
"$PROG/abuse-kill" kill "$seed" 30

equal "references" "$(cat /sys/module/syscord/refcnt)" 0
unload
