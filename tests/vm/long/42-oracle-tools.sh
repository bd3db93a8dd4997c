#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# curl on loopback, tar with zstd, git, and gdb on a program that runs, as strace and as
# Syscord saw them.
. tests/lib.sh
. tests/oracle/lib.sh
load
export ORACLE_SNAPLEN=4096
for tool in curl tar git; do
	oracle $tool bash tests/oracle/work/tools.sh $tool
done

# Of a process that strace leaves alone, as it does with what gdb starts: none can have
# two tracers
"$PROG/count" 100000 60 &
target=$!
ORACLE_ONLY=--only oracle gdb gdb -q -nx -batch -iex 'maint set worker-threads 0' -p $target \
	-ex 'info registers rip' -ex 'info proc mappings' -ex 'x/2i $pc' -ex 'break lseek' -ex c \
	-ex bt -ex 'watch *(long *)$sp' -ex stepi -ex delete -ex 'catch syscall lseek' -ex c \
	-ex 'info threads' -ex 'print $rax' -ex delete -ex detach
kill $target
oracle_verdict
