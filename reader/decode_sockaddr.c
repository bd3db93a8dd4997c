/* SPDX-License-Identifier: GPL-2.0 */
/* Socket addresses of every family, and the numbers that are addresses. */
#include <arpa/inet.h>
#include <string.h>
#include "decode.h"

#define FAMILY_UNIX 1

static const struct {
	uint16_t family;
	uint16_t size; /* 0: the one that fits no other */
	uint16_t id; /* enum syscord_struct: what follows the family */
} shapes[] = {
#define SOCKADDR(family, size, name) { family, size, SYSCORD_STRUCT_##name },
#include "sockaddrs.def"
};

/* An address becomes the text that people write it as */
static void value_text(struct syscord_decoded *d, struct syscord_value *v, int family,
		       const void *bytes)
{
	char text[INET6_ADDRSTRLEN];
	const char *copy = NULL;
	size_t len;

	if (!inet_ntop(family, bytes, text, sizeof(text)))
		return;
	len = strlen(text);
	copy = syscord_text_dup(d, text, len);
	if (copy)
		syscord_value_bytes(v, (const uint8_t *)copy, (uint32_t)len, (uint32_t)len);
}

void syscord_value_in6(struct syscord_decoded *d, struct syscord_value *v, const uint8_t *bytes)
{
	value_text(d, v, AF_INET6, bytes);
}

/* A path ends at its NUL, an abstract name starts with one and may hold more */
static void add_unix_path(struct syscord_decoded *d, struct syscord_value *v,
			  const struct syscord_blob_view *blob)
{
	uint32_t len = blob->head.got > 2 ? blob->head.got - 2 : 0;

	if (!len)
		return;
	if (blob->data[2])
		len = (uint32_t)strnlen((const char *)blob->data + 2, len);
	syscord_value_bytes(syscord_value_add(d, v, "sun_path", SYSCORD_VALUE_BYTES, 0),
			    blob->data + 2, len, len);
}

static void add_rest(struct syscord_decoded *d, struct syscord_value *v,
		     const struct syscord_blob_view *blob)
{
	uint32_t got = blob->head.got > 2 ? blob->head.got - 2 : 0;
	uint32_t want = blob->head.want > 2 ? blob->head.want - 2 : 0;

	if (want)
		syscord_value_bytes(syscord_value_add(d, v, "sa_data", SYSCORD_VALUE_BYTES, 0),
				    blob->data + (got ? 2 : 0), got, want);
}

void syscord_value_sockaddr(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			    const struct syscord_blob_view *blob)
{
	uint64_t family;
	unsigned int i;

	if (!v)
		return;
	v->kind = SYSCORD_VALUE_STRUCT;
	syscord_value_missing(d, v, blob);
	if (!syscord_get(blob, 0, 2, &family))
		return;
	syscord_value_enum(d, syscord_value_add(d, v, "sa_family", SYSCORD_VALUE_UINT, 0),
			   SYSCORD_SET_family, family);
	if (family == FAMILY_UNIX) {
		add_unix_path(d, v, blob);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		if (shapes[i].family != family ||
		    (shapes[i].size && shapes[i].size != blob->head.want))
			continue;
		syscord_struct_fields(d, v, arg, shapes[i].id, blob, 0);
		return;
	}
	add_rest(d, v, blob);
}

void syscord_fmt_sockaddr(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;

	(void)format;
	v->kind = SYSCORD_VALUE_PTR;
	if (syscord_decode_find(d, arg, &blob) ||
	    syscord_record_find(d->rec, arg, SYSCORD_PART_NAME, &blob))
		syscord_value_sockaddr(d, v, arg, &blob);
}

/* ---- numbers in the order of the network ---- */
void syscord_fmt_in_port(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_format_desc *format)
{
	(void)format;
	v->kind = SYSCORD_VALUE_UINT;
	v->number = ntohs((uint16_t)d->raw[arg]);
}

void syscord_fmt_eth_protocol(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			      const struct syscord_format_desc *format)
{
	uint16_t type = ntohs((uint16_t)d->raw[arg]);
	const char *name = syscord_flag_name(format->param, type);

	v->kind = SYSCORD_VALUE_INT;
	v->number = (uint64_t)(int64_t)(int32_t)d->raw[arg];
	if (name && type && v->number <= UINT16_MAX)
		v->text = syscord_text_printf(d, "htons(%s)", name);
}

void syscord_fmt_in_addr(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_format_desc *format)
{
	uint32_t address = (uint32_t)d->raw[arg];

	(void)format;
	value_text(d, v, AF_INET, &address);
}

/* As many as there are behind a pointer */
void syscord_fmt_in_addrs(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	uint32_t at;

	(void)format;
	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_ARRAY;
	for (at = 0; at + 4 <= blob.head.got; at += 4)
		value_text(d, syscord_value_add(d, v, NULL, SYSCORD_VALUE_UINT, 0), AF_INET,
			   blob.data + at);
}
