/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A 32-bit program that makes calls with values that it knows, records itself, and
 * compares every record with what it saw itself, byte for byte: what has another
 * layout, size or number than in 64-bit programs.
 *
 *   compat32 [entry]   prints what differs; exits 1 if anything did. With `entry`,
 *                      calls are watched from their entry, too
 *
 * Structures are written out, as the kernel has them: what the library calls by the
 * same name may be something else.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "lib/wants.h"

#define SUB SYSCORD_ARG_SUB

struct iovec32 {
	void *base;
	uint32_t len;
};

struct msghdr32 {
	void *name;
	uint32_t namelen;
	struct iovec32 *iov;
	uint32_t iovlen;
	void *control;
	uint32_t controllen;
	uint32_t flags;
};

struct mmsghdr32 {
	struct msghdr32 head;
	uint32_t sent;
};

struct cmsg32 {
	uint32_t len, level, type;
	int fd;
};

struct time32 {
	int32_t sec, nsec;
};

struct time64 {
	int64_t sec, nsec;
};

struct epoll32 {
	uint32_t events;
	uint64_t data;
} __attribute__((packed));

struct pollfd32 {
	int fd;
	short events, revents;
};

_Static_assert(sizeof(void *) == 4 && sizeof(struct msghdr32) == 28 && sizeof(struct epoll32) == 12,
	       "i386");

static char big[4096];

/* Rather than the vDSO's way; it has five arguments */
static long int80(long nr, const long *a)
{
	long ret;

	asm volatile("int $0x80"
		     : "=a"(ret)
		     : "a"(nr), "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4])
		     : "memory");
	return ret;
}

static void blob_iovec(unsigned int arg, const struct iovec32 *iov, unsigned int n)
{
	want_blob(arg, SYSCORD_PART_IOVEC, 0, iov, n * sizeof(*iov), n * sizeof(*iov));
}

static void blob_content(unsigned int arg, unsigned int flags, const char *text)
{
	want_blob(arg, SYSCORD_PART_CONTENT, flags, text, strlen(text), strlen(text));
}

static void files(void)
{
	static const char text[] = "1234567890123456789012345", path[] = "/tmp/compat-file";
	struct iovec32 in[3], out[3];
	char buf[512];
	uint32_t block[6];
	long fd, fd2, dir;
	int64_t where;
	int fds[2];
	void *map;

	fd = CALL4(openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_TRUNC, 0644);
	want_string(1, path);
	NEED(fd >= 0);
	CALL3(write, fd, text, 25);
	want_in(1, text, 25);
	CALL3(lseek, fd, 0, SEEK_SET);
	CALL3(read, fd, buf, sizeof(buf));
	want_out(1, text, 25);
	CALL5(_llseek, fd, 1, 0x234, &where, SEEK_SET);
	NEED(where == 0x100000234);
	want_out(3, &where, sizeof(where));
	CALL3(lseek, fd, 0, SEEK_CUR); /* EOVERFLOW or what fits of it */
	CALL5(_llseek, fd, 0, 0, &where, SEEK_SET);
	want_out(3, &where, sizeof(where));
	CALL5(pread64, fd, buf, 6, 10, 0);
	want_out(1, "123456", 6);
	CALL5(pwrite64, fd, "abc", 3, 2, 0);
	want_in(1, "abc", 3);
	CALL3(write, fd, big, sizeof(big)); /* cut at snaplen */
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_TRUNCATED, big, sizeof(big), SNAPLEN);

	out[0] = (struct iovec32){ "first ", 6 };
	out[1] = (struct iovec32){ NULL, 0 };
	out[2] = (struct iovec32){ "second", 6 };
	CALL3(lseek, fd, 0, SEEK_SET);
	CALL3(writev, fd, out, 3);
	blob_iovec(1, out, 3);
	blob_content(1, 0, "first second");
	CALL5(pwritev, fd, out, 3, 0, 0);
	blob_iovec(1, out, 3);
	blob_content(1, 0, "first second");
	CALL3(lseek, fd, 0, SEEK_SET);
	in[0] = (struct iovec32){ buf, 5 };
	in[1] = (struct iovec32){ buf + 100, 2 };
	in[2] = (struct iovec32){ buf + 200, 4 };
	CALL3(readv, fd, in, 3);
	blob_iovec(1, in, 3);
	blob_content(1, SYSCORD_BLOB_OUT, "first secon");
	CALL5(preadv, fd, in, 3, 1, 0);
	blob_iovec(1, in, 3);
	blob_content(1, SYSCORD_BLOB_OUT, "irst second");
	CALL6(preadv2, fd, in, 3, 2, 0, 0);
	blob_iovec(1, in, 3);
	blob_content(1, SYSCORD_BLOB_OUT, "rst secondM");

	CALL2(stat, path, buf);
	want_string(0, path);
	want_out(1, buf, 64);
	CALL2(lstat, path, buf);
	want_string(0, path);
	want_out(1, buf, 64);
	CALL2(fstat, fd, buf);
	want_out(1, buf, 64);
	CALL2(stat64, path, buf);
	want_string(0, path);
	want_out(1, buf, 96);
	CALL2(lstat64, path, buf);
	want_string(0, path);
	want_out(1, buf, 96);
	CALL2(fstat64, fd, buf);
	want_out(1, buf, 96);
	CALL4(fstatat64, AT_FDCWD, path, buf, 0);
	want_string(1, path);
	want_out(2, buf, 96);
	CALL2(stat64, "/no/such", buf); /* failed: no output */
	want_string(0, "/no/such");
	CALL5(statx, AT_FDCWD, path, 0, 0x7ff, buf);
	want_string(1, path);
	want_out(4, buf, 256);
	CALL2(oldfstat, fd, buf);
	if (want_last()->ret == 0)
		want_out(1, buf, 32);
	CALL3(readlink, "/proc/self/exe", buf, sizeof(buf));
	want_string(0, "/proc/self/exe");
	want_out(1, buf, want_last()->ret);
	CALL2(getcwd, buf, sizeof(buf));
	want_out(0, buf, strlen(buf));
	CALL3(ftruncate64, fd, 0x1234, 0);
	CALL5(fadvise64, fd, 0, 0, 4096, 0);
	CALL4(readahead, fd, 0, 0, 4096);
	CALL6(sync_file_range, fd, 0, 0, 4096, 0, 0);
	CALL6(fallocate, fd, 0, 0, 0, 8192, 0);

	dir = CALL3(open, "/proc/self/task", O_RDONLY | O_DIRECTORY, 0);
	want_string(0, "/proc/self/task");
	CALL3(getdents, dir, buf, sizeof(buf));
	want_out(1, buf, want_last()->ret);
	CALL3(lseek, dir, 0, SEEK_SET);
	CALL3(getdents64, dir, buf, sizeof(buf));
	want_out(1, buf, want_last()->ret);
	CALL1(close, dir);

	map = (void *)CALL6(mmap2, 0, 4096, PROT_READ, MAP_PRIVATE, fd, 1);
	NEED(map != MAP_FAILED);
	CALL2(munmap, map, 4096);
	block[0] = 0;
	block[1] = 8192;
	block[2] = PROT_READ;
	block[3] = MAP_PRIVATE;
	block[4] = fd;
	block[5] = 4096;
	CALL1(mmap, block);
	NEED(want_last()->ret > 0 || want_last()->ret < -4095);
	want_in(0, block, sizeof(block));

	CALL1(pipe, fds);
	want_out(0, fds, sizeof(fds));
	CALL1(close, fds[0]);
	CALL1(close, fds[1]);
	CALL2(pipe2, fds, O_CLOEXEC);
	want_out(0, fds, sizeof(fds));
	CALL3(ioctl, fds[0], 0x541b, buf); /* FIONREAD: an int, which its row knows */
	want_out(2, buf, 4);
	CALL3(ioctl, fds[0], 0x7e01, buf); /* no row, and no size: nothing */
	fd2 = open("/dev/urandom", O_RDONLY);
	CALL3(ioctl, fd2, 0x80045200, buf); /* RNDGETENTCNT: an int comes out */
	NEED(want_last()->ret == 0);
	want_out(2, buf, 4);
	close(fd2);
	CALL1(close, fds[0]);
	CALL1(close, fds[1]);
	CALL1(close, fd);
	CALL1(close, 999);
}

static void ids(void)
{
	uint16_t id16[3];
	uint32_t id32[3];
	char buf[512];

	CALL1(uname, buf);
	want_out(0, buf, 390);
	CALL1(olduname, buf);
	want_out(0, buf, 325);
	CALL1(oldolduname, buf);
	want_out(0, buf, 45);
	CALL3(getrandom, buf, 32, 0);
	want_out(0, buf, 32);
	CALL3(getresuid, &id16[0], &id16[1], &id16[2]);
	want_out(0, &id16[0], 2);
	want_out(1, &id16[1], 2);
	want_out(2, &id16[2], 2);
	CALL3(getresuid32, &id32[0], &id32[1], &id32[2]);
	want_out(0, &id32[0], 4);
	want_out(1, &id32[1], 4);
	want_out(2, &id32[2], 4);
	want_enter = int80;
	CALL0(getpid);
	CALL3(getrandom, buf, 8, 0);
	want_out(0, buf, 8);
	want_enter = want_syscall;
	CALL0(getpid);
	CALL0(getppid);
}

static void times(void)
{
	struct time32 t32 = { 0, 1000 };
	struct time64 t64 = { 0, 1000 };
	uint32_t limit32[2];
	uint64_t limit64[2];
	char buf[144];
	int status, timer;
	long pid;

	CALL2(nanosleep, &t32, NULL);
	want_in(0, &t32, 8);
	CALL4(clock_nanosleep, 1, 0, &t32, NULL);
	want_in(2, &t32, 8);
	CALL4(clock_nanosleep_time64, 1, 0, &t64, NULL);
	want_in(2, &t64, 16);
	CALL2(clock_gettime, 1, buf);
	want_out(1, buf, 8);
	CALL2(clock_gettime64, 1, buf);
	want_out(1, buf, 16);
	CALL2(clock_getres, 1, buf);
	want_out(1, buf, 8);
	CALL2(clock_getres_time64, 1, buf);
	want_out(1, buf, 16);
	CALL2(clock_settime, 1, &t32); /* EINVAL: monotonic */
	want_in(1, &t32, 8);
	CALL2(sched_rr_get_interval, 0, buf);
	want_out(1, buf, 8);
	CALL2(gettimeofday, buf, NULL);
	want_out(0, buf, 8);
	CALL2(getrlimit, 7, limit32);
	want_out(1, limit32, 8);
	CALL2(ugetrlimit, 7, limit32);
	want_out(1, limit32, 8);
	CALL2(setrlimit, 7, limit32);
	want_in(1, limit32, 8);
	CALL4(prlimit64, 0, 7, NULL, limit64);
	want_out(3, limit64, 16);
	CALL2(getrusage, 0, buf);
	want_out(1, buf, 72);
	CALL3(timer_create, 1, NULL, &timer);
	want_out(2, &timer, 4);
	pid = fork();
	if (!pid)
		_exit(42);
	CALL4(wait4, pid, &status, 0, buf);
	want_out(1, &status, 4);
	want_out(3, buf, 72);
	pid = fork();
	if (!pid)
		_exit(43);
	CALL3(waitpid, pid, &status, 0);
	want_out(1, &status, 4);
}

static void waits(void)
{
	struct epoll32 ev = { 1, 0x1122334455667788 }, evs[4];
	struct time32 zero32 = { 0, 0 };
	struct time64 zero64 = { 0, 0 };
	struct pollfd32 fds[2];
	uint32_t set[32] = { 0 }, block[5];
	uint64_t mask = 0;
	int p[2], ep, word = 7;

	NEED(pipe(p) == 0);
	NEED(dup2(p[0], 40) == 40); /* beyond the first word */
	NEED(write(p[1], "x", 1) == 1);
	fds[0] = (struct pollfd32){ .fd = p[0], .events = 1 };
	fds[1] = (struct pollfd32){ .fd = p[1], .events = 1 };
	CALL3(poll, fds, 2, 0);
	want_out(0, fds, sizeof(fds));
	CALL5(ppoll, fds, 2, &zero32, &mask, 8);
	want_out(0, fds, sizeof(fds));
	want_out(2, &zero32, 8);
	want_in(3, &mask, 8);
	CALL5(ppoll_time64, fds, 2, &zero64, NULL, 8);
	want_out(0, fds, sizeof(fds));
	want_out(2, &zero64, 16);
	set[1] = 1 << 8;
	want_before(1, set, 8);
	want_before(4, &zero32, 8);
	CALL5(_newselect, 41, set, NULL, NULL, &zero32);
	NEED(want_last()->ret == 1);
	want_out(1, set, 8);
	want_out(4, &zero32, 8);
	set[0] = 1 << p[0];
	set[1] = 0;
	CALL6(pselect6, 32, set, NULL, NULL, &zero32, NULL);
	NEED(want_last()->ret == 1);
	want_out(1, set, 4);
	want_out(4, &zero32, 8);
	CALL6(pselect6_time64, 32, set, NULL, NULL, &zero64, NULL);
	want_out(1, set, 4);
	want_out(4, &zero64, 16);
	set[0] = 1 << p[0] | 1 << p[1];
	block[0] = 31;
	block[1] = ARG(set);
	block[2] = block[3] = 0;
	block[4] = ARG(&zero32);
	want_before(SUB + 1, set, 4);
	want_before(SUB + 4, &zero32, 8);
	CALL1(select, block);
	NEED(set[0] == 1U << p[0]);
	NEED(want_last()->ret == 1);
	want_in(0, block, sizeof(block));
	want_out(SUB + 1, set, 4);
	want_out(SUB + 4, &zero32, 8);

	ep = CALL1(epoll_create1, 0);
	CALL4(epoll_ctl, ep, 1, p[0], &ev);
	want_in(3, &ev, 12);
	CALL4(epoll_wait, ep, evs, 4, 0);
	want_out(1, evs, 12);
	CALL6(epoll_pwait, ep, evs, 4, 0, NULL, 8);
	want_out(1, evs, 12);
	CALL6(epoll_pwait2, ep, evs, 4, &zero64, NULL, 8);
	want_out(1, evs, 12);
	want_in(3, &zero64, 16);
	CALL6(futex, &word, 128, 8, &zero32, NULL, 0); /* EAGAIN */
	want_in(0, &word, 4);
	want_in(3, &zero32, 8);
	CALL6(futex_time64, &word, 128, 8, &zero64, NULL, 0);
	want_in(0, &word, 4);
	want_in(3, &zero64, 16);
	close(p[0]);
	close(p[1]);
	close(40);
	close(ep);
}

static volatile sig_atomic_t handled;

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	handled = sig;
}

static void signals(void)
{
	struct sigaction catch = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
	uint32_t act[4] = { ARG(SIG_IGN), 0x200, 0x10000000, 0 }, old[4];
	struct time32 zero32 = { 0, 0 };
	struct time64 zero64 = { 0, 0 };
	uint64_t set = 1 << 9, was;
	uint32_t set32 = 1 << 9, was32;

	CALL4(rt_sigprocmask, 0, &set, &was, 8);
	want_in(1, &set, 8);
	want_out(2, &was, 8);
	CALL3(sigprocmask, 0, &set32, &was32);
	want_in(1, &set32, 4);
	want_out(2, &was32, 4);
	CALL1(sigpending, &was32);
	want_out(0, &was32, 4);
	CALL2(rt_sigpending, &was, 8);
	want_out(0, &was, 8);
	CALL4(rt_sigtimedwait, &set, NULL, &zero32, 8);
	want_in(0, &set, 8);
	want_in(2, &zero32, 8);
	CALL4(rt_sigtimedwait_time64, &set, NULL, &zero64, 8);
	want_in(0, &set, 8);
	want_in(2, &zero64, 16);
	CALL3(sigaction, SIGUSR2, act, old);
	want_in(1, act, 16);
	want_out(2, old, 16);
	/* The handler's return is a call too, which leaves nothing but its number */
	NEED(sigaction(SIGURG, &catch, NULL) == 0);
	CALL3(tgkill, getpid(), gettid(), SIGURG);
	NEED(handled == SIGURG);
	want_add("rt_sigreturn", SYS_rt_sigreturn);
}

static struct msghdr32 message(struct iovec32 *iov, unsigned int n, struct cmsg32 *control)
{
	return (struct msghdr32){ .iov = iov,
				  .iovlen = n,
				  .control = control,
				  .controllen = control ? sizeof(*control) : 0 };
}

static void sockets(void)
{
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons(4711) }, peer;
	struct sockaddr_un sun = { .sun_family = AF_UNIX, .sun_path = "/tmp/compat-socket" };
	struct iovec32 iov[2] = { { "Hello, ", 7 }, { "world", 5 } }, riov[2];
	struct cmsg32 control = { sizeof(control), SOL_SOCKET, SCM_RIGHTS, 0 };
	char buf[64], buf2[64];
	struct msghdr32 msg;
	socklen_t len = sizeof(peer);
	int s, c, a, pair[2], one = 1;

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s = CALL3(socket, AF_INET, SOCK_STREAM, 0);
	CALL5(setsockopt, s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	want_in(3, &one, sizeof(one));
	CALL3(bind, s, &sin, sizeof(sin));
	want_in(1, &sin, sizeof(sin));
	CALL2(listen, s, 5);
	c = CALL3(socket, AF_INET, SOCK_STREAM, 0);
	CALL3(connect, c, &sin, sizeof(sin));
	want_in(1, &sin, sizeof(sin));
	a = CALL4(accept4, s, &peer, &len, SOCK_CLOEXEC);
	NEED(a >= 0);
	want_out(1, &peer, sizeof(peer));
	want_out(2, &len, sizeof(len));
	CALL6(sendto, c, "ping", 4, 0, NULL, 0);
	want_in(1, "ping", 4);
	CALL6(recvfrom, a, buf, sizeof(buf), 0, NULL, NULL);
	want_out(1, "ping", 4);
	len = sizeof(one);
	CALL5(getsockopt, s, SOL_SOCKET, SO_REUSEADDR, &one, &len);
	want_out(3, &one, sizeof(one));
	want_out(4, &len, sizeof(len));
	len = 100;
	want_before(2, &len, 4);
	CALL3(getsockname, s, &peer, &len);
	want_out(1, &peer, sizeof(peer));
	want_out(2, &len, sizeof(len));
	close(s);
	close(c);
	close(a);

	CALL4(socketpair, AF_UNIX, SOCK_DGRAM, 0, pair);
	NEED(want_last()->ret == 0);
	want_out(3, pair, 8);
	control.fd = pair[0];
	msg = message(iov, 2, &control);
	CALL3(sendmsg, pair[0], &msg, 0);
	want_in(1, &msg, sizeof(msg));
	blob_iovec(1, iov, 2);
	blob_content(1, 0, "Hello, world");
	want_blob(1, SYSCORD_PART_CONTROL, 0, &control, 16, 16);
	riov[0] = (struct iovec32){ buf, 5 };
	riov[1] = (struct iovec32){ buf2, sizeof(buf2) };
	memset(&control, 0, sizeof(control));
	msg = message(riov, 2, &control);
	CALL3(recvmsg, pair[1], &msg, 0);
	NEED(control.len == 16 && control.type == SCM_RIGHTS && msg.controllen == 16);
	want_out(1, &msg, sizeof(msg));
	blob_iovec(1, riov, 2);
	blob_content(1, SYSCORD_BLOB_OUT, "Hello, world");
	want_blob(1, SYSCORD_PART_CONTROL, SYSCORD_BLOB_OUT, &control, 16, 16);
	close(control.fd);
	close(pair[0]);
	close(pair[1]);

	s = CALL3(socket, AF_UNIX, SOCK_STREAM, 0);
	msg = message(iov, 1, NULL);
	msg.name = &sun;
	msg.namelen = sizeof(sun);
	CALL3(sendmsg, s, &msg, 0); /* EOPNOTSUPP: an input all the same */
	want_in(1, &msg, sizeof(msg));
	want_blob(1, SYSCORD_PART_NAME, 0, &sun, sizeof(sun), sizeof(sun));
	blob_iovec(1, iov, 1);
	blob_content(1, 0, "Hello, ");
	close(s);
}

/* socketcall: n words, which must be in the record, and the inner call's blobs */
static long socketcall(int number, unsigned int n, const uint32_t *words)
{
	long ret = CALL2(socketcall, number, words);

	want_in(1, words, n * 4);
	return ret;
}

#define SOCKETCALL(number, n, ...) socketcall(number, n, (const uint32_t[6]){ __VA_ARGS__ })

static void socketcalls(void)
{
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons(4712) }, peer;
	struct iovec32 iov[2] = { { "Hello, ", 7 }, { "world", 5 } }, riov;
	struct msghdr32 msg;
	socklen_t len = sizeof(peer);
	int s, c, a, pair[2], one = 1;
	char buf[64];

	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s = SOCKETCALL(1, 3, AF_INET, SOCK_STREAM, 0);
	NEED(s >= 0);
	SOCKETCALL(14, 5, s, SOL_SOCKET, SO_REUSEADDR, ARG(&one), sizeof(one));
	want_in(SUB + 3, &one, 4);
	SOCKETCALL(2, 3, s, ARG(&sin), sizeof(sin));
	want_in(SUB + 1, &sin, sizeof(sin));
	SOCKETCALL(4, 2, s, 5);
	c = SOCKETCALL(1, 3, AF_INET, SOCK_STREAM, 0);
	SOCKETCALL(3, 3, c, ARG(&sin), sizeof(sin));
	want_in(SUB + 1, &sin, sizeof(sin));
	a = SOCKETCALL(5, 3, s, ARG(&peer), ARG(&len));
	NEED(a >= 0);
	want_out(SUB + 1, &peer, sizeof(peer));
	want_out(SUB + 2, &len, 4);
	SOCKETCALL(9, 4, c, ARG("send"), 4, 0);
	want_in(SUB + 1, "send", 4);
	SOCKETCALL(10, 4, a, ARG(buf), sizeof(buf), 0);
	want_out(SUB + 1, "send", 4);
	SOCKETCALL(11, 6, c, ARG("sendto"), 6, 0, 0, 0);
	want_in(SUB + 1, "sendto", 6);
	SOCKETCALL(12, 6, a, ARG(buf), sizeof(buf), 0, 0, 0);
	want_out(SUB + 1, "sendto", 6);
	len = 100;
	want_before(SUB + 2, &len, 4);
	SOCKETCALL(7, 3, a, ARG(&peer), ARG(&len));
	want_out(SUB + 1, &peer, sizeof(peer));
	want_out(SUB + 2, &len, 4);
	len = 4;
	SOCKETCALL(15, 5, s, SOL_SOCKET, SO_REUSEADDR, ARG(&one), ARG(&len));
	want_out(SUB + 3, &one, 4);
	want_out(SUB + 4, &len, 4);
	SOCKETCALL(13, 2, c, SHUT_RDWR);
	SOCKETCALL(8, 4, AF_UNIX, SOCK_DGRAM, 0, ARG(pair));
	NEED(want_last()->ret == 0);
	want_out(SUB + 3, pair, 8);
	msg = message(iov, 2, NULL);
	SOCKETCALL(16, 3, pair[0], ARG(&msg), 0);
	want_in(SUB + 1, &msg, sizeof(msg));
	blob_iovec(SUB + 1, iov, 2);
	blob_content(SUB + 1, 0, "Hello, world");
	riov = (struct iovec32){ buf, sizeof(buf) };
	msg = message(&riov, 1, NULL);
	SOCKETCALL(17, 3, pair[1], ARG(&msg), 0);
	want_out(SUB + 1, &msg, sizeof(msg));
	blob_iovec(SUB + 1, &riov, 1);
	blob_content(SUB + 1, SYSCORD_BLOB_OUT, "Hello, world");
	/* the words are nowhere; no such call */
	CALL2(socketcall, 3, 8);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, "", 12, 0);
	CALL2(socketcall, 99, buf);
	CALL2(socketcall, -1, buf);
	close(s);
	close(c);
	close(a);
	close(pair[0]);
	close(pair[1]);
}

static void strings(void)
{
	char *const argv[] = { "no-such-program", "one", "", "three", NULL };
	char *const envp[] = { "A=1", "B=", NULL };

	CALL3(execve, "/no/such/program", argv, envp);
	want_string(0, "/no/such/program");
	want_in(1, "no-such-program\0one\0\0three", 27);
	want_in(2, "A=1\0B=", 7);
	CALL5(execveat, AT_FDCWD, "/no/such/program", argv, envp, 0);
	want_string(1, "/no/such/program");
	want_in(2, "no-such-program\0one\0\0three", 27);
	want_in(3, "A=1\0B=", 7);
	/* EFAULT: the string is nowhere */
	CALL4(openat, AT_FDCWD, 8, O_RDONLY, 0);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, "", 1, 0);
}

/* Lengths and pointers that are no good, and buffers that end where memory does */
static void edges(void)
{
	long page = sysconf(_SC_PAGESIZE);
	int null = open("/dev/null", O_WRONLY);
	char *end =
		mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct iovec32 iov[2];
	struct msghdr32 msg;

	NEED(end != MAP_FAILED);
	memset(end, 'e', page);
	end += page;
	munmap(end, page);
	CALL3(write, null, end - 20, 20);
	want_in(1, end - 20, 20);
	CALL3(write, null, end - 20, 50);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, end - 20, 50, 20);
	iov[0] = (struct iovec32){ end - 4, 4 };
	iov[1] = (struct iovec32){ end - 2, 10 };
	CALL3(writev, null, iov, 2);
	blob_iovec(1, iov, 2);
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_FAULTED, "eeeeee", 14, 6);
	/* an iovec of which only a half is there */
	memcpy(end - 12, iov, 12);
	CALL3(writev, null, end - 12, 2);
	want_blob(1, SYSCORD_PART_IOVEC, SYSCORD_BLOB_FAULTED, iov, 16, 12);
	want_blob(1, SYSCORD_PART_CONTENT, 0, end - 4, 4, 4);
	/* the last bytes of 32 bits, and beyond */
	CALL3(write, null, 0xfffffff0, 0x20);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, "", 0x20, 0);
	CALL3(write, null, 0xfffffff0, 0xffffffff);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED | SYSCORD_BLOB_TRUNCATED, "",
		  0xffffffff, 0);
	CALL3(writev, null, iov, -1);
	iov[0] = (struct iovec32){ end - 4, -1 }; /* EINVAL: a negative length */
	CALL3(writev, null, iov, 1);
	blob_iovec(1, iov, 1);
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_FAULTED, end - 4, 0x7ffff000, 4);
	msg = message(iov, 0xffffffff, NULL);
	msg.namelen = -5;
	msg.name = end - 4;
	CALL3(sendmsg, null, &msg, 0); /* ENOTSOCK */
	want_in(1, &msg, sizeof(msg));
	CALL3(sendmsg, null, end - 27, 0);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, end - 27, 28, 27);
	close(null);
}

/* Memory that the call does not touch is still not resident when it returns */
static void cold(void)
{
	static const char text[] = "this page was not resident when the call returned";
	const char *path = "/tmp/compat-cold";
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644), null = open("/dev/null", O_WRONLY);
	struct iovec32 iov;
	struct msghdr32 msg;
	char buf[4096];
	char *map;

	memset(buf, 0, sizeof(buf));
	strcpy(buf + 100, text);
	NEED(write(fd, buf, sizeof(buf)) == sizeof(buf));
	map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0); /* no page table entry yet */
	NEED(map != MAP_FAILED);
	iov = (struct iovec32){ map + 100, strlen(text) };
	CALL3(writev, null, &iov, 1);
	blob_iovec(1, &iov, 1);
	blob_content(1, 0, text);
	want_late();
	NEED(munmap(map, 4096) == 0);

	map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	iov = (struct iovec32){ map + 100, strlen(text) };
	msg = message(&iov, 1, NULL);
	SOCKETCALL(16, 3, null, ARG(&msg), 0); /* ENOTSOCK */
	want_in(SUB + 1, &msg, sizeof(msg));
	blob_iovec(SUB + 1, &iov, 1);
	blob_content(SUB + 1, 0, text);
	want_late();
	NEED(munmap(map, 4096) == 0);
	close(fd);
	close(null);
}

static void messages(void)
{
	struct iovec32 iov[3] = { { "one", 3 }, { "two", 3 }, { "three", 5 } }, riov[2];
	struct mmsghdr32 mm[2];
	char buf[2][16];
	int pair[2];

	NEED(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
	mm[0] = (struct mmsghdr32){ message(iov, 1, NULL), 0 };
	mm[1] = (struct mmsghdr32){ message(iov + 1, 2, NULL), 0 };
	CALL4(sendmmsg, pair[0], mm, 2, 0);
	NEED(want_last()->ret == 2 && mm[1].sent == 8);
	want_in(1, &mm[0], 32);
	blob_iovec(1, iov, 1);
	blob_content(1, 0, "one");
	want_in(1, &mm[1], 32);
	blob_iovec(1, iov + 1, 2);
	blob_content(1, 0, "twothree");
	for (int i = 0; i < 2; i++) {
		riov[i] = (struct iovec32){ buf[i], sizeof(buf[i]) };
		mm[i] = (struct mmsghdr32){ message(&riov[i], 1, NULL), 0 };
	}
	SOCKETCALL(19, 5, pair[1], ARG(mm), 2, MSG_DONTWAIT, 0);
	NEED(want_last()->ret == 2 && mm[1].sent == 8);
	want_out(SUB + 1, &mm[0], 32);
	blob_iovec(SUB + 1, &riov[0], 1);
	blob_content(SUB + 1, SYSCORD_BLOB_OUT, "one");
	want_out(SUB + 1, &mm[1], 32);
	blob_iovec(SUB + 1, &riov[1], 1);
	blob_content(SUB + 1, SYSCORD_BLOB_OUT, "twothree");
	close(pair[0]);
	close(pair[1]);
}

struct flock32 {
	int16_t type, whence;
	int32_t start, len, pid;
};

struct flock64_32 {
	int16_t type, whence;
	int64_t start, len;
	int32_t pid;
} __attribute__((packed));

static void others(void)
{
	uint32_t act[5] = { ARG(SIG_IGN), 0x10000000, 0, 0x200, 0 }, old[5];
	uint32_t stack[3] = { 0, 2, 0 }, old_stack[3], in16[4] = { 0 }, out32[8];
	struct flock64_32 lock64 = { 0, 0, 0x100000000, 10, 0 };
	struct flock32 lock = { 0, 0, 5, 10, 0 };
	uint32_t in32[8] = { 0 }, offset = 1;
	uint16_t groups[3] = { 7, 8, 9 };
	uint64_t offset64 = 2;
	char buf[144], usage[72];
	int fd, null;
	long pid;

	CALL4(rt_sigaction, SIGUSR2, act, old, 8);
	want_in(1, act, 20);
	want_out(2, old, 20);
	CALL2(sigaltstack, stack, old_stack);
	want_in(0, stack, 12);
	want_out(1, old_stack, 12);
	CALL3(setitimer, 0, in16, buf);
	want_in(1, in16, 16);
	want_out(2, buf, 16);
	CALL2(getitimer, 0, buf);
	want_out(1, buf, 16);
	fd = CALL2(timerfd_create, 1, 0);
	CALL4(timerfd_settime, fd, 0, in16, out32);
	want_in(2, in16, 16);
	want_out(3, out32, 16);
	CALL4(timerfd_settime64, fd, 0, in32, out32);
	want_in(2, in32, 32);
	want_out(3, out32, 32);
	CALL2(timerfd_gettime, fd, out32);
	want_out(1, out32, 16);
	CALL2(timerfd_gettime64, fd, out32);
	want_out(1, out32, 32);
	close(fd);

	fd = open("/tmp/compat-file", O_RDWR);
	null = open("/dev/null", O_WRONLY);
	NEED(fd >= 0 && null >= 0);
	CALL3(fcntl, fd, 6, &lock);
	want_in(2, &lock, 16);
	CALL3(fcntl, fd, 5, &lock);
	want_out(2, &lock, 16);
	CALL3(fcntl64, fd, 13, &lock64);
	want_in(2, &lock64, 24);
	CALL3(fcntl64, fd, 12, &lock64);
	want_out(2, &lock64, 24);
	CALL4(sendfile, null, fd, &offset, 8);
	want_out(2, &offset, 4);
	CALL4(sendfile64, null, fd, &offset64, 8);
	want_out(2, &offset64, 8);
	close(fd);
	close(null);

	CALL1(sysinfo, buf);
	want_out(0, buf, 64);
	CALL1(times, buf);
	want_out(0, buf, 16);
	CALL1(time, buf);
	want_out(0, buf, 4);
	CALL2(setgroups, 3, groups);
	want_in(1, groups, 6);
	CALL2(getgroups, 3, groups);
	want_out(1, groups, 6);
	CALL2(getgroups32, 8, out32);
	want_out(1, out32, 12);
	pid = fork();
	if (!pid)
		_exit(44);
	CALL5(waitid, 1, pid, buf, 4, usage);
	want_out(2, buf, 24);
	want_out(4, usage, 72);
}

/* System V IPC by way of ipc, and message queues */
static void queues(void)
{
	struct {
		int32_t type;
		char text[12];
	} m = { 1, "a message" };
	struct time32 zero = { 0, 0 };
	unsigned int prio;
	char buf[8192];
	long q;

	q = CALL6(ipc, 13, 0, 0600, 0, 0, 0);
	CALL6(ipc, 11, q, 9, 0, &m, 0);
	want_in(SYSCORD_ARG_SUB + 1, &m, 4 + 9);
	CALL6(ipc, 14, q, 0, 0, 0, 0); /* IPC_RMID */
	CALL6(ipc, 99, 0, 0, 0, buf, 0);
	q = syscall(SYS_mq_open, "compat", O_RDWR | O_CREAT | O_NONBLOCK, 0600, NULL);
	if (q < 0)
		return;
	CALL5(mq_timedsend, q, "ping", 4, 3, &zero);
	want_in(1, "ping", 4);
	want_in(4, &zero, 8);
	CALL5(mq_timedreceive, q, buf, sizeof(buf), &prio, &zero);
	want_out(1, "ping", 4);
	want_out(3, &prio, 4);
	want_in(4, &zero, 8);
	close(q);
}

int main(int argc, char **argv)
{
	for (unsigned int i = 0; i < sizeof(big); i++)
		big[i] = 'A' + i % 23;
	wants_start(argc > 1 && !strcmp(argv[1], "entry"));
	files();
	ids();
	times();
	waits();
	signals();
	sockets();
	socketcalls();
	strings();
	edges();
	cold();
	queues();
	messages();
	others();
	return wants_compare();
}
