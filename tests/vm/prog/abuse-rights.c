/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who may open the device, and what an open file of it is worth in other hands:
 * passed over a socket, inherited, duplicated, closed by one while another uses it.
 * Rights are asked for at open; a file that was opened works for whoever holds it,
 * and what it names (pids) is what its holder can name.
 */
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include "lib/abuse.h"

#define RING 65536

static const char *self;
static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR, O_RDWR | O_NONBLOCK };

static void refused(void *arg)
{
	const int expect = *(int *)arg;
	struct syscord_info info = { .size = sizeof(info) };
	struct stat st;
	int fd;

	for (unsigned int i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		ERRNO(expect, open(SYSCORD_DEVICE, modes[i]));
	fd = open(SYSCORD_DEVICE, O_PATH); /* opens nothing */
	NEED(fd >= 0);
	ERRNO(EBADF, ioctl(fd, SYSCORD_IOC_INFO, &info));
	ERRNO(EBADF, mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0));
	/* nor does a node of one's own help */
	NEED(fstat(fd, &st) == 0);
	ERRNO(EPERM, mknod("/tmp/own-node", S_IFCHR | 0666, st.st_rdev));
	close(fd);
}

static void opening(void)
{
	int no_mode = EACCES, no_cap = EPERM, fd;

	caller_run(CALLER_USER, refused, &no_mode);
	/* its uid is the owner's: that gets it past the mode, and no further */
	caller_run(CALLER_USERNS, refused, &no_cap);
	NEED(chmod(SYSCORD_DEVICE, 0666) == 0);
	caller_run(CALLER_USER, refused, &no_cap);
	caller_run(CALLER_USERNS, refused, &no_cap);
	NEED(chmod(SYSCORD_DEVICE, 0600) == 0);
	for (unsigned int i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		fd = open(SYSCORD_DEVICE, modes[i]);
		CHECK(fd >= 0);
		close(fd);
	}
}

/* Everything that the device does, by one who could not have opened it. */
static void use(int fd, const char *name)
{
	static const struct sock_filter admit = BPF_STMT(BPF_RET | BPF_K, 1);
	struct raw raw = { .fd = fd };
	struct syscord_sessions sessions = { .size = sizeof(sessions) };
	struct syscord_policy policy = { .size = sizeof(policy) };
	struct syscord_follow follow = { .size = sizeof(follow) };
	struct syscord_filter filter = {
		.size = sizeof(filter),
		.call = (uintptr_t)&admit,
		.call_len = 1,
		.data_size = sizeof(struct syscord_filter_data),
	};
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	struct syscord_info info;
	struct syscord_status st;
	struct raw_records records;

	device_info(fd, &info);
	raw.cpus = info.cpus;
	raw.ring = calloc(raw.cpus, sizeof(*raw.ring));
	CHECK(ioctl(fd, SYSCORD_IOC_SESSIONS, &sessions) == 0 && sessions.count == 2);
	ERRNO(EISCONN, device_attach(fd, "default", 0));
	CHECK(ioctl(fd, SYSCORD_IOC_POLICY_GET, &policy) == 0);
	policy.ring_bytes = RING;
	policy.watermark = 4096;
	CHECK(ioctl(fd, SYSCORD_IOC_POLICY_SET, &policy) == 0);
	raw_follow_self(&raw);
	CHECK(ioctl(fd, SYSCORD_IOC_FILTER_SET, &filter) == 0);
	raw_follow_self(&raw);
	raw_start(&raw);
	CHECK(raw.ring[0].size == RING);
	ERRNO(EALREADY, ioctl(fd, SYSCORD_IOC_START));
	raw_status(&raw, &st);
	CHECK(st.flags & SYSCORD_STATUS_RECORDING && !strcmp(st.name, name) && st.followed == 1);
	CHECK(poll(&pfd, 1, 0) == 0);
	spin_calls(500); /* 56 bytes each, on two CPUs at most */
	CHECK(poll(&pfd, 1, 20000) == 1 && pfd.revents & POLLIN);
	raw_stop(&raw);
	raw_collect(&raw, &records, true);
	CHECK(records.count >= 500);
	for (size_t i = 0; i < records.count; i++)
		CHECK(records.rec[i]->pid == (uint32_t)records.rec[0]->pid);
	ERRNO(EPERM, ioctl(fd, SYSCORD_IOC_DESTROY)); /* private */
	CHECK(ioctl(fd, SYSCORD_IOC_RESET) == 0);
	raw_status(&raw, &st);
	CHECK(st.rings == 0 && st.followed == 0 && st.pending == 0);
	raw_start(&raw); /* old mappings stay, and are not of the new rings */
	raw_stop(&raw);
	raw_close(&raw);
}

struct handover {
	enum caller who;
	const char *name;
};

/*
 * main -> owner (opens, attaches) -> receiver (of the kind `who`). The owner ends
 * first, and the receiver goes on.
 */
static void pass_on(const struct handover *h)
{
	int pair[2], status;
	pid_t owner, receiver;

	NEED(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	NEED(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
	owner = fork();
	if (!owner) {
		pid_t parent = getpid();
		int fd;

		receiver = fork();
		if (!receiver) {
			char path[64];

			failures = 0;
			close(pair[0]);
			caller_become(h->who);
			fd = fd_receive(pair[1]);
			while (getppid() == parent)
				usleep(1000);
			/* opening it anew asks for the rights anew */
			snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
			if (h->who != CALLER_ROOT)
				CHECK(open(path, O_RDWR) == -1 &&
				      (errno == EACCES || errno == EPERM));
			use(fd, h->name);
			_exit(failures != 0);
		}
		fd = device_open();
		NEED(device_attach(fd, h->name, SYSCORD_ATTACH_PRIVATE | SYSCORD_ATTACH_READER) ==
		     0);
		fd_send(pair[0], fd);
		_exit(0);
	}
	close(pair[0]);
	close(pair[1]);
	child_ok(owner);
	NEED(wait(&status) > 0);
	if (status)
		FAIL("passed to %s: status %#x", caller_names[h->who], status);
}

static void passing(void)
{
	for (int who = 0; who < CALLERS; who++) {
		struct handover h = { who, "passed" };

		pass_on(&h);
		device_unused("passing");
	}
}

/* Inherited over setuid and exec; not with O_CLOEXEC */
static void inheriting(void)
{
	for (int cloexec = 0; cloexec < 2; cloexec++) {
		pid_t pid = fork();

		if (!pid) {
			int fd = open(SYSCORD_DEVICE, O_RDWR | (cloexec ? O_CLOEXEC : 0));
			char number[16];

			NEED(device_attach(fd, "inherited",
					   SYSCORD_ATTACH_PRIVATE | SYSCORD_ATTACH_READER) == 0);
			snprintf(number, sizeof(number), "%d", fd);
			caller_become(CALLER_USER);
			execl(self, self, "inherited", number, cloexec ? "no" : "yes", NULL);
			_exit(99);
		}
		child_ok(pid);
		device_unused("inheriting");
	}
}

/* FOLLOW means the holder's own pid namespace. */
static void other_namespace(void *arg)
{
	struct raw raw;
	struct syscord_status st;
	struct raw_records records;
	pid_t pid;

	raw.fd = *(int *)arg;
	raw.cpus = 0;
	NEED(unshare(CLONE_NEWPID) == 0);
	pid = fork();
	if (!pid) {
		struct syscord_follow follow = { .size = sizeof(follow), .pid = 1 };
		struct syscord_info info;

		NEED(getpid() == 1);
		device_info(raw.fd, &info);
		raw.cpus = info.cpus;
		raw.ring = calloc(raw.cpus, sizeof(*raw.ring));
		raw_follow_self(&raw);
		CHECK(ioctl(raw.fd, SYSCORD_IOC_FOLLOW, &follow) == 0); /* this process, not init */
		raw_status(&raw, &st);
		CHECK(st.followed == 1);
		CHECK(st.reader == 0); /* cannot be seen from here */
		follow.pid = 2;
		ERRNO(ESRCH, ioctl(raw.fd, SYSCORD_IOC_FOLLOW, &follow));
		raw_start(&raw);
		spin_calls(50);
		raw_stop(&raw);
		raw_collect(&raw, &records, true);
		CHECK(records.count >= 50);
		for (size_t i = 0; i < records.count; i++)
			CHECK(records.rec[i]->pid != 1);
		raw_close(&raw);
		_exit(failures != 0);
	}
	child_ok(pid);
}

static void namespaces(void)
{
	static const int32_t none[] = { INT32_MAX, 4194304, 4194303 }, bad[] = { -1, INT32_MIN };
	struct syscord_follow follow = { .size = sizeof(follow) };
	int fd = device_open();
	unsigned int i;

	NEED(device_attach(fd, "namespaces", SYSCORD_ATTACH_PRIVATE | SYSCORD_ATTACH_READER) == 0);
	caller_run(CALLER_ROOT, other_namespace, &fd);
	NEED(ioctl(fd, SYSCORD_IOC_RESET) == 0);
	caller_run(CALLER_USERNS, other_namespace, &fd);
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		follow.pid = none[i];
		ERRNO(ESRCH, ioctl(fd, SYSCORD_IOC_FOLLOW, &follow));
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		follow.pid = bad[i];
		ERRNO(EINVAL, ioctl(fd, SYSCORD_IOC_FOLLOW, &follow));
	}
	close(fd);
	device_unused("namespaces");
}

static bool session_exists(const char *name)
{
	struct syscord_sessions s = { .size = sizeof(s) };
	int fd = device_open();
	bool found = false;

	NEED(ioctl(fd, SYSCORD_IOC_SESSIONS, &s) == 0);
	for (unsigned int i = 0; i < s.count; i++)
		found |= !strcmp(s.name[i], name);
	close(fd);
	return found;
}

/* A private session ends with its owner's file: not before, not later, whoever has it. */
static void owner_file(void)
{
	int fd = device_open(), other = device_open(), copy, pair[2], cycle[2];
	pid_t pid;

	NEED(device_attach(fd, "owned", SYSCORD_ATTACH_PRIVATE) == 0);
	NEED(device_attach(other, "owned", 0) == 0);
	CHECK(ioctl(other, SYSCORD_IOC_START) == 0);
	copy = dup(fd);
	close(fd);
	CHECK(session_exists("owned"));
	close(copy);
	CHECK(!session_exists("owned"));
	ERRNO(ENODEV, ioctl(other, SYSCORD_IOC_START)); /* it was stopped, too */
	CHECK(ioctl(other, SYSCORD_IOC_STOP) == 0);
	close(other);

	/* a child has it still */
	fd = device_open();
	NEED(device_attach(fd, "owned", SYSCORD_ATTACH_PRIVATE) == 0);
	NEED(pipe(pair) == 0);
	pid = fork();
	if (!pid) {
		char byte;

		close(pair[1]);
		(void)!read(pair[0], &byte, 1);
		_exit(ioctl(fd, SYSCORD_IOC_START) != 0);
	}
	close(pair[0]);
	close(fd);
	CHECK(session_exists("owned"));
	close(pair[1]);
	child_ok(pid);
	CHECK(!session_exists("owned"));

	/* under way in a socket; then in one that nobody can receive from any more */
	NEED(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	NEED(socketpair(AF_UNIX, SOCK_STREAM, 0, cycle) == 0);
	fd = device_open();
	NEED(device_attach(fd, "flying", SYSCORD_ATTACH_PRIVATE) == 0);
	fd_send(pair[0], fd);
	close(fd);
	CHECK(session_exists("flying"));
	fd = fd_receive(pair[1]);
	CHECK(ioctl(fd, SYSCORD_IOC_START) == 0);
	fd_send(cycle[0], fd);
	fd_send(cycle[0], cycle[1]);
	close(fd);
	close(cycle[0]);
	close(cycle[1]);
	for (int i = 0; i < 100 && session_exists("flying"); i++) {
		close(pair[0]);
		close(pair[1]);
		usleep(20000);
		NEED(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0); /* wakes the collector */
	}
	CHECK(!session_exists("flying"));
	close(pair[0]);
	close(pair[1]);
	device_unused("the owner's file");
}

/* A session that is destroyed by one of many files that are attached to it. */
static void destroying(void)
{
	enum { FILES = 200 };
	int fd[FILES], reader = device_open(), i;
	struct syscord_status st = { .size = sizeof(st) };

	ERRNO(ENOTCONN, ioctl(reader, SYSCORD_IOC_DESTROY));
	NEED(device_attach(reader, "default", 0) == 0);
	ERRNO(EPERM, ioctl(reader, SYSCORD_IOC_DESTROY));
	close(reader);
	reader = device_open();
	NEED(device_attach(reader, "many", SYSCORD_ATTACH_CREATE | SYSCORD_ATTACH_READER) == 0);
	for (i = 0; i < FILES; i++) {
		fd[i] = device_open();
		NEED(device_attach(fd[i], "many", SYSCORD_ATTACH_CREATE) == 0);
	}
	CHECK(ioctl(fd[0], SYSCORD_IOC_START) == 0);
	for (i = 0; i < FILES; i += 3)
		close(fd[i]);
	ERRNO(EBUSY, ioctl(fd[1], SYSCORD_IOC_DESTROY));
	CHECK(ioctl(reader, SYSCORD_IOC_DESTROY) == 0);
	CHECK(!session_exists("many"));
	ERRNO(ENODEV, ioctl(fd[1], SYSCORD_IOC_START));
	CHECK(ioctl(fd[1], SYSCORD_IOC_STATUS, &st) == 0 && !(st.flags & SYSCORD_STATUS_RECORDING));
	ERRNO(ENODEV, ioctl(reader, SYSCORD_IOC_DESTROY));
	/* the name is free, and what takes it now has nothing to do with them */
	i = device_open();
	CHECK(device_attach(i, "many", SYSCORD_ATTACH_PRIVATE) == 0);
	CHECK(ioctl(i, SYSCORD_IOC_START) == 0);
	CHECK(ioctl(reader, SYSCORD_IOC_RESET) == 0 || errno == EBUSY);
	close(reader);
	ERRNO(EALREADY, ioctl(i, SYSCORD_IOC_START));
	close(i);
	for (i = FILES - 1; i >= 0; i--)
		if (i % 3)
			close(fd[i]);
	device_unused("destroying");
}

struct shared {
	volatile int fd;
	volatile bool over;
};

static void *prodder(void *arg)
{
	struct shared *sh = arg;

	while (!sh->over) {
		struct syscord_status st = { .size = sizeof(st) };
		struct syscord_policy policy = { .size = sizeof(policy) };
		struct pollfd pfd = { .fd = sh->fd, .events = POLLIN };
		char *p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, sh->fd, 4096);

		(void)ioctl(sh->fd, SYSCORD_IOC_START);
		(void)ioctl(sh->fd, SYSCORD_IOC_STATUS, &st);
		(void)ioctl(sh->fd, SYSCORD_IOC_POLICY_GET, &policy);
		(void)poll(&pfd, 1, 0);
		if (p != MAP_FAILED)
			munmap(p, 4096);
		(void)ioctl(sh->fd, SYSCORD_IOC_STOP);
	}
	return NULL;
}

/* The number is closed and made anew under those that use it. */
static void closing(void)
{
	struct shared sh = { .fd = device_open() };
	pthread_t thread[3];
	int i;

	for (i = 0; i < 3; i++)
		NEED(!pthread_create(&thread[i], NULL, prodder, &sh));
	for (i = 0; i < 150; i++) {
		(void)device_attach(sh.fd, "closing",
				    i & 1 ? SYSCORD_ATTACH_PRIVATE | SYSCORD_ATTACH_READER
					  : SYSCORD_ATTACH_CREATE | SYSCORD_ATTACH_READER);
		usleep(chance_below(3000));
		if (i & 2)
			(void)ioctl(sh.fd, SYSCORD_IOC_DESTROY);
		close(sh.fd);
		sh.fd = device_open();
	}
	sh.over = true;
	for (i = 0; i < 3; i++)
		pthread_join(thread[i], NULL);
	close(sh.fd);
	i = device_open();
	if (device_attach(i, "closing", 0) == 0)
		CHECK(ioctl(i, SYSCORD_IOC_DESTROY) == 0);
	close(i);
	device_unused("closing");
}

static void *poller(void *arg)
{
	struct pollfd pfd = { .fd = *(int *)arg, .events = POLLIN };

	return (void *)(uintptr_t)(poll(&pfd, 1, 30000) == 1 ? pfd.revents : 0);
}

/* One who sleeps in poll() learns that the session has ended. */
static void polling(void)
{
	int owner = device_open(), fd = device_open(), fresh = device_open();
	pthread_t thread;
	void *events;

	events = poller(&fresh);
	CHECK((uintptr_t)events & POLLERR);
	NEED(device_attach(owner, "polled", SYSCORD_ATTACH_PRIVATE) == 0);
	NEED(device_attach(fd, "polled", SYSCORD_ATTACH_READER) == 0);
	CHECK(ioctl(owner, SYSCORD_IOC_START) == 0);
	NEED(!pthread_create(&thread, NULL, poller, &fd));
	usleep(100000);
	close(owner);
	pthread_join(thread, &events);
	CHECK((uintptr_t)events & POLLHUP);
	close(fd);
	close(fresh);
	device_unused("polling");
}

int main(int argc, char **argv)
{
	abuse_init();
	self = argv[0];
	if (argc == 4 && !strcmp(argv[1], "inherited")) {
		int fd = atoi(argv[2]);

		if (!strcmp(argv[3], "yes"))
			use(fd, "inherited");
		else
			ERRNO(EBADF, fcntl(fd, F_GETFD));
		return failures != 0;
	}
	opening();
	passing();
	inheriting();
	namespaces();
	owner_file();
	destroying();
	closing();
	polling();
	return failures != 0;
}
