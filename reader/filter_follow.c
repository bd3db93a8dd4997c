// SPDX-License-Identifier: GPL-2.0
/*
 * Filters with SYSCORD_FILTER_FOLLOW: while a session records, the module adds tasks
 * as they fork, start programs and change their names. Those that run already are
 * looked for here, in /proc, once it does.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "filter.h"

#define PASSES_MAX 100 /* over /proc */

/* A small file of /proc/PID, NUL at the end; false: the task has ended */
static bool slurp(uint32_t pid, const char *name, char *buf, size_t size)
{
	char path[64];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%u/%s", pid, name);
	f = fopen(path, "re");
	if (!f)
		return false;
	n = fread(buf, 1, size - 1, f);
	fclose(f);
	buf[n] = '\0';
	return n > 0;
}

static void name_of(uint32_t pid, const char *file, char name[SYSCORD_COMM_LEN])
{
	char buf[64] = "";

	slurp(pid, file, buf, sizeof(buf));
	buf[strcspn(buf, "\n")] = '\0';
	memset(name, 0, SYSCORD_COMM_LEN);
	memcpy(name, buf, strnlen(buf, SYSCORD_COMM_LEN - 1));
}

/* Number `column`, from 0, behind the name of a line */
static uint32_t status_number(const char *status, const char *line, unsigned int column)
{
	const char *at = strstr(status, line);

	for (at = at ? at + strlen(line) : ""; column; column--) {
		at += strspn(at, " \t");
		at += strcspn(at, " \t\n");
	}
	return (uint32_t)strtoul(at, NULL, 10);
}

static bool context_of_process(uint32_t pid, struct syscord_filter_data *data)
{
	char status[4096];

	memset(data, 0, sizeof(*data));
	if (!slurp(pid, "status", status, sizeof(status)))
		return false;
	data->pid = pid;
	data->nr = UINT32_MAX;
	data->abi = syscord_abi_native();
	data->ppid = status_number(status, "\nPPid:", 0);
	data->uid = status_number(status, "\nUid:", 1);
	data->gid = status_number(status, "\nGid:", 1);
	name_of(pid, "comm", data->proc_name);
	name_of(data->ppid, "comm", data->parent_proc_name);
	return true;
}

/* One of the threads of a process is selected. Tells its parent, 0 if it has ended */
static bool selects(const struct syscord_expr *task, uint32_t pid, bool cgroups, uint32_t *ppid)
{
	struct syscord_filter_data data;
	struct dirent *entry;
	bool selected = false;
	char path[64];
	DIR *dir;

	if (!context_of_process(pid, &data))
		return false;
	*ppid = data.ppid;
	snprintf(path, sizeof(path), "/proc/%u/task", pid);
	dir = opendir(path);
	while (dir && !selected && (entry = readdir(dir))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		data.tid = (uint32_t)strtoul(entry->d_name, NULL, 10);
		snprintf(path, sizeof(path), "task/%u/comm", data.tid);
		name_of(pid, path, data.comm);
		if (cgroups)
			filter_cgroup_context(pid, data.tid, &data);
		selected = syscord_filter_eval(task, &data);
	}
	if (dir)
		closedir(dir);
	return selected;
}

/* ---- a tree of processes ---- */
struct process {
	uint32_t pid, ppid;
	bool chosen;
};

struct processes {
	struct process *list;
	size_t count, room;
};

static int add_process(struct processes *all, const struct process *process)
{
	size_t room = all->room ? 2 * all->room : 256;

	if (all->count == all->room) {
		struct process *list = reallocarray(all->list, room, sizeof(*list));

		if (!list)
			return -ENOMEM;
		all->list = list;
		all->room = room;
	}
	all->list[all->count++] = *process;
	return 0;
}

static int by_pid(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

static bool parent_chosen(const struct processes *all, const struct process *process)
{
	const struct process key = { .pid = process->ppid }, *parent;

	parent = bsearch(&key, all->list, all->count, sizeof(key), by_pid);
	return parent && parent->chosen;
}

/* All processes; those that are selected, and all below them, are chosen. */
static int choose(const struct syscord_expr *task, struct processes *all, struct syscord_error *err)
{
	const bool cgroups = filter_mentions(task, FILTER_CGROUP);
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	bool more = true;
	int ret = 0;
	size_t i;

	if (!dir)
		return syscord_error_set(err, -errno, "cannot read /proc: %s", strerror(errno));
	while (!ret && (entry = readdir(dir))) {
		struct process process = { 0 };

		process.pid = (uint32_t)strtoul(entry->d_name, NULL, 10);
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		process.chosen = selects(task, process.pid, cgroups, &process.ppid);
		ret = add_process(all, &process);
	}
	closedir(dir);
	if (ret)
		return syscord_error_set(err, ret, "out of memory");
	if (all->count)
		qsort(all->list, all->count, sizeof(*all->list), by_pid);
	while (more) {
		more = false;
		for (i = 0; i < all->count; i++) {
			if (all->list[i].chosen || !parent_chosen(all, &all->list[i]))
				continue;
			all->list[i].chosen = true;
			more = true;
		}
	}
	return 0;
}

/*
 * A process that is forked meanwhile is added by the module if its parent was
 * followed by then, and is found in a later pass if it was not: passes are made until
 * one finds nobody who was not there before.
 */
static int follow_chosen(int fd, const struct syscord_expr *task, struct syscord_error *err)
{
	const uint32_t self = (uint32_t)getpid();
	struct processes before = { 0 };
	unsigned int pass, found = 1;
	int ret = 0;
	size_t i;

	for (pass = 0; pass < PASSES_MAX && found && !ret; pass++) {
		struct processes all = { 0 };

		found = 0;
		ret = choose(task, &all, err);
		for (i = 0; i < all.count && !ret; i++) {
			const struct process *p = &all.list[i], *known;

			known = before.count
					? bsearch(p, before.list, before.count, sizeof(*p), by_pid)
					: NULL;
			if (!p->chosen || p->pid == self || (known && known->chosen))
				continue;
			ret = syscord_device_follow(fd, (int)p->pid, SYSCORD_FOLLOW_THREADS, err);
			if (ret == -ESRCH)
				ret = 0; /* it ended meanwhile */
			else
				found++;
		}
		free(before.list);
		before = all;
	}
	free(before.list);
	return ret;
}

int syscord_filter_follow_running(int fd, struct syscord_error *err)
{
	struct syscord_expr *expr = NULL, *task = NULL;
	struct syscord_status status;
	char *text = NULL;
	int ret = syscord_device_status(fd, &status, NULL, err);

	if (ret || !(status.flags & SYSCORD_STATUS_FOLLOW) ||
	    !(status.flags & SYSCORD_STATUS_RECORDING))
		return ret;
	ret = syscord_device_filter_get(fd, &text, err);
	if (!ret)
		ret = syscord_filter_parse_for(SYSCORD_FILTER_AGAIN, text, &expr, NULL, err, NULL);
	if (!ret)
		task = syscord_filter_task_part(expr);
	if (!ret && !task)
		ret = syscord_error_set(err, -ENOMEM, "out of memory");
	/* a filter that selects every task, or none, has nobody to add */
	if (!ret && task->node != FILTER_CONST)
		ret = follow_chosen(fd, task, err);
	syscord_filter_free(task);
	syscord_filter_free(expr);
	free(text);
	return ret;
}
