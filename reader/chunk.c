/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Chunks: records of one ring, made easy to compress, and back.
 *
 * What differs from one record to the next of the same call is mostly its time
 * and its sequence number. Both are taken out of the records, so that a call
 * repeated is one long match for zstd: the sequence number is replaced by its
 * difference to the expected one (0 unless the kernel misbehaves), the time by 0,
 * and the times' deltas follow the records as three columns, one for each byte of a
 * delta, because the high bytes hardly vary and the low one is noise.
 */
#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include "segment.h"


#define ESCAPE	0xffffffU /* a delta that is this or more stands among the escapes */
#define COLUMNS 3

static uint64_t lost_count(const struct syscord_record *rec)
{
	uint64_t count = 0;

	if (rec->body >= sizeof(count) && rec->len >= sizeof(*rec) + sizeof(count))
		memcpy(&count, rec + 1, sizeof(count));
	return count;
}

static inline bool len_bad(uint32_t len)
{
	return len < sizeof(struct syscord_record) || len > SYSCORD_RECORD_MAX ||
	       len % SYSCORD_RECORD_ALIGN;
}

static size_t columns_bytes(size_t records)
{
	return (COLUMNS * records + 7) & ~(size_t)7;
}

static size_t taken(size_t bytes)
{
	return bytes < SYSCORD_CHUNK_RECORDS ? bytes : SYSCORD_CHUNK_RECORDS;
}

size_t syscord_chunk_bound(size_t bytes)
{
	size_t records;

	bytes = taken(bytes);
	records = bytes / sizeof(struct syscord_record);
	return sizeof(struct syscord_chunk) + bytes + columns_bytes(records) + 8 * records;
}

/*
 * The hot loop of the reader. The columns are built where they cannot be in the
 * records' way, then moved down behind the last record.
 */
ssize_t syscord_chunk_encode(struct syscord_chunk *chunk, const uint8_t *data, size_t bytes,
			     uint8_t *out)
{
	const size_t take = taken(bytes);
	const size_t most = take / sizeof(struct syscord_record);
	uint8_t *const start = out + sizeof(*chunk);
	uint8_t *const column = start + take;
	uint8_t *const escape = column + columns_bytes(most);
	uint64_t last = chunk->base, next = chunk->seq;
	uint32_t flags = 0, escapes = 0;
	size_t n = 0, at = 0, size;

	memcpy(start, data, take);
	while (take - at >= sizeof(struct syscord_record)) {
		struct syscord_record *rec = (struct syscord_record *)(start + at);
		uint64_t delta = rec->time - last;
		uint32_t diff = rec->seq - (uint32_t)next;

		if (len_bad(rec->len) || rec->len > take - at)
			break;
		last = rec->time;
		if (__builtin_expect(delta >= ESCAPE, 0)) {
			memcpy(escape + 8 * (size_t)escapes++, &delta, 8);
			delta = ESCAPE;
		}
		column[n] = (uint8_t)delta;
		column[n + most] = (uint8_t)(delta >> 8);
		column[n + 2 * most] = (uint8_t)(delta >> 16);
		n++;
		rec->time = 0;
		rec->seq = diff;
		next += (uint64_t)diff + 1;
		if (__builtin_expect(rec->type != SYSCORD_CALL, 0)) {
			if (rec->type == SYSCORD_LOST)
				next += lost_count(rec) - 1;
			else
				flags |= SYSCORD_CHUNK_LIFECYCLE;
		}
		at += rec->len;
	}
	if (n == 0)
		return -EBADMSG;
	memmove(start + at, column, n);
	memmove(start + at + n, column + most, n);
	memmove(start + at + 2 * n, column + 2 * most, n);
	size = columns_bytes(n);
	memset(start + at + COLUMNS * n, 0, size - COLUMNS * n);
	memmove(start + at + size, escape, 8 * (size_t)escapes);
	chunk->magic = SYSCORD_CHUNK_MAGIC;
	chunk->version = SYSCORD_FORMAT_VERSION;
	chunk->header = sizeof(*chunk);
	chunk->flags = flags;
	chunk->bytes = at;
	chunk->records = (uint32_t)n;
	chunk->escapes = escapes;
	chunk->next_seq = next;
	chunk->last = last;
	memcpy(out, chunk, sizeof(*chunk));
	return (ssize_t)(sizeof(*chunk) + at + size + 8 * (size_t)escapes);
}

int syscord_chunk_head(struct syscord_chunk *chunk, const uint8_t *content, size_t size)
{
	size_t room;

	if (size < sizeof(*chunk))
		return -EBADMSG;
	memcpy(chunk, content, sizeof(*chunk));
	if (chunk->magic != SYSCORD_CHUNK_MAGIC)
		return -EBADMSG;
	if (chunk->version != SYSCORD_FORMAT_VERSION)
		return -EPROTONOSUPPORT;
	if (chunk->header < sizeof(*chunk) || chunk->header % 8 || chunk->header > size)
		return -EBADMSG;
	room = size - chunk->header;
	if (chunk->records == 0 || chunk->bytes > room || chunk->bytes % SYSCORD_RECORD_ALIGN ||
	    chunk->records > chunk->bytes / sizeof(struct syscord_record))
		return -EBADMSG;
	room -= chunk->bytes;
	if (columns_bytes(chunk->records) > room || chunk->escapes > chunk->records)
		return -EBADMSG;
	room -= columns_bytes(chunk->records);
	return room == 8 * (size_t)chunk->escapes ? 0 : -EBADMSG;
}

ssize_t syscord_chunk_decode(struct syscord_chunk *chunk, uint8_t *content, size_t size)
{
	const uint8_t *column, *escape;
	uint64_t last, next;
	size_t at = 0, n = 0, escapes = 0;
	uint8_t *start;
	int err = syscord_chunk_head(chunk, content, size);

	if (err)
		return err;
	start = content + chunk->header;
	column = start + chunk->bytes;
	escape = column + columns_bytes(chunk->records);
	last = chunk->base;
	next = chunk->seq;
	for (; n < chunk->records; n++) {
		struct syscord_record *rec = (struct syscord_record *)(start + at);
		size_t room = chunk->bytes - at;
		uint64_t delta;

		if (room < sizeof(*rec) || len_bad(rec->len) || rec->len > room ||
		    syscord_record_check(rec, room))
			return -EBADMSG;
		delta = column[n] | (uint32_t)column[n + chunk->records] << 8 |
			(uint32_t)column[n + 2 * (size_t)chunk->records] << 16;
		if (delta == ESCAPE) {
			if (escapes == chunk->escapes)
				return -EBADMSG;
			memcpy(&delta, escape + 8 * escapes++, 8);
		}
		last += delta;
		rec->time = last;
		next += rec->seq;
		rec->seq = (uint32_t)next;
		next += rec->type == SYSCORD_LOST ? lost_count(rec) : 1;
		at += rec->len;
	}
	if (at != chunk->bytes || escapes != chunk->escapes || last != chunk->last ||
	    next != chunk->next_seq)
		return -EBADMSG;
	return chunk->header;
}
