#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Calls on processes, threads, memory, signals, timers, and ptrace: records against what
# the program itself saw, of 64 bits and of 32; and lines of a recording of the same.
. tests/lib.sh
load
for prog in proc time trace; do
	"$PROG/capture_$prog"
	"$PROG/capture_${prog}32"
	lines "$prog" -- "$PROG/capture_$prog"
done
has_lines -F /tmp/{proc,time,trace}.lines <<'EOL'
set_tid=[31000], set_tid_size=1, cgroup=0}, 88) = 31000
prctl(PR_GET_TSC, [PR_TSC_ENABLE]) = 0
prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, {len=1, filter=[{code=0x6, jt=0, jf=0, k=0x7fff0000}]}) = 0
capget({version=_LINUX_CAPABILITY_VERSION_3, pid=0}, {effective=CAP_CHOWN|CAP_DAC_OVERRIDE|
futex([7], FUTEX_WAKE_OP, 1, 2, [10], FUTEX_OP_ADD<<28|FUTEX_OP_CMP_GT<<24|0x1003) = 0
get_mempolicy([MPOL_BIND], [0], 65, NULL, 0) = 0
[{iov_base="over", iov_len=4}, {iov_base=" there", iov_len=8}], 2, [{iov_base=0x
{size=48, sched_policy=SCHED_NORMAL, sched_flags=0, sched_nice=0, sched_priority=0,
sigev_signo=SIGUSR2, sigev_notify=SIGEV_NONE,
rt_sigtimedwait([SIGUSR1], {si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=
PTRACE_O_TRACESYSGOOD|PTRACE_O_EXITKILL) = 0
arch=AUDIT_ARCH_X86_64, instruction_pointer=0x
EOL
