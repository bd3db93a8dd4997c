// SPDX-License-Identifier: GPL-2.0
/*
 * filter_random COUNT [SEED [CGROUP...]]
 *
 * Random filters on the module: each is loaded, two threads make a few calls, and
 * those that were recorded must be those that the filter's tree chooses, over
 * contexts that are built here. The threads differ in name, ids and in being
 * followed. A third of the filters obey the whole expression in every call, a third
 * let STATE calls obey the task part, a third are loaded with --follow.
 */
#include <pthread.h>
#include <semaphore.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "../../unit/random_expr.h"
#include "lib/raw.h"

#define CALLS 10 /* of one thread for one filter, at most */

struct made {
	uint32_t abi, nr;
	int64_t ret;
	uint64_t args[6];
};

/* A thread, and what it did last */
struct caller {
	struct syscord_filter_data data; /* of the task; the call's fields are free */
	struct made made[CALLS];
	unsigned int count;
};

static const char *const names[] = { "nginx", "nginx: worke", "abcd", "ngin", "abcde", "" };
static const char *const calls[] = { "read",   "write", "openat", "close", "lseek", "getppid",
				     "getuid", "futex", "0",	  "3",	   "110",   "64" };
static uint64_t numbers[32];
static struct random_words words = {
	.names = names,
	.name_count = ARRAY_SIZE(names),
	.calls = calls,
	.call_count = ARRAY_SIZE(calls),
	.numbers = numbers,
};

static struct caller callers[2];
static sem_t your_turn, my_turn; /* the second thread's, the first one's */
static bool over;
static int zero_fd, null_fd, mem_fd;

/* ---- calls ---- */
static struct made *add(struct caller *c, uint32_t abi, uint32_t nr, const uint64_t args[6])
{
	struct made *m = &c->made[c->count++];

	m->abi = abi;
	m->nr = nr;
	memcpy(m->args, args, sizeof(m->args));
	return m;
}

static void make(struct caller *c, long nr, uint64_t a, uint64_t b, uint64_t d, uint64_t e,
		 uint64_t f, uint64_t g)
{
	const uint64_t args[] = { a, b, d, e, f, g };
	struct made *m = add(c, SYSCORD_ABI_X86_64, (uint32_t)nr, args);
	long ret = syscall(nr, a, b, d, e, f, g);

	m->ret = ret == -1 ? -errno : ret;
}

/* As a 32-bit program does, with one argument */
static void make_i386(struct caller *c, uint32_t nr, uint32_t arg)
{
	const uint64_t args[6] = { arg };
	struct made *m = add(c, SYSCORD_ABI_I386, nr, args);
	uint32_t ret;

	asm volatile("mov %%rbp, %%r12\n\txor %%ebp, %%ebp\n\tint $0x80\n\tmov %%r12, %%rbp"
		     : "=a"(ret)
		     : "a"(nr), "b"(arg), "c"(0), "d"(0), "S"(0), "D"(0)
		     : "r8", "r9", "r10", "r11", "r12", "memory", "cc");
	m->ret = (int32_t)ret;
}

static uint64_t some(unsigned int i)
{
	return numbers[i % ARRAY_SIZE(numbers)];
}

static void make_calls(struct caller *c, unsigned int at)
{
	static char buf[4096];

	c->count = 0;
	/* these ignore their arguments, so that any will do */
	make(c, SYS_getppid, some(at), some(at + 1), some(at + 2), some(at + 3), some(at + 4),
	     some(at + 5));
	make(c, SYS_getuid, some(at + 6), some(at + 7), some(at + 8), some(at + 9), some(at + 10),
	     some(at + 11));
	/* returns what it is given, if that is not negative */
	make(c, SYS_lseek, mem_fd, some(at), SEEK_SET, 0, 1, 2);
	make(c, SYS_lseek, mem_fd, some(at + 5), SEEK_SET, 0, 1, 2);
	make(c, SYS_close, -1UL, 0, 0, 0, 0, some(at + 2));
	make(c, SYS_read, zero_fd, (uintptr_t)buf, 3, 0, 0, 0);
	make(c, SYS_write, null_fd, (uintptr_t)buf, 4096, 0, 0, 0);
	make(c, SYS_openat, (uint64_t)AT_FDCWD, (uintptr_t) "/nonexistent", O_RDONLY, 0, 0, 0);
	make_i386(c, 64, (uint32_t)some(at + 3)); /* getppid */
	make_i386(c, 6, UINT32_MAX); /* close */
}

static bool made_here(const struct caller *c, uint32_t abi, uint32_t nr)
{
	unsigned int i;

	for (i = 0; i < c->count; i++)
		if (c->made[i].abi == abi && c->made[i].nr == nr)
			return true;
	return false;
}

/* ---- threads ---- */
static void describe(struct caller *c, const char *comm, bool followed)
{
	struct syscord_filter_data *d = &c->data;

	d->pid = (uint32_t)getpid();
	d->tid = (uint32_t)syscall(SYS_gettid);
	d->ppid = (uint32_t)getppid();
	d->uid = (uint32_t)syscall(SYS_geteuid);
	d->gid = (uint32_t)syscall(SYS_getegid);
	d->followed = followed;
	strcpy(d->comm, comm);
	strcpy(d->proc_name, "nginx");
	strcpy(d->parent_proc_name, "abcd");
	filter_cgroup_context(d->pid, d->tid, d);
}

static void *second_thread(void *arg)
{
	struct caller *c = arg;

	NEED(prctl(PR_SET_NAME, "nginx: worke") == 0);
	/* the raw calls: of this thread alone */
	NEED(syscall(SYS_setresgid, 34, 34, 34) == 0);
	NEED(syscall(SYS_setresuid, 33, 33, 33) == 0);
	describe(c, "nginx: worke", false);
	for (;;) {
		sem_post(&my_turn);
		sem_wait(&your_turn);
		if (over)
			return NULL;
		make_calls(c, 7);
	}
}

/* ---- one filter ---- */
static void free_records(struct raw_records *records)
{
	size_t i;

	for (i = 0; i < records->count; i++)
		free(records->rec[i]);
	free(records->rec);
}

/* The next record of a thread's calls, from *at on */
static const struct syscord_call *next_call(const struct raw_records *records,
					    const struct caller *c, size_t *at)
{
	const struct syscord_call *call;

	for (; *at < records->count; ++*at) {
		const struct syscord_record *rec = records->rec[*at];

		call = raw_call(rec);
		if (call && rec->tid == c->data.tid && made_here(c, call->abi, call->nr)) {
			++*at;
			return call;
		}
	}
	return NULL;
}

static bool same(const struct made *m, const struct syscord_call *call)
{
	return call && call->abi == m->abi && call->nr == m->nr && call->ret == m->ret;
}

/* Returns how many of the thread's calls the filter admits. */
static unsigned int check(const struct raw_records *records, const struct caller *c,
			  const struct syscord_expr *whole, const struct syscord_expr *task,
			  bool no_state, const char *text)
{
	const struct syscord_call_desc *desc;
	struct syscord_filter_data d = c->data;
	const struct syscord_call *call;
	unsigned int i, admitted = 0;
	size_t at = 0;

	for (i = 0; i < c->count; i++) {
		const struct made *m = &c->made[i];
		bool want;

		desc = syscord_call_by_nr(m->abi, m->nr);
		NEED(desc);
		d.abi = m->abi;
		d.nr = m->nr;
		d.ret = (uint64_t)m->ret;
		d.class = desc->class;
		memcpy(d.args, m->args, sizeof(d.args));
		want = syscord_filter_eval(desc->state && !no_state ? task : whole, &d);
		if (!want)
			continue;
		admitted++;
		call = next_call(records, c, &at);
		if (!same(m, call)) {
			FAIL("%s of %s = %lld is not recorded, %s comes instead: %s", desc->name,
			     d.comm, (long long)m->ret,
			     call ? syscord_call_by_nr(call->abi, call->nr)->name : "nothing",
			     text);
			return admitted;
		}
	}
	call = next_call(records, c, &at);
	if (call)
		FAIL("%s of %s = %lld is recorded: %s",
		     syscord_call_by_nr(call->abi, call->nr)->name, d.comm, (long long)call->ret,
		     text);
	return admitted;
}

static void set_policy(struct raw *raw, bool no_state)
{
	struct syscord_policy policy = { .size = sizeof(policy) };

	NEED(ioctl(raw->fd, SYSCORD_IOC_POLICY_GET, &policy) == 0);
	policy.flags = no_state ? SYSCORD_POLICY_F_NO_STATE : 0;
	NEED(ioctl(raw->fd, SYSCORD_IOC_POLICY_SET, &policy) == 0);
}

static void new_numbers(void)
{
	unsigned int i = 0, c;

	for (c = 0; c < 2; c++) {
		numbers[i++] = callers[c].data.pid;
		numbers[i++] = callers[c].data.tid;
		numbers[i++] = callers[c].data.ppid;
		numbers[i++] = callers[c].data.uid;
		numbers[i++] = callers[c].data.gid;
	}
	numbers[i++] = 3;
	numbers[i++] = 4096;
	words.number_count = 0;
	while (i < ARRAY_SIZE(numbers))
		numbers[i++] = random_number(&words);
	words.number_count = ARRAY_SIZE(numbers);
}

/* Returns how many of the calls it admits. */
static unsigned int one_filter(struct raw *raw, uint64_t seed, bool no_state, uint32_t flags)
{
	static struct random_text t;
	struct syscord_expr *whole, *task;
	struct syscord_error err = { "" };
	struct raw_records records;
	unsigned int admitted = 0, i;
	size_t r;

	random_seed(seed);
	new_numbers();
	t.len = 0;
	random_expr(&t, &words, pick(4));
	if (syscord_filter_trees(t.bytes, flags, &whole, &task, &err, NULL) ||
	    syscord_device_filter_set(raw->fd, t.bytes, flags, &err, NULL)) {
		FAIL("%s: %s", err.text, t.bytes);
		return 0;
	}
	/* what was done to get here is not looked at */
	raw_collect(raw, &records, true);
	free_records(&records);
	make_calls(&callers[0], 12);
	sem_post(&your_turn);
	sem_wait(&my_turn);
	raw_collect(raw, &records, true);
	for (r = 0; r < records.count; r++)
		if (records.rec[r]->type == SYSCORD_LOST)
			FAIL("records were lost");
	for (i = 0; i < 2; i++)
		admitted += check(&records, &callers[i], whole, task, no_state, t.bytes);
	free_records(&records);
	syscord_filter_free(whole);
	syscord_filter_free(task);
	return admitted;
}

static int child(unsigned int count, uint64_t seed)
{
	struct syscord_follow follow = { .size = sizeof(follow) };
	unsigned int i, admitted = 0, all;
	pthread_t thread;
	struct raw raw;

	NEED(prctl(PR_SET_NAME, "nginx") == 0);
	zero_fd = open("/dev/zero", O_RDONLY);
	null_fd = open("/dev/null", O_WRONLY);
	mem_fd = (int)syscall(SYS_memfd_create, "filter", 0);
	NEED(zero_fd >= 0 && null_fd >= 0 && mem_fd >= 0);
	describe(&callers[0], "nginx", true);
	NEED(!words.cgroup_count || callers[0].data.cgroup);
	NEED(sem_init(&your_turn, 0, 0) == 0 && sem_init(&my_turn, 0, 0) == 0);
	NEED(pthread_create(&thread, NULL, second_thread, &callers[1]) == 0);
	sem_wait(&my_turn);
	raw_open(&raw, NULL, 256 << 10, 0);
	NEED(ioctl(raw.fd, SYSCORD_IOC_FOLLOW, &follow) == 0);
	set_policy(&raw, true);
	raw_start(&raw);
	for (i = 0; i < count && failures < 10; i++) {
		if (i == count / 3)
			set_policy(&raw, false);
		admitted += one_filter(&raw, seed + i, i < count / 3,
				       i >= count / 3 * 2 ? SYSCORD_FILTER_FOLLOW : 0);
	}
	over = true;
	sem_post(&your_turn);
	pthread_join(thread, NULL);
	raw_stop(&raw);
	raw_close(&raw);
	all = count * 2 * CALLS;
	printf("%u filters from seed %llu: %u of %u calls admitted\n", i, (unsigned long long)seed,
	       admitted, all);
	/* nearly all or nearly none would test little */
	if (!failures && (admitted < all / 10 || admitted > all - all / 10))
		FAIL("not between a tenth and nine tenths");
	return failures != 0;
}

int main(int argc, char **argv)
{
	unsigned int count = argc > 1 ? (unsigned int)atoi(argv[1]) : 1000;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	int status;
	pid_t pid;

	if (argc > 3) {
		words.cgroups = (const char *const *)argv + 3;
		words.cgroup_count = (unsigned int)argc - 3;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	NEED(prctl(PR_SET_NAME, "abcd") == 0);
	pid = fork();
	NEED(pid >= 0);
	if (!pid)
		return child(count, seed);
	NEED(waitpid(pid, &status, 0) == pid);
	return status != 0;
}
