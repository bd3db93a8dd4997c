/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls that a program makes and what their records must hold: it says so call by
 * call, records itself meanwhile, and compares at the end.
 */
#ifndef TEST_WANTS_H
#define TEST_WANTS_H

#include <sys/syscall.h>

#include "raw.h"

#define SNAPLEN 256
#define WANT_BLOBS 12
#define WANT_BEFORES 4

struct want_blob {
	unsigned int arg, part, flags;
	uint32_t want, got;
	const void *data; /* a copy of `got` bytes */
};

struct want {
	const char *name;
	long nr, ret;
	long args[6];
	unsigned int nargs, blobs;
	struct want_blob blob[WANT_BLOBS]; /* in the record's order */
	unsigned int befores;
	struct want_blob before[WANT_BEFORES];
	bool late; /* must have come by the deferred path */
	bool more; /* there are more blobs than these */
};

/* From here on all calls of this thread are recorded; `entry`: and watched from their entry */
void wants_start(bool entry);
int wants_compare(void); /* of main(); prints what differs */

/* The result as the kernel gave it, so that it compares with the record's */
long want_call(const char *name, long nr, unsigned int nargs, long a, long b, long c, long d,
	       long e, long f);

/* How want_call() makes calls; the result as the kernel gave it */
extern long (*want_enter)(long nr, const long args[6]);
long want_syscall(long nr, const long args[6]); /* by way of the library: the default */
/* One that is made in some other way, and without arguments */
struct want *want_add(const char *name, long nr);

#define ARG(x) ((long)(x))
#define CALL0(n) want_call(#n, SYS_##n, 0, 0, 0, 0, 0, 0, 0)
#define CALL1(n, a) want_call(#n, SYS_##n, 1, ARG(a), 0, 0, 0, 0, 0)
#define CALL2(n, a, b) want_call(#n, SYS_##n, 2, ARG(a), ARG(b), 0, 0, 0, 0)
#define CALL3(n, a, b, c) want_call(#n, SYS_##n, 3, ARG(a), ARG(b), ARG(c), 0, 0, 0)
#define CALL4(n, a, b, c, d) want_call(#n, SYS_##n, 4, ARG(a), ARG(b), ARG(c), ARG(d), 0, 0)
#define CALL5(n, a, b, c, d, e) \
	want_call(#n, SYS_##n, 5, ARG(a), ARG(b), ARG(c), ARG(d), ARG(e), 0)
#define CALL6(n, a, b, c, d, e, f) \
	want_call(#n, SYS_##n, 6, ARG(a), ARG(b), ARG(c), ARG(d), ARG(e), ARG(f))

struct want *want_last(void);
/* The call just made must have this blob; what `data` holds now is what is expected */
void want_blob(unsigned int arg, unsigned int part, unsigned int flags, const void *data,
	       uint32_t want, uint32_t got);
void want_in(unsigned int arg, const void *data, uint32_t len);
void want_out(unsigned int arg, const void *data, uint32_t len);
void want_string(unsigned int arg, const char *s);
/* What a pointer in a structure leads to, part `n` of those */
void want_via(unsigned int arg, unsigned int n, unsigned int flags, const void *data, uint32_t len);
/* Content, of which SNAPLEN bytes are kept */
void want_cut(unsigned int arg, unsigned int part, unsigned int flags, const void *data,
	      uint32_t len);
void want_late(void);
/* What `data` holds now, before the next call, must be in that call's record, with `entry` */
void want_before(unsigned int arg, const void *data, uint32_t len);

#endif
