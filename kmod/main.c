// SPDX-License-Identifier: GPL-2.0
/* The module: what is set up, in which order, and taken down in the other. */
#include <linux/module.h>

#include "syscord.h"
#include "table.h"

static int __init syscord_init(void)
{
	int err;

	err = syscord_hooks_find();
	if (err)
		return err;

	err = syscord_table_init();
	if (err)
		return err;

	err = syscord_sessions_init();
	if (err)
		goto err_table;

	err = syscord_device_init();
	if (err)
		goto err_sessions;

	pr_info("syscord: %s loaded\n", SYSCORD_VERSION);
	return 0;

err_sessions:
	syscord_sessions_exit();
	syscord_deferred_exit();
err_table:
	syscord_table_exit();
	return err;
}

static void __exit syscord_exit(void)
{
	syscord_device_exit();
	syscord_sessions_exit();
	syscord_deferred_exit();
	syscord_table_exit();
}

module_init(syscord_init);
module_exit(syscord_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Recorder of system calls");
MODULE_VERSION(SYSCORD_VERSION);
