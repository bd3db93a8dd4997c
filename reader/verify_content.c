// SPDX-License-Identifier: GPL-2.0
/*
 * The pieces of each call against what its record says of them; see verify_content.h.
 *
 * Pieces that are missing are an error unless records were lost, on whichever CPU, while
 * the call's pieces were written. That may be known only when a later LOST record comes:
 * until then the call is a suspect.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "decode.h"
#include "merge.h"
#include "pieces.h"
#include "verify_content.h"

#define SUSPECTS_MAX 1024

/* A blob that goes on, as its call's record has it */
struct part {
	uint32_t blob, want, got;
	uint8_t arg, part;
	uint16_t reserved;
	uint64_t kept;
};

/* What is held of a record, in the shape of one: the merge looks at length and time */
struct extract {
	struct syscord_record rec;
	union {
		struct {
			struct syscord_cont cont;
			struct syscord_blob piece;
		} cont;
		struct syscord_lost lost;
		struct {
			uint64_t end;
			uint32_t nr, abi;
			uint64_t parts;
		} call;
	};
	struct part parts[];
};

/* A call of which pieces are missing */
struct suspect {
	uint64_t end, time;
	uint32_t cpu, tid, nr, abi, blob;
	uint64_t kept, came;
};

struct syscord_verify_content {
	struct syscord_verify_result *result;
	void (*complain)(void *ctx, const char *text);
	void *ctx;
	struct syscord_merge *merge;
	struct syscord_pending *pending;
	struct suspect suspects[SUSPECTS_MAX];
	size_t count;
	uint64_t safe;
	bool lossy; /* there were losses: */
	uint64_t lost_last; /* the end of the latest of them */
};

struct syscord_verify_content *
syscord_verify_content_new(struct syscord_verify_result *result,
			   void (*complain)(void *ctx, const char *text), void *ctx)
{
	struct syscord_verify_content *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->result = result;
	c->complain = complain;
	c->ctx = ctx;
	c->merge = syscord_merge_new();
	c->pending = syscord_pending_new(false);
	if (c->merge && c->pending)
		return c;
	syscord_verify_content_free(c);
	return NULL;
}

void syscord_verify_content_free(struct syscord_verify_content *c)
{
	if (!c)
		return;
	syscord_merge_free(c->merge);
	syscord_pending_free(c->pending);
	free(c);
}

static void SYSCORD_PRINTF(2, 3) complain(struct syscord_verify_content *c, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	c->complain(c->ctx, text);
}

/* ---- what is held of records ---- */
struct extracts {
	uint8_t *bytes;
	size_t len, room;
};

/* Room for one with that many parts; its header is that of `rec` */
static struct extract *extract_new(struct extracts *all, const struct syscord_record *rec,
				   size_t parts)
{
	size_t len = sizeof(struct extract) + parts * sizeof(struct part), room = all->room;
	struct extract *e;

	while (len > room - all->len)
		room = room ? 2 * room : 4096;
	if (room != all->room) {
		uint8_t *bytes = realloc(all->bytes, room);

		if (!bytes)
			return NULL;
		all->bytes = bytes;
		all->room = room;
	}
	e = (struct extract *)(all->bytes + all->len);
	memset(e, 0, len);
	e->rec = *rec;
	e->rec.len = (uint32_t)len;
	all->len += len;
	return e;
}

static int extract_cont(struct extracts *all, const struct syscord_record *rec)
{
	struct extract *e = extract_new(all, rec, 0);
	struct syscord_blob_view piece;

	if (!e)
		return -ENOMEM;
	syscord_record_cont(rec, &e->cont.cont, &piece);
	e->cont.piece = piece.head;
	return 0;
}

static int extract_lost(struct extracts *all, const struct syscord_record *rec)
{
	struct extract *e = extract_new(all, rec, 0);

	if (!e)
		return -ENOMEM;
	syscord_record_body(rec, &e->lost, sizeof(e->lost));
	return 0;
}

/* The list in SYSCORD_ARG_CONT must be one of the flagged blobs, each once, in their order */
static void check_list(struct syscord_verify_content *c, const struct syscord_record *rec,
		       const struct syscord_blob_view *list, size_t flagged, size_t said)
{
	size_t listed = list->head.got / sizeof(struct syscord_continued);

	if (flagged != said || listed != said)
		complain(c, "thread %u: %zu buffers of a call go on elsewhere, %zu are listed",
			 rec->tid, flagged, listed);
}

static int extract_call(struct syscord_verify_content *c, struct extracts *all,
			const struct syscord_record *rec)
{
	struct syscord_blob_view blob, list = { .data = NULL };
	struct syscord_call call;
	size_t flagged = 0, cursor = 0, said = 0;
	uint32_t index = 0, at = 0;
	uint64_t end = 0;
	struct extract *e;

	while (syscord_record_blob(rec, &cursor, &blob)) {
		flagged += !!(blob.head.flags & SYSCORD_BLOB_CONTINUED);
		if (!list.data && blob.head.arg == SYSCORD_ARG_CONT &&
		    blob.head.part == SYSCORD_PART_DATA)
			list = blob;
	}
	if (!flagged && !list.data)
		return 0;
	e = extract_new(all, rec, flagged);
	if (!e)
		return -ENOMEM;
	if (!syscord_record_end(rec, &end))
		complain(c,
			 "thread %u: a call's content goes on elsewhere, but its end is not told",
			 rec->tid);
	syscord_record_body(rec, &call, sizeof(call));
	e->call.end = end;
	e->call.nr = call.nr;
	e->call.abi = call.abi;
	for (cursor = 0; syscord_record_blob(rec, &cursor, &blob); index++) {
		struct syscord_continued one;
		struct part *part;

		if (!(blob.head.flags & SYSCORD_BLOB_CONTINUED) ||
		    !syscord_record_listed(&list, &at, index, &one))
			continue;
		part = &e->parts[said++];
		*part = (struct part){ .blob = index,
				       .want = blob.head.want,
				       .got = blob.head.got,
				       .arg = blob.head.arg,
				       .part = blob.head.part,
				       .kept = one.kept };
		if (one.kept > blob.head.want - blob.head.got)
			complain(c,
				 "thread %u: a buffer of %u bytes, %u of them in the record, goes "
				 "on for %" PRIu64,
				 rec->tid, blob.head.want, blob.head.got, (uint64_t)one.kept);
	}
	e->call.parts = said;
	check_list(c, rec, &list, flagged, said);
	return 0;
}

int syscord_verify_content_chunk(struct syscord_verify_content *c, uint32_t cpu,
				 const void *records, size_t bytes)
{
	struct extracts all = { 0 };
	size_t at = 0;
	int ret = 0;

	while (at < bytes && !ret) {
		const struct syscord_record *rec = (const void *)((const uint8_t *)records + at);

		if (rec->type == SYSCORD_CONT)
			ret = extract_cont(&all, rec);
		else if (rec->type == SYSCORD_LOST)
			ret = extract_lost(&all, rec);
		else if (rec->type == SYSCORD_CALL && rec->blobs)
			ret = extract_call(c, &all, rec);
		else if (rec->type == SYSCORD_EXIT)
			ret = extract_new(&all, rec, 0) ? 0 : -ENOMEM;
		at += rec->len;
	}
	if (!ret)
		ret = syscord_merge_add(c->merge, cpu, all.bytes, all.len, all.bytes);
	else
		free(all.bytes);
	return ret;
}

/* ---- judging ---- */
static void note_loss(struct syscord_verify_content *c, uint64_t first, uint64_t last)
{
	size_t i = 0;

	c->lossy = true;
	if (last > c->lost_last)
		c->lost_last = last;
	while (i < c->count) {
		if (first <= c->suspects[i].time && last >= c->suspects[i].end) {
			c->result->pieces_lost++;
			c->suspects[i] = c->suspects[--c->count];
		} else {
			i++;
		}
	}
}

void syscord_verify_content_gap(struct syscord_verify_content *c, uint64_t first, uint64_t last)
{
	note_loss(c, first, last);
}

static void accuse(struct syscord_verify_content *c, const struct suspect *s)
{
	char text[24];

	complain(c,
		 "thread %u: %" PRIu64
		 " bytes of content of %s go on in pieces, but there are %" PRIu64
		 " (buffer %u), and no record was lost",
		 s->tid, s->kept, syscord_call_text(s->abi, s->nr, text, sizeof(text)), s->came,
		 s->blob);
}

/* What was lost so far is older than the call's record; was it younger than the call's end? */
static void suspect(struct syscord_verify_content *c, const struct suspect *s)
{
	if (c->lossy && c->lost_last >= s->end)
		c->result->pieces_lost++;
	else if (c->count < SUSPECTS_MAX)
		c->suspects[c->count++] = *s;
	else
		accuse(c, s);
}

static void add_orphan(struct syscord_verify_content *c, struct syscord_pieces *pieces)
{
	c->result->orphans++;
	c->result->orphan_bytes += pieces->bytes;
	syscord_pieces_free(pieces);
}

/* The pieces of one blob: each behind the one before it, from the record's part on */
static void check_part(struct syscord_verify_content *c, const struct extract *e, uint32_t cpu,
		       const struct part *part, const struct syscord_pieces *pieces)
{
	struct suspect s = { .end = e->call.end,
			     .time = e->rec.time,
			     .cpu = cpu,
			     .tid = e->rec.tid,
			     .nr = e->call.nr,
			     .abi = e->call.abi,
			     .blob = part->blob,
			     .kept = part->kept };
	uint64_t pos = part->got;

	for (size_t i = 0; pieces && i < pieces->runs_count; i++) {
		const struct syscord_run *run = &pieces->runs[i];

		if (run->blob != part->blob)
			continue;
		if (run->arg != part->arg || run->part != part->part || run->want != part->want)
			complain(c,
				 "thread %u: a piece of buffer %u is of argument %u.%u, %u bytes; "
				 "its call says %u.%u, %u bytes",
				 s.tid, s.blob, run->arg, run->part, run->want, part->arg,
				 part->part, part->want);
		else if (run->offset < pos)
			complain(c,
				 "thread %u: a piece of buffer %u is at offset %" PRIu64
				 ", but all up to %" PRIu64 " is here",
				 s.tid, s.blob, run->offset, pos);
		s.came += run->bytes;
		pos = run->offset + run->bytes;
	}
	if (s.came > s.kept)
		complain(c,
			 "thread %u: buffer %u goes on for %" PRIu64
			 " bytes, but there are %" PRIu64,
			 s.tid, s.blob, s.kept, s.came);
	else if (s.came < s.kept || pos != part->got + s.came)
		suspect(c, &s);
}

static void check_call(struct syscord_verify_content *c, const struct extract *e, uint32_t cpu)
{
	struct syscord_pieces pieces = { .fd = -1 };
	bool own = false, have;

	have = syscord_pending_take_call(c->pending, &e->rec, e->call.end, e->call.nr,
					 (uint8_t)e->call.abi, &pieces, &own);
	if (have && !own)
		add_orphan(c, &pieces);
	for (size_t i = 0; i < e->call.parts; i++)
		check_part(c, e, cpu, &e->parts[i], own ? &pieces : NULL);
	c->result->continued++;
	if (!own)
		return;
	c->result->pieces += pieces.count;
	c->result->piece_bytes += pieces.bytes;
	for (size_t i = 0; i < pieces.runs_count; i++) {
		size_t k = 0;

		while (k < e->call.parts && e->parts[k].blob != pieces.runs[i].blob)
			k++;
		if (k == e->call.parts)
			complain(c,
				 "thread %u: there are pieces of buffer %u, of which the call's "
				 "record says nothing",
				 e->rec.tid, pieces.runs[i].blob);
	}
	syscord_pieces_free(&pieces);
}

static int add_piece(struct syscord_verify_content *c, const struct extract *e,
		     const struct syscord_event *event)
{
	const struct syscord_blob_view piece = { .head = e->cont.piece };
	struct syscord_pieces orphan;
	int ret = syscord_pending_add(c->pending, event, &e->cont.cont, &piece, &orphan);

	if (ret > 0)
		add_orphan(c, &orphan);
	return ret < 0 ? ret : 0;
}

int syscord_verify_content_safe(struct syscord_verify_content *c, uint64_t safe)
{
	struct syscord_pieces pieces;
	struct syscord_event event;
	int ret = 0;
	bool own;

	c->safe = safe;
	syscord_merge_safe(c->merge, safe);
	while (!ret && syscord_merge_next(c->merge, &event)) {
		const struct extract *e = (const struct extract *)event.rec;

		event.real_time = 0;
		if (event.rec->type == SYSCORD_CONT)
			ret = add_piece(c, e, &event);
		else if (event.rec->type == SYSCORD_LOST)
			note_loss(c, e->lost.first, event.rec->time);
		else if (event.rec->type == SYSCORD_CALL)
			check_call(c, e, event.cpu);
		else if (syscord_pending_take(c->pending, event.rec, &pieces, &own))
			add_orphan(c, &pieces);
	}
	return ret;
}

int syscord_verify_content_end(struct syscord_verify_content *c, bool whole)
{
	struct syscord_pieces pieces;
	int ret;

	if (!whole)
		note_loss(c, c->safe, UINT64_MAX);
	ret = syscord_verify_content_safe(c, UINT64_MAX);
	while (syscord_pending_rest(c->pending, &pieces))
		add_orphan(c, &pieces);
	for (size_t i = 0; i < c->count; i++)
		accuse(c, &c->suspects[i]);
	c->count = 0;
	c->lossy = false;
	c->lost_last = 0;
	c->safe = 0;
	syscord_merge_restart(c->merge);
	return ret;
}
