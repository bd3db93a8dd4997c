// SPDX-License-Identifier: GPL-2.0
/*
 * SYSCORD_IOC_TASKS: who is followed, and since when threads are in their present calls.
 *
 * The latter stands in the entries' table while a session has it made. A session that
 * watched entries keeps what it says when it stops, so that whoever sees that it has
 * stopped can still ask. No hook tells any more when such a call ends; but a thread
 * that is not running, and has not been switched to since then, is in it still.
 */
#include <linux/bsearch.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/uaccess.h>

#include "entry.h"

/* A thread that was in a call when the session stopped */
struct syscord_kept {
	u32 tid;
	u32 call;	/* as in struct syscord_task */
	u64 since;
	u64 switches;	/* to other threads, so far */
	u64 started;	/* the thread; with its id it tells one from the next */
};

/* What both clocks say at one time */
struct instant {
	u64 boot;
	u64 entry;
};

static struct instant instant_now(void)
{
	struct instant now;

	preempt_disable();
	now.boot = ktime_get_boot_fast_ns();
	now.entry = syscord_entry_now();
	preempt_enable();
	return now;
}

static u64 to_boot(const struct instant *now, u64 time)
{
	const u64 ago = now->entry - time;

	if ((s64)ago < 0)	/* it began meanwhile */
		return now->boot;
	return now->boot - (syscord_entry_mult ? syscord_entry_ns(ago) : ago);
}

/* When thread `tid` entered the call that it is in, as entries have it; 0: not known */
static u64 entry_time(u32 tid)
{
	const struct syscord_entry *entry = syscord_entries ? syscord_entry_find(tid) : NULL;
	u64 time = entry ? READ_ONCE(entry->time) : 0;

	/* Pairs with the release in syscord_entry_forget(): the time is not the next owner's. */
	smp_rmb();
	return entry && READ_ONCE(entry->tid) == tid ? time : 0;
}

static const struct task_struct *task_find(u32 tid)
{
	return pid_task(find_pid_ns(tid, &init_pid_ns), PIDTYPE_PID);
}

static u64 task_switches(const struct task_struct *task)
{
	return READ_ONCE(task->nvcsw) + READ_ONCE(task->nivcsw);
}

static int kept_compare(const void *a, const void *b)
{
	const u32 ta = ((const struct syscord_kept *)a)->tid;
	const u32 tb = ((const struct syscord_kept *)b)->tid;

	return ta < tb ? -1 : ta > tb;
}

/* False: it is not in a call, or in another one by now */
static bool keep_one(struct syscord_kept *kept, u32 tid, const struct instant *now)
{
	const u64 time = tid ? entry_time(tid) : 0;
	const struct task_struct *task;
	bool same = false;

	if (!time)
		return false;
	rcu_read_lock();
	task = task_find(tid);
	if (task) {
		kept->tid = tid;
		kept->call = time;
		kept->since = to_boot(now, time);
		kept->started = task->start_boottime;
		kept->switches = task_switches(task);
		/* of that call, if it still goes on */
		same = entry_time(tid) == time;
	}
	rcu_read_unlock();
	return same;
}

/* The session is about to stop. Without memory nothing is known afterwards. */
void syscord_tasks_keep(struct syscord_session *s)
{
	const struct instant now = instant_now();
	u32 i, room = 0, count = 0;

	lockdep_assert_held(&syscord_lock);
	syscord_tasks_forget(s);
	for (i = 0; i < SYSCORD_ENTRY_SLOTS; i++)
		room += !!READ_ONCE(syscord_entries[i].time);
	s->kept = kvmalloc_array(room, sizeof(*s->kept), GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	if (!s->kept)
		return;
	for (i = 0; i < SYSCORD_ENTRY_SLOTS && count < room; i++)
		count += keep_one(&s->kept[count], READ_ONCE(syscord_entries[i].tid), &now);
	sort(s->kept, count, sizeof(*s->kept), kept_compare, NULL);
	s->kept_count = count;
}

void syscord_tasks_forget(struct syscord_session *s)
{
	kvfree(s->kept);
	s->kept = NULL;
	s->kept_count = 0;
}

static const struct syscord_kept *kept_find(const struct syscord_session *s, u32 tid)
{
	const struct syscord_kept key = { .tid = tid }, *kept;
	const struct task_struct *task;
	bool still = false;

	kept = s->kept ? bsearch(&key, s->kept, s->kept_count, sizeof(key), kept_compare) : NULL;
	if (!kept)
		return NULL;
	rcu_read_lock();
	task = task_find(tid);
	if (task)
		still = task->start_boottime == kept->started &&
			task_switches(task) == kept->switches;
	rcu_read_unlock();
	return still ? kept : NULL;
}

static void task_fill(const struct syscord_session *s, struct syscord_task *task,
		      const struct instant *now)
{
	const u64 time = entry_time(task->tid);
	const struct syscord_kept *kept = time ? NULL : kept_find(s, task->tid);

	task->call = 0;
	task->since = 0;
	if (time) {
		task->call = time;
		task->since = to_boot(now, time);
	} else if (kept) {
		task->call = kept->call;
		task->since = kept->since;
	}
}

/* Without syscord_lock: the array, to be filled in; kvfree() */
struct syscord_task *syscord_tasks_load(const struct syscord_tasks *tasks)
{
	const void __user *from = (const void __user *)(unsigned long)tasks->array;
	struct syscord_task *array;

	if (tasks->flags & ~SYSCORD_TASKS_FOLLOWED || tasks->reserved ||
	    tasks->count > SYSCORD_TASKS_MAX)
		return ERR_PTR(-EINVAL);
	array = kvcalloc(max(tasks->count, 1U), sizeof(*array), GFP_KERNEL_ACCOUNT);
	if (!array)
		return ERR_PTR(-ENOMEM);
	if (tasks->flags & SYSCORD_TASKS_FOLLOWED ||
	    !copy_from_user(array, from, tasks->count * sizeof(*array)))
		return array;
	kvfree(array);
	return ERR_PTR(-EFAULT);
}

/* Fills the array in; how many of it are to be stored */
u32 syscord_tasks_get(struct syscord_session *s, struct syscord_tasks *tasks,
		      struct syscord_task *array)
{
	const struct instant now = instant_now();
	u32 i, room = tasks->count;

	lockdep_assert_held(&syscord_lock);
	if (tasks->flags & SYSCORD_TASKS_FOLLOWED)
		tasks->count = syscord_follow_list(s, array, room);
	room = min(room, tasks->count);
	for (i = 0; i < room; i++)
		task_fill(s, &array[i], &now);
	return room;
}
