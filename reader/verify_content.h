/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is content that goes on in SYSCORD_CONT records whole? Pieces and the call that they
 * belong to may lie on several CPUs' rings, so they are brought into one order first; of
 * each record only what is needed for that is held.
 */
#ifndef SYSCORD_VERIFY_CONTENT_H
#define SYSCORD_VERIFY_CONTENT_H

#include "tools.h"

struct syscord_verify_content;

/* `complain` is called with a sentence for each thing that is wrong */
struct syscord_verify_content *
syscord_verify_content_new(struct syscord_verify_result *result,
			   void (*complain)(void *ctx, const char *text), void *ctx);
void syscord_verify_content_free(struct syscord_verify_content *content);
/* Of one session, in the order of the file: checked records of one CPU; -ENOMEM */
int syscord_verify_content_chunk(struct syscord_verify_content *content, uint32_t cpu,
				 const void *records, size_t bytes);
/* Of some CPU, records of that time are neither here nor told of by a LOST record */
void syscord_verify_content_gap(struct syscord_verify_content *content, uint64_t first,
				uint64_t last);
/* An epoch's `safe`; -ENOMEM */
int syscord_verify_content_safe(struct syscord_verify_content *content, uint64_t safe);
/*
 * The session's end: what waits is judged, and another one may follow. Not `whole`: what is
 * younger than the last `safe` may not be here. -ENOMEM
 */
int syscord_verify_content_end(struct syscord_verify_content *content, bool whole);

#endif /* SYSCORD_VERIFY_CONTENT_H */
