// SPDX-License-Identifier: GPL-2.0
/*
 * The flight recorder's trigger (SYSCORD_ON_FULL_OVERWRITE): something happened that
 * somebody will want to look back from. The session remembers the first time since the
 * rings were last fetched, and wakes who polls. If there is no reader to copy the rings,
 * they freeze some time after, so that what led there is not written over.
 *
 * It is fired in probes, with interrupts off too.
 */
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>

#include "ring.h"

static void fired_wake(struct irq_work *work)
{
	wake_up(&container_of(work, struct syscord_session, fired_wake)->wait);
}

void syscord_trigger_init(struct syscord_session *s)
{
	raw_spin_lock_init(&s->fired_lock);
	init_irq_work(&s->fired_wake, fired_wake);
}

static void fire(struct syscord_session *s, u32 why)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&s->fired_lock, flags);
	s->fired_count++;
	if (!s->fired.why) {
		s->fired.time = ktime_get_boot_fast_ns();
		s->fired.pid = current->tgid;
		s->fired.tid = current->pid;
		syscord_name_copy(s->fired.comm, current->comm);
		WRITE_ONCE(s->fired.why, why);
	}
	raw_spin_unlock_irqrestore(&s->fired_lock, flags);
	irq_work_queue(&s->fired_wake);
}

/* The call in the ring's context is being recorded. */
void syscord_trigger_call(struct syscord_ring *ring, const struct syscord_rules *rules)
{
	const struct syscord_rule *rule = &rules->trigger;

	if (syscord_filter_guard(ring, rule) &&
	    (!rule->rest || syscord_filter_rest(ring, rule)))
		fire(ring->session, SYSCORD_TRIGGER_FILTER);
}

/* A task that is recorded dies by a signal that dumps core. */
void syscord_trigger_core(struct syscord_session *s)
{
	if (READ_ONCE(s->policy.on_full) == SYSCORD_ON_FULL_OVERWRITE &&
	    READ_ONCE(s->policy.trigger) & SYSCORD_TRIGGER_CORE)
		fire(s, SYSCORD_TRIGGER_CORE);
}

int syscord_trigger_ask(struct syscord_session *s)
{
	lockdep_assert_held(&syscord_lock);
	if (s->policy.on_full != SYSCORD_ON_FULL_OVERWRITE)
		return -EINVAL;
	preempt_disable();
	fire(s, SYSCORD_TRIGGER_ASKED);
	preempt_enable();
	return 0;
}

/* Ready again, unless it fired since the count was `count`. */
void syscord_trigger_fetched(struct syscord_session *s, u64 count)
{
	unsigned long flags;

	lockdep_assert_held(&syscord_lock);
	raw_spin_lock_irqsave(&s->fired_lock, flags);
	if (s->fired_count == count) {
		WRITE_ONCE(s->fired.why, 0);
		WRITE_ONCE(s->frozen, false);
	}
	raw_spin_unlock_irqrestore(&s->fired_lock, flags);
}

/* The rings are thrown away. */
void syscord_trigger_reset(struct syscord_session *s)
{
	unsigned long flags;

	lockdep_assert_held(&syscord_lock);
	raw_spin_lock_irqsave(&s->fired_lock, flags);
	s->fired_count = 0;
	WRITE_ONCE(s->fired.why, 0);
	WRITE_ONCE(s->frozen, false);
	raw_spin_unlock_irqrestore(&s->fired_lock, flags);
}

/* Nothing is written over any more. Once it is so, it stays until the rings are fetched. */
bool syscord_trigger_frozen(struct syscord_session *s)
{
	unsigned long flags;
	bool over;

	if (READ_ONCE(s->frozen))
		return true;
	if (!READ_ONCE(s->fired.why) || READ_ONCE(s->reader))
		return false;
	/* Not of a trigger that is being fetched: nobody would fetch again. */
	raw_spin_lock_irqsave(&s->fired_lock, flags);
	/* Another CPU's clock may be behind the one that it fired by. */
	over = s->fired.why && (s64)(ktime_get_boot_fast_ns() - s->fired.time) >=
				       (s64)mul_u32_u32(READ_ONCE(s->policy.after), NSEC_PER_MSEC);
	if (over)
		WRITE_ONCE(s->frozen, true);
	raw_spin_unlock_irqrestore(&s->fired_lock, flags);
	return over;
}
