// SPDX-License-Identifier: GPL-2.0
/* Times as --since and --until take them, and when durations are missed. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>
#include "view.h"
#include "build.h"

#define S 1000000000ULL
#define NOW (1767225600 * S + 5) /* 2026-01-01 00:00:00 UTC */

static void good(const char *text, uint64_t expected)
{
	uint64_t ns = ~expected;
	int ret = syscord_view_time(text, NOW, &ns);

	if (ret || ns != expected)
		fail_msg("'%s' gives %d, %llu", text, ret, (unsigned long long)ns);
}

static int zone(const char *name)
{
	setenv("TZ", name, 1);
	tzset();
	return 0;
}

static void test_relative(void **state)
{
	(void)state;
	good("now", NOW);
	good("-0", NOW);
	good("-5", NOW - 5 * S);
	good("-5m", NOW - 300 * S);
	good("-2h", NOW - 7200 * S);
	good("-1d", NOW - 86400 * S);
}

static void test_epoch(void **state)
{
	(void)state;
	good("@0", 0);
	good("@1767225600", 1767225600 * S);
	good("@1.5", S + S / 2);
	good("@1.000000001", S + 1);
	good("@1.0000000019", S + 1);
}

static void test_clock(void **state)
{
	(void)state;
	zone("UTC0");
	good("2026-01-31 12:00", 1769860800 * S);
	good("2026-01-31 12:00:01.25", 1769860801 * S + S / 4);
	good("2026-01-31T12:00:01", 1769860801 * S);
	good("2026-01-31", 1769817600 * S);
	good("12:00", 1767225600 * S + 43200 * S);
	good("00:00:07", 1767225607 * S);
	zone("EET-2"); /* two hours east */
	good("2026-01-31 12:00", 1769853600 * S);
}

static void test_wrong(void **state)
{
	static const char *const wrong[] = {
		"",
		"@",
		"@-1",
		"@1.",
		"@1x",
		"@1.5x",
		"@99999999999999999999",
		"@18446744073709551615",
		"-",
		"-x",
		"-5y",
		"-99999999999",
		"later",
		"25:00",
		"12",
		"12:60",
		"12:00x",
		"12:00:",
		"12:00:01.",
		"12:00:01x",
		"2026-13-01",
		"2026-01-31x",
		"2026-01-31 12:00 ",
		"1960-01-01 00:00",
	};
	uint64_t ns;

	(void)state;
	zone("UTC0");
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		if (syscord_view_time(wrong[i], NOW, &ns) != -EINVAL)
			fail_msg("'%s' was taken for a time", wrong[i]);
}

/* It is worth a warning only if all that was shown lacks what was asked for */
static void test_untimed(void **state)
{
	static const struct {
		const char *records; /* c: a call, t: a timed one, e: an exit */
		bool asked, warn;
	} rows[] = {
		{ "ccc", true, true }, { "ccc", false, false }, { "ctc", true, false },
		{ "e", true, false },  { "", true, false },	{ "ec", true, true },
	};
	static struct build b;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct syscord_view_config config = { .duration = rows[i].asked, .color = 2 };
		struct syscord_event event = { .rec = build_record(&b) };
		struct syscord_exit ended = { 0 };
		struct syscord_view *view;
		struct syscord_error err;
		char *text = NULL;
		size_t len;

		config.out = open_memstream(&text, &len);
		assert_int_equal(syscord_view_new(&config, &view, &err), 0);
		b = (struct build){ .pid = 7, .tid = 7 };
		for (const char *p = rows[i].records; *p; p++) {
			if (*p == 'e')
				build_start(&b, SYSCORD_EXIT, &ended, sizeof(ended));
			else
				build_call(&b, SYSCORD_ABI_X86_64, 39, 7, 0, NULL);
			if (*p == 't')
				build_timed(&b, 5000);
			assert_int_equal(syscord_view_event(view, &event), 0);
		}
		assert_int_equal(syscord_view_untimed(view), rows[i].warn);
		fflush(config.out);
		assert_int_equal(!!strstr(text, " <0.000005>\n"),
				 rows[i].asked && strchr(rows[i].records, 't'));
		syscord_view_free(view);
		fclose(config.out);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_relative),
		cmocka_unit_test(test_epoch),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_untimed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
