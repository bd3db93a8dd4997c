/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What was lost and has no LOST record. Such a record precedes the next one that fits, so
 * of what a stopped session lost last only the epochs tell; and of what a flight recorder
 * has overwritten between two snapshots, or before the first, only where the chunks begin.
 */
#ifndef SYSCORD_TAIL_H
#define SYSCORD_TAIL_H

#include "merge.h"
#include "segment.h"

struct syscord_tail {
	struct syscord_tail_ring *rings; /* by CPU */
	uint32_t count;
	uint64_t boot; /* of the last epoch */
	bool stopped;
	bool overwrites; /* the session's policy */
};

/*
 * Headers, chunks and epochs of one session, in the order of the file; -ENOMEM. A chunk's
 * gap, if its session overwrites, becomes a LOST record: before its own are added. `merge`
 * may be NULL if they are not to be.
 */
int syscord_tail_header(struct syscord_tail *tail, const struct syscord_note_header *header,
			bool overwrites);
int syscord_tail_chunk(struct syscord_tail *tail, const struct syscord_chunk *chunk,
		       struct syscord_merge *merge);
/* Behind each chunk, if its records are read: then the last losses have their reasons */
void syscord_tail_records(struct syscord_tail *tail, const struct syscord_chunk *chunk,
			  const struct syscord_record *records);
void syscord_tail_epoch(struct syscord_tail *tail, const struct syscord_note_epoch *epoch);
/*
 * Nothing more of this session comes: adds a LOST record for each CPU that needs one,
 * and begins anew. -ENOMEM.
 */
int syscord_tail_end(struct syscord_tail *tail, struct syscord_merge *merge);
void syscord_tail_free(struct syscord_tail *tail); /* what it points to */

#endif /* SYSCORD_TAIL_H */
