/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How far a long work is, on one line of a terminal: shown after two seconds, erased
 * at the end. Where standard error is no terminal there is never anything.
 */
#ifndef SYSCORD_PROGRESS_H
#define SYSCORD_PROGRESS_H

#include "tools.h"

struct syscord_progress {
	FILE *out;		   /* NULL: not a terminal */
	const char *what;	   /* "verify" */
	uint64_t (*clock)(void);   /* ns; a test may set another after start() */
	uint64_t begun, shown;	   /* 0: not shown yet */
	unsigned int width;	   /* of the line that is there now */
};

void syscord_progress_start(struct syscord_progress *progress, FILE *out, const char *what);
/* In bytes; may be called for each frame. `total` 0: not known */
void syscord_progress_at(struct syscord_progress *progress, uint64_t done, uint64_t total);
/* Erases the line: before another one is printed, and at the end */
void syscord_progress_clear(struct syscord_progress *progress);

#endif /* SYSCORD_PROGRESS_H */
