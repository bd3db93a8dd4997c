/* SPDX-License-Identifier: GPL-2.0 */
/* Random numbers: the same seed gives the same ones. */
#ifndef SYSCORD_TEST_RANDOM_H
#define SYSCORD_TEST_RANDOM_H

#include <stdint.h>

static uint64_t random_state = 1;

/* Neighbouring seeds must not give neighbouring numbers */
static inline void random_seed(uint64_t seed)
{
	seed = (seed + 0x9e3779b97f4a7c15ULL) * 0xbf58476d1ce4e5b9ULL;
	random_state = (seed ^ seed >> 31) | 1;
}

static inline uint64_t random64(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state * 0x2545f4914f6cdd1dULL;
}

static inline unsigned int pick(unsigned int n)
{
	return (unsigned int)(random64() >> 33) % n;
}

#endif /* SYSCORD_TEST_RANDOM_H */
