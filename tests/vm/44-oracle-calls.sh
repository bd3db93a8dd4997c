#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The programs that call what others seldom do, of 32 and of 64 bits, as strace and as
# Syscord saw them.
. tests/lib.sh
. tests/oracle/lib.sh
load
for program in compat32 capture_more32 capture capture_more signals; do
	[ ! -e "$PROG/$program" ] ||
		oracle $program bash -c "rm -rf /tmp/capture-more; exec $PROG/$program"
done
oracle_verdict
