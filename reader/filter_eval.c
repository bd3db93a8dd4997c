// SPDX-License-Identifier: GPL-2.0
/*
 * The filter's tree over one context, without a program: for recordings, and what
 * the compiler is tested against. It takes the other way at each point: whole
 * 64-bit values, byte strings, the table's names.
 */
#include <string.h>
#include "filter.h"

static uint64_t field_value(const struct filter_field *field,
			    const struct syscord_filter_data *data)
{
	const char *at = (const char *)data + field->offset;
	uint64_t wide;
	uint32_t word;

	if (field->width == sizeof(wide)) {
		memcpy(&wide, at, sizeof(wide));
		return wide;
	}
	memcpy(&word, at, sizeof(word));
	return word;
}

static bool name_matches(const struct filter_value *value, const char *name)
{
	if (value->prefix)
		return !strncmp(name, value->name, value->len);
	return !strncmp(name, value->name, SYSCORD_COMM_LEN);
}

/* A recording may be from any machine: a number alone means that of a 64-bit ABI. */
static bool call_matches(const struct filter_value *value, uint32_t abi, uint32_t nr)
{
	unsigned int row;

	if (!value->call)
		return nr == value->number &&
		       (abi == SYSCORD_ABI_X86_64 || abi == SYSCORD_ABI_ARM64 ||
			abi == SYSCORD_ABI_RISCV64);
	if (abi >= SYSCORD_ABI_COUNT)
		return false;
	for (row = 0; row < syscord_calls_count; row++)
		if (syscord_calls[row].nr[abi] >= 0 && (uint32_t)syscord_calls[row].nr[abi] == nr &&
		    !strcmp(syscord_calls[row].name, value->call))
			return true;
	return false;
}

static bool value_matches(const struct syscord_expr *test, const struct filter_value *value,
			  const struct syscord_filter_data *data)
{
	const struct filter_field *field = test->field;

	switch (field->kind) {
	case FILTER_NAME:
		return name_matches(value, (const char *)data + field->offset);
	case FILTER_CALL:
		return call_matches(value, data->abi, data->nr);
	case FILTER_CLASS:
		return (field_value(field, data) & value->number) != 0;
	default:
		return field_value(field, data) == value->number;
	}
}

static bool below(const struct filter_field *field, uint64_t a, uint64_t b)
{
	return field->kind == FILTER_S64 ? (int64_t)a < (int64_t)b : a < b;
}

static bool test_holds(const struct syscord_expr *test, const struct syscord_filter_data *data)
{
	const struct filter_field *field = test->field;
	unsigned int i;
	int64_t ret;

	if (field->kind == FILTER_BOOL)
		return field_value(field, data) != 0;
	if (field->kind == FILTER_FAILED) {
		ret = (int64_t)field_value(field, data);
		return ret >= -4095 && ret <= -1;
	}
	if (test->relation == FILTER_UNDER)
		return data->cgroups[test->values[0].level] == test->values[0].number;
	if (test->relation == FILTER_LT)
		return below(field, field_value(field, data), test->values[0].number);
	if (test->relation == FILTER_LE)
		return !below(field, test->values[0].number, field_value(field, data));
	for (i = 0; i < test->count; i++)
		if (value_matches(test, &test->values[i], data))
			return true;
	return false;
}

bool syscord_filter_eval(const struct syscord_expr *expr, const struct syscord_filter_data *data)
{
	bool any = expr->node == FILTER_OR;
	unsigned int i;

	switch (expr->node) {
	case FILTER_CONST:
		return expr->truth;
	case FILTER_NOT:
		return !syscord_filter_eval(expr->children[0], data);
	case FILTER_TEST:
		return test_holds(expr, data) != expr->negate;
	case FILTER_AND:
	case FILTER_OR:
		break;
	}
	for (i = 0; i < expr->count; i++)
		if (syscord_filter_eval(expr->children[i], data) == any)
			return any;
	return !any;
}
