// SPDX-License-Identifier: GPL-2.0
/*
 * Signal records: with the system calls' results, what a program is given that it
 * did not compute itself.
 *
 * The probe runs in the receiving task, with its siglock held and interrupts off:
 * nothing here may wake, fault, or take a lock, but the raw ones of the deferred path and
 * the trigger, inside which none is taken. (irq_work is run after the lock is let go.)
 */
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>

#include "ring.h"
#include "compat.h"

/*
 * A pointer that is none comes with the SIGKILL by which the kernel ends the threads of
 * a process: it is nobody's.
 */
static void info_fill(u8 *to, int sig, const struct kernel_siginfo *info)
{
	struct kernel_siginfo own = { .si_signo = sig };

	BUILD_BUG_ON(sizeof(own) != SYSCORD_SIGINFO_LEN);
	if (info == SEND_SIG_NOINFO || info == SEND_SIG_PRIV) {
		own.si_code = SI_KERNEL;
		info = &own;
	}
	memcpy(to, info, SYSCORD_SIGINFO_LEN);
}

/* What the default action will do; init takes none that it does not handle. */
static u32 default_flags(int sig)
{
	if (sig_kernel_ignore(sig))
		return 0;
	if (current->signal->flags & SIGNAL_UNKILLABLE && !sig_kernel_only(sig))
		return 0;
	if (sig_kernel_stop(sig))
		return SYSCORD_SIGNAL_STOP;
	return SYSCORD_SIGNAL_FATAL | (sig_kernel_coredump(sig) ? SYSCORD_SIGNAL_CORE : 0);
}

void syscord_probe_signal(void *data, int sig, struct kernel_siginfo *info,
			  struct k_sigaction *ka)
{
	const struct syscord_set *set;
	struct syscord_session *s;
	unsigned int i;

	preempt_disable_notrace();
	syscord_for_each_active(set, i, s) {
		struct syscord_ring *ring = syscord_probe_ring(s);
		struct syscord_signal *body;
		struct syscord_record *rec;
		bool core;

		if (!ring || !syscord_filter_task(ring))
			continue;
		rec = syscord_ring_begin(ring, SYSCORD_SIGNAL, sizeof(*body));
		if (!rec)
			continue;
		body = syscord_record_body(rec);
		body->signal = sig;
		body->handler = (unsigned long)ka->sa.sa_handler;
		body->handler_flags = ka->sa.sa_flags;
		body->flags = ka->sa.sa_handler == SIG_DFL ? default_flags(sig) : 0;
		info_fill(body->info, sig, info);
		core = body->flags & SYSCORD_SIGNAL_CORE;
		syscord_ring_commit_body(ring, rec);
		if (core)
			syscord_trigger_core(s);
	}
	preempt_enable_notrace();
}
