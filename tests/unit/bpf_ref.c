// SPDX-License-Identifier: GPL-2.0
/*
 * Check: what the kernel's bpf_check_classic() and the module's callback refuse,
 * as far as the compiler's operations go; those that it has no use for are refused.
 */
#include <string.h>
#include "bpf_ref.h"

static const char *check_jump(const struct syscord_prog *prog, unsigned int at)
{
	const struct sock_filter *f = &prog->insns[at];
	unsigned int left = prog->len - at - 1;

	switch (BPF_OP(f->code)) {
	case BPF_JA:
		return f->k < left ? NULL : "jump behind the end";
	case BPF_JEQ:
	case BPF_JGT:
	case BPF_JGE:
	case BPF_JSET:
		if (BPF_SRC(f->code) != BPF_K)
			return "compares with X";
		return f->jt < left && f->jf < left ? NULL : "branch behind the end";
	}
	return "unknown jump";
}

const char *bpf_ref_check(const struct syscord_prog *prog)
{
	const char *wrong = NULL;
	unsigned int i;

	if (!prog->len)
		return NULL;
	if (prog->len > BPF_MAXINSNS)
		return "too long";
	for (i = 0; i < prog->len && !wrong; i++) {
		const struct sock_filter *f = &prog->insns[i];

		switch (f->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			if (f->k & 3 || f->k >= sizeof(struct syscord_filter_data))
				wrong = "bad load";
			break;
		case BPF_ALU | BPF_AND | BPF_K:
		case BPF_RET | BPF_K:
			break;
		default:
			wrong = BPF_CLASS(f->code) == BPF_JMP ? check_jump(prog, i)
							      : "unknown operation";
		}
	}
	if (!wrong && BPF_CLASS(prog->insns[prog->len - 1].code) != BPF_RET)
		wrong = "does not end with a return";
	return wrong;
}

uint32_t bpf_ref_run(const struct syscord_prog *prog, const struct syscord_filter_data *data)
{
	uint32_t a = 0;
	unsigned int pc;
	bool taken;

	if (!prog->len)
		return 1;
	for (pc = 0;; pc++) {
		const struct sock_filter *f = &prog->insns[pc];

		switch (f->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			memcpy(&a, (const char *)data + f->k, sizeof(a));
			continue;
		case BPF_ALU | BPF_AND | BPF_K:
			a &= f->k;
			continue;
		case BPF_RET | BPF_K:
			return f->k;
		case BPF_JMP | BPF_JA:
			pc += f->k;
			continue;
		}
		switch (BPF_OP(f->code)) {
		case BPF_JEQ:
			taken = a == f->k;
			break;
		case BPF_JGT:
			taken = a > f->k;
			break;
		case BPF_JGE:
			taken = a >= f->k;
			break;
		default:
			taken = (a & f->k) != 0;
			break;
		}
		pc += taken ? f->jt : f->jf;
	}
}

bool bpf_ref_loads(const struct syscord_prog *prog, size_t offset, size_t len)
{
	unsigned int i;

	for (i = 0; i < prog->len; i++)
		if (prog->insns[i].code == (BPF_LD | BPF_W | BPF_ABS) &&
		    prog->insns[i].k >= offset && prog->insns[i].k < offset + len)
			return true;
	return false;
}
