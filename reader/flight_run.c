// SPDX-License-Identifier: GPL-2.0
/*
 * The flight recorder of one command: a file for each time that its trigger fires, or one
 * at its end if that never happened.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "flight.h"
#include "in_flight.h"
#include "procinfo.h"
#include "segment.h"

char *syscord_flight_run_state(void *ctx)
{
	struct syscord_flight_run *f = ctx;
	char *state = f->state;

	f->state = NULL;
	return syscord_flight_state(state ? state : strdup(""), &f->trigger);
}

static unsigned int most(const struct syscord_flight_run *f)
{
	return strcmp(f->output, "-") ? SYSCORD_FLIGHT_FILES : 1;
}

/* As soon as the trigger is known: who fired it may still be there, dumping core */
static void ask_state(struct syscord_flight_run *f)
{
	struct syscord_pids found = { NULL, 0 };

	if (f->state)
		return;
	if (!syscord_follow_trees(-1, &f->roots, false, &found, NULL))
		f->state = syscord_procinfo_collect_pids(found.pid, found.count, false);
	free(found.pid);
}

static void tell(const struct syscord_flight_run *f, const char *path, uint64_t records)
{
	char why[128] = "the trigger has not fired; what the rings held at the end";

	if (f->quiet)
		return;
	if (f->trigger.trigger_why)
		syscord_flight_tell(&f->trigger, why, sizeof(why));
	fprintf(stderr, "syscord: %s: %llu records to %s\n", why, (unsigned long long)records,
		strcmp(path, "-") ? path : "standard output");
}

static int write_snapshot(struct syscord_flight_run *f, struct syscord_error *err)
{
	struct syscord_error ignored = { "" };
	char path[sizeof(f->path)];
	uint64_t records;
	ssize_t n;
	int ret;

	syscord_flight_again(&f->pace, &f->trigger);
	ask_state(f);
	n = syscord_writer_round(f->writer, err);
	if (n < 0)
		return (int)n;
	if (syscord_in_flight_record(f->fd, f->writer, &ignored))
		fprintf(stderr, "syscord: the calls in flight are not recorded: %s\n", ignored.text);
	snprintf(path, sizeof(path), "%s", syscord_writer_path(f->writer));
	records = syscord_writer_records(f->writer);
	f->count++;
	if (strcmp(f->output, "-"))
		snprintf(f->path, sizeof(f->path), "%s.%u", f->output, f->count + 1);
	else
		snprintf(f->path, sizeof(f->path), "-");
	ret = syscord_writer_end(f->writer, f->path, err);
	if (ret)
		return ret;
	syscord_flight_done(&f->pace, &f->trigger);
	tell(f, path, records);
	return f->trigger.trigger_why ? syscord_device_fetched(f->fd, f->trigger.triggers, err) : 0;
}

int syscord_flight_run_look(struct syscord_flight_run *f, int ms, struct syscord_error *err)
{
	uint64_t due;
	int ret;

	if (f->told)
		return ms;
	ret = syscord_device_status(f->fd, &f->trigger, NULL, err);
	if (ret)
		return ret;
	f->pending = f->trigger.trigger_why;
	if (!f->pending)
		return ms;
	if (f->count == most(f)) {
		f->told = true;
		fprintf(stderr, "syscord: the trigger has fired again, but %s\n",
			f->count == 1 ? "standard output has its one snapshot"
				      : "there are enough files");
		return ms;
	}
	ask_state(f);
	due = syscord_flight_due(&f->trigger, &f->pace);
	if (due)
		return due < (uint64_t)ms ? (int)due : ms;
	ret = write_snapshot(f, err);
	f->pending = false;
	return ret;
}

int syscord_flight_run_end(struct syscord_flight_run *f, struct syscord_error *err)
{
	int ret = syscord_device_status(f->fd, &f->trigger, NULL, err);

	if (ret || (f->count && (!f->trigger.trigger_why || f->told || f->count == most(f))))
		return ret;
	return write_snapshot(f, err);
}
