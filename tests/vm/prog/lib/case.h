/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the case_*.c programs share. Each has one of the well-known concurrency bugs, in
 * the current directory, and exits with CASE_BUG when it has bitten.
 */
#ifndef TEST_CASE_H
#define TEST_CASE_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CASE_FINE, CASE_BUG, CASE_BROKEN };

/* What must hold even in a program with that bug */
#define need(cond)                         \
	do {                               \
		if (!(cond)) {             \
			perror(#cond);     \
			exit(CASE_BROKEN); \
		}                          \
	} while (0)

/* Work that takes a while: other threads get their turn */
static inline void work(int ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000L }, NULL);
}

#endif
