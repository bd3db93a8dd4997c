// SPDX-License-Identifier: GPL-2.0
/* syscord syscalls: the table as a list, as JSON, and counted. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "decode.h"
#include "json.h"
#include "options.h"
#include "syscalls.h"

static const struct {
	uint8_t bit;
	const char *name;
} classes[] = {
	{ SYSCORD_CLASS_RS, "RS" },
	{ SYSCORD_CLASS_WS, "WS" },
	{ SYSCORD_CLASS_RC, "RC" },
	{ SYSCORD_CLASS_WC, "WC" },
};

/* The ABIs that have numbers of their own in the table; riscv64 shares arm64's */
static const uint8_t abis[] = { SYSCORD_ABI_X86_64, SYSCORD_ABI_I386, SYSCORD_ABI_ARM64,
				SYSCORD_ABI_ARM, SYSCORD_ABI_RISCV64 };
#define LISTED 4 /* of abis[], in the list */

/* ---- what is captured ---- */

/* Without a blob, what shows as a pointer is one; `addr` is an address of no data */
static bool is_pointer(enum syscord_format format)
{
	static struct syscord_record none = { .type = SYSCORD_CALL, .len = sizeof(none) };
	struct syscord_decoded *d;
	struct syscord_value v = { .number = 1, .kind = SYSCORD_VALUE_HEX };

	if (format == SYSCORD_FMT_addr)
		return false;
	d = calloc(1, sizeof(*d));
	if (!d)
		return true;
	d->rec = &none;
	d->word = 8;
	d->abi = SYSCORD_ABI_X86_64;
	syscord_decode_as(d, &v, 2, format);
	syscord_decode_end(d);
	free(d);
	return v.kind == SYSCORD_VALUE_PTR;
}

enum syscord_coverage syscord_arg_coverage(const struct syscord_arg_desc *arg)
{
	if (!strcmp(arg->capture, "KEPT") || !strcmp(arg->capture, "RAW"))
		return SYSCORD_COVERAGE_EXCEPTION;
	if (strcmp(arg->capture, "NONE") != 0)
		return SYSCORD_COVERAGE_COMPLETE;
	return is_pointer(arg->format) ? SYSCORD_COVERAGE_RAW : SYSCORD_COVERAGE_NOT_NEEDED;
}

static void worst_of(const struct syscord_arg_desc *args, unsigned int nargs,
		     enum syscord_coverage *worst, const char **why)
{
	unsigned int i;

	for (i = 0; i < nargs; i++) {
		enum syscord_coverage one = syscord_arg_coverage(&args[i]);

		if (one <= *worst)
			continue;
		*worst = one;
		if (why)
			*why = args[i].name;
	}
}

enum syscord_coverage syscord_call_coverage(const struct syscord_call_desc *call, const char **why)
{
	enum syscord_coverage worst = SYSCORD_COVERAGE_NOT_NEEDED;
	unsigned int i;

	worst_of(call->args, call->nargs, &worst, why);
	for (i = 0; i < syscord_variants_count; i++) {
		if (syscord_call_asks(call, syscord_variants[i].family))
			worst_of(syscord_variants[i].args, syscord_variants[i].nargs, &worst, why);
	}
	return worst;
}

/* Numbers that two rows share mean the later one */
static bool call_is_on(const struct syscord_call_desc *call, uint32_t abi)
{
	return call->nr[abi] >= 0 && syscord_call_by_nr(abi, (uint32_t)call->nr[abi]) == call;
}

struct coverage {
	unsigned int known, count[SYSCORD_COVERAGES];
};

static struct coverage coverage_of(uint32_t abi)
{
	struct coverage c = { 0 };
	unsigned int i;

	for (i = 0; i < syscord_calls_count; i++) {
		if (!call_is_on(&syscord_calls[i], abi))
			continue;
		c.known++;
		c.count[syscord_call_coverage(&syscord_calls[i], NULL)]++;
	}
	return c;
}

static void print_raw(uint32_t abi)
{
	unsigned int i;

	for (i = 0; i < syscord_calls_count; i++) {
		const char *why = NULL;

		if (call_is_on(&syscord_calls[i], abi) &&
		    syscord_call_coverage(&syscord_calls[i], &why) == SYSCORD_COVERAGE_RAW)
			printf("  raw: %s, %s\n", syscord_calls[i].name, why);
	}
}

static void print_coverage(void)
{
	unsigned int i;

	printf("%-9s %6s %9s %12s %11s %9s\n", "ABI", "known", "complete", "none needed",
	       "exceptions", "raw only");
	for (i = 0; i < ARRAY_SIZE(abis); i++) {
		struct coverage c = coverage_of(abis[i]);

		printf("%-9s %6u %9u %12u %11u %9u\n", syscord_abi_name(abis[i]), c.known,
		       c.count[SYSCORD_COVERAGE_COMPLETE], c.count[SYSCORD_COVERAGE_NOT_NEEDED],
		       c.count[SYSCORD_COVERAGE_EXCEPTION], c.count[SYSCORD_COVERAGE_RAW]);
		print_raw(abis[i]);
	}
	printf("%-9s calls are recorded as number, registers and result, and marked\n",
	       syscord_abi_name(SYSCORD_ABI_X32));
}

static json_t *json_coverage(void)
{
	json_t *all = json_object();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(abis); i++) {
		struct coverage c = coverage_of(abis[i]);

		json_object_set_new(
			all, syscord_abi_name(abis[i]),
			json_pack("{s:i,s:i,s:i,s:i,s:i}", "known", (int)c.known, "complete",
				  (int)c.count[SYSCORD_COVERAGE_COMPLETE], "none_needed",
				  (int)c.count[SYSCORD_COVERAGE_NOT_NEEDED], "exceptions",
				  (int)c.count[SYSCORD_COVERAGE_EXCEPTION], "raw_only",
				  (int)c.count[SYSCORD_COVERAGE_RAW]));
	}
	return all;
}

/* ---- the list ---- */

static void print_args(const struct syscord_arg_desc *args, unsigned int nargs, bool first)
{
	unsigned int i;

	for (i = 0; i < nargs; i++, first = false) {
		printf("%s%s", first ? "" : ", ", args[i].name);
		if (strcmp(args[i].capture, "NONE") != 0)
			printf(": %s", args[i].capture);
	}
}

static void print_call(const struct syscord_call_desc *call)
{
	char text[16] = "";
	unsigned int i;

	for (i = 0; i < LISTED; i++) {
		if (call_is_on(call, abis[i]))
			printf("%7d", call->nr[abis[i]]);
		else
			printf("%7s", "-");
	}
	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		if (call->class & classes[i].bit) {
			strcat(text, *text ? "," : "");
			strcat(text, classes[i].name);
		}
	}
	printf("  %-8s %s(", text, call->name);
	print_args(call->args, call->nargs, true);
	puts(")");
}

static void print_variants(const struct syscord_call_desc *call)
{
	const struct syscord_family_desc *family = syscord_call_family(call);
	unsigned int i;

	for (i = 0; family && i < syscord_variants_count; i++) {
		const struct syscord_variant_desc *one = &syscord_variants[i];

		if (!syscord_call_asks(call, one->family))
			continue;
		printf("%*s%s %s(", LISTED * 7 + 11, "", call->name, one->name);
		print_args(call->args, family->lead, true);
		print_args(one->args, one->nargs, false);
		puts(")");
	}
}

static json_t *json_args(const struct syscord_arg_desc *args, unsigned int nargs)
{
	json_t *all = json_array();
	unsigned int i;

	for (i = 0; i < nargs; i++)
		json_array_append_new(all, json_pack("{s:s,s:s,s:s}", "name", args[i].name,
						     "capture", args[i].capture, "format",
						     syscord_format_name(args[i].format)));
	return all;
}

static json_t *json_variants(const struct syscord_call_desc *call)
{
	json_t *all = json_array();
	unsigned int i;

	for (i = 0; i < syscord_variants_count; i++) {
		const struct syscord_variant_desc *one = &syscord_variants[i];

		if (syscord_call_asks(call, one->family))
			json_array_append_new(all, json_pack("{s:s,s:I,s:I,s:o}", "name", one->name,
							     "value", (json_int_t)one->key, "mask",
							     (json_int_t)one->family->mask, "args",
							     json_args(one->args, one->nargs)));
	}
	return all;
}

static json_t *json_call(const struct syscord_call_desc *call)
{
	static const char *const words[SYSCORD_COVERAGES] = { "none needed", "complete",
							      "exception", "raw" };
	const struct syscord_family_desc *family = syscord_call_family(call);
	json_t *json = json_object(), *numbers = json_object(), *class = json_array();
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(abis); i++) {
		if (call_is_on(call, abis[i]))
			json_object_set_new(numbers, syscord_abi_name(abis[i]),
					    json_integer(call->nr[abis[i]]));
	}
	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		if (call->class & classes[i].bit)
			json_array_append_new(class, json_string(classes[i].name));
	}
	json_object_set_new(json, "name", json_string(call->name));
	json_object_set_new(json, "class", class);
	json_object_set_new(json, "state", json_boolean(call->state));
	json_object_set_new(json, "numbers", numbers);
	json_object_set_new(json, "coverage",
			    json_string(words[syscord_call_coverage(call, NULL)]));
	json_object_set_new(json, "args", json_args(call->args, call->nargs));
	if (family) {
		json_object_set_new(json, "variants_from", json_integer(family->lead));
		json_object_set_new(json, "variants", json_variants(call));
	}
	return json;
}

/* Rows of a call: those of its name, but none whose numbers are all another's */
static bool is_listed(const struct syscord_call_desc *call)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(abis); i++) {
		if (call_is_on(call, abis[i]))
			return true;
	}
	return false;
}

static bool is_named(const struct syscord_call_desc *call, char *const *names, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		if (!strcmp(call->name, names[i]))
			return true;
	}
	return !count;
}

static int names_check(char *const *names, int count, struct syscord_error *err)
{
	int i;

	for (i = 0; i < count; i++) {
		if (!syscord_call_by_name(names[i], strlen(names[i])))
			return syscord_error_set(err, -ENOENT,
						 "%s: no such call; 'syscord syscalls' lists them",
						 names[i]);
	}
	return 0;
}

int syscord_syscalls(const struct syscord_syscalls_opts *opts, char *const *names, int count,
		     struct syscord_error *err)
{
	json_t *json = NULL;
	unsigned int i;
	int ret;

	ret = names_check(names, count, err);
	if (ret)
		return ret;
	if (opts->json)
		json = opts->coverage ? json_coverage() : json_array();
	else if (opts->coverage)
		print_coverage();
	else
		printf("%7s%7s%7s%7s  %-8s %s\n", "x86-64", "i386", "arm64*", "arm", "class",
		       "call (* riscv64 too)");
	for (i = 0; !opts->coverage && i < syscord_calls_count; i++) {
		const struct syscord_call_desc *call = &syscord_calls[i];

		if (!is_listed(call) || !is_named(call, names, count))
			continue;
		if (opts->json) {
			json_array_append_new(json, json_call(call));
			continue;
		}
		print_call(call);
		if (count)
			print_variants(call);
	}
	if (opts->json)
		return syscord_json_print(json, stdout, err);
	errno = 0;
	/* what was written before may have failed, and left nothing to fail again */
	if ((fflush(stdout) || ferror(stdout)) && errno != EPIPE)
		return syscord_error_set(err, errno ? -errno : -EIO, "cannot write: %s",
					 strerror(errno ? errno : EIO));
	return SYSCORD_EXIT_OK;
}
