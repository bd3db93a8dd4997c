// SPDX-License-Identifier: GPL-2.0
/* The fields of the filter language, and its tree: building, normal form. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "filter.h"

#define AT(member)                                                  \
	.width = sizeof(((struct syscord_filter_data *)0)->member), \
	.offset = offsetof(struct syscord_filter_data, member)
#define ARG_FIELD(i)                                                           \
	{                                                                      \
		.name = "a" #i, .kind = FILTER_U64, .width = 8, .call = true,  \
		.offset = offsetof(struct syscord_filter_data, args) + 8 * (i) \
	}

const struct filter_field filter_fields[] = {
	{ .name = "pid", .alias = { "proc.pid" }, .kind = FILTER_U32, AT(pid) },
	{ .name = "tid", .alias = { "thread.tid" }, .kind = FILTER_U32, AT(tid) },
	{ .name = "ppid", .alias = { "proc.ppid" }, .kind = FILTER_U32, AT(ppid) },
	{ .name = "comm", .alias = { "thread.name" }, .kind = FILTER_NAME, AT(comm) },
	{ .name = "proc_name", .alias = { "proc.name" }, .kind = FILTER_NAME, AT(proc_name) },
	{ .name = "parent_proc_name",
	  .alias = { "proc.pname" },
	  .kind = FILTER_NAME,
	  AT(parent_proc_name) },
	{ .name = "uid", .alias = { "user.uid" }, .kind = FILTER_U32, AT(uid) },
	{ .name = "gid", .alias = { "group.gid" }, .kind = FILTER_U32, AT(gid) },
	{ .name = "cgroup", .kind = FILTER_CGROUP, AT(cgroup) },
	{ .name = "followed", .kind = FILTER_BOOL, AT(followed) },
	{ .name = "syscall", .alias = { "evt.type" }, .kind = FILTER_CALL, AT(nr), .call = true },
	{ .name = "class", .kind = FILTER_CLASS, AT(class), .call = true },
	{ .name = "ret",
	  .alias = { "evt.res", "evt.rawres" },
	  .kind = FILTER_S64,
	  AT(ret),
	  .call = true },
	{ .name = "failed",
	  .alias = { "evt.failed" },
	  .kind = FILTER_FAILED,
	  AT(ret),
	  .call = true },
	ARG_FIELD(0),
	ARG_FIELD(1),
	ARG_FIELD(2),
	ARG_FIELD(3),
	ARG_FIELD(4),
	ARG_FIELD(5),
};

const unsigned int filter_fields_count = ARRAY_SIZE(filter_fields);

bool filter_family(uint32_t native_abi, uint32_t abis[FILTER_FAMILY_MAX + 1])
{
	memset(abis, 0, (FILTER_FAMILY_MAX + 1) * sizeof(abis[0]));
	abis[0] = native_abi;
	switch (native_abi) {
	case SYSCORD_ABI_X86_64:
		abis[1] = SYSCORD_ABI_I386;
		return true;
	case SYSCORD_ABI_ARM64:
		abis[1] = SYSCORD_ABI_ARM;
		return true;
	case SYSCORD_ABI_RISCV64:
		return true;
	}
	return false;
}

struct syscord_expr *filter_new(enum filter_node node)
{
	struct syscord_expr *expr = calloc(1, sizeof(*expr));

	if (expr)
		expr->node = node;
	return expr;
}

void syscord_filter_free(struct syscord_expr *expr)
{
	unsigned int i;

	if (!expr)
		return;
	for (i = 0; expr->children && i < expr->count; i++)
		syscord_filter_free(expr->children[i]); /* NULL: taken out */
	for (i = 0; expr->values && i < expr->count; i++)
		free(expr->values[i].path);
	free(expr->children);
	free(expr->values);
	free(expr);
}

/* Room for one more element: capacity is the power of two from `count` up. */
static void *grow(void *array, unsigned int count, size_t size)
{
	if (count & (count - 1))
		return array;
	return realloc(array, (count ? 2 * (size_t)count : 1) * size);
}

int filter_add_child(struct syscord_expr *parent, struct syscord_expr *child)
{
	struct syscord_expr **children = NULL;

	if (child)
		children = grow(parent->children, parent->count, sizeof(*children));
	if (!children) {
		syscord_filter_free(child);
		return -ENOMEM;
	}
	parent->children = children;
	children[parent->count++] = child;
	return 0;
}

int filter_add_value(struct syscord_expr *test, const struct filter_value *value)
{
	struct filter_value *values = grow(test->values, test->count, sizeof(*values));

	if (!values)
		return -ENOMEM;
	test->values = values;
	values[test->count] = *value;
	if (value->path) {
		values[test->count].path = strdup(value->path);
		if (!values[test->count].path)
			return -ENOMEM;
	}
	test->count++;
	return 0;
}

bool filter_mentions(const struct syscord_expr *expr, enum filter_kind kind)
{
	unsigned int i;

	if (expr->node == FILTER_TEST)
		return expr->field->kind == kind;
	for (i = 0; expr->children && i < expr->count; i++)
		if (filter_mentions(expr->children[i], kind))
			return true;
	return false;
}

/* ---- normal form ---- */
struct normal {
	bool task;
	uint32_t native_abi;
};

static bool call_possible(const struct syscord_expr *test, uint32_t native_abi)
{
	uint32_t abis[FILTER_FAMILY_MAX + 1];
	unsigned int i, row, a;

	if (!native_abi || !filter_family(native_abi, abis))
		return true;
	for (i = 0; i < test->count; i++) {
		if (!test->values[i].call)
			return true;
		for (row = 0; row < syscord_calls_count; row++)
			for (a = 0; abis[a]; a++)
				if (syscord_calls[row].nr[abis[a]] >= 0 &&
				    !strcmp(syscord_calls[row].name, test->values[i].call))
					return true;
	}
	return false;
}

/* 0 or 1: what the test, not negated, gives whatever the context holds; else -1 */
static int always(const struct syscord_expr *test, uint32_t native_abi)
{
	uint64_t low = 0, high = UINT32_MAX, number = test->count ? test->values[0].number : 0;
	unsigned int i;

	switch (test->field->kind) {
	case FILTER_NAME:
		for (i = 0; i < test->count; i++)
			if (test->values[i].prefix && !test->values[i].len)
				return 1;
		return -1;
	case FILTER_CALL:
		return call_possible(test, native_abi) ? -1 : 0;
	case FILTER_S64:
		low = (uint64_t)INT64_MIN;
		high = INT64_MAX;
		break;
	case FILTER_U64:
		high = UINT64_MAX;
		break;
	case FILTER_U32:
		break;
	default:
		return -1;
	}
	if (test->relation == FILTER_LT && number == low)
		return 0;
	if (test->relation == FILTER_LE && number == high)
		return 1;
	return -1;
}

static struct syscord_expr *new_const(bool truth)
{
	struct syscord_expr *expr = filter_new(FILTER_CONST);

	if (expr)
		expr->truth = truth;
	return expr;
}

static struct syscord_expr *copy_test(const struct syscord_expr *test, bool negate)
{
	struct syscord_expr *copy = filter_new(FILTER_TEST);
	unsigned int i;

	if (!copy)
		return NULL;
	copy->relation = test->relation;
	copy->field = test->field;
	copy->negate = test->negate != negate;
	for (i = 0; i < test->count; i++) {
		if (filter_add_value(copy, &test->values[i])) {
			syscord_filter_free(copy);
			return NULL;
		}
	}
	return copy;
}

static struct syscord_expr *normal(const struct normal *n, const struct syscord_expr *expr,
				   bool negate);

/* Adds what `child` says to an AND or OR; 1: it decides the whole, and is freed. */
static int add_normal(struct syscord_expr *parent, struct syscord_expr *child)
{
	unsigned int i;
	int err = 0;

	if (!child)
		return -ENOMEM;
	if (child->node == FILTER_CONST) {
		bool decides = child->truth == (parent->node == FILTER_OR);

		syscord_filter_free(child);
		return decides;
	}
	if (child->node != parent->node)
		return filter_add_child(parent, child);
	for (i = 0; i < child->count; i++) {
		if (!err)
			err = filter_add_child(parent, child->children[i]);
		else
			syscord_filter_free(child->children[i]);
	}
	child->count = 0;
	syscord_filter_free(child);
	return err;
}

static struct syscord_expr *normal_list(const struct normal *n, const struct syscord_expr *expr,
					bool negate)
{
	struct syscord_expr *list, *only;
	bool is_or = (expr->node == FILTER_OR) != negate;
	unsigned int i;
	int ret = 0;

	list = filter_new(is_or ? FILTER_OR : FILTER_AND);
	if (!list)
		return NULL;
	for (i = 0; i < expr->count && !ret; i++)
		ret = add_normal(list, normal(n, expr->children[i], negate));
	if (!ret && list->count > 1)
		return list;
	only = NULL;
	if (ret >= 0 && (ret || !list->count))
		only = new_const(ret ? is_or : !is_or);
	else if (!ret) {
		only = list->children[0];
		list->count = 0;
	}
	syscord_filter_free(list);
	return only;
}

static struct syscord_expr *normal(const struct normal *n, const struct syscord_expr *expr,
				   bool negate)
{
	int truth;

	switch (expr->node) {
	case FILTER_CONST:
		return new_const(expr->truth != negate);
	case FILTER_NOT:
		return normal(n, expr->children[0], !negate);
	case FILTER_TEST:
		if (n->task && expr->field->call)
			return new_const(true);
		truth = always(expr, n->native_abi);
		if (truth >= 0)
			return new_const((truth != 0) != (expr->negate != negate));
		return copy_test(expr, negate);
	case FILTER_AND:
	case FILTER_OR:
		break;
	}
	return normal_list(n, expr, negate);
}

struct syscord_expr *filter_normal(const struct syscord_expr *expr, bool task, uint32_t native_abi)
{
	struct normal n = { .task = task, .native_abi = native_abi };

	return normal(&n, expr, false);
}

struct syscord_expr *syscord_filter_task_part(const struct syscord_expr *expr)
{
	return filter_normal(expr, true, 0);
}

/* ---- --follow ---- */
static struct syscord_expr *new_followed(void)
{
	struct syscord_expr *test = filter_new(FILTER_TEST);
	unsigned int i;

	for (i = 0; test && !test->field; i++)
		if (filter_fields[i].kind == FILTER_BOOL)
			test->field = &filter_fields[i];
	return test;
}

static bool task_alone(const struct syscord_expr *expr)
{
	unsigned int i;

	if (expr->node == FILTER_TEST)
		return !expr->field->call;
	for (i = 0; i < expr->count; i++)
		if (!task_alone(expr->children[i]))
			return false;
	return true;
}

/* "followed or expr"; takes it, as all these do, and returns NULL without memory. */
static struct syscord_expr *or_followed(struct syscord_expr *expr)
{
	struct syscord_expr *either;

	if (expr && expr->node != FILTER_TEST && expr->count == 1) {
		either = expr->children[0];
		expr->count = 0;
		syscord_filter_free(expr);
		expr = either;
	}
	if (!expr ||
	    (expr->node == FILTER_TEST && expr->field->kind == FILTER_BOOL && !expr->negate))
		return expr;
	either = filter_new(FILTER_OR);
	if (!either || filter_add_child(either, new_followed())) {
		syscord_filter_free(expr);
	} else if (!filter_add_child(either, expr)) {
		return either;
	}
	syscord_filter_free(either);
	return NULL;
}

/*
 * A part without tests on the call is true for a followed task as soon as each of
 * its tests is: said once for the whole part.
 */
static struct syscord_expr *widen(struct syscord_expr *expr)
{
	struct syscord_expr *task = NULL, *list = NULL, *child;
	unsigned int i;
	int err = 0;

	if (expr->node == FILTER_CONST)
		return expr;
	if (task_alone(expr))
		return or_followed(expr);
	if (expr->node == FILTER_TEST)
		return expr;
	task = filter_new(expr->node);
	list = filter_new(expr->node);
	if (!task || !list)
		err = -ENOMEM;
	for (i = 0; i < expr->count && !err; i++) {
		child = expr->children[i];
		expr->children[i] = NULL;
		err = task_alone(child) ? filter_add_child(task, child)
					: filter_add_child(list, widen(child));
	}
	syscord_filter_free(expr);
	if (!err && task->count) {
		err = filter_add_child(list, or_followed(task));
		task = NULL;
		/* what the task alone decides goes first */
		for (i = list->count; !err && --i;) {
			child = list->children[i];
			list->children[i] = list->children[i - 1];
			list->children[i - 1] = child;
		}
	}
	syscord_filter_free(task);
	if (!err)
		return list;
	syscord_filter_free(list);
	return NULL;
}

struct syscord_expr *syscord_filter_followed(const struct syscord_expr *expr)
{
	struct syscord_expr *form = filter_normal(expr, false, 0), *flat;

	if (form)
		form = widen(form);
	if (!form)
		return NULL;
	/* lists within lists of their kind, and of one, are folded */
	flat = filter_normal(form, false, 0);
	syscord_filter_free(form);
	return flat;
}
