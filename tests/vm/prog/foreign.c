/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A 64-bit program that makes calls of the other two ABIs of x86: 32-bit ones, by
 * int 0x80, and x32 ones, by a bit in the number. It records itself and compares:
 * 32-bit calls are what they are for 32-bit programs, with the lower halves of the
 * registers as arguments; x32 calls are six registers and a number, whatever it is
 * on other ABIs, and whether the kernel knows it or not.
 *
 *   foreign         prints what differs; exits 1 if anything did
 */
#include <sys/syscall.h>

#include "lib/raw.h"

#define SNAPLEN 256
#define X32 0x40000000UL
#define JUNK 0xdead00000000UL

struct want {
	uint32_t abi, nr;
	int64_t ret;
	unsigned int nargs;
	uint64_t args[6];
	unsigned int blobs;
	struct {
		unsigned int arg, part, flags;
		uint32_t len;
		char data[128];
	} blob[4];
};

static struct want wants[64];
static unsigned int count;

static struct want *want(uint32_t abi, uint32_t nr, int64_t ret, unsigned int nargs)
{
	struct want *w = &wants[count++];

	NEED(count < 64);
	*w = (struct want){ .abi = abi, .nr = nr, .ret = ret, .nargs = nargs };
	return w;
}

static void blob(struct want *w, unsigned int arg, unsigned int part, unsigned int flags,
		 const void *data, uint32_t len)
{
	NEED(w->blobs < 4 && len <= sizeof(w->blob[0].data));
	w->blob[w->blobs].arg = arg;
	w->blob[w->blobs].part = part;
	w->blob[w->blobs].flags = flags;
	w->blob[w->blobs].len = len;
	memcpy(w->blob[w->blobs++].data, data, len);
}

/* Junk in the upper halves of the arguments is no part of the call */
static struct want *int80(uint32_t nr, unsigned int nargs, uint64_t a, uint64_t b, uint64_t c)
{
	struct want *w;
	int64_t ret;

	asm volatile("int $0x80"
		     : "=a"(ret)
		     : "a"(nr), "b"(a | JUNK), "c"(b | JUNK), "d"(c | JUNK)
		     : "r8", "r9", "r10", "r11", "memory");
	ret = (uint32_t)ret >= -4095U ? (int64_t)(int32_t)ret : (int64_t)(uint32_t)ret;
	w = want(SYSCORD_ABI_I386, nr, ret, nargs);
	w->args[0] = a;
	w->args[1] = b;
	w->args[2] = c;
	return w;
}

static void i386(void)
{
	static const char path[] = "/tmp/foreign-file";
	struct want *w;
	uint32_t *iov;
	uint32_t fd;
	char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	NEED(low != MAP_FAILED && (uintptr_t)low < UINT32_MAX);
	w = int80(20, 0, 0, 0, 0);
	CHECK(w->ret == getpid()); /* 20 is writev in 64 bits */
	strcpy(low, path);
	w = int80(5, 3, (uintptr_t)low, O_RDWR | O_CREAT | O_TRUNC, 0600);
	blob(w, 0, SYSCORD_PART_DATA, 0, path, strlen(path));
	fd = w->ret;
	NEED(w->ret >= 0);
	strcpy(low, "buffer");
	w = int80(4, 3, fd, (uintptr_t)low, 6);
	blob(w, 1, SYSCORD_PART_DATA, 0, "buffer", 6);
	iov = (uint32_t *)(low + 64);
	iov[0] = (uintptr_t)low;
	iov[1] = 3;
	iov[2] = (uintptr_t)low + 1;
	iov[3] = 5;
	w = int80(146, 3, fd, (uintptr_t)iov, 2);
	blob(w, 1, SYSCORD_PART_IOVEC, 0, iov, 16);
	blob(w, 1, SYSCORD_PART_CONTENT, 0, "bufuffer", 8);
	w = int80(197, 2, fd, (uintptr_t)low, 0);
	NEED(w->ret == 0);
	blob(w, 1, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, low, 96);
	w = int80(6, 1, fd, 0, 0);
	w = int80(6, 1, fd, 0, 0);
	CHECK(w->ret == -EBADF);
	int80(1022, 6, 1, 2, 3);
	int80(0x40000014, 6, 1, 2, 3); /* a bit that means nothing here */
	CHECK(wants[count - 1].ret == -ENOSYS);
}

static struct want *x32(uint64_t nr, uint64_t a, uint64_t b, uint64_t c)
{
	struct want *w;
	int64_t ret = syscall(X32 | nr, a, b, c, 4UL, 5UL, 6UL);

	w = want(SYSCORD_ABI_X32, nr, ret == -1 ? -errno : ret, 6);
	memcpy(w->args, (uint64_t[]){ a, b, c, 4, 5, 6 }, sizeof(w->args));
	return w;
}

static void x32s(void)
{
	static const char text[] = "written by x32\n";
	struct want *w;

	w = x32(SYS_getpid, 1, 2, 3);
	CHECK(w->ret == getpid() || w->ret == -ENOSYS);
	printf("x32 calls %s\n", w->ret > 0 ? "work" : "give ENOSYS");
	x32(SYS_write, 2, (uintptr_t)text, strlen(text));
	x32(SYS_read, 999, (uintptr_t)text, 3);
	x32(SYS_openat, AT_FDCWD, (uintptr_t) "/no/such", 0);
	x32(520, 8, 8, 8); /* x32's execve */
	/* whatever a table is looked up with */
	x32(SYS_writev, 999, (uintptr_t)text, 1);
	x32(600, 1, 2, 3);
	x32(1000, 1, 2, 3);
	x32(1022, 1, 2, 3);
	x32(1023, 1, 2, 3);
	x32(0x3fffffff, 1, 2, 3);
	x32(0xbffffffe, 1, 2, 3);
}

/* Numbers of no ABI at all */
static void unknown(void)
{
	static const uint32_t numbers[] = { 547, 1022, 1023, 0x3fffffff, 0x80000000, 0xffffffff };

	for (unsigned int i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		int64_t ret = syscall(numbers[i], 1L, 2L, 3L, 4L, 5L, 6L);
		struct want *w = want(SYSCORD_ABI_X86_64, numbers[i], ret == -1 ? -errno : ret, 6);

		memcpy(w->args, (uint64_t[]){ 1, 2, 3, 4, 5, 6 }, sizeof(w->args));
	}
}

static bool same(const struct want *w, const struct syscord_record *rec)
{
	const struct syscord_call *c = raw_call(rec);

	if (!c || c->abi != w->abi || c->nr != w->nr || c->ret != w->ret || c->nargs != w->nargs ||
	    rec->blobs != w->blobs)
		return false;
	/* of int 0x80 only three are set here */
	for (unsigned int i = 0; i < w->nargs && (w->abi != SYSCORD_ABI_I386 || i < 3); i++)
		if (c->args[i] != w->args[i])
			return false;
	for (unsigned int i = 0; i < w->blobs; i++) {
		struct syscord_blob head;
		const uint8_t *data = raw_blob(rec, w->blob[i].arg, w->blob[i].part, &head);

		if (!data || head.flags != w->blob[i].flags || head.want != w->blob[i].len ||
		    head.got != w->blob[i].len || memcmp(data, w->blob[i].data, head.got))
			return false;
	}
	return true;
}

int main(void)
{
	struct raw_records records;
	struct raw raw;
	size_t at = 0;

	raw_open(&raw, NULL, 1 << 20, SNAPLEN);
	raw_follow_self(&raw);
	raw_start(&raw);
	i386();
	x32s();
	unknown();
	raw_stop(&raw);
	raw_collect(&raw, &records, true);
	for (unsigned int i = 0; i < count; i++) {
		size_t j = at;

		while (j < records.count && !same(&wants[i], records.rec[j]))
			j++;
		if (j == records.count)
			FAIL("ABI %u call %#x(%#lx, %#lx, %#lx) = %ld has no such record",
			     wants[i].abi, wants[i].nr, wants[i].args[0], wants[i].args[1],
			     wants[i].args[2], wants[i].ret);
		else
			at = j + 1;
	}
	printf("%u calls compared, %zu records, %d differences\n", count, records.count, failures);
	raw_close(&raw);
	return failures != 0;
}
