/* SPDX-License-Identifier: GPL-2.0 */
/* syscord-reader: drains a session's rings into a directory of segments. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "clock.h"
#include "flight.h"
#include "in_flight.h"
#include "options.h"
#include "procinfo.h"
#include "report.h"

#define POLL_MIN_MS	100
#define POLL_MAX_MS	1000
#define LIST_MS		10 /* how often the helper is asked for the calls in flight */
#define LIST_TRIES	200 /* before the end */
#define RETRY_MIN_MS	100
#define RETRY_MAX_MS	1000
#define STATE_MS	10
#define STATE_TRIES	300
#define RECHECK_NS	5000000000ULL /* how often policy and filter are looked at */

struct opts {
	const char *dir;
	const char *session;
	const char *user;
	const char *report;
	uint64_t rotate_size;
	uint64_t rotate_time;
	unsigned int sync; /* enum syscord_sync */
	int level;
	bool once;
	bool start;
	bool verbose;
};

struct reader {
	const struct opts *opts;
	int fd;
	int clock; /* syscord_clock_watch() */
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct syscord_procinfo *procinfo;
	struct syscord_source_info info;
	FILE *report;	  /* NULL: none is wanted */
	int dir; /* opened, so that syscordctl snapshot can tell where to */
	struct syscord_status trigger; /* of a flight recorder, when it had fired */
	char *state; /* of the processes, for its snapshot */
	struct syscord_flight_pace pace;
	uint64_t checked; /* boot clock */
	bool failing;	  /* the last round could not be written */
	bool alone;	  /* without the helper, and that has been told */
	bool recording;	  /* the session, when it was last looked at */
	bool listing;	  /* it has stopped: the calls in flight are being asked for */
	struct syscord_in_flight_query query;
	bool written;	  /* one round could */
	sigset_t wait_mask;
};

static volatile sig_atomic_t stop_signal, report_signal;

static void on_signal(int sig)
{
	if (sig == SIGUSR1)
		report_signal = sig;
	else
		stop_signal = sig;
}

/* Signals are let in only while waiting, so that none is missed before it */
static void catch_signals(struct reader *r)
{
	struct sigaction sa = { .sa_handler = on_signal };
	sigset_t block;

	sigemptyset(&block);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGTERM);
	sigaddset(&block, SIGUSR1);
	sigprocmask(SIG_BLOCK, &block, &r->wait_mask);
	sigdelset(&r->wait_mask, SIGUSR1);
	sigaction(SIGUSR1, &sa, NULL);
	sigdelset(&r->wait_mask, SIGINT);
	sigdelset(&r->wait_mask, SIGTERM);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static bool stopping(void)
{
	sigset_t pending;

	if (stop_signal)
		return true;
	sigpending(&pending);
	return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

static int say_busy(const char *session, struct syscord_error *err)
{
	struct syscord_ring_status *rings = NULL;
	struct syscord_status status = { 0 };
	struct syscord_error ignored;
	int fd = syscord_device_open(&ignored);
	uint64_t id;

	if (fd >= 0) {
		if (!syscord_device_attach(fd, session, 0, &id, &ignored))
			syscord_device_status(fd, &status, &rings, &ignored);
		close(fd);
		free(rings);
	}
	if (status.reader > 0)
		return syscord_error_set(err, -EBUSY,
					 "session %s has a reader already: process %d", session,
					 status.reader);
	return syscord_error_set(err, -EBUSY, "session %s has a reader already", session);
}

static int attach(struct reader *r, struct syscord_error *err)
{
	const uint32_t flags = SYSCORD_ATTACH_CREATE | SYSCORD_ATTACH_READER;
	uint64_t id;
	int ret;

	r->fd = syscord_device_open(err);
	if (r->fd < 0)
		return r->fd;
	ret = syscord_device_attach(r->fd, r->opts->session, flags, &id, err);
	if (ret == -EBUSY)
		return say_busy(r->opts->session, err);
	if (ret < 0)
		return ret;
	if (r->opts->start) {
		ret = syscord_device_start(r->fd, err);
		if (!ret)
			ret = syscord_filter_follow_running(r->fd, err);
		if (ret < 0 && ret != -EALREADY)
			return ret;
	}
	ret = syscord_source_collect(r->fd, r->opts->session, &r->info, err);
	return ret ? ret : syscord_drain_open(r->fd, &r->drain, err);
}

static char *snapshot(void *ctx)
{
	struct reader *r = ctx;
	char *state = r->state;

	r->state = NULL;
	if (syscord_drain_overwrites(r->drain))
		return syscord_flight_state(state ? state : strdup(""), &r->trigger);
	free(state);
	return syscord_procinfo_snapshot(r->procinfo, r->info.filter, r->info.follow);
}

static int open_writer(struct reader *r, struct syscord_error *err)
{
	struct syscord_writer_config config = {
		.dir = r->opts->dir,
		.rotate_bytes = r->opts->rotate_size,
		.rotate_ns = r->opts->rotate_time * 1000000000ULL,
		.sync = r->opts->sync,
		.level = r->opts->level,
		.info = &r->info,
		.snapshot = snapshot,
		.snapshot_ctx = r,
	};
	struct syscord_info device = { 0 };
	int ret = syscord_boot_id(config.boot_id);

	if (ret)
		return syscord_error_set(err, ret, "cannot read the boot id: %s", strerror(-ret));
	ret = syscord_device_info(r->fd, &device, err);
	if (ret < 0)
		return ret;
	config.cpus = device.cpus;
	return syscord_writer_open(&config, r->drain, &r->writer, err);
}

/* A segment says under which policy and filter it was recorded: a new one if they change */
static void recheck(struct reader *r)
{
	struct syscord_source_info now;
	struct syscord_error ignored;
	const uint64_t clock = syscord_clock_ns(CLOCK_BOOTTIME);

	if (clock - r->checked < RECHECK_NS)
		return;
	r->checked = clock;
	if (syscord_source_collect(r->fd, r->opts->session, &now, &ignored))
		return;
	if (!memcmp(&now.policy, &r->info.policy, sizeof(now.policy)) &&
	    !strcmp(now.filter, r->info.filter) && now.follow == r->info.follow) {
		syscord_source_free(&now);
		return;
	}
	syscord_source_free(&r->info);
	r->info = now;
	syscord_writer_rotate(r->writer);
}

/*
 * Errors of the disk pass by: what cannot be written waits in the rings. Once writing was
 * possible, so does a directory that is gone, or anything else that is wrong with files.
 */
static bool passes(const struct reader *r, ssize_t err)
{
	return err == -ENOSPC || err == -EDQUOT || err == -EIO || err == -EFBIG ||
	       err == -ENOMEM || err == -EBADMSG || err == -EROFS || err == -EMFILE ||
	       err == -ENFILE || (r->written && syscord_writer_file_failed(r->writer));
}

/*
 * `syscordctl snapshot` finds it among what this process has open. Not while it cannot be
 * written to: it may be on a file system that somebody wants to take away.
 */
static void show_directory(struct reader *r, bool show)
{
	if (r->dir >= 0)
		close(r->dir);
	r->dir = show ? open(r->opts->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
}

static ssize_t one_round(struct reader *r, struct syscord_error *err)
{
	ssize_t n = syscord_writer_round(r->writer, err);

	if (n == -ESTALE && !syscord_writer_file_failed(r->writer))
		return n;
	if (n == -EBADMSG) {
		fprintf(stderr, "syscord-reader: %s\n", err->text);
		return 0;
	}
	if (n < 0 && passes(r, n) && !r->failing) {
		fprintf(stderr,
			"syscord-reader: %s; %s; trying again until %s can be written to\n",
			err->text, syscord_drain_overwrites(r->drain) ? "recording goes on" :
			"records that are not written yet wait in the rings, and are counted as "
			"lost when those are full", r->opts->dir);
		r->failing = true;
		show_directory(r, false);
	} else if (n >= 0 && r->failing) {
		fprintf(stderr, "syscord-reader: writing again, to %s\n",
			syscord_writer_path(r->writer));
		r->failing = false;
		show_directory(r, true);
	}
	r->written = r->written || n >= 0;
	if (n > 0 && r->opts->verbose && r->opts->sync == SYSCORD_SYNC_FRAME)
		fprintf(stderr, "syscord-reader: %zd bytes of records to %s, of which %llu bytes "
			"are on disk\n", n, syscord_writer_path(r->writer),
			(unsigned long long)syscord_writer_synced(r->writer));
	else if (n > 0 && r->opts->verbose)
		fprintf(stderr, "syscord-reader: %zd bytes of records to %s\n", n,
			syscord_writer_path(r->writer));
	return n;
}

static void report(struct reader *r)
{
	struct syscord_error err;

	report_signal = 0;
	if (r->report && syscord_report_print(r->report, r->opts->session, r->drain, r->writer, &err))
		fprintf(stderr, "syscord-reader: %s\n", err.text);
}

static void tell_alone(struct reader *r)
{
	if (r->alone || !syscord_procinfo_gone(r->procinfo))
		return;
	r->alone = true;
	fputs("syscord-reader: its helper, which looks at /proc, has died: recordings will have no "
	      "state of processes and no calls in flight until syscord-reader is started again\n",
	      stderr);
}

static void wait_for(struct reader *r, unsigned int ms, bool device)
{
	struct timespec ts = { ms / 1000, (long)(ms % 1000) * 1000000 };
	struct pollfd pfd[] = {
		{ .fd = r->clock, .events = POLLIN },
		{ .fd = r->fd, .events = POLLIN | POLLPRI },
	};
	int n = ppoll(pfd, device ? 2 : 1, &ts, &r->wait_mask);

	if (n <= 0)
		return;
	if (pfd[0].revents)
		syscord_clock_rewatch(r->clock);
	syscord_drain_refresh(r->drain); /* the bytes may be in a ring that is new */
	if (pfd[1].revents & (POLLERR | POLLHUP | POLLNVAL)) {
		ts = (struct timespec){ 0, POLL_MIN_MS * 1000000L };
		ppoll(NULL, 0, &ts, &r->wait_mask);
	}
}

/* When the session is seen to have stopped. True: the list is not there yet */
static bool list_in_flight(struct reader *r)
{
	const bool stopped = syscord_drain_stopped(r->drain);
	struct syscord_note_in_flight *note = NULL;
	struct syscord_error err = { "" };
	int ret;

	r->listing |= stopped && r->recording;
	r->recording = !stopped;
	if (!r->listing)
		return false;
	ret = syscord_in_flight_ask(&r->query, r->fd, r->procinfo, &note, &err);
	if (!ret)
		return true;
	r->listing = false;
	if (ret > 0 && note->count)
		ret = syscord_writer_note(r->writer, SYSCORD_NOTE_IN_FLIGHT, &note->note,
					  note->note.size, &err);
	if (ret < 0)
		fprintf(stderr, "syscord-reader: the calls in flight are not recorded: %s\n",
			err.text);
	free(note);
	return false;
}

/* ---- flight recorder: nothing is written before its trigger fires ---- */

/* Who is recorded: asked as soon as the trigger is known, when they may still be there */
static void ask_state(struct reader *r, int tries)
{
	for (int i = 0; i < tries && !r->state && !stopping(); i++) {
		if (i)
			wait_for(r, STATE_MS, false);
		r->state = syscord_procinfo_snapshot(r->procinfo, r->info.filter, r->info.follow);
	}
}

/* What was asked for one snapshot, or before a reset, must not come into the next one */
static void forget(struct reader *r)
{
	syscord_in_flight_query_end(&r->query);
	syscord_procinfo_forget(r->procinfo);
	free(r->state);
	r->state = NULL;
	r->listing = false;
}

static ssize_t write_snapshot(struct reader *r, struct syscord_error *err)
{
	char path[4096], why[128];
	uint64_t records;
	ssize_t n;
	int ret;

	syscord_flight_again(&r->pace, &r->trigger);
	ask_state(r, STATE_TRIES);
	if (!r->state)
		syscord_procinfo_forget(r->procinfo);
	r->checked = 0; /* its header has the policy of now */
	recheck(r);
	n = one_round(r, err);
	if (n < 0)
		return n;
	r->listing = true;
	for (int i = 0; i < LIST_TRIES && list_in_flight(r); i++)
		wait_for(r, LIST_MS, false);
	if (r->listing)
		fputs("syscord-reader: the calls in flight are not recorded: /proc was too slow\n",
		      stderr);
	forget(r);
	snprintf(path, sizeof(path), "%s", syscord_writer_path(r->writer));
	records = syscord_writer_records(r->writer);
	ret = syscord_writer_end(r->writer, NULL, err);
	if (ret)
		fprintf(stderr, "syscord-reader: %s\n", err->text);
	syscord_flight_done(&r->pace, &r->trigger);
	if (r->trigger.trigger_why) {
		syscord_flight_tell(&r->trigger, why, sizeof(why));
		fprintf(stderr, "syscord-reader: %s: %llu records to %s\n", why,
			(unsigned long long)records, path);
		ret = syscord_device_fetched(r->fd, r->trigger.triggers, err);
		if (ret)
			return ret;
	}
	return n;
}

/* Sleeps, or, when the trigger has fired and its time is over, writes. -ESTALE: no recorder */
static ssize_t flight(struct reader *r, struct syscord_error *err)
{
	uint64_t ms;
	int ret = syscord_device_status(r->fd, &r->trigger, NULL, err);

	if (ret)
		return ret;
	if (!syscord_flight_on(&r->trigger))
		return -ESTALE;
	if (r->opts->once)
		return write_snapshot(r, err);
	if (!r->trigger.trigger_why) {
		recheck(r);
		wait_for(r, POLL_MAX_MS, true);
		return 0;
	}
	ask_state(r, 1);
	ms = syscord_flight_due(&r->trigger, &r->pace);
	if (!ms)
		return write_snapshot(r, err);
	wait_for(r, ms < POLL_MAX_MS ? (unsigned int)ms : POLL_MAX_MS, false);
	return 0;
}

/* The session overwrites now, or does no more: both ends look at its rings in another way */
static int reopen(struct reader *r, struct syscord_error *err)
{
	int ret;

	forget(r);
	syscord_writer_close(r->writer, NULL);
	syscord_drain_close(r->drain);
	syscord_source_free(&r->info);
	r->writer = NULL;
	r->drain = NULL;
	ret = syscord_source_collect(r->fd, r->opts->session, &r->info, err);
	if (!ret)
		ret = syscord_drain_open(r->fd, &r->drain, err);
	return ret ? ret : open_writer(r, err);
}

static int loop(struct reader *r, struct syscord_error *err)
{
	const uint64_t ring = r->info.policy.ring_bytes ? r->info.policy.ring_bytes :
							  SYSCORD_RING_DEFAULT;
	unsigned int ms = POLL_MIN_MS, retry = RETRY_MIN_MS;

	while (!stopping()) {
		const bool sleeps = syscord_drain_overwrites(r->drain);
		ssize_t n = sleeps ? flight(r, err) : one_round(r, err);
		const bool listing = !sleeps && n != -ESTALE && list_in_flight(r);

		if (n == -ESTALE && (sleeps || !syscord_writer_file_failed(r->writer))) {
			n = reopen(r, err);
			if (n)
				return (int)n;
			continue;
		}
		if (n < 0 && !passes(r, n))
			return (int)n;
		if (report_signal)
			report(r);
		tell_alone(r);
		if (sleeps) {
			if (r->opts->once)
				return n < 0 ? (int)n : 0;
			if (n < 0)
				wait_for(r, RETRY_MAX_MS, false);
			continue;
		}
		if (r->opts->once && n <= 0)
			return (int)n;
		if (r->opts->once)
			continue;
		if ((uint64_t)(n > 0 ? n : 0) > ring / 8)
			ms = POLL_MIN_MS;
		else if (ms < POLL_MAX_MS)
			ms = ms * 2 < POLL_MAX_MS ? ms * 2 : POLL_MAX_MS;
		recheck(r);
		if (n < 0) {
			wait_for(r, retry, false);
			retry = retry * 2 < RETRY_MAX_MS ? retry * 2 : RETRY_MAX_MS;
		} else {
			wait_for(r, listing ? LIST_MS : ms, true);
			retry = RETRY_MIN_MS;
		}
	}
	if (syscord_drain_overwrites(r->drain))
		return 0;
	/* What was there when the signal came, and what came meanwhile */
	for (int i = 0; i < 3; i++) {
		syscord_drain_refresh(r->drain);
		if (one_round(r, err) <= 0)
			break;
	}
	for (int i = 0; i < LIST_TRIES && list_in_flight(r); i++) {
		nanosleep(&(struct timespec){ .tv_nsec = LIST_MS * 1000000L }, NULL);
		one_round(r, err); /* the helper may have a snapshot to be rid of first */
	}
	return 0;
}

static int run(void *ctx, int argc, char **argv, struct syscord_error *err)
{
	struct opts *opts = ctx;
	struct reader r = { .opts = opts, .fd = -1, .clock = -1, .dir = -1 };
	struct syscord_user user;
	int ret, end;

	(void)argc;
	(void)argv;
	if (!opts->dir) {
		fputs("syscord-reader: say where to with -d DIR\nTry 'syscord-reader --help'.\n",
		      stderr);
		return SYSCORD_EXIT_USAGE;
	}
	if (strlen(opts->session) >= SYSCORD_NAME_LEN || !*opts->session)
		return syscord_error_set(err, -EINVAL, "a session's name has 1 to %d bytes",
					 SYSCORD_NAME_LEN - 1);
	ret = syscord_user_find(opts->user, &user, err);
	if (!ret)
		ret = syscord_procinfo_start(&user, &r.procinfo, err);
	if (ret)
		return ret;
	if (opts->report)
		ret = syscord_report_open(opts->report, &r.report, err);
	if (!ret)
		ret = attach(&r, err);
	if (!ret)
		ret = syscord_privileges_directory(opts->dir, &user, err);
	if (!ret)
		ret = syscord_privileges_drop(&user, NULL, 0, err);
	if (!ret)
		ret = open_writer(&r, err);
	if (!ret) {
		catch_signals(&r);
		show_directory(&r, true);
		/* Without it, the next round sees the change, somewhat later */
		r.clock = syscord_clock_watch();
		if (opts->verbose)
			fprintf(stderr, "syscord-reader: recording session %s to %s as %s\n",
				opts->session, opts->dir, user.name);
		ret = loop(&r, err);
		if (r.writer)
			report(&r);
		end = r.writer ? syscord_writer_close(r.writer, ret ? NULL : err) : 0;
		ret = ret ? ret : end;
	}
	syscord_in_flight_query_end(&r.query);
	syscord_drain_close(r.drain);
	syscord_source_free(&r.info);
	syscord_procinfo_stop(r.procinfo);
	if (r.report)
		fclose(r.report);
	free(r.state);
	if (r.clock >= 0)
		close(r.clock);
	show_directory(&r, false);
	if (r.fd >= 0)
		close(r.fd);
	return ret;
}

static int set_level(void *ctx, const char *value, struct syscord_error *err)
{
	struct opts *opts = ctx;
	char *end;
	long level = strtol(value, &end, 10);

	if (!*value || *end || !level || level < SYSCORD_LEVEL_MIN || level > SYSCORD_LEVEL_MAX)
		return syscord_error_set(err, -EINVAL, "--level: '%s' is not -7 to -1 or 1 to 19",
					 value);
	opts->level = (int)level;
	return 0;
}

static const char *const syncs[] = {
	[SYSCORD_SYNC_ROTATE] = "rotate",
	[SYSCORD_SYNC_FRAME] = "frame",
	[SYSCORD_SYNC_NONE] = "none",
	NULL
};

#define OPT(kind, field, ...) SYSCORD_OPTION(kind, struct opts, field, __VA_ARGS__)

static const struct syscord_option options[] = {
	OPT(STRING, dir, "dir", 'd', "DIR", "write segments into DIR, made if needed"),
	OPT(STRING, session, "session", 's', "NAME", "the session to read (default: default)"),
	OPT(SIZE, rotate_size, "rotate-size", 0, "BYTES",
	    "begin a new segment at this size (default: 64M; 0: never)"),
	OPT(SECONDS, rotate_time, "rotate-time", 0, "TIME",
	    "begin a new segment at this age (default: 1h; 0: never)"),
	SYSCORD_CHOICE(struct opts, sync, "sync", 0, syncs, "frame|rotate|none",
		       "what outlives a crash of the machine: all that has left the rings, segments "
		       "that are finished (default), or what chance wills"),
	SYSCORD_CALL_OPTION(set_level, "level", 0, "N",
			    "zstd's compression level, -7 to 19 (default: -1)"),
	OPT(STRING, user, "user", 'u', "USER",
	    "run as USER (default: syscord if there is one, else nobody)"),
	OPT(FLAG, once, "once", 0, NULL, "write what is in the rings and end"),
	OPT(STRING, report, "report", 0, "FILE",
	    "at the end, and at SIGUSR1, append a line of JSON on drains and use of the rings"),
	OPT(FLAG, start, "start", 0, NULL, "start the session's recording"),
	OPT(FLAG, verbose, "verbose", 'v', NULL, "say what is being done"),
	SYSCORD_OPTIONS_END,
};

static const struct syscord_command command = {
	.run = run,
	.options = options,
	.args = "-d DIR",
	.help = "write a session's records into a directory of compressed segments",
};

static const struct syscord_program program = {
	.name = "syscord-reader",
	.summary = "write a session's records into a directory of compressed segments",
	.alone = &command,
	.notes = "Of a flight recorder (syscordctl set-policy --on-full=overwrite) it writes what the\n"
		 "rings hold when the trigger fires or 'syscordctl snapshot' asks, each time a\n"
		 "segment, and nothing before.\n"
		 "It ends at SIGTERM or SIGINT, when what is in the rings has been written.\n"
		 "Exit status: 0 done, 1 an error, 2 wrong usage.",
};

int main(int argc, char **argv)
{
	struct opts opts = {
		.session = SYSCORD_SESSION_DEFAULT,
		.rotate_size = 64U << 20,
		.rotate_time = 3600,
		.level = SYSCORD_LEVEL_DEFAULT,
	};

	return syscord_options_main(&program, &opts, argc, argv);
}
