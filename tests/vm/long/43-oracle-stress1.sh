#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A third of stress-ng's stressors that live on system calls, as strace and as Syscord saw
# them.
. tests/lib.sh
. tests/oracle/lib.sh
load
export ORACLE_SNAPLEN=4096
oracle stress1 bash tests/oracle/work/stress.sh 1
oracle_verdict
