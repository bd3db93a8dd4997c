/* SPDX-License-Identifier: GPL-2.0 */
/* Process ids as they are typed, who of them can be followed, and who belongs to them. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#include "tools.h"

static struct syscord_error err;

static void parse(void **state)
{
	static const char *const wrong[] = {
		"", ",", "x", "1,", ",1", "1,,2", "1 2", "-1", "+1", " 1", "0", "1,0", "1x", "0x10",
		"2147483648", "99999999999999999999",
	};
	struct syscord_pids pids = { 0 };

	(void)state;
	assert_int_equal(syscord_pids_parse(&pids, "12,3,2147483647", &err), 0);
	assert_int_equal(syscord_pids_parse(&pids, "3", &err), 0);
	assert_int_equal(syscord_pids_parse(&pids, "4", &err), 0);
	assert_int_equal(pids.count, 4);
	assert_int_equal(pids.pid[0], 12);
	assert_int_equal(pids.pid[1], 3);
	assert_int_equal(pids.pid[2], INT32_MAX);
	assert_int_equal(pids.pid[3], 4);
	free(pids.pid);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		memset(&pids, 0, sizeof(pids));
		err.text[0] = 0;
		assert_int_equal(syscord_pids_parse(&pids, wrong[i], &err), -EINVAL);
		assert_true(err.text[0]);
		free(pids.pid);
	}
}

static void check(void **state)
{
	uint32_t pid;
	pid_t child;

	(void)state;
	/* Nobody has that one: pid_max is at most 4194304 */
	pid = 4194305;
	assert_int_equal(syscord_follow_check(&pid, &err), -ESRCH);
	assert_non_null(strstr(err.text, "4194305"));
	pid = (uint32_t)getpid();
	assert_int_equal(syscord_follow_check(&pid, &err), -EINVAL);
	child = fork();
	if (!child) {
		pause();
		_exit(0);
	}
	pid = (uint32_t)child;
	assert_int_equal(syscord_follow_check(&pid, &err), 0);
	assert_int_equal(pid, child);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	assert_int_equal(syscord_follow_check(&pid, &err), -ESRCH);
}

/* A child with that name and a child of its own, both there when this returns */
static pid_t family(const char *name, pid_t *below)
{
	int fds[2];
	pid_t child;

	assert_int_equal(pipe(fds), 0);
	child = fork();
	if (!child) {
		pid_t grandchild = fork();

		if (!grandchild) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			pause();
			_exit(0);
		}
		prctl(PR_SET_NAME, name);
		if (write(fds[1], &grandchild, sizeof(grandchild)) > 0)
			pause();
		_exit(0);
	}
	assert_int_equal(read(fds[0], below, sizeof(*below)), sizeof(*below));
	close(fds[0]);
	close(fds[1]);
	return child;
}

static void disband(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static bool has(const struct syscord_pids *pids, pid_t pid)
{
	for (size_t i = 0; i < pids->count; i++)
		if (pids->pid[i] == (uint32_t)pid)
			return true;
	return false;
}

static size_t running(const char *filter, bool followed, uint32_t *first)
{
	struct syscord_pids pids = { 0 };
	struct syscord_expr *task;
	size_t count;

	assert_int_equal(syscord_filter_task_of(filter, &task, &err), 0);
	assert_int_equal(syscord_filter_running(task, followed, &pids, &err), 0);
	syscord_filter_free(task);
	count = pids.count;
	*first = count ? pids.pid[0] : 0;
	free(pids.pid);
	return count;
}

static void selected(void **state)
{
	pid_t below, child = family("syscord-family!", &below);
	struct syscord_pids pids = { 0 };
	uint32_t pid;
	char text[64];

	(void)state;
	assert_int_equal(running("comm == 'syscord-family!' and syscall == open", false, &pid), 1);
	assert_int_equal(pid, child);
	assert_int_equal(running("proc_name == 'syscord-family!'", false, &pid), 1);
	assert_int_equal(pid, child);
	assert_int_equal(running("parent_proc_name == 'syscord-family!'", false, &pid), 1);
	assert_int_equal(pid, below);
	snprintf(text, sizeof(text), "ppid == %d and uid == %d", child, geteuid());
	assert_int_equal(running(text, false, &pid), 1);
	assert_int_equal(pid, below);
	snprintf(text, sizeof(text), "pid == %d and followed", child);
	assert_int_equal(running(text, true, &pid), 1);
	assert_int_equal(running(text, false, &pid), 0);
	assert_int_equal(syscord_filter_running(NULL, false, &pids, &err), 0);
	assert_true(has(&pids, getpid()) && has(&pids, child) && has(&pids, below));
	free(pids.pid);
	disband(child);
}

static void trees(void **state)
{
	pid_t below, child = family("family", &below), other_below, other;
	uint32_t ids[] = { 4194305, (uint32_t)child };
	const struct syscord_pids roots = { .pid = ids, .count = 2 };
	const struct syscord_pids root = { .pid = ids + 1, .count = 1 };
	struct syscord_pids found;

	(void)state;
	other = family("other", &other_below);
	assert_int_equal(syscord_follow_trees(-1, &root, true, &found, &err), 0);
	assert_int_equal(found.count, 2);
	assert_true(has(&found, child) && has(&found, below));
	free(found.pid);
	/* one that has ended */
	assert_int_equal(syscord_follow_trees(-1, &roots, true, NULL, &err), -ESRCH);
	assert_non_null(strstr(err.text, "no process 4194305"));
	assert_int_equal(syscord_follow_trees(-1, &roots, false, &found, &err), 0);
	assert_int_equal(found.count, 2);
	free(found.pid);
	/* what is ours is not followed on our account */
	ids[0] = (uint32_t)getpid();
	assert_int_equal(syscord_follow_trees(-1, &roots, false, &found, &err), 0);
	assert_int_equal(found.count, 2);
	assert_false(has(&found, getpid()) || has(&found, other) || has(&found, other_below));
	free(found.pid);
	disband(other);
	disband(child);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse),
		cmocka_unit_test(check),
		cmocka_unit_test(selected),
		cmocka_unit_test(trees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
