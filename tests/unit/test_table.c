// SPDX-License-Identifier: GPL-2.0
/*
 * include/syscalls.def against the kernel's own headers: the numbers of every
 * ABI both ways, the argument counts against the prototypes in
 * include/linux/syscalls.h; and the look-ups of reader/table.c.
 *
 * The headers of the other architectures come from the packages
 * linux-libc-dev-{armhf,arm64,riscv64}-cross, the prototypes from
 * linux-headers-*-common. A test whose package is not there is skipped and says so.
 */
#include <ctype.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "tools.h"

#define LINE_MAX_LEN 4096

/* ---- the numbers ---- */
struct number {
	char name[64];
	char value[64]; /* as in the header, until `nr` is known */
	long nr;
};

struct numbers {
	struct number list[2048];
	unsigned int count;
	long max;
};

static const struct number *number_find(const struct numbers *n, const char *name)
{
	unsigned int i;

	for (i = 0; i < n->count; i++) {
		if (!strcmp(n->list[i].name, name))
			return &n->list[i];
	}
	return NULL;
}

/* "12", "__NR3264_lseek" or "(__NR_SYSCALL_BASE + 3)"; -1 if it is something else */
static long number_value(const struct numbers *n, const char *text, unsigned int depth)
{
	char base[64];
	const struct number *other;
	long add = 0;
	char *end;

	if (isdigit((unsigned char)*text)) {
		long nr = strtol(text, &end, 0);

		return *end == '\0' || *end == ')' ? nr : -1;
	}
	if (depth > 4 || (sscanf(text, "(%63[A-Za-z0-9_] + %ld)", base, &add) != 2 &&
			  sscanf(text, "%63[A-Za-z0-9_]", base) != 1))
		return -1;
	if (isdigit((unsigned char)base[0]))
		return strtol(base, NULL, 0) + add;
	other = number_find(n, base);
	if (!other)
		return -1;
	return number_value(n, other->value, depth + 1) + add;
}

/* What the preprocessor defines for one ABI. False: the header is not installed. */
static bool numbers_read(struct numbers *n, const char *header, const char *options)
{
	char command[1024], line[LINE_MAX_LEN];
	FILE *pipe;
	unsigned int i;

	memset(n, 0, sizeof(*n));
	if (access(header, R_OK))
		return false;
	snprintf(command, sizeof(command), "${CC:-cc} -E -dM -x c %s -include %s /dev/null",
		 options, header);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	while (fgets(line, sizeof(line), pipe)) {
		struct number *number = &n->list[n->count];

		if (sscanf(line, "#define %63s %63[^\n]", number->name, number->value) != 2 ||
		    strncmp(number->name, "__NR", 4))
			continue;
		assert_true(++n->count < ARRAY_SIZE(n->list));
	}
	assert_int_equal(pclose(pipe), 0);
	for (i = 0; i < n->count; i++)
		n->list[i].nr = number_value(n, n->list[i].value, 0);
	return true;
}

/* The name of a call, or NULL for what the headers define beside calls. */
static const char *number_call(const struct number *number)
{
	static const char *const others[] = { "__NR_syscalls", "__NR_arch_specific_syscall",
					      "__NR_SYSCALL_BASE" };
	unsigned int i;

	if (strncmp(number->name, "__NR_", 5))
		return NULL;
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		if (!strcmp(number->name, others[i]))
			return NULL;
	}
	return number->name + 5;
}

/*
 * Calls whose number lies below the highest one of a header that does not have
 * them: added later in a gap, or on the other architecture of the column.
 */
static bool call_may_be_absent(uint32_t abi, const char *name)
{
	switch (abi) {
	case SYSCORD_ABI_X86_64:
		return !strcmp(name, "uretprobe") || !strcmp(name, "uprobe");
	case SYSCORD_ABI_ARM64:
		return !strncmp(name, "riscv_", 6);
	case SYSCORD_ABI_RISCV64:
		return !strcmp(name, "renameat") || !strcmp(name, "riscv_hwprobe");
	}
	return false;
}

/* `headers`: where systems have it; the first that is there is read. */
static void check_abi(uint32_t abi, const char *const headers[2], const char *options,
		      unsigned int least)
{
	static struct numbers n;
	const struct syscord_call_desc *call;
	unsigned int i, calls = 0, wrong = 0;

	if (!numbers_read(&n, headers[0], options) &&
	    (!headers[1] || !numbers_read(&n, headers[1], options))) {
		print_message("SKIPPED: %s: %s is not installed\n", syscord_abi_name(abi),
			      headers[0]);
		skip();
	}
	for (i = 0; i < n.count; i++) {
		const char *name = number_call(&n.list[i]);

		if (!name)
			continue;
		calls++;
		if (n.list[i].nr > n.max)
			n.max = n.list[i].nr;
		call = syscord_call_by_name(name, strlen(name));
		if (!call || call->nr[abi] != n.list[i].nr) {
			print_error("%s: %s is %ld, not %d\n", syscord_abi_name(abi), name,
				    n.list[i].nr, call ? call->nr[abi] : -1);
			wrong++;
			continue;
		}
		call = syscord_call_by_nr(abi, (uint32_t)n.list[i].nr);
		if (!call || strcmp(call->name, name)) {
			print_error("%s: %ld is %s, not %s\n", syscord_abi_name(abi), n.list[i].nr,
				    name, call ? call->name : "unknown");
			wrong++;
		}
	}
	for (i = 0; i < syscord_calls_count; i++) {
		char macro[64];

		call = &syscord_calls[i];
		snprintf(macro, sizeof(macro), "__NR_%s", call->name);
		if (call->nr[abi] < 0 || call->nr[abi] > n.max || number_find(&n, macro) ||
		    call_may_be_absent(abi, call->name))
			continue;
		print_error("%s: has no call %s, %d\n", syscord_abi_name(abi), call->name,
			    call->nr[abi]);
		wrong++;
	}
	assert_true(calls >= least);
	assert_int_equal(wrong, 0);
}

static void numbers_of_x86_64(void **state)
{
	static const char *const headers[] = { "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
					       "/usr/x86_64-linux-gnu/include/asm/unistd_64.h" };

	(void)state;
	check_abi(SYSCORD_ABI_X86_64, headers, "", 360);
}

static void numbers_of_i386(void **state)
{
	static const char *const headers[] = { "/usr/include/x86_64-linux-gnu/asm/unistd_32.h",
					       "/usr/x86_64-linux-gnu/include/asm/unistd_32.h" };

	(void)state;
	check_abi(SYSCORD_ABI_I386, headers, "", 430);
}

static void numbers_of_generic(void **state)
{
	static const char *const headers[] = { "/usr/include/asm-generic/unistd.h", NULL };

	(void)state;
	check_abi(SYSCORD_ABI_ARM64, headers,
		  "-D__ARCH_WANT_RENAMEAT -D__ARCH_WANT_NEW_STAT -D__ARCH_WANT_SET_GET_RLIMIT "
		  "-D__ARCH_WANT_SYS_CLONE3 -D__ARCH_WANT_MEMFD_SECRET",
		  300);
}

static void numbers_of_arm64(void **state)
{
	static const char *const headers[] = { "/usr/aarch64-linux-gnu/include/asm/unistd.h",
					       NULL };

	(void)state;
	check_abi(SYSCORD_ABI_ARM64, headers, "-nostdinc -I/usr/aarch64-linux-gnu/include", 300);
}

static void numbers_of_riscv64(void **state)
{
	static const char *const headers[] = { "/usr/riscv64-linux-gnu/include/asm/unistd.h",
					       NULL };

	(void)state;
	check_abi(SYSCORD_ABI_RISCV64, headers, "-nostdinc -I/usr/riscv64-linux-gnu/include", 300);
}

/* The EABI's part alone: numbers from 0x0f0000 on are not calls of the table. */
static void numbers_of_arm(void **state)
{
	static const char *const headers[] = { "/usr/arm-linux-gnueabihf/include/asm/unistd-eabi.h",
					       NULL };

	(void)state;
	check_abi(SYSCORD_ABI_ARM, headers, "-nostdinc -D__NR_SYSCALL_BASE=0", 390);
}

/* What is newer than the headers at hand, so that it is at least not lost again. */
static void numbers_of_new_calls(void **state)
{
	static const char *const names[] = {
		"cachestat",	     "fchmodat2",	  "map_shadow_stack", "futex_wake",
		"futex_wait",	     "futex_requeue",	  "statmount",	      "listmount",
		"lsm_get_self_attr", "lsm_set_self_attr", "lsm_list_modules", "mseal",
		"setxattrat",	     "getxattrat",	  "listxattrat",      "removexattrat",
		"open_tree_attr",    "file_getattr",	  "file_setattr",     "listns",
		"rseq_slice_yield",
	};
	static const uint32_t abis[] = { SYSCORD_ABI_X86_64, SYSCORD_ABI_I386, SYSCORD_ABI_ARM64,
					 SYSCORD_ABI_RISCV64, SYSCORD_ABI_ARM };
	unsigned int i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		for (j = 0; j < ARRAY_SIZE(abis); j++) {
			const struct syscord_call_desc *call = syscord_call_by_nr(abis[j], 451 + i);

			assert_non_null(call);
			assert_string_equal(call->name, names[i]);
		}
	}
}

/* Two rows may have one number only if they are the same call. */
static void numbers_are_unique(void **state)
{
	unsigned int i, j, abi;

	(void)state;
	for (i = 0; i < syscord_calls_count; i++) {
		const struct syscord_call_desc *a = &syscord_calls[i];

		for (j = i + 1; j < syscord_calls_count; j++) {
			const struct syscord_call_desc *b = &syscord_calls[j];

			for (abi = 0; abi < SYSCORD_ABI_COUNT; abi++) {
				if (a->nr[abi] >= 0 && a->nr[abi] == b->nr[abi])
					assert_string_equal(a->name, b->name);
			}
		}
	}
}

/* ---- the arguments ---- */

/* Arguments of the prototype whose "(" is at text; *end is behind it. */
static unsigned int prototype_count(const char *text, const char **end)
{
	unsigned int depth = 0, count = 1;
	const char *p = text;

	do {
		depth += *p == '(';
		depth -= *p == ')';
		count += depth == 1 && *p == ',';
		p++;
	} while (depth && *p);
	*end = p;
	return strncmp(text, "(void)", 6) ? count : 0;
}

/* Whether the kernel's prototypes of sys_<name> have one with that count; *known if any */
static bool prototype_has(const char *text, const char *name, unsigned int nargs, bool *known)
{
	char start[96];
	bool found = false;

	*known = false;
	snprintf(start, sizeof(start), "asmlinkage long sys_%s(", name);
	while ((text = strstr(text, start))) {
		text += strlen(start) - 1;
		*known = true;
		found |= prototype_count(text, &text) == nargs;
	}
	return found;
}

static char *read_all(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t room = 1 << 20, len;
	char *text = malloc(room);

	assert_non_null(file);
	assert_non_null(text);
	len = fread(text, 1, room - 1, file);
	assert_true(len < room - 1);
	text[len] = '\0';
	fclose(file);
	return text;
}

static void arguments_are_the_kernels(void **state)
{
	/* The header's name of a call that user space knows by another one. */
	static const struct {
		const char *call, *prototype;
	} aliases[] = {
		{ "stat", "newstat" },	       { "lstat", "newlstat" },
		{ "fstat", "newfstat" },       { "oldstat", "stat" },
		{ "oldlstat", "lstat" },       { "oldfstat", "fstat" },
		{ "uname", "newuname" },       { "olduname", "uname" },
		{ "oldolduname", "olduname" }, { "umount2", "umount" },
		{ "umount", "oldumount" },     { "_llseek", "llseek" },
		{ "_newselect", "select" },    { "ugetrlimit", "getrlimit" },
		{ "readdir", "old_readdir" },  { "clock_gettime64", "clock_gettime" },
		{ "mmap", "mmap_pgoff" },      { "mmap2", "mmap_pgoff" },
		{ "futex_time64", "futex" },   { "ppoll_time64", "ppoll" },
		{ "getuid32", "getuid" },      { "getresuid32", "getresuid" },
	};
	/* There a 64-bit argument is one, here it is two registers. */
	static const char *const split[] = { "truncate64", "ftruncate64", "fadvise64_64" };
	/* Older kernels have fewer arguments */
	static const char *const grown[] = { "bpf" };
	unsigned int i, j, compared = 0, wrong = 0;
	glob_t headers;
	char *text;

	(void)state;
	if (glob("/usr/src/linux-headers-*-common/include/linux/syscalls.h", 0, NULL, &headers)) {
		print_message("SKIPPED: no linux-headers-*-common is installed\n");
		skip();
	}
	text = read_all(headers.gl_pathv[headers.gl_pathc - 1]);
	globfree(&headers);
	for (i = 0; i < syscord_calls_count; i++) {
		const struct syscord_call_desc *call = &syscord_calls[i];
		const char *name = call->name;
		bool known;

		/* only the first row of a name is the one that the header has */
		if (syscord_call_by_name(name, strlen(name)) != call)
			continue;
		for (j = 0; j < ARRAY_SIZE(split) && strcmp(name, split[j]); j++)
			;
		if (j < ARRAY_SIZE(split))
			continue;
		for (j = 0; j < ARRAY_SIZE(grown) && strcmp(name, grown[j]); j++)
			;
		if (j < ARRAY_SIZE(grown))
			continue;
		for (j = 0; j < ARRAY_SIZE(aliases); j++) {
			if (!strcmp(name, aliases[j].call)) {
				name = aliases[j].prototype;
				break;
			}
		}
		if (!prototype_has(text, name, call->nargs, &known) && known) {
			print_error("%s has not %u arguments\n", call->name, call->nargs);
			wrong++;
		}
		compared += known;
	}
	free(text);
	assert_int_equal(wrong, 0);
	assert_true(compared >= 330);
}

/* Rows of 32-bit ABIs: offsets in two registers, on arm from an even one on. */
static void arguments_of_32_bit(void **state)
{
	static const struct {
		const char *name;
		uint8_t x86_64, i386, arm;
	} calls[] = {
		{ "pread64", 4, 5, 6 },
		{ "pwrite64", 4, 5, 6 },
		{ "readahead", 3, 4, 5 },
		{ "fallocate", 4, 6, 6 },
		{ "lookup_dcookie", 3, 4, 4 },
		{ "fanotify_mark", 5, 6, 6 },
		{ "truncate64", 0, 3, 4 },
		{ "ftruncate64", 0, 3, 4 },
		{ "fadvise64", 4, 5, 0 },
		{ "fadvise64_64", 0, 6, 0 },
		{ "sync_file_range", 4, 6, 0 },
		{ "arm_sync_file_range", 0, 0, 6 },
		{ "mmap", 6, 1, 0 },
		{ "select", 5, 1, 0 },
		{ "stat", 2, 2, 2 },
		{ "futex", 6, 6, 6 },
	};
	unsigned int i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		const struct syscord_call_desc *main_row, *row;
		const struct {
			uint32_t abi;
			uint8_t nargs;
		} each[] = { { SYSCORD_ABI_X86_64, calls[i].x86_64 },
			     { SYSCORD_ABI_I386, calls[i].i386 },
			     { SYSCORD_ABI_ARM, calls[i].arm } };

		main_row = syscord_call_by_name(calls[i].name, strlen(calls[i].name));
		assert_non_null(main_row);
		for (j = 0; j < ARRAY_SIZE(each); j++) {
			if (!each[j].nargs) {
				assert_int_equal(main_row->nr[each[j].abi], -1);
				continue;
			}
			row = syscord_call_by_nr(each[j].abi, (uint32_t)main_row->nr[each[j].abi]);
			assert_non_null(row);
			assert_string_equal(row->name, calls[i].name);
			assert_int_equal(row->nargs, each[j].nargs);
			assert_int_equal(row->class, main_row->class);
			assert_int_equal(row->state, main_row->state);
		}
	}
}

/* clone's last two arguments: x86-64 alone has the thread's tls last */
static void arguments_of_clone(void **state)
{
	(void)state;
	assert_string_equal(syscord_call_by_nr(SYSCORD_ABI_X86_64, 56)->args[4].name, "tls");
	assert_string_equal(syscord_call_by_nr(SYSCORD_ABI_I386, 120)->args[3].name, "tls");
	assert_string_equal(syscord_call_by_nr(SYSCORD_ABI_ARM, 120)->args[3].name, "tls");
	assert_string_equal(syscord_call_by_nr(SYSCORD_ABI_ARM64, 220)->args[3].name, "tls");
	assert_string_equal(syscord_call_by_nr(SYSCORD_ABI_RISCV64, 220)->args[3].name, "tls");
}

/* ---- look-ups ---- */
static void lookup_by_number(void **state)
{
	(void)state;
	assert_string_equal(syscord_call_by_nr(SYSCORD_ABI_X86_64, 0)->name, "read");
	assert_string_equal(syscord_call_by_nr(SYSCORD_ABI_I386, 20)->name, "getpid");
	assert_string_equal(syscord_call_by_nr(SYSCORD_ABI_ARM64, 172)->name, "getpid");
	assert_string_equal(syscord_call_by_nr(SYSCORD_ABI_RISCV64, 259)->name,
			    "riscv_flush_icache");
	assert_null(syscord_call_by_nr(SYSCORD_ABI_X86_64, 337));
	assert_null(syscord_call_by_nr(SYSCORD_ABI_X86_64, 512));
	assert_null(syscord_call_by_nr(SYSCORD_ABI_X86_64, 1022));
	assert_null(syscord_call_by_nr(SYSCORD_ABI_X86_64, 1023));
	assert_null(syscord_call_by_nr(SYSCORD_ABI_X86_64, 1024));
	assert_null(syscord_call_by_nr(SYSCORD_ABI_X86_64, UINT32_MAX));
	assert_null(syscord_call_by_nr(SYSCORD_ABI_I386, 1023));
	assert_null(syscord_call_by_nr(SYSCORD_ABI_ARM, 0x0f0002));
	assert_null(syscord_call_by_nr(SYSCORD_ABI_UNKNOWN, 0));
	assert_null(syscord_call_by_nr(SYSCORD_ABI_COUNT, 0));
	assert_null(syscord_call_by_nr(UINT32_MAX, 0));
}

/* x32 has numbers of its own, and those it shares mean other layouts. */
static void lookup_of_x32(void **state)
{
	unsigned int nr;

	(void)state;
	for (nr = 0; nr < 1100; nr++) {
		assert_null(syscord_call_by_nr(SYSCORD_ABI_X32, nr));
		assert_null(syscord_call_by_nr(SYSCORD_ABI_X86_64, nr | 0x40000000));
	}
	for (nr = 512; nr <= 547; nr++)
		assert_null(syscord_call_by_nr(SYSCORD_ABI_X86_64, nr));
	for (nr = 0; nr < syscord_calls_count; nr++)
		assert_int_equal(syscord_calls[nr].nr[SYSCORD_ABI_X32], -1);
}

static void lookup_by_name(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < syscord_calls_count; i++) {
		const char *name = syscord_calls[i].name;
		const struct syscord_call_desc *call = syscord_call_by_name(name, strlen(name));

		assert_non_null(call);
		assert_string_equal(call->name, name);
		assert_true(call <= &syscord_calls[i]);
	}
	/* the first row of a name has its number on every ABI */
	assert_int_equal(syscord_call_by_name("stat", 4)->nr[SYSCORD_ABI_I386], 106);
	assert_int_equal(syscord_call_by_name("stat", 4)->nr[SYSCORD_ABI_X86_64], 4);
	assert_string_equal(syscord_call_by_name("read,write", 4)->name, "read");
	assert_null(syscord_call_by_name("read,write", 10));
	assert_null(syscord_call_by_name("rea", 3));
	assert_null(syscord_call_by_name("readx", 5));
	assert_null(syscord_call_by_name("read\0v", 6));
	assert_null(syscord_call_by_name("", 0));
	assert_null(syscord_call_by_name("zzz", 3));
	assert_null(syscord_call_by_name("READ", 4));
}

static void classes_and_state(void **state)
{
	static const char *const changes_state[] = {
		"open",	       "openat",       "openat2", "creat",	    "close",
		"close_range", "dup",	       "dup2",	  "dup3",	    "fcntl",
		"pipe",	       "pipe2",	       "socket",  "socketpair",	    "accept",
		"accept4",     "mmap",	       "munmap",  "mremap",	    "mprotect",
		"brk",	       "chdir",	       "fchdir",  "chroot",	    "setuid",
		"setgid",      "setresuid",    "setns",	  "clone",	    "clone3",
		"fork",	       "vfork",	       "execve",  "epoll_create1",  "eventfd2",
		"mmap2",       "memfd_create", "unshare", "timerfd_create", "pidfd_open",
	};
	static const char *const changes_none[] = { "read",   "write", "stat",	 "getpid",
						    "lseek",  "poll",  "futex",	 "recvmsg",
						    "sendto", "wait4", "unlink", "nanosleep" };
	static const struct {
		const char *name;
		uint8_t class;
	} classes[] = {
		{ "read", SYSCORD_CLASS_RC },
		{ "recvfrom", SYSCORD_CLASS_RC },
		{ "getrandom", SYSCORD_CLASS_RC },
		{ "write", SYSCORD_CLASS_WC },
		{ "sendmsg", SYSCORD_CLASS_WC },
		{ "close", SYSCORD_CLASS_WS },
		{ "openat", SYSCORD_CLASS_WS },
		{ "fstat", SYSCORD_CLASS_RS },
		{ "getpid", SYSCORD_CLASS_RS },
		{ "clock_gettime", SYSCORD_CLASS_RS },
		{ "splice", SYSCORD_CLASS_RC | SYSCORD_CLASS_WC },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < syscord_calls_count; i++) {
		assert_int_not_equal(syscord_calls[i].class, 0);
		assert_int_equal(syscord_calls[i].class & ~0x0f, 0);
	}
	for (i = 0; i < ARRAY_SIZE(changes_state); i++) {
		const char *name = changes_state[i];

		assert_true(syscord_call_by_name(name, strlen(name))->state);
	}
	for (i = 0; i < ARRAY_SIZE(changes_none); i++) {
		const char *name = changes_none[i];

		assert_false(syscord_call_by_name(name, strlen(name))->state);
	}
	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		const char *name = classes[i].name;

		assert_int_equal(syscord_call_by_name(name, strlen(name))->class, classes[i].class);
	}
}

static void rows_say_what_they_are(void **state)
{
	const struct syscord_call_desc *call = syscord_call_by_name("openat", 6);

	(void)state;
	assert_int_equal(call->nargs, 4);
	assert_string_equal(call->args[1].name, "path");
	assert_string_equal(call->args[1].capture, "STR");
	assert_int_equal(call->args[1].format, SYSCORD_FMT_path);
	assert_int_equal(call->args[2].format, SYSCORD_FMT_open_flags);
	assert_int_equal(syscord_call_by_name("getpid", 6)->nargs, 0);
	assert_string_equal(syscord_call_by_nr(SYSCORD_ABI_I386, 106)->args[1].capture,
			    "OUT(C(64))");
	assert_string_equal(syscord_call_by_nr(SYSCORD_ABI_X86_64, 4)->args[1].capture,
			    "OUT(S(struct stat))");
}

static void abi_names(void **state)
{
	(void)state;
	assert_string_equal(syscord_abi_name(SYSCORD_ABI_X86_64), "x86-64");
	assert_string_equal(syscord_abi_name(SYSCORD_ABI_X32), "x32");
	assert_string_equal(syscord_abi_name(SYSCORD_ABI_COUNT), "unknown");
	assert_string_equal(syscord_abi_name(UINT32_MAX), "unknown");
#ifdef __x86_64__
	assert_int_equal(syscord_abi_native(), SYSCORD_ABI_X86_64);
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_of_x86_64),
		cmocka_unit_test(numbers_of_i386),
		cmocka_unit_test(numbers_of_generic),
		cmocka_unit_test(numbers_of_arm64),
		cmocka_unit_test(numbers_of_riscv64),
		cmocka_unit_test(numbers_of_arm),
		cmocka_unit_test(numbers_of_new_calls),
		cmocka_unit_test(numbers_are_unique),
		cmocka_unit_test(arguments_are_the_kernels),
		cmocka_unit_test(arguments_of_32_bit),
		cmocka_unit_test(arguments_of_clone),
		cmocka_unit_test(lookup_by_number),
		cmocka_unit_test(lookup_of_x32),
		cmocka_unit_test(lookup_by_name),
		cmocka_unit_test(classes_and_state),
		cmocka_unit_test(rows_say_what_they_are),
		cmocka_unit_test(abi_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
