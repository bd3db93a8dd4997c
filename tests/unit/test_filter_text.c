// SPDX-License-Identifier: GPL-2.0
/* What people see of a filter: normal form, assembly, what is read, carets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "filter.h"

static struct syscord_expr *parse(const char *text)
{
	struct syscord_error err = { "" };
	struct syscord_expr *expr = NULL;

	if (syscord_filter_parse(text, &expr, NULL, &err, NULL))
		fail_msg("%s: %s", text, err.text);
	return expr;
}

static void test_normal_form(void **state)
{
	static const char *const forms[][2] = {
		{ "proc.name=zsh and proc.pid=3981", "proc_name == \"zsh\" and pid == 3981" },
		{ "!(pid=1||ret<0)", "pid != 1 and ret >= 0" },
		{ "not pid in {1,2}", "pid not in {1, 2}" },
		{ "not (failed and not followed)", "not failed or followed" },
		{ "ret == -ENOENT or ret in {-EAGAIN, 3}",
		  "ret == -ENOENT or ret in {-EAGAIN, 3}" },
		{ "a0 <= 0x10 and a1 == -1",
		  "a0 <= 16 and a1 in {4294967295, 18446744073709551615}" },
		{ "class in {rs, WC}", "class in {RS, WC}" },
		{ "evt.type = getppi*", "syscall == getppid" },
		{ "comm == 'a\"\\\\b\\x01*'", "comm == \"a\\\"\\\\b\\x01*\"" },
		{ "(pid == 1 or pid == 2) and (uid == 0 and gid == 0)",
		  "(pid == 1 or pid == 2) and uid == 0 and gid == 0" },
		{ "comm == * or pid == 1", "everything" },
		{ "ret < -9223372036854775808", "nothing" },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		struct syscord_expr *expr = parse(forms[i][0]), *form;
		char *text;

		form = filter_normal(expr, false, SYSCORD_ABI_X86_64);
		assert_non_null(form);
		text = filter_text(form);
		assert_string_equal(text, forms[i][1]);
		free(text);
		syscord_filter_free(form);
		syscord_filter_free(expr);
	}
}

static void test_follow_form(void **state)
{
	static const char *const forms[][3] = {
		/* as written, call, task */
		{ "comm == a", "followed or comm == \"a\"", "followed or comm == \"a\"" },
		{ "comm == a and uid == 0 and ret < 0",
		  "(followed or (comm == \"a\" and uid == 0)) and ret < 0",
		  "followed or (comm == \"a\" and uid == 0)" },
		{ "comm == a or uid == 0 or ret < 0",
		  "followed or comm == \"a\" or uid == 0 or ret < 0", "everything" },
		{ "(comm == a and ret < 0) or (pid != 1 and failed)",
		  "((followed or comm == \"a\") and ret < 0) or ((followed or pid != 1) and "
		  "failed)",
		  "followed or comm == \"a\" or followed or pid != 1" },
		{ "followed and ret < 0", "followed and ret < 0", "followed" },
		{ "ret < 0", "ret < 0", "everything" },
		{ "syscall == read and comm == b",
		  "(followed or comm == \"b\") and syscall == read", "followed or comm == \"b\"" },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(forms); i++) {
		struct syscord_expr *call, *task;
		char *text;

		assert_int_equal(syscord_filter_trees(forms[i][0], SYSCORD_FILTER_FOLLOW, &call,
						      &task, NULL, NULL),
				 0);
		text = filter_text(call);
		assert_string_equal(text, forms[i][1]);
		free(text);
		text = filter_text(task);
		assert_string_equal(text, forms[i][2]);
		free(text);
		syscord_filter_free(call);
		syscord_filter_free(task);
	}
}

static void list(const char *text, struct filter_listing *listing)
{
	struct syscord_expr *expr = parse(text);
	struct syscord_prog prog;

	assert_int_equal(syscord_filter_compile(expr, SYSCORD_ABI_X86_64, &prog, NULL), 0);
	assert_int_equal(filter_list(&prog, listing), 0);
	assert_int_equal(listing->count, prog.len);
	free(prog.insns);
	syscord_filter_free(expr);
}

static void test_assembly(void **state)
{
	static const char *const lines[] = {
		"l0:\tld [104]                        ; comm[0..3]",
		"l1:\tjeq #0x6e69676e, l2, l14        ; \"ngin\"",
		"l2:\tld [8]                          ; abi",
		"l3:\tjeq #0x1, l4, l6                ; x86-64",
		"l4:\tld [12]                         ; nr",
		"l5:\tjeq #0xca, l9, l14              ; futex",
		"l6:\tjeq #0x2, l7, l14               ; i386",
		"l7:\tld [12]                         ; nr",
		"l8:\tjeq #0xf0, l9, l14              ; futex",
		"l9:\tld [20]                         ; ret, high half",
		"l10:\tjeq #0xffffffff, l11, l14",
		"l11:\tld [16]                         ; ret, low half",
		"l12:\tjeq #0xfffffff5, l13, l14       ; -EAGAIN",
		"l13:\tret #1                          ; record",
		"l14:\tret #0                          ; leave out",
	};
	struct filter_listing l;
	unsigned int i;

	(void)state;
	list("comm == ngin* and syscall == futex and ret == -EAGAIN", &l);
	assert_int_equal(l.count, ARRAY_SIZE(lines));
	for (i = 0; i < ARRAY_SIZE(lines); i++)
		assert_string_equal(l.lines[i], lines[i]);
	filter_listing_free(&l);
}

static void test_fields_and_guards(void **state)
{
	static const struct {
		const char *text, *fields;
		unsigned int guards;
		bool only;
	} lists[] = {
		{ "pid == 7", "pid", 1, true },
		{ "pid == 7 and comm == nginx", "pid comm", 3, true },
		{ "proc.name=zsh and proc.pid=3981", "pid proc_name", 2, true },
		{ "comm == nginx and ret < 0", "ret comm", 2, false },
		{ "comm == a and proc_name == a", "comm proc_name", 1, false },
		{ "uid == 0", "uid", 0, false },
		{ "pid == 1 or pid == 2", "pid", 0, false },
		{ "pid != 7", "pid", 0, false },
		{ "class == RS and a5 == 1 and parent_proc_name == x",
		  "class args parent_proc_name", 0, false },
		{ "comm == *", "", 0, false },
	};
	unsigned int i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		struct filter_listing l;
		char fields[200] = "";

		list(lists[i].text, &l);
		for (j = 0; j < l.fields_count; j++) {
			strcat(fields, j ? " " : "");
			strcat(fields, l.fields[j]);
		}
		if (strcmp(fields, lists[i].fields) || l.guards != lists[i].guards ||
		    l.guards_only != lists[i].only)
			fail_msg("%s: %s, %u guards, only %d", lists[i].text, fields, l.guards,
				 l.guards_only);
		filter_listing_free(&l);
	}
}

/* Every word of the context that a program may load has a name. */
static void test_context_fields(void **state)
{
	unsigned int offset, unknown = 0;
	char text[64];

	(void)state;
	for (offset = 0; offset < sizeof(struct syscord_filter_data); offset += 4)
		unknown += !strcmp(filter_context_field(offset, text, sizeof(text)), "?");
	assert_int_equal(unknown, 1); /* `reserved` */
	assert_string_equal(
		filter_context_field(offsetof(struct syscord_filter_data, cgroups) + 8 * 3 + 4,
				     text, sizeof(text)),
		"cgroups[3], high half");
}

static void test_caret(void **state)
{
	static const char *const texts[] = {
		"pid == x",
		"comm == \"\xc3\xa9t\xc3\xa9\" and pidd == 1",
		"pid == 1\tand\nuid == x",
		"",
		"pid == 1 and pid == 2 and pid == 3 and pid == 4 and pid == 5 and pid == 6 and pid "
		"== 7"
		" and pid == 8 and pidd == 9 and pid == 10 and pid == 11 and pid == 12 and pid == "
		"13",
	};
	static const char marks[] = "xpx p";
	unsigned int i, column;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		struct syscord_error err = { "" };
		struct syscord_expr *expr;
		const char *shown, *caret, *c;
		unsigned int at = 0;

		assert_int_not_equal(syscord_filter_parse(texts[i], &expr, &column, &err, NULL), 0);
		syscord_filter_point(&err, texts[i], column);
		shown = strchr(err.text, '\n');
		assert_non_null(shown);
		caret = strchr(++shown, '\n');
		assert_non_null(caret);
		/* what stands above the caret, counted in letters */
		for (c = shown; at < strcspn(caret + 1, "^"); c++)
			at += ((unsigned char)c[1] & 0xc0) != 0x80;
		if (marks[i] != ' ')
			assert_int_equal(*c, marks[i]);
		assert_string_equal(caret + 1 + strcspn(caret + 1, "^"), "^");
		assert_true(strlen(shown) < 200);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normal_form),    cmocka_unit_test(test_follow_form),
		cmocka_unit_test(test_assembly),       cmocka_unit_test(test_fields_and_guards),
		cmocka_unit_test(test_context_fields), cmocka_unit_test(test_caret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
