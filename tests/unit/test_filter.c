// SPDX-License-Identifier: GPL-2.0
/* The filter language: grammar, errors, and programs that say what the tree says. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "filter_cases.h"
#include "bpf_ref.c" /* one file for each test: the build links nothing else */

static struct syscord_expr *parse(const char *text)
{
	struct syscord_error err = { "" };
	struct syscord_expr *expr = NULL;
	int ret = syscord_filter_parse(text, &expr, NULL, &err, NULL);

	if (ret)
		print_error("%s: %s\n", text, err.text);
	assert_int_equal(ret, 0);
	assert_non_null(expr);
	return expr;
}

static struct syscord_prog compile_tree(const struct syscord_expr *expr, uint32_t native)
{
	struct syscord_error err = { "" };
	struct syscord_prog prog;
	const char *wrong;

	assert_int_equal(syscord_filter_compile(expr, native, &prog, &err), 0);
	wrong = bpf_ref_check(&prog);
	if (wrong)
		print_error("program refused: %s\n", wrong);
	assert_null(wrong);
	return prog;
}

static struct syscord_prog compile_text(const char *text)
{
	struct syscord_expr *expr = parse(text);
	struct syscord_prog prog = compile_tree(expr, SYSCORD_ABI_X86_64);

	syscord_filter_free(expr);
	return prog;
}

/* Both ways, which must agree */
static bool accepts(const char *text, const struct syscord_filter_data *data)
{
	struct syscord_expr *expr = parse(text);
	struct syscord_prog prog = compile_tree(expr, SYSCORD_ABI_X86_64);
	bool eval = syscord_filter_eval(expr, data);
	bool run = bpf_ref_run(&prog, data) != 0;

	if (eval != run)
		print_error("%s: evaluated %d, run %d\n", text, eval, run);
	assert_int_equal(eval, run);
	free(prog.insns);
	syscord_filter_free(expr);
	return run;
}

static struct syscord_filter_data context(void)
{
	struct syscord_filter_data d = { .pid = 100,
					 .tid = 101,
					 .ppid = 1,
					 .uid = 33,
					 .gid = 34,
					 .abi = SYSCORD_ABI_X86_64,
					 .nr = 0,
					 .ret = 25,
					 .class = SYSCORD_CLASS_RC,
					 .followed = 1,
					 .args = { 3, 0x7ffd00001000, 4096, 0, UINT64_MAX, 1 } };

	strcpy(d.comm, "nginx");
	strcpy(d.proc_name, "nginx: master p");
	strcpy(d.parent_proc_name, "systemd");
	return d;
}

static void test_each_field(void **state)
{
	static const char *const holds[] = {
		"pid == 100",
		"pid=100",
		"proc.pid = 100",
		"tid == 101",
		"thread.tid==101",
		"ppid < 2",
		"proc.ppid == 1",
		"uid == 0x21",
		"user.uid != 0",
		"gid in {1, 34}",
		"group.gid in (34)",
		"comm == nginx",
		"comm == \"nginx\"",
		"comm='nginx'",
		"thread.name=ngin*",
		"comm == *",
		"comm != ngin",
		"comm != nginxx",
		"proc_name == 'nginx: master p'",
		"proc.name = \"nginx: m*\"",
		"parent_proc_name == systemd",
		"proc.pname != sshd",
		"followed",
		"followed == true",
		"followed != false",
		"not not followed",
		"!!followed",
		"syscall == read",
		"evt.type in {write, read}",
		"syscall == 0",
		"syscall = rea*",
		"class == RC",
		"class in {rs, rc}",
		"class not in {WS, WC}",
		"ret == 25",
		"evt.res >= 25",
		"evt.rawres > -1",
		"not failed",
		"failed == false",
		"a0 == 3",
		"a1 == 0x7ffd00001000",
		"a2 == 0o10000",
		"a3 == 0",
		"a4 == -1",
		"a5 <= 1",
		"ret not in {1,2}",
		"(pid == 1 or pid == 100) and not ret < 0",
		"pid == 1 and pid == 2 or pid == 100",
		"pid == 100 || pid == 1 && pid == 2",
		"pid==100&&ret==25",
		"not pid == 1 and followed",
		"comm in {\"a\\\"b\", nginx}",
		"comm == \"\\x6eginx\"",
		"\n pid\t== 100 \r\n",
	};
	struct syscord_filter_data d = context();

	(void)state;
	check_holds(holds, ARRAY_SIZE(holds), accepts, &d);
}

static void test_errors(void **state)
{
	static const struct wrong_filter wrong[] = {
		{ "", 0, "empty" },
		{ "  ", 2, "must follow" },
		{ "pidd == 1", 0, "did you mean 'pid'" },
		{ "proc.nam = x", 0, "did you mean 'proc.name'" },
		{ "xyzzy == 1", 0, "unknown field 'xyzzy'" },
		{ "pid == ", 7, "missing" },
		{ "pid", 3, "must be compared" },
		{ "pid == x", 7, "wants a number" },
		{ "pid == -1", 7, "0 to 4294967295" },
		{ "pid == 4294967296", 7, "range" },
		{ "ret == 9223372036854775808", 7, "range" },
		{ "ret == -9223372036854775809", 7, "range" },
		{ "a0 == 18446744073709551616", 6, "range" },
		{ "a0 == -9223372036854775809", 6, "range" },
		{ "a0 < -1", 5, "unsigned" },
		{ "a2 == 0644", 6, "0o644" },
		{ "pid == 0x", 7, "wants a number" },
		{ "pid == 1 2", 9, "expected 'and' or 'or'" },
		{ "pid == 1 and", 12, "must follow" },
		{ "(pid == 1", 0, "not closed" },
		{ "(pid == 1 pid", 10, "')'" },
		{ "pid == 1)", 8, "expected" },
		{ "pid in {1, 2", 7, "not closed" },
		{ "pid in {}", 8, "missing" },
		{ "pid in 1", 7, "list" },
		{ "pid in {1)", 9, "end of the list" },
		{ "pid not 1", 8, "'in'" },
		{ "followed in {1}", 12, "no meaning" },
		{ "followed == maybe", 12, "true or false" },
		{ "comm < a", 5, "no order" },
		{ "syscall > read", 8, "no order" },
		{ "syscall == reed", 11, "did you mean 'read'" },
		{ "syscall == zzz*", 11, "no system call" },
		{ "syscall == zzzzzzzzzzzz", 11, "unknown system call" },
		{ "class == XX", 9, "RS, WS" },
		{ "ret == -ENOENTT", 7, "did you mean '-ENOENT'" },
		{ "ret == ENOENT", 7, "-ENOENT" },
		{ "comm == a*b", 9, "last letter" },
		{ "comm == \"abc", 8, "not closed" },
		{ "comm == \"a\\q\"", 10, "escape" },
		{ "comm == \"a\\x00\"", 10, "NUL" },
		{ "pid == 1 & pid == 2", 9, "&&" },
		{ "pid == 1 | pid == 2", 9, "||" },
		{ "= 1", 0, "expected a field" },
	};

	(void)state;
	check_refused(wrong, ARRAY_SIZE(wrong));
}

static void test_depth_is_bounded(void **state)
{
	struct syscord_expr *expr = NULL;
	char *text = malloc(100000);
	unsigned int i;

	(void)state;
	assert_non_null(text);
	memset(text, '(', 99999);
	text[99999] = '\0';
	assert_int_equal(syscord_filter_parse(text, &expr, NULL, NULL, NULL), -EINVAL);
	memset(text, '!', 99999);
	assert_int_equal(syscord_filter_parse(text, &expr, NULL, NULL, NULL), -EINVAL);
	/* a long chain is no depth */
	for (i = 0, text[0] = '\0'; i < 6000; i++)
		memcpy(text + 12 * i, "followed or ", 12);
	strcpy(text + 12 * i, "followed");
	assert_int_equal(syscord_filter_parse(text, &expr, NULL, NULL, NULL), 0);
	syscord_filter_free(expr);
	free(text);
}

static void test_long_names(void **state)
{
	struct syscord_filter_data d = context();
	struct syscord_error warn;
	struct syscord_expr *expr;

	(void)state;
	assert_int_equal(syscord_filter_parse("comm == abcdefghijklmnop", &expr, NULL, NULL, &warn),
			 0);
	syscord_filter_free(expr);
	assert_non_null(strstr(warn.text, "abcdefghijklmno"));
	assert_int_equal(syscord_filter_parse("comm == abcdefghijklmno", &expr, NULL, NULL, &warn),
			 0);
	syscord_filter_free(expr);
	assert_string_equal(warn.text, "");
	strcpy(d.comm, "abcdefghijklmno");
	assert_true(accepts("comm == abcdefghijklmnop", &d));
	assert_true(accepts("comm == abcdefghijklmno*", &d));
	assert_true(accepts("comm == abcdefghijklmnopq*", &d));
	assert_false(accepts("comm == abcdefghijklmn", &d));
	memset(d.comm, 0, sizeof(d.comm));
	assert_true(accepts("comm == ''", &d));
	assert_false(accepts("comm == a*", &d));
}

static void test_errno_names(void **state)
{
	struct syscord_filter_data d = context();

	(void)state;
	d.ret = (uint64_t)-ENOENT;
	assert_true(accepts("ret == -ENOENT", &d));
	assert_true(
		accepts("ret in {-EWOULDBLOCK, -ENOTSUP, -EOPNOTSUPP, -ERESTARTSYS, -ENOENT}", &d));
	assert_false(accepts("ret == -EAGAIN", &d));
	assert_true(accepts("failed", &d));
	d.ret = (uint64_t)-4095;
	assert_true(accepts("failed", &d));
	d.ret = (uint64_t)-4096;
	assert_false(accepts("failed", &d));
	assert_true(accepts("ret < 0", &d));
	d.ret = 0;
	assert_false(accepts("failed or ret < 0", &d));
	d.ret = 0xfffff001; /* only the low half looks like an error */
	assert_false(accepts("failed", &d));
}

static void test_negative_arguments(void **state)
{
	struct syscord_filter_data d = context();

	(void)state;
	d.args[0] = (uint64_t)-100;
	assert_true(accepts("a0 == -100", &d));
	d.args[0] = (uint32_t)-100;
	assert_true(accepts("a0 == -100", &d));
	d.args[0] = 0x1ffffff9c;
	assert_false(accepts("a0 == -100", &d));
	assert_true(accepts("a0 > 0xffffffff", &d));
}

/* A number means one call on one ABI and another on the next: names mean the call. */
static void test_calls_by_abi(void **state)
{
	struct syscord_filter_data d = context();

	(void)state;
	assert_true(accepts("syscall == read", &d));
	d.abi = SYSCORD_ABI_I386;
	assert_false(accepts("syscall == read", &d));
	assert_false(accepts("syscall == 0", &d));
	d.nr = 3;
	assert_true(accepts("syscall == read", &d));
	d.abi = SYSCORD_ABI_X32;
	d.nr = 0;
	assert_false(accepts("syscall == read", &d));
}

static void assert_code(const char *text, const struct sock_filter *code, unsigned int len)
{
	struct syscord_prog prog = compile_text(text);
	unsigned int i;

	if (prog.len != len || (len && memcmp(prog.insns, code, len * sizeof(*code)))) {
		for (i = 0; i < prog.len; i++)
			print_error("%02u: %04x %3u %3u %08x\n", i, prog.insns[i].code,
				    prog.insns[i].jt, prog.insns[i].jf, prog.insns[i].k);
		fail_msg("other code for '%s'", text);
	}
	free(prog.insns);
}

#define ASSERT_CODE(text, ...)                                            \
	do {                                                              \
		static const struct sock_filter code[] = { __VA_ARGS__ }; \
		assert_code(text, code, ARRAY_SIZE(code));                \
	} while (0)
#define LD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct syscord_filter_data, field))
#define JEQ(k, t, f) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, k, t, f)
#define RET(k) BPF_STMT(BPF_RET | BPF_K, k)

static void test_code(void **state)
{
	(void)state;
	ASSERT_CODE("pid == 7", LD(pid), JEQ(7, 0, 1), RET(1), RET(0));
	ASSERT_CODE("followed", LD(followed), JEQ(0, 1, 0), RET(1), RET(0));
	ASSERT_CODE("pid == 7 or pid == 9", LD(pid), JEQ(7, 1, 0), JEQ(9, 0, 1), RET(1), RET(0));
	ASSERT_CODE("ret < 0",
		    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			     offsetof(struct syscord_filter_data, ret) + 4),
		    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x80000000, 0, 1), RET(1), RET(0));
	ASSERT_CODE("syscall == read", LD(abi), JEQ(SYSCORD_ABI_X86_64, 0, 2), LD(nr), JEQ(0, 3, 4),
		    JEQ(SYSCORD_ABI_I386, 0, 3), LD(nr), JEQ(3, 0, 1), RET(1), RET(0));
	ASSERT_CODE("a0 < 100",
		    BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			     offsetof(struct syscord_filter_data, args) + 4),
		    JEQ(0, 0, 3), LD(args), BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 100, 1, 0), RET(1),
		    RET(0));
	ASSERT_CODE("ret < -9223372036854775808", RET(0));
	assert_code("comm == * or pid == 1", NULL, 0);
}

static void test_task_part(void **state)
{
	static const struct {
		const char *text, *task; /* NULL: everything */
	} parts[] = {
		{ "ret < 0", NULL },
		{ "not failed", NULL },
		{ "pid == 7", "pid == 7" },
		{ "pid == 7 and ret < 0", "pid == 7" },
		{ "pid == 7 or ret < 0", NULL },
		{ "not (pid == 7 or failed)", "pid != 7" },
		{ "not (pid == 7 and not syscall == read)", NULL },
		{ "comm == nginx and not (syscall in {futex, close}) and ret < 0",
		  "comm == nginx" },
		{ "followed and (a0 == 3 or uid == 0)", "followed" },
	};
	struct syscord_prog task, want;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		struct syscord_expr *expr = parse(parts[i].text);
		struct syscord_expr *part = syscord_filter_task_part(expr);

		assert_non_null(part);
		task = compile_tree(part, SYSCORD_ABI_X86_64);
		want = parts[i].task ? compile_text(parts[i].task) : (struct syscord_prog){ 0 };
		if (task.len != want.len ||
		    (task.len && memcmp(task.insns, want.insns, task.len * sizeof(*task.insns))))
			fail_msg("task part of '%s'", parts[i].text);
		free(task.insns);
		free(want.insns);
		syscord_filter_free(part);
		syscord_filter_free(expr);
	}
}

struct text {
	char bytes[20000];
	size_t len;
};

SYSCORD_PRINTF(2, 3)
static void put(struct text *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	t->len += (size_t)vsnprintf(t->bytes + t->len, sizeof(t->bytes) - t->len, fmt, ap);
	va_end(ap);
	assert_true(t->len < sizeof(t->bytes));
}

/* ---- programs that outgrow the 8 bits of a jump, and the kernel's limit ---- */
static void test_far_jumps(void **state)
{
	static const char *const joins[] = { " and ", " or " };
	static struct text t;
	unsigned int i, j, n;

	(void)state;
	for (j = 0; j < 2; j++) {
		for (n = 40; n < 500; n += 23) {
			struct syscord_filter_data d = context();
			struct syscord_expr *expr;
			struct syscord_prog prog;

			t.len = 0;
			for (i = 0; i < n; i++)
				put(&t, "%spid %s %u", i ? joins[j] : "", j ? "==" : "!=", 3 * i);
			put(&t, "%sa0 == 3", joins[j]);
			expr = parse(t.bytes);
			prog = compile_tree(expr, SYSCORD_ABI_X86_64);
			for (i = 0; i < 3 * n + 3; i++) {
				d.pid = i;
				d.args[0] = 3 + i % 2;
				assert_int_equal(bpf_ref_run(&prog, &d) != 0,
						 syscord_filter_eval(expr, &d));
			}
			free(prog.insns);
			syscord_filter_free(expr);
		}
	}
}

static void test_large_set(void **state)
{
	struct syscord_filter_data d = context();
	static struct text t;
	struct syscord_expr *expr;
	struct syscord_prog prog;
	unsigned int i;

	(void)state;
	t.len = 0;
	put(&t, "pid in {0");
	for (i = 1; i < 1000; i++)
		put(&t, ",%u", i % 10 < 4 ? i : 7 * i);
	put(&t, "}");
	expr = parse(t.bytes);
	prog = compile_tree(expr, SYSCORD_ABI_X86_64);
	for (i = 0; i < 7100; i++) {
		d.pid = i;
		assert_int_equal(bpf_ref_run(&prog, &d) != 0, syscord_filter_eval(expr, &d));
	}
	free(prog.insns);
	syscord_filter_free(expr);
}

static void test_too_long(void **state)
{
	char *text = malloc(65536 * 2);
	struct syscord_error err = { "" };
	struct syscord_prog prog;
	struct syscord_expr *expr;
	size_t len = 0;
	unsigned int i;

	(void)state;
	assert_non_null(text);
	for (i = 0; i < 4200; i++)
		len += (size_t)sprintf(text + len, "%spid == %u", i ? " or " : "", 2 * i);
	expr = parse(text);
	assert_int_equal(syscord_filter_compile(expr, SYSCORD_ABI_X86_64, &prog, &err), -E2BIG);
	assert_null(prog.insns);
	assert_non_null(strstr(err.text, "more than the 4096"));
	assert_int_equal(syscord_filter_compile(expr, SYSCORD_ABI_UNKNOWN, &prog, &err), -EINVAL);
	syscord_filter_free(expr);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_field),	 cmocka_unit_test(test_errors),
		cmocka_unit_test(test_depth_is_bounded), cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_errno_names),	 cmocka_unit_test(test_negative_arguments),
		cmocka_unit_test(test_calls_by_abi),	 cmocka_unit_test(test_code),
		cmocka_unit_test(test_task_part),	 cmocka_unit_test(test_far_jumps),
		cmocka_unit_test(test_large_set),	 cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
