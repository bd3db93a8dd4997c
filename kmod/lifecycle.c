// SPDX-License-Identifier: GPL-2.0
/*
 * Records about tasks rather than calls: fork, exec, exit, rename. They obey the
 * filter's task program alone, and they keep the followed set.
 */
#include <linux/binfmts.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/mm.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <uapi/linux/mman.h>

#include "ring.h"
#include "lifecycle.h"
#include "table.h"

#define STRINGS_MAX	16384	/* bytes of arguments, and of environment */
#define MAPS_PATH_MAX	1024

static bool session_follows(const struct syscord_session *s)
{
	return rcu_dereference_sched(s->rules)->follow;
}

void syscord_probe_fork(void *data, struct task_struct *parent, struct task_struct *child)
{
	const struct syscord_set *set;
	struct syscord_session *s;
	unsigned int i;

	preempt_disable_notrace();
	syscord_for_each_active(set, i, s) {
		struct syscord_ring *ring = syscord_probe_ring(s);
		struct syscord_record *rec;
		struct syscord_fork *body;

		syscord_follow_fork(s, parent->pid, child->pid);
		if (!ring || !syscord_filter_task(ring))
			continue;
		if (session_follows(s))
			syscord_follow_mark(s, child->pid);
		rec = syscord_ring_begin(ring, SYSCORD_FORK, sizeof(*body));
		if (!rec)
			continue;
		body = syscord_record_body(rec);
		body->pid = child->tgid;
		body->tid = child->pid;
		body->ns_tid = task_pid_nr_ns(child, task_active_pid_ns(child));
		body->ns_pid = task_tgid_nr_ns(child, task_active_pid_ns(child));
		body->reserved = 0;
		body->shared = 0;
		if (child->files == parent->files)
			body->shared |= SYSCORD_SHARES_FILES;
		if (child->fs == parent->fs)
			body->shared |= SYSCORD_SHARES_FS;
		if (child->mm == parent->mm)
			body->shared |= SYSCORD_SHARES_MM;
		if (child->tgid == parent->tgid)
			body->shared |= SYSCORD_SHARES_THREAD;
		syscord_name_copy(body->comm, child->comm);
		syscord_ring_commit_body(ring, rec);
	}
	preempt_enable_notrace();
}

/*
 * Has the call not returned to the program? Those that never do, and those that a
 * signal broke off: they would be made again if the task lived on.
 */
static bool call_is_open(const struct pt_regs *regs, u32 nr, u32 abi)
{
	const struct syscord_row *row = syscord_row_find(nr, abi == SYSCORD_ABI_COMPAT);
	long ret = syscall_get_error(current, (struct pt_regs *)regs);

	return (row && row->flags & SYSCORD_ROW_NORETURN) || syscord_call_restarts(ret);
}

/* The call that the task will never see return, if it is in one. */
static void exit_call(struct syscord_exit *body)
{
	struct pt_regs *regs = task_pt_regs(current);
	u32 nr, abi;

	body->nr = 0;
	body->abi = SYSCORD_ABI_UNKNOWN;
	memset(body->args, 0, sizeof(body->args));
	if (current->flags & (PF_KTHREAD | PF_IO_WORKER) || !syscord_regs_in_call(regs))
		return;
	nr = syscall_get_nr(current, regs);
	abi = syscord_call_abi(&nr);
	if (!call_is_open(regs, nr, abi))
		return;
	body->flags |= SYSCORD_EXIT_IN_CALL;
	body->nr = nr;
	body->abi = abi;
	syscall_get_arguments(current, regs, (unsigned long *)body->args);
	if (body->abi == SYSCORD_ABI_COMPAT)
		syscord_compat_args(body->args, 6);
}

void syscord_probe_exit(SYSCORD_EXIT_PROTO)
{
	const struct syscord_set *set;
	struct syscord_session *s;
	unsigned int i;

	preempt_disable_notrace();
	syscord_for_each_active(set, i, s) {
		struct syscord_ring *ring = syscord_probe_ring(s);
		struct syscord_record *rec;
		struct syscord_exit *body;

		if (!ring || !syscord_filter_task(ring)) {
			syscord_follow_exit(s, current->pid);
			continue;
		}
		syscord_follow_exit(s, current->pid);
		rec = syscord_ring_begin(ring, SYSCORD_EXIT, sizeof(*body));
		if (!rec)
			continue;
		body = syscord_record_body(rec);
		body->code = current->exit_code;
		body->flags = SYSCORD_EXIT_GROUP_DEAD ? SYSCORD_EXIT_GROUP : 0;
		syscord_name_copy(body->comm, current->comm);
		exit_call(body);
		syscord_ring_commit_body(ring, rec);
	}
	syscord_entry_forget(current->pid);
	preempt_enable_notrace();
}

/* exec gives a name too, but then there is an EXEC record that has it. */
static bool rename_by_exec(struct task_struct *task)
{
	const struct syscord_row *row;

	if (task != current || current->flags & PF_KTHREAD)
		return false;
	row = syscord_row_find(syscall_get_nr(current, task_pt_regs(current)),
			       syscord_call_is_compat());
	return row && row->flags & SYSCORD_ROW_EXEC;
}

/*
 * The name is about to change. A task that only now gets the name that a filter
 * looks for is seen by its next record; what decides here is the old name.
 */
void syscord_probe_rename(void *data, struct task_struct *task, const char *comm)
{
	const struct syscord_set *set;
	struct syscord_session *s;
	bool by_exec = rename_by_exec(task);
	unsigned int i;

	preempt_disable_notrace();
	syscord_for_each_active(set, i, s) {
		struct syscord_ring *ring = syscord_probe_ring(s);
		struct syscord_record *rec;
		struct syscord_rename *body;

		if (by_exec && !session_follows(s))
			continue;
		if (!ring || !syscord_filter_task(ring))
			continue;
		/* By its old name it was chosen, and so it stays. */
		if (task == current && session_follows(s))
			syscord_follow_mark(s, task->pid);
		if (by_exec)
			continue;
		rec = syscord_ring_begin(ring, SYSCORD_RENAME, sizeof(*body));
		if (!rec)
			continue;
		body = syscord_record_body(rec);
		body->tid = task->pid;
		body->pid = task->tgid;
		memset(body->comm, 0, sizeof(body->comm));
		memcpy(body->comm, comm, strnlen(comm, sizeof(body->comm) - 1));
		syscord_ring_commit_body(ring, rec);
	}
	preempt_enable_notrace();
}

static void exec_body(struct syscord_exec *body, u32 old_tid)
{
	body->old_tid = old_tid;
	body->uid = __kuid_val(current_euid());
	body->gid = __kgid_val(current_egid());
	body->abi = syscord_task_is_compat() ? SYSCORD_ABI_COMPAT : SYSCORD_ABI_NATIVE;
	syscord_name_copy(body->comm, current->comm);
}

/*
 * Paths and mappings can only be read where sleeping is allowed: the record is
 * written on the deferred path, before the new program's first instruction. If
 * that cannot be had, a record without them is written here.
 */
void syscord_probe_exec(void *data, struct task_struct *task, pid_t old_pid,
			struct linux_binprm *bprm)
{
	struct syscord_job *job = NULL;
	const struct syscord_set *set;
	struct syscord_session *s;
	unsigned int i;

	preempt_disable_notrace();
	syscord_for_each_active(set, i, s) {
		struct syscord_ring *ring = syscord_probe_ring(s);
		struct syscord_record *rec;

		syscord_follow_exec(s, old_pid, task->pid);
		if (!ring || !syscord_filter_task(ring))
			continue;
		if (session_follows(s))
			syscord_follow_mark(s, task->pid);
		if (!job)
			job = syscord_job_get();
		if (job) {
			syscord_job_add(job, s);
			continue;
		}
		rec = syscord_ring_begin(ring, SYSCORD_EXEC, sizeof(struct syscord_exec));
		if (!rec)
			continue;
		rec->flags = SYSCORD_RECORD_PARTIAL;
		exec_body(syscord_record_body(rec), old_pid);
		syscord_ring_commit_body(ring, rec);
	}
	if (job)
		syscord_job_exec(job, old_pid);
	if (old_pid != task->pid)
		syscord_entry_forget(old_pid);
	preempt_enable_notrace();
}

static void capture_path(struct syscord_capture *cap, u8 arg, const struct path *path, char *buf)
{
	char *name = d_path(path, buf, PATH_MAX);

	if (!IS_ERR(name))
		syscord_capture_kernel(cap, arg, SYSCORD_PART_DATA, 0, name, strlen(name),
				       PATH_MAX);
}

/* The new address space, in order of address. What does not fit is marked. */
static void capture_maps(struct syscord_capture *cap, struct mm_struct *mm, char *buf)
{
	struct syscord_blob *blob = (struct syscord_blob *)cap->out;
	u8 *data = (u8 *)(blob + 1), *out = data;
	struct vm_area_struct *vma;
	u32 want = 0;

	if (cap->end < data)
		return;
	for (vma = find_vma(mm, 0); vma; vma = find_vma(mm, vma->vm_end)) {
		struct syscord_map map = {
			.start = vma->vm_start,
			.end = vma->vm_end,
		};
		const char *name = "";
		u32 len;

		if (vma->vm_flags & VM_READ)
			map.prot |= PROT_READ;
		if (vma->vm_flags & VM_WRITE)
			map.prot |= PROT_WRITE;
		if (vma->vm_flags & VM_EXEC)
			map.prot |= PROT_EXEC;
		if (vma->vm_flags & VM_SHARED)
			map.prot |= SYSCORD_MAP_SHARED;
		if (vma->vm_file) {
			const struct inode *inode = file_inode(vma->vm_file);

			map.offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
			map.inode = inode->i_ino;
			map.major = MAJOR(inode->i_sb->s_dev);
			map.minor = MINOR(inode->i_sb->s_dev);
			name = d_path(&vma->vm_file->f_path, buf, MAPS_PATH_MAX);
			if (IS_ERR(name))
				name = "";
		} else if (vma->vm_start == (unsigned long)mm->context.vdso) {
			name = "[vdso]";
		} else if (vma->vm_start <= mm->start_stack && vma->vm_end >= mm->start_stack) {
			name = "[stack]";
		} else if (vma->vm_start <= mm->brk && vma->vm_end >= mm->start_brk) {
			name = "[heap]";
		}
		map.path_len = strlen(name);
		len = sizeof(map) + ALIGN(map.path_len, 8);
		want += len;
		if (out + len > cap->end || out - data + len != want)
			continue;	/* only counted: the blob ends at a whole mapping */
		memset(out + len - 8, 0, 8);
		memcpy(out, &map, sizeof(map));
		memcpy(out + sizeof(map), name, map.path_len);
		out += len;
	}
	blob->arg = SYSCORD_ARG_MAPS;
	blob->part = SYSCORD_PART_DATA;
	blob->flags = out - data < want ? SYSCORD_BLOB_TRUNCATED : 0;
	blob->want = want;
	blob->got = out - data;
	blob->reason = 0;
	cap->rec->blobs++;
	cap->out = out;
}

/*
 * Body and blobs of an EXEC record, on the deferred path; `cap` is at the body.
 * Nobody shares the address space yet. 0 or -ENOMEM.
 */
int syscord_exec_build(struct syscord_capture *cap, u32 old_tid)
{
	struct mm_struct *mm = current->mm;
	char *buf = kmalloc(PATH_MAX, GFP_KERNEL);
	const struct file *exe;
	struct path pwd;

	if (!buf)
		return -ENOMEM;
	cap->rec->type = SYSCORD_EXEC;
	cap->rec->body = sizeof(struct syscord_exec);
	exec_body((struct syscord_exec *)cap->out, old_tid);
	cap->out += sizeof(struct syscord_exec);

	exe = rcu_dereference_protected(mm->exe_file, true);
	if (exe)
		capture_path(cap, SYSCORD_ARG_EXE, &exe->f_path, buf);
	get_fs_pwd(current->fs, &pwd);
	capture_path(cap, SYSCORD_ARG_CWD, &pwd, buf);
	path_put(&pwd);
	syscord_capture_blob(cap, SYSCORD_ARG_ARGV, SYSCORD_PART_DATA, 0,
			     (const void __user *)mm->arg_start, mm->arg_end - mm->arg_start,
			     STRINGS_MAX);
	mmap_read_lock(mm);
	capture_maps(cap, mm, buf);
	mmap_read_unlock(mm);
	syscord_capture_blob(cap, SYSCORD_ARG_ENVP, SYSCORD_PART_DATA, 0,
			     (const void __user *)mm->env_start, mm->env_end - mm->env_start,
			     STRINGS_MAX);
	kfree(buf);
	return 0;
}
