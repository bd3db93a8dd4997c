/* SPDX-License-Identifier: GPL-2.0 */
/*
 * churn PROCESSES: keeps so many processes, each of which forks, executes itself, makes a
 * thread, or ends, one as often as the other. Ends at SIGTERM, with all of them; prints
 * how many there have been.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t over;

static void on_term(int sig)
{
	(void)sig;
	over = 1;
}

static void *thread(void *arg)
{
	prctl(PR_SET_NAME, arg);
	for (int i = 0; i < 20; i++)
		syscall(SYS_getppid);
	return NULL;
}

/* A short life: what it does comes from `seed`, so that a run is much like the next */
static void live(unsigned int seed, const char *self)
{
	struct timespec pause = { 0, (long)(rand_r(&seed) % 1000) * 1000000L };
	pthread_t t;

	for (int i = 0; i < 20; i++)
		syscall(SYS_getppid);
	nanosleep(&pause, NULL);
	switch (rand_r(&seed) % 4) {
	case 0:
		if (!pthread_create(&t, NULL, thread, "churn-thread"))
			pthread_join(t, NULL);
		_exit(0);
	case 1:
		if (vfork() == 0) {
			execl(self, self, (char *)NULL);
			_exit(1);
		}
		wait(NULL);
		_exit(0);
	case 2:
		if (fork() == 0)
			_exit(0);
		_exit(0);	/* its child is nobody's, or still there */
	default:
		kill(getpid(), rand_r(&seed) % 2 ? SIGKILL : SIGTERM);
	}
	_exit(0);
}

int main(int argc, char **argv)
{
	long most = argc > 1 ? atol(argv[1]) : 0, now = 0, all = 0;

	if (!most)
		return 0;
	signal(SIGTERM, on_term);
	while (!over) {
		pid_t pid = fork();

		if (pid == 0) {
			signal(SIGTERM, SIG_DFL);
			live((unsigned int)all, argv[0]);
		}
		all += pid > 0;
		now += pid > 0;
		while (now && waitpid(-1, NULL, now < most && pid > 0 ? WNOHANG : 0) > 0)
			now--;
	}
	while (wait(NULL) > 0)
		;
	printf("%ld processes\n", all);
	return 0;
}
