// SPDX-License-Identifier: GPL-2.0
/* The filter language: grammar, errors, and programs that say what the tree says. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "filter.h"
#include "bpf_ref.c" /* one file for each test: the build links nothing else */

#define EXPRESSIONS 20000
#define CONTEXTS 12 /* for each expression, on one native ABI of three */

static const uint32_t natives[] = { SYSCORD_ABI_X86_64, SYSCORD_ABI_ARM64, SYSCORD_ABI_RISCV64 };

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
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(holds); i++) {
		char inverse[200];

		if (!accepts(holds[i], &d))
			fail_msg("does not hold: %s", holds[i]);
		snprintf(inverse, sizeof(inverse), "not (%s)", holds[i]);
		if (accepts(inverse, &d))
			fail_msg("holds: %s", inverse);
	}
}

static void test_errors(void **state)
{
	static const struct {
		const char *text;
		unsigned int column;
		const char *says;
	} wrong[] = {
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
		{ "cgroup == /a", 0, "not supported yet" },
		{ "= 1", 0, "expected a field" },
	};
	unsigned int i, column;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct syscord_error err = { "" };
		struct syscord_expr *expr = NULL;
		int ret = syscord_filter_parse(wrong[i].text, &expr, &column, &err, NULL);

		if (ret != -EINVAL || expr || column != wrong[i].column ||
		    !strstr(err.text, wrong[i].says))
			fail_msg("'%s': %d, column %u: %s", wrong[i].text, ret, column, err.text);
	}
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

/* ---- random expressions over random contexts ---- */
static uint64_t random_state = 0x5ca1ab1e;

static uint64_t random64(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state * 0x2545f4914f6cdd1dULL;
}

static unsigned int pick(unsigned int n)
{
	return (unsigned int)(random64() >> 33) % n;
}

static uint64_t interesting(void)
{
	static const uint64_t numbers[] = {
		0,
		1,
		2,
		3,
		4095,
		4096,
		0x7fffffff,
		0x80000000,
		0xffffffff,
		0x100000000,
		0x17fffffff,
		0x180000000,
		INT64_MAX,
		0x8000000000000000,
		UINT64_MAX,
		(uint64_t)-4095,
		(uint64_t)-4096,
		(uint64_t)INT32_MIN,
		0x7fffffff00000000,
		0x8000000080000000,
		0xffffffff00000000,
		0x7fffffff80000000,
	};

	if (!pick(8))
		return random64() >> pick(64);
	return numbers[pick(ARRAY_SIZE(numbers))] + pick(3) - 1;
}

static const char *const names[] = { "",
				     "a",
				     "abc",
				     "abcd",
				     "abcde",
				     "nginx",
				     "nginx: worke",
				     "kworker/0:1",
				     "abcdefghijklmno",
				     "\\xff\\xfe",
				     "ab d" };
static const char *const calls[] = { "read",   "write", "openat", "close", "futex",
				     "getpid", "open",	"accept", "poll",  "stat",
				     "0",      "3",	"63" };

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

static void put_value(struct text *t, const struct filter_field *field, bool in)
{
	static const char *const class_names[] = { "RS", "WS", "RC", "WC" };
	uint64_t n = interesting();

	switch (field->kind) {
	case FILTER_U32:
		put(t, pick(2) ? "%u" : "0x%x", (unsigned int)n);
		break;
	case FILTER_S64:
		if (pick(6))
			put(t, "%lld", (long long)n);
		else
			put(t, "-ENOENT");
		break;
	case FILTER_U64:
		if (in && !pick(4))
			put(t, "%lld", (long long)n);
		else
			put(t, pick(2) ? "%llu" : "0x%llx", (unsigned long long)n);
		break;
	case FILTER_NAME:
		put(t, "\"%s%s\"", names[pick(ARRAY_SIZE(names))], pick(3) ? "" : "*");
		break;
	case FILTER_CALL:
		put(t, "%s", calls[pick(ARRAY_SIZE(calls))]);
		break;
	case FILTER_CLASS:
		put(t, "%s", class_names[pick(4)]);
		break;
	default:
		put(t, pick(2) ? "true" : "false");
		break;
	}
}

static void put_test(struct text *t)
{
	static const char *const relations[] = { "==", "!=", "=", "<", "<=", ">", ">=" };
	const struct filter_field *field;
	unsigned int count, relation;
	bool truth, ordered;

	do {
		field = &filter_fields[pick(filter_fields_count)];
	} while (field->kind == FILTER_ABSENT);
	truth = field->kind == FILTER_BOOL || field->kind == FILTER_FAILED;
	ordered = field->kind == FILTER_U32 || field->kind == FILTER_U64 ||
		  field->kind == FILTER_S64;
	put(t, "%s", field->alias[0] && pick(2) ? field->alias[0] : field->name);
	if (truth && pick(2))
		return;
	if (!truth && !pick(3)) {
		truth = pick(2); /* of the two pairs of brackets */
		put(t, "%s in %s", pick(4) ? "" : " not", truth ? "(" : "{");
		for (count = 1 + pick(pick(10) ? 4 : 40); count; count--) {
			put_value(t, field, true);
			put(t, "%s", count > 1 ? "," : "");
		}
		put(t, "%s", truth ? ")" : "}");
		return;
	}
	relation = pick(ordered ? ARRAY_SIZE(relations) : 3);
	put(t, " %s ", relations[relation]);
	put_value(t, field, relation < 3);
}

static void put_expr(struct text *t, unsigned int depth)
{
	unsigned int count;

	if (!depth || !pick(3)) {
		put_test(t);
		return;
	}
	if (!pick(4)) {
		put(t, pick(2) ? "not " : "!");
		put(t, "(");
		put_expr(t, depth - 1);
		put(t, ")");
		return;
	}
	put(t, "(");
	put_expr(t, depth - 1);
	for (count = 1 + pick(3); count; count--) {
		static const char *const joins[] = { " and ", " or ", "&&", "||" };

		put(t, "%s", joins[pick(4)]);
		put_expr(t, depth - 1);
	}
	put(t, ")");
}

static void random_name(char *name)
{
	char quoted[32];

	memset(name, 0, SYSCORD_COMM_LEN);
	strcpy(quoted, names[pick(ARRAY_SIZE(names))]);
	if (quoted[0] == '\\')
		strcpy(quoted, "\xff\xfe");
	strcpy(name, quoted);
	if (!pick(4))
		name[pick(15)] ^= (char)(1 << pick(7));
	/* zeros after the NUL, as the module has it */
	memset(name + strnlen(name, 15), 0, SYSCORD_COMM_LEN - strnlen(name, 15));
}

/* Words of numbers that the tests of the expression compare with, or next to them */
static uint64_t near_value(const struct syscord_expr *expr)
{
	while (expr->node != FILTER_TEST)
		expr = expr->children[pick(expr->count)];
	if (!expr->count || expr->field->kind == FILTER_NAME)
		return interesting();
	return expr->values[pick(expr->count)].number + (pick(2) ? 0 : pick(3) - 1);
}

static void random_context(const struct syscord_expr *expr, struct syscord_filter_data *d)
{
	static const uint32_t numbers[] = { 0, 1, 3, 4, 56, 57, 63, 64, 172, 257, 295, 322 };
	unsigned int i;

#define VALUE() (pick(2) ? near_value(expr) : interesting())
	d->pid = (uint32_t)VALUE();
	d->tid = (uint32_t)VALUE();
	d->ppid = (uint32_t)VALUE();
	d->uid = (uint32_t)VALUE();
	d->gid = (uint32_t)VALUE();
	d->abi = pick(SYSCORD_ABI_COUNT);
	d->nr = numbers[pick(ARRAY_SIZE(numbers))];
	d->ret = VALUE();
	d->class = pick(5) ? 1U << pick(4) : pick(16);
	d->followed = pick(2);
	for (i = 0; i < 6; i++)
		d->args[i] = VALUE();
#undef VALUE
	random_name(d->comm);
	random_name(d->proc_name);
	random_name(d->parent_proc_name);
}

/* A context that this machine can have: a recording's other machines are not compiled for. */
static bool possible(uint32_t native, uint32_t abi)
{
	switch (native) {
	case SYSCORD_ABI_X86_64:
		return abi <= SYSCORD_ABI_X32;
	case SYSCORD_ABI_ARM64:
		return !abi || abi == SYSCORD_ABI_ARM64 || abi == SYSCORD_ABI_ARM;
	}
	return !abi || abi == SYSCORD_ABI_RISCV64;
}

static void change_call(struct syscord_filter_data *d)
{
	d->nr = (uint32_t)random64();
	d->ret = interesting();
	d->class = pick(16);
	d->args[pick(6)] = interesting();
}

static void test_random(void **state)
{
	static struct text t;
	unsigned int i, j, run = 0, held = 0;

	(void)state;
	for (i = 0; i < EXPRESSIONS; i++) {
		uint32_t native = natives[i % ARRAY_SIZE(natives)];
		struct syscord_prog call, task;
		struct syscord_expr *expr, *part;

		t.len = 0;
		put_expr(&t, pick(5));
		expr = parse(t.bytes);
		part = syscord_filter_task_part(expr);
		assert_non_null(part);
		call = compile_tree(expr, native);
		task = compile_tree(part, native);
		assert_false(bpf_ref_loads(&task, offsetof(struct syscord_filter_data, abi), 20));
		assert_false(bpf_ref_loads(&task, offsetof(struct syscord_filter_data, args), 48));
		for (j = 0; j < CONTEXTS; j++) {
			struct syscord_filter_data d = { 0 };
			bool want, may;

			do {
				random_context(expr, &d);
			} while (!possible(native, d.abi));
			want = syscord_filter_eval(expr, &d);
			may = bpf_ref_run(&task, &d) != 0;
			if ((bpf_ref_run(&call, &d) != 0) != want)
				fail_msg("native %u, evaluated %d: %s", native, want, t.bytes);
			if (want && !may)
				fail_msg("the task part is narrower: %s", t.bytes);
			if (syscord_filter_eval(part, &d) != may)
				fail_msg("the task part evaluates to another value: %s", t.bytes);
			change_call(&d);
			if ((bpf_ref_run(&task, &d) != 0) != may)
				fail_msg("the task part depends on the call: %s", t.bytes);
			run++;
			held += want;
		}
		free(call.insns);
		free(task.insns);
		syscord_filter_free(part);
		syscord_filter_free(expr);
	}
	/* a test that nearly always gives the same value tests nothing */
	assert_in_range(held, run / 5, run - run / 5);
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
		cmocka_unit_test(test_task_part),	 cmocka_unit_test(test_random),
		cmocka_unit_test(test_far_jumps),	 cmocka_unit_test(test_large_set),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
