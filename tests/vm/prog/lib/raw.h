/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ABI used directly, with nothing of reader/ in between: a program of the VM
 * tests records itself in a private session and looks at the very bytes.
 */
#ifndef TEST_RAW_H
#define TEST_RAW_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/syscord.h>

struct raw_ring {
	volatile struct syscord_consumer *consumer;
	const volatile struct syscord_producer *producer;
	const uint8_t *data;
	uint64_t size;
};

struct raw {
	int fd;
	unsigned int cpus;	/* CPUs without a ring have size 0 */
	struct raw_ring *ring;
};

struct raw_records {
	struct syscord_record **rec;	/* copies, in order of time */
	size_t count;
};

extern int failures;

/* Says what is wrong and counts it; the program's end is `return failures != 0` */
#define FAIL(...)                                                    \
	do {                                                         \
		failures++;                                          \
		printf("%s:%d: ", __FILE__, __LINE__);               \
		printf(__VA_ARGS__);                                 \
		putchar('\n');                                       \
	} while (0)

#define CHECK(cond)                                                  \
	do {                                                         \
		if (!(cond))                                         \
			FAIL("not so: %s (errno %d)", #cond, errno); \
	} while (0)

/* Ends the program if something that the test only builds on fails */
#define NEED(cond)                                                   \
	do {                                                         \
		if (!(cond)) {                                       \
			FAIL("need: %s (errno %d)", #cond, errno);   \
			exit(1);                                     \
		}                                                    \
	} while (0)

/* The call must fail with that errno */
#define ERRNO(expect, expr)                                                               \
	do {                                                                              \
		errno = 0;                                                                \
		long r_ = (long)(expr);                                                   \
		if (r_ != -1 || errno != (expect))                                        \
			FAIL("%s: %ld, errno %d, not %d", #expr, r_, errno, expect);      \
	} while (0)

/* Attaches as the reader of a session; NULL: a private one of a name of its own */
void raw_open(struct raw *raw, const char *name, uint64_t ring_bytes, uint32_t snaplen);
/* Admit only tasks of the followed set, and put the calling thread into it */
void raw_follow_self(struct raw *raw);
void raw_start(struct raw *raw); /* and maps the rings */
void raw_stop(struct raw *raw);
void raw_status(struct raw *raw, struct syscord_status *status);
/* Everything unread, of all rings; gives the room back if `release` */
void raw_collect(struct raw *raw, struct raw_records *records, bool release);
void raw_close(struct raw *raw);

const struct syscord_call *raw_call(const struct syscord_record *rec);
/* The blob's data, head in *blob; NULL if there is none */
const uint8_t *raw_blob(const struct syscord_record *rec, unsigned int arg, unsigned int part,
			struct syscord_blob *blob);

#endif
