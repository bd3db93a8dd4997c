/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Threads that stay in calls: "left" and "right" each have the mutex that the other one
 * waits for, "reader" reads standard input, "sleeper" sleeps, and the first one pauses.
 * It prints NAME TID ADDRESS of each, the address being that of the mutex that it wants,
 * then "ready FROM TO", the boot clock's ns between which they went to sleep.
 *
 * When it has read a byte, the reader prints "read TID NS", and sleeps for a millisecond again
 * and again; after a second byte it goes to sleep for good, and prints "asleep TID NS" before.
 */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NEED(cond)                                         \
	do {                                               \
		if (!(cond)) {                             \
			perror(#cond);                     \
			exit(99);                          \
		}                                          \
	} while (0)

static pthread_mutex_t mutexes[2] = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER };
static pthread_barrier_t locked;
static long tids[4];

static unsigned long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (unsigned long long)ts.tv_sec * 1000000000 + (unsigned long long)ts.tv_nsec;
}

static void begin(unsigned int n, const char *name, const void *wants)
{
	pthread_setname_np(pthread_self(), name);
	printf("%s %ld 0x%lx\n", name, (long)syscall(SYS_gettid), (unsigned long)wants);
	__atomic_store_n(&tids[n], syscall(SYS_gettid), __ATOMIC_RELEASE);
}

static void *locks(void *arg)
{
	const unsigned int own = arg != NULL;

	begin(own, own ? "right" : "left", &mutexes[!own]);
	pthread_mutex_lock(&mutexes[own]);
	pthread_barrier_wait(&locked);
	pthread_mutex_lock(&mutexes[!own]);
	return NULL;
}

static void *reads(void *arg)
{
	struct timespec ms = { .tv_nsec = 1000000 }, long_time = { .tv_sec = 100000 };
	struct pollfd input = { .events = POLLIN };
	char byte;

	(void)arg;
	begin(2, "reader", NULL);
	NEED(read(0, &byte, 1) == 1);
	printf("read %ld %llu\n", tids[2], now());
	do
		syscall(SYS_nanosleep, &ms, NULL);
	while (poll(&input, 1, 0) <= 0);
	NEED(read(0, &byte, 1) == 1);
	printf("asleep %ld %llu\n", tids[2], now());
	syscall(SYS_nanosleep, &long_time, NULL);
	return NULL;
}

static void *sleeps(void *arg)
{
	struct timespec ts = { .tv_sec = 100000 };

	(void)arg;
	begin(3, "sleeper", NULL);
	syscall(SYS_nanosleep, &ts, NULL);
	return NULL;
}

/* Until /proc says that thread `n` is in that call, and nothing else can come */
static void wait_for(unsigned int n, long nr, const void *arg)
{
	char path[64], line[256] = "", want[64];
	ssize_t got;
	int fd;

	while (!__atomic_load_n(&tids[n], __ATOMIC_ACQUIRE))
		usleep(1000);
	snprintf(path, sizeof(path), "/proc/self/task/%ld/syscall", tids[n]);
	snprintf(want, sizeof(want), arg ? "%ld 0x%lx " : "%ld ", nr, (unsigned long)arg);
	do {
		usleep(1000);
		fd = open(path, O_RDONLY);
		NEED(fd >= 0);
		got = read(fd, line, sizeof(line) - 1);
		close(fd);
		line[got > 0 ? got : 0] = '\0';
	} while (strncmp(line, want, strlen(want)));
}

int main(void)
{
	const unsigned long long from = now();
	pthread_t thread;

	setvbuf(stdout, NULL, _IOLBF, 0);
	pthread_barrier_init(&locked, NULL, 2);
	NEED(!pthread_create(&thread, NULL, locks, NULL) &&
	     !pthread_create(&thread, NULL, locks, "") &&
	     !pthread_create(&thread, NULL, reads, NULL) &&
	     !pthread_create(&thread, NULL, sleeps, NULL));
	wait_for(0, SYS_futex, &mutexes[1]);
	wait_for(1, SYS_futex, &mutexes[0]);
	wait_for(2, SYS_read, NULL);
	wait_for(3, SYS_nanosleep, NULL);
	printf("ready %llu %llu\n", from, now());
	for (;;)
		pause();
}
