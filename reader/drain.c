/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The consumer side of the rings, twin of kmod/ring.c.
 *
 * The producer page and the data are read-only here; the consumer page, which
 * holds nothing but the position, is all that this process may write. What
 * comes from the kernel is trusted as far as its lengths: a position that cannot
 * be is not followed.
 *
 * Where the kernel overwrites the oldest records, a round is a snapshot: what the rings
 * hold up to their heads of that moment is copied out, piece by piece, and of each piece
 * what the kernel has freed by the time that the copy was made is thrown away. There the
 * consumer page is not even mapped.
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
#define PIECE	   (1U << 20) /* bytes that are copied at once */

struct ring {
	struct syscord_ring_map map;
	uint32_t cpu;
	uint64_t pos;	/* released up to here */
	uint64_t head;	/* complete up to here in this round */
	uint64_t at;	/* overwriting: copied up to here in this round */
	uint64_t from;	/* overwriting: what begins before this is not asked for */
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
	bool overwrites;
	uint64_t before; /* the policy's */
	uint8_t *piece;	 /* PIECE bytes, once there is something to copy */
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
	const struct syscord_drain *drain = ctx;
	const int fd = drain->fd;
	const off_t base = (off_t)((uint64_t)ring->cpu << SYSCORD_RING_SHIFT);
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *consumer = NULL, *rest;

	if (!drain->overwrites)
		consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, base);
	if (consumer == MAP_FAILED)
		return syscord_error_set(err, -errno, "cannot map the ring of CPU %u: %s",
					 ring->cpu, strerror(errno));
	rest = mmap(NULL, page + 2 * ring->size, PROT_READ, MAP_SHARED, fd, base + (off_t)page);
	if (rest == MAP_FAILED) {
		int e = -errno;

		if (consumer)
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
	if (map->consumer)
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
	/* What nobody has fetched yet begins with the ring's first record */
	ring->pos = drain->overwrites ? 0 : ring->map.consumer->pos;
	ring->head = ring->pos;
	drain->count++;
	return 0;
}

/* 1: rings were added */
static int look(struct syscord_drain *drain, struct syscord_error *err)
{
	struct syscord_ring_status *rings = NULL;
	struct syscord_status status;
	bool overwrites, added = false;
	int ret;

	memset(&status, 0, sizeof(status));
	ret = drain->ops->status(drain->ctx, &status, &rings, err);
	if (ret < 0)
		return ret;
	ret = 0;
	overwrites = status.policy.on_full == SYSCORD_ON_FULL_OVERWRITE;
	if (!drain->last_round && !drain->count)
		drain->overwrites = overwrites;
	if (overwrites != drain->overwrites) {
		free(rings);
		return syscord_error_set(err, -ESTALE, "the session's policy has changed");
	}
	if (status.id != drain->session) {
		unmap_all(drain);
		drain->session = status.id;
	}
	drain->before = status.policy.before;
	drain->stopped = !(status.flags & SYSCORD_STATUS_RECORDING);
	drain->outside = status.lost_outside;
	for (uint32_t i = 0; i < status.rings && rings && !ret; i++) {
		if (find(drain, rings[i].cpu))
			continue;
		ret = add_ring(drain, &rings[i], err);
		if (ret == -ENXIO) /* thrown away since */
			ret = 0;
		else
			added = true;
	}
	free(rings);
	return ret ? ret : added;
}

/*
 * The session's rings may be made anew between a look and the mapping of what it showed, whose
 * records would then be told as the last session's: another look tells.
 */
static int refresh(struct syscord_drain *drain, struct syscord_error *err)
{
	int ret;

	do {
		ret = look(drain, err);
	} while (ret > 0);
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
	free(drain->piece);
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

	/*
	 * A session that is stopped may be started by anyone, and then needs a reader soon;
	 * and snapshots are rare
	 */
	if (drain->refresh || drain->stopped || drain->overwrites ||
	    clock - drain->last_refresh >= REFRESH_NS) {
		int ret = refresh(drain, NULL);

		if (ret)
			return ret;
		drain->refresh = false;
		drain->last_refresh = clock;
	}
	if (drain->overwrites && !drain->piece) {
		drain->piece = malloc(PIECE);
		if (!drain->piece)
			return -ENOMEM;
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
		if (drain->overwrites) {
			ring->head = head > ring->pos ? head : ring->pos;
			ring->at = ring->pos;
			ring->from = 0;
			if (drain->before && drain->before < head)
				ring->from = head - drain->before;
		} else {
			ring->head = head - ring->pos <= ring->map.size ? head : ring->pos;
		}
	}
	account(drain);
	drain->next = 0;
	*now = clock;
	/* A CPU that came online since the last look at the rings may have written since then */
	*safe = drain->last_round < drain->last_refresh ? drain->last_round : drain->last_refresh;
	drain->last_round = clock;
	return 0;
}

static bool len_good(uint32_t len, size_t room)
{
	return len >= sizeof(struct syscord_record) && len % SYSCORD_RECORD_ALIGN == 0 &&
	       len <= SYSCORD_RECORD_MAX && len <= room;
}

/*
 * The whole records of `bytes` at `data`, ring position `pos`, without those that begin
 * before `from`. A length that cannot be ends it, and all that follows is given: whoever
 * takes it must say so.
 */
static void trim(struct syscord_span *span, const uint8_t *data, uint64_t pos, size_t bytes,
		 uint64_t from)
{
	size_t at = 0, skip = 0;

	while (bytes - at >= sizeof(struct syscord_record)) {
		const uint32_t len = ((const struct syscord_record *)(data + at))->len;

		if (!len_good(len, SYSCORD_RECORD_MAX)) {
			at = bytes;
			break;
		}
		if (len > bytes - at)
			break;
		if (pos + at < from)
			skip = at + len;
		at += len;
	}
	span->pos = pos + skip;
	span->data = data + skip;
	span->bytes = at - skip;
}

/*
 * The next piece of a ring that the kernel goes on overwriting. False: there is no more of
 * it, or the kernel was faster and has freed all of it.
 */
static bool copy(struct syscord_drain *drain, struct ring *ring, struct syscord_span *span)
{
	const struct syscord_producer *producer = ring->map.producer;
	/* Pairs with the write barrier behind the store of the tail in kmod/ring.c */
	uint64_t tail = __atomic_load_n(&producer->tail, __ATOMIC_ACQUIRE);

	for (;;) {
		const uint64_t pos = ring->at > tail ? ring->at : tail;
		size_t bytes = PIECE, bad;

		if (pos >= ring->head || ring->head - pos > ring->map.size)
			return false;
		if (bytes > ring->head - pos)
			bytes = (size_t)(ring->head - pos);
		if (bytes > ring->map.size)
			bytes = ring->map.size;
		memcpy(drain->piece, ring->map.data + (pos & (ring->map.size - 1)), bytes);
		/*
		 * Pairs with the same barrier: if any byte of the copy is new already, the
		 * tail that freed it is seen here.
		 */
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		tail = __atomic_load_n(&producer->tail, __ATOMIC_RELAXED);
		bad = tail <= pos ? 0 : tail - pos < bytes ? (size_t)(tail - pos) : bytes;
		ring->at = pos + bad;
		if (bad == bytes)
			continue;
		trim(span, drain->piece + bad, pos + bad, bytes - bad, ring->from);
		if (span->pos == pos + bad && !span->bytes) {
			if (bad)
				continue;
			span->bytes = bytes; /* no record ends here: that cannot be */
		}
		span->cpu = ring->cpu;
		ring->at = span->pos + span->bytes;
		if (span->bytes)
			return true;
	}
}

static bool next_copy(struct syscord_drain *drain, struct syscord_span *span)
{
	for (; drain->next < drain->count; drain->next++)
		if (copy(drain, &drain->rings[drain->next], span))
			return true;
	return false;
}

bool syscord_drain_next(struct syscord_drain *drain, struct syscord_span *span)
{
	if (drain->overwrites)
		return next_copy(drain, span);
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

	if (ring && drain->overwrites) {
		if (span->pos >= ring->pos && span->bytes <= ring->head - span->pos)
			ring->pos = span->pos + span->bytes;
		return;
	}
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
	if (pos > head || (!drain->overwrites && head - ring->pos > ring->map.size))
		return -ERANGE;
	if (drain->overwrites) {
		if (pos > ring->pos)
			ring->pos = pos;
		return 0;
	}
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

bool syscord_drain_overwrites(const struct syscord_drain *drain)
{
	return drain->overwrites;
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
