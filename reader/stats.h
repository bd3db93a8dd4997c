/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sums over a recording: calls, errors, bytes and times, by call and by process.
 * Memory grows with the number of distinct calls and processes, up to a limit, and
 * not with that of records.
 */
#ifndef SYSCORD_STATS_H
#define SYSCORD_STATS_H

#include "histogram.h"
#include "tools.h"
#include "view.h"

/*
 * Rows of one table; what comes after them is summed up in one row, "(others)". With times
 * a row takes 5 KiB as a rule, 30 at most.
 */
#define SYSCORD_STATS_ROWS_MAX	(1U << 14)

struct syscord_stats_row {
	char name[32];	/* of the call, or of the process: its last, up to 15 bytes */
	uint32_t pid;	/* 0: not a process */
	bool ended;	/* another process has this id now */
	uint64_t calls;
	uint64_t errors;    /* that the program saw */
	uint64_t restarted; /* calls that were begun again: neither error nor result */
	uint64_t bytes;	    /* results of calls that read or write content */
	struct syscord_histogram *times; /* NULL: there is none */
};

struct syscord_stats_table {
	struct syscord_stats_row **rows; /* in the order in which they were met */
	size_t count, room;
	struct syscord_stats_slot *slots; /* a hash by key */
	size_t size, used;
	struct syscord_stats_row *others; /* NULL: not needed */
};

struct syscord_stats {
	struct syscord_stats_table calls, processes;
	uint64_t records; /* that were selected, of all types but LOST */
	uint64_t lost;
	__u64 by_reason[SYSCORD_LOST_REASONS];
	uint64_t first, last; /* real time of the first and last of them */
	uint64_t timed;	      /* calls with a duration */
};

/*
 * Call with each event that is selected; `procs` names the processes. A successful
 * execve counts as a call, exit does not: it never returns. -ENOMEM.
 */
int syscord_stats_add(struct syscord_stats *stats, const struct syscord_event *event,
		      const struct syscord_procs *procs);
/* Call with each event, selected or not, before that: a fork may use an old process's id */
void syscord_stats_fork(struct syscord_stats *stats, const struct syscord_record *rec);
void syscord_stats_free(struct syscord_stats *stats); /* what it points to */

enum syscord_stats_sort {
	SYSCORD_STATS_BY_CALLS,
	SYSCORD_STATS_BY_ERRORS,
	SYSCORD_STATS_BY_BYTES,
	SYSCORD_STATS_BY_TIME,
};

enum syscord_stats_by {
	SYSCORD_STATS_BOTH,
	SYSCORD_STATS_BY_CALL,
	SYSCORD_STATS_BY_PROCESS,
};

extern const char *const syscord_stats_sorts[]; /* end with NULL */
extern const char *const syscord_stats_bys[];

struct syscord_stats_opts {
	struct syscord_view_config view; /* filter, since, until, color and out */
	unsigned int sort;		 /* enum syscord_stats_sort */
	unsigned int by;		 /* enum syscord_stats_by */
	uint64_t top;			 /* rows of each table; 0: all */
	bool json;
};

/* stats_print.c */
int syscord_stats_print(const struct syscord_stats *stats, const struct syscord_stats_opts *opts,
			const struct syscord_source_info *info, struct syscord_error *err);

/* The command: 0 or -errno; damage is told after what could be read has been printed */
int syscord_stats(const struct syscord_stats_opts *opts, const char *path,
		  struct syscord_error *err);

#endif /* SYSCORD_STATS_H */
