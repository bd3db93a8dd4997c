// SPDX-License-Identifier: GPL-2.0
/*
 * A session's filter: classic BPF programs that user space compiled, checked and
 * made native by the kernel; the module parameters of the original; the profile.
 */
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/filter.h>
#include <linux/moduleparam.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/syscall.h>

#include "syscord.h"
#include "compat.h"
#include "table.h"

/*
 * The original's parameters: plain compares beside the program, of the default
 * session only. All that are given must match.
 */
static int param_pid;
static int param_ppid;
static char *param_proc_name;
static char *param_parent_proc_name;
module_param_named(pid, param_pid, int, 0444);
module_param_named(ppid, param_ppid, int, 0444);
module_param_named(proc_name, param_proc_name, charp, 0444);
module_param_named(parent_proc_name, param_parent_proc_name, charp, 0444);
MODULE_PARM_DESC(pid, "record this process from load on");
MODULE_PARM_DESC(ppid, "record the children of this process");
MODULE_PARM_DESC(proc_name, "record processes of this name");
MODULE_PARM_DESC(parent_proc_name, "record the children of processes of this name");

bool syscord_filter_params_given(void)
{
	return param_pid || param_ppid || param_proc_name || param_parent_proc_name;
}

static bool name_is(const char *comm, const char *param)
{
	return strncmp(comm, param, SYSCORD_COMM_LEN - 1) == 0;
}

static bool params_match(void)
{
	const struct task_struct *parent;
	bool match = true;

	if (param_pid && current->tgid != param_pid)
		return false;
	if (param_proc_name && !name_is(current->group_leader->comm, param_proc_name))
		return false;
	if (!param_ppid && !param_parent_proc_name)
		return true;
	rcu_read_lock();
	parent = rcu_dereference(current->real_parent);
	if (param_ppid && parent->tgid != param_ppid)
		match = false;
	if (param_parent_proc_name && !name_is(parent->group_leader->comm, param_parent_proc_name))
		match = false;
	rcu_read_unlock();
	return match;
}

/*
 * Bytes up to the NUL and zeros after it: the kernel leaves bytes of older, longer
 * names behind. Two words; the lowest set bit of `zero` marks the first NUL.
 */
void syscord_name_copy(char *to, const char *from)
{
	const u64 ones = 0x0101010101010101ULL;
	u64 word[2], zero;

	BUILD_BUG_ON(SYSCORD_COMM_LEN != TASK_COMM_LEN || SYSCORD_COMM_LEN != sizeof(word));
	memcpy(word, from, sizeof(word));
	zero = (word[0] - ones) & ~word[0] & (ones << 7);
	if (zero) {
		word[0] &= ((zero & -zero) >> 7) - 1;
		word[1] = 0;
	} else {
		zero = (word[1] - ones) & ~word[1] & (ones << 7);
		word[1] &= zero ? ((zero & -zero) >> 7) - 1 : ~0ULL >> 8;
	}
	memcpy(to, word, sizeof(word));
}

/*
 * The v2 cgroup that the task is in, and those above it. Preemption is off, so that
 * the task's set of cgroups stays.
 */
static void cgroup_fill(struct syscord_filter_data *data)
{
	memset(data->cgroups, 0, sizeof(data->cgroups));
	data->cgroup = 0;
#ifdef CONFIG_CGROUPS
	{
		struct cgroup *cgroup;

		rcu_read_lock();
		cgroup = task_dfl_cgroup(current);
		data->cgroup = cgroup_id(cgroup);
		for (; cgroup; cgroup = cgroup_parent(cgroup))
			if (cgroup->level < SYSCORD_CGROUP_LEVELS)
				data->cgroups[cgroup->level] = cgroup_id(cgroup);
		rcu_read_unlock();
	}
#endif
}

/* Fills in what the program reads beyond what the probe always fills in. */
static void context_fill(struct syscord_ring *ring, u32 fields)
{
	struct syscord_filter_data *data = &ring->context;

	if (fields & SYSCORD_FIELD_COMM)
		syscord_name_copy(data->comm, current->comm);
	if (fields & SYSCORD_FIELD_FOLLOWED)
		data->followed = syscord_follow_test(ring->session, current->pid);
	if (fields & SYSCORD_FIELD_CLASS)
		data->class = ring->row ? ring->row->class : 0;
	if (fields & SYSCORD_FIELD_PROC)
		syscord_name_copy(data->proc_name, current->group_leader->comm);
	if (fields & SYSCORD_FIELD_IDS) {
		data->uid = __kuid_val(current_euid());
		data->gid = __kgid_val(current_egid());
	}
	if (fields & SYSCORD_FIELD_ARGS) {
		if (ring->regs)
			syscall_get_arguments(current, ring->regs, (unsigned long *)data->args);
		else
			memset(data->args, 0, sizeof(data->args));
		if (data->abi == SYSCORD_ABI_COMPAT)
			syscord_compat_args(data->args, 6);
	}
	if (fields & SYSCORD_FIELD_CGROUP)
		cgroup_fill(data);
	if (fields & (SYSCORD_FIELD_PPID | SYSCORD_FIELD_PARENT)) {
		const struct task_struct *parent;

		rcu_read_lock();
		parent = rcu_dereference(current->real_parent);
		data->ppid = parent->tgid;
		if (fields & SYSCORD_FIELD_PARENT)
			syscord_name_copy(data->parent_proc_name, parent->group_leader->comm);
		rcu_read_unlock();
	}
}

/*
 * The thesis's rule for `effects`: what reads is kept in full, what writes status
 * only where it failed, what writes content never. What it leaves out was never
 * attempted.
 */
static bool effects_admit(u32 class, s64 ret)
{
	if (!class || class & (SYSCORD_CLASS_RS | SYSCORD_CLASS_RC))
		return true;
	if (class & SYSCORD_CLASS_WC)
		return false;
	return (u64)ret >= (u64)-4095;
}

/*
 * Is the current task the one that the rule names? A name that changes meanwhile
 * matches as the old or as the new one, or as neither.
 */
static __always_inline bool name_guard(const struct syscord_rule *rule)
{
	const struct task_struct *task = rule->leader ? current->group_leader : current;
	const u64 *word = (const u64 *)task->comm;

	return !(((word[0] ^ rule->name[0]) & rule->name_mask[0]) |
		 ((word[1] ^ rule->name[1]) & rule->name_mask[1]));
}

static noinline bool rule_more(struct syscord_ring *ring, const struct syscord_rule *rule)
{
	const struct syscord_rules *rules;

	if (rule->fields)
		context_fill(ring, rule->fields);
	if (rule->prog && !syscord_prog_run(rule->prog, &ring->context))
		return false;
	rules = rcu_dereference_sched(ring->session->rules);
	if (unlikely(rules->params) && !params_match())
		return false;
	if (unlikely(rules->effects) && ring->row)
		return effects_admit(ring->row->class, ring->context.ret);
	return true;
}

/*
 * What the guard left open. Preemption is off; the context's free fields are filled
 * in. A function of its own, so that a name alone costs no saving of registers.
 */
noinline notrace bool syscord_filter_rest(struct syscord_ring *ring,
					  const struct syscord_rule *rule)
{
	if (rule->named && !name_guard(rule))
		return false;
	return !rule->more || rule_more(ring, rule);
}

/* May a record that is no call, about `current`, be written? Preemption is off. */
bool syscord_filter_task(struct syscord_ring *ring)
{
	const struct syscord_rules *rules = rcu_dereference_sched(ring->session->rules);
	const struct syscord_rule *rule = &rules->rule[SYSCORD_PROG_TASK];
	struct syscord_filter_data *data = &ring->context;

	ring->row = NULL;
	ring->regs = NULL;
	data->pid = current->tgid;
	data->tid = current->pid;
	data->abi = SYSCORD_ABI_NATIVE;
	data->nr = U32_MAX;
	data->ret = 0;
	return syscord_filter_guard(ring, rule) &&
	       (!rule->rest || syscord_filter_rest(ring, rule));
}

/*
 * Called by bpf_prog_create_from_user() after the kernel's own checks of classic
 * BPF. There is no packet here: a load is rewritten into a load from the context,
 * and everything that would touch a packet is refused.
 */
static int check_insns(struct sock_filter *insns, unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len; i++) {
		struct sock_filter *insn = &insns[i];

		switch (insn->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			if (insn->k >= sizeof(struct syscord_filter_data) || insn->k & 3)
				return -EINVAL;
			insn->code = BPF_LDX | BPF_W | BPF_ABS;
			break;
		case BPF_RET | BPF_K:
		case BPF_RET | BPF_A:
		case BPF_LD | BPF_IMM:
		case BPF_LDX | BPF_IMM:
		case BPF_LD | BPF_MEM:
		case BPF_LDX | BPF_MEM:
		case BPF_ST:
		case BPF_STX:
		case BPF_MISC | BPF_TAX:
		case BPF_MISC | BPF_TXA:
		case BPF_ALU | BPF_ADD | BPF_K:
		case BPF_ALU | BPF_ADD | BPF_X:
		case BPF_ALU | BPF_SUB | BPF_K:
		case BPF_ALU | BPF_SUB | BPF_X:
		case BPF_ALU | BPF_MUL | BPF_K:
		case BPF_ALU | BPF_MUL | BPF_X:
		case BPF_ALU | BPF_DIV | BPF_K:
		case BPF_ALU | BPF_DIV | BPF_X:
		case BPF_ALU | BPF_AND | BPF_K:
		case BPF_ALU | BPF_AND | BPF_X:
		case BPF_ALU | BPF_OR | BPF_K:
		case BPF_ALU | BPF_OR | BPF_X:
		case BPF_ALU | BPF_XOR | BPF_K:
		case BPF_ALU | BPF_XOR | BPF_X:
		case BPF_ALU | BPF_LSH | BPF_K:
		case BPF_ALU | BPF_LSH | BPF_X:
		case BPF_ALU | BPF_RSH | BPF_K:
		case BPF_ALU | BPF_RSH | BPF_X:
		case BPF_ALU | BPF_NEG:
		case BPF_JMP | BPF_JA:
		case BPF_JMP | BPF_JEQ | BPF_K:
		case BPF_JMP | BPF_JEQ | BPF_X:
		case BPF_JMP | BPF_JGE | BPF_K:
		case BPF_JMP | BPF_JGE | BPF_X:
		case BPF_JMP | BPF_JGT | BPF_K:
		case BPF_JMP | BPF_JGT | BPF_X:
		case BPF_JMP | BPF_JSET | BPF_K:
		case BPF_JMP | BPF_JSET | BPF_X:
			break;
		default:
			return -EINVAL;
		}
	}
	return 0;
}

/* Which parts of the context a program reads. */
static u32 prog_fields(const struct bpf_prog *prog)
{
	static const struct {
		u16 start, end;
		u32 field;
	} map[] = {
#define FIELD(name, bit) { offsetof(struct syscord_filter_data, name), \
			   offsetofend(struct syscord_filter_data, name), bit }
		FIELD(class, SYSCORD_FIELD_CLASS),
		FIELD(followed, SYSCORD_FIELD_FOLLOWED),
		FIELD(ppid, SYSCORD_FIELD_PPID),
		FIELD(uid, SYSCORD_FIELD_IDS),
		FIELD(gid, SYSCORD_FIELD_IDS),
		FIELD(args, SYSCORD_FIELD_ARGS),
		FIELD(comm, SYSCORD_FIELD_COMM),
		FIELD(proc_name, SYSCORD_FIELD_PROC),
		FIELD(parent_proc_name, SYSCORD_FIELD_PARENT),
		FIELD(cgroup, SYSCORD_FIELD_CGROUP),
		FIELD(cgroups, SYSCORD_FIELD_CGROUP),
#undef FIELD
	};
	const struct sock_fprog_kern *orig = prog->orig_prog;
	u32 fields = 0;
	unsigned int i, j;

	for (i = 0; i < orig->len; i++) {
		if (orig->filter[i].code != (BPF_LD | BPF_W | BPF_ABS))
			continue;
		for (j = 0; j < ARRAY_SIZE(map); j++)
			if (orig->filter[i].k >= map[j].start && orig->filter[i].k < map[j].end)
				fields |= map[j].field;
	}
	return fields;
}

static int prog_load(struct syscord_progs *progs, unsigned int kind, u64 insns, u32 len)
{
	struct sock_fprog fprog = {
		.len = len,
		.filter = (struct sock_filter __user *)(unsigned long)insns,
	};

	if (!len)
		return 0;
	if (len > BPF_MAXINSNS)
		return -EINVAL;
	/* The original is kept: what it loads cannot be read from the native code. */
	return bpf_prog_create_from_user(&progs->prog[kind], &fprog, check_insns, true);
}

void syscord_filter_discard(struct syscord_progs *progs)
{
	unsigned int i;

	if (!progs)
		return;
	for (i = 0; i < SYSCORD_PROGS; i++)
		if (progs->prog[i])
			bpf_prog_destroy(progs->prog[i]);
	kvfree(progs);
}

/* `insn` is "load a word; if it is not K, the answer is no", and goes on behind it. */
static bool insn_is_guard(const struct sock_filter *insn)
{
	const struct sock_filter *no;

	if (insn[0].code != (BPF_LD | BPF_W | BPF_ABS) ||
	    insn[1].code != (BPF_JMP | BPF_JEQ | BPF_K) || insn[1].jt)
		return false;
	no = &insn[2 + insn[1].jf];	/* in bounds: the kernel checked the jumps */
	return no->code == (BPF_RET | BPF_K) && !no->k;
}

/*
 * One word of a name that must be `value`; false if the guard cannot say that.
 * Words come in order. Bytes after the NUL are zero in a program's view of a name,
 * and unknown in the kernel's: they do not count.
 */
static bool rule_add_name(struct syscord_rule *rule, u32 offset, u32 value)
{
	const bool leader = offset >= offsetof(struct syscord_filter_data, proc_name);
	const u32 start = leader ? offsetof(struct syscord_filter_data, proc_name) :
				   offsetof(struct syscord_filter_data, comm);
	const unsigned int word = (offset - start) / sizeof(u32);
	u32 *names = (u32 *)rule->name, *masks = (u32 *)rule->name_mask;
	u32 mask = U32_MAX;
	unsigned int byte;

	if (rule->named && rule->leader != leader)
		return false;
	if (masks[word])	/* said already; if both cannot hold, let the program say so */
		return names[word] == value;
	if (word && masks[word - 1] != U32_MAX) {
		unsigned int first;

		/* behind the NUL it must be zero; or else a word is missing before this one */
		for (first = 0; first < word && masks[first] == U32_MAX; first++)
			;
		return masks[first] && !value;
	}
	for (byte = 0; byte < sizeof(u32); byte++)
		if (!(value >> (8 * byte) & 0xff))
			break;
	if (byte < sizeof(u32)) {
		mask >>= 8 * (sizeof(u32) - 1 - byte);
		if (value & ~mask)
			return false;
	}
	rule->named = true;
	rule->leader = leader;
	names[word] = value;
	masks[word] = mask;
	return true;
}

/*
 * A program that begins with "this word must be that, else no" is asked that in
 * C: a compare instead of a call. If it says no more, it is not called at all.
 */
static void rule_from_prog(struct syscord_rule *rule, const struct bpf_prog *prog)
{
	const struct sock_filter *insn = prog->orig_prog->filter;
	const struct sock_filter *end = insn + prog->orig_prog->len;
	bool guarded = false, all = true;

	rule->prog = prog;
	rule->more = true;
	rule->fields = prog_fields(prog);
	/* the last instruction is a return, so that two of a guard are never it */
	for (; end - insn > 2 && insn_is_guard(insn); insn += 2) {
		const u32 offset = insn[0].k, value = insn[1].k;

		if (offset < offsetof(struct syscord_filter_data, class) && !guarded) {
			rule->guard_offset = offset;
			rule->guard_value = value;
			guarded = true;
		} else if (offset < offsetof(struct syscord_filter_data, comm) ||
			   offset >= offsetof(struct syscord_filter_data, parent_proc_name) ||
			   !rule_add_name(rule, offset, value)) {
			all = false;
			break;
		}
	}
	if (all && insn->code == (BPF_RET | BPF_K) && insn->k) {
		rule->prog = NULL;
		rule->fields = 0;
		rule->more = false;
	}
}

static void rule_fill(const struct syscord_rules *rules, struct syscord_rule *rule,
		      const struct syscord_progs *progs, unsigned int kind)
{
	rule->guard_offset = offsetof(struct syscord_filter_data, reserved);
	if (progs && progs->prog[kind])
		rule_from_prog(rule, progs->prog[kind]);
	rule->more |= rules->params || rules->effects;
	rule->rest = rule->named || rule->more;
}

/*
 * What some sessions want of each record, so that the others need not even look: a key
 * that is on while one records. After a change of rules or of whether it records.
 */
void syscord_rules_extra(struct syscord_session *s)
{
	const struct syscord_rules *rules =
		rcu_dereference_protected(s->rules, lockdep_is_held(&syscord_lock));
	const bool extra = s->recording && (rules->wait || rules->triggers);

	if (extra == s->extra)
		return;
	s->extra = extra;
	if (extra)
		static_branch_inc(&syscord_extra_key);
	else
		static_branch_dec(&syscord_extra_key);
}

/* Publishes what filter, policy and parameters now say. On error nothing changes. */
int syscord_rules_update(struct syscord_session *s)
{
	struct syscord_rules *rules = kzalloc(sizeof(*rules), GFP_KERNEL), *old;
	unsigned int i;

	lockdep_assert_held(&syscord_lock);
	if (!rules)
		return -ENOMEM;
	rules->state_mask = s->policy.flags & SYSCORD_POLICY_F_NO_STATE ? 0 : SYSCORD_ROW_STATE;
	rules->effects = s->policy.profile == SYSCORD_PROFILE_EFFECTS;
	rules->params = s->params;
	rules->entry = s->policy.flags & SYSCORD_POLICY_F_ENTRY;
	rules->wait = s->policy.on_full == SYSCORD_ON_FULL_WAIT;
	rules->triggers = s->policy.on_full == SYSCORD_ON_FULL_OVERWRITE &&
			  s->policy.trigger & SYSCORD_TRIGGER_FILTER && s->trigger;
	rules->follow = s->progs && s->progs->follow;
	rules->snaplen = syscord_session_snaplen(s);
	rules->content = syscord_session_content(s);
	for (i = 0; i < SYSCORD_PROGS; i++)
		rule_fill(rules, &rules->rule[i], s->progs, i);
	if (rules->triggers)
		rule_fill(rules, &rules->trigger, s->trigger, SYSCORD_PROG_CALL);
	old = rcu_replace_pointer(s->rules, rules, lockdep_is_held(&syscord_lock));
	if (old) {
		synchronize_rcu();
		kfree(old);
	}
	syscord_rules_extra(s);
	return 0;
}

/* No probe may be using the session any more. */
void syscord_filter_free(struct syscord_session *s)
{
	kfree(rcu_dereference_protected(s->rules, true));
	syscord_filter_discard(s->progs);
	syscord_filter_discard(s->trigger);
}

/*
 * What SET asks for, checked and loaded; NULL: no filter. Without syscord_lock: user
 * memory may let a fault wait for as long as it likes.
 */
struct syscord_progs *syscord_filter_load(const struct syscord_filter *filter)
{
	struct syscord_progs *progs;
	int err;

	if (filter->flags & ~(SYSCORD_FILTER_FOLLOW | SYSCORD_FILTER_TRIGGER))
		return ERR_PTR(-EINVAL);
	if (filter->flags & SYSCORD_FILTER_TRIGGER &&
	    (filter->flags & SYSCORD_FILTER_FOLLOW || filter->task_len))
		return ERR_PTR(-EINVAL);
	if (filter->data_size > sizeof(struct syscord_filter_data))
		return ERR_PTR(-E2BIG);
	if (filter->text_len > SYSCORD_FILTER_TEXT_MAX)
		return ERR_PTR(-ENAMETOOLONG);
	if (!filter->call_len && !filter->task_len && !filter->text_len)
		return NULL;
	progs = kvzalloc(struct_size(progs, text, filter->text_len), GFP_KERNEL);
	if (!progs)
		return ERR_PTR(-ENOMEM);
	progs->text_len = filter->text_len;
	progs->follow = filter->flags & SYSCORD_FILTER_FOLLOW;
	err = -EFAULT;
	if (copy_from_user(progs->text, (const void __user *)(unsigned long)filter->text,
			   filter->text_len))
		goto err_progs;
	err = prog_load(progs, SYSCORD_PROG_CALL, filter->call, filter->call_len);
	if (err)
		goto err_progs;
	err = prog_load(progs, SYSCORD_PROG_TASK, filter->task, filter->task_len);
	if (err)
		goto err_progs;
	return progs;

err_progs:
	syscord_filter_discard(progs);
	return ERR_PTR(err);
}

/* Replaces the filter as a whole. On error it stays, and progs remain the caller's. */
int syscord_filter_set(struct syscord_session *s, struct syscord_progs *progs)
{
	struct syscord_progs *old = s->progs;
	int err;

	lockdep_assert_held(&syscord_lock);
	if (progs && progs->follow) {
		err = syscord_follow_alloc(s);
		if (err)
			return err;
	}
	s->progs = progs;
	err = syscord_rules_update(s);
	if (err) {
		s->progs = old;
		return err;
	}
	syscord_filter_discard(old);
	return 0;
}

/* The trigger's program, in the same way. */
int syscord_filter_set_trigger(struct syscord_session *s, struct syscord_progs *progs)
{
	struct syscord_progs *old = s->trigger;
	int err;

	lockdep_assert_held(&syscord_lock);
	s->trigger = progs;
	err = syscord_rules_update(s);
	if (err) {
		s->trigger = old;
		return err;
	}
	syscord_filter_discard(old);
	return 0;
}
