/* SPDX-License-Identifier: GPL-2.0 */
/* Between the two halves of the filter's parser: filter_parse.c and filter_value.c */
#ifndef SYSCORD_FILTER_PARSE_H
#define SYSCORD_FILTER_PARSE_H

#include "filter.h"

enum filter_token {
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

struct filter_parser {
	enum syscord_filter_use use; /* what can be asked */
	const char *text;
	const char *next; /* behind the token */
	enum filter_token token;
	const char *start; /* of the token, as written */
	size_t len;
	unsigned int depth;
	const char *failed_at;
	int err;
	struct syscord_error *error, *warn;
};

/* The first error stands; always NULL, for functions that return a tree */
void *filter_fail(struct filter_parser *p, const char *at, const char *fmt, ...)
	SYSCORD_PRINTF(3, 4);
void *filter_no_memory(struct filter_parser *p);
/* To the next token */
void filter_advance(struct filter_parser *p);
bool filter_is_text(const char *word, size_t len, const char *text);
bool filter_at_word(const struct filter_parser *p, const char *word);
/* How much of the user's own word a message shows */
int filter_shown(size_t len);
/* Adds the value at hand to the test and goes behind it; 0 or the parser's error */
int filter_parse_value(struct filter_parser *p, struct syscord_expr *test);

#endif /* SYSCORD_FILTER_PARSE_H */
