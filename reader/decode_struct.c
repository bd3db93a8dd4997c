/* SPDX-License-Identifier: GPL-2.0 */
/* Structures of the kernel's ABI: structs.def made into values. */
#include <stdio.h>
#include <string.h>
#include "decode.h"

enum field_kind {
	KIND_INT,
	KIND_UINT,
	KIND_UINT_SET, /* left out where it is 0: few have it */
	KIND_HEX,
	KIND_PTR,
	KIND_STR, /* up to a NUL in `size` bytes */
	KIND_BYTES, /* size 0: all that there are from here on */
	KIND_TAIL, /* a string so far behind the structure, if its word at 8 has bit `param` */
	KIND_FLAGS, /* param: enum syscord_set */
	KIND_SUB, /* param: enum syscord_struct */
	KIND_SUBS, /* the same, an array; size 0: as many as there are */
	KIND_MODE, /* file type and permissions */
	KIND_DEV,
	KIND_RDEV, /* of special files only: left out where it is 0 */
	KIND_LIMIT, /* all ones is no limit */
	KIND_SIGNAL,
	KIND_ENUM, /* param: enum syscord_set */
	KIND_OCT,
	KIND_NAMED_PTR, /* param: enum syscord_set, of addresses that mean something else */
	KIND_SIGSET,
	KIND_UINTS, /* param: bytes of each */
	KIND_INTS, /* the same */
	KIND_HEXES, /* the same */
	KIND_AS, /* param: enum syscord_format, of a number */
	KIND_VIA, /* param: VIA(s, format); a pointer, and what the row's VIA(s, ) captured of it;
		     of no size: what stands behind the structure, if that was captured */
	KIND_BITS, /* param: BITFIELD(first bit, how many) */
	KIND_IN6, /* an address of IPv6 */
	KIND_MAC, /* param: bytes; MAC_REVERSED: the first one is printed last */
	KIND_SOCKADDR, /* in `size` bytes, or all; param 1: as many of these as there are */
	KIND_LIST, /* param: enum syscord_format, of as many numbers as there are */
};

#define BITFIELD(first, bits) ((first) << 8 | (bits))
#define MAC_REVERSED 0x100

#define VIA(value, format) (((value)-6) << 12 | SYSCORD_FMT_##format)
_Static_assert(SYSCORD_FMT_COUNT < 1 << 12, "VIA() has 12 bits for a format");

struct field {
	const char *name;
	uint16_t off;
	uint16_t size;
	uint8_t kind;
	uint16_t param;
};

struct layout {
	const struct field *fields;
	size_t size;
};

#define STRUCT(name, x86_64, i386, generic, arm)
#define LAYOUT(name, size)             \
	enum { SIZE_##name = (size) }; \
	static const struct field fields_##name[] = {
#define F(name, off, size, kind, param) { #name, off, size, KIND_##kind, param },
#define END       \
	{         \
		0 \
	}         \
	}         \
	;
#include "structs.def"
#undef STRUCT
#undef LAYOUT
#undef F
#undef END

#define COLUMNS 4

#define COLUMN(name)                       \
	{                                  \
		fields_##name, SIZE_##name \
	}
#define STRUCT(name, x86_64, i386, generic, arm) \
	[SYSCORD_STRUCT_##name] = { COLUMN(x86_64), COLUMN(i386), COLUMN(generic), COLUMN(arm) },
#define LAYOUT(name, size)
#define F(...)
#define END
static const struct layout layouts[SYSCORD_STRUCT_COUNT][COLUMNS] = {
#include "structs.def"
};

static unsigned int column(uint32_t abi)
{
	switch (abi) {
	case SYSCORD_ABI_I386:
		return 1;
	case SYSCORD_ABI_ARM64:
	case SYSCORD_ABI_RISCV64:
		return 2;
	case SYSCORD_ABI_ARM:
		return 3;
	default:
		return 0;
	}
}

size_t syscord_struct_size(enum syscord_struct id, uint32_t abi)
{
	return layouts[id][column(abi)].size;
}

/* Of a single structure of `want` bytes: see structs.def */
static const struct layout *layout_of(enum syscord_struct id, uint32_t abi, size_t want)
{
	const struct layout *own = &layouts[id][column(abi)];
	unsigned int i;

	for (i = 0; own->size != want && i < COLUMNS; i++) {
		if (layouts[id][i].size == want)
			return &layouts[id][i];
	}
	return own;
}

static void value_str(struct syscord_value *v, const struct syscord_blob_view *blob, size_t off,
		      size_t size)
{
	uint32_t len = (uint32_t)strnlen((const char *)blob->data + off, size);

	syscord_value_bytes(v, blob->data + off, len, len);
}

/* From `off` on: to the end of what there is, or `size` bytes of it */
static struct syscord_blob_view part_of(const struct syscord_blob_view *blob, size_t off,
					size_t size)
{
	struct syscord_blob_view part = *blob;
	uint32_t skip = (uint32_t)off;

	part.head.flags &= (uint16_t)~SYSCORD_BLOB_CONTINUED;
	part.data += skip;
	part.head.got -= skip;
	part.head.want -= skip < part.head.want ? skip : part.head.want;
	if (size < part.head.got) {
		part.head.got = (uint32_t)size;
		part.head.flags &= (uint16_t) ~(SYSCORD_BLOB_TRUNCATED | SYSCORD_BLOB_FAULTED);
	}
	if (size < part.head.want)
		part.head.want = (uint32_t)size;
	return part;
}

static void value_mac(struct syscord_decoded *d, struct syscord_value *v, const uint8_t *bytes,
		      unsigned int param)
{
	unsigned int count = param & 0xff, i;
	char text[3 * 32];
	const char *copy;
	uint32_t len = 0;

	for (i = 0; i < count && i < 32; i++)
		len += (uint32_t)sprintf(text + len, i ? ":%02x" : "%02x",
					 bytes[param & MAC_REVERSED ? count - 1 - i : i]);
	copy = syscord_text_dup(d, text, len);
	if (copy)
		syscord_value_bytes(v, (const uint8_t *)copy, len, len);
}

/* An address in a structure, or as many as there are */
static void value_sockaddrs(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			    const struct syscord_blob_view *blob, size_t off, const struct field *f)
{
	struct syscord_blob_view one;

	if (!f->param) {
		one = part_of(blob, off, f->size ? f->size : SIZE_MAX);
		syscord_value_sockaddr(d, v, arg, &one);
		return;
	}
	v->kind = SYSCORD_VALUE_ARRAY;
	for (; off + f->size <= blob->head.got; off += f->size) {
		one = part_of(blob, off, f->size);
		syscord_value_sockaddr(d, syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0),
				       arg, &one);
	}
}

/* `n` as an argument of the format would be shown */
static void value_as(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		     enum syscord_format format, uint64_t n)
{
	uint64_t raw;

	if (arg >= ARRAY_SIZE(d->raw))
		return;
	raw = d->raw[arg];
	d->raw[arg] = n;
	syscord_decode_as(d, v, arg, format);
	d->raw[arg] = raw;
}

/* Structures one after the other, `room` bytes of them; 0: to the blob's end */
static void value_structs(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  enum syscord_struct id, const struct syscord_blob_view *blob, size_t off,
			  size_t room)
{
	size_t size = syscord_struct_size(id, d->abi);
	size_t end = room ? off + room : blob->head.got;

	v->kind = SYSCORD_VALUE_ARRAY;
	for (; off + size <= end; off += size)
		syscord_struct_fields(d, syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0),
				      arg, id, blob, off);
}

static void value_rest(struct syscord_value *v, const struct syscord_blob_view *blob, size_t off,
		       size_t size)
{
	uint32_t got = (uint32_t)(size ? size : blob->head.got - off);

	syscord_value_bytes(v, blob->data + off, got,
			    size ? got : got + blob->head.want - blob->head.got);
}

/* Whether the record has the field, and if so, its number */
static bool field_get(const struct field *f, const struct syscord_blob_view *blob, size_t start,
		      uint64_t *n)
{
	size_t off = start + f->off;

	*n = 0;
	/* What is longer than its size says may be shorter, too */
	if (f->kind == KIND_SOCKADDR || f->kind == KIND_LIST)
		return off < blob->head.got;
	if (off + f->size > blob->head.got)
		return false;
	switch (f->kind) {
	case KIND_STR:
	case KIND_BYTES:
	case KIND_SUB:
	case KIND_SUBS:
	case KIND_UINTS:
	case KIND_INTS:
	case KIND_HEXES:
		return true;
	case KIND_TAIL: {
		uint64_t mask;

		return syscord_get(blob, start + 8, 8, &mask) && mask >> f->param & 1 &&
		       syscord_get(blob, off, f->size, n);
	}
	case KIND_RDEV:
	case KIND_UINT_SET:
		return syscord_get(blob, off, f->size, n) && *n;
	default:
		syscord_get(blob, off, f->size, n);
		return true;
	}
}

/* What a VIA field leads to was captured */
static bool via_is(const struct syscord_decoded *d, unsigned int arg, const struct field *f)
{
	struct syscord_blob_view blob;

	return syscord_record_find(d->rec, arg, SYSCORD_PART_VIA + (f->param >> 12), &blob);
}

static void value_field(struct syscord_decoded *d, struct syscord_value *parent, unsigned int arg,
			const struct field *f, const struct syscord_blob_view *blob, size_t off,
			size_t size)
{
	size_t tail = off + size;
	struct syscord_value *v;
	uint64_t n;

	if (!field_get(f, blob, off, &n) || (f->kind == KIND_VIA && !f->size && !via_is(d, arg, f)))
		return;
	off += f->off;
	v = syscord_value_add(d, parent, f->name, SYSCORD_VALUE_UINT, n);
	if (!v)
		return;
	switch ((enum field_kind)f->kind) {
	case KIND_INT:
		v->kind = SYSCORD_VALUE_INT;
		if (f->size < 8)
			v->number = (uint64_t)((int64_t)(n << (64 - 8 * f->size)) >>
					       (64 - 8 * f->size));
		break;
	case KIND_UINT:
	case KIND_UINT_SET:
		break;
	case KIND_HEX:
		v->kind = SYSCORD_VALUE_HEX;
		break;
	case KIND_PTR:
		v->kind = SYSCORD_VALUE_PTR;
		break;
	case KIND_STR:
		value_str(v, blob, off, f->size);
		break;
	case KIND_BYTES:
		value_rest(v, blob, off, f->size);
		break;
	case KIND_TAIL:
		if (n < blob->head.got && tail + n < blob->head.got)
			value_str(v, blob, tail + n, blob->head.got - (tail + n));
		break;
	case KIND_FLAGS:
		syscord_value_flags(d, v, f->param, n);
		break;
	case KIND_SUB:
		v->kind = SYSCORD_VALUE_STRUCT;
		syscord_struct_fields(d, v, arg, f->param, blob, off);
		break;
	case KIND_SUBS:
		value_structs(d, v, arg, f->param, blob, off, f->size);
		break;
	case KIND_MODE:
		syscord_value_mode(d, v, n);
		break;
	case KIND_DEV:
	case KIND_RDEV:
		syscord_value_dev(d, v, n);
		break;
	case KIND_LIMIT:
		if (n == (f->size == 8 ? UINT64_MAX : UINT32_MAX))
			v->text = "RLIM_INFINITY";
		break;
	case KIND_SIGNAL: {
		char text[24];
		const char *name = syscord_signal_text((unsigned int)n, text, sizeof(text));

		if (n && n < 65)
			v->text = syscord_text_dup(d, name, strlen(name));
		break;
	}
	case KIND_ENUM:
		syscord_value_enum(d, v, f->param, n);
		break;
	case KIND_OCT:
		v->kind = SYSCORD_VALUE_OCT;
		break;
	case KIND_NAMED_PTR:
		v->kind = SYSCORD_VALUE_PTR;
		syscord_value_enum(d, v, f->param, n);
		break;
	case KIND_SIGSET:
		syscord_value_sigset(d, v, n);
		break;
	case KIND_UINTS:
	case KIND_INTS:
	case KIND_HEXES: {
		unsigned int unused = 64 - 8 * f->param;
		size_t end = off + f->size;

		v->kind = SYSCORD_VALUE_ARRAY;
		for (; off < end && syscord_get(blob, off, f->param, &n); off += f->param) {
			if (f->kind == KIND_INTS)
				n = (uint64_t)((int64_t)(n << unused) >> unused);
			syscord_value_add(d, v, NULL,
					  f->kind == KIND_INTS	  ? SYSCORD_VALUE_INT
					  : f->kind == KIND_HEXES ? SYSCORD_VALUE_HEX
								  : SYSCORD_VALUE_UINT,
					  n);
		}
		break;
	}
	case KIND_AS:
		value_as(d, v, arg, f->param, n);
		break;
	case KIND_VIA:
		v->kind = SYSCORD_VALUE_PTR;
		syscord_decode_via(d, v, arg, SYSCORD_PART_VIA + (f->param >> 12),
				   f->param & 0xfff);
		break;
	case KIND_BITS:
		v->number = n >> (f->param >> 8) & ((1U << (f->param & 0xff)) - 1);
		break;
	case KIND_IN6:
		syscord_value_in6(d, v, blob->data + off);
		break;
	case KIND_MAC:
		value_mac(d, v, blob->data + off, f->param);
		break;
	case KIND_SOCKADDR:
		value_sockaddrs(d, v, arg, blob, off, f);
		break;
	case KIND_LIST:
		v->kind = SYSCORD_VALUE_ARRAY;
		for (; syscord_get(blob, off, f->size, &n); off += f->size) {
			struct syscord_value *one =
				syscord_value_add(d, v, NULL, SYSCORD_VALUE_UINT, n);

			if (one)
				value_as(d, one, arg, f->param, n);
		}
		break;
	}
}

static void fields(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		   const struct layout *layout, const struct syscord_blob_view *blob, size_t off)
{
	const struct field *f;

	for (f = layout->fields; v && f->name; f++)
		value_field(d, v, arg, f, blob, off, layout->size);
}

void syscord_struct_fields(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			   enum syscord_struct id, const struct syscord_blob_view *blob, size_t off)
{
	fields(d, v, arg, &layouts[id][column(d->abi)], blob, off);
}

void syscord_fmt_struct(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;

	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_STRUCT;
	fields(d, v, arg, layout_of(format->param, d->abi, blob.head.want), &blob, 0);
}

/* What has the size of the second structure is that, all else is the first */
void syscord_fmt_either(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	enum syscord_struct second = format->param >> 16;
	struct syscord_format_desc as = *format;
	struct syscord_blob_view blob;

	as.param &= 0xffff;
	if (syscord_decode_find(d, arg, &blob) &&
	    blob.head.want == syscord_struct_size(second, d->abi))
		as.param = second;
	syscord_fmt_struct(d, v, arg, &as);
}

void syscord_fmt_structs(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;

	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	value_structs(d, v, arg, format->param, &blob, 0, 0);
}
