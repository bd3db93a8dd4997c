// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "outside.h"

static int add_lost(uint64_t seq, uint64_t count, uint64_t first, uint64_t last,
		    struct syscord_merge *merge)
{
	struct {
		struct syscord_record rec;
		struct syscord_lost lost;
	} *one = calloc(1, sizeof(*one));
	int ret;

	if (!one)
		return -ENOMEM;
	one->rec.len = sizeof(*one);
	one->rec.body = sizeof(one->lost);
	one->rec.type = SYSCORD_LOST;
	one->rec.seq = (uint32_t)seq;
	one->rec.time = last;
	one->lost.count = count;
	one->lost.first = first;
	one->lost.last = last;
	one->lost.by_reason[SYSCORD_LOST_NO_MEMORY] = count;
	ret = syscord_merge_add(merge, SYSCORD_CPU_NONE, one, sizeof(*one), one);
	if (ret)
		free(one);
	return ret;
}

int syscord_outside_add(struct syscord_outside *o, uint64_t total, uint64_t boot,
			struct syscord_merge *merge)
{
	const uint64_t since = o->at && o->at < boot ? o->at : boot, told = o->told;

	o->known = true;
	o->at = boot;
	if (total <= told)
		return 0;
	o->told = total;
	return add_lost(told, total - told, since, boot, merge);
}

int syscord_outside_epoch(struct syscord_outside *o, const struct syscord_note_epoch *epoch,
			  struct syscord_merge *merge)
{
	const uint8_t *p = (const uint8_t *)(epoch + 1);
	uint64_t total = o->told;

	for (uint32_t i = 0; i < epoch->rings; i++) {
		struct syscord_epoch_ring at;

		memcpy(&at, p + i * sizeof(at), sizeof(at));
		if (at.cpu != SYSCORD_CPU_NONE)
			continue;
		if (!o->known)
			o->told = at.seq;
		o->known = true;
		total = at.attempted;
	}
	if (!o->known) {
		o->at = epoch->boot;
		return 0;
	}
	return syscord_outside_add(o, total, epoch->boot, merge);
}
