// SPDX-License-Identifier: GPL-2.0
/*
 * Filter text -> tree, by recursive descent:
 *
 *	or    = and { ("or" | "||") and }
 *	and   = unary { ("and" | "&&") unary }
 *	unary = ("not" | "!") unary | "(" or ")" | test
 *	test  = FIELD [ RELATION VALUE | ["not"] "in" ("{" | "(") VALUE { "," VALUE } ("}" | ")") ]
 *
 * Words run up to white space or one of (){},=!<>&|"' so that `a0==-1` needs no
 * spaces. A word's meaning depends on where it stands: `comm == in` is a name.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "filter.h"
#include "options.h"

#define DEPTH_MAX 200 /* of parentheses and nots: the parser's and all walkers' recursion */

enum token {
	T_END,
	T_WORD,
	T_STRING,
	T_OPEN,
	T_CLOSE,
	T_BRACE,
	T_UNBRACE,
	T_COMMA,
	T_EQ,
	T_NE,
	T_LT,
	T_LE,
	T_GT,
	T_GE,
	T_AND,
	T_OR,
	T_NOT,
	T_BAD,
};

struct parser {
	const char *text;
	const char *next; /* behind the token */
	enum token token;
	const char *start; /* of the token, as written */
	size_t len;
	unsigned int depth;
	const char *failed_at;
	int err;
	struct syscord_error *error, *warn;
};

/* The numbers are the same on every architecture that the module runs on. */
static const struct {
	const char *name;
	int number;
} errnos[] = {
#define E(name)             \
	{                   \
#name, name \
	}
	E(EPERM),
	E(ENOENT),
	E(ESRCH),
	E(EINTR),
	E(EIO),
	E(ENXIO),
	E(E2BIG),
	E(ENOEXEC),
	E(EBADF),
	E(ECHILD),
	E(EAGAIN),
	{ "EWOULDBLOCK", EAGAIN },
	E(ENOMEM),
	E(EACCES),
	E(EFAULT),
	E(ENOTBLK),
	E(EBUSY),
	E(EEXIST),
	E(EXDEV),
	E(ENODEV),
	E(ENOTDIR),
	E(EISDIR),
	E(EINVAL),
	E(ENFILE),
	E(EMFILE),
	E(ENOTTY),
	E(ETXTBSY),
	E(EFBIG),
	E(ENOSPC),
	E(ESPIPE),
	E(EROFS),
	E(EMLINK),
	E(EPIPE),
	E(EDOM),
	E(ERANGE),
	E(EDEADLK),
	E(ENAMETOOLONG),
	E(ENOLCK),
	E(ENOSYS),
	E(ENOTEMPTY),
	E(ELOOP),
	E(ENOMSG),
	E(EIDRM),
	E(ENOSTR),
	E(ENODATA),
	E(ETIME),
	E(ENONET),
	E(ENOLINK),
	E(EPROTO),
	E(EBADMSG),
	E(EOVERFLOW),
	E(EILSEQ),
	E(EUSERS),
	E(ENOTSOCK),
	E(EDESTADDRREQ),
	E(EMSGSIZE),
	E(EPROTOTYPE),
	E(ENOPROTOOPT),
	E(EPROTONOSUPPORT),
	E(ESOCKTNOSUPPORT),
	E(EOPNOTSUPP),
	{ "ENOTSUP", EOPNOTSUPP },
	E(EPFNOSUPPORT),
	E(EAFNOSUPPORT),
	E(EADDRINUSE),
	E(EADDRNOTAVAIL),
	E(ENETDOWN),
	E(ENETUNREACH),
	E(ENETRESET),
	E(ECONNABORTED),
	E(ECONNRESET),
	E(ENOBUFS),
	E(EISCONN),
	E(ENOTCONN),
	E(ESHUTDOWN),
	E(ETOOMANYREFS),
	E(ETIMEDOUT),
	E(ECONNREFUSED),
	E(EHOSTDOWN),
	E(EHOSTUNREACH),
	E(EALREADY),
	E(EINPROGRESS),
	E(ESTALE),
	E(EUCLEAN),
	E(EREMOTEIO),
	E(EDQUOT),
	E(ENOMEDIUM),
	E(EMEDIUMTYPE),
	E(ECANCELED),
	E(ENOKEY),
	E(EKEYEXPIRED),
	E(EKEYREVOKED),
	E(EKEYREJECTED),
	E(EOWNERDEAD),
	E(ENOTRECOVERABLE),
	E(ERFKILL),
	E(EHWPOISON),
	{ "ERESTARTSYS", 512 },
	{ "ERESTARTNOINTR", 513 },
	{ "ERESTARTNOHAND", 514 },
	{ "ERESTART_RESTARTBLOCK", 516 },
#undef E
};

static const struct {
	const char *name;
	unsigned int bits;
} classes[] = {
	{ "RS", SYSCORD_CLASS_RS },
	{ "WS", SYSCORD_CLASS_WS },
	{ "RC", SYSCORD_CLASS_RC },
	{ "WC", SYSCORD_CLASS_WC },
};

/* The first error stands; always NULL, for functions that return a tree. */
SYSCORD_PRINTF(3, 4)
static void *fail(struct parser *p, const char *at, const char *fmt, ...)
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

static void *no_memory(struct parser *p)
{
	if (!p->err) {
		p->failed_at = p->start;
		p->err = syscord_error_set(p->error, -ENOMEM, "filter: out of memory");
	}
	return NULL;
}

/* What a message shows of the user's own word. */
static int shown(size_t len)
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

static enum token scan_string(struct parser *p)
{
	char quote = *p->start;

	for (p->next = p->start + 1; *p->next != quote; p->next++) {
		if (*p->next == '\\' && p->next[1])
			p->next++;
		if (!*p->next) {
			fail(p, p->start, "this quote is not closed");
			return T_BAD;
		}
	}
	p->next++;
	return T_STRING;
}

static enum token scan(struct parser *p)
{
	static const struct {
		char text[3];
		enum token token;
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
			fail(p, p->start, "a single '&' means nothing here; write && or and");
		else
			fail(p, p->start, "a single '|' means nothing here; write || or or");
		return T_BAD;
	}
	while (is_word(*p->next))
		p->next++;
	return T_WORD;
}

static void advance(struct parser *p)
{
	p->token = p->err ? T_BAD : scan(p);
	p->len = (size_t)(p->next - p->start);
}

static bool is_text(const char *word, size_t len, const char *text)
{
	return strlen(text) == len && !memcmp(word, text, len);
}

static bool at_word(const struct parser *p, const char *word)
{
	return p->token == T_WORD && is_text(p->start, p->len, word);
}

/* ---- values ---- */
enum number_result { NUMBER_OK, NUMBER_NOT, NUMBER_RANGE, NUMBER_OCTAL };

/* [-] decimal, 0x hex or 0o octal; the magnitude in *number */
static enum number_result scan_number(const char *word, size_t len, bool *minus, uint64_t *number)
{
	const char *end = word + len;
	unsigned int base = 10;

	*minus = len && *word == '-';
	if (*minus)
		word++;
	if (end - word > 2 && word[0] == '0' && ((word[1] | 0x20) == 'x' || word[1] == 'o')) {
		base = word[1] == 'o' ? 8 : 16;
		word += 2;
	} else if (end - word > 1 && word[0] == '0' && word[1] >= '0' && word[1] <= '9') {
		return NUMBER_OCTAL;
	}
	if (word == end)
		return NUMBER_NOT;
	for (*number = 0; word < end; word++) {
		char c = *word;
		unsigned int digit = c >= '0' && c <= '9' ? (unsigned int)(c - '0')
				     : (c | 0x20) >= 'a' && (c | 0x20) <= 'f'
					     ? (unsigned int)((c | 0x20) - 'a') + 10
					     : 99;

		if (digit >= base)
			return NUMBER_NOT;
		if (__builtin_mul_overflow(*number, base, number) ||
		    __builtin_add_overflow(*number, digit, number))
			return NUMBER_RANGE;
	}
	return NUMBER_OK;
}

/* True if the word began like an errno: `value` is set, or an error. */
static bool parse_errno(struct parser *p, struct filter_value *value)
{
	bool minus = *p->start == '-';
	const char *word = p->start + minus, *hint = NULL;
	size_t len = p->len - minus;
	unsigned int i, best = 99;

	if (!len || *word != 'E')
		return false;
	for (i = 0; i < ARRAY_SIZE(errnos); i++) {
		if (is_text(word, len, errnos[i].name)) {
			if (!minus)
				fail(p, p->start,
				     "a failed call returns -%s; write it with the minus",
				     errnos[i].name);
			value->number = (uint64_t)-errnos[i].number;
			return true;
		}
		if (syscord_near(word, len, errnos[i].name, &best))
			hint = errnos[i].name;
	}
	if (hint)
		fail(p, p->start, "unknown error '%.*s'; did you mean '-%s'?", shown(p->len),
		     p->start, hint);
	else
		fail(p, p->start, "unknown error '%.*s'", shown(p->len), p->start);
	return true;
}

static int parse_number(struct parser *p, struct syscord_expr *test)
{
	const struct filter_field *field = test->field;
	struct filter_value value = { 0 };
	enum number_result result;
	bool minus, in_range;

	if (p->token == T_WORD && field->kind == FILTER_S64 && parse_errno(p, &value))
		return p->err ? p->err : filter_add_value(test, &value);
	result = p->token == T_WORD ? scan_number(p->start, p->len, &minus, &value.number)
				    : NUMBER_NOT;
	if (result == NUMBER_OCTAL)
		fail(p, p->start, "write octal as 0o%.*s, decimal without the leading zero",
		     shown(p->len) - 1, p->start + 1);
	if (result == NUMBER_NOT)
		fail(p, p->start, "%s wants a number, not '%.*s'", field->name, shown(p->len),
		     p->start);
	if (p->err)
		return p->err;
	if (field->kind == FILTER_S64)
		in_range = value.number <= (uint64_t)INT64_MAX + minus;
	else if (field->kind == FILTER_U32)
		in_range = value.number <= UINT32_MAX && (!minus || !value.number);
	else
		in_range = !minus || value.number <= (uint64_t)INT64_MAX + 1;
	if (result == NUMBER_RANGE || !in_range) {
		fail(p, p->start, "%.*s is out of the range of %s: %s", shown(p->len), p->start,
		     field->name,
		     field->kind == FILTER_S64	 ? "64 bits, signed"
		     : field->kind == FILTER_U32 ? "0 to 4294967295"
						 : "64 bits");
		return p->err;
	}
	if (minus && field->kind == FILTER_U64 && test->relation != FILTER_IN) {
		fail(p, p->start,
		     "arguments are compared as unsigned: %s has no order to a negative"
		     " number",
		     field->name);
		return p->err;
	}
	if (minus)
		value.number = -value.number;
	/* An int of -1 stands in a 64-bit register as 2^32 - 1 just as often as as 2^64 - 1. */
	if (minus && field->kind == FILTER_U64 && (int64_t)value.number >= INT32_MIN) {
		struct filter_value narrow = { .number = (uint32_t)value.number };

		if (filter_add_value(test, &narrow))
			return -ENOMEM;
	}
	return filter_add_value(test, &value);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The bytes of a quoted or bare word; -1: an error. *star: a `*` ended it. */
static int unquote(struct parser *p, char *bytes, size_t room, bool *star)
{
	bool quoted = p->token == T_STRING;
	const char *c = p->start + quoted, *end = p->start + p->len - quoted;
	size_t n = 0;

	for (*star = false; c < end; c++) {
		char byte = *c;

		if (byte == '*') {
			if (c + 1 < end) {
				fail(p, c,
				     "'*' stands for any ending: only the last letter may be"
				     " one (write \"\\*\" in quotes for itself)");
				return -1;
			}
			*star = true;
			break;
		}
		if (byte == '\\' && quoted) {
			byte = *++c;
			if (byte == 'x' && end - c > 2 && hex_digit(c[1]) >= 0 &&
			    hex_digit(c[2]) >= 0) {
				byte = (char)(hex_digit(c[1]) << 4 | hex_digit(c[2]));
				c += 2;
			} else if (byte == 'x' || !strchr("\\\"'*", byte)) {
				fail(p, c - 1,
				     "unknown escape: there are \\\\ \\\" \\' \\* and \\xHH");
				return -1;
			}
			if (!byte) {
				fail(p, c - 3, "a name cannot contain a NUL");
				return -1;
			}
		}
		if (n < room)
			bytes[n] = byte;
		n++;
	}
	return n > INT32_MAX ? INT32_MAX : (int)n;
}

static int parse_name(struct parser *p, struct syscord_expr *test)
{
	struct filter_value value = { 0 };
	char bytes[SYSCORD_COMM_LEN - 1];
	int len = unquote(p, bytes, sizeof(bytes), &value.prefix);

	if (len < 0)
		return p->err;
	value.len = (uint8_t)(len > (int)sizeof(bytes) ? sizeof(bytes) : (size_t)len);
	memcpy(value.name, bytes, value.len);
	if (len > value.len && p->warn && !p->warn->text[0])
		syscord_error_set(
			p->warn, 0,
			"filter, column %zu: the kernel keeps %u bytes of a name; compared"
			" with '%.*s'",
			(size_t)(p->start - p->text) + 1, value.len, value.len, value.name);
	return filter_add_value(test, &value);
}

static int parse_call(struct parser *p, struct syscord_expr *test)
{
	const struct syscord_call_desc *call;
	struct filter_value value = { 0 };
	unsigned int i, best = 99;
	const char *hint = NULL;
	char name[64];
	bool minus, star;
	int len;

	if (p->token == T_WORD && *p->start >= '0' && *p->start <= '9') {
		if (scan_number(p->start, p->len, &minus, &value.number) != NUMBER_OK ||
		    value.number >= UINT32_MAX)
			fail(p, p->start, "'%.*s' is no number of a system call", shown(p->len),
			     p->start);
		return p->err ? p->err : filter_add_value(test, &value);
	}
	len = unquote(p, name, sizeof(name), &star);
	if (len < 0)
		return p->err;
	if ((size_t)len > sizeof(name))
		len = sizeof(name);
	for (i = 0; star && i < syscord_calls_count; i++) {
		if (strncmp(syscord_calls[i].name, name, (size_t)len))
			continue;
		value.call = syscord_calls[i].name;
		if (filter_add_value(test, &value))
			return -ENOMEM;
	}
	if (value.call)
		return 0;
	call = star ? NULL : syscord_call_by_name(name, (size_t)len);
	if (call) {
		value.call = call->name;
		return filter_add_value(test, &value);
	}
	for (i = 0; i < syscord_calls_count; i++)
		if (syscord_near(name, (size_t)len, syscord_calls[i].name, &best))
			hint = syscord_calls[i].name;
	if (hint && !star)
		fail(p, p->start, "unknown system call '%.*s'; did you mean '%s'?", shown(p->len),
		     p->start, hint);
	else
		fail(p, p->start, "%s '%.*s'",
		     star ? "no system call is called" : "unknown system call", shown(p->len),
		     p->start);
	return p->err;
}

static int parse_class(struct parser *p, struct syscord_expr *test)
{
	struct filter_value value = { 0 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		if (p->len == 2 && !strncasecmp(p->start, classes[i].name, 2)) {
			value.number = classes[i].bits;
			return filter_add_value(test, &value);
		}
	}
	fail(p, p->start,
	     "unknown class '%.*s': there are RS, WS (reads, writes status), RC and WC"
	     " (content)",
	     shown(p->len), p->start);
	return p->err;
}

static int parse_truth(struct parser *p, struct syscord_expr *test)
{
	if (at_word(p, "true") || at_word(p, "1"))
		return 0;
	if (!at_word(p, "false") && !at_word(p, "0")) {
		fail(p, p->start, "%s is true or false, not '%.*s'", test->field->name,
		     shown(p->len), p->start);
		return p->err;
	}
	test->negate = !test->negate;
	return 0;
}

/* At a value; goes behind it. */
static int parse_value(struct parser *p, struct syscord_expr *test)
{
	int err;

	if (p->token != T_WORD && p->token != T_STRING) {
		fail(p, p->start, "a value for %s is missing here", test->field->name);
		return p->err;
	}
	switch (test->field->kind) {
	case FILTER_NAME:
		err = parse_name(p, test);
		break;
	case FILTER_CALL:
		err = parse_call(p, test);
		break;
	case FILTER_CLASS:
		err = parse_class(p, test);
		break;
	case FILTER_BOOL:
	case FILTER_FAILED:
		err = parse_truth(p, test);
		break;
	default:
		err = parse_number(p, test);
		break;
	}
	if (err && !p->err)
		no_memory(p);
	if (!err)
		advance(p);
	return p->err;
}

/* ---- tests ---- */
static void parse_set(struct parser *p, struct syscord_expr *test)
{
	enum token end = p->token == T_OPEN ? T_CLOSE : T_UNBRACE;
	const char *start = p->start;

	if (test->field->kind == FILTER_BOOL || test->field->kind == FILTER_FAILED) {
		fail(p, start, "%s is true or false: 'in' has no meaning for it",
		     test->field->name);
		return;
	}
	if (p->token != T_OPEN && p->token != T_BRACE) {
		fail(p, start, "'in' wants a list: {a, b, c}");
		return;
	}
	do {
		advance(p);
		if (parse_value(p, test))
			return;
	} while (p->token == T_COMMA);
	if (p->token != end) {
		fail(p, p->token == T_END ? start : p->start,
		     p->token == T_END ? "this list is not closed"
				       : "expected ',' or the end of the list");
		return;
	}
	advance(p);
}

static const struct filter_field *find_field(struct parser *p)
{
	unsigned int i, j, best = 99;
	const char *hint = NULL;

	for (i = 0; i < filter_fields_count; i++) {
		const struct filter_field *field = &filter_fields[i];

		if (is_text(p->start, p->len, field->name))
			return field;
		if (syscord_near(p->start, p->len, field->name, &best))
			hint = field->name;
		for (j = 0; j < ARRAY_SIZE(field->alias) && field->alias[j]; j++) {
			if (is_text(p->start, p->len, field->alias[j]))
				return field;
			if (syscord_near(p->start, p->len, field->alias[j], &best))
				hint = field->alias[j];
		}
	}
	if (hint)
		return fail(p, p->start, "unknown field '%.*s'; did you mean '%s'?", shown(p->len),
			    p->start, hint);
	return fail(p, p->start, "unknown field '%.*s'", shown(p->len), p->start);
}

static void parse_relation(struct parser *p, struct syscord_expr *test)
{
	uint8_t kind = test->field->kind;
	enum token sign = p->token;

	if (sign != T_EQ && sign != T_NE && kind != FILTER_U32 && kind != FILTER_U64 &&
	    kind != FILTER_S64) {
		fail(p, p->start, "%s has no order: only ==, != and in", test->field->name);
		return;
	}
	test->negate = sign == T_NE || sign == T_GT || sign == T_GE;
	if (sign == T_LT || sign == T_GE)
		test->relation = FILTER_LT;
	else if (sign == T_LE || sign == T_GT)
		test->relation = FILTER_LE;
	advance(p);
	parse_value(p, test);
}

static struct syscord_expr *parse_test(struct parser *p)
{
	struct syscord_expr *test;

	if (p->token == T_END)
		return fail(p, p->start,
			    p->start == p->text ? "the filter is empty"
						: "the filter ends where a test must follow");
	if (p->token != T_WORD)
		return fail(p, p->start, "expected a field, not '%.*s'", shown(p->len), p->start);
	test = filter_new(FILTER_TEST);
	if (!test)
		return no_memory(p);
	test->field = find_field(p);
	if (!p->err && test->field->kind == FILTER_ABSENT)
		fail(p, p->start, "%s is not supported yet", test->field->name);
	advance(p);
	if (p->token >= T_EQ && p->token <= T_GE) {
		parse_relation(p, test);
	} else if (at_word(p, "in") || at_word(p, "not")) {
		test->negate = at_word(p, "not");
		if (test->negate)
			advance(p);
		if (!at_word(p, "in"))
			fail(p, p->start, "expected 'in' after 'not'");
		advance(p);
		if (!p->err)
			parse_set(p, test);
	} else if (!p->err && test->field->kind != FILTER_BOOL &&
		   test->field->kind != FILTER_FAILED) {
		fail(p, p->start,
		     "%s must be compared with something, e.g. with ==", test->field->name);
	}
	if (p->err) {
		syscord_filter_free(test);
		return NULL;
	}
	return test;
}

/* ---- and, or, not ---- */
static struct syscord_expr *parse_or(struct parser *p);

static struct syscord_expr *parse_unary(struct parser *p)
{
	struct syscord_expr *expr = NULL, *inner;
	const char *start = p->start;

	if (p->token != T_OPEN && p->token != T_NOT && !at_word(p, "not"))
		return parse_test(p);
	if (p->depth == DEPTH_MAX)
		return fail(p, p->start, "more than %d levels of parentheses and nots", DEPTH_MAX);
	p->depth++;
	if (p->token == T_OPEN) {
		advance(p);
		expr = parse_or(p);
		if (expr && p->token != T_CLOSE) {
			fail(p, p->token == T_END ? start : p->start,
			     p->token == T_END ? "this parenthesis is not closed"
					       : "expected 'and', 'or' or ')'");
			syscord_filter_free(expr);
			return NULL;
		}
		advance(p);
	} else {
		advance(p);
		inner = parse_unary(p);
		if (inner) {
			expr = filter_new(FILTER_NOT);
			if (!expr)
				syscord_filter_free(inner);
			if (!expr || filter_add_child(expr, inner)) {
				syscord_filter_free(expr);
				return no_memory(p);
			}
		}
	}
	p->depth--;
	return expr;
}

/* One level of operators: a chain of them becomes one node, however long. */
static struct syscord_expr *parse_chain(struct parser *p, enum filter_node node, enum token sign,
					const char *word,
					struct syscord_expr *(*operand)(struct parser *))
{
	struct syscord_expr *first = operand(p), *list, *more;

	if (!first || (p->token != sign && !at_word(p, word)))
		return first;
	list = filter_new(node);
	if (!list || filter_add_child(list, first)) {
		if (!list)
			syscord_filter_free(first);
		syscord_filter_free(list);
		return no_memory(p);
	}
	while (p->token == sign || at_word(p, word)) {
		advance(p);
		more = operand(p);
		if (!more || filter_add_child(list, more)) {
			syscord_filter_free(list);
			return no_memory(p);
		}
	}
	return list;
}

static struct syscord_expr *parse_and(struct parser *p)
{
	return parse_chain(p, FILTER_AND, T_AND, "and", parse_unary);
}

static struct syscord_expr *parse_or(struct parser *p)
{
	return parse_chain(p, FILTER_OR, T_OR, "or", parse_and);
}

int syscord_filter_parse(const char *text, struct syscord_expr **expr, unsigned int *column,
			 struct syscord_error *err, struct syscord_error *warn)
{
	struct parser p = { .text = text, .next = text, .error = err, .warn = warn };

	if (warn)
		warn->text[0] = '\0';
	advance(&p);
	*expr = parse_or(&p);
	if (*expr && p.token != T_END) {
		fail(&p, p.start, "expected 'and' or 'or'");
		syscord_filter_free(*expr);
		*expr = NULL;
	}
	if (column)
		*column = p.err ? (unsigned int)(p.failed_at - text) : 0;
	return p.err;
}
