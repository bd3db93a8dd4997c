/* SPDX-License-Identifier: GPL-2.0 */
/* Every difference between kernel versions and architectures, and nowhere else. */
#ifndef SYSCORD_COMPAT_H
#define SYSCORD_COMPAT_H

#include <linux/bpf.h>
#include <linux/compat.h>
#include <linux/filter.h>
#include <linux/freezer.h>
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/version.h>
#include <asm/syscall.h>

#include <linux/syscord.h>

/* ---- architectures ---- */
#if defined(CONFIG_X86_64)

#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <asm/tsc.h>

#define SYSCORD_ABI_NATIVE		SYSCORD_ABI_X86_64
#define SYSCORD_ABI_COMPAT		SYSCORD_ABI_I386
#define SYSCORD_SIZE_COMPAT_FLOCK64	24
#define SYSCORD_NATIVE_COLUMN(x86_64, generic) x86_64
#define SYSCORD_COMPAT_COLUMN(i386, arm)	i386
#define SYSCORD_NR_SIGRETURN		15
#define SYSCORD_NR_COMPAT_SIGRETURN	173
#define SYSCORD_X32_BIT			0x40000000U

static __always_inline bool syscord_call_is_compat(void)
{
#ifdef CONFIG_IA32_EMULATION
	return current_thread_info()->status & TS_COMPAT;
#else
	return false;
#endif
}

static inline bool syscord_task_is_compat(void)
{
	return !user_64bit_mode(task_pt_regs(current));
}

/*
 * A counter that is the same on all CPUs and far cheaper to read than a clock; its
 * rate in kHz, 0 where the kernel does not trust it, or we do not know it.
 */
static __always_inline u64 syscord_cycles(void)
{
	return rdtsc();
}

static inline u32 syscord_cycles_khz(void)
{
	return check_tsc_unstable() ? 0 : tsc_khz;
}

/* The registers are those of a call: what came by an exception or interrupt has a negative. */
static inline bool syscord_regs_in_call(const struct pt_regs *regs)
{
	return (long)regs->orig_ax >= 0;
}

#elif defined(CONFIG_ARM64)

#include <linux/timex.h>
#include <asm/arch_timer.h>

#define SYSCORD_ABI_NATIVE		SYSCORD_ABI_ARM64
#define SYSCORD_ABI_COMPAT		SYSCORD_ABI_ARM
#define SYSCORD_SIZE_COMPAT_FLOCK64	32
#define SYSCORD_NATIVE_COLUMN(x86_64, generic) generic
#define SYSCORD_COMPAT_COLUMN(i386, arm)	arm
#define SYSCORD_NR_SIGRETURN		139
#define SYSCORD_NR_COMPAT_SIGRETURN	173
#define SYSCORD_X32_BIT			0

static __always_inline bool syscord_call_is_compat(void)
{
	return is_compat_task();
}

static inline bool syscord_task_is_compat(void)
{
	return is_compat_task();
}

static inline bool syscord_regs_in_call(const struct pt_regs *regs)
{
	return regs->syscallno >= 0;
}

static __always_inline u64 syscord_cycles(void)
{
	return get_cycles();
}

static inline u32 syscord_cycles_khz(void)
{
	return arch_timer_get_cntfrq() / 1000;
}

#elif defined(CONFIG_RISCV) && defined(CONFIG_64BIT)

#define SYSCORD_ABI_NATIVE		SYSCORD_ABI_RISCV64
#define SYSCORD_ABI_COMPAT		SYSCORD_ABI_UNKNOWN
#define SYSCORD_SIZE_COMPAT_FLOCK64	32
#define SYSCORD_NATIVE_COLUMN(x86_64, generic) generic
#define SYSCORD_COMPAT_COLUMN(i386, arm)	NA
#define SYSCORD_NR_SIGRETURN		139
#define SYSCORD_NR_COMPAT_SIGRETURN	173
#define SYSCORD_X32_BIT			0

static __always_inline bool syscord_call_is_compat(void)
{
#ifdef CONFIG_COMPAT
	return is_compat_task();
#else
	return false;
#endif
}

static inline bool syscord_task_is_compat(void)
{
	return syscord_call_is_compat();
}

static inline bool syscord_regs_in_call(const struct pt_regs *regs)
{
	return regs->cause == EXC_SYSCALL;
}

static __always_inline u64 syscord_cycles(void)
{
	return 0;
}

static inline u32 syscord_cycles_khz(void)
{
	return 0;
}

#else
#error "syscord runs on x86-64, arm64 and riscv64"
#endif

/* The ABI of the call that the current task is in; an x32 number loses its mark. */
static inline u32 syscord_call_abi(u32 *nr)
{
	if (syscord_call_is_compat())
		return SYSCORD_ABI_COMPAT;
	if (SYSCORD_X32_BIT && *nr & SYSCORD_X32_BIT) {
		*nr &= ~SYSCORD_X32_BIT;
		return SYSCORD_ABI_X32;
	}
	return SYSCORD_ABI_NATIVE;
}

/*
 * What a 32-bit call passed. The upper halves of the registers are no part of it:
 * x86-64 programs that make one by int 0x80 may leave anything there.
 */
static inline void syscord_compat_args(u64 *args, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		args[i] = (u32)args[i];
}

/*
 * What its program gets: errors as in 64 bits, all else as an unsigned number, an
 * address above 2 GiB among them. Kernels and architectures differ in which of the
 * two ways they extend it.
 */
static inline s64 syscord_compat_ret(s64 ret)
{
	return (u32)ret >= (u32)-4095 ? (s64)(s32)ret : (s64)(u32)ret;
}

/* -512 .. -516: ERESTARTSYS and its kin, which no program ever sees */
static __always_inline bool syscord_call_restarts(long ret)
{
	return (unsigned long)ret + 516 <= 4;
}

/* ---- kernels ---- */

/* 5.12: io_uring's workers look like threads of the process */
#ifndef PF_IO_WORKER
#define PF_IO_WORKER 0
#endif

/* 6.13: probes of the system call tracepoints may sleep and fault */
#define SYSCORD_FAULTABLE_TRACEPOINTS (LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0))

/* 6.0: handle_mm_fault() may have unlocked when all went well, too */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 0, 0)
#define VM_FAULT_COMPLETED 0
#endif

/*
 * Where in the address space a pointer leads: processors may let programs keep something
 * of their own in its upper bits. With mmap's lock. 6.4: what says which of them is an
 * address space's, and no more exported for the one at hand.
 */
static inline unsigned long syscord_untag(struct mm_struct *mm, const void __user *pointer)
{
#ifdef untagged_addr_remote
	return untagged_addr_remote(mm, (unsigned long)pointer);
#else
	return untagged_addr((unsigned long)pointer);
#endif
}

/* Where access_ok() cannot be speculated past, or the kernel does not say how. */
#ifndef barrier_nospec
#define barrier_nospec() do { } while (0)
#endif

/* 6.3: vm_flags is no longer written directly */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
static inline void vm_flags_set(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags |= flags;
}

static inline void vm_flags_clear(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags &= ~flags;
}
#endif

/* 6.16 or so: sched_process_exit says whether the group is dead */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
#define SYSCORD_EXIT_PROTO	void *data, struct task_struct *task, bool group_dead
#define SYSCORD_EXIT_GROUP_DEAD	group_dead
#else
#define SYSCORD_EXIT_PROTO	void *data, struct task_struct *task
#define SYSCORD_EXIT_GROUP_DEAD	(atomic_read(&current->signal->live) == 0)
#endif

/* 6.1: sleeping tasks say by their state that they may be frozen as they are */
#ifdef TASK_FREEZABLE
#define SYSCORD_FREEZABLE TASK_FREEZABLE

static inline void syscord_schedule_freezable(long timeout)
{
	schedule_timeout(timeout);
}
#else
#define SYSCORD_FREEZABLE 0

static inline void syscord_schedule_freezable(long timeout)
{
	freezer_do_not_count();
	schedule_timeout(timeout);
	freezer_count();
}
#endif

/*
 * Runs a filter program. Seven instructions shorter than bpf_prog_run(), and
 * the same on all versions: neither its statistics nor, as the programs are
 * ours and not migrated, its assertions are wanted here.
 */
static __always_inline u32 syscord_prog_run(const struct bpf_prog *prog, const void *ctx)
{
	return prog->bpf_func(ctx, prog->insnsi);
}

#endif /* SYSCORD_COMPAT_H */
