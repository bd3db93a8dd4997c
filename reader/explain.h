/* SPDX-License-Identifier: GPL-2.0 */
/* `syscordctl set-filter --explain`: what a filter becomes, without the module */
#ifndef SYSCORD_EXPLAIN_H
#define SYSCORD_EXPLAIN_H

#include "tools.h"

/* `flags`: SYSCORD_FILTER_*. Prints to standard output */
int syscord_explain(const char *text, uint32_t flags, bool json, struct syscord_error *err);

#endif /* SYSCORD_EXPLAIN_H */
