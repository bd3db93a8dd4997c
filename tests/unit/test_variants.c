/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Variants of calls (include/variants/), what all captures of the table name, and that
 * docs/COVERAGE.md has each argument that is not captured and no other.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "build.h"
#include "decode.h"
#include "syscalls.h"

#define VALUES 12 /* the arguments, and what LOAD may fill */

static struct build b;
static struct syscord_decoded d;

static const struct syscord_call_desc *by_name(const char *name)
{
	const struct syscord_call_desc *call = syscord_call_by_name(name, strlen(name));

	assert_non_null(call);
	return call;
}

static const struct syscord_variant_desc *variant(const char *name, uint64_t a, uint64_t second)
{
	return syscord_call_variant(by_name(name), (uint64_t[6]){ a, second });
}

static void lookups(void **state)
{
	(void)state;
	assert_string_equal(variant("fcntl", 3, 6)->name, "F_SETLK");
	assert_string_equal(variant("fcntl64", 3, 6)->name, "F_SETLK");
	assert_string_equal(variant("fcntl", 3, (1ULL << 32) + 6)->name, "F_SETLK");
	assert_null(variant("fcntl", 3, 999));
	assert_null(variant("fcntl", 6, 999));
	assert_string_equal(variant("prctl", 15, 6)->name, "PR_SET_NAME");
	assert_null(variant("read", 15, 6));
	assert_null(syscord_call_family(by_name("read")));
	assert_int_equal(syscord_call_family(by_name("fcntl"))->lead, 2);
	assert_int_equal(syscord_call_family(by_name("prctl"))->lead, 1);
}

/* What has no variant is asked for without some of its bits. */
static void lookups_of_the_next_family(void **state)
{
	(void)state;
	assert_string_equal(variant("ioctl", 3, 0x5401)->name, "TCGETS");
	assert_string_equal(variant("ioctl", 3, 0x80ff4506)->name, "EVIOCGNAME");
	assert_string_equal(variant("ioctl", 3, 0x80004506)->name, "EVIOCGNAME");
	assert_null(variant("ioctl", 3, 0x40ff4506)); /* the other direction */
	assert_string_equal(variant("ioctl", 3, 0x80604521)->name, "EVIOCGBIT");
	assert_string_equal(variant("ioctl", 3, 0x8018457f)->name, "EVIOCGABS");
	assert_null(variant("ioctl", 3, 0x8014457f)); /* another size */
	assert_string_equal(variant("ioctl", 3, 0xffffffff80ff4506)->name, "EVIOCGNAME");
	/* the exact value comes first: 0xc058ff0b, by whose size another one goes */
	assert_ptr_not_equal(variant("ioctl", 3, 0xc058ff0b), variant("ioctl", 3, 0xc040ff0b));
	assert_string_equal(variant("ioctl", 3, 0xc040ff0b)->name, "PIDFD_GET_INFO");
	assert_null(variant("ioctl", 3, 0xdeadbeef));
}

static void each_is_found(void **state)
{
	unsigned int i, j;

	(void)state;
	for (i = 0; i < syscord_variants_count; i++) {
		const struct syscord_variant_desc *one = &syscord_variants[i];
		bool has_call = false;

		assert_true(one->family->lead + one->nargs <= 6);
		if (one->family->second == SYSCORD_FAMILY_ONLY && one->key & ~(uint64_t)one->family->mask)
			fail_msg("%s: the value is outside its family's mask", one->name);
		for (j = 0; j < i; j++) {
			if (syscord_variants[j].family == one->family &&
			    syscord_variants[j].key == one->key)
				fail_msg("%s and %s are the same value", syscord_variants[j].name,
					 one->name);
		}
		for (j = 0; j < syscord_calls_count; j++) {
			if (!syscord_call_asks(&syscord_calls[j], one->family))
				continue;
			has_call = true;
			/* a variant may not have what the call's record does not hold */
			if (one->family->lead + one->nargs > syscord_calls[j].nargs)
				fail_msg("%s %s has more arguments than the call",
					 syscord_calls[j].name, one->name);
		}
		assert_true(has_call);
	}
}

/* The value's name stands in two places, here and among the names of flags: on one ABI at least. */
static bool name_is_shown(const struct syscord_variant_desc *one)
{
	const struct syscord_family_desc *family = one->family;
	bool pair = family->second != SYSCORD_FAMILY_ONLY, shown = false, tried = false;
	unsigned int last = pair ? family->second : family->first, abi, j;
	uint64_t args[6] = { 0 };

	args[family->first] = pair ? one->key >> 32 : one->key;
	args[last] = (uint32_t)one->key;
	for (j = 0; j < syscord_calls_count; j++) {
		const struct syscord_call_desc *call = &syscord_calls[j];

		if (!syscord_call_asks(call, family))
			continue;
		for (abi = 1; abi < SYSCORD_ABI_COUNT; abi++) {
			if (call->nr[abi] < 0 ||
			    syscord_call_by_nr(abi, (uint32_t)call->nr[abi]) != call)
				continue;
			build_call(&b, abi, (uint32_t)call->nr[abi], 0, call->nargs, args);
			assert_int_equal(syscord_decode(&d, build_record(&b)), 0);
			assert_ptr_equal(d.variant, one);
			tried = true;
			shown |= d.args[last].text && strstr(d.args[last].text, one->name);
			syscord_decode_end(&d);
		}
	}
	/* a call that is made by way of another alone has no number */
	return shown || !tried;
}

static void names_agree(void **state)
{
	unsigned int i, wrong = 0;

	(void)state;
	for (i = 0; i < syscord_variants_count; i++) {
		if (!name_is_shown(&syscord_variants[i])) {
			print_error("%s is shown as something else\n", syscord_variants[i].name);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* A word of the table's language with the number of a value in the brackets, first or second */
static const struct {
	const char *word;
	bool second;
} words[] = {
	{ "A(", false },      { "AN(", false },	   { "AT(", false },	 { "AP(", false },
	{ "P(", false },      { "BITS(", false },  { "NODES(", false },	 { "RETA(", false },
	{ "RETP(", false },   { "RETAN(", false }, { "RETAT(", false },	 { "PAGES(", false },
	{ "LEAST(", false },  { "LEAST(", true },  { "IOVIN(", false },	 { "IOVOUT(", false },
	{ "MSGSIN(", false }, { "SADDR(", false }, { "OADDR(", false },	 { "MSGSOUT(", false },
	{ "IOC(", false },    { "CASE(", false },  { "FROM(", false },	 { "HAS(", false },
	{ "LACKS(", false },  { "UNLESS(", false }, { "PTRS(", false },	 { "VIA(", false },
	{ "LOAD(", true },    { "ANC(", false },   { "PN(", false },	 { "SINCE(", false },
};

static void values_check(const char *call, const struct syscord_arg_desc *args, unsigned int nargs,
			 unsigned int arguments, bool loaded[VALUES])
{
	unsigned int i, j;

	for (i = 0; i < nargs; i++) {
		const char *capture = args[i].capture, *at;

		assert_non_null(args[i].name);
		assert_true(args[i].format < SYSCORD_FMT_COUNT);
		for (at = capture; *at; at++) {
			for (j = 0; j < ARRAY_SIZE(words); j++) {
				size_t len = strlen(words[j].word);
				unsigned long value;
				const char *number;

				if (strncmp(at, words[j].word, len) != 0 ||
				    (at > capture && (isalnum((unsigned char)at[-1]) || at[-1] == '_')))
					continue;
				number = words[j].second ? strchr(at, ',') + 1 : at + len;
				value = strtoul(number, NULL, 0);
				if (value >= arguments && (value >= VALUES || !loaded[value]))
					fail_msg("%s, %s: there is no value %lu in %s", call,
						 args[i].name, value, capture);
			}
			if (!strncmp(at, "LOAD(", 5)) {
				unsigned long to = strtoul(at + 5, NULL, 0);

				assert_true(to >= 6 && to < VALUES);
				loaded[to] = true;
			}
		}
	}
}

static void captures_name_values(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < syscord_calls_count; i++) {
		bool loaded[VALUES] = { false };

		values_check(syscord_calls[i].name, syscord_calls[i].args, syscord_calls[i].nargs,
			     syscord_calls[i].nargs, loaded);
	}
	for (i = 0; i < syscord_variants_count; i++) {
		const struct syscord_variant_desc *one = &syscord_variants[i];
		bool loaded[VALUES] = { false };

		values_check(one->name, one->args, one->nargs, one->family->lead + one->nargs,
			     loaded);
	}
}

/* An address without its length would be a guess */
static void addresses_have_lengths(void **state)
{
	unsigned int i, k;

	(void)state;
	for (i = 0; i < syscord_calls_count; i++) {
		const struct syscord_arg_desc *args = syscord_calls[i].args;

		for (k = 0; k < syscord_calls[i].nargs; k++) {
			if (!strncmp(args[k].capture, "OADDR(", 6))
				assert_string_equal(args[args[k].capture[6] - '0'].capture,
						    "OUTIN(C(4))");
		}
	}
}

/* ---- docs/COVERAGE.md: `call.argument`, or `call VALUE.argument` of a variant ---- */
static char text[65536];

static unsigned int is_documented(const char *call, const char *value, const char *arg)
{
	char key[128];

	snprintf(key, sizeof(key), "`%s%s%s.%s`", call, value ? " " : "", value ? value : "", arg);
	if (!strstr(text, key))
		print_error("docs/COVERAGE.md does not say why %s is not captured\n", key);
	return strstr(text, key) == NULL;
}

/* Rows of one name stand there once. */
static bool is_first(const struct syscord_call_desc *call, unsigned int arg)
{
	const struct syscord_call_desc *before;
	unsigned int k;

	for (before = syscord_calls; before < call; before++) {
		for (k = 0; !strcmp(before->name, call->name) && k < before->nargs; k++) {
			if (!strcmp(before->args[k].name, call->args[arg].name) &&
			    syscord_arg_coverage(&before->args[k]) == SYSCORD_COVERAGE_EXCEPTION)
				return false;
		}
	}
	return true;
}

static const char *family_name(const struct syscord_family_desc *family)
{
	unsigned int i;

	for (i = 0; i < syscord_calls_count; i++) {
		if (syscord_call_asks(&syscord_calls[i], family))
			return syscord_calls[i].name;
	}
	return "?";
}

/* So do values of one name, where a call has families by ABI. */
static bool is_first_value(const struct syscord_variant_desc *one, unsigned int arg)
{
	const struct syscord_variant_desc *before;

	for (before = syscord_variants; before < one; before++) {
		if (!strcmp(before->name, one->name) && arg < before->nargs &&
		    !strcmp(before->args[arg].name, one->args[arg].name) &&
		    !strcmp(family_name(before->family), family_name(one->family)) &&
		    syscord_arg_coverage(&before->args[arg]) == SYSCORD_COVERAGE_EXCEPTION)
			return false;
	}
	return true;
}

static void exceptions_are_documented(void **state)
{
	unsigned int i, k, exceptions = 0, documented = 0, missing = 0;
	FILE *file = fopen("docs/COVERAGE.md", "r");
	const char *at;

	(void)state;
	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) < sizeof(text) - 1);
	fclose(file);
	for (i = 0; i < syscord_calls_count; i++) {
		const struct syscord_call_desc *call = &syscord_calls[i];

		for (k = 0; k < call->nargs; k++) {
			if (syscord_arg_coverage(&call->args[k]) != SYSCORD_COVERAGE_EXCEPTION ||
			    !is_first(call, k))
				continue;
			exceptions++;
			missing += is_documented(call->name, NULL, call->args[k].name);
		}
	}
	for (i = 0; i < syscord_variants_count; i++) {
		const struct syscord_variant_desc *one = &syscord_variants[i];

		for (k = 0; k < one->nargs; k++) {
			if (syscord_arg_coverage(&one->args[k]) != SYSCORD_COVERAGE_EXCEPTION ||
			    !is_first_value(one, k))
				continue;
			exceptions++;
			missing += is_documented(family_name(one->family), one->name,
						 one->args[k].name);
		}
	}
	assert_int_equal(missing, 0);
	for (at = text; (at = strchr(at, '`')); at++) {
		const char *end = strchr(at + 1, '`');

		assert_non_null(end);
		documented += memchr(at, '.', (size_t)(end - at)) &&
			      !memchr(at, '/', (size_t)(end - at));
		at = end;
	}
	/* none more than there are */
	assert_int_equal(documented, exceptions);
}

static void nothing_is_raw(void **state)
{
	unsigned int i, raw = 0;

	(void)state;
	for (i = 0; i < syscord_calls_count; i++) {
		const char *why = NULL;

		if (syscord_call_coverage(&syscord_calls[i], &why) != SYSCORD_COVERAGE_RAW)
			continue;
		print_error("%s: %s is a pointer\n", syscord_calls[i].name, why);
		raw++;
	}
	assert_int_equal(raw, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lookups),
		cmocka_unit_test(lookups_of_the_next_family),
		cmocka_unit_test(each_is_found),
		cmocka_unit_test(names_agree),
		cmocka_unit_test(captures_name_values),
		cmocka_unit_test(addresses_have_lengths),
		cmocka_unit_test(exceptions_are_documented),
		cmocka_unit_test(nothing_is_raw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
