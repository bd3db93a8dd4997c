/* SPDX-License-Identifier: GPL-2.0 */
/* The checks that stand between a hostile file and everything that reads records. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include "build.h"
#include "fixed.h"

static struct build b;

static int check(void)
{
	return syscord_record_check(build_record(&b), sizeof(b.bytes));
}

static void make_read(void)
{
	b = (struct build){ .pid = 1, .tid = 1 };
	build_call(&b, SYSCORD_ABI_X86_64, 0, 5, 3, (uint64_t[]){ 3, 0x1000, 5 });
	build_out(&b, 1, "hello", 5);
	build_out(&b, 2, "12345678", 8);
	assert_int_equal(check(), 0);
}

static struct syscord_blob *blob_head(unsigned int n)
{
	struct syscord_record *rec = build_record(&b);

	return (struct syscord_blob *)(b.bytes + sizeof(*rec) + rec->body + n * 24);
}

static void test_good(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < FIXED_COUNT; i++) {
		struct syscord_record *rec = fixed_record(&b, i);

		assert_int_equal(syscord_record_check(rec, rec->len), 0);
		assert_int_equal(syscord_record_check(rec, rec->len - 1), -EBADMSG);
	}
}

static void test_header(void **state)
{
	static const uint32_t lens[] = { 0, 8, 24, 31, 33, SYSCORD_RECORD_MAX + 8, UINT32_MAX };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		make_read();
		build_record(&b)->len = lens[i];
		assert_int_equal(check(), -EBADMSG);
	}
	make_read();
	for (i = 0; i < build_record(&b)->len; i++)
		assert_int_equal(syscord_record_check(build_record(&b), i), -EBADMSG);
	/* A length that is a multiple of 8 but not the one that its parts add up to */
	build_record(&b)->len += 8;
	assert_int_equal(check(), -EBADMSG);
	make_read();
	build_record(&b)->len -= 8;
	assert_int_equal(check(), -EBADMSG);
}

static void test_body(void **state)
{
	struct syscord_call *call =
		(struct syscord_call *)(b.bytes + sizeof(struct syscord_record));

	(void)state;
	make_read();
	build_record(&b)->body += 4;
	assert_int_equal(check(), -EBADMSG);
	make_read();
	build_record(&b)->body = 0xfff8;
	assert_int_equal(check(), -EBADMSG);
	make_read();
	call->nargs = 4;
	assert_int_equal(check(), -EBADMSG);
	call->nargs = 7;
	assert_int_equal(check(), -EBADMSG);
	call->nargs = 255;
	assert_int_equal(check(), -EBADMSG);
	/* Too short for what a call is at least */
	build_start(&b, SYSCORD_CALL, "12345678", 8);
	assert_int_equal(check(), -EBADMSG);
	build_start(&b, SYSCORD_FORK, "12345678", 8);
	assert_int_equal(check(), 0);
}

static void test_blobs(void **state)
{
	static const uint32_t gots[] = { 6, 17, 1000, UINT32_MAX, UINT32_MAX - 15 };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(gots); i++) {
		make_read();
		blob_head(0)->want = UINT32_MAX;
		blob_head(0)->got = gots[i];
		/* 6 fits into the padding: nothing outside is read, and the parts add up */
		assert_int_equal(check(), gots[i] == 6 ? 0 : -EBADMSG);
	}
	make_read();
	blob_head(1)->want = 7;
	assert_int_equal(check(), -EBADMSG);
	make_read();
	build_record(&b)->blobs = 3;
	assert_int_equal(check(), -EBADMSG);
	build_record(&b)->blobs = 1;
	assert_int_equal(check(), -EBADMSG);
	build_record(&b)->blobs = UINT16_MAX;
	assert_int_equal(check(), -EBADMSG);
}

static void test_body_is_extended(void **state)
{
	struct syscord_fork fork;

	(void)state;
	memset(&fork, 0xff, sizeof(fork));
	build_start(&b, SYSCORD_FORK, "\1\0\0\0\2\0\0\0", 8);
	assert_int_equal(syscord_record_body(build_record(&b), &fork, sizeof(fork)), 8);
	assert_int_equal(fork.pid, 1);
	assert_int_equal(fork.tid, 2);
	assert_int_equal(fork.shared, 0);
	assert_int_equal(fork.comm[15], 0);
	/* A newer, longer one is cut */
	build_start(&b, SYSCORD_FORK, b.bytes + 1024, 200);
	assert_int_equal(syscord_record_body(build_record(&b), &fork, sizeof(fork)), sizeof(fork));
}

static void test_iterate(void **state)
{
	struct syscord_blob_view view;
	size_t cursor = 0;

	(void)state;
	make_read();
	assert_true(syscord_record_blob(build_record(&b), &cursor, &view));
	assert_int_equal(view.head.arg, 1);
	assert_int_equal(view.head.got, 5);
	assert_memory_equal(view.data, "hello", 5);
	assert_true(syscord_record_blob(build_record(&b), &cursor, &view));
	assert_int_equal(view.head.arg, 2);
	assert_memory_equal(view.data, "12345678", 8);
	assert_false(syscord_record_blob(build_record(&b), &cursor, &view));

	build_call(&b, SYSCORD_ABI_X86_64, 39, 1, 0, NULL);
	cursor = 0;
	assert_false(syscord_record_blob(build_record(&b), &cursor, &view));
}

static void test_find(void **state)
{
	struct syscord_blob_view view;

	(void)state;
	make_read();
	build_blob_part(&b, 3, 0, SYSCORD_BLOB_BEFORE, 1, 1, 0, "x");
	build_part(&b, 3, SYSCORD_PART_NAME, 0, "y", 1);
	assert_true(syscord_record_find(build_record(&b), 2, 0, &view));
	assert_int_equal(view.head.got, 8);
	assert_false(syscord_record_find(build_record(&b), 0, 0, &view));
	/* What stood there before the call is not what stands there after it */
	assert_false(syscord_record_find(build_record(&b), 3, 0, &view));
	assert_true(syscord_record_find(build_record(&b), 3, SYSCORD_PART_NAME, &view));
	assert_int_equal(view.data[0], 'y');
}

/* The two kinds of blob do not get in each other's way */
static void test_before(void **state)
{
	struct syscord_blob_view blob;

	(void)state;
	b = (struct build){ .pid = 1, .tid = 1 };
	build_call(&b, SYSCORD_ABI_X86_64, 7, 1, 3, (uint64_t[]){ 0x1000, 1, 0 });
	build_before(&b, 0, "before", 6);
	assert_int_equal(check(), 0);
	assert_false(syscord_record_find(build_record(&b), 0, SYSCORD_PART_DATA, &blob));
	assert_false(syscord_record_find_before(build_record(&b), 1, SYSCORD_PART_DATA, &blob));
	build_out(&b, 0, "after", 5);
	assert_int_equal(check(), 0);
	assert_true(syscord_record_find(build_record(&b), 0, SYSCORD_PART_DATA, &blob));
	assert_memory_equal(blob.data, "after", 5);
	assert_true(syscord_record_find_before(build_record(&b), 0, SYSCORD_PART_DATA, &blob));
	assert_memory_equal(blob.data, "before", 6);
}

/* A piece that would reach beyond what it is a piece of */
static void test_cont(void **state)
{
	static const struct {
		uint32_t want, got;
		uint64_t offset;
		int result;
	} rows[] = {
		{ 100, 8, 0, 0 },
		{ 100, 8, 92, 0 },
		{ 100, 0, 100, 0 },
		{ 100, 8, 93, -EBADMSG },
		{ 100, 8, UINT32_MAX, -EBADMSG },
		{ 100, 8, UINT64_MAX, -EBADMSG },
		{ 100, 8, UINT64_MAX - 7, -EBADMSG },
		{ UINT32_MAX, 8, UINT32_MAX - 8, 0 },
		{ UINT32_MAX, 8, UINT32_MAX - 7, -EBADMSG },
	};
	struct syscord_blob_view piece;
	struct syscord_cont cont;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(rows); i++) {
		b = (struct build){ .pid = 1, .tid = 1 };
		build_cont(&b, 7, X64, 0, 3, 1, 0, rows[i].want, rows[i].offset, "12345678",
			   rows[i].got);
		assert_int_equal(check(), rows[i].result);
	}
	build_cont(&b, 7, X64, 1, 3, 1, 2, 100, 20, "12345678", 8);
	syscord_record_cont(build_record(&b), &cont, &piece);
	assert_int_equal(cont.end, 7);
	assert_int_equal(cont.offset, 20);
	assert_int_equal(cont.blob, 3);
	assert_int_equal(piece.head.part, 2);
	assert_memory_equal(piece.data, "12345678", 8);
	/* One blob, neither more nor less, and all of the body */
	build_in(&b, 1, "x", 1);
	assert_int_equal(check(), -EBADMSG);
	build_start(&b, SYSCORD_CONT, &cont, sizeof(cont));
	assert_int_equal(check(), -EBADMSG);
	build_start(&b, SYSCORD_CONT, &cont, sizeof(cont) - 8);
	build_in(&b, 1, "x", 1);
	assert_int_equal(check(), -EBADMSG);
}

/* The list may say anything of any blob */
static void test_continued(void **state)
{
	const struct syscord_continued list[] = {
		{ .blob = 1, .reason = 3, .kept = UINT64_MAX }, { .blob = 1, .kept = 4 },
		{ .blob = 9, .kept = 1 }, { .blob = UINT32_MAX, .kept = 2 },
	};
	struct syscord_continued said;
	struct syscord_blob_view view, copy;
	uint64_t end;

	(void)state;
	make_read();
	assert_false(syscord_record_end(build_record(&b), &end));
	build_blob_part(&b, 3, 0, SYSCORD_BLOB_CONTINUED, 9, 1, 0, "x");
	build_blob_part(&b, 4, 0, SYSCORD_BLOB_CONTINUED, 0, 0, 0, NULL);
	blob_head(1)->flags |= SYSCORD_BLOB_CONTINUED;
	build_continued(&b, 1234, list, ARRAY_SIZE(list));
	assert_int_equal(check(), 0);
	assert_true(syscord_record_end(build_record(&b), &end));
	assert_int_equal(end, 1234);
	assert_true(syscord_record_find(build_record(&b), 1, 0, &view));
	assert_false(syscord_record_continued(build_record(&b), &view, &said));
	assert_true(syscord_record_find(build_record(&b), 2, 0, &view));
	assert_true(syscord_record_continued(build_record(&b), &view, &said));
	assert_int_equal(said.reason, 3);
	assert_true(said.kept == UINT64_MAX);
	/* A part of it is no blob of the record */
	copy = view;
	copy.data++;
	assert_false(syscord_record_continued(build_record(&b), &copy, &said));
	assert_true(syscord_record_find(build_record(&b), 3, 0, &view));
	assert_false(syscord_record_continued(build_record(&b), &view, &said));
	/* A list that ends within an element */
	make_read();
	blob_head(0)->flags |= SYSCORD_BLOB_CONTINUED;
	build_in(&b, SYSCORD_ARG_CONT, "\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0", 15);
	build_in(&b, SYSCORD_ARG_TIME, "1234567", 7);
	assert_true(syscord_record_find(build_record(&b), 1, 0, &view));
	assert_false(syscord_record_continued(build_record(&b), &view, &said));
	assert_false(syscord_record_end(build_record(&b), &end));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_body),
		cmocka_unit_test(test_blobs),
		cmocka_unit_test(test_body_is_extended),
		cmocka_unit_test(test_iterate),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_before),
		cmocka_unit_test(test_cont),
		cmocka_unit_test(test_continued),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
