// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "lost.h"
#include "tail.h"

struct syscord_tail_ring {
	bool seen; /* there are records: before, a sequence number means nothing */
	uint64_t last; /* time of the last one */
	uint64_t behind; /* number of the record behind the last one */
	uint64_t seq, attempted; /* as the last epoch has them */
	__u64 lost[SYSCORD_LOST_REASONS]; /* in all, as the last epoch has it */
	__u64 told[SYSCORD_LOST_REASONS]; /* of those, by LOST records */
	uint64_t next; /* all of the ring's records from the first to before this one were seen */
};

/*
 * Why `count` records were lost behind the last one: what LOST records have not told. Where
 * those are not all here, nothing is known of it, unless all losses had one reason.
 */
static void reasons_of(const struct syscord_tail_ring *ring, bool overwrites, uint64_t count,
		       __u64 *by_reason)
{
	__u64 rest[SYSCORD_LOST_REASONS];
	int only = -1, kinds = 0;

	for (int i = 0; i < SYSCORD_LOST_REASONS; i++) {
		rest[i] = 0;
		/* The newest records are not those that are overwritten */
		if (overwrites && i == SYSCORD_LOST_OVERWRITTEN)
			continue;
		if (ring->told[i] > ring->lost[i])
			return;
		rest[i] = ring->lost[i] - ring->told[i];
		if (!ring->lost[i])
			continue;
		only = i;
		kinds++;
	}
	if (kinds == 1)
		by_reason[only] = count;
	else if (ring->next == ring->seq && syscord_lost_sum(rest) == count)
		memcpy(by_reason, rest, sizeof(rest));
}

static struct syscord_tail_ring *ring_of(struct syscord_tail *tail, uint32_t cpu)
{
	struct syscord_tail_ring *rings = tail->rings;

	if (cpu >= tail->count) {
		rings = reallocarray(rings, cpu + 1, sizeof(*rings));
		if (!rings)
			return NULL;
		memset(rings + tail->count, 0, (cpu + 1 - tail->count) * sizeof(*rings));
		tail->rings = rings;
		tail->count = cpu + 1;
	}
	return &rings[cpu];
}

/* Where the rings go on: what is missing before that has been deleted, not overwritten */
int syscord_tail_header(struct syscord_tail *tail, const struct syscord_note_header *header,
			bool overwrites)
{
	const uint8_t *p = (const uint8_t *)(header + 1) + header->policy_size;

	tail->overwrites = overwrites;
	for (uint32_t i = 0; i < header->rings; i++) {
		struct syscord_tail_ring *ring;
		struct syscord_note_ring at;

		memcpy(&at, p + i * sizeof(at), sizeof(at));
		ring = ring_of(tail, at.cpu);
		if (!ring)
			return -ENOMEM;
		if (at.known && at.seq > ring->behind)
			ring->behind = at.seq;
		else if (!at.known && at.pos)
			ring->behind = UINT64_MAX; /* nothing is known of what was before */
	}
	return 0;
}

int syscord_tail_chunk(struct syscord_tail *tail, const struct syscord_chunk *chunk,
		       struct syscord_merge *merge)
{
	struct syscord_tail_ring *ring;
	int ret = 0;

	ring = ring_of(tail, chunk->cpu);
	if (!ring)
		return -ENOMEM;
	if (merge && tail->overwrites && chunk->seq > ring->behind) {
		const struct syscord_lost lost = {
			.count = chunk->seq - ring->behind,
			.first = ring->seen ? ring->last : 0,
			.last = chunk->base,
			.by_reason[SYSCORD_LOST_OVERWRITTEN] = chunk->seq - ring->behind,
		};

		ret = syscord_merge_lost(merge, chunk->cpu, ring->behind, chunk->base, &lost);
	}
	ring->seen = true;
	ring->last = chunk->last;
	ring->behind = chunk->next_seq;
	/* What an epoch said of the losses behind the ring's end is told here, if it is so */
	ring->attempted = ring->seq;
	return ret;
}

void syscord_tail_records(struct syscord_tail *tail, const struct syscord_chunk *chunk,
			  const struct syscord_record *records)
{
	const uint8_t *at = (const uint8_t *)records, *end = at + chunk->bytes;
	struct syscord_tail_ring *ring;

	if (chunk->cpu >= tail->count)
		return;
	ring = &tail->rings[chunk->cpu];
	if (chunk->seq != ring->next && !tail->overwrites)
		return;
	ring->next = chunk->next_seq;
	while (at < end) {
		const struct syscord_record *rec = (const void *)at;
		struct syscord_lost lost;

		if (rec->type == SYSCORD_LOST) {
			syscord_record_body(rec, &lost, sizeof(lost));
			syscord_lost_add(ring->told, lost.by_reason);
		}
		at += rec->len;
	}
}

void syscord_tail_epoch(struct syscord_tail *tail, const struct syscord_note_epoch *epoch)
{
	const struct syscord_epoch_ring *ring = (const void *)(epoch + 1);

	tail->boot = epoch->boot;
	tail->stopped = epoch->flags & SYSCORD_EPOCH_STOPPED;
	for (uint32_t i = 0; i < epoch->rings; i++, ring++) {
		if (ring->cpu >= tail->count)
			continue;
		tail->rings[ring->cpu].seq = ring->seq;
		tail->rings[ring->cpu].attempted = ring->attempted;
		memcpy(tail->rings[ring->cpu].lost, ring->lost, sizeof(ring->lost));
	}
}

static int add_last(const struct syscord_tail *tail, uint32_t cpu, struct syscord_merge *merge)
{
	const struct syscord_tail_ring *ring = &tail->rings[cpu];
	const uint64_t time = tail->boot > ring->last ? tail->boot : ring->last;
	struct syscord_lost lost = {
		.count = ring->attempted - ring->seq,
		.first = ring->last,
		.last = time,
	};

	reasons_of(ring, tail->overwrites, lost.count, lost.by_reason);
	return syscord_merge_lost(merge, cpu, ring->seq, time, &lost);
}

int syscord_tail_end(struct syscord_tail *tail, struct syscord_merge *merge)
{
	int ret = 0;

	/* While a session records, its totals are ahead of what has been read */
	for (uint32_t cpu = 0; tail->stopped && !ret && cpu < tail->count; cpu++)
		if (tail->rings[cpu].seen && tail->rings[cpu].attempted > tail->rings[cpu].seq)
			ret = add_last(tail, cpu, merge);
	syscord_tail_free(tail);
	return ret;
}

void syscord_tail_free(struct syscord_tail *tail)
{
	free(tail->rings);
	memset(tail, 0, sizeof(*tail));
}
