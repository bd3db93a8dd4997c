#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Each capture operation, at edges of mapped memory and on pages that are not
# resident too: records against what the program itself saw, byte for byte.
. tests/lib.sh
load
"$PROG/capture"

# The largest snaplen there is that has a limit, and a call that says it has as much: the record's
# limit is what counts, and nothing is written beyond it
syscord run -q -s 4294967294 -o /tmp/huge -- \
	perl -e 'for (0xffffffff, 0xfffffff0, 0xffffff70, 300000) { my ($b, $n) = ("x" x 300000, $_ + 0); syscall(1, 99, $b, $n) }'
syscord verify /tmp/huge
syscord show --format=json /tmp/huge | grep '"fd":{"raw":99}' >/tmp/writes
equal "calls" "$(wc -l </tmp/writes)" 4
! grep -v '"truncated":true' /tmp/writes || fail "whole, and yet longer than a record"
