/* SPDX-License-Identifier: GPL-2.0 */
/*
 * 32-bit calls: how records of i386 are decoded, and whether the sizes that
 * include/syscalls.def has for i386 are those of the layouts in reader/structs.def,
 * which structs.sh holds against the headers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>
#include "decode.h"
#include "fixed.h"

static struct build builder, *const b = &builder;

/* The line of the record in b; valid until the next call */
static const char *line(void)
{
	static char *text;
	struct syscord_printer printer = { 0 };
	struct syscord_event event = { .rec = build_record(b) };
	size_t len;

	free(text);
	text = NULL;
	assert_int_equal(syscord_record_check(event.rec, sizeof(b->bytes)), 0);
	printer.out = open_memstream(&text, &len);
	assert_int_equal(syscord_format_text(&printer, &event), 0);
	fclose(printer.out);
	return text;
}

static void has(const char *part)
{
	const char *text = line();

	if (!strstr(text, part))
		fail_msg("\"%s\" is not in: %s", part, text);
}

static void lacks(const char *part)
{
	const char *text = line();

	if (strstr(text, part))
		fail_msg("\"%s\" is in: %s", part, text);
}

/* ---- decoding ---- */
static void test_messages(void **state)
{
	struct bytes s = { 0 };

	(void)state;
	*b = (struct build){ .pid = 7, .tid = 7 };
	CALL(I386, 372, 7, 3, P, 0);
	put(&s, 0, 4, P + 32); /* name */
	put(&s, 4, 4, 16);
	put(&s, 8, 4, P + 64);
	put(&s, 12, 4, 2);
	put(&s, 16, 4, P + 128);
	put(&s, 20, 4, 40);
	put(&s, 24, 4, 0x40);
	build_out(b, 1, s.at, 28);
	build_part(b, 1, SYSCORD_PART_NAME, SYSCORD_BLOB_OUT, "\2\0\0\65\177\0\0\1\0\0\0\0\0\0\0",
		   16);
	memset(&s, 0, sizeof(s));
	put(&s, 0, 4, 0xfff00000);
	put(&s, 4, 4, 5);
	put(&s, 8, 4, 0xfff10000);
	put(&s, 12, 4, 64);
	build_part(b, 1, SYSCORD_PART_IOVEC, 0, s.at, 16);
	build_part(b, 1, SYSCORD_PART_CONTENT, SYSCORD_BLOB_OUT, "Hello, w", 8);
	/* headers of 12 bytes, each padded to 4: 13 bytes, then two descriptors */
	memset(&s, 0, sizeof(s));
	put(&s, 0, 4, 13);
	put(&s, 8, 4, 8);
	put(&s, 12, 1, 64);
	put(&s, 16, 4, 20);
	put(&s, 20, 4, 1);
	put(&s, 24, 4, 1);
	put(&s, 28, 4, 9);
	put(&s, 32, 4, 10);
	build_part(b, 1, SYSCORD_PART_CONTROL, SYSCORD_BLOB_OUT, s.at, 36);
	has("[i386] recvmsg(3, {msg_name={sa_family=AF_INET, sin_port=53, sin_addr=\"127.0.0.1\"}, "
	    "msg_namelen=16, msg_iov=[{iov_base=\"Hello\", iov_len=5}, "
	    "{iov_base=\", w\", iov_len=64}], msg_iovlen=2");
	has("cmsg_data=\"@\"}, {cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, "
	    "cmsg_data=[9, 10]}], msg_controllen=40, msg_flags=MSG_DONTWAIT}, 0) = 7");
}

static void test_times(void **state)
{
	struct bytes s = { 0 };

	(void)state;
	*b = (struct build){ .pid = 7, .tid = 7 };
	/* before 1970: the word is signed */
	put(&s, 0, 4, 0xffffffff);
	put(&s, 4, 4, 999999999);
	CALL(I386, 265, 0, 0, P);
	build_out(b, 1, s.at, 8);
	has("[i386] clock_gettime(CLOCK_REALTIME, {tv_sec=-1, tv_nsec=999999999}) = 0");
	put(&s, 0, 8, 0x100000000);
	put(&s, 8, 8, 5);
	CALL(I386, 403, 0, 0, P);
	build_out(b, 1, s.at, 16);
	has("clock_gettime64(CLOCK_REALTIME, {tv_sec=4294967296, tv_nsec=5}) = 0");
	put(&s, 0, 4, 0xffffffff);
	put(&s, 4, 4, 8);
	CALL(I386, 191, 0, 3, P);
	build_out(b, 1, s.at, 8);
	has("ugetrlimit(RLIMIT_STACK, {rlim_cur=RLIM_INFINITY, rlim_max=8}) = 0");
}

/* Registers hold 32 bits, whose sign matters where it does in C; results as the ABI says */
static void test_numbers(void **state)
{
	(void)state;
	*b = (struct build){ .pid = 7, .tid = 7 };
	CALL(I386, 19, -22, 3, 0xfffffffe, 2);
	has("[i386] lseek(3, -2, SEEK_END) = -1 EINVAL (Invalid argument)");
	CALL(I386, 192, 0xf7f8d000, 0, 4096, 1, 2, 3, 0xfffff);
	has("[i386] mmap2(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 1048575) = 0xf7f8d000");
	CALL(I386, 3, -9, 0xffffffff, P, 5);
	has("[i386] read(-1, 0x7ffc0000, 5) = -1 EBADF");
	CALL(I386, 126, 0, 2, P, P + 4);
	build_in(b, 1, "\0\2\0\200", 4);
	build_out(b, 2, "\0\0\0\0", 4);
	has("sigprocmask(SIG_SETMASK, [SIGUSR1, SIGRT_0], []) = 0");
	/* as many bits as there are words for */
	CALL(I386, 142, 1, 33, P, 0, 0, 0);
	build_out(b, 1, "\0\0\0\200\3\0\0\0", 8);
	has("_newselect(33, [31, 32], NULL, NULL, NULL) = 1");
}

static void test_subcalls(void **state)
{
	struct bytes s = { 0 };

	(void)state;
	*b = (struct build){ .pid = 7, .tid = 7 };
	CALL(I386, 102, 3, 1, P);
	put(&s, 0, 4, 2);
	put(&s, 4, 4, 1);
	build_in(b, 1, s.at, 12);
	has("[i386] socketcall(socket, {domain=AF_INET, type=SOCK_STREAM, protocol=IPPROTO_IP}) = "
	    "3");
	/* the blob of the words is not the inner call's argument 1, nor the other way round */
	CALL(I386, 102, 4, 9, P);
	put(&s, 4, 4, P + 64);
	put(&s, 8, 4, 4);
	build_in(b, 1, s.at, 16);
	build_in(b, SYSCORD_ARG_SUB + 1, "ping", 4);
	has("socketcall(send, {fd=2, buf=\"ping\", length=4, flags=0}) = 4");
	CALL(I386, 102, -14, 9, P);
	build_in(b, 1, s.at, 16);
	has("socketcall(send, {fd=2, buf=0x7ffc0040, length=4, flags=0}) = -1 EFAULT");
	/* no words, too few words, no such call */
	CALL(I386, 102, -14, 9, P);
	has("socketcall(send, 0x7ffc0000) = -1 EFAULT");
	CALL(I386, 102, -14, 9, P);
	build_in(b, 1, "\1\0\0\0\2\0\0", 7);
	has("socketcall(send, \"\\1\\0\\0\\0\\2\\0\\0\") = -1 EFAULT");
	CALL(I386, 102, -22, 21, P);
	has("socketcall(21, 0x7ffc0000) = -1 EINVAL");
	CALL(I386, 102, -22, 0xffffffff, P);
	has("socketcall(-1, 0x7ffc0000) = -1 EINVAL");
	/* a blob with the number of an argument that the inner call does not have */
	CALL(I386, 102, 0, 4, P);
	build_in(b, 1, "\3\0\0\0\5\0\0\0", 8);
	build_in(b, SYSCORD_ARG_SUB + 5, "junk", 4);
	has("socketcall(listen, {fd=3, backlog=5}) = 0");
	/* registers in another order */
	CALL(I386, 117, 0, 4, 1, 2, 3, P, P + 8);
	build_in(b, SYSCORD_ARG_SUB + 3, "\1\0\0\0\2\0\0\0", 8);
	has("ipc(semtimedop, 1, 0x2, 0x3, {semid=1, sops=");
	has("nsops=2, timeout={tv_sec=1, tv_nsec=2}}, 0x7ffc0008) = 0");
	CALL(I386, 117, 0, 99, 1, 2, 3, P, 0);
	has("ipc(99, 1, 0x2, 0x3, 0x7ffc0000, 0) = 0");
	/* a record with fewer arguments than the call has */
	CALL(I386, 117, 0, 4);
	has("ipc(semtimedop) = 0");
	/* the same numbers elsewhere are other calls */
	CALL(X64, 102, 0, 9, P);
	lacks("socketcall");
}

/* An x32 number is never looked up, whatever it is */
static void test_x32(void **state)
{
	static const uint32_t numbers[] = { 0,	 1,    39,   59,	 512,
					    547, 1022, 1023, 0x3fffffff, 0xbfffffff };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		char want[96];

		*b = (struct build){ .pid = 7, .tid = 7 };
		CALL(SYSCORD_ABI_X32, numbers[i], -38, 1, 2, 3, 4, 5, 6);
		snprintf(want, sizeof(want),
			 "[x32] syscall_0x%x(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1", numbers[i]);
		has(want);
		assert_null(syscord_call_by_nr(SYSCORD_ABI_X32, numbers[i]));
	}
}

/* ---- the table ---- */
#define OF(name) SYSCORD_STRUCT_##name
#define SET(name) -1
#define NUMBERS(kind, size) -1
#define BY(choice) -1
#define EITHER(first, second) -1
#define FORMAT(name_, fn_, param_) [SYSCORD_FMT_##name_] = { .fn = #fn_, .param = (param_) },
static const struct {
	const char *fn;
	int param;
} formats[SYSCORD_FMT_COUNT] = {
#include "formats.def"
};
#undef OF
#undef SET
#undef NUMBERS
#undef BY
#undef EITHER
#undef FORMAT

/* The 32-bit column of T(name) */
static unsigned int type_size(const char *name, size_t len)
{
	static char *text;
	char start[64];
	const char *row;

	if (!text) {
		FILE *file = fopen("kmod/table_words.h", "r");

		assert_non_null(file);
		text = calloc(1, 1 << 20);
		assert_non_null(text);
		assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
		fclose(file);
	}
	snprintf(start, sizeof(start), "\tTYPE(%.*s, ", (int)len, name);
	row = strstr(text, start);
	if (!row)
		fail_msg("no %s", start);
	row = strchr(row + strlen(start), ',');
	assert_non_null(row);
	return (unsigned int)strtoul(row + 1, NULL, 0);
}

/* Bytes of a structure that the capture column means on i386; 0: it is not constant */
static unsigned int capture_size(const char *capture)
{
	static const char *const sizes[] = { "(C(", "(S(", "(T(", "(RETN(" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		const char *at = strstr(capture, sizes[i]);

		if (!at)
			continue;
		at += strlen(sizes[i]);
		if (!strncmp(at, "SYSCORD_SIZE_EPOLL_EVENT", 24))
			return 12;
		if (sizes[i][1] == 'C' || sizes[i][1] == 'R')
			return (unsigned int)strtoul(at, NULL, 0);
		if (sizes[i][1] == 'T')
			return type_size(at, strcspn(at, ")"));
		if (!strncmp(at, "struct statx)", 13))
			return 256;
		/* S is the kernel's own: it may be used only where i386 has the same */
		return UINT32_MAX;
	}
	return 0;
}

/* i386 has a layout of that many bytes for it: its own, or, of a time64 call, a wide one */
static bool size_fits(unsigned int id, unsigned int size, bool wide, bool array)
{
	static const uint32_t abis[] = { SYSCORD_ABI_I386, SYSCORD_ABI_X86_64, SYSCORD_ABI_ARM64 };
	unsigned int i;

	for (i = 0; i < (wide ? ARRAY_SIZE(abis) : 1); i++) {
		size_t one = syscord_struct_size(id, abis[i]);

		if (size == one || (array && size % one == 0))
			return true;
	}
	return false;
	size_t own = syscord_struct_size(id, SYSCORD_ABI_I386);

	return size == own || (array && size % own == 0) ||
	       (wide && (size == syscord_struct_size(id, SYSCORD_ABI_X86_64) ||
			 size == syscord_struct_size(id, SYSCORD_ABI_ARM64)));
}

static void test_sizes(void **state)
{
	unsigned int nr, arg, compared = 0;

	(void)state;
	for (nr = 0; nr < 1023; nr++) {
		const struct syscord_call_desc *call = syscord_call_by_nr(SYSCORD_ABI_I386, nr);

		for (arg = 0; call && arg < call->nargs; arg++) {
			const struct syscord_arg_desc *a = &call->args[arg];
			unsigned int size = capture_size(a->capture);
			int id = formats[a->format].param;
			bool wide = nr >= 403 || strstr(call->name, "64");

			/* More than one, or one that the structure itself says */
			if (!size || strstr(a->capture, "LOAD("))
				continue;
			if (size == UINT32_MAX)
				fail_msg("%s: %s is another size on i386", call->name, a->capture);
			if (id < 0 || strncmp(formats[a->format].fn, "struct", 6))
				continue;
			compared++;
			if (!size_fits((unsigned int)id, size, wide,
				       !strcmp(formats[a->format].fn, "structs")))
				fail_msg("%s: %s means %u bytes, and i386 has %zu", call->name,
					 a->capture, size,
					 syscord_struct_size((unsigned int)id, SYSCORD_ABI_I386));
		}
	}
	print_message("%u sizes compared\n", compared);
	assert_true(compared >= 40);
}

static void test_sub_table(void **state)
{
	static const struct {
		uint32_t nr, number;
		const char *name;
	} some[] = {
		{ 102, 1, "socket" },	    { 102, 20, "sendmmsg" }, { 102, 0, NULL },
		{ 102, 21, NULL },	    { 117, 23, "shmget" },   { 117, 99, NULL },
		{ 117, 0x1000c, "msgrcv" }, { 117, 3, "semctl" },   { 90, 12345, "mmap" },
		{ 82, 0, "_newselect" },    { 4, 1, NULL },
	};
	unsigned int i, k, number;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(some); i++) {
		const struct syscord_call_desc *via =
			syscord_call_by_nr(SYSCORD_ABI_I386, some[i].nr);
		const struct syscord_sub_desc *sub = syscord_call_sub(via, some[i].number);

		assert_int_equal(sub != NULL, some[i].name != NULL);
		if (sub)
			assert_string_equal(sub->call->name, some[i].name);
	}
	for (i = 0; i < syscord_calls_count; i++) {
		const struct syscord_call_desc *via = &syscord_calls[i];
		bool calls = false;

		for (k = 0; k < via->nargs; k++)
			calls |= strstr(via->args[k].capture, "CALLS(") != NULL;
		for (number = 0; number < 256; number++) {
			const struct syscord_sub_desc *sub = syscord_call_sub(via, number);
			uint32_t order;

			if (!sub)
				continue;
			assert_true(calls);
			/* it goes no deeper, and an order has each of the arguments */
			for (k = 0; k < sub->call->nargs; k++)
				assert_null(strstr(sub->call->args[k].capture, "CALLS("));
			for (order = sub->order, k = 0; order; order >>= 4, k++)
				assert_true((order & 0xf) < via->nargs);
			assert_true(!sub->order || k == sub->call->nargs);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),  cmocka_unit_test(test_times),
		cmocka_unit_test(test_numbers),	  cmocka_unit_test(test_subcalls),
		cmocka_unit_test(test_x32),	  cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_sub_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
