/* SPDX-License-Identifier: GPL-2.0 */
/* Why records were lost, in words and in sums: one table for all that tell of it. */
#ifndef SYSCORD_LOST_H
#define SYSCORD_LOST_H

#include <jansson.h>
#include "tools.h"

const char *syscord_lost_name(unsigned int reason); /* "too_large": for programs */
const char *syscord_lost_text(unsigned int reason); /* "too large": for people */
__u64 syscord_lost_sum(const __u64 by_reason[SYSCORD_LOST_REASONS]);
void syscord_lost_add(__u64 to[SYSCORD_LOST_REASONS], const __u64 by_reason[SYSCORD_LOST_REASONS]);
/* "120 ring full, 3 too large"; nothing if there was none */
void syscord_lost_print(FILE *out, const __u64 by_reason[SYSCORD_LOST_REASONS]);
/* All reasons by name, those without a loss too; NULL: no memory */
json_t *syscord_lost_json(const __u64 by_reason[SYSCORD_LOST_REASONS]);

#endif /* SYSCORD_LOST_H */
