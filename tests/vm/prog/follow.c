/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ways in which processes come to be, each thread leaving marks: lseek with an
 * offset that nobody else uses.
 *
 *	mark N		leaves one
 *	vfork		a vfork child execs `mark 101`, then the parent leaves 100
 *	exec		a thread that is not the leader execs `mark 200`, others wait
 *	daemon FILE	forks twice, with setsid between; the last one leaves 300 as
 *			an orphan, then makes FILE
 *	serve DIR	threads, a child and its child count marks until DIR/go is there:
 *			then they make new threads and children, leave a last one, and end.
 *			DIR/ready is made when all count; DIR/open is open.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LANE 1000000L
#define LAST 999999L
#define SERVERS 3

static int null_fd;
static char go[256];

static void mark(long n)
{
	lseek(null_fd, n, SEEK_SET);
}

static void make(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);

	if (fd < 0)
		_exit(3);
	close(fd);
}

static void exec_mark(const char *n)
{
	execl("/proc/self/exe", "follow", "mark", n, (char *)NULL);
	_exit(4);
}

static int do_vfork(void)
{
	pid_t child = vfork();

	if (!child)
		exec_mark("101");
	waitpid(child, NULL, 0);
	mark(100);
	return 0;
}

static void *sleep_forever(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static void *exec_thread(void *arg)
{
	usleep(50000);
	mark(201);
	exec_mark("200");
	return arg;
}

static int do_exec(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, sleep_forever, NULL);
	pthread_create(&thread, NULL, sleep_forever, NULL);
	pthread_create(&thread, NULL, exec_thread, NULL);
	sleep_forever(NULL);
	return 1;
}

static int do_daemon(const char *path)
{
	pid_t middle;

	if (fork()) {
		wait(NULL);
		return 0;
	}
	setsid();
	middle = getpid();
	if (fork())
		_exit(0);
	while (getppid() == middle)
		usleep(1000);
	mark(300);
	make(path);
	return 0;
}

/* A lane of marks, one each millisecond, until it is time */
static void *count(void *arg)
{
	const long lane = (long)arg;

	for (long i = 0; access(go, F_OK); i++) {
		mark(lane * LANE + i);
		usleep(1000);
	}
	mark(lane * LANE + LAST);
	return NULL;
}

static void *late_thread(void *arg)
{
	mark(500);
	return arg;
}

static void late_child(const char *n)
{
	pid_t child = fork();

	if (!child)
		exec_mark(n);
	waitpid(child, NULL, 0);
}

static int do_serve(const char *dir)
{
	pthread_t threads[SERVERS];
	char path[256];

	snprintf(path, sizeof(path), "%s/open", dir);
	make(path);
	if (open(path, O_RDONLY) < 0)
		return 1;
	snprintf(go, sizeof(go), "%s/go", dir);
	if (!fork()) {
		if (!fork()) {
			snprintf(path, sizeof(path), "%s/ready", dir);
			make(path);
			count((void *)20L);
			late_child("520");
			return 0;
		}
		count((void *)10L);
		late_child("510");
		wait(NULL);
		return 0;
	}
	for (long t = 0; t < SERVERS; t++)
		pthread_create(&threads[t], NULL, count, (void *)(t + 1));
	for (long t = 0; t < SERVERS; t++)
		pthread_join(threads[t], NULL);
	pthread_create(&threads[0], NULL, late_thread, NULL);
	pthread_join(threads[0], NULL);
	late_child("501");
	wait(NULL);
	return 0;
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "", *arg = argc > 2 ? argv[2] : "";

	null_fd = open("/dev/null", O_RDONLY);
	if (!strcmp(how, "mark"))
		return mark(atol(arg)), 0;
	if (!strcmp(how, "vfork"))
		return do_vfork();
	if (!strcmp(how, "exec"))
		return do_exec();
	if (!strcmp(how, "daemon"))
		return do_daemon(arg);
	if (!strcmp(how, "serve"))
		return do_serve(arg);
	return 2;
}
