// SPDX-License-Identifier: GPL-2.0
/*
 * flight CALLS WHAT: lseek() with the offsets 0, 1, 2, ..., then
 * exit: ends; abort: dies of SIGABRT; bad: write() to descriptor 1000, and CALLS more lseek()s;
 * loop: begins again, for ever.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void calls(int fd, long from, long count)
{
	for (long i = 0; i < count; i++)
		lseek(fd, from + i, SEEK_SET);
}

int main(int argc, char **argv)
{
	const long count = argc > 2 ? atol(argv[1]) : 0;
	const char *what = argc > 2 ? argv[2] : "";
	int fd = open("/proc/self/exe", O_RDONLY);

	do
		calls(fd, 0, count);
	while (!strcmp(what, "loop"));
	if (!strcmp(what, "abort"))
		abort();
	if (!strcmp(what, "bad")) {
		if (write(1000, "x", 1) >= 0)
			return 1;
		calls(fd, count, count);
	}
	return 0;
}
