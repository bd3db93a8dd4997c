/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The flight recorder, a session whose rings are overwritten until something happens:
 * its options, what fired its trigger, and what a snapshot says of that.
 */
#ifndef SYSCORD_FLIGHT_H
#define SYSCORD_FLIGHT_H

#include "options.h"

/* Unless --after says otherwise: for the end of the program that fired the trigger */
#define SYSCORD_FLIGHT_AFTER_MS 100

struct syscord_flight_opts {
	const char *trigger; /* expression, or NULL */
	bool no_trigger, core, no_core;
	uint64_t before, after; /* bytes, ms; UINT64_MAX: not given */
};

#define SYSCORD_FLIGHT_UNSET { .before = UINT64_MAX, .after = UINT64_MAX }

/* Rows of an option table; `field_` is the structure above in `type_` */
#define SYSCORD_FLIGHT_OPTIONS(type_, field_) \
	SYSCORD_OPTION(STRING, type_, field_.trigger, "trigger", 0, "EXPR", \
		       "overwrite: snapshot at a recorded call that EXPR selects"), \
	SYSCORD_OPTION(FLAG, type_, field_.no_trigger, "no-trigger", 0, NULL, \
		       "at no call (default)"), \
	SYSCORD_OPTION(FLAG, type_, field_.core, "core-trigger", 0, NULL, \
		       "overwrite: snapshot when a program dumps core (default)"), \
	SYSCORD_OPTION(FLAG, type_, field_.no_core, "no-core-trigger", 0, NULL, "not then"), \
	SYSCORD_OPTION(SIZE, type_, field_.before, "before", 0, "BYTES", \
		       "overwrite: of each ring, at most (default: 0, all)"), \
	SYSCORD_OPTION(MS, type_, field_.after, "after", 0, "TIME", \
		       "overwrite: record so long after the trigger (default: 100ms)")

/* NULL if the options go together */
const char *syscord_flight_wrong(const struct syscord_flight_opts *opts);
/* The policy that they make of one whose on_full is set already, and was `was` before */
int syscord_flight_policy(const struct syscord_flight_opts *opts, uint32_t was,
			  struct syscord_policy *policy, struct syscord_error *err);
/* Loads or clears the trigger's program if they say so; before the policy is set */
int syscord_flight_program(int fd, const struct syscord_flight_opts *opts,
			   struct syscord_error *err, struct syscord_error *warn);

bool syscord_flight_on(const struct syscord_status *status); /* it overwrites */

/* A trigger that fires all the time must not fill the disk: so many snapshots in a time */
#define SYSCORD_FLIGHT_BURST 4
#define SYSCORD_FLIGHT_BURST_NS 4000000000ULL

struct syscord_flight_pace {
	uint64_t at[SYSCORD_FLIGHT_BURST]; /* boot clock of the last ones */
	unsigned int next;
	uint64_t told; /* trigger_time of the last one */
};

/* ms until the snapshot that the trigger asked for is to be made; 0: now */
uint64_t syscord_flight_due(const struct syscord_status *status,
			    const struct syscord_flight_pace *pace);
/* One has been made */
void syscord_flight_done(struct syscord_flight_pace *pace, const struct syscord_status *status);
/*
 * Before a snapshot: if it has fired again while the last one was made, the kernel tells still
 * who fired it the first time. Then the status is made to say that it is not known who.
 */
void syscord_flight_again(const struct syscord_flight_pace *pace, struct syscord_status *status);
#define SYSCORD_FLIGHT_AGAIN 0x80000000U /* in trigger_why */
/* "core", "filter", "asked" or "again"; "none" */
const char *syscord_flight_why(uint32_t trigger);
/* In words, of whom and why: "nginx (process 12, thread 13) dumps core" */
void syscord_flight_tell(const struct syscord_status *status, char *text, size_t size);
/*
 * The JSON of a state snapshot, malloc()ed, with what fired the trigger; whoever that was
 * is in it even if it is there no more. Takes `json`, which may be NULL or "".
 */
char *syscord_flight_state(char *json, const struct syscord_status *status);

/* ---- flight_run.c: syscord run ---- */
#define SYSCORD_FLIGHT_FILES 100 /* a program that crashes for ever must not fill the disk */

struct syscord_writer;

struct syscord_flight_run {
	int fd;
	struct syscord_writer *writer;
	const char *output; /* then output.2, output.3, ... */
	bool quiet;
	struct syscord_pids roots; /* whose state a snapshot has, with their descendants */

	bool pending;	    /* the trigger has fired, and the device need not be polled */
	unsigned int count; /* snapshots so far */
	bool told;	    /* that there are no more */
	char path[4096];    /* of the next one */
	char *state;
	struct syscord_flight_pace pace;
	struct syscord_status trigger;
};

/* For the writer's configuration */
char *syscord_flight_run_state(void *ctx);
/* Writes a snapshot if it is due. How many ms there are until the next look, at most `ms` */
int syscord_flight_run_look(struct syscord_flight_run *flight, int ms, struct syscord_error *err);
/* The session has stopped: what its rings hold, if that was asked for, or if nothing was yet */
int syscord_flight_run_end(struct syscord_flight_run *flight, struct syscord_error *err);

#endif /* SYSCORD_FLIGHT_H */
