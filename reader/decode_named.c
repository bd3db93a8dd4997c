/* SPDX-License-Identifier: GPL-2.0 */
/* One number behind a pointer that has a name, or bits that have; registers likewise. */
#include "decode.h"

static struct syscord_value *pointed(struct syscord_decoded *d, struct syscord_value *v,
				     unsigned int arg, uint64_t *n)
{
	struct syscord_blob_view blob;

	if (!syscord_decode_data(d, v, arg, &blob))
		return NULL;
	v->kind = SYSCORD_VALUE_ARRAY;
	if (!blob.head.got || !syscord_get(&blob, 0, blob.head.got < 8 ? blob.head.got : 8, n))
		return NULL;
	return syscord_value_add(d, v, NULL, SYSCORD_VALUE_UINT, *n);
}

void syscord_fmt_enump(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       const struct syscord_format_desc *format)
{
	uint64_t n;

	v = pointed(d, v, arg, &n);
	if (v)
		syscord_value_enum(d, v, format->param, n);
}

void syscord_fmt_flagsp(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	uint64_t n;

	v = pointed(d, v, arg, &n);
	if (v)
		syscord_value_flags(d, v, format->param, n);
}

/* An address that is never read, or one of few numbers that mean something else */
void syscord_fmt_named_addr(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			    const struct syscord_format_desc *format)
{
	v->kind = SYSCORD_VALUE_HEX;
	syscord_value_enum(d, v, format->param, d->raw[arg]);
}
