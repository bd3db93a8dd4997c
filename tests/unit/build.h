/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records made by hand, for the tests of everything that reads them.
 *
 * A builder holds one record; build_call() and the like start it anew,
 * build_blob() adds to it. What comes out always passes the record check.
 */
#ifndef SYSCORD_TEST_BUILD_H
#define SYSCORD_TEST_BUILD_H

#include <assert.h>
#include <string.h>
#include "tools.h"

struct build {
	_Alignas(8) uint8_t bytes[SYSCORD_RECORD_MAX];
	uint32_t seq;
	uint64_t time;
	uint32_t pid, tid;
};

static inline struct syscord_record *build_record(struct build *b)
{
	return (struct syscord_record *)b->bytes;
}

static inline struct syscord_record *build_start(struct build *b, unsigned int type,
						 const void *body, size_t len)
{
	struct syscord_record *rec = build_record(b);
	size_t padded = (len + 7) & ~(size_t)7;

	memset(b->bytes, 0, sizeof(*rec) + padded);
	rec->len = (uint32_t)(sizeof(*rec) + padded);
	rec->type = (uint16_t)type;
	rec->time = b->time += 1000;
	rec->seq = b->seq++;
	rec->pid = b->pid;
	rec->tid = b->tid;
	rec->body = (uint16_t)padded;
	if (len)
		memcpy(b->bytes + sizeof(*rec), body, len);
	return rec;
}

static inline struct syscord_record *build_call(struct build *b, uint32_t abi, uint32_t nr,
						int64_t ret, unsigned int nargs,
						const uint64_t *args)
{
	struct {
		struct syscord_call call;
		uint64_t args[6];
	} body = { .call = { .ret = ret,
			     .pc = 0x400123,
			     .nr = nr,
			     .abi = (uint8_t)abi,
			     .nargs = (uint8_t)nargs } };

	if (nargs)
		memcpy(body.args, args, nargs * sizeof(*args));
	return build_start(b, SYSCORD_CALL, &body, sizeof(body.call) + nargs * sizeof(*args));
}

/* The call just started took so many ns; before its blobs */
static inline void build_timed(struct build *b, uint64_t ns)
{
	struct syscord_record *rec = build_record(b);

	assert(rec->type == SYSCORD_CALL && !rec->blobs);
	memcpy(b->bytes + rec->len, &ns, sizeof(ns));
	rec->flags |= SYSCORD_RECORD_TIMED;
	rec->body += sizeof(ns);
	rec->len += sizeof(ns);
}

/* `got` of `want` bytes; flags as the module would set them are the caller's job */
static inline void build_blob_part(struct build *b, unsigned int arg, unsigned int part,
				   unsigned int flags, uint32_t want, uint32_t got, uint32_t reason,
				   const void *data)
{
	struct syscord_record *rec = build_record(b);
	struct syscord_blob head = { .arg = (uint8_t)arg,
				     .part = (uint8_t)part,
				     .flags = (uint16_t)flags,
				     .want = want,
				     .got = got,
				     .reason = reason };
	size_t padded = (got + 7) & ~(size_t)7;

	assert(rec->len + sizeof(head) + padded <= SYSCORD_RECORD_MAX);
	memcpy(b->bytes + rec->len, &head, sizeof(head));
	memset(b->bytes + rec->len + sizeof(head), 0, padded);
	if (got)
		memcpy(b->bytes + rec->len + sizeof(head), data, got);
	rec->len += (uint32_t)(sizeof(head) + padded);
	rec->blobs++;
}

/* All of it, as the kernel read or (OUT) wrote it */
static inline void build_in(struct build *b, unsigned int arg, const void *data, size_t len)
{
	build_blob_part(b, arg, SYSCORD_PART_DATA, 0, (uint32_t)len, (uint32_t)len, 0, data);
}

static inline void build_out(struct build *b, unsigned int arg, const void *data, size_t len)
{
	build_blob_part(b, arg, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, (uint32_t)len, (uint32_t)len,
			0, data);
}

/* What the argument held before the call */
static inline void build_before(struct build *b, unsigned int arg, const void *data, size_t len)
{
	build_blob_part(b, arg, SYSCORD_PART_DATA, SYSCORD_BLOB_BEFORE, (uint32_t)len,
			(uint32_t)len, 0, data);
}

static inline void build_part(struct build *b, unsigned int arg, unsigned int part,
			      unsigned int flags, const void *data, size_t len)
{
	build_blob_part(b, arg, part, flags, (uint32_t)len, (uint32_t)len, 0, data);
}

/* ---- content that goes on ---- */

/* A piece: a record of its own, before the call's */
static inline struct syscord_record *build_cont(struct build *b, uint64_t end, uint32_t abi,
						uint32_t nr, unsigned int blob, unsigned int arg,
						unsigned int part, uint32_t want, uint64_t offset,
						const void *data, uint32_t got)
{
	const struct syscord_cont cont = {
		.end = end, .offset = offset, .nr = nr, .abi = (uint8_t)abi, .blob = (uint16_t)blob
	};

	build_start(b, SYSCORD_CONT, &cont, sizeof(cont));
	build_blob_part(b, arg, part, SYSCORD_BLOB_LATE, want, got, 0, data);
	return build_record(b);
}

/* The call just started was recorded late, and its content goes on: after its other blobs */
static inline void build_continued(struct build *b, uint64_t end,
				   const struct syscord_continued *list, size_t count)
{
	build_in(b, SYSCORD_ARG_TIME, &end, sizeof(end));
	build_in(b, SYSCORD_ARG_CONT, list, count * sizeof(*list));
	build_record(b)->flags |= SYSCORD_RECORD_LATE;
}

#endif /* SYSCORD_TEST_BUILD_H */
