// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions: rings, filter, policy and followed set, under a name.
 *
 * A session lives while something refers to it: its name (the default's for as
 * long as the module), an attached file, a deferred record. The probes do not
 * count; they see it through the active set, which it leaves, with an RCU grace
 * period, before anything that they use is taken away.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/pid.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "ring.h"
#include "compat.h"
#include "table.h"

#define STOP_WAIT_MS 2000	/* for deferred records under way */

/* syscord.h says what each protects. */
DEFINE_MUTEX(syscord_lock);
/* Inside syscord_lock and the locks of CPU hotplug and mmap. */
DEFINE_MUTEX(syscord_rings_lock);
struct syscord_set __rcu *syscord_active;
DEFINE_PER_CPU(struct syscord_ring *, syscord_first_ring);

static LIST_HEAD(sessions);	/* changes with both locks held */
static unsigned int session_count;
static int hotplug_state;
static struct syscord_set empty_set;

struct syscord_session *syscord_session_find(const char *name)
{
	struct syscord_session *s;

	lockdep_assert_held(&syscord_lock);
	list_for_each_entry(s, &sessions, node)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

unsigned int syscord_session_names(char names[][SYSCORD_NAME_LEN], unsigned int max)
{
	struct syscord_session *s;
	unsigned int count = 0;

	lockdep_assert_held(&syscord_lock);
	list_for_each_entry(s, &sessions, node)
		if (count < max)
			memcpy(names[count++], s->name, SYSCORD_NAME_LEN);
	return count;
}

/* The list holds a reference, and the caller gets another. */
struct syscord_session *syscord_session_create(const char *name, bool private)
{
	struct syscord_session *s;

	lockdep_assert_held(&syscord_lock);
	if (session_count >= SYSCORD_SESSIONS_MAX)
		return ERR_PTR(-ENOSPC);
	s = kzalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return ERR_PTR(-ENOMEM);
	s->rings = alloc_percpu(struct syscord_ring *);
	if (!s->rings)
		goto err_session;
	strscpy(s->name, name, sizeof(s->name));
	s->private = private;
	s->id = get_random_u64();
	s->policy.size = sizeof(s->policy);
	s->policy.ring_bytes = SYSCORD_RING_DEFAULT;
	s->policy.snaplen = SYSCORD_SNAPLEN_DEFAULT;
	kref_init(&s->ref);
	kref_get(&s->ref);
	init_waitqueue_head(&s->wait);
	init_waitqueue_head(&s->room);
	syscord_trigger_init(s);
	init_waitqueue_head(&s->pending_wait);
	if (syscord_rules_update(s))
		goto err_rings;
	mutex_lock(&syscord_rings_lock);
	list_add_tail(&s->node, &sessions);
	mutex_unlock(&syscord_rings_lock);
	session_count++;
	return s;

err_rings:
	free_percpu(s->rings);
err_session:
	kfree(s);
	return ERR_PTR(-ENOMEM);
}

static void session_free_rings(struct syscord_session *s)
{
	unsigned int cpu;

	mutex_lock(&syscord_rings_lock);
	for_each_possible_cpu(cpu) {
		struct syscord_ring **slot = per_cpu_ptr(s->rings, cpu);
		struct syscord_ring *ring = *slot;

		WRITE_ONCE(*slot, NULL);
		syscord_ring_free(ring);
	}
	mutex_unlock(&syscord_rings_lock);
}

static void session_release(struct kref *ref)
{
	struct syscord_session *s = container_of(ref, struct syscord_session, ref);

	irq_work_sync(&s->fired_wake);
	session_free_rings(s);
	syscord_filter_free(s);
	syscord_follow_free(s);
	syscord_tasks_forget(s);
	free_percpu(s->rings);
	kfree(s);
}

/* May sleep. */
void syscord_session_put(struct syscord_session *s)
{
	kref_put(&s->ref, session_release);
}

/*
 * Takes the name away and stops it for good: files that are still attached must
 * not start it again. The list's reference is the caller's to put.
 */
void syscord_session_destroy(struct syscord_session *s)
{
	lockdep_assert_held(&syscord_lock);
	syscord_session_stop(s);
	WRITE_ONCE(s->gone, true);
	wake_up(&s->wait);	/* those who poll */
	mutex_lock(&syscord_rings_lock);
	list_del(&s->node);
	mutex_unlock(&syscord_rings_lock);
	session_count--;
}

/* A deferred record is done with. */
void syscord_session_job_done(struct syscord_session *s)
{
	if (atomic_dec_and_test(&s->pending))
		wake_up_all(&s->pending_wait);
	syscord_session_put(s);
}

/*
 * The short cut of the probe: the rings of each CPU as a list. Called when the set or
 * a recording session's rings change. Probes may be walking it: links that stay are
 * written with the value that they have, a ring that leaves keeps its own, and a new
 * one comes last.
 */
static void ring_lists_update(void)
{
	const struct syscord_set *set = rcu_dereference_protected(syscord_active, true);
	unsigned int cpu, i;

	lockdep_assert_held(&syscord_rings_lock);
	for_each_possible_cpu(cpu) {
		struct syscord_ring *next = NULL, *ring;
		bool complete = true;

		for (i = set->count; i--; next = ring) {
			ring = syscord_session_ring(set->session[i], cpu);
			if (!ring) {
				complete = false;
				break;
			}
			/* So that who finds the next ring here finds its link as it is now. */
			smp_store_release(&ring->next, next);
		}
		/* Pairs with the probes' dependent loads. */
		smp_store_release(&per_cpu(syscord_first_ring, cpu), complete ? next : NULL);
	}
}

/* Publishes the active set with or without s, and waits until no probe uses the old one. */
static int set_change(struct syscord_session *s, bool add)
{
	struct syscord_set *old = rcu_dereference_protected(syscord_active,
							    lockdep_is_held(&syscord_lock));
	struct syscord_set *set = kzalloc(sizeof(*set), GFP_KERNEL | (add ? 0 : __GFP_NOFAIL));
	unsigned int i;

	if (!set)
		return -ENOMEM;
	for (i = 0; i < old->count; i++)
		if (old->session[i] != s)
			set->session[set->count++] = old->session[i];
	if (add)
		set->session[set->count++] = s;
	mutex_lock(&syscord_rings_lock);
	rcu_assign_pointer(syscord_active, set);
	ring_lists_update();
	mutex_unlock(&syscord_rings_lock);
	synchronize_rcu();
	if (old != &empty_set)
		kfree(old);
	return 0;
}

static int session_add_ring(struct syscord_session *s, unsigned int cpu)
{
	struct syscord_ring *ring;

	lockdep_assert_held(&syscord_rings_lock);
	if (syscord_session_ring(s, cpu))
		return 0;
	ring = syscord_ring_alloc(s, cpu, s->policy.ring_bytes);
	if (IS_ERR(ring))
		return PTR_ERR(ring);
	/* Pairs with the probes' dependent load. */
	smp_store_release(per_cpu_ptr(s->rings, cpu), ring);
	return 0;
}

static bool session_has_rings(const struct syscord_session *s)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (syscord_session_ring(s, cpu))
			return true;
	return false;
}

int syscord_session_start(struct syscord_session *s)
{
	bool had = session_has_rings(s);
	unsigned int cpu;
	int err;

	lockdep_assert_held(&syscord_lock);
	if (s->recording)
		return -EALREADY;
	if (s->gone)
		return -ENODEV;
	if (s->progs && s->progs->follow) {
		err = syscord_follow_alloc(s);
		if (err)
			return err;
	}
	syscord_follow_begin(s);
	syscord_tasks_forget(s);
	cpus_read_lock();
	mutex_lock(&syscord_rings_lock);
	for_each_online_cpu(cpu) {
		err = session_add_ring(s, cpu);
		if (err)
			break;
	}
	/* From here on a CPU that comes online brings its ring by itself. */
	WRITE_ONCE(s->stopping, false);
	WRITE_ONCE(s->recording, true);
	mutex_unlock(&syscord_rings_lock);
	cpus_read_unlock();
	if (err)
		goto err_rings;
	syscord_rules_extra(s);
	err = syscord_deferred_start();
	if (err)
		goto err_rings;
	err = set_change(s, true);
	if (err)
		goto err_deferred;
	err = syscord_hooks_get();
	if (err)
		goto err_set;
	if (s->policy.flags & SYSCORD_POLICY_F_ENTRY) {
		err = syscord_entry_start();
		if (err)
			goto err_hooks;
	}
	return 0;

err_hooks:
	syscord_hooks_put();
err_set:
	set_change(s, false);
	syscord_follow_stop(s);
err_deferred:
	syscord_deferred_stop();
err_rings:
	WRITE_ONCE(s->recording, false);
	synchronize_rcu();	/* a deferred record may be looking at the rings */
	syscord_rules_extra(s);
	if (!had && !atomic_read(&s->pending))
		session_free_rings(s);
	return err;
}

/*
 * After it, no record is being written. Deferred ones under way are waited for,
 * but not for ever: a task may sleep in a page fault for as long as it likes.
 */
void syscord_session_stop(struct syscord_session *s)
{
	unsigned int cpu;

	lockdep_assert_held(&syscord_lock);
	if (s->recording) {
		if (s->policy.flags & SYSCORD_POLICY_F_ENTRY) {
			syscord_tasks_keep(s);
			syscord_entry_stop();
		}
		syscord_hooks_put();
		set_change(s, false);
		WRITE_ONCE(s->stopping, true);
		syscord_wait_end(s);
		wait_event_timeout(s->pending_wait, !atomic_read(&s->pending),
				   msecs_to_jiffies(STOP_WAIT_MS));
		WRITE_ONCE(s->recording, false);
		synchronize_rcu();
		syscord_rules_extra(s);
		syscord_deferred_stop();
		syscord_follow_stop(s);
	}
	mutex_lock(&syscord_rings_lock);
	for_each_possible_cpu(cpu) {
		struct syscord_ring *ring = syscord_session_ring(s, cpu);

		if (ring)
			syscord_ring_lost_flush(ring);
	}
	mutex_unlock(&syscord_rings_lock);
	wake_up(&s->wait);
}

int syscord_session_reset(struct syscord_session *s)
{
	lockdep_assert_held(&syscord_lock);
	if (s->recording || atomic_read(&s->pending))
		return -EBUSY;
	session_free_rings(s);
	syscord_follow_free(s);
	syscord_tasks_forget(s);
	atomic64_set(&s->lost_outside, 0);
	atomic64_set(&s->deferred, 0);
	atomic64_set(&s->entry_missed, 0);
	atomic64_set(&s->waits, 0);
	s->gave_up = false;
	syscord_trigger_reset(s);
	s->id = get_random_u64();
	return 0;
}

int syscord_session_policy_set(struct syscord_session *s, const struct syscord_policy *p)
{
	const struct syscord_policy old = s->policy;
	const bool rings = p->ring_bytes != old.ring_bytes || p->on_full != old.on_full;
	int entry, err;

	lockdep_assert_held(&syscord_lock);
	if (p->flags & ~(SYSCORD_POLICY_F_NO_STATE | SYSCORD_POLICY_F_ENTRY) ||
	    p->profile > SYSCORD_PROFILE_EFFECTS ||
	    p->on_full > SYSCORD_ON_FULL_OVERWRITE || p->stack || p->stack_bytes ||
	    p->trigger & ~(SYSCORD_TRIGGER_CORE | SYSCORD_TRIGGER_FILTER) ||
	    memchr_inv(p->reserved, 0, sizeof(p->reserved)))
		return -EINVAL;
	if (!is_power_of_2(p->ring_bytes) || p->ring_bytes < SYSCORD_RING_MIN ||
	    p->ring_bytes > SYSCORD_RING_MAX || p->watermark > p->ring_bytes / 2)
		return -EINVAL;
	if (p->on_full == SYSCORD_ON_FULL_OVERWRITE && p->ring_bytes < SYSCORD_RING_MIN_OVERWRITE)
		return -EINVAL;
	if (rings && (s->recording || atomic_read(&s->pending)))
		return -EBUSY;
	entry = s->recording ? (p->flags & SYSCORD_POLICY_F_ENTRY) -
			       (old.flags & SYSCORD_POLICY_F_ENTRY) : 0;
	if (entry > 0) {
		err = syscord_entry_start();
		if (err)
			return err;
	}
	s->policy = *p;
	s->policy.size = sizeof(s->policy);
	err = syscord_rules_update(s);
	if (err)
		s->policy = old;
	/* it was turned off, or on in vain */
	if (err ? entry > 0 : entry < 0)
		syscord_entry_stop();
	if (err)
		return err;
	if (rings) {
		/* The next START makes them anew. What was said of the old ones goes with them. */
		session_free_rings(s);
		s->gave_up = false;
		syscord_trigger_reset(s);
		s->id = get_random_u64();
	}
	return 0;
}

/*
 * A CPU is about to come online: sessions that record need its ring. Not with
 * syscord_lock, which is held where hotplug is waited for.
 */
static int hotplug_prepare(unsigned int cpu)
{
	struct syscord_session *s;

	mutex_lock(&syscord_rings_lock);
	list_for_each_entry(s, &sessions, node)
		if (READ_ONCE(s->recording) && session_add_ring(s, cpu))
			pr_warn("syscord: no memory for the ring of CPU %u: its records are lost\n",
				cpu);
	ring_lists_update();
	mutex_unlock(&syscord_rings_lock);
	return 0;
}

int syscord_sessions_init(void)
{
	struct syscord_session *s;
	int err = 0;

	RCU_INIT_POINTER(syscord_active, &empty_set);
	hotplug_state = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "syscord:ring",
						  hotplug_prepare, NULL);
	if (hotplug_state < 0)
		return hotplug_state;
	mutex_lock(&syscord_lock);
	s = syscord_session_create(SYSCORD_SESSION_DEFAULT, false);
	if (IS_ERR(s)) {
		err = PTR_ERR(s);
	} else {
		kref_put(&s->ref, session_release);	/* not the last: the list has one */
		s->params = syscord_filter_params_given();
		if (s->params) {
			err = syscord_rules_update(s);
			if (!err)
				err = syscord_session_start(s);
		}
	}
	mutex_unlock(&syscord_lock);
	if (err)
		syscord_sessions_exit();
	return err;
}

/* No file is open and no deferred record under way: they pin the module. */
void syscord_sessions_exit(void)
{
	struct syscord_session *s, *next;
	struct syscord_set *set;
	LIST_HEAD(rest);

	cpuhp_remove_state_nocalls(hotplug_state);
	mutex_lock(&syscord_lock);
	list_for_each_entry_safe(s, next, &sessions, node) {
		syscord_session_destroy(s);
		list_add(&s->node, &rest);
	}
	set = rcu_dereference_protected(syscord_active, true);
	RCU_INIT_POINTER(syscord_active, &empty_set);
	mutex_unlock(&syscord_lock);
	if (set != &empty_set)
		kfree(set);
	list_for_each_entry_safe(s, next, &rest, node)
		syscord_session_put(s);
}
