/* SPDX-License-Identifier: GPL-2.0 */
/* What /proc says of the processes that are being recorded, as JSON. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <jansson.h>
#include "filter.h"
#include "procinfo.h"

#define MAX_PROCESSES	4096
#define MAX_BYTES	(4U << 20) /* of text in one snapshot, about */
#define MAX_FDS		1024 /* of one process */
#define MAX_MAPS	1024

struct syscord_procinfo {
	pid_t pid;
	int fd;
	bool asked;
	bool dead;
	char *answer;
	size_t got;
	uint32_t want; /* once the length is here */
	bool have_want;
	uint8_t head[4];
};

struct budget {
	size_t bytes;
	unsigned int processes;
	bool cut;
	bool brief; /* no fds, no mappings */
};

/* ---- one process ---- */

/* A small file whole, NUL at the end; its length or -1 */
static ssize_t slurp(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, buf, size - 1);
	close(fd);
	if (n < 0)
		return -1;
	buf[n] = 0;
	return n;
}

static ssize_t read_link(const char *path, char *buf, size_t size)
{
	ssize_t n = readlink(path, buf, size - 1);

	if (n >= 0)
		buf[n] = 0;
	return n;
}

/* Any bytes: what is not UTF-8 is replaced, JSON has no other strings */
static json_t *text(const char *s)
{
	json_t *j = json_string(s);
	char *copy;

	if (j)
		return j;
	copy = strdup(s);
	if (!copy)
		return NULL;
	for (char *p = copy; *p; p++)
		if ((unsigned char)*p >= 0x80)
			*p = '?';
	j = json_string(copy);
	free(copy);
	return j;
}

static void get_comm(const char *path, char comm[SYSCORD_COMM_LEN])
{
	char buf[64] = "";
	ssize_t n = slurp(path, buf, sizeof(buf));

	if (n > 0 && buf[n - 1] == '\n')
		buf[n - 1] = 0;
	memset(comm, 0, SYSCORD_COMM_LEN);
	memcpy(comm, buf, strnlen(buf, SYSCORD_COMM_LEN - 1));
}

static unsigned int status_field(const char *status, const char *name, unsigned int column)
{
	const char *p = strstr(status, name);

	if (!p)
		return 0;
	p += strlen(name);
	while (column--) {
		p += strspn(p, " \t");
		p += strcspn(p, " \t\n");
	}
	return (unsigned int)strtoul(p, NULL, 10);
}

/* The last number of the line: of the innermost pid namespace. 0 if there is only ours */
static unsigned int ns_id(const char *status)
{
	const char *p = strstr(status, "\nNSpid:");
	unsigned int id = 0, count = 0;

	if (!p)
		return 0;
	p += strlen("\nNSpid:");
	for (p += strspn(p, " \t"); isdigit((unsigned char)*p); p += strspn(p, " \t")) {
		id = (unsigned int)strtoul(p, NULL, 10);
		p += strcspn(p, " \t\n");
		count++;
	}
	return count > 1 ? id : 0;
}

static json_t *get_thread(const char *task_dir, const struct syscord_filter_data *data, bool nested)
{
	json_t *thread = json_pack("{s:I, s:o}", "tid", (json_int_t)data->tid, "comm",
				   text(data->comm));
	char path[96], status[4096];

	snprintf(path, sizeof(path), "%s/%u/status", task_dir, data->tid);
	if (nested && slurp(path, status, sizeof(status)) > 0)
		json_object_set_new(thread, "ns_tid", json_integer(ns_id(status)));
	return thread;
}

static bool filled(struct budget *budget, size_t bytes)
{
	budget->bytes += bytes;
	if (budget->bytes > MAX_BYTES)
		budget->cut = true;
	return budget->cut;
}

static json_t *get_fds(unsigned int pid, struct budget *budget)
{
	json_t *fds = json_object();
	char path[64], target[4096];
	struct dirent *entry;
	unsigned int count = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%u/fd", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		char link[sizeof(path) + 256];

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		if (++count > MAX_FDS) {
			budget->cut = true;
			break;
		}
		snprintf(link, sizeof(link), "%s/%s", path, entry->d_name);
		if (read_link(link, target, sizeof(target)) < 0)
			continue;
		if (filled(budget, strlen(target) + 16))
			break;
		json_object_set_new(fds, entry->d_name, text(target));
	}
	if (dir)
		closedir(dir);
	return fds;
}

/* Lines as /proc has them, with the blanks before the path squeezed to one */
static json_t *get_maps(unsigned int pid, struct budget *budget)
{
	json_t *maps = json_array();
	char path[64], *line = NULL;
	unsigned int count = 0;
	size_t room = 0;
	ssize_t n;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%u/maps", pid);
	f = fopen(path, "re");
	while (f && (n = getline(&line, &room, f)) > 0) {
		int fields = 0;
		char *p;

		if (++count > MAX_MAPS) {
			budget->cut = true;
			break;
		}
		if (line[n - 1] == '\n')
			line[--n] = 0;
		for (p = line; *p && fields < 5; p++)
			fields += *p == ' ';
		if (fields == 5) {
			size_t blanks = strspn(p, " ");

			memmove(p, p + blanks, strlen(p + blanks) + 1);
			if (!*p)
				p[-1] = 0;
		}
		if (filled(budget, strlen(line) + 8))
			break;
		json_array_append_new(maps, text(line));
	}
	free(line);
	if (f)
		fclose(f);
	return maps;
}

static bool wanted(const struct syscord_expr *task, const struct syscord_filter_data *data)
{
	return !task || syscord_filter_eval(task, data);
}

/* NULL if the filter admits none of its threads, or it has ended */
static json_t *get_process(unsigned int pid, const struct syscord_expr *task,
			   struct budget *budget)
{
	struct syscord_filter_data data = { .pid = pid, .nr = ~0U, .abi = syscord_abi_native(),
					    .followed = 1 };
	char path[64], status[4096], exe[4096] = "";
	json_t *threads, *process;
	struct dirent *entry;
	bool match = false;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%u/status", pid);
	if (slurp(path, status, sizeof(status)) < 0)
		return NULL;
	data.ppid = status_field(status, "\nPPid:", 0);
	data.uid = status_field(status, "\nUid:", 1);
	data.gid = status_field(status, "\nGid:", 1);
	snprintf(path, sizeof(path), "/proc/%u/comm", pid);
	get_comm(path, data.proc_name);
	snprintf(path, sizeof(path), "/proc/%u/comm", data.ppid);
	get_comm(path, data.parent_proc_name);
	snprintf(path, sizeof(path), "/proc/%u/task", pid);
	dir = opendir(path);
	if (!dir)
		return NULL;
	threads = json_array();
	while ((entry = readdir(dir))) {
		char comm[sizeof(path) + 256 + 8];

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		data.tid = (uint32_t)strtoul(entry->d_name, NULL, 10);
		snprintf(comm, sizeof(comm), "%s/%s/comm", path, entry->d_name);
		get_comm(comm, data.comm);
		if (task && filter_mentions(task, FILTER_CGROUP))
			filter_cgroup_context(pid, data.tid, &data);
		match |= wanted(task, &data);
		if (filled(budget, 40))
			break;
		json_array_append_new(threads, get_thread(path, &data, ns_id(status) != 0));
	}
	closedir(dir);
	if (!match) {
		budget->bytes -= 40 * json_array_size(threads);
		json_decref(threads);
		return NULL;
	}
	snprintf(path, sizeof(path), "/proc/%u/exe", pid);
	read_link(path, exe, sizeof(exe));
	process = json_pack("{s:I, s:I, s:I, s:I, s:o, s:o, s:o}", "pid", (json_int_t)pid, "ppid",
			    (json_int_t)data.ppid, "uid", (json_int_t)data.uid, "gid",
			    (json_int_t)data.gid, "comm", text(data.proc_name), "exe", text(exe),
			    "threads", threads);
	if (process && ns_id(status))
		json_object_set_new(process, "ns_pid", json_integer(ns_id(status)));
	if (process && !budget->brief) {
		json_object_set_new(process, "fds", get_fds(pid, budget));
		json_object_set_new(process, "maps", get_maps(pid, budget));
	}
	return process;
}

static void add_process(json_t *processes, unsigned int pid, const struct syscord_expr *task,
			struct budget *budget)
{
	json_t *process = get_process(pid, task, budget);

	if (!process)
		return;
	json_array_append_new(processes, process);
	if (++budget->processes == MAX_PROCESSES)
		budget->cut = true;
}

/*
 * Records have ids of the initial pid namespace. From inside another one, /proc tells
 * others, which would be taken for somebody else's: then there is no snapshot.
 */
static bool ids_fit(void)
{
	const ino_t initial = 0xeffffffcU; /* PROC_PID_INIT_INO */
	struct stat st;

	return !stat("/proc/self/ns/pid", &st) && st.st_ino == initial;
}

static char *snapshot_text(json_t *processes, const struct budget *budget)
{
	json_t *root = json_pack("{s:b, s:o}", "cut", budget->cut, "processes", processes);
	char *out = json_dumps(root, JSON_COMPACT);

	json_decref(root);
	return out;
}

char *syscord_procinfo_collect_pids(const uint32_t *pids, size_t count, bool brief)
{
	struct budget budget = { .brief = brief };
	json_t *processes;

	if (!ids_fit())
		return strdup("");
	processes = json_array();
	for (size_t i = 0; i < count && !budget.cut; i++)
		add_process(processes, pids[i], NULL, &budget);
	return snapshot_text(processes, &budget);
}

char *syscord_procinfo_collect(const char *filter)
{
	struct syscord_expr *expr = NULL, *task = NULL;
	json_t *processes;
	struct syscord_error err = { "" }, warn = { "" };
	struct budget budget = { 0 };
	unsigned int column = 0;
	struct dirent *entry;
	DIR *dir;

	if (!ids_fit())
		return strdup("");
	processes = json_array();
	dir = opendir("/proc");
	if (filter && *filter && !syscord_filter_parse_for(SYSCORD_FILTER_AGAIN, filter, &expr,
							  &column, &err, &warn))
		task = syscord_filter_task_part(expr);
	while (dir && !budget.cut && (entry = readdir(dir))) {
		if (isdigit((unsigned char)entry->d_name[0]))
			add_process(processes, (unsigned int)strtoul(entry->d_name, NULL, 10), task,
				    &budget);
	}
	if (dir)
		closedir(dir);
	syscord_filter_free(task);
	syscord_filter_free(expr);
	return snapshot_text(processes, &budget);
}

/* ---- the helper and its questions ---- */

static int send_all(int fd, const void *data, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = send(fd, (const char *)data + done, size - done, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		done += (size_t)n;
	}
	return 0;
}

static int recv_all(int fd, void *data, size_t size)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = recv(fd, (char *)data + done, size - done, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		done += (size_t)n;
	}
	return 0;
}

/* A question is this and `len` bytes: a filter's text, or pids. The answer: length, text */
struct question {
	uint32_t pids; /* rather than a filter */
	uint32_t len;
};

#define QUESTION_MAX SYSCORD_FILTER_TEXT_MAX

static void serve(int fd)
{
	struct question q;

	while (!recv_all(fd, &q, sizeof(q)) && q.len <= QUESTION_MAX) {
		char *data = calloc(1, (size_t)q.len + 1);
		char *answer = NULL;
		uint32_t len;

		if (!data || recv_all(fd, data, q.len))
			break;
		answer = q.pids ? syscord_procinfo_collect_pids((const uint32_t *)(void *)data,
								q.len / sizeof(uint32_t), false) :
				  syscord_procinfo_collect(data);
		free(data);
		len = answer ? (uint32_t)strlen(answer) : 0;
		if (send_all(fd, &len, sizeof(len)) || send_all(fd, answer, len))
			break;
		free(answer);
	}
}

int syscord_procinfo_start(const struct syscord_user *user, struct syscord_procinfo **info,
			   struct syscord_error *err)
{
	static const cap_value_t keep[] = { CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH };
	struct syscord_procinfo *p = calloc(1, sizeof(*p));
	const pid_t parent = getpid();
	int fds[2];

	if (!p)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds)) {
		free(p);
		return syscord_error_set(err, -errno, "socketpair: %s", strerror(errno));
	}
	p->pid = fork();
	if (p->pid < 0) {
		int e = -errno;

		close(fds[0]);
		close(fds[1]);
		free(p);
		return syscord_error_set(err, e, "fork: %s", strerror(-e));
	}
	if (p->pid == 0) {
		close(fds[0]);
		signal(SIGINT, SIG_IGN);
		signal(SIGTERM, SIG_IGN);
		if (user && syscord_privileges_drop(user, keep, ARRAY_SIZE(keep), NULL))
			_exit(1);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		prctl(PR_SET_NAME, "syscord-procinf");
		if (getppid() == parent)
			serve(fds[1]);
		_exit(0);
	}
	close(fds[1]);
	p->fd = fds[0];
	*info = p;
	return 0;
}

static void died(struct syscord_procinfo *info)
{
	info->dead = true;
	free(info->answer);
	info->answer = NULL;
}

/* What has arrived so far, without waiting; true once the answer is whole */
static bool receive(struct syscord_procinfo *info)
{
	for (;;) {
		char *to = info->have_want ? info->answer : (char *)info->head;
		size_t want = info->have_want ? info->want : sizeof(info->head);
		ssize_t n;

		if (info->got == want) {
			if (info->have_want)
				return true;
			memcpy(&info->want, info->head, sizeof(info->want));
			info->answer = calloc(1, (size_t)info->want + 1);
			info->have_want = true;
			info->got = 0;
			if (!info->answer)
				died(info);
			if (info->dead)
				return false;
			continue;
		}
		n = recv(info->fd, to + info->got, want - info->got, MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return false;
		if (n <= 0) {
			died(info);
			return false;
		}
		info->got += (size_t)n;
	}
}

static char *ask(struct syscord_procinfo *info, const struct question *q, const void *data)
{
	if (!info->dead && !info->asked) {
		info->asked = true;
		info->have_want = false;
		info->got = 0;
		if (send_all(info->fd, q, sizeof(*q)) || send_all(info->fd, data, q->len))
			died(info);
	}
	if (!info->dead && receive(info)) {
		char *answer = info->answer;

		info->answer = NULL;
		info->asked = false;
		return answer;
	}
	return info->dead ? strdup("") : NULL;
}

char *syscord_procinfo_snapshot(struct syscord_procinfo *info, const char *filter)
{
	const struct question q = { .len = (uint32_t)strlen(filter) };

	return ask(info, &q, filter);
}

char *syscord_procinfo_snapshot_pids(struct syscord_procinfo *info, const uint32_t *pids,
				     size_t count)
{
	/* More than a snapshot holds, so that it says that it was cut */
	const size_t room = QUESTION_MAX / sizeof(*pids), most = count < room ? count : room;
	const struct question q = { .pids = 1, .len = (uint32_t)(most * sizeof(*pids)) };

	return ask(info, &q, pids);
}

void syscord_procinfo_stop(struct syscord_procinfo *info)
{
	if (!info)
		return;
	close(info->fd);
	kill(info->pid, SIGKILL);
	while (waitpid(info->pid, NULL, 0) < 0 && errno == EINTR)
		;
	free(info->answer);
	free(info);
}
