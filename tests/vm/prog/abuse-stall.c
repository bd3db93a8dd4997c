/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Whoever has an open file can hand over memory whose faults never end: a page under
 * a userfaultfd that nobody serves, or a file of a FUSE that does not answer. His
 * request may hang in that, killable, but nobody else's with it.
 */
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "lib/abuse.h"

#define PAGE 4096

static const struct sock_filter admit = BPF_STMT(BPF_RET | BPF_K, 1);
static int device;
static unsigned int which;
static uint64_t stalling; /* an address */

static const char *const cases[] = {
	"the structure",      "half of the structure", "FILTER_SET's text", "its first program",
	"its second program", "FILTER_GET's text",     "STATUS's rings",
};

static void *victim(void *arg)
{
	struct syscord_filter filter = {
		.size = sizeof(filter),
		.data_size = sizeof(struct syscord_filter_data),
		.call = (uintptr_t)&admit,
		.call_len = 1,
	};
	struct syscord_status status = { .size = sizeof(status),
					 .rings = 2,
					 .ring_array = stalling };
	struct syscord_info *info = (void *)(uintptr_t)(stalling - 16);

	(void)arg;
	switch (which) {
	case 0:
		(void)ioctl(device, SYSCORD_IOC_POLICY_SET, stalling);
		break;
	case 1:
		memset(info, 0, 16);
		info->size = 16;
		(void)ioctl(device, SYSCORD_IOC_INFO, info);
		info->size = 64;
		(void)ioctl(device, SYSCORD_IOC_INFO, info);
		break;
	case 2:
		filter.text = stalling;
		filter.text_len = 64;
		(void)ioctl(device, SYSCORD_IOC_FILTER_SET, &filter);
		break;
	case 3:
		filter.call = stalling;
		(void)ioctl(device, SYSCORD_IOC_FILTER_SET, &filter);
		break;
	case 4:
		filter.task = stalling;
		filter.task_len = 1;
		(void)ioctl(device, SYSCORD_IOC_FILTER_SET, &filter);
		break;
	case 5:
		memset(&filter, 0, sizeof(filter));
		filter.size = sizeof(filter);
		filter.text = stalling;
		filter.text_len = 64;
		(void)ioctl(device, SYSCORD_IOC_FILTER_GET, &filter);
		break;
	case 6:
		(void)ioctl(device, SYSCORD_IOC_STATUS, &status);
		break;
	}
	FAIL("%s: the fault was served", cases[which]);
	return NULL;
}

/* In a process of its own, whose end ends the hanging, too */
static void stall(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	struct uffdio_register reg = {
		.range = { (uintptr_t)p + PAGE, PAGE },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	struct syscord_policy policy = { .size = sizeof(policy) };
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	struct syscord_info info;
	pthread_t thread;
	int other;

	NEED(p != MAP_FAILED && fd >= 0 && ioctl(fd, UFFDIO_API, &api) == 0);
	NEED(ioctl(fd, UFFDIO_REGISTER, &reg) == 0);
	stalling = (uintptr_t)p + PAGE;
	NEED(!pthread_create(&thread, NULL, victim, NULL));
	NEED(poll(&pfd, 1, 30000) == 1); /* it hangs */
	alarm(20); /* if one of these hangs, too: killed by it */
	device_info(device, &info);
	CHECK(ioctl(device, SYSCORD_IOC_POLICY_GET, &policy) == 0);
	CHECK(ioctl(device, SYSCORD_IOC_STOP) == 0);
	CHECK(ioctl(device, SYSCORD_IOC_START) == 0);
	other = device_open();
	CHECK(device_attach(other, "beside", SYSCORD_ATTACH_PRIVATE) == 0);
	close(other);
}

int main(void)
{
	struct syscord_filter filter = {
		.size = sizeof(filter),
		.text = (uintptr_t) "something",
		.text_len = 9,
		.call = (uintptr_t)&admit,
		.call_len = 1,
		.data_size = sizeof(struct syscord_filter_data),
	};

	abuse_init();
	device = device_open();
	NEED(device_attach(device, "stall", SYSCORD_ATTACH_PRIVATE) == 0);
	NEED(ioctl(device, SYSCORD_IOC_FILTER_SET, &filter) == 0);
	NEED(ioctl(device, SYSCORD_IOC_START) == 0);
	for (which = 0; which < sizeof(cases) / sizeof(cases[0]); which++) {
		pid_t pid = fork();

		if (!pid) {
			failures = 0;
			stall();
			_exit(failures != 0);
		}
		if (!child_ok(pid))
			printf("... others hung with %s\n", cases[which]);
	}
	close(device);
	device_unused("stalling");
	return failures != 0;
}
