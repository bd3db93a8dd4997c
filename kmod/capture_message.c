// SPDX-License-Identifier: GPL-2.0
/*
 * What is scattered: iovecs, messages and the addresses that come with them, of
 * 64-bit programs and of 32-bit ones.
 */
#include <linux/socket.h>
#include <linux/uio.h>

#include "blob.h"

#define CONTROL_MAX	4096

/* As 32-bit programs have them. Not the kernel's own, which not every kernel has. */
struct iovec32 {
	u32 iov_base;
	u32 iov_len;
};

struct msghdr32 {
	u32 msg_name;
	s32 msg_namelen;
	u32 msg_iov;
	u32 msg_iovlen;
	u32 msg_control;
	u32 msg_controllen;
	u32 msg_flags;
};

static void __user *pointer32(u32 pointer)
{
	return (void __user *)(unsigned long)pointer;
}

static u32 iovec_size(const struct syscord_capture *cap)
{
	return cap->compat ? sizeof(struct iovec32) : sizeof(struct iovec);
}

/* Element i of a vector that is in memory of our own. */
static struct iovec iovec_at(const struct syscord_capture *cap, const void *vector, u32 i)
{
	const struct iovec32 *iov = vector;

	if (!cap->compat)
		return ((const struct iovec *)vector)[i];
	return (struct iovec){ pointer32(iov[i].iov_base), iov[i].iov_len };
}

/*
 * Up to `len` bytes of what iovecs point to, joined, and goes on behind them the next
 * time. The vector is read from user memory: it need not have fit into its own blob.
 * Fewer bytes than that: *reason says why, 0 if the iovecs have no more.
 */
u32 syscord_gather_copy(const struct syscord_capture *cap, struct syscord_gather *gather, u8 *to,
			u32 len, u32 *reason)
{
	u32 size = iovec_size(cap), used = 0;

	*reason = SYSCORD_FAULT_NONE;
	while (used < len && gather->next < gather->count) {
		struct iovec raw, iov;
		u32 part, left;

		if (copy_user(cap, &raw, gather->vector + gather->next * size, size, reason))
			break;
		iov = iovec_at(cap, &raw, 0);
		if (iov.iov_len <= gather->skip) {
			gather->skip -= iov.iov_len;
			gather->next++;
			continue;
		}
		part = min_t(u64, iov.iov_len - gather->skip, len - used);
		left = copy_user(cap, to + used, iov.iov_base + gather->skip, part, reason);
		used += part - left;
		if (left)
			break;
		gather->skip += part;
	}
	return used;
}

/* What `count` iovecs point to, `total` bytes of it, joined. */
static int capture_gather(struct syscord_capture *cap, u8 arg, u16 flags,
			  const void __user *vector, u32 count, u64 total)
{
	u8 *data = cap->out + sizeof(struct syscord_blob);
	struct syscord_gather gather = { .vector = vector, .count = count };
	u32 limit, used, reason;
	int err;

	limit = min_t(u64, total, cap->snaplen);
	err = blob_room(cap, &limit);
	if (limit < total && count)
		err = syscord_blob_cut(cap, vector, count, &limit, &flags) ?: err;
	if (err)
		return err;
	used = syscord_gather_copy(cap, &gather, data, limit, &reason);
	if (reason)
		return syscord_blob_fault(cap, arg, SYSCORD_PART_CONTENT,
					  flags & ~SYSCORD_BLOB_TRUNCATED,
					  min_t(u64, total, U32_MAX), used, reason);
	if (used < total && !(flags & SYSCORD_BLOB_CONTINUED))
		flags |= SYSCORD_BLOB_TRUNCATED;
	blob_pad(data, used);
	blob_end(cap, arg, SYSCORD_PART_CONTENT, flags, min_t(u64, total, U32_MAX), used, 0);
	return 0;
}

/* The vector, then what it points to: what came in (ret bytes) or all that went out. */
int syscord_capture_vector(struct syscord_capture *cap, u8 arg, const void __user *vector,
			   u64 count, bool out, s64 ret)
{
	const struct syscord_blob *blob = (const struct syscord_blob *)cap->out;
	u32 size = iovec_size(cap);
	u64 total = 0;
	int err;

	if (!vector || count > UIO_MAXIOV)
		return 0;
	err = capture_bytes(cap, arg, SYSCORD_PART_IOVEC, 0, vector, count * size,
			    UIO_MAXIOV * size);
	if (err)
		return err;
	if (out) {
		if (syscord_call_failed(ret))
			return 0;
		total = ret;
	} else {
		u32 i;

		/* the copy in the blob, which nobody can change meanwhile */
		for (i = 0; i < blob->got / size; i++) {
			u64 len = iovec_at(cap, blob + 1, i).iov_len;

			total += min_t(u64, len, MAX_RW_COUNT - total);
		}
	}
	return capture_gather(cap, arg, out ? SYSCORD_BLOB_OUT : 0, vector, count, total);
}

u32 syscord_msghdr_size(const struct syscord_capture *cap)
{
	return cap->compat ? sizeof(struct msghdr32) : sizeof(struct user_msghdr);
}

static struct user_msghdr msghdr_at(const struct syscord_capture *cap, const void *from)
{
	const struct msghdr32 *msg = from;

	if (!cap->compat)
		return *(const struct user_msghdr *)from;
	return (struct user_msghdr){
		.msg_name = pointer32(msg->msg_name),
		.msg_namelen = msg->msg_namelen,
		.msg_iov = pointer32(msg->msg_iov),
		.msg_iovlen = msg->msg_iovlen,
		.msg_control = pointer32(msg->msg_control),
		.msg_controllen = msg->msg_controllen,
	};
}

/* A struct msghdr; its `ret` bytes came in. Or of `size` a struct mmsghdr, which says how many. */
int syscord_capture_msghdr(struct syscord_capture *cap, u8 arg, const void __user *from, u32 size,
			   bool out, s64 ret)
{
	const struct syscord_blob *blob = (const struct syscord_blob *)cap->out;
	u16 flags = out ? SYSCORD_BLOB_OUT : 0;
	struct user_msghdr head;
	int err;

	err = capture_bytes(cap, arg, SYSCORD_PART_DATA, flags, from, size, size);
	if (err || blob->got < size || (out && syscord_call_failed(ret)))
		return err;
	if (size > syscord_msghdr_size(cap))
		ret = *(const u32 *)((const u8 *)(blob + 1) + syscord_msghdr_size(cap));
	head = msghdr_at(cap, blob + 1);
	if (head.msg_name && head.msg_namelen > 0) {
		err = capture_bytes(cap, arg, SYSCORD_PART_NAME, flags, head.msg_name,
				    head.msg_namelen, sizeof(struct __kernel_sockaddr_storage));
		if (err)
			return err;
	}
	err = syscord_capture_vector(cap, arg, head.msg_iov, head.msg_iovlen, out, ret);
	if (err)
		return err;
	if (head.msg_control && head.msg_controllen)
		return capture_bytes(cap, arg, SYSCORD_PART_CONTROL, flags, head.msg_control,
				     head.msg_controllen, CONTROL_MAX);
	return 0;
}

/*
 * The messages of an array that were sent or received, each with its own blobs
 * behind that of its struct mmsghdr; the first one if sending it failed. As many
 * as fit into a record.
 */
int syscord_capture_messages(struct syscord_capture *cap, u8 arg, const void __user *from,
			     u32 count, bool out)
{
	/* msg_len, and padding to a long */
	u32 size = syscord_msghdr_size(cap) + (cap->compat ? sizeof(u32) : sizeof(u64)), i;
	int err;

	if (syscord_call_failed(cap->ret))
		count = min_t(u32, count, !out);
	else
		count = min_t(u64, count, cap->ret);
	for (i = 0; i < count; i++) {
		u16 blobs = cap->rec->blobs, continued = cap->continued;
		u8 *start = cap->out, *end = cap->end;

		err = syscord_capture_msghdr(cap, arg, from + (u64)i * size, size, out, 0);
		if (!err)
			continue;
		/* not half of one */
		cap->rec->blobs = blobs;
		cap->continued = continued;
		cap->out = start;
		cap->end = end;
		return blob_missing(cap, err);
	}
	return 0;
}

/* A socket address that the kernel wrote, as long as it says. */
int syscord_capture_address_out(struct syscord_capture *cap, u8 arg, const void __user *from,
				const void __user *length)
{
	u32 len, reason, none = 0;
	int err;

	if (syscord_call_failed(cap->ret) || !length)
		return 0;
	if (copy_user(cap, &len, length, sizeof(len), &reason)) {
		err = blob_room(cap, &none);
		if (err)
			return err;
		return syscord_blob_fault(cap, arg, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, 1, 0,
					  reason);
	}
	return capture_bytes(cap, arg, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, from, len,
			     sizeof(struct __kernel_sockaddr_storage));
}
