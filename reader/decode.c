/* SPDX-License-Identifier: GPL-2.0 */
/* A record and its table row made into values: see decode.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "decode.h"

#define SET(set) SYSCORD_SET_##set
#define OF(struct_) SYSCORD_STRUCT_##struct_
#define NUMBERS(kind, size) SYSCORD_NUMBERS(kind, size)
#define BY(choice) SYSCORD_CHOICE_##choice
#define EITHER(first, second) SYSCORD_EITHER(first, second)
#define FORMAT(name, fn, param) [SYSCORD_FMT_##name] = { #name, syscord_fmt_##fn, param },
static const struct syscord_format_desc formats[SYSCORD_FMT_COUNT] = {
#include "formats.def"
};
#undef SET
#undef OF
#undef NUMBERS
#undef BY
#undef EITHER
#undef FORMAT

const char *syscord_format_name(enum syscord_format format)
{
	return format < SYSCORD_FMT_COUNT ? formats[format].name : "?";
}

void syscord_decode_as(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       enum syscord_format format)
{
	formats[format].fn(d, v, arg, &formats[format]);
}

bool syscord_decode_find(const struct syscord_decoded *d, unsigned int arg,
			 struct syscord_blob_view *blob)
{
	if (d->slice) {
		*blob = *d->slice;
		return true;
	}
	return syscord_record_find(d->rec, arg, d->part, blob);
}

bool syscord_decode_data(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 struct syscord_blob_view *blob)
{
	v->kind = SYSCORD_VALUE_PTR;
	if (!syscord_decode_find(d, arg, blob))
		return false;
	syscord_value_missing(d, v, blob);
	return true;
}

void syscord_decode_via(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			unsigned int part, enum syscord_format format)
{
	const struct syscord_blob_view *slice = d->slice;
	uint8_t outer = d->part;
	struct syscord_blob_view blob;

	d->part = (uint8_t)part;
	d->slice = NULL;
	if (syscord_decode_find(d, arg, &blob))
		syscord_decode_as(d, v, arg, format);
	d->slice = slice;
	d->part = outer;
}

void syscord_decode_slice(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  const struct syscord_blob_view *slice, enum syscord_format format)
{
	const struct syscord_blob_view *outer = d->slice;

	if (!v)
		return;
	d->slice = slice;
	syscord_decode_as(d, v, arg, format);
	d->slice = outer;
}

const char *syscord_fault_text(unsigned int fault)
{
	switch (fault) {
	case SYSCORD_FAULT_BAD:
		return "no such memory";
	case SYSCORD_FAULT_BUSY:
		return "not resident";
	case SYSCORD_FAULT_USERFAULT:
		return "guarded by userfaultfd";
	default:
		return "for an unknown reason";
	}
}

/* Calls whose result is an address; their rows are few, so they are named here */
static bool returns_address(const char *name)
{
	static const char *const names[] = {
		"mmap", "mmap2", "brk", "mremap", "shmat", "old_mmap"
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!strcmp(names[i], name))
			return true;
	}
	return false;
}

bool syscord_decode_result(const char *call, int64_t ret, struct syscord_value *v)
{
	memset(v, 0, sizeof(*v));
	v->kind = SYSCORD_VALUE_INT;
	v->number = (uint64_t)ret;
	if (ret >= 0 || ret < -4095) {
		if ((uint64_t)ret > 0xffff && returns_address(call))
			v->kind = SYSCORD_VALUE_PTR;
		else if (!strcmp(call, "umask"))
			v->kind = SYSCORD_VALUE_OCT;
		return false;
	}
	v->text = syscord_flag_name(SYSCORD_SET_kernel_errno, (uint64_t)-ret);
	if (!v->text)
		v->text = strerrorname_np((int)-ret);
	return ret <= -512 && ret >= -516 && ret != -515;
}

static void decode_ret(struct syscord_decoded *d)
{
	int64_t ret = d->result;

	d->restart = syscord_decode_result(d->name, ret, &d->ret);
	if (ret >= 0 || ret < -4095 || syscord_flag_name(SYSCORD_SET_kernel_errno, (uint64_t)-ret))
		return;
	d->restart = d->rec->flags & SYSCORD_RECORD_RESTART;
	d->message = strerrordesc_np((int)-ret);
}

static void decode_abi(struct syscord_decoded *d)
{
	static const uint8_t words[SYSCORD_ABI_COUNT] = { 8, 8, 4, 4, 8, 4, 8 };

	d->word = words[d->abi];
	if (d->abi != SYSCORD_ABI_X86_64 && d->abi != SYSCORD_ABI_ARM64 &&
	    d->abi != SYSCORD_ABI_RISCV64)
		d->mark = syscord_abi_name(d->abi);
}

/* Argument `arg` of a call, as its variant has it or else its row */
static const struct syscord_arg_desc *arg_desc(const struct syscord_decoded *d, unsigned int arg)
{
	const struct syscord_variant_desc *variant = d->variant;

	if (variant && arg >= variant->family->lead && arg - variant->family->lead < variant->nargs)
		return &variant->args[arg - variant->family->lead];
	return &d->desc->args[arg];
}

void syscord_decode_choose(struct syscord_decoded *d, const struct syscord_call_desc *desc)
{
	d->desc = desc;
	d->variant = desc ? syscord_call_variant(desc, d->raw) : NULL;
	if (d->variant)
		d->used = d->variant->family->lead + d->variant->nargs;
	else if (desc)
		d->used = desc->nargs;
}

void syscord_decode_known(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg)
{
	const struct syscord_arg_desc *desc = arg_desc(d, arg);
	const struct syscord_format_desc *format = &formats[desc->format];
	unsigned int contents = d->contents_count;

	v->name = desc->name;
	format->fn(d, v, arg, format);
	/* NULL is allowed in many places; that it cannot be read is no news */
	if (!d->raw[arg] && (v->flags & SYSCORD_VALUE_FAULTED) && !v->got) {
		*v = (struct syscord_value){ .name = desc->name, .kind = SYSCORD_VALUE_PTR };
		d->contents_count = contents;
	}
}

static void decode_unknown(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg)
{
	static const char *const names[] = { "a0", "a1", "a2", "a3", "a4", "a5" };
	struct syscord_blob_view blob;

	v->name = names[arg];
	if (!syscord_record_find(d->rec, arg, SYSCORD_PART_DATA, &blob))
		return;
	syscord_value_missing(d, v, &blob);
	syscord_value_bytes(v, blob.data, blob.head.got, blob.head.want);
}

static void decode_arg(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg)
{
	memset(v, 0, sizeof(*v));
	v->number = d->raw[arg];
	v->kind = SYSCORD_VALUE_HEX;
	if (d->desc && arg < d->desc->nargs)
		syscord_decode_known(d, v, arg);
	else
		decode_unknown(d, v, arg);
}

/*
 * The record as it would have been before the call: what the argument's BEFORE blobs
 * hold in place of all others, so that the formats need not know that there are two.
 */
static const struct syscord_record *record_before(struct syscord_decoded *d, unsigned int arg)
{
	const struct syscord_record *rec = d->rec;
	struct syscord_record *copy = syscord_arena_get(d, rec->len);
	struct syscord_blob_view blob;
	size_t cursor = 0;

	if (!copy)
		return NULL;
	memcpy(copy, rec, sizeof(*copy) + rec->body);
	copy->len = (uint32_t)sizeof(*copy) + rec->body;
	copy->blobs = 0;
	while (syscord_record_blob(rec, &cursor, &blob)) {
		uint32_t padded = (blob.head.got + 7) & ~UINT32_C(7);

		if (!(blob.head.flags & SYSCORD_BLOB_BEFORE) || blob.head.arg != arg)
			continue;
		blob.head.flags &= (uint16_t) ~(SYSCORD_BLOB_BEFORE | SYSCORD_BLOB_CONTINUED);
		memcpy((uint8_t *)copy + copy->len, &blob.head, sizeof(blob.head));
		memcpy((uint8_t *)copy + copy->len + sizeof(blob.head), blob.data, padded);
		copy->len += (uint32_t)sizeof(blob.head) + padded;
		copy->blobs++;
	}
	return copy;
}

void syscord_decode_before(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg)
{
	/* What the call used and moved is known from its end */
	unsigned int used = d->used, contents = d->contents_count;
	const struct syscord_record *rec = d->rec, *before;
	struct syscord_blob_view blob;
	struct syscord_value *own;

	if (!v || !syscord_record_find_before(rec, arg, SYSCORD_PART_DATA, &blob))
		return;
	before = record_before(d, arg);
	own = syscord_arena_get(d, sizeof(*own));
	if (!before || !own)
		return;
	d->rec = before;
	decode_arg(d, own, arg);
	d->rec = rec;
	d->used = used;
	d->contents_count = contents;
	v->before = own;
}

static void decode_args(struct syscord_decoded *d)
{
	unsigned int i;

	if (!d->desc)
		d->used = d->nargs;
	for (i = 0; i < d->nargs; i++) {
		decode_arg(d, &d->args[i], i);
		syscord_decode_before(d, &d->args[i], i);
	}
	if (d->used > d->nargs)
		d->used = d->nargs;
}

const char *syscord_call_text(uint32_t abi, uint32_t nr, char *out, size_t room)
{
	const struct syscord_call_desc *desc = syscord_call_by_nr(abi, nr);

	if (desc)
		return desc->name;
	snprintf(out, room, "syscall_0x%x", nr);
	return out;
}

static void decode_number(struct syscord_decoded *d, uint32_t abi)
{
	char text[24];
	const char *name;

	d->abi = abi < SYSCORD_ABI_COUNT ? abi : SYSCORD_ABI_UNKNOWN;
	decode_abi(d);
	syscord_decode_choose(d, syscord_call_by_nr(d->abi, d->nr));
	name = syscord_call_text(d->abi, d->nr, text, sizeof(text));
	d->name = d->desc ? name : syscord_text_dup(d, name, strlen(name));
}

static void decode_call(struct syscord_decoded *d)
{
	struct syscord_call call;

	d->nargs = syscord_record_call(d->rec, &call, d->raw);
	d->nr = call.nr;
	d->result = call.ret;
	d->pc = call.pc;
	decode_number(d, call.abi);
	decode_args(d);
	decode_ret(d);
	d->timed = syscord_record_duration(d->rec, &d->duration);
}

/* A call of which there is nothing but the registers */
static void decode_registers(struct syscord_decoded *d, uint32_t abi, uint32_t nr,
			     const __u64 args[6])
{
	d->nr = nr;
	d->nargs = 6;
	memcpy(d->raw, args, sizeof(d->raw));
	decode_number(d, abi);
	if (d->desc)
		d->nargs = d->desc->nargs;
	decode_args(d);
}

static void decode_ended(struct syscord_decoded *d)
{
	struct syscord_exit ended;

	syscord_record_body(d->rec, &ended, sizeof(ended));
	decode_registers(d, ended.abi, ended.nr, ended.args);
}

static void decode_in_flight(struct syscord_decoded *d)
{
	struct syscord_in_flight call;

	syscord_record_body(d->rec, &call, sizeof(call));
	d->pc = call.pc;
	decode_registers(d, call.abi, call.nr, call.args);
	d->timed = call.since && call.since <= d->rec->time;
	if (d->timed)
		d->duration = d->rec->time - call.since;
}

static struct syscord_value *exec_arg(struct syscord_decoded *d, const char *name)
{
	struct syscord_value *v = &d->args[d->nargs++];

	memset(v, 0, sizeof(*v));
	v->name = name;
	v->kind = SYSCORD_VALUE_PTR;
	return v;
}

/* Its registers are gone: what there is comes from the new program's memory */
static void decode_exec(struct syscord_decoded *d)
{
	static const struct syscord_format_desc none;
	struct syscord_blob_view blob;
	struct syscord_exec exec;

	syscord_record_body(d->rec, &exec, sizeof(exec));
	d->abi = exec.abi < SYSCORD_ABI_COUNT ? exec.abi : SYSCORD_ABI_UNKNOWN;
	decode_abi(d);
	d->name = "execve";
	syscord_fmt_str(d, exec_arg(d, "path"), SYSCORD_ARG_EXE, &none);
	syscord_fmt_strv(d, exec_arg(d, "argv"), SYSCORD_ARG_ARGV, &none);
	if (syscord_record_find(d->rec, SYSCORD_ARG_ENVP, SYSCORD_PART_DATA, &blob))
		syscord_fmt_envp(d, exec_arg(d, "envp"), SYSCORD_ARG_ENVP, &none);
	d->used = d->nargs;
	syscord_fmt_str(d, exec_arg(d, "cwd"), SYSCORD_ARG_CWD, &none);
	syscord_fmt_maps(d, exec_arg(d, "maps"), SYSCORD_ARG_MAPS, &none);
	decode_ret(d);
}

int syscord_decode(struct syscord_decoded *d, const struct syscord_record *rec)
{
	memset(d, 0, offsetof(struct syscord_decoded, args));
	memset(&d->ret, 0,
	       offsetof(struct syscord_decoded, arena) - offsetof(struct syscord_decoded, ret));
	d->arena.chunks = NULL;
	d->arena.used = 0;
	d->rec = rec;
	switch (rec->type) {
	case SYSCORD_EXEC:
		decode_exec(d);
		break;
	case SYSCORD_SIGNAL:
		syscord_decode_signal(d);
		break;
	case SYSCORD_EXIT:
		decode_ended(d);
		break;
	case SYSCORD_IN_FLIGHT:
		decode_in_flight(d);
		break;
	default:
		decode_call(d);
	}
	if (!d->name)
		d->name = "?";
	return d->error;
}
