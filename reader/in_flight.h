/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The calls that threads are in right now: records of type SYSCORD_IN_FLIGHT, in the
 * form of the note that a recording holds them in.
 *
 * Whose: of the threads that a session's filter admits, as far as it asks about tasks, and
 * those that are followed count as that. What /proc tells of them is put together with
 * what the module knows: since when. A thread that runs is in no list, whatever it does.
 */
#ifndef SYSCORD_IN_FLIGHT_H
#define SYSCORD_IN_FLIGHT_H

#include "segment.h"

struct syscord_procinfo;

struct syscord_thread {
	uint32_t pid, tid;
};

struct syscord_threads {
	struct syscord_thread *at; /* free() */
	size_t count;
};

/*
 * Of the session that `fd` is attached to, while it records or since it has stopped; free()
 * *note. The process needs the rights for other processes' /proc, and its pid namespace to
 * be the initial one: without, there is nothing in the list.
 */
int syscord_in_flight_take(int fd, struct syscord_note_in_flight **note, struct syscord_error *err);

/* The same into a recording, behind what it has, if anybody is in a call */
int syscord_in_flight_record(int fd, struct syscord_writer *writer, struct syscord_error *err);

/* The list where only the helper has these rights: */
struct syscord_in_flight_query {
	int step;
	struct syscord_threads threads;
	struct syscord_task *before;
};

/* Never waits. 1: it is there; 0: not yet, ask again; -errno. After 1 or -errno it begins anew */
int syscord_in_flight_ask(struct syscord_in_flight_query *query, int fd,
			  struct syscord_procinfo *info, struct syscord_note_in_flight **note,
			  struct syscord_error *err);
void syscord_in_flight_query_end(struct syscord_in_flight_query *query);

/* Of a list: its records one after the other; *at starts as NULL, and so does it end */
const struct syscord_record *syscord_in_flight_next(const struct syscord_note_in_flight *note,
						    const struct syscord_record *at);

/* ---- in_flight_proc.c: what /proc tells; the helper's part ---- */
/* Who may be listed. `flags`: SYSCORD_FILTER_*; `followed` in order. */
int syscord_in_flight_select(const char *filter, uint32_t flags, const uint32_t *followed,
			     size_t count, struct syscord_threads *threads);
/* The records of those that are in a call, in their order; the bytes, or -errno. free() *out */
ssize_t syscord_in_flight_read(const struct syscord_threads *threads, uint8_t **out);
/* A line of /proc/PID/syscall as a record's body; false: in no call, or it is running */
bool syscord_in_flight_parse(const char *line, uint32_t abi, struct syscord_in_flight *call);
/* The ABI that a program of this start of a file makes its calls by */
uint32_t syscord_in_flight_abi(const uint8_t *elf, size_t size);

#endif /* SYSCORD_IN_FLIGHT_H */
