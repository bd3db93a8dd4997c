/* SPDX-License-Identifier: GPL-2.0 */
/* Reading /proc: small files, lists of ids, and what filters ask of a task. */
#ifndef SYSCORD_PROCFS_H
#define SYSCORD_PROCFS_H

#include <dirent.h>
#include <sys/types.h>
#include "tools.h"

/* As much of the file as fits, with a NUL behind it: its length, or -errno */
ssize_t syscord_procfs_read(char *buf, size_t size, const char *path, ...) SYSCORD_PRINTF(3, 4);
/* NULL as opendir(3) does */
DIR *syscord_procfs_open(const char *path, ...) SYSCORD_PRINTF(1, 2);
/* The next entry that is a number: a process, a thread, a descriptor. False: the end */
bool syscord_procfs_next(DIR *dir, uint32_t *number);
/* Of the text of a `status`: number `column`, from 0, of the line "\nNAME:"; 0: none */
uint32_t syscord_procfs_number(const char *status, const char *line, unsigned int column);
/*
 * The context that a filter's task part sees, without the cgroup: first of a process,
 * then of one of its threads after the other. False: it has ended
 */
bool syscord_procfs_process(uint32_t pid, struct syscord_filter_data *data);
bool syscord_procfs_thread(uint32_t tid, struct syscord_filter_data *data);
/*
 * Records have ids of the initial pid namespace. From inside another one, /proc tells
 * others, which would be taken for somebody else's: then nothing is to be read from it.
 */
bool syscord_procfs_ids_fit(void);

#endif /* SYSCORD_PROCFS_H */
