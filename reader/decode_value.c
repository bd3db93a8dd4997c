/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Building the tree of a decoded record.
 *
 * Values come from an arena: most records fit the part that lies inside struct
 * syscord_decoded, so that decoding costs no allocation. When memory runs out
 * the tree is left incomplete and syscord_decode() says so; every function here
 * takes the NULL that an earlier one gave.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "decode.h"

struct syscord_arena_chunk {
	struct syscord_arena_chunk *next;
	size_t room;
	_Alignas(16) char bytes[];
};

#define CHUNK_BYTES ((size_t)64 << 10)

void *syscord_arena_get(struct syscord_decoded *d, size_t len)
{
	struct syscord_arena *arena = &d->arena;
	struct syscord_arena_chunk *chunk = arena->chunks;
	size_t room = chunk ? chunk->room : sizeof(arena->first);
	void *p;

	len = (len + 15) & ~(size_t)15;
	if (len > room - arena->used) {
		room = len > CHUNK_BYTES ? len : CHUNK_BYTES;
		chunk = malloc(sizeof(*chunk) + room);
		if (!chunk) {
			d->error = -ENOMEM;
			return NULL;
		}
		chunk->next = arena->chunks;
		chunk->room = room;
		arena->chunks = chunk;
		arena->used = 0;
	}
	p = (chunk ? chunk->bytes : arena->first) + arena->used;
	arena->used += len;
	return p;
}

void syscord_decode_end(struct syscord_decoded *d)
{
	struct syscord_arena_chunk *chunk;

	while ((chunk = d->arena.chunks)) {
		d->arena.chunks = chunk->next;
		free(chunk);
	}
}

const char *syscord_text_dup(struct syscord_decoded *d, const char *text, size_t len)
{
	char *copy = syscord_arena_get(d, len + 1);

	if (!copy)
		return NULL;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

const char *syscord_text_printf(struct syscord_decoded *d, const char *fmt, ...)
{
	char text[256];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (len < 0)
		return NULL;
	return syscord_text_dup(d, text, strnlen(text, sizeof(text)));
}

struct syscord_value *syscord_value_add(struct syscord_decoded *d, struct syscord_value *parent,
					const char *name, enum syscord_value_kind kind,
					uint64_t number)
{
	struct syscord_value *v = parent ? syscord_arena_get(d, sizeof(*v)) : NULL;

	if (!v)
		return NULL;
	memset(v, 0, sizeof(*v));
	v->name = name;
	v->kind = (uint8_t)kind;
	v->number = number;
	if (parent->last)
		parent->last->next = v;
	else
		parent->child = v;
	parent->last = v;
	return v;
}

void syscord_value_flags(struct syscord_decoded *d, struct syscord_value *v, enum syscord_set set,
			 uint64_t number)
{
	char text[768];
	size_t len;

	if (!v)
		return;
	v->kind = SYSCORD_VALUE_HEX;
	v->number = number;
	len = syscord_flag_text(set, d->abi, number, text, sizeof(text));
	if (len)
		v->text = syscord_text_dup(d, text, len);
}

void syscord_value_enum(struct syscord_decoded *d, struct syscord_value *v, enum syscord_set set,
			uint64_t number)
{
	if (!v)
		return;
	v->number = number;
	v->text = syscord_flag_name_on(set, d->abi, number);
}

void syscord_value_mode(struct syscord_decoded *d, struct syscord_value *v, uint64_t mode)
{
	const char *type = syscord_flag_name(SYSCORD_SET_file_type, mode & 0170000);
	char bits[64];
	size_t len;

	if (!v)
		return;
	len = syscord_flag_text(SYSCORD_SET_mode_bits, d->abi, mode & 07000, bits,
				sizeof(bits) - 1);
	bits[len] = '\0';
	v->kind = SYSCORD_VALUE_OCT;
	if (type)
		v->text = syscord_text_printf(d, "%s|%s%s%#03o", type, bits, len ? "|" : "",
					      (unsigned int)(mode & 0777));
}

void syscord_value_dev(struct syscord_decoded *d, struct syscord_value *v, uint64_t dev)
{
	if (v)
		v->text = syscord_text_printf(d, "makedev(%#x, %#x)",
					      (unsigned int)(dev >> 8 & 0xfff),
					      (unsigned int)((dev & 0xff) | (dev >> 12 & 0xfff00)));
}

void syscord_value_bytes(struct syscord_value *v, const uint8_t *data, uint32_t got, uint32_t want)
{
	if (!v)
		return;
	v->kind = SYSCORD_VALUE_BYTES;
	v->bytes = data;
	v->got = got;
	v->want = want;
}

void syscord_value_missing(const struct syscord_decoded *d, struct syscord_value *v,
			   const struct syscord_blob_view *blob)
{
	const struct syscord_blob *head = &blob->head;
	struct syscord_continued said = { 0 };
	uint32_t reason = head->reason;

	if (!v)
		return;
	v->want = head->want;
	v->got = head->got;
	v->kept = 0;
	if (head->flags & SYSCORD_BLOB_TRUNCATED)
		v->flags |= SYSCORD_VALUE_TRUNCATED;
	if (head->flags & SYSCORD_BLOB_CONTINUED) {
		uint32_t rest = head->want - head->got;

		v->flags |= SYSCORD_VALUE_CONTINUED;
		if (syscord_record_continued(d->rec, blob, &said))
			v->kept = said.kept < rest ? (uint32_t)said.kept : rest;
		if (reason == SYSCORD_FAULT_NONE)
			reason = said.reason;
	}
	if (head->flags & SYSCORD_BLOB_FAULTED) {
		v->flags |= SYSCORD_VALUE_FAULTED;
		v->fault = (uint8_t)(reason < UINT8_MAX ? reason : UINT8_MAX);
	}
}

void syscord_value_content(struct syscord_decoded *d, struct syscord_value *v)
{
	if (!v)
		return;
	v->flags |= SYSCORD_VALUE_CONTENT;
	if (v->kind == SYSCORD_VALUE_BYTES && d->contents_count < SYSCORD_CONTENTS_MAX)
		d->contents[d->contents_count++] = v;
}

bool syscord_get(const struct syscord_blob_view *blob, size_t off, size_t size, uint64_t *out)
{
	size_t i;

	if (off > blob->head.got || size > blob->head.got - off || size > 8)
		return false;
	*out = 0;
	for (i = 0; i < size; i++)
		*out |= (uint64_t)blob->data[off + i] << (8 * i);
	return true;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

bool syscord_value_same(const struct syscord_value *a, const struct syscord_value *b)
{
	const struct syscord_value *x, *y;

	if (a->kind != b->kind || a->flags != b->flags || a->number != b->number ||
	    a->want != b->want || a->got != b->got || a->kept != b->kept ||
	    !same_text(a->text, b->text))
		return false;
	if (a->kind == SYSCORD_VALUE_BYTES && a->got && memcmp(a->bytes, b->bytes, a->got))
		return false;
	for (x = a->child, y = b->child; x && y; x = x->next, y = y->next) {
		if (!same_text(x->name, y->name) || !syscord_value_same(x, y))
			return false;
	}
	return !x && !y;
}
