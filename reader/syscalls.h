/* SPDX-License-Identifier: GPL-2.0 */
/* syscord syscalls: the table of system calls, and how much of each is captured. */
#ifndef SYSCORD_SYSCALLS_H
#define SYSCORD_SYSCALLS_H

#include "tools.h"

struct syscord_syscalls_opts {
	bool coverage; /* counts for each ABI instead of the list */
	bool json;
};

/*
 * What is captured of a call on one ABI, its variants included. `why` may be NULL, or
 * becomes the name of the argument that decides.
 */
enum syscord_coverage {
	SYSCORD_COVERAGE_NOT_NEEDED, /* no argument is a pointer */
	SYSCORD_COVERAGE_COMPLETE,
	SYSCORD_COVERAGE_EXCEPTION, /* docs/COVERAGE.md says which and why; else complete */
	SYSCORD_COVERAGE_RAW, /* a pointer whose target is not captured, and no reason given */
	SYSCORD_COVERAGES,
};

enum syscord_coverage syscord_call_coverage(const struct syscord_call_desc *call, const char **why);
/* Of one argument, of a row or a variant */
enum syscord_coverage syscord_arg_coverage(const struct syscord_arg_desc *arg);

/*
 * Prints the `count` calls of those names, or all, to stdout. The exit status, or -errno
 * with a text: -ENOENT, no such call.
 */
int syscord_syscalls(const struct syscord_syscalls_opts *opts, char *const *names, int count,
		     struct syscord_error *err);

#endif /* SYSCORD_SYSCALLS_H */
