/* SPDX-License-Identifier: GPL-2.0 */
/* The accounts that verify draws up: of each CPU, over all sessions of a recording. */
#ifndef SYSCORD_ACCOUNT_H
#define SYSCORD_ACCOUNT_H

#include "lost.h"

struct syscord_account_cpu {
	uint32_t cpu; /* SYSCORD_CPU_NONE: lost before they reached a ring */
	__u64 attempted, read, lost;
	__u64 missing; /* neither read nor lost: holes */
	__u64 by_reason[SYSCORD_LOST_REASONS];
	__u64 unexplained; /* lost behind the last record, of a ring whose earlier losses are not
			      here */
	uint64_t first, last; /* real time of the losses, ns; 0 if there are none */
};

struct syscord_account {
	struct syscord_account_cpu *cpus; /* in the order in which they were met */
	size_t count;
};

/* Made if there is none; NULL: no memory */
struct syscord_account_cpu *syscord_account_of(struct syscord_account *account, uint32_t cpu);
void syscord_account_span(struct syscord_account_cpu *cpu, uint64_t first, uint64_t last);
struct syscord_account_cpu syscord_account_sum(const struct syscord_account *account);
/* Those that have lost or miss something, as a table; nothing if there are none */
void syscord_account_print(const struct syscord_account *account, FILE *out);
/* An array of all CPUs, and the members that one of them has; NULL: no memory */
json_t *syscord_account_json(const struct syscord_account *account);
json_t *syscord_account_cpu_json(const struct syscord_account_cpu *cpu);
void syscord_account_free(struct syscord_account *account); /* what it points to */

#endif /* SYSCORD_ACCOUNT_H */
