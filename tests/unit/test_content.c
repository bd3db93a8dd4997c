/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Content that goes on in records of its own, from rings by way of segments to whoever
 * wants it: `content` gives its bytes, `show` has no lines for its pieces, `verify` checks
 * them, `stats` counts no calls.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <dirent.h>
#include <cmocka.h>
#include "build.h"
#include "clock.h"
#include "content.h"
#include "decode.h"
#include "fake_ring.h"
#include "options.h"
#include "pieces.h"
#include "random.h"
#include "stats.h"

#define X64 SYSCORD_ABI_X86_64
#define INLINE 1000 /* bytes that stand in a call's own record */
#define PIECE 50000

static char dir[] = "/tmp/test_content.XXXXXX";
static struct syscord_source_info info = {
	.host = "box", .release = "6.1", .machine = "x86_64", .version = "#1", .abi = X64,
	.session = "default", .filter = (char *)(uintptr_t)"",
};
static struct syscord_error err;
static struct fake fake;
static struct syscord_drain *drain;
static struct syscord_writer *writer;
static struct build b;
static uint8_t bytes[1 << 20]; /* that programs read and wrote */
static char said[4096];	       /* on standard error */
static uint64_t ring_bytes;

/* ---- making a recording ---- */
static void clean(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while ((e = readdir(d)))
		if (e->d_name[0] != '.')
			unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
}

static void reopen(void)
{
	static const struct syscord_writer_config config = {
		.dir = dir, .info = &info, .cpus = FAKE_CPUS, .boot_id = "0123456789abcde",
	};

	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	assert_int_equal(syscord_writer_open(&config, drain, &writer, &err), 0);
}

static void begin(void)
{
	clean();
	memset(&fake, 0, sizeof(fake));
	fake.session = 77;
	fake.now = 1000000;
	fake.recording = true;
	for (unsigned int i = 0; i < 3; i++)
		fake_ring_make(&fake, i, ring_bytes);
	b = (struct build){ .pid = 7 };
	reopen();
}

static void end(void)
{
	fake.recording = false;
	syscord_drain_refresh(drain);
	assert_true(syscord_writer_round(writer, &err) >= 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	fake_free(&fake);
}

static int setup(void **state)
{
	(void)state;
	ring_bytes = 4 << 20;
	begin();
	return 0;
}

static bool record(unsigned int cpu)
{
	const struct syscord_record *rec = build_record(&b);

	assert_int_equal(syscord_record_check(rec, rec->len), 0);
	return fake_record(&fake, cpu, build_record(&b));
}

static bool piece(unsigned int cpu, uint32_t tid, uint64_t call_end, unsigned int blob,
		  uint32_t want, uint64_t offset, uint32_t len)
{
	b.tid = tid;
	build_cont(&b, call_end, X64, 0, blob, 1, 0, want, offset, bytes + offset, len);
	return record(cpu);
}

/* All of them; CPUs take turns */
static void pieces(uint32_t tid, uint64_t call_end, uint64_t from, uint64_t to, uint32_t want)
{
	for (unsigned int cpu = tid; from < to; cpu++) {
		uint32_t len = to - from < PIECE ? (uint32_t)(to - from) : PIECE;

		assert_true(piece(cpu % 3, tid, call_end, 0, want, from, len));
		from += len;
	}
}

/* A read of `want` bytes of which `kept` are in pieces; the blobs' flags beside CONTINUED */
static void start_read(uint32_t tid, uint32_t want, unsigned int flags, unsigned int reason)
{
	b.tid = tid;
	build_call(&b, X64, 0, want, 3, (uint64_t[]){ 3, 0x7ffc0000, 1 << 20 });
	build_blob_part(&b, 1, 0, SYSCORD_BLOB_OUT | SYSCORD_BLOB_CONTINUED | flags, want, INLINE,
			reason, bytes);
}

static void read_call(unsigned int cpu, uint32_t tid, uint64_t call_end, uint32_t want,
		      uint64_t kept)
{
	const struct syscord_continued list = { .kept = kept };

	start_read(tid, want, kept + INLINE < want ? SYSCORD_BLOB_TRUNCATED : 0, 0);
	build_continued(&b, call_end, &list, 1);
	assert_true(record(cpu));
}

static void small_call(unsigned int cpu, uint32_t tid)
{
	b.tid = tid;
	build_call(&b, X64, 39, 7, 0, NULL);
	assert_true(record(cpu));
}

/* ---- looking at it ---- */
static char *slurp(FILE *f, size_t *len)
{
	char *text = calloc(1, 4 << 20);

	rewind(f);
	*len = fread(text, 1, (4 << 20) - 1, f);
	fclose(f);
	return text;
}

/* What `content` writes; its exit status in *status, what it says in `said` */
static char *content(const char *filter, const char *arg, size_t *len, int *status)
{
	struct syscord_content_opts opts = { .view = { .filter = filter, .color = 2 }, .arg = arg };
	FILE *errors = tmpfile();
	int saved = dup(STDERR_FILENO);
	char *text;
	size_t n;

	opts.view.out = tmpfile();
	assert_non_null(opts.view.out);
	fflush(stderr);
	dup2(fileno(errors), STDERR_FILENO);
	*status = syscord_content(&opts, dir, &err);
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	text = slurp(errors, &n);
	snprintf(said, sizeof(said), "%s", text);
	free(text);
	return slurp(opts.view.out, len);
}

static void gives(const char *filter, const char *arg, const void *want, size_t want_len,
		  int want_status, const char *says)
{
	int status;
	size_t len;
	char *got = content(filter, arg, &len, &status);

	if (len != want_len || memcmp(got, want, len) || status != want_status ||
	    (says ? !strstr(said, says) : *said))
		fail_msg("%s, arg %s: %zu bytes, not %zu; status %d: %s", filter, arg, len, want_len,
			 status, said);
	free(got);
}

static char *show(unsigned int format)
{
	struct syscord_show_opts opts = { .view = { .format = format, .strings = 8, .color = 2 } };
	size_t len;

	opts.view.out = tmpfile();
	assert_int_equal(syscord_show(&opts, dir, &err), 0);
	return slurp(opts.view.out, &len);
}

/* How often it is said */
static unsigned int lines_with(const char *text, const char *what)
{
	unsigned int n = 0;

	for (const char *at = text; (at = strstr(at, what)); at++)
		n++;
	return n;
}

/* Lines of `verify`, which must be so many errors */
static char *verify(uint64_t errors, struct syscord_verify_result *result)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_int_equal(syscord_verify(dir, out, result), 0);
	fclose(out);
	if (result->errors != errors)
		fail_msg("%llu errors, not %llu:\n%s", (unsigned long long)result->errors,
			 (unsigned long long)errors, text);
	assert_int_equal(result->attempted, result->records + result->lost);
	return text;
}

static void verified(uint64_t errors, const char *says)
{
	struct syscord_verify_result result;
	char *text = verify(errors, &result);

	if (!strstr(text, says))
		fail_msg("not said: %s\n%s", says, text);
	free(text);
}

/* ---- tests ---- */
/* Two threads at the same time, on all CPUs, and calls that have no pieces */
static void whole(void **state)
{
	static uint8_t both[2 * sizeof(bytes)];
	struct syscord_verify_result result;
	const uint32_t first = 300000, second = 123456;
	uint64_t end1 = fake.now, end2 = fake.now + 1;
	char *text;

	(void)state;
	for (uint64_t at = INLINE; at < first; at += PIECE) {
		pieces(1, end1, at, at + PIECE < first ? at + PIECE : first, first);
		if (at < second)
			pieces(2, end2, at, at + PIECE < second ? at + PIECE : second, second);
		if (at == INLINE)
			assert_true(syscord_writer_round(writer, &err) >= 0);
		small_call(0, 3);
	}
	read_call(1, 2, end2, second, second - INLINE);
	read_call(2, 1, end1, first, first - INLINE);
	b.tid = 3;
	build_call(&b, X64, 0, 5, 3, (uint64_t[]){ 3, 0x1000, 5 });
	build_out(&b, 1, "small", 5);
	assert_true(record(0));
	end();

	memcpy(both, bytes, second);
	memcpy(both + second, bytes, first);
	memcpy(both + second + first, "small", 5);
	gives("syscall == read", NULL, both, first + second + 5, 0, NULL);
	gives("syscall == read and tid == 1", NULL, bytes, first, 0, NULL);
	gives("tid == 2", "buf", bytes, second, 0, NULL);
	gives("tid == 3", "1", "small", 5, 0, NULL);
	gives("tid == 3", "fub", "", 0, 0, "no call that was selected has content in an argument "
						"'fub'");
	gives("syscall == write", NULL, "", 0, 0, "no call that was selected has content");

	text = show(SYSCORD_VIEW_TEXT);
	assert_int_equal(lines_with(text, "\n"), 9);
	assert_int_equal(lines_with(text, "read(3, \""), 3);
	assert_int_equal(lines_with(text, "\"..., 1048576) = "), 2);
	assert_null(strstr(text, "***"));
	free(text);
	text = verify(0, &result);
	assert_non_null(strstr(text, "content that goes on: calls 2, pieces 9, bytes 421456\n"));
	free(text);
	assert_int_equal(result.records, 9 + 9);
	assert_int_equal(result.orphans, 0);
}

/* What is not there is counted by reason, and stands in each format */
static void incomplete(void **state)
{
	const struct syscord_continued fault = { .reason = SYSCORD_FAULT_BAD, .kept = 5000 };
	static uint8_t all[40000];
	uint64_t call_end = fake.now;
	char *text;

	(void)state;
	pieces(1, call_end, INLINE, 20000, 90000);
	read_call(0, 1, call_end, 90000, 19000);
	call_end = fake.now;
	pieces(1, call_end, INLINE, INLINE + 5000, 90000);
	start_read(1, 90000, SYSCORD_BLOB_FAULTED, SYSCORD_FAULT_BAD);
	build_continued(&b, call_end, &fault, 1);
	assert_true(record(2));
	end();

	memcpy(all, bytes, 20000);
	memcpy(all + 20000, bytes, INLINE + 5000);
	gives("tid == 1", NULL, all, 20000 + INLINE + 5000, SYSCORD_EXIT_ERROR,
	      "154000 bytes of 2 of 2 calls are missing: 70000 not recorded (snaplen, or no room), "
	      "84000 could not be read, no such memory\n");
	text = show(SYSCORD_VIEW_KV);
	assert_int_equal(lines_with(text, ", kept=19000, missing=70000\n"), 1);
	assert_int_equal(lines_with(text, "\"...<unreadable: 84000 of 90000 bytes, no such memory>"
					  ", kept=5000, missing=84000\n"), 1);
	free(text);
	text = show(SYSCORD_VIEW_JSON);
	assert_int_equal(lines_with(text, "\"got\":1000,\"continued\":true,\"kept\":5000,"
					  "\"missing\":84000,\"unreadable\":\"no such memory\""), 1);
	free(text);
	verified(0, "content that goes on: calls 2, pieces 2, bytes 24000\n");
}

/* Pieces whose call is lost: known at the thread's next call, at its end, or at the last */
static void orphans(void **state)
{
	const struct syscord_exit ended = { .flags = SYSCORD_EXIT_GROUP };
	struct syscord_verify_result result;
	char *text, *line;

	(void)state;
	for (uint32_t tid = 1; tid <= 4; tid++)
		pieces(tid, fake.now, INLINE, INLINE + tid * 10000, 400000);
	small_call(1, 1);
	b.tid = 2;
	build_start(&b, SYSCORD_EXIT, &ended, sizeof(ended));
	assert_true(record(0));
	/* of another call of the thread, which comes */
	pieces(4, fake.now, INLINE, 2 * INLINE, 2 * INLINE);
	read_call(0, 4, fake.now - 1, 2 * INLINE, INLINE);
	end();

	gives("tid > 1", NULL, bytes, 2 * INLINE, SYSCORD_EXIT_ERROR,
	      "100000 bytes of content are of 4 calls whose record is not here");
	text = show(SYSCORD_VIEW_TEXT);
	assert_int_equal(lines_with(text, "\n"), 3 + 4);
	for (unsigned int tid = 1; tid <= 4; tid++) {
		char want[128];

		snprintf(want, sizeof(want), " %6u ?            *** content of read without its "
			 "record: 1 piece, %u bytes ***\n", tid, tid * 10000);
		if (lines_with(text, want) != 1)
			fail_msg("not a line: %s\n%s", want, text);
	}
	line = strstr(text, "getpid");
	assert_true(strstr(text, "piece, 10000 bytes") < line);
	assert_true(strstr(text, "piece, 30000 bytes") > line);
	free(text);
	text = show(SYSCORD_VIEW_JSON);
	assert_int_equal(lines_with(text, "{\"type\":\"content\","), 4);
	assert_int_equal(lines_with(text, "\"syscall\":\"read\",\"nr\":0,\"end\":10000"), 4);
	assert_int_equal(lines_with(text, "\"pieces\":1,\"bytes\":10000}"), 1);
	free(text);
	text = show(SYSCORD_VIEW_KV);
	assert_int_equal(lines_with(text, "tid=3, content, call=read, abi=x86-64, end="), 1);
	assert_int_equal(lines_with(text, ", pieces=1, bytes=30000\n"), 1);
	free(text);
	text = verify(0, &result);
	assert_int_equal(result.orphans, 4);
	assert_int_equal(result.orphan_bytes, 100000);
	assert_int_equal(result.records, 8);
	assert_non_null(strstr(text, "content whose calls are not here: calls 4, bytes 100000\n"));
	free(text);
}

/* Several buffers of a call: each its own pieces, told by number, argument and part */
static void buffers(void **state)
{
	static const uint8_t iov[32] = { [1] = 0x10, [8] = 100, [17] = 0x20, [25] = 0x80 };
	const struct syscord_continued list[] = { { .blob = 1, .kept = 9000 },
						  { .blob = 3, .kept = 2000 } };
	static uint8_t all[40000];
	uint64_t call_end = fake.now;

	(void)state;
	b.tid = 1;
	/* sendmmsg of two messages, if their headers were there */
	build_cont(&b, call_end, X64, 307, 1, 1, SYSCORD_PART_CONTENT, 10000, 1000, bytes + 1000,
		   9000);
	assert_true(record(0));
	build_cont(&b, call_end, X64, 307, 3, 1, SYSCORD_PART_CONTENT, 2500, 500, bytes + 500, 2000);
	assert_true(record(1));
	build_call(&b, X64, 307, 2, 4, (uint64_t[]){ 3, 0x7000, 2, 0 });
	build_part(&b, 1, SYSCORD_PART_IOVEC, 0, iov, 32);
	build_blob_part(&b, 1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_CONTINUED, 10000, 1000, 0, bytes);
	build_part(&b, 1, SYSCORD_PART_IOVEC, 0, iov, 32);
	build_blob_part(&b, 1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_CONTINUED, 2500, 500, 0, bytes);
	build_continued(&b, call_end, list, 2);
	assert_true(record(2));
	end();
	memcpy(all, bytes, 10000);
	memcpy(all + 10000, bytes, 2500);
	gives(NULL, NULL, all, 12500, 0, NULL);
	gives(NULL, "msgs", all, 12500, 0, NULL);
	verified(0, "content that goes on: calls 1, pieces 2, bytes 11000\n");
}

/* What was written is what the call took; what an argument points to is all of it */
static void results(void **state)
{
	static const struct {
		uint32_t nr;
		int64_t ret;
		size_t taken; /* of "0123456789" */
	} rows[] = { { 1, 10, 10 }, { 1, 4, 4 }, { 1, -11, 0 }, { 1, 2000, 10 }, { 44, 7, 7 } };
	uint64_t call_end;
	size_t len;
	int status;
	char *got;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		b.tid = i + 1;
		build_call(&b, X64, rows[i].nr, rows[i].ret, 3, (uint64_t[]){ 1, 0x1000, 10 });
		build_in(&b, 1, "0123456789", 10);
		assert_true(record(0));
	}
	/* it takes no more than a part of the pieces */
	call_end = fake.now;
	b.tid = 90;
	build_cont(&b, call_end, X64, 1, 0, 1, 0, 5000, INLINE, bytes + INLINE, 4000);
	assert_true(record(1));
	build_call(&b, X64, 1, 3000, 3, (uint64_t[]){ 1, 0x1000, 5000 });
	build_blob_part(&b, 1, 0, SYSCORD_BLOB_CONTINUED, 5000, INLINE, 0, bytes);
	build_continued(&b, call_end, &(struct syscord_continued){ .kept = 4000 }, 1);
	assert_true(record(0));
	/* a message: its type is none of its content; 0 is not how much of it was taken */
	b.tid = 91;
	build_call(&b, X64, 69, 0, 4, (uint64_t[]){ 1, 0x1000, 5, 0 });
	build_in(&b, 1, "\1\0\0\0\0\0\0\0hello", 13);
	assert_true(record(0));
	/* an argument that is no content is written if it is asked for, one before a call is not */
	b.tid = 92;
	build_call(&b, X64, 257, 3, 4, (uint64_t[]){ 1, 0x1000, 5, 0 });
	build_before(&b, 1, "before", 6);
	build_in(&b, 1, "/etc/hosts", 11);
	assert_true(record(0));
	/* by way of another call, arguments are its own */
	b.tid = 93;
	build_call(&b, SYSCORD_ABI_I386, 102, 5, 2, (uint64_t[]){ 9, 0x1000 });
	build_in(&b, 1, "\3\0\0\0\0\x10\0\0\5\0\0\0\0\0\0\0", 16);
	build_in(&b, SYSCORD_ARG_SUB + 1, "hello", 5);
	assert_true(record(0));
	end();

	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		char filter[32];

		snprintf(filter, sizeof(filter), "tid == %u", i + 1);
		gives(filter, NULL, "0123456789", rows[i].taken, 0, NULL);
		gives(filter, "buf", "0123456789", 10, 0, NULL);
	}
	gives("tid == 90", NULL, bytes, 3000, 0, NULL);
	gives("tid == 90", "1", bytes, 5000, 0, NULL);
	gives("tid == 91", NULL, "hello", 5, 0, NULL);
	gives("tid == 92", NULL, "", 0, 0, "has content");
	gives("tid == 92", "path", "/etc/hosts", 11, 0, NULL);
	gives("tid == 93", NULL, "hello", 5, 0, NULL);
	gives("tid == 93", "buf", "hello", 5, 0, NULL);
	gives("tid == 93", "1", "hello", 5, 0, NULL);
	got = content("tid == nonsense", NULL, &len, &status);
	assert_true(status < 0 && !len);
	free(got);
}

/* Recordings that cannot be: whatever they say, no byte comes twice and `verify` complains */
static void hostile(void **state)
{
	static const struct {
		const char *says;
		struct {
			uint64_t offset;
			uint32_t len, blob, want; /* want 0: 50000 */
		} pieces[3];
		struct syscord_continued list[2];
		unsigned int listed;
		size_t gives; /* 0: INLINE */
		bool gap; /* what is given is not the beginning */
	} rows[] = {
		{ "go on in pieces, but there are 10000", { { INLINE, 10000, 0, 0 } },
		  { { .kept = 20000 } }, 1, 11000, false }, /* too few */
		{ "go on in pieces, but there are 0", { { 0 } }, { { .kept = 20000 } }, 1, 0, false },
		{ "goes on for 5000 bytes, but there are 10000", { { INLINE, 10000, 0, 0 } },
		  { { .kept = 5000 } }, 1, 11000, false },
		{ "is at offset 1000, but all up to 11000 is here", /* twice */
		  { { INLINE, 10000, 0, 0 }, { INLINE, 10000, 0, 0 } }, { { .kept = 20000 } }, 1,
		  11000, false },
		{ "is at offset 6000, but all up to 11000 is here",
		  { { INLINE, 10000, 0, 0 }, { 6000, 10000, 0, 0 } }, { { .kept = 20000 } }, 1,
		  16000, false },
		{ "is at offset 0, but all up to 1000 is here", { { 0, 9000, 0, 0 } },
		  { { .kept = 9000 } }, 1, 9000, false },
		{ "go on in pieces, but there are 20000", /* a hole */
		  { { INLINE, 10000, 0, 0 }, { 12000, 10000, 0, 0 } }, { { .kept = 20000 } }, 1,
		  21000, true },
		{ "buffers of a call go on elsewhere", { { INLINE, 10000, 0, 0 } },
		  { { .blob = 5, .kept = 10000 } }, 1, 0, false },
		{ "buffers of a call go on elsewhere", { { INLINE, 10000, 0, 0 } },
		  { { .kept = 10000 }, { .kept = 10000 } }, 2, 11000, false },
		{ "buffers of a call go on elsewhere", { { INLINE, 10000, 0, 0 } }, { { 0 } }, 0, 0,
		  false },
		{ "there are pieces of buffer 65535", { { INLINE, 10000, 65535, 0 } },
		  { { .kept = 0 } }, 1, 0, false },
		{ "goes on for 18446744073709551615", { { INLINE, 49000, 0, 0 } },
		  { { .kept = UINT64_MAX } }, 1, 50000, false },
		{ "1.0, 60000 bytes; its call says 1.0, 50000 bytes", { { INLINE, 10000, 0, 60000 } },
		  { { .kept = 10000 } }, 1, 0, false },
	};
	size_t len;
	int status;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		uint64_t call_end = fake.now;
		struct syscord_verify_result result;
		char *text;

		if (i) {
			begin();
			call_end = fake.now;
		}
		for (unsigned int k = 0; k < 3 && rows[i].pieces[k].len; k++)
			assert_true(piece(k, 1, call_end, rows[i].pieces[k].blob,
					  rows[i].pieces[k].want ? rows[i].pieces[k].want : 50000,
					  rows[i].pieces[k].offset, rows[i].pieces[k].len));
		start_read(1, 50000, 0, 0);
		build_continued(&b, call_end, rows[i].list, rows[i].listed);
		assert_true(record(0));
		end();
		assert_int_equal(syscord_verify(dir, NULL, &result), 0);
		text = verify(result.errors, &result);
		if (!result.errors || !strstr(text, rows[i].says))
			fail_msg("not said: %s\n%s", rows[i].says, text);
		free(text);
		text = content(NULL, NULL, &len, &status);
		if (len != (rows[i].gives ? rows[i].gives : INLINE) ||
		    (!rows[i].gap && memcmp(text, bytes, len)) ||
		    status != (len == 50000 ? 0 : SYSCORD_EXIT_ERROR))
			fail_msg("%s: %zu bytes, status %d: %s", rows[i].says, len, status, said);
		free(text);
		free(show(SYSCORD_VIEW_JSON));
	}
}

/*
 * A list that ends where the decoder's memory does, with fewer entries than there are blobs
 * that go on: nothing may be written behind it.
 */
static void short_list(void **state)
{
	static const uint8_t words[16] = { 3 }, padding[SYSCORD_RECORD_MAX];
	const uint32_t most = SYSCORD_RECORD_MAX - 16;
	const struct syscord_continued list = { .blob = 1, .kept = 7 };
	struct syscord_decoded d;
	struct build one = { .pid = 1, .tid = 1 };

	(void)state;
	build_call(&one, SYSCORD_ABI_I386, 102, 100, 2, (const uint64_t[]){ 9, 0x1000 });
	build_in(&one, 1, words, sizeof(words));
	for (int i = 0; i < 2; i++)
		build_blob_part(&one, SYSCORD_ARG_SUB + 1, SYSCORD_PART_DATA,
				SYSCORD_BLOB_CONTINUED, 100, 0, 0, NULL);
	build_in(&one, SYSCORD_ARG_CONT, &list, sizeof(list));
	build_in(&one, SYSCORD_ARG_ENVP, padding, most - build_record(&one)->len - 16);
	assert_int_equal(build_record(&one)->len, most);
	assert_int_equal(syscord_record_check(build_record(&one), most), 0);
	assert_int_equal(syscord_decode(&d, build_record(&one)), 0);
	syscord_decode_end(&d);
}

static uint64_t random_offset(uint64_t want)
{
	return pick(3) ? pick(20) * 100 : random64() % (want + 1);
}

/* One record of few threads and calls, so that they often nearly fit each other */
static void random_record(void)
{
	const uint64_t call_end = 1000 + pick(2);
	uint32_t want = pick(8) ? 2000 : pick(UINT32_MAX), got = pick(6) * 100;
	struct syscord_continued list[3];
	unsigned int i, blobs = pick(3), count = pick(4);
	uint64_t offset;

	b.tid = 1 + pick(3);
	if (pick(4)) {
		got = got < want ? got : want;
		offset = random_offset(want - got);
		if (offset > want - got)
			offset = want - got;
		build_cont(&b, call_end, pick(9) ? X64 : pick(256), pick(9) ? 0 : pick(500),
			   pick(9) ? pick(3) : pick(65536), pick(9) ? 1 : pick(256),
			   pick(9) ? 0 : pick(256), want, offset, bytes, got);
		return;
	}
	build_call(&b, X64, pick(9) ? pick(2) : pick(400), pick(3) ? 2000 : (int64_t)random64(), 3,
		   (uint64_t[]){ 3, 0x7000, 2000 });
	for (i = 0; i < blobs; i++)
		build_blob_part(&b, pick(9) ? 1 : pick(256), pick(9) ? 0 : pick(8), pick(64), want,
				pick(want < 300 ? want : 300), pick(6), bytes);
	for (i = 0; i < count; i++)
		list[i] = (struct syscord_continued){ .blob = pick(9) ? i : (uint32_t)random64(),
						      .reason = pick(6),
						      .kept = random_offset(UINT64_MAX - 1) };
	build_continued(&b, call_end, list, count);
}

/* Whatever a recording holds, its bytes come at most once, and nobody stumbles */
static void at_random(void **state)
{
	const char *start = getenv("SEED");
	uint64_t seed = start ? strtoull(start, NULL, 0) : 0xc0;

	(void)state;
	for (unsigned int round = 0; round < 60; round++) {
		struct syscord_verify_result result;
		uint64_t there = 0;
		int status;
		size_t len;

		random_seed(seed + round);
		if (round)
			begin();
		for (unsigned int i = 0; i < 80; i++) {
			struct syscord_blob_view view;
			size_t cursor = 0;

			random_record();
			while (syscord_record_blob(build_record(&b), &cursor, &view))
				there += view.head.got;
			assert_true(record(pick(3)));
		}
		end();
		assert_int_equal(syscord_verify(dir, NULL, &result), 0);
		assert_int_equal(result.records, 80);
		free(content(NULL, pick(2) ? NULL : "1", &len, &status));
		if (len > there || status < 0)
			fail_msg("SEED=%llu: %zu of %llu bytes, status %d: %s",
				 (unsigned long long)seed + round, len, (unsigned long long)there,
				 status, err.text);
		free(show(round % 3));
	}
}

/* Pieces that a ring lost are no error, whether that is known before the call or later */
static void lost(void **state)
{
	struct syscord_verify_result result;
	uint64_t call_end;
	uint32_t want = 4 * PIECE + INLINE;
	char *text;

	(void)state;
	for (unsigned int late = 0; late < 3; late++) {
		end();
		ring_bytes = SYSCORD_RING_MIN;
		begin();
		/* CPU 1 has no room for its second one, and none to tell of it */
		call_end = fake.now;
		assert_true(piece(0, 1, call_end, 0, want, INLINE, PIECE));
		assert_true(piece(1, 1, call_end, 0, want, INLINE + PIECE, PIECE));
		assert_false(piece(1, 1, call_end, 0, want, INLINE + 2 * PIECE, PIECE));
		assert_true(piece(2, 1, call_end, 0, want, INLINE + 3 * PIECE, PIECE));
		assert_true(syscord_writer_round(writer, &err) >= 0);
		if (late == 0)
			small_call(1, 2);
		read_call(0, 1, call_end, want, 4 * PIECE);
		assert_true(syscord_writer_round(writer, &err) >= 0);
		if (late == 1)
			small_call(1, 2);
		end();
		text = verify(0, &result);
		assert_int_equal(result.pieces_lost, 1);
		assert_int_equal(result.lost, 1);
		assert_non_null(strstr(text, "content of which pieces are lost: buffers 1\n"));
		free(text);
		text = malloc(want);
		memcpy(text, bytes, INLINE + 2 * PIECE);
		memcpy(text + INLINE + 2 * PIECE, bytes + INLINE + 3 * PIECE, PIECE);
		gives("tid == 1", NULL, text, want - PIECE, SYSCORD_EXIT_ERROR,
		      "50000 bytes of 1 of 1 calls are missing: 50000 in records that are lost\n"
		      "syscord: 1 records are lost");
		free(text);
		begin();
	}
	end();
}

/* A loss that was over when the call ended explains nothing */
static void lost_before(void **state)
{
	uint64_t call_end;

	(void)state;
	end();
	ring_bytes = SYSCORD_RING_MIN;
	begin();
	assert_true(piece(1, 9, 1, 0, PIECE, 0, PIECE));
	assert_false(piece(1, 9, 1, 0, PIECE, 0, PIECE));
	assert_true(syscord_writer_round(writer, &err) >= 0);
	small_call(1, 9);
	call_end = ++fake.now;
	assert_true(piece(0, 1, call_end, 0, 30000, INLINE, 10000));
	read_call(0, 1, call_end, 30000, 29000);
	end();
	verified(1, "thread 1: 29000 bytes of content of read go on in pieces, but there are 10000 "
		    "(buffer 0), and no record was lost");
}

/* A recording that begins within a call's pieces */
static void cut(void **state)
{
	struct syscord_verify_result result;
	uint64_t call_end = fake.now;
	char *text;

	(void)state;
	pieces(1, call_end, INLINE, INLINE + PIECE, 2 * PIECE + INLINE);
	assert_true(syscord_writer_round(writer, &err) >= 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	clean();
	reopen();
	assert_true(piece(1, 1, call_end, 0, 2 * PIECE + INLINE, INLINE + PIECE, PIECE));
	read_call(1, 1, call_end, 2 * PIECE + INLINE, 2 * PIECE);
	end();
	text = verify(0, &result);
	assert_int_equal(result.pieces_lost, 1);
	free(text);
}

static void no_calls(void **state)
{
	struct syscord_stats stats = { 0 };
	struct syscord_procs *procs = syscord_procs_new();
	struct syscord_stream *stream;
	struct syscord_event event;
	uint64_t call_end = fake.now;

	(void)state;
	pieces(1, call_end, INLINE, 300000, 300000);
	read_call(0, 1, call_end, 300000, 299000);
	end();
	assert_int_equal(syscord_stream_open(dir, &stream, &err), 0);
	while (syscord_stream_next(stream, &event, &err) == 1) {
		assert_int_equal(syscord_stats_add(&stats, &event, procs), 0);
		assert_int_equal(syscord_procs_update(procs, event.rec), 0);
	}
	assert_int_equal(stats.records, 7);
	assert_int_equal(stats.calls.count, 1);
	assert_int_equal(stats.calls.rows[0]->calls, 1);
	assert_int_equal(stats.calls.rows[0]->bytes, 300000);
	syscord_stats_free(&stats);
	syscord_procs_free(procs);
	syscord_stream_close(stream);
}

/* Memory has its bounds, whatever comes */
static void bounds(void **state)
{
	const struct syscord_record rec = { .type = SYSCORD_CONT };
	struct syscord_record one = rec;
	struct syscord_event event = { .rec = &one };
	struct syscord_blob_view view = { .head = { .arg = 1, .want = UINT32_MAX, .got = 16 } };
	struct syscord_pending *pending = syscord_pending_new(false);
	struct syscord_cont cont = { .end = 1 };
	struct syscord_pieces orphan;
	uint64_t out = 0;

	(void)state;
	end();
	/* pieces that follow each other are one run, however many there are */
	one.tid = 1;
	for (cont.offset = 0; cont.offset < 16 << 20; cont.offset += 16)
		assert_int_equal(syscord_pending_add(pending, &event, &cont, &view, &orphan), 0);
	assert_true(syscord_pending_rest(pending, &orphan));
	assert_int_equal(orphan.count, 1 << 20);
	assert_int_equal(orphan.bytes, 16 << 20);
	assert_int_equal(orphan.runs_count, 1);
	assert_int_equal(orphan.runs_room, 1);
	syscord_pieces_free(&orphan);
	/* those that do not are kept up to a number; all are counted */
	for (cont.offset = 0; cont.offset < (uint64_t)64 * SYSCORD_PIECES_RUNS; cont.offset += 32)
		assert_int_equal(syscord_pending_add(pending, &event, &cont, &view, &orphan), 0);
	assert_true(syscord_pending_rest(pending, &orphan));
	assert_int_equal(orphan.count, 2 * SYSCORD_PIECES_RUNS);
	assert_true(orphan.runs_room <= SYSCORD_PIECES_RUNS);
	assert_int_equal(orphan.unkept, 16 * (orphan.count - orphan.runs_count));
	syscord_pieces_free(&orphan);
	/* and so are threads */
	for (one.tid = 1; one.tid <= 2 * SYSCORD_PIECES_THREADS; one.tid++) {
		int ret = syscord_pending_add(pending, &event, &cont, &view, &orphan);

		assert_int_equal(ret, one.tid > SYSCORD_PIECES_THREADS);
		if (!ret)
			continue;
		out++;
		assert_int_equal(orphan.count, 1);
		syscord_pieces_free(&orphan);
	}
	assert_int_equal(out, SYSCORD_PIECES_THREADS);
	syscord_pending_free(pending);
}

/* While it is being written, another CPU's records may still come */
static void unfinished(void **state)
{
	struct syscord_verify_result result;
	uint64_t call_end = fake.now;

	(void)state;
	assert_true(syscord_writer_round(writer, &err) >= 0);
	assert_true(piece(0, 1, call_end, 0, 300000, INLINE, PIECE));
	read_call(1, 1, call_end, 300000, 299000);
	assert_true(syscord_writer_round(writer, &err) >= 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_int_equal(result.errors, 0);
	assert_int_equal(result.pieces_lost, 1);
	/* once it is whole, they are missing */
	reopen();
	end();
	verified(1, "go on in pieces, but there are 50000");
}

/* Pieces are older than what was asked for, and the index tells so; their call is not */
static void since(void **state)
{
	struct syscord_content_opts opts = { .view = { .color = 2 } };
	uint64_t call_end = fake.now, from;
	char text[32], *got;
	size_t n;

	(void)state;
	small_call(0, 5);
	pieces(1, call_end, INLINE, 300000, 300000);
	assert_true(syscord_writer_round(writer, &err) >= 0);
	fake.now += 10000000000;
	read_call(0, 1, call_end, 300000, 299000);
	from = syscord_clock_offset() + fake.now - 5000000000;
	end();
	snprintf(text, sizeof(text), "@%llu", (unsigned long long)(from / 1000000000));
	opts.view.since = text;
	opts.view.out = tmpfile();
	assert_int_equal(syscord_content(&opts, dir, &err), 0);
	got = slurp(opts.view.out, &n);
	assert_int_equal(n, 300000);
	assert_memory_equal(got, bytes, n);
	free(got);
}

/* Nowhere to keep pieces, nowhere to write */
static void no_room(void **state)
{
	struct syscord_content_opts opts = { .view = { .color = 2 }, .output = "/dev/full" };
	uint64_t call_end = fake.now;
	size_t len;
	int status;

	(void)state;
	pieces(1, call_end, INLINE, 300000, 300000);
	read_call(0, 1, call_end, 300000, 299000);
	end();
	setenv("TMPDIR", "/nowhere", 1);
	free(content(NULL, NULL, &len, &status));
	assert_int_equal(len, 0);
	assert_int_equal(status, -ENOENT);
	assert_non_null(strstr(err.text, "TMPDIR"));
	unsetenv("TMPDIR");
	opts.view.out = stdout;
	assert_int_equal(syscord_content(&opts, dir, &err), -ENOSPC);
	assert_non_null(strstr(err.text, "cannot write"));
}

static int group_setup(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(i * 2654435761u >> 13);
	return !mkdtemp(dir);
}

static int group_teardown(void **state)
{
	(void)state;
	clean();
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(whole, setup),	    cmocka_unit_test_setup(incomplete, setup),
		cmocka_unit_test_setup(orphans, setup),	    cmocka_unit_test_setup(buffers, setup),
		cmocka_unit_test_setup(results, setup),	    cmocka_unit_test_setup(hostile, setup),
		cmocka_unit_test_setup(lost, setup),	    cmocka_unit_test_setup(lost_before, setup),
		cmocka_unit_test_setup(cut, setup),	    cmocka_unit_test_setup(no_calls, setup),
		cmocka_unit_test_setup(at_random, setup),
		cmocka_unit_test(short_list),
		cmocka_unit_test_setup(since, setup),	    cmocka_unit_test_setup(unfinished, setup),
		cmocka_unit_test_setup(bounds, setup),	    cmocka_unit_test_setup(no_room, setup),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
