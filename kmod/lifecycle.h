/* SPDX-License-Identifier: GPL-2.0 */
/* The probe whose signature depends on the kernel. */
#ifndef SYSCORD_LIFECYCLE_H
#define SYSCORD_LIFECYCLE_H

#include "compat.h"

void syscord_probe_exit(SYSCORD_EXIT_PROTO);

#endif /* SYSCORD_LIFECYCLE_H */
