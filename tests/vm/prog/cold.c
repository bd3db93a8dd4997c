/* SPDX-License-Identifier: GPL-2.0 */
/* cold FILE: hands a mapping that nobody has touched to a call that does not either */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = argc > 1 ? open(argv[1], O_RDONLY) : -1, null = open("/dev/null", O_WRONLY);
	char *map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);

	return map == MAP_FAILED || write(null, map, 48) != 48;
}
