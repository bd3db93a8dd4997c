/* SPDX-License-Identifier: GPL-2.0 */
/* include/syscalls.def, the columns that the module reads. */
#ifndef SYSCORD_TABLE_H
#define SYSCORD_TABLE_H

#include <linux/types.h>

/* What to copy for one argument; the words are explained in syscalls.def. */
enum syscord_op_kind {
	SYSCORD_OP_NONE,
	SYSCORD_OP_OUT,
	SYSCORD_OP_OUTIN,
	SYSCORD_OP_IN,
	SYSCORD_OP_INR,
	SYSCORD_OP_STR,
	SYSCORD_OP_OUTP,
	SYSCORD_OP_OUTE,
	SYSCORD_OP_INOUT,
	SYSCORD_OP_OSTR,
	SYSCORD_OP_STRV,
	SYSCORD_OP_IOVIN,
	SYSCORD_OP_IOVOUT,
	SYSCORD_OP_MSGIN,
	SYSCORD_OP_MSGOUT,
	SYSCORD_OP_MSGSIN,
	SYSCORD_OP_MSGSOUT,
	SYSCORD_OP_SADDR,
	SYSCORD_OP_OADDR,
	SYSCORD_OP_IOC,
	SYSCORD_OP_CALLS,
	SYSCORD_OP_PTRS,
	SYSCORD_OP_LOAD,
	/* until the table is ready: what follows are the ops of the next row, or variant */
	SYSCORD_OP_ROW,
	SYSCORD_OP_VARIANT,
};

enum syscord_size_kind {
	SYSCORD_SIZE_RET,	/* content: obeys snaplen */
	SYSCORD_SIZE_ARG,	/* content */
	SYSCORD_SIZE_LEAST,	/* content */
	SYSCORD_SIZE_POINTER,	/* content */
	SYSCORD_SIZE_POINTERN,	/* structure, from here on: captured whole */
	SYSCORD_SIZE_CONST,
	SYSCORD_SIZE_RETN,
	SYSCORD_SIZE_RETARGN,
	SYSCORD_SIZE_ARGN,
	SYSCORD_SIZE_ARGNC,	/* unit, and above it what is added */
	SYSCORD_SIZE_PAGES,
	SYSCORD_SIZE_BITS,
	SYSCORD_SIZE_NODES,
};

struct syscord_op {
	u8 kind;	/* enum syscord_op_kind */
	u8 arg;		/* which argument it belongs to; SYSCORD_ARG_SAME until init */
	u8 from;	/* value that is the pointer; SYSCORD_FROM_ARG until init: `arg` */
	u8 size_kind;	/* enum syscord_size_kind */
	u8 size_arg;	/* value that size_kind, or the kind itself, needs */
	u8 cond_arg;
	u8 cond_else;	/* SYSCORD_COND_*: what a value beyond the 64 of `cond` says */
	u16 size;	/* constant, unit, or what RET and ARG are exceeded by */
	u16 compat_size;	/* the same on the 32-bit ABI */
	u32 cond_mask;	/* 0: always; else only if (value & cond_mask) - cond_base */
	u32 cond_base;	/* is the number of a bit that is set in cond */
	u64 cond;
};

#define SYSCORD_COND_ABOVE	0x01	/* yes, if it is more than those of `cond` */
#define SYSCORD_COND_BELOW	0x02	/* yes, if it is less */

#define SYSCORD_ARG_SAME	0xff	/* the same argument as the op before */
#define SYSCORD_FROM_ARG	0

/*
 * size_kind of a LOAD: bytes of a word, 0: a long; or no word, but the address where it
 * would be, or the call's result
 */
#define SYSCORD_WIDTH_ADDR	0xff
#define SYSCORD_WIDTH_RESULT	0xfe

struct syscord_family;

struct syscord_row {
	const struct syscord_op *ops;	/* those that capture */
	u8 nargs;
	u8 nops;
	u8 class;	/* SYSCORD_CLASS_* */
	u8 flags;	/* SYSCORD_ROW_* */
	u16 body;	/* of a record: struct syscord_call and the arguments */
	u8 way;		/* enum syscord_row_way */
	bool captures;	/* anything: itself, or a variant of it */
	const struct syscord_family *family;	/* SYSCORD_WAY_VARIANTS */
};

/*
 * A call whose meaning hangs on one argument, or two: those, and a row for each value
 * of them that has captures of its own; see FAMILY, SELECT and VARIANT in syscalls.def.
 */
struct syscord_family {
	u8 first;
	u8 second;	/* SYSCORD_ARG_SAME: only one */
	u32 mask;	/* of the first */
	const struct syscord_family *next;	/* to be asked if this one has no variant */
};

/* The condition of an op that has one */
static __always_inline bool syscord_op_applies(const struct syscord_op *op, u32 value)
{
	u32 bit = (value & op->cond_mask) - op->cond_base;

	return bit < 64 ? op->cond >> bit & 1 : op->cond_else >> (bit >> 31) & 1;
}

/* How a row's captures are run: the shortest way that can say them. */
enum syscord_row_way {
	SYSCORD_WAY_OUT,	/* syscord_capture_buffer(): nothing but one OUT(RET) */
	SYSCORD_WAY_IN,		/* the same: nothing but one IN(A(k)) */
	SYSCORD_WAY_PLAIN,	/* syscord_capture_plain(): buffers, structures, strings */
	SYSCORD_WAY_LONG,	/* syscord_capture_call(), as the next */
	SYSCORD_WAY_VARIANTS,	/* of the variant that stands for the value, or its own */
};

#define SYSCORD_ROW_STATE	0x01
#define SYSCORD_ROW_EXEC	0x02	/* a success has an EXEC record instead */
#define SYSCORD_ROW_NORETURN	0x08	/* exit and its like */
#define SYSCORD_ROW_FORKS	0x10	/* returns in the child, too, which never entered it */
/* Computed, not in syscalls.def */
#define SYSCORD_ROW_BEFORE	0x04	/* has in/out arguments, or a variant of it has */
#define SYSCORD_ROW_LOADS	0x20	/* has LOAD ops */

/* A call made by way of another one; see SUBCALL in syscalls.def. */
struct syscord_sub {
	const struct syscord_row *via;
	const struct syscord_row *row;
	u32 number;	/* SYSCORD_SUB_ANY: it has none */
	u32 order;	/* 0: its arguments are words in memory */
};

#define SYSCORD_SUB_ANY	0xffffffff

/* Numbers from this one on are unknown on every ABI. */
#define SYSCORD_NR_LIMIT	1023

extern const struct syscord_row syscord_row_unknown;
extern const struct syscord_row syscord_row_sigreturn;
/* Without the rows flagged EXEC, so that the probe has one test less for all others. */
extern const struct syscord_row *syscord_rows_native[SYSCORD_NR_LIMIT + 1];
extern const struct syscord_row *const syscord_rows_compat[SYSCORD_NR_LIMIT + 1];

/* By number, native or 32-bit: one of the two has SYSCORD_ROW_BEFORE */
extern bool syscord_rows_before[SYSCORD_NR_LIMIT + 1];

/* Native or 32-bit, those flagged EXEC too; NULL: not in the table */
const struct syscord_row *syscord_row_find(u32 nr, bool compat);
const struct syscord_sub *syscord_row_sub(const struct syscord_row *via, u32 number);
/* Of a row that is SYSCORD_WAY_VARIANTS: the one that stands for these arguments, or itself */
const struct syscord_row *syscord_row_variant(const struct syscord_row *row, const u64 *args);
int syscord_table_init(void);
void syscord_table_exit(void);

#endif /* SYSCORD_TABLE_H */
