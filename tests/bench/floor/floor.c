// SPDX-License-Identifier: GPL-2.0
/*
 * An empty probe on sys_exit: what any recorder of system calls pays at least,
 * because the tracepoint makes every task take the slow path.
 */
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

static struct tracepoint *sys_exit;

static void probe(void *data, struct pt_regs *regs, long ret)
{
}

static void find(struct tracepoint *tp, void *unused)
{
	if (!strcmp(tp->name, "sys_exit"))
		sys_exit = tp;
}

static int __init floor_init(void)
{
	for_each_kernel_tracepoint(find, NULL);
	if (!sys_exit)
		return -ENOENT;
	return tracepoint_probe_register(sys_exit, probe, NULL);
}

static void __exit floor_exit(void)
{
	tracepoint_probe_unregister(sys_exit, probe, NULL);
	tracepoint_synchronize_unregister();
}

module_init(floor_init);
module_exit(floor_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("An empty probe on sys_exit");
