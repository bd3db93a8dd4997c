// SPDX-License-Identifier: GPL-2.0
/* What users type: numbers, options, commands, and what they are told if it will not do. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "options.h"

typedef int (*parse_fn)(const char *text, uint64_t *value);

static void good(parse_fn parse, const char *text, uint64_t expected)
{
	uint64_t value = ~expected;

	if (parse(text, &value) || value != expected)
		fail_msg("'%s' gives %llu", text, (unsigned long long)value);
}

static void bad(parse_fn parse, const char *text, int expected)
{
	uint64_t value;
	int ret = parse(text, &value);

	if (ret != expected)
		fail_msg("'%s' gives status %d, not %d", text, ret, expected);
}

static void test_number(void **state)
{
	static const char *const wrong[] = { "",  " 1", "-1",  "+1",  "1 ",  "1K",
					     "x", "0x", "0xg", "1.5", "0x-1" };

	(void)state;
	good(syscord_parse_number, "0", 0);
	good(syscord_parse_number, "010", 10);
	good(syscord_parse_number, "0x1F", 31);
	good(syscord_parse_number, "18446744073709551615", UINT64_MAX);
	good(syscord_parse_number, "0xffffffffffffffff", UINT64_MAX);
	bad(syscord_parse_number, "18446744073709551616", -ERANGE);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		bad(syscord_parse_number, wrong[i], -EINVAL);
}

static void test_size(void **state)
{
	(void)state;
	good(syscord_parse_size, "7", 7);
	good(syscord_parse_size, "2k", 2048);
	good(syscord_parse_size, "2K", 2048);
	good(syscord_parse_size, "64M", 64ULL << 20);
	good(syscord_parse_size, "3G", 3ULL << 30);
	good(syscord_parse_size, "16777215T", 16777215ULL << 40);
	bad(syscord_parse_size, "16777216T", -ERANGE);
	bad(syscord_parse_size, "1KB", -EINVAL);
	bad(syscord_parse_size, "K", -EINVAL);
	bad(syscord_parse_size, "1s", -EINVAL);
	bad(syscord_parse_size, "-1K", -EINVAL);
}

static void test_seconds(void **state)
{
	(void)state;
	good(syscord_parse_seconds, "5", 5);
	good(syscord_parse_seconds, "5s", 5);
	good(syscord_parse_seconds, "2m", 120);
	good(syscord_parse_seconds, "1h", 3600);
	good(syscord_parse_seconds, "2d", 172800);
	bad(syscord_parse_seconds, "213503982334602d", -ERANGE);
	good(syscord_parse_ms, "5", 5000);
	good(syscord_parse_ms, "250ms", 250);
	good(syscord_parse_ms, "0ms", 0);
	good(syscord_parse_ms, "2m", 120000);
	bad(syscord_parse_ms, "99999999999999999999ms", -ERANGE);
	bad(syscord_parse_ms, "18446744073709552", -ERANGE);
	bad(syscord_parse_ms, "ms", -EINVAL);
	bad(syscord_parse_ms, "5mss", -EINVAL);
	bad(syscord_parse_seconds, "1M", -EINVAL);
	bad(syscord_parse_seconds, "1hm", -EINVAL);
	bad(syscord_parse_seconds, "", -EINVAL);
}

/* ---- a whole program ---- */
struct opts {
	const char *out;
	uint64_t size;
	bool json;
	unsigned int color;
};

static int calls, call_argc, call_ret;
static char said[8192];

static int show(void *opts, int argc, char **argv, struct syscord_error *err)
{
	(void)opts;
	(void)argv;
	calls++;
	call_argc = argc;
	return call_ret < 0 ? syscord_error_set(err, call_ret, "it went wrong") : call_ret;
}

#define OPT(kind, field, ...) SYSCORD_OPTION(kind, struct opts, field, __VA_ARGS__)
static const char *const colors[] = { "auto", "always", "never", NULL };
static const struct syscord_option options[] = {
	OPT(STRING, out, "output", 'o', "FILE", "write to FILE"),
	OPT(SIZE, size, "rotate-size", 0, "BYTES", "rotate"),
	OPT(FLAG, json, "json", 'j', NULL, "print JSON"),
	SYSCORD_CHOICE(struct opts, color, "color", 0, colors, "auto|always|never", "colours"),
	SYSCORD_OPTIONS_END
};
static const struct syscord_command commands[] = { { .name = "show",
						     .run = show,
						     .options = options,
						     .args = "FILE",
						     .help = "print",
						     .min_args = 1,
						     .max_args = 1 },
						   { .name = "run",
						     .run = show,
						     .options = options,
						     .args = "COMMAND...",
						     .help = "run",
						     .min_args = 1,
						     .max_args = -1,
						     .stop_at_args = true,
						     .notes = "How run ends." },
						   { .name = NULL } };
static const struct syscord_program program = { .name = "prog",
						.summary = "A program.",
						.notes = "How all end.",
						.commands = commands };

/* Runs it; what it prints is in `said` */
static int run(struct opts *opts, const char *line)
{
	FILE *to = tmpfile();
	static char text[256]; /* options point into it */
	char *argv[16], *save = NULL;
	int argc = 0, status, out, err;
	size_t n;

	assert_non_null(to);
	snprintf(text, sizeof(text), "%s", line);
	for (char *w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	argv[argc] = NULL;
	memset(opts, 0, sizeof(*opts));
	calls = 0;
	fflush(NULL);
	out = dup(STDOUT_FILENO);
	err = dup(STDERR_FILENO);
	dup2(fileno(to), STDOUT_FILENO);
	dup2(fileno(to), STDERR_FILENO);
	status = syscord_options_main(&program, opts, argc, argv);
	fflush(NULL);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	rewind(to);
	n = fread(said, 1, sizeof(said) - 1, to);
	said[n] = '\0';
	fclose(to);
	return status;
}

static void refused(const char *line, const char *text)
{
	struct opts o;
	int status = run(&o, line);

	if (status != SYSCORD_EXIT_USAGE || calls || !strstr(said, text))
		fail_msg("'%s': status %d, says: %s", line, status, said);
}

static void test_values(void **state)
{
	struct opts o;

	(void)state;
	assert_int_equal(run(&o, "prog show -o a --rotate-size=4K --json --color never file"), 0);
	assert_int_equal(calls, 1);
	assert_int_equal(call_argc, 1);
	assert_string_equal(o.out, "a");
	assert_int_equal(o.size, 4096);
	assert_true(o.json);
	assert_int_equal(o.color, 2);
	/* options may follow arguments, but not where a command's own begin */
	assert_int_equal(run(&o, "prog show file -j"), 0);
	assert_true(o.json);
	assert_int_equal(run(&o, "prog run cmd -j"), 0);
	assert_false(o.json);
	assert_int_equal(call_argc, 2);
}

static void test_refused(void **state)
{
	(void)state;
	refused("prog", "command is missing");
	refused("prog shwo x", "did you mean 'show'");
	refused("prog zzzzzz", "unknown command 'zzzzzz'");
	refused("prog show --rotate-sise=1 x", "did you mean '--rotate-size'");
	refused("prog show --xyzzyx x", "unknown option '--xyzzyx'");
	refused("prog show -q x", "unknown option '-q'");
	refused("prog show --json=1 x", "no value is allowed");
	refused("prog show x -o", "value is missing after '-o'");
	refused("prog show x --output", "value is missing after '--output'");
	refused("prog show --rotate-size=1Q x", "--rotate-size wants BYTES, not '1Q'");
	refused("prog show --color=red x", "--color wants auto|always|never, not 'red'");
	refused("prog show", "an argument is missing: 'FILE'");
	refused("prog show x y", "one argument too many: 'y'");
	refused("prog show", "Try 'prog show --help'");
}

static void test_help(void **state)
{
	struct opts o;

	(void)state;
	assert_int_equal(run(&o, "prog --help"), 0);
	assert_non_null(strstr(said, "usage: prog COMMAND"));
	assert_int_equal(run(&o, "prog show -h"), 0);
	assert_non_null(strstr(said, "usage: prog show [OPTION]... FILE"));
	assert_non_null(strstr(said, "--rotate-size=BYTES"));
	assert_int_equal(run(&o, "prog --version"), 0);
	assert_non_null(strstr(said, "prog " SYSCORD_VERSION));
	assert_int_equal(calls, 0);
}

static void test_help_command(void **state)
{
	static char text[sizeof(said)];
	struct opts o;

	(void)state;
	assert_int_equal(run(&o, "prog --help"), 0);
	strcpy(text, said);
	assert_non_null(strstr(text, "help [COMMAND]"));
	assert_non_null(strstr(text, "How all end."));
	assert_int_equal(run(&o, "prog help"), 0);
	assert_string_equal(said, text);
	assert_int_equal(run(&o, "prog show --help"), 0);
	strcpy(text, said);
	assert_non_null(strstr(text, "How all end."));
	/* an option that is too wide for its column has a line of its own */
	assert_non_null(strstr(text, "--color=auto|always|never\n"));
	assert_int_equal(run(&o, "prog help show"), 0);
	assert_string_equal(said, text);
	assert_int_equal(run(&o, "prog help run"), 0);
	assert_non_null(strstr(said, "How run ends."));
	assert_null(strstr(said, "How all end."));
	assert_int_equal(calls, 0);
	refused("prog help shwo", "did you mean 'show'");
	refused("prog help show run", "one argument too many: 'run'");
}

static void test_status(void **state)
{
	struct opts o;

	(void)state;
	call_ret = 7;
	assert_int_equal(run(&o, "prog show x"), 7);
	call_ret = -ENOENT;
	assert_int_equal(run(&o, "prog show x"), SYSCORD_EXIT_ERROR);
	assert_string_equal(said, "prog: it went wrong\n");
	call_ret = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_number),	cmocka_unit_test(test_size),
		cmocka_unit_test(test_seconds), cmocka_unit_test(test_values),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_help),
		cmocka_unit_test(test_help_command), cmocka_unit_test(test_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
