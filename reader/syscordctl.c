// SPDX-License-Identifier: GPL-2.0
/*
 * syscordctl: asks and steers the module's sessions. docs/man/syscordctl.8
 *
 * The table of commands is at the end; those about filters are here.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "ctl.h"
#include "explain.h"
#include "policy.h"

/* ---- filter ---- */
static int report_filter(const struct syscord_ctl_opts *o, const char *text, bool follow,
			 const char *warning, struct syscord_error *err)
{
	json_t *object;

	if (!o->json)
		return 0;
	object = json_pack("{s:s, s:o, s:b}", "session", syscord_ctl_session(o), "filter",
			   text && *text ? syscord_json_text(text) : json_null(), "follow", follow);
	if (object && warning && *warning)
		json_object_set_new(object, "warning", syscord_json_text(warning));
	return syscord_json_print(object, stdout, err);
}

static int change_filter(const struct syscord_ctl_opts *o, const char *text, bool follow,
			 struct syscord_error *err)
{
	struct syscord_error warn = { "" };
	int fd, ret;

	fd = syscord_ctl_open(syscord_ctl_session(o), SYSCORD_ATTACH_CREATE, err);
	if (fd < 0)
		return fd;
	ret = syscord_device_filter_set(fd, text, follow ? SYSCORD_FILTER_FOLLOW : 0, err, &warn);
	/* the filter first: who forks meanwhile is then seen by the module */
	if (!ret)
		ret = syscord_filter_follow_running(fd, err);
	close(fd);
	if (warn.text[0])
		fprintf(stderr, "syscordctl: warning: %s\n", warn.text);
	return ret ? ret : report_filter(o, text, follow, warn.text, err);
}

/* The words that a shell has made of an expression; NULL: no memory */
static char *join(int argc, char **argv)
{
	size_t len = 1;
	char *text, *to;

	for (int i = 0; i < argc; i++)
		len += strlen(argv[i]) + 1;
	text = to = malloc(len);
	if (!text)
		return NULL;
	*to = '\0';
	for (int i = 0; i < argc; i++) {
		if (i)
			*to++ = ' ';
		to = stpcpy(to, argv[i]);
	}
	return text;
}

static int cmd_set_filter(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct syscord_ctl_opts *o = opts;
	char *text = join(argc, argv);
	int ret;

	if (!text)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	ret = syscord_filter_check(text, err);
	if (!ret && o->explain)
		ret = syscord_explain(text, o->follow ? SYSCORD_FILTER_FOLLOW : 0, o->json, err);
	else if (!ret)
		ret = change_filter(o, text, o->follow, err);
	free(text);
	return ret;
}

static int cmd_clear_filter(void *opts, int argc, char **argv, struct syscord_error *err)
{
	(void)argc;
	(void)argv;
	return change_filter(opts, NULL, false, err);
}

static int cmd_get_filter(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct syscord_ctl_opts *o = opts;
	int fd = syscord_ctl_open(syscord_ctl_session(o), 0, err), ret;
	struct syscord_status status;
	char *text;
	bool follow;

	(void)argc;
	(void)argv;
	if (fd < 0)
		return fd;
	ret = syscord_device_status(fd, &status, NULL, err);
	if (!ret)
		ret = o->trigger_filter ? syscord_device_trigger_get(fd, &text, err) :
					  syscord_device_filter_get(fd, &text, err);
	close(fd);
	if (ret)
		return ret;
	follow = !o->trigger_filter && status.flags & SYSCORD_STATUS_FOLLOW;
	if (!o->json && *text)
		puts(text);
	/* standard output is the expression alone, to be given to set-filter again */
	if (!o->json && follow)
		fprintf(stderr, "syscordctl: with --follow: descendants are recorded too\n");
	ret = report_filter(o, text, follow, NULL, err);
	free(text);
	return ret;
}

#define OPT(kind, field, ...) SYSCORD_OPTION(kind, struct syscord_ctl_opts, field, __VA_ARGS__)

static const struct syscord_option common_options[] = {
	OPT(STRING, session, "session", 's', "NAME", "the session (status, sessions: all; else default)"),
	OPT(FLAG, json, "json", 'j', NULL, "print JSON"),
	SYSCORD_OPTIONS_END,
};

static const struct syscord_option filter_options[] = {
	OPT(FLAG, follow, "follow", 'f', NULL, "and all descendants of what EXPR selects"),
	OPT(FLAG, explain, "explain", 'x', NULL,
	    "print the programs that EXPR becomes; set nothing"),
	SYSCORD_OPTIONS_END,
};

static int set_snaplen(void *opts, const char *value, struct syscord_error *err)
{
	return syscord_snaplen_parse(value, &((struct syscord_ctl_opts *)opts)->snaplen, err);
}

static const struct syscord_option get_filter_options[] = {
	OPT(FLAG, trigger_filter, "trigger", 0, NULL, "the expression of set-policy --trigger"),
	SYSCORD_OPTIONS_END,
};

static const struct syscord_option snapshot_options[] = {
	OPT(STRING, output, "output", 'o', "FILE",
	    "write it to FILE (-: standard output), whoever reads the session"),
	SYSCORD_OPTIONS_END,
};

#define POLICY_OPTIONS \
	SYSCORD_CALL_OPTION(set_snaplen, "snaplen", 0, "N", \
			    "bytes of content kept for each argument, or 'unlimited'"), \
	OPT(FLAG, no_content, "no-content", 0, NULL, "keep lengths of content only"), \
	SYSCORD_CHOICE(struct syscord_ctl_opts, profile, "profile", 0, syscord_profiles, \
		       "all|effects", "every call, or those that read, and failures"), \
	OPT(SIZE, ring_bytes, "ring-size", 0, "BYTES", "of each CPU's ring; 64K to 1G"), \
	SYSCORD_CHOICE(struct syscord_ctl_opts, on_full, "on-full", 0, syscord_on_full, \
		       "drop|wait|overwrite", "what a record does that finds its ring full"), \
	OPT(FLAG, no_state, "no-state", 0, NULL, "open, mmap, ... obey the whole filter"), \
	OPT(FLAG, state, "state", 0, NULL, \
	    "record them for all tasks of the filter (default)"), \
	OPT(FLAG, entry, "entry", 0, NULL, \
	    "watch calls from their entry: durations, arguments before the call"), \
	OPT(FLAG, no_entry, "no-entry", 0, NULL, "at their return only (default)"), \
	SYSCORD_FLIGHT_OPTIONS(struct syscord_ctl_opts, flight)

static const struct syscord_option policy_options[] = {
	POLICY_OPTIONS,
	SYSCORD_OPTIONS_END,
};

static const struct syscord_option create_options[] = {
	OPT(STRING, filter, "filter", 'F', "EXPR", "choose what is recorded: syscord-filter(7)"),
	POLICY_OPTIONS,
	SYSCORD_OPTIONS_END,
};

static const struct syscord_command commands[] = {
	{ .name = "status",
	  .run = syscord_ctl_status,
	  .help = "sessions, filters, rings and counts" },
	{ .name = "sessions", .run = syscord_ctl_sessions, .help = "a line for each session" },
	{ .name = "create",
	  .run = syscord_ctl_create,
	  .options = create_options,
	  .args = "NAME",
	  .min_args = 1,
	  .max_args = 1,
	  .help = "make a session" },
	{ .name = "destroy",
	  .run = syscord_ctl_destroy,
	  .args = "NAME",
	  .min_args = 1,
	  .max_args = 1,
	  .help = "end a session, with what is unread in it" },
	{ .name = "set-filter",
	  .run = cmd_set_filter,
	  .options = filter_options,
	  .args = "EXPR",
	  .min_args = 1,
	  .max_args = -1,
	  .help = "choose what is recorded: syscord-filter(7)" },
	{ .name = "get-filter",
	  .run = cmd_get_filter,
	  .options = get_filter_options,
	  .help = "print the filter" },
	{ .name = "clear-filter", .run = cmd_clear_filter, .help = "choose everything" },
	{ .name = "set-policy",
	  .run = syscord_ctl_set_policy,
	  .options = policy_options,
	  .help = "choose what is kept of it" },
	{ .name = "start", .run = syscord_ctl_start, .help = "begin to record" },
	{ .name = "stop", .run = syscord_ctl_stop, .help = "end it; what is unread stays" },
	{ .name = "in-flight",
	  .run = syscord_ctl_in_flight,
	  .help = "the calls that its threads are in, the oldest first" },
	{ .name = "snapshot",
	  .run = syscord_ctl_snapshot,
	  .options = snapshot_options,
	  .help = "write what a flight recorder's rings hold",
	  .notes = "Without FILE the session's reader writes it, or, if there is none, a file\n"
		   "syscord-snapshot-UTC.syscord.zst is made here. Its name is printed.\n"
		   "Exit status: 0 done, 1 an error, 2 wrong usage." },
	{ .name = "doctor",
	  .run = syscord_ctl_doctor,
	  .help = "why it cannot record here, and what mends it",
	  .notes = "Each line is ok, warn or FAIL; below the last two is the command that helps.\n"
		   "Exit status: 0 recording is possible, 1 it is not, 2 wrong usage." },
	{ .name = NULL },
};

static const struct syscord_program program = {
	.name = "syscordctl",
	.summary = "Steer the recording of system calls by the module syscord.",
	.options = common_options,
	.commands = commands,
	.notes = "Exit status: 0 done, 1 an error, 2 wrong usage.",
};

int main(int argc, char **argv)
{
	struct syscord_ctl_opts opts = { .snaplen = SYSCORD_NOT_GIVEN,
					 .ring_bytes = SYSCORD_NOT_GIVEN,
					 .profile = UINT32_MAX,
					 .on_full = UINT32_MAX,
					 .flight = SYSCORD_FLIGHT_UNSET };

	return syscord_options_main(&program, &opts, argc, argv);
}
