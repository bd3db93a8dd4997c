/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Signals: what a siginfo_t tells, in the layout of either word size.
 *
 * si_signo, si_errno and si_code are followed by a union, aligned to a word, of
 * which the signal and si_code choose the member, as the kernel's siginfo_layout()
 * does: a code above SI_USER and below SI_KERNEL comes from the kernel and means
 * what the signal's own codes mean; one below SI_USER comes from a program.
 */
#include <string.h>
#include "decode.h"

#define SI_KERNEL_CODE 0x80
#define SI_TIMER_CODE (-2)
#define SI_SIGIO_CODE (-5)
#define SI_TKILL_CODE (-6)

#define SIG_ILL 4
#define SIG_TRAP 5
#define SIG_BUS 7
#define SIG_FPE 8
#define SIG_SEGV 11
#define SIG_CHLD 17
#define SIG_IO 29
#define SIG_SYS 31

struct info {
	struct syscord_decoded *d;
	struct syscord_value *v;
	const struct syscord_blob_view *blob;
	size_t word; /* of the siginfo_t, not always of the record's abi */
	size_t at; /* where the union starts */
};

static bool get(const struct info *i, size_t off, size_t size, uint64_t *n)
{
	return syscord_get(i->blob, i->at + off, size, n);
}

static struct syscord_value *add(const struct info *i, const char *name, size_t off, size_t size,
				 enum syscord_value_kind kind)
{
	uint64_t n;

	if (!get(i, off, size, &n))
		return NULL;
	if (kind == SYSCORD_VALUE_INT && size == 4)
		n = (uint64_t)(int64_t)(int32_t)n;
	return syscord_value_add(i->d, i->v, name, kind, n);
}

static void name_signal(struct syscord_decoded *d, struct syscord_value *v)
{
	char text[24];
	const char *name;

	if (!v || v->number < 1 || v->number > 64)
		return;
	name = syscord_signal_text((unsigned int)v->number, text, sizeof(text));
	v->text = syscord_text_dup(d, name, strlen(name));
}

static void add_sender(const struct info *i)
{
	add(i, "si_pid", 0, 4, SYSCORD_VALUE_INT);
	add(i, "si_uid", 4, 4, SYSCORD_VALUE_UINT);
}

/* A union: the program knows which of the two it meant */
static void add_sigval(const struct info *i)
{
	add(i, "si_int", 8, 4, SYSCORD_VALUE_INT);
	add(i, "si_ptr", 8, i->word, SYSCORD_VALUE_PTR);
}

static void add_child(const struct info *i, uint32_t code)
{
	struct syscord_value *status;

	add_sender(i);
	status = add(i, "si_status", 8, 4, SYSCORD_VALUE_INT);
	if (code != 1) /* CLD_EXITED */
		name_signal(i->d, status);
	add(i, "si_utime", 8 + i->word, i->word, SYSCORD_VALUE_UINT);
	add(i, "si_stime", 8 + 2 * i->word, i->word, SYSCORD_VALUE_UINT);
}

static void add_fault(const struct info *i, uint32_t signal, uint32_t code)
{
	add(i, "si_addr", 0, i->word, SYSCORD_VALUE_PTR);
	if (signal == SIG_BUS && (code == 4 || code == 5)) {
		add(i, "si_addr_lsb", i->word, 2, SYSCORD_VALUE_UINT);
	} else if (signal == SIG_SEGV && code == 3) {
		add(i, "si_lower", 2 * i->word, i->word, SYSCORD_VALUE_PTR);
		add(i, "si_upper", 3 * i->word, i->word, SYSCORD_VALUE_PTR);
	} else if (signal == SIG_SEGV && code == 4) {
		add(i, "si_pkey", 2 * i->word, 4, SYSCORD_VALUE_UINT);
	} else if (signal == SIG_TRAP && code == 6) {
		add(i, "si_perf_data", i->word, i->word, SYSCORD_VALUE_HEX);
		add(i, "si_perf_type", 2 * i->word, 4, SYSCORD_VALUE_UINT);
		add(i, "si_perf_flags", 2 * i->word + 4, 4, SYSCORD_VALUE_HEX);
	}
}

static void add_poll(const struct info *i)
{
	struct syscord_value *band = add(i, "si_band", 0, i->word, SYSCORD_VALUE_HEX);

	if (band)
		syscord_value_flags(i->d, band, SYSCORD_SET_poll, band->number);
	add(i, "si_fd", i->word, 4, SYSCORD_VALUE_INT);
}

static uint32_t abi_of_arch(uint64_t arch)
{
	switch (arch) {
	case 0xc000003e:
		return SYSCORD_ABI_X86_64;
	case 0x40000003:
		return SYSCORD_ABI_I386;
	case 0xc00000b7:
		return SYSCORD_ABI_ARM64;
	case 0x40000028:
		return SYSCORD_ABI_ARM;
	case 0xc00000f3:
		return SYSCORD_ABI_RISCV64;
	default:
		return SYSCORD_ABI_UNKNOWN;
	}
}

static void add_sys(const struct info *i)
{
	const struct syscord_call_desc *desc = NULL;
	struct syscord_value *nr, *arch;
	uint64_t n;

	add(i, "si_call_addr", 0, i->word, SYSCORD_VALUE_PTR);
	nr = add(i, "si_syscall", i->word, 4, SYSCORD_VALUE_INT);
	if (!nr || !get(i, i->word + 4, 4, &n))
		return;
	desc = syscord_call_by_nr(abi_of_arch(n), (uint32_t)nr->number);
	if (desc)
		nr->text = desc->name;
	arch = syscord_value_add(i->d, i->v, "si_arch", SYSCORD_VALUE_HEX, n);
	syscord_value_enum(i->d, arch, SYSCORD_SET_audit_arch, n);
}

static bool is_fault(uint32_t signal)
{
	return signal == SIG_ILL || signal == SIG_TRAP || signal == SIG_BUS || signal == SIG_FPE ||
	       signal == SIG_SEGV;
}

static const char *code_name(uint32_t signal, uint32_t code)
{
	static const struct {
		uint32_t signal;
		enum syscord_set set;
	} own[] = {
		{ SIG_ILL, SYSCORD_SET_si_code_ill },	{ SIG_TRAP, SYSCORD_SET_si_code_trap },
		{ SIG_BUS, SYSCORD_SET_si_code_bus },	{ SIG_FPE, SYSCORD_SET_si_code_fpe },
		{ SIG_SEGV, SYSCORD_SET_si_code_segv }, { SIG_CHLD, SYSCORD_SET_si_code_chld },
		{ SIG_IO, SYSCORD_SET_si_code_poll },	{ SIG_SYS, SYSCORD_SET_si_code_sys },
	};
	const char *name = syscord_flag_name(SYSCORD_SET_si_code, code);
	unsigned int i;

	for (i = 0; !name && i < ARRAY_SIZE(own); i++) {
		if (own[i].signal == signal)
			name = syscord_flag_name(own[i].set, code);
	}
	/* F_SETSIG: any signal may be the one that stands for SIGIO */
	if (!name && signal != SIG_CHLD && signal != SIG_SYS && !is_fault(signal))
		name = syscord_flag_name(SYSCORD_SET_si_code_poll, code);
	return name;
}

static void add_union(const struct info *i, uint32_t signal, int32_t code)
{
	uint64_t pid, uid;

	if (code > 0 && code < SI_KERNEL_CODE) {
		if (is_fault(signal))
			add_fault(i, signal, (uint32_t)code);
		else if (signal == SIG_CHLD)
			add_child(i, (uint32_t)code);
		else if (signal == SIG_SYS)
			add_sys(i);
		else if (code_name(signal, (uint32_t)code))
			add_poll(i);
		else
			add_sender(i);
	} else if (code == SI_KERNEL_CODE) {
		/* Nobody sent it; where a fault has no address, that says so */
		if (is_fault(signal))
			add_fault(i, signal, SI_KERNEL_CODE);
		else if (get(i, 0, 4, &pid) && get(i, 4, 4, &uid) && (pid || uid))
			add_sender(i);
	} else if (code == SI_TIMER_CODE) {
		add(i, "si_timerid", 0, 4, SYSCORD_VALUE_INT);
		add(i, "si_overrun", 4, 4, SYSCORD_VALUE_INT);
		add_sigval(i);
	} else if (code == SI_SIGIO_CODE) {
		add_poll(i);
	} else {
		add_sender(i);
		if (code < 0 && code != SI_TKILL_CODE)
			add_sigval(i);
	}
}

/* Children of v; what the bytes do not reach is left out */
static void value_siginfo(struct syscord_decoded *d, struct syscord_value *v,
			  const struct syscord_blob_view *blob, size_t word)
{
	const struct info i = { d, v, blob, word, word == 8 ? 16 : 12 };
	uint64_t signal, number, code;
	struct syscord_value *field;

	v->kind = SYSCORD_VALUE_STRUCT;
	if (!syscord_get(blob, 0, 4, &signal) || !syscord_get(blob, 4, 4, &number) ||
	    !syscord_get(blob, 8, 4, &code))
		return;
	/* waitid that found nothing */
	if (!signal && !number && !code)
		return;
	field = syscord_value_add(d, v, "si_signo", SYSCORD_VALUE_INT, signal);
	name_signal(d, field);
	if (number) {
		field = syscord_value_add(d, v, "si_errno", SYSCORD_VALUE_INT,
					  (uint64_t)(int64_t)(int32_t)number);
		/* SIGSYS: what the seccomp filter likes */
		if (field && signal != SIG_SYS && number < 4096)
			field->text = strerrorname_np((int)number);
	}
	field = syscord_value_add(d, v, "si_code", SYSCORD_VALUE_INT,
				  (uint64_t)(int64_t)(int32_t)code);
	if (field)
		field->text = code_name((uint32_t)signal, (uint32_t)code);
	add_union(&i, (uint32_t)signal, (int32_t)code);
}

void syscord_fmt_siginfo(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob;

	(void)format;
	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	value_siginfo(d, v, &blob, d->word);
}

#define SIGINFO_BYTES 128 /* of a siginfo_t, on all ABIs */

/* An array of them */
void syscord_fmt_siginfos(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  const struct syscord_format_desc *format)
{
	struct syscord_blob_view blob, one;
	uint32_t off;

	(void)format;
	if (!syscord_decode_data(d, v, arg, &blob))
		return;
	v->kind = SYSCORD_VALUE_ARRAY;
	one = blob;
	one.head.got = one.head.want = SIGINFO_BYTES;
	for (off = 0; blob.head.got - off >= SIGINFO_BYTES; off += SIGINFO_BYTES) {
		struct syscord_value *child =
			syscord_value_add(d, v, NULL, SYSCORD_VALUE_STRUCT, 0);

		one.data = blob.data + off;
		if (child)
			value_siginfo(d, child, &one, d->word);
	}
}

/* Always the layout of a 64-bit program: see struct syscord_signal */
void syscord_decode_signal(struct syscord_decoded *d)
{
	struct syscord_value *v = &d->args[0];
	struct syscord_signal *signal = syscord_arena_get(d, sizeof(*signal));
	struct syscord_blob_view info = { .head = { .got = SYSCORD_SIGINFO_LEN } };
	char text[24];
	const char *name;

	memset(v, 0, sizeof(*v));
	v->name = "info";
	if (!signal)
		return;
	syscord_record_body(d->rec, signal, sizeof(*signal));
	d->nr = signal->signal;
	name = syscord_signal_text(signal->signal, text, sizeof(text));
	d->name = syscord_text_dup(d, name, strlen(name));
	info.data = signal->info;
	value_siginfo(d, v, &info, 8);
	d->nargs = d->used = 1;
}

const char *syscord_signal_action(const struct syscord_signal *signal)
{
	return signal->handler > 1 ? "handler" : signal->handler ? "ignored" : "default";
}
