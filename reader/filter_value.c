// SPDX-License-Identifier: GPL-2.0
/* The values of the filter language: numbers, names of errors, tasks, calls, classes. */
#include <errno.h>
#include <string.h>
#include "filter_parse.h"
#include "options.h"

static const struct {
	const char *name;
	unsigned int bits;
} classes[] = {
	{ "RS", SYSCORD_CLASS_RS },
	{ "WS", SYSCORD_CLASS_WS },
	{ "RC", SYSCORD_CLASS_RC },
	{ "WC", SYSCORD_CLASS_WC },
};

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

/* The kernel's own results and second names, which the C library does not know */
static const struct {
	const char *name;
	int number;
} more_errnos[] = {
	{ "EWOULDBLOCK", EWOULDBLOCK }, { "ENOTSUP", EOPNOTSUPP }, { "ERESTARTSYS", 512 },
	{ "ERESTARTNOINTR", 513 },	{ "ERESTARTNOHAND", 514 }, { "ERESTART_RESTARTBLOCK", 516 },
};

#define ERRNO_LIMIT 512

/* Of number i: those of the library, then the others; NULL: there is none */
static const char *errno_name(unsigned int i, int *number)
{
	if (i >= ERRNO_LIMIT) {
		*number = more_errnos[i - ERRNO_LIMIT].number;
		return more_errnos[i - ERRNO_LIMIT].name;
	}
	*number = (int)i;
	return i ? strerrorname_np((int)i) : NULL;
}

/* True if the word began like an errno: `value` is set, or an error. */
static bool parse_errno(struct filter_parser *p, struct filter_value *value)
{
	bool minus = *p->start == '-';
	const char *word = p->start + minus, *hint = NULL, *name;
	size_t len = p->len - minus;
	unsigned int i, best = 99;
	int number;

	if (!len || *word != 'E')
		return false;
	for (i = 0; i < ERRNO_LIMIT + ARRAY_SIZE(more_errnos); i++) {
		name = errno_name(i, &number);
		if (!name)
			continue;
		if (filter_is_text(word, len, name)) {
			if (!minus)
				filter_fail(p, p->start,
					    "a failed call returns -%s; write it with the minus",
					    name);
			value->number = (uint64_t)-number;
			return true;
		}
		if (syscord_near(word, len, name, &best))
			hint = name;
	}
	if (hint)
		filter_fail(p, p->start, "unknown error '%.*s'; did you mean '-%s'?",
			    filter_shown(p->len), p->start, hint);
	else
		filter_fail(p, p->start, "unknown error '%.*s'", filter_shown(p->len), p->start);
	return true;
}

static int parse_number(struct filter_parser *p, struct syscord_expr *test)
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
		filter_fail(p, p->start, "write octal as 0o%.*s, decimal without the leading zero",
			    filter_shown(p->len) - 1, p->start + 1);
	if (result == NUMBER_NOT)
		filter_fail(p, p->start, "%s wants a number, not '%.*s'", field->name,
			    filter_shown(p->len), p->start);
	if (p->err)
		return p->err;
	if (field->kind == FILTER_S64)
		in_range = value.number <= (uint64_t)INT64_MAX + minus;
	else if (field->kind == FILTER_U32)
		in_range = value.number <= UINT32_MAX && (!minus || !value.number);
	else
		in_range = !minus || value.number <= (uint64_t)INT64_MAX + 1;
	if (result == NUMBER_RANGE || !in_range) {
		filter_fail(p, p->start, "%.*s is out of the range of %s: %s", filter_shown(p->len),
			    p->start, field->name,
			    field->kind == FILTER_S64	? "64 bits, signed"
			    : field->kind == FILTER_U32 ? "0 to 4294967295"
							: "64 bits");
		return p->err;
	}
	if (minus && field->kind == FILTER_U64 && test->relation != FILTER_IN) {
		filter_fail(p, p->start,
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
static int unquote(struct filter_parser *p, char *bytes, size_t room, bool *star)
{
	bool quoted = p->token == T_STRING;
	const char *c = p->start + quoted, *end = p->start + p->len - quoted;
	size_t n = 0;

	for (*star = false; c < end; c++) {
		char byte = *c;

		if (byte == '*') {
			if (c + 1 < end) {
				filter_fail(p, c,
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
				filter_fail(
					p, c - 1,
					"unknown escape: there are \\\\ \\\" \\' \\* and \\xHH");
				return -1;
			}
			if (!byte) {
				filter_fail(p, c - 3, "a name cannot contain a NUL");
				return -1;
			}
		}
		if (n < room)
			bytes[n] = byte;
		n++;
	}
	return n > INT32_MAX ? INT32_MAX : (int)n;
}

static int parse_name(struct filter_parser *p, struct syscord_expr *test)
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

static int parse_call(struct filter_parser *p, struct syscord_expr *test)
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
			filter_fail(p, p->start, "'%.*s' is no number of a system call",
				    filter_shown(p->len), p->start);
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
		filter_fail(p, p->start, "unknown system call '%.*s'; did you mean '%s'?",
			    filter_shown(p->len), p->start, hint);
	else
		filter_fail(p, p->start, "%s '%.*s'",
			    star ? "no system call is called" : "unknown system call",
			    filter_shown(p->len), p->start);
	return p->err;
}

/* In quotes escapes are as in names; a bare path keeps its backslashes, as systemd's have them. */
static int parse_cgroup(struct filter_parser *p, struct syscord_expr *test)
{
	char written[FILTER_PATH_MAX], path[FILTER_PATH_MAX], hint[FILTER_PATH_MAX] = "";
	struct syscord_error why = { "" };
	struct filter_cgroup cgroup;
	struct filter_value value = { .path = path };
	const char *wrong;
	bool star;
	int len = unquote(p, written, sizeof(written) - 1, &star), ret;

	if (len < 0)
		return p->err;
	if (star) {
		filter_fail(p, p->start + p->len - 1 - (p->token == T_STRING),
			    "a cgroup's path has no '*'; 'cgroup under PATH' takes all below PATH");
		return p->err;
	}
	if ((size_t)len >= sizeof(written)) {
		filter_fail(p, p->start, "this path is too long");
		return p->err;
	}
	written[len] = '\0';
	wrong = filter_cgroup_path(written, path);
	if (wrong) {
		filter_fail(p, p->start, "%s", wrong);
		return p->err;
	}
	if (test->relation == FILTER_UNDER && !filter_cgroup_levels_known()) {
		filter_fail(
			p, p->start,
			"'under' counts levels from the root of the whole hierarchy, which cannot"
			" be seen from this cgroup namespace; use == or in, or run this outside");
		return p->err;
	}
	ret = filter_cgroup_find(path, &cgroup, hint, &why);
	if (ret == -ENOENT && p->use == SYSCORD_FILTER_AGAIN) {
		cgroup.id = UINT64_MAX;
		cgroup.level = 0;
	} else if (ret == -ENOENT && hint[0]) {
		filter_fail(p, p->start, "%s; did you mean '%s'?", why.text, hint);
	} else if (ret) {
		filter_fail(p, p->start, "%s", why.text);
	} else if (test->relation == FILTER_UNDER && cgroup.level >= SYSCORD_CGROUP_LEVELS) {
		filter_fail(p, p->start,
			    "'under' knows %u levels, this path has %u; == has no limit",
			    SYSCORD_CGROUP_LEVELS - 1, cgroup.level);
	}
	if (p->err)
		return p->err;
	value.number = cgroup.id;
	if (test->relation == FILTER_UNDER)
		value.level = (uint8_t)cgroup.level;
	return filter_add_value(test, &value);
}

static int parse_class(struct filter_parser *p, struct syscord_expr *test)
{
	struct filter_value value = { 0 };
	const char *hint = NULL;
	unsigned int i, best = 99;

	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		if (p->len == 2 && !strncasecmp(p->start, classes[i].name, 2)) {
			value.number = classes[i].bits;
			return filter_add_value(test, &value);
		}
		if (syscord_near(p->start, p->len, classes[i].name, &best))
			hint = classes[i].name;
	}
	filter_fail(p, p->start,
		    "unknown class '%.*s': there are RS, WS (reads, writes status), RC and WC"
		    " (content)%s%s%s",
		    filter_shown(p->len), p->start, hint ? "; did you mean '" : "",
		    hint ? hint : "", hint ? "'?" : "");
	return p->err;
}

static int parse_truth(struct filter_parser *p, struct syscord_expr *test)
{
	if (filter_at_word(p, "true") || filter_at_word(p, "1"))
		return 0;
	if (!filter_at_word(p, "false") && !filter_at_word(p, "0")) {
		unsigned int best = 99;
		bool is_true = syscord_near(p->start, p->len, "true", &best);
		bool is_false = syscord_near(p->start, p->len, "false", &best);

		filter_fail(p, p->start, "%s is true or false, not '%.*s'%s%s%s", test->field->name,
			    filter_shown(p->len), p->start,
			    is_true || is_false ? "; did you mean '" : "",
			    is_false  ? "false"
			    : is_true ? "true"
				      : "",
			    is_true || is_false ? "'?" : "");
		return p->err;
	}
	test->negate = !test->negate;
	return 0;
}

/* At a value; goes behind it. */
int filter_parse_value(struct filter_parser *p, struct syscord_expr *test)
{
	int err;

	if (p->token != T_WORD && p->token != T_STRING) {
		filter_fail(p, p->start, "a value for %s is missing here", test->field->name);
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
	case FILTER_CGROUP:
		err = parse_cgroup(p, test);
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
		filter_no_memory(p);
	if (!err)
		filter_advance(p);
	return p->err;
}
