// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/syscord. A file is attached to at most one session, once; after that the
 * pointer never changes, so that mmap and poll need no lock to read it.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/poll.h>
#include <linux/rcupdate.h>
#include <linux/filter.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "syscord.h"
#include "compat.h"

#define RING_PAGE_SHIFT (SYSCORD_RING_SHIFT - PAGE_SHIFT)

struct device_file {
	struct list_head node;	/* in `files` */
	struct rcu_head rcu;
	pid_t tgid, user;	/* who opened it, and who used it last: initial pid namespace */
	struct syscord_session *session;	/* set once, with syscord_lock */
	bool reader;
	bool owner;	/* of a private session, which ends with this file */
};

/* The open ones. Changed with files_lock, walked under RCU. */
static LIST_HEAD(files);
static DEFINE_SPINLOCK(files_lock);

/* Has the current task's process the device open, or used it last? In probes, too. */
bool syscord_device_held(void)
{
	const struct device_file *df;
	bool held = false;

	rcu_read_lock();
	list_for_each_entry_rcu(df, &files, node)
		if (df->tgid == current->tgid || READ_ONCE(df->user) == current->tgid) {
			held = true;
			break;
		}
	rcu_read_unlock();
	return held;
}

/* A file may be inherited, or passed: who reads by it is known when he does. */
static void file_used(struct file *file)
{
	struct device_file *df = file->private_data;

	if (READ_ONCE(df->user) != current->tgid)
		WRITE_ONCE(df->user, current->tgid);
}

static struct syscord_session *file_session(struct file *file)
{
	struct device_file *df = file->private_data;

	/* Pairs with attach(). */
	return smp_load_acquire(&df->session);
}

static int device_open(struct inode *inode, struct file *file)
{
	struct device_file *df;

	if (!capable(CAP_SYS_PTRACE))
		return -EPERM;
	df = kzalloc(sizeof(*df), GFP_KERNEL_ACCOUNT);
	if (!df)
		return -ENOMEM;
	df->tgid = current->tgid;
	df->user = current->tgid;
	spin_lock(&files_lock);
	list_add_rcu(&df->node, &files);
	spin_unlock(&files_lock);
	file->private_data = df;
	return nonseekable_open(inode, file);
}

static int device_release(struct inode *inode, struct file *file)
{
	struct device_file *df = file->private_data;
	struct syscord_session *s = df->session;

	if (s) {
		mutex_lock(&syscord_lock);
		if (s->reader == file) {
			WRITE_ONCE(s->reader, NULL);
			syscord_wait_end(s);
			put_pid(s->reader_pid);
			s->reader_pid = NULL;
		}
		if (df->owner)
			syscord_session_destroy(s);
		mutex_unlock(&syscord_lock);
		if (df->owner)
			syscord_session_put(s);	/* the list's */
		syscord_session_put(s);
	}
	spin_lock(&files_lock);
	list_del_rcu(&df->node);
	spin_unlock(&files_lock);
	kfree_rcu(df, rcu);
	return 0;
}

static bool name_valid(const char *name)
{
	size_t len = strnlen(name, SYSCORD_NAME_LEN);

	if (!len || len == SYSCORD_NAME_LEN)
		return false;
	for (; *name; name++)
		if (*name <= ' ' || *name > '~' || *name == '/')
			return false;
	return true;
}

static int attach(struct file *file, struct syscord_attach *a)
{
	struct device_file *df = file->private_data;
	struct syscord_session *s;

	if (a->flags & ~(SYSCORD_ATTACH_CREATE | SYSCORD_ATTACH_PRIVATE | SYSCORD_ATTACH_READER) ||
	    a->reserved || !name_valid(a->name))
		return -EINVAL;
	if (df->session)
		return -EISCONN;
	s = syscord_session_find(a->name);
	if (s) {
		if (a->flags & SYSCORD_ATTACH_PRIVATE)
			return -EEXIST;
		if (a->flags & SYSCORD_ATTACH_READER && s->reader)
			return -EBUSY;
		kref_get(&s->ref);
	} else {
		if (!(a->flags & (SYSCORD_ATTACH_CREATE | SYSCORD_ATTACH_PRIVATE)))
			return -ENOENT;
		s = syscord_session_create(a->name, a->flags & SYSCORD_ATTACH_PRIVATE);
		if (IS_ERR(s))
			return PTR_ERR(s);
		df->owner = s->private;
	}
	if (a->flags & SYSCORD_ATTACH_READER) {
		syscord_trigger_frozen(s);	/* it is, if its time is over by now */
		WRITE_ONCE(s->reader, file);
		syscord_wait_kick(s);
		s->reader_pid = get_pid(task_tgid(current));
		df->reader = true;
	}
	a->id = s->id;
	smp_store_release(&df->session, s);	/* pairs with file_session() */
	return 0;
}

static int destroy(struct file *file, struct syscord_session *s)
{
	if (s->private || !strcmp(s->name, SYSCORD_SESSION_DEFAULT))
		return -EPERM;
	if (s->gone)
		return -ENODEV;
	if (s->reader && s->reader != file)
		return -EBUSY;
	syscord_session_destroy(s);
	syscord_session_put(s);	/* the list's; the file has its own */
	return 0;
}

static int info_get(struct syscord_info *info)
{
	char names[SYSCORD_SESSIONS_MAX][SYSCORD_NAME_LEN];

	memset(info, 0, sizeof(*info));
	info->size = sizeof(*info);
	info->abi_version = SYSCORD_ABI_VERSION;
	info->cpus = nr_cpu_ids;
	info->sessions = syscord_session_names(names, ARRAY_SIZE(names));
	info->memory_limit = syscord_ring_memory_limit();
	info->memory_used = syscord_ring_memory_used();
	info->native_abi = SYSCORD_ABI_NATIVE;
	strscpy(info->version, SYSCORD_VERSION, sizeof(info->version));
	return 0;
}

/*
 * What goes with a request beside its structure. User memory is touched before
 * syscord_lock is taken and after it is given back: a fault may wait for as long as
 * the memory's owner likes (userfaultfd, FUSE), and all others would wait with it.
 */
struct payload {
	struct syscord_progs *progs;	/* FILTER_SET: not yet in place */
	void *data;	/* for user memory at `to` */
	size_t len;
	u64 to;
};

static int filter_get(struct syscord_session *s, struct syscord_filter *filter,
		      struct payload *p)
{
	const bool trigger = filter->flags & SYSCORD_FILTER_TRIGGER;
	const struct syscord_progs *progs = trigger ? s->trigger : s->progs;
	u32 room = filter->text_len;

	if (filter->flags & ~SYSCORD_FILTER_TRIGGER || filter->call_len || filter->task_len ||
	    filter->call || filter->task)
		return -EINVAL;
	filter->text_len = progs ? progs->text_len : 0;
	filter->data_size = sizeof(struct syscord_filter_data);
	p->to = filter->text;
	p->len = min(room, filter->text_len);
	if (!p->len)
		return 0;
	p->data = kvmalloc(p->len, GFP_KERNEL);
	if (!p->data)
		return -ENOMEM;
	memcpy(p->data, progs->text, p->len);
	return 0;
}

static int filter_set(struct syscord_session *s, const struct syscord_filter *filter,
		      struct payload *p)
{
	int err = filter->flags & SYSCORD_FILTER_TRIGGER ?
			  syscord_filter_set_trigger(s, p->progs) :
			  syscord_filter_set(s, p->progs);

	if (!err)
		p->progs = NULL;
	return err;
}

static int tasks_get(struct syscord_session *s, struct syscord_tasks *tasks, struct payload *p)
{
	p->to = tasks->array;
	p->len = syscord_tasks_get(s, tasks, p->data) * sizeof(struct syscord_task);
	return 0;
}

static u32 status_flags(struct syscord_session *s)
{
	const struct syscord_progs *progs = s->progs;
	u32 flags = 0;
	unsigned int i;

	if (s->recording)
		flags |= SYSCORD_STATUS_RECORDING;
	if (s->private)
		flags |= SYSCORD_STATUS_PRIVATE;
	if (s->params)
		flags |= SYSCORD_STATUS_PARAMS;
	if (s->trigger)
		flags |= SYSCORD_STATUS_TRIGGER;
	if (syscord_trigger_frozen(s))
		flags |= SYSCORD_STATUS_FROZEN;
	if (READ_ONCE(s->gave_up))
		flags |= SYSCORD_STATUS_GAVE_UP;
	if (progs) {
		flags |= SYSCORD_STATUS_FILTER | SYSCORD_STATUS_JITED;
		if (progs->follow)
			flags |= SYSCORD_STATUS_FOLLOW;
		for (i = 0; i < SYSCORD_PROGS; i++)
			if (progs->prog[i] && !progs->prog[i]->jited)
				flags &= ~SYSCORD_STATUS_JITED;
	}
	return flags;
}

/*
 * The position first and `attempted` last, so that of a ring that is being written to
 * no more is unread and lost than was attempted.
 */
static void status_ring(const struct syscord_ring *ring, struct syscord_ring_status *rs,
			bool counted)
{
	const struct syscord_producer *producer = ring->producer;
	unsigned int i;

	rs->cpu = ring->cpu;
	rs->flags = cpu_online(ring->cpu) ? SYSCORD_RING_ONLINE : 0;
	rs->size = ring->mask + 1;
	/* Pairs with the commit: records below it are whole. */
	rs->producer = smp_load_acquire(&producer->pos);
	rs->consumer = READ_ONCE(ring->consumer->pos);
	rs->tail = READ_ONCE(producer->tail);
	for (i = 0; i < SYSCORD_LOST_REASONS; i++)
		rs->lost[i] = READ_ONCE(producer->lost[i]);
	smp_rmb();	/* `lost` goes up before `attempted` does */
	rs->attempted = READ_ONCE(producer->attempted);
	rs->unread = U64_MAX;
	if (counted)
		syscord_ring_unread_records(ring, rs);
}

static int status_rings(struct syscord_session *s, struct syscord_status *st, bool counted,
			struct payload *p)
{
	const unsigned int room = st->ring_array ? min_t(u32, st->rings, nr_cpu_ids) : 0;
	struct syscord_ring_status *rs = NULL;
	unsigned int cpu, count = 0;

	if (room) {
		rs = kvcalloc(room, sizeof(*rs), GFP_KERNEL);
		if (!rs)
			return -ENOMEM;
	}
	for_each_possible_cpu(cpu) {
		const struct syscord_ring *ring = syscord_session_ring(s, cpu);

		if (!ring)
			continue;
		if (count < room)
			status_ring(ring, &rs[count], counted);
		count++;
	}
	st->rings = count;
	p->data = rs;
	p->len = min(count, room) * sizeof(*rs);
	p->to = st->ring_array;
	return 0;
}

static void status_trigger(struct syscord_session *s, struct syscord_status *st)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&s->fired_lock, flags);
	st->triggers = s->fired_count;
	st->trigger_why = s->fired.why;
	if (s->fired.why) {
		st->trigger_time = s->fired.time;
		st->trigger_pid = s->fired.pid;
		st->trigger_tid = s->fired.tid;
		memcpy(st->trigger_comm, s->fired.comm, sizeof(st->trigger_comm));
	}
	raw_spin_unlock_irqrestore(&s->fired_lock, flags);
}

static int status_get(struct syscord_session *s, struct syscord_status *st, struct payload *p)
{
	const bool counted = st->flags & SYSCORD_STATUS_COUNT;

	if (st->flags & ~SYSCORD_STATUS_COUNT ||
	    memchr_inv(st->reserved, 0, sizeof(st->reserved)))
		return -EINVAL;
	st->size = sizeof(*st);
	st->flags = status_flags(s);
	memcpy(st->name, s->name, sizeof(st->name));
	st->id = s->id;
	st->reader = s->reader ? pid_vnr(s->reader_pid) : 0;
	st->followed = atomic_read(&s->followed_count);
	st->pending = atomic_read(&s->pending);
	st->lost_outside = atomic64_read(&s->lost_outside);
	st->deferred = atomic64_read(&s->deferred);
	st->entry_missed = atomic64_read(&s->entry_missed);
	st->waits = atomic64_read(&s->waits);
	st->waiting = atomic_read(&s->waiting);
	status_trigger(s, st);
	st->policy = s->policy;
	return status_rings(s, st, counted, p);
}

/* Each request's structure, in and out. */
union request {
	u32 size;
	struct syscord_info info;
	struct syscord_sessions sessions;
	struct syscord_attach attach;
	struct syscord_policy policy;
	struct syscord_filter filter;
	struct syscord_follow follow;
	struct syscord_status status;
	struct syscord_fetched fetched;
	struct syscord_tasks tasks;
};

static const struct {
	unsigned int cmd;
	bool session;	/* needs one */
} requests[] = {
#define REQUEST(name, needs) [_IOC_NR(SYSCORD_IOC_##name)] = { SYSCORD_IOC_##name, needs }
	REQUEST(INFO, false),
	REQUEST(SESSIONS, false),
	REQUEST(ATTACH, false),
	REQUEST(POLICY_GET, true),
	REQUEST(POLICY_SET, true),
	REQUEST(FILTER_GET, true),
	REQUEST(FILTER_SET, true),
	REQUEST(FOLLOW, true),
	REQUEST(STATUS, true),
	REQUEST(START, true),
	REQUEST(STOP, true),
	REQUEST(RESET, true),
	REQUEST(DESTROY, true),
	REQUEST(KICK, true),
	REQUEST(TRIGGER, true),
	REQUEST(FETCHED, true),
	REQUEST(TASKS, true),
#undef REQUEST
};

static int request_run(struct file *file, struct syscord_session *s, unsigned int nr,
		       union request *r, struct payload *p)
{
	switch (nr) {
	case _IOC_NR(SYSCORD_IOC_INFO):
		return info_get(&r->info);
	case _IOC_NR(SYSCORD_IOC_SESSIONS):
		memset(&r->sessions, 0, sizeof(r->sessions));
		r->sessions.size = sizeof(r->sessions);
		r->sessions.count = syscord_session_names(r->sessions.name,
							  ARRAY_SIZE(r->sessions.name));
		return 0;
	case _IOC_NR(SYSCORD_IOC_ATTACH):
		return attach(file, &r->attach);
	case _IOC_NR(SYSCORD_IOC_POLICY_GET):
		r->policy = s->policy;
		return 0;
	case _IOC_NR(SYSCORD_IOC_POLICY_SET):
		return syscord_session_policy_set(s, &r->policy);
	case _IOC_NR(SYSCORD_IOC_FILTER_GET):
		return filter_get(s, &r->filter, p);
	case _IOC_NR(SYSCORD_IOC_FILTER_SET):
		return filter_set(s, &r->filter, p);
	case _IOC_NR(SYSCORD_IOC_FOLLOW):
		return syscord_follow_add(s, &r->follow);
	case _IOC_NR(SYSCORD_IOC_STATUS):
		return status_get(s, &r->status, p);
	case _IOC_NR(SYSCORD_IOC_START):
		return syscord_session_start(s);
	case _IOC_NR(SYSCORD_IOC_STOP):
		syscord_session_stop(s);
		return 0;
	case _IOC_NR(SYSCORD_IOC_RESET):
		return syscord_session_reset(s);
	case _IOC_NR(SYSCORD_IOC_DESTROY):
		return destroy(file, s);
	case _IOC_NR(SYSCORD_IOC_TRIGGER):
		return syscord_trigger_ask(s);
	case _IOC_NR(SYSCORD_IOC_FETCHED):
		if (r->fetched.reserved)
			return -EINVAL;
		syscord_trigger_fetched(s, r->fetched.triggers);
		return 0;
	case _IOC_NR(SYSCORD_IOC_TASKS):
		return tasks_get(s, &r->tasks, p);
	}
	return -ENOTTY;
}

/*
 * The size in the request number is ignored: it is the structure's first field
 * that says which version the caller has.
 */
static long device_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void __user *user = (void __user *)arg;
	unsigned int nr = _IOC_NR(cmd);
	struct syscord_session *s;
	union request *r = NULL;
	struct payload p = { };
	u32 known, size = 0;
	long err;

	if (_IOC_TYPE(cmd) != SYSCORD_IOC_MAGIC || nr >= ARRAY_SIZE(requests) ||
	    _IOC_DIR(cmd) != _IOC_DIR(requests[nr].cmd))
		return -ENOTTY;
	s = file_session(file);
	if (requests[nr].session && !s)
		return -ENOTCONN;
	file_used(file);
	/* Who stops the session holds the lock while he waits for those whom this wakes. */
	if (nr == _IOC_NR(SYSCORD_IOC_KICK)) {
		syscord_wait_kick(s);
		return 0;
	}

	known = _IOC_SIZE(requests[nr].cmd);
	if (known) {
		if (get_user(size, (u32 __user *)user))
			return -EFAULT;
		if (size < sizeof(u32) * 2 || size > PAGE_SIZE)
			return -EINVAL;
		r = kzalloc(sizeof(*r), GFP_KERNEL);
		if (!r)
			return -ENOMEM;
		err = copy_struct_from_user(r, known, user, size);
		if (err)
			goto out;
	}
	if (nr == _IOC_NR(SYSCORD_IOC_FILTER_SET)) {
		p.progs = syscord_filter_load(&r->filter);
		if (IS_ERR(p.progs)) {
			err = PTR_ERR(p.progs);
			p.progs = NULL;
			goto out;
		}
	}

	if (nr == _IOC_NR(SYSCORD_IOC_TASKS)) {
		p.data = syscord_tasks_load(&r->tasks);
		if (IS_ERR(p.data)) {
			err = PTR_ERR(p.data);
			p.data = NULL;
			goto out;
		}
	}

	err = mutex_lock_killable(&syscord_lock);
	if (err)
		goto out;
	err = request_run(file, s, nr, r, &p);
	mutex_unlock(&syscord_lock);

	if (!err && p.len && copy_to_user((void __user *)(unsigned long)p.to, p.data, p.len))
		err = -EFAULT;
	if (!err && _IOC_DIR(cmd) & _IOC_READ && copy_to_user(user, r, min(size, known)))
		err = -EFAULT;
out:
	syscord_filter_discard(p.progs);
	kvfree(p.data);
	kfree(r);
	return err;
}

static int device_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct device_file *df = file->private_data;
	struct syscord_session *s = file_session(file);
	unsigned long cpu = vma->vm_pgoff >> RING_PAGE_SHIFT;
	unsigned long page = vma->vm_pgoff & ((1UL << RING_PAGE_SHIFT) - 1);
	struct syscord_ring *ring;
	int err;

	if (!s)
		return -ENOTCONN;
	file_used(file);
	/* Others may copy what is written over whether they read it or not. */
	if (!df->reader && (!page || vma->vm_flags & VM_WRITE ||
			    READ_ONCE(s->policy.on_full) != SYSCORD_ON_FULL_OVERWRITE))
		return -EACCES;
	if (cpu >= nr_cpu_ids || !cpu_possible(cpu))
		return -EINVAL;
	/*
	 * Not syscord_lock: mmap's lock is held here, and STOP waits for deferred records,
	 * which may need it to fault a page in.
	 */
	mutex_lock(&syscord_rings_lock);
	ring = syscord_session_ring(s, cpu);
	err = ring ? syscord_ring_mmap(ring, vma, page) : -ENXIO;
	mutex_unlock(&syscord_rings_lock);
	return err;
}

static __poll_t device_poll(struct file *file, poll_table *wait)
{
	struct syscord_session *s = file_session(file);
	__poll_t events = 0;
	unsigned int cpu;

	if (!s)
		return EPOLLERR;
	file_used(file);
	poll_wait(file, &s->wait, wait);
	if (READ_ONCE(s->fired.why))
		events = EPOLLPRI;
	mutex_lock(&syscord_rings_lock);
	for_each_possible_cpu(cpu) {
		const struct syscord_ring *ring = syscord_session_ring(s, cpu);

		u64 unread = ring ? syscord_ring_unread(ring) : 0;

		/* one that has lost, or is waited for, must be emptied, whatever the watermark */
		if (unread && !ring->overwrites &&
		    (unread >= syscord_session_watermark(s) || READ_ONCE(ring->lost.count) ||
		     READ_ONCE(ring->producer->waiters)))
			events |= EPOLLIN | EPOLLRDNORM;
	}
	mutex_unlock(&syscord_rings_lock);
	if (READ_ONCE(s->gone))	/* nothing will come any more */
		events |= EPOLLHUP;
	return events;
}

static const struct file_operations device_fops = {
	.owner = THIS_MODULE,
	.open = device_open,
	.release = device_release,
	.unlocked_ioctl = device_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.mmap = device_mmap,
	.poll = device_poll,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "syscord",
	.mode = 0600,
	.fops = &device_fops,
};

int syscord_device_init(void)
{
	return misc_register(&device);
}

void syscord_device_exit(void)
{
	misc_deregister(&device);
}
