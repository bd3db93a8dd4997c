// SPDX-License-Identifier: GPL-2.0
/* Cgroups in filters: paths, ids and levels, over a tree of plain directories. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include "cgroup_tree.h"
#include "filter_cases.h"
#include "view.h"

#define DEEP "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15"

static const char *const dirs[] = {
	"/system.slice/nginx.service",
	"/system.slice/system-getty.slice/getty@tty1.service",
	"/system.slice/dev-disk\\x2dby.mount",
	"/user.slice/user-1000.slice/a b",
	DEEP "/16",
};

static int make_cgroups(void **state)
{
	(void)state;
	return cgroup_tree_make(dirs, ARRAY_SIZE(dirs));
}

static uint64_t id_of(const char *path)
{
	char full[256];
	struct stat st;

	snprintf(full, sizeof(full), "%s%s", cgroup_root, path);
	assert_int_equal(stat(full, &st), 0);
	return st.st_ino;
}

/* A task of system.slice/nginx.service */
static struct syscord_filter_data context(void)
{
	struct syscord_filter_data d = { .pid = 1 };

	d.cgroups[0] = id_of("/");
	d.cgroups[1] = id_of("/system.slice");
	d.cgroups[2] = d.cgroup = id_of("/system.slice/nginx.service");
	return d;
}

static bool holds(const char *text, const struct syscord_filter_data *d)
{
	struct syscord_error err = { "" };
	struct syscord_expr *expr;
	bool held;

	if (syscord_filter_parse(text, &expr, NULL, &err, NULL))
		fail_msg("%s: %s", text, err.text);
	held = syscord_filter_eval(expr, d);
	syscord_filter_free(expr);
	return held;
}

static void test_paths(void **state)
{
	static const char *const yes[] = {
		"cgroup == /system.slice/nginx.service",
		"cgroup=/system.slice/nginx.service",
		"cgroup == \"/system.slice/nginx.service\"",
		"cgroup == //system.slice/nginx.service/",
		"cgroup != /system.slice",
		"cgroup in {/system.slice, /system.slice/nginx.service}",
		"cgroup not in {/, /system.slice}",
		"cgroup under /system.slice",
		"cgroup under /system.slice/nginx.service",
		"cgroup under /",
		"not cgroup under /user.slice",
		"cgroup not under /user.slice",
		"cgroup not under /system.slice/system-getty.slice/getty@tty1.service",
		"cgroup != /system.slice/dev-disk\\x2dby.mount",
		"cgroup != \"/system.slice/dev-disk\\\\x2dby.mount\"",
		"cgroup != '/user.slice/user-1000.slice/a b'",
		"cgroup not under " DEEP,
		"cgroup != " DEEP "/16",
	};
	struct syscord_filter_data d = context();

	(void)state;
	check_holds(yes, ARRAY_SIZE(yes), holds, &d);
}

static void test_errors(void **state)
{
	static const struct wrong_filter wrong[] = {
		{ "cgroup", 6, "must be compared" },
		{ "cgroup undr /", 7, "did you mean 'under'" },
		{ "cgroup not inn {/}", 11, "'in' or 'under'" },
		{ "cgroup < /a", 7, "under" },
		{ "cgroup == system.slice", 10, "with a '/' first" },
		{ "cgroup == ", 10, "missing" },
		{ "cgroup under", 12, "missing" },
		{ "cgroup in /a", 10, "list" },
		{ "cgroup == /system.slice/..", 10, "'..'" },
		{ "cgroup == /system.slic", 10, "did you mean '/system.slice'" },
		{ "cgroup in {/, /system.slice/ngimx.service}", 14,
		  "did you mean '/system.slice/nginx.service'" },
		{ "cgroup == /system.slice/zzzzz", 10, "there is '/system.slice'" },
		{ "cgroup == /zzzzz/a", 10, "no cgroup '/zzzzz/a'" },
		{ "cgroup == /system.slice/*", 24, "under PATH" },
		{ "cgroup == \"/a\\q\"", 13, "escape" },
		{ "cgroup under " DEEP "/16", 13, "15 levels, this path has 16" },
		{ "pid under /", 4, "pid has no parts" },
	};

	(void)state;
	check_refused(wrong, ARRAY_SIZE(wrong));
}

/* The path that a user sees in a shell, under the mount */
static void test_mount_in_the_path(void **state)
{
	struct syscord_error err = { "" };
	struct syscord_expr *expr;
	char text[256], hint[] = "did you mean '/system.slice'?";

	(void)state;
	snprintf(text, sizeof(text), "cgroup == %s/system.slice", cgroup_root);
	assert_int_equal(syscord_filter_parse(text, &expr, NULL, &err, NULL), -EINVAL);
	assert_non_null(strstr(err.text, hint));
}

static void test_namespace(void **state)
{
	struct syscord_filter_data d = context();
	struct syscord_error err = { "" };
	struct syscord_expr *expr;

	(void)state;
	filter_cgroup_use(cgroup_root, false);
	assert_true(holds("cgroup == /system.slice/nginx.service", &d));
	assert_int_equal(syscord_filter_parse("cgroup under /a", &expr, NULL, &err, NULL), -EINVAL);
	assert_non_null(strstr(err.text, "namespace"));
	filter_cgroup_use(cgroup_root, true);
}

static void test_recordings(void **state)
{
	struct syscord_view_config config = { .out = stdout,
					      .filter = "pid == 1 and cgroup == /nowhere" };
	struct syscord_error err = { "" };
	struct syscord_view *view;

	(void)state;
	assert_int_equal(syscord_view_new(&config, &view, &err), -EINVAL);
	assert_non_null(strstr(err.text, "column 14: a recording does not say"));
	/* once, not twice */
	assert_null(strstr(strstr(err.text, "column") + 1, "column"));
}

/* A snapshot is taken with the filter's text, when a cgroup may be gone. */
static void test_gone(void **state)
{
	struct syscord_filter_data d = context();
	struct syscord_expr *expr;

	(void)state;
	assert_int_equal(syscord_filter_parse_for(SYSCORD_FILTER_AGAIN,
						  "cgroup == /gone or cgroup under /gone/too",
						  &expr, NULL, NULL, NULL),
			 0);
	assert_false(syscord_filter_eval(expr, &d));
	memset(&d, 0, sizeof(d));
	assert_false(syscord_filter_eval(expr, &d));
	syscord_filter_free(expr);
}

static void test_mountinfo(void **state)
{
	static const struct {
		const char *text, *path; /* NULL: none */
	} mounts[] = {
		{ "25 1 0:23 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n",
		  "/sys/fs/cgroup" },
		{ "30 25 0:26 / /sys/fs/cgroup ro shared:9 - tmpfs tmpfs ro,mode=755\n"
		  "31 30 0:27 / /sys/fs/cgroup/cpu rw shared:11 - cgroup cgroup rw,cpu\n"
		  "32 30 0:28 / /sys/fs/cgroup/unified rw shared:10 - cgroup2 cgroup2 rw\n",
		  "/sys/fs/cgroup/unified" },
		{ "40 25 0:23 /docker/1 /one rw - cgroup2 cgroup2 rw\n"
		  "41 25 0:23 / /a\\040b\\134c rw - cgroup2 cgroup2 rw\n",
		  "/a b\\c" },
		{ "40 25 0:23 /docker/1 /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", NULL },
		{ "41 25 8:1 / / rw - ext4 /dev/sda1 rw\nrubbish\n - cgroup2 x\n", NULL },
	};
	unsigned int i;
	char path[64];

	(void)state;
	for (i = 0; i < ARRAY_SIZE(mounts); i++) {
		FILE *f = fmemopen((void *)mounts[i].text, strlen(mounts[i].text), "r");
		bool found;

		assert_non_null(f);
		found = filter_cgroup_mount(f, path, sizeof(path));
		fclose(f);
		assert_int_equal(found, mounts[i].path != NULL);
		if (found)
			assert_string_equal(path, mounts[i].path);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_mount_in_the_path),
		cmocka_unit_test(test_namespace),
		cmocka_unit_test(test_recordings),
		cmocka_unit_test(test_gone),
		cmocka_unit_test(test_mountinfo),
	};

	return cmocka_run_group_tests(tests, make_cgroups, cgroup_tree_remove);
}
