/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wait_order N: N rounds of what makes several records before its thread is back in user
 * mode, or none after: fork (the child ends by exit, a deadly signal, or in another
 * program), vfork, threads that end with their group, and new names, so many that rings
 * become full between the two records that each of them makes.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void *sleeper(void *unused)
{
	(void)unused;
	pause();
	return NULL;
}

static void child(int how)
{
	pthread_t thread;
	char *none[] = { NULL };

	switch (how % 5) {
	case 0:
		_exit(how & 0x7f);
	case 1:
		raise(SIGSEGV);
		_exit(1);
	case 2:
		raise(SIGKILL);
		_exit(1);
	case 3:
		execve("/bin/true", none, none);
		_exit(1);
	default:
		for (int i = 0; i < 3; i++)
			pthread_create(&thread, NULL, sleeper, NULL);
		_exit(0);
	}
}

static pid_t start(int how)
{
	pid_t pid;

	if (how % 7 == 6) {
		pid = vfork();
		if (!pid)
			_exit(0);
	} else {
		pid = fork();
		if (!pid)
			child(how);
	}
	return pid;
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 0;

	for (int i = 0; i < n; i++) {
		char name[32];

		if (start(i) < 0)
			return 1;
		waitpid(-1, NULL, 0);
		for (int k = 0; k < 150; k++) {
			snprintf(name, sizeof(name), "round-%d", k);
			prctl(PR_SET_NAME, name);
		}
	}
	return !n;
}
