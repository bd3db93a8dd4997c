// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "tail.h"

#define CPUS_MAX 8192 /* more than a kernel has; a file may say anything */

struct syscord_tail_ring {
	bool seen; /* there are records: before, a sequence number means nothing */
	uint64_t last; /* time of the last one */
	uint64_t seq, attempted; /* as the last epoch has them */
	int reason; /* the only one of all losses so far; -1: there are several */
};

static int only_reason(const struct syscord_epoch_ring *ring)
{
	int only = -1;

	for (int i = 0; i < SYSCORD_LOST_REASONS; i++) {
		if (!ring->lost[i])
			continue;
		if (only >= 0)
			return -1;
		only = i;
	}
	return only;
}

int syscord_tail_chunk(struct syscord_tail *tail, const struct syscord_chunk *chunk)
{
	struct syscord_tail_ring *rings = tail->rings;

	if (chunk->cpu >= CPUS_MAX)
		return 0;
	if (chunk->cpu >= tail->count) {
		rings = reallocarray(rings, chunk->cpu + 1, sizeof(*rings));
		if (!rings)
			return -ENOMEM;
		memset(rings + tail->count, 0, (chunk->cpu + 1 - tail->count) * sizeof(*rings));
		tail->rings = rings;
		tail->count = chunk->cpu + 1;
	}
	rings[chunk->cpu].seen = true;
	rings[chunk->cpu].last = chunk->last;
	return 0;
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
		tail->rings[ring->cpu].reason = only_reason(ring);
	}
}

static int add_lost(const struct syscord_tail *tail, uint32_t cpu, struct syscord_merge *merge)
{
	const struct syscord_tail_ring *ring = &tail->rings[cpu];
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
	one->rec.seq = (uint32_t)ring->seq;
	one->rec.time = tail->boot > ring->last ? tail->boot : ring->last;
	one->lost.count = ring->attempted - ring->seq;
	if (ring->reason >= 0)
		one->lost.by_reason[ring->reason] = one->lost.count;
	one->lost.first = ring->last;
	one->lost.last = one->rec.time;
	ret = syscord_merge_add(merge, cpu, one, sizeof(*one), one);
	if (ret)
		free(one);
	return ret;
}

int syscord_tail_end(struct syscord_tail *tail, struct syscord_merge *merge)
{
	int ret = 0;

	/* While a session records, its totals are ahead of what has been read */
	for (uint32_t cpu = 0; tail->stopped && !ret && cpu < tail->count; cpu++)
		if (tail->rings[cpu].seen && tail->rings[cpu].attempted > tail->rings[cpu].seq)
			ret = add_lost(tail, cpu, merge);
	syscord_tail_free(tail);
	return ret;
}

void syscord_tail_free(struct syscord_tail *tail)
{
	free(tail->rings);
	memset(tail, 0, sizeof(*tail));
}
