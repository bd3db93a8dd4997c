/* SPDX-License-Identifier: GPL-2.0 */
/* The guards of a rule, inlined into the probe. */
#ifndef SYSCORD_RULE_H
#define SYSCORD_RULE_H

#include <linux/sched.h>

#include "syscord.h"

/*
 * Is the current task the one that the rule names? A name that changes meanwhile
 * matches as the old or as the new one, or as neither.
 */
static __always_inline bool syscord_rule_name(const struct syscord_rule *rule)
{
	const struct task_struct *task = rule->leader ? current->group_leader : current;
	u64 word[2];

	memcpy(word, task->comm, sizeof(word));
	return !(((word[0] ^ rule->name[0]) & rule->name_mask[0]) |
		 ((word[1] ^ rule->name[1]) & rule->name_mask[1]));
}

/* The context's free fields (those before `class`) are filled in; preemption is off. */
static __always_inline bool syscord_rule_admits(struct syscord_ring *ring,
						const struct syscord_rule *rule)
{
	if (*(u32 *)((u8 *)&ring->context + rule->guard_offset) != rule->guard_value)
		return false;
	if (rule->named && !syscord_rule_name(rule))
		return false;
	return !rule->rest || syscord_filter_rest(ring, rule);
}

#endif /* SYSCORD_RULE_H */
