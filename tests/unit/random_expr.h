/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random filter expressions: for the unit tests, which run them on contexts of any
 * kind, and for the VM, where the module runs them on calls that are really made.
 * The same seed gives the same expressions.
 */
#ifndef SYSCORD_TEST_RANDOM_EXPR_H
#define SYSCORD_TEST_RANDOM_EXPR_H

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "filter.h"
#include "random.h"

/* What the expressions speak of, so that they are true now and then */
struct random_words {
	const char *const *names; /* of tasks; as in quotes, without a star */
	const char *const *calls;
	const char *const *cgroups; /* NULL: no tests of cgroups */
	const uint64_t *numbers; /* beside those that are interesting anywhere */
	unsigned int name_count, call_count, cgroup_count, number_count;
};

struct random_text {
	char bytes[20000];
	size_t len;
};

/* Where comparisons of 32 and 64 bits, with and without a sign, turn */
static uint64_t random_number(const struct random_words *words)
{
	static const uint64_t numbers[] = {
		0,
		1,
		2,
		3,
		4095,
		4096,
		0x7fffffff,
		0x80000000,
		0xffffffff,
		0x100000000,
		0x17fffffff,
		0x180000000,
		INT64_MAX,
		0x8000000000000000,
		UINT64_MAX,
		(uint64_t)-4095,
		(uint64_t)-4096,
		(uint64_t)INT32_MIN,
		0x7fffffff00000000,
		0x8000000080000000,
		0xffffffff00000000,
		0x7fffffff80000000,
	};

	if (words->number_count && pick(3))
		return words->numbers[pick(words->number_count)] + (pick(4) ? 0 : pick(3) - 1);
	if (!pick(8))
		return random64() >> pick(64);
	return numbers[pick(ARRAY_SIZE(numbers))] + pick(3) - 1;
}

SYSCORD_PRINTF(2, 3)
static void random_put(struct random_text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	t->len += (size_t)vsnprintf(t->bytes + t->len, sizeof(t->bytes) - t->len, fmt, ap);
	va_end(ap);
	if (t->len >= sizeof(t->bytes))
		abort();
}

static void random_value(struct random_text *t, const struct random_words *words,
			 const struct filter_field *field, bool in)
{
	static const char *const classes[] = { "RS", "WS", "RC", "WC" };
	uint64_t n = random_number(words);

	switch (field->kind) {
	case FILTER_U32:
		random_put(t, pick(2) ? "%u" : "0x%x", (unsigned int)n);
		break;
	case FILTER_S64:
		if (pick(6))
			random_put(t, "%lld", (long long)n);
		else
			random_put(t, pick(2) ? "-ENOENT" : "-EBADF");
		break;
	case FILTER_U64:
		if (in && !pick(4))
			random_put(t, "%lld", (long long)n);
		else
			random_put(t, pick(2) ? "%llu" : "0x%llx", (unsigned long long)n);
		break;
	case FILTER_NAME:
		random_put(t, "\"%s%s\"", words->names[pick(words->name_count)],
			   pick(3) ? "" : "*");
		break;
	case FILTER_CALL:
		random_put(t, "%s", words->calls[pick(words->call_count)]);
		break;
	case FILTER_CLASS:
		random_put(t, "%s", classes[pick(4)]);
		break;
	case FILTER_CGROUP:
		random_put(t, pick(2) ? "%s" : "\"%s\"", words->cgroups[pick(words->cgroup_count)]);
		break;
	default:
		random_put(t, pick(2) ? "true" : "false");
		break;
	}
}

static void random_test(struct random_text *t, const struct random_words *words)
{
	static const char *const relations[] = { "==", "!=", "=", "<", "<=", ">", ">=" };
	const struct filter_field *field;
	unsigned int count, relation;
	bool truth, ordered;

	do {
		field = &filter_fields[pick(filter_fields_count)];
	} while (field->kind == FILTER_CGROUP && !words->cgroup_count);
	truth = field->kind == FILTER_BOOL || field->kind == FILTER_FAILED;
	ordered = field->kind == FILTER_U32 || field->kind == FILTER_U64 ||
		  field->kind == FILTER_S64;
	random_put(t, "%s", field->alias[0] && pick(2) ? field->alias[0] : field->name);
	if (truth && pick(2))
		return;
	if (field->kind == FILTER_CGROUP && pick(2)) {
		random_put(t, pick(3) ? " under " : " not under ");
		random_value(t, words, field, false);
		return;
	}
	if (!truth && !pick(3)) {
		bool round = pick(2);

		random_put(t, "%s in %s", pick(4) ? "" : " not", round ? "(" : "{");
		for (count = 1 + pick(pick(10) ? 4 : 40); count; count--) {
			random_value(t, words, field, true);
			random_put(t, "%s", count > 1 ? "," : "");
		}
		random_put(t, "%s", round ? ")" : "}");
		return;
	}
	relation = pick(ordered ? ARRAY_SIZE(relations) : 3);
	random_put(t, " %s ", relations[relation]);
	random_value(t, words, field, relation < 3);
}

/* Adds an expression of at most `depth` levels. */
static void random_expr(struct random_text *t, const struct random_words *words, unsigned int depth)
{
	static const char *const joins[] = { " and ", " or ", "&&", "||" };
	unsigned int count;

	if (!depth || !pick(3)) {
		random_test(t, words);
		return;
	}
	if (!pick(4)) {
		random_put(t, pick(2) ? "not (" : "!(");
		random_expr(t, words, depth - 1);
		random_put(t, ")");
		return;
	}
	random_put(t, "(");
	random_expr(t, words, depth - 1);
	for (count = 1 + pick(3); count; count--) {
		random_put(t, "%s", joins[pick(4)]);
		random_expr(t, words, depth - 1);
	}
	random_put(t, ")");
}

#endif
