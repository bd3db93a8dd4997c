/* SPDX-License-Identifier: GPL-2.0 */
/* flags.def made into tables, and numbers into names. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "decode.h"

#define ABI(a) (1U << SYSCORD_ABI_##a)
#define ABIS_ALL 0xff
#define ABIS_ARM32 ABI(ARM)
#define ABIS_ARM64 ABI(ARM64)
#define ABIS_ARMS (ABIS_ARM32 | ABIS_ARM64)
#define ABIS_I386 ABI(I386)
#define ABIS_X86 (ABI(X86_64) | ABI(I386) | ABI(X32))
#define ABIS_RISCV ABI(RISCV64)
#define ABIS_L32 (ABIS_I386 | ABIS_ARM32)

struct flag {
	uint64_t mask;
	uint64_t value;
	const char *name;
	uint8_t len;
	uint8_t abis;
};

/* The name is made a string by the outer macro already: a header may define it as a macro too */
#define ROW(name, mask, value, abis) { mask, value, name, sizeof(name) - 1, abis },
#define SET(set) static const struct flag set_##set[] = {
#define VAL(name, value) ROW(#name, UINT64_MAX, value, ABIS_ALL)
#define VAL_ON(abis, name, value) ROW(#name, UINT64_MAX, value, ABIS_##abis)
#define BIT(name, bits) ROW(#name, bits, bits, ABIS_ALL)
#define FIELD(name, mask, value) ROW(#name, mask, value, ABIS_ALL)
#define ARM(name, bits) ROW(#name, bits, bits, ABIS_ARMS)
#define NOTARM(name, bits) ROW(#name, bits, bits, ABIS_ALL & ~ABIS_ARMS)
#define X86(name, bits) ROW(#name, bits, bits, ABIS_X86)
#define END       \
	{         \
		0 \
	}         \
	}         \
	;
#include "flags.def"

/* The rows of a set by value: the VAL rows first, then the others, in their order */
#define SET(set) static const struct flag *sorted_##set[ARRAY_SIZE(set_##set)];
#include "flags.def"

static struct {
	const struct flag *rows, **sorted;
	unsigned int count, vals;
} sets[SYSCORD_SET_COUNT] = {
#define SET(set) [SYSCORD_SET_##set] = { set_##set, sorted_##set, ARRAY_SIZE(set_##set) - 1, 0 },
#include "flags.def"
};

static pthread_once_t sorted_once = PTHREAD_ONCE_INIT;

/* Rows of the same value keep the order of flags.def: the first one is meant */
static int compare(const void *a, const void *b)
{
	const struct flag *one = *(const struct flag *const *)a;
	const struct flag *two = *(const struct flag *const *)b;
	int val = (two->mask == UINT64_MAX) - (one->mask == UINT64_MAX);

	if (val)
		return val;
	if (one->mask == UINT64_MAX && one->value != two->value)
		return one->value < two->value ? -1 : 1;
	return (one > two) - (one < two);
}

static void sort(void)
{
	unsigned int set, i;

	for (set = 0; set < SYSCORD_SET_COUNT; set++) {
		for (i = 0; i < sets[set].count; i++) {
			sets[set].sorted[i] = &sets[set].rows[i];
			sets[set].vals += sets[set].rows[i].mask == UINT64_MAX;
		}
		qsort(sets[set].sorted, sets[set].count, sizeof(*sets[set].sorted), compare);
	}
}

static const char *find(enum syscord_set set, unsigned int abis, uint64_t value)
{
	const struct flag **sorted = sets[set].sorted;
	unsigned int low = 0, high;

	pthread_once(&sorted_once, sort);
	high = sets[set].vals;
	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (sorted[middle]->value < value)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < sets[set].vals && sorted[low]->value == value; low++) {
		if (sorted[low]->abis & abis)
			return sorted[low]->name;
	}
	return NULL;
}

const char *syscord_flag_name(enum syscord_set set, uint64_t value)
{
	return find(set, ABIS_ALL, value);
}

const char *syscord_flag_name_on(enum syscord_set set, uint32_t abi, uint64_t value)
{
	return find(set, 1U << abi, value);
}

const char *syscord_flag_field(enum syscord_set set, uint64_t value, uint64_t *mask)
{
	unsigned int i;

	pthread_once(&sorted_once, sort);
	for (i = sets[set].vals; i < sets[set].count; i++) {
		const struct flag *flag = sets[set].sorted[i];

		if ((value & flag->mask) == flag->value) {
			*mask = flag->mask;
			return flag->name;
		}
	}
	return NULL;
}

static size_t add(char *out, size_t room, size_t len, const char *text, size_t text_len)
{
	if (len && len < room)
		out[len++] = '|';
	if (text_len > room - len)
		text_len = room - len;
	memcpy(out + len, text, text_len);
	return len + text_len;
}

size_t syscord_flag_text(enum syscord_set set, uint32_t abi, uint64_t value, char *out, size_t room)
{
	const struct flag *flag;
	uint64_t taken = 0;
	size_t len = 0;
	char rest[24];

	for (flag = sets[set].rows; flag->name; flag++) {
		if (!(flag->abis >> abi & 1) || (value & flag->mask) != flag->value ||
		    (taken & flag->mask))
			continue;
		len = add(out, room, len, flag->name, flag->len);
		value &= ~flag->mask;
		taken |= flag->mask;
	}
	if (value) {
		size_t n =
			(size_t)snprintf(rest, sizeof(rest), "0x%llx", (unsigned long long)value);

		len = add(out, room, len, rest, n);
	}
	return len;
}
