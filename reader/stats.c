// SPDX-License-Identifier: GPL-2.0
/* syscord stats: gathering. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "lost.h"
#include "progress.h"
#include "segment.h"
#include "stats.h"

#define SLOTS_MIN 256
#define ERRNO_MAX 4095

/* Which row a key leads to: several calls of one name (of several ABIs) lead to one. */
struct syscord_stats_slot {
	uint64_t key;
	struct syscord_stats_row *row; /* NULL: free */
};

/* ---- tables ---- */
static struct syscord_stats_slot *slot_of(const struct syscord_stats_table *t, uint64_t key)
{
	size_t at = (size_t)((key * 0x9e3779b97f4a7c15ULL) >> 20) & (t->size - 1);

	while (t->slots[at].row && t->slots[at].key != key)
		at = (at + 1) & (t->size - 1);
	return &t->slots[at];
}

static int grow(struct syscord_stats_table *t)
{
	struct syscord_stats_table old = *t;

	t->size = old.size ? 2 * old.size : SLOTS_MIN;
	t->slots = calloc(t->size, sizeof(*t->slots));
	if (!t->slots) {
		*t = old;
		return -ENOMEM;
	}
	for (size_t i = 0; i < old.size; i++)
		if (old.slots[i].row)
			*slot_of(t, old.slots[i].key) = old.slots[i];
	free(old.slots);
	return 0;
}

static struct syscord_stats_row *row_new(struct syscord_stats_table *t)
{
	struct syscord_stats_row *row;

	if (t->count == t->room) {
		size_t room = t->room ? 2 * t->room : 64;
		void *rows = reallocarray(t->rows, room, sizeof(*t->rows));

		if (!rows)
			return NULL;
		t->rows = rows;
		t->room = room;
	}
	row = calloc(1, sizeof(*row));
	if (row)
		t->rows[t->count++] = row;
	return row;
}

static struct syscord_stats_row *others(struct syscord_stats_table *t)
{
	if (!t->others) {
		t->others = row_new(t);
		if (t->others)
			strcpy(t->others->name, "(others)");
	}
	return t->others;
}

/* NULL: no memory. A row without a name is new. */
static struct syscord_stats_row *row_of(struct syscord_stats_table *t, uint64_t key)
{
	struct syscord_stats_slot *slot;

	if (t->used * 2 >= t->size && grow(t))
		return NULL;
	slot = slot_of(t, key);
	if (slot->row && !slot->row->ended)
		return slot->row;
	if (t->count >= SYSCORD_STATS_ROWS_MAX)
		return others(t);
	t->used += !slot->row;
	slot->key = key;
	slot->row = row_new(t);
	if (!slot->row)
		t->used--;
	return slot->row;
}

static void table_free(struct syscord_stats_table *t)
{
	for (size_t i = 0; i < t->count; i++) {
		if (t->rows[i]->times)
			syscord_histogram_free(t->rows[i]->times);
		free(t->rows[i]->times);
		free(t->rows[i]);
	}
	free(t->rows);
	free(t->slots);
	memset(t, 0, sizeof(*t));
}

/* ---- one call ---- */
struct call {
	uint32_t abi, nr;
	int64_t ret;
	bool restarted;
	bool timed;
	uint64_t ns;
};

/* All ABIs' calls of one name, whatever their arguments, are one row */
static struct syscord_stats_row *call_row(struct syscord_stats_table *t, const struct call *call,
					  const struct syscord_call_desc *desc)
{
	struct syscord_stats_row *row = row_of(t, (uint64_t)call->abi << 32 | call->nr);

	if (!row || row->name[0])
		return row;
	if (!desc) {
		snprintf(row->name, sizeof(row->name), "%.12s:syscall_0x%x",
			 syscord_abi_name(call->abi), call->nr);
		return row;
	}
	for (size_t i = 0; i + 1 < t->count; i++) {
		if (strcmp(t->rows[i]->name, desc->name))
			continue;
		slot_of(t, (uint64_t)call->abi << 32 | call->nr)->row = t->rows[i];
		free(t->rows[--t->count]);
		return t->rows[i];
	}
	snprintf(row->name, sizeof(row->name), "%s", desc->name);
	return row;
}

static struct syscord_stats_row *process_row(struct syscord_stats_table *t, uint32_t pid,
					     const char *comm)
{
	struct syscord_stats_row *row = row_of(t, pid);

	if (!row || row == t->others)
		return row;
	row->pid = pid;
	if (*comm)
		snprintf(row->name, sizeof(row->name), "%.*s", SYSCORD_COMM_LEN - 1, comm);
	return row;
}

static int count(struct syscord_stats_row *row, const struct call *call, bool bytes)
{
	row->calls++;
	if (call->restarted)
		row->restarted++;
	else if (call->ret < 0 && call->ret >= -ERRNO_MAX)
		row->errors++;
	else if (bytes && call->ret > 0)
		row->bytes += (uint64_t)call->ret;
	if (!call->timed)
		return 0;
	if (!row->times)
		row->times = calloc(1, sizeof(*row->times));
	return row->times ? syscord_histogram_add(row->times, call->ns) : -ENOMEM;
}

static int add_call(struct syscord_stats *s, uint32_t pid, const char *comm,
		    const struct call *call)
{
	const struct syscord_call_desc *desc = syscord_call_by_nr(call->abi, call->nr);
	struct syscord_stats_row *by_call = call_row(&s->calls, call, desc);
	struct syscord_stats_row *by_process = process_row(&s->processes, pid, comm);
	bool bytes = desc && syscord_call_counts_bytes(desc);
	int ret;

	if (!by_call || !by_process)
		return -ENOMEM;
	s->timed += call->timed;
	ret = count(by_call, call, bytes);
	return ret ? ret : count(by_process, call, bytes);
}

/* ---- records ---- */
static void add_lost(struct syscord_stats *s, const struct syscord_record *rec)
{
	struct syscord_lost lost;

	syscord_record_body(rec, &lost, sizeof(lost));
	s->lost += lost.count;
	syscord_lost_add(s->by_reason, lost.by_reason);
}

static int add_exec(struct syscord_stats *s, const struct syscord_record *rec)
{
	const struct syscord_call_desc *execve = syscord_call_by_name("execve", 6);
	char comm[SYSCORD_COMM_LEN + 1] = "";
	struct syscord_exec exec;
	struct call call = { 0 };

	syscord_record_body(rec, &exec, sizeof(exec));
	memcpy(comm, exec.comm, sizeof(exec.comm));
	call.abi = exec.abi < SYSCORD_ABI_COUNT ? exec.abi : SYSCORD_ABI_UNKNOWN;
	if (execve->nr[call.abi] < 0) /* x32 and unknown ones: under the usual name */
		call.abi = SYSCORD_ABI_X86_64;
	call.nr = (uint32_t)execve->nr[call.abi];
	return add_call(s, rec->pid, comm, &call);
}

int syscord_stats_add(struct syscord_stats *s, const struct syscord_event *event,
		      const struct syscord_procs *procs)
{
	const struct syscord_record *rec = event->rec;
	const struct syscord_proc *leader;
	struct syscord_call body;
	struct call call;
	uint64_t args[6];

	/* a state, and not what happened */
	if (rec->type == SYSCORD_IN_FLIGHT)
		return 0;
	if (!s->first || event->real_time < s->first)
		s->first = event->real_time;
	if (event->real_time > s->last)
		s->last = event->real_time;
	if (rec->type == SYSCORD_LOST) {
		add_lost(s, rec);
		return 0;
	}
	s->records++;
	if (rec->type == SYSCORD_EXEC)
		return add_exec(s, rec);
	if (rec->type != SYSCORD_CALL)
		return 0;
	syscord_record_call(rec, &body, args);
	call = (struct call){ .abi = body.abi,
			      .nr = body.nr,
			      .ret = body.ret,
			      .restarted = rec->flags & SYSCORD_RECORD_RESTART };
	call.timed = syscord_record_duration(rec, &call.ns);
	leader = syscord_procs_find(procs, rec->pid);
	return add_call(s, rec->pid, leader ? leader->comm : "", &call);
}

void syscord_stats_fork(struct syscord_stats *s, const struct syscord_record *rec)
{
	struct syscord_stats_slot *slot;
	struct syscord_fork fork;

	if (rec->type != SYSCORD_FORK || !s->processes.size)
		return;
	syscord_record_body(rec, &fork, sizeof(fork));
	slot = slot_of(&s->processes, fork.pid);
	if (!(fork.shared & SYSCORD_SHARES_THREAD) && slot->row)
		slot->row->ended = true;
}

void syscord_stats_free(struct syscord_stats *s)
{
	table_free(&s->calls);
	table_free(&s->processes);
}

/* ---- the command ---- */
static int gather(struct syscord_stats *s, struct syscord_stream *stream, struct syscord_view *view,
		  struct syscord_progress *progress, struct syscord_error *err)
{
	struct syscord_procs *procs = syscord_view_procs(view);
	struct syscord_event event;
	int ret;

	while ((ret = syscord_stream_next(stream, &event, err)) > 0) {
		syscord_view_warn(stream, progress);
		syscord_stats_fork(s, event.rec);
		ret = syscord_view_selects(view, &event) ? syscord_stats_add(s, &event, procs) : 0;
		if (!ret)
			ret = syscord_procs_update(procs, event.rec);
		if (ret < 0)
			return syscord_error_set(err, ret, "out of memory");
	}
	syscord_progress_clear(progress);
	syscord_view_warn(stream, progress);
	return ret;
}

int syscord_stats(const struct syscord_stats_opts *opts, const char *path,
		  struct syscord_error *err)
{
	struct syscord_stream *stream = NULL;
	struct syscord_progress progress;
	struct syscord_stats stats = { 0 };
	struct syscord_view *view = NULL;
	int ret, printed;

	ret = syscord_view_new(&opts->view, &view, err);
	if (!ret)
		ret = syscord_view_open(view, path, &stream, err);
	if (ret)
		goto out;
	syscord_progress_start(&progress, stderr, "stats");
	syscord_stream_watch(stream, syscord_segment_bytes(path), &progress);
	ret = gather(&stats, stream, view, &progress, err);
	if (ret && ret != -EBADMSG)
		goto out;
	if (opts->sort == SYSCORD_STATS_BY_TIME && !stats.timed)
		fprintf(stderr, "syscord: there are no times in this recording: sessions have them"
				" with --entry\n");
	printed = syscord_stats_print(&stats, opts, syscord_stream_info(stream), ret ? NULL : err);
	ret = ret ? ret : printed;
out:
	syscord_stats_free(&stats);
	syscord_stream_close(stream);
	syscord_view_free(view);
	return ret;
}
