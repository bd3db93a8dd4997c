// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's tracepoints: found by name, for modules cannot link to these, and
 * registered only while a session records.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <trace/events/sched.h>
#include <trace/events/signal.h>
#include <trace/events/syscalls.h>
#include <trace/events/task.h>

#include "syscord.h"
#include "lifecycle.h"

static struct hook {
	const char *name;
	void *probe;
	struct tracepoint *tracepoint;
} hooks[] = {
	/* Lifecycle first, sys_exit last: no call is seen whose task is not known. */
	{ "sched_process_fork", syscord_probe_fork },
	{ "sched_process_exec", syscord_probe_exec },
	{ "sched_process_exit", syscord_probe_exit },
	{ "task_rename", syscord_probe_rename },
	{ "signal_deliver", syscord_probe_signal },
	{ "sys_exit", syscord_probe_sys_exit },
	/* What follows is registered on demand, by entry.c. */
	{ "sys_enter", syscord_probe_sys_enter },
};

#define ALWAYS		(ARRAY_SIZE(hooks) - 1)
#define SYS_ENTER	(&hooks[ALWAYS])

static unsigned int users;	/* syscord_lock */

/* Never called: a probe whose signature is not the kernel's does not compile. */
static void __maybe_unused hooks_check(void)
{
	check_trace_callback_type_sched_process_fork(syscord_probe_fork);
	check_trace_callback_type_sched_process_exec(syscord_probe_exec);
	check_trace_callback_type_sched_process_exit(syscord_probe_exit);
	check_trace_callback_type_task_rename(syscord_probe_rename);
	check_trace_callback_type_signal_deliver(syscord_probe_signal);
	check_trace_callback_type_sys_exit(syscord_probe_sys_exit);
	check_trace_callback_type_sys_enter(syscord_probe_sys_enter);
}

static void hook_match(struct tracepoint *tracepoint, void *unused)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		if (!strcmp(tracepoint->name, hooks[i].name))
			hooks[i].tracepoint = tracepoint;
}

/* -ENODEV: this kernel was built without one of them. */
int syscord_hooks_find(void)
{
	unsigned int i;

	for_each_kernel_tracepoint(hook_match, NULL);
	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		if (!hooks[i].tracepoint) {
			pr_err("syscord: this kernel has no tracepoint %s\n", hooks[i].name);
			return -ENODEV;
		}
	}
	return 0;
}

static void hooks_remove(unsigned int count)
{
	while (count--)
		tracepoint_probe_unregister(hooks[count].tracepoint, hooks[count].probe, NULL);
	tracepoint_synchronize_unregister();
}

int syscord_hooks_get(void)
{
	unsigned int i;
	int err;

	lockdep_assert_held(&syscord_lock);
	if (users++)
		return 0;
	for (i = 0; i < ALWAYS; i++) {
		err = tracepoint_probe_register(hooks[i].tracepoint, hooks[i].probe, NULL);
		if (err) {
			hooks_remove(i);
			users--;
			return err;
		}
	}
	return 0;
}

/* When it returns after the last user, no probe is running. */
void syscord_hooks_put(void)
{
	lockdep_assert_held(&syscord_lock);
	if (!--users)
		hooks_remove(ALWAYS);
}

int syscord_hooks_entry_get(void)
{
	lockdep_assert_held(&syscord_lock);
	return tracepoint_probe_register(SYS_ENTER->tracepoint, SYS_ENTER->probe, NULL);
}

/* When it returns, the probe is not running. */
void syscord_hooks_entry_put(void)
{
	lockdep_assert_held(&syscord_lock);
	tracepoint_probe_unregister(SYS_ENTER->tracepoint, SYS_ENTER->probe, NULL);
	tracepoint_synchronize_unregister();
}
