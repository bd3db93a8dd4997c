/* SPDX-License-Identifier: GPL-2.0 */
/* Which real time a moment of the boot clock has, when the clock is set in between. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "clock.h"

static struct syscord_clock_line line;

static int setup(void **state)
{
	(void)state;
	memset(&line, 0, sizeof(line));
	return 0;
}

static void real(void **state)
{
	(void)state;
	assert_int_equal(syscord_clock_line_real(&line, 5), 5);
	syscord_clock_line_add(&line, 100, 1000);
	syscord_clock_line_add(&line, 200, 1000);
	syscord_clock_line_add(&line, 300, 5000);
	syscord_clock_line_add(&line, 400, 500);
	assert_int_equal(line.count, 3); /* 200 says nothing new */
	assert_int_equal(syscord_clock_line_real(&line, 50), 1050); /* older than all samples */
	assert_int_equal(syscord_clock_line_real(&line, 299), 1299);
	assert_int_equal(syscord_clock_line_real(&line, 300), 5300);
	assert_int_equal(syscord_clock_line_real(&line, 399), 5399);
	assert_int_equal(syscord_clock_line_real(&line, 400), 900);
	assert_int_equal(syscord_clock_line_real(&line, UINT64_MAX), 499); /* wraps, no more */
	/* The same moment once more, and one that cannot be */
	syscord_clock_line_add(&line, 400, 600);
	assert_int_equal(syscord_clock_line_real(&line, 400), 1000);
	syscord_clock_line_add(&line, 10, 7);
	assert_int_equal(line.count, 1);
	assert_int_equal(syscord_clock_line_real(&line, 400), 407);
}

static void range(void **state)
{
	uint64_t from, to;

	(void)state;
	syscord_clock_line_range(&line, 5, 6, &from, &to);
	assert_int_equal(from, 5);
	assert_int_equal(to, 6);
	syscord_clock_line_add(&line, 100, 1000);
	syscord_clock_line_add(&line, 300, 5000);
	syscord_clock_line_add(&line, 400, 500);
	syscord_clock_line_range(&line, 150, 250, &from, &to);
	assert_int_equal(from, 1150);
	assert_int_equal(to, 1250);
	syscord_clock_line_range(&line, 150, 350, &from, &to);
	assert_int_equal(from, 1150);
	assert_int_equal(to, 5350);
	/* Set back within: the last moment has not the latest time, nor the first the earliest */
	syscord_clock_line_range(&line, 150, 420, &from, &to);
	assert_int_equal(from, 900);
	assert_int_equal(to, 5400);
	syscord_clock_line_range(&line, 50, 450, &from, &to);
	assert_int_equal(from, 900);
	assert_int_equal(to, 5400);
}

/* More samples than are kept: the newest stay */
static void many(void **state)
{
	(void)state;
	for (uint64_t i = 1; i <= 1000; i++)
		syscord_clock_line_add(&line, i * 10, i);
	assert_int_equal(line.count, SYSCORD_CLOCK_SAMPLES);
	assert_int_equal(syscord_clock_line_real(&line, 10005), 11005);
	assert_int_equal(syscord_clock_line_real(&line, 9999), 9999 + 999);
	assert_int_equal(syscord_clock_line_real(&line, 0), 1001 - SYSCORD_CLOCK_SAMPLES);
}

static void jumps(void **state)
{
	const uint64_t hour = 3600000000000ULL;
	const uint64_t now = syscord_clock_offset();

	(void)state;
	assert_false(syscord_clock_jumped(5, 5));
	assert_false(syscord_clock_jumped(0, SYSCORD_CLOCK_JUMP - 1));
	assert_false(syscord_clock_jumped(SYSCORD_CLOCK_JUMP - 1, 0));
	assert_true(syscord_clock_jumped(0, SYSCORD_CLOCK_JUMP + 1));
	assert_true(syscord_clock_jumped(SYSCORD_CLOCK_JUMP + 1, 0));
	assert_true(syscord_clock_jumped(0, -hour));
	assert_false(syscord_clock_jumped(now, syscord_clock_offset()));
}

static void watch(void **state)
{
	struct pollfd pfd = { .events = POLLIN };

	(void)state;
	pfd.fd = syscord_clock_watch();
	assert_true(pfd.fd >= 0);
	syscord_clock_rewatch(pfd.fd);
	assert_int_equal(poll(&pfd, 1, 0), 0);
	close(pfd.fd);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(real, setup),
		cmocka_unit_test_setup(range, setup),
		cmocka_unit_test_setup(many, setup),
		cmocka_unit_test(jumps),
		cmocka_unit_test(watch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
