#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# tests/oracle/work/sqlite.sh as strace and as Syscord saw it.
. tests/lib.sh
. tests/oracle/lib.sh
load
oracle sqlite bash tests/oracle/work/sqlite.sh
oracle_verdict
