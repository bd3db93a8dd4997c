// SPDX-License-Identifier: GPL-2.0
/* syscord stats: the tables, as text or as one JSON object. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "json.h"
#include "lost.h"
#include "print.h"
#include "stats.h"
#include "terminal.h"

const char *const syscord_stats_sorts[] = { "calls", "errors", "bytes", "time", NULL };
const char *const syscord_stats_bys[] = { "both", "call", "process", NULL };

static const struct {
	const char *title, *key;
	unsigned int permille;
} percentiles[] = {
	{ "p50", "p50_ns", 500 },
	{ "p95", "p95_ns", 950 },
	{ "p99", "p99_ns", 990 },
};

/* ---- order ---- */
static uint64_t time_of(const struct syscord_stats_row *row)
{
	return row->times ? row->times->total : 0;
}

static uint64_t measure(const struct syscord_stats_row *row, unsigned int sort)
{
	switch (sort) {
	case SYSCORD_STATS_BY_ERRORS:
		return row->errors;
	case SYSCORD_STATS_BY_BYTES:
		return row->bytes;
	case SYSCORD_STATS_BY_TIME:
		return time_of(row);
	default:
		return row->calls;
	}
}

static int falling(uint64_t a, uint64_t b)
{
	return a < b ? 1 : a > b ? -1 : 0;
}

/* What is equal stands in an order all the same, so that output can be compared */
static int compare(const void *left, const void *right, void *ctx)
{
	const struct syscord_stats_row *a = *(struct syscord_stats_row *const *)left;
	const struct syscord_stats_row *b = *(struct syscord_stats_row *const *)right;
	const unsigned int *sort = ctx;
	int order = falling(measure(a, *sort), measure(b, *sort));

	if (!order)
		order = falling(a->calls, b->calls);
	if (!order)
		order = strcmp(a->name, b->name);
	return order ? order : falling(b->pid, a->pid);
}

/* The rows to show, sorted; their number in *count. NULL: no memory */
static struct syscord_stats_row **sorted(const struct syscord_stats_table *t,
					 const struct syscord_stats_opts *opts, size_t *count)
{
	struct syscord_stats_row **rows = calloc(t->count + 1, sizeof(*rows));
	unsigned int sort = opts->sort;

	if (!rows)
		return NULL;
	if (t->count)
		memcpy(rows, t->rows, t->count * sizeof(*rows));
	qsort_r(rows, t->count, sizeof(*rows), compare, &sort);
	*count = opts->top && opts->top < t->count ? (size_t)opts->top : t->count;
	return rows;
}

/* ---- text ---- */
struct text {
	FILE *out;
	bool color, timed;
};

static void color(const struct text *t, const char *code)
{
	if (t->color)
		fputs(code, t->out);
}

static void print_ns(FILE *out, uint64_t ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s " };
	double value = (double)ns;
	unsigned int unit = 0;

	for (; unit < 3 && value >= 999.5; unit++)
		value /= 1000;
	fprintf(out, " %5.*f %s", unit && value < 99.95 ? 1 : 0, value, units[unit]);
}

static void print_head(const struct text *t, const struct syscord_stats *s,
		       const struct syscord_source_info *info)
{
	FILE *out = t->out;

	fputs("recording  ", out);
	syscord_print_name(out, info->host, strlen(info->host));
	fputs(", Linux ", out);
	syscord_print_name(out, info->release, strlen(info->release));
	fputs(", session ", out);
	syscord_print_name(out, info->session, strnlen(info->session, sizeof(info->session)));
	if (info->filter && *info->filter) {
		fputs(", filter ", out);
		syscord_print_name(out, info->filter, strlen(info->filter));
	}
	fputs("\nspan       ", out);
	if (s->first) {
		syscord_print_date(out, s->first);
		fputs(" to ", out);
		syscord_print_date(out, s->last);
		fprintf(out, ", %.6f s\n", (double)(s->last - s->first) / 1e9);
	} else {
		fputs("nothing\n", out);
	}
	fprintf(out, "records    %llu, ", (unsigned long long)s->records);
	color(t, s->lost ? SYSCORD_RED : "");
	fprintf(out, "%llu lost", (unsigned long long)s->lost);
	if (s->lost) {
		const uint64_t told = syscord_lost_sum(s->by_reason);

		fputs(" (", out);
		syscord_lost_print(out, s->by_reason);
		if (told < s->lost)
			fprintf(out, "%s%llu for a reason that is not recorded", told ? ", " : "",
				(unsigned long long)(s->lost - told));
		fputs("): what they were is not counted below", out);
	}
	color(t, s->lost ? SYSCORD_PLAIN : "");
	fputc('\n', out);
}

static void print_title(const struct text *t, const char *what)
{
	fputc('\n', t->out);
	color(t, SYSCORD_BOLD);
	fprintf(t->out, "%12s %10s %14s", "calls", "errors", "bytes");
	if (t->timed) {
		fprintf(t->out, " %8s %8s %8s", "total", "min", "avg");
		for (size_t i = 0; i < ARRAY_SIZE(percentiles); i++)
			fprintf(t->out, " %8s", percentiles[i].title);
		fprintf(t->out, " %8s", "max");
	}
	fprintf(t->out, "  %s", what);
	color(t, SYSCORD_PLAIN);
	fputc('\n', t->out);
}

static void print_row(const struct text *t, const struct syscord_stats_row *row)
{
	const struct syscord_histogram *h = row->times;
	FILE *out = t->out;

	fprintf(out, "%12llu ", (unsigned long long)row->calls);
	color(t, row->errors ? SYSCORD_RED : "");
	fprintf(out, "%10llu", (unsigned long long)row->errors);
	color(t, row->errors ? SYSCORD_PLAIN : "");
	fprintf(out, " %14llu", (unsigned long long)row->bytes);
	if (t->timed && h) {
		print_ns(out, h->total);
		print_ns(out, h->min);
		print_ns(out, h->total / h->count);
		for (size_t i = 0; i < ARRAY_SIZE(percentiles); i++)
			print_ns(out, syscord_histogram_percentile(h, percentiles[i].permille));
		print_ns(out, h->max);
	} else if (t->timed) {
		for (size_t i = 0; i < ARRAY_SIZE(percentiles) + 4; i++)
			fprintf(out, " %8s", "-");
	}
	fputs("  ", out);
	if (row->pid)
		fprintf(out, "%7u  ", row->pid);
	syscord_print_name(out, *row->name ? row->name : "?", *row->name ? strlen(row->name) : 1);
	fputc('\n', out);
}

static int print_table(const struct text *t, const struct syscord_stats_table *table,
		       const struct syscord_stats_opts *opts, const char *what)
{
	struct syscord_stats_row **rows;
	size_t count;

	rows = sorted(table, opts, &count);
	if (!rows)
		return -ENOMEM;
	print_title(t, what);
	for (size_t i = 0; i < count; i++)
		print_row(t, rows[i]);
	if (count < table->count)
		fprintf(t->out, "%12s and %zu more\n", "", table->count - count);
	free(rows);
	return 0;
}

static int print_text(const struct syscord_stats *s, const struct syscord_stats_opts *opts,
		      const struct syscord_source_info *info)
{
	struct text t = { .out = opts->view.out,
			  .color = opts->view.color ? opts->view.color == 1
						    : syscord_terminal_color(opts->view.out),
			  .timed = s->timed };
	int ret = 0;

	print_head(&t, s, info);
	if (opts->by != SYSCORD_STATS_BY_PROCESS)
		ret = print_table(&t, &s->calls, opts, "call");
	if (!ret && opts->by != SYSCORD_STATS_BY_CALL)
		ret = print_table(&t, &s->processes, opts, "process");
	return ret;
}

/* ---- JSON ---- */
static json_t *json_times(const struct syscord_histogram *h)
{
	json_t *object;

	if (!h)
		return json_null();
	object = json_pack("{s:o, s:o, s:o, s:o, s:o}", "count", syscord_json_number(h->count),
			   "total_ns", syscord_json_number(h->total), "min_ns",
			   syscord_json_number(h->min), "avg_ns",
			   syscord_json_number(h->total / h->count), "max_ns",
			   syscord_json_number(h->max));
	for (size_t i = 0; i < ARRAY_SIZE(percentiles); i++)
		json_object_set_new(object, percentiles[i].key,
				    syscord_json_number(syscord_histogram_percentile(
					    h, percentiles[i].permille)));
	return object;
}

static json_t *json_table(const struct syscord_stats_table *table,
			  const struct syscord_stats_opts *opts)
{
	struct syscord_stats_row **rows;
	json_t *list, *row;
	size_t count;

	rows = sorted(table, opts, &count);
	if (!rows)
		return NULL;
	list = json_array();
	for (size_t i = 0; i < count; i++) {
		row = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "name",
				syscord_json_text(rows[i]->name), "calls",
				syscord_json_number(rows[i]->calls), "errors",
				syscord_json_number(rows[i]->errors), "restarted",
				syscord_json_number(rows[i]->restarted), "bytes",
				syscord_json_number(rows[i]->bytes), "time",
				json_times(rows[i]->times));
		if (rows[i]->pid)
			json_object_set_new(row, "pid", syscord_json_number(rows[i]->pid));
		json_array_append_new(list, row);
	}
	free(rows);
	return list;
}

static json_t *json_all(const struct syscord_stats *s, const struct syscord_stats_opts *opts,
			const struct syscord_source_info *info)
{
	json_t *object;
	size_t len = strnlen(info->session, sizeof(info->session));
	char session[SYSCORD_NAME_LEN + 1] = "";

	memcpy(session, info->session, len);
	object = json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "host",
		syscord_json_text(info->host), "release", syscord_json_text(info->release),
		"session", syscord_json_text(session), "filter",
		info->filter && *info->filter ? syscord_json_text(info->filter) : json_null(),
		"first_ns", syscord_json_number(s->first), "last_ns", syscord_json_number(s->last),
		"records", syscord_json_number(s->records), "lost", syscord_json_number(s->lost),
		"lost_by_reason", syscord_lost_json(s->by_reason));
	if (opts->by != SYSCORD_STATS_BY_PROCESS)
		json_object_set_new(object, "calls", json_table(&s->calls, opts));
	if (opts->by != SYSCORD_STATS_BY_CALL)
		json_object_set_new(object, "processes", json_table(&s->processes, opts));
	return object;
}

int syscord_stats_print(const struct syscord_stats *stats, const struct syscord_stats_opts *opts,
			const struct syscord_source_info *info, struct syscord_error *err)
{
	FILE *out = opts->view.out;
	int ret = 0;

	if (opts->json)
		return syscord_json_print(json_all(stats, opts, info), out, err);
	ret = print_text(stats, opts, info);
	if (ret)
		return syscord_error_set(err, ret, "out of memory");
	errno = 0;
	if (fflush(out) || ferror(out))
		return syscord_error_set(err, errno ? -errno : -EIO, "cannot write: %s",
					 strerror(errno ? errno : EIO));
	return 0;
}
