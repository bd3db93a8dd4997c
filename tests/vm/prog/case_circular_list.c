/* SPDX-License-Identifier: GPL-2.0 */
/*
 * circular_list: workers take the first job of a circular list out, and put it back at
 * the end, each step without a lock. The list is a file of one line for each node, the
 * number of the one that follows; node 0 is the list's head. A worker that has looked up
 * what follows the first job, and is overtaken by others before it writes that down,
 * links the head to a job that has moved meanwhile: those behind it fall out.
 */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>
#include "lib/case.h"

#define JOBS 4
#define WIDTH 5

static int list;
static pthread_barrier_t start;

static int next(int node)
{
	char text[WIDTH + 1] = "";

	need(pread(list, text, WIDTH, node * WIDTH) == WIDTH);
	return atoi(text + 2);
}

static void link_to(int node, int follows)
{
	char text[16];

	snprintf(text, sizeof(text), "> %02d\n", follows);
	need(pwrite(list, text, WIDTH, node * WIDTH) == WIDTH);
}

/* The first becomes the last */
static void rotate(int ms)
{
	int job = next(0), follows = next(job), last = 0;

	work(ms);
	link_to(0, follows);
	/* an end is found even when the list has been damaged meanwhile */
	for (int i = 0; i <= JOBS && next(last); i++)
		last = next(last);
	link_to(last, job);
	link_to(job, 0);
}

static void *slow(void *arg)
{
	(void)arg;
	pthread_barrier_wait(&start);
	rotate(40);
	return NULL;
}

static void *quick(void *arg)
{
	(void)arg;
	pthread_barrier_wait(&start);
	work(15);
	rotate(0);
	rotate(0);
	return NULL;
}

int main(void)
{
	pthread_t thread[2];
	int jobs = 0;

	list = open("list", O_RDWR | O_CREAT | O_TRUNC, 0644);
	need(list >= 0);
	for (int i = 0; i <= JOBS; i++)
		link_to(i, (i + 1) % (JOBS + 1));
	need(!pthread_barrier_init(&start, NULL, 2));
	need(!pthread_create(&thread[0], NULL, slow, NULL));
	need(!pthread_create(&thread[1], NULL, quick, NULL));
	need(!pthread_join(thread[0], NULL) && !pthread_join(thread[1], NULL));

	for (int node = next(0); node && jobs <= JOBS; node = next(node))
		jobs++;
	printf("%d jobs, of which %d are on the list\n", JOBS, jobs);
	return jobs == JOBS ? CASE_FINE : CASE_BUG;
}
