#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Unread records are counted to the record; and whatever position a hostile reader has
# written, and whatever happens meanwhile, the answer is a number that can be, or none.
. tests/lib.sh
load
seed=${SEED:-$RANDOM}
echo "seed $seed"
"$PROG/abuse-count" "$seed" 200000
equal "references" "$(cat /sys/module/syscord/refcnt)" 0
unload
