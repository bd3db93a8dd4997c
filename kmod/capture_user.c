// SPDX-License-Identifier: GPL-2.0
/* What cannot be read, and strings. */
#include "blob.h"

#define STRING_MAX	4096	/* PATH_MAX */
#define STRINGS_MAX	1024	/* elements of a string array */
#define VECTOR_MAX	16384	/* bytes of all of them */

noinline int syscord_blob_fault(struct syscord_capture *cap, u8 arg, u8 part, u16 flags, u32 want,
			       u32 got, u32 reason)
{
	if (!cap->accept_fault)
		return -EAGAIN;
	if (flags & SYSCORD_BLOB_CONTINUED) {
		/* It will not: take back what syscord_blob_cut() put there. */
		flags &= ~SYSCORD_BLOB_CONTINUED;
		cap->end += sizeof(struct syscord_continued);
		cap->continued--;
	}
	blob_pad(cap->out + sizeof(struct syscord_blob), got);
	blob_end(cap, arg, part, flags | SYSCORD_BLOB_FAULTED, want, got, reason);
	return 0;
}

/*
 * Content of which only *got bytes are kept in the blob that comes next: `count` iovecs
 * at `from`, or the bytes themselves if that is 0. Where it is to be continued, that is
 * kept behind the record's end, in the place of the blob's struct syscord_continued.
 * What a call was given in vain is not.
 */
noinline int syscord_blob_cut(struct syscord_capture *cap, const void __user *from, u32 count,
			      u32 *got, u16 *flags)
{
	const u32 heads = sizeof(struct syscord_blob) + sizeof(struct syscord_continued);
	struct syscord_continued *source;
	u64 room = cap->end - cap->out;

	if (cap->content == SYSCORD_CONTENT_CUT ||
	    (!(*flags & SYSCORD_BLOB_OUT) && syscord_call_failed(cap->ret))) {
		*flags |= SYSCORD_BLOB_TRUNCATED;
		return 0;
	}
	if (cap->content == SYSCORD_CONTENT_WHOLE)
		return -EAGAIN;
	if (room < heads)
		return -ENOSPC;
	*got = min_t(u32, *got, room - heads);
	cap->end -= sizeof(*source);
	source = (struct syscord_continued *)cap->end;
	source->blob = cap->rec->blobs;
	source->reason = count;
	source->kept = (unsigned long)from;
	cap->continued++;
	*flags |= SYSCORD_BLOB_CONTINUED;
	return 0;
}

/*
 * Copies a string with its NUL to data, at most `limit` bytes; returns its bytes
 * without the NUL, or -EAGAIN, -EFAULT with *got bytes copied. Never reads into a
 * page that the string does not reach.
 */
static int copy_string(const struct syscord_capture *cap, u8 *data, const char __user *from,
		       u32 limit, u32 *got, u32 *reason)
{
	*got = 0;
	while (*got < limit) {
		u32 part = min_t(u32, SYSCORD_STRING_CHUNK, limit - *got);
		unsigned long address = (unsigned long)from + *got;
		u32 left;
		u8 *nul;

		part = min_t(u32, part, PAGE_SIZE - (address & ~PAGE_MASK));
		left = copy_user(cap, data + *got, from + *got, part, reason);
		nul = memchr(data + *got, 0, part - left);
		if (nul) {
			*got = nul - data;
			return 1;
		}
		*got += part - left;
		if (left)
			return -EFAULT;
	}
	return 0;
}

/* Up to its NUL, or to `most` bytes if that is not 0: so long it is whole without one. */
int syscord_capture_string(struct syscord_capture *cap, u8 arg, u8 part, u16 flags,
			   const char __user *from, u32 most)
{
	u8 *data = cap->out + sizeof(struct syscord_blob);
	u32 limit = min_t(u32, most ?: STRING_MAX, STRING_MAX), got, reason;
	int end, err;

	err = blob_room(cap, &limit);
	if (err == -ENOSPC) {
		u64 room = cap->end - cap->out;

		/* the ring's last bytes: enough for most paths */
		if (room < sizeof(struct syscord_blob) + SYSCORD_STRING_CHUNK)
			return err;
		limit = room - sizeof(struct syscord_blob);
	}
	end = copy_string(cap, data, from, limit, &got, &reason);
	if (end < 0)
		return syscord_blob_fault(cap, arg, part, flags, got + 1, got, reason);
	if (end == 0 && got != most) {
		if (err)
			return err;
		flags |= SYSCORD_BLOB_TRUNCATED;
	}
	blob_pad(data, got);
	blob_end(cap, arg, part, flags, end || got == most ? got : got + 1, got, 0);
	return 0;
}

/* Strings one after the other, each with its NUL. */
int syscord_capture_strings(struct syscord_capture *cap, u8 arg, u8 part,
			    const void __user *vector)
{
	u32 word = cap->compat ? sizeof(u32) : sizeof(u64);
	u8 *data = cap->out + sizeof(struct syscord_blob);
	u32 limit = VECTOR_MAX, used = 0, reason, i;
	u16 flags = 0;
	int err;

	err = blob_room(cap, &limit);
	if (err)
		return err;
	for (i = 0; i < STRINGS_MAX; i++) {
		u64 pointer = 0;
		u32 got;
		int end;

		if (copy_user(cap, &pointer, vector + i * word, word, &reason))
			return syscord_blob_fault(cap, arg, part, 0, used + 1, used,
						  reason);
		if (!pointer)
			break;
		end = copy_string(cap, data + used, (const char __user *)(unsigned long)pointer,
				  limit - used, &got, &reason);
		used += got;
		if (end < 0)
			return syscord_blob_fault(cap, arg, part, 0, used + 1, used,
						  reason);
		if (end == 0) {
			flags = SYSCORD_BLOB_TRUNCATED;
			break;
		}
		used++;	/* its NUL */
	}
	if (i == STRINGS_MAX)
		flags = SYSCORD_BLOB_TRUNCATED;
	blob_pad(data, used);
	blob_end(cap, arg, part, flags, used + (flags ? 1 : 0), used, 0);
	return 0;
}

/* What `count` pointers lead to, `size` bytes each, joined; up to one that is NULL. */
int syscord_capture_pointers(struct syscord_capture *cap, u8 arg, u8 part,
			     const void __user *vector, u64 count, u32 size)
{
	u32 word = cap->compat ? sizeof(u32) : sizeof(u64);
	u8 *data = cap->out + sizeof(struct syscord_blob);
	u32 used = 0, limit, reason, want, i;
	u16 flags = 0;
	int err;

	count = min_t(u64, count, U32_MAX / size);
	want = count * size;
	limit = min_t(u32, want, VECTOR_MAX);
	err = blob_room(cap, &limit);
	if (err)
		return err;
	for (i = 0; i < count && used + size <= limit; i++) {
		u64 pointer = 0;
		u32 left;

		if (copy_user(cap, &pointer, vector + i * word, word, &reason))
			return syscord_blob_fault(cap, arg, part, 0, want, used, reason);
		if (!pointer)
			break;
		left = copy_user(cap, data + used, (const void __user *)(unsigned long)pointer,
				 size, &reason);
		used += size - left;
		if (left)
			return syscord_blob_fault(cap, arg, part, 0, want, used, reason);
	}
	if (used < want)
		flags = SYSCORD_BLOB_TRUNCATED;
	blob_pad(data, used);
	blob_end(cap, arg, part, flags, want, used, 0);
	return 0;
}
