/* SPDX-License-Identifier: GPL-2.0 */
/* Arguments that the register says all about. */
#include <string.h>
#include "decode.h"

/* Registers of 32-bit calls hold 32 bits; of a long argument the sign matters */
static uint64_t signed_long(const struct syscord_decoded *d, uint64_t raw)
{
	return d->word == 4 ? (uint64_t)(int64_t)(int32_t)raw : raw;
}

void syscord_fmt_dec(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		     const struct syscord_format_desc *format)
{
	(void)format;
	v->kind = SYSCORD_VALUE_INT;
	v->number = (uint64_t)(int64_t)(int32_t)d->raw[arg];
}

void syscord_fmt_udec(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		      const struct syscord_format_desc *format)
{
	(void)format;
	v->kind = SYSCORD_VALUE_UINT;
	v->number = (uint32_t)d->raw[arg];
}

void syscord_fmt_size(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		      const struct syscord_format_desc *format)
{
	(void)format;
	v->kind = SYSCORD_VALUE_UINT;
	v->number = d->raw[arg];
}

void syscord_fmt_off(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		     const struct syscord_format_desc *format)
{
	(void)format;
	v->kind = SYSCORD_VALUE_INT;
	v->number = signed_long(d, d->raw[arg]);
}

void syscord_fmt_hex(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		     const struct syscord_format_desc *format)
{
	(void)d;
	(void)arg;
	(void)format;
	v->kind = SYSCORD_VALUE_HEX;
}

void syscord_fmt_oct(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		     const struct syscord_format_desc *format)
{
	(void)format;
	v->kind = SYSCORD_VALUE_OCT;
	v->number = (uint32_t)d->raw[arg];
}

void syscord_fmt_ptr(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		     const struct syscord_format_desc *format)
{
	(void)d;
	(void)arg;
	(void)format;
	v->kind = SYSCORD_VALUE_PTR;
}

/* Some numbers below 0 are other things than descriptors */
void syscord_fmt_dirfd(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       const struct syscord_format_desc *format)
{
	syscord_fmt_enum(d, v, arg, format);
	v->number = (uint64_t)(int64_t)(int32_t)d->raw[arg];
}

/* An int or an unsigned int: what is above it in the register means nothing */
void syscord_fmt_flags(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       const struct syscord_format_desc *format)
{
	syscord_value_flags(d, v, format->param, (uint32_t)d->raw[arg]);
}

/* The mode is looked at only if a file may be made: by O_CREAT or O_TMPFILE */
void syscord_fmt_open_flags(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			    const struct syscord_format_desc *format)
{
	syscord_fmt_flags(d, v, arg, format);
	if (!(d->raw[arg] & (0100 | 020000000)))
		d->used = arg + 1;
}

void syscord_fmt_dev(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		     const struct syscord_format_desc *format)
{
	syscord_fmt_udec(d, v, arg, format);
	syscord_value_dev(d, v, v->number);
}

/* The device is looked at only if one is to be made */
void syscord_fmt_mknod_mode(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			    const struct syscord_format_desc *format)
{
	uint32_t type = d->raw[arg] & 0170000;

	syscord_fmt_oct(d, v, arg, format);
	syscord_value_mode(d, v, v->number);
	if (type != 020000 && type != 060000)
		d->used = arg + 1;
}

/* What comes behind the size is looked at only with BPF_COMMON_ATTRS */
void syscord_fmt_bpf_cmd(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_format_desc *format)
{
	syscord_fmt_flags(d, v, arg, format);
	if (!(d->raw[arg] & 0x10000))
		d->used = arg + 3;
}

/* The last argument is looked at only with MREMAP_FIXED or MREMAP_DONTUNMAP */
void syscord_fmt_mremap_flags(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			      const struct syscord_format_desc *format)
{
	syscord_fmt_flags(d, v, arg, format);
	if (!(d->raw[arg] & (2 | 4)))
		d->used = arg + 1;
}

/*
 * A number of 64 bits in two registers, where one has only 32: param is 1 if the upper
 * half comes first. What `half` shows is the other one, or one that is skipped.
 */
static uint64_t pair(const struct syscord_decoded *d, unsigned int arg, bool upper_first)
{
	uint64_t first = (uint32_t)d->raw[arg], second = 0;

	if (arg + 1 < d->nargs)
		second = (uint32_t)d->raw[arg + 1];
	return upper_first ? first << 32 | second : second << 32 | first;
}

void syscord_fmt_off_pair(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  const struct syscord_format_desc *format)
{
	v->kind = SYSCORD_VALUE_INT;
	v->number = pair(d, arg, format->param);
}

void syscord_fmt_hex_pair(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  const struct syscord_format_desc *format)
{
	v->kind = SYSCORD_VALUE_HEX;
	v->number = pair(d, arg, format->param);
}

void syscord_fmt_flags_pair(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			    const struct syscord_format_desc *format)
{
	syscord_value_flags(d, v, format->param, pair(d, arg, false));
}

void syscord_fmt_half(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		      const struct syscord_format_desc *format)
{
	syscord_fmt_hex(d, v, arg, format);
	v->flags |= SYSCORD_VALUE_HALF;
}

/* preadv and its like pass two longs everywhere: where one has all bits, the other says nothing */
void syscord_fmt_off_lo(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	if (d->word == 8)
		syscord_fmt_off(d, v, arg, format);
	else
		syscord_fmt_off_pair(d, v, arg, format);
}

void syscord_fmt_prot(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		      const struct syscord_format_desc *format)
{
	syscord_value_flags(d, v, format->param, d->raw[arg]);
	if (!d->raw[arg])
		v->text = "PROT_NONE";
}

void syscord_fmt_enum(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		      const struct syscord_format_desc *format)
{
	v->kind = SYSCORD_VALUE_INT;
	syscord_value_enum(d, v, format->param, (uint32_t)d->raw[arg]);
	if (!v->text)
		v->number = (uint64_t)(int64_t)(int32_t)d->raw[arg];
}

/* Negative ones belong to a process or a thread, or to a descriptor */
void syscord_fmt_clock(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       const struct syscord_format_desc *format)
{
	int32_t id = (int32_t)d->raw[arg];

	syscord_fmt_enum(d, v, arg, format);
	if (id >= 0)
		return;
	if ((id & 7) == 3)
		v->text = syscord_text_printf(d, "FD_TO_CLOCKID(%d)", ~(id >> 3));
	else
		v->text = syscord_text_printf(
			d, "%s(%d, %d)", id & 4 ? "MAKE_THREAD_CPUCLOCK" : "MAKE_PROCESS_CPUCLOCK",
			~(id >> 3), id & 3);
}

const char *syscord_signal_text(unsigned int signal, char *out, size_t room)
{
	const char *name = syscord_flag_name(SYSCORD_SET_signal, signal);

	if (name)
		return name;
	if (signal >= 32 && signal <= 64)
		snprintf(out, room, "SIGRT_%u", signal - 32);
	else
		snprintf(out, room, "%d", (int)signal);
	return out;
}

void syscord_fmt_signal(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			const struct syscord_format_desc *format)
{
	char text[24];
	const char *name;

	syscord_fmt_dec(d, v, arg, format);
	if (v->number < 1 || v->number > 64)
		return;
	name = syscord_signal_text((unsigned int)v->number, text, sizeof(text));
	v->text = syscord_text_dup(d, name, strlen(name));
}

void syscord_fmt_clone_flags(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			     const struct syscord_format_desc *format)
{
	unsigned int signal = d->raw[arg] & 0xff;
	char text[24];
	const char *name;

	syscord_value_flags(d, v, format->param, (uint32_t)d->raw[arg] & ~UINT32_C(0xff));
	v->number = d->raw[arg];
	if (!signal)
		return;
	name = syscord_signal_text(signal, text, sizeof(text));
	v->text = v->text ? syscord_text_printf(d, "%s|%s", v->text, name)
			  : syscord_text_dup(d, name, strlen(name));
}

/* A request whose low bits the caller chooses, and what those are named by */
static const struct {
	uint32_t request, mask;
	enum syscord_set set;
} ioctl_low[] = {
	{ 0x80004520, 0xc000ffe0, SYSCORD_SET_input_event },
	{ 0x80184540, 0xffffffc0, SYSCORD_SET_input_absolute },
	{ 0x401845c0, 0xffffffc0, SYSCORD_SET_input_absolute },
};

/* One whose number the caller makes up in part: its name, and that part, as of a macro */
static const char *ioctl_macro(struct syscord_decoded *d, const char *name, uint32_t request,
			       uint32_t mask)
{
	uint32_t low = request & ~mask & 0xff, size = request >> 16 & 0x3fff;
	const char *low_name = NULL;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ioctl_low); i++) {
		if (ioctl_low[i].mask == mask && ioctl_low[i].request == (request & mask))
			low_name = syscord_flag_name(ioctl_low[i].set, low);
	}
	if (!(~mask & 0xff))
		return syscord_text_printf(d, "%s(%u)", name, size);
	if (mask >> 16 & 0x3fff)
		return low_name ? syscord_text_printf(d, "%s(%s)", name, low_name)
				: syscord_text_printf(d, "%s(%#x)", name, low);
	return low_name ? syscord_text_printf(d, "%s(%s, %u)", name, low_name, size)
			: syscord_text_printf(d, "%s(%#x, %u)", name, low, size);
}

/* One that has no name is taken apart, as its macros made it */
void syscord_fmt_ioctl_request(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			       const struct syscord_format_desc *format)
{
	static const char *const dirs[] = { "_IOC_NONE", "_IOC_WRITE", "_IOC_READ",
					    "_IOC_READ|_IOC_WRITE" };
	uint32_t request = (uint32_t)d->raw[arg];
	const char *name;
	uint64_t mask;

	v->kind = SYSCORD_VALUE_HEX;
	syscord_value_enum(d, v, format->param, request);
	if (v->text)
		return;
	name = syscord_flag_field(format->param, request, &mask);
	if (name)
		v->text = ioctl_macro(d, name, request, (uint32_t)mask);
	else if (request >> 16)
		v->text = syscord_text_printf(d, "_IOC(%s, %#x, %#x, %#x)", dirs[request >> 30],
					      request >> 8 & 0xff, request & 0xff,
					      request >> 16 & 0x3fff);
}

void syscord_fmt_errno(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       const struct syscord_format_desc *format)
{
	syscord_fmt_dec(d, v, arg, format);
	if ((int32_t)d->raw[arg] > 0)
		v->text = strerrorname_np((int32_t)d->raw[arg]);
}
