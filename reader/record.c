/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One record of a file that nobody vouches for.
 *
 * syscord_record_check() looks at every length once; the others rely on it and
 * only read what it has seen. Records are 8-aligned in memory, blobs therefore
 * too, but nothing here depends on more than the header's alignment.
 */
#include <errno.h>
#include <string.h>
#include "tools.h"

#define ALIGN_UP(n) (((n) + SYSCORD_RECORD_ALIGN - 1) & ~(size_t)(SYSCORD_RECORD_ALIGN - 1))

static const uint8_t *record_bytes(const struct syscord_record *rec)
{
	return (const uint8_t *)rec;
}

static int check_call(const struct syscord_record *rec)
{
	struct syscord_call call;
	size_t words;

	if (rec->body < sizeof(call))
		return -EBADMSG;
	memcpy(&call, record_bytes(rec) + sizeof(*rec), sizeof(call));
	words = call.nargs + !!(rec->flags & SYSCORD_RECORD_TIMED);
	if (call.nargs > 6 || sizeof(call) + words * sizeof(uint64_t) > rec->body)
		return -EBADMSG;
	return 0;
}

/* A piece lies inside of what it is a piece of */
static int check_cont(const struct syscord_record *rec)
{
	struct syscord_blob_view piece;
	struct syscord_cont cont;

	if (rec->body < sizeof(cont) || rec->blobs != 1)
		return -EBADMSG;
	syscord_record_cont(rec, &cont, &piece);
	return cont.offset <= piece.head.want - piece.head.got ? 0 : -EBADMSG;
}

int syscord_record_check(const struct syscord_record *rec, size_t room)
{
	size_t pos;
	unsigned int i;

	if (room < sizeof(*rec) || rec->len < sizeof(*rec) || rec->len > room ||
	    rec->len > SYSCORD_RECORD_MAX || rec->len % SYSCORD_RECORD_ALIGN)
		return -EBADMSG;
	pos = sizeof(*rec) + rec->body;
	if (rec->body % SYSCORD_RECORD_ALIGN || pos > rec->len)
		return -EBADMSG;

	for (i = 0; i < rec->blobs; i++) {
		struct syscord_blob head;

		if (rec->len - pos < sizeof(head))
			return -EBADMSG;
		memcpy(&head, record_bytes(rec) + pos, sizeof(head));
		pos += sizeof(head);
		/* The rest is a multiple of 8, so what fits unpadded fits padded too */
		if (head.got > rec->len - pos || head.got > head.want)
			return -EBADMSG;
		pos += ALIGN_UP(head.got);
	}
	if (pos != rec->len)
		return -EBADMSG;
	if (rec->type == SYSCORD_CONT)
		return check_cont(rec);
	return rec->type == SYSCORD_CALL ? check_call(rec) : 0;
}

size_t syscord_record_body(const struct syscord_record *rec, void *out, size_t len)
{
	size_t have = rec->body < len ? rec->body : len;

	memcpy(out, record_bytes(rec) + sizeof(*rec), have);
	memset((uint8_t *)out + have, 0, len - have);
	return have;
}

unsigned int syscord_record_call(const struct syscord_record *rec, struct syscord_call *call,
				 uint64_t args[6])
{
	size_t have = syscord_record_body(rec, call, sizeof(*call));
	unsigned int nargs = call->nargs < 6 ? call->nargs : 6;

	if (nargs > (rec->body - have) / sizeof(*args))
		nargs = (unsigned int)((rec->body - have) / sizeof(*args));
	memset(args, 0, 6 * sizeof(*args));
	memcpy(args, record_bytes(rec) + sizeof(*rec) + have, nargs * sizeof(*args));
	return nargs;
}

bool syscord_record_duration(const struct syscord_record *rec, uint64_t *ns)
{
	struct syscord_call call;

	if (rec->type != SYSCORD_CALL || !(rec->flags & SYSCORD_RECORD_TIMED) || check_call(rec))
		return false;
	syscord_record_body(rec, &call, sizeof(call));
	memcpy(ns, record_bytes(rec) + sizeof(*rec) + sizeof(call) + call.nargs * sizeof(*ns),
	       sizeof(*ns));
	return true;
}

bool syscord_record_blob(const struct syscord_record *rec, size_t *cursor,
			 struct syscord_blob_view *blob)
{
	size_t pos = *cursor ? *cursor : sizeof(*rec) + (size_t)rec->body;

	if (!rec->blobs || pos + sizeof(blob->head) > rec->len)
		return false;
	memcpy(&blob->head, record_bytes(rec) + pos, sizeof(blob->head));
	pos += sizeof(blob->head);
	if (blob->head.got > rec->len - pos)
		return false;
	blob->data = record_bytes(rec) + pos;
	*cursor = pos + ALIGN_UP(blob->head.got);
	return true;
}

static bool find(const struct syscord_record *rec, unsigned int arg, unsigned int part,
		 unsigned int before, struct syscord_blob_view *blob)
{
	size_t cursor = 0;

	while (syscord_record_blob(rec, &cursor, blob)) {
		if (blob->head.arg == arg && blob->head.part == part &&
		    (blob->head.flags & SYSCORD_BLOB_BEFORE) == before)
			return true;
	}
	return false;
}

bool syscord_record_find(const struct syscord_record *rec, unsigned int arg, unsigned int part,
			 struct syscord_blob_view *blob)
{
	return find(rec, arg, part, 0, blob);
}

bool syscord_record_find_before(const struct syscord_record *rec, unsigned int arg,
				unsigned int part, struct syscord_blob_view *blob)
{
	return find(rec, arg, part, SYSCORD_BLOB_BEFORE, blob);
}

bool syscord_record_end(const struct syscord_record *rec, uint64_t *end)
{
	struct syscord_blob_view blob;

	if (!syscord_record_find(rec, SYSCORD_ARG_TIME, SYSCORD_PART_DATA, &blob) ||
	    blob.head.got < sizeof(*end))
		return false;
	memcpy(end, blob.data, sizeof(*end));
	return true;
}

void syscord_record_cont(const struct syscord_record *rec, struct syscord_cont *cont,
			 struct syscord_blob_view *piece)
{
	size_t cursor = 0;

	syscord_record_body(rec, cont, sizeof(*cont));
	if (!syscord_record_blob(rec, &cursor, piece))
		memset(piece, 0, sizeof(*piece));
}

bool syscord_record_listed(const struct syscord_blob_view *list, uint32_t *at, uint32_t index,
			   struct syscord_continued *said)
{
	struct syscord_continued one;

	for (; list->head.got - *at >= sizeof(one); *at += (uint32_t)sizeof(one)) {
		memcpy(&one, list->data + *at, sizeof(one));
		if (one.blob < index)
			continue;
		if (one.blob == index)
			*said = one;
		return one.blob == index;
	}
	return false;
}

bool syscord_record_continued(const struct syscord_record *rec,
			      const struct syscord_blob_view *blob, struct syscord_continued *said)
{
	struct syscord_blob_view one = { .data = NULL }, list;
	uint32_t index = 0, at = 0;
	size_t cursor = 0;

	if (!(blob->head.flags & SYSCORD_BLOB_CONTINUED) ||
	    !syscord_record_find(rec, SYSCORD_ARG_CONT, SYSCORD_PART_DATA, &list))
		return false;
	/* Each blob's data has a place of its own, behind its head */
	while (syscord_record_blob(rec, &cursor, &one) && one.data != blob->data)
		index++;
	return one.data == blob->data && syscord_record_listed(&list, &at, index, said);
}
