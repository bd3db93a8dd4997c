// SPDX-License-Identifier: GPL-2.0
/* syscordctl create, destroy, start, stop, set-policy: changing one session. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "ctl.h"

const char *syscord_ctl_session(const struct syscord_ctl_opts *o)
{
	return o->session ? o->session : SYSCORD_SESSION_DEFAULT;
}

int syscord_ctl_open(const char *name, uint32_t flags, struct syscord_error *err)
{
	int fd = syscord_device_open(err), ret;

	if (fd < 0)
		return fd;
	ret = syscord_device_attach(fd, name, flags, NULL, err);
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

/* ---- policy ---- */

/* NULL if the options go together */
static const char *policy_wrong(const struct syscord_ctl_opts *o)
{
	if (o->no_content && o->snaplen != SYSCORD_NOT_GIVEN)
		return "--no-content is --snaplen=0: give one";
	if (o->no_state && o->state)
		return "--state and --no-state: give one";
	if (o->no_entry && o->entry)
		return "--entry and --no-entry: give one";
	if (syscord_flight_wrong(&o->flight))
		return syscord_flight_wrong(&o->flight);
	if (o->ring_bytes != SYSCORD_NOT_GIVEN &&
	    (o->ring_bytes < SYSCORD_RING_MIN || o->ring_bytes > SYSCORD_RING_MAX ||
	     o->ring_bytes & (o->ring_bytes - 1)))
		return "--ring-size must be a power of two from 64K to 1G";
	return NULL;
}

static void set_flag(struct syscord_policy *policy, uint32_t flag, bool set, bool clear)
{
	if (set)
		policy->flags |= flag;
	if (clear)
		policy->flags &= ~flag;
}

/* Changes what the options name */
static int change_policy(int fd, const struct syscord_ctl_opts *o, struct syscord_policy *policy,
			 struct syscord_error *err)
{
	int ret = syscord_device_policy_get(fd, policy, err);
	const uint32_t was = policy->on_full;
	struct syscord_error warn = { "" };

	if (ret)
		return ret;
	if (o->snaplen != SYSCORD_NOT_GIVEN)
		policy->snaplen = (uint32_t)o->snaplen;
	if (o->no_content)
		policy->snaplen = 0;
	if (o->ring_bytes != SYSCORD_NOT_GIVEN)
		policy->ring_bytes = o->ring_bytes;
	if (o->profile != UINT32_MAX)
		policy->profile = o->profile;
	if (o->on_full != UINT32_MAX)
		policy->on_full = o->on_full;
	set_flag(policy, SYSCORD_POLICY_F_NO_STATE, o->no_state, o->state);
	set_flag(policy, SYSCORD_POLICY_F_ENTRY, o->entry, o->no_entry);
	ret = syscord_flight_policy(&o->flight, was, policy, err);
	if (!ret)
		ret = syscord_flight_program(fd, &o->flight, err, &warn);
	if (!ret && warn.text[0])
		fprintf(stderr, "syscordctl: warning: %s\n", warn.text);
	return ret ? ret : syscord_device_policy_set(fd, policy, err);
}

static int usage(const char *command, const char *wrong)
{
	fprintf(stderr, "syscordctl: %s\nTry 'syscordctl %s --help'.\n", wrong, command);
	return SYSCORD_EXIT_USAGE;
}

int syscord_ctl_set_policy(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct syscord_ctl_opts *o = opts;
	const char *wrong = policy_wrong(o);
	struct syscord_policy policy;
	int fd, ret;

	(void)argc;
	(void)argv;
	if (wrong)
		return usage("set-policy", wrong);
	ret = o->flight.trigger ? syscord_filter_check(o->flight.trigger, err) : 0;
	if (ret)
		return ret;
	fd = syscord_ctl_open(syscord_ctl_session(o), SYSCORD_ATTACH_CREATE, err);
	if (fd < 0)
		return fd;
	ret = change_policy(fd, o, &policy, err);
	if (!ret && o->json)
		ret = syscord_json_print(json_pack("{s:s, s:o}", "session", syscord_ctl_session(o),
						   "policy", syscord_ctl_json_policy(&policy)),
					 stdout, err);
	close(fd);
	return ret;
}

/* ---- create, destroy ---- */

/* The name as an argument; --session may say the same */
static const char *name_wrong(const struct syscord_ctl_opts *o, const char *name)
{
	if (o->session && strcmp(o->session, name))
		return "the argument and --session name two sessions";
	return NULL;
}

static int exists(const char *name, struct syscord_error *err)
{
	struct syscord_sessions sessions;
	int fd = syscord_device_open(err), ret;
	unsigned int i;

	if (fd < 0)
		return fd;
	ret = syscord_device_sessions(fd, &sessions, err);
	close(fd);
	for (i = 0; !ret && i < sessions.count; i++)
		if (!strcmp(sessions.name[i], name))
			return syscord_error_set(err, -EEXIST,
						 "there is a session '%s' already: change it with"
						 " set-filter and set-policy, or destroy it first",
						 name);
	return ret;
}

int syscord_ctl_create(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct syscord_ctl_opts *o = opts;
	const char *name = argv[0], *wrong = name_wrong(o, name);
	struct syscord_error warn = { "" };
	struct syscord_policy policy;
	int fd, ret;

	(void)argc;
	if (!wrong)
		wrong = policy_wrong(o);
	if (wrong)
		return usage("create", wrong);
	ret = o->filter ? syscord_filter_check(o->filter, err) : 0;
	if (!ret && o->flight.trigger)
		ret = syscord_filter_check(o->flight.trigger, err);
	if (ret)
		return ret;
	ret = exists(name, err);
	if (ret)
		return ret;
	fd = syscord_ctl_open(name, SYSCORD_ATTACH_CREATE, err);
	if (fd < 0)
		return fd;
	ret = change_policy(fd, o, &policy, err);
	if (!ret && o->filter)
		ret = syscord_device_filter_set(fd, o->filter, 0, err, &warn);
	if (ret)
		syscord_device_destroy(fd, NULL);
	close(fd);
	if (warn.text[0])
		fprintf(stderr, "syscordctl: warning: %s\n", warn.text);
	if (ret || !o->json)
		return ret;
	return syscord_json_print(json_pack("{s:s, s:o, s:o}", "session", name, "filter",
					    o->filter ? syscord_json_text(o->filter) : json_null(),
					    "policy", syscord_ctl_json_policy(&policy)),
				  stdout, err);
}

int syscord_ctl_destroy(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct syscord_ctl_opts *o = opts;
	const char *name = argv[0], *wrong = name_wrong(o, name);
	int fd, ret;

	(void)argc;
	if (wrong)
		return usage("destroy", wrong);
	fd = syscord_ctl_open(name, 0, err);
	if (fd < 0)
		return fd;
	ret = syscord_device_destroy(fd, err);
	close(fd);
	if (ret || !o->json)
		return ret;
	return syscord_json_print(json_pack("{s:s, s:b}", "session", name, "destroyed", true),
				  stdout, err);
}

/* ---- start, stop ---- */
static int report_state(const struct syscord_ctl_opts *o, bool recording, bool changed,
			struct syscord_error *err)
{
	if (!o->json)
		return 0;
	return syscord_json_print(json_pack("{s:s, s:b, s:b}", "session", syscord_ctl_session(o),
					    "recording", recording, "changed", changed),
				  stdout, err);
}

int syscord_ctl_start(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct syscord_ctl_opts *o = opts;
	int fd = syscord_ctl_open(syscord_ctl_session(o), SYSCORD_ATTACH_CREATE, err);
	int started, ret;

	(void)argc;
	(void)argv;
	if (fd < 0)
		return fd;
	started = syscord_device_start(fd, err);
	ret = started == -EALREADY ? 0 : started;
	if (!started)
		ret = syscord_filter_follow_running(fd, err);
	close(fd);
	return ret ? ret : report_state(o, true, !started, err);
}

int syscord_ctl_stop(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct syscord_ctl_opts *o = opts;
	int fd = syscord_ctl_open(syscord_ctl_session(o), 0, err), ret;
	struct syscord_status status;

	(void)argc;
	(void)argv;
	if (fd < 0)
		return fd;
	ret = syscord_device_status(fd, &status, NULL, err);
	if (!ret)
		ret = syscord_device_stop(fd, err);
	close(fd);
	return ret ? ret : report_state(o, false, status.flags & SYSCORD_STATUS_RECORDING, err);
}
