/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records to lines, in every format: a fixed set against the golden files, what
 * particular bytes must print as, and hostile changes to each byte of the set.
 *
 * `test_decode --write` makes the golden files anew, to be looked at before they
 * are committed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>
#include <jansson.h>
#include "print.h"
#include "stats.h"
#include "lines.h"

typedef int format_fn(const struct syscord_printer *, const struct syscord_event *);

static const struct {
	const char *file;
	format_fn *fn;
} outputs[] = {
	{ "tests/golden/show.txt", syscord_format_text },
	{ "tests/golden/show.kv", syscord_format_kv },
	{ "tests/golden/show.json", syscord_format_json },
};

/* All of the set as one output, names of threads growing as the stream tells them */
static char *print_fixed(format_fn *fn, size_t *len)
{
	static struct build b;
	struct syscord_proc first = { .tid = 22569, .pid = 22569, .ppid = 1, .comm = "nginx" };
	struct syscord_event event = { .cpu = 1 };
	struct syscord_printer printer = { .string_max = 48, .duration = true };
	struct syscord_procs *procs = syscord_procs_new();
	char *text = NULL;
	unsigned int i;

	b = (struct build){ .pid = 22569, .tid = 22569, .time = 1000000000 };
	assert_non_null(procs);
	assert_int_equal(syscord_procs_add(procs, &first), 0);
	printer.procs = procs;
	printer.out = open_memstream(&text, len);
	assert_non_null(printer.out);
	for (i = 0; i < FIXED_COUNT; i++) {
		event.rec = fixed_record(&b, i);
		event.real_time = 1700000000000000000 + event.rec->time;
		assert_int_equal(syscord_record_check(event.rec, sizeof(b.bytes)), 0);
		assert_int_equal(fn(&printer, &event), 0);
		assert_int_equal(syscord_procs_update(procs, event.rec), 0);
	}
	fclose(printer.out);
	syscord_procs_free(procs);
	return text;
}

static char *read_file(const char *name, size_t *len)
{
	FILE *file = fopen(name, "rb");
	char *text = calloc(1, 1 << 20);

	assert_non_null(text);
	if (!file)
		fail_msg("%s: cannot be opened from here", name);
	*len = fread(text, 1, (1 << 20) - 1, file);
	fclose(file);
	return text;
}

/* The first line that differs says more than two whole files */
static void assert_same_lines(const char *name, const char *is, const char *want)
{
	unsigned int line = 1;

	while (*is || *want) {
		size_t a = strcspn(is, "\n"), b = strcspn(want, "\n");

		if (a != b || memcmp(is, want, a) || is[a] != want[b])
			fail_msg("%s:%u:\n is   %.*s\n want %.*s", name, line, (int)a, is, (int)b,
				 want);
		is += a + (is[a] == '\n');
		want += b + (want[b] == '\n');
		line++;
	}
}

static void test_golden(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(outputs); i++) {
		size_t len, want_len;
		char *is = print_fixed(outputs[i].fn, &len);
		char *want = read_file(outputs[i].file, &want_len);

		assert_same_lines(outputs[i].file, is, want);
		assert_int_equal(len, want_len);
		free(is);
		free(want);
	}
}

static void write_golden(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(outputs); i++) {
		size_t len;
		char *text = print_fixed(outputs[i].fn, &len);
		FILE *file = fopen(outputs[i].file, "wb");

		if (!file || fwrite(text, 1, len, file) != len || fclose(file))
			perror(outputs[i].file);
		free(text);
	}
}

/* A format without a record in the set would be tested by nothing else here */
static void test_set_is_complete(void **state)
{
	bool used[SYSCORD_FMT_COUNT] = { false }, seen[SYSCORD_FMT_COUNT] = { false };
	static struct build set;
	unsigned int i, k;

	(void)state;
	for (i = 0; i < syscord_calls_count; i++) {
		for (k = 0; k < syscord_calls[i].nargs; k++)
			used[syscord_calls[i].args[k].format] = true;
	}
	for (i = 0; i < ANY_COUNT; i++) {
		const struct syscord_record *rec = any_record(&set, i);
		const struct syscord_call_desc *desc;
		const struct syscord_sub_desc *sub;
		struct syscord_call call;
		uint64_t args[6];

		if (rec->type != SYSCORD_CALL)
			continue;
		syscord_record_call(rec, &call, args);
		desc = syscord_call_by_nr(call.abi, call.nr);
		for (k = 0; desc && k < desc->nargs; k++)
			seen[desc->args[k].format] = true;
		sub = desc ? syscord_call_sub(desc, (uint32_t)args[0]) : NULL;
		for (k = 0; sub && k < sub->call->nargs; k++)
			seen[sub->call->args[k].format] = true;
	}
	for (i = 0; i < SYSCORD_FMT_COUNT; i++) {
		if (used[i] && !seen[i])
			fail_msg("no record of the fixed set has the format %s",
				 syscord_format_name(i));
	}
}

static struct build b;

/* The line of the record in b; valid until the next call */
static const char *line_by(format_fn *fn, struct syscord_printer printer)
{
	static char *text;
	struct syscord_event event = { .rec = build_record(&b) };
	size_t len;

	free(text);
	text = NULL;
	assert_int_equal(syscord_record_check(event.rec, sizeof(b.bytes)), 0);
	printer.out = open_memstream(&text, &len);
	assert_int_equal(fn(&printer, &event), 0);
	fclose(printer.out);
	return text;
}

static const char *line_of(format_fn *fn, unsigned int string_max)
{
	return line_by(fn, (struct syscord_printer){ .string_max = string_max });
}

static void assert_has(const char *line, const char *part)
{
	if (!strstr(line, part))
		fail_msg("\"%s\" is not in: %s", part, line);
}

static void assert_lacks(const char *line, const char *part)
{
	if (strstr(line, part))
		fail_msg("\"%s\" is in: %s", part, line);
}

static void test_lines(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < LINES_COUNT; i++) {
		b = (struct build){ .pid = 7, .tid = 7 };
		lines_record(&b, i);
		assert_has(line_of(syscord_format_text, 0), line_rows[i].text);
	}
}

static void test_case_study(void **state)
{
	const char *line;

	(void)state;
	b = (struct build){ .pid = 7, .tid = 8 };
	build_call(&b, SYSCORD_ABI_X86_64, 0, 25, 3, (uint64_t[]){ 3, 0x1000, 25 });
	build_out(&b, 1, "1234567890123456789012345", 25);
	line = line_of(syscord_format_kv, 0);
	assert_string_equal(line, "pid=7, tid=8, read, fd=3, buf=0x1000, count=25, res=25, "
				  "data=\"1234567890123456789012345\"\n");
}

static void test_escapes(void **state)
{
	(void)state;
	b = (struct build){ .pid = 7, .tid = 7 };
	build_call(&b, SYSCORD_ABI_X86_64, 1, 12, 3, (uint64_t[]){ 1, 0x1000, 12 });
	build_in(&b, 1, "\0001\0a\n\"\\\033[m\177", 12);
	assert_has(line_of(syscord_format_text, 0),
		   "write(1, \"\\0001\\0a\\n\\\"\\\\\\33[m\\177\\0\", 12) = 12\n");
	/* A name with control characters must not reach the terminal either */
	{
		struct syscord_exit ended = { .comm = "a\033[2J b" };

		build_start(&b, SYSCORD_EXIT, &ended, sizeof(ended));
		assert_has(line_of(syscord_format_text, 0), " a?[2J b ");
		assert_has(line_of(syscord_format_json, 0), "\"comm_hex\":\"611b5b324a2062\"");
	}
}

static void test_bytes_survive_json(void **state)
{
	static const struct {
		const char *bytes, *want;
	} rows[] = {
		{ "caf\xc3\xa9\n", "\"text\":\"caf\xc3\xa9\\n\"" },
		{ "caf\xe9", "\"hex\":\"636166e9\"" },
		{ "\xed\xa0\x80", "\"hex\":\"eda080\"" },
		{ "\1", "\"hex\":\"01\"" },
		/* ESC [ in one character, and the first one above those */
		{ "\xc2\x9b", "\"hex\":\"c29b\"" },
		{ "\xc2\xa0", "\"text\":\"\xc2\xa0\"" },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t len = strlen(rows[i].bytes);

		b = (struct build){ .pid = 7, .tid = 7 };
		build_call(&b, SYSCORD_ABI_X86_64, 1, (int64_t)len, 3,
			   (uint64_t[]){ 1, 0x1000, len });
		build_in(&b, 1, rows[i].bytes, len);
		assert_has(line_of(syscord_format_json, 0), rows[i].want);
	}
	/* A NUL in the middle is no end */
	build_call(&b, SYSCORD_ABI_X86_64, 1, 3, 3, (uint64_t[]){ 1, 0x1000, 3 });
	build_in(&b, 1, "a\0b", 3);
	assert_has(line_of(syscord_format_json, 0), "\"hex\":\"610062\"");
}

static void test_json_parses(void **state)
{
	size_t len;
	char *text = print_fixed(syscord_format_json, &len), *line, *save = NULL;
	unsigned int lines = 0;

	(void)state;
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		json_error_t err;
		json_t *json = json_loads(line, 0, &err);

		if (!json)
			fail_msg("%s in %s", err.text, line);
		assert_true(json_is_object(json));
		assert_non_null(json_object_get(json, "type"));
		assert_true(json_is_integer(json_object_get(json, "time")));
		json_decref(json);
		lines++;
	}
	assert_int_equal(lines, FIXED_COUNT);
	free(text);
}

static void test_string_max(void **state)
{
	const char *line;

	(void)state;
	b = (struct build){ .pid = 7, .tid = 7 };
	build_call(&b, SYSCORD_ABI_X86_64, 1, 6, 3, (uint64_t[]){ 1, 0x1000, 6 });
	build_in(&b, 1, "abcdef", 6);
	assert_has(line_of(syscord_format_text, 3), "\"abc\"..., 6)");
	line = line_of(syscord_format_text, 6);
	assert_has(line, "\"abcdef\", 6)");
	assert_lacks(line, "...");
	/* A path is no content: it is not cut */
	build_call(&b, SYSCORD_ABI_X86_64, 87, 0, 1, (uint64_t[]){ 0x1000 });
	build_in(&b, 0, "/a/long/path", 13);
	assert_has(line_of(syscord_format_text, 3), "unlink(\"/a/long/path\") = 0");
}

static void test_color(void **state)
{
	const struct syscord_printer printer = { .color = true };

	(void)state;
	b = (struct build){ .pid = 7, .tid = 7 };
	build_call(&b, SYSCORD_ABI_X86_64, 3, -9, 1, (uint64_t[]){ 99 });
	assert_lacks(line_of(syscord_format_text, 0), "\033");
	assert_has(line_by(syscord_format_text, printer), "\033[");
}

static void test_time_zone(void **state)
{
	struct syscord_printer printer = { .string_max = 0 };
	struct syscord_event event = { .real_time = 1700000001123456789 };
	size_t len;
	char *text;

	(void)state;
	b = (struct build){ .pid = 7, .tid = 7 };
	event.rec = build_call(&b, SYSCORD_ABI_X86_64, 3, 0, 1, (uint64_t[]){ 99 });
	setenv("TZ", "XYZ-5:30", 1);
	tzset();
	printer.out = open_memstream(&text, &len);
	assert_int_equal(syscord_format_text(&printer, &event), 0);
	fclose(printer.out);
	setenv("TZ", "UTC", 1);
	tzset();
	assert_has(text, "03:43:21.123456 ");
	free(text);
}

/* Only what a call uses is shown; JSON has all of it */
static void test_unused_arguments(void **state)
{
	uint64_t args[] = { 0xffffff9c, 0x1000, 02000000, 0xdead };

	(void)state;
	b = (struct build){ .pid = 7, .tid = 7 };
	build_call(&b, SYSCORD_ABI_X86_64, 257, 3, 4, args);
	build_in(&b, 1, "f", 2);
	assert_has(line_of(syscord_format_text, 0),
		   "openat(AT_FDCWD, \"f\", O_RDONLY|O_CLOEXEC) = 3\n");
	assert_has(line_of(syscord_format_json, 0), "57005");
	args[2] |= 0100;
	build_call(&b, SYSCORD_ABI_X86_64, 257, 3, 4, args);
	assert_has(line_of(syscord_format_text, 0), "O_CREAT|O_CLOEXEC, 0157255) = 3\n");
}

/* Values before the call are told from those after it, and shown where they differ */
static void test_before(void **state)
{
	(void)state;
	b = (struct build){ .pid = 7, .tid = 7 };
	build_call(&b, SYSCORD_ABI_X86_64, 7, 1, 3, (uint64_t[]){ 0x1000, 1, 0 });
	build_before(&b, 0, "\3\0\0\0\1\0\0\0", 8);
	build_out(&b, 0, "\3\0\0\0\1\0\1\0", 8);
	assert_has(line_of(syscord_format_text, 0),
		   "poll([{fd=3, events=POLLIN, revents=0}] => "
		   "[{fd=3, events=POLLIN, revents=POLLIN}], 1, 0) = 1\n");
	/* Whichever comes first */
	build_call(&b, SYSCORD_ABI_X86_64, 288, 5, 4, (uint64_t[]){ 3, 0, 0x1000, 0 });
	build_out(&b, 2, "\20\0\0\0", 4);
	build_before(&b, 2, "\200\0\0\0", 4);
	assert_has(line_of(syscord_format_text, 0), "accept4(3, NULL, [128 => 16], 0) = 5\n");
	assert_has(line_of(syscord_format_kv, 0), "addrlen=[128 => 16]");
	assert_has(line_of(syscord_format_json, 0), "\"value\":[16],\"before\":{\"value\":[128]}");
	/* Nothing is said twice, but in JSON */
	build_call(&b, SYSCORD_ABI_X86_64, 288, 5, 4, (uint64_t[]){ 3, 0, 0x1000, 0 });
	build_before(&b, 2, "\20\0\0\0", 4);
	build_out(&b, 2, "\20\0\0\0", 4);
	assert_has(line_of(syscord_format_text, 0), "accept4(3, NULL, [16], 0) = 5\n");
	assert_has(line_of(syscord_format_json, 0), "\"value\":[16],\"before\":{\"value\":[16]}");
	/* What differs only in what is missing differs */
	build_call(&b, SYSCORD_ABI_X86_64, 16, 0, 3, (uint64_t[]){ 3, 0xc018f501, 0x1000 });
	build_blob_part(&b, 2, 0, SYSCORD_BLOB_BEFORE | SYSCORD_BLOB_TRUNCATED, 24, 5, 0, "abcde");
	build_out(&b, 2, "abcde", 5);
	assert_has(line_of(syscord_format_text, 0), "\"abcde\"... => \"abcde\") = 0\n");
	/* Content has one field in kv, at the end */
	build_call(&b, SYSCORD_ABI_X86_64, 0, 3, 3, (uint64_t[]){ 3, 0x1000, 3 });
	build_before(&b, 1, "old", 3);
	build_out(&b, 1, "new", 3);
	assert_has(line_of(syscord_format_kv, 0),
		   "buf=0x1000, count=3, res=3, data=\"old\" => \"new\"\n");
}

static void test_duration(void **state)
{
	const struct syscord_printer printer = { .duration = true };

	(void)state;
	b = (struct build){ .pid = 7, .tid = 7 };
	build_call(&b, SYSCORD_ABI_X86_64, 3, -9, 1, (uint64_t[]){ 99 });
	build_timed(&b, 1234567890);
	assert_lacks(line_of(syscord_format_text, 0), "<");
	assert_has(line_of(syscord_format_kv, 0), ", duration=1234567890\n");
	assert_has(line_of(syscord_format_json, 0), "\"duration\":1234567890,");
	assert_has(line_by(syscord_format_text, printer), "(Bad file descriptor) <1.234567>\n");
}

/* A thread's number in its own pid namespace stands beside the other */
static void test_namespace(void **state)
{
	struct syscord_proc proc = { .tid = 1234, .pid = 1230, .ns_tid = 7, .ns_pid = 3 };
	struct syscord_procs *procs = syscord_procs_new();
	const struct syscord_printer printer = { .procs = procs };

	(void)state;
	assert_int_equal(syscord_procs_add(procs, &proc), 0);
	b = (struct build){ .pid = 1230, .tid = 1234 };
	build_call(&b, SYSCORD_ABI_X86_64, 39, 3, 0, NULL);
	assert_has(line_by(syscord_format_text, printer), "   1234[7] ?            getpid() = 3\n");
	assert_has(line_by(syscord_format_json, printer),
		   "\"pid\":1230,\"tid\":1234,\"ns_pid\":3,\"ns_tid\":7,");
	syscord_procs_free(procs);
}

/* 48 bytes are a 64-bit program's, a 32-bit one's waitid gives another layout */
static void test_siginfo(void **state)
{
	static const struct syscord_format_desc none;
	static struct syscord_decoded d;
	struct syscord_line line = { 0 };
	uint8_t info[128] = { 17, [8] = 2, [12] = 0x67, 0x12, [16] = 1, [20] = 9, [24] = 5 };
	size_t len, got;
	char *text;

	(void)state;
	/* Cut anywhere, it says what is there */
	for (got = 0; got <= sizeof(info); got++) {
		struct syscord_value v = { 0 };

		b = (struct build){ .pid = 7, .tid = 7 };
		build_call(&b, SYSCORD_ABI_I386, 284, 0, 5, (uint64_t[]){ 0, 0, 8, 4, 0 });
		build_out(&b, 2, info, got);
		d = (struct syscord_decoded){ .rec = build_record(&b), .word = 4 };
		syscord_fmt_siginfo(&d, &v, 2, &none);
		line.out = open_memstream(&text, &len);
		syscord_print_value(&line, &v);
		fclose(line.out);
		if (got < 12)
			assert_string_equal(text, "{}");
		if (got >= 24 && got < 28)
			assert_string_equal(text, "{si_signo=SIGCHLD, si_code=CLD_KILLED, "
						  "si_pid=4711, si_uid=1, si_status=SIGKILL}");
		if (got >= 32)
			assert_string_equal(text, "{si_signo=SIGCHLD, si_code=CLD_KILLED, "
						  "si_pid=4711, si_uid=1, si_status=SIGKILL, "
						  "si_utime=5, si_stime=0}");
		free(text);
		syscord_decode_end(&d);
	}
}

/* NULL needs no marker; another address that cannot be read does */
static void test_null(void **state)
{
	(void)state;
	b = (struct build){ .pid = 7, .tid = 7 };
	build_call(&b, SYSCORD_ABI_X86_64, 1, -14, 3, (uint64_t[]){ 1, 0, 5 });
	build_blob_part(&b, 1, 0, SYSCORD_BLOB_FAULTED, 5, 0, SYSCORD_FAULT_BAD, NULL);
	assert_has(line_of(syscord_format_text, 0), "write(1, NULL, 5) = -1 EFAULT");
	assert_lacks(line_of(syscord_format_kv, 0), "data=");
	build_call(&b, SYSCORD_ABI_X86_64, 1, -14, 3, (uint64_t[]){ 1, 8, 5 });
	build_blob_part(&b, 1, 0, SYSCORD_BLOB_FAULTED, 5, 0, SYSCORD_FAULT_BAD, NULL);
	assert_has(line_of(syscord_format_text, 0),
		   "write(1, 0x8 <unreadable: 5 of 5 bytes, no such memory>, 5) = -1 EFAULT");
}

/* 8000 elements do not fit the arena's first part */
static void test_large_array(void **state)
{
	static uint8_t fds[64000];
	const char *line;

	(void)state;
	b = (struct build){ .pid = 7, .tid = 7 };
	build_call(&b, SYSCORD_ABI_X86_64, 7, 1, 3, (uint64_t[]){ 0x1000, 8000, 0 });
	fds[sizeof(fds) - 8] = 77;
	build_out(&b, 0, fds, sizeof(fds));
	line = line_of(syscord_format_text, 0);
	assert_has(line, "{fd=77, events=0, revents=0}], 8000, 0) = 1\n");
	assert_true(strlen(line) > 8000 * 20);
}

static uint64_t random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/*
 * Whatever the bytes: either the check refuses the record, or all formats print
 * it and stats counts it without reading outside of it. The record is copied to the end of a heap
 * block, so that the address sanitizer sees the first byte too many.
 */
static void try_hostile(const struct syscord_record *rec, size_t room, FILE *sink)
{
	struct syscord_printer printer = { .out = sink, .string_max = 32 };
	struct syscord_procs *procs = syscord_procs_new();
	struct syscord_event event = { .cpu = 1, .real_time = rec->time };
	struct syscord_record *copy = malloc(room);
	struct syscord_filter_data data;
	struct syscord_stats stats = { 0 };

	assert_non_null(copy);
	memcpy(copy, rec, room);
	event.rec = copy;
	printer.procs = procs;
	if (!syscord_record_check(copy, room)) {
		assert_int_equal(syscord_format_text(&printer, &event), 0);
		assert_int_equal(syscord_format_kv(&printer, &event), 0);
		assert_int_equal(syscord_format_json(&printer, &event), 0);
		syscord_stats_fork(&stats, copy);
		assert_int_equal(syscord_stats_add(&stats, &event, procs), 0);
		syscord_procs_context(procs, copy, &data);
		assert_int_equal(syscord_procs_update(procs, copy), 0);
		syscord_procs_context(procs, copy, &data);
	}
	syscord_stats_free(&stats);
	free(copy);
	syscord_procs_free(procs);
}

static void test_hostile_bytes(void **state)
{
	static const uint8_t values[] = { 0x00, 0xff, 0x80, 0x7f, 0x01 };
	FILE *sink = fopen("/dev/null", "w");
	unsigned int i, v;
	size_t at;

	(void)state;
	for (i = 0; i < ANY_COUNT; i++) {
		struct syscord_record *rec = any_record(&b, i);
		size_t len = rec->len;

		for (at = 0; at < len; at++) {
			uint8_t was = b.bytes[at];

			for (v = 0; v < ARRAY_SIZE(values); v++) {
				b.bytes[at] = values[v];
				try_hostile(rec, len, sink);
			}
			b.bytes[at] = was;
		}
		/* Cut anywhere: a length that says more than there is */
		for (at = sizeof(*rec); at < len; at += 8)
			try_hostile(rec, at, sink);
	}
	fclose(sink);
}

static void test_hostile_random(void **state)
{
	FILE *sink = fopen("/dev/null", "w");
	uint64_t random = 88172645463325252;
	unsigned int i, k;

	(void)state;
	for (i = 0; i < 100000; i++) {
		struct syscord_record *rec = any_record(&b, i % ANY_COUNT);
		size_t len = rec->len;

		/* Not the lengths of the header: nearly all of those are refused at once */
		for (k = 0; k <= i % 4; k++) {
			size_t from = sizeof(*rec);

			if (len > from)
				b.bytes[from + random_next(&random) % (len - from)] =
					(uint8_t)random_next(&random);
		}
		/* Another call's number makes its formats read this one's blobs */
		if (rec->type == SYSCORD_CALL && i % 2) {
			uint32_t nr = (uint32_t)(random_next(&random) % 470);

			memcpy(b.bytes + sizeof(*rec) + offsetof(struct syscord_call, nr), &nr, 4);
			b.bytes[sizeof(*rec) + offsetof(struct syscord_call, abi)] =
				(uint8_t)(random_next(&random) % 8);
		}
		try_hostile(rec, len, sink);
	}
	fclose(sink);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_set_is_complete),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_case_study),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_bytes_survive_json),
		cmocka_unit_test(test_json_parses),
		cmocka_unit_test(test_string_max),
		cmocka_unit_test(test_color),
		cmocka_unit_test(test_time_zone),
		cmocka_unit_test(test_unused_arguments),
		cmocka_unit_test(test_before),
		cmocka_unit_test(test_duration),
		cmocka_unit_test(test_namespace),
		cmocka_unit_test(test_siginfo),
		cmocka_unit_test(test_null),
		cmocka_unit_test(test_large_array),
		cmocka_unit_test(test_hostile_bytes),
		cmocka_unit_test(test_hostile_random),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	if (argc > 1 && !strcmp(argv[1], "--write")) {
		write_golden();
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
