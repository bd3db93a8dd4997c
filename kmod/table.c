// SPDX-License-Identifier: GPL-2.0
/* The syscall table as the module sees it: rows, and an index for each ABI. */
#include <linux/cache.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "syscord.h"
#include "table.h"
#include "table_words.h"
#include "compat.h"
#include <linux/syscord.h>

enum {
#define FAMILY(name, ...) FAMILY_##name,
#define SYSCALL(...)
#include <syscalls.def>
#undef FAMILY
	FAMILY_COUNT
};

static const struct syscord_family families[FAMILY_COUNT] = {
#define FAMILY(name, first_, mask_, second_) \
	[FAMILY_##name] = { .first = (first_), .mask = (mask_), .second = (second_) },
#define NEXT(name, other) [FAMILY_##name].next = &families[FAMILY_##other],
#define ONLY SYSCORD_ARG_SAME
#include <syscalls.def>
#undef FAMILY
#undef NEXT
#undef SYSCALL
};

/* All rows' arguments, one after the other; only those that capture outlive the start. */
static const struct syscord_op all_ops[] __initconst = {
#define ARG(name, capture, format) { capture },
#define SYSCALL(name, x86_64, i386, generic, arm, class, flags, args) \
	{ .kind = SYSCORD_OP_ROW }, args
#define PAIR(first, second) ((u64)(first) << 32 | (second))
#define VARIANT(family, value, name, args) \
	{ .kind = SYSCORD_OP_VARIANT, .size = FAMILY_##family, .cond = (value) }, args
#include <syscalls.def>
#undef SYSCALL
#undef VARIANT
#undef ARG
};

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
	[ROW_##name] = { .class = class_, .flags = flags_ },
#define SELECT(call, family_) [ROW_##call].family = &families[FAMILY_##family_],
#include <syscalls.def>
#undef SYSCALL
#undef SELECT
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

/* ---- made ready at the start ---- */

/* Many variants are captured alike: they share a row, and rows share their ops. */
struct variant {
	u64 key;	/* first & mask, or that << 32 | second */
	u16 family;
	u16 row;
};

static struct syscord_op *row_ops __ro_after_init;
static struct variant *variants __ro_after_init;
static struct syscord_row *variant_rows __ro_after_init;
static unsigned int variant_count __ro_after_init, variant_row_count __ro_after_init;

/* Index of `variants`, plus one; open addressing. Less than half full. */
static u16 *variant_hash __ro_after_init;
static unsigned int variant_bits __ro_after_init;

static __always_inline unsigned int variant_slot(unsigned int family, u64 key)
{
	return hash_64(key + family, variant_bits);
}

static __always_inline unsigned int variant_next(unsigned int at)
{
	return (at + 1) & ((1U << variant_bits) - 1);
}

const struct syscord_row *syscord_row_variant(const struct syscord_row *row, const u64 *args)
{
	const struct syscord_family *family;

	for (family = row->family; family; family = family->next) {
		u64 key = (u32)args[family->first] & family->mask;
		unsigned int number = family - families, at;

		if (family->second != SYSCORD_ARG_SAME)
			key = key << 32 | (u32)args[family->second];
		for (at = variant_slot(number, key); variant_hash[at]; at = variant_next(at)) {
			const struct variant *one = &variants[variant_hash[at] - 1];

			if (one->key == key && one->family == number)
				return &variant_rows[one->row];
		}
	}
	return row;
}

static bool __init op_is_plain(const struct syscord_op *op)
{
	if (op->cond_mask || op->from != op->arg)
		return false;
	switch (op->kind) {
	case SYSCORD_OP_STR:
		return !op->size;
	case SYSCORD_OP_OUT:
		return (op->size_kind == SYSCORD_SIZE_RET && !op->size) ||
		       op->size_kind == SYSCORD_SIZE_CONST;
	case SYSCORD_OP_IN:
		return (op->size_kind == SYSCORD_SIZE_ARG && !op->size) ||
		       op->size_kind == SYSCORD_SIZE_CONST;
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

/* How the row's own captures are run. */
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

/*
 * Takes the row's ops, from `op` to the next row's; those that capture go to *to and on,
 * behind what is at row->ops already. Returns where the next row's begin.
 */
static const struct syscord_op __init *row_take(struct syscord_row *row,
						const struct syscord_op *op,
						struct syscord_op **to)
{
	const struct syscord_op *end = all_ops + ARRAY_SIZE(all_ops);

	for (; op < end && op->kind < SYSCORD_OP_ROW; op++) {
		struct syscord_op *one = *to;

		*one = *op;
		one->arg = op->arg == SYSCORD_ARG_SAME ? row->nargs - 1 : row->nargs++;
		if (one->from == SYSCORD_FROM_ARG && one->kind != SYSCORD_OP_LOAD)
			one->from = one->arg;
		/* the buffer's size is the argument behind it */
		if (one->size_arg == RET_ARG)
			one->size_arg = one->arg + 1;
		if (op_is_before(one))
			row->flags |= SYSCORD_ROW_BEFORE;
		if (one->kind == SYSCORD_OP_LOAD)
			row->flags |= SYSCORD_ROW_LOADS;
		if (one->kind != SYSCORD_OP_NONE)
			(*to)++;
	}
	row->nops = *to - row->ops;
	row->body = BODY(row->nargs);
	row->way = row_way(row);
	return op;
}

/* There is such a value when the row is run */
static bool __init row_has(const struct syscord_row *row, unsigned int value)
{
	return value < row->nargs || (row->flags & SYSCORD_ROW_LOADS &&
				      value >= SYSCORD_VALUE_LOADED && value < SYSCORD_VALUES);
}

/* What the interpreter takes for granted, for it looks values up unseen. */
static void __init row_check(const struct syscord_row *row)
{
	unsigned int i;

	WARN_ON(row->nargs > SYSCORD_VALUE_LOADED);
	for (i = 0; i < row->nops; i++) {
		const struct syscord_op *op = &row->ops[i];
		bool load = op->kind == SYSCORD_OP_LOAD;

		WARN_ON(!row_has(row, op->from) || !row_has(row, op->size_arg) ||
			!row_has(row, op->cond_arg));
		WARN_ON(op->size_kind == SYSCORD_SIZE_LEAST && !load && !row_has(row, op->size));
		/* each op's blob has a part of its own, and loaded values are the row's own */
		WARN_ON(!load && op->from != op->arg && op->from < SYSCORD_VALUE_LOADED);
		WARN_ON(load && op->size_arg < SYSCORD_VALUE_LOADED);
		WARN_ON(op->kind == SYSCORD_OP_CALLS && row->flags & SYSCORD_ROW_LOADS);
		WARN_ON(op->kind == SYSCORD_OP_PTRS && !op->size);
	}
}

/* The ops from `start` to the end are given up for the same ones before them, if there are. */
static const struct syscord_op __init *ops_share(const struct syscord_op *start,
						 struct syscord_op **to)
{
	size_t n = *to - start;
	const struct syscord_op *at;

	for (at = row_ops; at + n <= start; at++) {
		if (!memcmp(at, start, n * sizeof(*at))) {
			*to -= n;
			return at;
		}
	}
	return start;
}

static const struct syscord_op __init *call_take(struct syscord_row *row,
						 const struct syscord_op *op,
						 struct syscord_op **to)
{
	row->ops = *to;
	op = row_take(row, op, to);
	row_check(row);
	row->ops = ops_share(row->ops, to);
	return op;
}

static bool __init same_row(const struct syscord_row *a, const struct syscord_row *b)
{
	return a->ops == b->ops && a->nops == b->nops && a->nargs == b->nargs &&
	       a->flags == b->flags;
}

static void __init variant_add(unsigned int family, u64 key, const struct syscord_row *row)
{
	struct variant *one = &variants[variant_count++];
	unsigned int i;

	for (i = 0; i < variant_row_count && !same_row(&variant_rows[i], row); i++)
		;
	if (i == variant_row_count)
		variant_rows[variant_row_count++] = *row;
	one->key = key;
	one->family = family;
	one->row = i;
}

static bool __init same_captures(const struct syscord_row *a, const struct syscord_row *b)
{
	return a->nops == b->nops && !memcmp(a->ops, b->ops, a->nops * sizeof(*a->ops));
}

static bool __init row_asks(const struct syscord_row *row, const struct syscord_family *family)
{
	const struct syscord_family *one = row->family;

	while (one && one != family)
		one = one->next;
	return one;
}

static struct syscord_row __init *family_row(const struct syscord_family *family,
					      struct syscord_row *after)
{
	struct syscord_row *row = after ? after + 1 : rows;

	for (; row < rows + ROW_COUNT; row++)
		if (row_asks(row, family))
			return row;
	return NULL;
}

#define LEAD_OPS_MAX	4

/* A variant's arguments begin where the call's meaning is known; those before are its own. */
static void __init variant_lead(struct syscord_row *one, const struct syscord_row *own,
				struct syscord_op **to)
{
	const struct syscord_family *family = own->family;
	unsigned int i;

	one->ops = *to;
	one->nargs = family->first + 1;
	if (family->second != SYSCORD_ARG_SAME && family->second >= one->nargs)
		one->nargs = family->second + 1;
	for (i = 0; i < min_t(u32, own->nops, LEAD_OPS_MAX) && own->ops[i].arg < one->nargs; i++)
		*(*to)++ = own->ops[i];
	one->flags = own->flags & SYSCORD_ROW_LOADS;
}

static const struct syscord_op __init *variant_take(const struct syscord_op *op,
						    struct syscord_op **to)
{
	unsigned int family = op->size;
	struct syscord_row one = { };
	struct syscord_row *own = family_row(&families[family], NULL), *row;
	u64 key = op->cond;
	bool same = true;

	variant_lead(&one, own, to);
	op = row_take(&one, op + 1, to);
	row_check(&one);
	for (row = own; row; row = family_row(&families[family], row)) {
		WARN_ON(row->nargs < one.nargs);
		row->flags |= one.flags & SYSCORD_ROW_BEFORE;
		same &= same_captures(row, &one);
	}
	one.ops = ops_share(one.ops, to);
	/* of interest to the tools only; but what it stands for is not to be found in the next */
	if (!same || families[family].next)
		variant_add(family, key, &one);
	return op;
}

/* Room for all that there can be; table_trim() gives back what was not needed. */
static int __init table_alloc(void)
{
	unsigned int i, ops = 0, count = 0;

	for (i = 0; i < ARRAY_SIZE(all_ops); i++) {
		ops += all_ops[i].kind != SYSCORD_OP_NONE;
		count += all_ops[i].kind == SYSCORD_OP_VARIANT;
	}
	/* As many as a u16 can number */
	if (WARN_ON(count >= U16_MAX))
		return -EINVAL;
	/* A variant has its call's first ops, too; one is looked at and not kept. */
	row_ops = kvcalloc(ops + count * LEAD_OPS_MAX + 1, sizeof(*row_ops), GFP_KERNEL);
	variants = kvcalloc(count + 1, sizeof(*variants), GFP_KERNEL);
	variant_rows = kvcalloc(count + 1, sizeof(*variant_rows), GFP_KERNEL);
	return row_ops && variants && variant_rows ? 0 : -ENOMEM;
}

/* A copy of `bytes` of what *from points to takes its place. */
static int __init trim(void *from, size_t bytes)
{
	void **place = from, *less = kvmalloc(bytes ?: 1, GFP_KERNEL);

	if (!less)
		return -ENOMEM;
	memcpy(less, *place, bytes);
	kvfree(*place);
	*place = less;
	return 0;
}

static void __init rows_rebase(struct syscord_row *row, unsigned int n, unsigned long old)
{
	for (; n--; row++)
		row->ops = row_ops + ((unsigned long)row->ops - old) / sizeof(*row_ops);
}

static int __init table_trim(unsigned int ops)
{
	unsigned long old = (unsigned long)row_ops;
	int err;

	err = trim(&row_ops, ops * sizeof(*row_ops));
	if (!err)
		err = trim(&variants, variant_count * sizeof(*variants));
	if (!err)
		err = trim(&variant_rows, variant_row_count * sizeof(*variant_rows));
	if (err)
		return err;
	rows_rebase(rows, ROW_COUNT, old);
	rows_rebase(variant_rows, variant_row_count, old);
	return 0;
}

static int __init variants_hash(void)
{
	unsigned int i, at;

	variant_bits = ilog2(variant_count + 1) + 2;
	variant_hash = kvcalloc(1U << variant_bits, sizeof(*variant_hash), GFP_KERNEL);
	if (!variant_hash)
		return -ENOMEM;
	for (i = 0; i < variant_count; i++) {
		at = variant_slot(variants[i].family, variants[i].key);
		while (variant_hash[at])
			at = variant_next(at);
		variant_hash[at] = i + 1;
	}
	return 0;
}

#define TABLE_BYTES_MAX	(128 << 10)

/* What the table takes up for as long as the module is there. */
static void __init table_measure(unsigned int ops)
{
	size_t bytes = sizeof(rows) + sizeof(families) + sizeof(subs) +
		       sizeof(syscord_rows_native) + sizeof(syscord_rows_compat) +
		       sizeof(syscord_rows_before) + ops * sizeof(*row_ops) +
		       variant_count * sizeof(*variants) +
		       variant_row_count * sizeof(*variant_rows) +
		       (sizeof(*variant_hash) << variant_bits);

	WARN_ON(bytes > TABLE_BYTES_MAX);
}

static void __init rows_index(void)
{
	unsigned int i, count = 0;

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

/*
 * Only ops that capture are kept, so that the interpreter does not step over the others
 * at each call, and variants only where they differ from their call. Returns how many ops.
 */
static unsigned int __init table_take(void)
{
	const struct syscord_op *op, *end = all_ops + ARRAY_SIZE(all_ops);
	struct syscord_op *to = row_ops;
	unsigned int i;

	for (op = all_ops, i = 0; op < end; )
		op = op->kind == SYSCORD_OP_ROW ? call_take(&rows[i++], op + 1, &to) : op + 1;
	for (op = all_ops; op < end; )
		op = op->kind == SYSCORD_OP_VARIANT ? variant_take(op, &to) : op + 1;
	for (i = 0; i < ROW_COUNT; i++) {
		rows[i].captures = rows[i].nops || rows[i].family;
		if (rows[i].family)
			rows[i].way = SYSCORD_WAY_VARIANTS;
	}
	rows_index();
	return to - row_ops;
}

int __init syscord_table_init(void)
{
	unsigned int ops = 0;
	int err;

	err = table_alloc();
	if (!err) {
		ops = table_take();
		err = table_trim(ops);
	}
	if (!err)
		err = variants_hash();
	if (err)
		syscord_table_exit();
	else
		table_measure(ops);
	return err;
}

void syscord_table_exit(void)
{
	kvfree(variant_hash);
	kvfree(variant_rows);
	kvfree(variants);
	kvfree(row_ops);
}
