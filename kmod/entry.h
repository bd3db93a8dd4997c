/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the exit of a call knows of its entry, while a session asked for it
 * (SYSCORD_POLICY_F_ENTRY): when it was, and what stood in the arguments that the
 * call writes to. entry.c says how it is kept.
 *
 * All of it is behind a static key: with no such session the probe of sys_exit has
 * one no-operation more, and sys_enter is not hooked.
 */
#ifndef SYSCORD_ENTRY_H
#define SYSCORD_ENTRY_H

#include <linux/jump_label.h>
#include <linux/sched.h>

#include "ring.h"
#include "compat.h"
#include "table.h"

#define SYSCORD_ENTRY_SLOTS	65536U
#define SYSCORD_BEFORE_BYTES	928	/* of blobs: select's three sets and its timeout */

/* One thread's present call. `tid` owns it from its first entry to its end. */
struct syscord_entry {
	u32 tid;	/* 0: nobody */
	bool before;	/* a struct syscord_before was filled in for the call */
	u64 time;	/* 0: not in a call */
};

/* Blobs flagged BEFORE, ready to be copied behind a record's own. */
struct syscord_before {
	u32 tid;	/* owner, for one call; 0: nobody */
	u32 len;
	u64 args[6];
	struct syscord_record rec;	/* only its number of blobs */
	u8 blobs[SYSCORD_BEFORE_BYTES];
};

DECLARE_STATIC_KEY_FALSE(syscord_entry_key);
extern struct syscord_entry *syscord_entries;
extern u32 syscord_entry_mult;

#define SYSCORD_ENTRY_SHIFT 24

struct syscord_entry *syscord_entry_find(u32 tid);
struct syscord_before *syscord_before_find(void);
void syscord_before_put(struct syscord_entry *entry);

/* The CPUs' counter where there is one, for a clock costs eight times as much. */
static __always_inline u64 syscord_entry_now(void)
{
	return likely(syscord_entry_mult) ? syscord_cycles() : ktime_get_boot_fast_ns();
}

/* In two halves: a product of 128 bits costs the caller an aligned stack frame. */
static __always_inline u64 syscord_entry_ns(u64 cycles)
{
	const u32 mult = syscord_entry_mult;

	return ((cycles >> 32) * mult << (32 - SYSCORD_ENTRY_SHIFT)) +
	       ((u64)(u32)cycles * mult >> SYSCORD_ENTRY_SHIFT);
}

/* NULL: the current thread has no entry */
static __always_inline struct syscord_entry *syscord_entry_get(void)
{
	struct syscord_entry *entry = &syscord_entries[current->pid % SYSCORD_ENTRY_SLOTS];

	return likely(entry->tid == current->pid) ? entry : syscord_entry_find(current->pid);
}

/*
 * Puts the duration behind the arguments of a record whose fixed part is complete.
 * A counter that stepped back, over a suspend, tells nothing.
 */
static __always_inline void syscord_entry_stamp(struct syscord_ring *ring,
						struct syscord_record *rec, u64 *end)
{
	const struct syscord_call *call = (const struct syscord_call *)(rec + 1);
	const struct syscord_entry *entry = syscord_entry_get();
	u64 spent;

	if (unlikely(!entry || !entry->time))
		goto missed;
	spent = syscord_entry_now() - entry->time;
	if (unlikely((s64)spent < 0))
		goto missed;
	if (likely(syscord_entry_mult))
		spent = syscord_entry_ns(spent);
	*end = spent;
	rec->flags |= SYSCORD_RECORD_TIMED;
	rec->body += sizeof(*end);
	return;
missed:
	/* What forks returns in a child that never entered it: nothing is missing there. */
	if (call->ret || !(ring->row->flags & SYSCORD_ROW_FORKS))
		atomic64_inc(&ring->session->entry_missed);
}

/* The call is over; its entry must not be taken for that of another, unseen one. */
static __always_inline void syscord_entry_end(void)
{
	struct syscord_entry *entry = syscord_entry_get();

	if (unlikely(!entry))
		return;
	entry->time = 0;
	if (unlikely(entry->before))
		syscord_before_put(entry);
}

#endif /* SYSCORD_ENTRY_H */
