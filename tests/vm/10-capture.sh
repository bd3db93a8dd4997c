#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Each capture operation, at edges of mapped memory and on pages that are not
# resident too: records against what the program itself saw, byte for byte.
. tests/lib.sh
load
"$PROG/capture"
