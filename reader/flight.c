// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <jansson.h>
#include "clock.h"
#include "flight.h"
#include "json.h"

/* ---- options ---- */

const char *syscord_flight_wrong(const struct syscord_flight_opts *o)
{
	if (o->trigger && o->no_trigger)
		return "--trigger and --no-trigger: give one";
	if (o->core && o->no_core)
		return "--core-trigger and --no-core-trigger: give one";
	if (o->after != UINT64_MAX && o->after > UINT32_MAX)
		return "--after is too long: 49 days at most";
	return NULL;
}

static bool any(const struct syscord_flight_opts *o)
{
	return o->trigger || o->no_trigger || o->core || o->no_core || o->before != UINT64_MAX ||
	       o->after != UINT64_MAX;
}

int syscord_flight_policy(const struct syscord_flight_opts *o, uint32_t was,
			  struct syscord_policy *policy, struct syscord_error *err)
{
	if (policy->on_full != SYSCORD_ON_FULL_OVERWRITE) {
		policy->trigger = 0;
		policy->after = 0;
		policy->before = 0;
		if (!any(o))
			return 0;
		return syscord_error_set(
			err, -EINVAL,
			"--trigger, --core-trigger, --before and "
			"--after are for a flight recorder: give --on-full=overwrite, "
			"too");
	}
	if (was != SYSCORD_ON_FULL_OVERWRITE) {
		policy->trigger = SYSCORD_TRIGGER_CORE;
		policy->after = SYSCORD_FLIGHT_AFTER_MS;
	}
	if (o->core)
		policy->trigger |= SYSCORD_TRIGGER_CORE;
	if (o->no_core)
		policy->trigger &= ~(uint32_t)SYSCORD_TRIGGER_CORE;
	if (o->trigger)
		policy->trigger |= SYSCORD_TRIGGER_FILTER;
	if (o->no_trigger)
		policy->trigger &= ~(uint32_t)SYSCORD_TRIGGER_FILTER;
	if (o->before != UINT64_MAX)
		policy->before = o->before;
	if (o->after != UINT64_MAX)
		policy->after = (uint32_t)o->after;
	return 0;
}

int syscord_flight_program(int fd, const struct syscord_flight_opts *o, struct syscord_error *err,
			   struct syscord_error *warn)
{
	if (!o->trigger && !o->no_trigger)
		return 0;
	return syscord_device_filter_set(fd, o->trigger, SYSCORD_FILTER_TRIGGER, err, warn);
}

/* ---- the trigger ---- */

bool syscord_flight_on(const struct syscord_status *st)
{
	return st->policy.on_full == SYSCORD_ON_FULL_OVERWRITE;
}

uint64_t syscord_flight_due(const struct syscord_status *st, const struct syscord_flight_pace *pace)
{
	const unsigned int last = (pace->next + SYSCORD_FLIGHT_BURST - 1) % SYSCORD_FLIGHT_BURST;
	const uint64_t now = syscord_clock_ns(CLOCK_BOOTTIME), first = pace->at[pace->next];
	const bool again = pace->told && st->trigger_time == pace->told;
	uint64_t due = again ? pace->at[last] : st->trigger_time;

	due += (uint64_t)st->policy.after * 1000000;
	if (first && first + SYSCORD_FLIGHT_BURST_NS > due &&
	    st->trigger_why != SYSCORD_TRIGGER_ASKED)
		due = first + SYSCORD_FLIGHT_BURST_NS;
	return due > now ? (due - now + 999999) / 1000000 : 0;
}

void syscord_flight_again(const struct syscord_flight_pace *pace, struct syscord_status *st)
{
	if (!st->trigger_why || st->trigger_time != pace->told)
		return;
	st->trigger_why = SYSCORD_FLIGHT_AGAIN;
	st->trigger_pid = 0;
	st->trigger_tid = 0;
	memset(st->trigger_comm, 0, sizeof(st->trigger_comm));
}

void syscord_flight_done(struct syscord_flight_pace *pace, const struct syscord_status *st)
{
	pace->told = st->trigger_time;
	pace->at[pace->next++] = syscord_clock_ns(CLOCK_BOOTTIME);
	pace->next %= SYSCORD_FLIGHT_BURST;
}

const char *syscord_flight_why(uint32_t trigger)
{
	switch (trigger) {
	case SYSCORD_TRIGGER_CORE:
		return "core";
	case SYSCORD_TRIGGER_FILTER:
		return "filter";
	case SYSCORD_TRIGGER_ASKED:
		return "asked";
	case SYSCORD_FLIGHT_AGAIN:
		return "again";
	}
	return trigger ? "other" : "none";
}

void syscord_flight_tell(const struct syscord_status *st, char *text, size_t size)
{
	static const struct {
		uint32_t why;
		const char *before, *behind;
	} says[] = {
		{ SYSCORD_TRIGGER_CORE, "", " dumps core" },
		{ SYSCORD_TRIGGER_FILTER, "a call by ", "" },
		{ SYSCORD_TRIGGER_ASKED, "asked for by ", "" },
		{ 0, "", "" },
	};
	unsigned int i = 0;

	if (st->trigger_why == SYSCORD_FLIGHT_AGAIN) {
		snprintf(text, size, "the trigger has fired again meanwhile");
		return;
	}
	while (says[i].why && says[i].why != st->trigger_why)
		i++;
	snprintf(text, size, "%s%.*s (process %u, thread %u)%s", says[i].before,
		 (int)sizeof(st->trigger_comm), st->trigger_comm, st->trigger_pid, st->trigger_tid,
		 says[i].behind);
}

static json_t *process_of(json_t *processes, uint32_t pid)
{
	json_t *process;
	size_t i;

	json_array_foreach(processes, i,
			   process) if (json_integer_value(json_object_get(process, "pid")) ==
					pid) return process;
	process = json_pack("{s:I, s:[]}", "pid", (json_int_t)pid, "threads");
	json_array_append_new(processes, process);
	return process;
}

static void add_thread(json_t *process, uint32_t pid, uint32_t tid, json_t *comm)
{
	json_t *threads = json_object_get(process, "threads"), *thread;
	size_t i;

	if (tid == pid && !json_object_get(process, "comm"))
		json_object_set(process, "comm", comm);
	json_array_foreach(threads, i,
			   thread) if (json_integer_value(json_object_get(thread, "tid")) ==
				       tid) return;
	json_array_append_new(threads,
			      json_pack("{s:I, s:O}", "tid", (json_int_t)tid, "comm", comm));
}

char *syscord_flight_state(char *text, const struct syscord_status *st)
{
	json_t *root = text && *text ? json_loads(text, 0, NULL) : NULL, *processes, *comm;
	char name[SYSCORD_COMM_LEN + 1];

	if (!st->trigger_why) {
		json_decref(root);
		return text;
	}
	if (!root)
		root = json_pack("{s:b, s:[]}", "cut", true, "processes");
	snprintf(name, sizeof(name), "%.*s", SYSCORD_COMM_LEN, st->trigger_comm);
	comm = syscord_json_text(name);
	processes = json_object_get(root, "processes");
	if (st->trigger_why != SYSCORD_TRIGGER_ASKED && st->trigger_pid && processes && comm)
		add_thread(process_of(processes, st->trigger_pid), st->trigger_pid, st->trigger_tid,
			   comm);
	json_object_set_new(root, "trigger",
			    json_pack("{s:s, s:o, s:I, s:I, s:O}", "why",
				      syscord_flight_why(st->trigger_why), "time",
				      syscord_json_number(st->trigger_time), "pid",
				      (json_int_t)st->trigger_pid, "tid",
				      (json_int_t)st->trigger_tid, "comm", comm));
	json_decref(comm);
	free(text);
	text = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	return text ? text : strdup("");
}
