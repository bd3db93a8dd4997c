/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A writer of segments, for the files that it is made of: segment_write.c, rounds and
 * files; segment_frame.c, the frames that rounds put into files.
 */
#ifndef SYSCORD_SEGMENT_WRITER_H
#define SYSCORD_SEGMENT_WRITER_H

#include <zstd.h>
#include "segment.h"
#include "segment_file.h"

struct syscord_writer_cpu {
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
	struct syscord_writer_cpu *cpus;
	uint32_t cpu_count;

	/* Records lost where there was no ring */
	uint64_t outside;	/* as the last epoch had it */
	uint64_t outside_base;	/* of those, before this segment */
	bool outside_begun;	/* these two are of this session */
	bool outside_said;	/* in an epoch of this segment */
};

/* NULL: no memory */
struct syscord_writer_cpu *syscord_writer_cpu(struct syscord_writer *w, uint32_t cpu);
/* Of what a ring lost, what was not overwritten */
uint64_t syscord_writer_dropped(const struct syscord_ring_status *ring);
/* A segment begins: which losses without a ring are its own to tell */
void syscord_writer_outside(struct syscord_writer *w);

/* All of these leave the file as it was if they fail; -errno */
int syscord_writer_put(struct syscord_writer *w, const uint8_t *data, size_t size);
int syscord_writer_put_note(struct syscord_writer *w, unsigned int kind, struct syscord_note *note,
			    size_t size);
int syscord_writer_put_header(struct syscord_writer *w, uint64_t boot);
/* The state of processes, if it is there yet */
int syscord_writer_put_snapshot(struct syscord_writer *w);
int syscord_writer_put_epoch(struct syscord_writer *w, uint64_t boot, uint64_t safe,
			     size_t written);
int syscord_writer_put_clock(struct syscord_writer *w, uint64_t boot);
/* And the end. Neither in a segment of SYSCORD_INDEX_MAX chunks or more: it is read in full */
int syscord_writer_put_index(struct syscord_writer *w);

#endif /* SYSCORD_SEGMENT_WRITER_H */
