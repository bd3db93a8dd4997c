// SPDX-License-Identifier: GPL-2.0
/*
 * tracepoint sys_enter, hooked only while a session asked for entries.
 *
 * Two tables of fixed size, so that a probe never allocates and memory is bounded:
 *
 *   entries   one small slot for each thread, by tid. A thread claims one at its
 *             first call and keeps it until it ends, so that a call costs a compare
 *             and a store.
 *   befores   blobs of what stood in in/out arguments, for the few calls that have
 *             such. Claimed at the entry, given back at the exit.
 *
 * A tid may lie in one of WAYS places. Only the thread itself claims for its tid,
 * with cmpxchg; it, or its end, gives back with a store. A thread that finds all
 * places taken has no entry: its records are counted as missed.
 *
 * Every thread of the machine has its slot, whether a session wants it or not: to ask
 * costs more than to store a counter, and then no change of a filter or a name comes
 * too late. User memory is read only after a session's task rule said yes.
 */
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>
#include <asm/syscall.h>

#include "entry.h"
#include "table.h"

#define WAYS	4
#define STRIDE	16411	/* odd, so that the ways of neighbours are no neighbours */
#define BEFORES	2048U

DEFINE_STATIC_KEY_FALSE(syscord_entry_key);
struct syscord_entry *syscord_entries;
u32 syscord_entry_mult;	/* ns = cycles * mult >> SYSCORD_ENTRY_SHIFT; 0: entries are in ns */

static struct syscord_before *befores;
static unsigned int users;	/* syscord_lock */

static struct syscord_entry *entry_at(u32 tid, unsigned int way)
{
	return &syscord_entries[(tid + way * STRIDE) % SYSCORD_ENTRY_SLOTS];
}

static struct syscord_before *before_at(u32 tid, unsigned int way)
{
	return &befores[(tid + way * STRIDE) % BEFORES];
}

noinline notrace struct syscord_entry *syscord_entry_find(u32 tid)
{
	unsigned int way;

	for (way = 0; way < WAYS; way++)
		if (READ_ONCE(entry_at(tid, way)->tid) == tid)
			return entry_at(tid, way);
	return NULL;
}

static noinline notrace struct syscord_entry *entry_claim(u32 tid)
{
	struct syscord_entry *entry = syscord_entry_find(tid);
	unsigned int way;

	for (way = 0; !entry && way < WAYS; way++)
		if (!cmpxchg(&entry_at(tid, way)->tid, 0, tid))
			entry = entry_at(tid, way);
	return entry;
}

/*
 * What was kept at the entry of the current thread's present call, or NULL. Its length
 * is to be read once: an exec that takes long gives up the slot of the id that its
 * thread had, and that may be another thread's by then.
 */
notrace struct syscord_before *syscord_before_find(void)
{
	unsigned int way;

	for (way = 0; way < WAYS; way++)
		if (READ_ONCE(before_at(current->pid, way)->tid) == current->pid)
			return before_at(current->pid, way);
	return NULL;
}

notrace void syscord_before_put(struct syscord_entry *entry)
{
	struct syscord_before *before = syscord_before_find();

	entry->before = false;
	if (before)
		smp_store_release(&before->tid, 0);	/* pairs with the claim's cmpxchg */
}

static struct syscord_before *before_claim(u32 tid)
{
	struct syscord_before *before = syscord_before_find();
	unsigned int way;

	for (way = 0; !before && way < WAYS; way++)
		if (!cmpxchg(&before_at(tid, way)->tid, 0, tid))
			before = before_at(tid, way);
	return before;
}

/* Nothing can fault here: a page that is not resident is told as such. */
static void before_keep(struct syscord_ring *ring, struct syscord_entry *entry,
			struct pt_regs *regs, u32 nr)
{
	bool compat = syscord_call_is_compat();
	const struct syscord_row *row = syscord_row_find(nr, compat);
	struct syscord_capture *cap = &ring->capture;
	struct syscord_before *before;

	if (!row || !(row->flags & SYSCORD_ROW_BEFORE))
		return;
	before = before_claim(current->pid);
	if (!before) {
		atomic64_inc(&ring->session->entry_missed);
		return;
	}
	syscall_get_arguments(current, regs, (unsigned long *)before->args);
	if (compat)
		syscord_compat_args(before->args, 6);
	before->rec.blobs = 0;
	memset(cap, 0, sizeof(*cap));
	cap->rec = &before->rec;
	cap->out = before->blobs;
	cap->end = before->blobs + sizeof(before->blobs);
	cap->args = before->args;
	cap->compat = compat;
	cap->accept_fault = true;
	cap->bounded = true;
	syscord_capture_before(cap, row);
	before->len = cap->out - before->blobs;
	entry->before = true;
	if (!before->rec.blobs)	/* as for most requests of ioctl */
		syscord_before_put(entry);
}

/* The ring of the first session that may record the thread's entries, or NULL */
static struct syscord_ring *entry_ring(void)
{
	const struct syscord_set *set;
	struct syscord_session *s;
	unsigned int i;

	syscord_for_each_active(set, i, s) {
		struct syscord_ring *ring = this_cpu_read(*s->rings);

		if (ring && rcu_dereference_sched(s->rules)->entry && syscord_filter_task(ring))
			return ring;
	}
	return NULL;
}

/* A thread that has no slot yet, or a call with in/out arguments. */
static noinline notrace void entry_slow(struct pt_regs *regs, u32 nr)
{
	struct syscord_entry *entry;
	struct syscord_ring *ring;

	preempt_disable_notrace();
	entry = entry_claim(current->pid);	/* without, the exit counts it */
	if (entry) {
		if (nr < SYSCORD_NR_LIMIT && syscord_rows_before[nr]) {
			ring = entry_ring();
			if (ring)
				before_keep(ring, entry, regs, nr);
		}
		entry->time = syscord_entry_now();
	}
	preempt_enable_notrace();
}

/*
 * Preemption may be on: the slot is the thread's own, and the tables outlive the hook.
 */
void notrace syscord_probe_sys_enter(void *data, struct pt_regs *regs, long id)
{
	struct syscord_entry *entry = &syscord_entries[current->pid % SYSCORD_ENTRY_SLOTS];

	/* a number beyond the table is slow, not wrong: x32, or none */
	if (unlikely(entry->tid != current->pid || (unsigned long)id >= SYSCORD_NR_LIMIT ||
		     syscord_rows_before[id]))
		entry_slow(regs, id);
	else
		entry->time = syscord_entry_now();
}

/* The thread is ending, or its id is another's from now on. */
void syscord_entry_forget(u32 tid)
{
	unsigned int way;

	if (!static_branch_unlikely(&syscord_entry_key))
		return;
	for (way = 0; way < WAYS; way++) {
		if (READ_ONCE(entry_at(tid, way)->tid) == tid) {
			entry_at(tid, way)->time = 0;
			entry_at(tid, way)->before = false;
			/* Pairs with the claim's cmpxchg, and so does the next. */
			smp_store_release(&entry_at(tid, way)->tid, 0);
		}
		if (READ_ONCE(before_at(tid, way)->tid) == tid)
			smp_store_release(&before_at(tid, way)->tid, 0);	/* as above */
	}
}

static void tables_free(void)
{
	vfree(syscord_entries);
	vfree(befores);
	syscord_entries = NULL;
	befores = NULL;
}

int syscord_entry_start(void)
{
	u32 khz = syscord_cycles_khz();
	int err;

	lockdep_assert_held(&syscord_lock);
	if (users++)
		return 0;
	/* A counter too slow for the multiplication is too coarse as well. */
	syscord_entry_mult = khz < 8000 ? 0 : div_u64(1000000ULL << SYSCORD_ENTRY_SHIFT, khz);
	syscord_entries = vzalloc(SYSCORD_ENTRY_SLOTS * sizeof(*syscord_entries));
	befores = vzalloc(BEFORES * sizeof(*befores));
	err = -ENOMEM;
	if (!syscord_entries || !befores)
		goto err_tables;
	static_branch_enable(&syscord_entry_key);
	static_branch_inc(&syscord_extra_key);
	err = syscord_hooks_entry_get();
	if (err)
		goto err_key;
	return 0;

err_key:
	static_branch_dec(&syscord_extra_key);
	static_branch_disable(&syscord_entry_key);
	synchronize_rcu();
err_tables:
	tables_free();
	users--;
	return err;
}

void syscord_entry_stop(void)
{
	lockdep_assert_held(&syscord_lock);
	if (--users)
		return;
	syscord_hooks_entry_put();
	static_branch_dec(&syscord_extra_key);
	static_branch_disable(&syscord_entry_key);
	synchronize_rcu();	/* the other probes may be at the tables */
	tables_free();
}
