/* SPDX-License-Identifier: GPL-2.0 */
/* What the policy's fields are called, for all programs. */
#ifndef SYSCORD_POLICY_H
#define SYSCORD_POLICY_H

#include "tools.h"

/* By enum syscord_profile and enum syscord_on_full; they end with NULL, as choices do */
extern const char *const syscord_profiles[];
extern const char *const syscord_on_full[];

/* A number of bytes, or "unlimited" */
int syscord_snaplen_parse(const char *text, uint64_t *snaplen, struct syscord_error *err);

#endif /* SYSCORD_POLICY_H */
