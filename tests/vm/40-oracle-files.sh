#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# tests/oracle/work/files.sh as strace and as Syscord saw it.
. tests/lib.sh
. tests/oracle/lib.sh
load
oracle files bash tests/oracle/work/files.sh
oracle_verdict
