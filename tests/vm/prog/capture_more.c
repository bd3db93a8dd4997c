/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As capture.c, for the everyday calls: each is made with values that the program
 * knows, and its record compared with what the program saw, byte for byte.
 *
 *   capture_more    prints what differs; exits 1 if anything did. As root.
 *
 * capture_more32 is the same for 32 bits. Structures are the kernel's then, which are
 * not always the library's.
 */
#include <arpa/inet.h>
#include <asm/prctl.h>
#include <grp.h>
#include <linux/futex.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/wants.h"

#define DIR "/tmp/capture-more"

/* Where the library has another layout, or the ABIs have another call */
struct lock {
	short type, whence;
	long start, len;
	int pid;
};

struct lock64 {
	short type, whence;
	int64_t start, len;
	int pid;
};

struct limit {
	unsigned long cur, max;
};

struct kernel_sigaction {
	void *handler;
	unsigned long flags;
	void *restorer;
	uint64_t mask;
};

#ifdef __i386__
typedef uint16_t id_type;
#define CALL_FCNTL(fd, op, arg) CALL3(fcntl64, fd, op, arg)
#define CALL_FALLOCATE(fd, mode, off, len) CALL6(fallocate, fd, mode, off, 0, len, 0)
#else
typedef uint32_t id_type;
#define CALL_FCNTL(fd, op, arg) CALL3(fcntl, fd, op, arg)
#define CALL_FALLOCATE(fd, mode, off, len) CALL4(fallocate, fd, mode, off, len)
#endif

static void one_path(long ret, unsigned int arg, const char *path)
{
	(void)ret;
	want_string(arg, path);
}

static void two_paths(long ret, unsigned int arg, const char *path, unsigned int arg2,
		      const char *path2)
{
	(void)ret;
	want_string(arg, path);
	want_string(arg2, path2);
}

static void paths(void)
{
	struct open_how how = { .flags = O_RDONLY, .resolve = RESOLVE_NO_SYMLINKS };
	char buf[256], cwd[256];
	int fd, dir;

	NEED(getcwd(cwd, sizeof(cwd)));
	one_path(CALL2(mkdir, DIR, 0755), 0, DIR);
	one_path(CALL2(mkdir, DIR, 0755), 0, DIR); /* EEXIST */
	CHECK(want_last()->ret == -EEXIST);
	dir = open(DIR, O_RDONLY | O_DIRECTORY);
	NEED(dir >= 0);
	one_path(CALL3(mkdirat, dir, "sub", 0700), 1, "sub");
	one_path(CALL1(rmdir, DIR "/sub"), 0, DIR "/sub");
	one_path(CALL1(chdir, DIR), 0, DIR);
	fd = open("file", O_RDWR | O_CREAT, 0644);
	NEED(fd >= 0);
	one_path(CALL2(access, "file", R_OK), 0, "file");
	one_path(CALL2(access, "none", F_OK), 0, "none");
	one_path(CALL4(faccessat2, AT_FDCWD, "file", W_OK, AT_EACCESS), 1, "file");
	two_paths(CALL2(rename, "file", "a"), 0, "file", 1, "a");
	two_paths(CALL4(renameat, dir, "a", AT_FDCWD, "b"), 1, "a", 3, "b");
	two_paths(CALL5(renameat2, dir, "b", dir, "c", 1), 1, "b", 3, "c");
	two_paths(CALL2(link, "c", "d"), 0, "c", 1, "d");
	two_paths(CALL5(linkat, dir, "c", dir, "e", 0), 1, "c", 3, "e");
	two_paths(CALL2(symlink, "to-c", "f"), 0, "to-c", 1, "f");
	two_paths(CALL3(symlinkat, "to-d", dir, "g"), 0, "to-d", 2, "g");
	one_path(CALL3(readlink, "f", buf, sizeof(buf)), 0, "f");
	want_out(1, "to-c", 4);
	one_path(CALL4(readlinkat, dir, "g", buf, 3), 1, "g");
	want_out(2, "to-", 3);
	one_path(CALL4(readlinkat, dir, "c", buf, 3), 1, "c"); /* EINVAL */
	one_path(CALL1(unlink, "d"), 0, "d");
	one_path(CALL3(unlinkat, dir, "e", 0), 1, "e");
	one_path(CALL3(unlinkat, dir, "e", 0), 1, "e"); /* ENOENT */
	one_path(CALL2(chmod, "c", 0600), 0, "c");
	CALL2(fchmod, fd, 0640);
	one_path(CALL3(fchmodat, dir, "c", 0644), 1, "c");
	one_path(CALL3(chown, "c", 1, 2), 0, "c");
	CALL3(fchown, fd, -1, 3);
	one_path(CALL3(lchown, "f", 1, 2), 0, "f");
	one_path(CALL5(fchownat, dir, "g", 1, 2, AT_SYMLINK_NOFOLLOW), 1, "g");
	one_path(CALL2(truncate, "c", 100), 0, "c");
	CALL2(ftruncate, fd, 50);
	one_path(CALL4(openat2, dir, "c", &how, sizeof(how)), 1, "c");
	want_in(2, &how, sizeof(how));
	CHECK(want_last()->ret >= 0);
	close(want_last()->ret);
	one_path(CALL4(openat2, dir, "f", &how, sizeof(how)), 1, "f"); /* ELOOP */
	want_in(2, &how, sizeof(how));
	CHECK(want_last()->ret == -ELOOP);
	CALL3(getdents64, dir, buf, sizeof(buf));
	NEED(want_last()->ret > 0);
	want_out(1, buf, want_last()->ret);
	CALL3(getdents64, fd, buf, sizeof(buf)); /* ENOTDIR */
	close(fd);
	close(dir);
	NEED(chdir(cwd) == 0);
}

static void offsets(void)
{
	struct iovec in[2], out[2] = { { "first ", 6 }, { "second", 6 } };
	int64_t off = 2, off2 = 0;
	long start = 1;
	int a, b, p[2];
	char buf[64];

	a = open(DIR "/a", O_RDWR | O_CREAT | O_TRUNC, 0644);
	b = open(DIR "/b", O_RDWR | O_CREAT | O_TRUNC, 0644);
	NEED(a >= 0 && b >= 0 && pipe(p) == 0 && write(a, "0123456789", 10) == 10);
	CALL_FALLOCATE(b, 0, 0, 4096);
	CALL6(copy_file_range, a, &off, b, NULL, 4, 0);
	CHECK(want_last()->ret == 4 && off == 6);
	want_out(1, &off, 8);
	off = 8;
	off2 = 100;
	CALL6(copy_file_range, a, &off, b, &off2, 10, 0);
	CHECK(off == 10 && off2 == 102);
	want_out(1, &off, 8);
	want_out(3, &off2, 8);
	CALL4(sendfile, b, a, &start, 3);
	CHECK(start == 4);
	want_out(2, &start, sizeof(start));
	CALL4(sendfile, b, a, NULL, 3);
	CALL4(sendfile, 999, a, &start, 3); /* EBADF: what it was given all the same */
	want_out(2, &start, sizeof(start));
	off = 5;
	CALL6(splice, a, &off, p[1], NULL, 4, 0);
	CHECK(want_last()->ret == 4 && off == 9);
	want_out(1, &off, 8);
	off2 = 7;
	CALL6(splice, p[0], NULL, b, &off2, 4, 1);
	CHECK(off2 == 11);
	want_out(3, &off2, 8);

	CALL5(pwritev, a, out, 2, 3, 0);
	want_blob(1, SYSCORD_PART_IOVEC, 0, out, sizeof(out), sizeof(out));
	want_blob(1, SYSCORD_PART_CONTENT, 0, "first second", 12, 12);
	NEED(lseek(a, 50, SEEK_SET) == 50);
	CALL6(pwritev2, a, out, 1, -1, 0, 0); /* at the file's position */
	want_blob(1, SYSCORD_PART_IOVEC, 0, out, sizeof(out[0]), sizeof(out[0]));
	want_blob(1, SYSCORD_PART_CONTENT, 0, "first ", 6, 6);
	in[0] = (struct iovec){ buf, 5 };
	in[1] = (struct iovec){ buf + 32, 5 };
	CALL5(preadv, a, in, 2, 3, 0);
	want_blob(1, SYSCORD_PART_IOVEC, 0, in, sizeof(in), sizeof(in));
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_OUT, "first seco", 10, 10);
	CALL6(preadv2, a, in, 1, 9, 0, 0);
	want_blob(1, SYSCORD_PART_IOVEC, 0, in, sizeof(in[0]), sizeof(in[0]));
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_OUT, buf, 5, 5);
	CALL6(preadv2, a, in, 1, 9, 0, 0x40000000); /* EOPNOTSUPP: nothing came */
	want_blob(1, SYSCORD_PART_IOVEC, 0, in, sizeof(in[0]), sizeof(in[0]));
	close(a);
	close(b);
	close(p[0]);
	close(p[1]);
}

static void locks(void)
{
	struct lock64 set64 = { .type = F_WRLCK, .start = 3, .len = 4 },
		      get64 = { .type = F_RDLCK };
	struct lock set = { .type = F_WRLCK, .start = 3, .len = 4 }, get = { .type = F_RDLCK };
	struct lock bad = { .whence = 9 };
	struct {
		int type, pid;
	} owner = { 1, getpid() };
	int fd = open(DIR "/lock", O_RDWR | O_CREAT, 0644), other = open(DIR "/lock", O_RDWR), p[2];
	uint64_t hint = 3;

	NEED(fd >= 0 && other >= 0 && pipe(p) == 0);
	CALL_FCNTL(fd, F_OFD_SETLK, &set64);
	want_in(2, &set64, sizeof(set64));
	CALL_FCNTL(other, 5 /* F_GETLK */, &get);
	CHECK(get.type == F_WRLCK && get.start == 3);
	want_out(2, &get, sizeof(get));
	CALL_FCNTL(other, F_OFD_GETLK, &get64);
	CHECK(get64.len == 4);
	want_out(2, &get64, sizeof(get64));
	CALL_FCNTL(other, 6 /* F_SETLK */, &set); /* EAGAIN */
	want_in(2, &set, sizeof(set));
	CALL_FCNTL(fd, 6, &bad); /* EINVAL */
	want_in(2, &bad, sizeof(bad));
	set.type = F_UNLCK;
	set64.type = F_UNLCK;
	CALL_FCNTL(fd, F_OFD_SETLKW, &set64);
	want_in(2, &set64, sizeof(set64));
	CALL_FCNTL(other, 7 /* F_SETLKW */, &set);
	want_in(2, &set, sizeof(set));
	CALL_FCNTL(fd, 15 /* F_SETOWN_EX */, &owner);
	want_in(2, &owner, sizeof(owner));
	memset(&owner, 0, sizeof(owner));
	CALL_FCNTL(fd, 16 /* F_GETOWN_EX */, &owner);
	CHECK(owner.pid == getpid());
	want_out(2, &owner, sizeof(owner));
	CALL_FCNTL(fd, 1036 /* F_SET_RW_HINT */, &hint);
	want_in(2, &hint, sizeof(hint));
	hint = 0;
	CALL_FCNTL(fd, 1035 /* F_GET_RW_HINT */, &hint);
	if (!want_last()->ret)
		want_out(2, &hint, sizeof(hint));
	/* No pointer, though the low bits of the command are those of F_SETLKW and F_GETLK */
	CALL_FCNTL(p[1], 1031 /* F_SETPIPE_SZ */, 8192);
	CALL_FCNTL(fd, 1029, &set);
	CALL_FCNTL(fd, F_GETFD, &set);
	CALL_FCNTL(fd, F_SETFL, O_NONBLOCK);
	close(fd);
	close(other);
	close(p[0]);
	close(p[1]);
}

static void descriptors(void)
{
	struct itimerspec set = { { 0, 1000 }, { 5000, 7 } }, old;
	uint64_t mask = 1 << (SIGUSR2 - 1);
	int fd, wd;

	close(CALL2(eventfd2, 1, EFD_CLOEXEC));
	fd = CALL2(timerfd_create, CLOCK_MONOTONIC, TFD_CLOEXEC);
	CALL4(timerfd_settime, fd, 0, &set, &old);
	want_in(2, &set, sizeof(set));
	want_out(3, &old, sizeof(old));
	CALL2(timerfd_gettime, fd, &old);
	CHECK(old.it_value.tv_sec > 4000);
	want_out(1, &old, sizeof(old));
	set.it_value.tv_nsec = -1;
	CALL4(timerfd_settime, fd, 0, &set, &old); /* EINVAL */
	want_in(2, &set, sizeof(set));
	close(fd);
	fd = CALL4(signalfd4, -1, &mask, 8, SFD_NONBLOCK);
	want_in(1, &mask, 8);
	CHECK(fd >= 0);
	close(fd);
	fd = CALL1(inotify_init1, IN_CLOEXEC);
	wd = CALL3(inotify_add_watch, fd, DIR, IN_CREATE | IN_ONLYDIR);
	want_string(1, DIR);
	CALL2(inotify_rm_watch, fd, wd);
	CALL2(inotify_rm_watch, fd, wd); /* EINVAL */
	close(fd);
	fd = CALL2(memfd_create, "name", 0);
	want_string(0, "name");
	close(fd);
}

static void signals(void)
{
	struct kernel_sigaction set = { SIG_IGN, SA_RESTART | 0x04000000, (void *)0x1234, 6 }, old;
	stack_t stack = { .ss_sp = malloc(16384), .ss_size = 16384 }, was;
	uint64_t mask = 1 << (SIGUSR1 - 1), before = 0;
	struct rusage usage;
	siginfo_t info;
	pid_t pid;

	CALL4(rt_sigaction, SIGUSR1, &set, &old, 8);
	want_in(1, &set, sizeof(set));
	want_out(2, &old, sizeof(old));
	CALL4(rt_sigaction, SIGUSR1, NULL, &old, 8);
	want_out(2, &old, sizeof(old));
	CHECK(old.handler == SIG_IGN && old.mask == 6);
	CALL4(rt_sigaction, SIGKILL, &set, &old, 8); /* EINVAL */
	want_in(1, &set, sizeof(set));
	CALL4(rt_sigprocmask, SIG_BLOCK, &mask, &before, 8);
	want_in(1, &mask, 8);
	want_out(2, &before, 8);
	CALL4(rt_sigprocmask, 77, &mask, &before, 8); /* EINVAL */
	want_in(1, &mask, 8);
	CALL2(sigaltstack, &stack, &was);
	want_in(0, &stack, sizeof(stack));
	want_out(1, &was, sizeof(was));
	stack.ss_flags = SS_DISABLE;
	CALL2(sigaltstack, &stack, NULL);
	want_in(0, &stack, sizeof(stack));
	free(stack.ss_sp);

	pid = fork();
	if (!pid)
		_exit(42);
	memset(&info, 0, sizeof(info));
	CALL5(waitid, P_PID, pid, &info, WEXITED, &usage);
	CHECK(info.si_status == 42);
	want_out(2, &info, offsetof(siginfo_t, si_status) + sizeof(int));
	want_out(4, &usage, sizeof(usage));
	CALL5(waitid, P_PID, pid, &info, WEXITED, &usage); /* ECHILD */
	CHECK(want_last()->ret == -ECHILD && info.si_signo == 0);
	want_out(2, &info, offsetof(siginfo_t, si_status) + sizeof(int)); /* zeros */
}

static void processes(void)
{
	char name[16] = "", was[16];
	unsigned long words[2] = { 0 },
		      length = 0; /* two, for what is 8 bytes long there too */
	uint8_t cpus[128];
	int number = 0, n;

	NEED(prctl(PR_GET_NAME, was) == 0);
	CALL5(prctl, PR_SET_NAME, "a-new-name", 0, 0, 0);
	want_string(1, "a-new-name");
	CALL5(prctl, PR_GET_NAME, name, 0, 0, 0);
	want_out(1, "a-new-name\0\0\0\0\0", 16);
	NEED(prctl(PR_SET_NAME, was) == 0);
	CALL5(prctl, PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0);
	CALL5(prctl, PR_GET_PDEATHSIG, &number, 0, 0, 0);
	CHECK(number == SIGUSR1);
	want_out(1, &number, 4);
	CALL5(prctl, PR_GET_CHILD_SUBREAPER, &number, 0, 0, 0);
	want_out(1, &number, 4);
	CALL5(prctl, PR_GET_DUMPABLE, name, 0, 0, 0); /* no pointer */
	CALL5(prctl, PR_GET_TID_ADDRESS, words, 0, 0, 0);
	if (!want_last()->ret)
		want_out(1, words, 8); /* whatever the ABI */
	CALL5(prctl, PR_GET_PDEATHSIG, 8, 0, 0, 0); /* EFAULT */
	CALL5(prctl, 15 + 64, name, 0, 0, 0); /* not PR_SET_NAME */
	CALL2(arch_prctl, ARCH_GET_FS, words);
	if (sizeof(long) == 8) {
		CHECK(words[0] != 0);
		want_out(1, words, 8);
		CALL2(arch_prctl, ARCH_SET_FS, words[0]);
	}
	CALL2(arch_prctl, 0x3fff, words); /* EINVAL */

	n = CALL3(sched_getaffinity, 0, sizeof(cpus), cpus);
	NEED(n > 0 && n < (int)sizeof(cpus));
	want_out(2, cpus, n);
	CALL3(sched_setaffinity, 0, n, cpus);
	want_in(2, cpus, n);
	CALL3(sched_getaffinity, 0, 1, cpus); /* EINVAL: not whole longs */
	CALL3(get_robust_list, 0, words, &length);
	CHECK(length == 3 * sizeof(long));
	want_out(1, words, sizeof(long));
	want_out(2, &length, sizeof(long));
	CALL2(set_robust_list, words[0], length);
	CALL4(rseq, words, 31, 0, 0x53053053); /* EINVAL */
	CALL1(set_tid_address, &number);
	CALL2(getpriority, PRIO_PROCESS, 0);
	CALL3(setpriority, PRIO_PROCESS, 0, 0);
	CALL1(umask, 022);
}

static void limits(void)
{
	struct rlimit set = { 64, 4096 }, old; /* of 64 bits each for both ABIs */
	struct limit limit;
	struct rusage usage;
	struct sysinfo info;
	struct tms tms;

	CALL4(prlimit64, 0, RLIMIT_CORE, NULL, &old);
	want_out(3, &old, sizeof(old));
	CALL4(prlimit64, 0, RLIMIT_MSGQUEUE, &set, &old);
	want_in(2, &set, sizeof(set));
	want_out(3, &old, sizeof(old));
	CALL2(getrlimit, RLIMIT_MSGQUEUE, &limit);
	CHECK(limit.max == 4096);
	want_out(1, &limit, sizeof(limit));
	CALL2(setrlimit, RLIMIT_MSGQUEUE, &limit);
	want_in(1, &limit, sizeof(limit));
	CALL2(getrlimit, 999, &limit); /* EINVAL */
	CALL2(getrusage, RUSAGE_SELF, &usage);
	want_out(1, &usage, sizeof(usage));
	CALL1(sysinfo, &info);
	want_out(0, &info, sizeof(info));
	CALL1(times, &tms);
	want_out(0, &tms, sizeof(tms));
}

static void clocks(void)
{
	struct itimerval set = { { 1, 2 }, { 10000, 5 } }, old;
	struct timezone tz = { 0, 0 }, tz2;
	struct timeval tv, bad = { -1, 2000000 };
	long now;

	CALL2(gettimeofday, &tv, &tz2);
	want_out(0, &tv, sizeof(tv));
	want_out(1, &tz2, sizeof(tz2));
	CALL1(time, &now);
	CHECK(now >= tv.tv_sec - 1); /* it is that of the last tick */
	want_out(0, &now, sizeof(now));
	CALL2(settimeofday, &bad, &tz); /* EINVAL */
	want_in(0, &bad, sizeof(bad));
	want_in(1, &tz, sizeof(tz));
	CALL2(settimeofday, NULL, &tz);
	want_in(1, &tz, sizeof(tz));
	CALL3(setitimer, ITIMER_VIRTUAL, &set, &old);
	want_in(1, &set, sizeof(set));
	want_out(2, &old, sizeof(old));
	CALL2(getitimer, ITIMER_VIRTUAL, &old);
	CHECK(old.it_value.tv_sec > 9000);
	want_out(1, &old, sizeof(old));
	memset(&set, 0, sizeof(set));
	CALL3(setitimer, ITIMER_VIRTUAL, &set, NULL);
	want_in(1, &set, sizeof(set));
	CALL2(getitimer, 99, &old); /* EINVAL */
}

static void identities(void)
{
	id_type groups[4] = { 7, 700, 8 }, a, b, c;
	gid_t had[64];
	int n = getgroups(64, had);

	NEED(n >= 0);
	CALL2(setgroups, 3, groups);
	want_in(1, groups, 3 * sizeof(id_type));
	memset(groups, 0, sizeof(groups));
	CALL2(getgroups, 4, groups);
	CHECK(want_last()->ret == 3);
	want_out(1, groups, 3 * sizeof(id_type));
	CALL2(getgroups, 0, groups); /* how many only */
	CHECK(want_last()->ret == 3);
	want_out(1, "", 0);
	CALL2(getgroups, 2, groups); /* EINVAL */
	NEED(setgroups(n, had) == 0);
	CALL3(setresuid, -1, -1, -1);
	CALL3(setresgid, -1, -1, -1);
	CALL3(getresuid, &a, &b, &c);
	want_out(0, &a, sizeof(a));
	want_out(1, &b, sizeof(b));
	want_out(2, &c, sizeof(c));
	CALL3(getresgid, &a, &b, &c);
	want_out(0, &a, sizeof(a));
	want_out(1, &b, sizeof(b));
	want_out(2, &c, sizeof(c));
	CALL2(setreuid, -1, -1);
	CALL2(setregid, -1, -1);
	CALL1(setuid, 0);
	CALL1(setgid, 0);
	CALL1(setfsuid, 0);
	CALL1(setfsgid, 0);
}

static void sockets(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX, .sun_path = "more" }, got;
	socklen_t len = sizeof(got);
	int s, pair[2], none[2];

	s = socket(AF_UNIX, SOCK_STREAM, 0);
	NEED(s >= 0 && chdir(DIR) == 0);
	NEED(bind(s, (struct sockaddr *)&sun, 7) == 0 && chdir("/") == 0);
	memset(&got, 0, sizeof(got));
	CALL3(getsockname, s, &got, &len);
	CHECK(len == 7);
	want_out(1, &got, 7);
	want_out(2, &len, 4);
	CALL3(getpeername, s, &got, &len); /* ENOTCONN */
	close(s);
	CALL4(socketpair, AF_UNIX, SOCK_STREAM, 0, pair);
	want_out(3, pair, sizeof(pair));
	len = sizeof(got);
	CALL3(getpeername, pair[0], &got, &len);
	want_out(1, &got, 2);
	want_out(2, &len, 4);
	CALL4(socketpair, AF_INET, SOCK_STREAM, 0, none); /* EOPNOTSUPP */
	CALL2(shutdown, pair[0], SHUT_WR);
	close(pair[0]);
	close(pair[1]);
}

/* The blobs of one message */
static void want_message(unsigned int flags, const struct mmsghdr *m, const char *text)
{
	const struct msghdr *msg = &m->msg_hdr;

	want_blob(1, SYSCORD_PART_DATA, flags, m, sizeof(*m), sizeof(*m));
	if (msg->msg_name)
		want_blob(1, SYSCORD_PART_NAME, flags, msg->msg_name, msg->msg_namelen,
			  msg->msg_namelen);
	want_blob(1, SYSCORD_PART_IOVEC, 0, msg->msg_iov, msg->msg_iovlen * sizeof(struct iovec),
		  msg->msg_iovlen * sizeof(struct iovec));
	want_blob(1, SYSCORD_PART_CONTENT, flags, text, strlen(text), strlen(text));
	if (msg->msg_control && msg->msg_controllen)
		want_blob(1, SYSCORD_PART_CONTROL, flags, msg->msg_control, msg->msg_controllen,
			  msg->msg_controllen);
}

static void messages(void)
{
	static char large[SNAPLEN + 100];
	static struct iovec large_iov = { large, sizeof(large) };
	static struct mmsghdr many[400];
	struct sockaddr_in sin = { .sin_family = AF_INET }, from = { 0 };
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	char buf[3][16];
	struct iovec out[3] = { { "one", 3 }, { "and ", 4 }, { "two", 3 } };
	struct iovec in[3] = { { buf[0], 16 }, { buf[1], 16 }, { buf[2], 16 } };
	struct mmsghdr send[2] = { 0 }, recv[3] = { 0 };
	struct timespec timeout = { 1000, 0 };
	socklen_t len = sizeof(sin);
	int pair[2], s;

	NEED(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
	control.align.cmsg_level = SOL_SOCKET;
	control.align.cmsg_type = SCM_RIGHTS;
	control.align.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.align), &pair[0], sizeof(int));
	send[0].msg_hdr = (struct msghdr){ .msg_iov = &out[0],
					   .msg_iovlen = 1,
					   .msg_control = &control,
					   .msg_controllen = sizeof(control) };
	send[1].msg_hdr = (struct msghdr){ .msg_iov = &out[1], .msg_iovlen = 2 };
	CALL4(sendmmsg, pair[0], send, 2, 0);
	CHECK(want_last()->ret == 2 && send[1].msg_len == 7);
	want_message(0, &send[0], "one");
	want_message(0, &send[1], "and two");
	CALL4(sendmmsg, 999, send, 2, 0); /* EBADF: the first is what it failed with */
	want_message(0, &send[0], "one");
	CALL4(sendmmsg, pair[0], send, 0, 0);

	memset(&control, 0, sizeof(control));
	for (int i = 0; i < 3; i++)
		recv[i].msg_hdr = (struct msghdr){ .msg_iov = &in[i], .msg_iovlen = 1 };
	recv[0].msg_hdr.msg_control = &control;
	recv[0].msg_hdr.msg_controllen = sizeof(control);
	CALL5(recvmmsg, pair[1], recv, 3, MSG_DONTWAIT, &timeout);
	CHECK(want_last()->ret == 2 && recv[0].msg_len == 3);
	want_message(SYSCORD_BLOB_OUT, &recv[0], "one");
	want_message(SYSCORD_BLOB_OUT, &recv[1], "and two");
	want_out(4, &timeout, sizeof(timeout));
	CALL5(recvmmsg, pair[1], recv, 3, MSG_DONTWAIT, NULL); /* EAGAIN */
	CHECK(want_last()->ret == -EAGAIN);
	close(pair[0]);
	close(pair[1]);

	s = socket(AF_INET, SOCK_DGRAM, 0);
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	NEED(bind(s, (struct sockaddr *)&sin, sizeof(sin)) == 0);
	NEED(getsockname(s, (struct sockaddr *)&sin, &len) == 0);
	send[1].msg_hdr.msg_name = &sin;
	send[1].msg_hdr.msg_namelen = sizeof(sin);
	CALL4(sendmmsg, s, send + 1, 1, 0);
	CHECK(want_last()->ret == 1);
	want_message(0, &send[1], "and two");
	recv[1].msg_hdr.msg_name = &from;
	recv[1].msg_hdr.msg_namelen = sizeof(from);
	CALL5(recvmmsg, s, recv + 1, 1, 0, NULL);
	CHECK(want_last()->ret == 1 && from.sin_port == sin.sin_port);
	want_message(SYSCORD_BLOB_OUT, &recv[1], "and two");

	/* More than a record holds: the first ones, whole */
	memset(large, 'L', sizeof(large));
	for (int i = 0; i < 400; i++)
		many[i].msg_hdr = (struct msghdr){ .msg_name = &sin,
						   .msg_namelen = sizeof(sin),
						   .msg_iov = &large_iov,
						   .msg_iovlen = 1 };
	CALL4(sendmmsg, s, many, 400, 0);
	CHECK(want_last()->ret == 400);
	want_blob(1, SYSCORD_PART_DATA, 0, &many[0], sizeof(many[0]), sizeof(many[0]));
	want_blob(1, SYSCORD_PART_NAME, 0, &sin, sizeof(sin), sizeof(sin));
	want_blob(1, SYSCORD_PART_IOVEC, 0, &large_iov, sizeof(large_iov), sizeof(large_iov));
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_TRUNCATED, large, sizeof(large), SNAPLEN);
	want_blob(1, SYSCORD_PART_DATA, 0, &many[1], sizeof(many[1]), sizeof(many[1]));
	want_last()->more = true;
	close(s);
}

static void memory(void)
{
	char *map =
		mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned char vec[4] = { 9, 9, 9, 9 };

	NEED(map != MAP_FAILED);
	map[4096] = 1;
	CALL3(mincore, map, 2 * 4096 + 1, vec);
	CHECK(vec[1] == 1 && vec[3] == 9);
	want_out(2, vec, 3);
	CALL3(mincore, map, 4096, vec);
	want_out(2, vec, 1);
	CALL3(mincore, map + 1, 4096, vec); /* EINVAL */
	CALL3(madvise, map, 4096, MADV_DONTNEED);
	CALL3(msync, map, 4096, MS_ASYNC);
	CALL5(mremap, map, 4 * 4096, 8 * 4096, MREMAP_MAYMOVE, 0);
	munmap((void *)want_last()->ret, 8 * 4096);
}

/* A pointer in a structure, and what it leads to */
static void nested(void)
{
	static uint64_t mask = 1 << (SIGUSR1 - 1);
	static unsigned long arg[2] = { 0, 8 };
	static struct { long sec, nsec; } zero;

	arg[0] = ARG(&mask);
	CALL6(pselect6, 0, NULL, NULL, NULL, &zero, arg);
	want_out(4, &zero, sizeof(zero));
	want_in(5, arg, sizeof(arg));
	want_blob(5, SYSCORD_PART_VIA, 0, &mask, 8, 8);
	/* none, and one that leads nowhere */
	arg[0] = 0;
	CALL6(pselect6, 0, NULL, NULL, NULL, &zero, arg);
	want_out(4, &zero, sizeof(zero));
	want_in(5, arg, sizeof(arg));
	arg[0] = 8;
	CALL6(pselect6, 0, NULL, NULL, NULL, &zero, arg);
	NEED(want_last()->ret == -14);
	want_out(4, &zero, sizeof(zero));
	want_in(5, arg, sizeof(arg));
	want_blob(5, SYSCORD_PART_VIA, SYSCORD_BLOB_FAULTED, "", 8, 0);
}

int main(void)
{
	wants_start(false);
	paths();
	offsets();
	locks();
	descriptors();
	signals();
	processes();
	limits();
	clocks();
	identities();
	sockets();
	messages();
	memory();
	nested();
	return wants_compare();
}
