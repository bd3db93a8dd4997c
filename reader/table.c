// SPDX-License-Identifier: GPL-2.0
/*
 * The syscall table as the tools see it: names, classes, arguments; an index by
 * number for each ABI and one by name.
 *
 * All of it is made by the compiler but the order by name, which is sorted at
 * its first use.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "tools.h"

#define NA (-1)
#define RS SYSCORD_CLASS_RS
#define WS SYSCORD_CLASS_WS
#define RC SYSCORD_CLASS_RC
#define WC SYSCORD_CLASS_WC
#define STATE 1
#define EXEC 0 /* of interest to the module only, as the next */
#define NORETURN 0
#define FORKS 0

#define ARG(name_, capture_, format_) \
	{ .name = #name_, .capture = #capture_, .format = SYSCORD_FMT_##format_ },
#define ROW(name_, x86_64, i386, generic, arm, class_, flags_, ...)    \
	{                                                              \
		.name = name_,                                         \
		.nr = { NA, x86_64, i386, NA, generic, arm, generic }, \
		.class = (class_),                                     \
		.state = (STATE & (flags_)) != 0,                      \
		.nargs = sizeof((const struct syscord_arg_desc[]){     \
				 __VA_ARGS__{ NULL, NULL, 0 } }) /     \
				 sizeof(struct syscord_arg_desc) -     \
			 1,                                            \
		.args = { __VA_ARGS__ },                               \
	},
#define SYSCALL(name, ...) ROW(#name, __VA_ARGS__)
#define SYSCALL_ON(abi, name, ...) ROW(#name, __VA_ARGS__)

const struct syscord_call_desc syscord_calls[] = {
#include <syscalls.def>
};

#undef SYSCALL
#undef SYSCALL_ON
#undef ARG

#define CALLS ARRAY_SIZE(syscord_calls)
const unsigned int syscord_calls_count = CALLS;

/*
 * Indexes into syscord_calls, plus one. NA falls on the last element, which is
 * never looked up. Rows that share a number are wanted: the last one is meant.
 */
#define NR_LIMIT 1023
#undef NA
#define NA NR_LIMIT

enum {
#define SYSCALL(name, ...) ROW_##name,
#define SYSCALL_ON(abi, name, ...) ROW_##name##__##abi,
#include <syscalls.def>
#undef SYSCALL
#undef SYSCALL_ON
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
#ifdef __clang__
#pragma GCC diagnostic ignored "-Winitializer-overrides"
#endif

#define SYSCALL(name, x86_64, ...) [x86_64] = ROW_##name + 1,
#define SYSCALL_ON(abi, name, x86_64, ...) [x86_64] = ROW_##name##__##abi + 1,
static const uint16_t by_nr_x86_64[NR_LIMIT + 1] = {
#include <syscalls.def>
};
#undef SYSCALL
#undef SYSCALL_ON

#define SYSCALL(name, x86_64, i386, ...) [i386] = ROW_##name + 1,
#define SYSCALL_ON(abi, name, x86_64, i386, ...) [i386] = ROW_##name##__##abi + 1,
static const uint16_t by_nr_i386[NR_LIMIT + 1] = {
#include <syscalls.def>
};
#undef SYSCALL
#undef SYSCALL_ON

#define SYSCALL(name, x86_64, i386, generic, ...) [generic] = ROW_##name + 1,
#define SYSCALL_ON(abi, name, x86_64, i386, generic, ...) [generic] = ROW_##name##__##abi + 1,
static const uint16_t by_nr_generic[NR_LIMIT + 1] = {
#include <syscalls.def>
};
#undef SYSCALL
#undef SYSCALL_ON

#define SYSCALL(name, x86_64, i386, generic, arm, ...) [arm] = ROW_##name + 1,
#define SYSCALL_ON(abi, name, x86_64, i386, generic, arm, ...) [arm] = ROW_##name##__##abi + 1,
static const uint16_t by_nr_arm[NR_LIMIT + 1] = {
#include <syscalls.def>
};
#undef SYSCALL
#undef SYSCALL_ON

#pragma GCC diagnostic pop

static const uint16_t *const by_nr[SYSCORD_ABI_COUNT] = {
	[SYSCORD_ABI_X86_64] = by_nr_x86_64, [SYSCORD_ABI_I386] = by_nr_i386,
	[SYSCORD_ABI_ARM64] = by_nr_generic, [SYSCORD_ABI_RISCV64] = by_nr_generic,
	[SYSCORD_ABI_ARM] = by_nr_arm,
};

const struct syscord_call_desc *syscord_call_by_nr(uint32_t abi, uint32_t nr)
{
	unsigned int row;

	if (abi >= SYSCORD_ABI_COUNT || !by_nr[abi] || nr >= NR_LIMIT)
		return NULL;
	row = by_nr[abi][nr];
	return row ? &syscord_calls[row - 1] : NULL;
}

/* ---- calls by way of others ---- */
#define ANY UINT32_MAX
#define SYSCALL(...)
#define SYSCALL_ON(...)
#define SUBCALL(via_, number_, name, order_)         \
	{ .via = &syscord_calls[ROW_##via_],         \
	  .call = &syscord_calls[ROW_##name],        \
	  .number = (number_),                       \
	  .order = (order_) },
static const struct syscord_sub_desc subs[] = {
#include <syscalls.def>
};
#undef SYSCALL
#undef SYSCALL_ON

const struct syscord_sub_desc *syscord_call_sub(const struct syscord_call_desc *via,
						uint32_t number)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(subs); i++) {
		if (subs[i].via == via && (subs[i].number == number || subs[i].number == ANY))
			return &subs[i];
	}
	return NULL;
}

/* ---- calls whose meaning hangs on an argument ---- */
#define SYSCALL(...)
#define SYSCALL_ON(...)
#define ONLY SYSCORD_FAMILY_ONLY
#define FAMILY(name, ...) FAMILY_##name,
enum {
#include <syscalls.def>
	FAMILY_COUNT
};
#undef FAMILY

#define FAMILY(name, first_, mask_, second_)                                               \
	[FAMILY_##name] = { .first = (first_), .mask = (mask_), .second = (second_),       \
			    .lead = ((second_) != ONLY && (second_) > (first_) ? (second_) \
									       : (first_)) + 1 },
#define NEXT(family, other) [FAMILY_##family].next = &families[FAMILY_##other],
static const struct syscord_family_desc families[FAMILY_COUNT] = {
#include <syscalls.def>
};
#undef FAMILY
#undef NEXT

#define SELECT(call, family) [ROW_##call] = &families[FAMILY_##family],
static const struct syscord_family_desc *const family_of[CALLS] = {
#include <syscalls.def>
};
#undef SELECT

#define PAIR(first, second) ((uint64_t)(first) << 32 | (second))
#define ARG(name_, capture_, format_) \
	{ .name = #name_, .capture = #capture_, .format = SYSCORD_FMT_##format_ },
#define VARIANT(family_, key_, name_, ...)                                                      \
	{ .name = #name_,                                                                       \
	  .family = &families[FAMILY_##family_],                                                \
	  .key = (key_),                                                                        \
	  .nargs = sizeof((const struct syscord_arg_desc[]){ __VA_ARGS__{ NULL, NULL, 0 } }) /  \
			   sizeof(struct syscord_arg_desc) -                                    \
		   1,                                                                           \
	  .args = { __VA_ARGS__ } },
const struct syscord_variant_desc syscord_variants[] = {
#include <syscalls.def>
};
#undef VARIANT
#undef ARG
#undef ONLY
#undef SYSCALL
#undef SYSCALL_ON

const unsigned int syscord_variants_count = ARRAY_SIZE(syscord_variants);

static uint16_t by_key[ARRAY_SIZE(syscord_variants)];
static pthread_once_t by_key_once = PTHREAD_ONCE_INIT;

static int key_compare(const struct syscord_family_desc *family, uint64_t key,
		       const struct syscord_variant_desc *b)
{
	if (family != b->family)
		return family < b->family ? -1 : 1;
	return (key > b->key) - (key < b->key);
}

static int by_key_compare(const void *a, const void *b)
{
	const struct syscord_variant_desc *one = &syscord_variants[*(const uint16_t *)a];

	return key_compare(one->family, one->key, &syscord_variants[*(const uint16_t *)b]);
}

static void by_key_sort(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(by_key); i++)
		by_key[i] = (uint16_t)i;
	qsort(by_key, ARRAY_SIZE(by_key), sizeof(by_key[0]), by_key_compare);
}

const struct syscord_family_desc *syscord_call_family(const struct syscord_call_desc *call)
{
	return family_of[call - syscord_calls];
}

bool syscord_call_asks(const struct syscord_call_desc *call,
		       const struct syscord_family_desc *family)
{
	const struct syscord_family_desc *one = family_of[call - syscord_calls];

	while (one && one != family)
		one = one->next;
	return one;
}

static const struct syscord_variant_desc *
family_variant(const struct syscord_family_desc *family, const uint64_t args[6])
{
	uint64_t key = (uint32_t)args[family->first] & family->mask;
	size_t low = 0, high = ARRAY_SIZE(by_key);

	if (family->second != SYSCORD_FAMILY_ONLY)
		key = key << 32 | (uint32_t)args[family->second];
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct syscord_variant_desc *one = &syscord_variants[by_key[middle]];
		int order = key_compare(family, key, one);

		if (!order)
			return one;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct syscord_variant_desc *syscord_call_variant(const struct syscord_call_desc *call,
							const uint64_t args[6])
{
	const struct syscord_family_desc *family = family_of[call - syscord_calls];
	const struct syscord_variant_desc *variant = NULL;

	pthread_once(&by_key_once, by_key_sort);
	for (; family && !variant; family = family->next)
		variant = family_variant(family, args);
	return variant;
}

/* ---- by name ---- */
static uint16_t by_name[CALLS];
static pthread_once_t by_name_once = PTHREAD_ONCE_INIT;

/* Rows of the same name keep the order of the table. */
static int by_name_compare(const void *a, const void *b)
{
	unsigned int i = *(const uint16_t *)a, j = *(const uint16_t *)b;
	int order = strcmp(syscord_calls[i].name, syscord_calls[j].name);

	return order ? order : (i > j) - (i < j);
}

static void by_name_sort(void)
{
	unsigned int i;

	for (i = 0; i < CALLS; i++)
		by_name[i] = (uint16_t)i;
	qsort(by_name, CALLS, sizeof(by_name[0]), by_name_compare);
}

const struct syscord_call_desc *syscord_call_by_name(const char *name, size_t len)
{
	size_t low = 0, high = CALLS;

	if (!len)
		return NULL;
	pthread_once(&by_name_once, by_name_sort);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *have = syscord_calls[by_name[middle]].name;
		int order = strncmp(have, name, len);

		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	/* the first that is not below name[0..len): of those, the shortest comes first */
	if (low < CALLS) {
		const struct syscord_call_desc *call = &syscord_calls[by_name[low]];

		if (strlen(call->name) == len && !memcmp(call->name, name, len))
			return call;
	}
	return NULL;
}

/* Of those that move content, some count messages; those flagged STATE give a descriptor */
bool syscord_call_counts_bytes(const struct syscord_call_desc *call)
{
	static const char *const names[] = { "recvmmsg", "recvmmsg_time64", "sendmmsg" };

	if (!(call->class & (SYSCORD_CLASS_RC | SYSCORD_CLASS_WC)) || call->state)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(call->name, names[i]))
			return false;
	return true;
}

const char *syscord_abi_name(uint32_t abi)
{
	static const char *const names[SYSCORD_ABI_COUNT] = {
		[SYSCORD_ABI_UNKNOWN] = "unknown", [SYSCORD_ABI_X86_64] = "x86-64",
		[SYSCORD_ABI_I386] = "i386",	   [SYSCORD_ABI_X32] = "x32",
		[SYSCORD_ABI_ARM64] = "arm64",	   [SYSCORD_ABI_ARM] = "arm",
		[SYSCORD_ABI_RISCV64] = "riscv64",
	};

	return abi < SYSCORD_ABI_COUNT ? names[abi] : names[SYSCORD_ABI_UNKNOWN];
}

uint32_t syscord_abi_native(void)
{
#if defined(__x86_64__) && defined(__LP64__)
	return SYSCORD_ABI_X86_64;
#elif defined(__aarch64__)
	return SYSCORD_ABI_ARM64;
#elif defined(__riscv) && __riscv_xlen == 64
	return SYSCORD_ABI_RISCV64;
#else
	return SYSCORD_ABI_UNKNOWN;
#endif
}
