#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# tests/oracle/work/nginx.sh as strace and as Syscord saw it.
. tests/lib.sh
. tests/oracle/lib.sh
load
oracle nginx bash tests/oracle/work/nginx.sh
oracle_verdict
