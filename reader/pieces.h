/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Content that stands in SYSCORD_CONT records: the pieces of a call come before the
 * call's own record, among records of other threads, and wait here for it.
 *
 * A thread is in one call at a time, so what waits is one set of pieces for each thread.
 * Memory is bounded whatever the recording holds: pieces that follow each other take no
 * more than the first one did, their bytes go to an unlinked file if they are wanted.
 */
#ifndef SYSCORD_PIECES_H
#define SYSCORD_PIECES_H

#include "tools.h"

#define SYSCORD_PIECES_THREADS 4096 /* that wait at a time; the next one pushes one out */
#define SYSCORD_PIECES_RUNS (1U << 18) /* of all threads; beyond that pieces are not kept */

/* Pieces of one blob, each where the one before it ended */
struct syscord_run {
	uint64_t offset, bytes; /* in the content */
	uint64_t at; /* in the file */
	uint32_t want;
	uint16_t blob;
	uint8_t arg, part;
};

/* The pieces of one call, so far */
struct syscord_pieces {
	struct syscord_record last; /* header of the last one */
	uint32_t cpu;
	uint64_t real_time;
	uint64_t end;
	uint32_t nr;
	uint8_t abi;
	uint64_t count, bytes;
	uint64_t unkept; /* of those, bytes for which there was no run: see above */
	struct syscord_run *runs; /* in the order in which they came */
	size_t runs_count, runs_room;
	int fd; /* -1: the bytes are not kept */
	uint64_t fd_bytes;
};

struct syscord_pending;

/* `spool`: keep the bytes */
struct syscord_pending *syscord_pending_new(bool spool);
void syscord_pending_free(struct syscord_pending *pending);
/*
 * One more piece, `rec` of event being its record: `data` may be NULL if bytes are not kept.
 * 1: *orphan is what waited for another call, which has not come; 0, or -errno.
 */
int syscord_pending_add(struct syscord_pending *pending, const struct syscord_event *event,
			const struct syscord_cont *cont, const struct syscord_blob_view *piece,
			struct syscord_pieces *orphan);
/*
 * A record of any type but CONT: true if its thread is past the call for which pieces wait.
 * They are the caller's then, and belong to this record or, if not `own`, to none.
 */
bool syscord_pending_take(struct syscord_pending *pending, const struct syscord_record *rec,
			  struct syscord_pieces *pieces, bool *own);
/* The same, of a CALL whose end, number and ABI are known */
bool syscord_pending_take_call(struct syscord_pending *pending, const struct syscord_record *rec,
			       uint64_t end, uint32_t nr, uint8_t abi,
			       struct syscord_pieces *pieces, bool *own);
/* At the end: one after the other those that still wait */
bool syscord_pending_rest(struct syscord_pending *pending, struct syscord_pieces *pieces);
/* Those of a single record: what a format prints if it is given one */
void syscord_pieces_of(const struct syscord_event *event, struct syscord_pieces *pieces);
/* What it points to */
void syscord_pieces_free(struct syscord_pieces *pieces);

#endif /* SYSCORD_PIECES_H */
