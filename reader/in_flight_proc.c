// SPDX-License-Identifier: GPL-2.0
/* Threads that are in a call, as /proc shows them. See in_flight.h. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "clock.h"
#include "filter.h"
#include "in_flight.h"
#include "procfs.h"

#define X32_MARK 0x40000000U /* in an x32 call's number */

#ifndef EM_RISCV
#define EM_RISCV 243
#endif

/* ---- who ---- */

struct selection {
	const struct syscord_expr *task; /* NULL: everybody */
	bool cgroups;
	const uint32_t *followed; /* in order */
	size_t count;
	struct syscord_threads *threads;
	size_t room;
};

static int by_number(const void *a, const void *b)
{
	const uint32_t na = *(const uint32_t *)a, nb = *(const uint32_t *)b;

	return na < nb ? -1 : na > nb;
}

static int add_thread(struct selection *s, uint32_t pid, uint32_t tid)
{
	struct syscord_threads *threads = s->threads;

	if (threads->count == SYSCORD_TASKS_MAX)
		return 0;
	if (threads->count == s->room) {
		const size_t room = s->room ? 2 * s->room : 256;
		struct syscord_thread *at = reallocarray(threads->at, room, sizeof(*at));

		if (!at)
			return -ENOMEM;
		threads->at = at;
		s->room = room;
	}
	threads->at[threads->count++] = (struct syscord_thread){ .pid = pid, .tid = tid };
	return 0;
}

static int select_process(struct selection *s, uint32_t pid)
{
	struct syscord_filter_data data;
	uint32_t tid;
	int ret = 0;
	DIR *dir;

	if (!syscord_procfs_process(pid, &data))
		return 0;
	dir = syscord_procfs_open("/proc/%u/task", pid);
	while (dir && !ret && syscord_procfs_next(dir, &tid)) {
		if (!syscord_procfs_thread(tid, &data))
			continue;
		data.followed = s->count && bsearch(&tid, s->followed, s->count, sizeof(tid),
						    by_number);
		if (s->task && s->cgroups)
			filter_cgroup_context(pid, tid, &data);
		if (!s->task || syscord_filter_eval(s->task, &data))
			ret = add_thread(s, pid, tid);
	}
	if (dir)
		closedir(dir);
	return ret;
}

/* Nobody is admitted who is not followed, so that nobody else need be looked at. */
static bool needs_followed(const struct syscord_expr *expr)
{
	unsigned int i;

	switch (expr->node) {
	case FILTER_TEST:
		return expr->field->kind == FILTER_BOOL && !expr->negate;
	case FILTER_AND:
		for (i = 0; i < expr->count; i++)
			if (needs_followed(expr->children[i]))
				return true;
		return false;
	case FILTER_OR:
		for (i = 0; i < expr->count; i++)
			if (!needs_followed(expr->children[i]))
				return false;
		return expr->count;
	default:
		return false;
	}
}

static int select_followed(struct selection *s)
{
	uint32_t *pids = calloc(s->count + 1, sizeof(*pids));
	size_t count = 0;
	int ret = 0;

	if (!pids)
		return -ENOMEM;
	for (size_t i = 0; i < s->count; i++) {
		char status[4096];

		if (syscord_procfs_read(status, sizeof(status), "/proc/%u/status",
					s->followed[i]) > 0)
			pids[count++] = syscord_procfs_number(status, "\nTgid:", 0);
	}
	qsort(pids, count, sizeof(*pids), by_number);
	for (size_t i = 0; i < count && !ret; i++)
		if (!i || pids[i] != pids[i - 1])
			ret = select_process(s, pids[i]);
	free(pids);
	return ret;
}

static int select_all(struct selection *s)
{
	DIR *dir = syscord_procfs_open("/proc");
	uint32_t pid;
	int ret = 0;

	if (!dir)
		return -errno;
	while (!ret && syscord_procfs_next(dir, &pid))
		ret = select_process(s, pid);
	closedir(dir);
	return ret;
}

/* What the module's task program was compiled from; a filter that cannot be read admits all */
static struct syscord_expr *task_part(const char *filter, uint32_t flags)
{
	struct syscord_expr *task = NULL, *more;

	if (!*filter || syscord_filter_task_of(filter, &task, NULL))
		return NULL;
	if (!(flags & SYSCORD_FILTER_FOLLOW))
		return task;
	more = syscord_filter_followed(task);
	syscord_filter_free(task);
	return more;
}

int syscord_in_flight_select(const char *filter, uint32_t flags, const uint32_t *followed,
			     size_t count, struct syscord_threads *threads)
{
	struct syscord_expr *task;
	struct selection s = { .followed = followed, .count = count, .threads = threads };
	int ret;

	memset(threads, 0, sizeof(*threads));
	if (!syscord_procfs_ids_fit())
		return 0;
	task = task_part(filter, flags);
	s.task = task;
	s.cgroups = task && filter_mentions(task, FILTER_CGROUP);
	ret = task && needs_followed(task) ? select_followed(&s) : select_all(&s);
	syscord_filter_free(task);
	return ret;
}

/* ---- what they do ---- */

uint32_t syscord_in_flight_abi(const uint8_t *elf, size_t size)
{
	uint16_t machine;

	if (size < 20 || memcmp(elf, ELFMAG, SELFMAG) || elf[EI_DATA] != ELFDATA2LSB)
		return syscord_abi_native();
	memcpy(&machine, elf + 18, sizeof(machine)); /* e_machine, of both classes */
	switch (machine) {
	case EM_X86_64: /* x32's numbers say so themselves */
		return SYSCORD_ABI_X86_64;
	case EM_386:
		return SYSCORD_ABI_I386;
	case EM_AARCH64:
		return SYSCORD_ABI_ARM64;
	case EM_ARM:
		return SYSCORD_ABI_ARM;
	case EM_RISCV:
		return elf[EI_CLASS] == ELFCLASS64 ? SYSCORD_ABI_RISCV64 : SYSCORD_ABI_UNKNOWN;
	default:
		return syscord_abi_native();
	}
}

static uint32_t process_abi(uint32_t pid)
{
	uint8_t elf[20];
	char path[32];
	ssize_t n = 0;
	int fd;

	snprintf(path, sizeof(path), "/proc/%u/exe", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0) {
		n = read(fd, elf, sizeof(elf));
		close(fd);
	}
	return syscord_in_flight_abi(elf, n > 0 ? (size_t)n : 0);
}

bool syscord_in_flight_parse(const char *line, uint32_t abi, struct syscord_in_flight *call)
{
	const bool narrow = abi == SYSCORD_ABI_I386 || abi == SYSCORD_ABI_ARM;
	const struct syscord_call_desc *desc;
	uint64_t words[8]; /* arguments, stack, program counter */
	char *end;
	long nr;

	errno = 0;
	nr = strtol(line, &end, 10);
	if (end == line || nr < 0 || nr > INT32_MAX)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		const char *from = end;

		words[i] = strtoull(from, &end, 16);
		if (end == from || errno)
			return false;
	}
	/* A thread of the kernel's, which never came from user space */
	if (!words[6] && !words[7])
		return false;
	if (abi == SYSCORD_ABI_X86_64 && nr & X32_MARK) {
		abi = SYSCORD_ABI_X32;
		nr &= ~(long)X32_MARK;
	}
	for (int i = 0; i < 6; i++)
		call->args[i] = narrow ? (uint32_t)words[i] : words[i];
	call->pc = words[7];
	call->nr = (uint32_t)nr;
	call->abi = (uint8_t)abi;
	desc = syscord_call_by_nr(abi, call->nr);
	call->nargs = desc ? desc->nargs : 6;
	return true;
}

struct in_flight_record {
	struct syscord_record rec;
	struct syscord_in_flight call;
};

/* False: it is in no call, or there is no such thread */
static bool read_thread(const struct syscord_thread *thread, uint32_t abi,
			struct in_flight_record *to)
{
	struct syscord_filter_data data = { .pid = thread->pid };
	char line[256];

	memset(to, 0, sizeof(*to));
	if (syscord_procfs_read(line, sizeof(line), "/proc/%u/task/%u/syscall", thread->pid,
				thread->tid) <= 0 ||
	    !syscord_in_flight_parse(line, abi, &to->call) ||
	    !syscord_procfs_thread(thread->tid, &data))
		return false;
	memcpy(to->call.comm, data.comm, sizeof(to->call.comm));
	to->rec.len = sizeof(*to);
	to->rec.type = SYSCORD_IN_FLIGHT;
	to->rec.body = sizeof(to->call);
	to->rec.time = syscord_clock_ns(CLOCK_BOOTTIME);
	to->rec.pid = thread->pid;
	to->rec.tid = thread->tid;
	return true;
}

ssize_t syscord_in_flight_read(const struct syscord_threads *threads, uint8_t **out)
{
	struct in_flight_record *records = calloc(threads->count + 1, sizeof(*records));
	uint32_t abi = SYSCORD_ABI_UNKNOWN;
	size_t count = 0;

	if (!records)
		return -ENOMEM;
	for (size_t i = 0; i < threads->count; i++) {
		if (!i || threads->at[i].pid != threads->at[i - 1].pid)
			abi = process_abi(threads->at[i].pid);
		count += read_thread(&threads->at[i], abi, &records[count]);
	}
	*out = (uint8_t *)records;
	return (ssize_t)(count * sizeof(*records));
}
