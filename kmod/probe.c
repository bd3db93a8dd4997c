// SPDX-License-Identifier: GPL-2.0
/*
 * The main path: a system call returns, and becomes a record.
 *
 * It is counted in instructions (make bench), which is why almost nothing here
 * lives on the stack (stock kernels zero stack variables), the filter context is
 * in the ring's own memory, arguments go straight into the record, and what is
 * seldom needed is out of line.
 */
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <asm/syscall.h>

#include "capture.h"
#include "entry.h"
#include "table.h"

DEFINE_STATIC_KEY_FALSE(syscord_extra_key);

/*
 * Fills in the fixed part; returns where the arguments go. Neighbouring halves
 * are stored as one word, which the compiler does not do by itself.
 */
static __always_inline u64 *call_head(struct syscord_record *rec, u32 nr, u32 abi, long ret,
				      u64 pc, const struct syscord_row *row)
{
	struct syscord_call *call = (struct syscord_call *)(rec + 1);

	BUILD_BUG_ON(offsetof(struct syscord_record, flags) !=
		     offsetof(struct syscord_record, type) + 2);
	BUILD_BUG_ON(offsetof(struct syscord_record, blobs) !=
		     offsetof(struct syscord_record, body) + 2);
	BUILD_BUG_ON(offsetof(struct syscord_call, nargs) !=
		     offsetof(struct syscord_call, abi) + 1);
	*(u32 *)&rec->type = SYSCORD_CALL;
	if (unlikely(syscord_call_restarts(ret)))
		rec->flags = SYSCORD_RECORD_RESTART;
	rec->pid = current->tgid;
	rec->tid = current->pid;
	*(u32 *)&rec->body = row->body;
	call->ret = ret;
	call->pc = pc;
	call->nr = nr;
	*(u32 *)&call->abi = abi | row->nargs << 8;
	return call->args;
}

static __always_inline u32 call_snaplen(const struct syscord_ring *ring)
{
	return rcu_dereference_sched(ring->session->rules)->snaplen;
}

static __always_inline enum syscord_content call_content(const struct syscord_ring *ring)
{
	return rcu_dereference_sched(ring->session->rules)->content;
}

/* Hands a call whose record is complete but for blobs to the deferred path. */
static void call_job(struct syscord_job *job, const struct syscord_row *row,
		     const struct syscord_record *rec)
{
	struct syscord_record *head = syscord_job_record(job);
	const struct syscord_before *before = NULL;

	if (static_branch_unlikely(&syscord_entry_key) && rec->flags & SYSCORD_RECORD_TIMED)
		before = syscord_before_find();
	if (head != rec)
		memcpy(head, rec, sizeof(*rec) + rec->body);
	syscord_job_call(job, row, before);
}

/*
 * A page was not resident, or content does not fit whole: the deferred path finishes
 * the record before the task returns to user mode. What has begun of it in the ring is
 * given up.
 */
static noinline bool call_defer(struct syscord_ring *ring, const struct syscord_row *row,
				const struct syscord_record *rec)
{
	struct syscord_job *job = syscord_job_get();

	if (!job)
		return false;
	syscord_job_add(job, ring->session);
	/* Pieces of content may have to wait for room. */
	if (SYSCORD_FAULTABLE_TRACEPOINTS && !call_content(ring))
		syscord_job_direct(job);
	call_job(job, row, rec);
	return true;
}

/*
 * Captures what user memory holds behind the arguments. Returns the record's
 * length, or 0 if it was given up: deferred, or counted as lost.
 */
static noinline u32 call_capture(struct syscord_ring *ring, const struct syscord_row *row,
				 struct syscord_record *rec)
{
	struct syscord_call *call = (struct syscord_call *)(rec + 1);
	struct syscord_capture *cap = &ring->capture;
	const struct syscord_before *before = NULL;
	const struct syscord_row *own = row;
	struct syscord_job *job;
	u32 before_len = 0;
	int err;

	if (row->way == SYSCORD_WAY_VARIANTS) {
		u32 len;

		own = syscord_row_variant(row, call->args);
		if (!own->nops)
			return sizeof(*rec) + rec->body;
		if (own->way <= SYSCORD_WAY_PLAIN && call->abi == SYSCORD_ABI_NATIVE) {
			len = syscord_capture_plain(ring, own, rec, call_snaplen(ring));
			if (likely(len))
				return len;
		}
	}
	cap->rec = rec;
	cap->out = (u8 *)call + rec->body;
	cap->end = (u8 *)rec + ring->room;
	cap->bounded = ring->room == SYSCORD_RECORD_MAX;
	if (static_branch_unlikely(&syscord_entry_key) && rec->flags & SYSCORD_RECORD_TIMED)
		before = syscord_before_find();
	if (before) {
		before_len = READ_ONCE(before->len);	/* see syscord_before_find() */
		if (cap->end - cap->out < before_len)
			goto lost;
		cap->end -= before_len;
	}
	cap->args = call->args;
	cap->ret = call->ret;
	cap->snaplen = call_snaplen(ring);
	cap->content = call_content(ring);
	cap->may_fault = false;
	cap->accept_fault = false;
	cap->compat = call->abi == SYSCORD_ABI_COMPAT;

	err = syscord_capture_call(cap, own);
	if (unlikely(err == -EAGAIN)) {
		if (call_defer(ring, row, rec))
			return 0;
		rec->flags |= SYSCORD_RECORD_PARTIAL;
		rec->blobs = 0;
		cap->out = (u8 *)call + rec->body;
		cap->accept_fault = true;
		cap->content = SYSCORD_CONTENT_CUT;
		err = syscord_capture_call(cap, own);
	}
	if (unlikely(err))
		goto lost;
	if (before) {
		memcpy(cap->out, before->blobs, before_len);
		cap->out += before_len;
		rec->blobs += before->rec.blobs;
	}
	return cap->out - (u8 *)rec;
lost:
	if (cap->bounded) {
		syscord_ring_lose(ring, SYSCORD_LOST_TOO_LARGE);
		return 0;
	}
	ring->reason = SYSCORD_LOST_FULL;
	job = syscord_ring_defer(ring, false);
	if (job)
		call_job(job, row, rec);
	return 0;
}

/*
 * A call of another ABI than the machine's first. The short ways know the native
 * layouts only. Returns as call_capture().
 */
static noinline u32 call_foreign(struct syscord_ring *ring, const struct syscord_row *row,
				 struct syscord_record *rec)
{
	struct syscord_call *call = (struct syscord_call *)(rec + 1);

	if (call->abi == SYSCORD_ABI_COMPAT)
		syscord_compat_args(call->args, row->nargs);
	return row->captures ? call_capture(ring, row, rec) : sizeof(*rec) + rec->body;
}

/* The record of the call in the ring's context, up to its blobs. Returns its arguments. */
static __always_inline u64 *call_begin(struct syscord_ring *ring, struct syscord_record *rec,
				       const struct syscord_row *row)
{
	const struct syscord_filter_data *context = &ring->context;
	u64 *args;

	rec->time = syscord_ring_time(ring);
	args = call_head(rec, context->nr, context->abi, context->ret,
			 instruction_pointer(ring->regs), row);
	/* All six, whatever the call has: there is room, and the rest is written over. */
	if (row->nargs)
		syscall_get_arguments(current, ring->regs, (unsigned long *)args);
	return args;
}

/*
 * There is no room, or a record of the task's is to be written before this one: counted as
 * lost, or left to the deferred path.
 */
static noinline void call_later(struct syscord_ring *ring, bool queued)
{
	const struct syscord_row *row = ring->row;
	struct syscord_job *job = syscord_ring_defer(ring, queued);
	struct syscord_record *rec;
	u64 *args;

	if (!job)
		return;
	rec = syscord_job_record(job);
	args = call_begin(ring, rec, row);
	if (ring->context.abi == SYSCORD_ABI_COMPAT)
		syscord_compat_args(args, row->nargs);
	if (rcu_dereference_sched(ring->session->rules)->entry)
		syscord_entry_stamp(ring, rec, args + row->nargs);
	call_job(job, row, rec);
}

/* What few sessions want, all behind one key. False: the record is not to go on here. */
static __always_inline bool call_extra(struct syscord_ring *ring, struct syscord_record *rec,
				       const struct syscord_row *row, u64 *args)
{
	const struct syscord_rules *rules = rcu_dereference_sched(ring->session->rules);

	/* First, for it does the rest by itself. */
	if (unlikely(rules->wait) && syscord_record_queued(ring)) {
		call_later(ring, true);
		return false;
	}
	if (rules->entry)
		syscord_entry_stamp(ring, rec, args + row->nargs);
	if (unlikely(rules->triggers))
		syscord_trigger_call(ring, rules);
	return true;
}

/* The call that stands in the ring's context is admitted: write its record. */
static noinline notrace void call_record(struct syscord_ring *ring)
{
	const struct syscord_row *row = ring->row;
	const struct syscord_filter_data *context = &ring->context;
	struct syscord_record *rec;
	u32 len = 0;
	u64 *args;

	rec = syscord_ring_reserve(ring);
	if (unlikely(!rec)) {
		call_later(ring, false);
		return;
	}
	args = call_begin(ring, rec, row);
	if (static_branch_unlikely(&syscord_extra_key) && !call_extra(ring, rec, row, args))
		return;
	if (unlikely(context->abi != SYSCORD_ABI_NATIVE)) {
		len = call_foreign(ring, row, rec);
		if (!len)
			return;
	} else if (row->captures) {
		if (row->way == SYSCORD_WAY_PLAIN)
			len = syscord_capture_plain(ring, row, rec, call_snaplen(ring));
		else if (row->way <= SYSCORD_WAY_IN)
			len = syscord_capture_buffer(ring, row, rec, call_snaplen(ring));
		if (!len)
			len = call_capture(ring, row, rec);
		if (unlikely(!len))
			return;
	} else {
		len = sizeof(*rec) + rec->body;
	}
	syscord_ring_commit(ring, rec, len);
}

/* Puts the call into the ring's context and asks the session's rules. */
static __always_inline bool call_admitted(struct syscord_ring *ring,
					  const struct syscord_row *row, struct pt_regs *regs,
					  long ret, u32 nr, u32 abi)
{
	const struct syscord_rules *rules = rcu_dereference_sched(ring->session->rules);
	const struct syscord_rule *rule = &rules->rule[row->flags & rules->state_mask];

	BUILD_BUG_ON_NOT_POWER_OF_2(sizeof(*rule));
	ring->row = row;
	ring->regs = regs;
	ring->context.pid = current->tgid;
	ring->context.tid = current->pid;
	ring->context.abi = abi;
	ring->context.nr = nr;
	ring->context.ret = ret;
	return syscord_filter_guard(ring, rule) &&
	       (!rule->rest || syscord_filter_rest(ring, rule));
}

/*
 * The other sessions' turn, after `ring` had its own. What the call was is taken from
 * there, so that the probe keeps nothing of it for a case that is rare.
 */
static noinline notrace void call_next(struct syscord_ring *ring)
{
	struct syscord_ring *next;

	/* Read once for each: the last session may leave between two looks. */
	while ((next = READ_ONCE(ring->next))) {
		if (call_admitted(next, ring->row, ring->regs, ring->context.ret,
				  ring->context.nr, ring->context.abi))
			call_record(next);
		ring = next;
	}
}

/* A session has no ring on this CPU. */
static noinline void call_sessions(const struct syscord_row *row, struct pt_regs *regs, long ret,
				   u32 nr, u32 abi)
{
	const struct syscord_set *set = rcu_dereference_sched(syscord_active);
	unsigned int i;

	for (i = 0; i < set->count; i++) {
		struct syscord_session *s = set->session[i];
		struct syscord_ring *ring = this_cpu_read(*s->rings);

		if (unlikely(!ring))
			atomic64_inc(&s->lost_outside);
		else if (call_admitted(ring, row, regs, ret, nr, abi))
			call_record(ring);
	}
}

static __always_inline void call_rings(const struct syscord_row *row, struct pt_regs *regs,
				       long ret, u32 nr, u32 abi)
{
	struct syscord_ring *ring = this_cpu_read(syscord_first_ring);

	if (unlikely(!ring)) {
		call_sessions(row, regs, ret, nr, abi);
		return;
	}
	if (call_admitted(ring, row, regs, ret, nr, abi))
		call_record(ring);
	/* Only whether to walk at all: the walk reads it again. */
	if (unlikely(data_race(ring->next)))
		call_next(ring);
}

/*
 * What the native rows do not have: 32-bit calls, unknown numbers, execve, and
 * rt_sigreturn. That one leaves with the registers of the context that it
 * restored; some architectures mark it with -1, which a program may also ask for,
 * but then it fails with ENOSYS.
 */
static noinline void call_odd(struct pt_regs *regs, long ret, u32 nr)
{
	bool compat = syscord_call_is_compat();
	const struct syscord_row *row = syscord_row_find(nr, compat);
	u32 abi;

	if (nr == (u32)-1) {
		if (ret != -ENOSYS) {
			nr = compat ? SYSCORD_NR_COMPAT_SIGRETURN : SYSCORD_NR_SIGRETURN;
			ret = 0;
			row = &syscord_row_sigreturn;
		}
		abi = compat ? SYSCORD_ABI_COMPAT : SYSCORD_ABI_NATIVE;
	} else {
		abi = syscord_call_abi(&nr);
	}
	if (!row)
		row = &syscord_row_unknown;
	if (compat)
		ret = syscord_compat_ret(ret);
	/* The EXEC record stands for a success: the registers are the new program's. */
	if (!(row->flags & SYSCORD_ROW_EXEC) || ret)
		call_rings(row, regs, ret, nr, abi);
}

/*
 * Preemption is on again. Where the tracepoint may be held up by page faults, calls that
 * met them are finished here, if that does not take long.
 */
static __always_inline void probe_end(void)
{
	struct syscord_job *job = NULL;

	if (SYSCORD_FAULTABLE_TRACEPOINTS)
		job = syscord_job_direct_take();
	preempt_enable_notrace();
	if (SYSCORD_FAULTABLE_TRACEPOINTS && unlikely(job))
		syscord_job_direct_run(job);
}

/*
 * tracepoint sys_exit. Preemption is on from 6.13; from here to the commit it
 * must be off on every kernel, for the ring has one producer.
 */
void notrace syscord_probe_sys_exit(void *data, struct pt_regs *regs, long ret)
{
	u32 nr = syscall_get_nr(current, regs);
	const struct syscord_row *row;

	preempt_disable_notrace();
	if (unlikely(nr >= SYSCORD_NR_LIMIT || syscord_call_is_compat()))
		goto odd;
	row = syscord_rows_native[nr];
	if (unlikely(!row))
		goto odd;
	call_rings(row, regs, ret, nr, SYSCORD_ABI_NATIVE);
	if (static_branch_unlikely(&syscord_entry_key))
		syscord_entry_end();
	probe_end();
	return;
odd:
	call_odd(regs, ret, nr);
	if (static_branch_unlikely(&syscord_entry_key))
		syscord_entry_end();
	probe_end();
}
