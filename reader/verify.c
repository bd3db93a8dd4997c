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
#include "progress.h"
#include "segment.h"

struct ring {
	uint32_t cpu;
	bool known;	  /* pos and seq say where it must go on */
	bool from_start;  /* from the ring's first record on: all of the ring's records are in the recording */
	uint64_t pos, seq, time;
	uint64_t records, lost; /* in the recording; lost: what LOST records stand for */
	uint64_t attempted, attempted_lost; /* of the last epoch */
	uint64_t first_seq;
};

struct verify {
	FILE *out;
	struct syscord_verify_result *result;
	const char *name;
	bool have_session;
	uint8_t boot_id[16];
	uint64_t session;
	struct ring *rings;
	size_t count;
	bool stopped; /* the last epoch's flag */
	bool epoch;   /* there was one, and no chunk since */
	bool inexact;
	struct syscord_progress *progress; /* may be NULL */
	uint64_t total; /* bytes of all files, for it */
};

/* Where to print a line; NULL: nowhere. The line of the progress makes way. */
static FILE *output(struct verify *v)
{
	if (v->progress)
		syscord_progress_clear(v->progress);
	return v->out;
}

static void SYSCORD_PRINTF(3, 4) complain(struct verify *v, uint64_t offset, const char *fmt, ...)
{
	va_list ap;

	v->result->errors++;
	if (!output(v))
		return;
	fprintf(v->out, "%s: offset %" PRIu64 ": ", v->name, offset);
	va_start(ap, fmt);
	vfprintf(v->out, fmt, ap);
	va_end(ap);
	fputc('\n', v->out);
}

static struct ring *ring_of(struct verify *v, uint32_t cpu)
{
	struct ring *rings;

	for (size_t i = 0; i < v->count; i++)
		if (v->rings[i].cpu == cpu)
			return &v->rings[i];
	rings = reallocarray(v->rings, v->count + 1, sizeof(*rings));
	if (!rings)
		return NULL;
	v->rings = rings;
	memset(&rings[v->count], 0, sizeof(*rings));
	rings[v->count].cpu = cpu;
	return &rings[v->count++];
}

/*
 * The session's end, as far as the recording goes. Totals are exact only if
 * the last epoch saw the session stopped.
 */
static void end_session(struct verify *v, uint64_t offset)
{
	struct syscord_verify_result *r = v->result;

	if (!v->epoch || !v->stopped)
		v->inexact = true;
	for (size_t i = 0; i < v->count; i++) {
		const struct ring *ring = &v->rings[i];
		const uint64_t seen = ring->seq - ring->first_seq;
		uint64_t attempted = ring->attempted, pending = 0;

		r->records += ring->records;
		if (attempted < ring->seq) /* chunks that no epoch followed */
			attempted = ring->seq;
		if (v->epoch && v->stopped && ring->known)
			pending = attempted - ring->seq;
		r->lost += ring->lost + pending;
		r->attempted += attempted > ring->first_seq ? attempted - ring->first_seq : 0;
		if (ring->known && seen > ring->records + ring->lost)
			r->missing += seen - ring->records - ring->lost;
		if (!v->epoch || !v->stopped || !ring->known)
			continue;
		if (ring->from_start && ring->lost + pending != ring->attempted_lost)
			complain(v, offset, "CPU %u: the kernel lost %" PRIu64 " records, the "
				 "recording says %" PRIu64, ring->cpu, ring->attempted_lost,
				 ring->lost + pending);
		if (attempted - ring->first_seq != ring->records + ring->lost + pending)
			complain(v, offset, "CPU %u: attempted %" PRIu64 ", but read %" PRIu64
				 " and lost %" PRIu64, ring->cpu, attempted - ring->first_seq,
				 ring->records, ring->lost + pending);
	}
	free(v->rings);
	v->rings = NULL;
	v->count = 0;
	v->epoch = false;
	v->stopped = false;
	v->have_session = false;
}

static int check_header(struct verify *v, const struct syscord_frame *frame)
{
	const struct syscord_note_header *h = (const void *)frame->content;
	const uint8_t *p = (const uint8_t *)(h + 1) + h->policy_size;

	if (v->have_session && (h->session != v->session || memcmp(h->boot_id, v->boot_id, 16)))
		end_session(v, frame->offset);
	if (!v->have_session && output(v))
		fprintf(v->out, "%s: session %.*s on %.*s, %.*s %.*s\n", v->name,
			(int)sizeof(h->name), h->name, (int)sizeof(h->host), h->host,
			(int)sizeof(h->release), h->release, (int)sizeof(h->machine), h->machine);
	v->have_session = true;
	v->session = h->session;
	memcpy(v->boot_id, h->boot_id, 16);
	for (uint32_t i = 0; i < h->rings; i++) {
		struct syscord_note_ring at;
		struct ring *ring;

		memcpy(&at, p + i * sizeof(at), sizeof(at));
		ring = ring_of(v, at.cpu);
		if (!ring)
			return -ENOMEM;
		if (!ring->known) {
			ring->pos = at.pos;
			ring->seq = at.seq;
			ring->first_seq = at.seq;
			/* Without a number, only a ring's very beginning is known */
			ring->known = at.known || at.pos == 0;
			ring->from_start = at.pos == 0 && !at.known;
		} else if (ring->pos != at.pos) {
			complain(v, frame->offset, "CPU %u: goes on at ring position %" PRIu64
				 ", but the segment before ended at %" PRIu64, at.cpu, at.pos,
				 ring->pos);
		}
	}
	return 0;
}

static void check_records(struct verify *v, struct ring *ring, const struct syscord_frame *frame)
{
	const struct syscord_chunk *chunk = &frame->chunk;
	uint64_t next = chunk->seq;
	size_t at = 0;

	while (at < chunk->bytes) {
		const struct syscord_record *rec =
			(const void *)((const uint8_t *)frame->records + at);
		uint32_t ahead = rec->seq - (uint32_t)next;

		if (ahead)
			complain(v, frame->offset, "CPU %u: record %" PRIu64 " is followed by "
				 "%" PRIu64 ": a hole", ring->cpu, next - 1, next + ahead);
		next += ahead;
		if (rec->time < ring->time)
			complain(v, frame->offset, "CPU %u: record %" PRIu64 " is older than the "
				 "one before", ring->cpu, next);
		ring->time = rec->time;
		if (rec->type == SYSCORD_LOST) {
			struct syscord_lost lost;
			uint64_t sum = 0, count;

			syscord_record_body(rec, &lost, sizeof(lost));
			count = lost.count;
			for (int i = 0; i < SYSCORD_LOST_REASONS; i++)
				sum += lost.by_reason[i];
			if (sum != count)
				complain(v, frame->offset, "CPU %u: %" PRIu64 " lost records, but "
					 "reasons for %" PRIu64, ring->cpu, count, sum);
			ring->lost += count;
			next += count;
		} else {
			ring->records++;
			next++;
		}
		at += rec->len;
	}
}

static int check_chunk(struct verify *v, const struct syscord_frame *frame)
{
	const struct syscord_chunk *chunk = &frame->chunk;
	struct ring *ring = ring_of(v, chunk->cpu);

	if (!ring)
		return -ENOMEM;
	v->result->chunks++;
	v->epoch = false;
	if (v->have_session && (chunk->session != v->session ||
				memcmp(chunk->boot_id, v->boot_id, 16))) {
		complain(v, frame->offset, "a chunk of another session");
		return 0;
	}
	if (!ring->known) {
		/* It came online after the segment was begun, or numbers were not known */
		ring->from_start = chunk->pos == 0 && chunk->seq == 0;
		ring->seq = chunk->seq;
		ring->first_seq = chunk->seq;
	} else {
		if (chunk->pos != ring->pos)
			complain(v, frame->offset, "CPU %u: ring position %" PRIu64 " where %"
				 PRIu64 " must follow: %s", chunk->cpu, chunk->pos, ring->pos,
				 chunk->pos > ring->pos ? "a hole" : "written twice");
		if (chunk->seq != ring->seq)
			complain(v, frame->offset, "CPU %u: record %" PRIu64 " where %" PRIu64
				 " must follow: %s", chunk->cpu, chunk->seq, ring->seq,
				 chunk->seq > ring->seq ? "a hole" : "written twice");
	}
	ring->known = true;
	check_records(v, ring, frame);
	ring->pos = chunk->pos + chunk->bytes;
	ring->seq = chunk->next_seq;
	return 0;
}

static int check_epoch(struct verify *v, const struct syscord_frame *frame)
{
	const struct syscord_note_epoch *epoch = (const void *)frame->content;
	const uint8_t *p = (const uint8_t *)(epoch + 1);

	v->stopped = epoch->flags & SYSCORD_EPOCH_STOPPED;
	v->epoch = true;
	for (uint32_t i = 0; i < epoch->rings; i++) {
		struct syscord_epoch_ring at;
		struct ring *ring;

		memcpy(&at, p + i * sizeof(at), sizeof(at));
		ring = ring_of(v, at.cpu);
		if (!ring)
			return -ENOMEM;
		if (!ring->known && at.pos == 0) {
			ring->known = true;
			ring->from_start = true;
		}
		ring->attempted = at.attempted;
		ring->attempted_lost = 0;
		for (int r = 0; r < SYSCORD_LOST_REASONS; r++)
			ring->attempted_lost += at.lost[r];
		if (ring->known && at.pos != ring->pos)
			complain(v, frame->offset, "CPU %u: the epoch is at ring position %" PRIu64
				 ", the chunks at %" PRIu64, at.cpu, at.pos, ring->pos);
		/* Totals are read after the position, so they cover all that is here */
		if (ring->known && at.attempted < ring->seq)
			complain(v, frame->offset, "CPU %u: record %" PRIu64 " is here, but the "
				 "kernel has counted %" PRIu64 " only", at.cpu, ring->seq - 1,
				 at.attempted);
	}
	return 0;
}

static int check_frame(struct verify *v, struct syscord_segment *segment,
		       struct syscord_frame *frame)
{
	int ret = syscord_segment_content(segment, frame);

	if (ret == -ENOMEM)
		return ret;
	if (ret == -EPROTONOSUPPORT)
		complain(v, frame->offset, "of a later version of the format");
	else if (ret)
		complain(v, frame->offset, "damaged frame of %zu bytes", frame->size);
	if (ret || (frame->kind >= 0 && !frame->content))
		return 0;
	if (frame->kind < 0)
		ret = check_chunk(v, frame);
	else if (frame->kind == SYSCORD_NOTE_HEADER)
		ret = check_header(v, frame);
	else if (frame->kind == SYSCORD_NOTE_EPOCH)
		ret = check_epoch(v, frame);
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

static void check_index(struct verify *v, const struct syscord_frame *frame,
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
		complain(v, frame->offset, "the index does not list the chunks that are here");
}

static int check_segment(struct verify *v, int fd)
{
	struct syscord_segment *segment = syscord_segment_new(fd);
	struct list list = { 0 };
	struct syscord_frame frame;
	bool header = false;
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
			if (more == -ENODATA) {
				v->result->torn++;
				v->result->errors += !header;
				if (output(v))
					fprintf(v->out, "%s: offset %" PRIu64 ": torn tail: the file "
						"ends within a frame\n", v->name, frame.offset);
			} else if (more) {
				complain(v, frame.offset, more == -EBADMSG ?
					 "no frame; the rest cannot be read" : "%s", strerror(-more));
			}
			break;
		}
		v->result->frames++;
		ret = check_frame(v, segment, &frame);
		if (!ret && frame.content) {
			if (!header && frame.kind != SYSCORD_NOTE_HEADER)
				complain(v, frame.offset, "no header at the start");
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
	if (!ret && !header && !v->result->errors)
		complain(v, 0, "no header");
	free(list.chunks);
	syscord_segment_free(segment);
	return ret;
}

static int check_path(struct verify *v, const char *path)
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

static void sum_up(const struct verify *v)
{
	const struct syscord_verify_result *r = v->result;

	fprintf(v->out,
		"%" PRIu64 " segment%s, %" PRIu64 " frames, %" PRIu64 " chunk%s, %" PRIu64
		" bytes\n",
		r->segments, r->segments == 1 ? "" : "s", r->frames, r->chunks,
		r->chunks == 1 ? "" : "s", r->bytes);
	if (r->exact || r->attempted == r->records + r->lost)
		fprintf(v->out, "attempted %" PRIu64 " = read %" PRIu64 " + lost %" PRIu64,
			r->attempted, r->records, r->lost);
	else
		fprintf(v->out, "read %" PRIu64 " + lost %" PRIu64 " (the session still recorded: "
			"%" PRIu64 " attempted)", r->records, r->lost, r->attempted);
	if (r->missing)
		fprintf(v->out, ", missing %" PRIu64, r->missing);
	fprintf(v->out, "\n%s", r->errors ? "" : "ok");
	if (r->errors)
		fprintf(v->out, "%" PRIu64 " errors", r->errors);
	if (r->torn)
		fprintf(v->out, ", %" PRIu64 " torn", r->torn);
	fputc('\n', v->out);
}

int syscord_verify(const char *path, FILE *out, struct syscord_verify_result *result)
{
	return syscord_verify_watched(path, out, NULL, result);
}

int syscord_verify_watched(const char *path, FILE *out, struct syscord_progress *progress,
			   struct syscord_verify_result *result)
{
	struct verify v = { .out = out, .result = result, .name = path, .progress = progress };
	struct stat st;
	int ret = 0;

	if (progress)
		v.total = syscord_segment_bytes(path);
	memset(result, 0, sizeof(*result));
	if (strcmp(path, "-") && !stat(path, &st) && S_ISDIR(st.st_mode)) {
		struct syscord_error err = { "" };
		char **names;
		ssize_t n = syscord_segment_list(path, &names, &err);

		if (n <= 0 && out)
			fprintf(out, "%s\n", n ? err.text : "there are no segments");
		if (!n)
			syscord_segment_list_free(names, 0);
		if (n <= 0)
			return n ? (int)n : -ENOENT;
		for (ssize_t i = 0; i < n && !ret; i++)
			ret = check_path(&v, names[i]);
		v.name = path;
		if (!ret)
			end_session(&v, 0);
		syscord_segment_list_free(names, (size_t)n);
	} else {
		ret = check_path(&v, path);
		if (!ret)
			end_session(&v, result->bytes);
	}
	free(v.rings);
	if (ret)
		return ret;
	result->exact = !v.inexact;
	if (output(&v))
		sum_up(&v);
	return 0;
}
