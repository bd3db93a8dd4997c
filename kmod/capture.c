// SPDX-License-Identifier: GPL-2.0
/*
 * The interpreter of the table's capture columns, and all copying from user
 * memory. It runs in the probe, where nothing may sleep or fault and the record
 * is in the ring, and on the deferred path, where both may and it is in memory of
 * its own. Rows are data: a new call never needs code here.
 *
 * Lengths come from the program and are hostile: each is bounded before use, and
 * no byte is read beyond what the call itself was given.
 */
#include <linux/mm.h>
#include <linux/socket.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <linux/userfaultfd_k.h>

#include "capture.h"

#define STRING_MAX	4096	/* PATH_MAX */
#define STRINGS_MAX	1024	/* elements of a string array */
#define CONTROL_MAX	4096
#define STRUCT_MAX	16384	/* one structure or array of structures */
#define CHUNK		64	/* of a string: most paths are one */

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

/*
 * Never take a page in on behalf of a program that handles its own faults: the
 * handler may be waiting for this very task.
 */
static bool range_has_userfault(unsigned long start, unsigned long len)
{
	struct mm_struct *mm = current->mm;
	unsigned long end = start + len;
	struct vm_area_struct *vma;
	bool found = false;

	mmap_read_lock(mm);
	for (vma = find_vma(mm, start); vma && vma->vm_start < end;
	     vma = find_vma(mm, vma->vm_end)) {
		if (userfaultfd_armed(vma)) {
			found = true;
			break;
		}
	}
	mmap_read_unlock(mm);
	return found;
}

/*
 * Bytes that could not be copied; *reason says why. In the probe page faults are
 * off, so that a page that is not resident fails at once.
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
	if (unlikely(cap->may_fault)) {
		if (range_has_userfault((unsigned long)from, len)) {
			*reason = SYSCORD_FAULT_USERFAULT;
			pagefault_disable();
			left = raw_copy_from_user(to, from, len);
			pagefault_enable();
			return left;
		}
		*reason = SYSCORD_FAULT_BAD;
		return raw_copy_from_user(to, from, len);
	}
	pagefault_disable();
	left = raw_copy_from_user(to, from, len);
	pagefault_enable();
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

static noinline int blob_fault(struct syscord_capture *cap, u8 arg, u8 part, u16 flags, u32 want,
			       u32 got, u32 reason)
{
	if (!cap->accept_fault)
		return -EAGAIN;
	blob_pad(cap->out + sizeof(struct syscord_blob), got);
	blob_end(cap, arg, part, flags | SYSCORD_BLOB_FAULTED, want, got, reason);
	return 0;
}

/*
 * `want` bytes at `from`, of which at most `limit` are kept.
 * 0; -EAGAIN: not resident; -ENOSPC: no room in the ring.
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
	if (unlikely(err))
		return err;
	if (got < want)
		flags |= SYSCORD_BLOB_TRUNCATED;
	if (likely(got)) {
		left = copy_user(cap, data, from, got, &reason);
		if (unlikely(left))
			return blob_fault(cap, arg, part, flags, want, got - left, reason);
		blob_pad(data, got);
	}
	blob_end(cap, arg, part, flags, want, got, 0);
	return 0;
}

int syscord_capture_blob(struct syscord_capture *cap, u8 arg, u8 part, u16 flags,
			 const void __user *from, u64 want, u32 limit)
{
	return capture_bytes(cap, arg, part, flags, from, want, limit);
}

int syscord_capture_kernel(struct syscord_capture *cap, u8 arg, u8 part, u16 flags,
			   const void *from, u64 want, u32 limit)
{
	u8 *data = cap->out + sizeof(struct syscord_blob);
	u32 got = min_t(u64, want, limit);
	int err = blob_room(cap, &got);

	if (err)
		return err;
	if (got < want)
		flags |= SYSCORD_BLOB_TRUNCATED;
	memcpy(data, from, got);
	blob_pad(data, got);
	blob_end(cap, arg, part, flags, min_t(u64, want, U32_MAX), got, 0);
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
		u32 part = min_t(u32, CHUNK, limit - *got);
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

static int capture_string(struct syscord_capture *cap, u8 arg, u16 flags,
			  const char __user *from)
{
	u8 *data = cap->out + sizeof(struct syscord_blob);
	u32 limit = STRING_MAX, got, reason;
	int end, err;

	err = blob_room(cap, &limit);
	if (err == -ENOSPC) {
		u64 room = cap->end - cap->out;

		/* the ring's last bytes: enough for most paths */
		if (room < sizeof(struct syscord_blob) + CHUNK)
			return err;
		limit = room - sizeof(struct syscord_blob);
	}
	end = copy_string(cap, data, from, limit, &got, &reason);
	if (end < 0)
		return blob_fault(cap, arg, SYSCORD_PART_DATA, flags, got + 1, got, reason);
	if (end == 0) {
		if (err)
			return err;
		flags |= SYSCORD_BLOB_TRUNCATED;
	}
	blob_pad(data, got);
	blob_end(cap, arg, SYSCORD_PART_DATA, flags, end ? got : got + 1, got, 0);
	return 0;
}

/* Strings one after the other, each with its NUL. */
static int capture_strings(struct syscord_capture *cap, u8 arg, const void __user *vector)
{
	u32 word = cap->compat ? sizeof(u32) : sizeof(u64);
	u8 *data = cap->out + sizeof(struct syscord_blob);
	u32 limit = STRING_MAX, used = 0, reason, i;
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
			return blob_fault(cap, arg, SYSCORD_PART_DATA, 0, used + 1, used, reason);
		if (!pointer)
			break;
		end = copy_string(cap, data + used, (const char __user *)(unsigned long)pointer,
				  limit - used, &got, &reason);
		used += got;
		if (end < 0)
			return blob_fault(cap, arg, SYSCORD_PART_DATA, 0, used + 1, used, reason);
		if (end == 0) {
			flags = SYSCORD_BLOB_TRUNCATED;
			break;
		}
		used++;	/* its NUL */
	}
	if (i == STRINGS_MAX)
		flags = SYSCORD_BLOB_TRUNCATED;
	blob_pad(data, used);
	blob_end(cap, arg, SYSCORD_PART_DATA, flags, used + (flags ? 1 : 0), used, 0);
	return 0;
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
 * What `count` iovecs point to, `total` bytes of it, joined. The vector is read
 * from user memory again where it did not fit into its own blob.
 */
static int capture_gather(struct syscord_capture *cap, u8 arg, u16 flags,
			  const void __user *vector, u32 count, u64 total)
{
	u8 *data = cap->out + sizeof(struct syscord_blob);
	u32 size = iovec_size(cap), limit, used = 0, reason, i;
	int err;

	limit = min_t(u64, total, cap->snaplen);
	err = blob_room(cap, &limit);
	if (err)
		return err;
	for (i = 0; i < count && used < limit; i++) {
		struct iovec raw, iov;
		u32 part, left;

		if (copy_user(cap, &raw, vector + i * size, size, &reason))
			return blob_fault(cap, arg, SYSCORD_PART_CONTENT, flags,
					  min_t(u64, total, U32_MAX), used, reason);
		iov = iovec_at(cap, &raw, 0);
		part = min_t(u64, iov.iov_len, limit - used);
		if (!part)
			continue;
		left = copy_user(cap, data + used, iov.iov_base, part, &reason);
		used += part - left;
		if (left)
			return blob_fault(cap, arg, SYSCORD_PART_CONTENT, flags,
					  min_t(u64, total, U32_MAX), used, reason);
	}
	if (used < total)
		flags |= SYSCORD_BLOB_TRUNCATED;
	blob_pad(data, used);
	blob_end(cap, arg, SYSCORD_PART_CONTENT, flags, min_t(u64, total, U32_MAX), used, 0);
	return 0;
}

/* The vector, then what it points to: what came in (ret bytes) or all that went out. */
static int capture_vector(struct syscord_capture *cap, u8 arg, const void __user *vector,
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
		for (i = 0; i < blob->got / size; i++)
			total += min_t(u64, iovec_at(cap, blob + 1, i).iov_len, MAX_RW_COUNT);
	}
	return capture_gather(cap, arg, out ? SYSCORD_BLOB_OUT : 0, vector, count, total);
}

static u32 msghdr_size(const struct syscord_capture *cap)
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
static int capture_msghdr(struct syscord_capture *cap, u8 arg, const void __user *from, u32 size,
			  bool out, s64 ret)
{
	const struct syscord_blob *blob = (const struct syscord_blob *)cap->out;
	u16 flags = out ? SYSCORD_BLOB_OUT : 0;
	struct user_msghdr head;
	int err;

	err = capture_bytes(cap, arg, SYSCORD_PART_DATA, flags, from, size, size);
	if (err || blob->got < size || (out && syscord_call_failed(ret)))
		return err;
	if (size > msghdr_size(cap))
		ret = *(const u32 *)((const u8 *)(blob + 1) + msghdr_size(cap));
	head = msghdr_at(cap, blob + 1);
	if (head.msg_name && head.msg_namelen > 0) {
		err = capture_bytes(cap, arg, SYSCORD_PART_NAME, flags, head.msg_name,
				    head.msg_namelen, sizeof(struct __kernel_sockaddr_storage));
		if (err)
			return err;
	}
	err = capture_vector(cap, arg, head.msg_iov, head.msg_iovlen, out, ret);
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
static int capture_messages(struct syscord_capture *cap, u8 arg, const void __user *from,
			    u32 count, bool out)
{
	/* msg_len, and padding to a long */
	u32 size = msghdr_size(cap) + (cap->compat ? sizeof(u32) : sizeof(u64)), i;
	int err = 0;

	if (syscord_call_failed(cap->ret))
		count = min_t(u32, count, !out);
	else
		count = min_t(u64, count, cap->ret);
	for (i = 0; i < count; i++) {
		u16 blobs = cap->rec->blobs;
		u8 *start = cap->out;

		err = capture_msghdr(cap, arg, from + (u64)i * size, size, out, 0);
		if (err == -ENOSPC && cap->bounded) {
			cap->rec->blobs = blobs;
			cap->out = start;
			return 0;
		}
		if (err)
			break;
	}
	return err;
}

/* A socket address that the kernel wrote, as long as it says. */
static int capture_address_out(struct syscord_capture *cap, u8 arg, const void __user *from,
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
		return blob_fault(cap, arg, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, 1, 0, reason);
	}
	return capture_bytes(cap, arg, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, from, len,
			     sizeof(struct __kernel_sockaddr_storage));
}

/* An ioctl's argument: the request number says which way and how much. */
static int capture_ioctl(struct syscord_capture *cap, u8 arg, const void __user *from,
			 u32 request)
{
	unsigned int dir = _IOC_DIR(request);
	unsigned int size = _IOC_SIZE(request);
	u16 flags = 0;

	if (!size || dir == _IOC_NONE)
		return 0;
	if (dir & _IOC_READ) {
		if (syscord_call_failed(cap->ret) && !(dir & _IOC_WRITE))
			return 0;
		flags = SYSCORD_BLOB_OUT;
	}
	return capture_bytes(cap, arg, SYSCORD_PART_DATA, flags, from, size, STRUCT_MAX);
}

/*
 * How many bytes a size column means: *limit is how many of them are kept.
 * 0 or -EAGAIN.
 */
static __always_inline int op_size(struct syscord_capture *cap, const struct syscord_op *op,
				   u64 *want, u32 *limit)
{
	u32 size = cap->compat ? op->compat_size : op->size;
	const u64 *args = cap->args;
	u32 length, reason;

	*limit = cap->snaplen;
	if (likely(op->size_kind == SYSCORD_SIZE_RET)) {
		/* recv's result may exceed the buffer, whose size is the next argument */
		*want = min_t(u64, cap->ret, args[op->size_arg]);
		return 0;
	}
	if (op->size_kind == SYSCORD_SIZE_ARG) {
		*want = args[op->size_arg];
		return 0;
	}
	if (op->size_kind == SYSCORD_SIZE_POINTER) {
		if (copy_user(cap, &length, (const void __user *)(unsigned long)args[op->size_arg],
			      sizeof(length), &reason))
			return cap->accept_fault ? -EFAULT : -EAGAIN;
		*want = length;
		return 0;
	}
	*limit = STRUCT_MAX;
	if (op->size_kind == SYSCORD_SIZE_CONST)
		*want = size;
	else if (op->size_kind == SYSCORD_SIZE_RETN)
		*want = (u64)cap->ret * size;
	else if (op->size_kind == SYSCORD_SIZE_ARGN)
		*want = (u64)(u32)args[op->size_arg] * size;
	else if (op->size_kind == SYSCORD_SIZE_RETARGN)
		*want = min_t(u64, cap->ret, (u32)args[op->size_arg]) * size;
	else if (op->size_kind == SYSCORD_SIZE_PAGES)
		*want = (args[op->size_arg] >> PAGE_SHIFT) + !!offset_in_page(args[op->size_arg]);
	else
		*want = ALIGN(min_t(u64, (u32)args[op->size_arg], 1 << 20),
			      cap->compat ? 32 : 64) / 8;
	return 0;
}

/* The arguments of a call that is made by way of another, in its registers or `words`. */
static void sub_args(const struct syscord_capture *cap, const struct syscord_sub *sub,
		     const u32 *words, u64 *args)
{
	unsigned int i, n = sub->row->nargs;

	for (i = 0; i < n; i++)
		args[i] = sub->order ? cap->args[sub->order >> 4 * (n - 1 - i) & 7] : words[i];
}

/* The blobs from `at` on are those of such a call. */
static void sub_blobs(const struct syscord_capture *cap, u8 *at)
{
	while (at < cap->out) {
		struct syscord_blob *blob = (struct syscord_blob *)at;

		blob->arg += SYSCORD_ARG_SUB;
		at += sizeof(*blob) + ALIGN(blob->got, 8);
	}
}

/*
 * The arguments of a call that is made by way of this one, and what they lead to.
 * Rows of such calls have no such op themselves: it goes no deeper.
 */
static int capture_calls(struct syscord_capture *cap, const struct syscord_row *row,
			 const struct syscord_op *op, const void __user *from)
{
	const struct syscord_sub *sub = syscord_row_sub(row, cap->args[op->size_arg]);
	const struct syscord_blob *words = (const struct syscord_blob *)cap->out;
	const u64 *outer = cap->args;
	u64 args[6] = { };
	u8 *start;
	u32 len;
	int err;

	if (!sub)
		return 0;
	len = sub->row->nargs * sizeof(u32);
	if (!sub->order) {
		err = capture_bytes(cap, op->arg, SYSCORD_PART_DATA, 0, from, len, len);
		if (err || words->got < len)
			return err;
	}
	sub_args(cap, sub, (const u32 *)(words + 1), args);
	start = cap->out;
	cap->args = args;
	err = syscord_capture_call(cap, sub->row);
	cap->args = outer;
	if (!err)
		sub_blobs(cap, start);
	return err;
}

/* The same for syscord_capture_before(). */
static noinline void before_calls(struct syscord_capture *cap, const struct syscord_row *row,
				  const struct syscord_op *op, const void __user *from)
{
	const struct syscord_sub *sub = syscord_row_sub(row, cap->args[op->size_arg]);
	const u64 *outer = cap->args;
	u8 *start = cap->out;
	u64 args[6] = { };
	u32 words[6], reason;

	if (!sub || (!sub->order &&
		     copy_user(cap, words, from, sub->row->nargs * sizeof(u32), &reason)))
		return;
	sub_args(cap, sub, words, args);
	cap->args = args;
	syscord_capture_before(cap, sub->row);
	cap->args = outer;
	sub_blobs(cap, start);
}

static noinline int capture_rare(struct syscord_capture *cap, const struct syscord_row *row,
				 const struct syscord_op *op, const void __user *from)
{
	u64 k = cap->args[op->size_arg];

	switch (op->kind) {
	case SYSCORD_OP_STR:
		return capture_string(cap, op->arg, 0, from);
	case SYSCORD_OP_OSTR:
		if (syscord_call_failed(cap->ret))
			return 0;
		return capture_string(cap, op->arg, SYSCORD_BLOB_OUT, from);
	case SYSCORD_OP_STRV:
		return capture_strings(cap, op->arg, from);
	case SYSCORD_OP_IOVIN:
		return capture_vector(cap, op->arg, from, k, false, 0);
	case SYSCORD_OP_IOVOUT:
		return capture_vector(cap, op->arg, from, k, true, cap->ret);
	case SYSCORD_OP_MSGIN:
		return capture_msghdr(cap, op->arg, from, msghdr_size(cap), false, 0);
	case SYSCORD_OP_MSGOUT:
		return capture_msghdr(cap, op->arg, from, msghdr_size(cap), true, cap->ret);
	case SYSCORD_OP_MSGSIN:
		return capture_messages(cap, op->arg, from, k, false);
	case SYSCORD_OP_MSGSOUT:
		return capture_messages(cap, op->arg, from, k, true);
	case SYSCORD_OP_SADDR:
		return capture_bytes(cap, op->arg, SYSCORD_PART_DATA, 0, from, (u32)k,
				     sizeof(struct __kernel_sockaddr_storage));
	case SYSCORD_OP_OADDR:
		return capture_address_out(cap, op->arg, from,
					   (const void __user *)(unsigned long)k);
	case SYSCORD_OP_IOC:
		return capture_ioctl(cap, op->arg, from, k);
	case SYSCORD_OP_CALLS:
		return capture_calls(cap, row, op, from);
	}
	return 0;
}

/*
 * What the record cannot hold beside a blob that fills it, and says that it was cut, is
 * left out. What only the ring has no room for is an error.
 */
static int capture_end(const struct syscord_capture *cap, int err)
{
	return err == -ENOSPC && cap->bounded ? 0 : err;
}

int syscord_capture_call(struct syscord_capture *cap, const struct syscord_row *row)
{
	const struct syscord_op *op = row->ops;
	const struct syscord_op *end = op + row->nops;

	for (; op < end; op++) {
		const void __user *from = (const void __user *)(unsigned long)cap->args[op->arg];
		u16 flags = SYSCORD_BLOB_OUT;
		u32 limit;
		u64 want;
		int err;

		if (!from)
			continue;
		if (unlikely(op->cond_mask) && !syscord_op_applies(op, cap->args[op->cond_arg]))
			continue;
		if (op->kind == SYSCORD_OP_OUT || op->kind == SYSCORD_OP_OUTIN) {
			if (syscord_call_failed(cap->ret))
				continue;
		} else if (op->kind == SYSCORD_OP_IN) {
			flags = 0;
		} else if (op->kind == SYSCORD_OP_INR) {
			if (!cap->ret)
				continue;
			flags = 0;
		} else if (op->kind == SYSCORD_OP_OUTP) {
			if (cap->ret <= 0)
				continue;
		} else if (op->kind == SYSCORD_OP_OUTE) {
			if (!syscord_call_failed(cap->ret))
				continue;
		} else if (op->kind != SYSCORD_OP_INOUT) {
			err = capture_rare(cap, row, op, from);
			if (unlikely(err))
				return capture_end(cap, err);
			continue;
		}
		err = op_size(cap, op, &want, &limit);
		if (err == -EFAULT)
			continue;
		if (!err)
			err = capture_bytes(cap, op->arg, SYSCORD_PART_DATA, flags, from, want,
					    limit);
		if (unlikely(err))
			return capture_end(cap, err);
	}
	return 0;
}

/*
 * At the entry: what stands in the arguments that the call will write to, as blobs
 * flagged BEFORE. Content is left to after the call.
 */
void syscord_capture_before(struct syscord_capture *cap, const struct syscord_row *row)
{
	const struct syscord_op *op = row->ops;
	const struct syscord_op *end = op + row->nops;

	for (; op < end; op++) {
		const void __user *from = (const void __user *)(unsigned long)cap->args[op->arg];
		u32 limit;
		u64 want;

		if (!from || (op->cond_mask && !syscord_op_applies(op, cap->args[op->cond_arg])))
			continue;
		if (op->kind == SYSCORD_OP_CALLS) {
			before_calls(cap, row, op, from);
			continue;
		}
		if (op->kind == SYSCORD_OP_IOC) {
			u32 request = cap->args[op->size_arg];

			if (_IOC_DIR(request) != (_IOC_READ | _IOC_WRITE))
				continue;
			want = _IOC_SIZE(request);
			limit = STRUCT_MAX;
		} else if ((op->kind != SYSCORD_OP_INOUT && op->kind != SYSCORD_OP_OUTIN) ||
			   op->size_kind < SYSCORD_SIZE_CONST ||
			   op_size(cap, op, &want, &limit)) {
			continue;
		}
		if (capture_bytes(cap, op->arg, SYSCORD_PART_DATA, SYSCORD_BLOB_BEFORE, from, want,
				  limit))
			break;
	}
}

/* The first NUL of a word, as a bit in its byte's top; 0: none. Little-endian. */
static __always_inline u64 word_nul(u64 word)
{
	const u64 ones = 0x0101010101010101ULL;

	return (word - ones) & ~word & (ones << 7);
}

/*
 * A string that ends within CHUNK bytes, as nearly all do, to `to`, which has room
 * for CHUNK: its bytes, and the rest of the last word is zero. -1: it does not, or
 * the bytes that far are not all of one page.
 */
static __always_inline int plain_string(u8 *to, unsigned long from)
{
	u64 *word = (u64 *)to;
	unsigned int i;

	if ((from & ~PAGE_MASK) > PAGE_SIZE - CHUNK || !access_ok((const void __user *)from, CHUNK))
		return -1;
	barrier_nospec();
	if (raw_copy_from_user(to, (const void __user *)from, CHUNK))
		return -1;
	for (i = 0; i < CHUNK / sizeof(u64); i++) {
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

			if (end - out < sizeof(struct syscord_blob) + CHUNK)
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
