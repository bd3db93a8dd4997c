/* SPDX-License-Identifier: GPL-2.0 */
/* The merge: one order of time, nothing out before it is safe. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "fake_ring.h"
#include "merge.h"

static struct syscord_record *copy_at(uint8_t *to, uint64_t time, uint32_t tid)
{
	struct syscord_record *rec = fake_call(tid, 39, 0, 0, NULL, NULL, 0);

	rec->time = time;
	memcpy(to, rec, rec->len);
	return (struct syscord_record *)to;
}

/* A run of records at the given times, 0 ends it */
static void add(struct syscord_merge *merge, uint32_t cpu, const uint64_t *times)
{
	uint8_t *buf = malloc(64 * 56);
	size_t at = 0;

	for (; *times; times++)
		at += copy_at(buf + at, *times, cpu)->len;
	assert_int_equal(syscord_merge_add(merge, cpu, buf, at, buf), 0);
}

#define TIMES(...) ((const uint64_t[]){ __VA_ARGS__, 0 })

static void expect(struct syscord_merge *merge, const uint64_t *times)
{
	struct syscord_event event;

	for (; *times; times++) {
		assert_true(syscord_merge_next(merge, &event));
		assert_int_equal(event.rec->time, *times);
	}
	assert_false(syscord_merge_next(merge, &event));
}

static void borders(void **state)
{
	struct syscord_merge *merge = syscord_merge_new();
	struct syscord_event event;

	(void)state;
	add(merge, 0, TIMES(10, 20, 30, 40));
	add(merge, 1, TIMES(5, 25, 29, 31));
	assert_false(syscord_merge_next(merge, &event)); /* no epoch yet */
	syscord_merge_safe(merge, 30);
	expect(merge, TIMES(5, 10, 20, 25, 29)); /* 30 itself is not safe */
	/* What was committed late: older than what is held already */
	add(merge, 2, TIMES(30, 30, 35));
	syscord_merge_safe(merge, 20); /* does not go back */
	assert_false(syscord_merge_next(merge, &event));
	syscord_merge_safe(merge, 36);
	expect(merge, TIMES(30, 30, 30, 31, 35));
	add(merge, 0, TIMES(41, UINT64_MAX));
	assert_false(syscord_merge_empty(merge));
	syscord_merge_safe(merge, UINT64_MAX);
	expect(merge, TIMES(40, 41, UINT64_MAX));
	assert_true(syscord_merge_empty(merge));
	syscord_merge_restart(merge);
	add(merge, 0, TIMES(1));
	assert_false(syscord_merge_next(merge, &event));
	syscord_merge_free(merge);
}

static void equal_times(void **state)
{
	struct syscord_merge *merge = syscord_merge_new();
	struct syscord_event event;

	(void)state;
	for (uint32_t cpu = 9; cpu--;)
		add(merge, cpu, TIMES(7, 7));
	syscord_merge_safe(merge, UINT64_MAX);
	for (uint32_t i = 0; i < 18; i++) {
		assert_true(syscord_merge_next(merge, &event));
		assert_int_equal(event.cpu, i / 2);
	}
	assert_false(syscord_merge_next(merge, &event));
	syscord_merge_free(merge);
}

/* Many CPUs, runs added in rounds: the whole comes out sorted, each CPU in its order */
static void random_rounds(void **state)
{
	struct syscord_merge *merge = syscord_merge_new();
	uint64_t clock[40], safe = 0, last = 0, in = 0, out = 0;
	struct syscord_event event;

	(void)state;
	srand(5);
	for (size_t i = 0; i < 40; i++)
		clock[i] = 1;
	for (int round = 0; round < 60; round++) {
		for (uint32_t cpu = 0; cpu < 40; cpu++) {
			int n = rand() % 30;
			uint8_t *buf = malloc(30 * 56);
			size_t at = 0;

			/* All from here on is at `safe` or later, as the drain promises */
			if (clock[cpu] < safe)
				clock[cpu] = safe;
			for (int i = 0; i < n; i++) {
				clock[cpu] += (uint64_t)(rand() % 20);
				at += copy_at(buf + at, clock[cpu], cpu)->len;
				in++;
			}
			assert_int_equal(syscord_merge_add(merge, cpu, buf, at, buf), 0);
		}
		safe += 120;
		syscord_merge_safe(merge, safe);
		while (syscord_merge_next(merge, &event)) {
			assert_true(event.rec->time >= last && event.rec->time < safe);
			assert_int_equal(event.rec->tid, event.cpu);
			last = event.rec->time;
			out++;
		}
	}
	assert_true(out > in / 2);
	syscord_merge_safe(merge, UINT64_MAX);
	while (syscord_merge_next(merge, &event)) {
		assert_true(event.rec->time >= last);
		last = event.rec->time;
		out++;
	}
	assert_int_equal(in, out);
	syscord_merge_free(merge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(borders),
		cmocka_unit_test(equal_times),
		cmocka_unit_test(random_rounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
