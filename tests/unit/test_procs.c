/* SPDX-License-Identifier: GPL-2.0 */
/* What the stream says of threads, and the filter context made from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include "build.h"

static struct build b;
static struct syscord_procs *procs;

static int setup(void **state)
{
	struct syscord_proc shell = {
		.tid = 100, .pid = 100, .ppid = 1, .uid = 1000, .gid = 1001, .comm = "bash"
	};

	(void)state;
	procs = syscord_procs_new();
	return procs ? syscord_procs_add(procs, &shell) : -1;
}

static int teardown(void **state)
{
	(void)state;
	syscord_procs_free(procs);
	return 0;
}

static void update(void)
{
	assert_int_equal(syscord_record_check(build_record(&b), sizeof(b.bytes)), 0);
	assert_int_equal(syscord_procs_update(procs, build_record(&b)), 0);
}

static void do_fork(uint32_t pid, uint32_t tid, uint32_t child_pid, uint32_t child_tid,
		    const char *comm)
{
	struct syscord_fork fork = { .pid = child_pid, .tid = child_tid, .ns_tid = child_tid };

	if (pid == child_pid)
		fork.shared = SYSCORD_SHARES_THREAD | SYSCORD_SHARES_MM;
	strncpy(fork.comm, comm, sizeof(fork.comm));
	b.pid = pid;
	b.tid = tid;
	build_start(&b, SYSCORD_FORK, &fork, sizeof(fork));
	update();
}

static void do_exec(uint32_t pid, uint32_t old_tid, const char *comm)
{
	struct syscord_exec exec = {
		.old_tid = old_tid, .uid = 7, .gid = 8, .abi = SYSCORD_ABI_X86_64
	};

	strncpy(exec.comm, comm, sizeof(exec.comm));
	b.pid = b.tid = pid;
	build_start(&b, SYSCORD_EXEC, &exec, sizeof(exec));
	update();
}

static void do_exit(uint32_t pid, uint32_t tid, uint32_t flags)
{
	struct syscord_exit ended = { .flags = flags };

	b.pid = pid;
	b.tid = tid;
	build_start(&b, SYSCORD_EXIT, &ended, sizeof(ended));
	update();
}

static const char *comm_of(uint32_t tid)
{
	const struct syscord_proc *proc = syscord_procs_find(procs, tid);

	return proc ? proc->comm : "(none)";
}

static void test_fork_exec_exit(void **state)
{
	(void)state;
	do_fork(100, 100, 101, 101, "bash");
	assert_string_equal(comm_of(101), "bash");
	assert_int_equal(syscord_procs_find(procs, 101)->ppid, 100);
	assert_int_equal(syscord_procs_find(procs, 101)->uid, 1000);
	do_exec(101, 101, "ls");
	assert_string_equal(comm_of(101), "ls");
	assert_int_equal(syscord_procs_find(procs, 101)->ppid, 100);
	assert_int_equal(syscord_procs_find(procs, 101)->uid, 7);
	do_exit(101, 101, SYSCORD_EXIT_GROUP);
	assert_null(syscord_procs_find(procs, 101));
	assert_string_equal(comm_of(100), "bash");
}

static void test_threads(void **state)
{
	(void)state;
	do_fork(100, 100, 200, 200, "server");
	do_fork(200, 200, 200, 201, "worker");
	assert_int_equal(syscord_procs_find(procs, 201)->ppid, 100);
	assert_int_equal(syscord_procs_find(procs, 201)->pid, 200);
	/* The leader ends first: its name is still that of the process */
	do_exit(200, 200, 0);
	assert_string_equal(comm_of(200), "server");
	do_exit(200, 201, SYSCORD_EXIT_GROUP);
	assert_null(syscord_procs_find(procs, 200));
	assert_null(syscord_procs_find(procs, 201));
}

static void test_exec_of_a_thread(void **state)
{
	(void)state;
	do_fork(100, 100, 200, 200, "server");
	do_fork(200, 200, 200, 201, "worker");
	do_exec(200, 201, "new");
	assert_string_equal(comm_of(200), "new");
	assert_null(syscord_procs_find(procs, 201));
	assert_int_equal(syscord_procs_find(procs, 200)->ppid, 100);
}

static void ns_fork(struct syscord_fork fork, size_t size)
{
	b.pid = b.tid = 100;
	if (fork.shared & SYSCORD_SHARES_THREAD)
		b.pid = b.tid = fork.pid;
	build_start(&b, SYSCORD_FORK, &fork, size);
	update();
}

static void expect_ns(uint32_t tid, uint32_t ns_tid, uint32_t ns_pid)
{
	const struct syscord_proc *proc = syscord_procs_find(procs, tid);

	assert_non_null(proc);
	assert_int_equal(proc->ns_tid, ns_tid);
	assert_int_equal(proc->ns_pid, ns_pid);
}

static void test_namespaces(void **state)
{
	const size_t old = offsetof(struct syscord_fork, ns_pid);
	const size_t now = sizeof(struct syscord_fork);

	(void)state;
	ns_fork((struct syscord_fork){ .pid = 101, .tid = 101, .ns_tid = 101, .ns_pid = 101 }, now);
	expect_ns(101, 0, 0);
	ns_fork((struct syscord_fork){ .pid = 200, .tid = 200, .ns_tid = 1, .ns_pid = 1 }, now);
	expect_ns(200, 1, 1);
	ns_fork((struct syscord_fork){ .pid = 200, .tid = 201, .ns_tid = 2, .ns_pid = 1,
				       .shared = SYSCORD_SHARES_THREAD }, now);
	expect_ns(201, 2, 1);
	/* Records of before ns_pid was there */
	ns_fork((struct syscord_fork){ .pid = 200, .tid = 202, .ns_tid = 3,
				       .shared = SYSCORD_SHARES_THREAD }, old);
	expect_ns(202, 3, 1);
	ns_fork((struct syscord_fork){ .pid = 300, .tid = 300, .ns_tid = 4 }, old);
	expect_ns(300, 4, 4);
	/* A thread's exec gives it the leader's ids; the leader may never have been heard of */
	do_exec(200, 202, "new");
	expect_ns(200, 1, 1);
	do_exit(200, 200, SYSCORD_EXIT_GROUP);
	do_exec(200, 201, "newer");
	expect_ns(200, 1, 1);
	do_exec(300, 300, "same");
	expect_ns(300, 4, 4);
}

static void test_rename(void **state)
{
	struct syscord_rename name = { .tid = 100, .pid = 100, .comm = "zsh" };

	(void)state;
	b.pid = b.tid = 555;
	build_start(&b, SYSCORD_RENAME, &name, sizeof(name));
	update();
	assert_string_equal(comm_of(100), "zsh");
	/* Without a NUL */
	memset(name.comm, 'x', sizeof(name.comm));
	build_start(&b, SYSCORD_RENAME, &name, sizeof(name));
	update();
	assert_string_equal(comm_of(100), "xxxxxxxxxxxxxxx");
}

static void test_context(void **state)
{
	struct syscord_filter_data data;
	char zeros[SYSCORD_COMM_LEN] = { 0 };

	(void)state;
	do_fork(100, 100, 200, 200, "server");
	do_fork(200, 200, 200, 201, "worker");
	b.pid = 200;
	b.tid = 201;
	build_call(&b, SYSCORD_ABI_I386, 3, -9, 3, (uint64_t[]){ 11, 12, 13 });
	syscord_procs_context(procs, build_record(&b), &data);
	assert_int_equal(data.pid, 200);
	assert_int_equal(data.tid, 201);
	assert_int_equal(data.ppid, 100);
	assert_int_equal(data.uid, 1000);
	assert_int_equal(data.gid, 1001);
	assert_int_equal(data.abi, SYSCORD_ABI_I386);
	assert_int_equal(data.nr, 3);
	assert_int_equal(data.ret, -9);
	assert_int_equal(data.class, SYSCORD_CLASS_RC);
	assert_int_equal(data.args[1], 12);
	assert_int_equal(data.args[3], 0);
	assert_string_equal(data.comm, "worker");
	assert_string_equal(data.proc_name, "server");
	assert_string_equal(data.parent_proc_name, "bash");
	assert_memory_equal(data.comm + 6, zeros, 10);

	/* No call: the number of none */
	do_exit(200, 201, 0);
	syscord_procs_context(procs, build_record(&b), &data);
	assert_int_equal(data.nr, UINT32_MAX);
	assert_int_equal(data.ppid, 100);

	/* An exec is its new program's already */
	do_exec(200, 200, "new");
	syscord_procs_context(procs, build_record(&b), &data);
	assert_string_equal(data.comm, "new");
	assert_int_equal(data.uid, 7);

	/* Nobody has heard of this one */
	b.pid = b.tid = 999;
	build_call(&b, SYSCORD_ABI_X86_64, 39, 999, 0, NULL);
	syscord_procs_context(procs, build_record(&b), &data);
	assert_int_equal(data.ppid, 0);
	assert_string_equal(data.comm, "");
	syscord_procs_context(NULL, build_record(&b), &data);
	assert_int_equal(data.pid, 999);
}

/* Against a plain array, over many threads that come and go */
static void test_many(void **state)
{
	static uint8_t alive[20000];
	uint32_t random = 1, tid;
	unsigned int i;

	(void)state;
	memset(alive, 0, sizeof(alive));
	for (i = 0; i < 200000; i++) {
		random = random * 1664525 + 1013904223;
		tid = 1000 + (random >> 8) % (i < 100000 ? 19000 : 300);
		if (alive[tid])
			do_exit(tid, tid, SYSCORD_EXIT_GROUP);
		else
			do_fork(100, 100, tid, tid, "many");
		alive[tid] = !alive[tid];
	}
	for (tid = 1000; tid < 20000; tid++)
		assert_int_equal(syscord_procs_find(procs, tid) != NULL, alive[tid]);
	for (tid = 1000; tid < 20000; tid++) {
		if (alive[tid])
			do_exit(tid, tid, SYSCORD_EXIT_GROUP);
		assert_null(syscord_procs_find(procs, tid));
	}
	assert_string_equal(comm_of(100), "bash");
}

static void do_call(uint32_t pid, uint32_t tid, uint32_t nr, int64_t ret)
{
	b.pid = pid;
	b.tid = tid;
	build_call(&b, SYSCORD_ABI_X86_64, nr, ret, 0, NULL);
	update();
}

static void expect_last(uint32_t tid, uint32_t nr, int64_t ret)
{
	const struct syscord_proc *proc = syscord_procs_find(procs, tid);

	assert_non_null(proc);
	assert_true(proc->called);
	assert_int_equal(proc->abi, SYSCORD_ABI_X86_64);
	assert_int_equal(proc->nr, nr);
	assert_int_equal(proc->ret, ret);
}

/* A call is its thread's own, and gone with it */
static void test_last_call(void **state)
{
	(void)state;
	assert_false(syscord_procs_find(procs, 100)->called);
	do_call(100, 100, 0, 25);
	do_call(100, 101, 3, -9);
	expect_last(100, 0, 25);
	expect_last(101, 3, -9);
	do_fork(100, 100, 200, 200, "bash");
	assert_false(syscord_procs_find(procs, 200)->called);
	do_exec(200, 200, "ls");
	expect_last(200, 59, 0);
	do_exit(100, 101, 0);
	assert_null(syscord_procs_find(procs, 101));
	do_fork(100, 100, 100, 101, "again");
	assert_false(syscord_procs_find(procs, 101)->called);
}

static void test_tid_zero(void **state)
{
	struct syscord_proc none = { .pid = 5 };

	(void)state;
	assert_true(syscord_procs_add(procs, &none) < 0);
	assert_null(syscord_procs_find(procs, 0));
	do_fork(0, 0, 0, 0, "zero");
	do_exec(0, 0, "zero");
	do_exit(0, 0, SYSCORD_EXIT_GROUP);
	assert_null(syscord_procs_find(procs, 0));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_fork_exec_exit, setup, teardown),
		cmocka_unit_test_setup_teardown(test_threads, setup, teardown),
		cmocka_unit_test_setup_teardown(test_exec_of_a_thread, setup, teardown),
		cmocka_unit_test_setup_teardown(test_namespaces, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rename, setup, teardown),
		cmocka_unit_test_setup_teardown(test_context, setup, teardown),
		cmocka_unit_test_setup_teardown(test_many, setup, teardown),
		cmocka_unit_test_setup_teardown(test_last_call, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tid_zero, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
