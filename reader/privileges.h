/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SYSCORD_PRIVILEGES_H
#define SYSCORD_PRIVILEGES_H

#include <sys/capability.h>
#include <sys/types.h>
#include "tools.h"

struct syscord_user {
	char name[64];
	uid_t uid;
	gid_t gid;
};

/* NULL: `syscord` if there is such a user, else `nobody` */
int syscord_user_find(const char *name, struct syscord_user *user, struct syscord_error *err);
/*
 * Become that user for good, with the capabilities in `keep` and no others; no
 * program that is executed gains any. A process that is not root only loses
 * capabilities.
 */
int syscord_privileges_drop(const struct syscord_user *user, const cap_value_t *keep, int count,
			    struct syscord_error *err);
/* Makes `dir` if it is not there, and it and its segments the user's. Before the drop. */
int syscord_privileges_directory(const char *dir, const struct syscord_user *user,
				 struct syscord_error *err);

#endif /* SYSCORD_PRIVILEGES_H */
