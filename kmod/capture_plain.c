// SPDX-License-Identifier: GPL-2.0
/* The short way for rows of nothing but buffers, strings and structures. */
#include "blob.h"

/* The first NUL of a word, as a bit in its byte's top; 0: none. Little-endian. */
static __always_inline u64 word_nul(u64 word)
{
	const u64 ones = 0x0101010101010101ULL;

	return (word - ones) & ~word & (ones << 7);
}

/*
 * A string that ends within SYSCORD_STRING_CHUNK bytes, as nearly all do, to `to`, which has room
 * for SYSCORD_STRING_CHUNK: its bytes, and the rest of the last word is zero. -1: it does not, or
 * the bytes that far are not all of one page.
 */
static __always_inline int plain_string(u8 *to, unsigned long from)
{
	u64 *word = (u64 *)to;
	unsigned int i;

	if ((from & ~PAGE_MASK) > PAGE_SIZE - SYSCORD_STRING_CHUNK ||
	    !access_ok((const void __user *)from, SYSCORD_STRING_CHUNK))
		return -1;
	barrier_nospec();
	if (raw_copy_from_user(to, (const void __user *)from, SYSCORD_STRING_CHUNK))
		return -1;
	for (i = 0; i < SYSCORD_STRING_CHUNK / sizeof(u64); i++) {
		u64 nul = word_nul(word[i]);

		if (nul) {
			word[i] &= ((nul & -nul) >> 7) - 1;
			return i * sizeof(u64) + (__ffs64(nul) >> 3);
		}
	}
	return -1;
}

/*
 * The captures of a row that is SYSCORD_WAY_PLAIN: the record's length with its
 * blobs, or 0: go the long way. `rec` is complete but for blobs, and ring->room
 * bytes long. In the probe only.
 */
notrace u32 syscord_capture_plain(struct syscord_ring *ring, const struct syscord_row *row,
				  struct syscord_record *rec, u32 snaplen)
{
	const struct syscord_call *call = (const struct syscord_call *)(rec + 1);
	u8 *out = (u8 *)rec + sizeof(*rec) + rec->body;
	const u8 *end = (const u8 *)rec + ring->room;
	const struct syscord_op *op = row->ops;
	unsigned int left = row->nops, blobs = 0;
	u32 len = 0;

	pagefault_disable();
	for (; left; left--, op++) {
		unsigned long from = call->args[op->arg];
		u64 *blob = (u64 *)out;
		u32 flags = 0, got;
		u64 want;

		if (!from)
			continue;
		if (op->kind == SYSCORD_OP_STR) {
			int string;

			if (end - out < sizeof(struct syscord_blob) + SYSCORD_STRING_CHUNK)
				goto out;
			string = plain_string(out + sizeof(struct syscord_blob), from);
			if (string < 0)
				goto out;
			want = string;
			got = string;
			goto done;
		}
		if (op->kind == SYSCORD_OP_OUT) {
			if (syscord_call_failed(call->ret))
				continue;
			flags = SYSCORD_BLOB_OUT;
		}
		if (op->size_kind == SYSCORD_SIZE_CONST) {
			want = op->size;
			got = op->size;
		} else {
			want = call->args[op->size_arg];
			if (flags)
				want = min_t(u64, want, call->ret);
			got = min_t(u64, want, snaplen);
			if (got < want)
				flags |= SYSCORD_BLOB_TRUNCATED;
		}
		if (unlikely(sizeof(struct syscord_blob) + ALIGN((u64)got, 8) > end - out ||
			     want > U32_MAX || !access_ok((const void __user *)from, got)))
			goto out;
		barrier_nospec();
		blob_pad(out + sizeof(struct syscord_blob), got);
		if (raw_copy_from_user(out + sizeof(struct syscord_blob),
				       (const void __user *)from, got))
			goto out;
done:
		/* as struct syscord_blob has them, two words at a time */
		blob[0] = op->arg | flags << 16 | want << 32;
		blob[1] = got;
		out += sizeof(struct syscord_blob) + ALIGN(got, 8);
		blobs++;
	}
	rec->blobs = blobs;
	len = out - (u8 *)rec;
out:
	pagefault_enable();
	return len;
}
