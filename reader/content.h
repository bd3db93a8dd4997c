/* SPDX-License-Identifier: GPL-2.0 */
/* syscord content: the bytes that calls read or wrote, and nothing else. */
#ifndef SYSCORD_CONTENT_H
#define SYSCORD_CONTENT_H

#include "view.h"

struct syscord_content_opts {
	struct syscord_view_config view; /* filter, since, until and out */
	const char *arg; /* number or name; NULL: whatever is content */
	const char *output; /* NULL: view.out */
};

/*
 * Writes the content of the calls selected, in order, and says on standard error what is
 * missing. The exit status: SYSCORD_EXIT_ERROR if something is; or -errno.
 */
int syscord_content(const struct syscord_content_opts *opts, const char *path,
		    struct syscord_error *err);

#endif /* SYSCORD_CONTENT_H */
