/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As capture_more.c, for calls on processes, threads, memory and scheduling.
 *
 *   capture_proc    prints what differs; exits 1 if anything did. As root.
 *
 * capture_proc32 is the same for 32 bits.
 */
#include <asm/ldt.h>
#include <asm/prctl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/kcmp.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/sched/types.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/wants.h"

#define VIA(n) (SYSCORD_PART_VIA + (n))

#ifdef __i386__
#define CALL_CLONE(flags, parent_tid, child_tid, tls) \
	CALL5(clone, flags, NULL, parent_tid, tls, child_tid)
#else
#define CALL_CLONE(flags, parent_tid, child_tid, tls) \
	CALL5(clone, flags, NULL, parent_tid, child_tid, tls)
#endif

/* For the call just made, which returns twice */
static void child_ends(void)
{
	if (!want_last()->ret)
		_exit(3);
	NEED(want_last()->ret > 0);
}

static void reap(void)
{
	NEED(waitpid(-1, NULL, 0) > 0);
}

static void clones(void)
{
	static int parent_tid, pidfd, child_tid;
	static pid_t set_tid[1] = { 31000 };
	static struct clone_args args;

	CALL_CLONE(CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | SIGCHLD, &parent_tid, &child_tid,
		   NULL);
	child_ends();
	CHECK(parent_tid == want_last()->ret);
	want_out(2, &parent_tid, 4);
	reap();
	CALL_CLONE(CLONE_PIDFD | SIGCHLD, &pidfd, 0, 0);
	child_ends();
	want_out(2, &pidfd, 4);
	reap();
	close(pidfd);
	/* Not written: nobody asked for it */
	CALL_CLONE(SIGCHLD, &parent_tid, 0, 0);
	child_ends();
	reap();
	CALL_CLONE(CLONE_SIGHAND | CLONE_PARENT_SETTID, &parent_tid, 0, 0); /* EINVAL */
	CHECK(want_last()->ret == -EINVAL);
#ifdef __i386__
	struct user_desc desc = { 0 };
	unsigned int gs;

	__asm__("movw %%gs, %w0" : "=q"(gs));
	desc.entry_number = (gs & 0xffff) >> 3;
	NEED(syscall(SYS_get_thread_area, &desc) == 0);
	CALL_CLONE(CLONE_SETTLS | SIGCHLD, 0, 0, &desc);
	child_ends();
	want_in(3, &desc, sizeof(desc));
	reap();
#endif

	args.flags = CLONE_PIDFD | CLONE_PARENT_SETTID;
	args.exit_signal = SIGCHLD;
	args.pidfd = (unsigned long)&pidfd;
	args.parent_tid = (unsigned long)&parent_tid;
	args.set_tid = (unsigned long)set_tid;
	args.set_tid_size = 1;
	CALL2(clone3, &args, sizeof(args));
	child_ends();
	CHECK(parent_tid == set_tid[0]);
	want_in(0, &args, sizeof(args));
	want_blob(0, VIA(0), 0, set_tid, 4, 4);
	want_blob(0, VIA(3), SYSCORD_BLOB_OUT, &pidfd, 4, 4);
	want_blob(0, VIA(4), SYSCORD_BLOB_OUT, &parent_tid, 4, 4);
	reap();
	close(pidfd);
	/* The first version has no set_tid, whatever stands there */
	args.flags = 0;
	CALL2(clone3, &args, 64);
	child_ends();
	want_in(0, &args, 64);
	reap();
	args.exit_signal = 255; /* EINVAL */
	CALL2(clone3, &args, sizeof(args));
	want_in(0, &args, sizeof(args));
	want_blob(0, VIA(0), 0, set_tid, 4, 4);
}

static void waits(void)
{
	struct rusage usage;
	siginfo_t info;
	int p[2], status;
	pid_t pid;

	NEED(pipe(p) == 0);
	pid = fork();
	if (!pid)
		_exit(read(p[0], &status, 1) == 1 ? 5 : 6);
	CALL5(waitid, P_PID, pid, &info, WEXITED | WNOHANG, &usage);
	CHECK(info.si_signo == 0);
	want_out(2, &info, offsetof(siginfo_t, si_status) + sizeof(int));
	CALL4(wait4, pid, &status, WNOHANG, &usage); /* nobody: nothing is written */
	CHECK(want_last()->ret == 0);
	NEED(write(p[1], "x", 1) == 1 && waitid(P_PID, pid, &info, WEXITED | WNOWAIT) == 0);
	CALL5(waitid, P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT, &usage);
	CHECK(info.si_signo == SIGCHLD);
	want_out(2, &info, offsetof(siginfo_t, si_status) + sizeof(int));
	want_out(4, &usage, sizeof(usage));
	CALL5(waitid, P_PID, pid, NULL, WEXITED | WNOWAIT, &usage);
	want_out(4, &usage, sizeof(usage));
	CALL4(wait4, pid, &status, 0, &usage);
	want_out(1, &status, 4);
	want_out(3, &usage, sizeof(usage));
	close(p[0]);
	close(p[1]);
}

static void prctls(void)
{
	static uint64_t auxv[4] = { 6, 4096 };
	/* struct prctl_mm_map, as the kernel has it for all ABIs */
	static struct {
		uint64_t words[11], auxv;
		uint32_t auxv_size, exe_fd;
	} map;
	unsigned int number = 0;

	CALL5(prctl, PR_GET_TSC, &number, 0, 0, 0);
	CHECK(number == PR_TSC_ENABLE);
	want_out(1, &number, 4);
	CALL5(prctl, PR_GET_UNALIGN, &number, 0, 0, 0); /* EINVAL: not on x86 */
	CALL5(prctl, PR_SET_MM, PR_SET_MM_MAP_SIZE, &number, 0, 0);
	CHECK(number == sizeof(map));
	want_out(2, &number, 4);
	CALL5(prctl, PR_SET_MM, PR_SET_MM_AUXV, auxv, sizeof(auxv), 0);
	want_in(2, auxv, sizeof(auxv));
	map.auxv = (unsigned long)auxv;
	map.auxv_size = 16;
	CALL5(prctl, PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0); /* EINVAL */
	want_in(2, &map, sizeof(map));
	want_blob(2, VIA(0), 0, auxv, 16, 16);
	CALL5(prctl, PR_SET_MM, PR_SET_MM_START_BRK, &map, 0, 0); /* no pointer to anything */
	CALL5(prctl, PR_SET_VMA, PR_SET_VMA_ANON_NAME, 0, 0, "heap");
	want_string(4, "heap");
	CALL5(prctl, PR_SCHED_CORE, PR_SCHED_CORE_SHARE_TO, getpid(), 0, 0);
	CALL5(prctl, PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_CHOWN, 0, 0);
	if (sizeof(long) == 8) {
		uint64_t mask;

		CALL2(arch_prctl, 0x1021 /* ARCH_GET_XCOMP_SUPP */, &mask);
		want_out(1, &mask, 8);
	}
}

static void capabilities(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	CALL2(capget, &head, data);
	want_out(0, &head, 8);
	CHECK(data[0].effective & 1);
	want_out(1, data, 24);
	CALL2(capset, &head, data);
	want_out(0, &head, 8);
	want_in(1, data, 24);
	head.version = 0x19980331;
	CALL2(capget, &head, NULL); /* which version it is */
	CHECK(head.version == _LINUX_CAPABILITY_VERSION_3);
	want_out(0, &head, 8);
	head.pid = -1;
	CALL2(capget, &head, data); /* EINVAL */
	want_out(0, &head, 8);
}

static void futexes(void)
{
	static unsigned int word = 7, other = 9;
	static struct futex_waitv waiters[2] = {
		{ .val = 1, .flags = FUTEX_32 },
		{ .val = 2, .flags = FUTEX_32 | FUTEX_PRIVATE_FLAG },
	};
	struct {
		long sec, nsec;
	} timeout = { 0, 1000000 };
	struct {
		int64_t sec, nsec;
	} timeout64 = { 0, 1000000 };

	CALL6(futex, &word, FUTEX_WAIT, 7, &timeout, 0, 0); /* ETIMEDOUT */
	want_in(0, &word, 4);
	want_in(3, &timeout, sizeof(timeout));
	CALL6(futex, &word, FUTEX_WAKE_PRIVATE, 1, &timeout, &other, 0);
	want_in(0, &word, 4);
	CALL6(futex, &word, FUTEX_CMP_REQUEUE, 1, 2, &other, 7);
	want_in(0, &word, 4);
	want_in(4, &other, 4);
	CALL6(futex, &word, FUTEX_WAKE_OP, 1, 2, &other,
	      FUTEX_OP(FUTEX_OP_ADD, 1, FUTEX_OP_CMP_GT, 3));
	CHECK(other == 10);
	want_in(0, &word, 4);
	want_out(4, &other, 4);
	CALL6(futex, &word, FUTEX_WAIT_BITSET, 8, &timeout, &other, 1); /* EAGAIN */
	want_in(0, &word, 4);
	want_in(3, &timeout, sizeof(timeout));
	word = 0;
	CALL6(futex, &word, FUTEX_LOCK_PI, 0, &timeout, 0, 0);
	CHECK(word == (unsigned int)gettid());
	want_in(0, &word, 4);
	want_in(3, &timeout, sizeof(timeout));
	CALL6(futex, &word, FUTEX_UNLOCK_PI, 0, &timeout, 0, 0);
	want_in(0, &word, 4);
#ifdef __i386__
	CALL6(futex_time64, &word, FUTEX_WAIT, 1, &timeout64, 0, 0); /* EAGAIN */
	want_in(0, &word, 4);
	want_in(3, &timeout64, sizeof(timeout64));
#endif
	waiters[0].uaddr = waiters[1].uaddr = (unsigned long)&word;
	CALL5(futex_waitv, waiters, 2, 0, &timeout64, CLOCK_MONOTONIC); /* EAGAIN */
	CHECK(want_last()->ret == -EAGAIN);
	want_in(0, waiters, sizeof(waiters));
	want_in(3, &timeout64, sizeof(timeout64));
}

static void others_memory(void)
{
	static char here[16], there[16] = "over there";
	static struct iovec local[2] = { { here, 4 }, { here + 8, 8 } },
			    remote[1] = { { there, 10 } };
	int pidfd;

	CALL6(process_vm_readv, getpid(), local, 2, remote, 1, 0);
	CHECK(want_last()->ret == 10);
	want_blob(1, SYSCORD_PART_IOVEC, 0, local, sizeof(local), sizeof(local));
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_OUT, there, 10, 10);
	want_in(3, remote, sizeof(remote));
	CALL6(process_vm_writev, getpid(), local, 1, remote, 1, 0);
	want_blob(1, SYSCORD_PART_IOVEC, 0, local, sizeof(local[0]), sizeof(local[0]));
	want_blob(1, SYSCORD_PART_CONTENT, 0, "over", 4, 4);
	want_in(3, remote, sizeof(remote));
	CALL6(process_vm_readv, 999999, local, 1, remote, 1, 0); /* ESRCH */
	want_blob(1, SYSCORD_PART_IOVEC, 0, local, sizeof(local[0]), sizeof(local[0]));
	want_in(3, remote, sizeof(remote));
	pidfd = CALL2(pidfd_open, getpid(), 0);
	NEED(pidfd >= 0);
	remote[0].iov_len = 0;
	CALL5(process_madvise, pidfd, remote, 1, MADV_COLD, 0);
	want_in(1, remote, sizeof(remote));
	close(pidfd);
}

static void policies(void)
{
	unsigned long mask[2] = { 1 };
	int mode = -1, status[2] = { 99, 99 }, nodes[2] = { 0, 0 };
	char *map = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void *pages[2] = { map, map + 4096 };
	unsigned long bits = 8 * sizeof(long);

	NEED(map != MAP_FAILED);
	memset(map, 1, 8192);
	CALL6(mbind, map, 8192, 2 /* MPOL_BIND */, mask, bits + 1, 0);
	CHECK(want_last()->ret == 0);
	want_in(3, mask, sizeof(long));
	CALL3(set_mempolicy, 2, mask, bits);
	want_in(1, mask, sizeof(long));
	CALL5(get_mempolicy, &mode, mask, bits + 1, NULL, 0);
	CHECK(want_last()->ret == 0 && mode == 2 && mask[0] == 1);
	want_out(0, &mode, 4);
	want_out(1, mask, sizeof(long));
	CALL5(get_mempolicy, &mode, mask, 0, NULL, 0); /* EINVAL */
	CALL3(set_mempolicy, 0, NULL, 0);
	CALL5(get_mempolicy, &mode, NULL, 0, map, 1 | 2 /* MPOL_F_NODE | MPOL_F_ADDR */);
	CHECK(mode == 0);
	want_out(0, &mode, 4);
	CALL4(migrate_pages, getpid(), 2, mask, mask);
	want_in(2, mask, sizeof(long));
	want_in(3, mask, sizeof(long));
	CALL6(move_pages, 0, 2, pages, NULL, status, 0);
	CHECK(status[0] == 0);
	want_in(2, pages, sizeof(pages));
	want_out(4, status, sizeof(status));
	CALL6(move_pages, 0, 2, pages, nodes, status, 2);
	want_in(2, pages, sizeof(pages));
	want_in(3, nodes, sizeof(nodes));
	want_out(4, status, sizeof(status));
	munmap(map, 8192);
}

static void scheduling(void)
{
	struct sched_attr attr = { 0 }, set;
	int zero = 0, param = -1;

	CALL2(sched_getparam, 0, &param);
	CHECK(param == 0);
	want_out(1, &param, 4);
	CALL2(sched_setparam, 0, &zero);
	want_in(1, &zero, 4);
	CALL3(sched_setscheduler, 0, 0, &zero);
	want_in(2, &zero, 4);
	CALL4(sched_getattr, 0, &attr, sizeof(attr), 0);
	want_out(1, &attr, sizeof(attr));
	set = attr;
	set.size = 48;
	CALL3(sched_setattr, 0, &set, 0);
	want_in(1, &set, 48);
	set.size = 0; /* as much as 48 */
	CALL3(sched_setattr, 0, &set, 0);
	want_in(1, &set, 48);
	set.size = 47;
	CALL3(sched_setattr, 0, &set, 0); /* E2BIG, and which size would do */
	CHECK(want_last()->ret == -E2BIG && set.size == sizeof(set));
	want_in(1, &set, sizeof(set));
	CALL3(ioprio_set, 1, 0, 0x4004);
	CALL2(ioprio_get, 1, 0);
}

static void comparisons(void)
{
	struct kcmp_epoll_slot slot;
	struct epoll_event event = { .events = EPOLLIN };
	int p[2], fd = epoll_create1(0);

	NEED(fd >= 0 && pipe(p) == 0 && epoll_ctl(fd, EPOLL_CTL_ADD, p[0], &event) == 0);
	slot = (struct kcmp_epoll_slot){ .efd = fd, .tfd = p[0] };
	CALL5(kcmp, getpid(), getpid(), KCMP_EPOLL_TFD, p[0], &slot);
	CHECK(want_last()->ret == 0);
	want_in(4, &slot, sizeof(slot));
	CALL5(kcmp, getpid(), getpid(), KCMP_FILE, p[0], p[1]);
	close(fd);
	close(p[0]);
	close(p[1]);
}

/* What only x86 has */
static void segments(void)
{
	struct user_desc desc = {
		.entry_number = 0, .base_addr = 0x1000, .limit = 1, .useable = 1
	};
	char entries[16] = "";

	CALL3(modify_ldt, 17, &desc, sizeof(desc));
	want_in(1, &desc, sizeof(desc));
	CALL3(modify_ldt, 17, &desc, 15); /* EINVAL: nothing is read */
	CALL3(modify_ldt, 0, entries, sizeof(entries));
	CHECK(want_last()->ret > 0);
	want_out(1, entries, want_last()->ret);
	CALL3(modify_ldt, 2, 8, 64); /* EFAULT, as 32 bits: nothing was written */
	CHECK((int)want_last()->ret == -EFAULT);
	desc.entry_number = -1;
	desc.seg_32bit = desc.limit_in_pages = 1;
#ifdef __i386__ /* the 64-bit number has no call behind it */
	CALL1(set_thread_area, &desc);
	CHECK(want_last()->ret == 0 && (int)desc.entry_number > 0);
	want_out(0, &desc, sizeof(desc));
	desc.base_addr = 0;
	CALL1(get_thread_area, &desc);
	CHECK(desc.base_addr == 0x1000);
	want_out(0, &desc, sizeof(desc));
#endif
}

/* At the end: it stays */
static void seccomp_filter(void)
{
	static struct sock_filter allow[1] = { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	static struct sock_fprog prog = { 1, allow };

	CALL5(prctl, PR_SET_SECCOMP, 7, &prog, 0, 0); /* EINVAL: no such mode */
	CALL5(prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog, 0, 0);
	CHECK(want_last()->ret == 0);
	want_in(2, &prog, sizeof(prog));
	want_blob(2, VIA(0), 0, allow, sizeof(allow), sizeof(allow));
}

int main(void)
{
	wants_start(false);
	clones();
	waits();
	prctls();
	capabilities();
	futexes();
	others_memory();
	policies();
	scheduling();
	comparisons();
	segments();
	seccomp_filter();
	return wants_compare();
}
