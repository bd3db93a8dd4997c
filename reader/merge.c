/* SPDX-License-Identifier: GPL-2.0 */
/* A heap of CPUs by the time of each one's oldest record. */
#include <errno.h>
#include <stdlib.h>
#include "merge.h"

struct run {
	struct run *next;
	const uint8_t *records;
	size_t bytes, at;
	void *owner;
};

struct queue {
	uint32_t cpu;
	struct run *first, **end;
};

struct syscord_merge {
	struct queue **queues; /* all CPUs */
	size_t count;
	struct queue **heap; /* those that have records; as much room as queues */
	size_t held;
	uint64_t safe;
	struct run *done; /* holds the record that was handed out last */
};

struct syscord_merge *syscord_merge_new(void)
{
	return calloc(1, sizeof(struct syscord_merge));
}

static void free_run(struct run *run)
{
	if (run) {
		free(run->owner);
		free(run);
	}
}

void syscord_merge_free(struct syscord_merge *merge)
{
	if (!merge)
		return;
	for (size_t i = 0; i < merge->count; i++) {
		struct run *run = merge->queues[i]->first;

		while (run) {
			struct run *next = run->next;

			free_run(run);
			run = next;
		}
		free(merge->queues[i]);
	}
	free_run(merge->done);
	free(merge->queues);
	free(merge->heap);
	free(merge);
}

static const struct syscord_record *head(const struct queue *queue)
{
	return (const struct syscord_record *)(queue->first->records + queue->first->at);
}

static bool before(const struct queue *a, const struct queue *b)
{
	const uint64_t ta = head(a)->time, tb = head(b)->time;

	return ta != tb ? ta < tb : a->cpu < b->cpu;
}

static void swap(struct queue **heap, size_t a, size_t b)
{
	struct queue *q = heap[a];

	heap[a] = heap[b];
	heap[b] = q;
}

static void sift_up(struct syscord_merge *merge, size_t i)
{
	while (i && before(merge->heap[i], merge->heap[(i - 1) / 2])) {
		swap(merge->heap, i, (i - 1) / 2);
		i = (i - 1) / 2;
	}
}

static void sift_down(struct syscord_merge *merge, size_t i)
{
	for (;;) {
		size_t least = i;

		for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < merge->held; child++)
			if (before(merge->heap[child], merge->heap[least]))
				least = child;
		if (least == i)
			return;
		swap(merge->heap, i, least);
		i = least;
	}
}

static struct queue *queue_of(struct syscord_merge *merge, uint32_t cpu)
{
	struct queue **queues, **heap, *queue;

	for (size_t i = 0; i < merge->count; i++)
		if (merge->queues[i]->cpu == cpu)
			return merge->queues[i];
	queues = reallocarray(merge->queues, merge->count + 1, sizeof(*queues));
	if (!queues)
		return NULL;
	merge->queues = queues;
	heap = reallocarray(merge->heap, merge->count + 1, sizeof(*heap));
	if (!heap)
		return NULL;
	merge->heap = heap;
	queue = calloc(1, sizeof(*queue));
	if (!queue)
		return NULL;
	queue->cpu = cpu;
	queue->end = &queue->first;
	merge->queues[merge->count++] = queue;
	return queue;
}

int syscord_merge_add(struct syscord_merge *merge, uint32_t cpu, const void *records,
		      size_t bytes, void *owner)
{
	struct queue *queue = queue_of(merge, cpu);
	struct run *run = queue ? calloc(1, sizeof(*run)) : NULL;

	if (!run)
		return -ENOMEM;
	run->records = records;
	run->bytes = bytes;
	run->owner = owner;
	if (!bytes) {
		free_run(run);
		return 0;
	}
	*queue->end = run;
	queue->end = &run->next;
	if (queue->first == run) {
		merge->heap[merge->held] = queue;
		sift_up(merge, merge->held++);
	}
	return 0;
}

int syscord_merge_lost(struct syscord_merge *merge, uint32_t cpu, uint64_t seq, uint64_t time,
		       const struct syscord_lost *lost)
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
	one->rec.time = time;
	one->lost = *lost;
	ret = syscord_merge_add(merge, cpu, one, sizeof(*one), one);
	if (ret)
		free(one);
	return ret;
}

void syscord_merge_safe(struct syscord_merge *merge, uint64_t safe)
{
	if (safe > merge->safe)
		merge->safe = safe;
}

void syscord_merge_restart(struct syscord_merge *merge)
{
	merge->safe = 0;
}

bool syscord_merge_empty(const struct syscord_merge *merge)
{
	return merge->held == 0;
}

bool syscord_merge_next(struct syscord_merge *merge, struct syscord_event *event)
{
	const struct syscord_record *rec;
	struct queue *queue;
	struct run *run;

	free_run(merge->done);
	merge->done = NULL;
	if (!merge->held)
		return false;
	queue = merge->heap[0];
	rec = head(queue);
	if (rec->time >= merge->safe && merge->safe != UINT64_MAX)
		return false;
	event->rec = rec;
	event->cpu = queue->cpu;
	run = queue->first;
	run->at += rec->len;
	if (run->at == run->bytes) {
		merge->done = run;
		queue->first = run->next;
		if (!queue->first) {
			queue->end = &queue->first;
			merge->heap[0] = merge->heap[--merge->held];
		}
	}
	sift_down(merge, 0);
	return true;
}
