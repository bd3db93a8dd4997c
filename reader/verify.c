/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is a recording whole? Every frame is decoded; then each ring's chunks must
 * follow each other without a gap, their sequence numbers without a hole, and
 * the kernel's totals must be those of the records.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "json.h"
#include "verify.h"

#define PROBLEMS_MAX 1000 /* that are listed; all are counted */

FILE *syscord_verify_output(struct syscord_verify *v)
{
	if (v->progress)
		syscord_progress_clear(v->progress);
	return v->out;
}

void syscord_verify_complain(struct syscord_verify *v, uint64_t offset, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	v->result->errors++;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (v->problems && json_array_size(v->problems) < PROBLEMS_MAX)
		json_array_append_new(v->problems,
				      json_pack("{s:o, s:o, s:o}", "file",
						syscord_json_text(v->name), "offset",
						syscord_json_number(offset), "text",
						syscord_json_text(text)));
	if (syscord_verify_output(v))
		fprintf(v->out, "%s: offset %" PRIu64 ": %s\n", v->name, offset, text);
}

static void complain_content(void *ctx, const char *text)
{
	struct syscord_verify *v = ctx;

	syscord_verify_complain(v, v->offset, "%s", text);
}

static int check_frame(struct syscord_verify *v, struct syscord_segment *segment,
		       struct syscord_frame *frame)
{
	int ret = syscord_segment_content(segment, frame);

	v->offset = frame->offset;
	if (ret == -ENOMEM)
		return ret;
	if (ret == -EPROTONOSUPPORT)
		syscord_verify_complain(v, frame->offset, "of a later version of the format");
	else if (ret)
		syscord_verify_complain(v, frame->offset, "damaged frame of %zu bytes", frame->size);
	if (ret || (frame->kind >= 0 && !frame->content))
		return 0;
	if (frame->kind < 0)
		ret = syscord_verify_chunk(v, frame);
	else if (frame->kind == SYSCORD_NOTE_HEADER)
		ret = syscord_verify_header(v, frame);
	else if (frame->kind == SYSCORD_NOTE_EPOCH)
		ret = syscord_verify_epoch(v, frame);
	return ret;
}

/* The index must list exactly the chunks that are there */
struct listed {
	uint64_t offset;
	uint64_t size;
	uint32_t records, cpu;
};

struct list {
	struct listed *chunks;
	size_t count, room;
};

static int list_chunk(struct list *list, const struct syscord_frame *frame)
{
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 64;
		struct listed *chunks = reallocarray(list->chunks, room, sizeof(*chunks));

		if (!chunks)
			return -ENOMEM;
		list->chunks = chunks;
		list->room = room;
	}
	list->chunks[list->count++] = (struct listed){ frame->offset, frame->size,
						       frame->chunk.records, frame->chunk.cpu };
	return 0;
}

static void check_index(struct syscord_verify *v, const struct syscord_frame *frame,
			const struct list *list)
{
	const struct syscord_note_index *index = (const void *)frame->content;
	bool same = index->chunks == list->count;

	for (size_t i = 0; same && i < list->count; i++) {
		struct syscord_index_entry e;
		const struct listed *c = &list->chunks[i];

		memcpy(&e, (const struct syscord_index_entry *)(index + 1) + i, sizeof(e));
		same = e.offset == c->offset && e.size == c->size && e.records == c->records &&
		       e.cpu == c->cpu;
	}
	if (!same)
		syscord_verify_complain(v, frame->offset, "the index does not list the chunks that are here");
}

static int check_segment(struct syscord_verify *v, int fd)
{
	struct syscord_segment *segment = syscord_segment_new(fd);
	struct list list = { 0 };
	struct syscord_frame frame;
	bool header = false, empty = false;
	int ret = 0;

	if (!segment) {
		close(fd);
		return -ENOMEM;
	}
	v->result->segments++;
	for (;;) {
		int more = syscord_segment_next(segment, &frame);

		if (v->progress)
			syscord_progress_at(v->progress, v->result->bytes + frame.offset, v->total);
		if (more <= 0) {
			v->result->bytes += frame.offset;
			empty = !more && !frame.offset;
			if (more == -ENODATA) {
				v->result->torn++;
				v->result->errors += !header && !v->dir;
				if (syscord_verify_output(v))
					fprintf(v->out, "%s: offset %" PRIu64 ": torn tail: the file "
						"ends within a frame\n", v->name, frame.offset);
			} else if (more) {
				syscord_verify_complain(v, frame.offset, more == -EBADMSG ?
					 "no frame; the rest cannot be read" : "%s", strerror(-more));
			}
			break;
		}
		v->result->frames++;
		ret = check_frame(v, segment, &frame);
		if (!ret && frame.content) {
			if (!header && frame.kind != SYSCORD_NOTE_HEADER)
				syscord_verify_complain(v, frame.offset, "no header at the start");
			header = true;
			if (frame.kind < 0)
				ret = list_chunk(&list, &frame);
			else if (frame.kind == SYSCORD_NOTE_INDEX)
				check_index(v, &frame, &list);
		}
		free(frame.content);
		if (ret)
			break;
	}
	v->header = v->header || header;
	if (empty && v->dir) {
		/* Of one that was begun just before the machine crashed, the name may be all */
		v->result->torn++;
		if (syscord_verify_output(v))
			fprintf(v->out, "%s: empty: its writer died as it began it\n", v->name);
	} else if (!ret && !header && !v->dir && !v->result->errors) {
		syscord_verify_complain(v, 0, "no header");
	}
	free(list.chunks);
	syscord_segment_free(segment);
	return ret;
}

static int check_path(struct syscord_verify *v, const char *path)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);
	int err = -errno;

	v->name = path;
	if (fd < 0) {
		if (v->out)
			fprintf(v->out, "cannot open %s: %s\n", path, strerror(-err));
		return err;
	}
	return check_segment(v, fd);
}

static void sum_up(const struct syscord_verify *v)
{
	const struct syscord_verify_result *r = v->result;

	fprintf(v->out,
		"%" PRIu64 " segment%s, %" PRIu64 " frames, %" PRIu64 " chunk%s, %" PRIu64
		" bytes\n",
		r->segments, r->segments == 1 ? "" : "s", r->frames, r->chunks,
		r->chunks == 1 ? "" : "s", r->bytes);
	syscord_account_print(&v->account, v->out);
	if (r->attempted == r->records + r->lost)
		fprintf(v->out, "attempted %" PRIu64 " = read %" PRIu64 " + lost %" PRIu64,
			r->attempted, r->records, r->lost);
	else if (r->exact)
		fprintf(v->out, "attempted %" PRIu64 ", read %" PRIu64 " + lost %" PRIu64,
			r->attempted, r->records, r->lost);
	else
		fprintf(v->out, "read %" PRIu64 " + lost %" PRIu64 " (the session still recorded: "
			"%" PRIu64 " attempted)", r->records, r->lost, r->attempted);
	if (r->missing)
		fprintf(v->out, ", missing %" PRIu64, r->missing);
	fputc('\n', v->out);
	if (r->continued)
		fprintf(v->out, "content that goes on: calls %" PRIu64 ", pieces %" PRIu64 ", bytes %"
			PRIu64 "\n", r->continued, r->pieces, r->piece_bytes);
	if (r->pieces_lost)
		fprintf(v->out, "content of which pieces are lost: buffers %" PRIu64 "\n",
			r->pieces_lost);
	if (r->orphans)
		fprintf(v->out, "content whose calls are not here: calls %" PRIu64 ", bytes %" PRIu64
			"\n", r->orphans, r->orphan_bytes);
	fputs(r->errors ? "" : "ok", v->out);
	if (r->errors)
		fprintf(v->out, "%" PRIu64 " errors", r->errors);
	if (r->torn)
		fprintf(v->out, ", %" PRIu64 " torn", r->torn);
	fputc('\n', v->out);
}

static json_t *content_json(const struct syscord_verify_result *r)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "calls",
			 syscord_json_number(r->continued), "pieces",
			 syscord_json_number(r->pieces), "bytes",
			 syscord_json_number(r->piece_bytes), "incomplete",
			 syscord_json_number(r->pieces_lost), "calls_missing",
			 syscord_json_number(r->orphans), "bytes_without_call",
			 syscord_json_number(r->orphan_bytes));
}

static int print_json(const struct syscord_verify *v, const char *path, FILE *out,
		      struct syscord_error *err)
{
	const struct syscord_verify_result *r = v->result;
	const struct syscord_account_cpu sum = syscord_account_sum(&v->account);
	json_t *object = syscord_account_cpu_json(&sum);

	json_object_set_new(object, "path", syscord_json_text(path));
	json_object_set_new(object, "segments", syscord_json_number(r->segments));
	json_object_set_new(object, "frames", syscord_json_number(r->frames));
	json_object_set_new(object, "chunks", syscord_json_number(r->chunks));
	json_object_set_new(object, "bytes", syscord_json_number(r->bytes));
	json_object_set_new(object, "exact", json_boolean(r->exact));
	json_object_set_new(object, "errors", syscord_json_number(r->errors));
	json_object_set_new(object, "torn", syscord_json_number(r->torn));
	json_object_set_new(object, "content", content_json(r));
	json_object_set(object, "problems", v->problems);
	json_object_set_new(object, "cpus", syscord_account_json(&v->account));
	return syscord_json_print(object, out, err);
}

int syscord_verify(const char *path, FILE *out, struct syscord_verify_result *result)
{
	return syscord_verify_run(&(struct syscord_verify_opts){ .out = out }, path, result, NULL);
}

static int check_all(struct syscord_verify *v, const char *path)
{
	struct syscord_error err = { "" };
	struct stat st;
	char **names;
	ssize_t n;
	int ret = 0;

	if (!strcmp(path, "-") || stat(path, &st) || !S_ISDIR(st.st_mode)) {
		ret = check_path(v, path);
		return ret ? ret : syscord_verify_end(v, v->result->bytes);
	}
	n = syscord_segment_list(path, &names, &err);
	if (n <= 0 && v->out)
		fprintf(v->out, "%s\n", n ? err.text : "there are no segments");
	if (!n)
		syscord_segment_list_free(names, 0);
	if (n <= 0)
		return n ? (int)n : -ENOENT;
	v->dir = true;
	for (ssize_t i = 0; i < n && !ret; i++)
		ret = check_path(v, names[i]);
	v->name = path;
	v->offset = 0;
	if (!ret && !v->header && !v->result->errors)
		syscord_verify_complain(v, 0, "no header in any segment");
	if (!ret)
		ret = syscord_verify_end(v, 0);
	syscord_segment_list_free(names, (size_t)n);
	return ret;
}

int syscord_verify_run(const struct syscord_verify_opts *opts, const char *path,
		       struct syscord_verify_result *result, struct syscord_error *err)
{
	struct syscord_verify v = { .out = opts->json ? NULL : opts->out, .result = result, .name = path,
			    .progress = opts->progress };
	struct syscord_account_cpu sum;
	int ret;

	if (opts->progress)
		v.total = syscord_segment_bytes(path);
	if (opts->json)
		v.problems = json_array();
	memset(result, 0, sizeof(*result));
	v.content = syscord_verify_content_new(result, complain_content, &v);
	ret = v.content ? check_all(&v, path) : -ENOMEM;
	sum = syscord_account_sum(&v.account);
	result->records = sum.read;
	result->lost = sum.lost;
	result->attempted = sum.attempted;
	result->missing = sum.missing;
	result->exact = !v.inexact;
	if (ret)
		syscord_error_set(err, ret, "%s cannot be read: %s", path, strerror(-ret));
	if (!ret && syscord_verify_output(&v))
		sum_up(&v);
	if (!ret && opts->json) {
		syscord_verify_output(&v); /* the progress makes way */
		ret = print_json(&v, path, opts->out, err);
	}
	json_decref(v.problems);
	syscord_verify_content_free(v.content);
	syscord_account_free(&v.account);
	free(v.rings);
	return ret;
}
