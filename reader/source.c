/* SPDX-License-Identifier: GPL-2.0 */
/* What a recording says of where it comes from: machine, session, boot. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include "segment.h"

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
}

int syscord_source_collect(int fd, const char *session, struct syscord_source_info *info,
			   struct syscord_error *err)
{
	struct syscord_status status;
	struct utsname uts;
	int ret;

	memset(info, 0, sizeof(*info));
	if (uname(&uts))
		return syscord_error_set(err, -errno, "uname: %s", strerror(errno));
	copy(info->host, sizeof(info->host), uts.nodename);
	copy(info->release, sizeof(info->release), uts.release);
	copy(info->machine, sizeof(info->machine), uts.machine);
	copy(info->version, sizeof(info->version), uts.version);
	copy(info->session, sizeof(info->session), session);
	info->abi = syscord_abi_native();
	ret = syscord_device_policy_get(fd, &info->policy, err);
	if (ret < 0)
		return ret;
	ret = syscord_device_status(fd, &status, NULL, err);
	if (ret < 0)
		return ret;
	info->follow = status.flags & SYSCORD_STATUS_FOLLOW;
	ret = syscord_device_filter_get(fd, &info->filter, err);
	if (ret < 0)
		return ret;
	if (!info->filter)
		info->filter = strdup("");
	return info->filter ? 0 : syscord_error_set(err, -ENOMEM, "out of memory");
}

void syscord_source_free(struct syscord_source_info *info)
{
	free(info->filter);
	info->filter = NULL;
}

int syscord_boot_id(uint8_t id[16])
{
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");
	unsigned int digits = 0;
	int c;

	if (!f)
		return -errno;
	memset(id, 0, 16);
	while (digits < 32 && (c = fgetc(f)) != EOF && c != '\n') {
		unsigned int v;

		if (c >= '0' && c <= '9')
			v = (unsigned int)(c - '0');
		else if (c >= 'a' && c <= 'f')
			v = (unsigned int)(c - 'a' + 10);
		else
			continue;
		id[digits / 2] = (uint8_t)(id[digits / 2] << 4 | v);
		digits++;
	}
	fclose(f);
	return digits == 32 ? 0 : -EPROTO;
}
