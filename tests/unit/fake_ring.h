/* SPDX-License-Identifier: GPL-2.0 */
/* Rings in memory, with a producer that does what kmod/ring.c does. */
#ifndef FAKE_RING_H
#define FAKE_RING_H

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "segment.h"

#define FAKE_CPUS 4

struct fake_ring {
	struct syscord_consumer consumer;
	struct syscord_producer producer;
	uint8_t *data;
	uint64_t size;
	uint64_t pending_lost, lost_first, lost_seq;
	__u64 pending_by[SYSCORD_LOST_REASONS];
	bool exists;
	bool overwrites; /* the oldest records make room, unless */
	bool frozen;
};

struct fake {
	struct fake_ring rings[FAKE_CPUS];
	uint64_t session;
	uint64_t now; /* every record and clock reading moves it on */
	bool recording;
	uint32_t on_full;
	uint64_t before; /* of the policy */
	unsigned int mapped;
	unsigned int kicks;
	uint64_t lost_outside;
};

static inline void fake_ring_make(struct fake *fake, unsigned int cpu, uint64_t size)
{
	struct fake_ring *ring = &fake->rings[cpu];
	int fd = memfd_create("ring", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, (off_t)size))
		abort();
	ring->data = mmap(NULL, 2 * size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (int i = 0; i < 2; i++)
		if (mmap(ring->data + (size_t)i * size, size, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED)
			abort();
	close(fd);
	ring->size = size;
	ring->producer.size = size;
	ring->producer.cpu = cpu;
	ring->exists = true;
}

static inline void fake_free(struct fake *fake)
{
	for (unsigned int i = 0; i < FAKE_CPUS; i++)
		if (fake->rings[i].exists)
			munmap(fake->rings[i].data, 2 * fake->rings[i].size);
}

/* Frees the oldest records until `len` bytes fit, and sometimes more, as the kernel may */
static inline void fake_free_oldest(struct fake_ring *ring, uint32_t len)
{
	uint64_t tail = ring->producer.tail;

	if (len < SYSCORD_RECORD_MAX / 2 && ring->producer.pos % 5 == 0)
		len *= 2;
	while (ring->producer.pos + len - tail > ring->size) {
		const struct syscord_record *old =
			(const void *)(ring->data + (tail & (ring->size - 1)));

		tail += old->len;
		ring->producer.lost[SYSCORD_LOST_OVERWRITTEN] += old->type != SYSCORD_LOST;
	}
	__atomic_store_n(&ring->producer.tail, tail, __ATOMIC_RELAXED);
	/* Pairs with the read barrier behind the copy in reader/drain.c */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static inline bool fake_put(struct fake_ring *ring, const void *rec, uint32_t len)
{
	if (ring->overwrites && ring->frozen)
		return false;
	if (ring->overwrites)
		fake_free_oldest(ring, len);
	else if (ring->producer.pos + len - ring->consumer.pos > ring->size)
		return false;
	memcpy(ring->data + (ring->producer.pos & (ring->size - 1)), rec, len);
	__atomic_store_n(&ring->producer.pos, ring->producer.pos + len, __ATOMIC_RELEASE);
	return true;
}

static inline bool fake_put_lost(struct fake *fake, struct fake_ring *ring)
{
	struct {
		struct syscord_record head;
		struct syscord_lost lost;
	} rec = {
		.head = { .len = sizeof(rec), .type = SYSCORD_LOST, .time = fake->now,
			  .seq = (uint32_t)ring->lost_seq, .body = sizeof(rec.lost) },
		.lost = { .count = ring->pending_lost, .first = ring->lost_first,
			  .last = fake->now },
	};

	if (!ring->pending_lost)
		return true;
	memcpy(rec.lost.by_reason, ring->pending_by, sizeof(rec.lost.by_reason));
	if (!fake_put(ring, &rec, sizeof(rec)))
		return false;
	ring->pending_lost = 0;
	memset(ring->pending_by, 0, sizeof(ring->pending_by));
	return true;
}

static inline void fake_lose(struct fake *fake, struct fake_ring *ring, unsigned int reason)
{
	uint64_t seq = ring->producer.attempted++;

	if (!ring->pending_lost++) {
		ring->lost_seq = seq;
		ring->lost_first = fake->now;
	}
	ring->pending_by[reason]++;
	ring->producer.lost[reason]++;
}

/* Records `rec` on a CPU: time and seq are set here. False: lost. */
static inline bool fake_record(struct fake *fake, unsigned int cpu, struct syscord_record *rec)
{
	struct fake_ring *ring = &fake->rings[cpu];
	const uint64_t seq = ring->producer.attempted;

	/* the drain's clock may be in another thread */
	rec->time = __atomic_add_fetch(&fake->now, 1, __ATOMIC_RELAXED);
	rec->seq = (uint32_t)seq;
	if (fake_put_lost(fake, ring)) {
		/* before the position, which a drain reads first */
		__atomic_store_n(&ring->producer.attempted, seq + 1, __ATOMIC_RELEASE);
		if (fake_put(ring, rec, rec->len))
			return true;
		ring->producer.attempted = seq;
	}
	fake_lose(fake, ring, SYSCORD_LOST_FULL);
	return false;
}

static inline int fake_status(void *ctx, struct syscord_status *status,
			      struct syscord_ring_status **rings, struct syscord_error *err)
{
	struct fake *fake = ctx;

	(void)err;
	memset(status, 0, sizeof(*status));
	*rings = calloc(FAKE_CPUS, sizeof(**rings));
	status->id = fake->session;
	status->lost_outside = fake->lost_outside;
	status->flags = fake->recording ? SYSCORD_STATUS_RECORDING : 0;
	status->policy.on_full = fake->on_full;
	status->policy.before = fake->before;
	for (unsigned int i = 0; i < FAKE_CPUS; i++)
		if (fake->rings[i].exists) {
			(*rings)[status->rings].cpu = i;
			(*rings)[status->rings++].size = fake->rings[i].size;
		}
	return 0;
}

static inline int fake_map(void *ctx, const struct syscord_ring_status *ring,
			   struct syscord_ring_map *map, struct syscord_error *err)
{
	struct fake *fake = ctx;
	struct fake_ring *r = &fake->rings[ring->cpu];

	(void)err;
	*map = (struct syscord_ring_map){ r->overwrites ? NULL : &r->consumer, &r->producer,
					  r->data, r->size };
	fake->mapped++;
	return 0;
}

static inline void fake_unmap(void *ctx, struct syscord_ring_map *map)
{
	(void)map;
	((struct fake *)ctx)->mapped--;
}

static inline uint64_t fake_clock(void *ctx)
{
	return __atomic_add_fetch(&((struct fake *)ctx)->now, 1, __ATOMIC_RELAXED);
}

static inline void fake_kick(void *ctx)
{
	((struct fake *)ctx)->kicks++;
}

static const struct syscord_drain_ops fake_ops = { fake_status, fake_map, fake_unmap,
						   fake_clock,	fake_kick };

/* A call's record of `nargs` arguments and one blob of `blob` bytes (0: none) */
static inline struct syscord_record *fake_call(uint32_t tid, uint32_t nr, int64_t ret,
					       unsigned int nargs, const uint64_t *args,
					       const void *data, uint32_t blob)
{
	static uint8_t buf[SYSCORD_RECORD_MAX] __attribute__((aligned(8)));
	struct syscord_record *rec = (struct syscord_record *)buf;
	struct syscord_call *call = (struct syscord_call *)(rec + 1);
	struct syscord_blob *head;
	const uint32_t pad = (blob + 7) & ~7U;

	memset(buf, 0, sizeof(*rec) + sizeof(*call) + 8 * nargs + sizeof(*head) + pad);
	rec->type = SYSCORD_CALL;
	rec->pid = tid;
	rec->tid = tid;
	rec->body = (uint16_t)(sizeof(*call) + 8 * nargs);
	rec->len = (uint32_t)sizeof(*rec) + rec->body;
	call->ret = ret;
	call->pc = 0x7f0000001234;
	call->nr = nr;
	call->abi = SYSCORD_ABI_X86_64;
	call->nargs = (uint8_t)nargs;
	if (nargs)
		memcpy(call->args, args, 8 * nargs);
	if (blob) {
		head = (struct syscord_blob *)(buf + rec->len);
		head->arg = 1;
		head->want = blob;
		head->got = blob;
		memcpy(head + 1, data, blob);
		rec->blobs = 1;
		rec->len += (uint32_t)sizeof(*head) + pad;
	}
	return rec;
}

#endif /* FAKE_RING_H */
