/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A call that is made by way of another, as by i386's socketcall: its arguments, and
 * what they lead to, become one value of the other's. See SUBCALL in syscalls.def.
 */
#include <string.h>
#include "decode.h"

/* The register that says which call; as the table has it, for all of them the first */
static const struct syscord_sub_desc *sub_of(const struct syscord_decoded *d)
{
	return d->desc ? syscord_call_sub(d->desc, (uint32_t)d->raw[0]) : NULL;
}

void syscord_fmt_subcall_number(struct syscord_decoded *d, struct syscord_value *v,
				unsigned int arg, const struct syscord_format_desc *format)
{
	const struct syscord_sub_desc *sub = sub_of(d);

	syscord_fmt_dec(d, v, arg, format);
	if (sub)
		v->text = sub->call->name;
}

/* Its arguments; false if they were not recorded */
static bool sub_args(struct syscord_decoded *d, const struct syscord_sub_desc *sub,
		     unsigned int arg, uint64_t args[6])
{
	struct syscord_blob_view words;
	unsigned int i, n = sub->call->nargs;

	memset(args, 0, 6 * sizeof(*args));
	if (!sub->order && !syscord_record_find(d->rec, arg, SYSCORD_PART_DATA, &words))
		return false;
	for (i = 0; i < n; i++) {
		if (sub->order)
			args[i] = d->raw[sub->order >> 4 * (n - 1 - i) & 7];
		else if (!syscord_get(&words, (size_t)i * 4, 4, &args[i]))
			return false;
	}
	return true;
}

/* Room there is: what is added was taken from as large a record */
static void add_blob(struct syscord_record *rec, const struct syscord_blob_view *blob)
{
	size_t got = blob->head.got, padded = (got + 7) & ~(size_t)7;
	uint8_t *to = (uint8_t *)rec + rec->len;

	memcpy(to, &blob->head, sizeof(blob->head));
	memcpy(to + sizeof(blob->head), blob->data, got);
	memset(to + sizeof(blob->head) + got, 0, padded - got);
	rec->len += (uint32_t)(sizeof(blob->head) + padded);
	rec->blobs++;
}

/* A record that has the blobs of the inner call under the numbers of its own arguments */
static struct syscord_record *sub_record(struct syscord_decoded *d)
{
	struct syscord_record *rec = syscord_arena_get(d, d->rec->len);
	struct syscord_blob_view blob, all, list = { .head = { .arg = SYSCORD_ARG_CONT } };
	struct syscord_continued one, *said;
	uint32_t index = 0, at = 0;
	size_t cursor = 0;

	if (!rec)
		return NULL;
	*rec = *d->rec;
	rec->len = sizeof(*rec);
	rec->body = 0;
	rec->blobs = 0;
	/* Indices are other ones here. At most one is found for each that the record has */
	if (syscord_record_find(d->rec, SYSCORD_ARG_CONT, SYSCORD_PART_DATA, &all))
		list.data = syscord_arena_get(d, all.head.got);
	said = (struct syscord_continued *)(uintptr_t)list.data;
	for (; syscord_record_blob(d->rec, &cursor, &blob); index++) {
		if (blob.head.arg < SYSCORD_ARG_SUB || blob.head.arg >= SYSCORD_ARG_SUB + 6)
			continue;
		if (said && (blob.head.flags & SYSCORD_BLOB_CONTINUED) &&
		    syscord_record_listed(&all, &at, index, &one)) {
			one.blob = rec->blobs;
			*said++ = one;
			list.head.got += (uint32_t)sizeof(*said);
		}
		blob.head.arg -= SYSCORD_ARG_SUB;
		add_blob(rec, &blob);
	}
	if (list.head.got)
		add_blob(rec, &list);
	return rec;
}

void syscord_fmt_subcall(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_format_desc *format)
{
	const struct syscord_sub_desc *sub = sub_of(d);
	const struct syscord_variant_desc *variant = d->variant;
	const struct syscord_call_desc *desc = d->desc;
	const struct syscord_record *rec = d->rec;
	unsigned int used = d->used, i;
	uint64_t raw[6], args[6];
	struct syscord_blob_view words;

	(void)format;
	v->kind = SYSCORD_VALUE_PTR;
	if (!sub || !sub_args(d, sub, arg, args)) {
		if (syscord_record_find(rec, arg, SYSCORD_PART_DATA, &words)) {
			syscord_value_missing(d, v, &words);
			syscord_value_bytes(v, words.data, words.head.got, words.head.want);
		}
		return;
	}
	d->rec = sub_record(d);
	if (!d->rec) {
		d->rec = rec;
		return;
	}
	memcpy(raw, d->raw, sizeof(raw));
	memcpy(d->raw, args, sizeof(args));
	syscord_decode_choose(d, sub->call);
	v->kind = SYSCORD_VALUE_STRUCT;
	/* what an argument says of those after it counts here as in a call of its own */
	for (i = 0; i < sub->call->nargs && i < d->used; i++) {
		struct syscord_value *one = syscord_value_add(d, v, sub->call->args[i].name,
							      SYSCORD_VALUE_HEX, args[i]);

		if (one)
			syscord_decode_known(d, one, i);
		syscord_decode_before(d, one, i);
	}
	memcpy(d->raw, raw, sizeof(raw));
	d->rec = rec;
	d->desc = desc;
	d->variant = variant;
	d->used = used;
}
