// SPDX-License-Identifier: GPL-2.0
/*
 * A filter program in the notation of the kernel's bpf_asm, with what its numbers
 * mean behind each instruction, and what the module makes of it.
 *
 * Jumps go forward only: one pass in order knows what is known at each instruction.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "filter.h"

#define UNKNOWN (-1)

static const struct {
	const char *name;
	uint16_t offset, size;
	uint16_t step; /* of the elements of an array */
	uint8_t kind; /* of the bytes: 't' text, 'w' words, 'd' pairs of words */
} context[] = {
#define FIELD(member, kind_)                                                        \
	{                                                                           \
#member, offsetof(struct syscord_filter_data, member),              \
			sizeof(((struct syscord_filter_data *)0)->member), 0, kind_ \
	}
#define ARRAY(member)                                                             \
	{                                                                         \
#member, offsetof(struct syscord_filter_data, member),            \
			sizeof(((struct syscord_filter_data *)0)->member), 8, 'd' \
	}
	FIELD(pid, 'w'),      FIELD(tid, 'w'),	     FIELD(abi, 'w'),
	FIELD(nr, 'w'),	      FIELD(ret, 'd'),	     FIELD(class, 'w'),
	FIELD(followed, 'w'), FIELD(ppid, 'w'),	     FIELD(uid, 'w'),
	FIELD(gid, 'w'),      FIELD(cgroup, 'd'),    ARRAY(args),
	FIELD(comm, 't'),     FIELD(proc_name, 't'), FIELD(parent_proc_name, 't'),
	ARRAY(cgroups),
#undef FIELD
#undef ARRAY
};

static int field_at(unsigned int offset)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(context); i++)
		if (offset >= context[i].offset && offset - context[i].offset < context[i].size)
			return (int)i;
	return UNKNOWN;
}

const char *filter_context_field(unsigned int offset, char *text, size_t size)
{
	static const char *const half[] = { "low half", "high half" };
	int field = field_at(offset);
	unsigned int into;

	if (field == UNKNOWN)
		return "?";
	into = offset - context[field].offset;
	if (context[field].step)
		snprintf(text, size, "%s[%u], %s", context[field].name, into / 8,
			 half[into / 4 % 2]);
	else if (context[field].kind == 'd')
		snprintf(text, size, "%s, %s", context[field].name, half[into / 4]);
	else if (context[field].kind == 't')
		snprintf(text, size, "%s[%u..%u]", context[field].name, into, into + 3);
	else
		snprintf(text, size, "%s", context[field].name);
	return text;
}

/* ---- what is known at an instruction ---- */
struct known {
	bool reached;
	int loaded; /* offset of the word in A, or UNKNOWN */
	int abi; /* that the call must have, or UNKNOWN */
};

static void reach(struct known *at, const struct known *from)
{
	if (!at->reached) {
		*at = *from;
		return;
	}
	if (at->loaded != from->loaded)
		at->loaded = UNKNOWN;
	if (at->abi != from->abi)
		at->abi = UNKNOWN;
}

static void flow(const struct sock_filter *f, struct known *at)
{
	struct known next = *at;

	if (!at->reached || BPF_CLASS(f->code) == BPF_RET)
		return;
	if (f->code == (BPF_JMP | BPF_JA)) {
		reach(at + 1 + f->k, &next);
	} else if (BPF_CLASS(f->code) == BPF_JMP) {
		reach(at + 1 + f->jf, &next);
		if (f->code == (BPF_JMP | BPF_JEQ | BPF_K) &&
		    at->loaded == (int)offsetof(struct syscord_filter_data, abi))
			next.abi = (int)f->k;
		reach(at + 1 + f->jt, &next);
	} else {
		if (f->code == (BPF_LD | BPF_W | BPF_ABS))
			next.loaded = (int)f->k;
		reach(at + 1, &next);
	}
}

/* ---- comments ---- */
static void text_of_word(uint32_t word, char *text, size_t size)
{
	size_t used = 0;
	unsigned int i;

	used += (size_t)snprintf(text, size, "\"");
	for (i = 0; i < 4 && used < size; i++, word >>= 8) {
		unsigned int c = word & 0xff;

		if (c < ' ' || c >= 0x7f)
			used += (size_t)snprintf(text + used, size - used, "\\x%02x", c);
		else
			used += (size_t)snprintf(text + used, size - used, "%c", (int)c);
	}
	if (used < size)
		snprintf(text + used, size - used, "\"");
}

static void classes_of(uint32_t bits, char *text, size_t size)
{
	static const char *const names[] = { "RS", "WS", "RC", "WC" };
	size_t used = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (bits >> i & 1)
			used += (size_t)snprintf(text + used, size - used, "%s%s",
						 used ? " or " : "", names[i]);
}

/* What a number that A is compared with means; empty: it is a number */
static void meaning(const struct known *at, const struct sock_filter *f, char *text, size_t size)
{
	const struct syscord_call_desc *call;
	const char *error;
	int field = at->loaded == UNKNOWN ? UNKNOWN : field_at((unsigned int)at->loaded);

	*text = '\0';
	switch (field == UNKNOWN ? 0 : context[field].offset) {
	case offsetof(struct syscord_filter_data, abi):
		snprintf(text, size, "%s", syscord_abi_name(f->k));
		return;
	case offsetof(struct syscord_filter_data, nr):
		call = at->abi == UNKNOWN ? NULL : syscord_call_by_nr((uint32_t)at->abi, f->k);
		if (call)
			snprintf(text, size, "%s", call->name);
		return;
	case offsetof(struct syscord_filter_data, class):
		classes_of(f->k, text, size);
		return;
	case offsetof(struct syscord_filter_data, ret):
		error = at->loaded == context[field].offset && f->k >= (uint32_t)-4095
				? strerrorname_np((int)-f->k)
				: NULL;
		if (error)
			snprintf(text, size, "-%s", error);
		else if (BPF_OP(f->code) == BPF_JSET && f->k == 0x80000000)
			snprintf(text, size, "the sign");
		else if (f->k >= 10 && f->k <= INT32_MAX)
			snprintf(text, size, "%u", f->k);
		return;
	}
	if (field != UNKNOWN && context[field].kind == 't')
		text_of_word(f->k, text, size);
	else if (field != UNKNOWN && f->k >= 10 && f->k <= INT32_MAX)
		snprintf(text, size, "%u", f->k);
}

static char *line(const struct sock_filter *f, unsigned int at, const struct known *known)
{
	static const char *const jumps[16] = {
		[BPF_JEQ >> 4] = "jeq",
		[BPF_JGT >> 4] = "jgt",
		[BPF_JGE >> 4] = "jge",
		[BPF_JSET >> 4] = "jset",
	};
	char what[64], name[64] = "", *text = NULL;
	int ret;

	if (f->code == (BPF_LD | BPF_W | BPF_ABS)) {
		snprintf(what, sizeof(what), "ld [%u]", f->k);
		ret = asprintf(&text, "l%u:\t%-32s; %s", at, what,
			       filter_context_field(f->k, name, sizeof(name)));
	} else if (f->code == (BPF_ALU | BPF_AND | BPF_K)) {
		ret = asprintf(&text, "l%u:\tand #%#x", at, f->k);
	} else if (f->code == (BPF_RET | BPF_K)) {
		snprintf(what, sizeof(what), "ret #%u", f->k);
		ret = asprintf(&text, "l%u:\t%-32s; %s", at, what, f->k ? "record" : "leave out");
	} else if (f->code == (BPF_JMP | BPF_JA)) {
		ret = asprintf(&text, "l%u:\tjmp l%u", at, at + 1 + f->k);
	} else {
		meaning(known, f, name, sizeof(name));
		snprintf(what, sizeof(what), "%s #%#x, l%u, l%u", jumps[BPF_OP(f->code) >> 4], f->k,
			 at + 1 + f->jt, at + 1 + f->jf);
		ret = *name ? asprintf(&text, "l%u:\t%-32s; %s", at, what, name)
			    : asprintf(&text, "l%u:\t%s", at, what);
	}
	return ret < 0 ? NULL : text;
}

/* ---- the whole ---- */
static void add_fields(const struct syscord_prog *prog, struct filter_listing *listing)
{
	unsigned int i, f;

	for (f = 0; f < ARRAY_SIZE(context); f++) {
		for (i = 0; i < prog->len; i++)
			if (prog->insns[i].code == (BPF_LD | BPF_W | BPF_ABS) &&
			    field_at(prog->insns[i].k) == (int)f)
				break;
		if (i < prog->len)
			listing->fields[listing->fields_count++] = context[f].name;
	}
}

/* "load this word; if it is not that, leave out", and on behind it */
static bool is_guard(const struct syscord_prog *prog, unsigned int at)
{
	const struct sock_filter *f = &prog->insns[at], *no;

	if (at + 2 >= prog->len || f[0].code != (BPF_LD | BPF_W | BPF_ABS) ||
	    f[1].code != (BPF_JMP | BPF_JEQ | BPF_K) || f[1].jt)
		return false;
	no = &f[2 + f[1].jf];
	return no->code == (BPF_RET | BPF_K) && !no->k;
}

/*
 * What kmod/filter.c compares without the program: one word that the probe has at
 * hand, and one name from its start on, of the thread or of its process.
 */
static void add_guards(const struct syscord_prog *prog, struct filter_listing *listing)
{
	const unsigned int class = offsetof(struct syscord_filter_data, class);
	const unsigned int comm = offsetof(struct syscord_filter_data, comm);
	const unsigned int leader = offsetof(struct syscord_filter_data, proc_name);
	unsigned int at, expected = 0;
	bool word = false;

	if (!prog->len)
		return;
	for (at = 0; is_guard(prog, at); at += 2, listing->guards++) {
		unsigned int offset = prog->insns[at].k;

		if (offset < class && !word)
			word = true;
		else if (!expected && (offset == comm || offset == leader))
			expected = offset + 4;
		else if (expected && offset == expected && offset != leader)
			expected += 4;
		else
			break;
	}
	listing->guards_only = prog->insns[at].code == (BPF_RET | BPF_K) && prog->insns[at].k;
}

int filter_list(const struct syscord_prog *prog, struct filter_listing *listing)
{
	struct known *known = calloc(prog->len + 1, sizeof(*known));
	unsigned int i;

	*listing = (struct filter_listing){ .lines = calloc(prog->len + 1, sizeof(char *)) };
	if (!known || !listing->lines)
		goto no_memory;
	known[0] = (struct known){ .reached = true, .loaded = UNKNOWN, .abi = UNKNOWN };
	for (i = 0; i < prog->len; i++) {
		flow(&prog->insns[i], &known[i]);
		listing->lines[i] = line(&prog->insns[i], i, &known[i]);
		if (!listing->lines[i])
			goto no_memory;
		listing->count++;
	}
	add_fields(prog, listing);
	add_guards(prog, listing);
	free(known);
	return 0;

no_memory:
	free(known);
	filter_listing_free(listing);
	return -ENOMEM;
}

void filter_listing_free(struct filter_listing *listing)
{
	unsigned int i;

	for (i = 0; i < listing->count; i++)
		free(listing->lines[i]);
	free(listing->lines);
	memset(listing, 0, sizeof(*listing));
}
