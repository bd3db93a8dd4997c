/* SPDX-License-Identifier: GPL-2.0 */
/* include/syscalls.def as a program sees it that wants to make the calls: captures as text. */
#ifndef TEST_CALLS_H
#define TEST_CALLS_H

#include <stddef.h>
#include <stdint.h>

struct arg {
	const char *capture, *format;
};

struct row {
	const char *name;
	int nr, compat; /* on x86-64, on i386; -1: none */
	unsigned int flags;
	struct arg arg[7]; /* up to one whose format is NULL */
};

#define ROW_FORKS 1

/* A call whose meaning hangs on an argument, or on two */
struct family {
	int first;
	uint32_t mask;
	int second; /* -1: there is none */
};

struct variant {
	unsigned int family;
	uint64_t key; /* the value, of two arguments the first in the upper half */
	struct arg arg[7]; /* those behind */
};

extern const struct family families[];
extern const struct variant variants[];
extern const size_t variants_count;

/* Of this program's ABI; NULL: no such call. The highest number */
const struct row *row_of(uint32_t nr);
uint32_t row_last(void);
int row_family(const struct row *row); /* -1: none */

#endif
