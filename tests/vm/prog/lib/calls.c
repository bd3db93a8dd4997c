/* SPDX-License-Identifier: GPL-2.0 */
/* See calls.h. */
#include <stdbool.h>
#include <string.h>

#include "calls.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#define NA (-1)
#define STATE 0
#define EXEC 0
#define NORETURN 0
#define FORKS ROW_FORKS
#define ARG(name, capture, format) { #capture, #format },
#define SYSCALL(name, x86_64, i386, generic, arm, class, flags, ...) \
	{ #name, x86_64, i386, flags, { __VA_ARGS__ } },
static const struct row rows[] = {
#include <syscalls.def>
};
#undef SYSCALL

/* Calls whose meaning hangs on an argument */
#define SYSCALL(...)
#define FAMILY(name, ...) FAMILY_##name,
enum {
#include <syscalls.def>
	FAMILY_COUNT
};

#define ONLY (-1)
#define FAMILY(name, first, mask, second) [FAMILY_##name] = { first, mask, second },
const struct family families[FAMILY_COUNT] = {
#include <syscalls.def>
};

#define SELECT(call, family) { #call, FAMILY_##family },
static const struct {
	const char *name;
	unsigned int family;
} selects[] = {
#include <syscalls.def>
};

#define PAIR(first, second) ((uint64_t)(first) << 32 | (second))
#define VARIANT(family, key, name, ...) { FAMILY_##family, key, { __VA_ARGS__ } },
const struct variant variants[] = {
#include <syscalls.def>
};
const size_t variants_count = ARRAY_SIZE(variants);

int row_family(const struct row *row)
{
	for (size_t i = 0; row && i < ARRAY_SIZE(selects); i++)
		if (!strcmp(selects[i].name, row->name))
			return selects[i].family;
	return -1;
}

#ifdef __x86_64__
#define NR(row) ((row)->nr)
#else
#define NR(row) ((row)->compat)
#endif

/* The last row of a number is the one that is meant */
const struct row *row_of(uint32_t nr)
{
	for (size_t i = (int)nr < 0 ? 0 : ARRAY_SIZE(rows); i-- > 0;)
		if (NR(&rows[i]) == (int)nr)
			return &rows[i];
	return NULL;
}

uint32_t row_last(void)
{
	int last = 0;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (NR(&rows[i]) > last)
			last = NR(&rows[i]);
	return last;
}
