/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every geometry of mmap, and every way that there is to write where only the
 * kernel may: the pages of the producer and of the data must not change by it.
 *
 *   abuse-map        as root and, with files that were passed on, as the others
 */
#include <linux/futex.h>
#include <linux/userfaultfd.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "lib/abuse.h"

#define PAGE 4096L
#define RING 65536L
#define ALL (2 * PAGE + 2 * RING)

static int device;
static unsigned int cpus, mapped;

static void geometry(off_t offset, size_t len, int prot, int flags)
{
	const off_t cpu = offset >> SYSCORD_RING_SHIFT, at = offset & ((1LL << 32) - 1);
	const bool inside = offset >= 0 && cpu < cpus && at < ALL && len <= (size_t)(ALL - at);
	char *want = NULL, *p;
	int err = 0;

	if (!inside)
		err = EINVAL;
	else if (flags & MAP_PRIVATE && (flags & MAP_SHARED_VALIDATE) != MAP_SHARED_VALIDATE)
		err = EINVAL;
	else if (prot & PROT_EXEC)
		err = EPERM;
	else if (prot & PROT_WRITE && (at || len > (size_t)PAGE))
		err = EPERM;
	if (flags & MAP_FIXED) {
		want = mmap(NULL, len, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (want == MAP_FAILED)
			return;
	}
	errno = 0;
	p = mmap(want, len, prot, flags, device, offset);
	if (p == MAP_FAILED) {
		/* the kernel has its own limits for what is far too much */
		if (errno != err && (inside || (errno != EOVERFLOW && errno != ENOMEM &&
						errno != EAGAIN)))
			FAIL("mmap %#llx+%#zx prot %d flags %#x: errno %d, not %d",
			     (unsigned long long)offset, len, prot, flags, errno, err);
		if (want)
			munmap(want, len);
		return;
	}
	if (err)
		FAIL("mmap %#llx+%#zx prot %d flags %#x worked", (unsigned long long)offset, len,
		     prot, flags);
	mapped++;
	if (prot & PROT_READ)
		(void)*(volatile char *)(p + len - 1);
	CHECK(mprotect(p, len, PROT_READ | PROT_EXEC) == -1);
	CHECK(mprotect(p, len, PROT_READ | PROT_WRITE) == (at || len > (size_t)PAGE ? -1 : 0));
	munmap(p, len);
}

static void geometries(void)
{
	static const off_t offsets[] = {
		0, PAGE, 2 * PAGE, 3 * PAGE, 2 * PAGE + RING - PAGE, 2 * PAGE + RING, ALL - PAGE, ALL,
		ALL + PAGE, 1LL << 31, (1LL << 32) - PAGE, 1LL << 32, (1LL << 32) + PAGE,
		(1LL << 32) + ALL - PAGE, 2LL << 32, 63LL << 32, 64LL << 32, 8191LL << 32,
		8192LL << 32, 1LL << 52, 1LL << 62, INT64_MAX - PAGE + 1, -PAGE, INT64_MIN,
	};
	static const size_t lengths[] = {
		1, PAGE, 2 * PAGE, 3 * PAGE, RING, 2 * RING, ALL - PAGE, ALL, ALL + 1, 1UL << 30,
	};
	static const int prots[] = {
		PROT_NONE, PROT_READ, PROT_WRITE, PROT_READ | PROT_WRITE, PROT_EXEC,
		PROT_READ | PROT_EXEC, PROT_READ | PROT_WRITE | PROT_EXEC,
	};
	static const int flags[] = {
		MAP_SHARED, MAP_PRIVATE, MAP_SHARED_VALIDATE, MAP_SHARED | MAP_POPULATE,
		MAP_SHARED | MAP_LOCKED, MAP_PRIVATE | MAP_POPULATE, MAP_SHARED | MAP_FIXED,
		MAP_PRIVATE | MAP_FIXED, MAP_SHARED | MAP_NORESERVE | MAP_NONBLOCK,
	};
#define EACH(i, array) (i = 0; i < sizeof(array) / sizeof(array[0]); i++)
	unsigned int o, l, p, f;

	for EACH(o, offsets)
		for EACH(l, lengths)
			for EACH(p, prots)
				for EACH(f, flags)
					geometry(offsets[o], lengths[l] + (lengths[l] == 1 ? PAGE - 1 : 0),
						 prots[p], flags[f]);
	CHECK(mapped > 100);
	ERRNO(EINVAL, mmap(NULL, 0, PROT_READ, MAP_SHARED, device, 0));
	ERRNO(EINVAL, mmap(NULL, PAGE, PROT_READ, MAP_SHARED, device, 1));
}

static char *map(off_t offset, size_t len, int prot)
{
	char *p = mmap(NULL, len, prot, MAP_SHARED, device, offset);

	NEED(p != MAP_FAILED);
	return p;
}

/* Can the page be read? Asked of the kernel, which gives an errno for a signal. */
static bool readable(const char *p)
{
	int fds[2];
	ssize_t n;

	NEED(pipe(fds) == 0);
	n = write(fds[1], p, 1);
	close(fds[0]);
	close(fds[1]);
	return n == 1;
}

/* Each attempt at the page at `p`, which must not be written. */
static void attack(char *p)
{
	const uint64_t poison = 0x6b6b6b6b6b6b6b6bULL;
	struct iovec from = { (void *)&poison, 8 }, to = { p, 8 };
	int mem = open("/proc/self/mem", O_RDWR), zero = open("/dev/zero", O_RDONLY), pair[2];

	NEED(zero >= 0);
	if (mem >= 0) { /* not for a nobody that is not dumpable */
		/* FOLL_FORCE */
		CHECK(pwrite(mem, &poison, 8, (uintptr_t)p) == -1);
		close(mem);
	}
	CHECK(process_vm_writev(getpid(), &from, 1, &to, 1, 0) == -1);
	ERRNO(EFAULT, read(zero, p, 8));
	close(zero);
	NEED(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
	NEED(write(pair[0], &poison, 8) == 8);
	ERRNO(EFAULT, recv(pair[1], p, 8, 0));
	close(pair[0]);
	close(pair[1]);
	ERRNO(EFAULT, syscall(SYS_futex, p, FUTEX_WAKE_OP, 1, 1, p,
			      FUTEX_OP(FUTEX_OP_SET, 7, FUTEX_OP_CMP_EQ, 0)));
	ERRNO(EFAULT, syscall(SYS_futex, p, FUTEX_LOCK_PI, 0, NULL));
	ERRNO(EFAULT, getrandom(p, 8, 0));
	CHECK(mprotect(p, PAGE, PROT_READ | PROT_WRITE) == -1);
	CHECK(syscall(SYS_pkey_mprotect, p, PAGE, PROT_WRITE, -1) == -1);
	CHECK(madvise(p, PAGE, 23 /* MADV_POPULATE_WRITE */) == -1);
	ERRNO(EACCES, madvise(p, PAGE, MADV_REMOVE));
}

/* Its own debugger, or whoever may write to its memory, can no more than it can. */
static void attack_as_debugger(off_t at)
{
	const uint64_t poison = 0x6b6b6b6b6b6b6b6bULL;
	char *p, path[64];
	int fds[2], mem;
	pid_t pid;

	NEED(pipe(fds) == 0);
	pid = fork();
	if (!pid) {
		p = map(0, ALL, PROT_READ) + at;
		NEED(write(fds[1], &p, sizeof(p)) == sizeof(p));
		NEED(ptrace(PTRACE_TRACEME, 0, 0, 0) == 0);
		raise(SIGSTOP);
		_exit(0);
	}
	NEED(read(fds[0], &p, sizeof(p)) == sizeof(p));
	waitpid(pid, NULL, 0);

	struct iovec from = { (void *)&poison, 8 }, to = { p, 8 };

	errno = 0;
	CHECK(ptrace(PTRACE_PEEKDATA, pid, p, 0) != -1 || !errno);
	CHECK(ptrace(PTRACE_POKEDATA, pid, p, poison) == -1);
	CHECK(ptrace(PTRACE_POKETEXT, pid, p, poison) == -1);
	CHECK(process_vm_writev(pid, &from, 1, &to, 1, 0) == -1);
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	mem = open(path, O_RDWR);
	if (mem >= 0) {
		CHECK(pwrite(mem, &poison, 8, (uintptr_t)p) == -1);
		close(mem);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(fds[0]);
	close(fds[1]);
}

/*
 * The mappings must not pass for anonymous memory, as those of a driver without
 * operations do: userfaultfd puts pages of its own into such.
 */
static void attack_with_faults(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	char *consumer = map(0, PAGE, PROT_READ | PROT_WRITE), *all = map(0, ALL, PROT_READ);
	char *source = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | 1 /* UFFD_USER_MODE_ONLY */);

	NEED(fd >= 0 && ioctl(fd, UFFDIO_API, &api) == 0);
	for (int i = 0; i < 2; i++) {
		char *p = i ? all : consumer;
		struct uffdio_register reg = {
			.range = { (uintptr_t)p, PAGE },
			.mode = UFFDIO_REGISTER_MODE_MISSING,
		};
		struct uffdio_copy copy = { .dst = (uintptr_t)p, .src = (uintptr_t)source, .len = PAGE };

		CHECK(madvise(p, PAGE, MADV_FREE) == -1); /* for anonymous memory alone */
		NEED(madvise(p, PAGE, MADV_DONTNEED) == 0);
		CHECK(ioctl(fd, UFFDIO_REGISTER, &reg) == -1);
		CHECK(ioctl(fd, UFFDIO_COPY, &copy) == -1);
		CHECK(!readable(p)); /* SIGBUS: it is gone from this mapping, for good */
	}
	close(fd);
	munmap(source, PAGE);
	munmap(consumer, PAGE);
	munmap(all, ALL);
}

static void writes(void)
{
	static const off_t at[] = { PAGE, 2 * PAGE, 2 * PAGE + RING, ALL - PAGE };
	char *before = malloc(ALL), *all = map(0, ALL, PROT_READ), *clean;
	unsigned int i;

	/* it is stopped: nothing but an attack changes it */
	memcpy(before, all, ALL);
	CHECK(((struct syscord_producer *)(before + PAGE))->pos > 0);
	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		char *one = map(at[i], PAGE, PROT_READ);

		attack(all + at[i]);
		attack(one);
		attack_as_debugger(at[i]);
		/* a page alone, moved, over another mapping */
		one = mremap(one, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, all + at[i]);
		NEED(one == all + at[i]);
		attack(one);
		/* grown, doubled, or turned to other pages */
		CHECK(mremap(one, PAGE, 2 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED);
		CHECK(mremap(one, 0, PAGE, MREMAP_MAYMOVE) == MAP_FAILED);
		CHECK(mremap(one, PAGE, PAGE, MREMAP_MAYMOVE | 4 /* DONTUNMAP */) == MAP_FAILED);
	}
	{
		char *consumer = map(0, PAGE, PROT_READ | PROT_WRITE);

		/* asks for the new pages what it has of the old: writing */
		CHECK(syscall(SYS_remap_file_pages, consumer, PAGE, 0, 1, 0) == -1);
		CHECK(mremap(consumer, PAGE, 2 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED);
		ERRNO(EFAULT, syscall(SYS_futex, consumer, FUTEX_WAIT, 0, NULL, NULL, 0));
		munmap(consumer, PAGE);
	}
	attack_with_faults();
	munmap(all, ALL);
	clean = map(0, ALL, PROT_READ);
	CHECK(!memcmp(before + PAGE, clean + PAGE, ALL - PAGE));
	munmap(clean, ALL);
	free(before);
}

/* Every advice: at the worst the one who gave it loses his view. */
static void advices(void)
{
	for (int advice = 0; advice < 30; advice++) {
		char *all = map(0, ALL, PROT_READ), *consumer = map(0, PAGE, PROT_READ | PROT_WRITE);
		char *clean;

		(void)madvise(all, ALL, advice);
		(void)madvise(all + PAGE, 2 * PAGE, advice);
		(void)madvise(consumer, PAGE, advice);
		(void)readable(all + PAGE);
		(void)readable(consumer);
		if (mlock(all, ALL) == 0)
			munlock(all, ALL);
		clean = map(0, ALL, PROT_READ);
		CHECK(((volatile struct syscord_producer *)(clean + PAGE))->size == RING);
		munmap(clean, ALL);
		munmap(consumer, PAGE);
		munmap(all, ALL);
	}
}

/* A mapping is left out of a fork, unless that is asked for; it holds what it shows. */
static void forks(void)
{
	int keep = dup(device), stop[2];
	struct syscord_status st = { .size = sizeof(st) };
	char *all = map(0, ALL, PROT_READ);
	uint64_t pos = ((struct syscord_producer *)(all + PAGE))->pos;
	pid_t pid;

	pid = fork();
	if (!pid)
		_exit(readable(all));
	child_ok(pid);
	NEED(madvise(all, ALL, MADV_DOFORK) == 0 && pipe(stop) == 0);
	pid = fork();
	if (!pid) {
		char byte;

		close(stop[1]);
		close(device);
		close(keep);
		(void)!read(stop[0], &byte, 1);
		_exit(((struct syscord_producer *)(all + PAGE))->pos != pos);
	}
	munmap(all, ALL);
	close(stop[0]);
	/* what it sees is the old ring's, whatever becomes of that */
	CHECK(ioctl(keep, SYSCORD_IOC_RESET) == 0);
	CHECK(ioctl(keep, SYSCORD_IOC_STATUS, &st) == 0 && st.rings == 0);
	close(stop[1]);
	child_ok(pid);
	CHECK(ioctl(keep, SYSCORD_IOC_START) == 0 && ioctl(keep, SYSCORD_IOC_STOP) == 0);
	close(keep);
}

static void caller(void *arg)
{
	(void)arg;
	geometries();
	writes();
	advices();
	forks();
}

/* The reader's file is closed, but mapped: it is the reader still. */
static void mapped_only(void)
{
	int fd = device_open(), other = device_open();
	char *p;

	NEED(device_attach(fd, "kept", SYSCORD_ATTACH_CREATE | SYSCORD_ATTACH_READER) == 0);
	NEED(ioctl(fd, SYSCORD_IOC_START) == 0);
	p = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	NEED(p != MAP_FAILED);
	close(fd);
	ERRNO(EBUSY, device_attach(other, "kept", SYSCORD_ATTACH_READER));
	munmap(p + PAGE, PAGE);
	ERRNO(EBUSY, device_attach(other, "kept", SYSCORD_ATTACH_READER));
	munmap(p, PAGE);
	CHECK(device_attach(other, "kept", SYSCORD_ATTACH_READER) == 0);
	CHECK(ioctl(other, SYSCORD_IOC_DESTROY) == 0);
	close(other);
}

/* A file that was not opened for both reading and writing maps nothing. */
static void one_way(void)
{
	static const int how[] = { O_RDONLY, O_WRONLY };

	for (int i = 0; i < 2; i++) {
		int fd = open(SYSCORD_DEVICE, how[i]);

		NEED(device_attach(fd, "way", SYSCORD_ATTACH_PRIVATE | SYSCORD_ATTACH_READER) == 0);
		NEED(ioctl(fd, SYSCORD_IOC_START) == 0);
		CHECK(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED);
		ERRNO(EACCES, mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0));
		CHECK(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, PAGE) == MAP_FAILED);
		close(fd);
	}
}

int main(void)
{
	cpu_set_t first; /* the one whose ring is attacked */
	struct syscord_info info;

	abuse_init();
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	for (int who = 0; who < CALLERS; who++) {
		struct raw raw;

		raw_open(&raw, "map", RING, 64);
		device = raw.fd;
		device_info(device, &info);
		cpus = info.cpus;
		raw_follow_self(&raw);
		raw_start(&raw);
		NEED(sched_setaffinity(0, sizeof(first), &first) == 0);
		spin_calls(20);
		raw_stop(&raw);
		caller_run(who, caller, NULL);
		if (ioctl(device, SYSCORD_IOC_DESTROY) != 0)
			FAIL("destroy: errno %d", errno);
		raw_close(&raw);
	}
	mapped_only();
	one_way();
	device_unused("mapping");
	return failures != 0;
}
