/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The case study of the thesis: a thread reads 25 bytes into a buffer that a
 * second thread copies, without a system call between them; a second read of 6
 * bytes then overwrites the buffer's start. What the copy was can be told from
 * the recording alone.
 *
 *   casestudy FILE   FILE holds 1234567890123456789012345, then abcdef
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char buffer[64], copy[64];
static atomic_int filled, copied;

static void *copier(void *arg)
{
	(void)arg;
	while (!atomic_load(&filled))
		;
	memcpy(copy, buffer, sizeof(copy));
	atomic_store(&copied, 1);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	int fd;

	if (argc != 2 || pthread_create(&thread, NULL, copier, NULL))
		return 1;
	close(3); /* whatever was inherited */
	fd = open(argv[1], O_RDONLY);
	if (fd != 3 || read(fd, buffer, 25) != 25)
		return 1;
	atomic_store(&filled, 1);
	while (!atomic_load(&copied))
		;
	if (read(fd, buffer, 6) != 6)
		return 1;
	pthread_join(thread, NULL);
	puts(copy);
	return 0;
}
