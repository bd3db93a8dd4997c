/* SPDX-License-Identifier: GPL-2.0 */
/* Calls of all four classes, some of which fail: what the profiles choose from. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
	char buf[100];
	struct stat st;
	int fd = open("/tmp/profile", O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, "written content", 15) != 15)
		return 1;
	lseek(fd, 0, SEEK_SET);
	if (read(fd, buf, sizeof(buf)) != 15 || fstat(fd, &st))
		return 1;
	close(fd);
	close(4711);
	open("/no/such/file", O_RDONLY);
	return write(4712, "refused content", 15) != -1;
}
