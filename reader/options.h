/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Options and sub-commands of all three programs: one table makes the parsing,
 * the dispatch and --help.
 *
 * An option says where in the caller's structure its value goes and of which
 * kind it is; what is not given keeps what the caller put there. --help and
 * --version are added to every program and command, and the command `help` to every
 * program that has commands.
 *
 *	struct opts { const char *out; uint64_t size; bool json; };
 *	#define OPT(kind, field, ...) SYSCORD_OPTION(kind, struct opts, field, __VA_ARGS__)
 *	static const struct syscord_option show_options[] = {
 *		OPT(STRING, out, "output", 'o', "FILE", "write to FILE"),
 *		OPT(SIZE, size, "size", 0, "BYTES", "rotate at BYTES"),
 *		OPT(FLAG, json, "json", 0, NULL, "print JSON"),
 *		SYSCORD_CHOICE(struct opts, profile, "profile", 0, profiles, "all|effects", "..."),
 *		SYSCORD_OPTIONS_END
 *	};
 *	static const struct syscord_command commands[] = {
 *		{ .name = "show", .run = show, .options = show_options, .args = "FILE|DIR",
 *		  .help = "print a recording", .min_args = 1, .max_args = 1 },
 *		{ .name = NULL }
 *	};
 *	static const struct syscord_program program = {
 *		.name = "syscord", .summary = "...", .commands = commands,
 *	};
 *	return syscord_options_main(&program, &opts, argc, argv);
 */
#ifndef SYSCORD_OPTIONS_H
#define SYSCORD_OPTIONS_H

#include "tools.h"

/* Exit statuses of the programs */
#define SYSCORD_EXIT_OK		0
#define SYSCORD_EXIT_ERROR	1
#define SYSCORD_EXIT_USAGE	2

enum syscord_option_kind {
	SYSCORD_OPT_FLAG,	/* bool: true; takes no value */
	SYSCORD_OPT_STRING,	/* const char *: the argument itself */
	SYSCORD_OPT_NUMBER,	/* uint64_t; decimal or 0x */
	SYSCORD_OPT_SIZE,	/* uint64_t, bytes; suffix K, M, G or T (powers of 1024) */
	SYSCORD_OPT_SECONDS,	/* uint64_t, seconds; suffix s, m, h or d */
	SYSCORD_OPT_MS,		/* uint64_t, milliseconds; suffix ms, s, m, h or d; none: seconds */
	SYSCORD_OPT_CHOICE,	/* unsigned int: index into `choices` */
	SYSCORD_OPT_CALL,	/* `call` is called with each value, e.g. to gather a list */
};

struct syscord_option {
	const char *name;	/* without the dashes; NULL ends the table */
	char letter;		/* or 0 */
	enum syscord_option_kind kind;
	size_t offset;		/* in the caller's structure */
	const char *arg;	/* the value's name in --help; NULL for SYSCORD_OPT_FLAG */
	const char *help;
	const char *const *choices;	/* ends with NULL */
	/* `opts` is the caller's structure; -errno and a text if the value will not do */
	int (*call)(void *opts, const char *value, struct syscord_error *err);
};

#define SYSCORD_OPTION(kind_, type_, field_, name_, letter_, arg_, help_) \
	{ .name = name_, .letter = letter_, .kind = SYSCORD_OPT_##kind_, \
	  .offset = offsetof(type_, field_), .arg = arg_, .help = help_ }
#define SYSCORD_CHOICE(type_, field_, name_, letter_, choices_, arg_, help_) \
	{ .name = name_, .letter = letter_, .kind = SYSCORD_OPT_CHOICE, \
	  .offset = offsetof(type_, field_), .arg = arg_, .help = help_, .choices = choices_ }
#define SYSCORD_CALL_OPTION(call_, name_, letter_, arg_, help_) \
	{ .name = name_, .letter = letter_, .kind = SYSCORD_OPT_CALL, .arg = arg_, \
	  .help = help_, .call = call_ }
#define SYSCORD_OPTIONS_END { .name = NULL }

/*
 * Runs a command: `argv` are the argc arguments that are no options, followed by
 * NULL. Returns the exit status, or -errno with a text: it is printed, and the
 * program ends with SYSCORD_EXIT_ERROR.
 */
typedef int (*syscord_command_fn)(void *opts, int argc, char **argv, struct syscord_error *err);

struct syscord_command {
	const char *name;
	syscord_command_fn run;
	const struct syscord_option *options;	/* may be NULL */
	const char *args;			/* as shown in --help, may be NULL */
	const char *help;			/* one line */
	int min_args, max_args;			/* max_args -1: any number */
	const char *notes; /* printed at the end of its --help instead of the program's */
	/* options end at the first argument that is none, as for `run CMD -x` */
	bool stop_at_args;
};

/* Either `commands`, or `alone`: a program without sub-commands. */
struct syscord_program {
	const char *name;
	const char *summary;
	const struct syscord_option *options;	/* of every command, may be NULL */
	const struct syscord_command *commands;	/* ends with name NULL */
	const struct syscord_command *alone;
	const char *notes;			/* printed at the end of --help, may be NULL */
};

/* Parses, dispatches, prints what goes wrong to stderr. Returns the exit status. */
int syscord_options_main(const struct syscord_program *program, void *opts, int argc, char **argv);

/* As the kinds above; -EINVAL or -ERANGE */
int syscord_parse_number(const char *text, uint64_t *value);
int syscord_parse_size(const char *text, uint64_t *bytes);
int syscord_parse_seconds(const char *text, uint64_t *seconds);
int syscord_parse_ms(const char *text, uint64_t *ms); /* "5" is 5 seconds */

/* Letters to insert, delete, replace or swap to make `a` of `b`, capped at `limit` */
unsigned int syscord_edit_distance(const char *a, size_t a_len, const char *b, unsigned int limit);

/* The user is near enough to `name` with `word` that a hint helps rather than puzzles */
bool syscord_near(const char *word, size_t len, const char *name, unsigned int *best);

#endif /* SYSCORD_OPTIONS_H */
