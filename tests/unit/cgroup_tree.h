/* SPDX-License-Identifier: GPL-2.0 */
/* Plain directories that filters take for the hierarchy of cgroups. */
#ifndef SYSCORD_TEST_CGROUP_TREE_H
#define SYSCORD_TEST_CGROUP_TREE_H

#include <stdlib.h>
#include "filter.h"

static char cgroup_root[] = "/tmp/syscord-cgroups-XXXXXX";

static int cgroup_tree_make(const char *const *paths, unsigned int count)
{
	char command[512];
	unsigned int i;

	assert_non_null(mkdtemp(cgroup_root));
	for (i = 0; i < count; i++) {
		snprintf(command, sizeof(command), "mkdir -p '%s%s'", cgroup_root, paths[i]);
		assert_int_equal(system(command), 0);
	}
	filter_cgroup_use(cgroup_root, true);
	return 0;
}

static int cgroup_tree_remove(void **state)
{
	char command[64];

	(void)state;
	filter_cgroup_use(NULL, false);
	snprintf(command, sizeof(command), "rm -r '%s'", cgroup_root);
	return system(command);
}

#endif /* SYSCORD_TEST_CGROUP_TREE_H */
