/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The helper that may read other processes' /proc: forked before the reader
 * drops its privileges, it keeps CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH and
 * nothing else, and answers two questions: what is the state of these processes, and
 * which calls are these threads in.
 */
#ifndef SYSCORD_PROCINFO_H
#define SYSCORD_PROCINFO_H

#include "in_flight.h"
#include "privileges.h"

struct syscord_procinfo;

/*
 * Forks, before the device is opened: a child that holds its file would keep the
 * session's reader alive. `user` may be NULL: keep the user and all rights.
 */
int syscord_procinfo_start(const struct syscord_user *user, struct syscord_procinfo **info,
			   struct syscord_error *err);
/*
 * The snapshot as JSON (docs/FORMAT.md, kind 2) of the processes of which the
 * filter's task part admits a thread; `follow`: and of their descendants. Never waits:
 * NULL until it is there, then malloc()ed text; "" if there will be none, the helper
 * has died.
 */
char *syscord_procinfo_snapshot(struct syscord_procinfo *info, const char *filter, bool follow);
/* The same of these processes, whoever they are */
char *syscord_procinfo_snapshot_pids(struct syscord_procinfo *info, const uint32_t *pids,
				     size_t count);
/*
 * in_flight.h's two steps. malloc()ed, *size bytes; NULL: not there yet, or the answer to
 * another question has to be fetched first. A helper that has died answers with nothing.
 */
void *syscord_procinfo_select(struct syscord_procinfo *info, const char *filter, uint32_t flags,
			      const uint32_t *followed, size_t count, size_t *size);
void *syscord_procinfo_calls(struct syscord_procinfo *info, const struct syscord_threads *threads,
			     size_t *size);
/* What has been asked and not fetched is of no use later: the next question is a new one */
void syscord_procinfo_forget(struct syscord_procinfo *info);
/* The helper has been seen to have died: it answers nothing any more */
bool syscord_procinfo_gone(const struct syscord_procinfo *info);
void syscord_procinfo_stop(struct syscord_procinfo *info);

/* In this process: what the helper answers, malloc()ed; `brief`: ids and names only */
char *syscord_procinfo_collect_pids(const uint32_t *pids, size_t count, bool brief);

#endif /* SYSCORD_PROCINFO_H */
