// SPDX-License-Identifier: GPL-2.0
/*
 * Following processes that run already: all threads of each, and the descendants
 * that there are. The session records already, so that its fork hook adds whatever a
 * followed thread creates; what remains is to find those that are older than that.
 * Nobody is missed:
 *
 *  - A thread that is created while the kernel walks its group's list: it is in the
 *    list, at the end, before the hook looks at its creator. If the creator had not been
 *    walked by then, the walk still comes to both.
 *  - A process that is forked while /proc is read: if its parent was followed at the fork,
 *    the hook has added it. If not, it was there before FOLLOW of its parent came back,
 *    and a pass over /proc that begins later sees it as the parent's child. So passes are
 *    made until one finds nobody.
 *  - A parent that ends: until then, a pass sees its children. One whose parent had ended
 *    before cannot be told from any other child of init; that is the one limit, and as
 *    each process is followed at once when it is seen, it takes a fork and an exit between
 *    two lines of this file to meet it with a parent that lived when we began.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "clock.h"
#include "procfs.h"

#define KERNEL_THREAD 0x00200000 /* PF_KTHREAD */
#define PASSES_MAX 100 /* who forks faster than this reads has children that are followed */

struct stat_line {
	uint32_t pid, ppid;
	unsigned int flags;
	uint64_t start; /* clock ticks since boot: with the pid, it tells one process from the next */
};

struct member {
	uint32_t pid;
	uint64_t start;
	uint64_t followed; /* clock ticks: children that began later are the hook's */
};

struct tree {
	int fd; /* of the session; -1: who belongs to it is looked for, nobody is followed */
	struct member *members; /* by pid */
	size_t count, room;
};

/* ---- /proc ---- */

static int read_stat(uint32_t pid, struct stat_line *line)
{
	unsigned long long start;
	char buf[1024];
	const char *p;
	ssize_t n = syscord_procfs_read(buf, sizeof(buf), "/proc/%u/stat", pid);

	if (n < 0)
		return (int)n;
	/* The name before it may hold anything */
	p = strrchr(buf, ')');
	if (!p || sscanf(p, ") %*c %u %*d %*d %*d %*d %u" /* fields 3 to 9 */
			    " %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", /* to 22 */
			 &line->ppid, &line->flags, &start) != 3)
		return -ESRCH;
	line->pid = pid;
	line->start = start;
	return 0;
}

static uint64_t ticks_now(void)
{
	return syscord_clock_ns(CLOCK_BOOTTIME) / (1000000000ULL / (uint64_t)sysconf(_SC_CLK_TCK));
}

/* ---- pids as they are typed ---- */

int syscord_pids_add(struct syscord_pids *pids, uint32_t pid)
{
	uint32_t *more;

	for (size_t i = 0; i < pids->count; i++)
		if (pids->pid[i] == pid)
			return 0;
	more = reallocarray(pids->pid, pids->count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	more[pids->count++] = pid;
	pids->pid = more;
	return 0;
}

int syscord_pids_parse(struct syscord_pids *pids, const char *text, struct syscord_error *err)
{
	const char *p = text;
	int ret;

	do {
		char *end;
		unsigned long pid;

		errno = 0;
		pid = strtoul(p, &end, 10);
		if (!isdigit((unsigned char)*p) || (*end && *end != ',') || errno || !pid ||
		    pid > INT32_MAX)
			return syscord_error_set(err, -EINVAL,
						 "'%s' is no list of process ids: write 123 or 123,456",
						 text);
		ret = syscord_pids_add(pids, (uint32_t)pid);
		if (ret)
			return syscord_error_set(err, ret, "out of memory");
		p = *end ? end + 1 : end;
		if (*end && !*p)
			return syscord_error_set(err, -EINVAL, "'%s' ends with a comma", text);
	} while (*p);
	return 0;
}

/* ---- the tree ---- */

static struct member *member_at(const struct tree *t, uint32_t pid, size_t *at)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (t->members[mid].pid < pid)
			low = mid + 1;
		else
			high = mid;
	}
	if (at)
		*at = low;
	return low < t->count && t->members[low].pid == pid ? &t->members[low] : NULL;
}

static int member_add(struct tree *t, const struct stat_line *line, uint64_t followed)
{
	struct member *m;
	size_t at;

	m = member_at(t, line->pid, &at);
	if (!m) {
		if (t->count == t->room) {
			size_t room = t->room ? 2 * t->room : 64;

			m = reallocarray(t->members, room, sizeof(*m));
			if (!m)
				return -ENOMEM;
			t->members = m;
			t->room = room;
		}
		m = &t->members[at];
		memmove(m + 1, m, (t->count++ - at) * sizeof(*m));
	}
	*m = (struct member){ .pid = line->pid, .start = line->start, .followed = followed };
	return 0;
}

static int follow(struct tree *t, const struct stat_line *line, struct syscord_error *err)
{
	int ret = 0;

	if (t->fd >= 0)
		ret = syscord_device_follow(t->fd, (int)line->pid, SYSCORD_FOLLOW_THREADS, err);
	if (ret < 0)
		return ret;
	ret = member_add(t, line, ticks_now());
	return ret ? syscord_error_set(err, ret, "out of memory") : 0;
}

/* Whether `line` is a child that its parent may have had before it was followed */
static bool is_older_child(const struct tree *t, const struct stat_line *line)
{
	const struct member *own = member_at(t, line->pid, NULL);
	const struct member *parent = member_at(t, line->ppid, NULL);
	struct stat_line now;

	if ((own && own->start == line->start) || !parent || line->start > parent->followed)
		return false;
	/* The id may have gone to somebody else meanwhile */
	return !read_stat(parent->pid, &now) && now.start == parent->start;
}

/* One pass over /proc; how many it found, or -errno */
static int pass(struct tree *t, struct syscord_error *err)
{
	const uint32_t self = (uint32_t)getpid();
	DIR *dir = syscord_procfs_open("/proc");
	int found = 0, ret = 0;
	uint32_t pid;

	if (!dir)
		return syscord_error_set(err, -errno, "cannot read /proc: %s", strerror(errno));
	while (ret >= 0 && syscord_procfs_next(dir, &pid)) {
		struct stat_line line;

		if (pid == self || read_stat(pid, &line) || !is_older_child(t, &line))
			continue;
		ret = follow(t, &line, err);
		if (ret == -ESRCH)
			ret = 0; /* it has ended */
		else if (!ret)
			found++;
	}
	closedir(dir);
	return ret < 0 ? ret : found;
}

int syscord_follow_check(uint32_t *pid, struct syscord_error *err)
{
	struct stat_line line;
	char status[4096];

	if (read_stat(*pid, &line) ||
	    syscord_procfs_read(status, sizeof(status), "/proc/%u/status", *pid) <= 0)
		return syscord_error_set(err, -ESRCH, "there is no process %u", *pid);
	if (line.flags & KERNEL_THREAD)
		return syscord_error_set(err, -EINVAL,
					 "process %u is a kernel thread: it makes no system calls",
					 *pid);
	/* A thread's id stands for its process */
	*pid = syscord_procfs_number(status, "\nTgid:", 0);
	if (*pid == (uint32_t)getpid())
		return syscord_error_set(err, -EINVAL,
					 "process %u is this one: what it records would have no end",
					 *pid);
	return 0;
}

/* Who is asked for; without `all`, those of them that have not ended, and not ourselves */
static int follow_roots(struct tree *t, const struct syscord_pids *roots, bool all,
			struct syscord_error *err)
{
	const uint32_t self = (uint32_t)getpid();
	int ret = 0;

	for (size_t i = 0; i < roots->count && !ret; i++) {
		struct stat_line line;

		if (!all && roots->pid[i] == self)
			continue;
		if (!read_stat(roots->pid[i], &line))
			ret = follow(t, &line, err);
		else
			ret = syscord_error_set(err, -ESRCH, "there is no process %u",
						roots->pid[i]);
		if (ret == -ESRCH && !all)
			ret = 0;
	}
	return ret;
}

int syscord_follow_trees(int fd, const struct syscord_pids *roots, bool all,
			 struct syscord_pids *found, struct syscord_error *err)
{
	struct tree t = { .fd = fd };
	int ret = follow_roots(&t, roots, all, err), n = 1;

	for (int i = 0; i < PASSES_MAX && n > 0 && ret >= 0; i++)
		ret = n = pass(&t, err);
	if (found && ret >= 0) {
		found->count = 0;
		found->pid = calloc(t.count + 1, sizeof(*found->pid));
		if (!found->pid)
			ret = syscord_error_set(err, -ENOMEM, "out of memory");
		for (size_t i = 0; found->pid && i < t.count; i++)
			found->pid[found->count++] = t.members[i].pid;
	}
	free(t.members);
	return ret < 0 ? ret : 0;
}
