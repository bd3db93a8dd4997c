/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records carry the boot clock, which nobody can set; people ask for the real-time
 * clock, which is set now and then. A recording therefore has samples of how far
 * they are apart, taken in every round, and at once when the clock is set.
 */
#ifndef SYSCORD_CLOCK_H
#define SYSCORD_CLOCK_H

#include <time.h>
#include "tools.h"

/* The real-time clock was set, rather than slewed, if the distance changes by more */
#define SYSCORD_CLOCK_JUMP 10000000ULL /* ns */

uint64_t syscord_clock_ns(clockid_t id);
/* Real time less boot time, ns, mod 2^64 */
uint64_t syscord_clock_offset(void);
/* Whether the two differ by SYSCORD_CLOCK_JUMP or more */
bool syscord_clock_jumped(uint64_t from, uint64_t to);

/* A descriptor that becomes readable when the real-time clock is set; -errno */
int syscord_clock_watch(void);
/* Makes it wait for the next time */
void syscord_clock_rewatch(int fd);

/*
 * Samples in the order of the boot clock. A time has the distance of the last sample
 * that is not younger than it, or of the oldest. Only the newest few are kept: a
 * merge gives out what is older before it asks for more.
 */
#define SYSCORD_CLOCK_SAMPLES 64

struct syscord_clock_line {
	unsigned int count;
	uint64_t boot[SYSCORD_CLOCK_SAMPLES];
	uint64_t offset[SYSCORD_CLOCK_SAMPLES];
};

void syscord_clock_line_add(struct syscord_clock_line *line, uint64_t boot, uint64_t offset);
uint64_t syscord_clock_line_real(const struct syscord_clock_line *line, uint64_t boot);
/* The earliest and the latest real time that any moment from `first` to `last` has */
void syscord_clock_line_range(const struct syscord_clock_line *line, uint64_t first, uint64_t last,
			      uint64_t *earliest, uint64_t *latest);

#endif /* SYSCORD_CLOCK_H */
