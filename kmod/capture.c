// SPDX-License-Identifier: GPL-2.0
/*
 * The interpreter of the table's capture columns. It runs in the probe, where nothing
 * may sleep or fault and the record is in the ring, and on the deferred path, where
 * both may and it is in memory of its own. Rows are data: a new call never needs code
 * here.
 */
#include <linux/fdtable.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/socket.h>

#include "blob.h"

#define STRUCT_MAX	16384	/* one structure or array of structures */

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

/* A bitmap of `bits` files: the kernel looks at no more than there is room for. */
static noinline u64 size_files(const struct syscord_capture *cap, u32 bits)
{
	u32 room;

	if ((s32)bits < 0)
		return 0;
	rcu_read_lock();
	room = files_fdtable(current->files)->max_fds;
	rcu_read_unlock();
	return ALIGN((u64)min(bits, room), cap->compat ? 32 : 64) / 8;
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
		*want = min_t(u64, cap->ret, args[op->size_arg]) + size;
		return 0;
	}
	if (op->size_kind == SYSCORD_SIZE_ARG) {
		*want = min_t(u64, args[op->size_arg], U32_MAX) + size;
		return 0;
	}
	if (op->size_kind == SYSCORD_SIZE_LEAST) {
		*want = min(args[op->size_arg], args[size]);
		return 0;
	}
	if (op->size_kind <= SYSCORD_SIZE_POINTERN) {
		if (copy_user(cap, &length, (const void __user *)(unsigned long)args[op->size_arg],
			      sizeof(length), &reason))
			return cap->accept_fault ? -EFAULT : -EAGAIN;
		*want = (u64)length * size;
		if (op->size_kind == SYSCORD_SIZE_POINTERN)
			*limit = STRUCT_MAX;
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
	else if (op->size_kind == SYSCORD_SIZE_ARGNC)
		*want = (u64)(u32)args[op->size_arg] * (u8)size + (size >> 8);
	else if (op->size_kind == SYSCORD_SIZE_PAGES)
		*want = (args[op->size_arg] >> PAGE_SHIFT) + !!offset_in_page(args[op->size_arg]);
	else if (op->size_kind == SYSCORD_SIZE_BITS)
		*want = size_files(cap, args[op->size_arg]);
	else
		*want = ALIGN(min_t(u64, (u32)args[op->size_arg] - !!args[op->size_arg], 1 << 20),
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

	if (!sub || (!sub->order && !from))
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
		     (!from ||
		      copy_user(cap, words, from, sub->row->nargs * sizeof(u32), &reason))))
		return;
	sub_args(cap, sub, words, args);
	cap->args = args;
	syscord_capture_before(cap, sub->row);
	cap->args = outer;
	sub_blobs(cap, start);
}

/* Of the blob that an op makes */
static u8 op_part(const struct syscord_op *op)
{
	return op->from == op->arg ? SYSCORD_PART_DATA :
				     SYSCORD_PART_VIA + op->from - SYSCORD_VALUE_LOADED;
}

static noinline int capture_rare(struct syscord_capture *cap, const struct syscord_row *row,
				 const struct syscord_op *op, const void __user *from)
{
	u64 k = cap->args[op->size_arg];
	u8 part = op_part(op);

	switch (op->kind) {
	case SYSCORD_OP_STR:
		return syscord_capture_string(cap, op->arg, part, 0, from, op->size);
	case SYSCORD_OP_OSTR:
		if (syscord_call_failed(cap->ret))
			return 0;
		return syscord_capture_string(cap, op->arg, part, SYSCORD_BLOB_OUT, from, 0);
	case SYSCORD_OP_STRV:
		return syscord_capture_strings(cap, op->arg, part, from);
	case SYSCORD_OP_IOVIN:
		return syscord_capture_vector(cap, op->arg, from, k, false, 0);
	case SYSCORD_OP_IOVOUT:
		return syscord_capture_vector(cap, op->arg, from, k, true, cap->ret);
	case SYSCORD_OP_MSGIN:
		return syscord_capture_msghdr(cap, op->arg, from, syscord_msghdr_size(cap), false,
					      0);
	case SYSCORD_OP_MSGOUT:
		return syscord_capture_msghdr(cap, op->arg, from, syscord_msghdr_size(cap), true,
					      cap->ret);
	case SYSCORD_OP_MSGSIN:
		return syscord_capture_messages(cap, op->arg, from, k, false);
	case SYSCORD_OP_MSGSOUT:
		return syscord_capture_messages(cap, op->arg, from, k, true);
	case SYSCORD_OP_SADDR:
		return capture_bytes(cap, op->arg, part, 0, from, (u32)k,
				     sizeof(struct __kernel_sockaddr_storage));
	case SYSCORD_OP_OADDR:
		return syscord_capture_address_out(cap, op->arg, from,
						   (const void __user *)(unsigned long)k);
	case SYSCORD_OP_IOC:
		return capture_ioctl(cap, op->arg, from, k);
	case SYSCORD_OP_CALLS:
		return capture_calls(cap, row, op, from);
	case SYSCORD_OP_PTRS:
		return syscord_capture_pointers(cap, op->arg, part, from, k, op->size);
	}
	return 0;
}

/*
 * A word behind a pointer, or the place itself, for the ops behind this one. Where it
 * cannot be read it is 0, and known to be unread.
 */
static noinline int capture_load(struct syscord_capture *cap, const struct syscord_op *op)
{
	u32 width = op->size_kind ?: cap->compat ? sizeof(u32) : sizeof(u64), reason;
	unsigned long from = cap->values[op->from];
	u64 word = 0;

	cap->unread &= ~(1 << op->size_arg);
	if (op->size_kind == SYSCORD_WIDTH_RESULT) {
		word = cap->ret;
	} else if (from) {
		from += cap->compat ? op->compat_size : op->size;
		if (op->size_kind == SYSCORD_WIDTH_ADDR) {
			word = from;
		} else if (copy_user(cap, &word, (const void __user *)from, width, &reason)) {
			if (!cap->accept_fault)
				return -EAGAIN;
			word = 0;
			cap->unread |= 1 << op->size_arg;
			cap->unread_reason = reason;
		}
	}
	cap->values[op->size_arg] = word;
	return 0;
}

/* Does what an op captures hang on a value that could not be read? */
static bool op_unread(const struct syscord_capture *cap, const struct syscord_op *op)
{
	u32 values = 1 << op->from;

	if (op->cond_mask)
		values |= 1 << op->cond_arg;
	if (op->kind != SYSCORD_OP_LOAD)
		values |= 1 << op->size_arg;
	return cap->unread & values;
}

/*
 * A value that such a one loads is not known either. In the place of what it would have
 * captured there is a blob that says why not; how much that was nobody knows. Of the
 * alternatives that an argument, or a value that leads somewhere, has only one makes it.
 */
static noinline int capture_unread(struct syscord_capture *cap, const struct syscord_op *op,
				   u16 *told)
{
	bool failed = syscord_call_failed(cap->ret);
	u8 part = op_part(op);
	u16 flags = 0, bit;
	u32 none = 0;
	int err;

	if (op->kind == SYSCORD_OP_LOAD) {
		cap->unread |= 1 << op->size_arg;
		return 0;
	}
	if (!cap->args[op->from] && !(cap->unread >> op->from & 1))
		return 0;
	switch (op->kind) {
	case SYSCORD_OP_OUT:
	case SYSCORD_OP_OUTIN:
	case SYSCORD_OP_OUTP:
	case SYSCORD_OP_OSTR:
		if (failed || (op->kind == SYSCORD_OP_OUTP && !cap->ret))
			return 0;
		flags = SYSCORD_BLOB_OUT;
		break;
	case SYSCORD_OP_OUTE:
		if (!failed)
			return 0;
		fallthrough;
	case SYSCORD_OP_INOUT:
		flags = SYSCORD_BLOB_OUT;
		break;
	case SYSCORD_OP_INR:
		if (!cap->ret)
			return 0;
		break;
	}
	bit = 1 << (part == SYSCORD_PART_DATA ? op->arg : op->from);
	if (*told & bit)
		return 0;
	*told |= bit;
	err = blob_room(cap, &none);
	return err ?: syscord_blob_fault(cap, op->arg, part, flags, 1, 0, cap->unread_reason);
}

/* For a row that has LOADs: its arguments and room for what they load. */
static noinline void capture_values(struct syscord_capture *cap, const struct syscord_row *row)
{
	memset(cap->values, 0, sizeof(cap->values));
	memcpy(cap->values, cap->args, row->nargs * sizeof(*cap->args));
	cap->args = cap->values;
}

/* The row whose ops are to be run for these arguments; cap->args is made ready for them. */
static __always_inline const struct syscord_row *capture_row(struct syscord_capture *cap,
							     const struct syscord_row *row)
{
	if (row->way == SYSCORD_WAY_VARIANTS)
		row = syscord_row_variant(row, cap->args);
	cap->unread = 0;
	if (unlikely(row->flags & SYSCORD_ROW_LOADS))
		capture_values(cap, row);
	return row;
}

static int capture_ops(struct syscord_capture *cap, const struct syscord_row *row)
{
	const struct syscord_op *op = row->ops;
	const struct syscord_op *end = op + row->nops;
	u16 told = 0;

	for (; op < end; op++) {
		const void __user *from = (const void __user *)(unsigned long)cap->args[op->from];
		u16 flags = SYSCORD_BLOB_OUT;
		u32 limit;
		u64 want;
		int err;

		if (unlikely(cap->unread) && op_unread(cap, op)) {
			err = capture_unread(cap, op, &told);
			if (err)
				return blob_missing(cap, err);
			continue;
		}
		if (unlikely(op->cond_mask) && !syscord_op_applies(op, cap->args[op->cond_arg]))
			continue;
		if (unlikely(op->kind == SYSCORD_OP_LOAD)) {
			err = capture_load(cap, op);
			if (unlikely(err))
				return err;
			continue;
		}
		/* of a call by way of ipc, that register may be any of the arguments */
		if (!from && op->kind != SYSCORD_OP_CALLS)
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
				return blob_missing(cap, err);
			continue;
		}
		err = op_size(cap, op, &want, &limit);
		if (err == -EFAULT)
			continue;
		if (!err)
			err = capture_bytes(cap, op->arg, op_part(op), flags, from, want, limit);
		if (unlikely(err))
			return blob_missing(cap, err);
	}
	return 0;
}

int syscord_capture_call(struct syscord_capture *cap, const struct syscord_row *row)
{
	const u64 *args = cap->args;
	int err;

	err = capture_ops(cap, capture_row(cap, row));
	cap->args = args;
	return err;
}

/* Those of one op; false: there is no room for more */
static bool before_op(struct syscord_capture *cap, const struct syscord_row *row,
		      const struct syscord_op *op)
{
	const void __user *from = (const void __user *)(unsigned long)cap->args[op->from];
	u32 limit = STRUCT_MAX;
	u64 want;

	if (op->cond_mask && !syscord_op_applies(op, cap->args[op->cond_arg]))
		return true;
	switch (op->kind) {
	case SYSCORD_OP_LOAD:
		capture_load(cap, op);
		return true;
	case SYSCORD_OP_CALLS:
		before_calls(cap, row, op, from);
		return true;
	case SYSCORD_OP_IOC: {
		u32 request = cap->args[op->size_arg];

		if (_IOC_DIR(request) != (_IOC_READ | _IOC_WRITE))
			return true;
		want = _IOC_SIZE(request);
		break;
	}
	case SYSCORD_OP_INOUT:
	case SYSCORD_OP_OUTIN:
		/* content is left to after the call */
		if (op->size_kind < SYSCORD_SIZE_POINTERN || op_size(cap, op, &want, &limit))
			return true;
		break;
	default:
		return true;
	}
	return !from || !capture_bytes(cap, op->arg, op_part(op), SYSCORD_BLOB_BEFORE, from, want,
				       limit);
}

/*
 * At the entry: what stands in the arguments that the call will write to, as blobs
 * flagged BEFORE.
 */
void syscord_capture_before(struct syscord_capture *cap, const struct syscord_row *row)
{
	const u64 *args = cap->args;
	unsigned int i;

	row = capture_row(cap, row);
	for (i = 0; i < row->nops; i++)
		if (!before_op(cap, row, &row->ops[i]))
			break;
	cap->args = args;
}
