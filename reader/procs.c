/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the stream has said of each thread so far: ids, names, credentials.
 *
 * Open addressing by tid, with the table's size a power of two and at most half
 * of it used. A thread is forgotten once its end was shown, except a leader,
 * whose name and ids its other threads still need: it goes with the last of its
 * group. So memory follows the number of threads alive, not those ever seen.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "tools.h"

#define SLOTS_MIN 256

/* tid 0 marks a free slot: the idle task is never recorded */
struct syscord_procs {
	struct syscord_proc *slots;
	size_t size;
	size_t used;
};

static size_t slot_home(const struct syscord_procs *procs, uint32_t tid)
{
	return (tid * 2654435769u) & (procs->size - 1);
}

static struct syscord_proc *slot_find(const struct syscord_procs *procs, uint32_t tid)
{
	size_t at = slot_home(procs, tid);

	while (procs->slots[at].tid && procs->slots[at].tid != tid)
		at = (at + 1) & (procs->size - 1);
	return &procs->slots[at];
}

struct syscord_procs *syscord_procs_new(void)
{
	struct syscord_procs *procs = calloc(1, sizeof(*procs));

	if (!procs)
		return NULL;
	procs->size = SLOTS_MIN;
	procs->slots = calloc(procs->size, sizeof(*procs->slots));
	if (!procs->slots) {
		free(procs);
		return NULL;
	}
	return procs;
}

void syscord_procs_free(struct syscord_procs *procs)
{
	if (!procs)
		return;
	free(procs->slots);
	free(procs);
}

const struct syscord_proc *syscord_procs_find(const struct syscord_procs *procs, uint32_t tid)
{
	const struct syscord_proc *proc = slot_find(procs, tid);

	return tid && proc->tid ? proc : NULL;
}

static int resize(struct syscord_procs *procs, size_t size)
{
	struct syscord_procs bigger = { .size = size };
	size_t i;

	bigger.slots = calloc(size, sizeof(*bigger.slots));
	if (!bigger.slots)
		return -ENOMEM;
	for (i = 0; i < procs->size; i++) {
		if (procs->slots[i].tid)
			*slot_find(&bigger, procs->slots[i].tid) = procs->slots[i];
	}
	free(procs->slots);
	procs->slots = bigger.slots;
	procs->size = size;
	return 0;
}

/* The entry of `tid`, made if need be; NULL without memory or for tid 0 */
static struct syscord_proc *take(struct syscord_procs *procs, uint32_t tid, uint32_t pid)
{
	struct syscord_proc *proc;

	if (!tid)
		return NULL;
	proc = slot_find(procs, tid);
	if (proc->tid)
		return proc;
	if ((procs->used + 1) * 2 > procs->size) {
		if (resize(procs, procs->size * 2))
			return NULL;
		proc = slot_find(procs, tid);
	}
	memset(proc, 0, sizeof(*proc));
	proc->tid = tid;
	proc->pid = pid;
	procs->used++;
	return proc;
}

/* Entries behind the hole move up when their home lies at or before it */
static void forget(struct syscord_procs *procs, uint32_t tid)
{
	size_t mask = procs->size - 1, hole, at;
	struct syscord_proc *proc = slot_find(procs, tid);

	if (!tid || !proc->tid)
		return;
	hole = (size_t)(proc - procs->slots);
	for (at = (hole + 1) & mask; procs->slots[at].tid; at = (at + 1) & mask) {
		size_t home = slot_home(procs, procs->slots[at].tid);

		if (((at - home) & mask) >= ((at - hole) & mask)) {
			procs->slots[hole] = procs->slots[at];
			hole = at;
		}
	}
	memset(&procs->slots[hole], 0, sizeof(procs->slots[hole]));
	procs->used--;
	if (procs->size > SLOTS_MIN && procs->used * 8 < procs->size)
		resize(procs, procs->size / 2); /* without memory it just stays large */
}

/* The bytes up to a NUL, zeros after it: hostile names may lack one */
static void set_comm(char *to, const char *from)
{
	size_t len = strnlen(from, SYSCORD_COMM_LEN - 1);

	memcpy(to, from, len);
	memset(to + len, 0, SYSCORD_COMM_LEN - len);
}

int syscord_procs_add(struct syscord_procs *procs, const struct syscord_proc *proc)
{
	struct syscord_proc *own = take(procs, proc->tid, proc->pid);

	if (!own)
		return proc->tid ? -ENOMEM : -EINVAL;
	*own = *proc;
	set_comm(own->comm, proc->comm);
	return 0;
}

/* A namespaced id, as struct syscord_proc has it */
static uint32_t ns_id(uint32_t id, uint32_t global)
{
	return id == global ? 0 : id;
}

/* A child may be the first of a new namespace: nothing but a group's id is inherited */
static void fork_ns(struct syscord_proc *child, const struct syscord_fork *fork,
		    const struct syscord_proc *parent)
{
	child->ns_tid = ns_id(fork->ns_tid, fork->tid);
	if (fork->ns_pid)
		child->ns_pid = ns_id(fork->ns_pid, fork->pid);
	else if (fork->shared & SYSCORD_SHARES_THREAD)
		child->ns_pid = parent ? parent->ns_pid : 0;
	else
		child->ns_pid = child->ns_tid;
}

static int update_fork(struct syscord_procs *procs, const struct syscord_record *rec)
{
	const struct syscord_proc *parent;
	struct syscord_proc child = { 0 };
	struct syscord_fork fork;

	syscord_record_body(rec, &fork, sizeof(fork));
	parent = syscord_procs_find(procs, rec->tid);
	if (parent)
		child = *parent;
	child.tid = fork.tid;
	child.pid = fork.pid;
	child.called = false;
	if (!(fork.shared & SYSCORD_SHARES_THREAD))
		child.ppid = rec->pid;
	fork_ns(&child, &fork, parent);
	memcpy(child.comm, fork.comm, sizeof(child.comm));
	return fork.tid ? syscord_procs_add(procs, &child) : 0;
}

static void set_call(struct syscord_proc *proc, uint32_t abi, uint32_t nr, int64_t ret)
{
	proc->called = true;
	proc->abi = abi;
	proc->nr = nr;
	proc->ret = ret;
}

static int update_call(struct syscord_procs *procs, const struct syscord_record *rec)
{
	struct syscord_proc *proc = take(procs, rec->tid, rec->pid);
	struct syscord_call call;

	if (!proc)
		return rec->tid ? -ENOMEM : 0;
	syscord_record_body(rec, &call, sizeof(call));
	set_call(proc, call.abi, call.nr, call.ret);
	return 0;
}

static int update_exec(struct syscord_procs *procs, const struct syscord_record *rec)
{
	struct syscord_proc *proc, before = { 0 };
	const struct syscord_proc *old;
	struct syscord_exec exec;

	syscord_record_body(rec, &exec, sizeof(exec));
	old = syscord_procs_find(procs, exec.old_tid);
	if (old)
		before = *old;
	/* A thread that is not the leader takes the leader's id */
	if (exec.old_tid != rec->tid)
		forget(procs, exec.old_tid);
	proc = take(procs, rec->tid, rec->pid);
	if (!proc)
		return rec->tid ? -ENOMEM : 0;
	proc->pid = rec->pid;
	if (!proc->ppid)
		proc->ppid = before.ppid;
	/* The leader's id, in each namespace */
	if (!proc->ns_pid)
		proc->ns_pid = before.ns_pid;
	proc->ns_tid = proc->ns_pid;
	proc->uid = exec.uid;
	proc->gid = exec.gid;
	set_comm(proc->comm, exec.comm);
	proc->called = false;
	if (exec.abi < SYSCORD_ABI_COUNT) {
		short nr = syscord_call_by_name("execve", 6)->nr[exec.abi];

		if (nr >= 0)
			set_call(proc, exec.abi, (uint32_t)nr, 0);
	}
	return 0;
}

static int update_exit(struct syscord_procs *procs, const struct syscord_record *rec)
{
	struct syscord_exit ended;

	syscord_record_body(rec, &ended, sizeof(ended));
	if (ended.flags & SYSCORD_EXIT_GROUP)
		forget(procs, rec->pid);
	if (rec->tid != rec->pid)
		forget(procs, rec->tid);
	return 0;
}

static int update_rename(struct syscord_procs *procs, const struct syscord_record *rec)
{
	struct syscord_rename name;
	struct syscord_proc *proc;

	syscord_record_body(rec, &name, sizeof(name));
	proc = take(procs, name.tid, name.pid);
	if (!proc)
		return name.tid ? -ENOMEM : 0;
	set_comm(proc->comm, name.comm);
	return 0;
}

int syscord_procs_update(struct syscord_procs *procs, const struct syscord_record *rec)
{
	switch (rec->type) {
	case SYSCORD_CALL:
		return update_call(procs, rec);
	case SYSCORD_FORK:
		return update_fork(procs, rec);
	case SYSCORD_EXEC:
		return update_exec(procs, rec);
	case SYSCORD_EXIT:
		return update_exit(procs, rec);
	case SYSCORD_RENAME:
		return update_rename(procs, rec);
	default:
		return 0;
	}
}

static void context_call(const struct syscord_record *rec, struct syscord_filter_data *data)
{
	const struct syscord_call_desc *desc;
	struct syscord_call call;
	uint64_t args[6];

	syscord_record_call(rec, &call, args);
	data->abi = call.abi;
	data->nr = call.nr;
	data->ret = (uint64_t)call.ret;
	memcpy(data->args, args, sizeof(args));
	desc = syscord_call_by_nr(data->abi, data->nr);
	if (desc)
		data->class = desc->class;
}

static void context_in_flight(const struct syscord_record *rec, struct syscord_filter_data *data)
{
	const struct syscord_call_desc *desc;
	struct syscord_in_flight call;

	syscord_record_body(rec, &call, sizeof(call));
	data->abi = call.abi;
	data->nr = call.nr;
	memcpy(data->args, call.args, sizeof(data->args));
	set_comm(data->comm, call.comm);
	if (rec->tid == rec->pid)
		set_comm(data->proc_name, call.comm);
	desc = syscord_call_by_nr(data->abi, data->nr);
	if (desc)
		data->class = desc->class;
}

/* What the result was, only the call's own record says */
static void context_cont(const struct syscord_record *rec, struct syscord_filter_data *data)
{
	const struct syscord_call_desc *desc;
	struct syscord_cont cont;

	syscord_record_body(rec, &cont, sizeof(cont));
	data->abi = cont.abi;
	data->nr = cont.nr;
	desc = syscord_call_by_nr(data->abi, data->nr);
	if (desc)
		data->class = desc->class;
}

/* Exec and exit records know better than what was heard before */
static void context_own(const struct syscord_record *rec, struct syscord_filter_data *data)
{
	struct syscord_exec exec;
	struct syscord_exit ended;

	if (rec->type == SYSCORD_EXEC) {
		syscord_record_body(rec, &exec, sizeof(exec));
		set_comm(data->comm, exec.comm);
		if (rec->tid == rec->pid)
			set_comm(data->proc_name, exec.comm);
		data->uid = exec.uid;
		data->gid = exec.gid;
		data->abi = exec.abi;
	} else if (rec->type == SYSCORD_EXIT) {
		syscord_record_body(rec, &ended, sizeof(ended));
		set_comm(data->comm, ended.comm);
	} else if (rec->type == SYSCORD_CONT) {
		context_cont(rec, data);
	}
}

void syscord_procs_context(const struct syscord_procs *procs, const struct syscord_record *rec,
			   struct syscord_filter_data *data)
{
	const struct syscord_proc *proc = NULL, *leader = NULL, *parent;

	memset(data, 0, sizeof(*data));
	data->pid = rec->pid;
	data->tid = rec->tid;
	data->nr = UINT32_MAX;
	/* A recording does not say who was followed: all that are in it were chosen */
	data->followed = 1;
	if (procs) {
		proc = syscord_procs_find(procs, rec->tid);
		leader = syscord_procs_find(procs, rec->pid);
	}
	if (proc) {
		memcpy(data->comm, proc->comm, sizeof(data->comm));
		data->uid = proc->uid;
		data->gid = proc->gid;
		data->ppid = proc->ppid;
	}
	if (leader) {
		memcpy(data->proc_name, leader->comm, sizeof(data->proc_name));
		if (leader->ppid)
			data->ppid = leader->ppid;
	}
	parent = procs && data->ppid ? syscord_procs_find(procs, data->ppid) : NULL;
	if (parent)
		memcpy(data->parent_proc_name, parent->comm, sizeof(data->parent_proc_name));
	if (rec->type == SYSCORD_CALL)
		context_call(rec, data);
	else if (rec->type == SYSCORD_IN_FLIGHT)
		context_in_flight(rec, data);
	else
		context_own(rec, data);
}
