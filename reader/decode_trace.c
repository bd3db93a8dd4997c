/* SPDX-License-Identifier: GPL-2.0 */
/* Of IPC, security and tracing, what rows of structs.def and flags.def cannot say. */
#include <string.h>
#include "decode.h"

/* Flags above a file mode, which stands in the low nine bits and in octal */
void syscord_fmt_mode_flags(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			    const struct syscord_format_desc *format)
{
	uint32_t flags = (uint32_t)d->raw[arg], mode = flags & 0777;

	syscord_value_flags(d, v, format->param, flags & ~UINT32_C(0777));
	v->kind = SYSCORD_VALUE_OCT;
	v->number = flags;
	if (v->text && mode)
		v->text = syscord_text_printf(d, "%s|%#03o", v->text, mode);
}

/* A long, the message's type, and the message */
void syscord_fmt_msgbuf(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	struct syscord_value *text;
	uint64_t type;

	(void)format;
	v->kind = SYSCORD_VALUE_PTR;
	if (!syscord_decode_find(d, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_STRUCT;
	if (!syscord_get(&blob, 0, d->word, &type)) {
		syscord_value_missing(d, v, &blob);
		return;
	}
	if (d->word == 4)
		type = (uint64_t)(int64_t)(int32_t)type;
	syscord_value_add(d, v, "mtype", SYSCORD_VALUE_INT, type);
	text = syscord_value_add(d, v, "mtext", SYSCORD_VALUE_BYTES, 0);
	if (!text)
		return;
	/* what is missing is missing from its end */
	syscord_value_missing(d, text, &blob);
	syscord_value_bytes(text, blob.data + d->word, blob.head.got - d->word,
			    blob.head.want - d->word);
	syscord_value_content(d, text);
}

/* An array of u64 that a set has names for */
void syscord_fmt_enums(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	uint64_t n;
	size_t at;

	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_ARRAY;
	for (at = 0; syscord_get(&blob, at, 8, &n); at += 8)
		syscord_value_enum(d, syscord_value_add(d, v, NULL, SYSCORD_VALUE_UINT, n),
				   format->param, n);
}

/* What the configuration means hangs on the type */
void syscord_fmt_perf_event_attr(struct syscord_decoded *d, struct syscord_value *v,
				 unsigned int arg, const struct syscord_format_desc *format)
{
	static const enum syscord_set sets[] = { SYSCORD_SET_perf_hardware,
						 SYSCORD_SET_perf_software, SYSCORD_SET_COUNT,
						 SYSCORD_SET_perf_cache };
	struct syscord_value *config;
	uint64_t type;

	syscord_fmt_struct(d, v, arg, format);
	if (v->kind != SYSCORD_VALUE_STRUCT || !v->child)
		return;
	type = v->child->number;
	for (config = v->child; config && strcmp(config->name, "config"); config = config->next)
		;
	if (config && type < sizeof(sets) / sizeof(sets[0]) && sets[type] != SYSCORD_SET_COUNT)
		syscord_value_flags(d, config, sets[type], config->number);
}

/* Two numbers, and as many ids as the second says */
void syscord_fmt_perf_query_bpf(struct syscord_decoded *d, struct syscord_value *v,
				unsigned int arg, const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;
	struct syscord_value *ids;
	uint64_t n;
	size_t at;

	syscord_fmt_struct(d, v, arg, format);
	if (v->kind != SYSCORD_VALUE_STRUCT || !syscord_decode_find(d, arg, &blob))
		return;
	ids = syscord_value_add(d, v, "ids", SYSCORD_VALUE_ARRAY, 0);
	for (at = 8; syscord_get(&blob, at, 4, &n); at += 4)
		syscord_value_add(d, ids, NULL, SYSCORD_VALUE_UINT, n);
}

/* Each says itself where the next one begins */
void syscord_fmt_lsm_ctxs(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  const struct syscord_format_desc *format)
{
	size_t head = syscord_struct_size(format->param, d->abi), at = 0;
	struct syscord_blob_view blob;
	uint64_t len, ctx_len;

	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_ARRAY;
	while (syscord_get(&blob, at + 16, 8, &len) && syscord_get(&blob, at + 24, 8, &ctx_len)) {
		struct syscord_value *one = syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0);
		uint64_t left = blob.head.got - at - head;
		struct syscord_value *ctx;

		syscord_struct_fields(d, one, arg, format->param, &blob, at);
		ctx = syscord_value_add(d, one, "ctx", SYSCORD_VALUE_BYTES, 0);
		syscord_value_bytes(ctx, blob.data + at + head,
				    (uint32_t)(ctx_len < left ? ctx_len : left),
				    (uint32_t)(ctx_len < UINT32_MAX ? ctx_len : UINT32_MAX));
		if (ctx && ctx_len > left)
			ctx->flags |= SYSCORD_VALUE_TRUNCATED;
		if (len < head || len > blob.head.got - at)
			break;
		at += len;
	}
}
