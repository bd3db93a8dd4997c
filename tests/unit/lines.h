/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Everyday calls, a row each: the record as the module makes it, and the line
 * that strace would print of it. Bytes of structures are by offset, as the abi of
 * the record has them.
 */
#ifndef SYSCORD_TEST_LINES_H
#define SYSCORD_TEST_LINES_H

#include "fixed.h"

#define ARM SYSCORD_ABI_ARM
#define RISCV SYSCORD_ABI_RISCV64
#define CWD 0xffffff9c
#define MINUS1 0xffffffff

struct line_blob {
	uint8_t arg, part, flags;
	uint16_t len;
	const void *data;
};

struct line {
	uint8_t abi;
	uint16_t nr;
	int64_t ret;
	uint64_t args[6];
	struct line_blob blobs[8]; /* the first without data ends them */
	const char *text;
};

#define BYTES(arg, part, flags, len, ...) { arg, part, flags, len, (const uint8_t[len]){ __VA_ARGS__ } }
#define TOOK(arg, len, ...) BYTES(arg, SYSCORD_PART_DATA, 0, len, __VA_ARGS__)
#define GAVE(arg, len, ...) BYTES(arg, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, len, __VA_ARGS__)
#define TEXT(arg, part, flags, s) { arg, part, flags, sizeof(s) - 1, s }
#define PATH(arg, s) TEXT(arg, SYSCORD_PART_DATA, 0, s)

/* clang-format off */
static const struct line line_rows[] = {
	/* what a pointer in a structure leads to */
	{ X64, 270, 0, { 0, 0, 0, 0, 0, P },
	  { TOOK(5, 16, 0, 0, 0xfc, 0x7f, [8] = 8), BYTES(5, SYSCORD_PART_VIA, 0, 8, 0, 2) },
	  "pselect6(0, NULL, NULL, NULL, NULL, {ss=[SIGUSR1], ss_len=8}) = 0" },
	{ X64, 270, -14, { 0, 0, 0, 0, 0, P }, { TOOK(5, 16, 0, 0, 0xfc, 0x7f, [8] = 8) },
	  "pselect6(0, NULL, NULL, NULL, NULL, {ss=0x7ffc0000, ss_len=8}) = -1 EFAULT (Bad address)" },
#include "lines_files.h"

	/* a tracer's child: at a call, and at a fork */
	{ X64, 61, 7, { MINUS1, P }, { GAVE(1, 4, 0x7f, 0x85) },
	  "wait4(-1, [WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP | 0x80], 0, NULL) = 7" },
	{ X64, 61, 7, { MINUS1, P }, { GAVE(1, 4, 0x7f, 5, 1) },
	  "wait4(-1, [WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP | PTRACE_EVENT_FORK << 16], 0, NULL) = 7" },
	/* paths */
	{ X64, 21, 0, { P, 5 }, { PATH(0, "/bin") }, "access(\"/bin\", R_OK|X_OK) = 0" },
	{ X64, 21, -2, { P, 0 }, { PATH(0, "/no") },
	  "access(\"/no\", F_OK) = -1 ENOENT (No such file or directory)" },
	{ X64, 439, 0, { CWD, P, 4, 0x200 }, { PATH(1, "f") },
	  "faccessat2(AT_FDCWD, \"f\", R_OK, AT_EACCESS) = 0" },
	{ X64, 89, 4, { P, P, 64 },
	  { PATH(0, "/l"), TEXT(1, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, "dest") },
	  "readlink(\"/l\", \"dest\", 64) = 4" },
	{ X64, 267, -22, { 3, P, P, 64 }, { PATH(1, "l") },
	  "readlinkat(3, \"l\", 0x7ffc0000, 64) = -1 EINVAL (Invalid argument)" },
	{ X64, 217, 56, { 3, P, 32768 },
	  { GAVE(1, 56, 2, [8] = 1, [16] = 24, 0, 4, '.', [24] = 9, [32] = 0xff, 0xff, 0xff, 0xff,
		 0xff, 0xff, 0xff, 0x7f, [40] = 32, 0, 8, 'a', 'b', 'c') },
	  "getdents64(3, [{d_ino=2, d_off=1, d_reclen=24, d_type=DT_DIR, d_name=\".\"}, {d_ino=9, "
	  "d_off=9223372036854775807, d_reclen=32, d_type=DT_REG, d_name=\"abc\"}], 32768) = 56" },
	{ X64, 80, 0, { P }, { PATH(0, "/tmp") }, "chdir(\"/tmp\") = 0" },
	{ X64, 83, -17, { P, 0755 }, { PATH(0, "/tmp") },
	  "mkdir(\"/tmp\", 0755) = -1 EEXIST (File exists)" },
	{ X64, 258, 0, { 3, P, 0700 }, { PATH(1, "d") }, "mkdirat(3, \"d\", 0700) = 0" },
	{ X64, 84, 0, { P }, { PATH(0, "d") }, "rmdir(\"d\") = 0" },
	{ X64, 82, 0, { P, P }, { PATH(0, "a"), PATH(1, "b") }, "rename(\"a\", \"b\") = 0" },
	{ X64, 264, 0, { 3, P, CWD, P }, { PATH(1, "a"), PATH(3, "b") },
	  "renameat(3, \"a\", AT_FDCWD, \"b\") = 0" },
	{ X64, 316, 0, { CWD, P, CWD, P, 2 }, { PATH(1, "a"), PATH(3, "b") },
	  "renameat2(AT_FDCWD, \"a\", AT_FDCWD, \"b\", RENAME_EXCHANGE) = 0" },
	{ X64, 87, 0, { P }, { PATH(0, "a") }, "unlink(\"a\") = 0" },
	{ X64, 263, 0, { CWD, P, 0x200 }, { PATH(1, "d") },
	  "unlinkat(AT_FDCWD, \"d\", AT_REMOVEDIR) = 0" },
	{ X64, 86, 0, { P, P }, { PATH(0, "a"), PATH(1, "b") }, "link(\"a\", \"b\") = 0" },
	{ X64, 265, 0, { CWD, P, 3, P, 0x400 }, { PATH(1, "a"), PATH(3, "b") },
	  "linkat(AT_FDCWD, \"a\", 3, \"b\", AT_SYMLINK_FOLLOW) = 0" },
	{ X64, 88, 0, { P, P }, { PATH(0, "to"), PATH(1, "l") }, "symlink(\"to\", \"l\") = 0" },
	{ X64, 266, 0, { P, CWD, P }, { PATH(0, "to"), PATH(2, "l") },
	  "symlinkat(\"to\", AT_FDCWD, \"l\") = 0" },
	{ X64, 90, 0, { P, 04755 }, { PATH(0, "f") }, "chmod(\"f\", 04755) = 0" },
	{ X64, 91, 0, { 3, 0644 }, { { 0 } }, "fchmod(3, 0644) = 0" },
	{ X64, 268, 0, { CWD, P, 0600 }, { PATH(1, "f") }, "fchmodat(AT_FDCWD, \"f\", 0600) = 0" },
	{ X64, 92, 0, { P, 33, MINUS1 }, { PATH(0, "f") }, "chown(\"f\", 33, -1) = 0" },
	{ X64, 94, -1, { P, 33, 33 }, { PATH(0, "f") },
	  "lchown(\"f\", 33, 33) = -1 EPERM (Operation not permitted)" },
	{ X64, 260, 0, { CWD, P, 0, 0, 0x100 }, { PATH(1, "f") },
	  "fchownat(AT_FDCWD, \"f\", 0, 0, AT_SYMLINK_NOFOLLOW) = 0" },
	{ X64, 76, 0, { P, 4096 }, { PATH(0, "f") }, "truncate(\"f\", 4096) = 0" },
	{ X64, 77, -22, { 3, (uint64_t)-1 }, { { 0 } },
	  "ftruncate(3, -1) = -1 EINVAL (Invalid argument)" },
	{ X64, 437, 3, { CWD, P, P, 24 },
	  { PATH(1, "f"), TOOK(2, 24, 0x41, [8] = 0x80, 1, [16] = 0xa) },
	  "openat2(AT_FDCWD, \"f\", {flags=O_WRONLY|O_CREAT, mode=0600, "
	  "resolve=RESOLVE_NO_MAGICLINKS|RESOLVE_BENEATH}, 24) = 3" },

	/* descriptors */
	{ X64, 72, 5, { 3, 0, 5 }, { { 0 } }, "fcntl(3, F_DUPFD, 5) = 5" },
	{ X64, 72, 1, { 3, 1, 99 }, { { 0 } }, "fcntl(3, F_GETFD) = 1" },
	{ X64, 72, 0, { 3, 2, 1 }, { { 0 } }, "fcntl(3, F_SETFD, FD_CLOEXEC) = 0" },
	{ X64, 72, 0, { 3, 4, 04001 }, { { 0 } }, "fcntl(3, F_SETFL, O_WRONLY|O_NONBLOCK) = 0" },
	{ X64, 72, 0, { 3, 6, P }, { TOOK(2, 32, 1, 0, 0, 0, [8] = 10, [16] = 20) },
	  "fcntl(3, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=10, l_len=20, l_pid=0}) = 0" },
	{ X64, 72, 0, { 3, 36, P }, { GAVE(2, 32, 2, 0, 1, 0, [24] = 0xff, 0xff, 0xff, 0xff) },
	  "fcntl(3, F_OFD_GETLK, {l_type=F_UNLCK, l_whence=SEEK_CUR, l_start=0, l_len=0, l_pid=-1}) = 0" },
	{ I386, 221, 0, { 3, 7, P }, { TOOK(2, 16, 0, 0, 2, 0, 10, [8] = 20) },
	  "[i386] fcntl64(3, F_SETLKW, {l_type=F_RDLCK, l_whence=SEEK_END, l_start=10, l_len=20, l_pid=0})" },
	{ I386, 221, 0, { 3, 13, P }, { TOOK(2, 24, 0, 0, 0, 0, 10, [12] = 20) },
	  "F_SETLK64, {l_type=F_RDLCK, l_whence=SEEK_SET, l_start=10, l_len=20, l_pid=0}) = 0" },
	{ ARM, 221, 0, { 3, 38, P }, { TOOK(2, 32, 0, 0, 0, 0, [8] = 10, [16] = 20) },
	  "F_OFD_SETLKW, {l_type=F_RDLCK, l_whence=SEEK_SET, l_start=10, l_len=20, l_pid=0}) = 0" },
	{ X64, 72, 0, { 3, 16, P }, { GAVE(2, 8, 1, 0, 0, 0, 0x39, 0x30) },
	  "fcntl(3, F_GETOWN_EX, {type=F_OWNER_PID, pid=12345}) = 0" },
	{ X64, 72, 0, { 3, 1033, 3 }, { { 0 } }, "fcntl(3, F_ADD_SEALS, F_SEAL_SEAL|F_SEAL_SHRINK) = 0" },
	{ X64, 72, 0, { 3, 1035, P }, { GAVE(2, 8, 2) }, "fcntl(3, F_GET_RW_HINT, [RWH_WRITE_LIFE_SHORT]) = 0" },
	{ X64, 72, 4096, { 3, 1031, 4096 }, { { 0 } }, "fcntl(3, F_SETPIPE_SZ, 4096) = 4096" },
	{ X64, 72, -22, { 3, 4711, 0x77 }, { { 0 } }, "fcntl(3, 4711, 0x77) = -1 EINVAL" },
	{ X64, 285, 0, { 3, 3, 4096, 8192 }, { { 0 } },
	  "fallocate(3, FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE, 4096, 8192) = 0" },
	{ X64, 326, 5, { 3, P, 4, 0, 10, 0 }, { GAVE(1, 8, 5) },
	  "copy_file_range(3, [5], 4, NULL, 10, 0) = 5" },
	{ X64, 40, 5, { 4, 3, P, 10 }, { GAVE(2, 8, 5, 1) }, "sendfile(4, 3, [261], 10) = 5" },
	{ I386, 187, 5, { 4, 3, P, 10 }, { GAVE(2, 4, 5, 1) }, "sendfile(4, 3, [261], 10) = 5" },
	{ I386, 239, 5, { 4, 3, P, 10 }, { GAVE(2, 8, 0xff, 0xff, 0xff, 0xff) },
	  "sendfile64(4, 3, [4294967295], 10) = 5" },
	{ X64, 275, 5, { 3, P, 4, 0, 10, 3 }, { GAVE(1, 8, 5) },
	  "splice(3, [5], 4, NULL, 10, SPLICE_F_MOVE|SPLICE_F_NONBLOCK) = 5" },
	{ X64, 295, 2, { 3, P, 1, 7, 0 },
	  { BYTES(1, SYSCORD_PART_IOVEC, 0, 16, 0, 16, [8] = 9),
	    TEXT(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_OUT, "hi") },
	  "preadv(3, [{iov_base=\"hi\", iov_len=9}], 1, 7) = 2" },
	{ I386, 334, 2, { 3, P, 1, 7, 1 },
	  { BYTES(1, SYSCORD_PART_IOVEC, 0, 8, 0, 16, 0, 0, 2),
	    TEXT(1, SYSCORD_PART_CONTENT, 0, "hi") },
	  "pwritev(3, [{iov_base=\"hi\", iov_len=2}], 1, 4294967303) = 2" },
	{ X64, 328, 2, { 3, P, 1, (uint64_t)-1, 0, 0x12 },
	  { BYTES(1, SYSCORD_PART_IOVEC, 0, 16, 0, 16, [8] = 2),
	    TEXT(1, SYSCORD_PART_CONTENT, 0, "hi") },
	  "pwritev2(3, [{iov_base=\"hi\", iov_len=2}], 1, -1, RWF_DSYNC|RWF_APPEND) = 2" },
	{ X64, 290, 4, { 1, 02000000 }, { { 0 } }, "eventfd2(1, EFD_CLOEXEC) = 4" },
	{ X64, 283, 4, { 1, 02004000 }, { { 0 } },
	  "timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC|TFD_NONBLOCK) = 4" },
	{ X64, 286, 0, { 4, 1, P, 0 }, { TOOK(2, 32, [16] = 5, [24] = 6) },
	  "timerfd_settime(4, TFD_TIMER_ABSTIME, {it_interval={tv_sec=0, tv_nsec=0}, "
	  "it_value={tv_sec=5, tv_nsec=6}}, NULL) = 0" },
	{ I386, 326, 0, { 4, P }, { GAVE(1, 16, 1, [8] = 5, [12] = 6) },
	  "timerfd_gettime(4, {it_interval={tv_sec=1, tv_nsec=0}, it_value={tv_sec=5, tv_nsec=6}}) = 0" },
	{ I386, 410, 0, { 4, P }, { GAVE(1, 32, 1, [16] = 5, [24] = 6) },
	  "timerfd_gettime64(4, {it_interval={tv_sec=1, tv_nsec=0}, it_value={tv_sec=5, tv_nsec=6}})" },
	{ X64, 289, 4, { MINUS1, P, 8, 02000000 }, { TOOK(1, 8, 0, 2) },
	  "signalfd4(-1, [SIGUSR1], 8, SFD_CLOEXEC) = 4" },
	{ X64, 294, 4, { 04000 }, { { 0 } }, "inotify_init1(IN_NONBLOCK) = 4" },
	{ X64, 254, 1, { 4, P, 0x1000302 }, { PATH(1, "/etc") },
	  "inotify_add_watch(4, \"/etc\", IN_MODIFY|IN_CREATE|IN_DELETE|IN_ONLYDIR) = 1" },
	{ X64, 255, 0, { 4, 1 }, { { 0 } }, "inotify_rm_watch(4, 1) = 0" },
	{ X64, 319, 4, { P, 3 }, { PATH(0, "name") },
	  "memfd_create(\"name\", MFD_CLOEXEC|MFD_ALLOW_SEALING) = 4" },

	/* signals */
	{ X64, 13, 0, { 2, P, P, 8 },
	  { TOOK(1, 32, 0x23, 0x01, 0x40, [11] = 0x14, [16] = 0, 0x70, [24] = 2),
	    GAVE(2, 32, 1) },
	  "rt_sigaction(SIGINT, {sa_handler=0x400123, sa_mask=[SIGINT], "
	  "sa_flags=SA_RESTORER|SA_RESTART, sa_restorer=0x7000}, "
	  "{sa_handler=SIG_IGN, sa_mask=[], sa_flags=0, sa_restorer=NULL}, 8) = 0" },
	{ I386, 174, 0, { 2, P, 0, 8 }, { TOOK(1, 20, [4] = 4, [12] = 4) },
	  "[i386] rt_sigaction(SIGINT, {sa_handler=SIG_DFL, sa_mask=[SIGQUIT], sa_flags=SA_SIGINFO, "
	  "sa_restorer=NULL}, NULL, 8) = 0" },
	{ RISCV, 134, 0, { 2, P, 0, 8 }, { TOOK(1, 24, [8] = 4, [16] = 4) },
	  "rt_sigaction(SIGINT, {sa_handler=SIG_DFL, sa_mask=[SIGQUIT], sa_flags=SA_SIGINFO}, NULL, 8)" },
	{ GEN, 134, 0, { 2, P, 0, 8 }, { TOOK(1, 32, [8] = 4, [24] = 4) },
	  "rt_sigaction(SIGINT, {sa_handler=SIG_DFL, sa_mask=[SIGQUIT], sa_flags=SA_SIGINFO, "
	  "sa_restorer=NULL}, NULL, 8) = 0" },
	{ X64, 14, 0, { 0, P, P, 8 }, { TOOK(1, 8, 2), GAVE(2, 8, 0) },
	  "rt_sigprocmask(SIG_BLOCK, [SIGINT], [], 8) = 0" },
	{ X64, 131, 0, { P, P }, { TOOK(0, 24, [2] = 4, [17] = 0x20), GAVE(1, 24, [8] = 2) },
	  "sigaltstack({ss_sp=0x40000, ss_flags=0, ss_size=8192}, {ss_sp=NULL, ss_flags=SS_DISABLE, "
	  "ss_size=0}) = 0" },
	{ I386, 186, 0, { P, 0 }, { TOOK(0, 12, [2] = 4, [7] = 0x80, [9] = 0x20) },
	  "sigaltstack({ss_sp=0x40000, ss_flags=SS_AUTODISARM, ss_size=8192}, NULL) = 0" },
	{ X64, 247, 0, { 1, 4711, P, 4, 0 },
	  { GAVE(2, 28, 17, [8] = 1, [16] = 0x67, 0x12, [20] = 33, [24] = 42) },
	  "waitid(P_PID, 4711, {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=4711, si_uid=33, "
	  "si_status=42}, WEXITED, NULL) = 0" },
	{ I386, 284, 0, { 1, 4711, P, 4, 0 },
	  { GAVE(2, 24, 17, [8] = 2, [12] = 0x67, 0x12, [16] = 33, [20] = 9) },
	  "{si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=4711, si_uid=33, si_status=SIGKILL}" },

	/* processes */
	{ X64, 157, 0, { 15, P, 1, 2, 3 }, { PATH(1, "name") }, "prctl(PR_SET_NAME, \"name\") = 0" },
	{ X64, 157, 0, { 16, P, 0, 0, 0 }, { GAVE(1, 16, 'n', 'a', 'm', 'e') },
	  "prctl(PR_GET_NAME, \"name\") = 0" },
	{ X64, 157, 0, { 2, P, 0, 0, 0 }, { GAVE(1, 4, 9) }, "prctl(PR_GET_PDEATHSIG, [SIGKILL]) = 0" },
	{ X64, 157, 0, { 1, 15, 0, 0, 0 }, { { 0 } }, "prctl(PR_SET_PDEATHSIG, SIGTERM) = 0" },
	{ X64, 157, 0, { 38, 1, 0, 0, 0 }, { { 0 } }, "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) = 0" },
	{ X64, 157, 0, { 40, P, 0, 0, 0 }, { GAVE(1, 8, 0, 0, 0x40) },
	  "prctl(PR_GET_TID_ADDRESS, [0x400000]) = 0" },
	{ X64, 157, 1, { 3, 7, 7, 7, 7 }, { { 0 } }, "prctl(PR_GET_DUMPABLE) = 1" },
	{ X64, 157, 0, { 0x53564d41, 0, P, 1, P }, { { 0 } }, "prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, 0x7ffc0000, 1, 0x7ffc0000) = 0" },
	{ X64, 158, 0, { 0x1003, P }, { GAVE(1, 8, 0, 0, 0x40) }, "arch_prctl(ARCH_GET_FS, [0x400000]) = 0" },
	{ X64, 158, 0, { 0x1002, P }, { { 0 } }, "arch_prctl(ARCH_SET_FS, 0x7ffc0000) = 0" },
	{ X64, 158, 0, { 0x1021, P }, { GAVE(1, 8, 7) }, "arch_prctl(ARCH_GET_XCOMP_SUPP, [0x7]) = 0" },
	{ X64, 158, -22, { 0x3001, P }, { { 0 } }, "arch_prctl(12289, 0x7ffc0000) = -1 EINVAL" },
	{ X64, 302, 0, { 0, 7, P, P },
	  { TOOK(2, 16, 0, 4, [9] = 16), GAVE(3, 16, 0, 4, [8] = 255, 255, 255, 255, 255, 255, 255, 255) },
	  "prlimit64(0, RLIMIT_NOFILE, {rlim_cur=1024, rlim_max=4096}, "
	  "{rlim_cur=1024, rlim_max=RLIM_INFINITY}) = 0" },
	{ I386, 340, 0, { 0, 7, 0, P }, { GAVE(3, 16, 0, 4, [9] = 16) },
	  "prlimit64(0, RLIMIT_NOFILE, NULL, {rlim_cur=1024, rlim_max=4096}) = 0" },
	{ X64, 160, 0, { 4, P }, { TOOK(1, 16, 0) }, "setrlimit(RLIMIT_CORE, {rlim_cur=0, rlim_max=0}) = 0" },
	{ X64, 98, 0, { 0, P }, { GAVE(1, 144, [8] = 9, [32] = 77) },
	  "getrusage(RUSAGE_SELF, {ru_utime={tv_sec=0, tv_usec=9}, ru_stime={tv_sec=0, tv_usec=0}, ru_maxrss=77," },
	{ X64, 99, 0, { P }, { GAVE(0, 112, 60, [8] = 1, [16] = 2, [24] = 3, [32] = 9, [80] = 5, [104] = 1) },
	  "sysinfo({uptime=60, loads=[1, 2, 3], totalram=9, freeram=0, sharedram=0, bufferram=0, "
	  "totalswap=0, freeswap=0, procs=5, totalhigh=0, freehigh=0, mem_unit=1}) = 0" },
	{ I386, 116, 0, { P }, { GAVE(0, 64, 60, [4] = 1, [8] = 2, [12] = 3, [16] = 9, [40] = 5, [52] = 1) },
	  "sysinfo({uptime=60, loads=[1, 2, 3], totalram=9, freeram=0, sharedram=0, bufferram=0, "
	  "totalswap=0, freeswap=0, procs=5, totalhigh=0, freehigh=0, mem_unit=1}) = 0" },
	{ X64, 100, 1000, { P }, { GAVE(0, 32, 1, [8] = 2, [16] = 3, [24] = 4) },
	  "times({tms_utime=1, tms_stime=2, tms_cutime=3, tms_cstime=4}) = 1000" },
	{ I386, 43, 1000, { P }, { GAVE(0, 16, 1, [4] = 2, [8] = 3, [12] = 4) },
	  "times({tms_utime=1, tms_stime=2, tms_cutime=3, tms_cstime=4}) = 1000" },
	{ X64, 204, 8, { 0, 128, P }, { GAVE(2, 8, 0x81, 1) }, "sched_getaffinity(0, 128, [0, 7, 8]) = 8" },
	{ X64, 203, 0, { 0, 8, P }, { TOOK(2, 8, 2) }, "sched_setaffinity(0, 8, [1]) = 0" },
	{ X64, 273, 0, { P, 24 }, { { 0 } }, "set_robust_list(0x7ffc0000, 24) = 0" },
	{ X64, 274, 0, { 0, P, P }, { GAVE(1, 8, 0, 0, 0x40), GAVE(2, 8, 24) },
	  "get_robust_list(0, [0x400000], [24]) = 0" },
	{ X64, 334, 0, { P, 32, 1, 0x53053053 }, { { 0 } },
	  "rseq(0x7ffc0000, 32, RSEQ_FLAG_UNREGISTER, 0x53053053) = 0" },
	{ X64, 218, 4711, { P }, { { 0 } }, "set_tid_address(0x7ffc0000) = 4711" },
	{ X64, 140, 20, { 0, 0 }, { { 0 } }, "getpriority(PRIO_PROCESS, 0) = 20" },
	{ X64, 141, 0, { 2, 33, 5 }, { { 0 } }, "setpriority(PRIO_USER, 33, 5) = 0" },
	{ X64, 95, 022, { 077 }, { { 0 } }, "umask(077) = 022" },

	/* times */
	{ X64, 96, 0, { P, P }, { GAVE(0, 16, 5, [8] = 6), GAVE(1, 8, 60) },
	  "gettimeofday({tv_sec=5, tv_usec=6}, {tz_minuteswest=60, tz_dsttime=0}) = 0" },
	{ X64, 164, -1, { P, 0 }, { TOOK(0, 16, 5, [8] = 6) },
	  "settimeofday({tv_sec=5, tv_usec=6}, NULL) = -1 EPERM (Operation not permitted)" },
	{ X64, 201, 261, { P }, { GAVE(0, 8, 5, 1) }, "time([261]) = 261" },
	{ I386, 13, 261, { P }, { GAVE(0, 4, 5, 1) }, "time([261]) = 261" },
	{ X64, 36, 0, { 0, P }, { GAVE(1, 32, [16] = 5) },
	  "getitimer(ITIMER_REAL, {it_interval={tv_sec=0, tv_usec=0}, it_value={tv_sec=5, tv_usec=0}}) = 0" },
	{ X64, 38, 0, { 0, P, P }, { TOOK(1, 32, [16] = 5), GAVE(2, 32, 0) },
	  "setitimer(ITIMER_REAL, {it_interval={tv_sec=0, tv_usec=0}, it_value={tv_sec=5, tv_usec=0}}, "
	  "{it_interval={tv_sec=0, tv_usec=0}, it_value={tv_sec=0, tv_usec=0}}) = 0" },
	{ I386, 105, 0, { 2, P }, { GAVE(1, 16, [8] = 5) },
	  "getitimer(ITIMER_PROF, {it_interval={tv_sec=0, tv_usec=0}, it_value={tv_sec=5, tv_usec=0}}) = 0" },

	/* identities */
	{ X64, 115, 2, { 64, P }, { GAVE(1, 8, 1, 0, 0, 0, 0, 0, 1) }, "getgroups(64, [1, 65536]) = 2" },
	{ X64, 115, 2, { 0, 0 }, { { 0 } }, "getgroups(0, NULL) = 2" },
	{ I386, 80, 2, { 64, P }, { GAVE(1, 4, 1, 0, 2) }, "[i386] getgroups(64, [1, 2]) = 2" },
	{ I386, 205, 2, { 64, P }, { GAVE(1, 8, 1, 0, 0, 0, 2) }, "[i386] getgroups32(64, [1, 2]) = 2" },
	{ X64, 116, 0, { 1, P }, { TOOK(1, 4, 33) }, "setgroups(1, [33]) = 0" },
	{ X64, 117, 0, { MINUS1, 33, 0 }, { { 0 } }, "setresuid(-1, 33, 0) = 0" },
	{ X64, 119, 0, { 33, 33, 33 }, { { 0 } }, "setresgid(33, 33, 33) = 0" },
	{ X64, 118, 0, { P, P, P }, { GAVE(0, 4, 0), GAVE(1, 4, 33), GAVE(2, 4, 1) },
	  "getresuid([0], [33], [1]) = 0" },
	{ I386, 165, 0, { P, P, P }, { GAVE(0, 2, 0), GAVE(1, 2, 33), GAVE(2, 2, 1) },
	  "getresuid([0], [33], [1]) = 0" },
	{ X64, 120, 0, { P, P, P }, { GAVE(0, 4, 0), GAVE(1, 4, 33), GAVE(2, 4, 1) },
	  "getresgid([0], [33], [1]) = 0" },
	{ X64, 113, 0, { MINUS1, 33 }, { { 0 } }, "setreuid(-1, 33) = 0" },
	{ X64, 114, 0, { 33, MINUS1 }, { { 0 } }, "setregid(33, -1) = 0" },
	{ X64, 105, 0, { 33 }, { { 0 } }, "setuid(33) = 0" },
	{ X64, 106, 0, { 33 }, { { 0 } }, "setgid(33) = 0" },
	{ X64, 122, 0, { 33 }, { { 0 } }, "setfsuid(33) = 0" },
	{ X64, 123, 0, { 33 }, { { 0 } }, "setfsgid(33) = 0" },

	/* sockets */
	{ X64, 48, 0, { 3, 1 }, { { 0 } }, "shutdown(3, SHUT_WR) = 0" },
	{ X64, 53, 0, { 1, 1, 0, P }, { GAVE(3, 8, 3, 0, 0, 0, 4) },
	  "socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0" },
	{ X64, 51, 0, { 3, P, P }, { GAVE(1, 16, 2, 0, 0x1f, 0x90, 127, 0, 0, 1), GAVE(2, 4, 16) },
	  "getsockname(3, {sa_family=AF_INET, sin_port=8080, sin_addr=\"127.0.0.1\"}, [16]) = 0" },
	{ X64, 52, -107, { 3, P, P }, { { 0 } },
	  "getpeername(3, 0x7ffc0000, 0x7ffc0000) = -1 ENOTCONN (Transport endpoint is not connected)" },
	{ X64, 307, 2, { 3, P, 2, 0x40 },
	  { TOOK(1, 64, 0, 1, [8] = 16, [16] = 1, [24] = 1, [56] = 2),
	    BYTES(1, SYSCORD_PART_NAME, 0, 16, 2, 0, 0x1f, 0x90, 127, 0, 0, 1),
	    BYTES(1, SYSCORD_PART_IOVEC, 0, 16, 1, [8] = 2), TEXT(1, SYSCORD_PART_CONTENT, 0, "hi"),
	    TOOK(1, 64, [16] = 1, [24] = 1, [56] = 3),
	    BYTES(1, SYSCORD_PART_IOVEC, 0, 16, 1, [8] = 3), TEXT(1, SYSCORD_PART_CONTENT, 0, "you") },
	  "sendmmsg(3, [{msg_hdr={msg_name={sa_family=AF_INET, sin_port=8080, sin_addr=\"127.0.0.1\"}, "
	  "msg_namelen=16, msg_iov=[{iov_base=\"hi\", iov_len=2}], msg_iovlen=1, msg_control=NULL, "
	  "msg_controllen=0, msg_flags=0}, msg_len=2}, {msg_hdr={msg_name=NULL, msg_namelen=0, "
	  "msg_iov=[{iov_base=\"you\", iov_len=3}], msg_iovlen=1, msg_control=NULL, msg_controllen=0, "
	  "msg_flags=0}, msg_len=3}], 2, MSG_DONTWAIT) = 2" },
	{ I386, 337, 2, { 3, P, 2, 0, 0 }, /* the record had no room for the second */
	  { GAVE(1, 32, [8] = 1, [12] = 1, [28] = 2), BYTES(1, SYSCORD_PART_IOVEC, 0, 8, 1, [4] = 9),
	    TEXT(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_OUT, "hi") },
	  "recvmmsg(3, [{msg_hdr={msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base=\"hi\", iov_len=9}], "
	  "msg_iovlen=1, msg_control=NULL, msg_controllen=0, msg_flags=0}, msg_len=2}, ...], 2, 0, NULL) = 2" },

	/* socket options, by level and name */
	{ X64, 54, 0, { 3, 1, 13, P, 8 }, { TOOK(3, 8, 1, [4] = 30) },
	  "setsockopt(3, SOL_SOCKET, SO_LINGER, {l_onoff=1, l_linger=30}, 8) = 0" },
	{ I386, 366, 0, { 3, 1, 20, P, 8 }, { TOOK(3, 8, 5, [4] = 6) },
	  "setsockopt(3, SOL_SOCKET, SO_RCVTIMEO_OLD, {tv_sec=5, tv_usec=6}, 8) = 0" },
	{ I386, 366, 0, { 3, 1, 66, P, 16 }, { TOOK(3, 16, 5, [8] = 6) },
	  "setsockopt(3, SOL_SOCKET, SO_RCVTIMEO_NEW, {tv_sec=5, tv_usec=6}, 16) = 0" },
	{ I386, 366, 0, { 3, 1, 26, P, 8 },
	  { TOOK(3, 8, 1, 0, 0, 0, 0x10), BYTES(3, SYSCORD_PART_VIA, 0, 8, 6, 0, 1, 2, 7) },
	  "SO_ATTACH_FILTER, {len=1, filter=[{code=0x6, jt=1, jf=2, k=0x7}]}, 8) = 0" },
	{ X64, 54, 0, { 3, 263, 22, P, 16 },
	  { TOOK(3, 16, 1, [8] = 0x10), BYTES(3, SYSCORD_PART_VIA, 0, 8, 6, 0, 1, 2, 7) },
	  "SOL_PACKET, PACKET_FANOUT_DATA, {len=1, filter=[{code=0x6, jt=1, jf=2, k=0x7}]}, 16) = 0" },
	{ X64, 54, 0, { 3, 263, 22, P, 4 }, { TOOK(3, 4, 9) }, "PACKET_FANOUT_DATA, {data=9}, 4) = 0" },
	{ X64, 55, 0, { 3, 1, 26, P, P }, { GAVE(3, 8, 6, 0, 0, 0, 1), GAVE(4, 4, 1) },
	  "getsockopt(3, SOL_SOCKET, SO_ATTACH_FILTER, [{code=0x6, jt=0, jf=0, k=0x1}], [1]) = 0" },
	{ X64, 55, 0, { 3, 1, 3, P, P }, { GAVE(3, 4, 2), GAVE(4, 4, 4) }, "SO_TYPE, [SOCK_DGRAM], [4]) = 0" },
	{ X64, 55, 0, { 3, 1, 39, P, P }, { GAVE(3, 1, 2), GAVE(4, 4, 1) }, "SO_DOMAIN, [AF_INET], [1]) = 0" },
	{ X64, 55, -34, { 3, 1, 31, P, P }, { GAVE(4, 4, 20) },
	  "getsockopt(3, SOL_SOCKET, SO_PEERSEC, 0x7ffc0000, [20]) = -1 ERANGE" },
	{ X64, 55, 0, { 3, 132, 111, P, P },
	  { GAVE(3, 16, 7, [4] = 16, [9] = 1), BYTES(3, SYSCORD_PART_VIA, 0, 16, 2, 0, 0, 80, 10, 0, 0, 1), GAVE(4, 4, 4) },
	  "SCTP_SOCKOPT_CONNECTX3, {assoc_id=7, addr_num=16, addrs={sa_family=AF_INET, sin_port=80, "
	  "sin_addr=\"10.0.0.1\"}}, [4]) = 0" },
	{ I386, 365, -115, { 3, 132, 111, P, P }, { GAVE(3, 12, 7, [4] = 0), GAVE(4, 4, 4) },
	  "{assoc_id=7, addr_num=0, addrs=NULL}, [4]) = -1 EINPROGRESS" },
	{ X64, 55, -92, { 3, 1, 4711, P, P }, { { 0 } },
	  "getsockopt(3, SOL_SOCKET, 4711, 0x7ffc0000, 0x7ffc0000) = -1 ENOPROTOOPT" },
	{ GEN, 208, 0, { 3, 0, 35, P, 8 }, { TOOK(3, 8, 224, 0, 0, 1, 127, 0, 0, 1) },
	  "SOL_IP, IP_ADD_MEMBERSHIP, {imr_multiaddr=\"224.0.0.1\", imr_interface=\"127.0.0.1\"}, 8) = 0" },
	{ GEN, 208, 0, { 3, 0, 35, P, 12 }, { TOOK(3, 12, 224, 0, 0, 1, [8] = 2) },
	  "{imr_multiaddr=\"224.0.0.1\", imr_address=\"0.0.0.0\", imr_ifindex=2}, 12) = 0" },
	{ X64, 54, 0, { 3, 0, 41, P, 24 },
	  { TOOK(3, 24, 224, 0, 0, 1, 127, 0, 0, 1, 1, [12] = 2, [16] = 10, 0, 0, 1, 10, 0, 0, 2) },
	  "IP_MSFILTER, {imsf_multiaddr=\"224.0.0.1\", imsf_interface=\"127.0.0.1\", "
	  "imsf_fmode=MCAST_INCLUDE, imsf_numsrc=2, imsf_slist=[\"10.0.0.1\", \"10.0.0.2\"]}, 24) = 0" },
	{ I386, 366, 0, { 3, 0, 42, P, 132 }, { TOOK(3, 132, 1, [4] = 2, 0, 0, 0, 224, 0, 0, 9) },
	  "MCAST_JOIN_GROUP, {gr_interface=1, gr_group={sa_family=AF_INET, sin_port=0, "
	  "sin_addr=\"224.0.0.9\"}}, 132) = 0" },
	{ X64, 54, 0, { 3, 41, 20, P, 20 }, { TOOK(3, 20, 0xff, 2, [15] = 1, [16] = 3) },
	  "SOL_IPV6, IPV6_ADD_MEMBERSHIP, {ipv6mr_multiaddr=\"ff02::1\", ipv6mr_ifindex=3}, 20) = 0" },
	{ X64, 55, 0, { 3, 0, 64, P, P }, { GAVE(3, 84, 'n', 'a', 't', [32] = 0x1b, [36] = 7), GAVE(4, 4, 84) },
	  "getsockopt(3, SOL_IP, IPT_SO_GET_INFO, {name=\"nat\", valid_hooks=0x1b, hook_entry=[7, 0, 0, 0, 0]" },
	{ X64, 54, -1, { 3, 0, 64, P, 0 }, { { 0 } }, "setsockopt(3, SOL_IP, IPT_SO_SET_REPLACE, " },
	{ X64, 55, 0, { 3, 6, 11, P, P }, { GAVE(3, 12, 1, 4, 0, 0, 0, 7, 0x21, 3, 4), GAVE(4, 4, 12) },
	  "TCP_INFO, {tcpi_state=TCP_ESTABLISHED, tcpi_ca_state=TCP_CA_Loss, tcpi_retransmits=0, "
	  "tcpi_probes=0, tcpi_backoff=0, tcpi_options=TCPI_OPT_TIMESTAMPS|TCPI_OPT_SACK|TCPI_OPT_WSCALE, "
	  "tcpi_snd_wscale=1, tcpi_rcv_wscale=2, tcpi_delivery_rate_app_limited=1, "
	  "tcpi_fastopen_client_fail=1, tcpi_rto=4}, [12]) = 0" },
	{ X64, 55, 0, { 3, 6, 11, P, P }, { GAVE(3, 280, 1, [276] = 0x12, 1), GAVE(4, 4, 24, 1) },
	  "tcpi_received_ce_bytes=0, tcpi_ecn_mode=2, tcpi_accecn_opt_seen=0, tcpi_accecn_fail_mode=1, "
	  "tcpi_options2=1}, [280]) = 0" },
	{ X64, 55, 0, { 3, 284, 1, P, P }, { GAVE(3, 96, 1, [92] = 7), GAVE(4, 4, 96) }, "mptcpi_last_ack_recv=7}, [96]) = 0" },
	{ X64, 55, 0, { 3, 284, 1, P, P }, { GAVE(3, 44, 1, [42] = 1), GAVE(4, 4, 44) }, "mptcpi_csum_enabled=1}, [44]) = 0" },
	{ X64, 54, 0, { 3, 101, 8, P, 4 }, { TOOK(3, 4, 5, 2, 3, 0xff) },
	  "CAN_RAW_XL_VCID_OPTS, {flags=CAN_RAW_XL_VCID_TX_SET|CAN_RAW_XL_VCID_RX_FILTER, tx_vcid=2, rx_vcid=3, "
	  "rx_vcid_mask=0xff}, 4) = 0" },
	{ X64, 54, 0, { 3, 6, 22, P, 8 }, { TOOK(3, 8, 2, [4] = 0xb4, 5) },
	  "TCP_REPAIR_OPTIONS, [{opt_code=TCPOPT_MAXSEG, opt_val=1460}], 8) = 0" },
	{ X64, 54, 0, { 3, 282, 1, P, 8 }, { TOOK(3, 8, 4, 3, 51, 0, 'k', 'e', 'y', '!') },
	  "SOL_TLS, TLS_TX, {version=TLS_1_3_VERSION, cipher_type=TLS_CIPHER_AES_GCM_128, data=\"key!\"}, 8) = 0" },
	{ X64, 54, 0, { 3, 279, 5, P, 16 }, { { 0 } },
	  "setsockopt(3, SOL_ALG, ALG_SET_AEAD_AUTHSIZE, 0x7ffc0000, 16) = 0" },
	{ X64, 54, 0, { 3, 101, 1, P, 8 }, { TOOK(3, 8, 0x23, 1, 0, 0, 0xff, 7) },
	  "CAN_RAW_FILTER, [{can_id=0x123, can_mask=0x7ff}], 8) = 0" },
	{ X64, 55, 0, { 3, 132, 14, P, P }, { GAVE(3, 24, 5, [4] = 1, [8] = 9), GAVE(4, 4, 24) },
	  "SOL_SCTP, SCTP_STATUS, {sstat_assoc_id=5, sstat_state=1, sstat_rwnd=9," },
	{ X64, 54, 0, { 3, 40, 0, P, 8 }, { TOOK(3, 8, 0, 1) },
	  "SO_VM_SOCKETS_BUFFER_SIZE, [256], 8) = 0" },
	/* addresses of every family */
	{ X64, 49, 0, { 3, P, 16 }, { TOOK(1, 16, 40, 0, 0, 0, 0xd2, 4, 0, 0, 2) },
	  "bind(3, {sa_family=AF_VSOCK, svm_port=1234, svm_cid=VMADDR_CID_HOST, svm_flags=0}, 16) = 0" },
	{ X64, 49, 0, { 3, P, 88 }, { TOOK(1, 88, 38, 0, 'h', 'a', 's', 'h', [24] = 's', 'h', 'a', '1') },
	  "{sa_family=AF_ALG, salg_type=\"hash\", salg_feat=0, salg_mask=0, salg_name=\"sha1\"}, 88) = 0" },
	{ X64, 49, 0, { 3, P, 16 }, { TOOK(1, 16, 29, 0, 0, 0, 3, [8] = 0x23, 1, [12] = 0x24, 1) },
	  "{sa_family=AF_CAN, can_ifindex=3, can_addr.tp.rx_id=0x123, can_addr.tp.tx_id=0x124}, 16) = 0" },
	{ X64, 49, 0, { 3, P, 16 }, { TOOK(1, 16, 44, 0, 4, 0, 2, [8] = 1) },
	  "{sa_family=AF_XDP, sxdp_flags=XDP_ZEROCOPY, sxdp_ifindex=2, sxdp_queue_id=1, sxdp_shared_umem_fd=0}" },
	{ X64, 49, 0, { 3, P, 16 }, { TOOK(1, 16, 30, 0, 1, 2, 7, [8] = 8, [12] = 9) },
	  "{sa_family=AF_TIPC, addrtype=TIPC_SERVICE_RANGE, scope=2, addr.nameseq.type=7, "
	  "addr.nameseq.lower=8, addr.nameseq.upper=9}, 16) = 0" },
	{ X64, 49, 0, { 3, P, 14 }, { TOOK(1, 14, 31, 0, 1, 0, 6, 5, 4, 3, 2, 1, 7) },
	  "{sa_family=AF_BLUETOOTH, l2_psm=1, l2_bdaddr=\"01:02:03:04:05:06\", l2_cid=7, l2_bdaddr_type=0}" },
	{ X64, 49, 0, { 3, P, 10 }, { TOOK(1, 10, 31, 0, 6, 5, 4, 3, 2, 1, 7) },
	  "{sa_family=AF_BLUETOOTH, rc_bdaddr=\"01:02:03:04:05:06\", rc_channel=7}, 10) = 0" },
	{ X64, 49, 0, { 3, P, 12 }, { TOOK(1, 12, 42, 0, 0, 0, 1, [8] = 15) },
	  "{sa_family=AF_QIPCRTR, sq_node=1, sq_port=15}, 12) = 0" },
	{ X64, 49, 0, { 3, P, 20 }, { TOOK(1, 20, 17, 0, 8, 6, 2, [8] = 1, [11] = 6, 1, 2, 3, 4, 5, 6) },
	  "{sa_family=AF_PACKET, sll_protocol=htons(ETH_P_ARP), sll_ifindex=2, sll_hatype=ARPHRD_ETHER, "
	  "sll_pkttype=PACKET_HOST, sll_halen=6, sll_addr=\"\\1\\2\\3\\4\\5\\6\\0\\0\"}, 20) = 0" },
	{ X64, 49, 0, { 3, P, 4 }, { TOOK(1, 4, 43, 0, 1, 2) }, "{sa_family=AF_SMC, sa_data=\"\\1\\2\"}, 4) = 0" },
	{ X64, 41, 3, { 29, 3, 1 }, { { 0 } }, "socket(AF_CAN, SOCK_RAW, CAN_RAW) = 3" },
	{ X64, 41, 3, { 16, 3, 15 }, { { 0 } }, "socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT) = 3" },
	/* control data, by level and type */
	{ X64, 47, 0, { 3, P, 0 },
	  { GAVE(1, 56, [32] = 1, [40] = 136),
	    BYTES(1, SYSCORD_PART_CONTROL, SYSCORD_BLOB_OUT, 136, 64, [8] = 1, [12] = 37, [16] = 5, [24] = 6,
		  [64] = 20, [72] = 17, [76] = 104, [80] = 0xb4, 5, [88] = 17, [96] = 0x1a, 1, [100] = 2,
		  [104] = 23, [112] = 20, [120] = 9, [124] = 9, [128] = 1, 2, 3, 4) },
	  "msg_control=[{cmsg_len=64, cmsg_level=SOL_SOCKET, cmsg_type=SO_TIMESTAMPING_OLD, "
	  "cmsg_data=[{tv_sec=5, tv_nsec=6}, {tv_sec=0, tv_nsec=0}, {tv_sec=0, tv_nsec=0}]}, "
	  "{cmsg_len=20, cmsg_level=SOL_UDP, cmsg_type=UDP_GRO, cmsg_data=[1460]}, "
	  "{cmsg_len=17, cmsg_level=SOL_TLS, cmsg_type=TLS_GET_RECORD_TYPE, cmsg_data=[23]}, "
	  "{cmsg_len=20, cmsg_level=9, cmsg_type=9, cmsg_data=\"\\1\\2\\3\\4\"}], msg_controllen=136" },
	{ X64, 47, 0, { 3, P, 0x2000 },
	  { GAVE(1, 56, [32] = 1, [40] = 64),
	    BYTES(1, SYSCORD_PART_CONTROL, SYSCORD_BLOB_OUT, 64, 60, [8] = 41, [12] = 25, [16] = 111,
		  [20] = 3, 1, 4, [32] = 10, [40] = 0xfe, 0x80, [55] = 1) },
	  "cmsg_level=SOL_IPV6, cmsg_type=IPV6_RECVERR, cmsg_data={ee_errno=ECONNREFUSED, "
	  "ee_origin=SO_EE_ORIGIN_ICMP6, ee_type=1, ee_code=4, ee_info=0, ee_data=0, offender={"
	  "sa_family=AF_INET6, sin6_port=0, sin6_flowinfo=0, sin6_addr=\"fe80::1\", sin6_scope_id=0}}}]" },
	{ I386, 372, 0, { 3, P, 0 },
	  { GAVE(1, 28, [16] = 1, [20] = 44),
	    BYTES(1, SYSCORD_PART_CONTROL, SYSCORD_BLOB_OUT, 44, 20, [4] = 1, [8] = 29, [12] = 5, [16] = 6,
		  [20] = 24, [28] = 8, [32] = 1, [36] = 127, 0, 0, 1, 127, 0, 0, 2) },
	  "[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SO_TIMESTAMP_OLD, cmsg_data={tv_sec=5, tv_usec=6}}, "
	  "{cmsg_len=24, cmsg_level=SOL_IP, cmsg_type=IP_PKTINFO, cmsg_data={ipi_ifindex=1, "
	  "ipi_spec_dst=\"127.0.0.1\", ipi_addr=\"127.0.0.2\"}}], msg_controllen=44" },
	/* ioctls of sockets */
	{ I386, 54, 0, { 3, 0x8912, P },
	  { GAVE(2, 8, 32, [4] = 1),
	    BYTES(2, SYSCORD_PART_VIA + 1, SYSCORD_BLOB_OUT, 32, 'l', 'o', [16] = 2, [20] = 127, 0, 0, 1) },
	  "ioctl(3, SIOCGIFCONF, {ifc_len=32, ifc_buf=[{ifr_name=\"lo\", ifr_addr={sa_family=AF_INET, "
	  "sin_port=0, sin_addr=\"127.0.0.1\"}}]}) = 0" },
	{ I386, 54, 0, { 3, 0x8970, P }, { GAVE(2, 32, 'l', 'o', [16] = 1, [24] = 2, [26] = 3, 4, 5) },
	  "SIOCGIFMAP, {ifr_name=\"lo\", ifr_map={mem_start=0x1, mem_end=0, base_addr=0x2, irq=3, dma=4, port=5}})" },
	{ X64, 16, 0, { 3, 0x8927, P }, { GAVE(2, 40, 'e', 'n', '0', [16] = 1, 0, 0x52, 0x54, 0, 0x12, 0x34, 0x56) },
	  "SIOCGIFHWADDR, {ifr_name=\"en0\", ifr_hwaddr={sa_family=ARPHRD_ETHER, sa_data=\"52:54:00:12:34:56\"}})" },
	{ X64, 16, 0, { 3, 0x8948, P }, { GAVE(2, 40, 'e', 'n', '0', [16] = 1, 0, 2, 0, 0, 0, 0x2c, 0x79) },
	  "SIOCGMIIREG, {ifr_name=\"en0\", ifr_ifru={phy_id=1, reg_num=2, val_in=0, val_out=0x792c}})" },
	{ X64, 16, 0, { 3, 0x89b0, P },
	  { GAVE(2, 40, 'e', 'n', '0', [16] = 1), BYTES(2, SYSCORD_PART_VIA, SYSCORD_BLOB_OUT, 12, 0, [4] = 1, [8] = 1) },
	  "SIOCSHWTSTAMP, {ifr_name=\"en0\", ifr_data={flags=0, tx_type=HWTSTAMP_TX_ON, rx_filter=HWTSTAMP_FILTER_ALL}})" },
	{ X64, 16, 0, { 3, 0x89a0, P }, { TOOK(2, 16, 'b', 'r', '0') }, "ioctl(3, SIOCBRADDBR, \"br0\") = 0" },
	{ X64, 16, 0, { 3, 0x8954, P },
	  { GAVE(2, 68, 2, [4] = 10, 0, 0, 1, [16] = 1, 0, 1, 2, 3, 4, 5, 6, [32] = 6, [52] = 'e', 'n', '0') },
	  "SIOCGARP, {arp_pa={sa_family=AF_INET, sin_port=0, sin_addr=\"10.0.0.1\"}, arp_ha={"
	  "sa_family=ARPHRD_ETHER, sa_data=\"01:02:03:04:05:06\"}, arp_flags=ATF_COM|ATF_PERM," },
	{ X64, 16, 0, { 3, 0x8b1b, P },
	  { GAVE(2, 32, 'w', 'l', '0', [16] = 1, [24] = 4, [26] = 1), TEXT(2, SYSCORD_PART_VIA, SYSCORD_BLOB_OUT, "home") },
	  "SIOCGIWESSID, {ifr_ifrn.ifrn_name=\"wl0\", u.data.pointer=\"home\", u.data.length=4, u.data.flags=0x1})" },
	{ I386, 54, 0, { 3, 0x8b05, P }, { GAVE(2, 32, 'w', 'l', '0', [16] = 1) },
	  "SIOCGIWFREQ, {ifr_ifrn.ifrn_name=\"wl0\", u=\"\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\"})" },
	{ X64, 16, 0, { 3, 0x80108906, P }, { GAVE(2, 16, 5, [8] = 6) }, "SIOCGSTAMP_NEW, {tv_sec=5, tv_usec=6}) = 0" },
	{ I386, 54, 0, { 3, 0x8906, P }, { GAVE(2, 8, 5, [4] = 6) }, "SIOCGSTAMP_OLD, {tv_sec=5, tv_usec=6}) = 0" },

	/* memory */
	{ X64, 25, 0x7f0000002000, { P, 4096, 8192, 1, 77 }, { { 0 } },
	  "mremap(0x7ffc0000, 4096, 8192, MREMAP_MAYMOVE) = 0x7f0000002000" },
	{ X64, 25, 0x7f0000002000, { P, 4096, 8192, 3, 0x7f0000002000 }, { { 0 } },
	  "8192, MREMAP_MAYMOVE|MREMAP_FIXED, 0x7f0000002000) = 0x7f0000002000" },
	{ X64, 28, 0, { P, 4096, 4 }, { { 0 } }, "madvise(0x7ffc0000, 4096, MADV_DONTNEED) = 0" },
	{ X64, 26, 0, { P, 4096, 5 }, { { 0 } }, "msync(0x7ffc0000, 4096, MS_ASYNC|MS_SYNC) = 0" },
	{ X64, 27, 0, { P, 8193, P }, { GAVE(2, 3, 1, 0, 1) }, "mincore(0x7ffc0000, 8193, [1, 0, 1]) = 0" },
	/* Protocols by family; a request that has its size in it, one of 32 bits */
	{ X64, 41, 3, { 17, 3, 0x0300 }, { { 0 } }, "socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) = 3" },
	{ X64, 41, 3, { 31, 3, 1 }, { { 0 } }, "socket(AF_BLUETOOTH, SOCK_RAW, BTPROTO_HCI) = 3" },
	{ X64, 16, 0, { 3, 0x80084523, P }, { { 0 } }, "ioctl(3, EVIOCGBIT(EV_ABS, 8)," },
	{ X64, 16, 0, { 3, 0x81004506, P }, { { 0 } }, "ioctl(3, EVIOCGNAME(256)," },
	{ X64, 54, 0, { 3, 282, 1, P, 4 }, { { 0 } }, "setsockopt(3, SOL_TLS, TLS_TX," },
#include "lines_proc.h"
#include "lines_ioctl.h"
#include "lines_trace.h"
};

/* clang-format on */
#define LINES_COUNT (sizeof(line_rows) / sizeof(line_rows[0]))

static inline struct syscord_record *lines_record(struct build *b, unsigned int n)
{
	const struct line *line = &line_rows[n];
	const struct syscord_call_desc *desc = syscord_call_by_nr(line->abi, line->nr);
	const struct line_blob *blob;

	assert(desc);
	build_call(b, line->abi, line->nr, line->ret, desc->nargs, line->args);
	for (blob = line->blobs; blob < line->blobs + 8 && blob->data; blob++)
		build_part(b, blob->arg, blob->part, blob->flags, blob->data, blob->len);
	return build_record(b);
}

/* Both sets, one after the other */
#define ANY_COUNT (FIXED_COUNT + LINES_COUNT)

static inline struct syscord_record *any_record(struct build *b, unsigned int n)
{
	return n < FIXED_COUNT ? fixed_record(b, n) : lines_record(b, n - FIXED_COUNT);
}

#endif /* SYSCORD_TEST_LINES_H */
