/* SPDX-License-Identifier: GPL-2.0 */
/* Scattered buffers, messages and socket options. */
#include <string.h>
#include "decode.h"

#define FAMILY_PACKET 17

/* Of `limit` bytes, how many of the first `all` lie behind `pos` */
static uint32_t share(uint64_t all, uint64_t pos, uint64_t limit)
{
	uint64_t left = all > pos ? all - pos : 0;

	return (uint32_t)(left < limit ? left : limit);
}

/* One iovec's share of the joined contents, from `pos` on; returns where the next begins */
static uint64_t add_base(struct syscord_decoded *d, struct syscord_value *v, uint64_t base,
			 uint64_t len, const struct syscord_value *all, uint64_t pos)
{
	uint32_t want, got, have;
	struct syscord_value *part;

	part = syscord_value_add(d, v, "iov_base", SYSCORD_VALUE_PTR, base);
	if (!part || !all)
		return pos;
	want = share(all->want, pos, len);
	got = share(all->got, pos, want);
	have = share((uint64_t)all->got + all->kept, pos, want);
	syscord_value_bytes(part, all->bytes + (got ? pos : 0), got, want);
	part->kept = have - got;
	part->flags |= SYSCORD_VALUE_CONTENT;
	if (part->kept)
		part->flags |= SYSCORD_VALUE_CONTINUED;
	if (have < want) {
		part->flags |= all->flags & SYSCORD_VALUE_FAULTED;
		part->fault = all->fault;
	}
	return pos + want;
}

/*
 * A part of argument `arg`, from `cursor` on and up to its next DATA blob: behind
 * that stand the parts of the array's next message.
 */
static bool find_part(struct syscord_decoded *d, unsigned int arg, size_t cursor, unsigned int part,
		      struct syscord_blob_view *blob)
{
	while (syscord_record_blob(d->rec, &cursor, blob)) {
		if (blob->head.arg != arg || (blob->head.flags & SYSCORD_BLOB_BEFORE))
			continue;
		if (blob->head.part == part)
			return true;
		if (blob->head.part == SYSCORD_PART_DATA)
			return false;
	}
	return false;
}

/* The iovecs of argument `arg`; false if there is no blob of them */
static bool value_iovec(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			size_t cursor)
{
	struct syscord_blob_view array, content;
	struct syscord_value *all = NULL;
	uint64_t base, len, pos = 0;
	size_t off;

	if (!v || !find_part(d, arg, cursor, SYSCORD_PART_IOVEC, &array))
		return false;
	if (find_part(d, arg, cursor, SYSCORD_PART_CONTENT, &content)) {
		all = syscord_arena_get(d, sizeof(*all));
		if (all) {
			memset(all, 0, sizeof(*all));
			syscord_value_missing(d, all, &content);
			syscord_value_bytes(all, content.data, content.head.got, content.head.want);
			syscord_value_content(d, all);
		}
	}
	v->kind = SYSCORD_VALUE_ARRAY;
	syscord_value_missing(d, v, &array);
	v->flags |= SYSCORD_VALUE_CONTENT;
	for (off = 0; syscord_get(&array, off, d->word, &base) &&
		      syscord_get(&array, off + d->word, d->word, &len);
	     off += 2 * d->word) {
		struct syscord_value *one = syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0);

		pos = add_base(d, one, base, len, all, pos);
		syscord_value_add(d, one, "iov_len", SYSCORD_VALUE_UINT, len);
	}
	return true;
}

void syscord_fmt_iovec(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       const struct syscord_format_desc *format)
{
	(void)format;
	v->kind = SYSCORD_VALUE_PTR;
	value_iovec(d, v, arg, 0);
}

static const struct {
	int32_t level;
	uint16_t options, types; /* enum syscord_set */
} levels[] = {
#define SYSCORD_SET_NONE SYSCORD_SET_COUNT
#define LEVEL(level, options, types) { level, SYSCORD_SET_##options, SYSCORD_SET_##types },
#include "levels.def"
#undef SYSCORD_SET_NONE
};

static const struct {
	int32_t level, type;
	uint16_t format; /* enum syscord_format */
} cmsgs[] = {
#define CMSG(level, type, format) { level, type, SYSCORD_FMT_##format },
#include "levels.def"
};

static const char *level_name(int32_t level, uint64_t number, bool option)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(levels); i++) {
		unsigned int set = option ? levels[i].options : levels[i].types;

		if (levels[i].level == level && set < SYSCORD_SET_COUNT)
			return syscord_flag_name(set, number);
	}
	return NULL;
}

static void add_cmsg_data(struct syscord_decoded *d, struct syscord_value *parent, unsigned int arg,
			  const struct syscord_blob_view *data, int32_t level, int32_t type)
{
	struct syscord_value *v = syscord_value_add(d, parent, "cmsg_data", SYSCORD_VALUE_BYTES, 0);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cmsgs); i++) {
		if (cmsgs[i].level == level && cmsgs[i].type == type)
			syscord_decode_slice(d, v, arg, data, cmsgs[i].format);
	}
	/* A type without a row, or so little of it that not one field is there */
	if (v && !v->child && !v->bytes) {
		v->flags = 0;
		syscord_value_bytes(v, data->data, data->head.got, data->head.want);
	}
}

/* Headers of {length, level, type}, each padded to a long */
static void add_control(struct syscord_decoded *d, struct syscord_value *parent, unsigned int arg,
			size_t cursor, uint64_t pointer)
{
	struct syscord_value *v =
		syscord_value_add(d, parent, "msg_control", SYSCORD_VALUE_PTR, pointer);
	size_t off = 0, head = d->word + 8;
	struct syscord_blob_view blob, data;
	uint64_t len, level, type;

	if (!v || !find_part(d, arg, cursor, SYSCORD_PART_CONTROL, &blob))
		return;
	v->kind = SYSCORD_VALUE_ARRAY;
	syscord_value_missing(d, v, &blob);
	while (syscord_get(&blob, off, d->word, &len) &&
	       syscord_get(&blob, off + d->word, 4, &level) &&
	       syscord_get(&blob, off + d->word + 4, 4, &type) && len >= head) {
		struct syscord_value *one = syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0);
		size_t left = blob.head.got - off;
		struct syscord_value *part;

		syscord_value_add(d, one, "cmsg_len", SYSCORD_VALUE_UINT, len);
		part = syscord_value_add(d, one, "cmsg_level", SYSCORD_VALUE_UINT, 0);
		syscord_value_enum(d, part, SYSCORD_SET_sock_level, level);
		part = syscord_value_add(d, one, "cmsg_type", SYSCORD_VALUE_UINT, type);
		if (part)
			part->text = level_name((int32_t)level, type, false);
		data = blob;
		data.data += off + head;
		data.head.got = (uint32_t)((len < left ? (size_t)len : left) - head);
		data.head.want = (uint32_t)(len - head < UINT32_MAX ? len - head : UINT32_MAX);
		data.head.flags = len <= left ? 0 : blob.head.flags & ~SYSCORD_BLOB_CONTINUED;
		add_cmsg_data(d, one, arg, &data, (int32_t)level, (int32_t)type);
		if (len >= left)
			break;
		off += ((size_t)len + d->word - 1) & ~((size_t)d->word - 1);
	}
}

/* Pointers and lengths alternate, a long each, but msg_namelen and msg_flags, which are ints */
static void value_msghdr(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_blob_view *blob, size_t cursor)
{
	struct syscord_blob_view name;
	struct syscord_value *part;
	unsigned int w = d->word;
	uint64_t n[7];

	if (!v)
		return;
	syscord_value_missing(d, v, blob);
	if (!syscord_get(blob, 0, w, &n[0]) || !syscord_get(blob, w, 4, &n[1]) ||
	    !syscord_get(blob, 2 * w, w, &n[2]) || !syscord_get(blob, 3 * w, w, &n[3]) ||
	    !syscord_get(blob, 4 * w, w, &n[4]) || !syscord_get(blob, 5 * w, w, &n[5]) ||
	    !syscord_get(blob, 6 * w, 4, &n[6]))
		return;
	part = syscord_value_add(d, v, "msg_name", SYSCORD_VALUE_PTR, n[0]);
	if (find_part(d, arg, cursor, SYSCORD_PART_NAME, &name))
		syscord_value_sockaddr(d, part, arg, &name);
	syscord_value_add(d, v, "msg_namelen", SYSCORD_VALUE_UINT, n[1]);
	value_iovec(d, syscord_value_add(d, v, "msg_iov", SYSCORD_VALUE_PTR, n[2]), arg, cursor);
	syscord_value_add(d, v, "msg_iovlen", SYSCORD_VALUE_UINT, n[3]);
	add_control(d, v, arg, cursor, n[4]);
	syscord_value_add(d, v, "msg_controllen", SYSCORD_VALUE_UINT, n[5]);
	syscord_value_flags(d, syscord_value_add(d, v, "msg_flags", SYSCORD_VALUE_HEX, 0),
			    SYSCORD_SET_msg, n[6]);
}

/* The next DATA blob of the argument */
static bool next_data(struct syscord_decoded *d, unsigned int arg, size_t *cursor,
		      struct syscord_blob_view *blob)
{
	while (syscord_record_blob(d->rec, cursor, blob)) {
		if (blob->head.arg == arg && blob->head.part == SYSCORD_PART_DATA &&
		    !(blob->head.flags & SYSCORD_BLOB_BEFORE))
			return true;
	}
	return false;
}

void syscord_fmt_msghdr(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	size_t cursor = 0;

	(void)format;
	v->kind = SYSCORD_VALUE_PTR;
	if (!next_data(d, arg, &cursor, &blob))
		return;
	v->kind = SYSCORD_VALUE_STRUCT;
	value_msghdr(d, v, arg, &blob, cursor);
}

/* Each message's struct is a DATA blob; there may be fewer than the result says */
void syscord_fmt_mmsghdrs(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	uint32_t count = 0;
	size_t cursor = 0;
	uint64_t len;

	(void)format;
	v->kind = SYSCORD_VALUE_PTR;
	while (next_data(d, arg, &cursor, &blob)) {
		struct syscord_value *one = syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0);

		v->kind = SYSCORD_VALUE_ARRAY;
		value_msghdr(d, syscord_value_add(d, one, "msg_hdr", SYSCORD_VALUE_STRUCT, 0), arg,
			     &blob, cursor);
		if (syscord_get(&blob, 7 * d->word, 4, &len))
			syscord_value_add(d, one, "msg_len", SYSCORD_VALUE_UINT, len);
		count++;
	}
	if (count && d->result > count) {
		v->flags |= SYSCORD_VALUE_TRUNCATED;
		v->got = count;
		v->want = d->result < UINT32_MAX ? (uint32_t)d->result : UINT32_MAX;
	}
}

/* The level is the argument before it; what to set and what to get may share a number */
void syscord_fmt_sockopt_name(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			      const struct syscord_format_desc *format)
{
	(void)format;
	v->kind = SYSCORD_VALUE_INT;
	v->number = (uint64_t)(int64_t)(int32_t)d->raw[arg];
	if (arg)
		v->text = level_name((int32_t)d->raw[arg - 1], v->number, true);
	if (!v->text && d->variant)
		v->text = d->variant->name;
}

/* Of a socket: what the number means hangs on the family, two arguments before it */
void syscord_fmt_sock_protocol(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			       const struct syscord_format_desc *format)
{
	static const struct {
		uint16_t family, set;
	} protocols[] = {
#define PROTOCOL(family, set) { family, SYSCORD_SET_##set },
#include "sockaddrs.def"
	};
	uint64_t family = arg >= 2 ? (uint32_t)d->raw[arg - 2] : 0;
	unsigned int i;

	(void)format;
	v->kind = SYSCORD_VALUE_INT;
	v->number = (uint64_t)(int64_t)(int32_t)d->raw[arg];
	if (family == FAMILY_PACKET) {
		syscord_decode_as(d, v, arg, SYSCORD_FMT_eth_protocol);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(protocols); i++) {
		if (protocols[i].family == family)
			v->text = syscord_flag_name(protocols[i].set, v->number);
	}
}

/* Most are an int, or a shorter number; what is neither, and has no row, is bytes */
void syscord_fmt_sockopt_value(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			       const struct syscord_format_desc *format)
{
	struct syscord_format_desc as = *format;
	struct syscord_blob_view blob;

	v->kind = SYSCORD_VALUE_PTR;
	if (!syscord_decode_find(d, arg, &blob))
		return;
	if (blob.head.want == 4 || blob.head.want == 2 || blob.head.want == 1) {
		as.param = SYSCORD_NUMBERS(INT, blob.head.want);
		syscord_fmt_numbers(d, v, arg, &as);
	} else {
		syscord_value_missing(d, v, &blob);
		syscord_value_bytes(v, blob.data, blob.head.got, blob.head.want);
	}
}
