// SPDX-License-Identifier: GPL-2.0
/* Progress and colours: on a terminal only, after two seconds, and gone at the end. */
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "progress.h"
#include "segment.h"
#include "terminal.h"

#define RECORDING "tests/golden/recording.syscord.zst"

#define MIB (1ULL << 20)
#define SECOND 1000000000ULL

static uint64_t now;
static int master;
static FILE *terminal;

static uint64_t fake_clock(void)
{
	return now;
}

static int setup(void **state)
{
	int slave;

	(void)state;
	if (openpty(&master, &slave, NULL, NULL, NULL))
		return -1;
	fcntl(master, F_SETFL, O_NONBLOCK);
	terminal = fdopen(slave, "w");
	return !terminal;
}

static int teardown(void **state)
{
	(void)state;
	fclose(terminal);
	close(master);
	return 0;
}

/* What the terminal has been sent since the last call */
static const char *seen(void)
{
	static char text[4096];
	ssize_t n = read(master, text, sizeof(text) - 1);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

static void begin(struct syscord_progress *p, FILE *out)
{
	syscord_progress_start(p, out, "verify");
	p->clock = fake_clock;
	p->begun = now = 100 * SECOND;
}

static void test_terminal(void **state)
{
	struct syscord_progress p;
	const char *text;

	(void)state;
	begin(&p, terminal);
	syscord_progress_at(&p, 1 * MIB, 200 * MIB);
	now += 2 * SECOND - 1;
	syscord_progress_at(&p, 100 * MIB, 200 * MIB);
	assert_string_equal(seen(), "");
	now++;
	syscord_progress_at(&p, 101 * MIB, 200 * MIB);
	assert_string_equal(seen(), "\rverify: 101 of 200 MiB, 50 %");
	now += SECOND / 10; /* not more often than can be read */
	syscord_progress_at(&p, 102 * MIB, 200 * MIB);
	assert_string_equal(seen(), "");
	now += SECOND;
	syscord_progress_at(&p, 300 * MIB, 200 * MIB); /* it grew meanwhile */
	assert_non_null(strstr(seen(), "100 %"));
	syscord_progress_clear(&p);
	text = seen();
	assert_int_equal(text[0], '\r');
	assert_int_equal(text[strlen(text) - 1], '\r');
	assert_int_equal(strspn(text + 1, " "), strlen("verify: 101 of 200 MiB, 100 %"));
	syscord_progress_clear(&p);
	assert_string_equal(seen(), "");
}

static void test_unknown_total(void **state)
{
	struct syscord_progress p;

	(void)state;
	begin(&p, terminal);
	now += 3 * SECOND;
	syscord_progress_at(&p, 7 * MIB, 0);
	assert_string_equal(seen(), "\rverify: 7 MiB");
	syscord_progress_clear(&p);
}

static void test_short_work(void **state)
{
	struct syscord_progress p;

	(void)state;
	begin(&p, terminal);
	syscord_progress_at(&p, 7 * MIB, 8 * MIB);
	syscord_progress_clear(&p);
	assert_string_equal(seen(), "");
}

static void test_no_terminal(void **state)
{
	struct syscord_progress p;
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	begin(&p, file);
	now += 100 * SECOND;
	syscord_progress_at(&p, 7 * MIB, 8 * MIB);
	syscord_progress_clear(&p);
	fflush(file);
	assert_int_equal(ftell(file), 0);
	fclose(file);
}

/* The works that take long do tell how far they are, and leave an empty line */
static void test_verify(void **state)
{
	struct syscord_verify_result result;
	struct syscord_progress p;
	struct syscord_verify_opts opts = { .out = terminal, .progress = &p };
	const char *text;

	(void)state;
	begin(&p, terminal);
	now += 3 * SECOND;
	assert_int_equal(syscord_verify_run(&opts, RECORDING, &result, NULL), 0);
	syscord_progress_clear(&p);
	fflush(terminal);
	text = seen();
	/* nothing is printed behind it on the same line */
	assert_ptr_equal(strstr(text, "\rverify: 0 of 0 MiB, 0 %\r  "), text);
	assert_non_null(strstr(text, " \r" RECORDING));
}

static void test_stream(void **state)
{
	struct syscord_stream *stream;
	struct syscord_progress p;
	struct syscord_event event;
	struct syscord_error err;
	const char *text;

	(void)state;
	begin(&p, terminal);
	now += 3 * SECOND;
	assert_int_equal(syscord_stream_open(RECORDING, &stream, &err), 0);
	assert_string_equal(seen(), "");
	syscord_stream_watch(stream, syscord_segment_bytes(RECORDING), &p);
	while (syscord_stream_next(stream, &event, &err) > 0)
		now += SECOND;
	text = seen();
	assert_non_null(strstr(text, "verify: 0 of 0 MiB, "));
	assert_null(strstr(text, " 0 %"));
	syscord_progress_clear(&p);
	syscord_stream_close(stream);
}

static void test_bytes(void **state)
{
	(void)state;
	assert_true(syscord_segment_bytes(RECORDING) > 100);
	assert_int_equal(syscord_segment_bytes("tests/golden"), 0); /* it has another name there */
	assert_int_equal(syscord_segment_bytes("/dev/null"), 0);
	assert_int_equal(syscord_segment_bytes("/no/such/file"), 0);
}

static void test_color(void **state)
{
	FILE *file = tmpfile();

	(void)state;
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	assert_true(syscord_terminal_color(terminal));
	assert_false(syscord_terminal_color(file));
	setenv("NO_COLOR", "", 1);
	assert_true(syscord_terminal_color(terminal));
	setenv("NO_COLOR", "1", 1);
	assert_false(syscord_terminal_color(terminal));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	assert_false(syscord_terminal_color(terminal));
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_terminal, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown_total, setup, teardown),
		cmocka_unit_test_setup_teardown(test_short_work, setup, teardown),
		cmocka_unit_test(test_no_terminal),
		cmocka_unit_test_setup_teardown(test_verify, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stream, setup, teardown),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test_setup_teardown(test_color, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
