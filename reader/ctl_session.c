// SPDX-License-Identifier: GPL-2.0
/* syscordctl create, destroy, start, stop, set-policy: changing one session. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "ctl.h"

const char *const syscord_ctl_profiles[] = { "all", "effects", NULL };

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

static int report_state(const struct syscord_ctl_opts *o, bool recording, bool changed,
			struct syscord_error *err)
{
	if (!o->json)
		return 0;
	return syscord_json_print(json_pack("{s:s, s:b, s:b}", "session", syscord_ctl_session(o),
					    "recording", recording, "changed", changed),
				  err);
}

int syscord_ctl_start(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct syscord_ctl_opts *o = opts;
	int fd = syscord_ctl_open(syscord_ctl_session(o), SYSCORD_ATTACH_CREATE, err), ret;

	(void)argc;
	(void)argv;
	if (fd < 0)
		return fd;
	ret = syscord_device_start(fd, err);
	close(fd);
	if (ret && ret != -EALREADY)
		return ret;
	return report_state(o, true, !ret, err);
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

/* NULL if the options go together */
static const char *policy_wrong(const struct syscord_ctl_opts *o)
{
	if (o->no_content && o->snaplen != SYSCORD_NOT_GIVEN)
		return "--no-content is --snaplen=0: give one";
	if (o->no_state && o->state)
		return "--state and --no-state: give one";
	if (o->snaplen != SYSCORD_NOT_GIVEN && o->snaplen > UINT32_MAX)
		return "--snaplen is too large";
	if (o->ring_bytes != SYSCORD_NOT_GIVEN &&
	    (o->ring_bytes < SYSCORD_RING_MIN || o->ring_bytes > SYSCORD_RING_MAX ||
	     o->ring_bytes & (o->ring_bytes - 1)))
		return "--ring-size must be a power of two from 64K to 1G";
	return NULL;
}

int syscord_ctl_set_policy(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct syscord_ctl_opts *o = opts;
	struct syscord_policy policy;
	const char *wrong;
	int fd, ret;

	(void)argc;
	(void)argv;
	wrong = policy_wrong(o);
	if (wrong) {
		fprintf(stderr, "syscordctl: %s\nTry 'syscordctl set-policy --help'.\n", wrong);
		return SYSCORD_EXIT_USAGE;
	}
	fd = syscord_ctl_open(syscord_ctl_session(o), SYSCORD_ATTACH_CREATE, err);
	if (fd < 0)
		return fd;
	ret = syscord_device_policy_get(fd, &policy, err);
	if (ret)
		goto out;
	if (o->snaplen != SYSCORD_NOT_GIVEN)
		policy.snaplen = (uint32_t)o->snaplen;
	if (o->no_content)
		policy.snaplen = 0;
	if (o->ring_bytes != SYSCORD_NOT_GIVEN)
		policy.ring_bytes = o->ring_bytes;
	if (o->profile != UINT32_MAX)
		policy.profile = o->profile;
	if (o->no_state)
		policy.flags |= SYSCORD_POLICY_F_NO_STATE;
	if (o->state)
		policy.flags &= ~(uint32_t)SYSCORD_POLICY_F_NO_STATE;
	ret = syscord_device_policy_set(fd, &policy, err);
	if (!ret && o->json)
		ret = syscord_json_print(json_pack("{s:s, s:o}", "session", syscord_ctl_session(o),
						   "policy", syscord_ctl_json_policy(&policy)),
					 err);
out:
	close(fd);
	return ret;
}
