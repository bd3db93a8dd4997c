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
	FILTER_CGROUP,	/* two words, an id; or the ids of a path, from the root on */
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
	char *path;		/* CGROUP: allocated, and its id in `number` */
	char name[SYSCORD_COMM_LEN];	/* NAME: zeros from `len` on */
	uint8_t len;		/* NAME: at most SYSCORD_COMM_LEN - 1 */
	bool prefix;		/* NAME: any bytes may follow */
	uint8_t level;		/* CGROUP with UNDER: parts of the path, the root has none */
};

enum filter_node { FILTER_CONST, FILTER_TEST, FILTER_NOT, FILTER_AND, FILTER_OR };

/* All others are negations of these: >= is not <, > is not <=. */
enum filter_relation {
	FILTER_IN,	/* equal to one of the values; BOOL and FAILED: is true, no values */
	FILTER_LT,	/* below the only value */
	FILTER_LE,
	FILTER_UNDER,	/* CGROUP: the only value, or a descendant of it */
};

/* Where the id of a value stands that CGROUP is compared with by `under` */
#define FILTER_LEVEL_OFFSET(level) \
	(offsetof(struct syscord_filter_data, cgroups) + sizeof(__u64) * (level))

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
/* Copies the value, with its path */
int filter_add_value(struct syscord_expr *test, const struct filter_value *value);
/* A test of that kind is somewhere in the tree */
bool filter_mentions(const struct syscord_expr *expr, enum filter_kind kind);

/*
 * A new tree in negation normal form (NOT is gone, tests carry `negate`), constants
 * folded: a CONST stands at the root or nowhere. With `task` the tests on the call
 * count as true, negated or not. `native_abi` decides what names of calls can
 * match; 0 leaves that open. NULL: no memory.
 */
struct syscord_expr *filter_normal(const struct syscord_expr *expr, bool task,
				   uint32_t native_abi);

/* ---- filter_print.c, filter_asm.c: for people ---- */
/* The tree in the filter language; a CONST reads "everything" or "nothing". free() */
char *filter_text(const struct syscord_expr *expr);

struct filter_listing {
	char **lines;		/* bpf_asm's notation, one for each instruction */
	unsigned int count;
	const char *fields[32];	/* of the context, that the program reads */
	unsigned int fields_count;
	unsigned int guards;	/* comparisons that the module makes itself, first of all */
	bool guards_only;	/* and there is nothing else to decide */
};

int filter_list(const struct syscord_prog *prog, struct filter_listing *listing);
void filter_listing_free(struct filter_listing *listing);
/* The context's field at the offset, e.g. "comm[4..7]"; "?" if there is none */
const char *filter_context_field(unsigned int offset, char *text, size_t size);

/* ---- cgroup.c ---- */
struct filter_cgroup {
	uint64_t id;
	unsigned int level;
};

#define FILTER_PATH_MAX 4096

/* The path without superfluous slashes; not NULL: what is wrong with it */
const char *filter_cgroup_path(const char *written, char path[FILTER_PATH_MAX]);
/*
 * Of a path in the form that filter_cgroup_path() gives. -ENOENT: there is none, and
 * `hint`, if it is not empty, is a path that there is and may be meant.
 */
int filter_cgroup_find(const char *path, struct filter_cgroup *cgroup, char hint[FILTER_PATH_MAX],
		       struct syscord_error *err);
/* Levels are those of the whole hierarchy: not so in a cgroup namespace */
bool filter_cgroup_levels_known(void);
/* The cgroup of a thread of this machine, into the context; zeros if it is not known */
void filter_cgroup_context(uint32_t pid, uint32_t tid, struct syscord_filter_data *data);
/* Where the hierarchy is mounted, from the text of a mountinfo; false: nowhere */
bool filter_cgroup_mount(FILE *mountinfo, char *path, size_t size);
/* For tests: a directory to take for the hierarchy, NULL for the real one */
void filter_cgroup_use(const char *root, bool levels_known);

#endif /* SYSCORD_FILTER_H */
