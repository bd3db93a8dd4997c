/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The map of user space: what each file offers to the others.
 *
 * Functions return 0 or a count, or -errno. Those that take a struct
 * syscord_error also say in words what went wrong and what to do about it;
 * only the mains print it.
 */
#ifndef SYSCORD_TOOLS_H
#define SYSCORD_TOOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/filter.h>
#include <linux/syscord.h>

#define SYSCORD_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct syscord_error {
	char text[512];
};

/* error.c: sets the text (may be NULL) and returns err, so that callers can return it */
int syscord_error_set(struct syscord_error *e, int err, const char *fmt, ...) SYSCORD_PRINTF(3, 4);

/* ---- table.c: include/syscalls.def, the columns that user space reads ---- */
enum syscord_format {
#define FORMAT(name, ...) SYSCORD_FMT_##name,
#include "formats.def"
#undef FORMAT
	SYSCORD_FMT_COUNT
};

struct syscord_arg_desc {
	const char *name;
	const char *capture; /* as written in the table: the tests hold the two against each other */
	enum syscord_format format;
};

struct syscord_call_desc {
	const char *name;
	short nr[SYSCORD_ABI_COUNT]; /* -1: none */
	uint8_t class; /* SYSCORD_CLASS_* */
	bool state;
	uint8_t nargs;
	struct syscord_arg_desc args[6];
};

/* A call that is made by way of another: SUBCALL in the table */
struct syscord_sub_desc {
	const struct syscord_call_desc *via, *call;
	uint32_t number;
	uint32_t order; /* 0: the arguments are words in memory */
};

/* What calls whose meaning hangs on an argument have in common: FAMILY in the table */
struct syscord_family_desc {
	uint8_t first; /* the argument */
	uint8_t second; /* one more, or SYSCORD_FAMILY_ONLY */
	uint8_t lead; /* arguments that are as the call's own row says */
	uint32_t mask;
	const struct syscord_family_desc *next; /* to be asked if this one has no variant, or NULL */
};

#define SYSCORD_FAMILY_ONLY 0xff

/* Such a call, for one value of that argument: VARIANT in the table */
struct syscord_variant_desc {
	const char *name; /* of the value */
	const struct syscord_family_desc *family;
	uint64_t key; /* the value; of two arguments the first is in the upper half */
	uint8_t nargs; /* behind `lead` */
	struct syscord_arg_desc args[6];
};

extern const struct syscord_call_desc syscord_calls[];
extern const unsigned int syscord_calls_count;

/* NULL if unknown; x32 numbers are never looked up as x86-64 ones */
const struct syscord_call_desc *syscord_call_by_nr(uint32_t abi, uint32_t nr);
const struct syscord_call_desc *syscord_call_by_name(const char *name, size_t len);
/* The one that `via` makes with that number; NULL if there is none */
const struct syscord_sub_desc *syscord_call_sub(const struct syscord_call_desc *via,
						uint32_t number);
/* Its result is how many bytes of content it moved: 0 may stand for all of them */
bool syscord_call_counts_bytes(const struct syscord_call_desc *call);
extern const struct syscord_variant_desc syscord_variants[];
extern const unsigned int syscord_variants_count;
/* NULL if the call has none; if it has none for these arguments */
const struct syscord_family_desc *syscord_call_family(const struct syscord_call_desc *call);
/* That is its family, or one that is asked after it */
bool syscord_call_asks(const struct syscord_call_desc *call,
		       const struct syscord_family_desc *family);
const struct syscord_variant_desc *syscord_call_variant(const struct syscord_call_desc *call,
							const uint64_t args[6]);
const char *syscord_abi_name(uint32_t abi);
uint32_t syscord_abi_native(void);

/* ---- record.c: bounds-checked access to one record of a hostile file ---- */
struct syscord_blob_view {
	struct syscord_blob head;
	const uint8_t *data; /* head.got bytes */
};

/* 0 if every length in it holds together, else -EBADMSG; `room` bytes are readable */
int syscord_record_check(const struct syscord_record *rec, size_t room);
/* The fixed part, zero-extended into `out`; returns the bytes that the record had */
size_t syscord_record_body(const struct syscord_record *rec, void *out, size_t len);
/* Of a SYSCORD_CALL record: its body; args beyond its own are 0. Returns how many it has */
unsigned int syscord_record_call(const struct syscord_record *rec, struct syscord_call *call,
				 uint64_t args[6]);
/* ns that a checked SYSCORD_CALL took, from its entry to its return; false: not recorded */
bool syscord_record_duration(const struct syscord_record *rec, uint64_t *ns);
/* Iterate: *cursor starts at 0; false at the end */
bool syscord_record_blob(const struct syscord_record *rec, size_t *cursor,
			 struct syscord_blob_view *blob);
bool syscord_record_find(const struct syscord_record *rec, unsigned int arg, unsigned int part,
			 struct syscord_blob_view *blob);
/* What the argument held before the call: find() passes those blobs over */
bool syscord_record_find_before(const struct syscord_record *rec, unsigned int arg,
				unsigned int part, struct syscord_blob_view *blob);
/* SYSCORD_ARG_TIME: when a call ended whose record was written later; false: it does not say */
bool syscord_record_end(const struct syscord_record *rec, uint64_t *end);
/* Of a checked SYSCORD_CONT: its body, and the piece, which lies inside of `want` bytes */
void syscord_record_cont(const struct syscord_record *rec, struct syscord_cont *cont,
			 struct syscord_blob_view *piece);
/* What SYSCORD_ARG_CONT says of a CONTINUED blob of this record, unchecked; false: nothing */
bool syscord_record_continued(const struct syscord_record *rec,
			      const struct syscord_blob_view *blob, struct syscord_continued *said);
/*
 * The same of blob number `index`, from the list itself and beginning at its byte *at: for
 * whoever goes through all blobs, since a record may have thousands. *at is 0 at first;
 * *said is as it was if there is nothing.
 */
bool syscord_record_listed(const struct syscord_blob_view *list, uint32_t *at, uint32_t index,
			   struct syscord_continued *said);

/* ---- filter_parse.c, filter_compile.c, filter_eval.c: the filter language ---- */
struct syscord_expr; /* a tree */

struct syscord_prog {
	struct sock_filter *insns; /* free() */
	unsigned int len;
};

/* On error `column` is where in `text`, from 0; warnings (a name was cut) go to *warn */
int syscord_filter_parse(const char *text, struct syscord_expr **expr, unsigned int *column,
			 struct syscord_error *err, struct syscord_error *warn);

enum syscord_filter_use {
	SYSCORD_FILTER_LIVE,	/* on this machine; what syscord_filter_parse() assumes */
	SYSCORD_FILTER_AGAIN,	/* the same, later: a cgroup that is gone has no members */
	SYSCORD_FILTER_RECORDED,	/* on records: no cgroups */
};

int syscord_filter_parse_for(enum syscord_filter_use use, const char *text,
			     struct syscord_expr **expr, unsigned int *column,
			     struct syscord_error *err, struct syscord_error *warn);
/*
 * For a terminal: adds the part of the text around the column to what *err says, and
 * below it a caret. `text` is all of the expression.
 */
void syscord_filter_point(struct syscord_error *err, const char *text, unsigned int column);
/*
 * What is wrong with the text, with a caret if standard error is a terminal: before
 * anything else is done, and where the module is not loaded
 */
int syscord_filter_check(const char *text, struct syscord_error *err);
void syscord_filter_free(struct syscord_expr *expr);
/* The task program: negation normal form with every predicate on the call made true */
struct syscord_expr *syscord_filter_task_part(const struct syscord_expr *expr);
/* For SYSCORD_FILTER_FOLLOW: normal form in which each test on the task holds for followed ones */
struct syscord_expr *syscord_filter_followed(const struct syscord_expr *expr);
/* What the two programs are compiled from; `flags`: SYSCORD_FILTER_* */
int syscord_filter_trees(const char *text, uint32_t flags, struct syscord_expr **call,
			 struct syscord_expr **task, struct syscord_error *err,
			 struct syscord_error *warn);
int syscord_filter_compile(const struct syscord_expr *expr, uint32_t native_abi,
			   struct syscord_prog *prog, struct syscord_error *err);
bool syscord_filter_eval(const struct syscord_expr *expr, const struct syscord_filter_data *data);

/* ---- device.c: /dev/syscord, one wrapper for each ioctl ---- */
int syscord_device_open(struct syscord_error *err);
int syscord_device_info(int fd, struct syscord_info *info, struct syscord_error *err);
int syscord_device_attach(int fd, const char *name, uint32_t flags, uint64_t *id,
			  struct syscord_error *err);
int syscord_device_policy_get(int fd, struct syscord_policy *policy, struct syscord_error *err);
int syscord_device_policy_set(int fd, const struct syscord_policy *policy,
			      struct syscord_error *err);
/*
 * Parse, compile both programs and load them; NULL or "" clears the filter.
 * `flags`: SYSCORD_FILTER_*
 */
int syscord_device_filter_set(int fd, const char *text, uint32_t flags, struct syscord_error *err,
			      struct syscord_error *warn);
/* The source text in *text, free() */
int syscord_device_filter_get(int fd, char **text, struct syscord_error *err);
int syscord_device_trigger_get(int fd, char **text, struct syscord_error *err); /* the trigger's */
/* A flight recorder's trigger: fires it; makes it ready again, unless it fired since */
int syscord_device_trigger(int fd, struct syscord_error *err);
int syscord_device_fetched(int fd, uint64_t triggers, struct syscord_error *err);
int syscord_device_follow(int fd, int pid, uint32_t flags, struct syscord_error *err);
int syscord_device_start(int fd, struct syscord_error *err);
int syscord_device_stop(int fd, struct syscord_error *err);
int syscord_device_reset(int fd, struct syscord_error *err);
int syscord_device_destroy(int fd, struct syscord_error *err);
/* *rings is malloc()ed, status->rings of them */
int syscord_device_status(int fd, struct syscord_status *status, struct syscord_ring_status **rings,
			  struct syscord_error *err);
/* The same, with the rings' `unread` records counted: takes time */
int syscord_device_count(int fd, struct syscord_status *status, struct syscord_ring_status **rings,
			 struct syscord_error *err);
/*
 * The followed set, as it is or was when the session stopped, in order: malloc()ed, at most
 * SYSCORD_TASKS_MAX of it; without `followed` the *count tids in *tasks are looked up
 */
int syscord_device_tasks(int fd, bool followed, struct syscord_task **tasks, size_t *count,
			 struct syscord_error *err);
int syscord_device_sessions(int fd, struct syscord_sessions *sessions, struct syscord_error *err);

/* ---- follow.c: processes that run already, with their descendants ---- */
struct syscord_pids {
	uint32_t *pid; /* free() */
	size_t count;
};

int syscord_pids_add(struct syscord_pids *pids, uint32_t pid); /* once */
/* Adds those of "123,456" */
int syscord_pids_parse(struct syscord_pids *pids, const char *text, struct syscord_error *err);
/* Makes a thread's id its process's; refuses who is not there, the kernel's threads, ourselves */
int syscord_follow_check(uint32_t *pid, struct syscord_error *err);
/*
 * Follows all threads of these processes and all their descendants but ourselves. The
 * session must record, or children of that moment are missed. With `all`, each of `roots`
 * must be there; else those that have ended are passed over, and so are we. `found` (may
 * be NULL) is filled with all that there were; with an `fd` of -1 that is all that is done.
 */
int syscord_follow_trees(int fd, const struct syscord_pids *roots, bool all,
			 struct syscord_pids *found, struct syscord_error *err);

/* ---- filter_follow.c: processes that run already, as filters select them ---- */
/* The task part of a filter that was accepted before; a cgroup may be gone since */
int syscord_filter_task_of(const char *text, struct syscord_expr **task, struct syscord_error *err);
/*
 * Adds the processes of which `task` selects a thread; NULL: all. `followed`: what
 * that field of the context is to hold
 */
int syscord_filter_running(const struct syscord_expr *task, bool followed,
			   struct syscord_pids *pids, struct syscord_error *err);
/*
 * Of a session that records and whose filter has SYSCORD_FILTER_FOLLOW, follows the
 * processes that run already and that the filter selects, with their descendants. After
 * both START and FILTER_SET; others: nothing
 */
int syscord_filter_follow_running(int fd, struct syscord_error *err);

/* ---- drain.c: the consumer side of the rings, twin of kmod/ring.c ---- */
struct syscord_drain;

/* What one ring holds now: `bytes` at `data`, contiguous, complete records */
struct syscord_span {
	uint32_t cpu;
	uint64_t pos;	/* ring position of data */
	size_t bytes;
	const uint8_t *data;
};

/* How the drain reaches its rings: the device, or a test's memory */
struct syscord_ring_map {
	struct syscord_consumer *consumer; /* not where records are overwritten */
	const struct syscord_producer *producer;
	const uint8_t *data; /* twice `size` bytes, the second half mirrors the first */
	uint64_t size;
};

struct syscord_drain_ops {
	/* As syscord_device_status() */
	int (*status)(void *ctx, struct syscord_status *status, struct syscord_ring_status **rings,
		      struct syscord_error *err);
	int (*map)(void *ctx, const struct syscord_ring_status *ring, struct syscord_ring_map *map,
		   struct syscord_error *err);
	void (*unmap)(void *ctx, struct syscord_ring_map *map);
	uint64_t (*clock)(void *ctx); /* CLOCK_BOOTTIME, ns */
	void (*kick)(void *ctx);      /* SYSCORD_IOC_KICK */
};

/*
 * `fd` is attached with READER, or, where records are overwritten, without; it stays
 * the caller's
 */
int syscord_drain_open(int fd, struct syscord_drain **drain, struct syscord_error *err);
int syscord_drain_open_ops(const struct syscord_drain_ops *ops, void *ctx,
			   struct syscord_drain **drain, struct syscord_error *err);
void syscord_drain_close(struct syscord_drain *drain);
/*
 * One round: reads the clock, then all producer positions; next() then hands out
 * the spans. *safe is the clock of the round before: every record older than
 * that is in this round or an earlier one; so it is no later than the last look at
 * which rings there are. That is taken ten times a second, for new rings and a session
 * made anew, and in the round after syscord_drain_refresh(). -ESTALE: it overwrites now, or
 * does no more, so that this drain is to be closed and another one opened.
 */
int syscord_drain_round(struct syscord_drain *drain, uint64_t *now, uint64_t *safe);
/*
 * Where records are overwritten (SYSCORD_ON_FULL_OVERWRITE), a round is a snapshot: of what
 * has not been released, the last policy.before bytes of each ring, as far as it is still
 * there. Its spans are copies, at most 1 MiB long, several of a ring one after the other,
 * and gone with the next one; what lies between the last one released and the next is
 * overwritten, or was not asked for.
 */
bool syscord_drain_next(struct syscord_drain *drain, struct syscord_span *span);
/*
 * Gives the span's bytes back to the kernel: only once they are safe elsewhere.
 * A span may be given back in parts, from its front.
 */
void syscord_drain_release(struct syscord_drain *drain, const struct syscord_span *span);
/* Move a ring's position forward on attach, to what a segment already holds */
int syscord_drain_skip(struct syscord_drain *drain, uint32_t cpu, uint64_t pos);
void syscord_drain_refresh(struct syscord_drain *drain);
/*
 * Ring `i` as the last round saw it: consumer is what has been released,
 * producer, attempted and lost were read in that order. False: no such ring.
 */
bool syscord_drain_ring(const struct syscord_drain *drain, unsigned int i,
			struct syscord_ring_status *ring);
uint64_t syscord_drain_session(const struct syscord_drain *drain); /* its id */
bool syscord_drain_overwrites(const struct syscord_drain *drain); /* when it was last read */
/* Records lost where there was no ring for them, as of the last look at the session's state */
uint64_t syscord_drain_outside(const struct syscord_drain *drain);
/* The session did not record when its state was last read */
bool syscord_drain_stopped(const struct syscord_drain *drain);
/*
 * How full the rings were. A round that found something is a drain; its use is that of the
 * fullest ring, bytes unread of its size in millionths, as the round began: what is nearest
 * to a loss counts, not how idle other CPUs are.
 */
struct syscord_drain_stats {
	uint64_t drains;
	uint64_t least, most, sum; /* of the drains' uses */
	uint64_t released;	   /* bytes given back */
};
void syscord_drain_stats(const struct syscord_drain *drain, struct syscord_drain_stats *stats);

/* ---- segment_write.c, segment_read.c: segment files, docs/FORMAT.md ---- */
/* (segment.h) */

/* ---- stream.c and merge.c: one time-ordered stream of records ---- */
/* Of what is no ring's: records lost where there was none, calls in flight */
#define SYSCORD_CPU_NONE 0xffffffffU

struct syscord_event {
	const struct syscord_record *rec; /* valid until the next call; time and seq restored */
	uint32_t cpu; /* SYSCORD_CPU_NONE: it is from no ring */
	uint64_t real_time; /* rec->time on the real-time clock, ns since 1970 */
};

struct syscord_source_info {
	char host[65], release[65], machine[65], version[129]; /* as uname(2) */
	uint32_t abi; /* native, enum syscord_abi */
	char session[SYSCORD_NAME_LEN];
	struct syscord_policy policy;
	char *filter; /* source text, never NULL */
	bool follow; /* it has SYSCORD_FILTER_FOLLOW; of a session, recordings do not say it */
};

struct syscord_stream;
struct syscord_procs;

/* A segment file, a directory of them, or "-" for standard input */
int syscord_stream_open(const char *path, struct syscord_stream **stream,
			struct syscord_error *err);
/* From a live drain: each next() may run drain rounds; ends after syscord_stream_finish() */
int syscord_stream_live(int fd, struct syscord_drain *drain, struct syscord_stream **stream,
			struct syscord_error *err);
void syscord_stream_finish(struct syscord_stream *stream); /* the session has stopped */
/* 1 an event, 0 the end, -EAGAIN (live) nothing yet: poll the fd, -errno */
int syscord_stream_next(struct syscord_stream *stream, struct syscord_event *event,
			struct syscord_error *err);
/*
 * Damage does not end a stream: what can be read is given, and then the end is
 * -EBADMSG. A torn tail (the writer is at work, or was killed) is a warning only:
 * text, or NULL if there was none since the last call; valid until the next.
 */
const char *syscord_stream_warning(struct syscord_stream *stream);
const struct syscord_source_info *syscord_stream_info(const struct syscord_stream *stream);
/* Snapshots in the recording are added to `procs` as they are met. Before the first next() */
void syscord_stream_procs(struct syscord_stream *stream, struct syscord_procs *procs);
/* One that no recording holds: JSON of docs/FORMAT.md, kind 2 */
void syscord_stream_snapshot(struct syscord_stream *stream, const char *text, size_t len);
/* The same of the calls in flight: in_flight.h */
struct syscord_note_in_flight;
int syscord_stream_in_flight(struct syscord_stream *stream,
			     const struct syscord_note_in_flight *note);
/*
 * Only what lies in [since, until] (real time, ns; UINT64_MAX: no end) is asked
 * for: what the index tells to be outside is not read. Events outside may still
 * come, lifecycle records before `since` always do: the caller filters.
 */
void syscord_stream_limit(struct syscord_stream *stream, uint64_t since, uint64_t until);
/* Tells `progress` how many of `total` bytes of the files have been read; not of a live stream */
struct syscord_progress;
void syscord_stream_watch(struct syscord_stream *stream, uint64_t total,
			  struct syscord_progress *progress);
void syscord_stream_close(struct syscord_stream *stream);

/* ---- verify.c ---- */
struct syscord_verify_result {
	uint64_t segments, frames, chunks, bytes; /* bytes: of the files */
	uint64_t records;	/* read: all but LOST records */
	uint64_t lost;		/* what LOST records stand for, and what was lost after the last */
	uint64_t attempted;	/* by the kernel's totals; see `exact` */
	uint64_t missing;	/* neither read nor lost: holes in the recording */
	uint64_t errors;	/* damage, holes, broken order */
	uint64_t torn;		/* files that end within a frame */
	uint64_t continued;	/* calls whose content goes on in records of its own: */
	uint64_t pieces, piece_bytes; /* these */
	uint64_t pieces_lost;	/* buffers of which some are lost */
	uint64_t orphans, orphan_bytes; /* calls of which only such pieces are here */
	bool exact;		/* each session's end was seen stopped: attempted = records + lost holds */
};

/*
 * Checks a segment or a directory of them: frames, checksums, positions,
 * sequences, times, totals. Says on `out` what is wrong, one line each, and sums
 * up; `out` may be NULL. 0 even if errors were found: see the result.
 */
int syscord_verify(const char *path, FILE *out, struct syscord_verify_result *result);

struct syscord_verify_opts {
	FILE *out;
	bool json;	/* one object, and nothing else */
	struct syscord_progress *progress; /* told how far it is; may be NULL */
};

int syscord_verify_run(const struct syscord_verify_opts *opts, const char *path,
		       struct syscord_verify_result *result, struct syscord_error *err);

/* ---- procs.c: what the stream has said of each thread so far ---- */
struct syscord_proc {
	uint32_t tid, pid, ppid, uid, gid;
	/* ids of thread and thread group in the thread's own pid namespace; 0: unknown, or the same */
	uint32_t ns_tid, ns_pid;
	char comm[SYSCORD_COMM_LEN];
	bool called; /* the last call that the stream has of it: */
	uint32_t abi, nr;
	int64_t ret;
};

struct syscord_procs;
struct syscord_procs *syscord_procs_new(void);
void syscord_procs_free(struct syscord_procs *procs);
/* Call with each event, in order, after it has been shown */
int syscord_procs_update(struct syscord_procs *procs, const struct syscord_record *rec);
int syscord_procs_add(struct syscord_procs *procs, const struct syscord_proc *proc); /* snapshot */
const struct syscord_proc *syscord_procs_find(const struct syscord_procs *procs, uint32_t tid);
/* The filter context of a record, for `--filter` of show */
void syscord_procs_context(const struct syscord_procs *procs, const struct syscord_record *rec,
			   struct syscord_filter_data *data);

/* ---- decode.c: record + table row -> values; format_*.c: values -> lines ---- */
struct syscord_printer {
	FILE *out;
	bool color;
	bool duration; /* of calls, at the end of a text line */
	unsigned int string_max; /* bytes of content that are shown of each buffer; 0: all */
	const struct syscord_procs *procs;
};

int syscord_format_text(const struct syscord_printer *printer, const struct syscord_event *event);
int syscord_format_kv(const struct syscord_printer *printer, const struct syscord_event *event);
int syscord_format_json(const struct syscord_printer *printer, const struct syscord_event *event);
/* Content whose call is not in the recording: pieces.h */
struct syscord_pieces;
int syscord_format_text_pieces(const struct syscord_printer *printer,
			       const struct syscord_pieces *pieces);
int syscord_format_kv_pieces(const struct syscord_printer *printer,
			     const struct syscord_pieces *pieces);
int syscord_format_json_pieces(const struct syscord_printer *printer,
			       const struct syscord_pieces *pieces);

#endif /* SYSCORD_TOOLS_H */
