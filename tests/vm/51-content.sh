#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# --snaplen=unlimited: content of any size, whole where there is room for it or it may be
# waited for, and else with what is missing told to the byte.
. tests/lib.sh
load memory_limit=$((300 << 20))
"$PROG/content" whole wait $((1 << 20))
"$PROG/content" whole wait $((4 << 20)) 256
"$PROG/content" whole drop $((128 << 20))
"$PROG/content" short drop $((1 << 20))
"$PROG/content" short drop $((64 << 10))
"$PROG/content" short overwrite $((1 << 20))
"$PROG/content" kill $((1 << 20))
"$PROG/content" torn $((1 << 20))
