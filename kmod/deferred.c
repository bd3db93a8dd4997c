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
 * A file that waits in the pool must not pin the module, or it could never be
 * unloaded while recording; one whose release is on its way must, to the very
 * end. So they have different operations: job_idle has no owner; the probe takes
 * the reference itself and switches to job_armed, whose owner __fput() puts after
 * ->release has returned. A file that is thrown away unused gets operations of the
 * kernel's own, so that nothing of this module runs any more.
 */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "entry.h"
#include "table.h"

enum job_kind {
	JOB_CALL,
	JOB_EXEC,
};

struct syscord_job {
	struct list_head node;	/* in the pool */
	struct file *file;
	struct task_struct *task;	/* only compared */
	enum job_kind kind;
	unsigned int count;
	struct syscord_session *session[SYSCORD_SESSIONS_MAX];
	/* JOB_CALL */
	const struct syscord_row *row;
	u64 end;
	bool timed;
	union {
		struct syscord_call call;
		u8 call_space[sizeof(struct syscord_call) + 7 * sizeof(u64)];
	};
	u16 before_blobs;
	u32 before_len;
	u8 before[SYSCORD_BEFORE_BYTES];
	/* JOB_EXEC */
	u32 old_tid;
};

/*
 * Raw: taken in probes, where preemption is off, on PREEMPT_RT too. Held for a
 * list operation only.
 */
static DEFINE_RAW_SPINLOCK(pool_lock);
static LIST_HEAD(pool);
static unsigned int pool_count, pool_target;	/* pool_target 0: not in use */
static unsigned int pool_users;	/* syscord_lock */

static int job_release(struct inode *inode, struct file *file);

static const struct file_operations job_idle = { };
static const struct file_operations job_armed = {
	.owner = THIS_MODULE,
	.release = job_release,
};

static void job_discard(struct syscord_job *job)
{
	job->file->private_data = NULL;
	job->file->f_op = &generic_ro_fops;
	fput(job->file);
	kfree(job);
}

/* One more for the pool. May sleep. False if there is no memory or no file to be had. */
static bool pool_add(void)
{
	struct syscord_job *job = kzalloc(sizeof(*job), GFP_KERNEL);
	unsigned long flags;
	bool wanted;

	if (!job)
		return false;
	job->file = anon_inode_getfile("[syscord]", &job_idle, job, O_RDONLY);
	if (IS_ERR(job->file)) {
		kfree(job);
		return false;
	}
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
 * A job for the current task; NULL if it cannot have one: no user memory to come
 * back to (kernel thread, exiting), pool empty, module going. In a probe.
 */
struct syscord_job *syscord_job_get(void)
{
	struct syscord_job *job;
	unsigned long flags;

	if (in_interrupt() || current->flags & (PF_KTHREAD | PF_EXITING))
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
	return job;
}

void syscord_job_add(struct syscord_job *job, struct syscord_session *s)
{
	kref_get(&s->ref);
	atomic_inc(&s->pending);
	atomic64_inc(&s->deferred);
	job->session[job->count++] = s;
}

static void job_arm(struct syscord_job *job, enum job_kind kind)
{
	job->kind = kind;
	job->file->f_op = &job_armed;
	fput(job->file);
}

/* Number, arguments and result are taken now: signal handling may change registers. */
void syscord_job_call(struct syscord_job *job, const struct syscord_row *row,
		      const struct syscord_record *rec, const struct syscord_before *before)
{
	const struct syscord_call *call = (const struct syscord_call *)(rec + 1);

	job->row = row;
	job->end = rec->time;
	job->timed = rec->flags & SYSCORD_RECORD_TIMED;
	memcpy(job->call_space, call, sizeof(*call) + (call->nargs + job->timed) * sizeof(u64));
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

/* Builds the record at rec. 0 or -errno. May sleep and fault. */
static int job_build(struct syscord_job *job, struct syscord_session *s,
		     struct syscord_record *rec)
{
	struct syscord_capture cap = {
		.rec = rec,
		.end = (u8 *)rec + SYSCORD_RECORD_MAX,
		.may_fault = true,
		.accept_fault = true,
		.bounded = true,
		.snaplen = syscord_session_snaplen(s),
	};
	int err;

	if (job->kind == JOB_EXEC) {
		rec->flags = 0;
		rec->pid = current->tgid;
		rec->tid = current->pid;
		rec->blobs = 0;
		cap.out = (u8 *)(rec + 1);
		err = syscord_exec_build(&cap, job->old_tid);
	} else {
		const u64 *from = (const u64 *)(job->call_space + sizeof(job->call));
		u64 *args = syscord_call_head(rec, job->call.nr, job->call.abi, job->call.ret,
					      job->call.pc, job->row);

		rec->flags |= SYSCORD_RECORD_LATE;
		if (job->timed) {
			rec->flags |= SYSCORD_RECORD_TIMED;
			rec->body += sizeof(u64);
		}
		memcpy(args, from, (job->call.nargs + job->timed) * sizeof(u64));
		cap.out = (u8 *)(args + job->call.nargs + job->timed);
		cap.end -= job->before_len;
		cap.args = args;
		cap.ret = job->call.ret;
		cap.compat = job->call.abi == SYSCORD_ABI_COMPAT;
		syscord_capture_kernel(&cap, SYSCORD_ARG_TIME, SYSCORD_PART_DATA, 0, &job->end,
				       sizeof(job->end), sizeof(job->end));
		err = syscord_capture_call(&cap, job->row);
		if (!err && job->before_len) {
			memcpy(cap.out, job->before, job->before_len);
			cap.out += job->before_len;
			rec->blobs += job->before_blobs;
		}
	}
	rec->len = cap.out - (u8 *)rec;
	return err;
}

static void job_write(struct syscord_session *s, const struct syscord_record *rec, int reason)
{
	struct syscord_ring *ring;

	preempt_disable_notrace();
	ring = this_cpu_read(*s->rings);
	/* Cleared before STOP returns, which then waits for this section. */
	if (!READ_ONCE(s->recording) || !ring)
		atomic64_inc(&s->lost_outside);
	else if (rec)
		syscord_ring_write(ring, rec);
	else
		syscord_ring_lose(ring, reason);
	preempt_enable_notrace();
}

/* Every session of the job gets its record, or its loss. */
static void job_run(struct syscord_job *job)
{
	struct syscord_record *rec = kvmalloc(SYSCORD_RECORD_MAX, GFP_KERNEL);
	unsigned int i;

	for (i = 0; i < job->count; i++) {
		struct syscord_session *s = job->session[i];

		if (rec && !job_build(job, s, rec))
			job_write(s, rec, 0);
		else
			job_write(s, NULL, SYSCORD_LOST_NO_MEMORY);
	}
	kvfree(rec);
}

/*
 * Task work: not atomic. In an exiting task that comes after its memory is gone,
 * and in a kworker this would not be the task at all: then nothing can be read.
 */
static int job_release(struct inode *inode, struct file *file)
{
	struct syscord_job *job = file->private_data;
	unsigned int i;

	/* First, so that the pool does not run dry while this one sleeps. */
	if (!pool_add() && READ_ONCE(pool_target))
		schedule_work(&pool_work);

	if (job->task == current && current->mm && !(current->flags & PF_EXITING)) {
		job_run(job);
	} else {
		for (i = 0; i < job->count; i++)
			job_write(job->session[i], NULL, SYSCORD_LOST_NO_MEMORY);
	}
	for (i = 0; i < job->count; i++)
		syscord_session_job_done(job->session[i]);
	kfree(job);
	return 0;
}
