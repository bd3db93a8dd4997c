// SPDX-License-Identifier: GPL-2.0
/*
 * Filter text -> tree, by recursive descent:
 *
 *	or    = and { ("or" | "||") and }
 *	and   = unary { ("and" | "&&") unary }
 *	unary = ("not" | "!") unary | "(" or ")" | test
 *	test  = FIELD [ RELATION VALUE | ["not"] "in" ("{" | "(") VALUE { "," VALUE } ("}" | ")") |
 *		["not"] "under" VALUE ]
 *
 * Words run up to white space or one of (){},=!<>&|"' so that `a0==-1` needs no
 * spaces. A word's meaning depends on where it stands: `comm == in` is a name.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "filter_parse.h"
#include "options.h"

#define DEPTH_MAX 200 /* of parentheses and nots: the parser's and all walkers' recursion */

/* The first error stands; always NULL, for functions that return a tree. */
void *filter_fail(struct filter_parser *p, const char *at, const char *fmt, ...)
{
	char what[400];
	va_list ap;

	if (p->err)
		return NULL;
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	p->failed_at = at;
	p->err = syscord_error_set(p->error, -EINVAL, "filter, column %zu: %s",
				   (size_t)(at - p->text) + 1, what);
	return NULL;
}

void *filter_no_memory(struct filter_parser *p)
{
	if (!p->err) {
		p->failed_at = p->start;
		p->err = syscord_error_set(p->error, -ENOMEM, "filter: out of memory");
	}
	return NULL;
}

/* What a message shows of the user's own word. */
int filter_shown(size_t len)
{
	return len > 40 ? 40 : (int)len;
}

/* ---- tokens ---- */
static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_word(char c)
{
	return c && !is_space(c) && !strchr("(){},=!<>&|\"'", c);
}

static enum filter_token scan_string(struct filter_parser *p)
{
	char quote = *p->start;

	for (p->next = p->start + 1; *p->next != quote; p->next++) {
		if (*p->next == '\\' && p->next[1])
			p->next++;
		if (!*p->next) {
			filter_fail(p, p->start, "this quote is not closed");
			return T_BAD;
		}
	}
	p->next++;
	return T_STRING;
}

static enum filter_token scan(struct filter_parser *p)
{
	static const struct {
		char text[3];
		enum filter_token token;
	} signs[] = {
		{ "==", T_EQ },	  { "!=", T_NE },     { "<=", T_LE },	{ ">=", T_GE },
		{ "&&", T_AND },  { "||", T_OR },     { "=", T_EQ },	{ "<", T_LT },
		{ ">", T_GT },	  { "!", T_NOT },     { "(", T_OPEN },	{ ")", T_CLOSE },
		{ "{", T_BRACE }, { "}", T_UNBRACE }, { ",", T_COMMA },
	};
	unsigned int i;

	while (is_space(*p->next))
		p->next++;
	p->start = p->next;
	if (!*p->start)
		return T_END;
	if (*p->start == '"' || *p->start == '\'')
		return scan_string(p);
	for (i = 0; i < ARRAY_SIZE(signs); i++) {
		if (!strncmp(p->start, signs[i].text, strlen(signs[i].text))) {
			p->next += strlen(signs[i].text);
			return signs[i].token;
		}
	}
	if (!is_word(*p->start)) {
		if (*p->start == '&')
			filter_fail(p, p->start,
				    "a single '&' means nothing here; write && or and");
		else
			filter_fail(p, p->start, "a single '|' means nothing here; write || or or");
		return T_BAD;
	}
	while (is_word(*p->next))
		p->next++;
	return T_WORD;
}

void filter_advance(struct filter_parser *p)
{
	p->token = p->err ? T_BAD : scan(p);
	p->len = (size_t)(p->next - p->start);
}

bool filter_is_text(const char *word, size_t len, const char *text)
{
	return strlen(text) == len && !memcmp(word, text, len);
}

bool filter_at_word(const struct filter_parser *p, const char *word)
{
	return p->token == T_WORD && filter_is_text(p->start, p->len, word);
}

/* ---- tests ---- */
static void parse_set(struct filter_parser *p, struct syscord_expr *test)
{
	enum filter_token end = p->token == T_OPEN ? T_CLOSE : T_UNBRACE;
	const char *start = p->start;

	if (test->field->kind == FILTER_BOOL || test->field->kind == FILTER_FAILED) {
		filter_fail(p, start, "%s is true or false: 'in' has no meaning for it",
			    test->field->name);
		return;
	}
	if (p->token != T_OPEN && p->token != T_BRACE) {
		filter_fail(p, start, "'in' wants a list: {a, b, c}");
		return;
	}
	do {
		filter_advance(p);
		if (filter_parse_value(p, test))
			return;
	} while (p->token == T_COMMA);
	if (p->token != end) {
		filter_fail(p, p->token == T_END ? start : p->start,
			    p->token == T_END ? "this list is not closed"
					      : "expected ',' or the end of the list");
		return;
	}
	filter_advance(p);
}

/* Name `j` of a field: its own, then the others; NULL behind the last */
static const char *field_name(const struct filter_field *field, unsigned int j)
{
	return !j ? field->name : j <= ARRAY_SIZE(field->alias) ? field->alias[j - 1] : NULL;
}

static const struct filter_field *find_field(struct filter_parser *p)
{
	unsigned int i, j, best = 99;
	const char *hint = NULL, *name;

	for (i = 0; i < filter_fields_count; i++)
		for (j = 0; (name = field_name(&filter_fields[i], j)); j++)
			if (filter_is_text(p->start, p->len, name))
				return &filter_fields[i];
	for (i = 0; i < filter_fields_count; i++)
		for (j = 0; (name = field_name(&filter_fields[i], j)); j++)
			if (syscord_near(p->start, p->len, name, &best))
				hint = name;
	if (hint)
		return filter_fail(p, p->start, "unknown field '%.*s'; did you mean '%s'?",
				   filter_shown(p->len), p->start, hint);
	return filter_fail(p, p->start, "unknown field '%.*s': syscord-filter(7) lists them",
			   filter_shown(p->len), p->start);
}

static void parse_relation(struct filter_parser *p, struct syscord_expr *test)
{
	uint8_t kind = test->field->kind;
	enum filter_token sign = p->token;

	if (sign != T_EQ && sign != T_NE && kind != FILTER_U32 && kind != FILTER_U64 &&
	    kind != FILTER_S64) {
		filter_fail(p, p->start, "%s has no order: only ==, != and in%s", test->field->name,
			    kind == FILTER_CGROUP ? ", and under" : "");
		return;
	}
	test->negate = sign == T_NE || sign == T_GT || sign == T_GE;
	if (sign == T_LT || sign == T_GE)
		test->relation = FILTER_LT;
	else if (sign == T_LE || sign == T_GT)
		test->relation = FILTER_LE;
	filter_advance(p);
	filter_parse_value(p, test);
}

/* The word at hand is near one of these, which end with NULL */
static const char *near_word(const struct filter_parser *p, const char *const *words)
{
	const char *hint = NULL;
	unsigned int best = 99;

	for (; p->token == T_WORD && *words; words++)
		if (syscord_near(p->start, p->len, *words, &best))
			hint = *words;
	return hint;
}

/* [not] in LIST, [not] under PATH: at its first word */
static void parse_membership(struct filter_parser *p, struct syscord_expr *test)
{
	test->negate = filter_at_word(p, "not");
	if (test->negate)
		filter_advance(p);
	if (filter_at_word(p, "in")) {
		filter_advance(p);
		if (!p->err)
			parse_set(p, test);
	} else if (!filter_at_word(p, "under")) {
		filter_fail(p, p->start, "expected 'in'%s after 'not'",
			    test->field->kind == FILTER_CGROUP ? " or 'under'" : "");
	} else if (test->field->kind != FILTER_CGROUP) {
		filter_fail(p, p->start, "'under' is for cgroups: %s has no parts",
			    test->field->name);
	} else {
		test->relation = FILTER_UNDER;
		filter_advance(p);
		filter_parse_value(p, test);
	}
}

static void relation_missing(struct filter_parser *p, const struct filter_field *field)
{
	static const char *const words[] = { "in", "not", "under", NULL };
	const char *hint = near_word(p, words);

	if (hint)
		filter_fail(p, p->start, "unknown relation '%.*s'; did you mean '%s'?",
			    filter_shown(p->len), p->start, hint);
	else if (p->token == T_WORD)
		filter_fail(p, p->start,
			    "%s must be compared with something: '%.*s' is none of == != < <= > >="
			    " in%s",
			    field->name, filter_shown(p->len), p->start,
			    field->kind == FILTER_CGROUP ? " under" : "");
	else
		filter_fail(p, p->start,
			    "%s must be compared with something, e.g. with ==", field->name);
}

/* A join must follow, or what `end` says; the word at hand is neither. */
static void join_missing(struct filter_parser *p, const char *end)
{
	static const char *const words[] = { "and", "or", NULL };
	const char *hint = near_word(p, words);

	if (hint)
		filter_fail(p, p->start, "expected 'and' or 'or'%s; did you mean '%s'?", end, hint);
	else
		filter_fail(p, p->start, "expected 'and' or 'or'%s", end);
}

static struct syscord_expr *parse_test(struct filter_parser *p)
{
	struct syscord_expr *test;

	if (p->token == T_END)
		return filter_fail(p, p->start,
				   p->start == p->text
					   ? "the filter is empty"
					   : "the filter ends where a test must follow");
	if (p->token != T_WORD)
		return filter_fail(p, p->start, "expected a field, not '%.*s'",
				   filter_shown(p->len), p->start);
	test = filter_new(FILTER_TEST);
	if (!test)
		return filter_no_memory(p);
	test->field = find_field(p);
	if (!p->err && test->field->kind == FILTER_CGROUP && p->use == SYSCORD_FILTER_RECORDED)
		filter_fail(
			p, p->start,
			"a recording does not say to which cgroup a task belonged: %s can only be"
			" asked while recording",
			test->field->name);
	filter_advance(p);
	if (p->token >= T_EQ && p->token <= T_GE) {
		parse_relation(p, test);
	} else if (filter_at_word(p, "in") || filter_at_word(p, "under") ||
		   filter_at_word(p, "not")) {
		parse_membership(p, test);
	} else if (!p->err && test->field->kind != FILTER_BOOL &&
		   test->field->kind != FILTER_FAILED) {
		relation_missing(p, test->field);
	}
	if (p->err) {
		syscord_filter_free(test);
		return NULL;
	}
	return test;
}

/* ---- and, or, not ---- */
static struct syscord_expr *parse_or(struct filter_parser *p);

static struct syscord_expr *parse_unary(struct filter_parser *p)
{
	struct syscord_expr *expr = NULL, *inner;
	const char *start = p->start;

	if (p->token != T_OPEN && p->token != T_NOT && !filter_at_word(p, "not"))
		return parse_test(p);
	if (p->depth == DEPTH_MAX)
		return filter_fail(p, p->start, "more than %d levels of parentheses and nots",
				   DEPTH_MAX);
	p->depth++;
	if (p->token == T_OPEN) {
		filter_advance(p);
		expr = parse_or(p);
		if (expr && p->token != T_CLOSE) {
			if (p->token == T_END)
				filter_fail(p, start, "this parenthesis is not closed");
			else
				join_missing(p, " or ')'");
			syscord_filter_free(expr);
			return NULL;
		}
		filter_advance(p);
	} else {
		filter_advance(p);
		inner = parse_unary(p);
		if (inner) {
			expr = filter_new(FILTER_NOT);
			if (!expr)
				syscord_filter_free(inner);
			if (!expr || filter_add_child(expr, inner)) {
				syscord_filter_free(expr);
				return filter_no_memory(p);
			}
		}
	}
	p->depth--;
	return expr;
}

/* One level of operators: a chain of them becomes one node, however long. */
static struct syscord_expr *parse_chain(struct filter_parser *p, enum filter_node node,
					enum filter_token sign, const char *word,
					struct syscord_expr *(*operand)(struct filter_parser *))
{
	struct syscord_expr *first = operand(p), *list, *more;

	if (!first || (p->token != sign && !filter_at_word(p, word)))
		return first;
	list = filter_new(node);
	if (!list || filter_add_child(list, first)) {
		if (!list)
			syscord_filter_free(first);
		syscord_filter_free(list);
		return filter_no_memory(p);
	}
	while (p->token == sign || filter_at_word(p, word)) {
		filter_advance(p);
		more = operand(p);
		if (!more || filter_add_child(list, more)) {
			syscord_filter_free(list);
			return filter_no_memory(p);
		}
	}
	return list;
}

static struct syscord_expr *parse_and(struct filter_parser *p)
{
	return parse_chain(p, FILTER_AND, T_AND, "and", parse_unary);
}

static struct syscord_expr *parse_or(struct filter_parser *p)
{
	return parse_chain(p, FILTER_OR, T_OR, "or", parse_and);
}

int syscord_filter_parse_for(enum syscord_filter_use use, const char *text,
			     struct syscord_expr **expr, unsigned int *column,
			     struct syscord_error *err, struct syscord_error *warn)
{
	struct filter_parser p = {
		.use = use, .text = text, .next = text, .error = err, .warn = warn
	};

	if (warn)
		warn->text[0] = '\0';
	filter_advance(&p);
	*expr = parse_or(&p);
	if (*expr && p.token != T_END) {
		join_missing(&p, "");
		syscord_filter_free(*expr);
		*expr = NULL;
	}
	if (column)
		*column = p.err ? (unsigned int)(p.failed_at - text) : 0;
	return p.err;
}

#define POINT_WIDTH 72 /* of what is shown of a line */

/* Columns that bytes up to there take on a terminal, more or less: UTF-8 heads count */
static unsigned int width(const char *from, const char *to)
{
	unsigned int columns = 0;

	for (; from < to; from++)
		columns += ((unsigned char)*from & 0xc0) != 0x80;
	return columns;
}

void syscord_filter_point(struct syscord_error *err, const char *text, unsigned int column)
{
	size_t len = strlen(text), used = strlen(err->text), i;
	char shown[POINT_WIDTH + 8];
	const char *from, *to, *at;

	if (column > len)
		column = (unsigned int)len;
	at = text + column;
	from = column > POINT_WIDTH - 20 ? at - (POINT_WIDTH - 20) : text;
	while (from > text && ((unsigned char)*from & 0xc0) == 0x80 && at - from < POINT_WIDTH)
		from--;
	to = (size_t)(text + len - from) > POINT_WIDTH ? from + POINT_WIDTH : text + len;
	/* one line, and nothing that moves the cursor */
	for (i = 0; from + i < to; i++)
		shown[i] = (unsigned char)from[i] < ' ' || from[i] == 0x7f ? ' ' : from[i];
	shown[i] = '\0';
	snprintf(err->text + used, sizeof(err->text) - used, "\n  %s%s%s\n  %*s^",
		 from > text ? "..." : "", shown, to < text + len ? "..." : "",
		 (int)width(from, at) + (from > text ? 3 : 0), "");
}

int syscord_filter_parse(const char *text, struct syscord_expr **expr, unsigned int *column,
			 struct syscord_error *err, struct syscord_error *warn)
{
	return syscord_filter_parse_for(SYSCORD_FILTER_LIVE, text, expr, column, err, warn);
}

int syscord_filter_check(const char *text, struct syscord_error *err)
{
	struct syscord_expr *expr = NULL;
	unsigned int column;
	int ret = syscord_filter_parse(text, &expr, &column, err, NULL);

	if (ret && isatty(STDERR_FILENO))
		syscord_filter_point(err, text, column);
	syscord_filter_free(expr);
	return ret;
}

int syscord_filter_trees(const char *text, uint32_t flags, struct syscord_expr **call,
			 struct syscord_expr **task, struct syscord_error *err,
			 struct syscord_error *warn)
{
	struct syscord_expr *written;
	int ret;

	*call = *task = NULL;
	ret = syscord_filter_parse(text, &written, NULL, err, warn);
	if (ret)
		return ret;
	*call = written;
	if (flags & SYSCORD_FILTER_FOLLOW) {
		*call = syscord_filter_followed(written);
		syscord_filter_free(written);
	}
	*task = *call ? syscord_filter_task_part(*call) : NULL;
	if (*task)
		return 0;
	syscord_filter_free(*call);
	*call = NULL;
	return syscord_error_set(err, -ENOMEM, "the filter: out of memory");
}
