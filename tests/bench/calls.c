/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes one system call many times and prints what all rounds cost, in ns of the
 * thread's CPU time: under `-icount shift=0`, guest instructions.
 *
 *   calls getppid|read256|pread4096|open_close ROUNDS
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CALLS_FILE "/tmp/calls-file"

static char buffer[4096];
static int fd;

static void round_getppid(void)
{
	getppid();
}

static void round_read256(void)
{
	if (read(fd, buffer, 256) != 256)
		exit(1);
}

static void round_pread4096(void)
{
	if (pread(fd, buffer, 4096, 0) != 4096)
		exit(1);
}

static void round_open_close(void)
{
	close(open(CALLS_FILE, O_RDONLY));
}

static const struct {
	const char *name;
	void (*round)(void);
	const char *file;
} kinds[] = {
	{ "getppid", round_getppid, NULL },
	{ "read256", round_read256, "/dev/zero" },
	{ "pread4096", round_pread4096, CALLS_FILE },
	{ "open_close", round_open_close, NULL },
};

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

int main(int argc, char **argv)
{
	long rounds = argc > 2 ? atol(argv[2]) : 0;
	void (*one)(void) = NULL;
	long long start;

	memset(buffer, 'x', sizeof(buffer));
	fd = open(CALLS_FILE, O_RDWR | O_CREAT, 0644);
	if (fd < 0 || write(fd, buffer, sizeof(buffer)) != sizeof(buffer))
		return 1;
	close(fd);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (argc > 2 && !strcmp(argv[1], kinds[i].name)) {
			one = kinds[i].round;
			if (kinds[i].file)
				fd = open(kinds[i].file, O_RDONLY);
		}
	}
	if (!one || rounds <= 0) {
		fprintf(stderr, "usage: calls getppid|read256|pread4096|open_close ROUNDS\n");
		return 2;
	}
	for (int i = 0; i < 100; i++)
		one();
	start = now();
	for (long i = 0; i < rounds; i++)
		one();
	printf("%lld\n", now() - start);
	return 0;
}
