/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rings' records in one order of time.
 *
 * Runs of records are added for each CPU in ring order. A record comes out once
 * everything older is known to be here: when it is older than `safe`, which only
 * an epoch (or the end) moves on. So what is held is what came since the last
 * epoch but one.
 */
#ifndef SYSCORD_MERGE_H
#define SYSCORD_MERGE_H

#include "tools.h"

struct syscord_merge;

struct syscord_merge *syscord_merge_new(void);
void syscord_merge_free(struct syscord_merge *merge);
/*
 * `records` are `bytes` of checked records inside `owner`, which is free()d when
 * they are done with; on -ENOMEM it stays the caller's.
 */
int syscord_merge_add(struct syscord_merge *merge, uint32_t cpu, const void *records,
		      size_t bytes, void *owner);
/* A LOST record that no ring has: of `cpu`, with that number and time. -ENOMEM */
int syscord_merge_lost(struct syscord_merge *merge, uint32_t cpu, uint64_t seq, uint64_t time,
		       const struct syscord_lost *lost);
/* Never goes back; UINT64_MAX: all that is here may come out */
void syscord_merge_safe(struct syscord_merge *merge, uint64_t safe);
/* Another session's records follow: start again. Only when nothing is held. */
void syscord_merge_restart(struct syscord_merge *merge);
/* Equal times: the lower CPU first. The record is valid until the next call. */
bool syscord_merge_next(struct syscord_merge *merge, struct syscord_event *event);
bool syscord_merge_empty(const struct syscord_merge *merge);

#endif /* SYSCORD_MERGE_H */
