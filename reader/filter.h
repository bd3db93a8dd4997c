/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The filter language's tree and its one table of fields, shared by parser,
 * compiler and evaluator. docs/man/syscord-filter.7 is the language.
 */
#ifndef SYSCORD_FILTER_H
#define SYSCORD_FILTER_H

#include "tools.h"

enum filter_kind {
	FILTER_U32,	/* unsigned, one word */
	FILTER_U64,	/* unsigned, two words: the arguments */
	FILTER_S64,	/* signed, two words: ret */
	FILTER_NAME,	/* SYSCORD_COMM_LEN bytes, zeros from the NUL on */
	FILTER_BOOL,	/* a word; true if it is not 0 */
	FILTER_FAILED,	/* ret is in -4095..-1 */
	FILTER_CALL,	/* the pair (abi, nr) */
	FILTER_CLASS,	/* a word of SYSCORD_CLASS_* bits */
	FILTER_ABSENT,	/* known, but not to be had yet */
};

struct filter_field {
	const char *name;
	const char *alias[2];	/* or NULL */
	uint8_t kind;		/* enum filter_kind */
	uint8_t width;		/* bytes */
	uint16_t offset;	/* in struct syscord_filter_data; a multiple of 4 */
	bool call;		/* depends on the call, not on the task alone */
};

extern const struct filter_field filter_fields[];
extern const unsigned int filter_fields_count;

/* One value that a field is compared with. */
struct filter_value {
	uint64_t number;	/* U32, U64, S64; CLASS: bits; CALL without a name */
	const char *call;	/* CALL: a name of the table; NULL: `number` on the native ABI */
	char name[SYSCORD_COMM_LEN];	/* NAME: zeros from `len` on */
	uint8_t len;		/* NAME: at most SYSCORD_COMM_LEN - 1 */
	bool prefix;		/* NAME: any bytes may follow */
};

enum filter_node { FILTER_CONST, FILTER_TEST, FILTER_NOT, FILTER_AND, FILTER_OR };

/* All others are negations of these: >= is not <, > is not <=. */
enum filter_relation {
	FILTER_IN,	/* equal to one of the values; BOOL and FAILED: is true, no values */
	FILTER_LT,	/* below the only value */
	FILTER_LE,
};

struct syscord_expr {
	enum filter_node node;
	bool truth;			/* CONST */
	bool negate;			/* TEST: the opposite is meant */
	enum filter_relation relation;	/* TEST */
	const struct filter_field *field;	/* TEST */
	struct filter_value *values;	/* TEST */
	struct syscord_expr **children;	/* NOT: one; AND, OR: any number */
	unsigned int count;		/* of values or children */
};

/* ABIs of programs that a machine of this native ABI runs, the native one first; 0 ends */
#define FILTER_FAMILY_MAX 2
bool filter_family(uint32_t native_abi, uint32_t abis[FILTER_FAMILY_MAX + 1]);

struct syscord_expr *filter_new(enum filter_node node);
/* Take ownership of what is added, even on failure: -ENOMEM */
int filter_add_child(struct syscord_expr *parent, struct syscord_expr *child);
int filter_add_value(struct syscord_expr *test, const struct filter_value *value);

/*
 * A new tree in negation normal form (NOT is gone, tests carry `negate`), constants
 * folded: a CONST stands at the root or nowhere. With `task` the tests on the call
 * count as true, negated or not. `native_abi` decides what names of calls can
 * match; 0 leaves that open. NULL: no memory.
 */
struct syscord_expr *filter_normal(const struct syscord_expr *expr, bool task,
				   uint32_t native_abi);

#endif /* SYSCORD_FILTER_H */
