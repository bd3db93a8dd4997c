/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls of which a recording with --entry must say how long they took, and what
 * their in/out arguments held before: it prints what it knows of them itself.
 *
 *   entry times    NAME LEAST MOST, in ns, of calls that wait
 *   entry before   descriptors, and the bytes of an ioctl before and after
 *   entry waits    reads a byte from stdin, then makes five calls of getppid
 */
#include <linux/syscord.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define NEED(cond)                                         \
	do {                                               \
		if (!(cond)) {                             \
			perror(#cond);                     \
			exit(99);                          \
		}                                          \
	} while (0)

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static void took(const char *name, uint64_t least, uint64_t since)
{
	printf("%s %llu %llu\n", name, (unsigned long long)least,
	       (unsigned long long)(now() - since));
}

static void times(void)
{
	struct timespec ts = { .tv_nsec = 30000000 };
	struct timeval tv = { .tv_usec = 60000 };
	struct pollfd none = { .fd = -1 };
	uint64_t start;

	start = now();
	NEED(!syscall(SYS_nanosleep, &ts, NULL));
	took("nanosleep", 30000000, start);
	start = now();
	NEED(!syscall(SYS_poll, &none, 1, 10));
	took("poll", 10000000, start);
	start = now();
	NEED(!syscall(SYS_select, 0, NULL, NULL, NULL, &tv));
	took("select", 60000000, start);
	start = now();
	syscall(SYS_getppid);
	took("getppid", 0, start);
}

static void print_hex(const char *name, const void *bytes, size_t len)
{
	printf("%s ", name);
	for (size_t i = 0; i < len; i++)
		printf("%02x", ((const uint8_t *)bytes)[i]);
	putchar('\n');
}

static void before(void)
{
	struct syscord_info info = { .size = sizeof(info) };
	struct sockaddr_un path = { .sun_family = AF_UNIX, .sun_path = "/tmp/entry-socket" };
	struct sockaddr_storage peer;
	struct timeval tv = { .tv_sec = 5 };
	struct pollfd fd = { .events = POLLIN };
	int full[2], empty[2], listener, client, device, value;
	socklen_t len;
	fd_set set;

	NEED(!pipe(full) && !pipe(empty) && write(full[1], "x", 1) == 1);
	FD_ZERO(&set);
	FD_SET(full[0], &set);
	FD_SET(empty[0], &set);
	printf("fds %d %d\n", full[0], empty[0]);
	NEED(syscall(SYS_select, empty[0] + 1, &set, NULL, NULL, &tv) == 1);
	fd.fd = full[0];
	NEED(syscall(SYS_poll, &fd, 1, -1) == 1);

	unlink(path.sun_path);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	NEED(!bind(listener, (struct sockaddr *)&path, sizeof(path)) && !listen(listener, 1));
	len = 16;
	NEED(!getsockopt(listener, SOL_SOCKET, SO_TYPE, &value, &len));
	len = 4;
	NEED(!getsockopt(listener, SOL_SOCKET, SO_ERROR, &value, &len));
	len = 99;
	NEED(accept4(listener, (struct sockaddr *)&peer, &len, 0) < 0 && errno == EAGAIN);
	client = socket(AF_UNIX, SOCK_STREAM, 0);
	NEED(!connect(client, (struct sockaddr *)&path, sizeof(path)));
	len = 111;
	NEED(accept4(listener, (struct sockaddr *)&peer, &len, 0) >= 0);

	device = open(SYSCORD_DEVICE, O_RDWR);
	NEED(device >= 0);
	print_hex("before", &info, sizeof(info));
	NEED(!ioctl(device, SYSCORD_IOC_INFO, &info));
	print_hex("after", &info, sizeof(info));
}

static void waits(void)
{
	char byte;

	NEED(read(0, &byte, 1) == 1);
	for (int i = 0; i < 5; i++)
		syscall(SYS_getppid);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	if (!strcmp(what, "times"))
		times();
	else if (!strcmp(what, "before"))
		before();
	else if (!strcmp(what, "waits"))
		waits();
	else
		return 99;
	return 0;
}
