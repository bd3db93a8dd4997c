/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lanes THREADS N SECONDS: each thread calls lseek with the offsets LANE * 1000000 to
 * LANE * 1000000 + N - 1, LANE from 1, in order and spread over that time.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define SLICES 100

static int fd;
static long count, seconds;

static void *lane(void *arg)
{
	const struct timespec pause = { 0, seconds * (1000000000L / SLICES) };
	const long first = (long)arg * 1000000, slice = count / SLICES;

	for (long i = 0; i < count; i++) {
		lseek(fd, first + i, SEEK_SET);
		if (slice && i % slice == slice - 1)
			nanosleep(&pause, NULL);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	long threads = argc > 3 ? atol(argv[1]) : 0;
	pthread_t ids[64];

	if (threads < 1 || threads > 64)
		return 2;
	count = atol(argv[2]);
	seconds = atol(argv[3]);
	fd = open("/dev/null", O_RDONLY);
	for (long t = 0; t < threads; t++)
		if (pthread_create(&ids[t], NULL, lane, (void *)(t + 1)))
			return 1;
	for (long t = 0; t < threads; t++)
		pthread_join(ids[t], NULL);
	return fd < 0;
}
