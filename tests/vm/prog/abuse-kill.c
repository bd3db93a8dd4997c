/* SPDX-License-Identifier: GPL-2.0 */
/*
 *   abuse-kill kill SEED TIMES    SIGKILL at any moment of each request, TIMES each
 *   abuse-kill rounds N           N lives of sessions, each with all that takes memory:
 *                                 the script compares the kernel's memory before and after
 */
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "lib/abuse.h"

#define TEXT 60000

static struct sock_filter program[BPF_MAXINSNS];
static char text[TEXT];

static int filter_set(int fd, uint32_t len, uint32_t flags)
{
	struct syscord_filter filter = {
		.size = sizeof(filter),
		.flags = flags,
		.call = (uintptr_t)program,
		.task = (uintptr_t)program,
		.text = (uintptr_t)text,
		.call_len = len,
		.task_len = len,
		.text_len = sizeof(text),
		.data_size = sizeof(struct syscord_filter_data),
	};

	return ioctl(fd, SYSCORD_IOC_FILTER_SET, &filter);
}

static int policy_set(int fd, uint64_t ring_bytes, uint32_t snaplen)
{
	struct syscord_policy policy = {
		.size = sizeof(policy),
		.flags = snaplen & 1 ? SYSCORD_POLICY_F_ENTRY : 0, /* each now and then */
		.ring_bytes = ring_bytes,
		.snaplen = snaplen,
	};

	return ioctl(fd, SYSCORD_IOC_POLICY_SET, &policy);
}

static void one_start(int fd)
{
	(void)ioctl(fd, SYSCORD_IOC_START);
	(void)ioctl(fd, SYSCORD_IOC_STOP);
}

static void one_start_large(int fd)
{
	(void)policy_set(fd, 4 << 20, 64); /* many pages to get and to give back */
	(void)ioctl(fd, SYSCORD_IOC_START);
	(void)ioctl(fd, SYSCORD_IOC_STOP);
	(void)ioctl(fd, SYSCORD_IOC_RESET);
}

static void one_reset(int fd)
{
	struct syscord_follow follow = { .size = sizeof(follow) };

	(void)ioctl(fd, SYSCORD_IOC_FOLLOW, &follow);
	(void)ioctl(fd, SYSCORD_IOC_RESET);
}

static void one_filter_set(int fd)
{
	(void)filter_set(fd, BPF_MAXINSNS, 0);
}

static void one_filter_get(int fd)
{
	static char back[TEXT];
	struct syscord_filter filter = {
		.size = sizeof(filter),
		.text = (uintptr_t)back,
		.text_len = sizeof(back),
	};

	(void)filter_set(fd, 1, SYSCORD_FILTER_FOLLOW);
	(void)ioctl(fd, SYSCORD_IOC_FILTER_GET, &filter);
}

static void one_policy_set(int fd)
{
	(void)policy_set(fd, 65536, 1);
	(void)policy_set(fd, 131072, 2);
}

static void one_entry(int fd)
{
	(void)policy_set(fd, 65536, 63);
	(void)ioctl(fd, SYSCORD_IOC_START);
	(void)policy_set(fd, 65536, 64); /* while it records */
	(void)policy_set(fd, 65536, 65);
	(void)ioctl(fd, SYSCORD_IOC_STOP);
}

static void one_status(int fd)
{
	struct syscord_ring_status rings[4];
	struct syscord_status status = {
		.size = sizeof(status),
		.rings = 4,
		.ring_array = (uintptr_t)rings,
	};

	(void)ioctl(fd, SYSCORD_IOC_STATUS, &status);
}

static void one_tasks(int fd)
{
	static struct syscord_task array[SYSCORD_TASKS_MAX];
	struct syscord_tasks tasks = {
		.size = sizeof(tasks),
		.count = SYSCORD_TASKS_MAX,
		.array = (uintptr_t)array,
	};

	(void)ioctl(fd, SYSCORD_IOC_TASKS, &tasks);
	tasks.flags = SYSCORD_TASKS_FOLLOWED;
	(void)ioctl(fd, SYSCORD_IOC_TASKS, &tasks);
}

static void one_follow(int fd)
{
	struct syscord_follow follow = {
		.size = sizeof(follow),
		.flags = SYSCORD_FOLLOW_THREADS,
	};

	(void)ioctl(fd, SYSCORD_IOC_START);
	(void)ioctl(fd, SYSCORD_IOC_FOLLOW, &follow);
}

static void one_attach(int fd)
{
	static const uint32_t flags[] = { SYSCORD_ATTACH_CREATE, SYSCORD_ATTACH_PRIVATE,
					  SYSCORD_ATTACH_PRIVATE | SYSCORD_ATTACH_READER };
	int own = device_open();

	(void)fd;
	(void)device_attach(own, "attach", flags[chance_below(3)]);
	(void)ioctl(own, SYSCORD_IOC_START);
	close(own);
}

static void one_destroy(int fd)
{
	int own = device_open();

	(void)fd;
	(void)device_attach(own, "destroy", SYSCORD_ATTACH_CREATE);
	(void)ioctl(own, SYSCORD_IOC_START);
	(void)ioctl(own, SYSCORD_IOC_DESTROY);
	close(own);
}

static void one_mmap(int fd)
{
	int own = device_open();
	char *p = MAP_FAILED;

	(void)fd;
	if (device_attach(own, "mmap", SYSCORD_ATTACH_PRIVATE | SYSCORD_ATTACH_READER) == 0 &&
	    ioctl(own, SYSCORD_IOC_START) == 0)
		p = mmap(NULL, 1 << 20, PROT_READ, MAP_SHARED | MAP_POPULATE, own, 4096);
	close(own);
	if (p != MAP_FAILED)
		munmap(p, 1 << 20);
}

static void one_poll(int fd)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	(void)ioctl(fd, SYSCORD_IOC_START);
	(void)poll(&pfd, 1, -1);
	(void)ioctl(fd, SYSCORD_IOC_STOP);
	(void)ioctl(fd, SYSCORD_IOC_RESET);
}

static void one_info(int fd)
{
	struct syscord_sessions sessions = { .size = sizeof(sessions) };
	struct syscord_info info = { .size = sizeof(info) };

	(void)ioctl(fd, SYSCORD_IOC_INFO, &info);
	(void)ioctl(fd, SYSCORD_IOC_SESSIONS, &sessions);
}

static const struct {
	const char *name;
	void (*once)(int fd);
} victims[] = {
#define VICTIM(name)              \
	{                         \
#name, one_##name \
	}
	VICTIM(start),	    VICTIM(start_large), VICTIM(reset),	 VICTIM(filter_set),
	VICTIM(filter_get), VICTIM(policy_set),	 VICTIM(status), VICTIM(follow),
	VICTIM(attach),	    VICTIM(destroy),	 VICTIM(mmap),	 VICTIM(poll),
	VICTIM(info),	    VICTIM(entry),	 VICTIM(tasks),
};

#define VICTIMS (sizeof(victims) / sizeof(victims[0]))

/* Is the session as good as new? */
static void usable(const char *after)
{
	struct raw raw;
	struct raw_records records;
	int before = failures;

	raw_open(&raw, NULL, 65536, 64);
	raw_follow_self(&raw);
	raw_start(&raw);
	spin_calls(50);
	raw_stop(&raw);
	raw_collect(&raw, &records, true);
	CHECK(records.count >= 50);
	for (size_t i = 0; i < records.count; i++)
		free(records.rec[i]);
	free(records.rec);
	raw_close(&raw);
	if (failures != before)
		printf("... after %s\n", after);
}

static void kill_each(unsigned int times)
{
	for (unsigned int v = 0; v < VICTIMS; v++) {
		/* one that all of them use, so that what is left behind shows in the next */
		int shared = device_open();

		NEED(device_attach(shared, "shared", SYSCORD_ATTACH_CREATE) == 0);
		NEED(policy_set(shared, 65536, 64) == 0);
		for (unsigned int i = 0; i < times; i++) {
			bool own = i & 1;
			uint64_t seed = chance() | 1;
			int status;
			pid_t pid = fork();

			if (!pid) {
				int fd = shared;

				chance_seed = seed;
				if (own) {
					fd = device_open();
					NEED(device_attach(fd, "own",
							   SYSCORD_ATTACH_PRIVATE |
								   SYSCORD_ATTACH_READER) == 0);
				}
				for (;;)
					victims[v].once(fd);
			}
			usleep(chance_below(own ? 30000 : 5000));
			kill(pid, SIGKILL);
			NEED(waitpid(pid, &status, 0) == pid);
			if (!WIFSIGNALED(status))
				FAIL("%s: ended by itself, status %#x", victims[v].name, status);
		}
		usable(victims[v].name);
		(void)ioctl(shared, SYSCORD_IOC_STOP);
		CHECK(ioctl(shared, SYSCORD_IOC_RESET) == 0);
		CHECK(ioctl(shared, SYSCORD_IOC_DESTROY) == 0);
		close(shared);
		sessions_destroy();
		device_unused(victims[v].name);
	}
	printf("%zu requests, %u kills each\n", VICTIMS, times);
}

/* Everything that takes memory, once; left by closing the file, DESTROY or exit. */
static void one_round(unsigned int n)
{
	struct syscord_follow follow = { .size = sizeof(follow) };
	struct raw raw;
	int other = device_open(), i;

	raw_open(&raw, "round", 65536 << n % 2, 256);
	NEED(device_attach(other, "round", 0) == 0);
	NEED(filter_set(raw.fd, 500, SYSCORD_FILTER_FOLLOW) == 0);
	NEED(filter_set(raw.fd, 20, 0) == 0);
	ERRNO(EINVAL, filter_set(raw.fd, 0xffffff, 0));
	program[19].code = 0xffff;
	ERRNO(EINVAL, filter_set(raw.fd, 30, 0)); /* refused when it was loaded in part */
	program[19].code = BPF_RET | BPF_K;
	NEED(ioctl(raw.fd, SYSCORD_IOC_FOLLOW, &follow) == 0);
	for (i = 0; i < 2; i++) {
		char *cold;
		int null = open("/dev/null", O_WRONLY);

		raw_start(&raw);
		spin_calls(100);
		/* the deferred path */
		cold = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		(void)!write(null, cold, 4096);
		munmap(cold, 4096);
		close(null);
		one_tasks(raw.fd);
		raw_stop(&raw);
		one_tasks(raw.fd);
		NEED(policy_set(raw.fd, 65536 << (n + i + 1) % 2, 64 + n % 2) == 0);
	}
	ERRNO(ENOSPC, policy_set(raw.fd, SYSCORD_RING_MAX, 0) ?: ioctl(raw.fd, SYSCORD_IOC_START));
	if (n & 1)
		NEED(ioctl(raw.fd, SYSCORD_IOC_RESET) == 0);
	NEED(ioctl(raw.fd, SYSCORD_IOC_DESTROY) == 0);
	raw_close(&raw);
	close(other);
	raw_open(&raw, NULL, 65536, 0);
	NEED(filter_set(raw.fd, BPF_MAXINSNS, 0) == 0);
	raw_start(&raw);
	raw_close(&raw); /* while it records */
}

int main(int argc, char **argv)
{
	abuse_init();
	for (unsigned int i = 0; i < BPF_MAXINSNS; i++)
		program[i] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 1);
	memset(text, 't', sizeof(text));
	if (argc == 4 && !strcmp(argv[1], "kill")) {
		chance_seed = strtoull(argv[2], NULL, 0) | 1;
		kill_each(atoi(argv[3]));
	} else if (argc == 3 && !strcmp(argv[1], "rounds")) {
		for (int i = 0; i < atoi(argv[2]); i++)
			one_round(i);
		device_unused("rounds");
	} else {
		return 2;
	}
	return failures != 0;
}
