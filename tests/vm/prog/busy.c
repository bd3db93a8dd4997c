/* SPDX-License-Identifier: GPL-2.0 */
/*
 *   busy SECONDS   threads and children that make calls all the time, some of
 *                  which take the deferred path
 *   busy hold      attaches as the reader of the default session, records
 *                  everything and sleeps; /tmp/holding tells that it does
 */
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/raw.h"

static void *caller(void *arg)
{
	int null = open("/dev/null", O_WRONLY);

	(void)arg;
	for (unsigned int i = 0;; i++) {
		char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		NEED(p != MAP_FAILED);
		(void)!write(null, p, 4096); /* never touched: not resident */
		munmap(p, 4096);
		for (int k = 0; k < 100; k++)
			syscall(SYS_getppid);
		if (i % 16 == 0 && vfork() == 0) {
			execl("/bin/true", "true", (char *)NULL);
			_exit(1);
		}
		while (waitpid(-1, NULL, WNOHANG) > 0)
			;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct raw raw;
	pthread_t thread;

	NEED(argc == 2);
	if (strcmp(argv[1], "hold")) {
		for (int i = 0; i < 2; i++)
			NEED(!pthread_create(&thread, NULL, caller, NULL));
		sleep(atoi(argv[1]));
		return 0;
	}
	raw_open(&raw, SYSCORD_SESSION_DEFAULT, 1 << 20, 256);
	raw_start(&raw);
	close(open("/tmp/holding", O_WRONLY | O_CREAT, 0600));
	for (;;) {
		struct raw_records records;

		raw_collect(&raw, &records, true);
		for (size_t i = 0; i < records.count; i++)
			free(records.rec[i]);
		free(records.rec);
		usleep(10000);
	}
}
