/* SPDX-License-Identifier: GPL-2.0 */
/* Values as text, in strace's manner. See print.h. */
#include <string.h>
#include <time.h>
#include "print.h"

/* The streams are used by one thread; locking them for each byte would be the larger cost */
#define put_char putc_unlocked
#define put_text fputs_unlocked

void syscord_print_dec(FILE *out, uint64_t number)
{
	char text[20], *p = text + sizeof(text);

	do {
		*--p = (char)('0' + number % 10);
	} while (number /= 10);
	fwrite_unlocked(p, 1, (size_t)(text + sizeof(text) - p), out);
}

void syscord_print_hex(FILE *out, uint64_t number)
{
	char text[18], *p = text + sizeof(text);

	do {
		*--p = "0123456789abcdef"[number & 15];
	} while (number >>= 4);
	*--p = 'x';
	*--p = '0';
	fwrite_unlocked(p, 1, (size_t)(text + sizeof(text) - p), out);
}

void syscord_print_date(FILE *out, uint64_t ns)
{
	time_t seconds = (time_t)(ns / 1000000000);
	char text[64] = "?";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	fprintf(out, "%s.%06llu", text, (unsigned long long)(ns % 1000000000 / 1000));
}

static void print_int(FILE *out, int64_t number)
{
	if (number < 0)
		put_char('-', out);
	syscord_print_dec(out, number < 0 ? -(uint64_t)number : (uint64_t)number);
}

/* As short as the next character allows: "\0" but "\0009" */
static void print_octal(FILE *out, unsigned int c, bool digit_follows)
{
	put_char('\\', out);
	if (c > 077 || digit_follows)
		put_char('0' + (int)(c >> 6), out);
	if (c > 07 || digit_follows)
		put_char('0' + (int)(c >> 3 & 7), out);
	put_char('0' + (int)(c & 7), out);
}

static int short_escape(unsigned int c)
{
	switch (c) {
	case '\t':
		return 't';
	case '\n':
		return 'n';
	case '\v':
		return 'v';
	case '\f':
		return 'f';
	case '\r':
		return 'r';
	case '"':
	case '\\':
		return (int)c;
	default:
		return 0;
	}
}

void syscord_print_quoted(const struct syscord_line *line, const uint8_t *bytes, size_t len)
{
	FILE *out = line->out;
	size_t i;

	put_char('"', out);
	for (i = 0; i < len; i++) {
		int escape = short_escape(bytes[i]);

		if (escape) {
			put_char('\\', out);
			put_char(escape, out);
		} else if (bytes[i] >= 0x20 && bytes[i] < 0x7f) {
			put_char(bytes[i], out);
		} else {
			print_octal(out, bytes[i],
				    i + 1 < len && bytes[i + 1] >= '0' && bytes[i + 1] <= '9');
		}
	}
	put_char('"', out);
}

void syscord_print_name(FILE *out, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		put_char(name[i] >= 0x20 && name[i] < 0x7f ? name[i] : '?', out);
}

static void print_unreadable(FILE *out, const struct syscord_value *v)
{
	put_text("<unreadable: ", out);
	syscord_print_dec(out, v->want - v->got - v->kept);
	put_text(" of ", out);
	syscord_print_dec(out, v->want);
	put_text(" bytes, ", out);
	put_text(syscord_fault_text(v->fault), out);
	put_char('>', out);
}

/* Of memory of which nothing could be read, the address is what there is to say */
static void print_address(FILE *out, const struct syscord_value *v)
{
	if (v->number) {
		syscord_print_hex(out, v->number);
		put_char(' ', out);
	}
}

static void print_bytes(const struct syscord_line *line, const struct syscord_value *v)
{
	uint32_t shown = v->got;
	bool cut = false;

	/* Paths and the like are short, and of little use when cut */
	if ((v->flags & SYSCORD_VALUE_CONTENT) && line->string_max && shown > line->string_max) {
		shown = line->string_max;
		cut = true;
	}
	if (v->got || !(v->flags & SYSCORD_VALUE_FAULTED))
		syscord_print_quoted(line, v->bytes, shown);
	else
		print_address(line->out, v);
	if (cut || v->kept || (v->got < v->want && !(v->flags & SYSCORD_VALUE_FAULTED)))
		put_text("...", line->out);
	if (v->flags & SYSCORD_VALUE_FAULTED)
		print_unreadable(line->out, v);
}

static void print_children(const struct syscord_line *line, const struct syscord_value *v,
			   char open, char close)
{
	const struct syscord_value *child;
	FILE *out = line->out;

	if (v->child || !(v->flags & SYSCORD_VALUE_FAULTED)) {
		put_char(open, out);
		for (child = v->child; child; child = child->next) {
			if (child != v->child)
				put_text(", ", out);
			if (child->name) {
				put_text(child->name, out);
				put_char('=', out);
			}
			syscord_print_arg(line, child);
		}
		if (!(v->flags & SYSCORD_VALUE_FAULTED) && v->got < v->want)
			put_text(v->child ? ", ..." : "...", out);
		put_char(close, out);
	} else {
		print_address(out, v);
	}
	if (v->flags & SYSCORD_VALUE_FAULTED)
		print_unreadable(out, v);
}

static void print_pointer(FILE *out, uint64_t number)
{
	if (number)
		syscord_print_hex(out, number);
	else
		put_text("NULL", out);
}

void syscord_print_value(const struct syscord_line *line, const struct syscord_value *v)
{
	FILE *out = line->out;

	if (v->text) {
		put_text(v->text, out);
		return;
	}
	if ((v->flags & SYSCORD_VALUE_CONTENT) && (line->flags & SYSCORD_PRINT_NO_CONTENT)) {
		print_pointer(out, v->number);
		return;
	}
	switch ((enum syscord_value_kind)v->kind) {
	case SYSCORD_VALUE_INT:
		print_int(out, (int64_t)v->number);
		break;
	case SYSCORD_VALUE_UINT:
		syscord_print_dec(out, v->number);
		break;
	case SYSCORD_VALUE_HEX:
		if (v->number)
			syscord_print_hex(out, v->number);
		else
			put_char('0', out);
		break;
	case SYSCORD_VALUE_OCT:
		if (v->number)
			put_char('0', out);
		fprintf(out, "%llo", (unsigned long long)v->number);
		break;
	case SYSCORD_VALUE_PTR:
		print_pointer(out, v->number);
		break;
	case SYSCORD_VALUE_BYTES:
		print_bytes(line, v);
		break;
	case SYSCORD_VALUE_STRUCT:
		print_children(line, v, '{', '}');
		break;
	case SYSCORD_VALUE_ARRAY:
		print_children(line, v, '[', ']');
		break;
	}
}

/* A number behind a pointer, as lengths are */
static const struct syscord_value *only_child(const struct syscord_value *v)
{
	const struct syscord_value *child = v->kind == SYSCORD_VALUE_ARRAY ? v->child : NULL;

	return child && !child->next && !child->child && !v->flags ? child : NULL;
}

void syscord_print_arg(const struct syscord_line *line, const struct syscord_value *v)
{
	const struct syscord_value *before = v->before, *from, *to;
	bool hidden = (v->flags & SYSCORD_VALUE_CONTENT) &&
		      (line->flags & SYSCORD_PRINT_NO_CONTENT);

	if (!before || hidden || syscord_value_same(before, v)) {
		syscord_print_value(line, v);
		return;
	}
	/* A call that failed has given nothing back */
	if (v->kind == SYSCORD_VALUE_PTR && !v->text) {
		syscord_print_value(line, before);
		return;
	}
	from = only_child(before);
	to = only_child(v);
	if (from && to) {
		put_char('[', line->out);
		syscord_print_value(line, from);
		put_text(" => ", line->out);
		syscord_print_value(line, to);
		put_char(']', line->out);
		return;
	}
	syscord_print_value(line, before);
	put_text(" => ", line->out);
	syscord_print_value(line, v);
}

void syscord_print_args(const struct syscord_line *line, const struct syscord_decoded *d)
{
	unsigned int i;

	put_char('(', line->out);
	for (i = 0; i < d->used; i++) {
		if (d->args[i].flags & SYSCORD_VALUE_HALF)
			continue;
		if (i)
			put_text(", ", line->out);
		syscord_print_arg(line, &d->args[i]);
	}
	if (d->rec->type == SYSCORD_EXEC)
		put_text(", ...)", line->out);
	else if (d->rec->type != SYSCORD_IN_FLIGHT)
		put_char(')', line->out);
}
