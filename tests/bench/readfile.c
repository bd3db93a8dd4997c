/* SPDX-License-Identifier: GPL-2.0 */
/* readfile FILE: reads all of it through a buffer of 64 KiB; its size must be MIB, if given */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char buffer[64 << 10];

int main(int argc, char **argv)
{
	int fd = argc > 1 ? open(argv[1], O_RDONLY) : -1;
	long long sum = 0;
	ssize_t n;

	if (fd < 0) {
		fprintf(stderr, "usage: readfile FILE [MIB]\n");
		return 2;
	}
	while ((n = read(fd, buffer, sizeof(buffer))) > 0)
		sum += n;
	return n < 0 || (argc > 2 && sum != atoll(argv[2]) << 20);
}
