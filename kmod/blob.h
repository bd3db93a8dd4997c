/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Copying from user memory into a record's blobs: what the files of capture share.
 *
 * Lengths come from the program and are hostile: each is bounded before use, and
 * no byte is read beyond what the call itself was given.
 */
#ifndef SYSCORD_BLOB_H
#define SYSCORD_BLOB_H

#include "capture.h"

#define SYSCORD_STRING_CHUNK 64	/* of a string, copied at a time: most paths are one */

/* fault.c */
u32 syscord_fault_copy(void *to, const void __user *from, u32 len, bool quick, u32 *reason);

/* capture_user.c */
int syscord_blob_fault(struct syscord_capture *cap, u8 arg, u8 part, u16 flags, u32 want,
		       u32 got, u32 reason);
int syscord_blob_cut(struct syscord_capture *cap, const void __user *from, u32 count, u32 *got,
		     u16 *flags);
int syscord_capture_string(struct syscord_capture *cap, u8 arg, u8 part, u16 flags,
			   const char __user *from, u32 most);
int syscord_capture_strings(struct syscord_capture *cap, u8 arg, u8 part,
			    const void __user *vector);
int syscord_capture_pointers(struct syscord_capture *cap, u8 arg, u8 part,
			     const void __user *vector, u64 count, u32 size);

/* capture_message.c */
struct syscord_gather {
	const void __user *vector;
	u32 count;
	u32 next;	/* element, of which `skip` bytes are done with, or more than it has */
	u64 skip;
};

u32 syscord_gather_copy(const struct syscord_capture *cap, struct syscord_gather *gather, u8 *to,
			u32 len, u32 *reason);
u32 syscord_msghdr_size(const struct syscord_capture *cap);
int syscord_capture_vector(struct syscord_capture *cap, u8 arg, const void __user *vector,
			   u64 count, bool out, s64 ret);
int syscord_capture_msghdr(struct syscord_capture *cap, u8 arg, const void __user *from, u32 size,
			   bool out, s64 ret);
int syscord_capture_messages(struct syscord_capture *cap, u8 arg, const void __user *from,
			     u32 count, bool out);
int syscord_capture_address_out(struct syscord_capture *cap, u8 arg, const void __user *from,
				const void __user *length);

/*
 * Bytes that could not be copied; *reason says why. In the probe page faults are
 * off, so that a page that is not resident fails at once. On the deferred path they
 * are taken with care, if there are any.
 */
static __always_inline u32 copy_user(const struct syscord_capture *cap, void *to,
				     const void __user *from, u32 len, u32 *reason)
{
	u32 left;

	if (unlikely(!access_ok(from, len))) {
		*reason = SYSCORD_FAULT_BAD;
		return len;
	}
	barrier_nospec();
	pagefault_disable();
	left = raw_copy_from_user(to, from, len);
	pagefault_enable();
	if (likely(!left))
		return 0;
	if (cap->may_fault)
		return syscord_fault_copy(to + (len - left), from + (len - left), left, cap->quick,
					  reason);
	*reason = SYSCORD_FAULT_BUSY;
	return left;
}

/* Room for a blob's header and data of up to `len`; cuts len at the record's limit. */
static __always_inline int blob_room(const struct syscord_capture *cap, u32 *len)
{
	u64 room = cap->end - cap->out;	/* both are aligned to 8, and out never passes end */

	if (likely(sizeof(struct syscord_blob) + ALIGN((u64)*len, 8) <= room))
		return 0;
	if (!cap->bounded || room < sizeof(struct syscord_blob))
		return -ENOSPC;
	*len = room - sizeof(struct syscord_blob);
	return 0;
}

/*
 * A blob could not be made: what the record cannot hold is left out, and the record says
 * so. What only the ring has no room for is an error.
 */
static inline int blob_missing(const struct syscord_capture *cap, int err)
{
	if (err != -ENOSPC || !cap->bounded)
		return err;
	if (cap->content == SYSCORD_CONTENT_WHOLE)
		return -EAGAIN;
	cap->rec->flags |= SYSCORD_RECORD_CUT;
	return 0;
}

static __always_inline void blob_end(struct syscord_capture *cap, u8 arg, u8 part, u16 flags,
				     u32 want, u32 got, u32 reason)
{
	struct syscord_blob *blob = (struct syscord_blob *)cap->out;

	blob->arg = arg;
	blob->part = part;
	blob->flags = flags;
	blob->want = want;
	blob->got = got;
	blob->reason = reason;
	cap->rec->blobs++;
	cap->out += sizeof(*blob) + ALIGN(got, 8);
}

/* The bytes after the data, up to the next multiple of 8, are zero. */
static __always_inline void blob_pad(u8 *data, u32 got)
{
	if (got & 7)
		memset(data + got, 0, 8 - (got & 7));
}

/*
 * `want` bytes at `from`, of which at most `limit` are kept: snaplen if it is content.
 * 0; -EAGAIN: not resident, or content that does not fit whole; -ENOSPC: no room in the
 * ring, or for another blob.
 */
static __always_inline int capture_bytes(struct syscord_capture *cap, u8 arg, u8 part, u16 flags,
					 const void __user *from, u64 want, u32 limit)
{
	u8 *data = cap->out + sizeof(struct syscord_blob);
	u32 got, left, reason;
	int err;

	if (unlikely(want > U32_MAX))
		want = U32_MAX;
	got = min_t(u64, want, limit);
	err = blob_room(cap, &got);
	if (unlikely(got < want && limit == cap->snaplen))
		err = syscord_blob_cut(cap, from, 0, &got, &flags) ?: err;
	else if (got < want)
		flags |= SYSCORD_BLOB_TRUNCATED;
	if (unlikely(err))
		return err;
	if (likely(got)) {
		left = copy_user(cap, data, from, got, &reason);
		if (unlikely(left))
			return syscord_blob_fault(cap, arg, part, flags, want, got - left, reason);
		blob_pad(data, got);
	}
	blob_end(cap, arg, part, flags, want, got, 0);
	return 0;
}

#endif /* SYSCORD_BLOB_H */
