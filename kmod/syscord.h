/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The map of the module: its structures, and what each file offers the others.
 *
 * Who may touch what
 *
 *  syscord_lock (mutex)  the list of sessions; a session's policy, filter, rings,
 *                        state; the active set. Every control path holds it.
 *  syscord_rings_lock    which rings a session has. Inside syscord_lock, CPU hotplug's
 *                        and mmap's locks, none of which is taken with it held.
 *  RCU                   the active set, a session's filter and `rings` entries as
 *                        the probes see them. The probes run with preemption
 *                        off, which synchronize_rcu() waits for.
 *  the CPU               a ring's producer side: written with preemption off, on
 *                        that CPU, from task context only.
 */
#ifndef SYSCORD_H
#define SYSCORD_H

#include <linux/atomic.h>
#include <linux/irq_work.h>
#include <linux/jump_label.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/types.h>
#include <linux/wait.h>

#include <linux/syscord.h>

struct bpf_prog;
struct cpumask;
struct k_sigaction;
struct kernel_siginfo;
struct linux_binprm;
struct pt_regs;
struct task_struct;
struct vm_area_struct;
struct syscord_kept;
struct syscord_row;
struct syscord_session;
struct syscord_job;

extern struct mutex syscord_lock;
extern struct mutex syscord_rings_lock;

/* Values that captures name: the arguments, and from 6 on words that LOAD read */
#define SYSCORD_VALUE_LOADED	6
#define SYSCORD_VALUES		12

/* What becomes of content that is longer than snaplen, or than the record has room for */
enum syscord_content {
	SYSCORD_CONTENT_CUT,
	SYSCORD_CONTENT_WHOLE,		/* the capture fails with -EAGAIN */
	SYSCORD_CONTENT_CONTINUE,	/* it goes on in SYSCORD_CONT records (content.c) */
};

/* The state of one record's capture. */
struct syscord_capture {
	struct syscord_record *rec;
	u8 *out;		/* next free byte; 8-aligned */
	u8 *end;		/* of the room */
	const u64 *args;	/* SYSCORD_VALUES of a row that has LOADS, and then in `values` */
	s64 ret;
	u32 snaplen;
	u16 unread;		/* values that LOAD could not read, as bits */
	u8 unread_reason;	/* enum syscord_fault */
	u8 content;		/* enum syscord_content */
	u16 continued;		/* blobs: what they continue from lies behind `end` */
	bool may_fault;		/* on the deferred path */
	bool quick;		/* but only for what nobody else can hold up */
	bool accept_fault;	/* a fault becomes a FAULTED blob instead of -EAGAIN */
	bool bounded;		/* `end` is the record's limit and not the ring's */
	bool compat;		/* pointers, longs and structures of the 32-bit ABI */
	u64 values[SYSCORD_VALUES];
};

/*
 * One CPU's ring of one session. The kernel's view of the memory that the uapi
 * header draws: the producer page is read-only to user space, so positions kept
 * there are trusted; the consumer page is not.
 */
struct syscord_ring {
	/* written by the producer at each record, or read */
	struct syscord_producer *producer;
	u8 *data;		/* mapped twice */
	u64 mask;		/* size - 1 */
	u64 limit;		/* producer may write below: last valid consumer.pos + size */
	u64 wake_at;		/* wake the reader when producer.pos reaches it */
	u64 last_time;
	u64 room;		/* that the last reserve gave */
	struct syscord_session *session;
	struct syscord_ring *next;	/* this CPU's of the next active session, or NULL */
	/*
	 * The call at hand. Here and not on the stack, so that the filter program
	 * is called with next to nothing to save and restore around it. Both are
	 * NULL in a record that is no call.
	 */
	const struct syscord_row *row;
	struct pt_regs *regs;
	struct syscord_filter_data context;
	struct syscord_capture capture;
	/* rarely */
	struct syscord_job *job;	/* where the record at hand is built, if it is deferred */
	u32 reason;		/* SYSCORD_LOST_*: why reserve gave nothing */
	bool overwrites;	/* SYSCORD_ON_FULL_OVERWRITE */
	struct syscord_lost lost;	/* not yet in the stream, if count */
	u32 lost_seq;
	struct syscord_consumer *consumer;
	struct irq_work wake;
	void *area;		/* the whole mapping */
	struct page **pages;
	unsigned int page_count;	/* distinct ones */
	int cpu;
};

enum syscord_prog_kind {
	SYSCORD_PROG_CALL = 0,
	SYSCORD_PROG_TASK = 1,	/* SYSCORD_ROW_STATE, so that the flag is the index */
	SYSCORD_PROGS = 2,
};

/* The filter as it was loaded. Only the control paths use it. */
struct syscord_progs {
	struct bpf_prog *prog[SYSCORD_PROGS];	/* NULL: everything */
	bool follow;		/* SYSCORD_FILTER_FOLLOW */
	u32 text_len;
	char text[];
};

/*
 * One decision, as the probe makes it. First the guards, which are all that most
 * tasks of a machine ever cost: a word of the context that must have this value
 * (without one, it is a word that is always zero), and a name. Then, if there is
 * more to it, the rest: fields to fill in, the program, profile and parameters.
 */
struct syscord_rule {
	u32 guard_offset;
	u32 guard_value;
	bool named;
	bool leader;		/* the thread-group leader's name, not the thread's */
	bool more;		/* than guards */
	bool rest;		/* named or more: than the first guard */
	u32 fields;		/* SYSCORD_FIELD_*: what the program reads */
	u64 name[2];		/* as in memory; */
	u64 name_mask[2];	/* the bytes that count: up to the NUL, or of a prefix */
	const struct bpf_prog *prog;	/* NULL: no program, or the guards are all of it */
	u64 unused;		/* its size is a power of two: the probe indexes by a shift */
};

/*
 * Filter, policy and parameters as the probes see them: made anew at each change,
 * immutable once published.
 */
struct syscord_rules {
	struct syscord_rule rule[SYSCORD_PROGS];
	u32 snaplen;
	enum syscord_content content;
	u32 state_mask;		/* SYSCORD_ROW_STATE unless the policy says NO_STATE */
	bool effects;
	bool params;
	bool entry;
	bool wait;		/* a record that finds no room is deferred */
	bool triggers;		/* `trigger` is to be asked about recorded calls */
	struct syscord_rule trigger;
	bool follow;		/* tasks that the task rule admits join the followed set */
};

/* Parts of the filter context that are not free to fill in. */
#define SYSCORD_FIELD_CLASS	0x01
#define SYSCORD_FIELD_FOLLOWED	0x02
#define SYSCORD_FIELD_PPID	0x04
#define SYSCORD_FIELD_IDS	0x08
#define SYSCORD_FIELD_ARGS	0x10
#define SYSCORD_FIELD_COMM	0x20
#define SYSCORD_FIELD_PROC	0x40
#define SYSCORD_FIELD_PARENT	0x80
#define SYSCORD_FIELD_CGROUP	0x100

struct syscord_session {
	/* read by the probes */
	struct syscord_ring *__percpu *rings;	/* NULL: the CPU has none yet */
	struct syscord_rules __rcu *rules;
	unsigned long *followed;	/* bitmap by tid; then the one for ON_EXEC; or NULL */
	atomic64_t lost_outside;
	atomic64_t deferred;
	atomic64_t entry_missed;

	/* control */
	struct kref ref;
	struct list_head node;
	char name[SYSCORD_NAME_LEN];
	u64 id;
	struct syscord_policy policy;
	struct syscord_progs *progs;	/* NULL: no filter */
	struct syscord_progs *trigger;	/* NULL: none; `call` is the program */
	bool extra;			/* counted in syscord_extra_key */
	bool params;			/* the module parameters select too */
	bool recording;		/* records may be written; cleared before STOP returns */
	bool private;
	bool gone;		/* destroyed; files may still be attached */
	struct file *reader;	/* only compared */
	struct pid *reader_pid;
	wait_queue_head_t wait;
	atomic_t pending;	/* deferred records under way */
	wait_queue_head_t pending_wait;
	atomic_t followed_count;
	bool followed_stale;	/* they are those of when the session stopped */
	struct syscord_kept *kept;	/* calls that went on then; or NULL */
	u32 kept_count;

	/* SYSCORD_ON_FULL_WAIT: wait.c */
	wait_queue_head_t room;
	bool gave_up;		/* nobody waits until the reader kicks; with syscord_rings_lock */
	bool stopping;
	atomic_t waiting;	/* tasks that sleep */
	atomic64_t waits;	/* records that had to wait, so far */

	/* SYSCORD_ON_FULL_OVERWRITE: trigger.c */
	raw_spinlock_t fired_lock;	/* of what follows; readers of `why` alone need it not */
	u64 fired_count;
	struct {
		u64 time;
		u32 why;	/* SYSCORD_TRIGGER_*; 0: ready to fire */
		u32 pid, tid;
		char comm[SYSCORD_COMM_LEN];
	} fired;
	struct irq_work fired_wake;
	bool frozen;		/* until the rings are fetched */
};

/* For the control paths, with syscord_rings_lock; the probes use this_cpu_read(). */
static inline struct syscord_ring *syscord_session_ring(const struct syscord_session *s,
							unsigned int cpu)
{
	return *per_cpu_ptr(s->rings, cpu);
}

/* Unread bytes at which the reader is woken. */
static inline u32 syscord_session_watermark(const struct syscord_session *s)
{
	const struct syscord_policy *p = &s->policy;

	return READ_ONCE(p->watermark) ?: READ_ONCE(p->ring_bytes) / 4;
}

/* Bounded, so that sums with it cannot wrap: no record holds more anyway. */
static inline u32 syscord_session_snaplen(const struct syscord_session *s)
{
	return min_t(u32, READ_ONCE(s->policy.snaplen), SYSCORD_RECORD_MAX);
}

static inline enum syscord_content syscord_session_content(const struct syscord_session *s)
{
	return READ_ONCE(s->policy.snaplen) == SYSCORD_SNAPLEN_UNLIMITED ? SYSCORD_CONTENT_WHOLE :
									   SYSCORD_CONTENT_CUT;
}

/* What the probes iterate. */
struct syscord_set {
	struct rcu_head rcu;
	unsigned int count;
	struct syscord_session *session[SYSCORD_SESSIONS_MAX];
};

extern struct syscord_set __rcu *syscord_active;
/*
 * This CPU's rings of all active sessions, linked by `next` in the set's order. NULL
 * if there are none, or if one has no ring here: then the set must be asked.
 */
DECLARE_PER_CPU(struct syscord_ring *, syscord_first_ring);

/* hooks.c: the kernel's tracepoints. Called with syscord_lock. */
int syscord_hooks_find(void);
int syscord_hooks_get(void);
void syscord_hooks_put(void);
int syscord_hooks_entry_get(void);
void syscord_hooks_entry_put(void);

/* probe.c: the main path */
DECLARE_STATIC_KEY_FALSE(syscord_extra_key);
void syscord_probe_sys_exit(void *data, struct pt_regs *regs, long ret);

/* entry.c: sys_enter, on demand (the rest: entry.h). Start and stop with syscord_lock. */
void syscord_probe_sys_enter(void *data, struct pt_regs *regs, long id);
int syscord_entry_start(void);
void syscord_entry_stop(void);
void syscord_entry_forget(u32 tid);

/* filter.c */
struct syscord_progs *syscord_filter_load(const struct syscord_filter *filter);
int syscord_filter_set(struct syscord_session *s, struct syscord_progs *progs);
int syscord_filter_set_trigger(struct syscord_session *s, struct syscord_progs *progs);
void syscord_filter_discard(struct syscord_progs *progs);
int syscord_rules_update(struct syscord_session *s);
void syscord_rules_extra(struct syscord_session *s);
void syscord_filter_free(struct syscord_session *s);
bool syscord_filter_rest(struct syscord_ring *ring, const struct syscord_rule *rule);
bool syscord_filter_params_given(void);
void syscord_name_copy(char *to, const char *from);

/* The context's free fields (those before `class`) are filled in. */
static __always_inline bool syscord_filter_guard(const struct syscord_ring *ring,
						 const struct syscord_rule *rule)
{
	return *(const u32 *)((const u8 *)&ring->context + rule->guard_offset) ==
	       rule->guard_value;
}

bool syscord_filter_task(struct syscord_ring *ring);

/* capture_plain.c: the short way (a shorter one: capture.h) */
u32 syscord_capture_plain(struct syscord_ring *ring, const struct syscord_row *row,
			  struct syscord_record *rec, u32 snaplen);

/* capture.c: the interpreter of the table's capture columns (what it is made of: blob.h) */
/* 0; -EAGAIN: a page is not resident, or content does not fit whole; -ENOSPC: no room */
int syscord_capture_call(struct syscord_capture *cap, const struct syscord_row *row);
void syscord_capture_before(struct syscord_capture *cap, const struct syscord_row *row);
int syscord_capture_blob(struct syscord_capture *cap, u8 arg, u8 part, u16 flags,
			 const void __user *from, u64 want, u32 limit);
int syscord_capture_kernel(struct syscord_capture *cap, u8 arg, u8 part, u16 flags,
			   const void *from, u64 want, u32 limit);

/* content.c: content beyond what a record holds */
int syscord_content_capture(struct syscord_session *s, struct syscord_capture *cap,
			    const struct syscord_row *row, u64 end);

/* deferred.c: what must be finished where sleeping is allowed */
struct syscord_before;
int syscord_deferred_start(void);
void syscord_deferred_stop(void);
void syscord_deferred_exit(void);
struct syscord_job *syscord_job_get(void);
void syscord_job_add(struct syscord_job *job, struct syscord_session *s);
bool syscord_job_queued(void);
struct syscord_record *syscord_job_record(struct syscord_job *job);
void syscord_job_call(struct syscord_job *job, const struct syscord_row *row,
		      const struct syscord_before *before);
void syscord_job_exec(struct syscord_job *job, u32 old_tid);
void syscord_job_direct(struct syscord_job *job);
struct syscord_job *syscord_job_direct_take(void);
void syscord_job_direct_run(struct syscord_job *job);
void syscord_job_body(struct syscord_job *job);

/* buffer.c: memory to build records in */
void *syscord_buffer_get(void);
void syscord_buffer_put(void *data);
void syscord_buffer_keep(bool some);

/* wait.c: records that wait for room */
bool syscord_wait_wanted(const struct syscord_session *s);
void syscord_wait_kick(struct syscord_session *s);
void syscord_wait_end(struct syscord_session *s);
void syscord_wait_lose(struct syscord_session *s, unsigned int reason);
int syscord_wait_write(struct syscord_session *s, const struct syscord_record *rec, bool sleep);

/* trigger.c: the flight recorder's trigger */
void syscord_trigger_init(struct syscord_session *s);
void syscord_trigger_call(struct syscord_ring *ring, const struct syscord_rules *rules);
void syscord_trigger_core(struct syscord_session *s);
int syscord_trigger_ask(struct syscord_session *s);
void syscord_trigger_fetched(struct syscord_session *s, u64 count);
void syscord_trigger_reset(struct syscord_session *s);
bool syscord_trigger_frozen(struct syscord_session *s);

/* ring.c: reserve, commit, losses. Preemption is off in all but alloc, free and counting. */
struct syscord_ring *syscord_ring_alloc(struct syscord_session *s, int cpu, u64 bytes);
void syscord_ring_free(struct syscord_ring *ring);
int syscord_ring_mmap(struct syscord_ring *ring, struct vm_area_struct *vma, unsigned long page);
u64 syscord_ring_unread(const struct syscord_ring *ring);
void syscord_ring_unread_records(const struct syscord_ring *ring, struct syscord_ring_status *rs);
struct syscord_record *syscord_ring_reserve_slow(struct syscord_ring *ring);
void syscord_ring_lose(struct syscord_ring *ring, unsigned int reason);
void syscord_ring_lost_flush(struct syscord_ring *ring);
struct syscord_job *syscord_ring_defer(struct syscord_ring *ring, bool queued);
struct syscord_record *syscord_ring_begin(struct syscord_ring *ring, unsigned int type,
					  unsigned int body);
void syscord_ring_commit_body(struct syscord_ring *ring, struct syscord_record *rec);
bool syscord_ring_write(struct syscord_ring *ring, const struct syscord_record *rec);
u32 syscord_ring_record_max(const struct syscord_session *s);
u64 syscord_ring_room(const struct syscord_ring *ring);
bool syscord_ring_has_room(const struct syscord_ring *ring, u32 len);
u64 syscord_ring_memory_used(void);
u64 syscord_ring_memory_limit(void);

/* session.c */
int syscord_sessions_init(void);
void syscord_sessions_exit(void);
struct syscord_session *syscord_session_find(const char *name);
struct syscord_session *syscord_session_create(const char *name, bool private);
unsigned int syscord_session_names(char names[][SYSCORD_NAME_LEN], unsigned int max);
void syscord_session_destroy(struct syscord_session *s);
void syscord_session_put(struct syscord_session *s);
int syscord_session_start(struct syscord_session *s);
void syscord_session_stop(struct syscord_session *s);
int syscord_session_reset(struct syscord_session *s);
int syscord_session_policy_set(struct syscord_session *s, const struct syscord_policy *policy);
void syscord_session_job_done(struct syscord_session *s);

/* follow.c: the followed set */
int syscord_follow_alloc(struct syscord_session *s);
int syscord_follow_add(struct syscord_session *s, const struct syscord_follow *follow);
bool syscord_follow_test(const struct syscord_session *s, u32 tid);
void syscord_follow_mark(struct syscord_session *s, u32 tid);
void syscord_follow_fork(struct syscord_session *s, u32 parent, u32 child);
void syscord_follow_exec(struct syscord_session *s, u32 old_tid, u32 tid);
void syscord_follow_exit(struct syscord_session *s, u32 tid);
u32 syscord_follow_list(const struct syscord_session *s, struct syscord_task *array, u32 room);
void syscord_follow_stop(struct syscord_session *s);
void syscord_follow_begin(struct syscord_session *s);
void syscord_follow_free(struct syscord_session *s);

/* tasks.c: who is followed, and since when threads are in calls. With syscord_lock, but load. */
struct syscord_task *syscord_tasks_load(const struct syscord_tasks *tasks);
u32 syscord_tasks_get(struct syscord_session *s, struct syscord_tasks *tasks,
		      struct syscord_task *array);
void syscord_tasks_keep(struct syscord_session *s);
void syscord_tasks_forget(struct syscord_session *s);

/* lifecycle.c: fork, exec, exit and rename records (exit's probe: lifecycle.h) */
void syscord_probe_fork(void *data, struct task_struct *parent, struct task_struct *child);
void syscord_probe_exec(void *data, struct task_struct *task, pid_t old_pid,
			struct linux_binprm *bprm);
void syscord_probe_rename(void *data, struct task_struct *task, const char *comm);
int syscord_exec_build(struct syscord_capture *cap, u32 old_tid);

/* signal.c: signal records */
void syscord_probe_signal(void *data, int sig, struct kernel_siginfo *info,
			  struct k_sigaction *ka);

/* device.c: /dev/syscord */
bool syscord_device_held(void);
int syscord_device_init(void);
void syscord_device_exit(void);

#endif /* SYSCORD_H */
