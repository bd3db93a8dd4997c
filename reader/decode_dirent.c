/* SPDX-License-Identifier: GPL-2.0 */
/* What a directory's entries are: getdents64, getdents, readdir. */
#include <string.h>
#include "decode.h"

/* Where the parts of an entry are; `word` bytes each for the number and the offset */
struct dirent {
	uint8_t word;
	uint8_t head; /* bytes before the name */
	bool typed; /* the type is the head's last byte */
	bool type_last; /* it is the entry's last byte */
	bool one; /* of a single entry; its length is that of the name */
};

/* What was written into a buffer, taken apart: also as the bytes that it is */
static void content_of(struct syscord_decoded *d, struct syscord_value *v,
		       const struct syscord_blob_view *blob)
{
	struct syscord_value *all = syscord_arena_get(d, sizeof(*all));

	v->flags |= SYSCORD_VALUE_CONTENT;
	if (!all)
		return;
	memset(all, 0, sizeof(*all));
	syscord_value_missing(d, all, blob);
	syscord_value_bytes(all, blob->data, blob->head.got, blob->head.want);
	syscord_value_content(d, all);
}

static void add_type(struct syscord_decoded *d, struct syscord_value *one, uint64_t type)
{
	syscord_value_enum(d, syscord_value_add(d, one, "d_type", SYSCORD_VALUE_UINT, 0),
			   SYSCORD_SET_dirent_type, type);
}

/* One entry at `at`, of `len` bytes, as far as it was recorded */
static void add_entry(struct syscord_decoded *d, struct syscord_value *v,
		      const struct syscord_blob_view *blob, const struct dirent *as, size_t at,
		      uint64_t len)
{
	struct syscord_value *one = syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0);
	size_t room = blob->head.got - at < len ? blob->head.got - at : len;
	const uint8_t *name = blob->data + at + as->head;
	uint64_t ino = 0, off = 0, type;
	uint32_t got = (uint32_t)strnlen((const char *)name, room - as->head);

	syscord_get(blob, at, as->word, &ino);
	syscord_get(blob, at + as->word, as->word, &off);
	if (as->word == 4)
		off = (uint64_t)(int64_t)(int32_t)off;
	syscord_value_add(d, one, "d_ino", SYSCORD_VALUE_UINT, ino);
	syscord_value_add(d, one, "d_off", SYSCORD_VALUE_INT, off);
	syscord_value_add(d, one, as->one ? "d_namlen" : "d_reclen", SYSCORD_VALUE_UINT,
			  as->one ? len - as->head : len);
	if (as->typed && syscord_get(blob, at + as->head - 1, 1, &type))
		add_type(d, one, type);
	/* Cut before its NUL: there was more of it */
	syscord_value_bytes(syscord_value_add(d, one, "d_name", SYSCORD_VALUE_BYTES, 0), name, got,
			    got + (room < len && got == room - as->head));
	if (as->type_last && room == len && syscord_get(blob, at + len - 1, 1, &type))
		add_type(d, one, type);
}

static void entries(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		    const struct dirent *as)
{
	struct syscord_blob_view blob;
	uint64_t len;
	size_t at;

	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_ARRAY;
	content_of(d, v, &blob);
	for (at = 0; syscord_get(&blob, at + 2 * as->word, 2, &len); at += len) {
		if (as->one)
			len += as->head;
		if (len <= as->head || blob.head.got - at < as->head)
			return;
		add_entry(d, v, &blob, as, at, len);
		if (as->one)
			return;
	}
}

void syscord_fmt_dirents64(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			   const struct syscord_format_desc *format)
{
	static const struct dirent as = { .word = 8, .head = 19, .typed = true };

	(void)format;
	entries(d, v, arg, &as);
}

void syscord_fmt_dirents(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_format_desc *format)
{
	const struct dirent as = { .word = (uint8_t)d->word,
				   .head = (uint8_t)(2 * d->word + 2),
				   .type_last = true };

	(void)format;
	entries(d, v, arg, &as);
}

void syscord_fmt_old_dirent(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			    const struct syscord_format_desc *format)
{
	const struct dirent as = { .word = (uint8_t)d->word,
				   .head = (uint8_t)(2 * d->word + 2),
				   .one = true };

	(void)format;
	entries(d, v, arg, &as);
}
