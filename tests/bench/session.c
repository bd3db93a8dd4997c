/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A session, the default one unless it is named, through the ABI alone, for what the
 * tools have no words for.
 *
 *   session ring BYTES   rings of that size from the next start on
 *   session reset        throw rings and counts away
 *   session counts [NAME]  prints attempted, lost, bytes unread, bytes in all, and records
 *                          that had to wait, and tasks that wait now
 *   session rings [NAME]   prints each ring's CPU, and up to where it has been emptied
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <linux/syscord.h>

int main(int argc, char **argv)
{
	struct syscord_attach attach = { .size = sizeof(attach), .name = SYSCORD_SESSION_DEFAULT };
	struct syscord_policy policy = { .size = sizeof(policy) };
	struct syscord_ring_status ring[64];
	struct syscord_status status = {
		.size = sizeof(status),
		.rings = 64,
		.ring_array = (uintptr_t)ring,
	};
	unsigned long long attempted, lost, unread = 0, bytes = 0;
	int fd = open(SYSCORD_DEVICE, O_RDWR);

	if (argc == 3 && (!strcmp(argv[1], "rings") || !strcmp(argv[1], "counts")))
		snprintf(attach.name, sizeof(attach.name), "%s", argv[2]);
	if (argc < 2 || fd < 0 || ioctl(fd, SYSCORD_IOC_ATTACH, &attach))
		goto fail;
	if (!strcmp(argv[1], "ring") && argc == 3) {
		if (ioctl(fd, SYSCORD_IOC_POLICY_GET, &policy))
			goto fail;
		policy.ring_bytes = strtoull(argv[2], NULL, 0);
		policy.watermark = 0;
		if (ioctl(fd, SYSCORD_IOC_POLICY_SET, &policy))
			goto fail;
	} else if (!strcmp(argv[1], "reset")) {
		if (ioctl(fd, SYSCORD_IOC_RESET))
			goto fail;
	} else if (!strcmp(argv[1], "rings")) {
		if (ioctl(fd, SYSCORD_IOC_STATUS, &status) || status.rings > 64)
			goto fail;
		for (uint32_t i = 0; i < status.rings; i++)
			printf("%u %llu\n", ring[i].cpu, (unsigned long long)ring[i].consumer);
	} else if (!strcmp(argv[1], "counts")) {
		if (ioctl(fd, SYSCORD_IOC_STATUS, &status) || status.rings > 64)
			goto fail;
		attempted = lost = status.lost_outside;
		for (uint32_t i = 0; i < status.rings; i++) {
			attempted += ring[i].attempted;
			bytes += ring[i].producer;
			unread += ring[i].producer - ring[i].consumer;
			for (int k = 0; k < SYSCORD_LOST_REASONS; k++)
				lost += ring[i].lost[k];
		}
		printf("%llu %llu %llu %llu %llu %u\n", attempted, lost, unread, bytes,
		       (unsigned long long)status.waits, status.waiting);
	} else {
		goto fail;
	}
	return 0;
fail:
	perror("session");
	return 1;
}
