/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Segment files. docs/FORMAT.md is normative; these are its structures.
 *
 * A segment is a sequence of zstd frames. A data frame holds one chunk: records
 * of one CPU, in ring order. A skippable frame holds one note: a zstd frame
 * whose content starts with struct syscord_note.
 */
#ifndef SYSCORD_SEGMENT_H
#define SYSCORD_SEGMENT_H

#include <sys/types.h>
#include "tools.h"

#define SYSCORD_CHUNK_MAGIC	0x4b435359U /* "YSCK" */
#define SYSCORD_NOTE_MAGIC	0x544e5359U /* "YSNT" */
#define SYSCORD_FORMAT_VERSION	1
#define SYSCORD_SKIPPABLE	0x184d2a50U /* plus enum syscord_note_kind */
#define SYSCORD_ZSTD_MAGIC	0xfd2fb528U

#define SYSCORD_CHUNK_RECORDS	(1U << 20) /* the writer's limit: bytes of records in a chunk */
#define SYSCORD_CHUNK_MAX	(8U << 20) /* the reader's limit: content of any frame */
#define SYSCORD_CPUS_MAX	8192 /* CPU numbers are below: no kernel has more */
#define SYSCORD_SEGMENT_SUFFIX	".syscord.zst"

/* ---- chunks: chunk.c ---- */
struct syscord_chunk {
	uint32_t magic;
	uint16_t version;
	uint16_t header;	/* bytes of this structure; columns follow */
	uint8_t boot_id[16];
	uint64_t session;	/* syscord_attach.id */
	uint32_t cpu;
	uint32_t flags;		/* SYSCORD_CHUNK_* */
	uint64_t pos;		/* ring position of the first record */
	uint64_t bytes;		/* of records, in the ring */
	uint32_t records;
	uint32_t escapes;	/* time deltas of 64 bits */
	uint32_t masks;		/* bytes */
	uint32_t literals;	/* words of 8 bytes */
	uint64_t seq;		/* of the first record, 64 bits */
	uint64_t next_seq;	/* of the record after the last one */
	uint64_t base;		/* ns: what the first time is a delta to */
	uint64_t last;		/* ns: time of the last record */
};

#define SYSCORD_CHUNK_LIFECYCLE	0x01 /* holds records that are neither calls nor LOST */

/* Bytes of content at most for `bytes` of records */
size_t syscord_chunk_bound(size_t bytes);
/*
 * Encodes records from the front of `data` into `out`, up to SYSCORD_CHUNK_RECORDS
 * bytes of them. The caller has set boot_id, session, cpu, pos, seq and base in
 * *chunk; the rest is filled in. `out` has room for syscord_chunk_bound(bytes) and,
 * as `data`, is aligned to 8. Returns the bytes of content (chunk->bytes of `data` were taken);
 * -EBADMSG: a record's length cannot be, the records before it are not encoded.
 */
ssize_t syscord_chunk_encode(struct syscord_chunk *chunk, const uint8_t *data, size_t bytes,
			     uint8_t *out);
/* The header alone, checked against `size`; -EPROTONOSUPPORT: a later version */
int syscord_chunk_head(struct syscord_chunk *chunk, const uint8_t *content, size_t size);
/*
 * Checks a chunk's content and restores its records into `records`, which has room
 * for chunk->bytes (see syscord_chunk_head()) and, as `content`, is aligned to 8.
 * Every length is checked; blobs are syscord_record_check()'s. -EBADMSG: it is none.
 */
int syscord_chunk_decode(struct syscord_chunk *chunk, const uint8_t *content, size_t size,
			 uint8_t *records);

/* ---- notes: the content of skippable frames ---- */
enum syscord_note_kind {
	SYSCORD_NOTE_HEADER	= 0,
	SYSCORD_NOTE_EPOCH	= 1,
	SYSCORD_NOTE_SNAPSHOT	= 2,
	SYSCORD_NOTE_INDEX	= 3,
	SYSCORD_NOTE_END	= 4,
	SYSCORD_NOTE_IN_FLIGHT	= 5,
	SYSCORD_NOTE_KINDS	= 16,
};

struct syscord_note {
	uint32_t magic;
	uint16_t kind;		/* as in the skippable frame's magic */
	uint16_t version;
	uint32_t size;		/* of the whole content, this included */
	uint32_t reserved;
};

/* Where a ring's records go on in this segment */
struct syscord_note_ring {
	uint32_t cpu;
	uint32_t reserved;
	uint64_t pos;		/* ring position of the next record */
	uint64_t seq;		/* its sequence number, if known is set */
	uint64_t known;
};

/* Then: policy_size bytes of policy, `rings` rings, filter_len bytes of text */
struct syscord_note_header {
	struct syscord_note note;
	uint8_t boot_id[16];
	uint64_t session;	/* syscord_attach.id */
	uint64_t boot;		/* the clocks when it was written, ns */
	uint64_t mono;
	uint64_t real;
	uint32_t page_size;
	uint32_t cpus;		/* CPU numbers are below this */
	uint32_t abi;		/* native, enum syscord_abi */
	uint32_t uapi;		/* SYSCORD_ABI_VERSION of the records */
	uint64_t segment;	/* number of this segment in its directory, from 1 */
	uint32_t policy_size;
	uint32_t filter_len;
	uint32_t rings;
	uint32_t reserved;
	char name[SYSCORD_NAME_LEN]; /* of the session */
	char host[72];
	char release[72];
	char machine[72];
	char version[136];
};

/* Then `rings` of struct syscord_epoch_ring: those that changed since the last epoch */
struct syscord_note_epoch {
	struct syscord_note note;
	uint64_t boot;		/* the clocks at the start of the round, ns */
	uint64_t mono;
	uint64_t real;
	uint64_t safe;		/* boot clock: all records older than this are before here */
	uint32_t rings;
	uint32_t flags;		/* SYSCORD_EPOCH_* */
};

#define SYSCORD_EPOCH_STOPPED	0x01 /* the session did not record: the totals are exact */

/*
 * Or, with the cpu SYSCORD_CPU_NONE, what was lost where there was no ring: `attempted` in
 * all, `seq` of them before this segment, `pos` 0.
 */
struct syscord_epoch_ring {
	uint32_t cpu;
	uint32_t reserved;
	uint64_t pos;		/* written up to this ring position */
	uint64_t seq;		/* the next record's sequence number */
	uint64_t attempted;	/* the kernel's totals, read after the position */
	uint64_t lost[SYSCORD_LOST_REASONS];
};

/* Then `chunks` of struct syscord_index_entry */
struct syscord_note_index {
	struct syscord_note note;
	uint32_t chunks;
	uint32_t reserved;
};

struct syscord_index_entry {
	uint64_t offset;	/* of the frame in the file */
	uint64_t first;		/* ns: of the first record and the last one */
	uint64_t last;
	uint32_t size;		/* of the frame */
	uint32_t cpu;
	uint32_t records;
	uint32_t flags;		/* SYSCORD_CHUNK_* */
};

/* An index has fewer entries, or its frame would be too large to be read */
#define SYSCORD_INDEX_MAX ((SYSCORD_CHUNK_MAX - sizeof(struct syscord_note_index)) / \
			   sizeof(struct syscord_index_entry))

/* Then `count` records of type SYSCORD_IN_FLIGHT */
struct syscord_note_in_flight {
	struct syscord_note note;
	uint64_t boot;		/* when the first of them was looked at, ns */
	uint32_t count;
	uint32_t reserved;
};

struct syscord_note_end {
	struct syscord_note note;
	uint64_t index;		/* offset of the index's frame */
	uint64_t records;	/* in all chunks */
};

/* ---- source.c ---- */
/* What a recording says of where it comes from; free with syscord_source_free() */
int syscord_source_collect(int fd, const char *session, struct syscord_source_info *info,
			   struct syscord_error *err);
void syscord_source_free(struct syscord_source_info *info);
int syscord_boot_id(uint8_t id[16]);

/* ---- segment_write.c ---- */
struct syscord_writer;

/*
 * Measured on nginx and sqlite (make bench): level 1 costs a recorded program half a
 * per cent more for hardly fewer bytes, and what is below -1 saves nothing more.
 */
#define SYSCORD_LEVEL_DEFAULT	(-1)
#define SYSCORD_LEVEL_MIN	(-7)
#define SYSCORD_LEVEL_MAX	19

/* When what is written must be on disk */
enum syscord_sync {
	SYSCORD_SYNC_ROTATE,	/* each segment when it is finished */
	SYSCORD_SYNC_FRAME,	/* each chunk before its bytes go back to the kernel, each epoch */
	SYSCORD_SYNC_NONE,	/* when the kernel sees fit */
};

struct syscord_writer_config {
	const char *dir;	/* segments in a directory, or */
	const char *path;	/* one file, made anew; "-" is standard output */
	uint64_t rotate_bytes;	/* 0: never */
	uint64_t rotate_ns;	/* 0: never */
	enum syscord_sync sync;	/* SYSCORD_SYNC_FRAME for directories only */
	int level;		/* zstd's; 0: SYSCORD_LEVEL_DEFAULT */
	const struct syscord_source_info *info;
	uint8_t boot_id[16];
	uint32_t cpus;
	/*
	 * Asked in each round until it gives this segment's state snapshot: JSON
	 * text, malloc()ed; "" if there is none; NULL if not yet. May be NULL.
	 */
	char *(*snapshot)(void *ctx);
	void *snapshot_ctx;
	/* For tests; NULL: syscord_clock_offset(), fsync(2) or, of data, fdatasync(2) */
	uint64_t (*offset)(void);
	int (*sync_hook)(int fd, bool data);
};

/*
 * Makes ready to write; files are opened as they are needed. In a directory that
 * has segments of this boot and session, cuts the torn tail of the newest one,
 * and moves the drain's positions past what they hold.
 */
int syscord_writer_open(const struct syscord_writer_config *config, struct syscord_drain *drain,
			struct syscord_writer **writer, struct syscord_error *err);
/*
 * One drain round: chunks of all that the rings hold, then an epoch. Bytes go back
 * to the kernel as soon as their chunk is written. Returns the bytes of records
 * written; -ENOSPC and the like: what is written is whole frames, what is not
 * stays in the rings, the next call tries again.
 */
ssize_t syscord_writer_round(struct syscord_writer *writer, struct syscord_error *err);
/*
 * Completes the segment, with fsync: the next round starts a new one, which is `path` if
 * this writer writes files of given names.
 */
int syscord_writer_end(struct syscord_writer *writer, const char *path, struct syscord_error *err);
/* Policy or filter changed, or the user asks: the next round starts a new segment */
void syscord_writer_rotate(struct syscord_writer *writer);
/*
 * Writes a note of another kind than rounds write, into the segment that is open, behind
 * all that it has. -ENODATA: none is, as before the first round.
 */
int syscord_writer_note(struct syscord_writer *writer, unsigned int kind,
			struct syscord_note *note, size_t size, struct syscord_error *err);
uint64_t syscord_writer_records(const struct syscord_writer *writer); /* in this segment */
const char *syscord_writer_path(const struct syscord_writer *writer); /* "" if none is open */
/* Bytes of it that are on disk, for SYSCORD_SYNC_FRAME */
uint64_t syscord_writer_synced(const struct syscord_writer *writer);
/* In the last round a file or the directory failed, which may pass */
bool syscord_writer_file_failed(const struct syscord_writer *writer);
/* What this writer has written, in all its segments */
struct syscord_writer_totals {
	uint64_t records; /* those that tell of losses included */
	uint64_t bytes;	  /* of files */
};
void syscord_writer_totals(const struct syscord_writer *writer,
			   struct syscord_writer_totals *totals);
/* Index and end, and a sync; the writer is gone whatever this returns */
int syscord_writer_close(struct syscord_writer *writer, struct syscord_error *err);

/* ---- segment_read.c ---- */
struct syscord_segment;

struct syscord_frame {
	uint64_t offset;	/* in the file */
	size_t size;
	int kind;		/* enum syscord_note_kind; -1 a chunk */
	const uint8_t *raw;	/* valid until the next call */
	uint8_t *content;	/* malloc()ed, the caller's once he sets it to NULL */
	size_t content_size;	/* of what the frame holds; a chunk's `content` is its records */
	struct syscord_chunk chunk;	/* of a chunk */
	struct syscord_record *records;	/* of a chunk: chunk.bytes, `content` itself */
};

/* `fd` is the segment's from now on; it need not be seekable */
struct syscord_segment *syscord_segment_new(int fd);
void syscord_segment_free(struct syscord_segment *segment);
/*
 * 1 a frame, without content yet; 0 the end; -ENODATA the file ends within a
 * frame, which starts at frame->offset, or in zeros; -EBADMSG no frame, or one that is too
 * large, at frame->offset; -errno.
 */
int syscord_segment_next(struct syscord_segment *segment, struct syscord_frame *frame);
/*
 * Its content, checked: 0, -EBADMSG, -EPROTONOSUPPORT. Kinds that are not known
 * have none and give 0 with content NULL.
 */
int syscord_segment_content(struct syscord_segment *segment, struct syscord_frame *frame);
/* The chunk's header only: cheaper, and nothing else is checked */
int syscord_segment_peek(struct syscord_segment *segment, struct syscord_frame *frame,
			 struct syscord_chunk *chunk);
/* The index of a seekable file that ended well, malloc()ed: their number, 0 none */
ssize_t syscord_segment_index(int fd, struct syscord_index_entry **entries);
/* Fills info from a header note's content; free with syscord_source_free() */
int syscord_segment_info(const struct syscord_frame *frame, struct syscord_source_info *info);
/* Of a note of SYSCORD_NOTE_IN_FLIGHT that was checked: the bytes of its records */
size_t syscord_note_records(const struct syscord_note_in_flight *note);
/* Names of the segments in a directory in order, for free() each; their number */
ssize_t syscord_segment_list(const char *dir, char ***names, struct syscord_error *err);
void syscord_segment_list_free(char **names, size_t count);
/* Of a segment, or of all in a directory; 0: not known, it is a pipe */
uint64_t syscord_segment_bytes(const char *path);

/* ---- segment_note.c: building and packing notes, for the writer and recovery ---- */
/* Packs `content` as a skippable frame into `out`; returns its bytes or -ENOMEM */
ssize_t syscord_note_pack(void *cctx, unsigned int kind, struct syscord_note *content, size_t size,
			  uint8_t *out, size_t room);

#endif /* SYSCORD_SEGMENT_H */
