#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# tests/oracle/work/shell.sh as strace and as Syscord saw it.
. tests/lib.sh
. tests/oracle/lib.sh
load
oracle shell bash tests/oracle/work/shell.sh
oracle_verdict
