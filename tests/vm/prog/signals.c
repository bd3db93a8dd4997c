/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Takes signals and dies in ways that a recording must tell of.
 *
 *   signals handled     gets one of each kind, survives
 *   signals ignored     sends itself what it ignores or blocks
 *   signals child       a child that exits with 3, one that dies by SIGTERM
 *   signals segv        reads 25 bytes, then dies at address 0x10
 *   signals killed      a thread waits in futex(2) when SIGKILL comes
 *   signals group       a thread waits in futex(2) when main exits with 5
 *   signals stopped     a child stops itself and goes on
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NEED(cond)                                         \
	do {                                               \
		if (!(cond)) {                             \
			perror(#cond);                     \
			exit(99);                          \
		}                                          \
	} while (0)

static volatile sig_atomic_t count[65];
static sigjmp_buf after_fault;

static void on_signal(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	count[sig]++;
	if (sig == SIGBUS)
		siglongjmp(after_fault, 1);
}

static void handle(int sig)
{
	struct sigaction sa = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART };

	NEED(!sigaction(sig, &sa, NULL));
}

static void wait_for(int sig)
{
	while (!count[sig])
		usleep(1000);
}

/* getppid() raises SIGSYS */
static void seccomp_trap(void)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP | 7),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { .len = 4, .filter = insns };

	NEED(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	NEED(!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog));
	syscall(SYS_getppid);
}

static int handled(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN };
	struct itimerspec soon = { .it_value.tv_nsec = 1000000 };
	struct itimerval alarm_soon = { .it_value.tv_usec = 1000 };
	char name[] = "/tmp/signals-XXXXXX";
	volatile char *past_end;
	timer_t timer;
	int fd;

	handle(SIGUSR1);
	handle(SIGUSR2);
	handle(SIGALRM);
	handle(SIGRTMIN);
	handle(SIGBUS);
	handle(SIGSYS);
	NEED(!sigqueue(getpid(), SIGUSR1, (union sigval){ .sival_int = 7 }));
	wait_for(SIGUSR1);
	NEED(!syscall(SYS_tgkill, getpid(), gettid(), SIGUSR2));
	wait_for(SIGUSR2);
	NEED(!setitimer(ITIMER_REAL, &alarm_soon, NULL));
	wait_for(SIGALRM);
	event.sigev_value.sival_int = 11;
	NEED(!timer_create(CLOCK_MONOTONIC, &event, &timer));
	NEED(!timer_settime(timer, 0, &soon, NULL));
	wait_for(SIGRTMIN);
	fd = mkstemp(name);
	NEED(fd >= 0 && !unlink(name));
	past_end = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	NEED(past_end != MAP_FAILED);
	if (!sigsetjmp(after_fault, 1))
		past_end[0x10] = 1;
	NEED(count[SIGBUS] == 1);
	printf("page %p handler %p\n", (void *)past_end, (void *)on_signal);
	fflush(stdout);
	seccomp_trap();
	NEED(count[SIGSYS] == 1);
	return 0;
}

static int ignored(void)
{
	sigset_t set;

	signal(SIGUSR2, SIG_IGN);
	NEED(!kill(getpid(), SIGUSR2));
	NEED(!kill(getpid(), SIGWINCH)); /* by default */
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	NEED(!sigprocmask(SIG_BLOCK, &set, NULL));
	NEED(!kill(getpid(), SIGUSR1)); /* never delivered */
	getpid();
	return 0;
}

static int child(void)
{
	pid_t pid;

	handle(SIGCHLD);
	pid = fork();
	if (!pid)
		_exit(3);
	NEED(waitpid(pid, NULL, 0) == pid);
	wait_for(SIGCHLD);
	printf("first %d\n", (int)pid);
	fflush(stdout);
	count[SIGCHLD] = 0;
	pid = fork();
	if (!pid) {
		raise(SIGTERM);
		_exit(98);
	}
	NEED(waitpid(pid, NULL, 0) == pid);
	wait_for(SIGCHLD);
	printf("second %d\n", (int)pid);
	return 0;
}

static int segv(void)
{
	struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	volatile int *volatile nowhere = (volatile int *)0x10;
	char bytes[25];
	int fd;

	NEED(!setrlimit(RLIMIT_CORE, &unlimited));
	fd = open("/dev/zero", O_RDONLY);
	NEED(read(fd, bytes, sizeof(bytes)) == sizeof(bytes));
	*nowhere = 1;
	return 97;
}

static int word;
static volatile pid_t waiter;

static void *wait_for_ever(void *arg)
{
	(void)arg;
	waiter = gettid();
	for (;;)
		syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
	return NULL;
}

/* A thread that waits in futex(2), as /proc tells */
static void start_waiter(void)
{
	char path[64], text[256];
	long nr = -1;
	pthread_t t;
	FILE *f;

	NEED(!pthread_create(&t, NULL, wait_for_ever, NULL));
	do {
		usleep(1000);
		snprintf(path, sizeof(path), "/proc/self/task/%d/syscall", (int)waiter);
		f = waiter ? fopen(path, "r") : NULL;
		if (f && fgets(text, sizeof(text), f))
			nr = text[0] == 'r' ? -1 : atol(text);
		if (f)
			fclose(f);
	} while (nr != SYS_futex);
	printf("waiter %d word %p\n", (int)waiter, (void *)&word);
	fflush(stdout);
}

static int stopped(void)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		raise(SIGSTOP);
		_exit(0);
	}
	NEED(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
	NEED(!kill(pid, SIGCONT));
	NEED(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	return 0;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	printf("pid %d\n", (int)getpid());
	fflush(stdout);
	if (!strcmp(what, "handled"))
		return handled();
	if (!strcmp(what, "ignored"))
		return ignored();
	if (!strcmp(what, "child"))
		return child();
	if (!strcmp(what, "segv"))
		return segv();
	if (!strcmp(what, "stopped"))
		return stopped();
	if (!strcmp(what, "killed")) {
		start_waiter();
		kill(getpid(), SIGKILL);
	}
	if (!strcmp(what, "group")) {
		start_waiter();
		syscall(SYS_exit_group, 5);
	}
	return 99;
}
