/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As capture_more.c, for ptrace(): a child is followed through one call, and its
 * registers, signals and settings are read and written back.
 *
 *   capture_trace    prints what differs; exits 1 if anything did. As root.
 *
 * capture_trace32 is the same for 32 bits.
 */
#include <elf.h>
#include <linux/ptrace.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

#include "lib/wants.h"

#define VIA(n) (SYSCORD_PART_VIA + (n))
#define INFO_IN (sizeof(long) == 8 ? 48 : 128)

static volatile unsigned long word = 0x12345678;
static pid_t child;

static void child_waits(int sig)
{
	int status;

	NEED(waitpid(child, &status, __WALL) == child && WIFSTOPPED(status));
	CHECK((WSTOPSIG(status) & 0x7f) == sig);
}

static void words(void)
{
	static unsigned long got;

	CALL4(ptrace, PTRACE_PEEKDATA, child, &word, &got);
	CHECK(got == 0x12345678);
	want_out(3, &got, sizeof(got));
	CALL4(ptrace, PTRACE_PEEKTEXT, child, 8, &got); /* EIO */
	CALL4(ptrace, PTRACE_POKEDATA, child, &word, &got);
	CALL4(ptrace, PTRACE_PEEKUSR, child, 0, &got);
	want_out(3, &got, sizeof(got));
	CALL4(ptrace, PTRACE_POKEUSR, child, 0, got);
	CALL4(ptrace, PTRACE_GETEVENTMSG, child, 0, &got);
	want_out(3, &got, sizeof(got));
}

static void registers(void)
{
	static struct user_regs_struct regs;
	static struct user_fpregs_struct fpregs;
	static char state[4096];
	static struct iovec iov = { state, sizeof(state) };

	CALL4(ptrace, PTRACE_GETREGS, child, 0, &regs);
	CHECK(want_last()->ret == 0);
	want_out(3, &regs, sizeof(regs));
	CALL4(ptrace, PTRACE_SETREGS, child, 0, &regs);
	want_in(3, &regs, sizeof(regs));
	CALL4(ptrace, PTRACE_GETFPREGS, child, 0, &fpregs);
	want_out(3, &fpregs, sizeof(fpregs));
	CALL4(ptrace, PTRACE_SETFPREGS, child, 0, &fpregs);
	want_in(3, &fpregs, sizeof(fpregs));
#ifdef __i386__
	static struct user_fpxregs_struct fpxregs;

	CALL4(ptrace, PTRACE_GETFPXREGS, child, 0, &fpxregs);
	want_out(3, &fpxregs, sizeof(fpxregs));
	CALL4(ptrace, PTRACE_SETFPXREGS, child, 0, &fpxregs);
	want_in(3, &fpxregs, sizeof(fpxregs));
#endif
	CALL4(ptrace, PTRACE_GETREGSET, child, NT_PRSTATUS, &iov);
	CHECK(iov.iov_len == sizeof(regs) && !memcmp(state, &regs, sizeof(regs)));
	want_out(3, &iov, sizeof(iov));
	want_blob(3, VIA(0), SYSCORD_BLOB_OUT, state, sizeof(regs), sizeof(regs));
	CALL4(ptrace, PTRACE_SETREGSET, child, NT_PRSTATUS, &iov);
	want_out(3, &iov, sizeof(iov));
	want_blob(3, VIA(0), 0, state, sizeof(regs), sizeof(regs));
	iov.iov_len = sizeof(state);
	/* cut at the snaplen; NT_X86_XSTATE needs a processor that can XSAVE */
	CALL4(ptrace, PTRACE_GETREGSET, child, sizeof(long) == 8 ? NT_FPREGSET : NT_PRXFPREG, &iov);
	CHECK(iov.iov_len == 512);
	want_out(3, &iov, sizeof(iov));
	want_blob(3, VIA(0), SYSCORD_BLOB_OUT | SYSCORD_BLOB_TRUNCATED, state, 512, SNAPLEN);
	CALL4(ptrace, PTRACE_GETREGSET, child, 0x7777, &iov); /* EINVAL */
	want_out(3, &iov, sizeof(iov));
}

static void settings(void)
{
	static struct ptrace_rseq_configuration rseq;
	uint64_t mask = 0;
	char buf[64];

	CALL4(ptrace, PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	CALL4(ptrace, PTRACE_GETSIGMASK, child, 8, &mask);
	CHECK(mask >> (SIGUSR1 - 1) & 1);
	want_out(3, &mask, 8);
	CALL4(ptrace, PTRACE_SETSIGMASK, child, 8, &mask);
	want_in(3, &mask, 8);
	CALL4(ptrace, PTRACE_SETSIGMASK, child, 4, &mask); /* EINVAL: not read */
	CALL4(ptrace, PTRACE_SECCOMP_GET_FILTER, child, 0, NULL); /* EINVAL: it has none */
	CALL4(ptrace, PTRACE_GET_RSEQ_CONFIGURATION, child, sizeof(rseq), &rseq);
	CHECK(want_last()->ret == sizeof(rseq));
	want_out(3, &rseq, sizeof(rseq));
	CALL4(ptrace, PTRACE_GET_RSEQ_CONFIGURATION, child, 8, &rseq);
	want_out(3, &rseq, 8);
	CALL4(ptrace, 0x4299, child, buf, buf); /* EIO */
#ifdef __x86_64__
	static unsigned long base;

	CALL4(ptrace, PTRACE_ARCH_PRCTL, child, &base, 0x1003 /* ARCH_GET_FS */);
	CHECK(base != 0);
	want_out(2, &base, 8);
	CALL4(ptrace, PTRACE_ARCH_PRCTL, child, base, 0x1002 /* ARCH_SET_FS */);
#endif
}

static void signals(void)
{
	struct ptrace_peeksiginfo_args args = { .nr = 2 };
	static siginfo_t info, list[2];

	CALL4(ptrace, PTRACE_GETSIGINFO, child, 0, &info);
	CHECK(info.si_signo == SIGTRAP);
	want_out(3, &info, 128);
	CALL4(ptrace, PTRACE_SETSIGINFO, child, 0, &info);
	want_in(3, &info, INFO_IN);
	NEED(kill(child, SIGUSR1) == 0); /* blocked */
	args.flags = PTRACE_PEEKSIGINFO_SHARED;
	CALL4(ptrace, PTRACE_PEEKSIGINFO, child, &args, list);
	CHECK(want_last()->ret == 1 && list[0].si_signo == SIGUSR1);
	want_in(2, &args, sizeof(args));
	want_out(3, list, 128);
}

/* From one stop at a call to the next; each tells how much there is of it */
static void one_call(void)
{
	static char info[88];

	CALL4(ptrace, PTRACE_GET_SYSCALL_INFO, child, sizeof(info), info);
	CHECK(want_last()->ret == 24);
	want_out(3, info, 24);
	CALL4(ptrace, PTRACE_SYSCALL, child, 0, 0);
	child_waits(SIGTRAP);
	CALL4(ptrace, PTRACE_GET_SYSCALL_INFO, child, sizeof(info), info);
	CHECK(want_last()->ret == 33 || want_last()->ret == 80);
	want_out(3, info, want_last()->ret);
	CALL4(ptrace, PTRACE_GET_SYSCALL_INFO, child, 30, info); /* less than there is */
	CHECK(want_last()->ret > 30);
	want_out(3, info, 30);
}

static void child_runs(int ready)
{
	NEED(sigprocmask(SIG_BLOCK, &(sigset_t){ { 1 << (SIGUSR1 - 1) } }, NULL) == 0);
	NEED(write(ready, "x", 1) == 1);
	for (;;)
		syscall(SYS_sched_yield);
}

int main(void)
{
	char byte;
	int p[2];

	NEED(pipe(p) == 0);
	child = fork();
	if (!child)
		child_runs(p[1]);
	NEED(child > 0 && read(p[0], &byte, 1) == 1);
	wants_start(false);
	CALL4(ptrace, PTRACE_SEIZE, child, 0, 0);
	CHECK(want_last()->ret == 0);
	CALL4(ptrace, PTRACE_INTERRUPT, child, 0, 0);
	child_waits(SIGTRAP);
	words();
	registers();
	settings();
	signals();
	one_call();
	CALL4(ptrace, PTRACE_DETACH, child, 0, 0);
	CALL4(ptrace, PTRACE_CONT, child, 0, 0); /* ESRCH */
	NEED(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
	return wants_compare();
}
