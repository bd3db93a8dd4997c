/* SPDX-License-Identifier: GPL-2.0 */
/* count N SECONDS [FIRST]: calls lseek with N offsets from FIRST on, spread over that time */
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = open("/dev/null", O_RDONLY);
	long n = argc > 2 ? atol(argv[1]) : 0, slice = n / 100;
	long first = argc > 3 ? atol(argv[3]) : 0;
	struct timespec pause = { 0, argc > 2 ? atol(argv[2]) * 10000000L : 0 };

	for (long i = 0; i < n; i++) {
		lseek(fd, first + i, SEEK_SET);
		if (slice && i % slice == slice - 1)
			nanosleep(&pause, NULL);
	}
	return fd < 0 || !n;
}
