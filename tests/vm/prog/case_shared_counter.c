/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shared_counter: two threads count visits in a file. Each reads the number, does its
 * work and writes the number plus one; nothing keeps the other from reading the same
 * number meanwhile, and one of the two visits is lost.
 */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>
#include "lib/case.h"

#define THREADS 2
#define VISITS 4

static int counter;
static pthread_barrier_t start;

static long counter_read(void)
{
	char text[16] = "";

	need(pread(counter, text, sizeof(text) - 1, 0) > 0);
	return strtol(text, NULL, 10);
}

static void counter_write(long n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%04ld\n", n);

	need(pwrite(counter, text, len, 0) == len);
}

static void *visit(void *arg)
{
	(void)arg;
	pthread_barrier_wait(&start);
	for (int i = 0; i < VISITS; i++) {
		long visits = counter_read();

		work(5);
		counter_write(visits + 1);
	}
	return NULL;
}

int main(void)
{
	pthread_t thread[THREADS];
	long visits;

	counter = open("counter", O_RDWR | O_CREAT | O_TRUNC, 0644);
	need(counter >= 0);
	counter_write(0);
	need(!pthread_barrier_init(&start, NULL, THREADS));
	for (int i = 0; i < THREADS; i++)
		need(!pthread_create(&thread[i], NULL, visit, NULL));
	for (int i = 0; i < THREADS; i++)
		need(!pthread_join(thread[i], NULL));

	visits = counter_read();
	printf("%d visits, of which %ld were counted\n", THREADS * VISITS, visits);
	return visits == THREADS * VISITS ? CASE_FINE : CASE_BUG;
}
