// SPDX-License-Identifier: GPL-2.0
/* syscord: records one command, and reads recordings. */
#include <errno.h>
#include <stdio.h>
#include "content.h"
#include "options.h"
#include "policy.h"
#include "progress.h"
#include "stats.h"
#include "syscalls.h"
#include "view.h"


/* `run` is first: the commands that share its options see nothing but it. */
struct opts {
	struct syscord_run_opts run;
	struct syscord_stats_opts stats; /* its view is that of `run` */
	struct syscord_syscalls_opts syscalls;
	struct syscord_verify_opts verify;
	struct syscord_content_opts content; /* its view is that of `run` */
};

static int show(void *ctx, int argc, char **argv, struct syscord_error *err)
{
	struct syscord_run_opts *opts = ctx;
	struct syscord_show_opts show_opts = { .view = opts->view };

	(void)argc;
	show_opts.view.out = stdout;
	return syscord_show(&show_opts, argv[0], err);
}

static int run(void *ctx, int argc, char **argv, struct syscord_error *err)
{
	struct syscord_run_opts *opts = ctx;
	const char *wrong = NULL;

	if (!argc && !opts->pids.count)
		wrong = "an argument is missing: COMMAND, or -p PID";
	else if (argc && opts->pids.count)
		wrong = "either a COMMAND or -p PID, not both";
	else if (opts->user && opts->pids.count)
		wrong = "--user is for a COMMAND: processes that run have their users";
	else if (opts->on_full == SYSCORD_ON_FULL_OVERWRITE && !opts->output)
		wrong = "--on-full=overwrite prints nothing while it records: say with -o FILE where "
			"its snapshots go";
	else
		wrong = syscord_flight_wrong(&opts->flight);
	if (wrong) {
		fprintf(stderr, "syscord: %s\nTry 'syscord run --help'.\n", wrong);
		return SYSCORD_EXIT_USAGE;
	}
	opts->view.out = stderr;
	return syscord_run(opts, argv, err);
}

static int stats(void *ctx, int argc, char **argv, struct syscord_error *err)
{
	struct opts *opts = ctx;

	(void)argc;
	opts->stats.view = opts->run.view;
	opts->stats.view.out = stdout;
	return syscord_stats(&opts->stats, argv[0], err);
}

static int content(void *ctx, int argc, char **argv, struct syscord_error *err)
{
	struct opts *opts = ctx;

	(void)argc;
	opts->content.view = opts->run.view;
	opts->content.view.out = stdout;
	return syscord_content(&opts->content, argv[0], err);
}

static int add_pids(void *ctx, const char *value, struct syscord_error *err)
{
	struct opts *opts = ctx;

	return syscord_pids_parse(&opts->run.pids, value, err);
}

static int verify(void *ctx, int argc, char **argv, struct syscord_error *err)
{
	struct opts *opts = ctx;
	struct syscord_verify_result result = { 0 };
	struct syscord_progress progress;
	int ret;

	(void)argc;
	opts->verify.out = stdout;
	opts->verify.progress = &progress;
	syscord_progress_start(&progress, stderr, "verify");
	ret = syscord_verify_run(&opts->verify, argv[0], &result, err);
	syscord_progress_clear(&progress);
	if (ret < 0)
		return ret;
	return result.errors || result.missing ? SYSCORD_EXIT_ERROR : SYSCORD_EXIT_OK;
}

static int syscalls(void *ctx, int argc, char **argv, struct syscord_error *err)
{
	const struct opts *opts = ctx;

	return syscord_syscalls(&opts->syscalls, argv, argc, err);
}

#define OPT(kind, field, ...) SYSCORD_OPTION(kind, struct syscord_run_opts, field, __VA_ARGS__)
#define COLOR_OPTION \
	SYSCORD_CHOICE(struct syscord_run_opts, view.color, "color", 0, syscord_view_colors, \
		       "WHEN", "auto (on a terminal), always or never")
#define VIEW_OPTIONS \
	SYSCORD_CHOICE(struct syscord_run_opts, view.format, "format", 'f', syscord_view_formats, \
		       SYSCORD_VIEW_FORMATS, "how to print (default: text)"), \
	OPT(NUMBER, view.strings, "strings", 0, "N", \
	    "show at most N bytes of a string (default: 0, all that was recorded)"), \
	COLOR_OPTION
#define SELECT_OPTIONS \
	OPT(STRING, view.filter, "filter", 'F', "EXPR", \
	    "only what EXPR selects, syscord-filter(7)"), \
	OPT(STRING, view.since, "since", 'S', "TIME", \
	    "from TIME on: '2026-01-31 12:00:00.5', '12:00', '@SECONDS', '-5m'"), \
	OPT(STRING, view.until, "until", 'U', "TIME", "up to TIME")

static const struct syscord_option show_options[] = {
	VIEW_OPTIONS,
	SELECT_OPTIONS,
	OPT(FLAG, view.duration, "duration", 'T', NULL,
	    "how long each call took, if it was recorded with --entry"),
	SYSCORD_OPTIONS_END,
};

static const struct syscord_option stats_options[] = {
	SYSCORD_CHOICE(struct opts, stats.by, "by", 'b', syscord_stats_bys, "call|process|both",
		       "which table (default: both)"),
	SYSCORD_CHOICE(struct opts, stats.sort, "sort", 's', syscord_stats_sorts,
		       "calls|errors|bytes|time", "what comes first (default: calls)"),
	SYSCORD_OPTION(NUMBER, struct opts, stats.top, "top", 'n', "N",
		       "only the first N rows of each table"),
	SYSCORD_OPTION(FLAG, struct opts, stats.json, "json", 'j', NULL, "print one JSON object"),
	SELECT_OPTIONS,
	COLOR_OPTION,
	SYSCORD_OPTIONS_END,
};

static const struct syscord_option verify_options[] = {
	SYSCORD_OPTION(FLAG, struct opts, verify.json, "json", 'j', NULL, "print one JSON object"),
	SYSCORD_OPTIONS_END,
};

static const struct syscord_option content_options[] = {
	SELECT_OPTIONS,
	SYSCORD_OPTION(STRING, struct opts, content.arg, "arg", 'a', "N|NAME",
		       "what this argument points to: its number from 0, or its name"),
	SYSCORD_OPTION(STRING, struct opts, content.output, "output", 'o', "FILE",
		       "write to FILE (default: standard output)"),
	SYSCORD_OPTIONS_END,
};

static const struct syscord_option syscalls_options[] = {
	SYSCORD_OPTION(FLAG, struct opts, syscalls.coverage, "coverage", 'c', NULL,
		       "count what is captured, for each ABI"),
	SYSCORD_OPTION(FLAG, struct opts, syscalls.json, "json", 'j', NULL, "print JSON"),
	SYSCORD_OPTIONS_END,
};

static int set_snaplen(void *opts, const char *value, struct syscord_error *err)
{
	return syscord_snaplen_parse(value, &((struct opts *)opts)->run.snaplen, err);
}

static const struct syscord_option run_options[] = {
	OPT(STRING, output, "output", 'o', "FILE",
	    "record to FILE (-: standard output) instead of printing"),
	SYSCORD_CALL_OPTION(add_pids, "pid", 'p', "PID[,PID]...",
			    "record running processes, their threads and descendants"),
	OPT(STRING, user, "user", 'u', "USER", "run the command as USER"),
	OPT(STRING, view.filter, "filter", 'F', "EXPR", "record only what EXPR selects"),
	SYSCORD_CALL_OPTION(set_snaplen, "snaplen", 's', "N",
			    "bytes of each content to keep, or 'unlimited' (default: 256)"),
	OPT(FLAG, no_content, "no-content", 0, NULL, "keep no content, only its length"),
	SYSCORD_CHOICE(struct syscord_run_opts, profile, "profile", 'P', syscord_profiles, "all|effects",
		       "which calls (default: all)"),
	OPT(SIZE, ring_bytes, "ring-size", 0, "BYTES",
	    "ring of each CPU, a power of two (default: 4M)"),
	SYSCORD_CHOICE(struct syscord_run_opts, on_full, "on-full", 0, syscord_on_full,
		       "drop|wait|overwrite", "what a record does that finds it full"),
	SYSCORD_FLIGHT_OPTIONS(struct syscord_run_opts, flight),
	OPT(FLAG, entry, "entry", 0, NULL,
	    "watch calls from their entry: durations, arguments before the call"),
	OPT(FLAG, view.duration, "duration", 'T', NULL, "show how long each call took (--entry)"),
	OPT(FLAG, quiet, "quiet", 'q', NULL, "no summary on standard error"),
	VIEW_OPTIONS,
	SYSCORD_OPTIONS_END,
};

static const struct syscord_command commands[] = {
	{ .name = "run", .run = run, .options = run_options,
	  .args = "COMMAND [ARG]...|-p PID",
	  .help = "record a command and all its descendants", .max_args = -1,
	  .stop_at_args = true,
	  .notes = "Live printing goes to standard error, as the output is the command's.\n"
		   "Exit status: the command's own (0 with -p), 128 + N if signal N killed it, 127\n"
		   "if it was not found; 1 if it could not be recorded, 2 wrong usage." },
	{ .name = "show", .run = show, .options = show_options, .args = "FILE|DIR|-",
	  .help = "print a recording", .min_args = 1, .max_args = 1 },
	{ .name = "stats", .run = stats, .options = stats_options, .args = "FILE|DIR|-",
	  .help = "calls, errors, bytes and times, by call and by process", .min_args = 1,
	  .max_args = 1 },
	{ .name = "content", .run = content, .options = content_options, .args = "FILE|DIR|-",
	  .help = "write the bytes that calls read or wrote", .min_args = 1, .max_args = 1,
	  .notes = "Exit status: 0 done, 1 an error or bytes are missing, 2 wrong usage." },
	{ .name = "verify", .run = verify, .options = verify_options, .args = "FILE|DIR|-",
	  .help = "check a recording, and account for each record", .min_args = 1,
	  .max_args = 1 },
	{ .name = "syscalls", .run = syscalls, .options = syscalls_options, .args = "[CALL]...",
	  .help = "list the system calls, and what of each is captured", .max_args = -1,
	  .notes = "Of calls that are named, those whose meaning hangs on an argument are listed\n"
		   "for each value of it." },
	{ .name = NULL },
};

static const struct syscord_program program = {
	.name = "syscord",
	.summary = "record a command's system calls, and read recordings",
	.commands = commands,
	.notes = "Exit status: 0 done, 1 an error (verify: damage or holes), 2 wrong usage.",
};

int main(int argc, char **argv)
{
	struct opts opts = { .run = { .snaplen = SYSCORD_SNAPLEN_DEFAULT,
				      .flight = SYSCORD_FLIGHT_UNSET } };

	return syscord_options_main(&program, &opts, argc, argv);
}
