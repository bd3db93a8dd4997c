// SPDX-License-Identifier: GPL-2.0
/*
 * SYSCORD_ON_FULL_WAIT: a record that finds its ring full waits, on the deferred path,
 * until the reader has made room. What must not happen is that a machine stands still
 * because its reader does. So
 *
 *  - who reads never waits: no process that has the device open, in any session;
 *  - without a reader nobody waits, and those who do when it leaves are let go;
 *  - a task that is killed waits half a second at most: a reader at work is done by then;
 *  - nobody waits longer than SYSCORD_WAIT_MS. After one that did, the session gives up:
 *    all are let go and its records are dropped, until the reader says that it freed bytes.
 *
 * Whoever is let go has his record written if there is room by then, else counted.
 *
 *   task                                  reader
 *   waiters++ in the producer page        stores the consumer position
 *   full barrier                          full barrier
 *   looks at the consumer position        looks at waiters: SYSCORD_IOC_KICK
 *   sleeps                                which wakes
 */
#include <linux/jiffies.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "ring.h"
#include "compat.h"

#define GAVE_UP		BIT(31)	/* in producer.waiters: kick, though nobody sleeps */
#define RECHECK_MS	1000	/* against a reader that does not kick */
#define KILLED_MS	500

static atomic_t *ring_waiters(struct syscord_ring *ring)
{
	BUILD_BUG_ON(sizeof(atomic_t) != sizeof(ring->producer->waiters));
	return (atomic_t *)&ring->producer->waiters;
}

/* Would a record of the current task's wait for room, as things stand? */
bool syscord_wait_wanted(const struct syscord_session *s)
{
	if (READ_ONCE(s->policy.on_full) != SYSCORD_ON_FULL_WAIT || !READ_ONCE(s->reader) ||
	    READ_ONCE(s->gave_up) || READ_ONCE(s->stopping))
		return false;
	/* What is left of a task that is gone: a kworker has others to serve. */
	if (current->flags & PF_KTHREAD)
		return false;
	return !syscord_device_held();
}

/*
 * The time is over. A ring that comes online now has no mark, the others do: the reader
 * sees it at his next release of any of them.
 */
static void give_up(struct syscord_session *s)
{
	unsigned int cpu;

	/* If it has given up, there are marks: else no reader would ever kick. */
	mutex_lock(&syscord_rings_lock);
	WRITE_ONCE(s->gave_up, true);
	for_each_possible_cpu(cpu) {
		struct syscord_ring *ring = syscord_session_ring(s, cpu);

		if (ring)
			atomic_or(GAVE_UP, ring_waiters(ring));
	}
	mutex_unlock(&syscord_rings_lock);
	wake_up_all(&s->room);
}

/* Bytes were freed, or a reader came. */
void syscord_wait_kick(struct syscord_session *s)
{
	unsigned int cpu;

	if (READ_ONCE(s->gave_up)) {
		mutex_lock(&syscord_rings_lock);
		for_each_possible_cpu(cpu) {
			struct syscord_ring *ring = syscord_session_ring(s, cpu);

			if (ring)
				atomic_andnot(GAVE_UP, ring_waiters(ring));
		}
		WRITE_ONCE(s->gave_up, false);
		mutex_unlock(&syscord_rings_lock);
	}
	wake_up_all(&s->room);
}

/* Nobody is to wait any more: the reader left, or the session stops. */
void syscord_wait_end(struct syscord_session *s)
{
	wake_up_all(&s->room);
}

/* By SIGKILL, or because its process ends. */
static bool killed(void)
{
	return current->flags & PF_EXITING ? (current->exit_code & 0x7f) == SIGKILL :
					     fatal_signal_pending(current);
}

/*
 * Sleeps until `ring` may have room for `len` bytes. 0; -ETIME: it is `until` (jiffies) or
 * there is no more reason to wait.
 */
static int wait_room(struct syscord_session *s, struct syscord_ring *ring, u32 len,
		     unsigned long until)
{
	const unsigned long grace = jiffies + msecs_to_jiffies(KILLED_MS);
	DEFINE_WAIT(entry);
	bool room, over = false;
	int err = 0;

	atomic_inc(&s->waiting);
	atomic_inc(ring_waiters(ring));
	/* Pairs with the reader's barrier between its position and this count. */
	smp_mb__after_atomic();
	wake_up(&s->wait);
	for (;;) {
		const bool hurry = killed();
		const unsigned long end = hurry && time_before(grace, until) ? grace : until;
		const long left = end - jiffies;

		/* Who ends cannot be killed again. */
		prepare_to_wait(&s->room, &entry,
				(hurry || current->flags & PF_EXITING ? TASK_UNINTERRUPTIBLE :
									TASK_KILLABLE) |
					SYSCORD_FREEZABLE);
		/* The reader can take it back before it is used: that, too, has an end. */
		room = syscord_ring_has_room(ring, len);
		if (room && left > 0)
			break;
		if (left <= 0 || !syscord_wait_wanted(s)) {
			over = left <= 0 && !hurry && !room;
			err = -ETIME;
			break;
		}
		syscord_schedule_freezable(min_t(long, left, msecs_to_jiffies(RECHECK_MS)));
	}
	finish_wait(&s->room, &entry);
	atomic_dec(ring_waiters(ring));
	atomic_dec(&s->waiting);
	if (over)
		give_up(s);
	return err;
}

/* A record is lost without having been tried. */
void syscord_wait_lose(struct syscord_session *s, unsigned int reason)
{
	struct syscord_ring *ring;

	preempt_disable_notrace();
	ring = this_cpu_read(*s->rings);
	/* Cleared before STOP returns, which then waits for this section. */
	if (!READ_ONCE(s->recording) || !ring)
		atomic64_inc(&s->lost_outside);
	else
		syscord_ring_lose(ring, reason);
	preempt_enable_notrace();
}

/* -EAGAIN: no room; nothing is counted if it `may_wait`. *where: the ring that has none. */
static int write_once(struct syscord_session *s, const struct syscord_record *rec, bool may_wait,
		      unsigned int reason, struct syscord_ring **where)
{
	struct syscord_ring *ring;
	int err = 0;

	preempt_disable_notrace();
	ring = this_cpu_read(*s->rings);
	if (!READ_ONCE(s->recording) || !ring) {
		atomic64_inc(&s->lost_outside);
		err = -ENODEV;
	} else if (!syscord_ring_write(ring, rec)) {
		err = -EAGAIN;
		if (!may_wait)
			syscord_ring_lose(ring, reason ?: ring->reason);
	}
	preempt_enable_notrace();
	*where = ring;
	return err;
}

/*
 * Writes a finished record, on the deferred path; time and sequence number are given
 * here. Where the session waits for room and there is none: -EAGAIN and nothing is
 * counted, or, if the caller may `sleep`, this does until there is or no reason to is left.
 * 0; -ENOSPC, -ENODEV: counted as lost.
 */
int syscord_wait_write(struct syscord_session *s, const struct syscord_record *rec, bool sleep)
{
	const unsigned long until = jiffies + msecs_to_jiffies(SYSCORD_WAIT_MS);
	unsigned int reason = 0;
	struct syscord_ring *ring;
	bool waited = false;

	for (;;) {
		const bool wanted = !reason && syscord_wait_wanted(s);
		int err = write_once(s, rec, wanted, reason, &ring);

		if (err != -EAGAIN)
			return err;
		if (!wanted)
			return -ENOSPC;
		if (!sleep)
			return -EAGAIN;
		if (!waited)
			atomic64_inc(&s->waits);
		waited = true;
		if (wait_room(s, ring, rec->len, until))
			reason = READ_ONCE(s->stopping) ? SYSCORD_LOST_STOPPED : SYSCORD_LOST_WAIT;
	}
}
