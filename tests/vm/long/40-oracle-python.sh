#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Python's own tests of what lies next to system calls, as strace and as Syscord saw them:
# as much of each as there is time for.
. tests/lib.sh
. tests/oracle/lib.sh
load
export ORACLE_SNAPLEN=4096
for module in ${MODULES:-os select mmap signal}; do
	oracle py$module timeout -s INT -k 5 ${LIMIT:-10} python3 -m test -v test_$module
done
oracle_verdict
