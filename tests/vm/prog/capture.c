/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes calls with values that it knows, records itself, and compares every
 * record with what it saw itself, byte for byte: each capture operation, strings
 * and buffers that end at a page that is not there, and pages that are not
 * resident when the call returns.
 *
 *   capture         prints what differs; exits 1 if anything did
 */
#include <arpa/inet.h>
#include <linux/futex.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/wants.h"

static char big[4096];

static void files(void)
{
	char buf[512], path[] = "/tmp/capture-file";
	struct iovec in[3], out[3];
	struct stat st;
	struct statx stx;
	int fd, fds[2];

	fd = CALL4(openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_TRUNC, 0644);
	want_string(1, path);
	NEED(fd >= 0);
	CALL3(write, fd, "1234567890123456789012345", 25);
	want_in(1, "1234567890123456789012345", 25);
	CALL3(lseek, fd, 0, SEEK_SET);
	CALL3(read, fd, buf, sizeof(buf));
	want_out(1, "1234567890123456789012345", 25);
	CALL3(read, fd, buf, sizeof(buf)); /* the end: nothing was written */
	want_out(1, "", 0);
	CALL4(pread64, fd, buf, 6, 10);
	want_out(1, "123456", 6);
	CALL4(pwrite64, fd, "abc", 3, 2);
	want_in(1, "abc", 3);
	CALL3(write, fd, big, sizeof(big)); /* cut at snaplen */
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_TRUNCATED, big, sizeof(big), SNAPLEN);
	CALL4(pread64, fd, big, 300, 25);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_TRUNCATED | SYSCORD_BLOB_OUT, big, 300,
		   SNAPLEN);

	out[0] = (struct iovec){ "first ", 6 };
	out[1] = (struct iovec){ NULL, 0 };
	out[2] = (struct iovec){ "second", 6 };
	CALL3(lseek, fd, 0, SEEK_SET);
	CALL3(writev, fd, out, 3);
	want_blob(1, SYSCORD_PART_IOVEC, 0, out, sizeof(out), sizeof(out));
	want_blob(1, SYSCORD_PART_CONTENT, 0, "first second", 12, 12);
	CALL3(lseek, fd, 0, SEEK_SET);
	memset(buf, '-', sizeof(buf));
	in[0] = (struct iovec){ buf, 5 };
	in[1] = (struct iovec){ buf + 100, 2 };
	in[2] = (struct iovec){ buf + 200, 4 };
	CALL3(readv, fd, in, 3);
	want_blob(1, SYSCORD_PART_IOVEC, 0, in, sizeof(in), sizeof(in));
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_OUT, "first second", 11, 11);

	CALL2(fstat, fd, &st);
	want_out(1, &st, sizeof(st));
	CALL4(newfstatat, AT_FDCWD, path, &st, 0);
	want_string(1, path);
	want_out(2, &st, sizeof(st));
	memset(&st, 0x55, sizeof(st));
	CALL4(newfstatat, AT_FDCWD, "/no/such", &st, 0); /* failed: no output */
	want_string(1, "/no/such");
	CALL5(statx, AT_FDCWD, path, 0, STATX_BASIC_STATS, &stx);
	want_string(1, path);
	want_out(4, &stx, sizeof(stx));
	CALL3(readlink, "/proc/self/exe", buf, sizeof(buf));
	want_string(0, "/proc/self/exe");
	want_out(1, buf, want_last()->ret);
	CALL2(getcwd, buf, sizeof(buf));
	want_blob(0, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, buf, strlen(buf), strlen(buf));
	CALL2(pipe2, fds, O_CLOEXEC);
	want_out(0, fds, sizeof(fds));
	CALL3(ioctl, fds[0], 0x541b, buf); /* FIONREAD: an int, which its row knows */
	want_out(2, buf, 4);
	CALL3(ioctl, fds[0], 0x7e01, buf); /* no row, and no size: nothing */
	CALL1(close, fds[0]);
	CALL1(close, fds[1]);
	CALL1(close, fd);
	CALL1(close, 999);
	CALL1(uname, buf);
	want_out(0, buf, sizeof(struct utsname));
	CALL3(getrandom, buf, 32, 0);
	want_out(0, buf, 32);
	CALL0(getpid);
}

static void waits(void)
{
	struct timespec ts = { 0, 1000 }, now;
	struct pollfd fds[2];
	struct epoll_event ev = { .events = EPOLLIN, .data.u64 = 0x1122334455667788 }, evs[4];
	struct timeval zero = { 0, 0 };
	int p[2], ep, status, word = 7;
	fd_set set;
	pid_t pid;

	NEED(pipe(p) == 0);
	NEED(write(p[1], "x", 1) == 1);
	fds[0] = (struct pollfd){ .fd = p[0], .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = p[1], .events = POLLIN };
	CALL3(poll, fds, 2, 0);
	want_out(0, fds, sizeof(fds));
	FD_ZERO(&set);
	FD_SET(p[0], &set);
	CALL5(select, p[0] + 1, &set, NULL, NULL, &zero);
	want_out(1, &set, 8);
	want_out(4, &zero, sizeof(zero));
	ep = epoll_create1(0);
	CALL4(epoll_ctl, ep, EPOLL_CTL_ADD, p[0], &ev);
	want_in(3, &ev, sizeof(ev));
	CALL4(epoll_wait, ep, evs, 4, 0);
	want_out(1, evs, sizeof(evs[0]));
	CALL4(clock_nanosleep, CLOCK_MONOTONIC, 0, &ts, NULL);
	want_in(2, &ts, sizeof(ts));
	CALL2(clock_gettime, CLOCK_MONOTONIC, &now);
	want_out(1, &now, sizeof(now));
	CALL6(futex, &word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 8, &ts, NULL, 0); /* EAGAIN */
	want_in(0, &word, sizeof(word));
	want_in(3, &ts, sizeof(ts));
	pid = fork();
	if (!pid)
		_exit(42);
	CALL4(wait4, pid, &status, 0, NULL);
	want_out(1, &status, sizeof(status));
	close(p[0]);
	close(p[1]);
	close(ep);
}

static void sockets(void)
{
	struct sockaddr_in sin = { .sin_family = AF_INET, .sin_port = htons(4711) }, peer;
	struct sockaddr_un sun = { .sun_family = AF_UNIX, .sun_path = "/tmp/capture-socket" };
	union {
		struct cmsghdr align;
		char space[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec iov[2] = { { "Hello, ", 7 }, { "world", 5 } };
	struct iovec riov[2];
	struct msghdr msg = { 0 };
	char buf[64], buf2[64];
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
	close(s);
	close(c);
	close(a);

	NEED(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
	msg.msg_iov = iov;
	msg.msg_iovlen = 2;
	msg.msg_control = &control;
	msg.msg_controllen = sizeof(control);
	control.align.cmsg_level = SOL_SOCKET;
	control.align.cmsg_type = SCM_RIGHTS;
	control.align.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&control.align), &pair[0], sizeof(int));
	CALL3(sendmsg, pair[0], &msg, 0);
	want_in(1, &msg, sizeof(msg));
	want_blob(1, SYSCORD_PART_IOVEC, 0, iov, sizeof(iov), sizeof(iov));
	want_blob(1, SYSCORD_PART_CONTENT, 0, "Hello, world", 12, 12);
	want_blob(1, SYSCORD_PART_CONTROL, 0, &control, sizeof(control), sizeof(control));
	riov[0] = (struct iovec){ buf, 5 };
	riov[1] = (struct iovec){ buf2, sizeof(buf2) };
	msg.msg_iov = riov;
	memset(&control, 0, sizeof(control));
	CALL3(recvmsg, pair[1], &msg, 0);
	want_out(1, &msg, sizeof(msg));
	want_blob(1, SYSCORD_PART_IOVEC, 0, riov, sizeof(riov), sizeof(riov));
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_OUT, "Hello, world", 12, 12);
	want_blob(1, SYSCORD_PART_CONTROL, SYSCORD_BLOB_OUT, &control, msg.msg_controllen,
		   msg.msg_controllen);
	close(pair[0]);
	close(pair[1]);

	s = CALL3(socket, AF_UNIX, SOCK_STREAM, 0);
	CALL3(connect, s, &sun, sizeof(sun)); /* ENOENT: an input all the same */
	want_in(1, &sun, sizeof(sun));
	close(s);
}

static void strings(void)
{
	char *const argv[] = { "no-such-program", "one", "", "three", NULL };
	char *const envp[] = { "A=1", "B=", NULL };

	CALL3(execve, "/no/such/program", argv, envp);
	want_string(0, "/no/such/program");
	want_in(1, "no-such-program\0one\0\0three", 27);
	want_in(2, "A=1\0B=", 7);
	/* EFAULT: the string is nowhere */
	CALL4(openat, AT_FDCWD, 8, O_RDONLY, 0);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, "", 1, 0);
}

/* Two pages, of which the second is not there */
static char *edge_page(void)
{
	long page = sysconf(_SC_PAGESIZE);
	char *p = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	NEED(p != MAP_FAILED);
	memset(p, 'e', page);
	munmap(p + page, page);
	return p + page;
}

static void edges(void)
{
	char *end = edge_page();
	int zero = open("/dev/zero", O_RDWR), null = open("/dev/null", O_WRONLY), fd;
	struct iovec iov[2];
	unsigned int n;

	/* strings of all lengths around the steps in which they are copied */
	for (n = 1; n < 140; n += n < 60 || (n > 66 && n < 124) ? 13 : 1) {
		memset(end - n - 1, '/', n);
		end[-1] = 0;
		fd = CALL4(openat, AT_FDCWD, end - n - 1, O_PATH, 0);
		want_string(1, end - n - 1);
		if (fd >= 0)
			close(fd);
	}
	memset(end - 256, 'e', 256);
	/* no NUL before the page that is not there */
	CALL4(openat, AT_FDCWD, end - 70, O_PATH, 0);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, end - 70, 71, 70);
	CALL3(read, zero, end - 33, 33);
	want_out(1, end - 33, 33);
	memset(end - 33, 'w', 33);
	CALL3(write, null, end - 33, 33);
	want_in(1, end - 33, 33);
	/* /dev/null never looks: the half that is there is captured, the rest marked */
	CALL3(write, null, end - 20, 50);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, end - 20, 50, 20);
	iov[0] = (struct iovec){ end - 4, 4 };
	iov[1] = (struct iovec){ end - 2, 10 };
	CALL3(writev, null, iov, 2);
	want_blob(1, SYSCORD_PART_IOVEC, 0, iov, sizeof(iov), sizeof(iov));
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_FAULTED, "wwwwww", 14, 6);
	/* addresses that are no user memory at all */
	CALL3(write, null, 0xffff888000000000UL, 16);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, "", 16, 0);
	CALL3(write, null, 0x800000000000UL - 8, 16);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_FAULTED, "", 16, 0);
	close(zero);
	close(null);
}

/* Memory that the call does not touch is still not resident when it returns */
static void cold(void)
{
	const char text[] = "this page was not resident when the call returned";
	char *path = "/tmp/capture-cold", buf[4096];
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644), null = open("/dev/null", O_WRONLY);
	struct iovec iov;
	char *map;

	memset(buf, 0, sizeof(buf));
	strcpy(buf + 100, text);
	NEED(write(fd, buf, sizeof(buf)) == sizeof(buf));
	map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0); /* no page table entry yet */
	NEED(map != MAP_FAILED);
	CALL3(write, null, map + 100, sizeof(text));
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_LATE, text, sizeof(text), sizeof(text));
	want_late();
	NEED(munmap(map, 4096) == 0);

	/* two pieces, one resident, one not */
	map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	iov = (struct iovec){ map + 100, sizeof(text) };
	CALL3(writev, null, &iov, 1);
	want_blob(1, SYSCORD_PART_IOVEC, SYSCORD_BLOB_LATE, &iov, sizeof(iov), sizeof(iov));
	want_blob(1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_LATE, text, sizeof(text), sizeof(text));
	want_late();
	NEED(munmap(map, 4096) == 0);

	/* anonymous memory that was never touched reads as zeros */
	map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CALL3(write, null, map, 64);
	want_blob(1, SYSCORD_PART_DATA, SYSCORD_BLOB_LATE, big + sizeof(big) - 64, 64, 64);
	memset((char *)want_last()->blob[0].data, 0, 64);
	want_late();
	close(fd);
	close(null);
}

int main(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(big); i++)
		big[i] = 'A' + i % 23;
	wants_start(false);
	files();
	waits();
	sockets();
	strings();
	edges();
	cold();
	return wants_compare();
}
