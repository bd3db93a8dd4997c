// SPDX-License-Identifier: GPL-2.0
/* A filter's tree as text that the parser reads as the same tree. */
#include <stdlib.h>
#include <string.h>
#include "filter.h"

static void print_name(FILE *out, const struct filter_value *value)
{
	unsigned int i;

	fputc('"', out);
	for (i = 0; i < value->len; i++) {
		unsigned char c = (unsigned char)value->name[i];

		if (c < ' ' || c >= 0x7f)
			fprintf(out, "\\x%02x", c);
		else
			fprintf(out, strchr("\\\"*", c) ? "\\%c" : "%c", c);
	}
	fputs(value->prefix ? "*\"" : "\"", out);
}

static void print_path(FILE *out, const char *path)
{
	bool quoted = path[strcspn(path, " \t\r(){},=!<>&|\"'*")] != '\0';

	if (!quoted) {
		fputs(path, out);
		return;
	}
	fputc('"', out);
	for (; *path; path++)
		fprintf(out, strchr("\\\"*", *path) ? "\\%c" : "%c", *path);
	fputc('"', out);
}

static void print_value(FILE *out, const struct syscord_expr *test,
			const struct filter_value *value)
{
	static const char *const classes[] = { "RS", "WS", "RC", "WC" };
	int64_t number = (int64_t)value->number;
	const char *error;
	unsigned int i;

	switch ((enum filter_kind)test->field->kind) {
	case FILTER_NAME:
		print_name(out, value);
		break;
	case FILTER_CGROUP:
		print_path(out, value->path);
		break;
	case FILTER_CLASS:
		for (i = 0; i < ARRAY_SIZE(classes); i++)
			if (value->number == 1U << i)
				fputs(classes[i], out);
		break;
	case FILTER_CALL:
		if (value->call) {
			fputs(value->call, out);
			break;
		}
		fprintf(out, "%llu", (unsigned long long)value->number);
		break;
	case FILTER_S64:
		error = test->relation == FILTER_IN && number < 0 && number > -4096
				? strerrorname_np((int)-number)
				: NULL;
		if (error)
			fprintf(out, "-%s", error);
		else
			fprintf(out, "%lld", (long long)number);
		break;
	default:
		fprintf(out, "%llu", (unsigned long long)value->number);
		break;
	}
}

static void print_test(FILE *out, const struct syscord_expr *test)
{
	static const char *const signs[][2] = {
		[FILTER_IN] = { " == ", " != " },
		[FILTER_LT] = { " < ", " >= " },
		[FILTER_LE] = { " <= ", " > " },
		[FILTER_UNDER] = { " under ", " not under " },
	};
	unsigned int i;

	if (test->field->kind == FILTER_BOOL || test->field->kind == FILTER_FAILED) {
		fprintf(out, "%s%s", test->negate ? "not " : "", test->field->name);
		return;
	}
	fputs(test->field->name, out);
	if (test->count == 1) {
		fputs(signs[test->relation][test->negate], out);
		print_value(out, test, &test->values[0]);
		return;
	}
	fputs(test->negate ? " not in {" : " in {", out);
	for (i = 0; i < test->count; i++) {
		fputs(i ? ", " : "", out);
		print_value(out, test, &test->values[i]);
	}
	fputc('}', out);
}

static void print(FILE *out, const struct syscord_expr *expr)
{
	unsigned int i;

	switch (expr->node) {
	case FILTER_CONST:
		fputs(expr->truth ? "everything" : "nothing", out);
		return;
	case FILTER_TEST:
		print_test(out, expr);
		return;
	case FILTER_NOT:
		fputs("not (", out);
		print(out, expr->children[0]);
		fputc(')', out);
		return;
	case FILTER_AND:
	case FILTER_OR:
		break;
	}
	for (i = 0; i < expr->count; i++) {
		const struct syscord_expr *child = expr->children[i];
		bool inner = child->node == FILTER_AND || child->node == FILTER_OR;

		fputs(!i ? "" : expr->node == FILTER_AND ? " and " : " or ", out);
		fputs(inner ? "(" : "", out);
		print(out, child);
		fputs(inner ? ")" : "", out);
	}
}

char *filter_text(const struct syscord_expr *expr)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	bool failed;

	if (!out)
		return NULL;
	print(out, expr);
	failed = ferror(out);
	if (fclose(out) || failed) {
		free(text);
		return NULL;
	}
	return text;
}
