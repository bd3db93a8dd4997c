// SPDX-License-Identifier: GPL-2.0
/* The list of checks, and what they share. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "doctor.h"

static void (*const checks[])(struct syscord_doctor *) = {
	syscord_doctor_kernel, syscord_doctor_module, syscord_doctor_rights, syscord_doctor_device,
	syscord_doctor_params, syscord_doctor_memory, syscord_doctor_jit,    syscord_doctor_session,
};

struct syscord_finding *syscord_doctor_find(struct syscord_doctor *d, const char *check,
					    enum syscord_verdict verdict, const char *fmt, ...)
{
	/* one too many takes the place of the last: what was found first matters more */
	unsigned int at = d->count < SYSCORD_FINDINGS_MAX ? d->count++ : SYSCORD_FINDINGS_MAX - 1;
	struct syscord_finding *f = &d->findings[at];
	va_list ap;

	f->check = check;
	f->verdict = verdict;
	f->mend[0] = '\0';
	va_start(ap, fmt);
	vsnprintf(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
	return f;
}

void syscord_doctor_mend(struct syscord_finding *finding, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(finding->mend, sizeof(finding->mend), fmt, ap);
	va_end(ap);
}

bool syscord_doctor_path(const struct syscord_doctor *d, char *path, size_t size, const char *fmt,
			 ...)
{
	size_t root = strlen(d->config.root);
	va_list ap;
	int n;

	if (root >= size)
		return false;
	memcpy(path, d->config.root, root);
	va_start(ap, fmt);
	n = vsnprintf(path + root, size - root, fmt, ap);
	va_end(ap);
	return n >= 0 && (size_t)n < size - root;
}

bool syscord_doctor_exists(const struct syscord_doctor *d, const char *path)
{
	char full[512];

	return syscord_doctor_path(d, full, sizeof(full), "%s", path) && !access(full, F_OK);
}

int syscord_doctor_read(const struct syscord_doctor *d, const char *path, char *text, size_t size)
{
	char full[512];
	ssize_t n;
	int fd, err;

	text[0] = '\0';
	if (!syscord_doctor_path(d, full, sizeof(full), "%s", path))
		return -ENAMETOOLONG;
	fd = open(full, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, text, size - 1);
	err = errno;
	close(fd);
	if (n < 0)
		return -err;
	text[n] = '\0';
	if (n && text[n - 1] == '\n')
		text[--n] = '\0';
	return (int)n;
}

static int ask_device(void *ctx, const char *session, struct syscord_doctor_device *device,
		      struct syscord_error *err)
{
	struct syscord_ring_status *rings = NULL;
	int fd = syscord_device_open(err), ret;

	(void)ctx;
	if (fd < 0)
		return fd;
	ret = syscord_device_info(fd, &device->info, err);
	if (!ret)
		ret = syscord_device_attach(fd, session, 0, NULL, err);
	if (!ret)
		ret = syscord_device_status(fd, &device->status, &rings, err);
	close(fd);
	for (uint32_t i = 0; !ret && i < device->status.rings; i++) {
		device->ring_bytes += rings[i].size;
		device->attempted += rings[i].attempted;
		for (int k = 0; k < SYSCORD_LOST_REASONS; k++)
			device->lost += rings[i].lost[k];
	}
	free(rings);
	device->lost += device->status.lost_outside;
	device->attempted += device->status.lost_outside;
	return ret;
}

bool syscord_doctor_run(const struct syscord_doctor_config *config, struct syscord_doctor *doctor)
{
	struct utsname uts;

	memset(doctor, 0, sizeof(*doctor));
	doctor->config = *config;
	if (uname(&uts))
		memset(&uts, 0, sizeof(uts));
	if (!config->root)
		doctor->config.root = "";
	if (!config->release)
		doctor->config.release = uts.release;
	if (!config->machine)
		doctor->config.machine = uts.machine;
	if (!config->cpus)
		doctor->config.cpus = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN);
	if (!config->session)
		doctor->config.session = SYSCORD_SESSION_DEFAULT;
	if (!config->ask)
		doctor->config.ask = ask_device;
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		checks[i](doctor);
	/* they point into this function's frame, or are not needed any more */
	doctor->config.release = NULL;
	doctor->config.machine = NULL;
	for (unsigned int i = 0; i < doctor->count; i++)
		if (doctor->findings[i].verdict == SYSCORD_VERDICT_FAIL)
			return false;
	return true;
}
