/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How often which duration occurred, in bounded memory: exact below 128, above that
 * in buckets that are 1/64 of their lower end wide. A percentile is the middle of its
 * bucket, so it is at most 1/128, 0.8 per cent, away from the true one.
 */
#ifndef SYSCORD_HISTOGRAM_H
#define SYSCORD_HISTOGRAM_H

#include "tools.h"

#define SYSCORD_HISTOGRAM_BUCKETS	64 /* in a block */
#define SYSCORD_HISTOGRAM_BLOCKS	59 /* one for each power of two from 64 on, and what is below */

struct syscord_histogram {
	uint64_t count, total, min, max; /* total stays at UINT64_MAX when it would go beyond */
	uint64_t *blocks[SYSCORD_HISTOGRAM_BLOCKS]; /* NULL: nothing in it */
};

/* Begin with all zeros. -ENOMEM */
int syscord_histogram_add(struct syscord_histogram *h, uint64_t value);
/* The value that `permille` thousandths of all do not exceed; 0 if there are none */
uint64_t syscord_histogram_percentile(const struct syscord_histogram *h, unsigned int permille);
void syscord_histogram_free(struct syscord_histogram *h); /* its blocks */

#endif /* SYSCORD_HISTOGRAM_H */
