// SPDX-License-Identifier: GPL-2.0
/* Tasks as /proc shows them. Each may end at any time: then there is nothing to read. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "procfs.h"

#define PATH_MAX_LEN 64 /* "/proc/PID/task/TID/status" and shorter */

ssize_t syscord_procfs_read(char *buf, size_t size, const char *path, ...)
{
	char name[PATH_MAX_LEN];
	va_list args;
	ssize_t n;
	int fd;

	va_start(args, path);
	vsnprintf(name, sizeof(name), path, args);
	va_end(args);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, buf, size - 1);
	if (n < 0)
		n = -errno;
	close(fd);
	if (n >= 0)
		buf[n] = '\0';
	return n;
}

DIR *syscord_procfs_open(const char *path, ...)
{
	char name[PATH_MAX_LEN];
	va_list args;

	va_start(args, path);
	vsnprintf(name, sizeof(name), path, args);
	va_end(args);
	return opendir(name);
}

bool syscord_procfs_next(DIR *dir, uint32_t *number)
{
	struct dirent *entry;

	do {
		entry = readdir(dir);
	} while (entry && !isdigit((unsigned char)entry->d_name[0]));
	if (entry)
		*number = (uint32_t)strtoul(entry->d_name, NULL, 10);
	return entry;
}

uint32_t syscord_procfs_number(const char *status, const char *line, unsigned int column)
{
	const char *at = strstr(status, line);

	for (at = at ? at + strlen(line) : ""; column; column--) {
		at += strspn(at, " \t");
		at += strcspn(at, " \t\n");
	}
	return (uint32_t)strtoul(at, NULL, 10);
}

/* A `comm` as the context has it: zeros behind the name, which may hold line ends itself */
static bool to_name(char name[SYSCORD_COMM_LEN], const char *comm, ssize_t len)
{
	memset(name, 0, SYSCORD_COMM_LEN);
	if (len <= 0)
		return false;
	len -= comm[len - 1] == '\n';
	memcpy(name, comm, len < SYSCORD_COMM_LEN ? (size_t)len : SYSCORD_COMM_LEN - 1);
	return true;
}

bool syscord_procfs_process(uint32_t pid, struct syscord_filter_data *data)
{
	char status[4096], comm[64];

	memset(data, 0, sizeof(*data));
	if (syscord_procfs_read(status, sizeof(status), "/proc/%u/status", pid) <= 0)
		return false;
	data->pid = pid;
	data->nr = UINT32_MAX;
	data->abi = syscord_abi_native();
	data->ppid = syscord_procfs_number(status, "\nPPid:", 0);
	data->uid = syscord_procfs_number(status, "\nUid:", 1);
	data->gid = syscord_procfs_number(status, "\nGid:", 1);
	to_name(data->parent_proc_name, comm,
		syscord_procfs_read(comm, sizeof(comm), "/proc/%u/comm", data->ppid));
	return to_name(data->proc_name, comm,
		       syscord_procfs_read(comm, sizeof(comm), "/proc/%u/comm", pid));
}

bool syscord_procfs_thread(uint32_t tid, struct syscord_filter_data *data)
{
	char comm[64];

	data->tid = tid;
	return to_name(data->comm, comm,
		       syscord_procfs_read(comm, sizeof(comm), "/proc/%u/task/%u/comm", data->pid,
					   tid));
}

bool syscord_procfs_ids_fit(void)
{
	const ino_t initial = 0xeffffffcU; /* PROC_PID_INIT_INO */
	struct stat st;

	return !stat("/proc/self/ns/pid", &st) && st.st_ino == initial;
}
