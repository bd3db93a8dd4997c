/* SPDX-License-Identifier: GPL-2.0 */
/* Of calls on processes: what is no structure, or more than one. */
#include "decode.h"

/*
 * One to two structures of three words. From the second version on the 64 capabilities
 * of a set are in both, the low ones first; so it is shown as if it were one.
 */
void syscord_fmt_cap_data(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  const struct syscord_format_desc *format)
{
	static const char *const names[] = { "effective", "permitted", "inheritable" };
	struct syscord_blob_view blob;
	unsigned int i;

	(void)format;
	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_STRUCT;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		uint64_t low, high;

		if (!syscord_get(&blob, 4 * i, 4, &low))
			return;
		if (!syscord_get(&blob, 12 + 4 * i, 4, &high))
			high = 0;
		syscord_value_flags(d, syscord_value_add(d, v, names[i], SYSCORD_VALUE_HEX, 0),
				    SYSCORD_SET_capabilities, high << 32 | low);
	}
}

/* A set of signals in the register itself */
void syscord_fmt_signal_mask(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			     const struct syscord_format_desc *format)
{
	(void)format;
	syscord_value_sigset(d, v, (uint32_t)d->raw[arg]);
}

#define INFO_UNION 24 /* of struct ptrace_syscall_info: where it starts */

/* PTRACE_GET_SYSCALL_INFO: what comes last hangs on the first byte. */
void syscord_fmt_ptrace_info(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			     const struct syscord_format_desc *format)
{
	static const struct {
		const char *name;
		enum syscord_struct id;
	} parts[] = {
		[1] = { "entry", SYSCORD_STRUCT_ptrace_entry },
		[2] = { "exit", SYSCORD_STRUCT_ptrace_exit },
		[3] = { "seccomp", SYSCORD_STRUCT_ptrace_seccomp },
	};
	struct syscord_blob_view blob;
	struct syscord_value *part;
	uint64_t op;

	syscord_fmt_struct(d, v, arg, format);
	if (!syscord_decode_find(d, arg, &blob) || !syscord_get(&blob, 0, 1, &op) ||
	    op >= ARRAY_SIZE(parts) || !parts[op].name || blob.head.got <= INFO_UNION)
		return;
	part = syscord_value_add(d, v, parts[op].name, SYSCORD_VALUE_STRUCT, 0);
	syscord_struct_fields(d, part, arg, parts[op].id, &blob, INFO_UNION);
}
