/* SPDX-License-Identifier: GPL-2.0 */
/* stopwatch COMMAND...: runs it; the ns that went by are written to descriptor 3 */
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

int main(int argc, char **argv)
{
	long long start = now();
	int status = 1;
	pid_t pid;

	if (argc < 2)
		return 2;
	pid = vfork();
	if (!pid) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		return 1;
	dprintf(3, "%lld\n", now() - start);
	return 0;
}
