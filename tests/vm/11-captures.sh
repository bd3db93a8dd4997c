#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The everyday calls: records against what the program itself saw, byte for byte, of
# 64 bits and of 32; and lines of a recording of the same program, from a real kernel's structures.
. tests/lib.sh
load
"$PROG/capture_more"
rm -rf /tmp/capture-more
"$PROG/capture_more32"
rm -rf /tmp/capture-more
lines recording -- "$PROG/capture_more"
has_lines -F /tmp/recording.lines <<'EOF'
mkdirat(4, "sub", 0700) = 0
"c", {flags=O_RDONLY, mode=0, resolve=RESOLVE_NO_SYMLINKS}, 24) =
d_type=DT_LNK, d_name="f"}
fcntl(5, F_GETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=3, l_len=4, l_pid=-1}) = 0
F_SETPIPE_SZ, 8192) = 8192
rt_sigaction(SIGUSR1, NULL, {sa_handler=SIG_IGN, sa_mask=[SIGINT, SIGQUIT], sa_flags=SA_RESTORER|SA_RESTART, sa_restorer=0x1234}, 8) = 0
{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=
prctl(PR_SET_NAME, "a-new-name") = 0
prctl(PR_GET_PDEATHSIG, [SIGUSR1]) = 0
getgroups(4, [7, 8, 700]) = 3
setitimer(ITIMER_VIRTUAL, {it_interval={tv_sec=1, tv_usec=2}, it_value={tv_sec=10000, tv_usec=5}}, {it_interval=
cmsg_type=SCM_RIGHTS, cmsg_data=[
msg_len=356}, ...], 400, 0) = 400
mincore(
EOF
