/* SPDX-License-Identifier: GPL-2.0 */
#include <grp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "abuse.h"

#define NOBODY 65534

const char *const caller_names[CALLERS] = { "root", "root of a user namespace", "nobody" };
uint64_t chance_seed = 1;

void abuse_init(void)
{
	setvbuf(stdout, NULL, _IONBF, 0);
}

static void file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	NEED(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

void caller_become(enum caller who)
{
	switch (who) {
	case CALLER_USERNS:
		NEED(unshare(CLONE_NEWUSER) == 0);
		file_write("/proc/self/setgroups", "deny");
		file_write("/proc/self/uid_map", "0 0 1");
		file_write("/proc/self/gid_map", "0 0 1");
		NEED(getuid() == 0);
		break;
	case CALLER_USER:
		NEED(setgroups(0, NULL) == 0 && setgid(NOBODY) == 0 && setuid(NOBODY) == 0);
		NEED(prctl(PR_SET_DUMPABLE, 1) == 0); /* /proc/self stays its own */
		break;
	default:
		break;
	}
}

bool child_ok(pid_t pid)
{
	int status;

	NEED(pid > 0 && waitpid(pid, &status, 0) == pid);
	if (status)
		FAIL("a child ended with status %#x", status);
	return !status;
}

void caller_run(enum caller who, void (*fn)(void *arg), void *arg)
{
	pid_t pid = fork();

	if (!pid) {
		failures = 0;
		caller_become(who);
		fn(arg);
		_exit(failures != 0);
	}
	if (!child_ok(pid))
		printf("... as %s\n", caller_names[who]);
}

int device_open(void)
{
	int fd = open(SYSCORD_DEVICE, O_RDWR | O_CLOEXEC);

	NEED(fd >= 0);
	return fd;
}

int device_attach(int fd, const char *name, uint32_t flags)
{
	struct syscord_attach a = { .size = sizeof(a), .flags = flags };

	snprintf(a.name, sizeof(a.name), "%s", name);
	return ioctl(fd, SYSCORD_IOC_ATTACH, &a);
}

void device_info(int fd, struct syscord_info *info)
{
	memset(info, 0, sizeof(*info));
	info->size = sizeof(*info);
	NEED(ioctl(fd, SYSCORD_IOC_INFO, info) == 0);
}

void sessions_destroy(void)
{
	struct syscord_sessions s = { .size = sizeof(s) };
	int fd = device_open();

	NEED(ioctl(fd, SYSCORD_IOC_SESSIONS, &s) == 0);
	close(fd);
	while (s.count--) {
		fd = device_open();
		if (strcmp(s.name[s.count], SYSCORD_SESSION_DEFAULT) &&
		    device_attach(fd, s.name[s.count], 0) == 0)
			(void)ioctl(fd, SYSCORD_IOC_DESTROY);
		close(fd);
	}
}

void device_unused(const char *after)
{
	struct syscord_info info;
	int fd = device_open(), tries;

	/* a file that was dropped elsewhere is released a little later */
	for (tries = 0; tries < 100; tries++) {
		device_info(fd, &info);
		if (info.sessions == 1 && !info.memory_used)
			break;
		usleep(50000);
	}
	if (tries == 100)
		FAIL("after %s: %u sessions, %llu bytes", after, info.sessions,
		     (unsigned long long)info.memory_used);
	close(fd);
}

void fd_send(int sock, int fd)
{
	char byte = 0, control[CMSG_SPACE(sizeof(fd))] = { 0 };
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control,
			      .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	NEED(sendmsg(sock, &msg, 0) == 1);
}

int fd_receive(int sock)
{
	char byte, control[CMSG_SPACE(sizeof(int))];
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control,
			      .msg_controllen = sizeof(control) };
	int fd;

	NEED(recvmsg(sock, &msg, MSG_CMSG_CLOEXEC) == 1 && CMSG_FIRSTHDR(&msg));
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	return fd;
}

void spin_calls(int n)
{
	while (n--)
		syscall(SYS_getpid);
}

/* xorshift64*: the same calls each time that the seed is the same */
uint64_t chance(void)
{
	chance_seed ^= chance_seed >> 12;
	chance_seed ^= chance_seed << 25;
	chance_seed ^= chance_seed >> 27;
	return chance_seed * 0x2545f4914f6cdd1dULL;
}

uint64_t chance_below(uint64_t n)
{
	return (chance() >> 11) % n;
}
