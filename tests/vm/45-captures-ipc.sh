#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# IPC, keys, BPF, perf, seccomp, userfaultfd, modules: records against what the program
# itself saw, byte for byte, of 64 bits and of 32; and lines of a recording of both.
. tests/lib.sh
load
for program in capture_ipc capture_ipc32 capture_bpf capture_bpf32; do
	"$PROG/$program"
	lines "$program" -- "$PROG/$program"
done
has_lines -F /tmp/capture_{ipc,ipc32,bpf,bpf32}.lines <<'END'
, [{sem_num=0, sem_op=2, sem_flg=0}, {sem_num=1, sem_op=-1, sem_flg=IPC_NOWAIT}], 2, {tv_sec=1, tv_nsec=0}) = -1 EAGAIN
, 0, IPC_STAT, {sem_perm={key=IPC_PRIVATE, uid=0, gid=0, cuid=0, cgid=0, mode=0600, seq=
, cmd=IPC_STAT, arg={buf={sem_perm={key=IPC_PRIVATE, uid=0, gid=0, cuid=0, cgid=0, mode=0600, seq=
, cmd=IPC_STAT|IPC_64, buf={msg_perm={key=IPC_PRIVATE, uid=0, gid=0, cuid=0, cgid=0, mode=0600, seq=
, kludge={msgp={mtype=1, mtext="hello"}, msgtyp=1}, size=16, flags=0}, 0) = 5
, {mtype=3, mtext="hello"}, 5, 0) = 0
mq_open("capture-ipc", O_RDWR|O_CREAT, 0600, {mq_flags=0, mq_maxmsg=4, mq_msgsize=64, mq_curmsgs=0}) =
{sigev_value="a cookie of the program's own\0\0\0", sigev_signo=777, sigev_notify=SIGEV_THREAD}) = -1 EBADF
add_key("user", "capture-ipc", "payload", 7, KEY_SPEC_PROCESS_KEYRING) =
bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=8, max_entries=1, map_flags=0,
bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_SOCKET_FILTER, insn_cnt=2, insns=[{code=0xb7, regs=0, off=0, imm=0}, {code=0x95, regs=0, off=0, imm=0}], license="GPL", log_level=1, log_size=300, log_buf="
perf_event_open({type=PERF_TYPE_SOFTWARE, size=112, config=PERF_COUNT_SW_TASK_CLOCK, sample_period=0, sample_type=0, read_format=0, flags=disabled,
PERF_EVENT_IOC_QUERY_BPF, {ids_len=3, prog_cnt=1, ids=[
UFFDIO_COPY, {dst=0x
SECCOMP_IOCTL_NOTIF_RECV, {id=0x
seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, {len=4, filter=[{code=0x20, jt=0, jf=0, k=0}, {code=0x15, jt=0, jf=1, k=
END
