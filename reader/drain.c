/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The consumer side of the rings, twin of kmod/ring.c.
 *
 * The producer page and the data are read-only here; the consumer page, which
 * holds nothing but the position, is all that this process may write. What
 * comes from the kernel is trusted as far as its lengths: a position that cannot
 * be is not followed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include "tools.h"

#define REFRESH_NS 100000000ULL

struct ring {
	struct syscord_ring_map map;
	uint32_t cpu;
	uint64_t pos;	/* released up to here */
	uint64_t head;	/* complete up to here in this round */
	uint64_t attempted;
	uint64_t lost[SYSCORD_LOST_REASONS];
};

struct syscord_drain {
	const struct syscord_drain_ops *ops;
	void *ctx;
	struct ring *rings;
	unsigned int count;
	unsigned int next;
	uint64_t session;
	uint64_t last_round;
	uint64_t last_refresh;
	bool refresh;
	bool stopped;
	uint64_t outside;
	int fd; /* of the device, for its ops */
	struct syscord_drain_stats stats;
};

/* ---- the device ---- */

static int device_status(void *ctx, struct syscord_status *status,
			 struct syscord_ring_status **rings, struct syscord_error *err)
{
	return syscord_device_status(((struct syscord_drain *)ctx)->fd, status, rings, err);
}

static int device_map(void *ctx, const struct syscord_ring_status *ring,
		      struct syscord_ring_map *map, struct syscord_error *err)
{
	const int fd = ((struct syscord_drain *)ctx)->fd;
	const off_t base = (off_t)((uint64_t)ring->cpu << SYSCORD_RING_SHIFT);
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *consumer, *rest;

	consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, base);
	if (consumer == MAP_FAILED)
		return syscord_error_set(err, -errno, "cannot map the ring of CPU %u: %s",
					 ring->cpu, strerror(errno));
	rest = mmap(NULL, page + 2 * ring->size, PROT_READ, MAP_SHARED, fd, base + (off_t)page);
	if (rest == MAP_FAILED) {
		int e = -errno;

		munmap(consumer, page);
		return syscord_error_set(err, e, "cannot map the ring of CPU %u: %s", ring->cpu,
					 strerror(-e));
	}
	map->consumer = consumer;
	map->producer = rest;
	map->data = (const uint8_t *)rest + page;
	map->size = ring->size;
	return 0;
}

static void device_unmap(void *ctx, struct syscord_ring_map *map)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);

	(void)ctx;
	munmap(map->consumer, page);
	munmap((void *)(uintptr_t)map->producer, page + 2 * map->size);
}

static void device_kick(void *ctx)
{
	ioctl(((struct syscord_drain *)ctx)->fd, SYSCORD_IOC_KICK);
}

static uint64_t boot_clock(void *ctx)
{
	struct timespec ts;

	(void)ctx;
	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000000000ULL + (uint64_t)ts.tv_nsec;
}

static const struct syscord_drain_ops device_ops = {
	.status = device_status,
	.map = device_map,
	.unmap = device_unmap,
	.clock = boot_clock,
	.kick = device_kick,
};

/* ---- rings ---- */

static void unmap_all(struct syscord_drain *drain)
{
	for (unsigned int i = 0; i < drain->count; i++)
		drain->ops->unmap(drain->ctx, &drain->rings[i].map);
	free(drain->rings);
	drain->rings = NULL;
	drain->count = 0;
}

static struct ring *find(const struct syscord_drain *drain, uint32_t cpu)
{
	for (unsigned int i = 0; i < drain->count; i++)
		if (drain->rings[i].cpu == cpu)
			return &drain->rings[i];
	return NULL;
}

static int add_ring(struct syscord_drain *drain, const struct syscord_ring_status *status,
		    struct syscord_error *err)
{
	struct ring *rings, *ring;
	int ret;

	if (status->size < SYSCORD_RING_MIN || status->size > SYSCORD_RING_MAX ||
	    (status->size & (status->size - 1)))
		return syscord_error_set(err, -EPROTO, "CPU %u has a ring of %llu bytes",
					 status->cpu, (unsigned long long)status->size);
	rings = reallocarray(drain->rings, drain->count + 1, sizeof(*rings));
	if (!rings)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	drain->rings = rings;
	ring = &rings[drain->count];
	memset(ring, 0, sizeof(*ring));
	ret = drain->ops->map(drain->ctx, status, &ring->map, err);
	if (ret)
		return ret;
	ring->cpu = status->cpu;
	ring->pos = ring->map.consumer->pos;
	ring->head = ring->pos;
	drain->count++;
	return 0;
}

static int refresh(struct syscord_drain *drain, struct syscord_error *err)
{
	struct syscord_ring_status *rings = NULL;
	struct syscord_status status;
	int ret;

	memset(&status, 0, sizeof(status));
	ret = drain->ops->status(drain->ctx, &status, &rings, err);
	if (ret < 0)
		return ret;
	ret = 0;
	if (status.id != drain->session) {
		unmap_all(drain);
		drain->session = status.id;
	}
	drain->stopped = !(status.flags & SYSCORD_STATUS_RECORDING);
	drain->outside = status.lost_outside;
	for (uint32_t i = 0; i < status.rings && rings && !ret; i++)
		if (!find(drain, rings[i].cpu))
			ret = add_ring(drain, &rings[i], err);
	free(rings);
	return ret;
}

static int begin(struct syscord_drain *d, struct syscord_drain **drain, struct syscord_error *err)
{
	int ret;

	d->last_refresh = d->ops->clock(d->ctx);
	ret = refresh(d, err);
	if (ret)
		syscord_drain_close(d);
	else
		*drain = d;
	return ret;
}

int syscord_drain_open_ops(const struct syscord_drain_ops *ops, void *ctx,
			   struct syscord_drain **drain, struct syscord_error *err)
{
	struct syscord_drain *d = calloc(1, sizeof(*d));

	if (!d)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	d->ops = ops;
	d->ctx = ctx;
	return begin(d, drain, err);
}

int syscord_drain_open(int fd, struct syscord_drain **drain, struct syscord_error *err)
{
	struct syscord_drain *d = calloc(1, sizeof(*d));

	if (!d)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	d->ops = &device_ops;
	d->ctx = d;
	d->fd = fd;
	return begin(d, drain, err);
}

void syscord_drain_close(struct syscord_drain *drain)
{
	if (!drain)
		return;
	unmap_all(drain);
	free(drain);
}

static void account(struct syscord_drain *drain)
{
	struct syscord_drain_stats *stats = &drain->stats;
	uint64_t use = 0;

	for (unsigned int i = 0; i < drain->count; i++) {
		const struct ring *ring = &drain->rings[i];
		const uint64_t of_this = (ring->head - ring->pos) * 1000000 / ring->map.size;

		/* a single small record of a large ring is a drain, too */
		if (ring->head != ring->pos && use <= of_this)
			use = of_this ? of_this : 1;
	}
	if (!use)
		return;
	if (!stats->drains++ || use < stats->least)
		stats->least = use;
	if (use > stats->most)
		stats->most = use;
	stats->sum += use;
}

int syscord_drain_round(struct syscord_drain *drain, uint64_t *now, uint64_t *safe)
{
	const uint64_t clock = drain->ops->clock(drain->ctx);

	/* A session that is stopped may be started by anyone, and then needs a reader soon */
	if (drain->refresh || drain->stopped || clock - drain->last_refresh >= REFRESH_NS) {
		int ret = refresh(drain, NULL);

		if (ret)
			return ret;
		drain->refresh = false;
		drain->last_refresh = clock;
	}
	/*
	 * All positions before any data: a thread that moves to another CPU
	 * would otherwise be seen there before what it did here.
	 */
	for (unsigned int i = 0; i < drain->count; i++) {
		struct ring *ring = &drain->rings[i];
		const struct syscord_producer *producer = ring->map.producer;
		/* Pairs with the store_release of the commit in kmod/ring.c */
		uint64_t head = __atomic_load_n(&producer->pos, __ATOMIC_ACQUIRE);

		ring->attempted = __atomic_load_n(&producer->attempted, __ATOMIC_ACQUIRE);
		for (unsigned int r = 0; r < SYSCORD_LOST_REASONS; r++)
			ring->lost[r] = __atomic_load_n(&producer->lost[r], __ATOMIC_RELAXED);
		ring->head = head - ring->pos <= ring->map.size ? head : ring->pos;
	}
	account(drain);
	drain->next = 0;
	*now = clock;
	/* A CPU that came online since the last look at the rings may have written since then */
	*safe = drain->last_round < drain->last_refresh ? drain->last_round : drain->last_refresh;
	drain->last_round = clock;
	return 0;
}

bool syscord_drain_next(struct syscord_drain *drain, struct syscord_span *span)
{
	while (drain->next < drain->count) {
		const struct ring *ring = &drain->rings[drain->next++];

		if (ring->head == ring->pos)
			continue;
		span->cpu = ring->cpu;
		span->pos = ring->pos;
		span->bytes = ring->head - ring->pos;
		span->data = ring->map.data + (ring->pos & (ring->map.size - 1));
		return true;
	}
	return false;
}

void syscord_drain_release(struct syscord_drain *drain, const struct syscord_span *span)
{
	struct ring *ring = find(drain, span->cpu);

	if (!ring || span->pos != ring->pos || span->bytes > ring->head - ring->pos)
		return;
	ring->pos += span->bytes;
	drain->stats.released += span->bytes;
	/* Pairs with the load_acquire in kmod/ring.c: our reads come before its writes */
	__atomic_store_n(&ring->map.consumer->pos, ring->pos, __ATOMIC_RELEASE);
	/* Pairs with the barrier in kmod/wait.c: who waits has seen the position, or we see him */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (__atomic_load_n(&ring->map.producer->waiters, __ATOMIC_RELAXED))
		drain->ops->kick(drain->ctx);
}

int syscord_drain_skip(struct syscord_drain *drain, uint32_t cpu, uint64_t pos)
{
	struct ring *ring = find(drain, cpu);
	uint64_t head;

	if (!ring)
		return -ENOENT;
	head = __atomic_load_n(&ring->map.producer->pos, __ATOMIC_ACQUIRE);
	if (pos > head || head - ring->pos > ring->map.size)
		return -ERANGE;
	if (pos > ring->pos) {
		ring->pos = pos;
		ring->head = pos;
		__atomic_store_n(&ring->map.consumer->pos, pos, __ATOMIC_RELEASE);
		drain->ops->kick(drain->ctx);
	}
	return 0;
}

void syscord_drain_refresh(struct syscord_drain *drain)
{
	drain->refresh = true;
}

bool syscord_drain_ring(const struct syscord_drain *drain, unsigned int i,
			struct syscord_ring_status *status)
{
	const struct ring *ring;

	if (i >= drain->count)
		return false;
	ring = &drain->rings[i];
	memset(status, 0, sizeof(*status));
	status->cpu = ring->cpu;
	status->size = ring->map.size;
	status->producer = ring->head;
	status->consumer = ring->pos;
	status->attempted = ring->attempted;
	memcpy(status->lost, ring->lost, sizeof(status->lost));
	return true;
}

uint64_t syscord_drain_session(const struct syscord_drain *drain)
{
	return drain->session;
}

uint64_t syscord_drain_outside(const struct syscord_drain *drain)
{
	return drain->outside;
}

bool syscord_drain_stopped(const struct syscord_drain *drain)
{
	return drain->stopped;
}

void syscord_drain_stats(const struct syscord_drain *drain, struct syscord_drain_stats *stats)
{
	*stats = drain->stats;
}
