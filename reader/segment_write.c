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
#include "clock.h"
#include "segment_recover.h"
#include "segment_writer.h"

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
	syscord_writer_outside(w);
	w->snapshot_due = true;
	ret = syscord_writer_put_header(w, boot);
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

/* A segment whose index could not be written is still a good one: `index` has that error */
static int close_segment(struct syscord_writer *w, int *index)
{
	*index = 0;
	if (w->file.fd < 0)
		return 0;
	if (!w->file.ended)
		*index = syscord_writer_put_index(w);
	return syscord_segment_file_close(&w->file);
}

/* ---- rounds ---- */

/* Before the chunk is written: an index that lacks one would hide it */
static int index_room(struct syscord_writer *w)
{
	if (w->entries == w->entries_room) {
		size_t room = w->entries_room ? 2 * w->entries_room : 256;
		struct syscord_index_entry *index = reallocarray(w->index, room, sizeof(*index));

		if (!index)
			return -ENOMEM;
		w->index = index;
		w->entries_room = room;
	}
	return 0;
}

static void note_chunk(struct syscord_writer *w, const struct syscord_chunk *chunk, size_t size)
{
	if (w->entries == SYSCORD_INDEX_MAX)
		return;
	w->index[w->entries++] = (struct syscord_index_entry){
		.offset = w->file.size - size,
		.first = chunk->base,
		.last = chunk->last,
		.size = (uint32_t)size,
		.cpu = chunk->cpu,
		.records = chunk->records,
		.flags = chunk->flags,
	};
}

/*
 * 64 bits of the first record's number. It is not far behind the end of the last chunk, or,
 * where there is none, behind `attempted`, which was read later. Between two snapshots more
 * than 2^32 may have been overwritten, and rings that are frozen may go on losing for as
 * long as they like; but what they lost since the last one stands behind what they hold.
 */
static uint64_t first_seq(const struct syscord_writer *w, const struct syscord_writer_cpu *cpu,
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
		near = status.attempted - (syscord_writer_dropped(&status) - cpu->dropped);
		return near + (uint64_t)(int32_t)(rec->seq - (uint32_t)near);
	}
	return rec->seq;
}

static int put_chunk(struct syscord_writer *w, struct syscord_writer_cpu *cpu,
		     struct syscord_span *span)
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
	int err = index_room(w);

	if (err)
		return err;
	memcpy(chunk.boot_id, w->config.boot_id, sizeof(chunk.boot_id));
	chunk.seq = first_seq(w, cpu, rec);
	chunk.base = rec->time;
	size = syscord_chunk_encode(&chunk, span->data, span->bytes, w->content);
	if (size < 0)
		return (int)size;
	n = ZSTD_compress2(w->chunk_ctx, w->frame, w->frame_room, w->content, (size_t)size);
	if (ZSTD_isError(n))
		return -ENOMEM;
	err = syscord_writer_put(w, w->frame, n);
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
	note_chunk(w, &chunk, n);
	return 0;
}

/* Where the rings stand for which no segment says where to go on */
static int adopt_rings(struct syscord_writer *w)
{
	struct syscord_ring_status status;

	for (unsigned int i = 0; syscord_drain_ring(w->drain, i, &status); i++) {
		struct syscord_writer_cpu *cpu = syscord_writer_cpu(w, status.cpu);

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

	return w->rotate || w->file.ended || w->entries >= SYSCORD_INDEX_MAX / 2 ||
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
		ret = syscord_writer_put_clock(w, now);
		if (ret)
			return syscord_error_set(err, ret, "cannot write %s: %s", w->file.path,
						 strerror(-ret));
	}
	if (w->snapshot_due) {
		ret = syscord_writer_put_snapshot(w);
		if (ret)
			return syscord_error_set(err, ret, "cannot write %s: %s", w->file.path,
						 strerror(-ret));
	}
	while (syscord_drain_next(w->drain, &span)) {
		struct syscord_writer_cpu *cpu = syscord_writer_cpu(w, span.cpu);

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
		ret = syscord_writer_put_epoch(w, now, safe, written);
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
	const bool none = w->file.fd < 0 || w->file.ended;
	int ret = none ? -ENODATA : syscord_writer_put_note(w, kind, note, size);

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
		struct syscord_writer_cpu *cpu = syscord_writer_cpu(w, ring->cpu);

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
