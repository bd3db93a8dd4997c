/* SPDX-License-Identifier: GPL-2.0 */
/* Process ids as they are typed, and who of them can be followed. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse),
		cmocka_unit_test(check),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
