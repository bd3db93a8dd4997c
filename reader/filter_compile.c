// SPDX-License-Identifier: GPL-2.0
/*
 * Tree -> classic BPF over struct syscord_filter_data.
 *
 * Code is made in one pass over the normal form. Each test ends with a branch to
 * one of two labels, "true" and "false"; what follows a test starts at one of
 * them. All jumps go forward, so that at a label it is known what the accumulator
 * holds on every way to it, and a word that is there already is not loaded again.
 * Offsets are filled in at the end, when it is known which ones do not fit.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "filter.h"

#define LOAD (BPF_LD | BPF_W | BPF_ABS)
#define JUMP(op) (BPF_JMP | (op) | BPF_K)
#define NOTHING (-1)
#define FAR_TRUE 1
#define FAR_FALSE 2
#define LINEAR_MAX 4 /* ranges that are compared one after the other */

struct insn {
	uint16_t code;
	uint8_t is_far;
	uint32_t k;
	unsigned int on_true, on_false; /* labels, of jumps only */
	unsigned int at; /* position in the program */
};

struct label {
	bool used;
	int acc; /* offset of the word in A on all ways here, or NOTHING */
	unsigned int insn; /* the first behind it */
};

struct compiler {
	struct insn *insns;
	struct label *labels;
	unsigned int insn_count, insn_room, label_count, label_room;
	int acc;
	uint32_t abis[FILTER_FAMILY_MAX + 1];
	bool failed; /* no memory */
};

struct range {
	uint32_t low, high;
};

static bool room_for(struct compiler *c, void **array, unsigned int *room, unsigned int count,
		     size_t size)
{
	void *more;

	if (count < *room)
		return true;
	more = realloc(*array, 2 * ((size_t)*room + 32) * size);
	if (!more) {
		c->failed = true;
		return false;
	}
	*array = more;
	*room = 2 * (*room + 32);
	return true;
}

/* ---- instructions and labels ---- */
static void emit(struct compiler *c, uint16_t code, uint32_t k)
{
	if (c->failed ||
	    !room_for(c, (void **)&c->insns, &c->insn_room, c->insn_count, sizeof(*c->insns)))
		return;
	c->insns[c->insn_count++] = (struct insn){ .code = code, .k = k };
}

static void load(struct compiler *c, unsigned int offset)
{
	if (c->acc == (int)offset)
		return;
	emit(c, LOAD, offset);
	c->acc = (int)offset;
}

static void use(struct compiler *c, unsigned int label)
{
	struct label *l = &c->labels[label];

	l->acc = l->used && l->acc != c->acc ? NOTHING : c->acc;
	l->used = true;
}

static void branch(struct compiler *c, uint16_t op, uint32_t k, unsigned int on_true,
		   unsigned int on_false)
{
	emit(c, JUMP(op), k);
	if (c->failed)
		return;
	c->insns[c->insn_count - 1].on_true = on_true;
	c->insns[c->insn_count - 1].on_false = on_false;
	use(c, on_true);
	use(c, on_false);
}

/* Label 0 is also what is handed out when there is no memory: never read then. */
static unsigned int new_label(struct compiler *c)
{
	if (c->failed ||
	    !room_for(c, (void **)&c->labels, &c->label_room, c->label_count, sizeof(*c->labels)))
		return 0;
	c->labels[c->label_count] = (struct label){ .acc = NOTHING };
	return c->label_count++;
}

static void bind(struct compiler *c, unsigned int label)
{
	if (c->failed)
		return;
	c->labels[label].insn = c->insn_count;
	c->acc = c->labels[label].acc;
}

/* ---- words ---- */
static int compare_ranges(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return (x->low > y->low) - (x->low < y->low);
}

/* Sorted, and what touches is joined; returns how many are left. */
static unsigned int join_ranges(struct range *ranges, unsigned int count)
{
	unsigned int i, n = 0;

	if (!count)
		return 0;
	qsort(ranges, count, sizeof(*ranges), compare_ranges);
	for (i = 1; i < count; i++) {
		if ((uint64_t)ranges[n].high + 1 < ranges[i].low)
			ranges[++n] = ranges[i];
		else if (ranges[i].high > ranges[n].high)
			ranges[n].high = ranges[i].high;
	}
	return n + 1;
}

/* A is in one of the ranges: in order, so that below one means below all that follow. */
static void test_ranges(struct compiler *c, const struct range *ranges, unsigned int count,
			unsigned int on_true, unsigned int on_false)
{
	unsigned int i, next, inside;

	if (count > LINEAR_MAX) {
		unsigned int half = count / 2, upper = new_label(c), lower = new_label(c);

		branch(c, BPF_JGE, ranges[half].low, upper, lower);
		bind(c, lower);
		test_ranges(c, ranges, half, on_true, on_false);
		bind(c, upper);
		test_ranges(c, ranges + half, count - half, on_true, on_false);
		return;
	}
	for (i = 0; i < count; i++) {
		bool last = i + 1 == count;
		const struct range *r = &ranges[i];

		next = last ? on_false : new_label(c);
		if (r->low == r->high) {
			branch(c, BPF_JEQ, r->low, on_true, next);
		} else if (r->high == UINT32_MAX) {
			branch(c, BPF_JGE, r->low, on_true, on_false);
		} else {
			if (r->low) {
				inside = new_label(c);
				branch(c, BPF_JGE, r->low, inside, on_false);
				bind(c, inside);
			}
			branch(c, BPF_JGT, r->high, next, on_true);
		}
		if (!last)
			bind(c, next);
	}
}

static struct range *new_ranges(struct compiler *c, size_t count)
{
	struct range *ranges = calloc(count ? count : 1, sizeof(*ranges));

	if (!ranges)
		c->failed = true;
	return ranges;
}

static void test_u32(struct compiler *c, const struct syscord_expr *e, unsigned int on_true,
		     unsigned int on_false)
{
	uint32_t number = (uint32_t)e->values[0].number;
	struct range *ranges;
	unsigned int i;

	load(c, e->field->offset);
	if (e->relation == FILTER_LT) {
		branch(c, BPF_JGE, number, on_false, on_true);
		return;
	}
	if (e->relation == FILTER_LE) {
		branch(c, BPF_JGT, number, on_false, on_true);
		return;
	}
	ranges = new_ranges(c, e->count);
	for (i = 0; ranges && i < e->count; i++)
		ranges[i].low = ranges[i].high = (uint32_t)e->values[i].number;
	if (ranges)
		test_ranges(c, ranges, join_ranges(ranges, e->count), on_true, on_false);
	free(ranges);
}

/* ---- 64 bits in two words, the low one at `offset` ---- */
static int compare_numbers(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Equal to one of several: those with the same high word have their low words together. */
static void test_set64(struct compiler *c, const struct syscord_expr *e, unsigned int offset,
		       unsigned int on_true, unsigned int on_false)
{
	uint64_t *numbers = calloc(e->count, sizeof(*numbers));
	struct range *ranges = new_ranges(c, e->count);
	unsigned int i, first, count, next, low;

	if (!numbers || !ranges) {
		c->failed = true;
		goto out;
	}
	for (i = 0; i < e->count; i++)
		numbers[i] = e->values[i].number;
	qsort(numbers, e->count, sizeof(*numbers), compare_numbers);
	for (first = 0; first < e->count; first += count) {
		uint32_t high = (uint32_t)(numbers[first] >> 32);

		for (count = 0; first + count < e->count; count++) {
			if (numbers[first + count] >> 32 != high)
				break;
			ranges[count].low = ranges[count].high = (uint32_t)numbers[first + count];
		}
		low = new_label(c);
		next = first + count < e->count ? new_label(c) : on_false;
		load(c, offset + 4);
		branch(c, BPF_JEQ, high, low, next);
		bind(c, low);
		load(c, offset);
		test_ranges(c, ranges, join_ranges(ranges, count), on_true, on_false);
		if (next != on_false)
			bind(c, next);
	}
out:
	free(ranges);
	free(numbers);
}

/* With equal high words the low ones decide, without a sign in both cases. */
static void test_low(struct compiler *c, const struct syscord_expr *e, unsigned int on_true,
		     unsigned int on_false)
{
	uint32_t low = (uint32_t)e->values[0].number;

	load(c, e->field->offset);
	branch(c, e->relation == FILTER_LT ? BPF_JGE : BPF_JGT, low, on_false, on_true);
}

static void test_order64(struct compiler *c, const struct syscord_expr *e, unsigned int on_true,
			 unsigned int on_false)
{
	const uint32_t sign = 0x80000000;
	uint32_t high = (uint32_t)(e->values[0].number >> 32), low = (uint32_t)e->values[0].number;
	bool is_signed = e->field->kind == FILTER_S64;
	/* x < H:0 and x <= H:ffffffff are decided by the high word alone */
	bool below = e->relation == FILTER_LT && !low;
	bool up_to = e->relation == FILTER_LE && low == UINT32_MAX;
	/* the least and the greatest high word of those that have the number's sign */
	bool least = high == (is_signed && high >= sign ? sign : 0);
	bool greatest = high == (is_signed && high < sign ? sign - 1 : UINT32_MAX);
	unsigned int next;

	load(c, e->field->offset + 4);
	if (is_signed && below && !high) {
		branch(c, BPF_JSET, sign, on_true, on_false);
		return;
	}
	if (is_signed && up_to && high == UINT32_MAX) {
		branch(c, BPF_JSET, sign, on_true, on_false);
		return;
	}
	if (is_signed) {
		next = new_label(c);
		if (high < sign)
			branch(c, BPF_JGE, sign, on_true, next);
		else
			branch(c, BPF_JGE, sign, next, on_false);
		bind(c, next);
	}
	if (below) {
		branch(c, BPF_JGE, high, on_false, on_true);
		return;
	}
	if (up_to) {
		branch(c, BPF_JGT, high, on_false, on_true);
		return;
	}
	if (!greatest && !least) {
		next = new_label(c);
		branch(c, BPF_JGT, high, on_false, next);
		bind(c, next);
	}
	next = new_label(c);
	branch(c, BPF_JEQ, high, next, least ? on_false : on_true);
	bind(c, next);
	test_low(c, e, on_true, on_false);
}

static void test_failed(struct compiler *c, const struct syscord_expr *e, unsigned int on_true,
			unsigned int on_false)
{
	unsigned int next = new_label(c);

	load(c, e->field->offset + 4);
	branch(c, BPF_JEQ, UINT32_MAX, next, on_false);
	bind(c, next);
	load(c, e->field->offset);
	branch(c, BPF_JGE, (uint32_t)-4095, on_true, on_false);
}

/* ---- names, calls, classes ---- */
static void test_one_name(struct compiler *c, unsigned int offset, const struct filter_value *v,
			  unsigned int on_true, unsigned int on_false)
{
	/* the word with the NUL is the last that an exact name has to be compared in */
	unsigned int i, words = v->prefix ? (v->len + 3U) / 4 : v->len / 4U + 1;

	for (i = 0; i < words; i++) {
		unsigned int left = v->len - 4 * i;
		unsigned int next = i + 1 < words ? new_label(c) : on_true;
		uint32_t word;

		memcpy(&word, v->name + 4 * i, sizeof(word));
		load(c, offset + 4 * i);
		if (v->prefix && left < 4) {
			emit(c, BPF_ALU | BPF_AND | BPF_K, (1U << (8 * left)) - 1);
			c->acc = NOTHING;
		}
		branch(c, BPF_JEQ, word, next, on_false);
		if (i + 1 < words)
			bind(c, next);
	}
}

static void test_name(struct compiler *c, const struct syscord_expr *e, unsigned int on_true,
		      unsigned int on_false)
{
	unsigned int i;

	for (i = 0; i < e->count; i++) {
		bool last = i + 1 == e->count;
		unsigned int next = last ? on_false : new_label(c);

		test_one_name(c, e->field->offset, &e->values[i], on_true, next);
		if (!last)
			bind(c, next);
	}
}

/* The numbers that the calls of a test have on one ABI; a name may have several rows. */
static unsigned int call_numbers(struct compiler *c, const struct syscord_expr *e, uint32_t abi,
				 struct range **ranges)
{
	unsigned int i, row, count = 0;

	*ranges = new_ranges(c, (size_t)e->count + syscord_calls_count);
	if (!*ranges)
		return 0;
	for (i = 0; i < e->count; i++) {
		if (!e->values[i].call && abi == c->abis[0])
			(*ranges)[count++].low = (uint32_t)e->values[i].number;
	}
	for (row = 0; row < syscord_calls_count; row++) {
		if (syscord_calls[row].nr[abi] < 0)
			continue;
		for (i = 0; i < e->count; i++) {
			if (e->values[i].call &&
			    !strcmp(e->values[i].call, syscord_calls[row].name)) {
				(*ranges)[count++].low = (uint32_t)syscord_calls[row].nr[abi];
				break;
			}
		}
	}
	for (i = 0; i < count; i++)
		(*ranges)[i].high = (*ranges)[i].low;
	return join_ranges(*ranges, count);
}

/* The ABI decides which numbers are meant: the native one, which is nearly all, first. */
static void test_call(struct compiler *c, const struct syscord_expr *e, unsigned int on_true,
		      unsigned int on_false)
{
	struct range *ranges[FILTER_FAMILY_MAX] = { NULL };
	unsigned int count[FILTER_FAMILY_MAX] = { 0 }, a, left = 0, next, numbers;

	for (a = 0; c->abis[a]; a++) {
		count[a] = call_numbers(c, e, c->abis[a], &ranges[a]);
		left += count[a] != 0;
	}
	for (a = 0; c->abis[a] && !c->failed; a++) {
		if (!count[a])
			continue;
		numbers = new_label(c);
		next = --left ? new_label(c) : on_false;
		load(c, offsetof(struct syscord_filter_data, abi));
		branch(c, BPF_JEQ, c->abis[a], numbers, next);
		bind(c, numbers);
		load(c, e->field->offset);
		test_ranges(c, ranges[a], count[a], on_true, on_false);
		if (left)
			bind(c, next);
	}
	for (a = 0; a < FILTER_FAMILY_MAX; a++)
		free(ranges[a]);
}

static void test_class(struct compiler *c, const struct syscord_expr *e, unsigned int on_true,
		       unsigned int on_false)
{
	uint32_t bits = 0;
	unsigned int i;

	for (i = 0; i < e->count; i++)
		bits |= (uint32_t)e->values[i].number;
	load(c, e->field->offset);
	branch(c, BPF_JSET, bits, on_true, on_false);
}

static void test(struct compiler *c, const struct syscord_expr *e, unsigned int on_true,
		 unsigned int on_false)
{
	if (e->negate) {
		unsigned int swap = on_true;

		on_true = on_false;
		on_false = swap;
	}
	switch ((enum filter_kind)e->field->kind) {
	case FILTER_U32:
		test_u32(c, e, on_true, on_false);
		break;
	case FILTER_U64:
	case FILTER_S64:
	case FILTER_CGROUP:
		if (e->relation == FILTER_IN)
			test_set64(c, e, e->field->offset, on_true, on_false);
		else if (e->relation == FILTER_UNDER)
			test_set64(c, e, FILTER_LEVEL_OFFSET(e->values[0].level), on_true,
				   on_false);
		else
			test_order64(c, e, on_true, on_false);
		break;
	case FILTER_NAME:
		test_name(c, e, on_true, on_false);
		break;
	case FILTER_BOOL:
		load(c, e->field->offset);
		branch(c, BPF_JEQ, 0, on_false, on_true);
		break;
	case FILTER_FAILED:
		test_failed(c, e, on_true, on_false);
		break;
	case FILTER_CALL:
		test_call(c, e, on_true, on_false);
		break;
	case FILTER_CLASS:
		test_class(c, e, on_true, on_false);
		break;
	}
}

/* Of a normal form that is no CONST */
static void compile(struct compiler *c, const struct syscord_expr *e, unsigned int on_true,
		    unsigned int on_false)
{
	unsigned int i;

	if (e->node == FILTER_TEST) {
		test(c, e, on_true, on_false);
		return;
	}
	for (i = 0; i + 1 < e->count && !c->failed; i++) {
		unsigned int next = new_label(c);

		if (e->node == FILTER_AND)
			compile(c, e->children[i], next, on_false);
		else
			compile(c, e->children[i], on_true, next);
		bind(c, next);
	}
	compile(c, e->children[i], on_true, on_false);
}

/* ---- layout ---- */
static bool is_branch(const struct insn *insn)
{
	return BPF_CLASS(insn->code) == BPF_JMP;
}

/*
 * A conditional jump reaches 255 instructions. One that does not goes to a detour
 * behind the jump: an unconditional jump, or a return if that is what is there.
 */
static unsigned int place(struct compiler *c)
{
	unsigned int i, at;
	bool again;

	do {
		again = false;
		for (i = 0, at = 0; i < c->insn_count; i++) {
			c->insns[i].at = at;
			at += 1U + !!(c->insns[i].is_far & FAR_TRUE) +
			      !!(c->insns[i].is_far & FAR_FALSE);
		}
		for (i = 0; i < c->insn_count; i++) {
			struct insn *insn = &c->insns[i];
			uint8_t is_far = 0;

			if (!is_branch(insn))
				continue;
			if (c->insns[c->labels[insn->on_true].insn].at - insn->at - 1 > 255)
				is_far |= FAR_TRUE;
			if (c->insns[c->labels[insn->on_false].insn].at - insn->at - 1 > 255)
				is_far |= FAR_FALSE;
			if (is_far & ~insn->is_far) {
				insn->is_far |= is_far;
				again = true;
			}
		}
	} while (again);
	return at;
}

static struct sock_filter detour(const struct compiler *c, unsigned int label, unsigned int at)
{
	const struct insn *to = &c->insns[c->labels[label].insn];

	if (BPF_CLASS(to->code) == BPF_RET)
		return (struct sock_filter)BPF_STMT(to->code, to->k);
	return (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, to->at - at - 1);
}

static void write_insns(const struct compiler *c, struct sock_filter *out)
{
	unsigned int i, at;

	for (i = 0; i < c->insn_count; i++) {
		const struct insn *insn = &c->insns[i];
		struct sock_filter *f = &out[insn->at];

		*f = (struct sock_filter)BPF_STMT(insn->code, insn->k);
		if (!is_branch(insn))
			continue;
		at = insn->at;
		if (insn->is_far & FAR_TRUE) {
			at++;
			out[at] = detour(c, insn->on_true, at);
			f->jt = (uint8_t)(at - insn->at - 1);
		} else {
			f->jt = (uint8_t)(c->insns[c->labels[insn->on_true].insn].at - insn->at -
					  1);
		}
		if (insn->is_far & FAR_FALSE) {
			at++;
			out[at] = detour(c, insn->on_false, at);
			f->jf = (uint8_t)(at - insn->at - 1);
		} else {
			f->jf = (uint8_t)(c->insns[c->labels[insn->on_false].insn].at - insn->at -
					  1);
		}
	}
}

static int finish(struct compiler *c, struct syscord_prog *prog, struct syscord_error *err)
{
	unsigned int len = place(c);

	if (len > BPF_MAXINSNS)
		return syscord_error_set(
			err, -E2BIG,
			"the filter needs %u instructions, %u more than the %u that"
			" the kernel takes: shorten its lists",
			len, len - BPF_MAXINSNS, BPF_MAXINSNS);
	prog->insns = calloc(len, sizeof(*prog->insns));
	if (!prog->insns)
		return -ENOMEM;
	prog->len = len;
	write_insns(c, prog->insns);
	return 0;
}

int syscord_filter_compile(const struct syscord_expr *expr, uint32_t native_abi,
			   struct syscord_prog *prog, struct syscord_error *err)
{
	struct compiler c = { .acc = NOTHING };
	struct syscord_expr *form;
	unsigned int accept, reject;
	int ret = -ENOMEM;

	*prog = (struct syscord_prog){ NULL, 0 };
	if (!filter_family(native_abi, c.abis))
		return syscord_error_set(err, -EINVAL, "filters cannot be compiled for the ABI %s",
					 syscord_abi_name(native_abi));
	form = filter_normal(expr, false, native_abi);
	if (!form)
		goto out;
	ret = 0;
	if (form->node == FILTER_CONST && form->truth)
		goto out;
	accept = new_label(&c);
	reject = new_label(&c);
	if (form->node != FILTER_CONST) {
		compile(&c, form, accept, reject);
		bind(&c, accept);
		emit(&c, BPF_RET | BPF_K, 1);
	}
	bind(&c, reject);
	emit(&c, BPF_RET | BPF_K, 0);
	ret = c.failed ? -ENOMEM : finish(&c, prog, err);
out:
	if (ret == -ENOMEM)
		syscord_error_set(err, ret, "the filter: out of memory");
	syscord_filter_free(form);
	free(c.insns);
	free(c.labels);
	return ret;
}
