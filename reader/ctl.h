/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The commands of syscordctl. Its table, and the filter commands, are in
 * syscordctl.c; the others are here, one file for each subject.
 */
#ifndef SYSCORD_CTL_H
#define SYSCORD_CTL_H

#include "flight.h"
#include "json.h"
#include "options.h"

#define SYSCORD_NOT_GIVEN UINT64_MAX

/* One structure for the options of all commands. */
struct syscord_ctl_opts {
	const char *session; /* NULL: the default one, for status all */
	const char *filter;  /* of a session that is made */
	bool json;
	/* policy: SYSCORD_NOT_GIVEN, and UINT32_MAX for choices, leave it as it is */
	uint64_t snaplen, ring_bytes;
	unsigned int profile, on_full;
	bool no_content, no_state, state, entry, no_entry;
	bool follow, explain; /* set-filter */
	struct syscord_flight_opts flight;
	const char *output;   /* of a snapshot */
	bool trigger_filter;  /* get-filter: the trigger's */
};


/* ctl_status.c */
int syscord_ctl_status(void *opts, int argc, char **argv, struct syscord_error *err);
int syscord_ctl_sessions(void *opts, int argc, char **argv, struct syscord_error *err);

/* ctl_session.c */
int syscord_ctl_create(void *opts, int argc, char **argv, struct syscord_error *err);
int syscord_ctl_destroy(void *opts, int argc, char **argv, struct syscord_error *err);
int syscord_ctl_set_policy(void *opts, int argc, char **argv, struct syscord_error *err);
int syscord_ctl_start(void *opts, int argc, char **argv, struct syscord_error *err);
int syscord_ctl_stop(void *opts, int argc, char **argv, struct syscord_error *err);

/* ctl_in_flight.c */
int syscord_ctl_in_flight(void *opts, int argc, char **argv, struct syscord_error *err);

/* ctl_trigger.c: nothing is added or printed if the session does not overwrite */
void syscord_ctl_trigger_policy(json_t *object, const struct syscord_policy *policy);
void syscord_ctl_trigger_json(json_t *object, const struct syscord_status *status,
			      const char *filter);
void syscord_ctl_trigger_print(const struct syscord_status *status, const char *filter);

/* ctl_snapshot.c */
int syscord_ctl_snapshot(void *opts, int argc, char **argv, struct syscord_error *err);

/* ctl_doctor.c */
int syscord_ctl_doctor(void *opts, int argc, char **argv, struct syscord_error *err);

/* The session that the options name, or the default one */
const char *syscord_ctl_session(const struct syscord_ctl_opts *opts);
/* A descriptor that is attached to it; `flags` as of syscord_device_attach() */
int syscord_ctl_open(const char *name, uint32_t flags, struct syscord_error *err);
json_t *syscord_ctl_json_policy(const struct syscord_policy *policy);

#endif /* SYSCORD_CTL_H */
