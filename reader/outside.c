// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "outside.h"

int syscord_outside_add(struct syscord_outside *o, uint64_t total, uint64_t boot,
			struct syscord_merge *merge)
{
	const uint64_t since = o->at && o->at < boot ? o->at : boot, told = o->told;

	o->known = true;
	o->at = boot;
	if (total <= told)
		return 0;
	o->told = total;
	return syscord_merge_lost(merge, SYSCORD_CPU_NONE, told, boot,
				  &(struct syscord_lost){
					  .count = total - told,
					  .first = since,
					  .last = boot,
					  .by_reason[SYSCORD_LOST_NO_MEMORY] = total - told,
				  });
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
