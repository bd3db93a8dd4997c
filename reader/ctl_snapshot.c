// SPDX-License-Identifier: GPL-2.0
/*
 * syscordctl snapshot: what a flight recorder's rings hold, into a file. The session's
 * reader does it, if there is one and it is not told otherwise: then its recording goes on
 * without a gap that was not overwritten. Else the rings are mapped and copied here.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "clock.h"
#include "ctl.h"
#include "in_flight.h"
#include "procinfo.h"
#include "segment.h"

#define STATE_MS 10
#define STATE_TRIES 300
#define LOOK_MS 20
#define READER_MS 30000 /* beyond --after: what a reader is given to write it */

struct snapshot {
	const struct syscord_ctl_opts *opts;
	struct syscord_procinfo *procinfo;
	int fd;
	struct syscord_status status; /* before the copy */
	struct syscord_source_info info;
	char *state;
	uint64_t records;
};

static void sleep_ms(unsigned int ms)
{
	usleep(ms * 1000);
}

static int report(const struct snapshot *s, const char *path, struct syscord_error *err)
{
	FILE *out = path && !strcmp(path, "-") ? stderr : stdout;

	if (s->opts->json)
		return syscord_json_print(
			json_pack("{s:s, s:o, s:o}", "session", syscord_ctl_session(s->opts),
				  "file", path ? syscord_json_text(path) : json_null(), "records",
				  s->records == SYSCORD_NOT_GIVEN
					  ? json_null()
					  : syscord_json_number(s->records)),
			out, err);
	if (path && out == stdout)
		puts(path);
	return 0;
}

/* ---- by the reader ---- */

/* The directory that the reader has opened last, "" if that cannot be told */
static void reader_directory(int pid, char *dir, size_t size)
{
	char path[64], link[512];
	struct dirent *e;
	DIR *fds;

	*dir = '\0';
	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	fds = opendir(path);
	while (fds && (e = readdir(fds))) {
		struct stat st;
		ssize_t n;

		snprintf(link, sizeof(link), "%s/%s", path, e->d_name);
		if (*e->d_name == '.' || stat(link, &st) || !S_ISDIR(st.st_mode))
			continue;
		n = readlink(link, dir, size - 1);
		dir[n > 0 ? n : 0] = '\0';
	}
	if (fds)
		closedir(fds);
}

/* The newest segment that the reader has written, malloc()ed; NULL: not known */
static char *newest(const struct syscord_status *st)
{
	char dir[4096], *name = NULL, **names;
	struct syscord_error ignored;
	ssize_t n;

	reader_directory(st->reader, dir, sizeof(dir));
	if (!*dir)
		return NULL;
	n = syscord_segment_list(dir, &names, &ignored);
	if (n > 0)
		name = strdup(names[n - 1]);
	if (n >= 0)
		syscord_segment_list_free(names, (size_t)n);
	return name;
}

static int ask_reader(struct snapshot *s, struct syscord_error *err)
{
	const int reader = s->status.reader;
	const uint64_t limit = s->status.policy.after + (uint64_t)READER_MS;
	const uint64_t end = syscord_clock_ns(CLOCK_MONOTONIC) + limit * 1000000;
	struct syscord_status st = { 0 };
	char *before = newest(&s->status), *path = NULL;
	int ret = syscord_device_trigger(s->fd, err);

	while (!ret) {
		ret = syscord_device_status(s->fd, &st, NULL, err);
		if (ret || !st.trigger_why)
			break;
		if (st.reader != reader) {
			ret = syscord_error_set(err, -ESRCH,
						"process %d, the session's reader, "
						"ended before it was written: give -o FILE",
						reader);
		} else if (syscord_clock_ns(CLOCK_MONOTONIC) > end) {
			/* One that fires all the time is never ready again */
			path = newest(&st);
			if (path && before && strcmp(path, before))
				break;
			ret = syscord_error_set(err, -ETIMEDOUT,
						"process %d, the session's "
						"reader, has not written it within %llu seconds: "
						"see what it complains about, or give -o FILE",
						reader, (unsigned long long)limit / 1000);
		}
		if (!ret)
			sleep_ms(LOOK_MS);
	}
	if (!ret && !path)
		path = newest(&st);
	if (!ret && !path && !s->opts->json)
		fprintf(stderr, "syscordctl: process %d, the session's reader, has written it\n",
			reader);
	if (!ret)
		ret = report(s, path, err);
	free(path);
	free(before);
	return ret;
}

/* ---- here ---- */

static char *give_state(void *ctx)
{
	struct snapshot *s = ctx;
	char *state = s->state;

	s->state = NULL;
	return state ? state : strdup("");
}

/* Who is recorded, asked before the copy: so that who made the last records is still there */
static void ask_state(struct snapshot *s)
{
	for (int i = 0; i < STATE_TRIES && !s->state; i++) {
		if (i)
			sleep_ms(STATE_MS);
		s->state = syscord_procinfo_snapshot(s->procinfo, s->info.filter, s->info.follow);
	}
	s->state = syscord_flight_state(s->state, &s->status);
}

/* A name that is not taken */
static void choose_name(char *path, size_t size)
{
	time_t now = time(NULL);
	char utc[20];
	struct tm tm;

	strftime(utc, sizeof(utc), "%Y%m%dT%H%M%SZ", gmtime_r(&now, &tm));
	snprintf(path, size, "syscord-snapshot-%s" SYSCORD_SEGMENT_SUFFIX, utc);
	for (int i = 2; !access(path, F_OK) && i < 1000; i++)
		snprintf(path, size, "syscord-snapshot-%s-%d" SYSCORD_SEGMENT_SUFFIX, utc, i);
}

static int copy(struct snapshot *s, const char *path, struct syscord_error *err)
{
	struct syscord_writer_config config = {
		.path = path, .info = &s->info, .snapshot = give_state, .snapshot_ctx = s
	};
	struct syscord_error ignored = { "" };
	struct syscord_writer *writer;
	struct syscord_drain *drain;
	struct syscord_info device;
	ssize_t n;
	int ret = syscord_boot_id(config.boot_id);

	if (ret)
		return syscord_error_set(err, ret, "cannot read the boot id: %s", strerror(-ret));
	ret = syscord_device_info(s->fd, &device, err);
	if (ret)
		return ret;
	config.cpus = device.cpus;
	ret = syscord_drain_open(s->fd, &drain, err);
	if (ret)
		return ret;
	ret = syscord_writer_open(&config, drain, &writer, err);
	if (!ret) {
		int end;

		ask_state(s);
		n = syscord_writer_round(writer, err);
		if (n >= 0 && syscord_in_flight_record(s->fd, writer, &ignored))
			fprintf(stderr, "syscordctl: the calls in flight are not recorded: %s\n",
				ignored.text);
		s->records = syscord_writer_records(writer);
		end = syscord_writer_close(writer, n < 0 ? NULL : err);
		ret = n < 0 ? (int)n : end;
	}
	syscord_drain_close(drain);
	return ret;
}

/*
 * The reader, if there is one, is to have what the trigger is about, too; and what was
 * copied before --after was over is not all of it.
 */
static int fetched(const struct snapshot *s, struct syscord_error *err)
{
	const struct syscord_flight_pace none = { 0 };
	const bool frozen = s->status.flags & SYSCORD_STATUS_FROZEN;

	if (s->status.reader ||
	    (!frozen && (!s->status.trigger_why || syscord_flight_due(&s->status, &none))))
		return 0;
	return syscord_device_fetched(s->fd, s->status.triggers, err);
}

static int take(struct snapshot *s, struct syscord_error *err)
{
	const char *session = syscord_ctl_session(s->opts), *path = s->opts->output;
	char chosen[80];
	int ret;

	s->fd = syscord_ctl_open(session, 0, err);
	if (s->fd < 0)
		return s->fd;
	ret = syscord_device_status(s->fd, &s->status, NULL, err);
	if (ret)
		return ret;
	if (!syscord_flight_on(&s->status))
		return syscord_error_set(err, -EINVAL,
					 "session %s is no flight recorder: its reader "
					 "writes all of it; 'syscordctl set-policy "
					 "--on-full=overwrite' makes it one",
					 session);
	if (!path && s->status.reader)
		return ask_reader(s, err);
	if (!s->status.rings)
		return syscord_error_set(err, -ENODATA,
					 "session %s has not recorded anything: "
					 "'syscordctl start' begins",
					 session);
	if (!path) {
		choose_name(chosen, sizeof(chosen));
		path = chosen;
	}
	ret = syscord_source_collect(s->fd, session, &s->info, err);
	if (!ret)
		ret = copy(s, path, err);
	if (!ret)
		ret = fetched(s, err);
	return ret ? ret : report(s, path, err);
}

int syscord_ctl_snapshot(void *opts, int argc, char **argv, struct syscord_error *err)
{
	struct snapshot s = { .opts = opts, .fd = -1, .records = SYSCORD_NOT_GIVEN };
	int ret;

	(void)argc;
	(void)argv;
	/* It must not hold the device open, so it comes first */
	ret = syscord_procinfo_start(NULL, &s.procinfo, err);
	if (ret)
		return ret;
	ret = take(&s, err);
	if (s.fd >= 0)
		close(s.fd);
	syscord_source_free(&s.info);
	syscord_procinfo_stop(s.procinfo);
	free(s.state);
	return ret;
}
