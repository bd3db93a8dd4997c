// SPDX-License-Identifier: GPL-2.0
/*
 * Cgroups of version 2, as filters name them: by the path below the root of the
 * hierarchy, wherever that is mounted. A cgroup's id is the inode of its directory,
 * and its level the number of the path's parts.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>
#include "filter.h"
#include "options.h"

#define INITIAL_NAMESPACE 0xEFFFFFFBU /* the kernel's PROC_CGROUP_INIT_INO */

static struct {
	const char *root;
	bool levels_known;
} test;

void filter_cgroup_use(const char *root, bool levels_known)
{
	test.root = root;
	test.levels_known = levels_known;
}

/* ---- where the hierarchy is ---- */

/* In place: mountinfo writes blanks and backslashes as \ooo */
static void unescape(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (text[0] == '\\' && text[1] >= '0' && text[1] <= '3' && text[2] >= '0' &&
		    text[2] <= '7' && text[3] >= '0' && text[3] <= '7') {
			*to++ = (char)((text[1] - '0') << 6 | (text[2] - '0') << 3 |
				       (text[3] - '0'));
			text += 3;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
}

/* Of a line of mountinfo: the mount point if the whole hierarchy is mounted there */
static char *mount_of_line(char *line)
{
	char *type = strstr(line, " - "), *field[5], *rest = line;
	unsigned int i;

	if (!type || strncmp(type + 3, "cgroup2 ", 8))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(field); i++) {
		field[i] = strsep(&rest, " ");
		if (!rest)
			return NULL;
	}
	if (strcmp(field[3], "/"))
		return NULL;
	unescape(field[4]);
	return field[4];
}

bool filter_cgroup_mount(FILE *mountinfo, char *path, size_t size)
{
	char *line = NULL, *at;
	bool found = false;
	size_t room = 0;

	while (!found && getline(&line, &room, mountinfo) > 0) {
		at = mount_of_line(line);
		found = at && strlen(at) < size;
		if (found)
			strcpy(path, at);
	}
	free(line);
	return found;
}

/* A descriptor of the root directory, and its name for messages */
static int open_root(char *path, size_t size, struct syscord_error *err)
{
	struct statfs fs;
	FILE *mountinfo;
	bool found;
	int fd;

	if (test.root) {
		snprintf(path, size, "%s", test.root);
		return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	}
	mountinfo = fopen("/proc/self/mountinfo", "re");
	if (!mountinfo)
		return syscord_error_set(err, -errno, "cannot read /proc/self/mountinfo: %s",
					 strerror(errno));
	found = filter_cgroup_mount(mountinfo, path, size);
	fclose(mountinfo);
	if (!found)
		return syscord_error_set(
			err, -ENODEV,
			"no hierarchy of cgroups of version 2 is mounted here: 'mount"
			" -t cgroup2 none /sys/fs/cgroup' does it");
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return syscord_error_set(err, -errno, "cannot open %.200s: %s", path,
					 strerror(errno));
	if (!fstatfs(fd, &fs) && fs.f_type == CGROUP2_SUPER_MAGIC)
		return fd;
	close(fd);
	return syscord_error_set(err, -ENODEV,
				 "something else is mounted over the cgroups in %.200s", path);
}

bool filter_cgroup_levels_known(void)
{
	struct stat st;

	if (test.root)
		return test.levels_known;
	/* a kernel without these namespaces has only the initial one */
	return stat("/proc/self/ns/cgroup", &st) || st.st_ino == INITIAL_NAMESPACE;
}

/* ---- paths ---- */
const char *filter_cgroup_path(const char *written, char path[FILTER_PATH_MAX])
{
	const char *part = written;
	size_t len, used = 0;

	if (*written != '/')
		return "a cgroup is written as its path from the root of the hierarchy, with a '/'"
		       " first: /system.slice/nginx.service";
	if (strlen(written) >= FILTER_PATH_MAX)
		return "this path is too long";
	if (strlen(written) != strcspn(written, "\n"))
		return "a cgroup's path has no line ends";
	while (*(part += strspn(part, "/"))) {
		len = strcspn(part, "/");
		if ((len == 1 && part[0] == '.') || (len == 2 && part[0] == '.' && part[1] == '.'))
			return "a cgroup's path has no '.' and '..'";
		path[used++] = '/';
		memcpy(path + used, part, len);
		used += len;
		part += len;
	}
	if (!used)
		path[used++] = '/';
	path[used] = '\0';
	return NULL;
}

/* The directory of `fd` has a name near to this one */
static bool near_name(int fd, const char *name, size_t len, char *found, size_t size)
{
	int dir_fd = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = dir_fd < 0 ? NULL : fdopendir(dir_fd);
	struct dirent *entry;
	unsigned int best = 99;

	*found = '\0';
	if (!dir && dir_fd >= 0)
		close(dir_fd);
	while (dir && (entry = readdir(dir)))
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.' &&
		    syscord_near(name, len, entry->d_name, &best))
			snprintf(found, size, "%s", entry->d_name);
	if (dir)
		closedir(dir);
	return *found != '\0';
}

/* Goes down from the root as far as there are directories. */
static int walk(int fd, const char *mount, const char *path, struct filter_cgroup *cgroup,
		char hint[FILTER_PATH_MAX], struct syscord_error *err)
{
	const char *part = path + 1, *rest;
	char name[256], found[256];
	size_t len, mount_len = strlen(mount);
	struct stat st;
	int next;

	for (cgroup->level = 0; *part; cgroup->level++) {
		len = strcspn(part, "/");
		snprintf(name, sizeof(name), "%.*s", (int)(len < 255 ? len : 255), part);
		next = openat(fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (next < 0)
			break;
		close(fd);
		fd = next;
		rest = part + len;
		part = rest + (*rest == '/');
	}
	if (!*part && !fstat(fd, &st)) {
		close(fd);
		cgroup->id = st.st_ino;
		return 0;
	}
	/* what stands before `part` there is */
	len = (size_t)(part - path);
	if (!strncmp(path, mount, mount_len) && (path[mount_len] == '/' || !path[mount_len]))
		snprintf(hint, FILTER_PATH_MAX, "%s", path[mount_len] ? path + mount_len : "/");
	else if (near_name(fd, part, strcspn(part, "/"), found, sizeof(found)))
		snprintf(hint, FILTER_PATH_MAX, "%.*s%s", (int)len, path, found);
	close(fd);
	if (hint[0] || len < 2)
		return syscord_error_set(err, -ENOENT, "there is no cgroup '%.120s'", path);
	return syscord_error_set(err, -ENOENT, "there is no cgroup '%.120s'; there is '%.*s'", path,
				 len > 120 ? 120 : (int)len - 1, path);
}

int filter_cgroup_find(const char *path, struct filter_cgroup *cgroup, char hint[FILTER_PATH_MAX],
		       struct syscord_error *err)
{
	char mount[FILTER_PATH_MAX];
	int fd = open_root(mount, sizeof(mount), err);

	hint[0] = '\0';
	return fd < 0 ? fd : walk(fd, mount, path, cgroup, hint, err);
}

/* ---- of a task ---- */

/* The path in the line "0::PATH" of /proc/PID/task/TID/cgroup; false: there is none */
static bool path_of_task(uint32_t pid, uint32_t tid, char path[FILTER_PATH_MAX])
{
	char file[64], *line = NULL;
	bool found = false;
	size_t room = 0;
	FILE *f;

	snprintf(file, sizeof(file), "/proc/%u/task/%u/cgroup", pid, tid);
	f = fopen(file, "re");
	while (f && !found && getline(&line, &room, f) > 0) {
		line[strcspn(line, "\n")] = '\0';
		found = !strncmp(line, "0::/", 4) && strlen(line + 3) < FILTER_PATH_MAX;
		if (found)
			strcpy(path, line + 3);
	}
	free(line);
	if (f)
		fclose(f);
	return found;
}

void filter_cgroup_context(uint32_t pid, uint32_t tid, struct syscord_filter_data *data)
{
	char path[FILTER_PATH_MAX], mount[FILTER_PATH_MAX];
	struct stat st;
	unsigned int level = 0;
	char *part, *rest = path;
	int fd, next;

	data->cgroup = 0;
	memset(data->cgroups, 0, sizeof(data->cgroups));
	if (!path_of_task(pid, tid, path))
		return;
	fd = open_root(mount, sizeof(mount), NULL);
	while (fd >= 0 && !fstat(fd, &st)) {
		if (level < SYSCORD_CGROUP_LEVELS)
			data->cgroups[level] = st.st_ino;
		level++;
		do {
			part = strsep(&rest, "/");
		} while (part && !*part);
		if (!part) {
			data->cgroup = st.st_ino;
			break;
		}
		/* ".." is how the kernel writes what lies outside of this namespace */
		next = strcmp(part, "..")
			       ? openat(fd, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
			       : -1;
		close(fd);
		fd = next;
	}
	if (fd >= 0)
		close(fd);
}
