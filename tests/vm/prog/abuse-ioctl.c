/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every request with every kind of bad argument. Whatever is given, the answer is
 * success or an errno that the ABI's page names for that request.
 *
 *   abuse-ioctl SEED CALLS     as root, root of a user namespace, and nobody
 */
#include <sys/time.h>

#include "lib/abuse.h"

#define PAGE 4096

static const struct request {
	const char *name;
	unsigned long cmd;
	uint32_t size;
	int errnos[6];	/* besides the common ones */
} requests[] = {
#define REQUEST(n, ...) { #n, SYSCORD_IOC_##n, _IOC_SIZE(SYSCORD_IOC_##n), { __VA_ARGS__ } }
	REQUEST(INFO, 0),
	REQUEST(SESSIONS, 0),
	REQUEST(ATTACH, ENOENT, EEXIST, ENOSPC, EBUSY, EISCONN),
	REQUEST(POLICY_GET, 0),
	REQUEST(POLICY_SET, EBUSY),
	REQUEST(FILTER_GET, 0),
	REQUEST(FILTER_SET, ENAMETOOLONG),
	REQUEST(FOLLOW, ESRCH),
	REQUEST(STATUS, 0),
	REQUEST(START, ENOSPC, EALREADY, ENODEV),
	REQUEST(STOP, 0),
	REQUEST(RESET, EBUSY),
	REQUEST(DESTROY, EPERM, EBUSY, ENODEV),
	REQUEST(KICK, 0),
	REQUEST(TRIGGER, 0),
	REQUEST(FETCHED, 0),
	REQUEST(TASKS, 0),
};

#define REQUESTS (sizeof(requests) / sizeof(requests[0]))

enum { INFO, SESSIONS, ATTACH, POLICY_GET, POLICY_SET, FILTER_GET, FILTER_SET, FOLLOW, STATUS,
       START, STOP, RESET, DESTROY, KICK, TRIGGER, FETCHED, TASKS };

union any {
	uint32_t size;
	uint8_t bytes[2 * PAGE];
	uint64_t words[2 * PAGE / 8];
	struct syscord_info info;
	struct syscord_sessions sessions;
	struct syscord_attach attach;
	struct syscord_policy policy;
	struct syscord_filter filter;
	struct syscord_follow follow;
	struct syscord_status status;
	struct syscord_fetched fetched;
	struct syscord_tasks tasks;
};

static const struct sock_filter admit = BPF_STMT(BPF_RET | BPF_K, 1);
static unsigned int done[REQUESTS][2];	/* refused, carried out */

/* One request; its answer must be a documented one. */
static int try(int fd, unsigned int nr, unsigned long cmd, void *arg)
{
	static const int common[] = { EFAULT, EINVAL, E2BIG, ENOTCONN };
	const struct request *r = &requests[nr];
	unsigned int i;

	errno = 0;
	if (ioctl(fd, cmd, arg) == 0) {
		done[nr][1]++;
		return 0;
	}
	done[nr][0]++;
	for (i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (errno == common[i])
			return errno;
	for (i = 0; i < sizeof(r->errnos) / sizeof(r->errnos[0]) && r->errnos[i]; i++)
		if (errno == r->errnos[i])
			return errno;
	FAIL("%s gave errno %d (%s)", r->name, errno, strerror(errno));
	return errno;
}

/* A request that can succeed on an attached file (a fresh one for ATTACH) */
static void valid(unsigned int nr, union any *a)
{
	memset(a, 0, sizeof(*a));
	a->size = requests[nr].size;
	switch (nr) {
	case ATTACH:
		strcpy(a->attach.name, "default");
		break;
	case POLICY_SET:
		a->policy.ring_bytes = SYSCORD_RING_MIN;
		break;
	case FILTER_SET:
		a->filter.call = (uintptr_t)&admit;
		a->filter.call_len = 1;
		a->filter.data_size = sizeof(struct syscord_filter_data);
		break;
	}
}

/* A file for request `nr`: it is attached to the session, unless it is to ATTACH. */
static int fresh(unsigned int nr, int attached, int unattached)
{
	return nr == ATTACH ? unattached : attached;
}

static void expect(int fd, unsigned int nr, void *arg, int err, const char *what)
{
	int got = try(fd, nr, requests[nr].cmd, arg);

	/* the file is attached by the first one that works */
	if (nr == ATTACH && got == EISCONN && !err)
		return;
	if (got != err)
		FAIL("%s, %s: errno %d, not %d", requests[nr].name, what, got, err);
}

/* All numbers, all directions, many sizes: only what is in the list is a request. */
static void numbers(int fd)
{
	static const unsigned int sizes[] = { 0, 4, 8, 64, 4096, (1 << _IOC_SIZEBITS) - 1 };
	union any a;

	for (unsigned int nr = 0; nr < 256; nr++) {
		for (unsigned int dir = 0; dir < 4; dir++) {
			bool is = nr < REQUESTS && dir == _IOC_DIR(requests[nr].cmd);

			for (unsigned int i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
				unsigned long cmd = _IOC(dir, SYSCORD_IOC_MAGIC, nr, sizes[i]);

				memset(&a, 0, sizeof(a));
				if (!is)
					ERRNO(ENOTTY, ioctl(fd, cmd, &a));
				else if (requests[nr].size) /* a size of 0 is none */
					CHECK(try(fd, nr, cmd, &a) == EINVAL);
				ERRNO(ENOTTY, ioctl(fd, _IOC(dir, 0xe4, nr, sizes[i]), &a));
			}
		}
	}
}

static void sizes(int fd, int fresh_fd)
{
	union any a;

	for (unsigned int nr = 0; nr < REQUESTS; nr++) {
		const uint32_t known = requests[nr].size;
		const uint32_t bad[] = { 0, 1, 4, 7, 4097, 1U << 31, UINT32_MAX };
		const uint32_t more[] = { 1, 4, 8, PAGE - known };
		int use = fresh(nr, fd, fresh_fd);
		unsigned int i;

		if (!known)
			continue;
		for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			valid(nr, &a);
			a.size = bad[i];
			expect(use, nr, &a, EINVAL, "bad size");
		}
		for (i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
			valid(nr, &a);
			a.size = known + more[i];
			a.bytes[known + more[i] - 1] = 0x80;
			expect(use, nr, &a, E2BIG, "a tail with something in it");
			valid(nr, &a);
			a.size = known + more[i];
			a.bytes[known + more[i]] = 0xaa; /* behind it: not looked at, not written */
			expect(use, nr, &a, 0, "a tail of zeros");
			CHECK(a.bytes[known + more[i]] == 0xaa);
		}
		/* a shorter, older caller: nothing behind its structure is touched */
		for (i = 8; i < known; i += 4) {
			valid(nr, &a);
			memset(a.bytes + i, 0xaa, sizeof(a) - i);
			a.size = i;
			(void)try(use, nr, requests[nr].cmd, &a);
			for (unsigned int j = i; j < known + 64; j++)
				if (a.bytes[j] != 0xaa) {
					FAIL("%s of %u bytes wrote byte %u", requests[nr].name, i, j);
					break;
				}
		}
	}
}

static void pointers(int fd, int fresh_fd)
{
	static const uintptr_t wild[] = {
		0, 1, 8, 0x7ffffffff000, 0x7fffffffffff, 0x800000000000, 0xffff800000000000,
		0xffff888000000000, 0xffffc90000000000, 0xffffffff81000000, 0xffffffffff600000,
		UINTPTR_MAX, UINTPTR_MAX - 7, (uintptr_t)1 << 63,
	};
	uint8_t *page = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			     -1, 0);
	union any a;

	NEED(page != MAP_FAILED && mprotect(page + 2 * PAGE, PAGE, PROT_NONE) == 0);
	for (unsigned int nr = 0; nr < REQUESTS; nr++) {
		int use = fresh(nr, fd, fresh_fd);
		bool out = _IOC_DIR(requests[nr].cmd) & _IOC_READ;
		uint32_t known = requests[nr].size;
		unsigned int i;

		if (!known)
			continue;
		for (i = 0; i < sizeof(wild) / sizeof(wild[0]); i++)
			/* the old vsyscall page may be readable: its bytes are no request */
			CHECK(try(use, nr, requests[nr].cmd, (void *)wild[i]) != 0);
		expect(use, nr, page + 2 * PAGE, EFAULT, "no access");
		valid(nr, &a);
		/* the structure's end, and the size itself, lie where nothing is */
		for (i = 1; i < known; i += 3) {
			uint8_t *at = page + 2 * PAGE - known + i;
			bool whole_size = at + sizeof(uint32_t) <= page + 2 * PAGE;

			memcpy(at, &a, known - i);
			expect(use, nr, at, EFAULT, whole_size ? "half mapped" : "its size half mapped");
		}
		for (i = 1; i < 8; i++) {
			memcpy(page + i, &a, known);
			expect(use, nr, page + i, 0, "not aligned");
		}
		memcpy(page, &a, known);
		NEED(mprotect(page, PAGE, PROT_READ) == 0);
		if (nr != ATTACH)
			expect(use, nr, page, out ? EFAULT : 0, "read-only");
		NEED(mprotect(page, PAGE, PROT_READ | PROT_WRITE) == 0);
	}
	munmap(page, 3 * PAGE);
}

/* The same, as a 32-bit program asks: the layout is one, and half of each pointer is cut. */
static void compat(int fd, int fresh_fd)
{
#ifdef __x86_64__
	union any *a = mmap(NULL, sizeof(*a), PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	NEED(a != MAP_FAILED);
	for (unsigned int nr = 0; nr < REQUESTS; nr++) {
		for (int bad = 0; bad < 2; bad++) {
			uint64_t arg = (uintptr_t)a | 0xffffffff00000000ULL;
			long ret, expected;

			if (!requests[nr].size)
				continue;
			valid(nr, a);
			if (nr == FILTER_SET) {
				memcpy(a->bytes + PAGE, &admit, sizeof(admit));
				a->filter.call = (uintptr_t)a + PAGE;
			}
			if (bad)
				a->size = 7;
			expected = bad ? -EINVAL : nr == ATTACH ? -EISCONN : 0;
			__asm__ volatile("int $0x80"
					 : "=a"(ret)
					 : "a"(54L), "b"((long)fresh(nr, fd, fresh_fd)),
					   "c"(requests[nr].cmd), "d"(arg)
					 : "memory", "r8", "r9", "r10", "r11");
			if (ret != expected)
				FAIL("%s by a 32-bit call: %ld, not %ld", requests[nr].name, ret,
				     expected);
		}
	}
	munmap(a, sizeof(*a));
#else
	(void)fd;
	(void)fresh_fd;
#endif
}

/* What ATTACH did stays done if its answer cannot be stored. */
static void attach_read_only(int fd)
{
	union any *a = mmap(NULL, sizeof(*a), PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	NEED(a != MAP_FAILED);
	valid(ATTACH, a);
	NEED(mprotect(a, sizeof(*a), PROT_READ) == 0);
	ERRNO(EFAULT, ioctl(fd, SYSCORD_IOC_ATTACH, a));
	ERRNO(EISCONN, ioctl(fd, SYSCORD_IOC_ATTACH, a));
	munmap(a, sizeof(*a));
}

struct field {
	unsigned int nr, offset, bytes;
	uint64_t value;
	int err;
};

#define F(nr, s, f, value, err) \
	{ nr, offsetof(struct syscord_##s, f), sizeof(((struct syscord_##s *)0)->f), value, err }

static const struct field fields[] = {
	F(ATTACH, attach, reserved, 1, EINVAL),
	F(ATTACH, attach, reserved, 1ULL << 63, EINVAL),
	F(POLICY_SET, policy, ring_bytes, 0, EINVAL),
	F(POLICY_SET, policy, ring_bytes, 1, EINVAL),
	F(POLICY_SET, policy, ring_bytes, SYSCORD_RING_MIN / 2, EINVAL),
	F(POLICY_SET, policy, ring_bytes, SYSCORD_RING_MIN - 1, EINVAL),
	F(POLICY_SET, policy, ring_bytes, SYSCORD_RING_MIN + 1, EINVAL),
	F(POLICY_SET, policy, ring_bytes, SYSCORD_RING_MAX, 0),
	F(POLICY_SET, policy, ring_bytes, SYSCORD_RING_MAX + 1ULL, EINVAL),
	F(POLICY_SET, policy, ring_bytes, 2ULL * SYSCORD_RING_MAX, EINVAL),
	F(POLICY_SET, policy, ring_bytes, 1ULL << 32, EINVAL),
	F(POLICY_SET, policy, ring_bytes, (1ULL << 32) + SYSCORD_RING_MIN, EINVAL),
	F(POLICY_SET, policy, ring_bytes, 1ULL << 63, EINVAL),
	F(POLICY_SET, policy, ring_bytes, UINT64_MAX, EINVAL),
	F(POLICY_SET, policy, watermark, 1, 0),
	F(POLICY_SET, policy, watermark, SYSCORD_RING_MIN / 2, 0),
	F(POLICY_SET, policy, watermark, SYSCORD_RING_MIN / 2 + 1, EINVAL),
	F(POLICY_SET, policy, watermark, UINT32_MAX, EINVAL),
	F(POLICY_SET, policy, snaplen, 1, 0),
	F(POLICY_SET, policy, snaplen, SYSCORD_RECORD_MAX, 0),
	F(POLICY_SET, policy, snaplen, UINT32_MAX, 0),
	F(POLICY_SET, policy, profile, SYSCORD_PROFILE_EFFECTS, 0),
	F(POLICY_SET, policy, profile, SYSCORD_PROFILE_EFFECTS + 1, EINVAL),
	F(POLICY_SET, policy, profile, UINT32_MAX, EINVAL),
	F(POLICY_SET, policy, on_full, SYSCORD_ON_FULL_WAIT, 0),
	F(POLICY_SET, policy, on_full, SYSCORD_ON_FULL_OVERWRITE, EINVAL), /* the ring is too small */
	F(POLICY_SET, policy, on_full, SYSCORD_ON_FULL_OVERWRITE + 1, EINVAL),
	F(POLICY_SET, policy, on_full, UINT32_MAX, EINVAL),
	F(POLICY_SET, policy, stack, 1, EINVAL),
	F(POLICY_SET, policy, stack_bytes, 1, EINVAL),
	F(POLICY_SET, policy, reserved[0], 1, EINVAL),
	F(POLICY_SET, policy, reserved[0], 1ULL << 63, EINVAL),
	F(POLICY_SET, policy, trigger, SYSCORD_TRIGGER_ASKED, EINVAL),
	F(POLICY_SET, policy, before, UINT64_MAX, 0),
	F(POLICY_SET, policy, after, UINT32_MAX, 0),
	F(FILTER_GET, filter, flags, 1, EINVAL),
	F(FILTER_GET, filter, call_len, 1, EINVAL),
	F(FILTER_GET, filter, task_len, 1, EINVAL),
	F(FILTER_GET, filter, call, 1, EINVAL),
	F(FILTER_GET, filter, task, 1, EINVAL),
	F(FILTER_SET, filter, call_len, BPF_MAXINSNS + 1, EINVAL),
	F(FILTER_SET, filter, call_len, 65537, EINVAL), /* 1 in the kernel's u16 */
	F(FILTER_SET, filter, call_len, UINT32_MAX, EINVAL),
	F(FILTER_SET, filter, task_len, BPF_MAXINSNS + 1, EINVAL),
	F(FILTER_SET, filter, task_len, 65537, EINVAL),
	F(FILTER_SET, filter, task_len, UINT32_MAX, EINVAL),
	F(FILTER_SET, filter, task_len, 1, EINVAL), /* none is there */
	F(FILTER_SET, filter, call, 0, EINVAL),
	F(FILTER_SET, filter, call, 8, EFAULT),
	F(FILTER_SET, filter, call, 0xffffffff81000000, EFAULT),
	F(FILTER_SET, filter, text_len, 1, EFAULT),
	F(FILTER_SET, filter, text_len, SYSCORD_FILTER_TEXT_MAX, EFAULT),
	F(FILTER_SET, filter, text_len, SYSCORD_FILTER_TEXT_MAX + 1, ENAMETOOLONG),
	F(FILTER_SET, filter, text_len, UINT32_MAX, ENAMETOOLONG),
	F(FILTER_SET, filter, text, 0xffff888000000000, 0), /* of length 0 */
	F(FILTER_SET, filter, data_size, sizeof(struct syscord_filter_data) + 1, E2BIG),
	F(FILTER_SET, filter, data_size, UINT32_MAX, E2BIG),
	F(FILTER_SET, filter, data_size, 0, 0),
	F(FOLLOW, follow, pid, 0, 0),
	F(FOLLOW, follow, pid, UINT32_MAX, EINVAL),
	F(FOLLOW, follow, pid, 1U << 31, EINVAL),
	F(FOLLOW, follow, pid, INT32_MAX, ESRCH),
	F(FOLLOW, follow, reserved, 1, EINVAL),
	F(STATUS, status, reserved[0], 1, EINVAL),
	F(STATUS, status, flags, SYSCORD_STATUS_RECORDING, EINVAL),
	F(STATUS, status, flags, SYSCORD_STATUS_COUNT, 0),
	F(STATUS, status, rings, UINT32_MAX, 0),
	F(FETCHED, fetched, reserved, 1, EINVAL),
	F(FETCHED, fetched, triggers, UINT64_MAX, 0),
	F(TASKS, tasks, reserved, 1, EINVAL),
	F(TASKS, tasks, array, 8, 0), /* of no elements */
	F(TASKS, tasks, count, 1, EFAULT),
	F(TASKS, tasks, count, SYSCORD_TASKS_MAX, EFAULT),
	F(TASKS, tasks, count, SYSCORD_TASKS_MAX + 1, EINVAL),
	F(TASKS, tasks, count, UINT32_MAX, EINVAL),
	F(STATUS, status, ring_array, 8, 0), /* room for none there */
};

static void boundaries(int fd, int fresh_fd)
{
	static const struct {
		unsigned int nr, offset;
		uint32_t known;
	} flags[] = {
		{ ATTACH, offsetof(struct syscord_attach, flags), SYSCORD_ATTACH_CREATE |
			  SYSCORD_ATTACH_PRIVATE | SYSCORD_ATTACH_READER },
		{ POLICY_SET, offsetof(struct syscord_policy, flags),
		  SYSCORD_POLICY_F_NO_STATE | SYSCORD_POLICY_F_ENTRY },
		{ POLICY_SET, offsetof(struct syscord_policy, trigger),
		  SYSCORD_TRIGGER_CORE | SYSCORD_TRIGGER_FILTER },
		{ FILTER_GET, offsetof(struct syscord_filter, flags), SYSCORD_FILTER_TRIGGER },
		{ FILTER_SET, offsetof(struct syscord_filter, flags),
		  SYSCORD_FILTER_FOLLOW | SYSCORD_FILTER_TRIGGER },
		{ TASKS, offsetof(struct syscord_tasks, flags), SYSCORD_TASKS_FOLLOWED },
		{ FOLLOW, offsetof(struct syscord_follow, flags),
		  SYSCORD_FOLLOW_ON_EXEC | SYSCORD_FOLLOW_THREADS },
	};
	union any a;
	unsigned int i, bit;

	for (i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		for (bit = 0; bit < 32; bit++) {
			uint32_t value = 1U << bit;

			if (flags[i].nr == ATTACH && value & flags[i].known)
				continue;
			valid(flags[i].nr, &a);
			memcpy(a.bytes + flags[i].offset, &value, sizeof(value));
			expect(fresh(flags[i].nr, fd, fresh_fd), flags[i].nr, &a,
			       value & flags[i].known ? 0 : EINVAL, "one flag");
		}
	}
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct field *f = &fields[i];

		valid(f->nr, &a);
		memcpy(a.bytes + f->offset, &f->value, f->bytes);
		errno = 0;
		expect(fresh(f->nr, fd, fresh_fd), f->nr, &a, f->err, "");
		if (failures && errno != f->err)
			printf("... field %u, value %#llx\n", i, (unsigned long long)f->value);
	}
}

static uint64_t odd(void)
{
	static const uint64_t values[] = {
		0, 1, 2, 3, 4, 7, 8, 16, 255, 4095, 4096, 4097, 65535, 65536, 65537, 1 << 20,
		INT32_MAX, 1U << 31, UINT32_MAX, 1ULL << 32, 1ULL << 47, 0xffff888000000000,
		0xffffffff81000000, INT64_MAX, 1ULL << 63, UINT64_MAX, UINT64_MAX - 7,
	};

	switch (chance_below(4)) {
	case 0:
		return chance();
	case 1:
		return 1ULL << chance_below(64);
	default:
		return values[chance_below(sizeof(values) / sizeof(values[0]))];
	}
}

static void random_program(struct sock_filter *insns, unsigned int len)
{
	static const uint16_t codes[] = {
		BPF_LD | BPF_W | BPF_ABS, BPF_LD | BPF_W | BPF_ABS, BPF_LD | BPF_IMM,
		BPF_LDX | BPF_IMM, BPF_ST, BPF_STX, BPF_MISC | BPF_TAX, BPF_MISC | BPF_TXA,
		BPF_RET | BPF_A, BPF_ALU | BPF_DIV | BPF_X, BPF_ALU | BPF_LSH | BPF_X,
		BPF_ALU | BPF_NEG, BPF_ALU | BPF_ADD | BPF_K, BPF_ALU | BPF_XOR | BPF_X,
		BPF_JMP | BPF_JEQ | BPF_K, BPF_JMP | BPF_JGT | BPF_X, BPF_JMP | BPF_JSET | BPF_K,
		/* refused, or often so */
		BPF_LD | BPF_MEM, BPF_LD | BPF_W | BPF_IND, BPF_ALU | BPF_MOD | BPF_K,
	};
	unsigned int i, fair = chance_below(8);

	for (i = 0; i < len; i++) {
		struct sock_filter *insn = &insns[i];

		/* mostly ones that could be right, else nothing but the check is tested */
		insn->code = fair || chance_below(64) ? codes[chance_below(fair ? 17 : 20)] :
							chance();
		insn->jt = chance_below(len - i + (fair ? 0 : 2));
		insn->jf = chance_below(len - i + (fair ? 0 : 2));
		insn->k = insn->code == (BPF_LD | BPF_W | BPF_ABS) ?
				  chance_below(sizeof(struct syscord_filter_data) / 4 + !fair) * 4 :
			  fair || chance_below(4) ? chance_below(16) : odd();
	}
	insns[len - 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, 1);
}

static void random_calls(int attached, int other, unsigned int calls)
{
	static struct sock_filter insns[BPF_MAXINSNS + 1];
	static uint8_t space[4 * PAGE];
	static char canary[64];
	unsigned int loads = 0;
	union any a;

	while (calls--) {
		unsigned int nr = chance_below(REQUESTS + 20), i;

		/*
		 * START, STOP and RESET wait for grace periods: now and then will do. And
		 * after a DESTROY nothing starts any more.
		 */
		if (nr >= REQUESTS || (nr == DESTROY && calls > 100))
			nr = chance_below(STATUS + 1);
		if (!calls)
			nr = DESTROY; /* at least once, whatever the chance */
		valid(nr, &a);
		if (nr == FILTER_SET) {
			unsigned int len = 1 + chance_below(chance_below(16) ? 32 : BPF_MAXINSNS);

			random_program(insns, len);
			a.filter.call = a.filter.task = (uintptr_t)insns;
			a.filter.call_len = len;
			a.filter.task_len = chance_below(2) ? len : 0;
			a.filter.text = (uintptr_t)space;
			a.filter.text_len = chance_below(sizeof(space));
		}
		if (nr == TASKS) {
			memset(space, 0xaa, sizeof(space));
			a.tasks.flags = chance_below(2) ? SYSCORD_TASKS_FOLLOWED : 0;
			a.tasks.count = chance_below(4);
			a.tasks.array = (uintptr_t)space;
			i = a.tasks.count * sizeof(struct syscord_task);
			(void)try(attached, nr, requests[nr].cmd, &a);
			memset(canary, 0xaa, sizeof(canary));
			CHECK(!memcmp(space + i, canary, sizeof(canary)));
		}
		if (nr == STATUS || nr == FILTER_GET) {
			memset(space, 0xaa, sizeof(space));
			a.status.rings = nr == STATUS ? chance_below(4) : 0;
			if (nr == STATUS)
				a.status.ring_array = (uintptr_t)space;
			else
				a.filter.text = (uintptr_t)space;
			if (nr == FILTER_GET)
				a.filter.text_len = chance_below(128);
			i = nr == STATUS ? a.status.rings * sizeof(struct syscord_ring_status) :
					   a.filter.text_len;
			(void)try(attached, nr, requests[nr].cmd, &a);
			memset(canary, 0xaa, sizeof(canary));
			CHECK(!memcmp(space + i, canary, sizeof(canary)));
			valid(nr, &a);
		}
		switch (chance_below(nr == FILTER_SET ? 8 : 4)) {
		case 0: /* noise, of a size that gets it past the door */
			for (i = 0; i < sizeof(a.words) / 8 / 4; i++)
				a.words[i] = chance();
			a.size = chance_below(4) ? requests[nr].size : odd();
			break;
		case 1: case 2: /* a few fields */
			for (i = 1 + chance_below(3); i; i--) {
				unsigned int at = chance_below(requests[nr].size / 4 + 1) * 4;
				uint64_t value = odd();

				memcpy(a.bytes + at, &value, chance_below(2) ? 4 : 8);
			}
			break;
		}
		i = try(chance_below(16) ? attached : other, nr, requests[nr].cmd, &a);
		loads += nr == FILTER_SET && !i;
	}
	CHECK(loads > 0);
}

static unsigned int calls;

static void caller(void *arg)
{
	int *fd = arg;

	numbers(fd[0]);
	sizes(fd[0], fd[1]);
	pointers(fd[0], fd[1]);
	boundaries(fd[0], fd[1]);
	compat(fd[0], fd[1]);
	if (fd[2] >= 0)
		attach_read_only(fd[2]);
	/* with the session recording, so that what is loaded is run, too */
	(void)ioctl(fd[0], SYSCORD_IOC_RESET);
	CHECK(ioctl(fd[0], SYSCORD_IOC_START) == 0);
	random_calls(fd[0], fd[3], calls);
	(void)ioctl(fd[0], SYSCORD_IOC_STOP);
	for (unsigned int nr = 0; nr < REQUESTS; nr++) {
		printf("%s %u+%u%s", requests[nr].name, done[nr][0], done[nr][1],
		       nr + 1 < REQUESTS ? ", " : "\n");
		CHECK(done[nr][0] + done[nr][1] > 0);
	}
}

int main(int argc, char **argv)
{
	int fd[4];

	if (argc != 3)
		return 2;
	abuse_init();
	calls = atoi(argv[2]);
	for (int who = 0; who < CALLERS; who++) {
		struct timeval start, end;

		chance_seed = strtoull(argv[1], NULL, 0) + who;
		for (int i = 0; i < 4; i++)
			fd[i] = device_open();
		/* default is not private: DESTROY and all the others have their way with it */
		NEED(device_attach(fd[0], who ? "ioctl" : "default", who ? SYSCORD_ATTACH_CREATE : 0) ==
		     0);
		gettimeofday(&start, NULL);
		caller_run(who, caller, fd);
		gettimeofday(&end, NULL);
		printf("%s: %ld s\n", caller_names[who], (long)(end.tv_sec - start.tv_sec));
		for (int i = 0; i < 4; i++) { /* some are attached to the default session */
			(void)ioctl(fd[i], SYSCORD_IOC_STOP);
			(void)ioctl(fd[i], SYSCORD_IOC_RESET);
			close(fd[i]);
		}
	}
	sessions_destroy();
	device_unused("all requests");
	return failures != 0;
}
