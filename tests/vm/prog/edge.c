/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Each capture operation of include/syscalls.def at the end of memory: what a call read or
 * wrote ends with the last byte before a page that is not there, or that may not be touched.
 * The record must hold all of it, and only say that something is unreadable where the
 * call, too, ran into that page.
 *
 *   edge [entry]    prints what differs; exits 1 if anything did. As root. With `entry`, calls
 *                   are watched from their entry
 *
 * edge32 is the same for 32 bits.
 */
#include <grp.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/edges.h"

#ifdef __i386__
#define CALL_FCNTL(fd, op, arg) CALL3(fcntl64, fd, op, arg)
typedef uint16_t id_type;
#else
#define CALL_FCNTL(fd, op, arg) CALL3(fcntl, fd, op, arg)
typedef uint32_t id_type;
#endif

/* ---- STR, OSTR, STRV ---- */
static void strings(void)
{
	char cwd[256], *path, *s;
	void *v;

	path = at_end("/no/such", 9);
	CALL4(openat, AT_FDCWD, path, O_RDONLY, 0);
	want_string(1, path);
	gives(-ENOENT);
	path = at_end("/no/such", 8); /* its NUL would be in the next page */
	CALL4(openat, AT_FDCWD, path, O_RDONLY, 0);
	half(1, IN, path, 9, 8);
	gives(-EFAULT);

	NEED(getcwd(cwd, sizeof(cwd)));
	s = room(strlen(cwd) + 1);
	CALL2(getcwd, s, strlen(cwd) + 1);
	gives(strlen(cwd) + 1);
	all_out(0, cwd, strlen(cwd));
	CALL2(getcwd, s, 4096); /* the kernel writes no more than there is */
	gives(strlen(cwd) + 1);
	all_out(0, cwd, strlen(cwd));
	s = room(strlen(cwd));
	CALL2(getcwd, s, 4096);
	gives(-EFAULT);

	s = at_end("two", 4);
	v = at_end((char *[]){ "one", s, NULL }, 3 * sizeof(char *));
	path = at_end("/no/such", 9);
	CALL3(execve, path, v, NULL);
	gives(-ENOENT);
	want_string(0, path);
	all_in(1, "one\0two", 8);
	v = at_end((char *[]){ "one", s }, 2 * sizeof(char *)); /* no NULL */
	CALL3(execve, "/bin/true", v, NULL);
	gives(-EFAULT);
	want_string(0, "/bin/true");
	half(1, IN, "one\0two", 9, 8);
	s = at_end("two", 3);
	v = at_end((char *[]){ "one", s, NULL }, 3 * sizeof(char *));
	CALL3(execve, "/bin/true", v, NULL);
	gives(-EFAULT);
	want_string(0, "/bin/true");
	half(1, IN, "one\0two", 8, 7);
}

/* ---- IN and OUT, of every size ---- */
static void buffers(void)
{
	int fd = open("/tmp/edge", O_RDWR | O_CREAT | O_TRUNC, 0600);
	int zero = open("/dev/zero", O_RDONLY), dir = open("/", O_RDONLY | O_DIRECTORY);
	char *p;

	NEED(fd >= 0 && zero >= 0 && dir >= 0);
	p = at_end("0123456789", 10);
	CALL3(write, fd, p, 10); /* A(k) */
	gives(10);
	all_in(1, p, 10);
	p = at_end("0123456789", 10);
	CALL3(write, fd, p, 30); /* as much as there is */
	gives(10);
	half(1, IN, p, 30, 10);
	CALL3(write, fd, p + 10, 30);
	gives(-EFAULT);
	half(1, IN, "", 30, 0);
	NEED(lseek(fd, 0, SEEK_SET) == 0);
	p = room(20);
	CALL3(read, fd, p, 20); /* RET */
	gives(20);
	all_out(1, p, 20);
	NEED(lseek(fd, 5, SEEK_SET) == 5);
	p = room(20);
	CALL3(read, fd, p, 4096); /* 15 come */
	gives(15);
	all_out(1, p, 15);
	NEED(lseek(fd, 0, SEEK_SET) == 0);
	p = room(7);
	CALL3(read, fd, p, 20);
	gives(7);
	all_out(1, p, 7);
	p = room(300);
	CALL3(read, zero, p, 300); /* and cut at snaplen */
	gives(300);
	want_blob(1, SYSCORD_PART_DATA, OUT | SYSCORD_BLOB_TRUNCATED, p, 300, SNAPLEN);
	p = room(33);
	CALL3(getrandom, p, 33, 0);
	gives(33);
	all_out(0, p, 33);
	p = room(200);
	CALL3(getdents64, dir, p, 200);
	NEED(want_last()->ret > 0);
	all_out(1, p, want_last()->ret);
	close(fd);
	close(zero);
	close(dir);
}

static void structures(void)
{
	struct timespec ts = { 0, 1000 }, never = { 1000, 0 };
	struct open_how how = { .flags = O_PATH };
	uint64_t clone[8] = { 0, 0, 0, 0, 1000 };
	struct rusage usage;
	int status;
	pid_t pid;
	char *p, *q;

	p = room(256);
	CALL5(statx, AT_FDCWD, "/", 0, STATX_BASIC_STATS, p); /* S(struct) */
	gives(0);
	want_string(1, "/");
	all_out(4, p, 256);
	p = room(255);
	CALL5(statx, AT_FDCWD, "/", 0, STATX_BASIC_STATS, p);
	gives(-EFAULT);
	want_string(1, "/");
	p = room(390);
	CALL1(uname, p); /* C(n) */
	gives(0);
	all_out(0, p, 390);
	p = room(sizeof(ts));
	CALL2(clock_gettime, CLOCK_MONOTONIC, p); /* T(name) */
	gives(0);
	all_out(1, p, sizeof(ts));
	p = at_end(&ts, sizeof(ts));
	CALL4(clock_nanosleep, CLOCK_MONOTONIC, 0, p, NULL);
	gives(0);
	all_in(2, p, sizeof(ts));
	p = at_end(&never, sizeof(ts) - 1);
	CALL4(clock_nanosleep, CLOCK_MONOTONIC, 0, p, NULL);
	gives(-EFAULT);
	half(2, IN, p, sizeof(ts), sizeof(ts) - 1);
	p = at_end(&how, sizeof(how));
	q = at_end("/", 2);
	close(CALL4(openat2, AT_FDCWD, q, p, sizeof(how))); /* AN(k, 1) */
	want_string(1, "/");
	all_in(2, p, sizeof(how));
	p = at_end(clone, sizeof(clone)); /* INR: there is no such exit signal */
	CALL2(clone3, p, sizeof(clone));
	gives(-EINVAL);
	all_in(0, p, sizeof(clone));

	pid = fork();
	if (!pid)
		_exit(42);
	p = room(4);
	q = room(sizeof(usage));
	CALL4(wait4, pid, p, 0, q); /* OUTP */
	gives(pid);
	memcpy(&status, p, 4);
	CHECK(WEXITSTATUS(status) == 42);
	all_out(1, p, 4);
	all_out(3, q, sizeof(usage));
	p = at_end("edge", 5);
	CALL5(prctl, PR_SET_NAME, p, 0, 0, 0); /* a string behind a condition */
	gives(0);
	want_string(1, p);
	p = at_end("fifteen letters", 15); /* STRN(n): of a name that is too long no more is read */
	CALL5(prctl, PR_SET_NAME, p, 0, 0, 0);
	gives(0);
	all_in(1, p, 15);
	p = at_end("fifteen letters and more", 20);
	CALL5(prctl, PR_SET_NAME, p, 0, 0, 0);
	gives(0);
	all_in(1, p, 15);
	p = at_end("fourteen chars", 14);
	CALL5(prctl, PR_SET_NAME, p, 0, 0, 0);
	gives(-EFAULT);
	half(1, IN, p, 15, 14);
	p = room(4);
	CALL5(prctl, PR_GET_PDEATHSIG, p, 0, 0, 0);
	gives(0);
	all_out(1, p, 4);
}

static void on_alarm(int sig)
{
	(void)sig;
}

/* OUTE: what is left of a sleep that a signal cut short */
static void rest(void)
{
	struct sigaction act = { .sa_handler = on_alarm };
	struct itimerval soon = { .it_value = { 0, 100000 } }, none = { 0 };
	struct timespec ts = { 1000, 0 }, wrong = { 0, -1 };
	char *p, *q;

	NEED(sigaction(SIGALRM, &act, NULL) == 0 && setitimer(ITIMER_REAL, &soon, NULL) == 0);
	p = at_end(&ts, sizeof(ts));
	q = room(sizeof(ts));
	CALL2(nanosleep, p, q);
	gives(-EINTR);
	want_last()->ret = -516; /* which would go on if there were no handler */
	all_in(0, p, sizeof(ts));
	all_out(1, q, sizeof(ts));
	NEED(setitimer(ITIMER_REAL, &soon, NULL) == 0);
	CALL4(clock_nanosleep, CLOCK_MONOTONIC, 0, p, q);
	gives(-EINTR);
	want_last()->ret = -516;
	all_in(2, p, sizeof(ts));
	all_out(3, q, sizeof(ts));
	/* The handler's return */
	NEED(setitimer(ITIMER_REAL, &none, NULL) == 0);
	/* there is nothing left of a sleep that never began */
	p = at_end(&wrong, sizeof(wrong));
	CALL2(nanosleep, p, q);
	gives(-EINVAL);
	all_in(0, p, sizeof(wrong));
	CALL4(clock_nanosleep, CLOCK_MONOTONIC, 0, p, q);
	gives(-EINVAL);
	all_in(2, p, sizeof(wrong));
}

/* As many files as the process has room for just now */
static size_t room_for_files(void)
{
	unsigned int n = 0;
	char line[256];
	FILE *f = fopen("/proc/self/status", "r");

	NEED(f);
	while (!n && fgets(line, sizeof(line), f))
		sscanf(line, "FDSize: %u", &n);
	NEED(n);
	fclose(f);
	return n;
}

/* ---- INOUT, with all sizes that it has, and what is counted by another argument ---- */
static void counted(void)
{
	struct pollfd fds[2] = { { .fd = 0, .events = POLLOUT }, { .fd = -1 } };
	struct epoll_event ev = { .events = EPOLLOUT };
	struct timespec zero = { 0, 0 };
	unsigned long set[2] = { 0, 0 };
	uint64_t mask = 0;
	id_type groups[3] = { 7, 8, 9 };
	uint8_t cpus[128];
	gid_t had[64];
	int n, ep, pair[2], had_groups;
	char *p, *q, *map, *none;

	NEED(pipe(pair) == 0);
	fds[0].fd = pair[1];
	p = at_end(fds, sizeof(fds));
	want_before(0, p, sizeof(fds));
	CALL3(poll, p, 2, 0); /* AN(k, n) */
	gives(1);
	all_out(0, p, sizeof(fds));
	p = at_end(fds, 12);
	CALL3(poll, p, 2, 0);
	gives(-EFAULT);
	half(0, OUT, p, 16, 12);
	set[0] = 1UL << pair[1];
	p = at_end(set, sizeof(long)); /* BITS(k): one long */
	q = at_end(&zero, sizeof(zero));
	want_before(2, p, sizeof(long));
	want_before(4, q, sizeof(zero));
	CALL6(pselect6, pair[1] + 1, NULL, p, NULL, q, NULL);
	gives(1);
	all_out(2, p, sizeof(long));
	all_out(4, q, sizeof(zero));
	/* a pair of pointer and size, and what the pointer leads to */
	p = at_end(&mask, 8);
	q = at_end((long[]){ ARG(p), 8 }, 2 * sizeof(long));
	CALL6(pselect6, 0, NULL, NULL, NULL, &zero, q);
	gives(0);
	all_out(4, &zero, sizeof(zero));
	all_in(5, q, 2 * sizeof(long));
	want_blob(5, SYSCORD_PART_VIA, IN, p, 8, 8);
	p = at_end(&mask, 7);
	q = at_end((long[]){ ARG(p), 8 }, 2 * sizeof(long));
	CALL6(pselect6, 0, NULL, NULL, NULL, &zero, q);
	gives(-EFAULT);
	all_out(4, &zero, sizeof(zero));
	all_in(5, q, 2 * sizeof(long));
	want_blob(5, SYSCORD_PART_VIA, FAULTED, p, 8, 7);
	q = at_end((long[]){ ARG(p), 8 }, 2 * sizeof(long) - 1);
	CALL6(pselect6, 0, NULL, NULL, NULL, &zero, q);
	gives(-EFAULT);
	all_out(4, &zero, sizeof(zero));
	half(5, IN, q, 2 * sizeof(long), 2 * sizeof(long) - 1);
	want_blob(5, SYSCORD_PART_VIA, FAULTED, p, 8, 7); /* the pointer is there */
	p = at_end(set, sizeof(long) - 1);
	CALL6(pselect6, pair[1] + 1, NULL, p, NULL, NULL, NULL);
	gives(-EFAULT);
	half(2, OUT, p, sizeof(long), sizeof(long) - 1);
	/* of more files than there can be no more is read */
	none = calloc(1, room_for_files() / 8);
	NEED(none);
	p = at_end(none, room_for_files() / 8);
	want_before(2, p, room_for_files() / 8);
	want_before(4, &zero, sizeof(zero));
	CALL6(pselect6, 100000, NULL, p, NULL, &zero, NULL);
	gives(0);
	all_out(2, p, room_for_files() / 8);
	all_out(4, &zero, sizeof(zero));
	free(none);
	p = at_end(set, 4);
	want_before(2, p, 0);
	CALL6(pselect6, -1, NULL, p, NULL, NULL, NULL);
	gives(-EINVAL);
	all_out(2, p, 0);

	ep = epoll_create1(0);
	p = at_end(&ev, sizeof(ev));
	CALL4(epoll_ctl, ep, EPOLL_CTL_ADD, pair[1], p);
	gives(0);
	all_in(3, p, sizeof(ev));
	p = room(sizeof(ev));
	CALL6(epoll_pwait, ep, p, 50, 0, NULL, 8); /* RETN(n): one comes */
	gives(1);
	all_out(1, p, sizeof(ev));
	close(ep);
	close(pair[0]);
	close(pair[1]);

	had_groups = getgroups(64, had);
	p = at_end(groups, sizeof(groups));
	CALL2(setgroups, 3, p); /* AT(k, name) */
	gives(0);
	all_in(1, p, sizeof(groups));
	p = room(sizeof(groups));
	CALL2(getgroups, 50, p); /* RETAT(k, name) */
	gives(3);
	all_out(1, p, sizeof(groups));
	CALL2(setgroups, 4, p);
	gives(-EFAULT);
	half(1, IN, p, 4 * sizeof(id_type), 3 * sizeof(id_type));
	NEED(had_groups >= 0 && setgroups(had_groups, had) == 0);
	n = syscall(SYS_sched_getaffinity, 0, sizeof(cpus), cpus);
	NEED(n > 0);
	p = room(n);
	CALL3(sched_getaffinity, 0, 128, p); /* RETAN(k, n) */
	gives(n);
	all_out(2, p, n);

	map = mmap(NULL, 3 * 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	NEED(map != MAP_FAILED);
	p = room(3);
	CALL3(mincore, map, 2 * 4096 + 1, p); /* PAGES(k) */
	gives(0);
	all_out(2, p, 3);
	p = room(2);
	CALL3(mincore, map, 2 * 4096 + 1, p);
	gives(-EFAULT);
	munmap(map, 3 * 4096);
}

/* ---- ioctl, fcntl ---- */
static void by_request(void)
{
	const int ptm = open("/dev/ptmx", O_RDWR | O_NOCTTY), fd = open("/tmp/edge", O_RDWR);
	struct {
		short type, whence;
		long start, len;
		int pid;
	} lock = { .type = F_WRLCK };
	int zero = 0;
	char *p;

	NEED(ptm >= 0 && fd >= 0);
	p = at_end(&zero, 4);
	CALL3(ioctl, ptm, 0x40045431, p); /* TIOCSPTLCK */
	gives(0);
	all_in(2, p, 4);
	p = at_end(&zero, 3);
	CALL3(ioctl, ptm, 0x40045431, p);
	gives(-EFAULT);
	half(2, IN, p, 4, 3);
	p = room(4);
	CALL3(ioctl, ptm, 0x80045430, p); /* TIOCGPTN */
	gives(0);
	all_out(2, p, 4);
	p = room(3);
	CALL3(ioctl, ptm, 0x80045430, p);
	gives(-EFAULT);
	close(ptm);

	p = at_end(&lock, sizeof(lock));
	CALL_FCNTL(fd, 6 /* F_SETLK */, p);
	gives(0);
	all_in(2, p, sizeof(lock));
	want_before(2, p, sizeof(lock));
	CALL_FCNTL(fd, 5 /* F_GETLK */, p);
	gives(0);
	all_out(2, p, sizeof(lock));
	p = at_end(&lock, 5);
	CALL_FCNTL(fd, 6, p);
	gives(-EFAULT);
	half(2, IN, p, sizeof(lock), 5);
	close(fd);
}

/* ---- IOVIN, IOVOUT ---- */
static void vectors(void)
{
	const int fd = open("/tmp/edge", O_RDWR | O_TRUNC), null = open("/dev/null", O_WRONLY);
	struct iovec out[2], *v;
	char *a, *b;

	NEED(fd >= 0 && null >= 0);
	a = at_end("first ", 6);
	b = at_end("second", 6);
	out[0] = (struct iovec){ a, 6 };
	out[1] = (struct iovec){ b, 6 };
	v = at_end(out, sizeof(out));
	CALL3(writev, fd, v, 2);
	gives(12);
	want_blob(1, SYSCORD_PART_IOVEC, IN, v, sizeof(out), sizeof(out));
	want_blob(1, SYSCORD_PART_CONTENT, IN, "first second", 12, 12);
	CALL3(writev, fd, v, 3);
	gives(-EFAULT);
	want_blob(1, SYSCORD_PART_IOVEC, FAULTED, v, 3 * sizeof(out[0]), sizeof(out));
	want_blob(1, SYSCORD_PART_CONTENT, IN, "first second", 12, 12);
	out[0].iov_len = 7;
	v = at_end(out, sizeof(out));
	CALL3(writev, null, v, 2); /* which looks at nothing */
	gives(13);
	want_blob(1, SYSCORD_PART_IOVEC, IN, v, sizeof(out), sizeof(out));
	want_blob(1, SYSCORD_PART_CONTENT, FAULTED, "first ", 13, 6);
	out[0] = (struct iovec){ room(300), 0x7fffffff }; /* no call takes more than that, in sum */
	out[1] = out[0];
	v = at_end(out, sizeof(out));
	CALL3(writev, null, v, 2);
	gives(0x7ffff000);
	want_blob(1, SYSCORD_PART_IOVEC, IN, v, sizeof(out), sizeof(out));
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_TRUNCATED, out[0].iov_base, 0x7ffff000,
		  SNAPLEN);

	NEED(lseek(fd, 0, SEEK_SET) == 0);
	out[0] = (struct iovec){ room(6), 6 };
	out[1] = (struct iovec){ room(6), 60 }; /* and no more comes */
	v = at_end(out, sizeof(out));
	CALL3(readv, fd, v, 2);
	gives(12);
	want_blob(1, SYSCORD_PART_IOVEC, IN, v, sizeof(out), sizeof(out));
	want_blob(1, SYSCORD_PART_CONTENT, OUT, "first second", 12, 12);
	NEED(lseek(fd, 0, SEEK_SET) == 0);
	out[0] = (struct iovec){ room(4), 6 }; /* as far as it goes */
	v = at_end(out, sizeof(out));
	CALL3(readv, fd, v, 2);
	gives(4);
	want_blob(1, SYSCORD_PART_IOVEC, IN, v, sizeof(out), sizeof(out));
	want_blob(1, SYSCORD_PART_CONTENT, OUT, "firs", 4, 4);
	close(fd);
	close(null);
}

/* ---- SADDR, OADDR, OUTIN, P(k) ---- */
static void addresses(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX, .sun_path = "/tmp/edge-socket" };
	int s = socket(AF_UNIX, SOCK_DGRAM, 0), one = 1;
	socklen_t len = 2 + 17, big = sizeof(sun);
	char *p, *q;

	unlink(sun.sun_path);
	NEED(s >= 0);
	p = at_end(&sun, len);
	CALL3(connect, s, p, len);
	gives(-ENOENT);
	all_in(1, p, len);
	p = at_end(&sun, 5);
	CALL3(connect, s, p, len);
	gives(-EFAULT);
	half(1, IN, p, len, 5);
	NEED(bind(s, (struct sockaddr *)&sun, len) == 0);
	p = room(len);
	q = at_end(&big, 4);
	want_before(2, q, 4);
	CALL3(getsockname, s, p, q);
	gives(0);
	CHECK(!memcmp(p, &sun, len));
	all_out(1, p, len);
	all_out(2, q, 4);
	p = room(len - 1);
	q = at_end(&big, 4);
	CALL3(getsockname, s, p, q);
	gives(-EFAULT);
	q = at_end(&big, 3);
	CALL3(getsockname, s, room(len), q);
	gives(-EFAULT);
	p = at_end(&one, 4);
	CALL5(setsockopt, s, SOL_SOCKET, SO_REUSEADDR, p, 4);
	gives(0);
	all_in(3, p, 4);
	p = at_end(&one, 2);
	CALL5(setsockopt, s, SOL_SOCKET, SO_REUSEADDR, p, 4);
	gives(-EFAULT);
	half(3, IN, p, 4, 2);
	p = room(4);
	q = at_end(&big, 4);
	want_before(4, q, 4);
	CALL5(getsockopt, s, SOL_SOCKET, SO_REUSEADDR, p, q); /* PN(k, 1): 4 of the many come */
	gives(0);
	all_out(3, p, 4);
	all_out(4, q, 4);
	close(s);
	unlink(sun.sun_path);
}

/* ---- MSGIN, MSGOUT, MSGSIN, MSGSOUT ---- */
struct parts {
	struct msghdr head;
	char *name, *content, *control;
	struct iovec *iov;
	size_t control_len;
};

/* All parts of a message at an end each */
static struct parts message(const struct sockaddr_un *to, socklen_t len, int fd)
{
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { .align = { CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS } };
	struct parts m = { .control_len = CMSG_LEN(sizeof(int)) };

	memcpy(CMSG_DATA(&control.align), &fd, sizeof(int));
	m.name = at_end(to, len);
	m.content = at_end("content", 7);
	m.iov = at_end(&(struct iovec){ m.content, 7 }, sizeof(struct iovec));
	m.control = at_end(&control, m.control_len);
	m.head = (struct msghdr){ .msg_name = m.name,
				  .msg_namelen = len,
				  .msg_iov = m.iov,
				  .msg_iovlen = 1,
				  .msg_control = m.control,
				  .msg_controllen = m.control_len };
	return m;
}

static struct parts message_room(socklen_t len)
{
	struct parts m = { .control_len = CMSG_LEN(sizeof(int)) };

	m.name = room(len);
	m.content = room(7);
	m.iov = at_end(&(struct iovec){ m.content, 7 }, sizeof(struct iovec));
	m.control = room(m.control_len);
	m.head = (struct msghdr){ .msg_name = m.name,
				  .msg_namelen = 100,
				  .msg_iov = m.iov,
				  .msg_iovlen = 1,
				  .msg_control = m.control,
				  .msg_controllen = m.control_len };
	return m;
}

static void all_parts(const struct parts *m, unsigned int flags, const void *at, size_t size,
		      socklen_t len)
{
	want_blob(1, SYSCORD_PART_DATA, flags, at, size, size);
	want_blob(1, SYSCORD_PART_NAME, flags, m->name, len, len);
	want_blob(1, SYSCORD_PART_IOVEC, IN, m->iov, sizeof(*m->iov), sizeof(*m->iov));
	want_blob(1, SYSCORD_PART_CONTENT, flags, m->content, 7, 7);
	want_blob(1, SYSCORD_PART_CONTROL, flags, m->control, m->control_len, m->control_len);
}

static void messages(void)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX, .sun_path = "/tmp/edge-message" };
	int s = socket(AF_UNIX, SOCK_DGRAM, 0), fd;
	const socklen_t len = 2 + 18;
	struct mmsghdr many = { 0 };
	struct parts m;
	char *p;

	unlink(sun.sun_path);
	NEED(s >= 0 && bind(s, (struct sockaddr *)&sun, len) == 0);
	m = message(&sun, len, s);
	p = at_end(&m.head, sizeof(m.head));
	CALL3(sendmsg, s, p, 0);
	gives(7);
	all_parts(&m, IN, p, sizeof(m.head), len);
	m = message_room(len);
	p = at_end(&m.head, sizeof(m.head));
	CALL3(recvmsg, s, p, 0);
	gives(7);
	CHECK(!memcmp(m.name, &sun, len));
	all_parts(&m, OUT, p, sizeof(m.head), len);
	memcpy(&fd, CMSG_DATA((struct cmsghdr *)m.control), sizeof(fd));
	close(fd);

	m = message(&sun, len, s);
	many.msg_hdr = m.head;
	p = at_end(&many, sizeof(many));
	CALL4(sendmmsg, s, p, 1, 0);
	gives(1);
	all_parts(&m, IN, p, sizeof(many), len);
	m = message_room(len);
	many.msg_hdr = m.head;
	p = at_end(&many, sizeof(many));
	CALL5(recvmmsg, s, p, 5, MSG_DONTWAIT, NULL); /* one comes, there is no room for more */
	gives(1);
	all_parts(&m, OUT, p, sizeof(many), len);
	memcpy(&fd, CMSG_DATA((struct cmsghdr *)m.control), sizeof(fd));
	close(fd);

	/* Each part runs into the page, in turn */
	m = message(&sun, len, s);
	p = at_end(&m.head, sizeof(m.head) - 1);
	CALL3(sendmsg, s, p, 0);
	gives(-EFAULT);
	half(1, IN, p, sizeof(m.head), sizeof(m.head) - 1);
	m.head.msg_namelen = len + 1;
	CALL3(sendmsg, s, &m.head, 0);
	gives(-EFAULT);
	all_in(1, &m.head, sizeof(m.head));
	want_blob(1, SYSCORD_PART_NAME, FAULTED, m.name, len + 1, len);
	want_blob(1, SYSCORD_PART_IOVEC, IN, m.iov, sizeof(*m.iov), sizeof(*m.iov));
	want_blob(1, SYSCORD_PART_CONTENT, IN, m.content, 7, 7);
	want_blob(1, SYSCORD_PART_CONTROL, IN, m.control, m.control_len, m.control_len);
	m.head.msg_namelen = len;
	m.iov->iov_len = 8;
	m.head.msg_controllen++;
	CALL3(sendmsg, s, &m.head, 0);
	gives(-EFAULT);
	all_in(1, &m.head, sizeof(m.head));
	want_blob(1, SYSCORD_PART_NAME, IN, m.name, len, len);
	want_blob(1, SYSCORD_PART_IOVEC, IN, m.iov, sizeof(*m.iov), sizeof(*m.iov));
	want_blob(1, SYSCORD_PART_CONTENT, FAULTED, m.content, 8, 7);
	want_blob(1, SYSCORD_PART_CONTROL, FAULTED, m.control, m.control_len + 1, m.control_len);
	close(s);
	unlink(sun.sun_path);
}

#ifdef __i386__
/* ---- CALLS ---- */
static void inner_calls(void)
{
	const uint32_t pair[3] = { AF_UNIX, SOCK_STREAM, 0 };
	char *p, *fds = room(8);
	uint32_t words[4] = { AF_UNIX, SOCK_STREAM, 0, ARG(fds) };

	p = at_end(words, sizeof(words));
	CALL2(socketcall, 8, p);
	gives(0);
	all_in(1, p, sizeof(words));
	all_out(SYSCORD_ARG_SUB + 3, fds, 8);
	close(((int *)fds)[0]);
	close(((int *)fds)[1]);
	p = at_end(words, 11);
	CALL2(socketcall, 1, p);
	gives(-EFAULT);
	half(1, IN, pair, 12, 11);
}
#else
static void inner_calls(void)
{
}
#endif

int main(int argc, char **argv)
{
	wants_start(argc > 1 && !strcmp(argv[1], "entry"));
	for (int hole = 0; hole < 2; hole++) {
		edges_make(hole);
		strings();
		buffers();
		structures();
		rest();
		counted();
		by_request();
		vectors();
		addresses();
		messages();
		inner_calls();
	}
	return wants_compare();
}
