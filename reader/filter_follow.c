// SPDX-License-Identifier: GPL-2.0
/*
 * Who of those that run already is selected by a filter's task part. With
 * SYSCORD_FILTER_FOLLOW they and their descendants are followed once the session records.
 * One look is enough: who comes to be selected after it, by a fork, a program or a name,
 * is added by the module.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "filter.h"
#include "procfs.h"

/* One of the threads of a process is selected. */
static bool selects(const struct syscord_expr *task, uint32_t pid, bool followed, bool cgroups)
{
	struct syscord_filter_data data;
	bool selected = false;
	uint32_t tid;
	DIR *dir;

	if (!syscord_procfs_process(pid, &data))
		return false;
	data.followed = followed;
	dir = syscord_procfs_open("/proc/%u/task", pid);
	while (dir && !selected && syscord_procfs_next(dir, &tid)) {
		if (!syscord_procfs_thread(tid, &data))
			continue;
		if (cgroups)
			filter_cgroup_context(pid, tid, &data);
		selected = syscord_filter_eval(task, &data);
	}
	if (dir)
		closedir(dir);
	return selected;
}

int syscord_filter_running(const struct syscord_expr *task, bool followed,
			   struct syscord_pids *pids, struct syscord_error *err)
{
	const bool cgroups = task && filter_mentions(task, FILTER_CGROUP);
	DIR *dir = syscord_procfs_open("/proc");
	uint32_t pid;
	int ret = 0;

	if (!dir)
		return syscord_error_set(err, -errno, "cannot read /proc: %s", strerror(errno));
	while (!ret && syscord_procfs_next(dir, &pid))
		if (!task || selects(task, pid, followed, cgroups))
			ret = syscord_pids_add(pids, pid);
	closedir(dir);
	return ret ? syscord_error_set(err, ret, "out of memory") : 0;
}

int syscord_filter_task_of(const char *text, struct syscord_expr **task, struct syscord_error *err)
{
	struct syscord_expr *expr = NULL;
	int ret = syscord_filter_parse_for(SYSCORD_FILTER_AGAIN, text, &expr, NULL, err, NULL);

	*task = ret ? NULL : syscord_filter_task_part(expr);
	syscord_filter_free(expr);
	return ret || *task ? ret : syscord_error_set(err, -ENOMEM, "out of memory");
}

int syscord_filter_follow_running(int fd, struct syscord_error *err)
{
	struct syscord_expr *task = NULL;
	struct syscord_pids pids = { 0 };
	struct syscord_status status;
	char *text = NULL;
	int ret = syscord_device_status(fd, &status, NULL, err);

	if (ret || !(status.flags & SYSCORD_STATUS_FOLLOW) ||
	    !(status.flags & SYSCORD_STATUS_RECORDING))
		return ret;
	ret = syscord_device_filter_get(fd, &text, err);
	if (!ret)
		ret = syscord_filter_task_of(text, &task, err);
	/* a filter that selects every task, or none, has nobody to add */
	if (!ret && task->node != FILTER_CONST) {
		ret = syscord_filter_running(task, false, &pids, err);
		if (!ret)
			ret = syscord_follow_trees(fd, &pids, false, NULL, err);
	}
	syscord_filter_free(task);
	free(pids.pid);
	free(text);
	return ret;
}
