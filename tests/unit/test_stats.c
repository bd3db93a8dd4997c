// SPDX-License-Identifier: GPL-2.0
/* syscord stats: sums of records made by hand, percentiles against sorted values. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>
#include "build.h"
#include "stats.h"

static struct build b;
static struct syscord_stats stats;
static struct syscord_procs *procs;

static int setup(void **state)
{
	(void)state;
	memset(&b, 0, sizeof(b));
	memset(&stats, 0, sizeof(stats));
	b.pid = b.tid = 10;
	procs = syscord_procs_new();
	return !procs;
}

static int teardown(void **state)
{
	(void)state;
	syscord_stats_free(&stats);
	syscord_procs_free(procs);
	return 0;
}

/* The record that was built, as the command's loop takes it */
static void take(void)
{
	struct syscord_record *rec = build_record(&b);
	struct syscord_event event = { .rec = rec, .real_time = rec->time };

	assert_int_equal(syscord_record_check(rec, rec->len), 0);
	syscord_stats_fork(&stats, rec);
	assert_int_equal(syscord_stats_add(&stats, &event, procs), 0);
	assert_int_equal(syscord_procs_update(procs, rec), 0);
}

static void call_on(uint32_t abi, const char *name, int64_t ret, unsigned int flags)
{
	const struct syscord_call_desc *desc = syscord_call_by_name(name, strlen(name));

	assert_non_null(desc);
	build_call(&b, abi, (uint32_t)desc->nr[abi], ret, 0, NULL)->flags = (uint16_t)flags;
	take();
}

static void call(const char *name, int64_t ret)
{
	call_on(SYSCORD_ABI_X86_64, name, ret, 0);
}

static void timed(const char *name, uint64_t ns)
{
	const struct syscord_call_desc *desc = syscord_call_by_name(name, strlen(name));
	struct {
		struct syscord_call call;
		uint64_t ns;
	} body = { .call = { .nr = (uint32_t)desc->nr[SYSCORD_ABI_X86_64],
			     .abi = SYSCORD_ABI_X86_64 },
		   .ns = ns };

	build_start(&b, SYSCORD_CALL, &body, sizeof(body))->flags = SYSCORD_RECORD_TIMED;
	take();
}

static void fork_of(uint32_t pid, uint32_t tid, unsigned int shared, const char *comm)
{
	struct syscord_fork fork = { .pid = pid, .tid = tid, .shared = shared };

	strcpy(fork.comm, comm);
	build_start(&b, SYSCORD_FORK, &fork, sizeof(fork));
	take();
}

static const struct syscord_stats_row *row(const struct syscord_stats_table *t, const char *name)
{
	for (size_t i = 0; i < t->count; i++)
		if (!strcmp(t->rows[i]->name, name))
			return t->rows[i];
	fail_msg("no row '%s'", name);
	return NULL;
}

static void test_calls(void **state)
{
	const struct syscord_stats_row *r;

	(void)state;
	call("read", 100);
	call("read", 28);
	call("read", 0);
	call("read", -EAGAIN);
	call("read", -4095);
	call("read", -4096); /* no error number */
	call_on(SYSCORD_ABI_X86_64, "read", -512, SYSCORD_RECORD_RESTART);
	call_on(SYSCORD_ABI_I386, "read", 5, 0);
	call("lseek", 1000);
	assert_int_equal(stats.calls.count, 2);
	r = row(&stats.calls, "read");
	assert_int_equal(r->calls, 8);
	assert_int_equal(r->errors, 2);
	assert_int_equal(r->restarted, 1);
	assert_int_equal(r->bytes, 133);
	assert_null(r->times);
	r = row(&stats.calls, "lseek");
	assert_int_equal(r->calls, 1);
	assert_int_equal(r->bytes, 0); /* a position */
	assert_int_equal(stats.records, 9);
	assert_int_equal(stats.timed, 0);
	assert_int_equal(stats.processes.count, 1);
	assert_int_equal(stats.processes.rows[0]->calls, 9);
	assert_int_equal(stats.processes.rows[0]->bytes, 133);
}

/* Results of calls that move content and count something else are not bytes */
static void test_no_bytes(void **state)
{
	static const char *const names[] = { "accept", "accept4", "recvmmsg", "sendmmsg", "openat",
					     "mmap", "dup" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		call(names[i], 7);
		assert_int_equal(row(&stats.calls, names[i])->bytes, 0);
	}
	call("sendto", 7);
	assert_int_equal(row(&stats.calls, "sendto")->bytes, 7);
}

static void test_unknown(void **state)
{
	(void)state;
	build_call(&b, SYSCORD_ABI_X86_64, 0xfff0, 1, 0, NULL);
	take();
	build_call(&b, SYSCORD_ABI_X32, 0, 1, 0, NULL);
	take();
	build_call(&b, 200, 0, 1, 0, NULL);
	take();
	assert_int_equal(stats.calls.count, 3);
	assert_int_equal(row(&stats.calls, "x86-64:syscall_0xfff0")->calls, 1);
	assert_int_equal(row(&stats.calls, "x32:syscall_0x0")->bytes, 0);
}

static void test_exec(void **state)
{
	struct syscord_exec exec = { .old_tid = 10, .abi = SYSCORD_ABI_X86_64, .comm = "nginx" };

	(void)state;
	call("execve", -ENOENT);
	build_start(&b, SYSCORD_EXEC, &exec, sizeof(exec));
	take();
	exec.abi = 99;
	build_start(&b, SYSCORD_EXEC, &exec, sizeof(exec));
	take();
	call("getpid", 10);
	assert_int_equal(row(&stats.calls, "execve")->calls, 3);
	assert_int_equal(row(&stats.calls, "execve")->errors, 1);
	assert_int_equal(row(&stats.processes, "nginx")->calls, 4);
	assert_int_equal(row(&stats.processes, "nginx")->pid, 10);
}

/* Threads are one process; a new process with the id of an old one is another */
static void test_processes(void **state)
{
	(void)state;
	fork_of(20, 20, 0, "first");
	b.pid = 20;
	b.tid = 20;
	call("getpid", 20);
	fork_of(20, 21, SYSCORD_SHARES_THREAD, "thread");
	b.tid = 21;
	call("getpid", 20);
	b.pid = b.tid = 10;
	fork_of(20, 20, 0, "second");
	b.pid = b.tid = 20;
	call("getpid", 20);
	assert_int_equal(stats.processes.count, 2);
	assert_int_equal(row(&stats.processes, "first")->calls, 2);
	assert_int_equal(row(&stats.processes, "second")->calls, 1);
	assert_int_equal(row(&stats.processes, "second")->pid, 20);
	assert_int_equal(stats.records, 6);
}

static void test_many(void **state)
{
	uint64_t sum = 0;

	(void)state;
	/* past every growth, and past the limit */
	for (uint32_t i = 0; i < SYSCORD_STATS_ROWS_MAX + 1000; i++) {
		b.pid = b.tid = 1 + i;
		build_call(&b, SYSCORD_ABI_X86_64, 39, 1, 0, NULL);
		take();
	}
	b.pid = b.tid = 5;
	build_call(&b, SYSCORD_ABI_X86_64, 39, 1, 0, NULL);
	take();
	assert_in_range(stats.processes.count, SYSCORD_STATS_ROWS_MAX, SYSCORD_STATS_ROWS_MAX + 1);
	for (size_t i = 0; i < stats.processes.count; i++)
		sum += stats.processes.rows[i]->calls;
	assert_int_equal(sum, SYSCORD_STATS_ROWS_MAX + 1001);
	assert_int_equal(row(&stats.processes, "(others)")->calls, 1000);
	assert_int_equal(stats.calls.count, 1);
}

/* ---- what is printed ---- */
static char *printed(struct syscord_stats_opts *opts)
{
	struct syscord_source_info info = { .host = "h\033ost", .session = "s", .filter = "" };
	struct syscord_error err = { "" };
	char *text = NULL;
	size_t size;

	opts->view.out = open_memstream(&text, &size);
	assert_non_null(opts->view.out);
	assert_int_equal(syscord_stats_print(&stats, opts, &info, &err), 0);
	fclose(opts->view.out);
	return text;
}

static json_t *parsed(struct syscord_stats_opts *opts)
{
	char *text = printed(opts);
	json_t *root = json_loads(text, 0, NULL);

	free(text);
	assert_non_null(root);
	return root;
}

static int64_t member(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void lose(uint64_t count)
{
	struct syscord_lost lost = { .count = count };

	lost.by_reason[SYSCORD_LOST_FULL] = count - 1;
	lost.by_reason[SYSCORD_LOST_STOPPED] = 1;
	build_start(&b, SYSCORD_LOST, &lost, sizeof(lost));
	take();
}

static void test_json(void **state)
{
	struct syscord_stats_opts opts = { .json = true, .sort = SYSCORD_STATS_BY_BYTES };
	json_t *root, *list;

	(void)state;
	call("lseek", 0);
	call("lseek", 0);
	call("read", 10);
	call("write", 11);
	lose(5);
	root = parsed(&opts);
	assert_int_equal(member(root, "records"), 4);
	assert_int_equal(member(root, "lost"), 5);
	assert_int_equal(member(json_object_get(root, "lost_by_reason"), "full"), 4);
	assert_int_equal(member(root, "first_ns"), 1000);
	assert_int_equal(member(root, "last_ns"), 5000);
	list = json_object_get(root, "calls");
	assert_int_equal(json_array_size(list), 3);
	assert_string_equal(json_string_value(json_object_get(json_array_get(list, 0), "name")),
			    "write");
	assert_int_equal(member(json_array_get(list, 1), "bytes"), 10);
	assert_true(json_is_null(json_object_get(json_array_get(list, 1), "time")));
	assert_int_equal(json_array_size(json_object_get(root, "processes")), 1);
	json_decref(root);

	opts.sort = SYSCORD_STATS_BY_CALLS;
	opts.top = 2;
	opts.by = SYSCORD_STATS_BY_CALL;
	root = parsed(&opts);
	assert_null(json_object_get(root, "processes"));
	list = json_object_get(root, "calls");
	assert_int_equal(json_array_size(list), 2);
	assert_string_equal(json_string_value(json_object_get(json_array_get(list, 0), "name")),
			    "lseek");
	/* of those with the same number, by name */
	assert_string_equal(json_string_value(json_object_get(json_array_get(list, 1), "name")),
			    "read");
	json_decref(root);
}

static void test_text(void **state)
{
	struct syscord_stats_opts opts = { .top = 1, .view = { .color = 2 } };
	char *text;

	(void)state;
	call("lseek", 0);
	call("lseek", -EINVAL);
	call("read", 10);
	lose(5);
	text = printed(&opts);
	assert_non_null(strstr(text, "3, 5 lost (4 ring full, 1 recording stopped)"));
	assert_non_null(strstr(text, "           2          1              0  lseek\n"));
	assert_null(strstr(text, "read"));
	assert_non_null(strstr(text, "and 1 more"));
	assert_null(strchr(text, '\033')); /* nor the host's */
	assert_null(strstr(text, "p95"));
	free(text);

	opts.view.color = 1;
	opts.top = 0;
	timed("lseek", 1500);
	timed("lseek", 2500000000);
	text = printed(&opts);
	assert_non_null(strchr(text, '\033'));
	assert_non_null(strstr(text, "p95"));
	assert_non_null(strstr(text, "   2.5 s "));
	assert_non_null(strstr(text, "   1.5 us"));
	free(text);
}

/* ---- times ---- */
static void test_times(void **state)
{
	struct syscord_stats_opts opts = { .json = true, .sort = SYSCORD_STATS_BY_TIME };
	json_t *root, *first, *times;

	(void)state;
	for (unsigned int i = 0; i < 10; i++)
		timed("lseek", 5);
	for (unsigned int i = 1; i <= 100; i++)
		timed("read", i);
	call("read", 1); /* its entry was missed */
	assert_int_equal(stats.timed, 110);
	root = parsed(&opts);
	first = json_array_get(json_object_get(root, "calls"), 0);
	assert_string_equal(json_string_value(json_object_get(first, "name")), "read");
	assert_int_equal(member(first, "calls"), 101);
	times = json_object_get(first, "time");
	assert_int_equal(member(times, "count"), 100);
	assert_int_equal(member(times, "total_ns"), 5050);
	assert_int_equal(member(times, "min_ns"), 1);
	assert_int_equal(member(times, "avg_ns"), 50);
	assert_int_equal(member(times, "max_ns"), 100);
	assert_int_equal(member(times, "p50_ns"), 50);
	assert_int_equal(member(times, "p95_ns"), 95);
	assert_int_equal(member(times, "p99_ns"), 99);
	json_decref(root);
}

static int ascending(const void *a, const void *c)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)c;

	return x < y ? -1 : x > y;
}

static uint64_t random64(void)
{
	static uint64_t x = 88172645463325252ULL;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

/* No percentile is further than 1 % from the value of that rank */
static void test_error_bound(void **state)
{
	static uint64_t values[5000];

	(void)state;
	for (unsigned int bits = 1; bits <= 64; bits++) {
		struct syscord_histogram h = { 0 };
		size_t n = 1 + random64() % ARRAY_SIZE(values);

		for (size_t i = 0; i < n; i++) {
			/* all magnitudes below that */
			values[i] = random64() >> (64 - bits) >> random64() % bits;
			assert_int_equal(syscord_histogram_add(&h, values[i]), 0);
		}
		qsort(values, n, sizeof(*values), ascending);
		for (unsigned int permille = 0; permille <= 1000; permille += 5) {
			size_t rank = (n * permille + 999) / 1000;
			uint64_t exact = values[rank ? rank - 1 : 0];
			uint64_t got = syscord_histogram_percentile(&h, permille);
			uint64_t off = got > exact ? got - exact : exact - got;

			if (off > exact / 100)
				fail_msg("%u bits, %u permille: %llu, not %llu", bits, permille,
					 (unsigned long long)got, (unsigned long long)exact);
		}
		assert_int_equal(h.min, values[0]);
		assert_int_equal(h.max, values[n - 1]);
		syscord_histogram_free(&h);
	}
}

static void test_histogram_ends(void **state)
{
	struct syscord_histogram h = { 0 };

	(void)state;
	assert_int_equal(syscord_histogram_percentile(&h, 500), 0);
	assert_int_equal(syscord_histogram_add(&h, UINT64_MAX), 0);
	assert_int_equal(syscord_histogram_percentile(&h, 500), UINT64_MAX);
	assert_int_equal(syscord_histogram_add(&h, UINT64_MAX), 0);
	assert_true(h.total == UINT64_MAX);
	assert_int_equal(syscord_histogram_add(&h, 0), 0);
	assert_int_equal(syscord_histogram_percentile(&h, 0), 0);
	syscord_histogram_free(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_calls, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown, setup, teardown),
		cmocka_unit_test_setup_teardown(test_exec, setup, teardown),
		cmocka_unit_test_setup_teardown(test_processes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many, setup, teardown),
		cmocka_unit_test_setup_teardown(test_json, setup, teardown),
		cmocka_unit_test_setup_teardown(test_text, setup, teardown),
		cmocka_unit_test_setup_teardown(test_times, setup, teardown),
		cmocka_unit_test(test_error_bound),
		cmocka_unit_test(test_histogram_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
