// SPDX-License-Identifier: GPL-2.0
/*
 * syscord run: one command and all its descendants, from the command's first
 * instruction, or processes that run already with theirs, in a session of its own
 * that ends with this process.
 *
 * The child waits on a pipe until the session records; it joins the followed set
 * at its exec, so that nothing of what happens before that is in the recording.
 * Processes that run already are followed once the session records (follow.c); what
 * they have open by then is told by a snapshot.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "clock.h"
#include "flight.h"
#include "in_flight.h"
#include "lost.h"
#include "privileges.h"
#include "procinfo.h"
#include "segment.h"
#include "view.h"

#define POLL_MS 100
#define STATE_MS 10
#define STATE_TRIES 200
#define EXIT_NOT_FOUND 127
#define EXIT_NOT_EXECUTABLE 126

struct run {
	const struct syscord_run_opts *opts;
	int fd;
	int clock; /* syscord_clock_watch() */
	pid_t child;
	int go;		/* write end: the child may exec */
	int failed;	/* read end: errno of an exec that failed */
	int status;	/* as wait(2) */
	bool ended;	/* the command, not its descendants; or there is none */
	struct syscord_pids roots, found; /* with -p: who was asked for; all there were */
	struct syscord_procinfo *procinfo;
	bool state_known; /* the snapshot is in the recording, or there is none */
	char name[SYSCORD_NAME_LEN];
	struct syscord_drain *drain;
	struct syscord_source_info info;
	struct syscord_flight_run flight; /* if overwrites */
	bool overwrites;
	int wait_ms; /* until the next look at the trigger */
	/* either of */
	struct syscord_writer *writer;
	struct syscord_stream *stream;
	struct syscord_view *view;
};

static volatile sig_atomic_t interrupted, terminated;

/* A terminal never sends SIGTERM: it is meant for us, and leaves the command alone */
static void on_signal(int sig)
{
	if (sig == SIGTERM)
		terminated = 1;
	else if (sig != SIGCHLD)
		interrupted = 1;
}

/* In the child. Only async-signal-safe calls: the parent may have threads one day. */
static void child_exec(const struct syscord_user *user, const char *group_name, int go, int failed,
		       char **command)
{
	char byte;
	int err;

	while (read(go, &byte, 1) < 0 && errno == EINTR)
		;
	if (user && (initgroups(group_name, user->gid) || setgid(user->gid) || setuid(user->uid)))
		goto fail;
	execvp(command[0], command);
fail:
	err = errno;
	if (write(failed, &err, sizeof(err)) < 0)
		_exit(EXIT_NOT_EXECUTABLE);
	_exit(err == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE);
}

static int spawn(struct run *r, char **command, struct syscord_error *err)
{
	struct syscord_user user;
	int go[2], failed[2], ret;

	if (r->opts->user) {
		ret = syscord_user_find(r->opts->user, &user, err);
		if (ret)
			return ret;
	}
	if (pipe2(go, O_CLOEXEC) || pipe2(failed, O_CLOEXEC))
		return syscord_error_set(err, -errno, "pipe: %s", strerror(errno));
	r->child = fork();
	if (r->child < 0)
		return syscord_error_set(err, -errno, "fork: %s", strerror(errno));
	if (!r->child) {
		close(go[1]);
		child_exec(r->opts->user ? &user : NULL, user.name, go[0], failed[1], command);
	}
	close(go[0]);
	close(failed[1]);
	r->go = go[1];
	r->failed = failed[0];
	return 0;
}

static int set_trigger(struct run *r, struct syscord_error *err)
{
	struct syscord_error warn = { "" };
	const char *expr = r->opts->flight.trigger;
	int ret = expr ? syscord_filter_check(expr, err) : 0;

	if (!ret)
		ret = syscord_flight_program(r->fd, &r->opts->flight, err, &warn);
	if (!ret && *warn.text)
		fprintf(stderr, "syscord: %s\n", warn.text);
	return ret;
}

static int set_policy(struct run *r, struct syscord_error *err)
{
	struct syscord_policy policy;
	int ret = syscord_device_policy_get(r->fd, &policy, err);

	if (ret < 0)
		return ret;
	policy.snaplen = (uint32_t)r->opts->snaplen;
	if (r->opts->no_content)
		policy.snaplen = 0;
	policy.profile = r->opts->profile;
	policy.on_full = r->opts->on_full;
	if (r->opts->entry || r->opts->view.duration)
		policy.flags |= SYSCORD_POLICY_F_ENTRY;
	if (r->opts->ring_bytes)
		policy.ring_bytes = r->opts->ring_bytes;
	r->overwrites = policy.on_full == SYSCORD_ON_FULL_OVERWRITE;
	ret = syscord_flight_policy(&r->opts->flight, SYSCORD_ON_FULL_DROP, &policy, err);
	if (!ret)
		ret = set_trigger(r, err);
	return ret ? ret : syscord_device_policy_set(r->fd, &policy, err);
}

static int set_filter(struct run *r, struct syscord_error *err)
{
	const char *expr = r->opts->view.filter;
	struct syscord_error warn = { "" };
	char *text;
	int ret;

	/* columns are those of what was typed */
	ret = expr && *expr ? syscord_filter_check(expr, err) : 0;
	if (ret < 0)
		return ret;
	if (asprintf(&text, expr && *expr ? "followed and (%s)" : "followed", expr) < 0)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	ret = syscord_device_filter_set(r->fd, text, 0, err, &warn);
	free(text);
	if (ret >= 0 && *warn.text)
		fprintf(stderr, "syscord: %s\n", warn.text);
	return ret;
}

static int open_session(struct run *r, struct syscord_error *err)
{
	uint64_t id;
	int ret;

	r->fd = syscord_device_open(err);
	if (r->fd < 0)
		return r->fd;
	snprintf(r->name, sizeof(r->name), "run-%d", (int)getpid());
	ret = syscord_device_attach(r->fd, r->name, SYSCORD_ATTACH_PRIVATE | SYSCORD_ATTACH_READER,
				    &id, err);
	if (ret >= 0)
		ret = set_policy(r, err);
	if (ret >= 0)
		ret = set_filter(r, err);
	if (ret >= 0 && r->child)
		ret = syscord_device_follow(r->fd, r->child, SYSCORD_FOLLOW_ON_EXEC, err);
	if (ret >= 0)
		ret = syscord_device_start(r->fd, err);
	if (ret >= 0)
		ret = syscord_source_collect(r->fd, r->name, &r->info, err);
	if (ret >= 0)
		ret = syscord_drain_open(r->fd, &r->drain, err);
	return ret < 0 ? ret : 0;
}

static char *snapshot(void *ctx)
{
	struct run *r = ctx;
	char *text = syscord_procinfo_snapshot_pids(r->procinfo, r->found.pid, r->found.count);

	r->state_known = text;
	return text;
}

/* Before the command is begun: a file can be made there. What is no file is opened once only. */
static int check_output(const char *path, struct syscord_error *err)
{
	struct stat st;
	const bool there = !stat(path, &st);
	int fd;

	if (!strcmp(path, "-") || (there && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)))
		return 0;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
	if (fd < 0)
		return syscord_error_set(err, -errno, "cannot create %s: %s", path,
					 strerror(errno));
	close(fd);
	if (!there)
		unlink(path);
	return 0;
}

static int open_output(struct run *r, struct syscord_error *err)
{
	struct syscord_writer_config config = { .path = r->opts->output, .info = &r->info };
	struct syscord_view_config view = r->opts->view;
	struct syscord_info device = { 0 };
	int ret;

	if (!r->opts->output) {
		/* the session's filter has selected already */
		view.filter = NULL;
		ret = syscord_view_new(&view, &r->view, err);
		if (!ret)
			ret = syscord_stream_live(r->fd, r->drain, &r->stream, err);
		if (!ret)
			syscord_stream_procs(r->stream, syscord_view_procs(r->view));
		return ret;
	}
	ret = check_output(r->opts->output, err);
	if (ret)
		return ret;
	ret = syscord_boot_id(config.boot_id);
	if (ret)
		return syscord_error_set(err, ret, "cannot read the boot id: %s", strerror(-ret));
	ret = syscord_device_info(r->fd, &device, err);
	if (ret < 0)
		return ret;
	config.cpus = device.cpus;
	if (r->overwrites) {
		uint32_t child = (uint32_t)r->child;

		r->flight = (struct syscord_flight_run){ .fd = r->fd, .output = r->opts->output,
							 .quiet = r->opts->quiet };
		if (r->child && syscord_pids_add(&r->flight.roots, child))
			ret = -ENOMEM;
		for (size_t i = 0; !ret && i < r->roots.count; i++)
			ret = syscord_pids_add(&r->flight.roots, r->roots.pid[i]);
		if (ret)
			return ret;
		config.snapshot = syscord_flight_run_state;
		config.snapshot_ctx = &r->flight;
	} else if (r->roots.count) {
		config.snapshot = snapshot;
		config.snapshot_ctx = r;
	}
	ret = syscord_writer_open(&config, r->drain, &r->writer, err);
	r->flight.writer = r->writer;
	return ret;
}

/* Who is asked for can be recorded; before anything is changed */
static int attach_check(struct run *r, struct syscord_error *err)
{
	for (size_t i = 0; i < r->opts->pids.count; i++) {
		uint32_t pid = r->opts->pids.pid[i];
		int ret = syscord_follow_check(&pid, err);

		if (!ret && syscord_pids_add(&r->roots, pid))
			ret = syscord_error_set(err, -ENOMEM, "out of memory");
		if (ret)
			return ret;
	}
	/* The helper must not hold the device open, so it comes before that */
	return r->opts->output && r->opts->on_full != SYSCORD_ON_FULL_OVERWRITE ?
		       syscord_procinfo_start(NULL, &r->procinfo, err) :
		       0;
}

static int attach(struct run *r, struct syscord_error *err)
{
	int ret = syscord_follow_trees(r->fd, &r->roots, true, &r->found, err);

	if (!ret && r->stream) {
		char *text = syscord_procinfo_collect_pids(r->found.pid, r->found.count, true);

		if (text)
			syscord_stream_snapshot(r->stream, text, strlen(text));
		free(text);
	}
	return ret;
}

/*
 * Takes what the rings hold, or of a flight recorder what its trigger asks for. 1: there
 * may be more right now, 0: not, -errno
 */
static int take(struct run *r, struct syscord_error *err)
{
	struct syscord_event event;
	int ret;

	if (r->overwrites) {
		ret = syscord_flight_run_look(&r->flight, POLL_MS, err);
		r->wait_ms = ret;
		return ret < 0 ? ret : 0;
	}
	if (r->writer) {
		ssize_t n = syscord_writer_round(r->writer, err);

		return n > 0 ? 1 : (int)n;
	}
	while ((ret = syscord_stream_next(r->stream, &event, err)) > 0) {
		ret = syscord_view_event(r->view, &event);
		if (ret)
			return syscord_error_set(err, ret, "cannot write: %s", strerror(-ret));
	}
	if (!ret)
		ret = syscord_view_end(r->view);
	fflush(r->opts->view.out);
	return ret == -EAGAIN ? 0 : ret;
}

/* Reaps the command; true as long as somebody is followed. */
static bool running(struct run *r, struct syscord_error *err)
{
	struct syscord_ring_status *rings = NULL;
	struct syscord_status status = { 0 };
	int ret;

	if (!r->ended && waitpid(r->child, &r->status, WNOHANG) == r->child)
		r->ended = true;
	if (!r->ended)
		return true;
	ret = syscord_device_status(r->fd, &status, &rings, err);
	free(rings);
	return ret >= 0 && status.followed > 0;
}

static void tell(const struct run *r)
{
	if (r->opts->quiet || !isatty(STDERR_FILENO))
		return;
	if (r->roots.count)
		fprintf(stderr, "syscord: recording %zu process%s; Ctrl-C ends the recording, not "
			"%s\n", r->found.count, r->found.count == 1 ? "" : "es",
			r->found.count == 1 ? "it" : "them");
	else
		fprintf(stderr, "syscord: the command has ended, its descendants have not; "
			"Ctrl-C stops recording them\n");
}

static int loop(struct run *r, struct syscord_error *err)
{
	struct timespec ts = { 0, POLL_MS * 1000000L };
	struct pollfd pfd[] = {
		{ .fd = r->fd, .events = POLLIN | POLLPRI },
		{ .fd = r->clock, .events = POLLIN },
	};
	bool told = false;
	sigset_t none;
	int ret;

	sigemptyset(&none);
	for (;;) {
		bool alive = running(r, err);

		ret = take(r, err);
		if (ret < 0 || !alive)
			return ret < 0 ? ret : 0;
		/* While the command runs, the terminal's signals are for it to answer. */
		if (terminated || (interrupted && r->ended))
			return 0;
		interrupted = 0;
		if (r->ended && !told) {
			tell(r);
			told = true;
		}
		if (r->overwrites) {
			ts.tv_nsec = r->wait_ms * 1000000L;
			pfd[0].fd = r->flight.pending ? -1 : r->fd;
		}
		if (!ret && ppoll(pfd, 2, &ts, &none) > 0 && pfd[1].revents)
			syscord_clock_rewatch(r->clock);
	}
}

static void catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal };
	static const int signals[] = { SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGCHLD };
	sigset_t block;

	sigemptyset(&block);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		sigaction(signals[i], &sa, NULL);
		sigaddset(&block, signals[i]);
	}
	/* let in only while waiting, so that none is missed before it */
	sigprocmask(SIG_BLOCK, &block, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* A recording that ends at once is to have its snapshot too. The helper is not waited for long. */
static int wait_for_state(struct run *r, struct syscord_error *err)
{
	int ret = 0;

	for (int i = 0; i < STATE_TRIES && r->procinfo && !r->state_known && ret >= 0; i++) {
		ppoll(NULL, 0, &(struct timespec){ 0, STATE_MS * 1000000L }, NULL);
		ret = take(r, err);
	}
	return ret < 0 ? ret : 0;
}

/* What those who are still there wait for. A recording without it is a good one. */
static void in_flight(struct run *r)
{
	struct syscord_error err = { "out of memory" };
	struct syscord_note_in_flight *note;
	int ret;

	if (r->writer) {
		ret = syscord_in_flight_record(r->fd, r->writer, &err);
	} else {
		ret = syscord_in_flight_take(r->fd, &note, &err);
		if (!ret) {
			ret = syscord_stream_in_flight(r->stream, note);
			free(note);
		}
	}
	if (ret)
		fprintf(stderr, "syscord: the calls in flight are not recorded: %s\n", err.text);
}

/* Stops the session and takes the rest of it. */
static int finish(struct run *r, struct syscord_error *err)
{
	int ret = wait_for_state(r, err);

	if (ret >= 0) {
		if (!r->overwrites)
			in_flight(r);
		ret = syscord_device_stop(r->fd, err);
	}
	if (r->overwrites)
		return ret < 0 ? ret : syscord_flight_run_end(&r->flight, err);
	if (r->stream)
		syscord_stream_finish(r->stream);
	syscord_drain_refresh(r->drain);
	/* Once more after the first: a loss that found no room is told when there is. */
	for (int i = 0; i < 2 && ret >= 0; i++) {
		do
			ret = take(r, err);
		while (ret > 0);
		if (ret >= 0 && r->writer)
			ret = syscord_device_stop(r->fd, err);
		syscord_drain_refresh(r->drain);
	}
	return ret < 0 ? ret : 0;
}

static void summary(struct run *r)
{
	struct syscord_ring_status *rings = NULL;
	__u64 by_reason[SYSCORD_LOST_REASONS] = { 0 };
	struct syscord_status status = { 0 };
	uint64_t attempted = 0, lost;

	if (r->opts->quiet || r->overwrites ||
	    syscord_device_status(r->fd, &status, &rings, NULL) < 0)
		return;
	for (uint32_t i = 0; i < status.rings; i++) {
		attempted += rings[i].attempted;
		syscord_lost_add(by_reason, rings[i].lost);
	}
	free(rings);
	attempted += status.lost_outside;
	by_reason[SYSCORD_LOST_NO_MEMORY] += status.lost_outside;
	lost = syscord_lost_sum(by_reason);
	if (!r->ended)
		fprintf(stderr, "syscord: the command goes on: process %d\n", (int)r->child);
	if (!r->writer && !lost)
		return;
	fprintf(stderr, "syscord: %llu records, %llu lost", (unsigned long long)(attempted - lost),
		(unsigned long long)lost);
	if (lost) {
		fputs(" (", stderr);
		syscord_lost_print(stderr, by_reason);
		fputs(")", stderr);
	}
	fprintf(stderr, "%s%s\n", r->writer ? ", to " : "", r->writer ? r->opts->output : "");
}

static int exec_result(struct run *r, char **command, struct syscord_error *err)
{
	int why;

	if (read(r->failed, &why, sizeof(why)) != sizeof(why))
		return 0;
	return syscord_error_set(err, -why, "%s: %s", command[0], strerror(why));
}

/* Recording, up to the point where the command may start or the processes are followed */
static int begin(struct run *r, char **command, struct syscord_error *err)
{
	int ret;

	r->ended = r->opts->pids.count > 0;
	ret = r->ended ? attach_check(r, err) : spawn(r, command, err);
	if (ret)
		return ret;
	ret = open_session(r, err);
	if (!ret)
		ret = open_output(r, err);
	if (ret && r->child) {
		kill(r->child, SIGKILL);
		waitpid(r->child, &r->status, 0);
	}
	if (ret)
		return ret;
	r->clock = syscord_clock_watch();
	catch_signals();
	if (r->roots.count)
		return attach(r, err);
	close(r->go);
	r->go = -1;
	return 0;
}

static void release(struct run *r)
{
	syscord_stream_close(r->stream);
	syscord_view_free(r->view);
	syscord_drain_close(r->drain);
	syscord_source_free(&r->info);
	syscord_procinfo_stop(r->procinfo);
	free(r->flight.roots.pid);
	free(r->flight.state);
	free(r->roots.pid);
	free(r->found.pid);
	if (r->go >= 0)
		close(r->go);
	if (r->failed >= 0)
		close(r->failed);
	if (r->clock >= 0)
		close(r->clock);
	if (r->fd >= 0)
		close(r->fd);
}

int syscord_run(const struct syscord_run_opts *opts, char **command, struct syscord_error *err)
{
	struct run r = { .opts = opts, .fd = -1, .clock = -1, .go = -1, .failed = -1 };
	bool not_run = false;
	int ret, end;

	ret = begin(&r, command, err);
	if (ret)
		goto out;
	ret = loop(&r, err);
	end = finish(&r, ret ? NULL : err);
	ret = ret ? ret : end;
	if (!ret)
		summary(&r);
	if (r.writer) {
		end = syscord_writer_close(r.writer, ret ? NULL : err);
		ret = ret ? ret : end;
	}
	/* The command is nobody's to wait for if we fail: it goes on unrecorded. */
	if (!ret && r.child) {
		ret = exec_result(&r, command, err);
		not_run = ret;
	}
	if (ret == -ENOENT && not_run)
		fprintf(stderr, "syscord: %s\n", err->text), ret = EXIT_NOT_FOUND;
	else if (!ret && WIFSIGNALED(r.status))
		ret = 128 + WTERMSIG(r.status);
	else if (!ret)
		ret = WEXITSTATUS(r.status);
out:
	release(&r);
	return ret;
}
