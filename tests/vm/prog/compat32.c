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
#include <sys/syscall.h>
#include <sys/un.h>

#include "lib/raw.h"

#define SNAPLEN 256
#define SUB SYSCORD_ARG_SUB

struct want_blob {
	unsigned int arg, part, flags;
	uint32_t want, got;
	const void *data; /* a copy of `got` bytes */
};

struct want {
	const char *name;
	long nr, ret;
	long args[6];
	unsigned int nargs, blobs;
	struct want_blob blob[8];
	unsigned int befores;
	struct want_blob before[4];
	bool late; /* must have come by the deferred path */
};

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

static struct want wants[256];
static unsigned int count;
static struct want_blob next_before[4];
static unsigned int next_befores;
static char big[4096];

/* The vDSO's way, or int 0x80 */
static bool by_int80;

static bool by_entry;

static long enter(long nr, const long *a)
{
	long ret;

	if (!by_int80) {
		ret = syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);
		return ret == -1 ? -errno : ret;
	}
	asm volatile("int $0x80"
		     : "=a"(ret)
		     : "a"(nr), "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4])
		     : "memory");
	return ret;
}

#define ARGS(...)           \
	(const long[6])     \
	{                   \
		__VA_ARGS__ \
	}
#define A(x) ((long)(x))

/* The result as the kernel gave it, so that it compares with the record's */
static long call(const char *name, long nr, unsigned int nargs, const long *args)
{
	struct want *w = &wants[count++];

	NEED(count < 256);
	w->name = name;
	w->befores = next_befores;
	memcpy(w->before, next_before, sizeof(next_before));
	next_befores = 0;
	w->nr = nr;
	w->nargs = nargs;
	memcpy(w->args, args, sizeof(w->args));
	w->ret = enter(nr, args);
	return w->ret;
}

#define CALL0(n) call(#n, SYS_##n, 0, ARGS(0))
#define CALL1(n, a) call(#n, SYS_##n, 1, ARGS(A(a)))
#define CALL2(n, a, b) call(#n, SYS_##n, 2, ARGS(A(a), A(b)))
#define CALL3(n, a, b, c) call(#n, SYS_##n, 3, ARGS(A(a), A(b), A(c)))
#define CALL4(n, a, b, c, d) call(#n, SYS_##n, 4, ARGS(A(a), A(b), A(c), A(d)))
#define CALL5(n, a, b, c, d, e) call(#n, SYS_##n, 5, ARGS(A(a), A(b), A(c), A(d), A(e)))
#define CALL6(n, a, b, c, d, e, f) call(#n, SYS_##n, 6, ARGS(A(a), A(b), A(c), A(d), A(e), A(f)))

/* The call just made must have this blob; what `data` holds now is what is expected */
static void blob_flags(unsigned int arg, unsigned int part, unsigned int flags, const void *data,
		       uint32_t want, uint32_t got)
{
	struct want *w = &wants[count - 1];
	void *copy = malloc(got + 1);

	NEED(copy && w->blobs < 8);
	memcpy(copy, data, got);
	w->blob[w->blobs++] = (struct want_blob){ arg, part, flags, want, got, copy };
}

static void blob_in(unsigned int arg, const void *data, uint32_t len)
{
	blob_flags(arg, SYSCORD_PART_DATA, 0, data, len, len);
}

static void blob_out(unsigned int arg, const void *data, uint32_t len)
{
	blob_flags(arg, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, data, len, len);
}

static void blob_string(unsigned int arg, const char *s)
{
	blob_in(arg, s, strlen(s));
}

static void blob_iovec(unsigned int arg, const struct iovec32 *iov, unsigned int n)
{
	blob_flags(arg, SYSCORD_PART_IOVEC, 0, iov, n * sizeof(*iov), n * sizeof(*iov));
}

static void blob_content(unsigned int arg, unsigned int flags, const char *text)
{
	blob_flags(arg, SYSCORD_PART_CONTENT, flags, text, strlen(text), strlen(text));
}

/* What `data` holds now, before the next call, must be in that call's record */
static void before(unsigned int arg, const void *data, uint32_t len)
{
	void *copy = malloc(len);

	NEED(copy && next_befores < 4);
	memcpy(copy, data, len);
	next_before[next_befores++] =
		(struct want_blob){ arg, SYSCORD_PART_DATA, SYSCORD_BLOB_BEFORE, len, len, copy };
}

static void late(void)
{
	wants[count - 1].late = true;
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
	blob_string(1, path);
	NEED(fd >= 0);
	CALL3(write, fd, text, 25);
	blob_in(1, text, 25);
	CALL3(lseek, fd, 0, SEEK_SET);
	CALL3(read, fd, buf, sizeof(buf));
	blob_out(1, text, 25);
	CALL5(_llseek, fd, 1, 0x234, &where, SEEK_SET);
	NEED(where == 0x100000234);
	blob_out(3, &where, sizeof(where));
	CALL3(lseek, fd, 0, SEEK_CUR); /* EOVERFLOW or what fits of it */
	CALL5(_llseek, fd, 0, 0, &where, SEEK_SET);
	blob_out(3, &where, sizeof(where));
	CALL5(pread64, fd, buf, 6, 10, 0);
	blob_out(1, "123456", 6);
	CALL5(pwrite64, fd, "abc", 3, 2, 0);
	blob_in(1, "abc", 3);
	CALL3(write, fd, big, sizeof(big)); /* cut at snaplen */
	blob_flags(1, SYSCORD_PART_DATA, SYSCORD_BLOB_TRUNCATED, big, sizeof(big), SNAPLEN);

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
	blob_string(0, path);
	blob_out(1, buf, 64);
	CALL2(lstat, path, buf);
	blob_string(0, path);
	blob_out(1, buf, 64);
	CALL2(fstat, fd, buf);
	blob_out(1, buf, 64);
	CALL2(stat64, path, buf);
	blob_string(0, path);
	blob_out(1, buf, 96);
	CALL2(lstat64, path, buf);
	blob_string(0, path);
	blob_out(1, buf, 96);
	CALL2(fstat64, fd, buf);
	blob_out(1, buf, 96);
	CALL4(fstatat64, AT_FDCWD, path, buf, 0);
	blob_string(1, path);
	blob_out(2, buf, 96);
	CALL2(stat64, "/no/such", buf); /* failed: no output */
	blob_string(0, "/no/such");
	CALL5(statx, AT_FDCWD, path, 0, 0x7ff, buf);
	blob_string(1, path);
	blob_out(4, buf, 256);
	CALL2(oldfstat, fd, buf);
	if (wants[count - 1].ret == 0)
		blob_out(1, buf, 32);
	CALL3(readlink, "/proc/self/exe", buf, sizeof(buf));
	blob_string(0, "/proc/self/exe");
	blob_out(1, buf, wants[count - 1].ret);
	CALL2(getcwd, buf, sizeof(buf));
	blob_out(0, buf, strlen(buf));
	CALL3(ftruncate64, fd, 0x1234, 0);
	CALL5(fadvise64, fd, 0, 0, 4096, 0);
	CALL4(readahead, fd, 0, 0, 4096);
	CALL6(sync_file_range, fd, 0, 0, 4096, 0, 0);
	CALL6(fallocate, fd, 0, 0, 0, 8192, 0);

	dir = CALL3(open, "/proc/self/task", O_RDONLY | O_DIRECTORY, 0);
	blob_string(0, "/proc/self/task");
	CALL3(getdents, dir, buf, sizeof(buf));
	blob_out(1, buf, wants[count - 1].ret);
	CALL3(lseek, dir, 0, SEEK_SET);
	CALL3(getdents64, dir, buf, sizeof(buf));
	blob_out(1, buf, wants[count - 1].ret);
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
	NEED(wants[count - 1].ret > 0 || wants[count - 1].ret < -4095);
	blob_in(0, block, sizeof(block));

	CALL1(pipe, fds);
	blob_out(0, fds, sizeof(fds));
	CALL1(close, fds[0]);
	CALL1(close, fds[1]);
	CALL2(pipe2, fds, O_CLOEXEC);
	blob_out(0, fds, sizeof(fds));
	CALL3(ioctl, fds[0], 0x541b, buf); /* FIONREAD carries no size: nothing */
	fd2 = open("/dev/urandom", O_RDONLY);
	CALL3(ioctl, fd2, 0x80045200, buf); /* RNDGETENTCNT: an int comes out */
	NEED(wants[count - 1].ret == 0);
	blob_out(2, buf, 4);
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
	blob_out(0, buf, 390);
	CALL1(olduname, buf);
	blob_out(0, buf, 325);
	CALL1(oldolduname, buf);
	blob_out(0, buf, 45);
	CALL3(getrandom, buf, 32, 0);
	blob_out(0, buf, 32);
	CALL3(getresuid, &id16[0], &id16[1], &id16[2]);
	blob_out(0, &id16[0], 2);
	blob_out(1, &id16[1], 2);
	blob_out(2, &id16[2], 2);
	CALL3(getresuid32, &id32[0], &id32[1], &id32[2]);
	blob_out(0, &id32[0], 4);
	blob_out(1, &id32[1], 4);
	blob_out(2, &id32[2], 4);
	by_int80 = true;
	CALL0(getpid);
	CALL3(getrandom, buf, 8, 0);
	blob_out(0, buf, 8);
	by_int80 = false;
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
	blob_in(0, &t32, 8);
	CALL4(clock_nanosleep, 1, 0, &t32, NULL);
	blob_in(2, &t32, 8);
	CALL4(clock_nanosleep_time64, 1, 0, &t64, NULL);
	blob_in(2, &t64, 16);
	CALL2(clock_gettime, 1, buf);
	blob_out(1, buf, 8);
	CALL2(clock_gettime64, 1, buf);
	blob_out(1, buf, 16);
	CALL2(clock_getres, 1, buf);
	blob_out(1, buf, 8);
	CALL2(clock_getres_time64, 1, buf);
	blob_out(1, buf, 16);
	CALL2(clock_settime, 1, &t32); /* EINVAL: monotonic */
	blob_in(1, &t32, 8);
	CALL2(sched_rr_get_interval, 0, buf);
	blob_out(1, buf, 8);
	CALL2(gettimeofday, buf, NULL);
	blob_out(0, buf, 8);
	CALL2(getrlimit, 7, limit32);
	blob_out(1, limit32, 8);
	CALL2(ugetrlimit, 7, limit32);
	blob_out(1, limit32, 8);
	CALL2(setrlimit, 7, limit32);
	blob_in(1, limit32, 8);
	CALL4(prlimit64, 0, 7, NULL, limit64);
	blob_out(3, limit64, 16);
	CALL2(getrusage, 0, buf);
	blob_out(1, buf, 72);
	CALL3(timer_create, 1, NULL, &timer);
	blob_out(2, &timer, 4);
	pid = fork();
	if (!pid)
		_exit(42);
	CALL4(wait4, pid, &status, 0, buf);
	blob_out(1, &status, 4);
	blob_out(3, buf, 72);
	pid = fork();
	if (!pid)
		_exit(43);
	CALL3(waitpid, pid, &status, 0);
	blob_out(1, &status, 4);
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
	blob_out(0, fds, sizeof(fds));
	CALL5(ppoll, fds, 2, &zero32, &mask, 8);
	blob_out(0, fds, sizeof(fds));
	blob_out(2, &zero32, 8);
	blob_in(3, &mask, 8);
	CALL5(ppoll_time64, fds, 2, &zero64, NULL, 8);
	blob_out(0, fds, sizeof(fds));
	blob_out(2, &zero64, 16);
	set[1] = 1 << 8;
	before(1, set, 8);
	before(4, &zero32, 8);
	CALL5(_newselect, 41, set, NULL, NULL, &zero32);
	NEED(wants[count - 1].ret == 1);
	blob_out(1, set, 8);
	blob_out(4, &zero32, 8);
	set[0] = 1 << p[0];
	set[1] = 0;
	CALL6(pselect6, 32, set, NULL, NULL, &zero32, NULL);
	NEED(wants[count - 1].ret == 1);
	blob_out(1, set, 4);
	blob_out(4, &zero32, 8);
	CALL6(pselect6_time64, 32, set, NULL, NULL, &zero64, NULL);
	blob_out(1, set, 4);
	blob_out(4, &zero64, 16);
	set[0] = 1 << p[0] | 1 << p[1];
	block[0] = 31;
	block[1] = A(set);
	block[2] = block[3] = 0;
	block[4] = A(&zero32);
	before(SUB + 1, set, 4);
	before(SUB + 4, &zero32, 8);
	CALL1(select, block);
	NEED(set[0] == 1U << p[0]);
	NEED(wants[count - 1].ret == 1);
	blob_in(0, block, sizeof(block));
	blob_out(SUB + 1, set, 4);
	blob_out(SUB + 4, &zero32, 8);

	ep = CALL1(epoll_create1, 0);
	CALL4(epoll_ctl, ep, 1, p[0], &ev);
	blob_in(3, &ev, 12);
	CALL4(epoll_wait, ep, evs, 4, 0);
	blob_out(1, evs, 12);
	CALL6(epoll_pwait, ep, evs, 4, 0, NULL, 8);
	blob_out(1, evs, 12);
	CALL6(epoll_pwait2, ep, evs, 4, &zero64, NULL, 8);
	blob_out(1, evs, 12);
	blob_in(3, &zero64, 16);
	CALL6(futex, &word, 128, 8, &zero32, NULL, 0); /* EAGAIN */
	blob_in(0, &word, 4);
	blob_in(3, &zero32, 8);
	CALL6(futex_time64, &word, 128, 8, &zero64, NULL, 0);
	blob_in(0, &word, 4);
	blob_in(3, &zero64, 16);
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
	uint32_t act[4] = { A(SIG_IGN), 0x200, 0x10000000, 0 }, old[4];
	struct time32 zero32 = { 0, 0 };
	struct time64 zero64 = { 0, 0 };
	uint64_t set = 1 << 9, was;
	uint32_t set32 = 1 << 9, was32;

	CALL4(rt_sigprocmask, 0, &set, &was, 8);
	blob_in(1, &set, 8);
	blob_out(2, &was, 8);
	CALL3(sigprocmask, 0, &set32, &was32);
	blob_in(1, &set32, 4);
	blob_out(2, &was32, 4);
	CALL1(sigpending, &was32);
	blob_out(0, &was32, 4);
	CALL2(rt_sigpending, &was, 8);
	blob_out(0, &was, 8);
	CALL4(rt_sigtimedwait, &set, NULL, &zero32, 8);
	blob_in(0, &set, 8);
	blob_in(2, &zero32, 8);
	CALL4(rt_sigtimedwait_time64, &set, NULL, &zero64, 8);
	blob_in(0, &set, 8);
	blob_in(2, &zero64, 16);
	CALL3(sigaction, SIGUSR2, act, old);
	blob_in(1, act, 16);
	blob_out(2, old, 16);
	/* The handler's return is a call too, which leaves nothing but its number */
	NEED(sigaction(SIGURG, &catch, NULL) == 0);
	CALL3(tgkill, getpid(), gettid(), SIGURG);
	NEED(handled == SIGURG);
	wants[count++] = (struct want){ .name = "rt_sigreturn", .nr = SYS_rt_sigreturn };
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
	blob_in(3, &one, sizeof(one));
	CALL3(bind, s, &sin, sizeof(sin));
	blob_in(1, &sin, sizeof(sin));
	CALL2(listen, s, 5);
	c = CALL3(socket, AF_INET, SOCK_STREAM, 0);
	CALL3(connect, c, &sin, sizeof(sin));
	blob_in(1, &sin, sizeof(sin));
	a = CALL4(accept4, s, &peer, &len, SOCK_CLOEXEC);
	NEED(a >= 0);
	blob_out(1, &peer, sizeof(peer));
	blob_out(2, &len, sizeof(len));
	CALL6(sendto, c, "ping", 4, 0, NULL, 0);
	blob_in(1, "ping", 4);
	CALL6(recvfrom, a, buf, sizeof(buf), 0, NULL, NULL);
	blob_out(1, "ping", 4);
	len = sizeof(one);
	CALL5(getsockopt, s, SOL_SOCKET, SO_REUSEADDR, &one, &len);
	blob_out(3, &one, sizeof(one));
	blob_out(4, &len, sizeof(len));
	len = 100;
	before(2, &len, 4);
	CALL3(getsockname, s, &peer, &len);
	blob_out(1, &peer, sizeof(peer));
	blob_out(2, &len, sizeof(len));
	close(s);
	close(c);
	close(a);

	CALL4(socketpair, AF_UNIX, SOCK_DGRAM, 0, pair);
	NEED(wants[count - 1].ret == 0);
	blob_out(3, pair, 8);
	control.fd = pair[0];
	msg = message(iov, 2, &control);
	CALL3(sendmsg, pair[0], &msg, 0);
	blob_in(1, &msg, sizeof(msg));
	blob_iovec(1, iov, 2);
	blob_content(1, 0, "Hello, world");
	blob_flags(1, SYSCORD_PART_CONTROL, 0, &control, 16, 16);
	riov[0] = (struct iovec32){ buf, 5 };
	riov[1] = (struct iovec32){ buf2, sizeof(buf2) };
	memset(&control, 0, sizeof(control));
	msg = message(riov, 2, &control);
	CALL3(recvmsg, pair[1], &msg, 0);
	NEED(control.len == 16 && control.type == SCM_RIGHTS && msg.controllen == 16);
	blob_out(1, &msg, sizeof(msg));
	blob_iovec(1, riov, 2);
	blob_content(1, SYSCORD_BLOB_OUT, "Hello, world");
	blob_flags(1, SYSCORD_PART_CONTROL, SYSCORD_BLOB_OUT, &control, 16, 16);
	close(control.fd);
	close(pair[0]);
	close(pair[1]);

	s = CALL3(socket, AF_UNIX, SOCK_STREAM, 0);
	msg = message(iov, 1, NULL);
	msg.name = &sun;
	msg.namelen = sizeof(sun);
	CALL3(sendmsg, s, &msg, 0); /* EOPNOTSUPP: an input all the same */
	blob_in(1, &msg, sizeof(msg));
	blob_flags(1, SYSCORD_PART_NAME, 0, &sun, sizeof(sun), sizeof(sun));
	blob_iovec(1, iov, 1);
	blob_content(1, 0, "Hello, ");
	close(s);
}

/* socketcall: n words, which must be in the record, and the inner call's blobs */
static long socketcall(int number, unsigned int n, const uint32_t *words)
{
	long ret = CALL2(socketcall, number, words);

	blob_in(1, words, n * 4);
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
	SOCKETCALL(14, 5, s, SOL_SOCKET, SO_REUSEADDR, A(&one), sizeof(one));
	blob_in(SUB + 3, &one, 4);
	SOCKETCALL(2, 3, s, A(&sin), sizeof(sin));
	blob_in(SUB + 1, &sin, sizeof(sin));
	SOCKETCALL(4, 2, s, 5);
	c = SOCKETCALL(1, 3, AF_INET, SOCK_STREAM, 0);
	SOCKETCALL(3, 3, c, A(&sin), sizeof(sin));
	blob_in(SUB + 1, &sin, sizeof(sin));
	a = SOCKETCALL(5, 3, s, A(&peer), A(&len));
	NEED(a >= 0);
	blob_out(SUB + 1, &peer, sizeof(peer));
	blob_out(SUB + 2, &len, 4);
	SOCKETCALL(9, 4, c, A("send"), 4, 0);
	blob_in(SUB + 1, "send", 4);
	SOCKETCALL(10, 4, a, A(buf), sizeof(buf), 0);
	blob_out(SUB + 1, "send", 4);
	SOCKETCALL(11, 6, c, A("sendto"), 6, 0, 0, 0);
	blob_in(SUB + 1, "sendto", 6);
	SOCKETCALL(12, 6, a, A(buf), sizeof(buf), 0, 0, 0);
	blob_out(SUB + 1, "sendto", 6);
	len = 100;
	before(SUB + 2, &len, 4);
	SOCKETCALL(7, 3, a, A(&peer), A(&len));
	blob_out(SUB + 1, &peer, sizeof(peer));
	blob_out(SUB + 2, &len, 4);
	len = 4;
	SOCKETCALL(15, 5, s, SOL_SOCKET, SO_REUSEADDR, A(&one), A(&len));
	blob_out(SUB + 3, &one, 4);
	blob_out(SUB + 4, &len, 4);
	SOCKETCALL(13, 2, c, SHUT_RDWR);
	SOCKETCALL(8, 4, AF_UNIX, SOCK_DGRAM, 0, A(pair));
	NEED(wants[count - 1].ret == 0);
	blob_out(SUB + 3, pair, 8);
	msg = message(iov, 2, NULL);
	SOCKETCALL(16, 3, pair[0], A(&msg), 0);
	blob_in(SUB + 1, &msg, sizeof(msg));
	blob_iovec(SUB + 1, iov, 2);
	blob_content(SUB + 1, 0, "Hello, world");
	riov = (struct iovec32){ buf, sizeof(buf) };
	msg = message(&riov, 1, NULL);
	SOCKETCALL(17, 3, pair[1], A(&msg), 0);
	blob_out(SUB + 1, &msg, sizeof(msg));
	blob_iovec(SUB + 1, &riov, 1);
	blob_content(SUB + 1, SYSCORD_BLOB_OUT, "Hello, world");
	/* the words are nowhere; no such call */
	CALL2(socketcall, 3, 8);
	blob_flags(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, "", 12, 0);
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
	char *const envp[] = { NULL };

	CALL3(execve, "/no/such/program", argv, envp);
	blob_string(0, "/no/such/program");
	blob_in(1, "no-such-program\0one\0\0three", 27);
	CALL5(execveat, AT_FDCWD, "/no/such/program", argv, envp, 0);
	blob_string(1, "/no/such/program");
	blob_in(2, "no-such-program\0one\0\0three", 27);
	/* EFAULT: the string is nowhere */
	CALL4(openat, AT_FDCWD, 8, O_RDONLY, 0);
	blob_flags(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, "", 1, 0);
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
	blob_in(1, end - 20, 20);
	CALL3(write, null, end - 20, 50);
	blob_flags(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, end - 20, 50, 20);
	iov[0] = (struct iovec32){ end - 4, 4 };
	iov[1] = (struct iovec32){ end - 2, 10 };
	CALL3(writev, null, iov, 2);
	blob_iovec(1, iov, 2);
	blob_flags(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_FAULTED, "eeeeee", 14, 6);
	/* an iovec of which only a half is there */
	memcpy(end - 12, iov, 12);
	CALL3(writev, null, end - 12, 2);
	blob_flags(1, SYSCORD_PART_IOVEC, SYSCORD_BLOB_FAULTED, iov, 16, 12);
	blob_flags(1, SYSCORD_PART_CONTENT, 0, end - 4, 4, 4);
	/* the last bytes of 32 bits, and beyond */
	CALL3(write, null, 0xfffffff0, 0x20);
	blob_flags(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, "", 0x20, 0);
	CALL3(write, null, 0xfffffff0, 0xffffffff);
	blob_flags(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED | SYSCORD_BLOB_TRUNCATED, "",
		   0xffffffff, 0);
	CALL3(writev, null, iov, -1);
	iov[0] = (struct iovec32){ end - 4, -1 }; /* EINVAL: a negative length */
	CALL3(writev, null, iov, 1);
	blob_iovec(1, iov, 1);
	blob_flags(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_FAULTED, end - 4, 0x7ffff000, 4);
	msg = message(iov, 0xffffffff, NULL);
	msg.namelen = -5;
	msg.name = end - 4;
	CALL3(sendmsg, null, &msg, 0); /* ENOTSOCK */
	blob_in(1, &msg, sizeof(msg));
	CALL3(sendmsg, null, end - 27, 0);
	blob_flags(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, end - 27, 28, 27);
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
	late();
	NEED(munmap(map, 4096) == 0);

	map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	iov = (struct iovec32){ map + 100, strlen(text) };
	msg = message(&iov, 1, NULL);
	SOCKETCALL(16, 3, null, A(&msg), 0); /* ENOTSOCK */
	blob_in(SUB + 1, &msg, sizeof(msg));
	blob_iovec(SUB + 1, &iov, 1);
	blob_content(SUB + 1, 0, text);
	late();
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
	NEED(wants[count - 1].ret == 2 && mm[1].sent == 8);
	blob_in(1, &mm[0], 32);
	blob_iovec(1, iov, 1);
	blob_content(1, 0, "one");
	blob_in(1, &mm[1], 32);
	blob_iovec(1, iov + 1, 2);
	blob_content(1, 0, "twothree");
	for (int i = 0; i < 2; i++) {
		riov[i] = (struct iovec32){ buf[i], sizeof(buf[i]) };
		mm[i] = (struct mmsghdr32){ message(&riov[i], 1, NULL), 0 };
	}
	SOCKETCALL(19, 5, pair[1], A(mm), 2, MSG_DONTWAIT, 0);
	NEED(wants[count - 1].ret == 2 && mm[1].sent == 8);
	blob_out(SUB + 1, &mm[0], 32);
	blob_iovec(SUB + 1, &riov[0], 1);
	blob_content(SUB + 1, SYSCORD_BLOB_OUT, "one");
	blob_out(SUB + 1, &mm[1], 32);
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
	uint32_t act[5] = { A(SIG_IGN), 0x10000000, 0, 0x200, 0 }, old[5];
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
	blob_in(1, act, 20);
	blob_out(2, old, 20);
	CALL2(sigaltstack, stack, old_stack);
	blob_in(0, stack, 12);
	blob_out(1, old_stack, 12);
	CALL3(setitimer, 0, in16, buf);
	blob_in(1, in16, 16);
	blob_out(2, buf, 16);
	CALL2(getitimer, 0, buf);
	blob_out(1, buf, 16);
	fd = CALL2(timerfd_create, 1, 0);
	CALL4(timerfd_settime, fd, 0, in16, out32);
	blob_in(2, in16, 16);
	blob_out(3, out32, 16);
	CALL4(timerfd_settime64, fd, 0, in32, out32);
	blob_in(2, in32, 32);
	blob_out(3, out32, 32);
	CALL2(timerfd_gettime, fd, out32);
	blob_out(1, out32, 16);
	CALL2(timerfd_gettime64, fd, out32);
	blob_out(1, out32, 32);
	close(fd);

	fd = open("/tmp/compat-file", O_RDWR);
	null = open("/dev/null", O_WRONLY);
	NEED(fd >= 0 && null >= 0);
	CALL3(fcntl, fd, 6, &lock);
	blob_in(2, &lock, 16);
	CALL3(fcntl, fd, 5, &lock);
	blob_out(2, &lock, 16);
	CALL3(fcntl64, fd, 13, &lock64);
	blob_in(2, &lock64, 24);
	CALL3(fcntl64, fd, 12, &lock64);
	blob_out(2, &lock64, 24);
	CALL4(sendfile, null, fd, &offset, 8);
	blob_out(2, &offset, 4);
	CALL4(sendfile64, null, fd, &offset64, 8);
	blob_out(2, &offset64, 8);
	close(fd);
	close(null);

	CALL1(sysinfo, buf);
	blob_out(0, buf, 64);
	CALL1(times, buf);
	blob_out(0, buf, 16);
	CALL1(time, buf);
	blob_out(0, buf, 4);
	CALL2(setgroups, 3, groups);
	blob_in(1, groups, 6);
	CALL2(getgroups, 3, groups);
	blob_out(1, groups, 6);
	CALL2(getgroups32, 8, out32);
	blob_out(1, out32, 12);
	pid = fork();
	if (!pid)
		_exit(44);
	CALL5(waitid, 1, pid, buf, 4, usage);
	blob_out(2, buf, 24);
	blob_out(4, usage, 72);
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
	CALL6(ipc, 14, q, 0, 0, 0, 0); /* IPC_RMID */
	CALL6(ipc, 99, 0, 0, 0, buf, 0);
	q = syscall(SYS_mq_open, "compat", O_RDWR | O_CREAT | O_NONBLOCK, 0600, NULL);
	if (q < 0)
		return;
	CALL5(mq_timedsend, q, "ping", 4, 3, &zero);
	blob_in(1, "ping", 4);
	blob_in(4, &zero, 8);
	CALL5(mq_timedreceive, q, buf, sizeof(buf), &prio, &zero);
	blob_out(1, "ping", 4);
	blob_out(3, &prio, 4);
	blob_in(4, &zero, 8);
	close(q);
}

static void complain(const struct want *w, const char *what)
{
	FAIL("%s(%#lx, %#lx, %#lx) = %ld: %s", w->name, w->args[0], w->args[1], w->args[2], w->ret,
	     what);
}

static bool same_call(const struct want *w, const struct syscord_record *rec)
{
	const struct syscord_call *c = raw_call(rec);

	if (!c || c->nr != (uint32_t)w->nr ||
	    c->ret != (w->ret < 0 && w->ret >= -4095 ? w->ret : (int64_t)(uint32_t)w->ret))
		return false;
	for (unsigned int i = 0; i < w->nargs; i++)
		if (c->args[i] != (uint32_t)w->args[i])
			return false;
	return true;
}

/* The blobs that tell of the entry stand behind the others: those that there are, and *missing */
static unsigned int compare_before(const struct want *w, const struct syscord_record *rec,
				   unsigned int *missing)
{
	const uint8_t *at = (const uint8_t *)(rec + 1) + rec->body;
	unsigned int befores = 0, found = 0;

	for (unsigned int i = 0; i < rec->blobs; i++) {
		const struct syscord_blob *head = (const struct syscord_blob *)at;

		for (unsigned int k = 0; k < w->befores; k++) {
			const struct want_blob *b = &w->before[k];

			found += head->arg == b->arg && head->part == b->part &&
				 head->flags == b->flags && head->got == b->got &&
				 !memcmp(head + 1, b->data, b->got);
		}
		befores += head->flags & SYSCORD_BLOB_BEFORE ? 1 : 0;
		at += sizeof(*head) + ((head->got + 7) & ~7U);
	}
	*missing = w->befores - found;
	return befores;
}

/* Of blobs that belong to one array, that of the same turn as number `i` of the wanted */
static const uint8_t *find(const struct want *w, unsigned int i, const struct syscord_record *rec,
			   struct syscord_blob *head)
{
	const uint8_t *at = (const uint8_t *)(rec + 1) + rec->body;
	unsigned int turn = 0;

	for (unsigned int k = 0; k < i; k++)
		turn += w->blob[k].arg == w->blob[i].arg && w->blob[k].part == w->blob[i].part;
	for (unsigned int k = 0; k < rec->blobs; k++) {
		memcpy(head, at, sizeof(*head));
		at += sizeof(*head);
		if (head->arg == w->blob[i].arg && head->part == w->blob[i].part && !turn--)
			return at;
		at += (head->got + 7) & ~7U;
	}
	return NULL;
}

static void compare(const struct want *w, const struct syscord_record *rec)
{
	const struct syscord_call *c = raw_call(rec);
	bool was_late = rec->flags & SYSCORD_RECORD_LATE;
	unsigned int extra = was_late;
	unsigned int missing;
	char text[256];

	extra += compare_before(w, rec, &missing);
	if (by_entry && missing)
		complain(w, "does not have what was there before");
	if (by_entry && !(rec->flags & SYSCORD_RECORD_TIMED))
		complain(w, "has no duration");
	if (c->nargs != w->nargs)
		complain(w, "wrong number of arguments");
	if (c->abi != SYSCORD_ABI_I386)
		complain(w, "wrong ABI");
	if (w->late && !was_late)
		complain(w, "did not take the deferred path");
	if (rec->flags & SYSCORD_RECORD_PARTIAL)
		complain(w, "PARTIAL");
	if (rec->blobs != w->blobs + extra) {
		snprintf(text, sizeof(text), "%u blobs, not %u", rec->blobs - extra, w->blobs);
		complain(w, text);
	}
	for (unsigned int i = 0; i < w->blobs; i++) {
		const struct want_blob *b = &w->blob[i];
		struct syscord_blob head;
		const uint8_t *data = find(w, i, rec, &head);

		snprintf(text, sizeof(text), "argument %#x part %u", b->arg, b->part);
		if (!data)
			strcat(text, ": no blob");
		else if ((head.flags & ~SYSCORD_BLOB_LATE) != b->flags || head.want != b->want ||
			 head.got != b->got)
			snprintf(text + strlen(text), sizeof(text) - strlen(text),
				 ": flags %#x want %u got %u, not %#x %u %u", head.flags, head.want,
				 head.got, b->flags, b->want, b->got);
		else if (memcmp(data, b->data, b->got))
			strcat(text, ": other bytes");
		else
			continue;
		complain(w, text);
	}
}

/* Of the private session that the program is attached to */
static void watch_entries(struct raw *raw)
{
	struct syscord_policy policy = { .size = sizeof(policy) };

	NEED(ioctl(raw->fd, SYSCORD_IOC_POLICY_GET, &policy) == 0);
	policy.flags |= SYSCORD_POLICY_F_ENTRY;
	NEED(ioctl(raw->fd, SYSCORD_IOC_POLICY_SET, &policy) == 0);
	by_entry = true;
}

int main(int argc, char **argv)
{
	struct raw_records records;
	struct syscord_status status;
	struct raw raw;
	size_t at = 0;
	unsigned int i;
	uint32_t tid = gettid();

	for (i = 0; i < sizeof(big); i++)
		big[i] = 'A' + i % 23;
	raw_open(&raw, NULL, 4 << 20, SNAPLEN);
	if (argc > 1 && !strcmp(argv[1], "entry"))
		watch_entries(&raw);
	raw_follow_self(&raw);
	raw_start(&raw);
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
	raw_stop(&raw);
	raw_collect(&raw, &records, true);
	raw_status(&raw, &status);
	CHECK(status.lost_outside == 0);
	CHECK(status.pending == 0);

	for (i = 0; i < count; i++) {
		size_t j = at;

		while (j < records.count &&
		       (records.rec[j]->tid != tid || !same_call(&wants[i], records.rec[j])))
			j++;
		if (j == records.count) {
			complain(&wants[i], "has no record");
			continue;
		}
		compare(&wants[i], records.rec[j]);
		at = j + 1;
	}
	printf("%u calls compared, %zu records, %d differences\n", count, records.count, failures);
	raw_close(&raw);
	return failures != 0;
}
