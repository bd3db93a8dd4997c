/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What `show`, `stats` and `run` share: events in, the selected ones out as lines, and the
 * state that the lines need kept up to date.
 */
#ifndef SYSCORD_VIEW_H
#define SYSCORD_VIEW_H

#include "flight.h"
#include "tools.h"

enum syscord_view_format {
	SYSCORD_VIEW_TEXT,
	SYSCORD_VIEW_KV,
	SYSCORD_VIEW_JSON,
};

#define SYSCORD_VIEW_FORMATS "text|kv|json"

extern const char *const syscord_view_formats[]; /* ends with NULL */
extern const char *const syscord_view_colors[]; /* auto, always, never */

struct syscord_view_config {
	unsigned int format; /* enum syscord_view_format */
	const char *filter; /* may be NULL; calls obey it, and what is no call as far as it can */
	const char *since, *until; /* may be NULL; see syscord_view_time() */
	uint64_t strings; /* bytes of a string that are shown; 0: all */
	unsigned int color; /* index into syscord_view_colors */
	bool duration; /* text: of each call, where it was recorded */
	FILE *out;
};

struct syscord_view;

int syscord_view_new(const struct syscord_view_config *config, struct syscord_view **view,
		     struct syscord_error *err);
/* 0, or -errno if it cannot be written (-EPIPE: the reader of a pipe has gone) */
int syscord_view_event(struct syscord_view *view, const struct syscord_event *event);
/* Behind the last event: what only then is known to be missing. As above; may be called again */
int syscord_view_end(struct syscord_view *view);
/* Does it print that event? Losses are always of interest, within the times asked for */
bool syscord_view_selects(const struct syscord_view *view, const struct syscord_event *event);
/* The stream of a recording, for this view: snapshots go to its processes, its times limit it */
int syscord_view_open(struct syscord_view *view, const char *path, struct syscord_stream **stream,
		      struct syscord_error *err);
/* To standard error, what the stream warns of, if anything */
void syscord_view_warn(struct syscord_stream *stream, struct syscord_progress *progress);
/* For syscord_stream_procs() */
struct syscord_procs *syscord_view_procs(struct syscord_view *view);
/* Durations were asked for, calls were shown, and none of them had one */
bool syscord_view_untimed(const struct syscord_view *view);
void syscord_view_free(struct syscord_view *view);

/*
 * A point in time, ns since 1970: "@SECONDS[.FRACTION]", "[YYYY-MM-DD ]HH:MM[:SS[.FRACTION]]"
 * in local time (T or a space between; today if there is no date), "-N[s|m|h|d]" before
 * `now`, or "now". -EINVAL.
 */
int syscord_view_time(const char *text, uint64_t now, uint64_t *ns);

/* show.c, run.c: the commands; `args` as from the command line */
struct syscord_show_opts {
	struct syscord_view_config view;
};

struct syscord_run_opts {
	struct syscord_view_config view;
	const char *output; /* NULL: print */
	const char *user;
	struct syscord_pids pids; /* that run already; else a command */
	uint64_t snaplen;
	uint64_t ring_bytes;
	unsigned int profile, on_full;
	bool no_content;
	bool entry; /* so does view.duration */
	bool quiet;
	struct syscord_flight_opts flight;
};

int syscord_show(const struct syscord_show_opts *opts, const char *path,
		 struct syscord_error *err);
/* The command's exit status, 128 + signal if it was killed, 0 with pids, or -errno */
int syscord_run(const struct syscord_run_opts *opts, char **command, struct syscord_error *err);

#endif /* SYSCORD_VIEW_H */
