// SPDX-License-Identifier: GPL-2.0
/*
 * The followed set: a bit for each thread id, kept by the fork, exec and exit
 * records. A second bitmap behind it holds those that join at their next exec.
 */
#include <linux/bitmap.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/threads.h>
#include <linux/vmalloc.h>

#include "syscord.h"

#define TIDS PID_MAX_LIMIT

static bool follow_valid(const struct syscord_session *s, u32 tid)
{
	return READ_ONCE(s->followed) && tid < TIDS;
}

bool syscord_follow_test(const struct syscord_session *s, u32 tid)
{
	return follow_valid(s, tid) && test_bit(tid, s->followed);
}

void syscord_follow_mark(struct syscord_session *s, u32 tid)
{
	if (follow_valid(s, tid) && !test_and_set_bit(tid, s->followed))
		atomic_inc(&s->followed_count);
}

static bool follow_clear(struct syscord_session *s, u32 tid)
{
	if (!follow_valid(s, tid) || !test_and_clear_bit(tid, s->followed))
		return false;
	atomic_dec(&s->followed_count);
	return true;
}

void syscord_follow_fork(struct syscord_session *s, u32 parent, u32 child)
{
	if (syscord_follow_test(s, parent))
		syscord_follow_mark(s, child);
}

/* An exec by a thread that is not the leader gives it the leader's id. */
void syscord_follow_exec(struct syscord_session *s, u32 old_tid, u32 tid)
{
	bool follows;

	if (!follow_valid(s, old_tid))
		return;
	follows = follow_clear(s, old_tid);
	if (test_and_clear_bit(TIDS + old_tid, s->followed) || follows)
		syscord_follow_mark(s, tid);
}

void syscord_follow_exit(struct syscord_session *s, u32 tid)
{
	follow_clear(s, tid);
	if (follow_valid(s, tid))
		clear_bit(TIDS + tid, s->followed);
}

/* The bitmaps, if there are none yet; they stay until reset. */
int syscord_follow_alloc(struct syscord_session *s)
{
	unsigned long *bits;

	lockdep_assert_held(&syscord_lock);
	if (s->followed)
		return 0;
	bits = vzalloc(2 * BITS_TO_LONGS(TIDS) * sizeof(long));
	if (!bits)
		return -ENOMEM;
	/* Pairs with the probes' dependent loads. */
	smp_store_release(&s->followed, bits);
	return 0;
}

/*
 * A task that is ending may have passed the exit hook, so that nobody would clear its
 * bit again. If it is seen not to be ending, the hook comes later and sees the bit: the
 * atomic operations on it, here and there, are full barriers. One that is ending makes
 * no more calls.
 */
static void follow_mark_other(struct syscord_session *s, const struct task_struct *task)
{
	const u32 tid = task->pid;

	syscord_follow_mark(s, tid);
	if (READ_ONCE(task->flags) & PF_EXITING)
		follow_clear(s, tid);
}

int syscord_follow_add(struct syscord_session *s, const struct syscord_follow *follow)
{
	struct task_struct *task, *thread;
	int err;

	lockdep_assert_held(&syscord_lock);
	if (follow->flags & ~(SYSCORD_FOLLOW_ON_EXEC | SYSCORD_FOLLOW_THREADS) ||
	    follow->reserved || follow->pid < 0)
		return -EINVAL;
	err = syscord_follow_alloc(s);
	if (err)
		return err;
	syscord_follow_begin(s);
	rcu_read_lock();
	task = follow->pid ? pid_task(find_vpid(follow->pid), PIDTYPE_PID) : current;
	if (!task) {
		err = -ESRCH;
	} else if (follow->flags & SYSCORD_FOLLOW_ON_EXEC) {
		set_bit(TIDS + task->pid, s->followed);
		smp_mb__after_atomic();	/* as follow_mark_other() */
		if (READ_ONCE(task->flags) & PF_EXITING)
			clear_bit(TIDS + task->pid, s->followed);
	} else if (follow->flags & SYSCORD_FOLLOW_THREADS) {
		for_each_thread(task, thread)
			follow_mark_other(s, thread);
	} else {
		follow_mark_other(s, task);
	}
	rcu_read_unlock();
	return err;
}

/* Of the followed set, the first `room`, in order; how many there are */
u32 syscord_follow_list(const struct syscord_session *s, struct syscord_task *array, u32 room)
{
	unsigned int tid, count = 0;

	lockdep_assert_held(&syscord_lock);
	if (!s->followed)
		return 0;
	for_each_set_bit(tid, s->followed, TIDS) {
		if (count < room)
			array[count].tid = tid;
		count++;
	}
	return count;
}

/*
 * Recording has stopped, and with it the hooks: who ends now would be taken for who
 * gets his id later. So nobody is followed any more; who was can be asked for until
 * the next ones are.
 */
void syscord_follow_stop(struct syscord_session *s)
{
	atomic_set(&s->followed_count, 0);
	s->followed_stale = true;
}

/* Before the first is followed, or recording starts: the bitmaps are those of now */
void syscord_follow_begin(struct syscord_session *s)
{
	lockdep_assert_held(&syscord_lock);
	if (s->followed_stale && s->followed)
		bitmap_zero(s->followed, 2 * TIDS);
	s->followed_stale = false;
}

/* No probe may be using the session any more. */
void syscord_follow_free(struct syscord_session *s)
{
	vfree(s->followed);
	s->followed = NULL;
	s->followed_stale = false;
	atomic_set(&s->followed_count, 0);
}
