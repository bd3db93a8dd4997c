/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The short ways around the interpreter for the commonest rows: one buffer, as of
 * read and write, inlined here; buffers, strings and structures, as of openat and
 * newfstatat. Whatever is not plain about a call (no room, a page that is not
 * resident, a bad pointer) goes the long way, from the start.
 */
#ifndef SYSCORD_CAPTURE_H
#define SYSCORD_CAPTURE_H

#include <linux/uaccess.h>

#include "syscord.h"
#include "compat.h"
#include "table.h"

static __always_inline bool syscord_call_failed(s64 ret)
{
	return (u64)ret >= (u64)-4095;
}

/*
 * The record's length with its blob; 0: go the long way. `rec` is complete but
 * for blobs, and ring->room bytes long.
 */
static __always_inline u32 syscord_capture_buffer(struct syscord_ring *ring,
						  const struct syscord_row *row,
						  struct syscord_record *rec, u32 snaplen)
{
	const struct syscord_call *call = (const struct syscord_call *)(rec + 1);
	const struct syscord_op *op = row->ops;
	const void __user *from = (const void __user *)(unsigned long)call->args[op->arg];
	u32 len = sizeof(*rec) + rec->body;
	struct syscord_blob *blob = (struct syscord_blob *)((u8 *)rec + len);
	u64 want = call->args[op->size_arg];
	u32 flags = 0, got, left;

	if (row->way == SYSCORD_WAY_OUT) {
		if (syscord_call_failed(call->ret))
			return len;
		want = min_t(u64, want, call->ret);
		flags = SYSCORD_BLOB_OUT;
	}
	if (unlikely(!from))
		return len;
	got = snaplen;
	if (want <= got)
		got = want;
	else
		flags |= SYSCORD_BLOB_TRUNCATED;
	len += sizeof(*blob) + ALIGN(got, 8);
	if (unlikely(len > ring->room || want > U32_MAX || !access_ok(from, got)))
		return 0;
	barrier_nospec();
	if (got & 7)
		*(u64 *)((u8 *)rec + len - 8) = 0;
	pagefault_disable();
	left = raw_copy_from_user(blob + 1, from, got);
	pagefault_enable();
	if (unlikely(left))
		return 0;
	/* as struct syscord_blob has them, two words at a time */
	((u64 *)blob)[0] = op->arg | flags << 16 | want << 32;
	((u64 *)blob)[1] = got;
	rec->blobs = 1;
	return len;
}

#endif /* SYSCORD_CAPTURE_H */
