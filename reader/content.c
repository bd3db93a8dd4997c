// SPDX-License-Identifier: GPL-2.0
/*
 * syscord content: what the selected calls read or wrote, one after the other.
 *
 * Pieces come before the record that tells whether they are wanted, so they go to files
 * that nobody sees until then (pieces.c). What is missing leaves no gap in the output:
 * how much there would have been is any number that a recording may hold.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include "content.h"
#include "decode.h"
#include "options.h"
#include "pieces.h"
#include "progress.h"
#include "segment.h"

#define COPY_BYTES ((size_t)256 << 10)

/* Bytes that are missing, by why */
enum {
	NOT_RECORDED, /* snaplen, or no room */
	LOST, /* its record is not here */
	UNREADABLE, /* + enum syscord_fault */
	WHYS = UNREADABLE + 5
};

struct content {
	const struct syscord_content_opts *opts;
	FILE *out;
	struct syscord_view *view;
	struct syscord_pending *pending;
	uint8_t *buffer;
	uint64_t calls; /* selected, of which something is asked for */
	uint64_t incomplete; /* of those calls */
	uint64_t missing[WHYS];
	uint64_t orphans, orphan_bytes; /* calls whose pieces are here, but not their record */
	uint64_t lost; /* records */
};

/* Which blobs of a call are asked for */
struct choice {
	bool by_arg;
	unsigned int arg, part; /* of by_arg */
	const struct syscord_decoded *d;
};

static uint64_t sum(const uint64_t *numbers, size_t count)
{
	uint64_t all = 0;

	while (count)
		all += numbers[--count];
	return all;
}

static int write_out(struct content *c, const void *bytes, size_t len)
{
	if (len && fwrite(bytes, 1, len, c->out) != len)
		return errno ? -errno : -EIO;
	return 0;
}

static int write_spooled(struct content *c, const struct syscord_pieces *pieces, uint64_t at,
			 uint64_t len)
{
	while (len) {
		ssize_t n = pread(pieces->fd, c->buffer, len < COPY_BYTES ? len : COPY_BYTES,
				  (off_t)at);
		int ret;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EIO;
		ret = write_out(c, c->buffer, (size_t)n);
		if (ret)
			return ret;
		at += (uint64_t)n;
		len -= (uint64_t)n;
	}
	return 0;
}

/*
 * Those of blob number `index` that say the same of it, from behind the record's part on
 * and below `limit`; each byte once, and how many in *came
 */
static int write_runs(struct content *c, const struct syscord_pieces *pieces, uint32_t index,
		      const struct syscord_blob *head, uint64_t limit, uint64_t *came)
{
	uint64_t pos = head->got;
	int ret = 0;

	for (size_t i = 0; i < pieces->runs_count && !ret; i++) {
		const struct syscord_run *run = &pieces->runs[i];
		uint64_t from = run->offset > pos ? run->offset : pos;
		uint64_t to = run->offset + run->bytes;

		if (to > limit)
			to = limit;
		if (run->blob != index || run->arg != head->arg || run->part != head->part ||
		    run->want != head->want || from >= to)
			continue;
		ret = write_spooled(c, pieces, run->at + (from - run->offset), to - from);
		*came += to - from;
		pos = to;
	}
	return ret;
}

static unsigned int fault_of(const struct syscord_blob *head, const struct syscord_continued *said)
{
	uint32_t reason = head->reason ? head->reason : said->reason;

	return UNREADABLE + (reason < WHYS - UNREADABLE ? reason : SYSCORD_FAULT_NONE);
}

/*
 * One blob, without its first `skip` bytes and without those from `limit` on; *whole becomes
 * false if something of that is missing. `list` and `at` are for syscord_record_listed().
 */
static int write_blob(struct content *c, const struct syscord_blob_view *list, uint32_t *at,
		      uint32_t index, const struct syscord_blob_view *blob, uint32_t skip,
		      uint64_t limit, const struct syscord_pieces *pieces, bool *whole)
{
	uint64_t want = blob->head.want < limit ? blob->head.want : limit;
	uint64_t got = blob->head.got < want ? blob->head.got : want;
	uint64_t rest = want - got, kept = 0, came = 0;
	struct syscord_continued said = { 0 };
	int ret = got > skip ? write_out(c, blob->data + skip, got - skip) : 0;

	if (ret || !rest)
		return ret;
	if ((blob->head.flags & SYSCORD_BLOB_CONTINUED) &&
	    syscord_record_listed(list, at, index, &said))
		kept = said.kept < rest ? said.kept : rest;
	if (kept && pieces)
		ret = write_runs(c, pieces, index, &blob->head, want, &came);
	if (came < kept)
		c->missing[LOST] += kept - came;
	else
		kept = came;
	if (kept < rest)
		c->missing[blob->head.flags & SYSCORD_BLOB_FAULTED ? fault_of(&blob->head, &said)
								   : NOT_RECORDED] += rest - kept;
	*whole &= came == rest;
	return ret;
}

/* ---- what is asked for ---- */
/*
 * The number of an argument: as it is, or behind SYSCORD_ARG_SUB if the call is made by way
 * of another. -1: the call has none of that name
 */
static int find_arg(const struct syscord_decoded *d, const char *arg)
{
	bool numbered = arg[0] >= '0' && arg[0] <= '5' && !arg[1];
	const struct syscord_value *sub = NULL, *v;
	struct syscord_blob_view blob;
	unsigned int i;
	size_t cursor = 0;
	int k = 0;

	while (!sub && syscord_record_blob(d->rec, &cursor, &blob))
		if (blob.head.arg >= SYSCORD_ARG_SUB && blob.head.arg < SYSCORD_ARG_SUB + 6)
			for (i = 0; i < d->nargs && !sub; i++)
				sub = d->args[i].kind == SYSCORD_VALUE_STRUCT ? &d->args[i] : NULL;
	if (numbered)
		return arg[0] - '0' + (sub ? SYSCORD_ARG_SUB : 0);
	for (v = sub ? sub->child : NULL; v; v = v->next, k++)
		if (v->name && !strcmp(v->name, arg))
			return SYSCORD_ARG_SUB + k;
	for (i = 0; i < d->nargs; i++)
		if (d->args[i].name && !strcmp(d->args[i].name, arg))
			return (int)i;
	return -1;
}

/* Of an argument that is told by name: what iovecs lead to, or else what it points to itself */
static bool choose(struct choice *choice, const struct syscord_decoded *d, const char *arg)
{
	struct syscord_blob_view blob;
	int n = arg ? find_arg(d, arg) : 0;

	*choice = (struct choice){ .by_arg = arg != NULL, .arg = (unsigned int)n, .d = d };
	if (n < 0)
		return false;
	choice->part = syscord_record_find(d->rec, choice->arg, SYSCORD_PART_CONTENT, &blob)
			       ? SYSCORD_PART_CONTENT
			       : SYSCORD_PART_DATA;
	return true;
}

/* The call that was made by way of this one, if the argument is one of that */
static const struct syscord_call_desc *inner_call(const struct syscord_decoded *d, unsigned int arg)
{
	const struct syscord_sub_desc *sub = NULL;

	if (arg >= SYSCORD_ARG_SUB && d->desc)
		sub = syscord_call_sub(d->desc, (uint32_t)d->raw[0]);
	return sub ? sub->call : NULL;
}

/* The decoder looks at a copy of those: what they are only the inner call's row tells */
static bool inner_content(const struct syscord_decoded *d, unsigned int arg, uint32_t *skip)
{
	const struct syscord_call_desc *desc = inner_call(d, arg);
	unsigned int n = arg - SYSCORD_ARG_SUB;

	if (!desc || n >= desc->nargs)
		return false;
	if (desc->args[n].format == SYSCORD_FMT_msgbuf)
		*skip = d->word;
	return *skip || desc->args[n].format == SYSCORD_FMT_bytes;
}

/* Content is what the decoder takes for it: *skip bytes before it are something else */
static bool chosen(const struct choice *choice, const struct syscord_blob_view *blob,
		   uint32_t *skip)
{
	const struct syscord_decoded *d = choice->d;
	bool found = blob->head.part == SYSCORD_PART_CONTENT ||
		     (blob->head.flags & SYSCORD_BLOB_CONTINUED);

	*skip = 0;
	if ((blob->head.flags & SYSCORD_BLOB_BEFORE) || blob->head.arg >= SYSCORD_ARG_SUB + 6)
		return false;
	if (choice->by_arg)
		return blob->head.arg == choice->arg && blob->head.part == choice->part;
	if (blob->head.part != SYSCORD_PART_DATA)
		return found;
	if (blob->head.arg >= SYSCORD_ARG_SUB)
		return inner_content(d, blob->head.arg, skip) || found;
	for (unsigned int i = 0; i < d->contents_count; i++) {
		const uint8_t *bytes = d->contents[i]->bytes;

		if (bytes < blob->data || bytes > blob->data + blob->head.got)
			continue;
		*skip = (uint32_t)(bytes - blob->data);
		return true;
	}
	return found;
}

/*
 * Of what a call was to write it took as much as its result says, and nothing if it failed;
 * it will be given the rest once more. Who names the argument wants what it points to.
 */
static uint64_t limit_of(const struct choice *choice, const struct syscord_blob *head)
{
	const struct syscord_decoded *d = choice->d;
	const struct syscord_call_desc *desc = inner_call(d, head->arg);

	if (choice->by_arg || (head->flags & SYSCORD_BLOB_OUT))
		return UINT64_MAX;
	if (d->result < 0 && d->result >= -4095)
		return 0;
	if (!desc)
		desc = d->desc;
	if (!desc || d->result <= 0 || !syscord_call_counts_bytes(desc))
		return UINT64_MAX;
	return (uint64_t)d->result;
}

static int write_call(struct content *c, const struct syscord_record *rec,
		      const struct syscord_pieces *pieces)
{
	struct syscord_blob_view blob, list = { .data = NULL };
	struct syscord_decoded d;
	struct choice choice;
	uint32_t index = 0, at = 0, skip;
	bool whole = true, any = false;
	size_t cursor = 0;
	int ret = syscord_decode(&d, rec);

	if (!ret && choose(&choice, &d, c->opts->arg)) {
		if (!syscord_record_find(rec, SYSCORD_ARG_CONT, SYSCORD_PART_DATA, &list))
			list.head.got = 0;
		for (; !ret && syscord_record_blob(rec, &cursor, &blob); index++) {
			if (!chosen(&choice, &blob, &skip))
				continue;
			any = true;
			ret = write_blob(c, &list, &at, index, &blob, skip, limit_of(&choice, &blob.head),
					 pieces, &whole);
		}
	}
	syscord_decode_end(&d);
	c->calls += any;
	c->incomplete += !whole;
	return ret;
}

/* ---- the stream ---- */
static void add_orphan(struct content *c, struct syscord_pieces *pieces)
{
	c->orphans++;
	c->orphan_bytes += pieces->bytes;
	syscord_pieces_free(pieces);
}

static int take_piece(struct content *c, const struct syscord_event *event)
{
	struct syscord_blob_view piece;
	struct syscord_pieces orphan;
	struct syscord_cont cont;
	int ret;

	syscord_record_cont(event->rec, &cont, &piece);
	ret = syscord_pending_add(c->pending, event, &cont, &piece, &orphan);
	if (ret > 0)
		add_orphan(c, &orphan);
	return ret < 0 ? ret : 0;
}

static int take_event(struct content *c, const struct syscord_event *event, bool *spooling)
{
	const struct syscord_record *rec = event->rec;
	struct syscord_pieces pieces;
	struct syscord_lost lost;
	bool own = false, have;
	int ret = 0;

	*spooling = rec->type == SYSCORD_CONT;
	if (*spooling)
		return take_piece(c, event);
	have = syscord_pending_take(c->pending, rec, &pieces, &own);
	if (have && !own)
		add_orphan(c, &pieces);
	if (rec->type == SYSCORD_CALL && syscord_view_selects(c->view, event))
		ret = write_call(c, rec, own ? &pieces : NULL);
	if (own)
		syscord_pieces_free(&pieces);
	if (rec->type == SYSCORD_LOST && syscord_view_selects(c->view, event)) {
		syscord_record_body(rec, &lost, sizeof(lost));
		c->lost += lost.count;
	}
	return ret ? ret : syscord_procs_update(syscord_view_procs(c->view), rec);
}

static int write_all(struct content *c, struct syscord_stream *stream,
		     struct syscord_progress *progress, struct syscord_error *err)
{
	struct syscord_pieces pieces;
	struct syscord_event event;
	bool spooling = false;
	int ret;

	while ((ret = syscord_stream_next(stream, &event, err)) > 0) {
		syscord_view_warn(stream, progress);
		ret = take_event(c, &event, &spooling);
		if (ret)
			return syscord_error_set(
				err, ret,
				spooling ? "cannot keep content in a temporary file: %s; TMPDIR "
					   "says where (/var/tmp)"
					 : "cannot write: %s",
				strerror(-ret));
	}
	while (syscord_pending_rest(c->pending, &pieces))
		add_orphan(c, &pieces);
	syscord_progress_clear(progress);
	syscord_view_warn(stream, progress);
	if (fflush(c->out))
		return syscord_error_set(err, -errno, "cannot write: %s", strerror(errno));
	return ret;
}

/* ---- what is missing ---- */
static void say_missing(const struct content *c)
{
	static const char *const whys[] = { "not recorded (snaplen, or no room)",
					    "in records that are lost" };
	const char *sep = ": ";

	fprintf(stderr,
		"syscord: %" PRIu64 " bytes of %" PRIu64 " of %" PRIu64 " calls are missing",
		sum(c->missing, WHYS), c->incomplete, c->calls);
	for (unsigned int i = 0; i < WHYS; i++) {
		if (!c->missing[i])
			continue;
		fprintf(stderr, "%s%" PRIu64 " %s%s", sep, c->missing[i],
			i < UNREADABLE ? whys[i] : "could not be read, ",
			i < UNREADABLE ? "" : syscord_fault_text(i - UNREADABLE));
		sep = ", ";
	}
	fputc('\n', stderr);
}

static int tell(const struct content *c)
{
	if (c->incomplete)
		say_missing(c);
	if (c->orphans)
		fprintf(stderr,
			"syscord: %" PRIu64 " bytes of content are of %" PRIu64 " call%s whose "
			"record is not here: they are left out\n",
			c->orphan_bytes, c->orphans, c->orphans == 1 ? "" : "s");
	if (c->lost)
		fprintf(stderr,
			"syscord: %" PRIu64 " records are lost: calls with content may be "
			"among them\n",
			c->lost);
	if (!c->calls)
		fprintf(stderr,
			c->opts->arg ? "syscord: no call that was selected has content in an "
				       "argument '%s'\n"
				     : "syscord: no call that was selected has content\n",
			c->opts->arg);
	return c->incomplete || c->orphans || c->lost ? SYSCORD_EXIT_ERROR : SYSCORD_EXIT_OK;
}

/* A file for each thread that is in a call */
static void raise_limit(void)
{
	struct rlimit limit;

	if (!getrlimit(RLIMIT_NOFILE, &limit)) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static int open_all(struct content *c, const char *path, struct syscord_stream **stream,
		    struct syscord_error *err)
{
	const char *output = c->opts->output;
	int ret, fd;

	c->pending = syscord_pending_new(true);
	c->buffer = malloc(COPY_BYTES);
	if (!c->pending || !c->buffer)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	ret = syscord_view_new(&c->opts->view, &c->view, err);
	if (!ret)
		ret = syscord_view_open(c->view, path, stream, err);
	if (ret)
		return ret;
	c->out = c->opts->view.out;
	if (!output || !strcmp(output, "-"))
		return 0;
	/* As recordings, it may hold anything that was read */
	fd = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	c->out = fd < 0 ? NULL : fdopen(fd, "wb");
	return c->out ? 0
		      : syscord_error_set(err, -errno, "cannot open %s: %s", output,
					  strerror(errno));
}

int syscord_content(const struct syscord_content_opts *opts, const char *path,
		    struct syscord_error *err)
{
	struct content c = { .opts = opts };
	struct syscord_stream *stream = NULL;
	struct syscord_progress progress;
	int ret = open_all(&c, path, &stream, err);

	if (!ret) {
		raise_limit();
		syscord_progress_start(&progress, stderr, "content");
		if (!isatty(fileno(c.out)))
			syscord_stream_watch(stream, syscord_segment_bytes(path), &progress);
		ret = write_all(&c, stream, &progress, err);
		/* Whoever reads our output has seen enough */
		if (ret == -EPIPE)
			ret = 0;
		else if (!ret || ret == -EBADMSG)
			ret = tell(&c) && !ret ? SYSCORD_EXIT_ERROR : ret;
	}
	if (c.out && c.out != opts->view.out && fclose(c.out) && ret >= 0)
		ret = syscord_error_set(err, -errno, "cannot write %s: %s", opts->output,
					strerror(errno));
	syscord_stream_close(stream);
	syscord_view_free(c.view);
	syscord_pending_free(c.pending);
	free(c.buffer);
	return ret;
}
