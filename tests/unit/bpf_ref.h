/* SPDX-License-Identifier: GPL-2.0 */
/* A small classic BPF of our own: what the filter's programs are tested on. */
#ifndef SYSCORD_TEST_BPF_REF_H
#define SYSCORD_TEST_BPF_REF_H

#include "tools.h"

/* NULL if the kernel and the module would take the program, else why not */
const char *bpf_ref_check(const struct syscord_prog *prog);
/* What the program returns; of a program that the check passed. Length 0: 1 */
uint32_t bpf_ref_run(const struct syscord_prog *prog, const struct syscord_filter_data *data);
/* It loads a word in [offset, offset + len) */
bool bpf_ref_loads(const struct syscord_prog *prog, size_t offset, size_t len);

#endif /* SYSCORD_TEST_BPF_REF_H */
