// SPDX-License-Identifier: GPL-2.0
/* Prints a filter's normal form and its two programs; nothing is loaded. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "explain.h"
#include "filter.h"
#include "json.h"

struct explained {
	const char *name, *about;
	char *form;
	struct syscord_prog prog;
	struct filter_listing listing;
};

static int explain_one(const struct syscord_expr *expr, struct explained *e,
		       struct syscord_error *err)
{
	struct syscord_expr *form = filter_normal(expr, false, syscord_abi_native());
	int ret;

	e->form = form ? filter_text(form) : NULL;
	syscord_filter_free(form);
	if (!e->form)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	ret = syscord_filter_compile(expr, syscord_abi_native(), &e->prog, err);
	if (!ret && filter_list(&e->prog, &e->listing))
		ret = syscord_error_set(err, -ENOMEM, "out of memory");
	return ret;
}

static void print_fields(const struct filter_listing *l)
{
	unsigned int i;

	for (i = 0; i < l->fields_count; i++)
		printf("%s%s", i ? ", " : "reads ", l->fields[i]);
	if (!l->fields_count)
		printf("reads nothing");
}

static void print_one(const struct explained *e)
{
	const struct filter_listing *l = &e->listing;
	unsigned int i;

	printf("\n; %s: %s\n;   %s\n", e->name, e->about, e->form);
	if (!e->prog.len) {
		printf("; no program: everything is admitted\n");
		return;
	}
	printf("; %u instruction%s, ", l->count, l->count == 1 ? "" : "s");
	print_fields(l);
	printf("\n");
	if (l->guards_only)
		printf("; the module decides by its own compares: the program never runs\n");
	else if (l->guards)
		printf(l->guards == 1 ? "; the module makes the first compare itself, the program"
					" runs if it holds\n" :
					"; the module makes the first %u compares itself, the"
					" program runs if they hold\n",
		       l->guards);
	for (i = 0; i < l->count; i++)
		puts(l->lines[i]);
}

static json_t *json_one(const struct explained *e)
{
	const struct filter_listing *l = &e->listing;
	json_t *lines = json_array(), *fields = json_array();
	unsigned int i;

	for (i = 0; i < l->count; i++)
		json_array_append_new(lines, json_string(l->lines[i]));
	for (i = 0; i < l->fields_count; i++)
		json_array_append_new(fields, json_string(l->fields[i]));
	return json_pack("{s:o, s:o, s:o, s:o, s:b, s:o}", "normal",
			 syscord_json_text(e->form), "instructions", syscord_json_number(l->count),
			 "fields", fields, "guards", syscord_json_number(l->guards), "guards_only",
			 l->guards_only, "assembly", lines);
}

static int print_all(const char *text, uint32_t flags, bool json, const char *warning,
		     const struct explained *call, const struct explained *task,
		     struct syscord_error *err)
{
	json_t *object;

	if (json) {
		object = json_pack("{s:o, s:b, s:s, s:o, s:o}", "filter", syscord_json_text(text),
				   "follow", flags & SYSCORD_FILTER_FOLLOW, "abi",
				   syscord_abi_name(syscord_abi_native()), "call", json_one(call),
				   "task", json_one(task));
		if (object && *warning)
			json_object_set_new(object, "warning", syscord_json_text(warning));
		return syscord_json_print(object, stdout, err);
	}
	if (*warning)
		fprintf(stderr, "syscordctl: warning: %s\n", warning);
	printf("; filter: %s\n", text);
	if (flags & SYSCORD_FILTER_FOLLOW)
		printf("; and all descendants of the tasks that it selects\n");
	print_one(call);
	print_one(task);
	return fflush(stdout) ? syscord_error_set(err, -EIO, "cannot write to standard output") : 0;
}

int syscord_explain(const char *text, uint32_t flags, bool json, struct syscord_error *err)
{
	struct explained call = { .name = "call", .about = "decides on system calls" };
	struct explained task = {
		.name = "task",
		.about = "decides on all other records, and on calls like open and mmap",
	};
	struct syscord_expr *call_expr = NULL, *task_expr = NULL;
	struct syscord_error warn = { "" };
	int ret = syscord_filter_trees(text, flags, &call_expr, &task_expr, err, &warn);

	if (!ret)
		ret = explain_one(call_expr, &call, err);
	if (!ret)
		ret = explain_one(task_expr, &task, err);
	if (!ret)
		ret = print_all(text, flags, json, warn.text, &call, &task, err);
	filter_listing_free(&call.listing);
	filter_listing_free(&task.listing);
	free(call.prog.insns);
	free(task.prog.insns);
	free(call.form);
	free(task.form);
	syscord_filter_free(call_expr);
	syscord_filter_free(task_expr);
	return ret;
}
