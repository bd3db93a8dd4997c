// SPDX-License-Identifier: GPL-2.0
/* /dev/syscord: one wrapper for each ioctl, with its errors in words. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "tools.h"

/* What an errno of one ioctl means, and what to do about it; ends with err 0. */
struct reason {
	int err;
	const char *text;
};

static int explain(struct syscord_error *e, const char *what, const struct reason *reasons, int err)
{
	static const struct reason common[] = {
		{ ENOTCONN, "this file is not attached to a session" },
		{ ENOTTY, "the module and this program do not fit: install both from one version" },
		{ E2BIG, "the module is older than this program: install both from one version" },
		{ ENOMEM, "the kernel has no memory for it" },
		{ EPERM, "not permitted: CAP_SYS_PTRACE in the initial user namespace is needed;"
			 " run it as root" },
		{ EINVAL, "the module does not know a flag or a value of it: install both from one"
			  " version" },
		{ 0, NULL },
	};

	for (; reasons && reasons->err; reasons++)
		if (reasons->err == err)
			return syscord_error_set(e, -err, "%s: %s", what, reasons->text);
	for (reasons = common; reasons->err; reasons++)
		if (reasons->err == err)
			return syscord_error_set(e, -err, "%s: %s", what, reasons->text);
	return syscord_error_set(e, -err, "%s: %s", what, strerror(err));
}

static int control(int fd, unsigned long request, void *arg)
{
	int ret;

	do {
		ret = ioctl(fd, request, arg);
	} while (ret < 0 && errno == EINTR);
	return ret < 0 ? errno : 0;
}

int syscord_device_open(struct syscord_error *err)
{
	static const struct reason reasons[] = {
		{ ENOENT, "the module is not loaded: run 'modprobe syscord'" },
		{ ENXIO, "the module is not loaded: run 'modprobe syscord'" },
		{ ENODEV, "the module is not loaded: run 'modprobe syscord'" },
		{ EACCES, "not permitted: CAP_SYS_PTRACE in the initial user namespace is needed;"
			  " run it as root" },
		{ 0, NULL },
	};
	struct syscord_info info = { .size = sizeof(info) };
	int fd = open(SYSCORD_DEVICE, O_RDWR | O_CLOEXEC), ret;

	if (fd < 0)
		return explain(err, "cannot open " SYSCORD_DEVICE, reasons, errno);
	ret = syscord_device_info(fd, &info, err);
	if (!ret && info.abi_version != SYSCORD_ABI_VERSION)
		ret = syscord_error_set(err, -EPROTO,
					"the module %.32s speaks version %u of the interface, this"
					" program %u: install both from one version",
					info.version, info.abi_version, SYSCORD_ABI_VERSION);
	if (ret) {
		close(fd);
		return ret;
	}
	return fd;
}

int syscord_device_info(int fd, struct syscord_info *info, struct syscord_error *err)
{
	int e;

	memset(info, 0, sizeof(*info));
	info->size = sizeof(*info);
	e = control(fd, SYSCORD_IOC_INFO, info);
	if (e)
		return explain(err, "cannot ask the module about itself", NULL, e);
	info->version[sizeof(info->version) - 1] = '\0';
	return 0;
}

int syscord_device_attach(int fd, const char *name, uint32_t flags, uint64_t *id,
			  struct syscord_error *err)
{
	static const struct reason reasons[] = {
		{ ENOENT, "there is no such session: 'syscordctl sessions' lists them" },
		{ EEXIST, "the name is taken" },
		{ ENOSPC, "as many sessions exist as there can be: 'syscordctl sessions' lists them,"
			  " 'syscordctl destroy NAME' ends one" },
		{ EBUSY, "another reader is attached to it" },
		{ EISCONN, "this file is attached already" },
		{ EINVAL, "not a session's name: letters, digits, '-', '_' and '.', at most 31" },
		{ 0, NULL },
	};
	struct syscord_attach attach = { .size = sizeof(attach), .flags = flags };
	char what[SYSCORD_NAME_LEN + 32];
	int e;

	if (strlen(name) >= sizeof(attach.name))
		return syscord_error_set(err, -ENAMETOOLONG,
					 "a session's name has at most %zu letters",
					 sizeof(attach.name) - 1);
	strcpy(attach.name, name);
	e = control(fd, SYSCORD_IOC_ATTACH, &attach);
	if (e) {
		snprintf(what, sizeof(what), "cannot attach to session '%s'", name);
		return explain(err, what, reasons, e);
	}
	if (id)
		*id = attach.id;
	return 0;
}

int syscord_device_policy_get(int fd, struct syscord_policy *policy, struct syscord_error *err)
{
	int e;

	memset(policy, 0, sizeof(*policy));
	policy->size = sizeof(*policy);
	e = control(fd, SYSCORD_IOC_POLICY_GET, policy);
	return e ? explain(err, "cannot get the policy", NULL, e) : 0;
}

int syscord_device_policy_set(int fd, const struct syscord_policy *policy,
			      struct syscord_error *err)
{
	static const struct reason reasons[] = {
		{ EBUSY, "ring size and --on-full cannot change while the session records: stop it, and let"
			 " a reader take what is unread, which goes with the old rings" },
		{ EINVAL, "a value is not possible: rings have a power of two of bytes, from 64K (a"
			  " flight recorder's 256K) to 1G" },
		{ 0, NULL },
	};
	struct syscord_policy copy = *policy;
	int e;

	copy.size = sizeof(copy);
	e = control(fd, SYSCORD_IOC_POLICY_SET, &copy);
	return e ? explain(err, "cannot set the policy", reasons, e) : 0;
}

static int filter_load(int fd, const struct syscord_filter *filter, struct syscord_error *err)
{
	static const struct reason reasons[] = {
		{ EINVAL, "the module refused the program: install the module and this program from"
			  " one version" },
		{ ENAMETOOLONG, "the text is longer than 64 KiB" },
		{ 0, NULL },
	};
	int e = control(fd, SYSCORD_IOC_FILTER_SET, (void *)filter);

	return e ? explain(err, "cannot set the filter", reasons, e) : 0;
}

int syscord_device_filter_set(int fd, const char *text, uint32_t flags, struct syscord_error *err,
			      struct syscord_error *warn)
{
	struct syscord_filter filter = { .size = sizeof(filter),
					 .flags = flags,
					 .data_size = sizeof(struct syscord_filter_data) };
	struct syscord_prog call = { NULL, 0 }, task = { NULL, 0 };
	struct syscord_expr *expr = NULL, *task_part = NULL;
	int ret;

	if (warn)
		warn->text[0] = '\0';
	if (!text || !*text)
		return filter_load(fd, &filter, err);
	if (strlen(text) > SYSCORD_FILTER_TEXT_MAX)
		return syscord_error_set(err, -ENAMETOOLONG, "the filter is longer than %u bytes",
					 SYSCORD_FILTER_TEXT_MAX);
	ret = syscord_filter_trees(text, flags, &expr, &task_part, err, warn);
	if (ret)
		return ret;
	ret = syscord_filter_compile(expr, syscord_abi_native(), &call, err);
	/* a trigger is asked about calls alone */
	if (!ret && !(flags & SYSCORD_FILTER_TRIGGER))
		ret = syscord_filter_compile(task_part, syscord_abi_native(), &task, err);
	if (ret)
		goto out;
	filter.call = (uintptr_t)call.insns;
	filter.call_len = call.len;
	filter.task = (uintptr_t)task.insns;
	filter.task_len = task.len;
	filter.text = (uintptr_t)text;
	filter.text_len = (uint32_t)strlen(text);
	ret = filter_load(fd, &filter, err);
out:
	free(call.insns);
	free(task.insns);
	syscord_filter_free(task_part);
	syscord_filter_free(expr);
	return ret;
}

static int filter_text(int fd, uint32_t flags, char **text, struct syscord_error *err)
{
	struct syscord_filter filter = { .size = sizeof(filter),
					 .flags = flags,
					 .text_len = SYSCORD_FILTER_TEXT_MAX };
	int e;

	*text = calloc(1, SYSCORD_FILTER_TEXT_MAX + 1);
	if (!*text)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	filter.text = (uintptr_t)*text;
	e = control(fd, SYSCORD_IOC_FILTER_GET, &filter);
	if (e) {
		free(*text);
		*text = NULL;
		return explain(err, "cannot get the filter", NULL, e);
	}
	return 0;
}

int syscord_device_filter_get(int fd, char **text, struct syscord_error *err)
{
	return filter_text(fd, 0, text, err);
}

int syscord_device_trigger_get(int fd, char **text, struct syscord_error *err)
{
	return filter_text(fd, SYSCORD_FILTER_TRIGGER, text, err);
}

int syscord_device_trigger(int fd, struct syscord_error *err)
{
	static const struct reason reasons[] = {
		{ EINVAL, "the session does not overwrite, so there is nothing to fire" },
		{ 0, NULL },
	};
	int e = control(fd, SYSCORD_IOC_TRIGGER, NULL);

	return e ? explain(err, "cannot fire the trigger", reasons, e) : 0;
}

int syscord_device_fetched(int fd, uint64_t triggers, struct syscord_error *err)
{
	struct syscord_fetched fetched = { .size = sizeof(fetched), .triggers = triggers };
	int e = control(fd, SYSCORD_IOC_FETCHED, &fetched);

	return e ? explain(err, "cannot make the trigger ready again", NULL, e) : 0;
}

int syscord_device_follow(int fd, int pid, uint32_t flags, struct syscord_error *err)
{
	static const struct reason reasons[] = {
		{ ESRCH, "there is no such process" },
		{ 0, NULL },
	};
	struct syscord_follow follow = { .size = sizeof(follow), .flags = flags, .pid = pid };
	char what[48];
	int e = control(fd, SYSCORD_IOC_FOLLOW, &follow);

	snprintf(what, sizeof(what), "cannot follow process %d", pid);
	return e ? explain(err, what, reasons, e) : 0;
}

/* How far the rings are from fitting under the module's limit for all, and what helps. */
static int explain_limit(int fd, struct syscord_error *err)
{
	struct syscord_ring_status *rings = NULL;
	struct syscord_status status;
	uint64_t cpus, need;
	struct syscord_info info;

	if (syscord_device_info(fd, &info, NULL) ||
	    syscord_device_status(fd, &status, &rings, NULL))
		return syscord_error_set(err, -ENOSPC,
					 "cannot start: its rings would take more than the module's"
					 " memory_limit for all");
	free(rings);
	/* the module makes one for each CPU that is online and has none yet */
	cpus = (uint64_t)sysconf(_SC_NPROCESSORS_ONLN);
	cpus = cpus > status.rings ? cpus - status.rings : 1;
	need = cpus * status.policy.ring_bytes;
	return syscord_error_set(
		err, -ENOSPC,
		"cannot start: this session's rings need %llu KiB (%llu CPUs, %llu KiB each), but of"
		" the %llu KiB for the rings of all sessions %llu KiB are in use. Choose smaller"
		" rings (--ring-size), destroy a session, or allow more:"
		" echo %llu >/sys/module/syscord/parameters/memory_limit",
		(unsigned long long)need >> 10, (unsigned long long)cpus,
		(unsigned long long)status.policy.ring_bytes >> 10,
		(unsigned long long)info.memory_limit >> 10,
		(unsigned long long)info.memory_used >> 10, (unsigned long long)(info.memory_used + need));
}

int syscord_device_start(int fd, struct syscord_error *err)
{
	static const struct reason reasons[] = {
		{ EALREADY, "the session records already" },
		{ ENOMEM, "the kernel has no memory for the rings: choose smaller ones (set-policy"
			  " --ring-size)" },
		{ 0, NULL },
	};
	int e = control(fd, SYSCORD_IOC_START, NULL);

	if (e == ENOSPC)
		return explain_limit(fd, err);
	return e ? explain(err, "cannot start", reasons, e) : 0;
}

int syscord_device_stop(int fd, struct syscord_error *err)
{
	int e = control(fd, SYSCORD_IOC_STOP, NULL);

	return e ? explain(err, "cannot stop", NULL, e) : 0;
}

int syscord_device_reset(int fd, struct syscord_error *err)
{
	static const struct reason reasons[] = {
		{ EBUSY,
		  "the session records, or its rings are mapped by a reader: stop both first" },
		{ 0, NULL },
	};
	int e = control(fd, SYSCORD_IOC_RESET, NULL);

	return e ? explain(err, "cannot reset", reasons, e) : 0;
}

int syscord_device_destroy(int fd, struct syscord_error *err)
{
	static const struct reason reasons[] = {
		{ EPERM,
		  "the default session stays with the module, a private one with its owner" },
		{ EBUSY, "a reader is attached: stop it first" },
		{ ENODEV, "it has been destroyed already" },
		{ 0, NULL },
	};
	int e = control(fd, SYSCORD_IOC_DESTROY, NULL);

	return e ? explain(err, "cannot destroy the session", reasons, e) : 0;
}

static int status_get(int fd, uint32_t flags, struct syscord_status *status,
		      struct syscord_ring_status **rings, struct syscord_error *err)
{
	struct syscord_ring_status *array = NULL;
	struct syscord_info info;
	int ret = rings ? syscord_device_info(fd, &info, err) : 0, e;

	if (ret)
		return ret;
	memset(status, 0, sizeof(*status));
	status->size = sizeof(*status);
	status->flags = flags;
	status->policy.size = sizeof(status->policy);
	if (rings) {
		/* there are never more rings than CPU numbers */
		array = calloc(info.cpus ? info.cpus : 1, sizeof(*array));
		if (!array)
			return syscord_error_set(err, -ENOMEM, "out of memory");
		status->rings = info.cpus;
		status->ring_array = (uintptr_t)array;
	}
	e = control(fd, SYSCORD_IOC_STATUS, status);
	if (e) {
		free(array);
		return explain(err, "cannot get the status", NULL, e);
	}
	status->name[sizeof(status->name) - 1] = '\0';
	status->ring_array = 0;
	if (rings) {
		if (status->rings > info.cpus)
			status->rings = info.cpus;
		*rings = array;
	}
	return 0;
}

int syscord_device_status(int fd, struct syscord_status *status, struct syscord_ring_status **rings,
			  struct syscord_error *err)
{
	return status_get(fd, 0, status, rings, err);
}

int syscord_device_count(int fd, struct syscord_status *status, struct syscord_ring_status **rings,
			 struct syscord_error *err)
{
	return status_get(fd, SYSCORD_STATUS_COUNT, status, rings, err);
}

int syscord_device_tasks(int fd, bool followed, struct syscord_task **tasks, size_t *count,
			 struct syscord_error *err)
{
	struct syscord_tasks request = { .size = sizeof(request) };
	struct syscord_task *array = followed ? NULL : *tasks, *more;
	uint32_t room = followed ? 256 : (uint32_t)*count;
	int e;

	for (;;) {
		if (followed) {
			more = reallocarray(array, room, sizeof(*array));
			if (!more) {
				free(array);
				return syscord_error_set(err, -ENOMEM, "out of memory");
			}
			array = more;
		}
		request.flags = followed ? SYSCORD_TASKS_FOLLOWED : 0;
		request.count = room;
		request.array = (uintptr_t)array;
		e = control(fd, SYSCORD_IOC_TASKS, &request);
		if (e && followed)
			free(array);
		if (e)
			return explain(err, "cannot ask who is followed", NULL, e);
		if (!followed)
			return 0;
		if (request.count <= room || room == SYSCORD_TASKS_MAX)
			break;
		/* some more, for those that come meanwhile */
		room = request.count < SYSCORD_TASKS_MAX / 2 ? request.count + 256 :
							       SYSCORD_TASKS_MAX;
	}
	*tasks = array;
	*count = request.count < room ? request.count : room;
	return 0;
}

int syscord_device_sessions(int fd, struct syscord_sessions *sessions, struct syscord_error *err)
{
	unsigned int i;
	int e;

	memset(sessions, 0, sizeof(*sessions));
	sessions->size = sizeof(*sessions);
	e = control(fd, SYSCORD_IOC_SESSIONS, sessions);
	if (e)
		return explain(err, "cannot list the sessions", NULL, e);
	if (sessions->count > ARRAY_SIZE(sessions->name))
		sessions->count = ARRAY_SIZE(sessions->name);
	for (i = 0; i < sessions->count; i++)
		sessions->name[i][SYSCORD_NAME_LEN - 1] = '\0';
	return 0;
}
