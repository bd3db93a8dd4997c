/* SPDX-License-Identifier: GPL-2.0 */
/* Structures of the kernel's ABI: structs.def made into values. */
#include <string.h>
#include "decode.h"

enum field_kind {
	KIND_INT,
	KIND_UINT,
	KIND_HEX,
	KIND_PTR,
	KIND_STR, /* up to a NUL in `size` bytes */
	KIND_FLAGS, /* param: enum syscord_set */
	KIND_SUB, /* param: enum syscord_struct */
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
	KIND_AS, /* param: enum syscord_format, of a number */
	KIND_VIA, /* param: VIA(s, format); a pointer, and what the row's VIA(s, ) captured of it */
};

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

static void value_mode(struct syscord_decoded *d, struct syscord_value *v, uint64_t mode)
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

/* As the kernel packs a device number for user space, and glibc takes it apart */
static void value_dev(struct syscord_decoded *d, struct syscord_value *v, uint64_t dev)
{
	if (v)
		v->text = syscord_text_printf(d, "makedev(%#x, %#x)",
					      (unsigned int)(dev >> 8 & 0xfff),
					      (unsigned int)((dev & 0xff) | (dev >> 12 & 0xfff00)));
}

static void value_str(struct syscord_value *v, const struct syscord_blob_view *blob, size_t off,
		      size_t size)
{
	uint32_t len = (uint32_t)strnlen((const char *)blob->data + off, size);

	syscord_value_bytes(v, blob->data + off, len, len);
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

static void value_field(struct syscord_decoded *d, struct syscord_value *parent, unsigned int arg,
			const struct field *f, const struct syscord_blob_view *blob, size_t off)
{
	struct syscord_value *v;
	uint64_t n = 0;

	off += f->off;
	if (off + f->size > blob->head.got)
		return;
	if (f->kind != KIND_STR && f->kind != KIND_SUB && f->kind != KIND_UINTS &&
	    f->kind != KIND_INTS)
		syscord_get(blob, off, f->size, &n);
	if (f->kind == KIND_RDEV && !n)
		return;
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
	case KIND_FLAGS:
		syscord_value_flags(d, v, f->param, n);
		break;
	case KIND_SUB:
		v->kind = SYSCORD_VALUE_STRUCT;
		syscord_struct_fields(d, v, arg, f->param, blob, off);
		break;
	case KIND_MODE:
		value_mode(d, v, n);
		break;
	case KIND_DEV:
	case KIND_RDEV:
		value_dev(d, v, n);
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
	case KIND_INTS: {
		unsigned int unused = 64 - 8 * f->param;
		size_t end = off + f->size;

		v->kind = SYSCORD_VALUE_ARRAY;
		for (; off < end && syscord_get(blob, off, f->param, &n); off += f->param) {
			if (f->kind == KIND_INTS)
				n = (uint64_t)((int64_t)(n << unused) >> unused);
			syscord_value_add(d, v, NULL,
					  f->kind == KIND_INTS ? SYSCORD_VALUE_INT :
								 SYSCORD_VALUE_UINT,
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
	}
}

static void fields(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		   const struct layout *layout, const struct syscord_blob_view *blob, size_t off)
{
	const struct field *f;

	for (f = layout->fields; v && f->name; f++)
		value_field(d, v, arg, f, blob, off);
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

	v->kind = SYSCORD_VALUE_PTR;
	if (!syscord_decode_find(d, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_STRUCT;
	syscord_value_missing(v, &blob.head);
	fields(d, v, arg, layout_of(format->param, d->abi, blob.head.want), &blob, 0);
}

void syscord_fmt_structs(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_format_desc *format)
{
	size_t size = syscord_struct_size(format->param, d->abi), off;
	struct syscord_blob_view blob;

	v->kind = SYSCORD_VALUE_PTR;
	if (!syscord_decode_find(d, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_ARRAY;
	syscord_value_missing(v, &blob.head);
	for (off = 0; off + size <= blob.head.got; off += size)
		syscord_struct_fields(d, syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0),
				      arg, format->param, &blob, off);
}
