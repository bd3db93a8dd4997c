// SPDX-License-Identifier: GPL-2.0
#include "json.h"
#include "lost.h"

static const struct {
	const char *name, *text;
} reasons[SYSCORD_LOST_REASONS] = {
	[SYSCORD_LOST_FULL] = { "full", "ring full" },
	[SYSCORD_LOST_TOO_LARGE] = { "too_large", "too large" },
	[SYSCORD_LOST_CONSUMER] = { "consumer", "bad consumer position" },
	[SYSCORD_LOST_NO_MEMORY] = { "no_memory", "no memory" },
	[SYSCORD_LOST_WAIT] = { "wait", "waited in vain" },
	[SYSCORD_LOST_OVERWRITTEN] = { "overwritten", "overwritten" },
	[SYSCORD_LOST_STOPPED] = { "stopped", "recording stopped" },
	[SYSCORD_LOST_FAULT] = { "fault", "task gone" },
};

const char *syscord_lost_name(unsigned int reason)
{
	return reason < SYSCORD_LOST_REASONS ? reasons[reason].name : "unknown";
}

const char *syscord_lost_text(unsigned int reason)
{
	return reason < SYSCORD_LOST_REASONS ? reasons[reason].text : "unknown reason";
}

__u64 syscord_lost_sum(const __u64 by_reason[SYSCORD_LOST_REASONS])
{
	__u64 sum = 0;

	for (unsigned int i = 0; i < SYSCORD_LOST_REASONS; i++)
		sum += by_reason[i];
	return sum;
}

void syscord_lost_add(__u64 to[SYSCORD_LOST_REASONS], const __u64 by_reason[SYSCORD_LOST_REASONS])
{
	for (unsigned int i = 0; i < SYSCORD_LOST_REASONS; i++)
		to[i] += by_reason[i];
}

void syscord_lost_print(FILE *out, const __u64 by_reason[SYSCORD_LOST_REASONS])
{
	const char *comma = "";

	for (unsigned int i = 0; i < SYSCORD_LOST_REASONS; i++) {
		if (!by_reason[i])
			continue;
		fprintf(out, "%s%llu %s", comma, by_reason[i], reasons[i].text);
		comma = ", ";
	}
}

json_t *syscord_lost_json(const __u64 by_reason[SYSCORD_LOST_REASONS])
{
	json_t *object = json_object();

	for (unsigned int i = 0; object && i < SYSCORD_LOST_REASONS; i++) {
		if (json_object_set_new(object, reasons[i].name,
					syscord_json_number(by_reason[i]))) {
			json_decref(object);
			object = NULL;
		}
	}
	return object;
}
