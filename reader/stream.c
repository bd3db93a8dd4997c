/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One stream of events out of a segment, a directory of them, a pipe, or the
 * rings themselves.
 *
 * Damage does not end the stream: what can be read is given, and the end is then
 * -EBADMSG instead of 0. A file that ends within a frame is no damage, its
 * writer may be at work or have been killed: only a warning.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <jansson.h>
#include "clock.h"
#include "merge.h"
#include "outside.h"
#include "progress.h"
#include "segment.h"
#include "tail.h"

#define CLOCK_SLACK 1000000000ULL /* ns: how far the real-time clock may have been slewed */

struct syscord_stream {
	struct syscord_merge *merge;
	struct syscord_source_info info;
	bool have_info;
	struct syscord_clock_line clock;
	struct syscord_procs *procs;
	struct syscord_tail tail;
	struct syscord_outside outside;
	bool ended;
	bool damaged;
	char warning[512];
	struct syscord_error damage;

	/* files */
	char **names;
	size_t count, at;
	uint64_t total, before; /* bytes of all files, and of those before this one */
	struct syscord_progress *progress;
	struct syscord_segment *segment;
	bool need_header;
	uint8_t boot_id[16];
	uint64_t session;
	bool have_session;
	struct syscord_frame held; /* a header that waits until the old session is out */
	uint64_t since, until;	   /* real time, ns */
	struct syscord_index_entry *index;
	size_t entries, entry;

	/* live */
	struct syscord_drain *drain;
	bool finished;
};

static struct syscord_stream *stream_new(void)
{
	struct syscord_stream *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->until = UINT64_MAX;
	s->merge = syscord_merge_new();
	if (!s->merge) {
		free(s);
		return NULL;
	}
	return s;
}

void syscord_stream_close(struct syscord_stream *s)
{
	if (!s)
		return;
	syscord_merge_free(s->merge);
	syscord_tail_free(&s->tail);
	syscord_segment_free(s->segment);
	syscord_segment_list_free(s->names, s->count);
	syscord_source_free(&s->info);
	free(s->held.content);
	free(s->index);
	free(s);
}

static const char *name_of(const struct syscord_stream *s)
{
	const char *name = s->names[s->at - 1];

	return strcmp(name, "-") ? name : "standard input";
}

static void SYSCORD_PRINTF(2, 3) damaged(struct syscord_stream *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->warning, sizeof(s->warning), fmt, ap);
	va_end(ap);
	if (!s->damaged)
		syscord_error_set(&s->damage, -EBADMSG, "%s", s->warning);
	s->damaged = true;
}

/* ---- notes ---- */

static int apply_header(struct syscord_stream *s, struct syscord_frame *frame)
{
	const struct syscord_note_header *h = (const void *)frame->content;
	struct syscord_source_info info;
	int ret;

	if (s->have_session && (s->session != h->session || memcmp(s->boot_id, h->boot_id, 16)))
		syscord_merge_restart(s->merge);
	if (s->have_session && memcmp(s->boot_id, h->boot_id, 16))
		s->clock.count = 0;
	if (!s->have_session || s->session != h->session || memcmp(s->boot_id, h->boot_id, 16))
		s->outside = (struct syscord_outside){ .at = h->boot };
	memcpy(s->boot_id, h->boot_id, 16);
	s->session = h->session;
	s->have_session = true;
	syscord_clock_line_add(&s->clock, h->boot, h->real - h->boot);
	if (!syscord_segment_info(frame, &info)) {
		syscord_source_free(&s->info);
		s->info = info;
		s->have_info = true;
	}
	ret = syscord_tail_header(&s->tail, h, s->have_info && s->info.policy.on_full ==
					       SYSCORD_ON_FULL_OVERWRITE);
	free(frame->content);
	frame->content = NULL;
	return ret;
}

static int take_header(struct syscord_stream *s, struct syscord_frame *frame)
{
	const struct syscord_note_header *h = (const void *)frame->content;
	int ret = 0;

	s->need_header = false;
	if (s->have_session && (s->session != h->session || memcmp(s->boot_id, h->boot_id, 16)))
		ret = syscord_tail_end(&s->tail, s->merge);
	if (s->have_session && (s->session != h->session || memcmp(s->boot_id, h->boot_id, 16)) &&
	    !syscord_merge_empty(s->merge)) {
		/* Nothing of the old session can come any more */
		syscord_merge_safe(s->merge, UINT64_MAX);
		s->held = *frame;
		frame->content = NULL;
		return ret;
	}
	return ret ? ret : apply_header(s, frame);
}

static uint32_t number(const json_t *object, const char *key)
{
	return (uint32_t)json_integer_value(json_object_get(object, key));
}

/* What a later event has said of a thread already counts more than the snapshot */
static void add_thread(struct syscord_stream *s, const json_t *process, const json_t *thread,
		       uint32_t tid)
{
	const char *comm = json_string_value(json_object_get(thread, "comm"));
	struct syscord_proc proc = {
		.tid = tid,
		.pid = number(process, "pid"),
		.ppid = number(process, "ppid"),
		.uid = number(process, "uid"),
		.gid = number(process, "gid"),
		.ns_tid = tid == number(process, "pid") ? number(process, "ns_pid") :
							  number(thread, "ns_tid"),
		.ns_pid = number(process, "ns_pid"),
	};

	if (comm)
		memcpy(proc.comm, comm, strnlen(comm, sizeof(proc.comm) - 1));
	if (tid && !syscord_procs_find(s->procs, tid))
		syscord_procs_add(s->procs, &proc);
}

void syscord_stream_snapshot(struct syscord_stream *s, const char *text, size_t len)
{
	json_t *root, *process;
	size_t i;

	if (!s->procs)
		return;
	root = json_loadb(text, len, 0, NULL);
	json_array_foreach(json_object_get(root, "processes"), i, process) {
		json_t *thread;
		size_t k;

		add_thread(s, process, process, number(process, "pid"));
		json_array_foreach(json_object_get(process, "threads"), k, thread)
			add_thread(s, process, thread, number(thread, "tid"));
	}
	json_decref(root);
}

/* ---- files ---- */

/* The index says that nothing in this frame is asked for */
static bool skip(struct syscord_stream *s, const struct syscord_frame *frame)
{
	const struct syscord_index_entry *e;
	uint64_t earliest, latest;

	while (s->entry < s->entries && s->index[s->entry].offset < frame->offset)
		s->entry++;
	if (s->entry == s->entries)
		return false;
	e = &s->index[s->entry];
	if (e->offset != frame->offset)
		return false;
	syscord_clock_line_range(&s->clock, e->first, e->last, &earliest, &latest);
	if (s->until != UINT64_MAX && earliest > s->until + CLOCK_SLACK)
		return true;
	/* Who is who must be known all the same */
	return !(e->flags & SYSCORD_CHUNK_LIFECYCLE) && latest + CLOCK_SLACK < s->since;
}

static int take_chunk(struct syscord_stream *s, struct syscord_frame *frame)
{
	int ret;

	if (s->have_session && (frame->chunk.session != s->session ||
				memcmp(frame->chunk.boot_id, s->boot_id, 16))) {
		damaged(s, "%s: a chunk of another session at offset %llu", name_of(s),
			(unsigned long long)frame->offset);
		return 0;
	}
	ret = syscord_tail_chunk(&s->tail, &frame->chunk, s->merge);
	syscord_tail_records(&s->tail, &frame->chunk, frame->records);
	if (!ret)
		ret = syscord_merge_add(s->merge, frame->chunk.cpu, frame->records,
					frame->chunk.bytes, frame->content);
	if (!ret)
		frame->content = NULL;
	return ret;
}

static int add_in_flight(struct syscord_stream *s, const struct syscord_note_in_flight *note,
			 void *owner)
{
	return syscord_merge_add(s->merge, SYSCORD_CPU_NONE, note + 1, syscord_note_records(note),
				 owner);
}

int syscord_stream_in_flight(struct syscord_stream *s, const struct syscord_note_in_flight *note)
{
	void *copy = malloc(note->note.size);
	int ret;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, note, note->note.size);
	ret = add_in_flight(s, copy, copy);
	if (ret)
		free(copy);
	return ret;
}

/* Where the next one must go on is to be known all the same */
static int pass_chunk(struct syscord_stream *s, struct syscord_frame *frame)
{
	struct syscord_chunk chunk;

	if (!s->tail.overwrites || syscord_segment_peek(s->segment, frame, &chunk))
		return 0;
	return syscord_tail_chunk(&s->tail, &chunk, NULL);
}

static int take_frame(struct syscord_stream *s, struct syscord_frame *frame)
{
	const struct syscord_note_epoch *epoch;
	int ret;

	if (frame->kind < 0 && skip(s, frame))
		return pass_chunk(s, frame);
	if (frame->kind == SYSCORD_NOTE_INDEX || frame->kind == SYSCORD_NOTE_END)
		return 0;
	ret = syscord_segment_content(s->segment, frame);
	if (ret == -EPROTONOSUPPORT) {
		damaged(s, "%s: written by a later version, at offset %llu", name_of(s),
			(unsigned long long)frame->offset);
		return 0;
	}
	if (ret == -EBADMSG) {
		damaged(s, "%s: damaged at offset %llu", name_of(s),
			(unsigned long long)frame->offset);
		return 0;
	}
	if (ret || (frame->kind >= 0 && !frame->content))
		return ret;
	if (s->need_header && frame->kind != SYSCORD_NOTE_HEADER) {
		damaged(s, "%s: no header, so this is no recording or its start is missing",
			name_of(s));
		s->need_header = false;
	}
	if (frame->kind < 0) {
		ret = take_chunk(s, frame);
	} else if (frame->kind == SYSCORD_NOTE_HEADER) {
		ret = take_header(s, frame);
	} else if (frame->kind == SYSCORD_NOTE_EPOCH) {
		epoch = (const void *)frame->content;
		syscord_clock_line_add(&s->clock, epoch->boot, epoch->real - epoch->boot);
		syscord_tail_epoch(&s->tail, epoch);
		ret = syscord_outside_epoch(&s->outside, epoch, s->merge);
		syscord_merge_safe(s->merge, epoch->safe);
	} else if (frame->kind == SYSCORD_NOTE_SNAPSHOT) {
		syscord_stream_snapshot(s, (const char *)frame->content + sizeof(struct syscord_note),
					frame->content_size - sizeof(struct syscord_note));
	} else if (frame->kind == SYSCORD_NOTE_IN_FLIGHT) {
		ret = add_in_flight(s, (const void *)frame->content, frame->content);
		if (!ret)
			frame->content = NULL;
	}
	free(frame->content);
	frame->content = NULL;
	return ret;
}

static int open_next(struct syscord_stream *s, struct syscord_error *err)
{
	const char *name = s->names[s->at++];
	int fd = strcmp(name, "-") ? open(name, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);
	int ret = -errno;

	if (fd < 0)
		return syscord_error_set(err, ret, "cannot open %s: %s", name, strerror(-ret));
	free(s->index);
	s->index = NULL;
	s->entries = 0;
	s->entry = 0;
	if (s->since || s->until != UINT64_MAX) {
		ssize_t n = syscord_segment_index(fd, &s->index);

		s->entries = n > 0 ? (size_t)n : 0;
	}
	s->segment = syscord_segment_new(fd);
	s->need_header = true;
	if (!s->segment) {
		close(fd);
		return syscord_error_set(err, -ENOMEM, "out of memory");
	}
	return 0;
}

/* One frame further. Sets `ended` behind the last file. */
static int advance(struct syscord_stream *s, struct syscord_error *err)
{
	struct syscord_frame frame;
	int ret;

	if (s->held.content) {
		ret = apply_header(s, &s->held);
		return ret ? syscord_error_set(err, ret, "out of memory") : 0;
	}
	if (!s->segment) {
		if (s->at == s->count) {
			ret = syscord_tail_end(&s->tail, s->merge);
			syscord_merge_safe(s->merge, UINT64_MAX);
			s->ended = true;
			return ret ? syscord_error_set(err, ret, "out of memory") : 0;
		}
		return open_next(s, err);
	}
	ret = syscord_segment_next(s->segment, &frame);
	if (s->progress)
		syscord_progress_at(s->progress, s->before + frame.offset, s->total);
	if (ret == 1) {
		ret = take_frame(s, &frame);
		free(frame.content);
		return ret ? syscord_error_set(err, ret, "%s: %s", name_of(s), strerror(-ret)) : 0;
	}
	if (ret == -ENODATA)
		snprintf(s->warning, sizeof(s->warning),
			 "%s ends within a frame at offset %llu: it is being written, or its "
			 "writer was killed", name_of(s), (unsigned long long)frame.offset);
	else if (ret == -EBADMSG)
		damaged(s, frame.offset ? "%s: damaged at offset %llu; the rest cannot be read" :
					  "%s is no recording (offset %llu)",
			name_of(s), (unsigned long long)frame.offset);
	else if (ret < 0)
		damaged(s, "cannot read %s: %s", name_of(s), strerror(-ret));
	s->before += frame.offset;
	syscord_segment_free(s->segment);
	s->segment = NULL;
	return 0;
}

int syscord_stream_open(const char *path, struct syscord_stream **stream,
			struct syscord_error *err)
{
	struct syscord_stream *s = stream_new();
	struct stat st;
	int ret = 0;

	if (!s)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	if (strcmp(path, "-") && stat(path, &st)) {
		ret = syscord_error_set(err, -errno, "cannot open %s: %s", path, strerror(errno));
	} else if (strcmp(path, "-") && S_ISDIR(st.st_mode)) {
		ssize_t n = syscord_segment_list(path, &s->names, err);

		if (n > 0)
			s->count = (size_t)n;
		else
			ret = n ? (int)n : syscord_error_set(err, -ENOENT,
							     "%s holds no segments", path);
	} else {
		s->names = calloc(1, sizeof(*s->names));
		s->count = 1;
		if (!s->names || !(s->names[0] = strdup(path)))
			ret = syscord_error_set(err, -ENOMEM, "out of memory");
	}
	/* The first header now, so that info is there before the first event */
	while (!ret && !s->have_info && !s->ended)
		ret = advance(s, err);
	if (!ret && !s->have_info)
		ret = s->damaged ? syscord_error_set(err, -EBADMSG, "%s", s->damage.text) :
				   syscord_error_set(err, -EBADMSG, "%s holds no header%s%s", path,
						     *s->warning ? ": " : "", s->warning);
	if (ret) {
		syscord_stream_close(s);
		return ret;
	}
	*stream = s;
	return 0;
}

void syscord_stream_limit(struct syscord_stream *s, uint64_t since, uint64_t until)
{
	s->since = since;
	s->until = until;
	if (s->segment && s->at && !s->index && strcmp(s->names[s->at - 1], "-")) {
		int fd = open(s->names[s->at - 1], O_RDONLY | O_CLOEXEC);
		ssize_t n = fd < 0 ? 0 : syscord_segment_index(fd, &s->index);

		s->entries = n > 0 ? (size_t)n : 0;
		if (fd >= 0)
			close(fd);
	}
}

void syscord_stream_watch(struct syscord_stream *s, uint64_t total,
			  struct syscord_progress *progress)
{
	s->total = total;
	s->progress = progress;
}

void syscord_stream_procs(struct syscord_stream *s, struct syscord_procs *procs)
{
	s->procs = procs;
}

const char *syscord_stream_warning(struct syscord_stream *s)
{
	static char last[sizeof(s->warning)];

	if (!*s->warning)
		return NULL;
	memcpy(last, s->warning, sizeof(last));
	s->warning[0] = 0;
	return last;
}

/* ---- live ---- */

int syscord_stream_live(int fd, struct syscord_drain *drain, struct syscord_stream **stream,
			struct syscord_error *err)
{
	struct syscord_stream *s = stream_new();
	struct syscord_ring_status *rings = NULL;
	struct syscord_status status = { 0 };
	int ret = 0;

	if (!s)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	s->drain = drain;
	if (fd >= 0) {
		ret = syscord_device_status(fd, &status, &rings, err);
		free(rings);
		if (ret >= 0) {
			status.name[sizeof(status.name) - 1] = 0;
			ret = syscord_source_collect(fd, status.name, &s->info, err);
		}
	}
	if (ret < 0) {
		syscord_stream_close(s);
		return ret;
	}
	*stream = s;
	return 0;
}

void syscord_stream_finish(struct syscord_stream *s)
{
	s->finished = true;
	if (s->drain)
		syscord_drain_refresh(s->drain);
}

/* One round into the merge; the records' bytes in all */
static ssize_t live_round(struct syscord_stream *s)
{
	struct syscord_span span;
	uint64_t now, safe;
	ssize_t bytes = 0;
	int ret = syscord_drain_round(s->drain, &now, &safe);

	if (ret)
		return ret;
	syscord_clock_line_add(&s->clock, now, syscord_clock_offset());
	while (syscord_drain_next(s->drain, &span)) {
		uint8_t *copy = malloc(span.bytes);
		size_t at = 0;

		if (!copy)
			return -ENOMEM;
		memcpy(copy, span.data, span.bytes);
		while (at < span.bytes) {
			const struct syscord_record *rec = (const void *)(copy + at);

			if (span.bytes - at < sizeof(*rec) ||
			    syscord_record_check(rec, span.bytes - at))
				break;
			at += rec->len;
		}
		if (at < span.bytes)
			damaged(s, "CPU %u: a record at ring position %llu is damaged; %zu bytes "
				"are left out", span.cpu, (unsigned long long)(span.pos + at),
				span.bytes - at);
		ret = syscord_merge_add(s->merge, span.cpu, copy, at, copy);
		if (ret) {
			free(copy);
			return ret;
		}
		syscord_drain_release(s->drain, &span);
		bytes += (ssize_t)span.bytes;
	}
	ret = syscord_outside_add(&s->outside, syscord_drain_outside(s->drain), now, s->merge);
	if (ret)
		return ret;
	syscord_merge_safe(s->merge, safe);
	return bytes;
}

static int next_live(struct syscord_stream *s, struct syscord_event *event,
		     struct syscord_error *err)
{
	bool drained = false;

	for (;;) {
		ssize_t n;

		if (syscord_merge_next(s->merge, event)) {
			event->real_time = syscord_clock_line_real(&s->clock, event->rec->time);
			return 1;
		}
		if (s->ended || (drained && !s->finished))
			break;
		n = live_round(s);
		if (n < 0)
			return syscord_error_set(err, (int)n, "cannot read the rings: %s",
						 strerror((int)-n));
		drained = true;
		if (s->finished && n == 0) {
			syscord_merge_safe(s->merge, UINT64_MAX);
			s->ended = true;
		}
	}
	if (!s->ended)
		return -EAGAIN;
	return s->damaged ? syscord_error_set(err, -EBADMSG, "%s", s->damage.text) : 0;
}

int syscord_stream_next(struct syscord_stream *s, struct syscord_event *event,
			struct syscord_error *err)
{
	if (s->drain)
		return next_live(s, event, err);
	for (;;) {
		int ret;

		if (syscord_merge_next(s->merge, event)) {
			event->real_time = syscord_clock_line_real(&s->clock, event->rec->time);
			return 1;
		}
		if (s->ended)
			return s->damaged ?
				       syscord_error_set(err, -EBADMSG, "%s", s->damage.text) : 0;
		ret = advance(s, err);
		if (ret)
			return ret;
	}
}

const struct syscord_source_info *syscord_stream_info(const struct syscord_stream *s)
{
	return &s->info;
}
