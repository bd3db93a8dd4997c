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
};

static struct tracepoint *sys_enter;	/* registered by entry.c, on demand */
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
}

static void hook_match(struct tracepoint *tracepoint, void *unused)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++)
		if (!strcmp(tracepoint->name, hooks[i].name))
			hooks[i].tracepoint = tracepoint;
	if (!strcmp(tracepoint->name, "sys_enter"))
		sys_enter = tracepoint;
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
	if (!sys_enter) {
		pr_err("syscord: this kernel has no tracepoint sys_enter\n");
		return -ENODEV;
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
	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
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
		hooks_remove(ARRAY_SIZE(hooks));
}

/* Adds or removes the probe of sys_enter; once removed, it is not running any more. */
int syscord_hooks_entry(void *probe, bool add)
{
	lockdep_assert_held(&syscord_lock);
	if (add)
		return tracepoint_probe_register(sys_enter, probe, NULL);
	tracepoint_probe_unregister(sys_enter, probe, NULL);
	tracepoint_synchronize_unregister();
	return 0;
}
