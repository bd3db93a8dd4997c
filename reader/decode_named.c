/* SPDX-License-Identifier: GPL-2.0 */
/* One number behind a pointer that has a name, or bits that have; registers likewise. */
#include "decode.h"

/* `show` is how the number becomes names */
static void pointed(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		    enum syscord_set set,
		    void (*show)(struct syscord_decoded *d, struct syscord_value *v,
				 enum syscord_set set, uint64_t number))
{
	struct syscord_blob_view blob;
	uint64_t n;

	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_ARRAY;
	if (blob.head.got && syscord_get(&blob, 0, blob.head.got < 8 ? blob.head.got : 8, &n))
		show(d, syscord_value_add(d, v, NULL, SYSCORD_VALUE_UINT, n), set, n);
}

void syscord_fmt_enump(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       const struct syscord_format_desc *format)
{
	pointed(d, v, arg, format->param, syscord_value_enum);
}

void syscord_fmt_flagsp(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	pointed(d, v, arg, format->param, syscord_value_flags);
}

/* An address that is never read, or one of few numbers that mean something else */
void syscord_fmt_named_addr(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			    const struct syscord_format_desc *format)
{
	v->kind = SYSCORD_VALUE_HEX;
	syscord_value_enum(d, v, format->param, d->raw[arg]);
}
