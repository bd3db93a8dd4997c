/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Memory that is not resident when a call returns: written to a device that does not
 * look at it. The records must hold what it holds, byte for byte, and where it is
 * truly gone, or guarded, exactly what could be read and why not the rest.
 *
 *   faults pages FILE      each kind of such memory once; FILE: on a disk; swap must be on
 *   faults gone            memory that another thread unmaps meanwhile
 *   faults guard SECONDS   a range that userfaultfd guards and does not, in turns
 *   faults thrash CGROUP FILE  more memory than the group may have
 */
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/raw.h"

#define PAGE 4096UL
#define PAGES 8
#define LEN (PAGES * PAGE)
#define GUARD_LEN (15 * PAGE)
#define WANTS_MAX 64

/* What a record must hold of argument 1, or another */
static struct want {
	const char *name;
	uint32_t want, got, reason;
	unsigned int arg, part;
	uint8_t *data;
	bool late;
} wants[WANTS_MAX];
static unsigned int wants_count;

static struct raw raw;
static int null;

static void pattern(void *at, size_t len, unsigned int salt)
{
	uint32_t *word = at;

	for (size_t i = 0; i < len / sizeof(*word); i++)
		word[i] = (i + 1) * 2654435761U ^ salt * 40503U;
}

/*
 * Writes `len` bytes at `p`, where memory that can be read holds what `holds` has, for
 * `got` bytes. `late`: some of it must not be resident.
 */
static void expect(const char *name, const void *p, size_t len, const void *holds, size_t got,
		   uint32_t reason, bool late)
{
	struct want *w = &wants[wants_count++];

	NEED(wants_count <= WANTS_MAX);
	*w = (struct want){ name, len, got, reason, 1, SYSCORD_PART_DATA, malloc(got + 1), late };
	NEED(w->data);
	if (got)
		memcpy(w->data, holds, got);
	NEED(syscall(SYS_write, null, p, len) == (long)len);
}

static void compare(void)
{
	struct raw_records records;
	unsigned int next = 0;

	raw_stop(&raw);
	raw_collect(&raw, &records, true);
	for (size_t i = 0; i < records.count; i++) {
		const struct syscord_record *rec = records.rec[i];
		const struct syscord_call *call = raw_call(rec);
		const struct want *w = &wants[next];
		struct syscord_blob blob;
		const uint8_t *data;

		if (rec->type == SYSCORD_LOST)
			FAIL("records are lost");
		if (!call || call->nr != SYS_write || call->args[0] != (uint64_t)null)
			continue;
		if (next++ >= wants_count)
			break;
		data = raw_blob(rec, w->arg, w->part, &blob);
		if (!data) {
			FAIL("%s: no blob", w->name);
			continue;
		}
		if (blob.want != w->want || blob.got != w->got || blob.reason != w->reason)
			FAIL("%s: want %u got %u reason %u, not %u %u %u", w->name, blob.want,
			     blob.got, blob.reason, w->want, w->got, w->reason);
		else if (memcmp(data, w->data, blob.got))
			FAIL("%s: other bytes", w->name);
		if (blob.flags != (w->reason ? SYSCORD_BLOB_FAULTED : 0))
			FAIL("%s: flags %#x", w->name, blob.flags);
		if (w->late && !(rec->flags & SYSCORD_RECORD_LATE))
			FAIL("%s: was resident", w->name);
		if (rec->flags & SYSCORD_RECORD_PARTIAL)
			FAIL("%s: partial", w->name);
	}
	if (next != wants_count)
		FAIL("%u records, not %u", next, wants_count);
}

static bool resident(void *p)
{
	unsigned char there[PAGES], any = 0;

	NEED(mincore(p, LEN, there) == 0);
	for (unsigned int i = 0; i < PAGES; i++)
		any |= there[i] & 1;
	return any;
}

static void *area(int flags, int fd)
{
	uint8_t *p = mmap(NULL, LEN + PAGE, PROT_READ | PROT_WRITE, flags, fd, 0);

	NEED(p != MAP_FAILED);
	NEED(munmap(p + LEN, PAGE) == 0);
	return p;
}

static void page_out(const char *name, void *p)
{
	for (int i = 0; i < 100 && resident(p); i++) {
		NEED(madvise(p, LEN, MADV_PAGEOUT) == 0);
		usleep(20000);
	}
	if (resident(p))
		FAIL("%s: could not be swapped out", name);
}

static void anonymous(void)
{
	static const struct {
		const char *name;
		int flags;
	} kinds[] = {
		{ "private", MAP_PRIVATE | MAP_ANONYMOUS },
		{ "shared", MAP_SHARED | MAP_ANONYMOUS },
	};
	static uint8_t holds[LEN];

	for (size_t i = 0; i < 2; i++) {
		uint8_t *p = area(kinds[i].flags, -1);

		expect("never touched", p, LEN, holds, LEN, 0, true);
		pattern(p, LEN, i);
		expect("resident", p, LEN, p, LEN, 0, false);
		madvise(p, LEN, MADV_COLD);
		expect("cold", p, LEN, p, LEN, 0, false);
		memcpy(holds, p, LEN);
		page_out(kinds[i].name, p);
		expect(kinds[i].name, p, LEN, holds, LEN, 0, true);
		page_out(kinds[i].name, p);
		expect("in the middle", p + 100, LEN - 200, holds + 100, LEN - 200, 0, true);
		page_out(kinds[i].name, p);
		expect("its end is gone", p + PAGE, LEN, holds + PAGE, LEN - PAGE,
		       SYSCORD_FAULT_BAD, true);
		NEED(mprotect(p + 2 * PAGE, PAGE, PROT_NONE) == 0);
		expect("forbidden", p, LEN, holds, 2 * PAGE, SYSCORD_FAULT_BAD, true);
		NEED(mprotect(p + 2 * PAGE, PAGE, PROT_WRITE) == 0);
		page_out(kinds[i].name, p);
		expect("only to be written", p, LEN, holds, LEN, 0, true);
		memset(holds, 0, LEN);
		munmap(p, LEN);
	}
	expect("no such page", (void *)16, 100, NULL, 0, SYSCORD_FAULT_BAD, true);
}

static void drop_caches(void)
{
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);

	NEED(write(fd, "3", 1) == 1);
	close(fd);
}

/* Out of the page cache, too; who maps a page keeps it there */
static void evict(void *p, int fd, bool advise)
{
	for (int i = 0; i < 100; i++) {
		NEED(madvise(p, LEN, MADV_DONTNEED) == 0);
		if (advise)
			posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
		else
			drop_caches();
		if (!resident(p))
			return;
		usleep(20000);
	}
	FAIL("the file stays in the page cache");
}

static void files(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	static uint8_t holds[LEN + PAGE];
	uint8_t *p;

	pattern(holds, LEN - PAGE / 2, 77);
	NEED(fd >= 0 && pwrite(fd, holds, LEN - PAGE / 2, 0) == (ssize_t)(LEN - PAGE / 2));
	NEED(fsync(fd) == 0);
	for (int i = 0; i < 4; i++) {
		p = area(i & 1 ? MAP_SHARED : MAP_PRIVATE, fd);
		evict(p, fd, i & 2);
		expect(i & 1 ? "shared file" : "private file", p, LEN, holds, LEN, 0, true);
		munmap(p, LEN);
	}
	p = mmap(NULL, LEN + PAGE, PROT_READ, MAP_SHARED, fd, 0);
	NEED(p != MAP_FAILED);
	expect("behind the file's end", p, LEN + PAGE, holds, LEN, SYSCORD_FAULT_BAD, true);
	/* a private page of it that was written, and swapped out */
	p = area(MAP_PRIVATE, fd);
	pattern(p, LEN, 78);
	memcpy(holds, p, LEN);
	page_out("private pages of a file", p);
	expect("private pages of a file", p, LEN, holds, LEN, 0, true);
	close(fd);
}

static void merged(void)
{
	uint8_t *p = area(MAP_PRIVATE | MAP_ANONYMOUS, -1),
		*q = area(MAP_PRIVATE | MAP_ANONYMOUS, -1);
	int fd = open("/sys/kernel/mm/ksm/run", O_WRONLY);
	static uint8_t holds[LEN];
	char count[32] = "";

	if (fd < 0) {
		printf("no ksm in this kernel\n");
		return;
	}
	pattern(p, LEN, 5);
	pattern(q, LEN, 5);
	NEED(madvise(p, LEN, MADV_MERGEABLE) == 0 && madvise(q, LEN, MADV_MERGEABLE) == 0);
	NEED(write(fd, "1", 1) == 1);
	for (int i = 0; i < 300 && atoi(count) < PAGES; i++) {
		int shared = open("/sys/kernel/mm/ksm/pages_sharing", O_RDONLY);

		usleep(50000);
		NEED(read(shared, count, sizeof(count) - 1) > 0);
		close(shared);
	}
	if (atoi(count) < PAGES)
		FAIL("pages were not merged");
	expect("merged", p, LEN, q, LEN, 0, false);
	NEED(pwrite(fd, "0", 1, 0) == 1);
	/* Pages of more than one owner are not taken out on demand. */
	memcpy(holds, q, LEN);
	munmap(q, LEN);
	page_out("merged", p);
	expect("merged and swapped out", p, LEN, holds, LEN, 0, true);
	close(fd);
}

static int guard_open(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);

	NEED(fd >= 0 && ioctl(fd, UFFDIO_API, &api) == 0);
	return fd;
}

static bool guard(int fd, void *p, size_t len, bool on)
{
	struct uffdio_register reg = {
		.range = { (uintptr_t)p, len },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};

	return ioctl(fd, on ? UFFDIO_REGISTER : UFFDIO_UNREGISTER,
		     on ? (void *)&reg : &reg.range) == 0;
}

static void guarded(void)
{
	uint8_t *p = area(MAP_PRIVATE | MAP_ANONYMOUS, -1);
	struct pollfd poller = { .fd = guard_open(), .events = POLLIN };

	pattern(p, 2 * PAGE, 9);
	NEED(guard(poller.fd, p, LEN, true));
	expect("guarded", p, LEN, p, 2 * PAGE, SYSCORD_FAULT_USERFAULT, true);
	/* up to the guarded page all is finished */
	NEED(guard(poller.fd, p, 3 * PAGE, false));
	expect("guarded from the fourth page on", p, LEN, p, 2 * PAGE + PAGE,
	       SYSCORD_FAULT_USERFAULT, true);
	CHECK(poll(&poller, 1, 0) == 0);
	NEED(guard(poller.fd, p, LEN, false));
	close(poller.fd);
}

/* What hangs on a word in memory that is not resident, or not there */
static void loaded(void)
{
	uint32_t *attr = area(MAP_PRIVATE | MAP_ANONYMOUS, -1), holds[12];
	struct timespec none = { 0 };
	struct raw_records records;
	struct syscord_blob blob;
	const uint8_t *data;
	unsigned int found = 0;

	pattern(attr, LEN, 6);
	attr[0] = sizeof(holds);
	memcpy(holds, attr, sizeof(holds));
	page_out("a structure", attr);
	raw_follow_self(&raw);
	raw_start(&raw);
	/* fails before it looks at the structure, whose first word is its size */
	syscall(SYS_sched_setattr, -1, attr, 0);
	syscall(SYS_sched_setattr, -1, 16, 0);
	syscall(SYS_pselect6, 0, NULL, NULL, NULL, &none, 16);
	raw_stop(&raw);
	raw_collect(&raw, &records, true);
	for (size_t i = 0; i < records.count; i++) {
		const struct syscord_call *call = raw_call(records.rec[i]);

		if (!call || (call->nr != SYS_pselect6 && call->nr != SYS_sched_setattr))
			continue;
		found++;
		CHECK(records.rec[i]->flags & SYSCORD_RECORD_LATE);
		if (call->nr == SYS_pselect6)
			data = raw_blob(records.rec[i], 5, SYSCORD_PART_VIA, &blob);
		else
			data = raw_blob(records.rec[i], 1, SYSCORD_PART_DATA, &blob);
		if (!data)
			FAIL("call %u that hangs on a word: no blob", found);
		else if (call->nr == SYS_sched_setattr && call->args[1] != 16)
			CHECK(!blob.flags && blob.got == sizeof(holds) &&
			      !memcmp(data, holds, sizeof(holds)));
		else
			CHECK(blob.flags == SYSCORD_BLOB_FAULTED && blob.got == 0 &&
			      blob.want > 0 && blob.reason == SYSCORD_FAULT_BAD);
	}
	CHECK(found == 3);
}

static void pages(const char *path)
{
	raw_open(&raw, NULL, 4 << 20, SYSCORD_RECORD_MAX);
	raw_follow_self(&raw);
	raw_start(&raw);
	anonymous();
	files(path);
	merged();
	guarded();
	compare();
	loaded();
	raw_close(&raw);
}

/* ---- another thread ---- */

static struct {
	uint8_t *p;
	int guard;
	bool done;
	unsigned long rounds, events;
} other;

/* The page is unmapped; what takes its place, for nothing else may, cannot be read. */
static void *unmapper(void *unused)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;

	(void)unused;
	while (!__atomic_load_n(&other.done, __ATOMIC_ACQUIRE)) {
		uint8_t *p = other.p + 3 * PAGE;

		NEED(mmap(p, PAGE, PROT_NONE, flags, -1, 0) == p);
		NEED(mmap(p, PAGE, PROT_READ | PROT_WRITE, flags, -1, 0) == p);
		other.rounds++;
	}
	return NULL;
}

/* Reads into memory of which a page comes and goes: records hold zeros up to that */
static void gone(void)
{
	struct raw_records records;
	unsigned long whole = 0, cut = 0;
	pthread_t thread;
	int zero = open("/dev/zero", O_RDONLY);

	other.p = area(MAP_PRIVATE | MAP_ANONYMOUS, -1);
	NEED(pthread_create(&thread, NULL, unmapper, NULL) == 0);
	raw_open(&raw, NULL, 4 << 20, SYSCORD_RECORD_MAX);
	raw_follow_self(&raw);
	raw_start(&raw);
	for (int round = 0; round < 40; round++) {
		for (int i = 0; i < 50; i++)
			syscall(SYS_read, zero, other.p, LEN);
		raw_collect(&raw, &records, true);
		for (size_t i = 0; i < records.count; i++) {
			const struct syscord_call *call = raw_call(records.rec[i]);
			struct syscord_blob blob;
			const uint8_t *data;

			NEED(records.rec[i]->type != SYSCORD_LOST);
			if (call && call->nr == SYS_read && call->ret > 0) {
				data = raw_blob(records.rec[i], 1, 0, &blob);
				CHECK(data && blob.want == call->ret);
				for (uint32_t k = 0; k < blob.got; k++)
					if (data[k])
						FAIL("not a zero at %u", k);
				if (blob.flags & SYSCORD_BLOB_FAULTED) {
					cut++;
					CHECK(blob.reason == SYSCORD_FAULT_BAD);
					CHECK(blob.got == 3 * PAGE);
				} else {
					whole++;
					CHECK(blob.got == blob.want);
				}
			}
			free(records.rec[i]);
		}
		free(records.rec);
	}
	__atomic_store_n(&other.done, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	printf("gone: %lu whole, %lu cut, the page went %lu times\n", whole, cut, other.rounds);
	CHECK(whole > 0 && other.rounds > 0);
	raw_close(&raw);
}

/*
 * Not recorded: guards a range that is not there, and lets it go, which wakes whoever
 * was made to wait for the handler. Nobody must be.
 */
static void *guardian(void *unused)
{
	struct pollfd poller = { .fd = other.guard, .events = POLLIN };
	struct uffd_msg message;

	(void)unused;
	while (!__atomic_load_n(&other.done, __ATOMIC_ACQUIRE)) {
		NEED(madvise(other.p, GUARD_LEN, MADV_DONTNEED) == 0);
		/* So that it may come at any moment of somebody's copying */
		for (volatile unsigned int i = other.rounds * 7919 % 20000; i; i--)
			;
		NEED(guard(other.guard, other.p, GUARD_LEN, true));
		if (poll(&poller, 1, other.rounds % 4 == 0) &&
		    read(other.guard, &message, sizeof(message)) == sizeof(message))
			other.events++;
		NEED(guard(other.guard, other.p, GUARD_LEN, false));
		__atomic_add_fetch(&other.rounds, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void guard_race(int seconds)
{
	unsigned long faulted = 0, whole = 0;
	time_t end = time(NULL) + seconds;
	struct raw_records records;
	pthread_t thread;

	other.p = mmap(NULL, GUARD_LEN, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	NEED(other.p != MAP_FAILED);
	other.guard = guard_open();
	raw_open(&raw, NULL, 4 << 20, SYSCORD_RECORD_MAX);
	NEED(pthread_create(&thread, NULL, guardian, NULL) == 0);
	raw_follow_self(&raw);
	raw_start(&raw);
	while (time(NULL) < end) {
		for (int i = 0; i < 50; i++)
			/* The device does not look at it: who takes it in is not the program. */
			syscall(SYS_write, null, other.p, GUARD_LEN);
		raw_collect(&raw, &records, true);
		for (size_t i = 0; i < records.count; i++) {
			const struct syscord_call *call = raw_call(records.rec[i]);
			struct syscord_blob blob;

			NEED(records.rec[i]->type != SYSCORD_LOST);
			if (call && call->nr == SYS_write && call->args[0] == (uint64_t)null) {
				NEED(raw_blob(records.rec[i], 1, 0, &blob));
				CHECK(blob.want == GUARD_LEN);
				if (blob.flags & SYSCORD_BLOB_FAULTED) {
					faulted++;
					CHECK(blob.reason == SYSCORD_FAULT_USERFAULT);
					CHECK(blob.got < GUARD_LEN && blob.got % PAGE == 0);
				} else {
					whole++;
					CHECK(blob.got == GUARD_LEN);
				}
			}
			free(records.rec[i]);
		}
		free(records.rec);
	}
	__atomic_store_n(&other.done, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	printf("guard: %lu guarded, %lu whole, guarded %lu times\n", faulted, whole, other.rounds);
	CHECK(faulted > 0 && whole > 0);
	if (other.events)
		FAIL("the handler was asked for a page %lu times", other.events);
	raw_close(&raw);
}

/* ---- little memory ---- */

#define THRASH_PAGES 8192 /* 32 MiB */

static void page_make(uint64_t *p, uint64_t number)
{
	for (size_t i = 0; i < PAGE / 8; i++)
		p[i] = number * 0x9e3779b97f4a7c15ULL + i;
	p[0] = number;
}

static bool page_is(const uint8_t *data, uint64_t number)
{
	static uint64_t expected[PAGE / 8];

	page_make(expected, number);
	return !memcmp(data, expected, PAGE);
}

/* Pages are written that were swapped out, and read from a file that was evicted */
static void thrasher(const char *group, const char *path)
{
	uint64_t *mem = mmap(NULL, THRASH_PAGES * PAGE, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
		 *map;
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600), procs = open(group, O_WRONLY);
	uint64_t chance = 1;

	NEED(mem != MAP_FAILED && fd >= 0 && procs >= 0);
	NEED(write(procs, "0", 1) == 1);
	for (size_t i = 0; i < THRASH_PAGES; i++) {
		page_make(mem + i * PAGE / 8, i);
		if (i % 4 == 0)
			NEED(pwrite(fd, mem + i * PAGE / 8, PAGE, i / 4 * PAGE) == PAGE);
	}
	NEED(fsync(fd) == 0);
	map = mmap(NULL, THRASH_PAGES / 4 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	NEED(map != MAP_FAILED);
	NEED(dup2(null, 200) == 200);
	for (int i = 0; i < 3000; i++) {
		uint64_t k;

		chance = chance * 6364136223846793005ULL + 1442695040888963407ULL;
		k = (chance >> 33) % THRASH_PAGES;
		if (i % 3 == 0)
			syscall(SYS_write, 200, mem + k * PAGE / 8, PAGE);
		else if (i % 3 == 1)
			syscall(SYS_write, 200, map + k / 4 * PAGE / 8, PAGE);
		else
			/* into a page that may be out as soon as it is full */
			syscall(SYS_pread64, fd, mem + k / 4 * 4 * PAGE / 8, PAGE, k / 4 * PAGE);
	}
	_exit(failures != 0);
}

static void thrash(const char *group, const char *path)
{
	unsigned long calls = 0, late = 0;
	struct raw_records records;
	int status = -1;
	bool ended = false;
	pid_t pid;

	raw_open(&raw, NULL, 8 << 20, SYSCORD_RECORD_MAX);
	raw_follow_self(&raw);
	raw_start(&raw);
	pid = fork();
	NEED(pid >= 0);
	if (!pid)
		thrasher(group, path);
	while (!ended) {
		ended = waitpid(pid, &status, WNOHANG) == pid;
		usleep(1000);
		raw_collect(&raw, &records, true);
		for (size_t i = 0; i < records.count; i++) {
			const struct syscord_record *rec = records.rec[i];
			const struct syscord_call *call = raw_call(rec);
			struct syscord_blob blob;
			const uint8_t *data;

			NEED(rec->type != SYSCORD_LOST);
			if (call && rec->pid == (uint32_t)pid &&
			    ((call->nr == SYS_write && call->args[0] == 200) ||
			     call->nr == SYS_pread64)) {
				calls++;
				late += !!(rec->flags & SYSCORD_RECORD_LATE);
				data = raw_blob(rec, 1, 0, &blob);
				CHECK(data && blob.got == PAGE && blob.want == PAGE);
				CHECK(!(blob.flags & ~SYSCORD_BLOB_OUT));
				CHECK(!(rec->flags & SYSCORD_RECORD_PARTIAL));
				if (data && blob.got == PAGE)
					CHECK(page_is(data, *(const uint64_t *)data));
			}
			free(records.rec[i]);
		}
		free(records.rec);
	}
	printf("thrash: %lu calls, %lu of them late\n", calls, late);
	CHECK(status == 0);
	CHECK(calls == 3000 && late > 100);
	raw_close(&raw);
}

int main(int argc, char **argv)
{
	null = open("/dev/null", O_WRONLY);
	NEED(null >= 0);
	if (argc == 3 && !strcmp(argv[1], "pages"))
		pages(argv[2]);
	else if (argc == 2 && !strcmp(argv[1], "gone"))
		gone();
	else if (argc == 3 && !strcmp(argv[1], "guard"))
		guard_race(atoi(argv[2]));
	else if (argc == 4 && !strcmp(argv[1], "thrash"))
		thrash(argv[2], argv[3]);
	else
		return 2;
	return failures != 0;
}
