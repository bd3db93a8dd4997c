#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Rings that overflow: attempted = read + lost in each, counted where it happened
# and told in the stream.
. tests/lib.sh
load
"$PROG/overflow"
