// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "histogram.h"

#define BUCKETS SYSCORD_HISTOGRAM_BUCKETS
#define BUCKET_BITS 6

/* Block 0 holds 0..63; block b from 1 on 2^(b + 5) .. 2^(b + 6) - 1 */
static unsigned int block_of(uint64_t value)
{
	return value < BUCKETS ? 0 : 64 - BUCKET_BITS - (unsigned int)__builtin_clzll(value);
}

/* Bits of a value that a block does not tell */
static unsigned int shift_of(unsigned int block)
{
	return block ? block - 1 : 0;
}

int syscord_histogram_add(struct syscord_histogram *h, uint64_t value)
{
	unsigned int block = block_of(value);

	if (!h->blocks[block])
		h->blocks[block] = calloc(BUCKETS, sizeof(*h->blocks[block]));
	if (!h->blocks[block])
		return -ENOMEM;
	h->blocks[block][value >> shift_of(block) & (BUCKETS - 1)]++;
	if (!h->count || value < h->min)
		h->min = value;
	if (value > h->max)
		h->max = value;
	h->count++;
	if (__builtin_add_overflow(h->total, value, &h->total))
		h->total = UINT64_MAX;
	return 0;
}

static uint64_t middle(unsigned int block, unsigned int bucket)
{
	unsigned int shift = shift_of(block);
	uint64_t low = (uint64_t)(block ? BUCKETS + bucket : bucket) << shift;

	return low + ((1ULL << shift) - 1) / 2;
}

uint64_t syscord_histogram_percentile(const struct syscord_histogram *h, unsigned int permille)
{
	uint64_t rank = h->count / 1000 * permille + (h->count % 1000 * permille + 999) / 1000;
	uint64_t seen = 0, value = h->max;

	if (!rank)
		rank = 1;
	for (unsigned int b = 0; b < SYSCORD_HISTOGRAM_BLOCKS; b++) {
		for (unsigned int i = 0; h->blocks[b] && i < BUCKETS; i++) {
			seen += h->blocks[b][i];
			if (seen < rank)
				continue;
			value = middle(b, i);
			goto out;
		}
	}
out:
	if (value < h->min)
		return h->min;
	return value > h->max ? h->max : value;
}

void syscord_histogram_free(struct syscord_histogram *h)
{
	for (unsigned int b = 0; b < SYSCORD_HISTOGRAM_BLOCKS; b++)
		free(h->blocks[b]);
	memset(h, 0, sizeof(*h));
}
