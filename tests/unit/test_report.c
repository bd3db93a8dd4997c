/* SPDX-License-Identifier: GPL-2.0 */
/* The reader's report: drains and use of the rings as they were, not as they look afterwards. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <cmocka.h>
#include "fake_ring.h"
#include "json.h"
#include "report.h"

#define CALL	80U /* bytes of fake_call()'s record with three arguments */
#define RING	((uint64_t)SYSCORD_RING_MIN)

static struct syscord_source_info info = {
	.host = "box", .release = "6.1", .machine = "x86_64", .version = "#1", .abi = 1,
	.session = "default", .filter = (char *)(uintptr_t)"",
};
static struct syscord_error err;
static struct syscord_drain *drain;
static struct syscord_writer *writer;
static struct fake fake;

static int setup(void **state)
{
	struct syscord_writer_config config = {
		.path = "/dev/null", .info = &info, .cpus = FAKE_CPUS, .boot_id = "0123456789abcde",
	};

	(void)state;
	memset(&fake, 0, sizeof(fake));
	fake.session = 77;
	fake.now = 1000000;
	fake.recording = true;
	fake_ring_make(&fake, 0, RING);
	fake_ring_make(&fake, 1, RING);
	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	assert_int_equal(syscord_writer_open(&config, drain, &writer, &err), 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	syscord_writer_close(writer, NULL);
	syscord_drain_close(drain);
	fake_free(&fake);
	return 0;
}

static void put(unsigned int cpu, unsigned int count)
{
	static const uint64_t args[3];

	while (count--)
		fake_record(&fake, cpu, fake_call(7, 0, 0, 3, args, NULL, 0));
}

static void go_round(void)
{
	assert_true(syscord_writer_round(writer, &err) >= 0);
}

static void expect(uint64_t drains, uint64_t least, uint64_t most, uint64_t sum)
{
	struct syscord_drain_stats stats;

	syscord_drain_stats(drain, &stats);
	assert_int_equal(stats.drains, drains);
	assert_int_equal(stats.least, least);
	assert_int_equal(stats.most, most);
	assert_int_equal(stats.sum, sum);
}

static uint64_t use(unsigned int calls)
{
	return 1000000ULL * calls * CALL / RING;
}

static void test_nothing(void **state)
{
	(void)state;
	go_round();
	go_round();
	expect(0, 0, 0, 0);
}

static void test_use(void **state)
{
	struct syscord_drain_stats stats;

	(void)state;
	put(0, 100);
	go_round();
	expect(1, use(100), use(100), use(100));
	go_round();
	expect(1, use(100), use(100), use(100));
	put(1, 10);
	go_round();
	expect(2, use(10), use(100), use(110));
	/* the fullest ring of a round, wherever it is */
	put(0, 200);
	put(1, 300);
	go_round();
	expect(3, use(10), use(300), use(110) + use(300));
	put(0, 400);
	put(1, 5);
	go_round();
	expect(4, use(10), use(400), use(110) + use(300) + use(400));
	syscord_drain_stats(drain, &stats);
	assert_int_equal(stats.released, CALL * (100 + 10 + 500 + 405));
}

/* What comes in while a round is being written is the next one's */
static void test_meanwhile(void **state)
{
	struct syscord_span span;
	uint64_t now, safe;

	(void)state;
	put(0, 50);
	assert_int_equal(syscord_drain_round(drain, &now, &safe), 0);
	put(0, 20);
	while (syscord_drain_next(drain, &span))
		syscord_drain_release(drain, &span);
	expect(1, use(50), use(50), use(50));
	go_round();
	expect(2, use(20), use(50), use(50) + use(20));
}

static void test_full(void **state)
{
	(void)state;
	put(0, RING / CALL + 1000);
	go_round();
	expect(1, use(RING / CALL), use(RING / CALL), use(RING / CALL));
}

/* A drain whose use is no millionth of the ring is one all the same */
static void test_small(void **state)
{
	(void)state;
	fake_ring_make(&fake, 2, 128U << 20);
	syscord_drain_refresh(drain);
	put(2, 1);
	go_round();
	expect(1, 1, 1, 1);
}

static json_t *line(FILE *in)
{
	char text[1024];
	json_t *o;

	assert_non_null(fgets(text, sizeof(text), in));
	o = json_loads(text, 0, NULL);
	assert_non_null(o);
	return o;
}

static double real(const json_t *o, const char *key)
{
	return json_real_value(json_object_get(o, key));
}

static void equal(const json_t *o, const char *key, uint64_t value)
{
	assert_true(json_is_integer(json_object_get(o, key)));
	assert_int_equal(json_integer_value(json_object_get(o, key)), value);
}

static void test_print(void **state)
{
	char path[] = "/tmp/test_report.XXXXXX";
	struct syscord_writer_totals totals;
	FILE *out, *in;
	json_t *o;

	(void)state;
	close(mkstemp(path));
	in = fopen(path, "r");
	assert_int_equal(syscord_report_open(path, &out, &err), 0);
	assert_int_equal(syscord_report_print(out, "b\xffx", drain, writer, &err), 0);
	o = line(in);
	assert_string_equal(json_string_value(json_object_get(o, "session")), "b\xc3\xbfx");
	equal(o, "rings", 2);
	equal(o, "ring_bytes", RING);
	equal(o, "drains", 0);
	equal(o, "lost", 0);
	assert_float_equal(real(o, "use_average"), 0, 0);
	json_decref(o);

	put(0, 819);	/* 65520 bytes; one more does not fit */
	put(0, 3);
	put(1, 82);
	go_round();
	put(1, 8);
	go_round();
	fclose(out);

	/* what is there stays */
	assert_int_equal(syscord_report_open(path, &out, &err), 0);
	assert_int_equal(syscord_report_print(out, "default", drain, writer, &err), 0);
	o = line(in);
	equal(o, "drains", 2);
	equal(o, "bytes", CALL * (819 + 82 + 8));
	equal(o, "records", 819 + 82 + 8);
	equal(o, "lost", 3);
	syscord_writer_totals(writer, &totals);
	assert_true(totals.bytes > 0);
	equal(o, "written", totals.bytes);
	assert_float_equal(real(o, "use_max"), 65520 / 655.36, 0.001);
	assert_float_equal(real(o, "use_min"), 640 / 655.36, 0.001);
	assert_float_equal(real(o, "use_average"), (65520 + 640) / 2 / 655.36, 0.001);
	json_decref(o);
	fclose(out);
	fclose(in);
	unlink(path);
}

static void test_cannot(void **state)
{
	FILE *out;

	(void)state;
	assert_int_equal(syscord_report_open("/nowhere/report", &out, &err), -ENOENT);
	assert_non_null(strstr(err.text, "/nowhere/report: No such file"));
	assert_int_equal(syscord_report_open("/dev/full", &out, &err), 0);
	assert_int_equal(syscord_report_print(out, "default", drain, writer, &err), -EIO);
	fclose(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_nothing, setup, teardown),
		cmocka_unit_test_setup_teardown(test_use, setup, teardown),
		cmocka_unit_test_setup_teardown(test_meanwhile, setup, teardown),
		cmocka_unit_test_setup_teardown(test_full, setup, teardown),
		cmocka_unit_test_setup_teardown(test_small, setup, teardown),
		cmocka_unit_test_setup_teardown(test_print, setup, teardown),
		cmocka_unit_test_setup_teardown(test_cannot, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
