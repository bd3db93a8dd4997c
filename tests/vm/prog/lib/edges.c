/* SPDX-License-Identifier: GPL-2.0 */
/* See edges.h. */
#include "edges.h"

/* Ends of memory, as many as a call has arguments and what they point to */
#define EDGES 8
static char *ends[EDGES];
static unsigned int used;

void edges_make(bool hole)
{
	const long page = sysconf(_SC_PAGESIZE);

	for (unsigned int i = 0; i < EDGES; i++) {
		char *p = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			       -1, 0);

		NEED(p != MAP_FAILED);
		memset(p, 'e', page);
		ends[i] = p + page;
		NEED((hole ? munmap(ends[i], page) : mprotect(ends[i], page, PROT_NONE)) == 0);
	}
}

void *at_end(const void *data, size_t len)
{
	return memcpy(ends[used++ % EDGES] - len, data, len);
}

void *room(size_t len)
{
	return memset(ends[used++ % EDGES] - len, '-', len);
}

void all_in(unsigned int arg, const void *at, size_t len)
{
	want_blob(arg, SYSCORD_PART_DATA, IN, at, len, len);
}

void all_out(unsigned int arg, const void *at, size_t len)
{
	want_blob(arg, SYSCORD_PART_DATA, OUT, at, len, len);
}

void half(unsigned int arg, unsigned int flags, const void *at, size_t len, size_t got)
{
	want_blob(arg, SYSCORD_PART_DATA, flags | FAULTED, at, len, got);
}

void gives(long result)
{
	if (want_last()->ret != result)
		FAIL("%s gives %ld, not %ld", want_last()->name, want_last()->ret, result);
}
