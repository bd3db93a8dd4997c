/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers into names: every row of flags.def is found, and what has none is shown as a number. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "decode.h"

enum kind { KIND_SET, KIND_VAL, KIND_VAL_ON, KIND_BITS };

/* As written, in the order of flags.def; the macros keep the lookups' own tables out of it */
static const struct {
	enum kind kind;
	const char *name;
	uint64_t mask, value;
} rows[] = {
#define SET(set) { KIND_SET, #set, 0, SYSCORD_SET_##set },
#define VAL(name, value) { KIND_VAL, #name, UINT64_MAX, value },
#define VAL_ON(abis, name, value) { KIND_VAL_ON, #name, UINT64_MAX, value },
#define BIT(name, bits) { KIND_BITS, #name, bits, bits },
#define FIELD(name, mask, value) { KIND_BITS, #name, mask, value },
#include "flags.def"
};

/* The name of a value is that of the first row that has it */
static void test_values_are_found(void **state)
{
	enum syscord_set set = 0;
	unsigned int i, j, start = 0;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *name;

		if (rows[i].kind == KIND_SET) {
			set = (enum syscord_set)rows[i].value;
			start = i + 1;
		}
		if (rows[i].kind != KIND_VAL)
			continue;
		for (j = start; j < i; j++) {
			if (rows[j].mask == UINT64_MAX && rows[j].value == rows[i].value)
				break;
		}
		name = syscord_flag_name(set, rows[i].value);
		assert_non_null(name);
		assert_string_equal(name, rows[j].name);
	}
}

static void test_fields_and_bits(void **state)
{
	enum syscord_set set = 0;
	unsigned int i;
	char text[768];

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		if (rows[i].kind == KIND_SET)
			set = (enum syscord_set)rows[i].value;
		if (rows[i].kind != KIND_BITS)
			continue;
		/* no row can be met that asks for bits outside its mask */
		assert_int_equal(rows[i].value & ~rows[i].mask, 0);
		assert_true(syscord_flag_text(set, SYSCORD_ABI_X86_64, rows[i].value, text,
					      sizeof(text)) > 0);
	}
}

static void test_numbers_hang_on_the_abi(void **state)
{
	uint64_t mask;

	(void)state;
	assert_string_equal(syscord_flag_name_on(SYSCORD_SET_ptrace, SYSCORD_ABI_X86_64, 31),
			    "PTRACE_SYSEMU");
	assert_string_equal(syscord_flag_name_on(SYSCORD_SET_ptrace, SYSCORD_ABI_ARM, 31),
			    "PTRACE_GETFDPIC");
	assert_null(syscord_flag_name_on(SYSCORD_SET_ptrace, SYSCORD_ABI_RISCV64, 31));
	assert_string_equal(syscord_flag_name_on(SYSCORD_SET_ioctl, SYSCORD_ABI_I386, 0x80041272),
			    "BLKGETSIZE64");
	assert_null(syscord_flag_name_on(SYSCORD_SET_ioctl, SYSCORD_ABI_X86_64, 0x80041272));
	/* EVIOCGBIT(EV_ABS, 8) */
	assert_null(syscord_flag_name(SYSCORD_SET_ioctl, 0x80084523));
	assert_string_equal(syscord_flag_field(SYSCORD_SET_ioctl, 0x80084523, &mask), "EVIOCGBIT");
	assert_int_equal(mask, 0xc000ffe0);
	assert_null(syscord_flag_field(SYSCORD_SET_ioctl, 0xdeadbeef, &mask));
}

static void test_what_has_no_name(void **state)
{
	char text[64];
	size_t len;

	(void)state;
	assert_null(syscord_flag_name(SYSCORD_SET_keyctl, 12345));
	len = syscord_flag_text(SYSCORD_SET_umount, SYSCORD_ABI_X86_64, 0x80000002, text,
				sizeof(text) - 1);
	text[len] = '\0';
	assert_string_equal(text, "MNT_DETACH|0x80000000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values_are_found),
		cmocka_unit_test(test_fields_and_bits),
		cmocka_unit_test(test_numbers_hang_on_the_abi),
		cmocka_unit_test(test_what_has_no_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
