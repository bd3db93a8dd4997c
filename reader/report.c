// SPDX-License-Identifier: GPL-2.0
/* The reader's account of itself: how often it drained, how full the rings were by then. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "json.h"
#include "report.h"

int syscord_report_open(const char *path, FILE **out, struct syscord_error *err)
{
	const bool standard = !strcmp(path, "-");
	int fd = standard ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
			  : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);

	*out = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (*out)
		return 0;
	return syscord_error_set(err, -errno, "cannot write the report to %s: %s",
				 standard ? "standard output" : path, strerror(errno));
}

static json_t *percent(uint64_t millionths, uint64_t of)
{
	return json_real(of ? (double)millionths / (double)of / 10000 : 0);
}

int syscord_report_print(FILE *out, const char *session, const struct syscord_drain *drain,
			 const struct syscord_writer *writer, struct syscord_error *err)
{
	struct syscord_ring_status ring = { .size = 0 };
	struct syscord_writer_totals totals;
	struct syscord_drain_stats stats;
	unsigned int rings = 0;
	uint64_t lost = 0, size = 0;
	char utc[32];
	time_t now = time(NULL);
	struct tm tm;
	json_t *o;
	int ret = 0;

	for (; syscord_drain_ring(drain, rings, &ring); rings++) {
		size = ring.size;
		for (unsigned int i = 0; i < SYSCORD_LOST_REASONS; i++)
			lost += ring.lost[i];
	}
	syscord_drain_stats(drain, &stats);
	syscord_writer_totals(writer, &totals);
	strftime(utc, sizeof(utc), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	o = json_pack("{ss so si so so so so so so so so so}", "time", utc, "session",
		      syscord_json_text(session), "rings", (int)rings, "ring_bytes",
		      syscord_json_number(size), "drains", syscord_json_number(stats.drains),
		      "use_min", percent(stats.least, 1), "use_average",
		      percent(stats.sum, stats.drains), "use_max", percent(stats.most, 1), "bytes",
		      syscord_json_number(stats.released), "records",
		      syscord_json_number(totals.records), "written",
		      syscord_json_number(totals.bytes), "lost", syscord_json_number(lost));
	if (!o)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	/* Six digits tell one byte in a ring of a mebibyte */
	if (json_dumpf(o, out, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(6)) ||
	    putc('\n', out) == EOF || fflush(out)) {
		ret = syscord_error_set(err, -EIO, "cannot write the report");
		clearerr(out);
	}
	json_decref(o);
	return ret;
}
