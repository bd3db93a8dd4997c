// SPDX-License-Identifier: GPL-2.0
/* The list of calls in flight: what /proc and what the module say, put together. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "clock.h"
#include "in_flight.h"
#include "procfs.h"
#include "procinfo.h"

/* ---- the module's part ---- */

/* Of the session: what its task program was made of, and who is followed */
struct source {
	char *filter;
	uint32_t flags; /* SYSCORD_FILTER_* */
	uint32_t *followed;
	size_t count;
};

static void source_free(struct source *source)
{
	free(source->filter);
	free(source->followed);
}

/* The module's parameters select beside the filter, as if they were a part of it */
static int add_params(char **filter)
{
	static const struct {
		const char *name, *quote;
	} params[] = {
		{ "pid", "" }, { "ppid", "" }, { "proc_name", "\"" }, { "parent_proc_name", "\"" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(params); i++) {
		char value[256], *more;
		ssize_t n = syscord_procfs_read(value, sizeof(value),
						"/sys/module/syscord/parameters/%s", params[i].name);

		if (n > 0 && value[n - 1] == '\n')
			value[n - 1] = '\0';
		if (n <= 0 || !*value || !strcmp(value, "0") || !strcmp(value, "(null)"))
			continue;
		if (asprintf(&more, "%s%s%s%s == %s%s%s", **filter ? "(" : "", *filter,
			     **filter ? ") and " : "", params[i].name, params[i].quote, value,
			     params[i].quote) < 0)
			return -ENOMEM;
		free(*filter);
		*filter = more;
	}
	return 0;
}

static int source_get(int fd, struct source *source, struct syscord_error *err)
{
	struct syscord_task *tasks = NULL;
	struct syscord_status status;
	int ret = syscord_device_status(fd, &status, NULL, err);

	memset(source, 0, sizeof(*source));
	if (!ret)
		ret = syscord_device_filter_get(fd, &source->filter, err);
	if (!ret && status.flags & SYSCORD_STATUS_PARAMS && add_params(&source->filter))
		ret = syscord_error_set(err, -ENOMEM, "out of memory");
	if (!ret)
		ret = syscord_device_tasks(fd, true, &tasks, &source->count, err);
	if (!ret) {
		source->flags = status.flags & SYSCORD_STATUS_FOLLOW ? SYSCORD_FILTER_FOLLOW : 0;
		source->followed = calloc(source->count + 1, sizeof(*source->followed));
		if (!source->followed)
			ret = syscord_error_set(err, -ENOMEM, "out of memory");
	}
	for (size_t i = 0; !ret && i < source->count; i++)
		source->followed[i] = tasks[i].tid;
	free(tasks);
	if (ret)
		source_free(source);
	return ret;
}

/* What the module knows of these threads now; free() */
static struct syscord_task *look_up(int fd, const struct syscord_threads *threads,
				    struct syscord_error *err, int *ret)
{
	struct syscord_task *tasks = calloc(threads->count + 1, sizeof(*tasks));
	size_t count = threads->count;

	*ret = tasks ? 0 : syscord_error_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0; tasks && i < count; i++)
		tasks[i].tid = threads->at[i].tid;
	if (tasks)
		*ret = syscord_device_tasks(fd, false, &tasks, &count, err);
	if (*ret) {
		free(tasks);
		return NULL;
	}
	return tasks;
}

/* ---- both ---- */

/*
 * /proc was read between the two looks: only what is the same in both is of that call.
 * The records are of some of the threads, in the same order.
 */
static void set_since(const struct syscord_threads *threads, const struct syscord_task *before,
		      const struct syscord_task *after, uint8_t *records, size_t bytes)
{
	size_t i = 0;

	for (size_t at = 0; at < bytes;) {
		struct syscord_record *rec = (void *)(records + at);
		struct syscord_in_flight *call = (void *)(rec + 1);

		while (i < threads->count && threads->at[i].tid != rec->tid)
			i++;
		if (i == threads->count)
			return;
		if (before[i].since && after[i].since && before[i].call == after[i].call)
			call->since = before[i].since < rec->time ? before[i].since : rec->time;
		at += rec->len;
	}
}

static int build(int fd, const struct syscord_threads *threads, const struct syscord_task *before,
		 uint8_t *records, size_t bytes, struct syscord_note_in_flight **note,
		 struct syscord_error *err)
{
	struct syscord_note_in_flight *list;
	struct syscord_task *after;
	int ret;

	after = look_up(fd, threads, err, &ret);
	if (!after)
		return ret;
	set_since(threads, before, after, records, bytes);
	free(after);
	list = calloc(1, sizeof(*list) + bytes);
	if (!list)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	memcpy(list + 1, records, bytes);
	list->note.size = (uint32_t)(sizeof(*list) + bytes);
	for (size_t at = 0; at < bytes; list->count++)
		at += ((const struct syscord_record *)(const void *)(records + at))->len;
	list->boot = bytes ? ((const struct syscord_record *)(const void *)records)->time :
			     syscord_clock_ns(CLOCK_BOOTTIME);
	*note = list;
	return 0;
}

int syscord_in_flight_take(int fd, struct syscord_note_in_flight **note, struct syscord_error *err)
{
	struct syscord_threads threads = { 0 };
	struct syscord_task *before = NULL;
	struct source source;
	uint8_t *records = NULL;
	ssize_t bytes;
	int ret = source_get(fd, &source, err);

	if (ret)
		return ret;
	ret = syscord_in_flight_select(source.filter, source.flags, source.followed, source.count,
				       &threads);
	if (ret)
		syscord_error_set(err, ret, "cannot read /proc: %s", strerror(-ret));
	else
		before = look_up(fd, &threads, err, &ret);
	if (!ret) {
		bytes = syscord_in_flight_read(&threads, &records);
		if (bytes < 0)
			ret = syscord_error_set(err, (int)bytes, "out of memory");
		else
			ret = build(fd, &threads, before, records, (size_t)bytes, note, err);
	}
	free(records);
	free(before);
	free(threads.at);
	source_free(&source);
	return ret;
}

int syscord_in_flight_record(int fd, struct syscord_writer *writer, struct syscord_error *err)
{
	struct syscord_note_in_flight *note;
	int ret = syscord_in_flight_take(fd, &note, err);

	if (ret)
		return ret;
	if (note->count)
		ret = syscord_writer_note(writer, SYSCORD_NOTE_IN_FLIGHT, &note->note,
					  note->note.size, err);
	free(note);
	return ret;
}

const struct syscord_record *syscord_in_flight_next(const struct syscord_note_in_flight *note,
						    const struct syscord_record *at)
{
	const uint8_t *end = (const uint8_t *)note + note->note.size;
	const uint8_t *next = at ? (const uint8_t *)at + at->len : (const uint8_t *)(note + 1);

	return next < end ? (const void *)next : NULL;
}

/* ---- the same, by way of the helper ---- */

enum { BEGIN, SELECT, READ };

void syscord_in_flight_query_end(struct syscord_in_flight_query *query)
{
	free(query->threads.at);
	free(query->before);
	memset(query, 0, sizeof(*query));
}

/* Who is followed and the filter's text, for the helper to find the threads */
static int ask_select(struct syscord_in_flight_query *query, int fd, struct syscord_procinfo *info,
		      struct syscord_error *err)
{
	struct source source;
	size_t size;
	void *answer;
	int ret = source_get(fd, &source, err);

	if (ret)
		return ret;
	answer = syscord_procinfo_select(info, source.filter, source.flags, source.followed,
					 source.count, &size);
	source_free(&source);
	if (!answer)
		return 0;
	query->threads.at = answer;
	query->threads.count = size / sizeof(*query->threads.at);
	query->before = look_up(fd, &query->threads, err, &ret);
	return query->before ? 1 : ret;
}

static bool records_good(const uint8_t *records, size_t size)
{
	for (size_t at = 0; at < size;) {
		const struct syscord_record *rec = (const void *)(records + at);

		if (syscord_record_check(rec, size - at) || rec->type != SYSCORD_IN_FLIGHT ||
		    rec->body < sizeof(struct syscord_in_flight))
			return false;
		at += rec->len;
	}
	return true;
}

static int ask_read(struct syscord_in_flight_query *query, int fd, struct syscord_procinfo *info,
		    struct syscord_note_in_flight **note, struct syscord_error *err)
{
	size_t size;
	uint8_t *answer = syscord_procinfo_calls(info, &query->threads, &size);
	int ret;

	if (!answer)
		return 0;
	if (!records_good(answer, size))
		size = 0;
	ret = build(fd, &query->threads, query->before, answer, size, note, err);
	free(answer);
	return ret ? ret : 1;
}

int syscord_in_flight_ask(struct syscord_in_flight_query *query, int fd,
			  struct syscord_procinfo *info, struct syscord_note_in_flight **note,
			  struct syscord_error *err)
{
	int ret = 1;

	if (query->step != READ) {
		query->step = SELECT;
		ret = ask_select(query, fd, info, err);
		if (ret > 0)
			query->step = READ;
	}
	if (ret > 0)
		ret = ask_read(query, fd, info, note, err);
	if (ret)
		syscord_in_flight_query_end(query);
	return ret;
}
