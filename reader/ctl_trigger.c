// SPDX-License-Identifier: GPL-2.0
/* A flight recorder's trigger in syscordctl status and set-policy. */
#include <stdlib.h>
#include <string.h>
#include "ctl.h"

static bool on(const struct syscord_policy *p)
{
	return p->on_full == SYSCORD_ON_FULL_OVERWRITE;
}

static json_t *triggers(const struct syscord_policy *p)
{
	static const uint32_t bits[] = { SYSCORD_TRIGGER_CORE, SYSCORD_TRIGGER_FILTER };
	json_t *list = json_array();

	for (size_t i = 0; i < ARRAY_SIZE(bits); i++)
		if (p->trigger & bits[i])
			json_array_append_new(list, json_string(syscord_flight_why(bits[i])));
	return list;
}

void syscord_ctl_trigger_policy(json_t *policy, const struct syscord_policy *p)
{
	if (!on(p))
		return;
	json_object_set_new(policy, "trigger", triggers(p));
	json_object_set_new(policy, "before", syscord_json_number(p->before));
	json_object_set_new(policy, "after_ms", syscord_json_number(p->after));
}

static json_t *fired(const struct syscord_status *st)
{
	char comm[SYSCORD_COMM_LEN + 1];

	if (!st->trigger_why)
		return json_null();
	snprintf(comm, sizeof(comm), "%.*s", SYSCORD_COMM_LEN, st->trigger_comm);
	return json_pack("{s:s, s:o, s:o, s:o, s:o}", "why", syscord_flight_why(st->trigger_why),
			 "time", syscord_json_number(st->trigger_time), "pid",
			 syscord_json_number(st->trigger_pid), "tid",
			 syscord_json_number(st->trigger_tid), "comm", syscord_json_text(comm));
}

void syscord_ctl_trigger_json(json_t *session, const struct syscord_status *st, const char *filter)
{
	if (!on(&st->policy))
		return;
	json_object_set_new(session, "trigger_filter",
			    filter && *filter ? syscord_json_text(filter) : json_null());
	json_object_set_new(session, "triggers", syscord_json_number(st->triggers));
	json_object_set_new(session, "fired", fired(st));
	json_object_set_new(session, "frozen", json_boolean(st->flags & SYSCORD_STATUS_FROZEN));
}

void syscord_ctl_trigger_print(const struct syscord_status *st, const char *filter)
{
	const struct syscord_policy *p = &st->policy;
	char text[128];

	if (!on(p))
		return;
	printf("  trigger   %s%s%s", p->trigger & SYSCORD_TRIGGER_CORE ? "a core dump" : "",
	       p->trigger & SYSCORD_TRIGGER_CORE && p->trigger & SYSCORD_TRIGGER_FILTER ? ", " : "",
	       p->trigger & SYSCORD_TRIGGER_FILTER ? filter : "");
	printf("%s; %u ms after it ", p->trigger ? "" : "syscordctl snapshot only", p->after);
	if (p->before)
		printf("the last %llu bytes of each ring\n", p->before);
	else
		printf("all that the rings hold\n");
	if (!st->trigger_why) {
		printf("            has fired %llu times, and is ready\n", st->triggers);
		return;
	}
	syscord_flight_tell(st, text, sizeof(text));
	printf("            FIRED: %s%s\n", text,
	       !(st->flags & SYSCORD_STATUS_FROZEN)
		       ? ""
		       : "; frozen until 'syscordctl snapshot' or a reader has fetched the rings");
}
