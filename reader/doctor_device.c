// SPDX-License-Identifier: GPL-2.0
/* May this user record, and what does the module say? */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <linux/capability.h>
#include "doctor.h"

#define OPTION_ROOM (SYSCORD_NAME_LEN + sizeof(" -s "))

/* What a command needs to mean the session that was asked for */
static const char *session_option(const struct syscord_doctor *d, char out[OPTION_ROOM])
{
	out[0] = '\0';
	if (strcmp(d->config.session, SYSCORD_SESSION_DEFAULT) != 0)
		snprintf(out, OPTION_ROOM, " -s %s", d->config.session);
	return out;
}

/* ---- rights ---- */
static void check_capability(struct syscord_doctor *d)
{
	char text[8192];
	const char *line = NULL;
	uint64_t set;

	if (syscord_doctor_read(d, "/proc/self/status", text, sizeof(text)) > 0)
		line = strstr(text, "\nCapEff:");
	if (!line) {
		syscord_doctor_find(d, "capability", SYSCORD_VERDICT_WARN,
				    "/proc/self/status does not say which this process has");
		return;
	}
	set = strtoull(line + strlen("\nCapEff:"), NULL, 16);
	if (set & 1ULL << CAP_SYS_PTRACE)
		syscord_doctor_find(d, "capability", SYSCORD_VERDICT_OK, "CAP_SYS_PTRACE");
	else
		syscord_doctor_mend(syscord_doctor_find(d, "capability", SYSCORD_VERDICT_FAIL,
							"CAP_SYS_PTRACE is missing"),
				    "sudo syscordctl doctor");
}

static void check_namespace(struct syscord_doctor *d)
{
	uint64_t inside, outside, count;
	char text[256];

	if (syscord_doctor_read(d, "/proc/self/uid_map", text, sizeof(text)) <= 0)
		return;
	if (sscanf(text, "%" SCNu64 "%" SCNu64 "%" SCNu64, &inside, &outside, &count) == 3 &&
	    !inside && !outside && count == UINT32_MAX)
		return;
	syscord_doctor_mend(
		syscord_doctor_find(d, "namespace", SYSCORD_VERDICT_FAIL,
				    "this is a user namespace (a container?): the device"
				    " can only be opened outside"),
		"run syscordctl on the host");
}

void syscord_doctor_rights(struct syscord_doctor *d)
{
	check_capability(d);
	check_namespace(d);
}

/* ---- device ---- */
void syscord_doctor_device(struct syscord_doctor *d)
{
	struct syscord_error err = { "" };
	struct syscord_finding *f;
	char dev[32];
	int ret;

	if (!d->loaded)
		return;
	if (!syscord_doctor_exists(d, SYSCORD_DEVICE)) {
		f = syscord_doctor_find(d, "device", SYSCORD_VERDICT_FAIL,
					"there is no " SYSCORD_DEVICE);
		if (syscord_doctor_read(d, "/sys/class/misc/syscord/dev", dev, sizeof(dev)) > 0 &&
		    strchr(dev, ':')) {
			*strchr(dev, ':') = ' ';
			syscord_doctor_mend(f, "mknod -m 600 " SYSCORD_DEVICE " c %s", dev);
		} else {
			syscord_doctor_mend(f, "modprobe -r syscord && modprobe syscord");
		}
		return;
	}
	ret = d->config.ask(d->config.ctx, d->config.session, &d->device, &err);
	if (ret) {
		f = syscord_doctor_find(d, "device", SYSCORD_VERDICT_FAIL, "%.255s", err.text);
		if (ret == -EPERM || ret == -EACCES)
			syscord_doctor_mend(f, "sudo syscordctl doctor");
		else if (ret == -ENOENT)
			syscord_doctor_mend(f, "syscordctl create %s", d->config.session);
		else
			syscord_doctor_mend(f, "install the module and these programs from one"
					       " version");
		return;
	}
	d->opened = true;
	syscord_doctor_find(d, "device", SYSCORD_VERDICT_OK, SYSCORD_DEVICE " can be opened");
}

/* ---- parameters ---- */
void syscord_doctor_params(struct syscord_doctor *d)
{
	static const char *const names[] = { "pid", "ppid", "proc_name", "parent_proc_name" };
	char path[128], value[64], given[160] = "";
	size_t len = 0;

	for (size_t i = 0; d->loaded && i < ARRAY_SIZE(names); i++) {
		int n;

		snprintf(path, sizeof(path), "/sys/module/syscord/parameters/%s", names[i]);
		n = syscord_doctor_read(d, path, value, sizeof(value));
		if (n <= 0 || !strcmp(value, "(null)") || (i < 2 && atol(value) <= 0))
			continue;
		len += (size_t)snprintf(given + len, sizeof(given) - len, "%s%s=%.40s",
					len ? " " : "", names[i], value);
		if (len >= sizeof(given))
			break;
	}
	if (!len)
		return;
	syscord_doctor_mend(
		syscord_doctor_find(d, "parameters", SYSCORD_VERDICT_WARN,
				    "the default session records only what these select:"
				    " %s",
				    given),
		"modprobe -r syscord && modprobe syscord, or use another session");
}

/* ---- memory ---- */
static uint64_t mib(uint64_t bytes)
{
	return (bytes + (1 << 20) - 1) >> 20;
}

/* What the module would take if it were loaded now: 1/32 of RAM */
static uint64_t default_limit(const struct syscord_doctor *d)
{
	char text[256];
	uint64_t kib;

	if (syscord_doctor_read(d, "/proc/meminfo", text, sizeof(text)) <= 0 ||
	    sscanf(text, "MemTotal: %" SCNu64, &kib) != 1)
		return 0;
	return kib * 1024 / 32;
}

void syscord_doctor_memory(struct syscord_doctor *d)
{
	uint64_t limit = default_limit(d), used = 0, ring = SYSCORD_RING_DEFAULT, need, fits;
	struct syscord_finding *f;
	char session[OPTION_ROOM];

	if (d->opened) {
		limit = d->device.info.memory_limit;
		used = d->device.info.memory_used;
		ring = d->device.status.policy.ring_bytes;
	}
	if (!limit)
		return;
	need = ring * d->config.cpus;
	need -= d->device.ring_bytes < need ? d->device.ring_bytes : need;
	if (used + need <= limit) {
		syscord_doctor_find(d, "memory", SYSCORD_VERDICT_OK,
				    "%" PRIu64 " of %" PRIu64 " MiB for rings in use, %" PRIu64
				    " more for %u CPUs",
				    mib(used), limit >> 20, mib(need), d->config.cpus);
		return;
	}
	f = syscord_doctor_find(d, "memory",
				d->opened ? SYSCORD_VERDICT_FAIL : SYSCORD_VERDICT_WARN,
				"the rings of %u CPUs need %" PRIu64 " MiB, and %" PRIu64
				" of the %" PRIu64 " MiB for all sessions are in use",
				d->config.cpus, mib(need), mib(used), limit >> 20);
	for (fits = ring; fits > SYSCORD_RING_MIN && used + fits * d->config.cpus > limit;)
		fits >>= 1;
	if (!d->opened)
		syscord_doctor_mend(f, "modprobe syscord memory_limit=%" PRIu64, used + need);
	else if (used + fits * d->config.cpus <= limit)
		syscord_doctor_mend(f,
				    "syscordctl set-policy%s --ring-size=%" PRIu64
				    "K; or: echo %" PRIu64
				    " >/sys/module/syscord/parameters/memory_limit",
				    session_option(d, session), fits >> 10, used + need);
	else
		syscord_doctor_mend(f,
				    "echo %" PRIu64 " >/sys/module/syscord/parameters/"
				    "memory_limit; or: syscordctl destroy a session",
				    used + need);
}

/* ---- speed ---- */
void syscord_doctor_jit(struct syscord_doctor *d)
{
	char text[16];

	if (syscord_doctor_read(d, "/proc/sys/net/core/bpf_jit_enable", text, sizeof(text)) <= 0 ||
	    text[0] != '0')
		return;
	syscord_doctor_mend(
		syscord_doctor_find(d, "filters", SYSCORD_VERDICT_WARN,
				    "they are interpreted, which costs more on each call"),
		"sysctl net.core.bpf_jit_enable=1, then set the filter again");
}

/* ---- the session ---- */
void syscord_doctor_session(struct syscord_doctor *d)
{
	const struct syscord_doctor_device *dev = &d->device;
	const char *name = d->config.session;
	bool recording = dev->status.flags & SYSCORD_STATUS_RECORDING;
	uint64_t larger = 2 * dev->status.policy.ring_bytes;
	char session[OPTION_ROOM];
	struct syscord_finding *f;

	if (!d->opened)
		return;
	session_option(d, session);
	if (!recording)
		syscord_doctor_find(d, "session", SYSCORD_VERDICT_OK,
				    "%s does not record; 'syscordctl start%s' begins it", name,
				    session);
	else if (dev->status.reader)
		syscord_doctor_find(d, "session", SYSCORD_VERDICT_OK,
				    "%s records, process %d reads it", name, dev->status.reader);
	else
		syscord_doctor_mend(
			syscord_doctor_find(d, "session", SYSCORD_VERDICT_WARN,
					    "%s records, and nobody reads it: what finds"
					    " no room is lost",
					    name),
			"syscord-reader -s %s -d /var/log/syscord", name);
	if (!dev->lost)
		return;
	f = syscord_doctor_find(d, "losses", SYSCORD_VERDICT_WARN,
				"%s has lost %" PRIu64 " of %" PRIu64 " records", name, dev->lost,
				dev->attempted);
	if (larger <= SYSCORD_RING_MAX)
		syscord_doctor_mend(f,
				    "narrow it with set-filter, or: syscordctl stop%s; syscordctl"
				    " set-policy%s --ring-size=%" PRIu64 "K",
				    session, session, larger >> 10);
	else
		syscord_doctor_mend(f, "narrow it: syscordctl set-filter%s EXPR", session);
}
