/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A fixed set of records: at least one for each format of reader/formats.def,
 * for each type of record and for each way in which something can be missing.
 * Bytes of structures are written by offset, as the abi of the record has them,
 * so that the set is the same on every host.
 */
#ifndef SYSCORD_TEST_FIXED_H
#define SYSCORD_TEST_FIXED_H

#include "build.h"

#define X64 SYSCORD_ABI_X86_64
#define I386 SYSCORD_ABI_I386
#define GEN SYSCORD_ABI_ARM64
#define P 0x7ffc0000 /* some pointer */

#define CALL(abi, nr, ret, ...)                                              \
	build_call(b, abi, nr, ret, sizeof((uint64_t[]){ __VA_ARGS__ }) / 8, \
		   (uint64_t[]){ __VA_ARGS__ })

/* A structure under construction */
struct bytes {
	uint8_t at[512];
};

static inline void put(struct bytes *s, size_t off, size_t size, uint64_t value)
{
	size_t i;

	for (i = 0; i < size; i++)
		s->at[off + i] = (uint8_t)(value >> (8 * i));
}

static inline void fixed_files(struct build *b, unsigned int n)
{
	switch (n) {
	case 0:
		CALL(X64, 0, 25, 3, P, 25);
		build_out(b, 1, "1234567890123456789012345", 25);
		break;
	case 1: /* cut by snaplen */
		CALL(X64, 0, 4096, 3, P, 4096);
		build_blob_part(b, 1, 0, SYSCORD_BLOB_OUT | SYSCORD_BLOB_TRUNCATED, 4096, 40, 0,
				"GET / HTTP/1.0\r\nHost: localhost\r\n\"\\\t\001\0021\377");
		break;
	case 2: /* a page was missing */
		CALL(X64, 1, 40, 1, P, 40);
		build_blob_part(b, 1, 0, SYSCORD_BLOB_FAULTED, 40, 28, SYSCORD_FAULT_BUSY,
				"twenty-eight bytes are here\n");
		break;
	case 3: /* nothing could be read */
		CALL(X64, 1, -14, 1, 0x10, 40);
		build_blob_part(b, 1, 0, SYSCORD_BLOB_FAULTED, 40, 0, SYSCORD_FAULT_BAD, NULL);
		break;
	case 4:
		CALL(X64, 257, -2, 0xffffff9c, P, 02000000 | 0200000, 0777);
		build_in(b, 1, "/no/such\n\"file\"", 16);
		break;
	case 5: /* the same flags mean other things on arm64 */
		CALL(GEN, 56, 5, 0xffffff9c, P, 0200000 | 01101, 0644);
		build_in(b, 1, "/tmp/x", 7);
		break;
	case 6: {
		static const uint8_t iov[32] = { 0x00, 0x10, [8] = 6, [16] = 0x00, 0x20, [24] = 9 };

		CALL(X64, 20, 15, 1, P, 2);
		build_part(b, 1, SYSCORD_PART_IOVEC, 0, iov, 32);
		build_part(b, 1, SYSCORD_PART_CONTENT, 0, "hello world\xc3\xa9\n\n", 15);
		break;
	}
	case 7: { /* 32-bit iovecs; the second is only half recorded */
		static const uint8_t iov[16] = { 0x00, 0x10, [4] = 6, [8] = 0x00, 0x20, [12] = 9 };

		CALL(I386, 145, 15, 1, P, 2);
		build_part(b, 1, SYSCORD_PART_IOVEC, 0, iov, 16);
		build_blob_part(b, 1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_TRUNCATED, 15, 9, 0,
				"hello wor");
		break;
	}
	case 8: {
		struct bytes st = { 0 };

		CALL(X64, 5, 0, 3, P);
		put(&st, 0, 8, 0xfd01);
		put(&st, 8, 8, 123456);
		put(&st, 16, 8, 1);
		put(&st, 24, 4, 0100644);
		put(&st, 28, 4, 1000);
		put(&st, 32, 4, 100);
		put(&st, 48, 8, 5000000000);
		put(&st, 56, 8, 4096);
		put(&st, 64, 8, 9765632);
		put(&st, 72, 8, 1700000001);
		put(&st, 88, 8, 1700000002);
		put(&st, 96, 8, 999999999);
		put(&st, 104, 8, (uint64_t)-1);
		build_out(b, 1, st.at, 144);
		break;
	}
	case 9: { /* a character device, as arm64 has it */
		struct bytes st = { 0 };

		CALL(GEN, 80, 0, 3, P);
		put(&st, 0, 8, 5);
		put(&st, 8, 8, 4);
		put(&st, 16, 4, 024666);
		put(&st, 20, 4, 1);
		put(&st, 32, 8, 0x103);
		put(&st, 56, 4, 4096);
		build_out(b, 1, st.at, 128);
		break;
	}
	case 10: { /* i386 stat64 */
		struct bytes st = { 0 };

		CALL(I386, 197, 0, 3, P);
		put(&st, 16, 4, 040755);
		put(&st, 20, 4, 7);
		put(&st, 44, 8, 4096);
		put(&st, 88, 8, 77);
		build_out(b, 1, st.at, 96);
		break;
	}
	case 11: { /* i386's oldest but one */
		struct bytes st = { 0 };

		CALL(I386, 106, 0, P, P + 64);
		build_in(b, 0, "/", 2);
		put(&st, 4, 4, 2);
		put(&st, 8, 2, 040755);
		put(&st, 20, 4, 4096);
		build_out(b, 1, st.at, 64);
		break;
	}
	case 12: {
		struct bytes stx = { 0 };

		CALL(X64, 332, 0, 0xffffff9c, P, 0x100, 0xfff, P + 64);
		build_in(b, 1, "", 1);
		put(&stx, 0, 4, 0x17ff);
		put(&stx, 4, 4, 4096);
		put(&stx, 8, 8, 0x30);
		put(&stx, 28, 2, 0120777);
		put(&stx, 32, 8, 42);
		put(&stx, 64, 8, 1700000000);
		put(&stx, 72, 4, 5);
		put(&stx, 144, 8, 29);
		build_out(b, 4, stx.at, 256);
		break;
	}
	case 13:
		CALL(X64, 8, 1234, 3, (uint64_t)-1, 2);
		break;
	case 14: {
		static const uint8_t size[8] = { 24, 0, 80, 0 };

		CALL(X64, 16, 0, 0, 0x5413, P);
		build_out(b, 2, size, 8);
		break;
	}
	case 15:
		CALL(X64, 16, -25, 0, 0xc018f501, P);
		build_blob_part(b, 2, 0, 0, 24, 24, 0, "\1\2\3\4\5\6\7\10abcdefghijklmnop");
		break;
	case 16: {
		static const uint8_t fds[8] = { 3, 0, 0, 0, 4, 0, 0, 0 };

		CALL(X64, 293, 0, P, 02004000);
		build_out(b, 0, fds, 8);
		break;
	}
	case 17:
		CALL(X64, 9, 0x7f0000000000, 0, 8192, 3, 0x22, 0xffffffff, 0);
		break;
	case 18:
		CALL(X64, 10, 0, 0x7f0000000000, 4096, 0);
		break;
	case 19:
		CALL(X64, 79, 9, P, 4096);
		build_out(b, 0, "/var/log", 9);
		break;
	case 20: /* what the table does not know */
		CALL(X64, 455 + 400, -38, 1, 2, 3, 4, 5, 6);
		break;
	case 21: /* x32 has a number of x86-64 but not its meaning */
		CALL(SYSCORD_ABI_X32, 0, 3, 1, 2, 3, 4, 5, 6);
		break;
	case 22:
		CALL(X64, 21, 0, P, 5);
		build_in(b, 0, "/bin", 5);
		break;
	case 23:
		CALL(X64, 316, 0, 0xffffff9c, P, 0xffffff9c, P, 1);
		build_in(b, 1, "old", 4);
		build_in(b, 3, "new", 4);
		break;
	case 24: /* a path that was longer than what was taken */
		CALL(X64, 87, -36, P);
		build_blob_part(b, 0, 0, SYSCORD_BLOB_TRUNCATED, 4096, 8, 0, "/aaaaaaa");
		break;
	}
}
#define FIXED_FILES 25

static inline void fixed_time(struct build *b, unsigned int n)
{
	struct bytes s = { 0 };

	switch (n) {
	case 0:
		put(&s, 0, 8, 1);
		put(&s, 8, 8, 500000000);
		CALL(X64, 35, -516, P, 0);
		build_in(b, 0, s.at, 16);
		break;
	case 1: /* 32-bit and, by its size, 64-bit */
		put(&s, 0, 4, 1);
		put(&s, 4, 4, 5);
		CALL(I386, 162, 0, P, 0);
		build_in(b, 0, s.at, 8);
		break;
	case 2:
		put(&s, 0, 8, 1700000000);
		put(&s, 8, 8, 7);
		CALL(I386, 403, 0, 1, P);
		build_out(b, 1, s.at, 16);
		break;
	case 3:
		CALL(X64, 228, 0, 0xfffffffe & ~7U, P);
		break;
	case 4:
		put(&s, 0, 4, 2);
		CALL(X64, 202, -11, P, 0x80, 2, 0, 0, 0);
		build_in(b, 0, s.at, 4);
		break;
	case 5:
		put(&s, 0, 4, 0);
		CALL(X64, 202, 1, P, 0x81, 1, 0, 0, 0);
		build_in(b, 0, s.at, 4);
		break;
	case 6:
		CALL(X64, 318, 8, P, 8, 3);
		build_out(b, 0, "\0\1\2\3\4\5\6\7", 8);
		break;
	case 7:
		CALL(X64, 230, -22, 0, 1, P, 0);
		break;
	}
}
#define FIXED_TIME 8

static inline void fixed_process(struct build *b, unsigned int n)
{
	struct bytes s = { 0 };

	switch (n) {
	case 0:
		CALL(X64, 56, 4711, 0x1200011, 0, 0, P, 0);
		break;
	case 1:
		put(&s, 0, 8, 0x3d0f00);
		put(&s, 32, 8, 0);
		put(&s, 40, 8, 0x7f0000000000);
		put(&s, 48, 8, 8192);
		CALL(X64, 435, 4712, P, 88);
		build_in(b, 0, s.at, 88);
		break;
	case 2:
		put(&s, 0, 4, 0x100);
		CALL(X64, 61, 4711, 0xffffffff, P, 1, P + 64);
		build_out(b, 1, s.at, 4);
		memset(&s, 0, sizeof(s));
		put(&s, 8, 8, 1234);
		put(&s, 32, 8, 5678);
		build_out(b, 3, s.at, 144);
		break;
	case 3:
		put(&s, 0, 4, 0x8b);
		CALL(X64, 61, 4711, 4711, P, 0x40000000, 0);
		build_out(b, 1, s.at, 4);
		break;
	case 4:
		put(&s, 0, 4, 0x137f);
		CALL(X64, 61, 4711, 4711, P, 2, 0);
		build_out(b, 1, s.at, 4);
		break;
	case 5:
		CALL(X64, 62, 0, 4711, 15);
		break;
	case 6:
		CALL(X64, 234, -3, 4711, 4711, 35);
		break;
	case 7:
		CALL(X64, 59, -2, P, P + 64, P + 128);
		build_in(b, 0, "/bin/none", 10);
		build_in(b, 1, "none\0-x\0\0a b", 13);
		break;
	case 8:
		CALL(X64, 63, 0, P);
		memcpy(s.at, "Linux", 5);
		memcpy(s.at + 65, "host", 4);
		memcpy(s.at + 130, "6.1.0", 5);
		memcpy(s.at + 260, "x86_64", 6);
		build_out(b, 0, s.at, 390);
		break;
	case 9:
		CALL(X64, 97, 0, 7, P);
		put(&s, 0, 8, 1024);
		put(&s, 8, 8, UINT64_MAX);
		build_out(b, 1, s.at, 16);
		break;
	case 10:
		CALL(X64, 14, 0, 2, P, P + 8, 8);
		put(&s, 0, 8, 1 << 1 | 1 << 14 | 1UL << 33);
		build_in(b, 1, s.at, 8);
		memset(&s, 0, sizeof(s));
		build_out(b, 2, s.at, 8);
		break;
	case 11:
		CALL(X64, 39, 22569);
		break;
	case 12:
		CALL(X64, 25, 0x7f0000002000, 0x7f0000000000, 4096, 8192, 1, 0);
		break;
	case 13:
		CALL(X64, 28, 0, 0x7f0000000000, 4096, 4);
		break;
	case 14:
		CALL(X64, 157, 0, 15, P, 0, 0, 0);
		break;
	case 15:
		CALL(X64, 72, 1, 3, 1030, 0);
		break;
	case 16:
		CALL(X64, 64, 5, 0, 1, 01600);
		break;
	case 17:
		CALL(X64, 93, -1, 3, 33, 0xffffffff);
		break;
	case 18:
		CALL(X64, 319, 3, P, 1);
		build_in(b, 0, "shared", 7);
		break;
	case 19:
		put(&s, 0, 4, 0xfffffffe);
		CALL(X64, 222, 0, 1, 0, P);
		build_out(b, 2, s.at, 4);
		break;
	case 20: /* the module knew that the program would not see this result */
		CALL(X64, 61, -4, 4711, P, 0, 0);
		build_record(b)->flags |= SYSCORD_RECORD_RESTART;
		break;
	case 21:
		CALL(X64, 26, 0, 0x7f0000000000, 4096, 4);
		break;
	case 22:
		CALL(X64, 73, 0, 3, 6);
		break;
	case 23:
		CALL(X64, 290, 4, 1, 02004001);
		break;
	case 24:
		CALL(X64, 98, 0, 0xffffffff, P);
		break;
	case 25:
		CALL(X64, 36, 0, 2, P);
		break;
	case 26:
		CALL(X64, 247, 0, 1, 4711, 0, 5, 0);
		break;
	case 27:
		CALL(X64, 439, 0, 0xffffff9c, P, 4, 0x200);
		build_in(b, 1, "f", 2);
		break;
	case 28:
		CALL(X64, 292, 7, 3, 7, 02000000);
		break;
	}
}
#define FIXED_PROCESS 29

static inline void fixed_net(struct build *b, unsigned int n)
{
	static const uint8_t in[16] = { 2, 0, 0x1f, 0x90, 127, 0, 0, 1 };
	static const uint8_t length[4] = { 16 };
	struct bytes s = { 0 };

	switch (n) {
	case 0:
		CALL(X64, 41, 3, 2, 02004001, 6);
		break;
	case 1:
		CALL(X64, 49, 0, 3, P, 16);
		build_in(b, 1, in, 16);
		break;
	case 2:
		CALL(X64, 288, 15, 3, P, P + 32, 02004000);
		build_out(b, 1, in, 16);
		build_out(b, 2, length, 4);
		break;
	case 3:
		CALL(X64, 42, -111, 3, P, 28);
		put(&s, 0, 2, 10);
		put(&s, 2, 2, 0xbb01);
		s.at[23] = 1;
		put(&s, 24, 4, 2);
		build_in(b, 1, s.at, 28);
		break;
	case 4:
		CALL(X64, 42, 0, 3, P, 19);
		memcpy(s.at, "\1\0/run/socket\0xxxx", 18);
		build_in(b, 1, s.at, 19);
		break;
	case 5:
		CALL(X64, 49, 0, 3, P, 8);
		memcpy(s.at, "\1\0\0name", 8);
		build_in(b, 1, s.at, 7);
		break;
	case 6:
		CALL(X64, 49, 0, 3, P, 12);
		put(&s, 0, 2, 16);
		put(&s, 4, 4, 22569);
		put(&s, 8, 4, 1);
		build_in(b, 1, s.at, 12);
		break;
	case 7:
		CALL(X64, 44, 5, 3, P, 5, 0x4040, P + 32, 16);
		build_in(b, 1, "query", 5);
		build_in(b, 4, in, 16);
		break;
	case 8: /* one descriptor comes with a message */
		CALL(X64, 47, 5, 3, P, 0x40000000);
		put(&s, 0, 8, P + 64);
		put(&s, 8, 4, 16);
		put(&s, 16, 8, P + 96);
		put(&s, 24, 8, 1);
		put(&s, 32, 8, P + 128);
		put(&s, 40, 8, 20);
		put(&s, 48, 4, 0x40000000);
		build_out(b, 1, s.at, 56);
		build_part(b, 1, SYSCORD_PART_NAME, SYSCORD_BLOB_OUT, in, 16);
		memset(&s, 0, sizeof(s));
		put(&s, 0, 8, P + 256);
		put(&s, 8, 8, 100);
		build_part(b, 1, SYSCORD_PART_IOVEC, 0, s.at, 16);
		build_part(b, 1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_OUT, "hello", 5);
		memset(&s, 0, sizeof(s));
		put(&s, 0, 8, 20);
		put(&s, 8, 4, 1);
		put(&s, 12, 4, 1);
		put(&s, 16, 4, 9);
		build_part(b, 1, SYSCORD_PART_CONTROL, SYSCORD_BLOB_OUT, s.at, 20);
		break;
	case 9: /* msghdr of 32 bits */
		CALL(I386, 370, 2, 3, P, 0);
		put(&s, 8, 4, P + 96);
		put(&s, 12, 4, 1);
		build_in(b, 1, s.at, 28);
		memset(&s, 0, sizeof(s));
		put(&s, 0, 4, P + 256);
		put(&s, 4, 4, 2);
		build_part(b, 1, SYSCORD_PART_IOVEC, 0, s.at, 8);
		build_part(b, 1, SYSCORD_PART_CONTENT, 0, "hi", 2);
		break;
	case 10:
		CALL(X64, 54, 0, 3, 6, 1, P, 4);
		build_in(b, 3, "\1\0\0\0", 4);
		break;
	case 11:
		CALL(X64, 55, 0, 3, 1, 4, P, P + 8);
		build_out(b, 3, "\157\0\0\0", 4);
		build_out(b, 4, "\4\0\0\0", 4);
		break;
	case 12:
		CALL(X64, 7, 1, P, 2, (uint32_t)-1);
		put(&s, 0, 4, 3);
		put(&s, 4, 2, 1);
		put(&s, 6, 2, 0x11);
		put(&s, 8, 4, 0xffffffff);
		put(&s, 12, 2, 4);
		build_out(b, 0, s.at, 16);
		break;
	case 13:
		CALL(X64, 23, 2, 66, P, P + 16, 0, P + 32);
		put(&s, 0, 8, 1 << 3);
		put(&s, 8, 8, 2);
		build_out(b, 1, s.at, 16);
		memset(&s, 0, sizeof(s));
		build_out(b, 2, s.at, 16);
		put(&s, 0, 8, 4);
		put(&s, 8, 8, 999);
		build_out(b, 4, s.at, 16);
		break;
	case 14:
		CALL(X64, 233, 0, 5, 1, 7, P);
		put(&s, 0, 4, 0x80002001);
		put(&s, 4, 8, 7);
		build_in(b, 3, s.at, 12);
		break;
	case 15:
		CALL(X64, 232, 2, 5, P, 512, (uint32_t)-1);
		put(&s, 0, 4, 1);
		put(&s, 4, 8, 0x700000001);
		put(&s, 12, 4, 0x18);
		put(&s, 16, 8, 9);
		build_out(b, 1, s.at, 24);
		break;
	case 16: /* arm64 does not pack them */
		CALL(GEN, 22, 1, 5, P, 512, (uint32_t)-1, 0, 8);
		put(&s, 0, 4, 1);
		put(&s, 8, 8, 0x700000001);
		build_out(b, 1, s.at, 16);
		break;
	case 17:
		CALL(X64, 291, 5, 02000000);
		break;
	case 18:
		CALL(X64, 48, 0, 3, 1);
		break;
	case 19:
		CALL(X64, 41, 3, 16, 3, 15);
		break;
	case 20:
		CALL(X64, 54, 0, 3, 1, 13, P, 8);
		put(&s, 0, 4, 1);
		put(&s, 4, 4, 30);
		build_in(b, 3, s.at, 8);
		break;
	case 21:
		CALL(X64, 55, 0, 3, 6, 13, P, P + 8);
		build_out(b, 3, "cubic", 6);
		build_out(b, 4, "\6\0\0\0", 4);
		break;
	}
}
#define FIXED_NET 22

static inline void fixed_other(struct build *b, unsigned int n)
{
	switch (n) {
	case 0: {
		struct syscord_fork fork = {
			.pid = 22570, .tid = 22570, .ns_tid = 2, .comm = "sh"
		};

		build_start(b, SYSCORD_FORK, &fork, sizeof(fork));
		break;
	}
	case 1: {
		struct syscord_fork fork = {
			.pid = 22569, .tid = 22571, .ns_tid = 22571, .shared = 0xf, .comm = "worker"
		};

		build_start(b, SYSCORD_FORK, &fork, sizeof(fork));
		break;
	}
	case 2: {
		struct syscord_exec exec = {
			.old_tid = 22569, .uid = 33, .gid = 33, .abi = X64, .comm = "ls"
		};

		build_start(b, SYSCORD_EXEC, &exec, sizeof(exec));
		build_in(b, SYSCORD_ARG_EXE, "/bin/ls", 8);
		build_in(b, SYSCORD_ARG_ARGV, "ls\0-l\0/tmp", 11);
		build_in(b, SYSCORD_ARG_CWD, "/", 2);
		{
			struct syscord_map map[3] = {
				{ 0x400000, 0x401000, 0x1000, 77, 8, 1, 5, 7 },
			};

			memcpy(&map[1], "/bin/ls", 8);
			memcpy((uint8_t *)&map[1] + 8,
			       &(struct syscord_map){
				       .start = 0x7000, .end = 0x9000, .prot = 0x83 },
			       sizeof(map[1]));
			build_in(b, SYSCORD_ARG_MAPS, map, 2 * sizeof(map[0]) + 8);
		}
		break;
	}
	case 3: {
		struct syscord_rename name = { .tid = 22571, .pid = 22569, .comm = "new name" };

		build_start(b, SYSCORD_RENAME, &name, sizeof(name));
		break;
	}
	case 4: {
		struct syscord_lost lost = { .count = 123, .first = 1000000, .last = 2501000000 };

		lost.by_reason[SYSCORD_LOST_FULL] = 120;
		lost.by_reason[SYSCORD_LOST_TOO_LARGE] = 3;
		build_start(b, SYSCORD_LOST, &lost, sizeof(lost));
		b->seq += 122;
		break;
	}
	case 5: {
		struct syscord_exit ended = { .code = 9, .comm = "worker" };

		build_start(b, SYSCORD_EXIT, &ended, sizeof(ended));
		break;
	}
	case 6: {
		struct syscord_exit ended = { .code = 0x100,
					      .flags = SYSCORD_EXIT_GROUP,
					      .comm = "ls" };

		build_start(b, SYSCORD_EXIT, &ended, sizeof(ended));
		break;
	}
	case 7: /* of a later version */
		build_start(b, 77, NULL, 0);
		break;
	}
}
#define FIXED_OTHER 8

/* What only 32-bit programs have */
static inline void fixed_compat(struct build *b, unsigned int n)
{
	struct bytes s = { 0 };

	switch (n) {
	case 0: /* socketcall: sendto */
		CALL(I386, 102, 4, 11, P);
		put(&s, 0, 4, 3);
		put(&s, 4, 4, P + 64);
		put(&s, 8, 4, 4);
		put(&s, 16, 4, P + 128);
		put(&s, 20, 4, 16);
		build_in(b, 1, s.at, 24);
		build_in(b, SYSCORD_ARG_SUB + 1, "ping", 4);
		build_in(b, SYSCORD_ARG_SUB + 4, "\2\0\0\65\177\0\0\1\0\0\0\0\0\0\0", 16);
		break;
	case 1: /* socketcall whose arguments could not be read */
		CALL(I386, 102, -14, 3, 8);
		build_blob_part(b, 1, 0, SYSCORD_BLOB_FAULTED, 12, 0, SYSCORD_FAULT_BAD, NULL);
		break;
	case 2: /* ipc: shmget, and one that the table does not have */
		CALL(I386, 117, 5, 23, 0, 4096, 01600, 0, 0);
		break;
	case 3:
		CALL(I386, 117, -22, 99, 1, 2, 3, P, 0);
		break;
	case 4: /* old mmap */
		CALL(I386, 90, 0xf7f8d000, P);
		put(&s, 4, 4, 4096);
		put(&s, 8, 4, 3);
		put(&s, 12, 4, 0x22);
		put(&s, 16, 4, 0xffffffff);
		build_in(b, 0, s.at, 24);
		break;
	case 5: /* old select */
		CALL(I386, 82, 1, P);
		put(&s, 0, 4, 5);
		put(&s, 4, 4, P + 64);
		build_in(b, 0, s.at, 20);
		build_out(b, SYSCORD_ARG_SUB + 1, "\10\0\0\0", 4);
		break;
	case 6:
		CALL(I386, 140, 0, 3, 1, 0, P, 0);
		build_out(b, 3, "\0\0\0\0\1\0\0\0", 8);
		break;
	case 7:
		CALL(I386, 67, 0, 12, P, P + 16);
		put(&s, 0, 4, 0x8048000);
		put(&s, 4, 4, 0x200);
		put(&s, 8, 4, 0x10000000);
		build_in(b, 1, s.at, 16);
		build_out(b, 2, s.at + 32, 16);
		break;
	case 8:
		CALL(I386, 28, 0, 3, P);
		put(&s, 2, 2, 77);
		put(&s, 4, 2, 0100644);
		put(&s, 6, 2, 1);
		put(&s, 16, 4, 100);
		build_out(b, 1, s.at, 32);
		break;
	case 9: /* 16-bit ids */
		CALL(I386, 165, 0, P, P + 2, P + 4);
		build_out(b, 0, "\350\3", 2);
		build_out(b, 1, "\350\3", 2);
		build_out(b, 2, "\0\0", 2);
		break;
	case 10:
		CALL(SYSCORD_ABI_X32, 0x1, -38, 1, P, 3, 4, 5, 6);
		break;
	}
}
#define FIXED_COMPAT 11

/*
 * From here on the records are those of tests/golden/later.syscord.zst, which must not
 * change: new ones go before.
 */

/* A signal whose siginfo is put into `s` from byte 16 on */
static inline void fixed_signal(struct build *b, struct bytes *s, unsigned int number, int code,
				unsigned int flags, uint64_t handler)
{
	struct syscord_signal signal = {
		.signal = number, .flags = flags, .handler = handler, .handler_flags = 0x14000004
	};

	put(s, 0, 4, number);
	put(s, 8, 4, (uint32_t)code);
	memcpy(signal.info, s->at, sizeof(signal.info));
	build_start(b, SYSCORD_SIGNAL, &signal, sizeof(signal));
}

static inline void fixed_signals(struct build *b, unsigned int n)
{
	enum { FATAL = SYSCORD_SIGNAL_FATAL, CORE = FATAL | SYSCORD_SIGNAL_CORE };
	struct bytes s = { 0 };

	switch (n) {
	case 0: /* sigqueue */
		put(&s, 16, 4, 4711);
		put(&s, 20, 4, 1000);
		put(&s, 24, 8, 0x100000007);
		fixed_signal(b, &s, 10, -1, 0, 0x401136);
		break;
	case 1: /* kill */
		put(&s, 16, 4, 1);
		fixed_signal(b, &s, 15, 0, FATAL, 0);
		break;
	case 2: /* tgkill */
		put(&s, 16, 4, 4711);
		fixed_signal(b, &s, 35, -6, 0, 0x401136);
		break;
	case 3:
		put(&s, 16, 4, 2);
		put(&s, 20, 4, 1);
		put(&s, 24, 8, 0xfffffff0);
		fixed_signal(b, &s, 14, -2, 0, 0x401136);
		break;
	case 4:
		put(&s, 16, 4, 4711);
		put(&s, 24, 4, 3);
		put(&s, 32, 8, 12);
		put(&s, 40, 8, 5);
		fixed_signal(b, &s, 17, 1, 0, 0x401136);
		break;
	case 5:
		put(&s, 16, 4, 4711);
		put(&s, 24, 4, 11);
		fixed_signal(b, &s, 17, 3, 0, 0);
		break;
	case 6:
		put(&s, 16, 8, 0x10);
		fixed_signal(b, &s, 11, 1, CORE, 0);
		break;
	case 7: /* a general protection fault */
		fixed_signal(b, &s, 11, 0x80, CORE, 0);
		break;
	case 8:
		put(&s, 16, 8, P);
		put(&s, 32, 8, 0x1000);
		put(&s, 40, 8, 0x1fff);
		fixed_signal(b, &s, 11, 3, CORE, 0);
		break;
	case 9:
		put(&s, 16, 8, P);
		put(&s, 32, 4, 5);
		fixed_signal(b, &s, 11, 4, CORE, 0);
		break;
	case 10:
		put(&s, 16, 8, P);
		put(&s, 24, 2, 12);
		fixed_signal(b, &s, 7, 5, CORE, 0);
		break;
	case 11:
		put(&s, 16, 8, P);
		fixed_signal(b, &s, 4, 2, CORE, 0);
		break;
	case 12:
		put(&s, 16, 8, P);
		fixed_signal(b, &s, 8, 1, CORE, 0);
		break;
	case 13:
		put(&s, 16, 8, P);
		put(&s, 24, 8, 0xabc);
		put(&s, 32, 4, 1);
		put(&s, 36, 4, 2);
		fixed_signal(b, &s, 5, 6, 0, 0x401136);
		break;
	case 14: /* openat, which seccomp did not like */
		put(&s, 4, 4, 1);
		put(&s, 16, 8, P);
		put(&s, 24, 4, 257);
		put(&s, 28, 4, 0xc000003e);
		fixed_signal(b, &s, 31, 1, CORE, 0);
		break;
	case 15:
		put(&s, 16, 8, 0x41);
		put(&s, 24, 4, 7);
		fixed_signal(b, &s, 29, 1, 0, 0x401136);
		break;
	case 16:
		fixed_signal(b, &s, 20, 0x80, SYSCORD_SIGNAL_STOP, 0);
		break;
	case 17:
		fixed_signal(b, &s, 28, 0x80, 0, 1);
		break;
	case 18: /* no code that is known */
		put(&s, 16, 4, 4711);
		fixed_signal(b, &s, 77, 99, 0, 0);
		break;
	case 19: { /* cut short */
		struct syscord_signal signal = { .signal = 9, .flags = FATAL };

		build_start(b, SYSCORD_SIGNAL, &signal, 8);
		break;
	}
	}
}
#define FIXED_SIGNALS 20

static inline void fixed_ends(struct build *b, unsigned int n)
{
	struct syscord_exit ended = { .comm = "worker", .flags = SYSCORD_EXIT_IN_CALL, .abi = X64 };

	switch (n) {
	case 0:
		ended.code = 0x300;
		ended.nr = 231;
		ended.args[0] = 3;
		build_start(b, SYSCORD_EXIT, &ended, sizeof(ended));
		break;
	case 1:
		CALL(X64, 0, -4, 3, P, 25);
		break;
	case 2: /* as a thread, so that its leader is not forgotten */
		ended.code = 9;
		ended.nr = 202;
		ended.args[0] = P;
		ended.args[1] = 0x80;
		ended.args[2] = 2;
		build_start(b, SYSCORD_EXIT, &ended, sizeof(ended));
		break;
	case 3: /* of a call that the table does not know */
		ended.code = 0;
		ended.nr = 9999;
		ended.args[5] = 6;
		build_start(b, SYSCORD_EXIT, &ended, sizeof(ended));
		break;
	case 4:
		CALL(X64, 9, 0x7f0000000000, 0, 8192, 3, 0x22, 0xffffffff, 0);
		break;
	case 5:
		ended.code = 0x8b;
		ended.flags = SYSCORD_EXIT_GROUP;
		build_start(b, SYSCORD_EXIT, &ended, sizeof(ended));
		break;
	case 6: /* as it was before it told of calls */
		ended.code = 0x8b;
		ended.flags = 0;
		build_start(b, SYSCORD_EXIT, &ended, offsetof(struct syscord_exit, nr));
		break;
	case 7: { /* a namespace's first process */
		struct syscord_fork fork = {
			.pid = 22572, .tid = 22573, .ns_tid = 2, .ns_pid = 1, .comm = "init"
		};

		build_start(b, SYSCORD_FORK, &fork, sizeof(fork));
		break;
	}
	}
}
#define FIXED_ENDS 8

static inline void fixed_entry(struct build *b, unsigned int n)
{
	static const uint8_t in[16] = { 2, 0, 0x1f, 0x90, 127, 0, 0, 1 };
	struct bytes s = { 0 };

	switch (n) {
	case 0:
		CALL(X64, 0, 25, 3, P, 25);
		build_timed(b, 123456789);
		build_out(b, 1, "1234567890123456789012345", 25);
		break;
	case 1: /* longer than a second, and no arguments */
		CALL(X64, 39, 22569);
		build_timed(b, 12000000999);
		break;
	case 2:
		CALL(X64, 23, 1, 6, P, 0, 0, P + 32);
		build_timed(b, 5000);
		s.at[0] = 1 << 3 | 1 << 5;
		build_before(b, 1, s.at, 8);
		put(&s, 0, 8, 5);
		put(&s, 8, 8, 0);
		build_before(b, 4, s.at, 16);
		memset(&s, 0, sizeof(s));
		s.at[0] = 1 << 3;
		build_out(b, 1, s.at, 8);
		put(&s, 0, 8, 4);
		put(&s, 8, 8, 999);
		build_out(b, 4, s.at, 16);
		break;
	case 3:
		CALL(X64, 288, 15, 3, P, P + 32, 0);
		build_timed(b, 999);
		build_before(b, 2, "\200\0\0\0", 4);
		build_out(b, 1, in, 16);
		build_out(b, 2, "\20\0\0\0", 4);
		break;
	case 4: /* the same before and after */
		CALL(X64, 55, 0, 3, 1, 4, P, P + 8);
		build_timed(b, 0);
		build_before(b, 4, "\4\0\0\0", 4);
		build_out(b, 3, "\157\0\0\0", 4);
		build_out(b, 4, "\4\0\0\0", 4);
		break;
	case 5:
		CALL(X64, 7, 1, P, 1, (uint32_t)-1);
		build_timed(b, 1000000000);
		put(&s, 0, 4, 3);
		put(&s, 4, 2, 1);
		build_before(b, 0, s.at, 8);
		put(&s, 6, 2, 0x11);
		build_out(b, 0, s.at, 8);
		break;
	case 6: /* bytes, of which the second half could not be read */
		CALL(X64, 16, 0, 3, 0xc018f501, P);
		build_blob_part(b, 2, 0, SYSCORD_BLOB_BEFORE | SYSCORD_BLOB_FAULTED, 24, 12,
				SYSCORD_FAULT_BUSY, "abcdefghijkl");
		build_out(b, 2, "ABCDEFGHIJKLMNOPQRSTUVWX", 24);
		break;
	case 7: /* gave nothing back */
		CALL(X64, 23, -4, 4, P, 0, 0, 0);
		build_record(b)->flags |= SYSCORD_RECORD_RESTART;
		s.at[0] = 1 << 3;
		build_before(b, 1, s.at, 8);
		break;
	case 8: /* of an argument that the call does not have */
		CALL(X64, 3, 0, 3);
		build_before(b, 1, "x", 1);
		build_before(b, SYSCORD_ARG_EXE, "x", 1);
		break;
	}
}
#define FIXED_ENTRY 9

static inline void fixed_in_flight(struct build *b, unsigned int n)
{
	struct syscord_in_flight call = { .since = 1000000, .pc = 0x7f0000001234, .nr = 202,
					  .abi = X64, .nargs = 6, .comm = "left",
					  .args = { P, 0x80, 2 } };
	size_t len = sizeof(call);

	switch (n) {
	case 0:
		break;
	case 1: /* since when is not known */
		call = (struct syscord_in_flight){ .abi = X64, .nargs = 3, .comm = "reader",
						   .args = { 3, P, 25 } };
		break;
	case 2:
		call = (struct syscord_in_flight){ .since = 1, .nr = 162, .abi = I386, .nargs = 2,
						   .comm = "sleeper", .args = { P, 0 } };
		break;
	case 3: /* of a call that the table does not know */
		call.nr = 9999;
		call.args[5] = 6;
		break;
	case 4: /* since later */
		call.since = UINT64_MAX;
		break;
	case 5:
		len = offsetof(struct syscord_in_flight, comm);
		break;
	case 6:
		call.abi = 200;
		call.nargs = 255;
		memset(call.comm, 'x', sizeof(call.comm));
		break;
	}
	build_start(b, SYSCORD_IN_FLIGHT, &call, len)->seq = 0;
	b->seq--;
}
#define FIXED_IN_FLIGHT 7

/* Content that goes on in records of its own */
static inline void fixed_content(struct build *b, unsigned int n)
{
	static const char text[] = "the first twenty-five bytes and what comes behind them";
	const unsigned int out = SYSCORD_BLOB_OUT | SYSCORD_BLOB_LATE | SYSCORD_BLOB_CONTINUED;
	const unsigned int in = SYSCORD_BLOB_LATE | SYSCORD_BLOB_CONTINUED;
	const uint64_t end = b->time + 300;

	switch (n) {
	case 0: /* a piece without its call */
		build_cont(b, end, X64, 0, 0, 1, 0, 54, 25, text + 25, 29);
		break;
	case 1: /* all there */
		CALL(X64, 0, 54, 3, P, 4096);
		build_blob_part(b, 1, 0, out, 54, 25, 0, text);
		build_continued(b, end, (struct syscord_continued[]){ { .blob = 0, .kept = 29 } }, 1);
		break;
	case 2: /* no room for the rest of it */
		CALL(X64, 0, 1 << 20, 3, P, 1 << 20);
		build_blob_part(b, 1, 0, out | SYSCORD_BLOB_TRUNCATED, 1 << 20, 25, 0, text);
		build_continued(b, end, (struct syscord_continued[]){ { .kept = 60000 } }, 1);
		break;
	case 3: /* and no memory behind it */
		CALL(X64, 1, 200000, 1, P, 1 << 20);
		build_blob_part(b, 1, 0, in | SYSCORD_BLOB_FAULTED, 1 << 20, 25, SYSCORD_FAULT_BAD,
				text);
		build_continued(b, end, (struct syscord_continued[]){
				{ .reason = SYSCORD_FAULT_BAD, .kept = 199975 } }, 1);
		break;
	case 4: { /* it ends within the third buffer of four */
		static const uint8_t iov[64] = { [1] = 0x10, [8] = 20, [17] = 0x20, [24] = 10,
						 [33] = 0x30, [40] = 20, [49] = 0x40, [56] = 4 };

		CALL(X64, 20, 54, 1, P, 4);
		build_part(b, 1, SYSCORD_PART_IOVEC, 0, iov, 64);
		build_blob_part(b, 1, SYSCORD_PART_CONTENT, in | SYSCORD_BLOB_TRUNCATED, 54, 25, 0,
				text);
		build_continued(b, end, (struct syscord_continued[]){ { .blob = 1, .kept = 10 } }, 1);
		break;
	}
	case 5: { /* recv by way of socketcall: blobs have other numbers there */
		struct bytes s = { 0 };

		put(&s, 0, 4, 3);
		put(&s, 4, 4, P);
		put(&s, 8, 4, 4096);
		CALL(I386, 102, 54, 10, P);
		build_in(b, 1, s.at, 16);
		build_blob_part(b, SYSCORD_ARG_SUB + 1, 0, out, 54, 25, 0, text);
		build_continued(b, end, (struct syscord_continued[]){ { .blob = 1, .kept = 29 } }, 1);
		break;
	}
	}
}
#define FIXED_CONTENT 6

#define FIXED_LATER (FIXED_SIGNALS + FIXED_ENDS + FIXED_ENTRY)
#define FIXED_COUNT                                                                         \
	(FIXED_FILES + FIXED_TIME + FIXED_PROCESS + FIXED_NET + FIXED_OTHER + FIXED_COMPAT + \
	 FIXED_LATER + FIXED_IN_FLIGHT + FIXED_CONTENT)
/* The first of FIXED_LATER */
#define FIXED_FIRST_LATER (FIXED_COUNT - FIXED_CONTENT - FIXED_IN_FLIGHT - FIXED_LATER)

/* Makes the record number `n` of the set, with the time and sequence of a stream */
static inline struct syscord_record *fixed_record(struct build *b, unsigned int n)
{
	static const struct {
		void (*make)(struct build *b, unsigned int n);
		unsigned int count;
	} parts[] = {
		{ fixed_files, FIXED_FILES },	  { fixed_time, FIXED_TIME },
		{ fixed_process, FIXED_PROCESS }, { fixed_net, FIXED_NET },
		{ fixed_other, FIXED_OTHER },	  { fixed_compat, FIXED_COMPAT },
		{ fixed_signals, FIXED_SIGNALS }, { fixed_ends, FIXED_ENDS },
		{ fixed_entry, FIXED_ENTRY },	  { fixed_in_flight, FIXED_IN_FLIGHT },
		{ fixed_content, FIXED_CONTENT },
	};
	unsigned int i;

	for (i = 0; n >= parts[i].count; i++)
		n -= parts[i].count;
	parts[i].make(b, n);
	return build_record(b);
}

#endif /* SYSCORD_TEST_FIXED_H */
