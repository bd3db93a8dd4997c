/* SPDX-License-Identifier: GPL-2.0 */
/*
 * recvfrom with more content than a record holds, so that what follows finds no room:
 *
 *   full honest    an address, and its length
 *   full lie       a length that cannot be read, in a call whose result is made up by
 *                  a seccomp supervisor (the kernel's own would be EFAULT)
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include "lib/raw.h"

#define LEN 100000

static char buffer[LEN];
static int notices[2];	/* a pipe that tells of the supervisor's descriptor */

static void *supervise(void *unused)
{
	struct seccomp_notif notice = { 0 };
	struct seccomp_notif_resp answer = { 0 };
	int fd;

	(void)unused;
	NEED(read(notices[0], &fd, sizeof(fd)) == sizeof(fd));
	NEED(ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &notice) == 0);
	answer.id = notice.id;
	answer.val = LEN;
	NEED(ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &answer) == 0);
	return NULL;
}

static void lie(void)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_recvfrom, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { sizeof(insns) / sizeof(*insns), insns };
	struct sockaddr_un from;
	pthread_t thread;
	int fd;

	NEED(pipe(notices) == 0);
	NEED(pthread_create(&thread, NULL, supervise, NULL) == 0);
	NEED(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &prog);
	NEED(fd >= 0);
	NEED(write(notices[1], &fd, sizeof(fd)) == sizeof(fd));
	NEED(syscall(SYS_recvfrom, 99, buffer, LEN, 0, &from, 8L) == LEN);
	pthread_join(thread, NULL);
}

static void honest(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "\0full" }, from;
	socklen_t len = sizeof(from);
	int to = socket(AF_UNIX, SOCK_DGRAM, 0), fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	NEED(bind(to, (struct sockaddr *)&name, sizeof(name)) == 0);
	NEED(sendto(fd, buffer, LEN, 0, (struct sockaddr *)&name, sizeof(name)) == LEN);
	NEED(recvfrom(to, buffer, LEN, 0, (struct sockaddr *)&from, &len) == LEN);
}

int main(int argc, char **argv)
{
	memset(buffer, 'x', sizeof(buffer));
	if (argc > 1 && !strcmp(argv[1], "lie"))
		lie();
	else
		honest();
	return failures != 0;
}
