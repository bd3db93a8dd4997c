/* SPDX-License-Identifier: GPL-2.0 */
/*
 * log_proc_sweep: one thread serves requests and logs each, another sweeps the log: it
 * closes it, renames it and opens a new one. The first takes the log's descriptor when a
 * request begins and uses it when the request is done. If the sweeper came in between,
 * that number is free, or belongs to another file by then: here to the accounts.
 */
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>
#include "lib/case.h"

#define REQUESTS 3
#define ACCOUNTS "alice 0100\nbob   0250\ncarol 0075\n"

static struct {
	int fd;
} journal;
static pthread_barrier_t start;

static int journal_open(void)
{
	int fd = open("log", O_WRONLY | O_CREAT | O_APPEND, 0644);

	need(fd >= 0);
	return fd;
}

static void *serve(void *arg)
{
	char line[64];
	ssize_t done;

	(void)arg;
	pthread_barrier_wait(&start);
	for (int i = 1; i <= REQUESTS; i++) {
		int fd = journal.fd;
		int len = snprintf(line, sizeof(line), "request %d served\n", i);

		work(40);
		done = write(fd, line, len); /* as many do: who looks at a log's errors? */
		(void)done;
	}
	return NULL;
}

static void *sweep(void *arg)
{
	char text[sizeof(ACCOUNTS)];
	int accounts;

	(void)arg;
	pthread_barrier_wait(&start);
	work(20);
	close(journal.fd);
	need(!rename("log", "log.1"));
	/* what was logged today is to be paid for */
	accounts = open("accounts", O_RDWR);
	need(accounts >= 0 && pread(accounts, text, sizeof(text), 0) > 0);
	journal.fd = journal_open();
	work(80);
	need(pwrite(accounts, "0076", 4, strlen(ACCOUNTS) - 5) == 4);
	close(accounts);
	return NULL;
}

int main(void)
{
	pthread_t server, sweeper;
	char text[256] = "";
	int fd;

	fd = open("accounts", O_WRONLY | O_CREAT | O_TRUNC, 0644);
	need(fd >= 0 && write(fd, ACCOUNTS, strlen(ACCOUNTS)) > 0 && !close(fd));
	journal.fd = journal_open();
	need(!pthread_barrier_init(&start, NULL, 2));
	need(!pthread_create(&server, NULL, serve, NULL));
	need(!pthread_create(&sweeper, NULL, sweep, NULL));
	need(!pthread_join(server, NULL) && !pthread_join(sweeper, NULL));

	fd = open("accounts", O_RDONLY);
	need(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0);
	if (!strncmp(text, "alice", 5))
		return CASE_FINE;
	fprintf(stderr, "the accounts are damaged: no account of alice\n");
	return CASE_BUG;
}
