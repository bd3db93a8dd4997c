/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The producer's fast path, inlined into the probe. One record is
 *
 *   rec = reserve(ring)             ring->room bytes may be written from rec on
 *   ... write the record past producer.pos, nobody can see it ...
 *   commit(ring, rec, end)          publishes it with one release store
 *
 * and anything before commit is given up by simply not committing. Preemption
 * stays off from reserve to commit, so that the CPU has one producer.
 */
#ifndef SYSCORD_RING_H
#define SYSCORD_RING_H

#include <linux/irq_work.h>
#include <linux/timekeeping.h>

#include "syscord.h"

/*
 * NULL: no room for any record, for the reason in ring->reason; nothing is counted.
 * Otherwise ring->room is at most SYSCORD_RECORD_MAX, and if less, then that is all the
 * ring has.
 */
static __always_inline struct syscord_record *syscord_ring_reserve(struct syscord_ring *ring)
{
	u64 pos = ring->producer->pos;

	if (unlikely(ring->limit - pos < SYSCORD_RECORD_MAX))
		return syscord_ring_reserve_slow(ring);
	ring->room = SYSCORD_RECORD_MAX;
	return (struct syscord_record *)(ring->data + (pos & ring->mask));
}

/* The fast clock may step back by a few ns when the timekeeper is updated. */
static __always_inline u64 syscord_ring_time(struct syscord_ring *ring)
{
	u64 now = ktime_get_boot_fast_ns();

	if (unlikely(now < ring->last_time))
		now = ring->last_time;
	ring->last_time = now;
	return now;
}

/* len: a multiple of 8, at most the room that reserve gave. */
static __always_inline void syscord_ring_commit(struct syscord_ring *ring,
						struct syscord_record *rec, u32 len)
{
	struct syscord_producer *producer = ring->producer;
	u64 pos = producer->pos + len;

	rec->len = len;
	rec->seq = producer->attempted++;
	/* Pairs with the reader's load_acquire of producer.pos. */
	smp_store_release(&producer->pos, pos);
	if (unlikely(pos >= ring->wake_at)) {
		ring->wake_at = pos + syscord_session_watermark(ring->session);
		irq_work_queue(&ring->wake);
	}
}

/* A record that is no call: header and body, no blobs. */
static inline void *syscord_record_body(struct syscord_record *rec)
{
	return rec + 1;
}

/*
 * Must this record queue behind one of the current task's that waits for room? Only who
 * has task work to do can have such.
 */
static inline bool syscord_record_queued(const struct syscord_ring *ring)
{
	return rcu_dereference_sched(ring->session->rules)->wait &&
	       READ_ONCE(current->task_works) && syscord_job_queued();
}

/* Sessions as a probe sees them; preemption is off in the body. */
#define syscord_for_each_active(set, i, s) \
	for ((set) = rcu_dereference_sched(syscord_active), (i) = 0; \
	     (i) < (set)->count && ((s) = (set)->session[i], true); (i)++)

/* This CPU's; NULL is counted as a loss. */
static inline struct syscord_ring *syscord_probe_ring(struct syscord_session *s)
{
	struct syscord_ring *ring = this_cpu_read(*s->rings);

	if (!ring)
		atomic64_inc(&s->lost_outside);
	return ring;
}

#endif /* SYSCORD_RING_H */
