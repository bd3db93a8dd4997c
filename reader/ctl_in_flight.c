// SPDX-License-Identifier: GPL-2.0
/* syscordctl in-flight: which calls a session's threads are in right now. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "clock.h"
#include "ctl.h"
#include "in_flight.h"
#include "terminal.h"

static uint64_t since_of(const struct syscord_record *rec)
{
	return ((const struct syscord_in_flight *)(rec + 1))->since;
}

/* The oldest first; of those whose age is not known the order is /proc's */
static int by_age(const void *a, const void *b)
{
	const struct syscord_record *ra = *(const struct syscord_record *const *)a;
	const struct syscord_record *rb = *(const struct syscord_record *const *)b;
	const uint64_t sa = since_of(ra) - 1, sb = since_of(rb) - 1; /* not known: the last */

	if (sa != sb)
		return sa < sb ? -1 : 1;
	return ra < rb ? -1 : ra > rb;
}

static int print_json(const struct syscord_ctl_opts *o, const struct syscord_note_in_flight *note,
		      const struct syscord_record *const *calls, bool entry,
		      struct syscord_error *err)
{
	const struct syscord_printer printer = { .out = stdout };
	const uint64_t offset = syscord_clock_offset();
	json_t *array = json_array();

	for (uint32_t i = 0; i < note->count; i++) {
		const struct syscord_event event = {
			.rec = calls[i],
			.cpu = SYSCORD_CPU_NONE,
			.real_time = calls[i]->time + offset,
		};

		if (json_array_append_new(array, syscord_json_event(&printer, &event))) {
			json_decref(array);
			array = NULL;
			break;
		}
	}
	return syscord_json_print(json_pack("{s:s, s:o, s:b, s:o}", "session",
					    syscord_ctl_session(o), "time",
					    syscord_json_number(note->boot), "entry", entry, "calls",
					    array),
				  stdout, err);
}

static int print_text(const struct syscord_note_in_flight *note,
		      const struct syscord_record *const *calls)
{
	const struct syscord_printer printer = {
		.out = stdout,
		.color = syscord_terminal_color(stdout),
	};
	const uint64_t offset = syscord_clock_offset();
	int ret = 0;

	for (uint32_t i = 0; i < note->count && !ret; i++) {
		const struct syscord_event event = {
			.rec = calls[i],
			.cpu = SYSCORD_CPU_NONE,
			.real_time = calls[i]->time + offset,
		};

		ret = syscord_format_text(&printer, &event);
	}
	return ret;
}

int syscord_ctl_in_flight(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct syscord_ctl_opts *o = opts;
	int fd = syscord_ctl_open(syscord_ctl_session(o), 0, err), ret;
	const struct syscord_record **calls, *rec = NULL;
	struct syscord_note_in_flight *note;
	struct syscord_policy policy;
	uint32_t count = 0;
	bool entry;

	(void)argc;
	(void)argv;
	if (fd < 0)
		return fd;
	ret = syscord_device_policy_get(fd, &policy, err);
	if (!ret)
		ret = syscord_in_flight_take(fd, &note, err);
	close(fd);
	if (ret)
		return ret;
	calls = calloc(note->count + 1, sizeof(*calls));
	if (!calls) {
		free(note);
		return syscord_error_set(err, -ENOMEM, "out of memory");
	}
	while ((rec = syscord_in_flight_next(note, rec)))
		calls[count++] = rec;
	qsort(calls, count, sizeof(*calls), by_age);
	entry = policy.flags & SYSCORD_POLICY_F_ENTRY;
	ret = o->json ? print_json(o, note, calls, entry, err) : print_text(note, calls);
	if (!o->json && !ret && !entry && isatty(STDERR_FILENO))
		fprintf(stderr, "syscordctl: to be told since when, have calls watched from their "
				"entry: syscordctl set-policy --entry\n");
	free(calls);
	free(note);
	return ret;
}
