// SPDX-License-Identifier: GPL-2.0
/* Selects events and prints them; see view.h. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "options.h"
#include "pieces.h"
#include "progress.h"
#include "terminal.h"
#include "view.h"

#define SECOND 1000000000ULL

const char *const syscord_view_formats[] = { "text", "kv", "json", NULL };
const char *const syscord_view_colors[] = { "auto", "always", "never", NULL };

static int (*const formatters[])(const struct syscord_printer *, const struct syscord_event *) = {
	[SYSCORD_VIEW_TEXT] = syscord_format_text,
	[SYSCORD_VIEW_KV] = syscord_format_kv,
	[SYSCORD_VIEW_JSON] = syscord_format_json,
};

static int (*const piece_formatters[])(const struct syscord_printer *,
				       const struct syscord_pieces *) = {
	[SYSCORD_VIEW_TEXT] = syscord_format_text_pieces,
	[SYSCORD_VIEW_KV] = syscord_format_kv_pieces,
	[SYSCORD_VIEW_JSON] = syscord_format_json_pieces,
};

struct syscord_view {
	struct syscord_printer printer;
	struct syscord_pending *pending;
	struct syscord_procs *procs;
	struct syscord_expr *expr;
	unsigned int format;
	uint64_t since, until;
	bool calls, timed; /* have been shown */
};

/* Digits after a point, as ns */
static int parse_fraction(const char *text, uint64_t *ns)
{
	uint64_t unit = SECOND / 10;

	*ns = 0;
	if (!*text)
		return 0;
	if (*text++ != '.' || !isdigit((unsigned char)*text))
		return -EINVAL;
	for (; isdigit((unsigned char)*text); text++, unit /= 10)
		*ns += (uint64_t)(*text - '0') * unit;
	return *text ? -EINVAL : 0;
}

static int parse_clock(const char *text, uint64_t now, uint64_t *ns)
{
	static const char *const dates[] = { "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d" };
	time_t seconds = (time_t)(now / SECOND);
	const char *rest = NULL;
	uint64_t fraction = 0;
	struct tm tm;

	for (size_t i = 0; i < ARRAY_SIZE(dates) && !rest; i++) {
		memset(&tm, 0, sizeof(tm));
		rest = strptime(text, dates[i], &tm);
	}
	if (!rest) {
		localtime_r(&seconds, &tm);
		tm.tm_sec = 0;
		rest = strptime(text, "%H:%M", &tm);
	}
	if (!rest)
		return -EINVAL;
	if (*rest == ':') {
		rest = strptime(rest, ":%S", &tm);
		if (!rest || parse_fraction(rest, &fraction))
			return -EINVAL;
	} else if (*rest) {
		return -EINVAL;
	}
	tm.tm_isdst = -1;
	seconds = mktime(&tm);
	if (seconds < 0)
		return -EINVAL;
	*ns = (uint64_t)seconds * SECOND + fraction;
	return 0;
}

int syscord_view_time(const char *text, uint64_t now, uint64_t *ns)
{
	uint64_t seconds, fraction;
	char *end;

	if (!strcmp(text, "now")) {
		*ns = now;
		return 0;
	}
	if (*text == '-') {
		if (syscord_parse_seconds(text + 1, &seconds) || seconds > now / SECOND)
			return -EINVAL;
		*ns = now - seconds * SECOND;
		return 0;
	}
	if (*text == '@') {
		if (!isdigit((unsigned char)text[1]))
			return -EINVAL;
		errno = 0;
		seconds = strtoull(text + 1, &end, 10);
		if (errno || seconds > UINT64_MAX / SECOND - 1 || parse_fraction(end, &fraction))
			return -EINVAL;
		*ns = seconds * SECOND + fraction;
		return 0;
	}
	return parse_clock(text, now, ns);
}

static int set_time(const char *option, const char *text, uint64_t *ns, struct syscord_error *err)
{
	struct timespec ts;

	if (!text)
		return 0;
	clock_gettime(CLOCK_REALTIME, &ts);
	if (!syscord_view_time(text, (uint64_t)ts.tv_sec * SECOND + (uint64_t)ts.tv_nsec, ns))
		return 0;
	return syscord_error_set(err, -EINVAL,
				 "%s: '%s' is no time; write '2026-01-31 12:00:00.5', '12:00', "
				 "'@1767225600', '-5m' or 'now'",
				 option, text);
}

static bool wants_color(const struct syscord_view_config *config)
{
	return config->color ? config->color == 1 : syscord_terminal_color(config->out);
}

static int set_filter(struct syscord_view *v, const char *text, struct syscord_error *err)
{
	struct syscord_error warn = { "" };
	unsigned int column = 0;
	int ret;

	if (!text || !*text)
		return 0;
	ret = syscord_filter_parse_for(SYSCORD_FILTER_RECORDED, text, &v->expr, &column, err,
				       &warn);
	if (ret < 0) {
		if (isatty(STDERR_FILENO))
			syscord_filter_point(err, text, column);
		return ret;
	}
	if (*warn.text)
		fprintf(stderr, "syscord: %s\n", warn.text);
	return 0;
}

int syscord_view_new(const struct syscord_view_config *config, struct syscord_view **view,
		     struct syscord_error *err)
{
	struct syscord_view *v = calloc(1, sizeof(*v));
	int ret;

	if (!v)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	v->format = config->format;
	v->until = UINT64_MAX;
	v->procs = syscord_procs_new();
	v->pending = syscord_pending_new(false);
	v->printer.out = config->out;
	v->printer.color = wants_color(config);
	v->printer.duration = config->duration;
	v->printer.string_max = config->strings > UINT32_MAX ? 0 : (unsigned int)config->strings;
	v->printer.procs = v->procs;
	ret = v->procs && v->pending ? 0 : syscord_error_set(err, -ENOMEM, "out of memory");
	if (!ret)
		ret = set_filter(v, config->filter, err);
	if (!ret)
		ret = set_time("--since", config->since, &v->since, err);
	if (!ret)
		ret = set_time("--until", config->until, &v->until, err);
	if (ret) {
		syscord_view_free(v);
		return ret;
	}
	*view = v;
	return 0;
}

void syscord_view_free(struct syscord_view *v)
{
	if (!v)
		return;
	syscord_filter_free(v->expr);
	syscord_procs_free(v->procs);
	syscord_pending_free(v->pending);
	free(v);
}

struct syscord_procs *syscord_view_procs(struct syscord_view *v)
{
	return v->procs;
}

int syscord_view_open(struct syscord_view *v, const char *path, struct syscord_stream **stream,
		      struct syscord_error *err)
{
	int ret = syscord_stream_open(path, stream, err);

	if (ret)
		return ret;
	syscord_stream_procs(*stream, v->procs);
	syscord_stream_limit(*stream, v->since, v->until);
	return 0;
}

void syscord_view_warn(struct syscord_stream *stream, struct syscord_progress *progress)
{
	const char *warning = syscord_stream_warning(stream);

	if (!warning)
		return;
	syscord_progress_clear(progress);
	fprintf(stderr, "syscord: %s\n", warning);
}

/* A loss is of interest whatever was asked for; an EXEC record is the call itself. */
bool syscord_view_selects(const struct syscord_view *v, const struct syscord_event *event)
{
	const struct syscord_record *rec = event->rec;
	struct syscord_filter_data data;

	if (event->real_time < v->since || event->real_time > v->until)
		return false;
	if (!v->expr || rec->type == SYSCORD_LOST)
		return true;
	syscord_procs_context(v->procs, rec, &data);
	if (rec->type == SYSCORD_EXEC) {
		const struct syscord_call_desc *exec = syscord_call_by_name("execve", 6);
		struct syscord_exec body;

		syscord_record_body(rec, &body, sizeof(body));
		data.abi = body.abi < SYSCORD_ABI_COUNT ? body.abi : SYSCORD_ABI_UNKNOWN;
		data.nr = (uint32_t)exec->nr[data.abi];
		data.class = exec->class;
		memcpy(data.comm, body.comm, sizeof(data.comm));
	}
	return syscord_filter_eval(v->expr, &data);
}

/* Of interest whatever was asked for, as losses are. Frees what they point to. */
static int show_orphan(struct syscord_view *v, struct syscord_pieces *pieces)
{
	int ret = 0;

	if (pieces->real_time >= v->since && pieces->real_time <= v->until)
		ret = piece_formatters[v->format](&v->printer, pieces);
	syscord_pieces_free(pieces);
	return ret;
}

/* Pieces of content are no events of their own; that they have no call is known later */
static int pass_piece(struct syscord_view *v, const struct syscord_event *event)
{
	struct syscord_pieces orphan;
	struct syscord_blob_view piece;
	struct syscord_cont cont;
	bool own;
	int ret;

	if (event->rec->type == SYSCORD_CONT) {
		syscord_record_cont(event->rec, &cont, &piece);
		ret = syscord_pending_add(v->pending, event, &cont, &piece, &orphan);
		return ret > 0 ? show_orphan(v, &orphan) : ret;
	}
	if (!syscord_pending_take(v->pending, event->rec, &orphan, &own))
		return 0;
	if (!own)
		return show_orphan(v, &orphan);
	syscord_pieces_free(&orphan);
	return 0;
}

int syscord_view_end(struct syscord_view *v)
{
	struct syscord_pieces orphan;
	int ret = 0;

	while (!ret && syscord_pending_rest(v->pending, &orphan))
		ret = show_orphan(v, &orphan);
	return ret;
}

int syscord_view_event(struct syscord_view *v, const struct syscord_event *event)
{
	int ret = pass_piece(v, event);

	if (ret >= 0 && event->rec->type != SYSCORD_CONT && syscord_view_selects(v, event)) {
		v->calls |= event->rec->type == SYSCORD_CALL;
		v->timed |= event->rec->flags & SYSCORD_RECORD_TIMED;
		ret = formatters[v->format](&v->printer, event);
	}
	if (ret >= 0)
		ret = syscord_procs_update(v->procs, event->rec);
	if (ret >= 0 && ferror(v->printer.out))
		ret = errno ? -errno : -EIO;
	return ret < 0 ? ret : 0;
}

bool syscord_view_untimed(const struct syscord_view *v)
{
	return v->printer.duration && v->calls && !v->timed;
}
