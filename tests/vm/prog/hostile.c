/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a malicious or broken user of the device may try: each attempt must give
 * the errno that the ABI's page names, and the kernel's log must stay clean (the
 * harness looks).
 *
 *   hostile            each attempt by itself
 *   hostile race SECS  many threads that do everything at once
 */
#include <linux/capability.h>
#include <pthread.h>
#include <sys/poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/raw.h"

static const long page = 4096;

static int device(void)
{
	int fd = open(SYSCORD_DEVICE, O_RDWR | O_CLOEXEC);

	NEED(fd >= 0);
	return fd;
}

static int attach(int fd, const char *name, uint32_t flags)
{
	struct syscord_attach a = { .size = sizeof(a), .flags = flags };

	memcpy(a.name, name, strlen(name) + 1);
	return ioctl(fd, SYSCORD_IOC_ATTACH, &a);
}

static void rights(void)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
		struct __user_cap_data_struct data[2];

		syscall(SYS_capget, &head, data);
		data[0].effective &= ~(1U << 19); /* CAP_SYS_PTRACE */
		NEED(syscall(SYS_capset, &head, data) == 0);
		ERRNO(EPERM, open(SYSCORD_DEVICE, O_RDWR));
		_exit(failures != 0);
	}
	waitpid(pid, &status, 0);
	CHECK(status == 0);
	pid = fork();
	if (!pid) {
		NEED(setuid(65534) == 0);
		ERRNO(EACCES, open(SYSCORD_DEVICE, O_RDWR));
		_exit(failures != 0);
	}
	waitpid(pid, &status, 0);
	CHECK(status == 0);
}

static void requests(void)
{
	int fd = device(), i;
	struct {
		struct syscord_info info;
		char more[64];
	} large;
	struct syscord_info info = { .size = sizeof(info) };
	union {
		uint32_t size;
		char space[4096];
	} any;
	static const unsigned long attached[] = {
		SYSCORD_IOC_POLICY_GET, SYSCORD_IOC_POLICY_SET, SYSCORD_IOC_FILTER_GET,
		SYSCORD_IOC_FILTER_SET, SYSCORD_IOC_FOLLOW, SYSCORD_IOC_STATUS,
		SYSCORD_IOC_START, SYSCORD_IOC_STOP, SYSCORD_IOC_RESET,
	};

	for (i = 0; i < 9; i++) {
		memset(&any, 0, sizeof(any));
		any.size = _IOC_SIZE(attached[i]);
		ERRNO(ENOTCONN, ioctl(fd, attached[i], &any));
	}
	ERRNO(ENOTCONN, mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 0));
	for (i = _IOC_NR(SYSCORD_IOC_TASKS) + 1; i < 256; i++)
		ERRNO(ENOTTY, ioctl(fd, _IO(SYSCORD_IOC_MAGIC, i)));
	ERRNO(ENOTTY, ioctl(fd, _IO(0x12, 0)));
	ERRNO(ENOTTY, ioctl(fd, _IOW(SYSCORD_IOC_MAGIC, 0, struct syscord_info), &info));
	ERRNO(EFAULT, ioctl(fd, SYSCORD_IOC_INFO, NULL));
	ERRNO(EFAULT, ioctl(fd, SYSCORD_IOC_INFO, 8));
	ERRNO(EFAULT, ioctl(fd, SYSCORD_IOC_INFO, 0xffffffff81000000UL));
	for (i = 0; i < 8; i++) {
		info.size = i;
		ERRNO(EINVAL, ioctl(fd, SYSCORD_IOC_INFO, &info));
	}
	info.size = 0xffffffff;
	CHECK(ioctl(fd, SYSCORD_IOC_INFO, &info) == -1 && (errno == EINVAL || errno == E2BIG));
	memset(&large, 0, sizeof(large));
	large.info.size = sizeof(large);
	CHECK(ioctl(fd, SYSCORD_IOC_INFO, &large) == 0);
	CHECK(large.info.abi_version == SYSCORD_ABI_VERSION && large.info.cpus > 0);
	large.info.size = sizeof(large);
	large.more[60] = 1;
	ERRNO(E2BIG, ioctl(fd, SYSCORD_IOC_INFO, &large));
	/* an older, shorter caller gets what it knows and not a byte more */
	memset(&info, 0x77, sizeof(info));
	info.size = 16;
	CHECK(ioctl(fd, SYSCORD_IOC_INFO, &info) == 0);
	CHECK(info.memory_limit == 0x7777777777777777);
	ERRNO(EINVAL, read(fd, &any, 16));
	ERRNO(EINVAL, write(fd, &any, 16));
	close(fd);
}

static void attaching(void)
{
	struct syscord_attach a = { .size = sizeof(a) };
	int fd = device(), other = device(), many[SYSCORD_SESSIONS_MAX + 1], i, n = 0;
	char name[SYSCORD_NAME_LEN];

	ERRNO(EINVAL, attach(fd, "", 0));
	ERRNO(EINVAL, attach(fd, "x", 0x80000000));
	ERRNO(EINVAL, attach(fd, "a b", SYSCORD_ATTACH_CREATE));
	ERRNO(EINVAL, attach(fd, "../x", SYSCORD_ATTACH_CREATE));
	memset(a.name, 'n', sizeof(a.name));
	a.flags = SYSCORD_ATTACH_CREATE;
	ERRNO(EINVAL, ioctl(fd, SYSCORD_IOC_ATTACH, &a));
	strcpy(a.name, "x");
	a.reserved = 1;
	ERRNO(EINVAL, ioctl(fd, SYSCORD_IOC_ATTACH, &a));
	ERRNO(ENOENT, attach(fd, "nosuch", 0));
	ERRNO(ENOENT, attach(fd, "nosuch", SYSCORD_ATTACH_READER));
	CHECK(attach(fd, "mine", SYSCORD_ATTACH_PRIVATE | SYSCORD_ATTACH_READER) == 0);
	ERRNO(EISCONN, attach(fd, "mine", 0));
	ERRNO(EEXIST, attach(other, "mine", SYSCORD_ATTACH_PRIVATE));
	ERRNO(EBUSY, attach(other, "mine", SYSCORD_ATTACH_READER));
	CHECK(attach(other, "mine", 0) == 0);
	close(fd);
	/* the session has ended; what is still attached must say so, not crash */
	errno = 0;
	i = ioctl(other, SYSCORD_IOC_START);
	CHECK(i == -1);
	close(other);
	for (i = 0; i <= SYSCORD_SESSIONS_MAX; i++) {
		many[i] = device();
		snprintf(name, sizeof(name), "many-%d", i);
		if (attach(many[i], name, SYSCORD_ATTACH_PRIVATE) == 0)
			n++;
		else
			CHECK(errno == ENOSPC);
	}
	CHECK(n >= SYSCORD_SESSIONS_MAX - 1 && n <= SYSCORD_SESSIONS_MAX);
	for (i = 0; i <= SYSCORD_SESSIONS_MAX; i++)
		close(many[i]);
}

static void policies(void)
{
	static const struct {
		size_t offset, size;
		uint64_t value;
	} bad[] = {
#define FIELD(f, v) { offsetof(struct syscord_policy, f), sizeof(((struct syscord_policy *)0)->f), v }
		FIELD(flags, 0x80000000),
		FIELD(ring_bytes, 0), FIELD(ring_bytes, 65537), FIELD(ring_bytes, 4096),
		FIELD(ring_bytes, 1ULL << 31), FIELD(ring_bytes, 1ULL << 63),
		FIELD(ring_bytes, (1ULL << 32) + 65536), FIELD(profile, 2),
		FIELD(profile, 0xffffffff), FIELD(on_full, SYSCORD_ON_FULL_OVERWRITE + 1),
		FIELD(on_full, 0xffffffff), FIELD(trigger, SYSCORD_TRIGGER_ASKED),
		FIELD(stack, 1), FIELD(stack_bytes, 1), FIELD(reserved[0], 1),
		FIELD(reserved[0], 1ULL << 63),
	};
	struct syscord_policy policy = { .size = sizeof(policy) }, p;
	int fd = device();

	NEED(attach(fd, "policies", SYSCORD_ATTACH_PRIVATE) == 0);
	NEED(ioctl(fd, SYSCORD_IOC_POLICY_GET, &policy) == 0);
	CHECK(policy.ring_bytes == SYSCORD_RING_DEFAULT);
	CHECK(policy.snaplen == SYSCORD_SNAPLEN_DEFAULT);
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		p = policy;
		memcpy((char *)&p + bad[i].offset, &bad[i].value, bad[i].size);
		errno = 0;
		if (ioctl(fd, SYSCORD_IOC_POLICY_SET, &p) != -1 || errno != EINVAL)
			FAIL("policy %u was not refused (errno %d)", i, errno);
	}
	p = policy;
	p.snaplen = 0xffffffff; /* whatever it is cut to, a record stays within its limit */
	(void)ioctl(fd, SYSCORD_IOC_POLICY_SET, &p);
	CHECK(ioctl(fd, SYSCORD_IOC_POLICY_SET, &policy) == 0);
	CHECK(ioctl(fd, SYSCORD_IOC_START) == 0);
	ERRNO(EALREADY, ioctl(fd, SYSCORD_IOC_START));
	ERRNO(EBUSY, ioctl(fd, SYSCORD_IOC_RESET));
	p = policy;
	p.ring_bytes *= 2;
	ERRNO(EBUSY, ioctl(fd, SYSCORD_IOC_POLICY_SET, &p));
	p = policy;
	p.snaplen = 16;
	CHECK(ioctl(fd, SYSCORD_IOC_POLICY_SET, &p) == 0);
	CHECK(ioctl(fd, SYSCORD_IOC_STOP) == 0);
	CHECK(ioctl(fd, SYSCORD_IOC_STOP) == 0);
	CHECK(ioctl(fd, SYSCORD_IOC_RESET) == 0);
	p.ring_bytes = SYSCORD_RING_MAX; /* more than the module's limit for this machine */
	CHECK(ioctl(fd, SYSCORD_IOC_POLICY_SET, &p) == 0);
	ERRNO(ENOSPC, ioctl(fd, SYSCORD_IOC_START));
	p.ring_bytes = SYSCORD_RING_MIN;
	CHECK(ioctl(fd, SYSCORD_IOC_POLICY_SET, &p) == 0);
	CHECK(ioctl(fd, SYSCORD_IOC_START) == 0);
	close(fd);
}

static int set_filter(int fd, const struct sock_filter *insns, uint32_t len)
{
	struct syscord_filter f = {
		.size = sizeof(f),
		.call = (uintptr_t)insns,
		.call_len = len,
		.data_size = sizeof(struct syscord_filter_data),
	};

	return ioctl(fd, SYSCORD_IOC_FILTER_SET, &f);
}

static void filters(void)
{
#define RET BPF_STMT(BPF_RET | BPF_K, 1)
	static const struct sock_filter first[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, sizeof(struct syscord_filter_data)),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0x7ffffffc),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0xfffffffc),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SKF_AD_OFF + SKF_AD_PAY_OFFSET),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, SKF_LL_OFF),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, sizeof(struct syscord_filter_data) - 2),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
		BPF_STMT(BPF_LD | BPF_W | BPF_IND, 0),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_STMT(BPF_LDX | BPF_W | BPF_ABS, 0), /* the kernel's own word for ours */
		BPF_STMT(BPF_LD | BPF_W | BPF_MEM, 16),
		BPF_STMT(BPF_ST, 16),
		BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0),
		BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 32),
		BPF_STMT(BPF_JMP | BPF_JA, 1),
		BPF_STMT(BPF_JMP | BPF_JA, 0xffffffff),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 255, 0),
		BPF_STMT(0xffff, 0),
		BPF_STMT(0x85, 1), /* eBPF call */
		BPF_STMT(BPF_STX | BPF_W | BPF_ABS, 0),
	};
	struct sock_filter program[2] = { RET, RET }, *huge;
	struct syscord_filter f = { .size = sizeof(f), .data_size = sizeof(struct syscord_filter_data) };
	char *text = calloc(1, SYSCORD_FILTER_TEXT_MAX + 1), back[64] = "";
	int fd = device();
	unsigned int i;

	NEED(attach(fd, "filters", SYSCORD_ATTACH_PRIVATE) == 0);
	for (i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		program[0] = first[i];
		errno = 0;
		if (set_filter(fd, program, 2) != -1 || errno != EINVAL)
			FAIL("program %u was not refused (errno %d)", i, errno);
	}
	program[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0);
	ERRNO(EINVAL, set_filter(fd, program, 1)); /* no return */
	huge = calloc(BPF_MAXINSNS + 1, sizeof(*huge));
	for (i = 0; i <= BPF_MAXINSNS; i++)
		huge[i] = (struct sock_filter)RET;
	ERRNO(EINVAL, set_filter(fd, huge, BPF_MAXINSNS + 1));
	ERRNO(EINVAL, set_filter(fd, huge, 0xffffffff));
	CHECK(set_filter(fd, huge, BPF_MAXINSNS) == 0);
	ERRNO(EFAULT, set_filter(fd, (void *)8, 2));
	f.data_size = sizeof(struct syscord_filter_data) + 8; /* for a newer kernel */
	ERRNO(E2BIG, ioctl(fd, SYSCORD_IOC_FILTER_SET, &f));
	f.data_size = sizeof(struct syscord_filter_data);
	f.flags = ~SYSCORD_FILTER_FOLLOW;
	ERRNO(EINVAL, ioctl(fd, SYSCORD_IOC_FILTER_SET, &f));
	f.flags = 0;
	f.text = (uintptr_t)text;
	f.text_len = SYSCORD_FILTER_TEXT_MAX + 1;
	ERRNO(ENAMETOOLONG, ioctl(fd, SYSCORD_IOC_FILTER_SET, &f));
	f.text_len = 100;
	f.text = 8;
	ERRNO(EFAULT, ioctl(fd, SYSCORD_IOC_FILTER_SET, &f));
	f.text = (uintptr_t) "pid == 1";
	f.text_len = 8;
	CHECK(ioctl(fd, SYSCORD_IOC_FILTER_SET, &f) == 0);
	f.text = (uintptr_t)back;
	f.text_len = 3;
	CHECK(ioctl(fd, SYSCORD_IOC_FILTER_GET, &f) == 0 && f.text_len == 8 &&
	      !strcmp(back, "pid"));
	free(huge);
	free(text);
	close(fd);
}

static void mappings(void)
{
	struct raw raw;
	long ring = 65536;
	char *p;
	int fd;

	raw_open(&raw, "maps", ring, 64);
	ERRNO(ENXIO, mmap(NULL, page, PROT_READ, MAP_SHARED, raw.fd, 0)); /* not started */
	raw_start(&raw);
	fd = device();
	NEED(attach(fd, "maps", 0) == 0);
	ERRNO(EACCES, mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 0)); /* not the reader */
	close(fd);
	fd = raw.fd;
	ERRNO(EPERM, mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
	ERRNO(EPERM, mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, page));
	ERRNO(EPERM, mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 2 * page));
	ERRNO(EPERM, mmap(NULL, 2 * page + 2 * ring, PROT_WRITE, MAP_SHARED, fd, 0));
	CHECK(mmap(NULL, 2 * page + 2 * ring + page, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED);
	CHECK(mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 2 * page + 2 * ring) == MAP_FAILED);
	CHECK(mmap(NULL, page, PROT_READ, MAP_SHARED, fd, (1LL << SYSCORD_RING_SHIFT) - page) ==
	      MAP_FAILED);
	CHECK(mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 8191LL << SYSCORD_RING_SHIFT) ==
	      MAP_FAILED);
	CHECK(mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 1LL << 62) == MAP_FAILED);
	p = mmap(NULL, 2 * page + 2 * ring, PROT_READ, MAP_SHARED, fd, 0);
	NEED(p != MAP_FAILED);
	CHECK(mprotect(p, 2 * page + 2 * ring, PROT_READ | PROT_WRITE) == -1);
	CHECK(mprotect(p + 2 * page, page, PROT_READ | PROT_WRITE) == -1);
	CHECK(mremap(p, 2 * page + 2 * ring, 4 * page + 4 * ring, MREMAP_MAYMOVE) == MAP_FAILED);
	if (fork() == 0) { /* an inherited mapping, used after its owner has gone */
		usleep(200000);
		_exit(p[page] == 127);
	}
	/* a mapping outlives its file and the session's stop */
	raw_stop(&raw);
	CHECK(ioctl(fd, SYSCORD_IOC_RESET) == 0);
	CHECK(p[2 * page] == p[2 * page + ring]);
	munmap(p, page); /* in parts */
	munmap(p + page, page + 2 * ring);
	raw_close(&raw);
	wait(NULL);
}

static void calls(int n)
{
	for (int i = 0; i < n; i++)
		syscall(SYS_getpid);
}

static void positions(void)
{
	static const int64_t offsets[] = { 1, 8, 4096, 1LL << 20, 1LL << 40,
					   INT64_MAX, INT64_MIN, -1, -4097, -65535 };
	struct raw raw;
	struct syscord_status st;
	uint64_t producer = 0, lost;
	unsigned int i;

	raw_open(&raw, NULL, 65536, 64);
	raw_follow_self(&raw);
	raw_start(&raw);
	for (i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		unsigned int cpu;

		for (cpu = 0; cpu < raw.cpus; cpu++)
			if (raw.ring[cpu].size)
				raw.ring[cpu].consumer->pos =
					raw.ring[cpu].producer->pos + offsets[i];
		calls(3000); /* more than the ring holds */
		lost = producer = 0;
		for (cpu = 0; cpu < raw.cpus; cpu++) {
			if (!raw.ring[cpu].size)
				continue;
			lost += raw.ring[cpu].producer->lost[SYSCORD_LOST_CONSUMER] +
				raw.ring[cpu].producer->lost[SYSCORD_LOST_FULL];
			producer += raw.ring[cpu].producer->pos;
		}
		CHECK(lost > 0);
		raw_status(&raw, &st);
		/* back where it may be: recording goes on */
		for (cpu = 0; cpu < raw.cpus; cpu++)
			if (raw.ring[cpu].size)
				raw.ring[cpu].consumer->pos = raw.ring[cpu].producer->pos;
		calls(10);
		for (cpu = 0; cpu < raw.cpus; cpu++)
			if (raw.ring[cpu].size)
				producer -= raw.ring[cpu].producer->pos;
		CHECK((int64_t)producer < 0);
	}
	raw_close(&raw);
}

static volatile bool over;

static void *racer(void *arg)
{
	unsigned int seed = (uintptr_t)arg;
	char name[SYSCORD_NAME_LEN];

	while (!over) {
		struct syscord_policy policy = { .size = sizeof(policy) };
		struct syscord_follow follow = { .size = sizeof(follow) };
		struct sock_filter ret[1] = { RET };
		struct syscord_status st;
		int fd = open(SYSCORD_DEVICE, O_RDWR), n;
		char *p = MAP_FAILED;

		snprintf(name, sizeof(name), "race-%d", rand_r(&seed) % 3);
		(void)attach(fd, name, SYSCORD_ATTACH_CREATE | (rand_r(&seed) & 6));
		for (n = rand_r(&seed) % 30; n; n--) {
			memset(&st, 0, sizeof(st));
			st.size = sizeof(st);
			st.flags = rand_r(&seed) & 1 ? SYSCORD_STATUS_COUNT : 0;
			switch (rand_r(&seed) % 11) {
			case 0: case 1:
				(void)ioctl(fd, SYSCORD_IOC_START);
				break;
			case 2:
				(void)ioctl(fd, SYSCORD_IOC_STOP);
				break;
			case 3:
				(void)ioctl(fd, SYSCORD_IOC_RESET);
				break;
			case 4:
				(void)ioctl(fd, SYSCORD_IOC_STATUS, &st);
				break;
			case 5:
				(void)set_filter(fd, ret, rand_r(&seed) & 1);
				break;
			case 6:
				follow.flags = rand_r(&seed) & 3;
				(void)ioctl(fd, SYSCORD_IOC_FOLLOW, &follow);
				break;
			case 7:
				if (p != MAP_FAILED)
					munmap(p, 2 * page);
				p = mmap(NULL, 2 * page, PROT_READ, MAP_SHARED, fd, 0);
				break;
			case 8:
				if (p != MAP_FAILED)
					(void)*(volatile char *)(p + page);
				break;
			case 9:
				if (!ioctl(fd, SYSCORD_IOC_POLICY_GET, &policy)) {
					policy.snaplen = rand_r(&seed) % 1000;
					policy.profile = rand_r(&seed) & 1;
					policy.ring_bytes = 65536 << rand_r(&seed) % 3;
					(void)ioctl(fd, SYSCORD_IOC_POLICY_SET, &policy);
				}
				break;
			case 10: {
				struct pollfd pfd = { .fd = fd, .events = POLLIN };

				(void)poll(&pfd, 1, 1);
				break;
			}
			}
		}
		if (p != MAP_FAILED)
			munmap(p, 2 * page);
		close(fd);
	}
	return NULL;
}

/* Calls of every kind, cold pages and short-lived children among them */
static void *caller(void *arg)
{
	int null = open("/dev/null", O_WRONLY);

	(void)arg;
	while (!over) {
		char *p = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			       -1, 0);

		if (p != MAP_FAILED) {
			(void)!write(null, p, page);
			munmap(p, page);
		}
		calls(50);
		if (vfork() == 0) {
			execl("/bin/true", "true", (char *)NULL);
			_exit(1);
		}
		wait(NULL);
	}
	close(null);
	return NULL;
}

static int race(int seconds)
{
	pthread_t thread[6];
	int i;

	for (i = 0; i < 6; i++)
		NEED(!pthread_create(&thread[i], NULL, i < 4 ? racer : caller,
				     (void *)(uintptr_t)(i + 1)));
	sleep(seconds);
	over = true;
	for (i = 0; i < 6; i++)
		pthread_join(thread[i], NULL);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "race"))
		return race(atoi(argv[2]));
	rights();
	requests();
	attaching();
	policies();
	filters();
	mappings();
	positions();
	printf("%d failures\n", failures);
	return failures != 0;
}
