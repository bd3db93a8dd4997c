/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What /proc says of the processes that are being recorded: a snapshot as JSON, and which
 * calls their threads are in.
 */
#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <jansson.h>
#include "procfs.h"
#include "procinfo.h"

#define MAX_PROCESSES	4096
#define MAX_BYTES	(4U << 20) /* of text in one snapshot, about */
#define MAX_FDS		1024 /* of one process */
#define MAX_MAPS	1024
#define MAX_ANSWER	(64U << 20) /* more than any that is right, with all that JSON escapes */

struct syscord_procinfo {
	pid_t pid;
	int fd;
	bool asked;
	bool forget; /* nobody wants the answer any more */
	uint32_t about; /* what was asked, as kind_of() has it: the answer is for that */
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

/* The last number of the line: of the innermost pid namespace. 0 if there is only ours */
static unsigned int ns_id(unsigned int pid, unsigned int tid)
{
	unsigned int id = 0, count = 0;
	char status[4096];
	const char *p;

	if (syscord_procfs_read(status, sizeof(status), "/proc/%u/task/%u/status", pid, tid) <= 0)
		return 0;
	p = strstr(status, "\nNSpid:");
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

static json_t *get_thread(const struct syscord_filter_data *data, bool nested)
{
	json_t *thread = json_pack("{s:I, s:o}", "tid", (json_int_t)data->tid, "comm",
				   text(data->comm));

	if (nested)
		json_object_set_new(thread, "ns_tid", json_integer(ns_id(data->pid, data->tid)));
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
	DIR *dir = syscord_procfs_open("/proc/%u/fd", pid);
	char path[64], number[16], target[4096];
	unsigned int count = 0;
	uint32_t fd;

	while (dir && syscord_procfs_next(dir, &fd)) {
		if (++count > MAX_FDS) {
			budget->cut = true;
			break;
		}
		snprintf(path, sizeof(path), "/proc/%u/fd/%u", pid, fd);
		if (read_link(path, target, sizeof(target)) < 0)
			continue;
		if (filled(budget, strlen(target) + 16))
			break;
		snprintf(number, sizeof(number), "%u", fd);
		json_object_set_new(fds, number, text(target));
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

/* NULL if it has ended */
static json_t *get_process(unsigned int pid, struct budget *budget)
{
	struct syscord_filter_data data;
	char path[64], exe[4096] = "";
	json_t *threads, *process;
	unsigned int ns_pid;
	uint32_t tid;
	DIR *dir;

	if (!syscord_procfs_process(pid, &data))
		return NULL;
	dir = syscord_procfs_open("/proc/%u/task", pid);
	if (!dir)
		return NULL;
	ns_pid = ns_id(pid, pid);
	threads = json_array();
	while (syscord_procfs_next(dir, &tid)) {
		if (!syscord_procfs_thread(tid, &data))
			continue;
		if (filled(budget, 40))
			break;
		json_array_append_new(threads, get_thread(&data, ns_pid != 0));
	}
	closedir(dir);
	if (!json_array_size(threads)) {
		json_decref(threads);
		return NULL;
	}
	snprintf(path, sizeof(path), "/proc/%u/exe", pid);
	read_link(path, exe, sizeof(exe));
	process = json_pack("{s:I, s:I, s:I, s:I, s:o, s:o, s:o}", "pid", (json_int_t)pid, "ppid",
			    (json_int_t)data.ppid, "uid", (json_int_t)data.uid, "gid",
			    (json_int_t)data.gid, "comm", text(data.proc_name), "exe", text(exe),
			    "threads", threads);
	if (process && ns_pid)
		json_object_set_new(process, "ns_pid", json_integer(ns_pid));
	if (process && !budget->brief) {
		json_object_set_new(process, "fds", get_fds(pid, budget));
		json_object_set_new(process, "maps", get_maps(pid, budget));
	}
	return process;
}

static void add_process(json_t *processes, unsigned int pid, struct budget *budget)
{
	json_t *process = get_process(pid, budget);

	if (!process)
		return;
	json_array_append_new(processes, process);
	if (++budget->processes == MAX_PROCESSES)
		budget->cut = true;
}

char *syscord_procinfo_collect_pids(const uint32_t *pids, size_t count, bool brief)
{
	struct budget budget = { .brief = brief };
	json_t *processes, *root;
	char *out;

	if (!syscord_procfs_ids_fit())
		return strdup("");
	processes = json_array();
	for (size_t i = 0; i < count && !budget.cut; i++)
		add_process(processes, pids[i], &budget);
	root = json_pack("{s:b, s:o}", "cut", budget.cut, "processes", processes);
	out = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	return out;
}

static char *collect(const char *filter, bool follow)
{
	struct syscord_pids pids = { 0 }, found = { 0 };
	struct syscord_expr *task = NULL;
	char *out;

	/* One that cannot be read turns nobody away */
	if (*filter)
		syscord_filter_task_of(filter, &task, NULL);
	/* Without `follow`, whoever may be followed counts as such */
	syscord_filter_running(task, !follow, &pids, NULL);
	if (follow && !syscord_follow_trees(-1, &pids, false, &found, NULL))
		out = syscord_procinfo_collect_pids(found.pid, found.count, false);
	else
		out = syscord_procinfo_collect_pids(pids.pid, pids.count, false);
	syscord_filter_free(task);
	free(found.pid);
	free(pids.pid);
	return out;
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

/* What the `len` bytes of a question are, which stand behind it. The answer: length, bytes */
enum about {
	ABOUT_FILTER,	/* its text; a snapshot, as of the next two */
	ABOUT_FOLLOWED, /* the same, and who descends from them is meant too */
	ABOUT_PIDS,
	ABOUT_WHO,	/* struct who: threads that it selects */
	ABOUT_CALLS,	/* threads: records of the calls that they are in */
};

struct question {
	uint32_t about;
	uint32_t len;
};

/* Behind it `followed` thread ids, then the filter's text */
struct who {
	uint32_t flags; /* SYSCORD_FILTER_* */
	uint32_t followed;
};

#define PIDS_MAX (SYSCORD_FILTER_TEXT_MAX / sizeof(uint32_t))
#define QUESTION_MAX \
	(sizeof(struct who) + SYSCORD_FILTER_TEXT_MAX + \
	 SYSCORD_TASKS_MAX * sizeof(struct syscord_thread))

/* A question is our own reader's: its lengths are right. free(); NULL: nothing */
static void *answer_who(const char *data, size_t len, size_t *size)
{
	struct syscord_threads threads;
	const uint32_t *followed;
	struct who who;

	(void)len; /* the text ends with a NUL of ours */
	memcpy(&who, data, sizeof(who));
	followed = (const uint32_t *)(const void *)(data + sizeof(who));
	if (syscord_in_flight_select((const char *)(followed + who.followed), who.flags, followed,
				     who.followed, &threads))
		threads.count = 0;
	*size = threads.count * sizeof(*threads.at);
	return threads.at;
}

static void *answer_calls(char *data, size_t len, size_t *size)
{
	const struct syscord_threads threads = {
		.at = (struct syscord_thread *)(void *)data,
		.count = len / sizeof(*threads.at),
	};
	uint8_t *records = NULL;
	ssize_t n = syscord_in_flight_read(&threads, &records);

	*size = n > 0 ? (size_t)n : 0;
	return records;
}

static void *answer_question(const struct question *q, char *data, size_t *size)
{
	char *text;

	if (q->about == ABOUT_WHO)
		return answer_who(data, q->len, size);
	if (q->about == ABOUT_CALLS)
		return answer_calls(data, q->len, size);
	if (q->about == ABOUT_PIDS)
		text = syscord_procinfo_collect_pids((const uint32_t *)(void *)data,
						     q->len / sizeof(uint32_t), false);
	else
		text = collect(data, q->about == ABOUT_FOLLOWED);
	*size = text ? strlen(text) : 0;
	return text;
}

static void serve(int fd)
{
	struct question q;

	while (!recv_all(fd, &q, sizeof(q)) && q.len <= QUESTION_MAX) {
		char *data = calloc(1, (size_t)q.len + 1);
		void *answer;
		uint32_t len;
		size_t size;

		if (!data || recv_all(fd, data, q.len))
			break;
		answer = answer_question(&q, data, &size);
		free(data);
		len = (uint32_t)size;
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
		/* Those of a service get what is meant for its reader */
		signal(SIGUSR1, SIG_IGN);
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
			if (info->want <= MAX_ANSWER)
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

/* A snapshot is one, however it is asked for: filter and sessions change meanwhile */
static uint32_t kind_of(const struct question *q)
{
	return q->about <= ABOUT_PIDS ? ABOUT_PIDS : q->about;
}

/* True once it has answered what nobody wants any more, and can be asked again */
static bool rid(struct syscord_procinfo *info)
{
	if (!info->forget || info->dead)
		return true;
	if (!receive(info))
		return info->dead;
	free(info->answer);
	info->answer = NULL;
	info->asked = false;
	info->forget = false;
	return true;
}

/* With a NUL behind it. NULL: not yet; another question's answer has to be fetched first */
static char *ask(struct syscord_procinfo *info, const struct question *q, const void *data)
{
	if (!rid(info))
		return NULL;
	if (!info->dead && info->asked && info->about != kind_of(q))
		return NULL;
	if (!info->dead && !info->asked) {
		info->asked = true;
		info->about = kind_of(q);
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

char *syscord_procinfo_snapshot(struct syscord_procinfo *info, const char *filter, bool follow)
{
	const struct question q = {
		.about = follow ? ABOUT_FOLLOWED : ABOUT_FILTER,
		.len = (uint32_t)strlen(filter),
	};

	return ask(info, &q, filter);
}

char *syscord_procinfo_snapshot_pids(struct syscord_procinfo *info, const uint32_t *pids,
				     size_t count)
{
	/* More than a snapshot holds, so that it says that it was cut */
	const size_t most = count < PIDS_MAX ? count : PIDS_MAX;
	const struct question q = {
		.about = ABOUT_PIDS,
		.len = (uint32_t)(most * sizeof(*pids)),
	};

	return ask(info, &q, pids);
}

static void *ask_bytes(struct syscord_procinfo *info, const struct question *q, const void *data,
		       size_t *size)
{
	char *answer = ask(info, q, data);

	*size = answer && !info->dead ? info->want : 0;
	return answer;
}

void *syscord_procinfo_select(struct syscord_procinfo *info, const char *filter, uint32_t flags,
			      const uint32_t *followed, size_t count, size_t *size)
{
	const size_t tids = count * sizeof(*followed), text = strlen(filter);
	const struct who who = { .flags = flags, .followed = (uint32_t)count };
	const struct question q = {
		.about = ABOUT_WHO,
		.len = (uint32_t)(sizeof(who) + tids + text),
	};
	char *data = malloc(q.len + 1U);
	void *answer;

	*size = 0;
	if (!data)
		return NULL;
	memcpy(data, &who, sizeof(who));
	if (count)
		memcpy(data + sizeof(who), followed, tids);
	memcpy(data + sizeof(who) + tids, filter, text + 1);
	answer = ask_bytes(info, &q, data, size);
	free(data);
	return answer;
}

void *syscord_procinfo_calls(struct syscord_procinfo *info, const struct syscord_threads *threads,
			     size_t *size)
{
	const struct question q = {
		.about = ABOUT_CALLS,
		.len = (uint32_t)(threads->count * sizeof(*threads->at)),
	};

	return ask_bytes(info, &q, threads->at, size);
}

bool syscord_procinfo_gone(const struct syscord_procinfo *info)
{
	return info->dead;
}

void syscord_procinfo_forget(struct syscord_procinfo *info)
{
	info->forget = info->asked;
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
