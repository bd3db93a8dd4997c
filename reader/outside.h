/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records that were lost where a CPU had no ring. No ring has a LOST record of them: it is
 * made here of the module's count, as an event of the CPU SYSCORD_CPU_NONE.
 */
#ifndef SYSCORD_OUTSIDE_H
#define SYSCORD_OUTSIDE_H

#include "merge.h"
#include "segment.h"

struct syscord_outside {
	bool known;
	uint64_t told;	/* of the count, in LOST records or before the recording */
	uint64_t at;	/* boot clock of the last look at it */
};

/* At `boot` the count was `total`. -ENOMEM */
int syscord_outside_add(struct syscord_outside *o, uint64_t total, uint64_t boot,
			struct syscord_merge *merge);
/* What an epoch says of it, if anything. -ENOMEM */
int syscord_outside_epoch(struct syscord_outside *o, const struct syscord_note_epoch *epoch,
			  struct syscord_merge *merge);

#endif /* SYSCORD_OUTSIDE_H */
