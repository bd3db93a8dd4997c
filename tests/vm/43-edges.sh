#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Each capture operation where memory ends, of 64 bits and of 32, with and without
# entries: all that the call had is recorded, nothing beyond is read.
. tests/lib.sh
load
for program in edge edge32; do
	[ -e "$PROG/$program" ] || continue
	"$PROG/$program"
	"$PROG/$program" entry
done
