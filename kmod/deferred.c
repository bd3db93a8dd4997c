// SPDX-License-Identifier: GPL-2.0
/*
 * The deferred path: what a probe may not do (sleep, fault pages in, take mmap's
 * lock) is done by the same task before it returns to user mode.
 *
 * Mainline exports no task_work_add(), but the last fput() of a file is task work
 * of the task that drops it, and the file's ->release is ours:
 *
 *   probe:    job = pool; pin the module; fput(job->file)
 *   kernel:   ... exit to user mode: task work: __fput() -> job_release()
 *   release:  is this still that task? refill the pool; copy; write the record
 *
 * The kernel runs task work in no order that it promises. So a task has one armed job
 * at a time: what is deferred while that is under way (a call after its fork, exits
 * after signals) is queued behind it, and all of it is written in order. `armed` finds
 * a task's job; a session that waits asks it before each record (syscord_job_queued()).
 *
 * A file that waits in the pool must not pin the module, or it could never be
 * unloaded while recording; one whose release is on its way must, to the very
 * end. So they have different operations: job_idle has no owner; the probe takes
 * the reference itself and switches to job_armed, whose owner __fput() puts after
 * ->release has returned. A file that is thrown away unused gets operations of the
 * kernel's own, so that nothing of this module runs any more. So does that of a job
 * that is queued: the armed one's reference is the module's as long as there are any.
 */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "entry.h"
#include "table.h"

#define ARMED_BITS 6

enum job_kind {
	JOB_CALL,
	JOB_EXEC,
	JOB_RECORD,	/* complete; it only found no room */
};

/* The longest head: a call with six arguments and a duration, or a body with its time */
#define HEAD_LEN (sizeof(struct syscord_record) + sizeof(struct syscord_call) + 7 * sizeof(u64))
#define TIME_LEN (sizeof(struct syscord_blob) + sizeof(u64))

struct syscord_job {
	struct list_head node;	/* in the pool; then in `queue` of the task's armed job */
	struct list_head queue;	/* of an armed one */
	struct hlist_node hash;	/* in armed[], if it is the task's armed one */
	struct file *file;
	struct task_struct *task;	/* only compared */
	enum job_kind kind;
	unsigned int count;
	struct syscord_session *session[SYSCORD_SESSIONS_MAX];
	/* not JOB_EXEC: the record as the probe began it; its time is the call's end */
	union {
		struct syscord_record head;
		u8 head_space[HEAD_LEN + TIME_LEN];
	};
	/* JOB_CALL */
	const struct syscord_row *row;
	u16 before_blobs;
	u32 before_len;
	u8 before[SYSCORD_BEFORE_BYTES];
	/* JOB_EXEC */
	u32 old_tid;
	/* On kernels whose tracepoints may fault: to be tried in the probe itself */
	bool direct;
	struct syscord_job *next;
};

static DEFINE_PER_CPU(struct syscord_job *, direct_first);

/*
 * Of the pool and of armed[]. Raw: taken in probes, where preemption is off, on
 * PREEMPT_RT too, and with interrupts off. Held for a list operation only.
 */
static DEFINE_RAW_SPINLOCK(pool_lock);
static LIST_HEAD(pool);
static unsigned int pool_count, pool_target;	/* pool_target 0: not in use */
static unsigned int pool_users;	/* syscord_lock */
static struct hlist_head armed[1 << ARMED_BITS];
static unsigned int armed_count;

static int job_release(struct inode *inode, struct file *file);

static const struct file_operations job_idle = { };
static const struct file_operations job_armed = {
	.owner = THIS_MODULE,
	.release = job_release,
};

/* The file goes its way without us. */
static void job_drop_file(struct syscord_job *job)
{
	job->file->private_data = NULL;
	job->file->f_op = &generic_ro_fops;
	fput(job->file);
}

static void job_discard(struct syscord_job *job)
{
	job_drop_file(job);
	kfree(job);
}

/* Into the pool, or away if that has enough. False: it went away. */
static bool pool_put(struct syscord_job *job)
{
	unsigned long flags;
	bool wanted;

	raw_spin_lock_irqsave(&pool_lock, flags);
	wanted = pool_count < pool_target;
	if (wanted) {
		list_add(&job->node, &pool);
		pool_count++;
	}
	raw_spin_unlock_irqrestore(&pool_lock, flags);
	if (!wanted)
		job_discard(job);
	return wanted;
}

/* One more for the pool. May sleep. False if there is no memory or no file to be had. */
static bool pool_add(void)
{
	struct syscord_job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (!job)
		return false;
	job->file = anon_inode_getfile("[syscord]", &job_idle, job, O_RDONLY);
	if (IS_ERR(job->file)) {
		kfree(job);
		return false;
	}
	return pool_put(job);
}

static void pool_fill(struct work_struct *unused)
{
	while (READ_ONCE(pool_count) < READ_ONCE(pool_target))
		if (!pool_add())
			break;
}

static DECLARE_WORK(pool_work, pool_fill);

int syscord_deferred_start(void)
{
	lockdep_assert_held(&syscord_lock);
	if (pool_users++)
		return 0;
	WRITE_ONCE(pool_target, max(64U, 8 * num_online_cpus()));
	pool_fill(NULL);
	syscord_buffer_keep(true);
	if (READ_ONCE(pool_count))
		return 0;
	syscord_deferred_stop();
	return -ENOMEM;
}

/* The probes are gone, or the session that needed the pool is not the last. */
void syscord_deferred_stop(void)
{
	struct syscord_job *job, *next;
	unsigned long flags;
	LIST_HEAD(rest);

	lockdep_assert_held(&syscord_lock);
	if (--pool_users)
		return;
	syscord_buffer_keep(false);
	raw_spin_lock_irqsave(&pool_lock, flags);
	pool_target = 0;
	pool_count = 0;
	list_splice_init(&pool, &rest);
	raw_spin_unlock_irqrestore(&pool_lock, flags);
	cancel_work_sync(&pool_work);
	list_for_each_entry_safe(job, next, &rest, node)
		job_discard(job);
}

/* After the last job, for one that outlived STOP may have asked for the pool again. */
void syscord_deferred_exit(void)
{
	cancel_work_sync(&pool_work);
}

/*
 * A job for the current task; NULL if it cannot have one: it will not come back here
 * (an interrupt, a kernel thread), pool empty, module going. In a probe.
 */
struct syscord_job *syscord_job_get(void)
{
	struct syscord_job *job;
	unsigned long flags;

	if (in_interrupt() || current->flags & PF_KTHREAD)
		return NULL;
	if (!try_module_get(THIS_MODULE))
		return NULL;
	raw_spin_lock_irqsave(&pool_lock, flags);
	job = list_first_entry_or_null(&pool, struct syscord_job, node);
	if (job) {
		list_del(&job->node);
		pool_count--;
	}
	raw_spin_unlock_irqrestore(&pool_lock, flags);
	if (!job) {
		module_put(THIS_MODULE);
		return NULL;
	}
	job->task = current;
	job->count = 0;
	job->direct = false;
	return job;
}

void syscord_job_add(struct syscord_job *job, struct syscord_session *s)
{
	kref_get(&s->ref);
	atomic_inc(&s->pending);
	atomic64_inc(&s->deferred);
	job->session[job->count++] = s;
}

/* Where the probe builds the record, or copies what it has begun of it: no blobs. */
struct syscord_record *syscord_job_record(struct syscord_job *job)
{
	return &job->head;
}

static struct syscord_job *armed_find(void)
{
	struct syscord_job *job;

	hlist_for_each_entry(job, &armed[hash_ptr(current, ARMED_BITS)], hash)
		if (job->task == current)
			return job;
	return NULL;
}

/*
 * Is a record of the current task's still to be written, so that this one must queue
 * behind it? In a probe. Who adds a job for a task is the task itself.
 */
bool syscord_job_queued(void)
{
	unsigned long flags;
	bool queued;

	if (!READ_ONCE(armed_count))
		return false;
	raw_spin_lock_irqsave(&pool_lock, flags);
	queued = armed_find();
	raw_spin_unlock_irqrestore(&pool_lock, flags);
	return queued;
}

static void job_arm(struct syscord_job *job, enum job_kind kind)
{
	struct syscord_job *first;
	unsigned long flags;

	job->kind = kind;
	if (job->direct) {
		job->next = this_cpu_read(direct_first);
		this_cpu_write(direct_first, job);
		return;
	}
	raw_spin_lock_irqsave(&pool_lock, flags);
	first = armed_find();
	if (first) {
		list_add_tail(&job->node, &first->queue);
	} else {
		INIT_LIST_HEAD(&job->queue);
		hlist_add_head(&job->hash, &armed[hash_ptr(current, ARMED_BITS)]);
		WRITE_ONCE(armed_count, armed_count + 1);
	}
	raw_spin_unlock_irqrestore(&pool_lock, flags);
	if (first) {
		job_drop_file(job);
		return;
	}
	job->file->f_op = &job_armed;
	fput(job->file);
}

/* The head is the call's: number, arguments and result, which signal handling may change. */
void syscord_job_call(struct syscord_job *job, const struct syscord_row *row,
		      const struct syscord_before *before)
{
	job->row = row;
	job->before_blobs = before ? before->rec.blobs : 0;
	job->before_len = before ? READ_ONCE(before->len) : 0;	/* see syscord_before_find() */
	if (before)
		memcpy(job->before, before->blobs, job->before_len);
	job_arm(job, JOB_CALL);
}

void syscord_job_exec(struct syscord_job *job, u32 old_tid)
{
	job->old_tid = old_tid;
	job_arm(job, JOB_EXEC);
}

/* The head is all of it: header and body. */
void syscord_job_body(struct syscord_job *job)
{
	struct syscord_capture cap = {
		.rec = &job->head,
		.out = (u8 *)&job->head + sizeof(job->head) + job->head.body,
		.end = job->head_space + sizeof(job->head_space),
		.bounded = true,
	};

	job->head.flags |= SYSCORD_RECORD_LATE;
	syscord_capture_kernel(&cap, SYSCORD_ARG_TIME, SYSCORD_PART_DATA, 0, &job->head.time,
			       sizeof(job->head.time), sizeof(job->head.time));
	job->head.len = cap.out - (u8 *)&job->head;
	job_arm(job, JOB_RECORD);
}

/* The call's record, up to its blobs. */
static void build_call(struct syscord_job *job, struct syscord_capture *cap)
{
	const u32 len = sizeof(job->head) + job->head.body;
	struct syscord_call *call = (struct syscord_call *)(cap->rec + 1);

	memcpy(cap->rec, &job->head, len);
	cap->rec->flags |= SYSCORD_RECORD_LATE;
	cap->rec->blobs = 0;
	cap->out = (u8 *)cap->rec + len;
	cap->args = call->args;
	cap->ret = call->ret;
	cap->compat = call->abi == SYSCORD_ABI_COMPAT;
	syscord_capture_kernel(cap, SYSCORD_ARG_TIME, SYSCORD_PART_DATA, 0, &job->head.time,
			       sizeof(job->head.time), sizeof(job->head.time));
}

/*
 * Builds the record at rec. 0 or -errno. May sleep and fault. `here`: in the task, with
 * its memory; without, a call is told by what its registers were.
 */
static int job_build(struct syscord_job *job, struct syscord_session *s,
		     struct syscord_record *rec, bool here)
{
	struct syscord_capture cap = {
		.rec = rec,
		.end = (u8 *)rec + syscord_ring_record_max(s),
		.may_fault = true,
		.quick = job->direct,
		.accept_fault = !job->direct,
		.bounded = true,
		.snaplen = syscord_session_snaplen(s),
		.content = syscord_session_content(s),
	};
	int err = 0;

	if (job->kind == JOB_RECORD) {
		memcpy(rec, &job->head, job->head.len);
		return 0;
	}
	if (job->kind == JOB_EXEC) {
		if (!here)
			return -EFAULT;
		rec->flags = 0;
		rec->pid = current->tgid;
		rec->tid = current->pid;
		rec->blobs = 0;
		cap.out = (u8 *)(rec + 1);
		err = syscord_exec_build(&cap, job->old_tid);
	} else {
		build_call(job, &cap);
		cap.end -= job->before_len;
		if (here)
			err = syscord_content_capture(s, &cap, job->row, job->head.time);
		else
			rec->flags |= SYSCORD_RECORD_PARTIAL;
		if (!err && job->before_len) {
			memcpy(cap.out, job->before, job->before_len);
			cap.out += job->before_len;
			rec->blobs += job->before_blobs;
		}
	}
	rec->len = cap.out - (u8 *)rec;
	return err;
}

/*
 * The record may have to wait for long: not in a buffer for the longest one. NULL: it is
 * long, or there is no memory for another.
 */
static struct syscord_record *job_shrink(const struct syscord_record *rec)
{
	struct syscord_record *less;

	if (rec->len > SYSCORD_RECORD_MAX / 2)
		return NULL;
	less = kvmalloc(rec->len, GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
	if (less)
		memcpy(less, rec, rec->len);
	return less;
}

/* One session's record, or its loss. */
static void job_record(struct syscord_job *job, struct syscord_session *s, bool here)
{
	struct syscord_record *rec = syscord_buffer_get(), *less;
	int err = rec ? job_build(job, s, rec, here) : -ENOMEM;

	if (err) {
		syscord_wait_lose(s, err == -EFAULT ? SYSCORD_LOST_FAULT : SYSCORD_LOST_NO_MEMORY);
	} else if (syscord_wait_write(s, rec, false) == -EAGAIN) {
		less = job_shrink(rec);
		if (less) {
			syscord_buffer_put(rec);
			rec = NULL;
		}
		syscord_wait_write(s, less ?: rec, true);
		kvfree(less);
	}
	syscord_buffer_put(rec);
}

static void job_run(struct syscord_job *job)
{
	const bool here = job->task == current && current->mm && !(current->flags & PF_EXITING);
	unsigned int i;

	for (i = 0; i < job->count; i++)
		job_record(job, job->session[i], here);
	for (i = 0; i < job->count; i++)
		syscord_session_job_done(job->session[i]);
	kfree(job);
}

/* Before it is handed over: it is to be tried where the probe ends. With preemption off. */
void syscord_job_direct(struct syscord_job *job)
{
	job->direct = true;
}

/* The jobs that this probe has made so, if any. With preemption off. */
struct syscord_job *syscord_job_direct_take(void)
{
	struct syscord_job *job = this_cpu_read(direct_first);

	if (unlikely(job))
		this_cpu_write(direct_first, NULL);
	return job;
}

/* It was not needed in the end: the next one may have it. */
static void job_return(struct syscord_job *job)
{
	pool_put(job);
	module_put(THIS_MODULE);	/* not the last: the probe is registered */
}

/*
 * In the probe of a tracepoint that may sleep, but holds up all that is done to
 * tracepoints: no waiting for room, and for no page that somebody can hold back. What
 * that is not enough for goes the long way.
 */
void syscord_job_direct_run(struct syscord_job *job)
{
	struct syscord_record *rec = syscord_buffer_get();
	struct syscord_job *next;

	for (; job; job = next) {
		struct syscord_session *s = job->session[0];
		int err = -EAGAIN;

		next = job->next;
		/* Whatever was in the way: there it is counted. */
		if (rec && !job_build(job, s, rec, true))
			err = syscord_wait_write(s, rec, false);
		job->direct = false;
		if (err == -EAGAIN) {
			job_arm(job, job->kind);
			continue;
		}
		syscord_session_job_done(s);
		job_return(job);
	}
	syscord_buffer_put(rec);
}

/*
 * Task work: not atomic. In an exiting task that comes after its memory is gone,
 * and in a kworker this would not be the task at all: then nothing can be read.
 */
static int job_release(struct inode *inode, struct file *file)
{
	struct syscord_job *job = file->private_data, *next, *queued;
	unsigned long flags;
	LIST_HEAD(queue);

	/* From here on nothing queues: the task is in nothing that is recorded. */
	raw_spin_lock_irqsave(&pool_lock, flags);
	hlist_del(&job->hash);
	WRITE_ONCE(armed_count, armed_count - 1);
	list_splice_init(&job->queue, &queue);
	raw_spin_unlock_irqrestore(&pool_lock, flags);

	/* First, so that the pool does not run dry while this one sleeps. */
	if (!pool_add() && READ_ONCE(pool_target))
		schedule_work(&pool_work);
	job_run(job);
	list_for_each_entry_safe(queued, next, &queue, node) {
		if (!pool_add() && READ_ONCE(pool_target))
			schedule_work(&pool_work);
		job_run(queued);
		module_put(THIS_MODULE);	/* not the last: see above */
	}
	return 0;
}
