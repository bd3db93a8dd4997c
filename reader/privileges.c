/* SPDX-License-Identifier: GPL-2.0 */
/* Giving up what a process no longer needs, irrevocably. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "privileges.h"
#include "segment.h"

int syscord_user_find(const char *name, struct syscord_user *user, struct syscord_error *err)
{
	const struct passwd *pw = getpwnam(name ? name : "syscord");

	if (!pw && !name)
		pw = getpwnam("nobody");
	if (!pw)
		return syscord_error_set(err, -ENOENT, "there is no user %s; choose one with -u",
					 name ? name : "syscord or nobody");
	snprintf(user->name, sizeof(user->name), "%s", pw->pw_name);
	user->uid = pw->pw_uid;
	user->gid = pw->pw_gid;
	return 0;
}

static int become(const struct syscord_user *user)
{
	if (geteuid() != 0)
		return 0;
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0))
		return -errno;
	if (setgroups(0, NULL) || setresgid(user->gid, user->gid, user->gid) ||
	    setresuid(user->uid, user->uid, user->uid))
		return -errno;
	return 0;
}

/* The bounding set needs CAP_SETPCAP: while it is still there */
static void empty_bounds(void)
{
	for (cap_value_t cap = 0; cap_get_bound(cap) >= 0; cap++)
		cap_drop_bound(cap);
}

static int set_caps(const cap_value_t *keep, int count)
{
	cap_t caps = cap_init(); /* all clear */
	int err = 0;

	if (!caps)
		return -errno;
	if (count && (cap_set_flag(caps, CAP_PERMITTED, count, keep, CAP_SET) ||
		      cap_set_flag(caps, CAP_EFFECTIVE, count, keep, CAP_SET)))
		err = -errno;
	if (!err && cap_set_proc(caps))
		err = -errno;
	cap_free(caps);
	return err;
}

int syscord_privileges_drop(const struct syscord_user *user, const cap_value_t *keep, int count,
			    struct syscord_error *err)
{
	const bool root = geteuid() == 0;
	int ret;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return syscord_error_set(err, -errno, "cannot drop privileges: %s",
					 strerror(errno));
	if (root)
		empty_bounds();
	ret = become(user);
	if (!ret)
		ret = set_caps(keep, root ? count : 0);
	if (!ret && root && user->uid && !setresuid(0, 0, 0))
		ret = -EPERM;
	if (ret)
		return syscord_error_set(err, ret, "cannot drop privileges to user %s: %s",
					 user->name, strerror(-ret));
	/* Changing ids has made /proc/self root's, and core dumps impossible */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	return 0;
}

static int give(const char *path, const struct syscord_user *user)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	int err = 0;

	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	if (fchown(fd, user->uid, user->gid))
		err = -errno;
	close(fd);
	return err;
}

int syscord_privileges_directory(const char *dir, const struct syscord_user *user,
				 struct syscord_error *err)
{
	char **names;
	ssize_t n;
	int ret = 0;

	if (mkdir(dir, 0750) && errno != EEXIST)
		return syscord_error_set(err, -errno, "cannot make %s: %s", dir, strerror(errno));
	if (geteuid() != 0)
		return 0;
	n = syscord_segment_list(dir, &names, err);
	if (n < 0)
		return (int)n;
	for (ssize_t i = 0; i < n && !ret; i++)
		ret = give(names[i], user);
	syscord_segment_list_free(names, (size_t)n);
	if (!ret && chown(dir, user->uid, user->gid))
		ret = -errno;
	if (ret)
		return syscord_error_set(err, ret, "cannot give %s to user %s: %s", dir,
					 user->name, strerror(-ret));
	return 0;
}
