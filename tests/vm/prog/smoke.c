/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes every system call there is, and writes down what it passed and what it got.
 *
 *   smoke SEED ROUNDS REPORT   as root, under `syscord run`; see smoke_compare.c
 *
 * Every number from 0 to beyond the end of include/syscalls.def, native and, on x86-64,
 * x32 (smoke32 is the same program for 32 bits), with arguments of each kind: zero, random,
 * and such as the table says that the call takes, with pointers into the middle of a buffer or
 * so close to its end that what they point to would run into a page that is not there. What is
 * random comes from the seed and lies at fixed addresses, so that a run can be had again.
 *
 * Each call has a process of its own, under a user of its own: whatever it signals, it hits
 * nobody else, were it every process that it may signal. It has an alarm; the call is made,
 * and its result stored in memory that is shared, without the stack, a thread pointer or
 * anything else that the call may have taken away.
 */
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <netinet/in.h>

#include "lib/calls.h"
#include "lib/raw.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#ifdef __x86_64__
#define ABI SYSCORD_ABI_X86_64
#else
#define ABI SYSCORD_ABI_I386
#endif
#define WORKERS 24
#define ALARM 2 /* s until a call that waits is ended */
#define PATIENCE 20 /* s until a process is killed that does not take its alarm */
#define BEYOND 16 /* numbers after the table's last one */
#define X32 0x40000000U
#define FIRST_UID 200000 /* the filter of tests/smoke.sh knows it */

/* ---- numbers by chance ---- */
static uint64_t rng;

static uint64_t next(void)
{
	uint64_t z = rng += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint32_t below(uint32_t n)
{
	return next() % n;
}

/* ---- the memory that arguments point into ---- */
#define BUFFER 0x20000000UL
#define BUFFER_SIZE 0x10000UL

static const char *const texts[] = { "",	  ".",	      "/",
				     "file",	  "dir/name", "/proc/self/status",
				     "/dev/null", "name",     "/no/such" };

static void fill_cell(uint8_t *cell, size_t size)
{
	const char *text = texts[below(ARRAY_SIZE(texts))];
	unsigned int kind = below(4);

	for (size_t i = 0; i < size; i += 4) {
		uint32_t word = below(8) ? below(40) : next();

		if (kind == 0)
			word = 0;
		else if (kind == 1)
			word = next();
		else if (sizeof(long) == 8 && i % 8)
			word = below(16) ? 0 : word;
		else if (below(2))
			word = BUFFER + below(BUFFER_SIZE);
		memcpy(cell + i, &word, 4);
	}
	if (kind == 3)
		memcpy(cell, text, strlen(text) + 1);
}

static void prepare_buffer(void)
{
	uint8_t *p = mmap((void *)BUFFER, BUFFER_SIZE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	NEED(p == (uint8_t *)BUFFER);
	for (size_t i = 0; i < BUFFER_SIZE; i += 64)
		fill_cell(p + i, 64);
}

/* Files of many kinds, the first three nothing but /dev/null */
#define FILES 20
static int files;

static int keep(int fd)
{
	NEED(fd == files++);
	return fd;
}

static void prepare_files(unsigned int worker)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	struct rlimit size = { 1 << 20, 1 << 20 }, space = { 96 << 20, 96 << 20 }, core = { 0, 0 };
	char dir[64];
	int pair[2];
	sigset_t set;

	snprintf(dir, sizeof(dir), "/tmp/smoke/%zu-%u", sizeof(long) * 8, worker);
	NEED(mkdir(dir, 0777) == 0 && chmod(dir, 0777) == 0 && chdir(dir) == 0);
	files = 3;
	keep(open("file", O_RDWR | O_CREAT, 0666));
	NEED(write(3, "some text, so that something can be read", 40) == 40);
	NEED(pipe(pair) == 0);
	keep(pair[0]);
	keep(pair[1]);
	NEED(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
	keep(pair[0]);
	keep(pair[1]);
	NEED(bind(keep(socket(AF_INET, SOCK_DGRAM, 0)), (struct sockaddr *)&sin, sizeof(sin)) == 0);
	NEED(listen(keep(socket(AF_INET, SOCK_STREAM, 0)), 3) == 0);
	keep(epoll_create1(0));
	keep(eventfd(1, 0));
	keep(timerfd_create(CLOCK_MONOTONIC, 0));
	sigfillset(&set);
	keep(signalfd(-1, &set, 0));
	keep(inotify_init());
	keep(syscall(SYS_memfd_create, "smoke", 0));
	keep(open("/dev/zero", O_RDWR));
	keep(open(".", O_RDONLY | O_DIRECTORY));
	keep(open("/proc/self/status", O_RDONLY));
	keep(open("/dev/ptmx", O_RDWR | O_NOCTTY));
	NEED(files == FILES);
	NEED(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	NEED(setrlimit(RLIMIT_FSIZE, &size) == 0 && setrlimit(RLIMIT_AS, &space) == 0 &&
	     setrlimit(RLIMIT_CORE, &core) == 0);
}

/* ---- arguments ---- */
enum kind { ZERO, RANDOM, MIDDLE, END, KINDS };

static unsigned long pointer(enum kind kind)
{
	switch (below(16)) {
	case 0:
		return 0;
	case 1:
		return BUFFER + BUFFER_SIZE;
	}
	if (kind == END)
		return BUFFER + BUFFER_SIZE - 1 - below(below(2) ? 24 : 280);
	return BUFFER + BUFFER_SIZE / 4 + (below(BUFFER_SIZE / 2) & ~(below(4) ? 63UL : 0));
}

static unsigned long number(void)
{
	switch (below(8)) {
	case 0:
		return 1UL << below(32);
	case 1:
		return next();
	case 2:
		return -1UL;
	case 3:
	case 4:
		return 0;
	}
	return below(32);
}

static unsigned long valid(const struct arg *arg, enum kind kind)
{
	if (!strcmp(arg->format, "fd"))
		return below(8) ? below(FILES) : number();
	if (strcmp(arg->capture, "NONE") || !strcmp(arg->format, "ptr"))
		return pointer(kind);
	if (!strcmp(arg->format, "size"))
		return below(4) ? below(200) : below(BUFFER_SIZE);
	if (!strcmp(arg->format, "pid"))
		return below(4) ? 0 : number();
	return number();
}

/* Of calls that are not in the table, anything */
static unsigned long any(enum kind kind)
{
	switch (below(3)) {
	case 0:
		return pointer(kind);
	case 1:
		return below(FILES);
	}
	return number();
}

static void arguments(const struct row *row, enum kind kind, unsigned long args[6])
{
	bool given = false; /* all that the call has */

	for (unsigned int i = 0; i < 6; i++) {
		given = given || !row || !row->arg[i].format;
		if (kind == ZERO)
			args[i] = 0;
		else if (kind == RANDOM)
			args[i] = next();
		else
			args[i] = given ? any(kind) : valid(&row->arg[i], kind);
	}
}

/* Instead of what arguments() chose: those that make the call this variant, and its own */
static void variant_arguments(const struct variant *v, enum kind kind, unsigned long args[6])
{
	const struct family *f = &families[v->family];
	const bool pair = f->second >= 0;
	const int last = pair && f->second > f->first ? f->second : f->first;

	args[f->first] = (uint32_t)(pair ? v->key >> 32 : v->key);
	if (below(4) == 0)
		args[f->first] |= next() & ~f->mask;
	if (pair)
		args[f->second] = (uint32_t)v->key;
	for (int i = last + 1; i < 6 && v->arg[i - last - 1].format; i++)
		args[i] = valid(&v->arg[i - last - 1], kind);
}

/* ---- one call ---- */
#define SHARED "0x30000000" /* where each worker's processes have this: */

struct shared {
	uint32_t state; /* 0; CALLING; RETURNED */
	uint32_t reserved;
	uint64_t ret;
	uint64_t nr;
	uint64_t args[6];
	uint32_t pid; /* for main() to kill if it lives too long */
	uint32_t since; /* s */
};

enum { CALLING = 1, RETURNED = 2 };

static volatile struct shared *const shared = (void *)0x30000000;

/* It returns in a new process, too, which must end at once; not shared, for that may come late */
#define FORKS_AT "0x30001000"
static volatile uint32_t *const forks = (void *)0x30001000;

/* No stack, no thread pointer: the call may have taken all of it away, or share it with others */
static void __attribute__((noreturn)) make(void)
{
#ifdef __x86_64__
	asm volatile("mov " SHARED "+24, %%rdi\n\t"
		     "mov " SHARED "+32, %%rsi\n\t"
		     "mov " SHARED "+40, %%rdx\n\t"
		     "mov " SHARED "+48, %%r10\n\t"
		     "mov " SHARED "+56, %%r8\n\t"
		     "mov " SHARED "+64, %%r9\n\t"
		     "mov " SHARED "+16, %%rax\n\t"
		     "movl $1, " SHARED "\n\t"
		     "syscall\n\t"
		     "test %%rax, %%rax\n\t"
		     "jnz 1f\n\t"
		     "cmpl $0, " FORKS_AT "\n\t"
		     "jne 2f\n"
		     "1:\tmov %%rax, " SHARED "+8\n\t"
		     "movl $2, " SHARED "\n"
		     "2:\tmov $60, %%eax\n\t"
		     "xor %%edi, %%edi\n\t"
		     "syscall\n\t"
		     "ud2" ::
			     : "memory");
#else
	asm volatile("mov " SHARED "+24, %%ebx\n\t"
		     "mov " SHARED "+32, %%ecx\n\t"
		     "mov " SHARED "+40, %%edx\n\t"
		     "mov " SHARED "+48, %%esi\n\t"
		     "mov " SHARED "+56, %%edi\n\t"
		     "mov " SHARED "+64, %%ebp\n\t"
		     "mov " SHARED "+16, %%eax\n\t"
		     "movl $1, " SHARED "\n\t"
		     "int $0x80\n\t"
		     "test %%eax, %%eax\n\t"
		     "jnz 1f\n\t"
		     "cmpl $0, " FORKS_AT "\n\t"
		     "jne 2f\n"
		     "1:\tmov %%eax, " SHARED "+8\n\t"
		     "movl $2, " SHARED "\n"
		     "2:\tmov $1, %%eax\n\t"
		     "xor %%ebx, %%ebx\n\t"
		     "int $0x80\n\t"
		     "ud2" ::
			     : "memory");
#endif
	__builtin_unreachable();
}

struct made {
	uint32_t abi, nr, pid, state;
	unsigned long args[6];
	uint64_t ret;
	int status;
	uint64_t begin, end; /* between which the process lived: pids may be used again */
};

/* ns, as records have them */
static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* Those of the child that we are not asked about are what it left behind */
static int reap(pid_t child)
{
	int status;
	pid_t pid;

	for (;;) {
		pid = waitpid(-1, &status, __WALL);
		NEED(pid > 0 || errno == EINTR);
		if (pid > 0 && WIFSTOPPED(status))
			kill(pid, SIGKILL); /* it asked to be traced */
		else if (pid == child)
			return status;
	}
}

static void call_once(struct made *made, uint32_t uid, const struct row *row)
{
	pid_t pid;

	memset((void *)shared, 0, sizeof(*shared));
	shared->nr = made->nr;
	*forks = row && row->flags & ROW_FORKS;
	for (unsigned int i = 0; i < 6; i++)
		shared->args[i] = made->args[i];
	made->begin = now();
	shared->since = made->begin / 1000000000;
	pid = fork();
	NEED(pid >= 0);
	if (!pid) {
		if (setsid() < 0 || setresgid(uid, uid, uid) || setresuid(uid, uid, uid))
			_exit(77);
		alarm(ALARM);
		make();
	}
	__atomic_store_n(&shared->pid, (uint32_t)pid, __ATOMIC_RELAXED);
	made->status = reap(pid);
	made->end = now();
	__atomic_store_n(&shared->pid, 0, __ATOMIC_RELAXED);
	made->pid = pid;
	made->state = shared->state;
	made->ret = shared->ret;
}

/* ---- all of them ---- */
static struct made *all;
static size_t count;

static struct made *plan(uint32_t abi, uint32_t nr)
{
	struct made *made;

	if (count % 4096 == 0) {
		all = realloc(all, (count + 4096) * sizeof(*all));
		NEED(all);
	}
	made = &all[count++];
	memset(made, 0, sizeof(*made));
	made->abi = abi;
	made->nr = nr;
	return made;
}

/* A number, whose arguments hang on nothing but itself and the seed */
static void plan_number(uint32_t abi, uint32_t nr, const struct row *row, unsigned int rounds,
			uint64_t seed)
{
	const int family = abi == ABI ? row_family(row) : -1;

	rng = (seed << 40) + nr;
	arguments(row, ZERO, plan(abi, nr)->args);
	for (unsigned int i = 0; i < rounds; i++) {
		for (enum kind kind = RANDOM; kind < KINDS; kind++)
			arguments(row, kind, plan(abi, nr)->args);
		for (size_t k = 0; family >= 0 && k < variants_count; k++) {
			enum kind kind = below(2) ? MIDDLE : END;
			struct made *made;

			if (variants[k].family != (unsigned int)family)
				continue;
			made = plan(abi, nr);
			arguments(row, kind, made->args);
			variant_arguments(&variants[k], kind, made->args);
		}
	}
}

static void plan_all(unsigned int rounds, uint64_t seed)
{
	static const uint32_t more[] = { 1022, 1023, 0x3fffffff, 0x80000000, 0xffffffff };
	const uint32_t last = row_last() + BEYOND;

	for (uint32_t nr = 0; nr <= last; nr++)
		plan_number(ABI, nr, row_of(nr), rounds, seed);
	for (unsigned int i = 0; i < ARRAY_SIZE(more); i++)
		plan_number(ABI, more[i], NULL, rounds, seed);
	if (ABI != SYSCORD_ABI_X86_64)
		return;
	/* x32 has those from 512 on for itself */
	for (uint32_t nr = 0; nr <= (last > 560 ? last : 560); nr++)
		plan_number(SYSCORD_ABI_X32, nr | X32, row_of(nr), rounds, seed);
}

/* Every WORKERS-th call */
static void work(unsigned int worker, int memory, const char *report)
{
	unsigned int early = 0;
	char path[128];
	FILE *f;

	NEED(mmap((void *)shared, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED_NOREPLACE,
		  memory, worker * 4096) == (void *)shared);
	NEED(mmap((void *)forks, 4096, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == (void *)forks);
	/* what goes wrong is said there, where no call's arguments reach */
	stdout = fdopen(fcntl(1, F_DUPFD, 900), "w");
	NEED(stdout);
	for (int fd = 0; fd < 40; fd++)
		close(fd);
	NEED(open("/dev/null", O_RDWR) == 0 && dup(0) == 1 && dup(0) == 2);
	prepare_files(worker);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (size_t i = worker; i < count; i += WORKERS) {
		struct made *made = &all[i];
		const struct row *row =
			row_of(made->nr & ~(made->abi == SYSCORD_ABI_X32 ? X32 : 0));

		do
			call_once(made, FIRST_UID + i, row);
		while (!made->state && WIFSIGNALED(made->status) &&
		       early++ < 10); /* a slow guest */
	}
	snprintf(path, sizeof(path), "%s.%u", report, worker);
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){ RLIM_INFINITY, RLIM_INFINITY });
	f = fopen(path, "w");
	NEED(f);
	for (size_t i = worker; i < count; i += WORKERS) {
		const struct made *m = &all[i];

		fprintf(f, "%u %u %x", m->abi, m->pid, m->nr);
		for (unsigned int k = 0; k < 6; k++)
			fprintf(f, " %lx", m->args[k]);
		fprintf(f, " %u %llx %x %llu %llu\n", m->state, (unsigned long long)m->ret,
			m->status, (unsigned long long)m->begin, (unsigned long long)m->end);
	}
	NEED(fclose(f) == 0);
	exit(0);
}

static void watch(const struct shared *pages)
{
	unsigned int left = WORKERS;

	while (left) {
		int status;
		pid_t pid = waitpid(-1, &status, WNOHANG);

		if (pid > 0) {
			if (status)
				FAIL("a worker ended with status %#x", status);
			left--;
			continue;
		}
		for (unsigned int i = 0; i < WORKERS; i++) {
			const struct shared *s = (const void *)((const char *)pages + i * 4096);
			uint32_t child = __atomic_load_n(&s->pid, __ATOMIC_RELAXED);

			if (child && now() / 1000000000 > s->since + PATIENCE)
				kill(child, SIGKILL);
		}
		usleep(100000);
	}
}

int main(int argc, char **argv)
{
	const struct shared *pages;
	int memory;

	NEED(argc == 4);
	NEED(mkdir("/tmp/smoke", 0777) == 0 || errno == EEXIST);
	rng = strtoul(argv[1], NULL, 0);
	prepare_buffer();
	plan_all(strtoul(argv[2], NULL, 0), strtoul(argv[1], NULL, 0));
	memory = syscall(SYS_memfd_create, "smoke", 0);
	NEED(memory >= 0 && ftruncate(memory, WORKERS * 4096) == 0);
	pages = mmap(NULL, WORKERS * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	NEED(pages != MAP_FAILED);
	for (unsigned int i = 0; i < WORKERS; i++) {
		pid_t pid = fork();

		NEED(pid >= 0);
		if (!pid)
			work(i, memory, argv[3]);
	}
	watch(pages);
	printf("%zu calls made\n", count);
	return failures != 0;
}
