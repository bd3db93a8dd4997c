// SPDX-License-Identifier: GPL-2.0
/*
 * 100,000 random expressions over random contexts: the programs must say what the
 * tree says, the task part must admit what the whole admits, whatever the call is,
 * --follow must add followed tasks and nothing else, and a tree that is printed must
 * be read as the same tree.
 *
 * SEED=N starts at another place; a failure says the seed of its expression.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <cmocka.h>
#include "cgroup_tree.h"
#include "random_expr.h"
#include "bpf_ref.c" /* one file for each test: the build links nothing else */

#define EXPRESSIONS 100000
#define CONTEXTS 6 /* for each expression, on one native ABI of three */

static const uint32_t natives[] = { SYSCORD_ABI_X86_64, SYSCORD_ABI_ARM64, SYSCORD_ABI_RISCV64 };

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
static const char *const cgroups[] = {
	"/",	"/init.scope", "/system.slice", "/system.slice/nginx.service",
	"/a",	"/a/b",	       "/a/b/c",	"/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o",
	"/a/x",
};

static const struct random_words words = {
	.names = names,
	.name_count = ARRAY_SIZE(names),
	.calls = calls,
	.call_count = ARRAY_SIZE(calls),
	.cgroups = cgroups,
	.cgroup_count = ARRAY_SIZE(cgroups),
};

static uint64_t seed;

static int make_cgroups(void **state)
{
	(void)state;
	return cgroup_tree_make(cgroups, ARRAY_SIZE(cgroups));
}

/* ---- contexts ---- */
static void random_name(char *name)
{
	memset(name, 0, SYSCORD_COMM_LEN);
	strcpy(name, names[pick(ARRAY_SIZE(names))]);
	if (name[0] == '\\')
		memcpy(name, "\xff\xfe\0\0\0\0\0\0", 9);
	if (!pick(4))
		name[pick(15)] ^= (char)(1 << pick(7));
	/* zeros after the NUL, as the module has it */
	memset(name + strnlen(name, 15), 0, SYSCORD_COMM_LEN - strnlen(name, 15));
}

/* Numbers that the tests of the expression compare with, or next to them */
static uint64_t near_value(const struct syscord_expr *expr)
{
	while (expr->node != FILTER_TEST)
		expr = expr->children[pick(expr->count)];
	if (!expr->count || expr->field->kind == FILTER_NAME)
		return random_number(&words);
	return expr->values[pick(expr->count)].number + (pick(2) ? 0 : pick(3) - 1);
}

/* Of one of the directories; now and then of one that has no name */
static void random_cgroup(struct syscord_filter_data *d)
{
	const char *path = cgroups[pick(ARRAY_SIZE(cgroups))], *end;
	char part[256];
	unsigned int level = 0;
	struct stat st;

	for (end = path;; end += strcspn(end + 1, "/") + 1) {
		snprintf(part, sizeof(part), "%s%.*s", cgroup_root, (int)(end - path), path);
		assert_int_equal(stat(part, &st), 0);
		d->cgroups[level++] = st.st_ino;
		if (!*end || !end[1])
			break;
	}
	if (!pick(6) && level < SYSCORD_CGROUP_LEVELS) {
		st.st_ino = (ino_t)random64();
		d->cgroups[level] = st.st_ino;
	}
	d->cgroup = st.st_ino;
	if (!pick(6))
		d->cgroup ^= 1ULL << pick(64);
}

static void random_context(const struct syscord_expr *expr, struct syscord_filter_data *d)
{
	static const uint32_t numbers[] = { 0, 1, 3, 4, 56, 57, 63, 64, 172, 257, 295, 322 };
	unsigned int i;

#define VALUE() (pick(2) ? near_value(expr) : random_number(&words))
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
	if (filter_mentions(expr, FILTER_CGROUP))
		random_cgroup(d);
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
	d->ret = random_number(&words);
	d->class = pick(16);
	d->args[pick(6)] = random_number(&words);
}

/* ---- trees ---- */

/* --follow as it is defined: each test on the task, negated or not, holds for followed tasks */
static bool eval_followed(const struct syscord_expr *form, const struct syscord_filter_data *d)
{
	bool any = form->node == FILTER_OR;
	unsigned int i;

	if (form->node == FILTER_TEST)
		return (!form->field->call && d->followed) || syscord_filter_eval(form, d);
	if (form->node == FILTER_CONST)
		return form->truth;
	for (i = 0; i < form->count; i++)
		if (eval_followed(form->children[i], d) == any)
			return any;
	return !any;
}

#define FAIL(t, what) fail_msg("%s; SEED=%llu: %s", what, (unsigned long long)seed, (t)->bytes)

static struct syscord_expr *parse(const struct random_text *t, const char *text)
{
	struct syscord_error err = { "" };
	struct syscord_expr *expr = NULL;

	if (syscord_filter_parse(text, &expr, NULL, &err, NULL))
		fail_msg("%s; SEED=%llu: %s", err.text, (unsigned long long)seed, t->bytes);
	return expr;
}

static struct syscord_prog compile(const struct random_text *t, const struct syscord_expr *expr,
				   uint32_t native)
{
	struct syscord_error err = { "" };
	struct syscord_prog prog;

	if (syscord_filter_compile(expr, native, &prog, &err))
		FAIL(t, err.text);
	if (bpf_ref_check(&prog))
		FAIL(t, bpf_ref_check(&prog));
	return prog;
}

/* Printed and read again it must compile to the same program. */
static void check_text(const struct random_text *t, const struct syscord_expr *form,
		       const struct syscord_prog *prog, uint32_t native)
{
	struct syscord_expr *again;
	struct syscord_prog same;
	char *text;

	if (form->node == FILTER_CONST)
		return;
	text = filter_text(form);
	assert_non_null(text);
	again = parse(t, text);
	same = compile(t, again, native);
	if (same.len != prog->len ||
	    (same.len && memcmp(same.insns, prog->insns, same.len * sizeof(*same.insns))))
		FAIL(t, text);
	free(same.insns);
	syscord_filter_free(again);
	free(text);
}

struct compiled {
	struct syscord_expr *call_expr, *task_expr;
	struct syscord_prog call, task;
};

/* Takes the tree */
static struct compiled compile_both(const struct random_text *t, struct syscord_expr *expr,
				    uint32_t native)
{
	struct compiled c = { .call_expr = expr, .task_expr = syscord_filter_task_part(expr) };

	assert_non_null(c.task_expr);
	c.call = compile(t, c.call_expr, native);
	c.task = compile(t, c.task_expr, native);
	if (bpf_ref_loads(&c.task, offsetof(struct syscord_filter_data, abi), 20) ||
	    bpf_ref_loads(&c.task, offsetof(struct syscord_filter_data, args), 48))
		FAIL(t, "the task part reads the call");
	return c;
}

static void compiled_free(struct compiled *c)
{
	syscord_filter_free(c->call_expr);
	syscord_filter_free(c->task_expr);
	free(c->call.insns);
	free(c->task.insns);
}

/* Returns what the call program says */
static bool check_context(const struct random_text *t, const struct compiled *c,
			  struct syscord_filter_data d, bool want)
{
	bool may = bpf_ref_run(&c->task, &d) != 0;

	if ((bpf_ref_run(&c->call, &d) != 0) != want)
		FAIL(t, want ? "admitted by the tree alone" : "admitted by the program alone");
	if (want && !may)
		FAIL(t, "the task part is narrower");
	if (syscord_filter_eval(c->task_expr, &d) != may)
		FAIL(t, "the task part's program is not its tree");
	change_call(&d);
	if ((bpf_ref_run(&c->task, &d) != 0) != may)
		FAIL(t, "the task part depends on the call");
	return want;
}

static void test_random(void **state)
{
	static struct random_text t;
	const char *start = getenv("SEED");
	uint64_t first = start ? strtoull(start, NULL, 0) : 0x5ca1ab1e;
	unsigned int i, j, run = 0, held = 0;

	(void)state;
	for (i = 0; i < EXPRESSIONS; i++) {
		uint32_t native = natives[i % ARRAY_SIZE(natives)];
		struct compiled plain, follow;
		struct syscord_expr *form;

		seed = first + i;
		random_seed(seed);
		t.len = 0;
		random_expr(&t, &words, pick(5));
		plain = compile_both(&t, parse(&t, t.bytes), native);
		form = filter_normal(plain.call_expr, false, 0);
		assert_non_null(form);
		follow.call_expr = NULL;
		if (i % 2)
			follow = compile_both(&t, syscord_filter_followed(plain.call_expr), native);
		else if (i % 8 == 0)
			check_text(&t, form, &plain.call, native);
		for (j = 0; j < CONTEXTS; j++) {
			struct syscord_filter_data d = { 0 };

			do {
				random_context(plain.call_expr, &d);
			} while (!possible(native, d.abi));
			held += check_context(&t, &plain, d,
					      syscord_filter_eval(plain.call_expr, &d));
			run++;
			if (!follow.call_expr)
				continue;
			check_context(&t, &follow, d, eval_followed(form, &d));
			d.followed = 0;
			if (syscord_filter_eval(follow.call_expr, &d) !=
			    syscord_filter_eval(plain.call_expr, &d))
				FAIL(&t, "--follow selects more than followed tasks");
		}
		compiled_free(&plain);
		if (follow.call_expr)
			compiled_free(&follow);
		syscord_filter_free(form);
	}
	/* a test that nearly always gives the same value tests nothing */
	assert_in_range(held, run / 5, run - run / 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, make_cgroups, cgroup_tree_remove);
}
