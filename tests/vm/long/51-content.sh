#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# One read of 1 GiB, whole; a small ring; kills; and a guard that comes and goes for long.
. tests/lib.sh
load
"$PROG/content" whole wait $((4 << 20)) 1024
"$PROG/content" whole wait $((64 << 10)) 128
for _ in 1 2 3 4 5 6 7 8; do
	"$PROG/content" kill $((1 << 20))
done
"$PROG/faults" guard 120
