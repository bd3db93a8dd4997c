// SPDX-License-Identifier: GPL-2.0
/* The syscall table as the module sees it: rows, and an index for each ABI. */
#include <linux/cache.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/signal_types.h>
#include <linux/stat.h>
#include <linux/time_types.h>
#include <uapi/linux/eventpoll.h>
#include <uapi/linux/resource.h>
#include <uapi/linux/sysinfo.h>
#include <uapi/linux/time.h>
#include <asm/stat.h>

#include "table.h"
#include "compat.h"
#include <linux/syscord.h>

#define SYSCORD_SIZE_EPOLL_EVENT sizeof(struct epoll_event)

/* T(name): bytes of a structure on the native and on the 32-bit ABI. */
enum {
#define TYPE(name, native, compat) T_##name = (native), T32_##name = (compat)
	TYPE(timespec, 16, 8),
	TYPE(timeval, 16, 8),
	TYPE(itimerval, 32, 16),
	TYPE(itimerspec, 32, 16),
	TYPE(rlimit, 16, 8),
	TYPE(rusage, sizeof(struct rusage), 72),
	TYPE(long, 8, 4),
	TYPE(gid, 4, 2),
	TYPE(flock, 32, 16),
	TYPE(flock64, 32, SYSCORD_SIZE_COMPAT_FLOCK64),
	TYPE(sigaction, sizeof(struct sigaction), 20),
	TYPE(sigaltstack, sizeof(stack_t), 12),
	TYPE(waitinfo, 28, 24),	/* as much of a siginfo_t as waitid writes */
	TYPE(sysinfo, sizeof(struct sysinfo), 64),
	TYPE(tms, 32, 16),
#undef TYPE
};

#define RET_ARG		0xff	/* until syscord_table_init() puts the argument's number there */

/* Size columns: kind, argument, constant or unit, the same for the 32-bit ABI. */
#define C(n)		SYSCORD_SIZE_CONST, 0, (n), (n)
#define S(type)		SYSCORD_SIZE_CONST, 0, sizeof(type), sizeof(type)
#define T(name)		SYSCORD_SIZE_CONST, 0, T_##name, T32_##name
#define A(k)		SYSCORD_SIZE_ARG, (k), 1, 1
#define AN(k, n)	SYSCORD_SIZE_ARGN, (k), (n), (n)
#define RET		SYSCORD_SIZE_RET, RET_ARG, 1, 1
#define AT(k, name)	SYSCORD_SIZE_ARGN, (k), T_##name, T32_##name
#define RETN(n)		SYSCORD_SIZE_RETN, 0, (n), (n)
#define RETAN(k, n)	SYSCORD_SIZE_RETARGN, (k), (n), (n)
#define RETAT(k, name)	SYSCORD_SIZE_RETARGN, (k), T_##name, T32_##name
#define PAGES(k)	SYSCORD_SIZE_PAGES, (k), 1, 1
#define P(k)		SYSCORD_SIZE_POINTER, (k), 1, 1
#define BITS(k)		SYSCORD_SIZE_BITS, (k), 0, 0

/* Capture columns. SIZED takes the four parts of a size apart. */
#define SIZED(op, ...)	SIZED_(op, __VA_ARGS__)
#define SIZED_(op, sk, sa, n, n32) \
	.kind = SYSCORD_OP_##op, .size_kind = sk, .size_arg = sa, .size = n, .compat_size = n32
#define NONE		.kind = SYSCORD_OP_NONE
#define STR		.kind = SYSCORD_OP_STR
#define OSTR		.kind = SYSCORD_OP_OSTR
#define STRV		.kind = SYSCORD_OP_STRV
#define IN(size)	SIZED(IN, size)
#define INR(size)	SIZED(INR, size)
#define OUT(size)	SIZED(OUT, size)
#define OUTIN(size)	SIZED(OUTIN, size)
#define OUTP(size)	SIZED(OUTP, size)
#define OUTE(size)	SIZED(OUTE, size)
#define INOUT(size)	SIZED(INOUT, size)
#define IOVIN(k)	.kind = SYSCORD_OP_IOVIN, .size_arg = (k)
#define IOVOUT(k)	.kind = SYSCORD_OP_IOVOUT, .size_arg = (k)
#define MSGIN		.kind = SYSCORD_OP_MSGIN
#define MSGOUT		.kind = SYSCORD_OP_MSGOUT
#define MSGSIN(k)	.kind = SYSCORD_OP_MSGSIN, .size_arg = (k)
#define MSGSOUT(k)	.kind = SYSCORD_OP_MSGSOUT, .size_arg = (k)
#define SADDR(k)	.kind = SYSCORD_OP_SADDR, .size_arg = (k)
#define OADDR(k)	.kind = SYSCORD_OP_OADDR, .size_arg = (k)
#define IOC(k)		.kind = SYSCORD_OP_IOC, .size_arg = (k)
#define CALLS(k)	.kind = SYSCORD_OP_CALLS, .size_arg = (k)
#define CASE(k, mask, values, ...) \
	.cond_arg = (k), .cond_mask = (mask), .cond = (values), __VA_ARGS__
#define FROM(k, base, values, ...) \
	.cond_base = (base), CASE(k, 0xffffffff, values, __VA_ARGS__)
/* Commands F_GETLK, F_SETLK(W); those of 64 bits and OFD; F_[SG]ETOWN_EX; F_[GS]ET_(FILE_)RW_HINT */
#define FCNTL(k) \
	OR(FROM(k, 5, 0x1, INOUT(T(flock))), OR(FROM(k, 6, 0x3, IN(T(flock))), \
	OR(FROM(k, 12, 0x1000001, INOUT(T(flock64))), OR(FROM(k, 13, 0x3000003, IN(T(flock64))), \
	OR(FROM(k, 15, 0x1, IN(C(8))), OR(FROM(k, 16, 0x1, OUT(C(8))), \
	OR(FROM(k, 1035, 0x5, OUT(C(8))), FROM(k, 1036, 0x5, IN(C(8))))))))))
/* One more element of the row's ops */
#define OR(first, ...)	first }, { .arg = SYSCORD_ARG_SAME, __VA_ARGS__

#define ARG(name, capture, format) { capture },
#define SYSCALL(name, x86_64, i386, generic, arm, class, flags, args) \
	static struct syscord_op ops_##name[] __ro_after_init = { args };
#include <syscalls.def>
#undef SYSCALL
#undef ARG

#define RS	SYSCORD_CLASS_RS
#define WS	SYSCORD_CLASS_WS
#define RC	SYSCORD_CLASS_RC
#define WC	SYSCORD_CLASS_WC
#define STATE	SYSCORD_ROW_STATE
#define EXEC	SYSCORD_ROW_EXEC
#define NORETURN SYSCORD_ROW_NORETURN
#define FORKS	SYSCORD_ROW_FORKS

enum {
#define SYSCALL(name, ...) ROW_##name,
#include <syscalls.def>
#undef SYSCALL
	ROW_COUNT
};

static struct syscord_row rows[ROW_COUNT] __ro_after_init = {
#define SYSCALL(name, x86_64, i386, generic, arm, class_, flags_, args) \
	[ROW_##name] = { .ops = ops_##name, .nops = ARRAY_SIZE(ops_##name), \
			 .class = class_, .flags = flags_ },
#include <syscalls.def>
#undef SYSCALL
};

#define BODY(nargs) (sizeof(struct syscord_call) + (nargs) * sizeof(u64))

const struct syscord_row syscord_row_unknown = { .nargs = 6, .body = BODY(6) };
const struct syscord_row syscord_row_sigreturn = { .class = SYSCORD_CLASS_WS, .body = BODY(0) };

/*
 * The index. NA falls on the last element, which is never read: callers bound
 * numbers by SYSCORD_NR_LIMIT. So does each row in turn, hence the pragma.
 */
#define NA SYSCORD_NR_LIMIT
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma GCC diagnostic ignored "-Winitializer-overrides"
#endif

const struct syscord_row *syscord_rows_native[SYSCORD_NR_LIMIT + 1] __ro_after_init = {
#define SYSCALL(name, x86_64, i386, generic, arm, ...) \
	[SYSCORD_NATIVE_COLUMN(x86_64, generic)] = &rows[ROW_##name],
#include <syscalls.def>
#undef SYSCALL
};

const struct syscord_row *const syscord_rows_compat[SYSCORD_NR_LIMIT + 1] = {
#define SYSCALL(name, x86_64, i386, generic, arm, ...) \
	[SYSCORD_COMPAT_COLUMN(i386, arm)] = &rows[ROW_##name],
#include <syscalls.def>
#undef SYSCALL
};

#pragma GCC diagnostic pop

bool syscord_rows_before[SYSCORD_NR_LIMIT + 1] __ro_after_init;

static struct {
	u32 nr;
	const struct syscord_row *row;
} execs[4] __ro_after_init;

const struct syscord_row *syscord_row_find(u32 nr, bool compat)
{
	unsigned int i;

	if (nr >= SYSCORD_NR_LIMIT)
		return NULL;
	if (compat)
		return syscord_rows_compat[nr];
	if (syscord_rows_native[nr])
		return syscord_rows_native[nr];
	for (i = 0; i < ARRAY_SIZE(execs); i++)
		if (execs[i].row && execs[i].nr == nr)
			return execs[i].row;
	return NULL;
}

static const struct syscord_sub subs[] = {
#define SYSCALL(...)
#define ANY SYSCORD_SUB_ANY
#define SUBCALL(via_, number_, name, order_) \
	{ .via = &rows[ROW_##via_], .row = &rows[ROW_##name], .number = number_, .order = order_ },
#include <syscalls.def>
#undef SYSCALL
#undef ANY
};

const struct syscord_sub *syscord_row_sub(const struct syscord_row *via, u32 number)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(subs); i++)
		if (subs[i].via == via &&
		    (subs[i].number == number || subs[i].number == SYSCORD_SUB_ANY))
			return &subs[i];
	return NULL;
}

static bool __init op_is_plain(const struct syscord_op *op)
{
	if (op->cond_mask)
		return false;
	switch (op->kind) {
	case SYSCORD_OP_STR:
		return true;
	case SYSCORD_OP_OUT:
		return op->size_kind == SYSCORD_SIZE_RET || op->size_kind == SYSCORD_SIZE_CONST;
	case SYSCORD_OP_IN:
		return op->size_kind == SYSCORD_SIZE_ARG || op->size_kind == SYSCORD_SIZE_CONST;
	}
	return false;
}

/* Its target may hold something that the call goes by, and that it writes over. */
static bool __init op_is_before(const struct syscord_op *op)
{
	return op->kind == SYSCORD_OP_INOUT || op->kind == SYSCORD_OP_OUTIN ||
	       op->kind == SYSCORD_OP_IOC || op->kind == SYSCORD_OP_CALLS;
}

static bool __init row_is_before(const struct syscord_row *row)
{
	return row && row->flags & SYSCORD_ROW_BEFORE;
}

static u8 __init row_way(const struct syscord_row *row)
{
	unsigned int i;

	for (i = 0; i < row->nops; i++)
		if (!op_is_plain(&row->ops[i]))
			return SYSCORD_WAY_LONG;
	if (row->nops != 1 || row->ops[0].size_kind == SYSCORD_SIZE_CONST)
		return SYSCORD_WAY_PLAIN;
	if (row->ops[0].kind == SYSCORD_OP_OUT)
		return SYSCORD_WAY_OUT;
	if (row->ops[0].kind == SYSCORD_OP_IN)
		return SYSCORD_WAY_IN;
	return SYSCORD_WAY_PLAIN;
}

/* What a row is split into; one that finds no place here is whole, and slower. */
static struct syscord_cases cases[8] __ro_after_init;
static struct syscord_row case_rows[64] __ro_after_init;
static struct syscord_op case_ops[64] __ro_after_init;
static unsigned int case_count __initdata, case_row_count __initdata;

static struct syscord_row __init *case_row(const struct syscord_row *row,
					   const struct syscord_op *op)
{
	struct syscord_row *one = &case_rows[case_row_count];

	*one = *row;
	one->ops = &case_ops[case_row_count++];
	one->nops = 0;
	one->flags &= ~SYSCORD_ROW_BEFORE;
	if (op) {
		*one->ops = *op;
		one->ops->cond_mask = 0;
		one->nops = 1;
		if (op_is_before(op))
			one->flags |= SYSCORD_ROW_BEFORE;
	}
	one->way = row_way(one);
	return one;
}

static void __init row_split(struct syscord_row *row)
{
	struct syscord_cases *split = &cases[case_count];
	const struct syscord_row *none;
	u64 taken = 0, twice = 0;
	unsigned int i, value;

	for (i = 0; i < row->nops; i++)
		if (row->ops[i].cond_mask != U32_MAX ||
		    row->ops[i].cond_arg != row->ops[0].cond_arg)
			return;
	if (row->nops < 2 || case_count == ARRAY_SIZE(cases) ||
	    case_row_count + row->nops + 1 > ARRAY_SIZE(case_rows))
		return;
	case_count++;
	none = case_row(row, NULL);
	for (value = 0; value < SYSCORD_CASE_VALUES; value++)
		split->row[value] = none;
	for (i = 0; i < row->nops; i++) {
		const struct syscord_row *one = case_row(row, &row->ops[i]);

		for (value = 0; value < SYSCORD_CASE_VALUES; value++) {
			if (!syscord_op_applies(&row->ops[i], value))
				continue;
			twice |= taken & 1ULL << value;
			taken |= 1ULL << value;
			split->row[value] = twice >> value & 1 ? NULL : one;
		}
	}
	row->cases = split;
	row->way = SYSCORD_WAY_CASES;
}

/*
 * Puts the ops that capture first, so that the interpreter does not step over
 * the others at each call.
 */
void __init syscord_table_init(void)
{
	unsigned int i, k, count = 0;

	for (i = 0; i < ROW_COUNT; i++) {
		struct syscord_row *row = &rows[i];
		struct syscord_op *to = row->ops;

		for (k = 0; k < row->nops; k++) {
			struct syscord_op *op = &row->ops[k];

			op->arg = op->arg == SYSCORD_ARG_SAME ? row->nargs - 1 : row->nargs++;
			/* the buffer's size is the argument behind it */
			if (op->size_arg == RET_ARG)
				op->size_arg = op->arg + 1;
			if (op_is_before(op))
				row->flags |= SYSCORD_ROW_BEFORE;
			if (op->kind != SYSCORD_OP_NONE)
				*to++ = *op;
		}
		row->nops = to - row->ops;
		row->body = BODY(row->nargs);
		row->way = row_way(row);
		row_split(row);
	}
	for (i = 0; i < SYSCORD_NR_LIMIT; i++)
		syscord_rows_before[i] = row_is_before(syscord_rows_native[i]) ||
					 row_is_before(syscord_rows_compat[i]);
	for (i = 0; i < SYSCORD_NR_LIMIT && count < ARRAY_SIZE(execs); i++) {
		const struct syscord_row *row = syscord_rows_native[i];

		if (!row || !(row->flags & SYSCORD_ROW_EXEC))
			continue;
		execs[count].nr = i;
		execs[count++].row = row;
		syscord_rows_native[i] = NULL;
	}
}
