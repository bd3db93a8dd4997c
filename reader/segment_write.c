/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writing segments: drain rounds in, frames out.
 *
 * Exactly once: a frame is built in memory and written behind the last whole
 * one. Only when write(2) has taken all of it, and with SYSCORD_SYNC_FRAME the disk,
 * are its records given back to the kernel. If it has not, the file is cut back, so that
 * a file always ends with a whole frame unless this process dies within a write; the next
 * one to attach cuts that tail and goes on from the positions that the whole frames hold.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>
#include "clock.h"
#include "lost.h"
#include "segment.h"
#include "segment_file.h"
#include "segment_recover.h"

struct cpu_state {
	struct syscord_note_ring at; /* where its next record goes on */
	uint64_t attempted;	     /* as the last epoch of this segment had it */
	uint64_t dropped;	     /* lost, but not overwritten, by then */
	uint64_t epoch_pos;
	bool said;		     /* in an epoch of this segment */
};

struct syscord_writer {
	struct syscord_writer_config config;
	struct syscord_drain *drain;
	uint64_t session;
	ZSTD_CCtx *chunk_ctx;
	ZSTD_CCtx *note_ctx;
	uint8_t *content;
	size_t content_room;
	uint8_t *frame;
	size_t frame_room;

	struct syscord_segment_file file;
	uint64_t number;
	uint64_t opened; /* boot clock */
	uint64_t offset; /* real time less boot time in this round */
	uint64_t said_offset; /* as the segment's last header or epoch has it */
	uint64_t said_safe;
	uint64_t records;
	struct syscord_writer_totals totals;
	bool rotate;
	bool snapshot_due;
	uint32_t epoch_flags;
	char last_utc[20];

	struct syscord_index_entry *index;
	size_t entries, entries_room;
	struct cpu_state *cpus;
	uint32_t cpu_count;

	/* Records lost where there was no ring */
	uint64_t outside;	/* as the last epoch had it */
	uint64_t outside_base;	/* of those, before this segment */
	bool outside_begun;	/* these two are of this session */
	bool outside_said;	/* in an epoch of this segment */
};

static struct cpu_state *cpu_state(struct syscord_writer *w, uint32_t cpu)
{
	if (cpu >= w->cpu_count) {
		struct cpu_state *cpus = reallocarray(w->cpus, cpu + 1, sizeof(*cpus));

		if (!cpus)
			return NULL;
		memset(cpus + w->cpu_count, 0, (cpu + 1 - w->cpu_count) * sizeof(*cpus));
		for (uint32_t i = w->cpu_count; i <= cpu; i++)
			cpus[i].at.cpu = i;
		w->cpus = cpus;
		w->cpu_count = cpu + 1;
	}
	return &w->cpus[cpu];
}

/* ---- frames ---- */

static int put(struct syscord_writer *w, const uint8_t *data, size_t size)
{
	int err = syscord_segment_file_put(&w->file, data, size);

	if (!err)
		w->totals.bytes += size;
	return err;
}

static int put_note(struct syscord_writer *w, unsigned int kind, struct syscord_note *note,
		    size_t size)
{
	size_t room = ZSTD_compressBound(size) + 8;
	uint8_t *frame = malloc(room);
	ssize_t n;
	int err;

	if (!frame)
		return -ENOMEM;
	n = syscord_note_pack(w->note_ctx, kind, note, size, frame, room);
	err = n < 0 ? (int)n : put(w, frame, (size_t)n);
	free(frame);
	return err;
}

static int put_header(struct syscord_writer *w, uint64_t boot)
{
	const struct syscord_source_info *info = w->config.info;
	const size_t filter_len = strlen(info->filter);
	const size_t size = sizeof(struct syscord_note_header) + sizeof(info->policy) +
			    w->cpu_count * sizeof(struct syscord_note_ring) + filter_len;
	struct syscord_note_header *h = calloc(1, size);
	uint8_t *p = (uint8_t *)(h + 1);
	int err;

	if (!h)
		return -ENOMEM;
	memcpy(h->boot_id, w->config.boot_id, sizeof(h->boot_id));
	h->session = w->session;
	h->boot = boot;
	h->mono = syscord_clock_ns(CLOCK_MONOTONIC);
	h->real = boot + w->offset;
	h->page_size = (uint32_t)sysconf(_SC_PAGESIZE);
	h->cpus = w->config.cpus;
	h->abi = info->abi;
	h->uapi = SYSCORD_ABI_VERSION;
	h->segment = w->number;
	h->policy_size = sizeof(info->policy);
	h->filter_len = (uint32_t)filter_len;
	h->rings = w->cpu_count;
	snprintf(h->name, sizeof(h->name), "%s", info->session);
	snprintf(h->host, sizeof(h->host), "%s", info->host);
	snprintf(h->release, sizeof(h->release), "%s", info->release);
	snprintf(h->machine, sizeof(h->machine), "%s", info->machine);
	snprintf(h->version, sizeof(h->version), "%s", info->version);
	memcpy(p, &info->policy, sizeof(info->policy));
	p += sizeof(info->policy);
	for (uint32_t i = 0; i < w->cpu_count; i++) {
		memcpy(p, &w->cpus[i].at, sizeof(w->cpus[i].at));
		p += sizeof(w->cpus[i].at);
	}
	memcpy(p, info->filter, filter_len);
	err = put_note(w, SYSCORD_NOTE_HEADER, &h->note, size);
	free(h);
	return err;
}

static int put_snapshot(struct syscord_writer *w)
{
	char *text = w->config.snapshot ? w->config.snapshot(w->config.snapshot_ctx) : NULL;
	struct syscord_note *note;
	size_t len;
	int err;

	if (!text)
		return 0;
	w->snapshot_due = false;
	len = strlen(text);
	if (!len) {
		free(text);
		return 0;
	}
	note = calloc(1, sizeof(*note) + len);
	if (!note) {
		free(text);
		return -ENOMEM;
	}
	memcpy(note + 1, text, len);
	free(text);
	err = put_note(w, SYSCORD_NOTE_SNAPSHOT, note, sizeof(*note) + len);
	free(note);
	return err;
}

static uint64_t dropped(const struct syscord_ring_status *ring)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < SYSCORD_LOST_REASONS; i++)
		sum += i == SYSCORD_LOST_OVERWRITTEN ? 0 : ring->lost[i];
	return sum;
}

static void begin_outside(struct syscord_writer *w)
{
	bool fresh = true;

	/* Of a session of which nobody has read anything, all losses are ours to tell */
	for (uint32_t i = 0; i < w->cpu_count; i++)
		fresh = fresh && !w->cpus[i].at.pos;
	if (!w->outside_begun)
		w->outside = fresh ? 0 : syscord_drain_outside(w->drain);
	w->outside_begun = true;
	w->outside_base = w->outside;
	w->outside_said = false;
}

/* 1 if there is something to tell */
static int outside_ring(struct syscord_writer *w, struct syscord_epoch_ring *ring)
{
	const uint64_t total = syscord_drain_outside(w->drain);

	if (!total || (w->outside_said && total == w->outside))
		return 0;
	w->outside_said = true;
	w->outside = total;
	memset(ring, 0, sizeof(*ring));
	ring->cpu = SYSCORD_CPU_NONE;
	ring->seq = w->outside_base;
	ring->attempted = total;
	ring->lost[SYSCORD_LOST_NO_MEMORY] = total;
	return 1;
}

/* Only rings that changed; nothing at all if none did */
static int put_epoch(struct syscord_writer *w, uint64_t boot, uint64_t safe, size_t written)
{
	struct syscord_note_epoch *epoch;
	struct syscord_epoch_ring *ring;
	struct syscord_ring_status status;
	unsigned int rings = 0;
	int err;

	while (syscord_drain_ring(w->drain, rings, &status))
		rings++;
	epoch = calloc(1, sizeof(*epoch) + (rings + 1) * sizeof(*ring));
	if (!epoch)
		return -ENOMEM;
	ring = (struct syscord_epoch_ring *)(epoch + 1);
	for (unsigned int i = 0; i < rings; i++) {
		struct cpu_state *cpu;

		syscord_drain_ring(w->drain, i, &status);
		cpu = cpu_state(w, status.cpu);
		if (!cpu) {
			free(epoch);
			return -ENOMEM;
		}
		if (cpu->said && cpu->attempted == status.attempted &&
		    cpu->epoch_pos == status.consumer)
			continue;
		cpu->said = true;
		cpu->attempted = status.attempted;
		cpu->dropped = dropped(&status);
		cpu->epoch_pos = status.consumer;
		ring->cpu = status.cpu;
		ring->pos = status.consumer;
		ring->seq = cpu->at.seq;
		ring->attempted = status.attempted;
		memcpy(ring->lost, status.lost, sizeof(ring->lost));
		ring++;
		epoch->rings++;
	}
	if (outside_ring(w, ring))
		epoch->rings++;
	epoch->flags = syscord_drain_stopped(w->drain) ? SYSCORD_EPOCH_STOPPED : 0;
	if (!epoch->rings && !written && (!rings || epoch->flags == w->epoch_flags)) {
		free(epoch);
		return 0;
	}
	epoch->boot = boot;
	epoch->mono = syscord_clock_ns(CLOCK_MONOTONIC);
	epoch->real = boot + w->offset;
	epoch->safe = safe;
	w->epoch_flags = epoch->flags;
	err = put_note(w, SYSCORD_NOTE_EPOCH, &epoch->note,
		       sizeof(*epoch) + epoch->rings * sizeof(*ring));
	free(epoch);
	for (uint32_t i = 0; err && i < w->cpu_count; i++)
		w->cpus[i].said = false;
	if (err)
		w->outside_said = false;
	if (!err) {
		w->said_offset = w->offset;
		w->said_safe = safe;
	}
	return err;
}

/*
 * The clock was set. Before the round's chunks, so that whoever reads them knows, and
 * also if there are none: records that come much later must not make it look as if the
 * clock had been set just before them.
 */
static int put_clock(struct syscord_writer *w, uint64_t boot)
{
	struct syscord_note_epoch epoch = {
		.boot = boot,
		.mono = syscord_clock_ns(CLOCK_MONOTONIC),
		.real = boot + w->offset,
		.safe = w->said_safe,
		.flags = w->epoch_flags,
	};
	int err = put_note(w, SYSCORD_NOTE_EPOCH, &epoch.note, sizeof(epoch));

	if (!err)
		w->said_offset = w->offset;
	return err;
}

/* ---- files ---- */

static void name_segment(struct syscord_writer *w)
{
	char *path = w->file.path, utc[20];
	time_t now = time(NULL);
	struct tm tm;

	if (w->config.path) {
		snprintf(path, sizeof(w->file.path), "%s", w->config.path);
		return;
	}
	/* Names sort in order of writing even if the clock is set back */
	strftime(utc, sizeof(utc), "%Y%m%dT%H%M%SZ", gmtime_r(&now, &tm));
	if (strcmp(utc, w->last_utc) > 0)
		memcpy(w->last_utc, utc, sizeof(utc));
	snprintf(path, sizeof(w->file.path), "%s/syscord-%s-%06llu" SYSCORD_SEGMENT_SUFFIX,
		 w->config.dir, w->last_utc, (unsigned long long)w->number + 1);
}

static int open_segment(struct syscord_writer *w, uint64_t boot, struct syscord_error *err)
{
	int ret;

	name_segment(w);
	ret = syscord_segment_file_open(&w->file);
	if (ret)
		return syscord_error_set(err, ret, "cannot create %s: %s", w->file.path,
					 strerror(-ret));
	w->records = 0;
	w->entries = 0;
	w->rotate = false;
	w->number++;
	w->opened = boot;
	w->said_offset = w->offset;
	w->said_safe = 0;
	for (uint32_t i = 0; i < w->cpu_count; i++)
		w->cpus[i].said = false;
	begin_outside(w);
	w->snapshot_due = true;
	ret = put_header(w, boot);
	if (!ret)
		ret = syscord_segment_file_enter(&w->file);
	if (ret) {
		close(w->file.fd);
		w->file.fd = -1;
		w->number--;
		if (w->config.dir)
			unlink(w->file.path);
		return syscord_error_set(err, ret, "cannot write %s: %s", w->file.path,
					 strerror(-ret));
	}
	return 0;
}

static int put_index(struct syscord_writer *w)
{
	const size_t bytes = w->entries * sizeof(*w->index);
	struct syscord_note_index *index = calloc(1, sizeof(*index) + bytes);
	struct syscord_note_end end = { .index = w->file.size, .records = w->records };
	int err;

	if (!index)
		return -ENOMEM;
	index->chunks = (uint32_t)w->entries;
	if (bytes)
		memcpy(index + 1, w->index, bytes);
	err = put_note(w, SYSCORD_NOTE_INDEX, &index->note, sizeof(*index) + bytes);
	free(index);
	return err ? err : put_note(w, SYSCORD_NOTE_END, &end.note, sizeof(end));
}

/* A segment whose index could not be written is still a good one: `index` has that error */
static int close_segment(struct syscord_writer *w, int *index)
{
	*index = 0;
	if (w->file.fd < 0)
		return 0;
	if (!w->file.ended)
		*index = put_index(w);
	return syscord_segment_file_close(&w->file);
}

/* ---- rounds ---- */

static int note_chunk(struct syscord_writer *w, const struct syscord_chunk *chunk, size_t size)
{
	if (w->entries == w->entries_room) {
		size_t room = w->entries_room ? 2 * w->entries_room : 256;
		struct syscord_index_entry *index = reallocarray(w->index, room, sizeof(*index));

		if (!index)
			return -ENOMEM;
		w->index = index;
		w->entries_room = room;
	}
	w->index[w->entries++] = (struct syscord_index_entry){
		.offset = w->file.size - size,
		.first = chunk->base,
		.last = chunk->last,
		.size = (uint32_t)size,
		.cpu = chunk->cpu,
		.records = chunk->records,
		.flags = chunk->flags,
	};
	return 0;
}

/*
 * 64 bits of the first record's number. It is not far behind the end of the last chunk, or,
 * where there is none, behind `attempted`, which was read later. Between two snapshots more
 * than 2^32 may have been overwritten, and rings that are frozen may go on losing for as
 * long as they like; but what they lost since the last one stands behind what they hold.
 */
static uint64_t first_seq(const struct syscord_writer *w, const struct cpu_state *cpu,
			  const struct syscord_record *rec)
{
	const bool overwrites = syscord_drain_overwrites(w->drain);
	struct syscord_ring_status status;
	uint64_t near;

	if (cpu->at.known && !overwrites)
		return cpu->at.seq + (uint32_t)(rec->seq - (uint32_t)cpu->at.seq);
	for (unsigned int i = 0; syscord_drain_ring(w->drain, i, &status); i++) {
		if (status.cpu != cpu->at.cpu || !status.attempted)
			continue;
		if (!overwrites)
			return status.attempted - (uint32_t)((uint32_t)status.attempted - rec->seq);
		near = status.attempted - (dropped(&status) - cpu->dropped);
		return near + (uint64_t)(int32_t)(rec->seq - (uint32_t)near);
	}
	return rec->seq;
}

static int put_chunk(struct syscord_writer *w, struct cpu_state *cpu, struct syscord_span *span)
{
	const struct syscord_record *rec = (const struct syscord_record *)span->data;
	struct syscord_chunk chunk = {
		.session = w->session,
		.cpu = span->cpu,
		.pos = span->pos,
	};
	struct syscord_span done = *span;
	ssize_t size;
	size_t n;
	int err;

	memcpy(chunk.boot_id, w->config.boot_id, sizeof(chunk.boot_id));
	chunk.seq = first_seq(w, cpu, rec);
	chunk.base = rec->time;
	size = syscord_chunk_encode(&chunk, span->data, span->bytes, w->content);
	if (size < 0)
		return (int)size;
	n = ZSTD_compress2(w->chunk_ctx, w->frame, w->frame_room, w->content, (size_t)size);
	if (ZSTD_isError(n))
		return -ENOMEM;
	err = put(w, w->frame, n);
	if (!err)
		err = syscord_segment_file_sync(&w->file);
	if (!err)
		err = syscord_segment_file_check(&w->file, false);
	if (err)
		return err;
	w->records += chunk.records;
	w->totals.records += chunk.records;
	done.bytes = chunk.bytes;
	syscord_drain_release(w->drain, &done);
	cpu->at.pos = span->pos + chunk.bytes;
	cpu->at.seq = chunk.next_seq;
	cpu->at.known = 1;
	span->pos += chunk.bytes;
	span->data += chunk.bytes;
	span->bytes -= chunk.bytes;
	return note_chunk(w, &chunk, n);
}

/* Where the rings stand for which no segment says where to go on */
static int adopt_rings(struct syscord_writer *w)
{
	struct syscord_ring_status status;

	for (unsigned int i = 0; syscord_drain_ring(w->drain, i, &status); i++) {
		struct cpu_state *cpu = cpu_state(w, status.cpu);

		if (!cpu)
			return -ENOMEM;
		if (!cpu->at.known)
			cpu->at.pos = status.consumer;
	}
	return 0;
}

static int check_session(struct syscord_writer *w)
{
	const uint64_t id = syscord_drain_session(w->drain);

	if (id == w->session)
		return 0;
	/* The rings were made anew: nothing continues */
	if (w->config.path && w->file.fd >= 0)
		return -ESTALE;
	w->rotate = true;
	w->session = id;
	free(w->cpus);
	w->cpus = NULL;
	w->cpu_count = 0;
	w->outside_begun = false;
	return adopt_rings(w);
}

static bool segment_full(const struct syscord_writer *w, uint64_t now)
{
	const struct syscord_writer_config *config = &w->config;

	return w->rotate || w->file.ended ||
	       (config->rotate_bytes && w->file.size >= config->rotate_bytes) ||
	       (config->rotate_ns && w->entries && now - w->opened >= config->rotate_ns);
}

/* The segment that is open, if it is finished or nobody could find it */
static int leave_segment(struct syscord_writer *w, uint64_t now, struct syscord_error *err)
{
	struct syscord_segment_file *file = &w->file;
	int index, ret = syscord_segment_file_settle(file);

	if (ret)
		return syscord_error_set(err, ret, "cannot cut %s: %s", file->path, strerror(-ret));
	ret = file->ended ? 0 : syscord_segment_file_check(file, true);
	if (ret == -ENOENT) {
		const unsigned long long records = w->records;

		file->ended = true;
		close_segment(w, &index);
		return syscord_error_set(err, ret, "%s was removed, with the %llu records in it",
					 file->path, records);
	}
	if (ret == -EXDEV) {
		close_segment(w, &index);
		return syscord_error_set(err, ret, "%s was moved away, or its directory",
					 file->path);
	}
	if (ret || segment_full(w, now)) {
		ret = close_segment(w, &index);
		if (ret)
			return syscord_error_set(err, ret, "cannot sync %s: %s; what it holds may be "
						 "damaged", file->path, strerror(-ret));
	}
	return 0;
}

ssize_t syscord_writer_round(struct syscord_writer *w, struct syscord_error *err)
{
	struct syscord_span span;
	uint64_t now, safe;
	size_t written = 0;
	int ret = syscord_drain_round(w->drain, &now, &safe);

	w->file.failed = false;
	if (ret)
		return syscord_error_set(err, ret, "cannot read the session's state: %s",
					 strerror(-ret));
	w->offset = w->config.offset ? w->config.offset() : syscord_clock_offset();
	ret = check_session(w);
	if (ret)
		return syscord_error_set(err, ret, "the session was reset: %s cannot go on",
					 w->file.path);
	if (w->file.fd >= 0 && w->config.dir) {
		ret = leave_segment(w, now, err);
		if (ret)
			return ret;
	}
	if (w->file.fd < 0) {
		ret = open_segment(w, now, err);
		if (ret)
			return ret;
	} else if (syscord_clock_jumped(w->said_offset, w->offset)) {
		ret = put_clock(w, now);
		if (ret)
			return syscord_error_set(err, ret, "cannot write %s: %s", w->file.path,
						 strerror(-ret));
	}
	if (w->snapshot_due) {
		ret = put_snapshot(w);
		if (ret)
			return syscord_error_set(err, ret, "cannot write %s: %s", w->file.path,
						 strerror(-ret));
	}
	while (syscord_drain_next(w->drain, &span)) {
		struct cpu_state *cpu = cpu_state(w, span.cpu);

		ret = cpu ? 0 : -ENOMEM;
		while (!ret && span.bytes) {
			const size_t before = span.bytes;

			ret = put_chunk(w, cpu, &span);
			written += before - span.bytes;
		}
		if (ret == -EBADMSG) {
			/* Give up the rest of this span: verify shows the hole */
			cpu->at.known = 0;
			syscord_drain_release(w->drain, &span);
			syscord_error_set(err, ret, "CPU %u: a record at ring position %llu is "
					  "damaged; %zu bytes are left out", span.cpu,
					  (unsigned long long)span.pos, span.bytes);
			return ret;
		}
		if (ret)
			break;
	}
	if (!ret)
		ret = put_epoch(w, now, safe, written);
	if (!ret)
		ret = syscord_segment_file_sync(&w->file);
	if (ret)
		return syscord_error_set(err, ret, "cannot write %s: %s", w->file.path, strerror(-ret));
	return (ssize_t)written;
}

int syscord_writer_end(struct syscord_writer *w, const char *path, struct syscord_error *err)
{
	int index, ret = close_segment(w, &index);

	if (!ret)
		ret = index;
	if (w->config.path)
		w->config.path = path;
	return ret ? syscord_error_set(err, ret, "cannot finish %s: %s", w->file.path,
				       strerror(-ret)) : 0;
}

void syscord_writer_rotate(struct syscord_writer *writer)
{
	writer->rotate = true;
}

int syscord_writer_note(struct syscord_writer *w, unsigned int kind, struct syscord_note *note,
			size_t size, struct syscord_error *err)
{
	int ret = w->file.fd < 0 || w->file.ended ? -ENODATA : put_note(w, kind, note, size);

	if (!ret)
		ret = syscord_segment_file_sync(&w->file);
	return ret ? syscord_error_set(err, ret, "cannot write %s: %s", w->file.path,
				       strerror(-ret)) : 0;
}

uint64_t syscord_writer_records(const struct syscord_writer *writer)
{
	return writer->records;
}

const char *syscord_writer_path(const struct syscord_writer *writer)
{
	return writer->file.fd >= 0 ? writer->file.path : "";
}

uint64_t syscord_writer_synced(const struct syscord_writer *writer)
{
	return writer->file.synced;
}

bool syscord_writer_file_failed(const struct syscord_writer *writer)
{
	return writer->file.failed;
}

void syscord_writer_totals(const struct syscord_writer *writer,
			   struct syscord_writer_totals *totals)
{
	*totals = writer->totals;
}

static void writer_free(struct syscord_writer *w)
{
	ZSTD_freeCCtx(w->chunk_ctx);
	ZSTD_freeCCtx(w->note_ctx);
	free(w->content);
	free(w->frame);
	free(w->index);
	free(w->cpus);
	free(w);
}

static int resume(struct syscord_writer *w, struct syscord_error *err)
{
	struct syscord_resume resume;
	int ret = syscord_segment_recover(w->config.dir, w->config.boot_id, w->session,
					  w->config.sync != SYSCORD_SYNC_NONE, &resume, err);

	if (ret)
		return ret;
	w->number = resume.number;
	memcpy(w->last_utc, resume.utc, sizeof(w->last_utc));
	for (size_t i = 0; i < resume.count && !ret; i++) {
		const struct syscord_note_ring *ring = &resume.rings[i];
		struct cpu_state *cpu = cpu_state(w, ring->cpu);

		if (!cpu) {
			ret = syscord_error_set(err, -ENOMEM, "out of memory");
			break;
		}
		cpu->at = *ring;
		if (syscord_drain_skip(w->drain, ring->cpu, ring->pos) == -ERANGE)
			ret = syscord_error_set(err, -ESTALE,
						"%s holds records of CPU %u that this session "
						"has not written yet; move the recordings away",
						w->config.dir, ring->cpu);
	}
	free(resume.rings);
	return ret;
}

int syscord_writer_open(const struct syscord_writer_config *config, struct syscord_drain *drain,
			struct syscord_writer **writer, struct syscord_error *err)
{
	struct syscord_writer *w = calloc(1, sizeof(*w));
	int ret = 0;

	if (!w)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	w->config = *config;
	w->drain = drain;
	w->session = syscord_drain_session(drain);
	w->file.fd = -1;
	w->file.mode = config->sync;
	w->file.sync = config->sync_hook;
	w->file.dir = config->dir;
	w->chunk_ctx = ZSTD_createCCtx();
	w->note_ctx = ZSTD_createCCtx();
	w->content_room = syscord_chunk_bound(SYSCORD_CHUNK_RECORDS);
	w->frame_room = ZSTD_compressBound(w->content_room);
	w->content = malloc(w->content_room);
	w->frame = malloc(w->frame_room);
	if (!w->chunk_ctx || !w->note_ctx || !w->content || !w->frame) {
		writer_free(w);
		return syscord_error_set(err, -ENOMEM, "out of memory");
	}
	ZSTD_CCtx_setParameter(w->chunk_ctx, ZSTD_c_compressionLevel,
			       config->level ? config->level : SYSCORD_LEVEL_DEFAULT);
	ZSTD_CCtx_setParameter(w->chunk_ctx, ZSTD_c_checksumFlag, 1);
	ZSTD_CCtx_setParameter(w->note_ctx, ZSTD_c_compressionLevel, SYSCORD_LEVEL_DEFAULT);
	ZSTD_CCtx_setParameter(w->note_ctx, ZSTD_c_checksumFlag, 1);
	/* Memory is touched now: a page fault each later on would make the first rounds slow */
	memset(w->content, 0, w->content_room);
	memset(w->frame, 0, w->frame_room);
	ZSTD_compress2(w->chunk_ctx, w->frame, w->frame_room, w->content, w->content_room);
	if (config->dir)
		ret = resume(w, err);
	if (!ret && adopt_rings(w))
		ret = syscord_error_set(err, -ENOMEM, "out of memory");
	if (ret) {
		writer_free(w);
		return ret;
	}
	*writer = w;
	return 0;
}

int syscord_writer_close(struct syscord_writer *w, struct syscord_error *err)
{
	int index, ret = close_segment(w, &index);

	if (!ret)
		ret = index;
	if (ret)
		syscord_error_set(err, ret, "cannot finish %s: %s", w->file.path, strerror(-ret));
	writer_free(w);
	return ret;
}
