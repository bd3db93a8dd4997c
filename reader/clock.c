/* SPDX-License-Identifier: GPL-2.0 */
/* The two clocks of a recording, and the distance between them; see clock.h. */
#include <errno.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include "clock.h"

#define READ_TRIES 4
#define READ_NEAR 10000 /* ns: two readings of one clock with the other one between */

uint64_t syscord_clock_ns(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (uint64_t)ts.tv_sec * 1000000000ULL + (uint64_t)ts.tv_nsec;
}

/* Being preempted between two readings must not look like a step of the clock */
uint64_t syscord_clock_offset(void)
{
	uint64_t best = UINT64_MAX, offset = 0;

	for (int i = 0; i < READ_TRIES && best > READ_NEAR; i++) {
		const uint64_t before = syscord_clock_ns(CLOCK_BOOTTIME);
		const uint64_t real = syscord_clock_ns(CLOCK_REALTIME);
		const uint64_t took = syscord_clock_ns(CLOCK_BOOTTIME) - before;

		if (took >= best)
			continue;
		best = took;
		offset = real - (before + took / 2);
	}
	return offset;
}

bool syscord_clock_jumped(uint64_t from, uint64_t to)
{
	return to - from + SYSCORD_CLOCK_JUMP > 2 * SYSCORD_CLOCK_JUMP;
}

int syscord_clock_watch(void)
{
	int fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	syscord_clock_rewatch(fd);
	return fd;
}

/* A timer that never comes, but is cancelled: that is what the kernel offers */
void syscord_clock_rewatch(int fd)
{
	const struct itimerspec never = { .it_value = { .tv_sec = (time_t)1 << 33 } };
	uint64_t count;

	if (fd < 0)
		return;
	while (read(fd, &count, sizeof(count)) < 0 && errno == EINTR)
		;
	timerfd_settime(fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, NULL);
}

void syscord_clock_line_add(struct syscord_clock_line *line, uint64_t boot, uint64_t offset)
{
	/* A boot clock that goes back is another machine's, or a lie */
	while (line->count && line->boot[line->count - 1] >= boot)
		line->count--;
	if (line->count && line->offset[line->count - 1] == offset)
		return;
	if (line->count == SYSCORD_CLOCK_SAMPLES) {
		line->count--;
		memmove(line->boot, line->boot + 1, line->count * sizeof(*line->boot));
		memmove(line->offset, line->offset + 1, line->count * sizeof(*line->offset));
	}
	line->boot[line->count] = boot;
	line->offset[line->count++] = offset;
}

/* The sample that holds at that time */
static unsigned int sample_at(const struct syscord_clock_line *line, uint64_t boot)
{
	unsigned int i = line->count;

	while (i > 1 && line->boot[i - 1] > boot)
		i--;
	return i ? i - 1 : 0;
}

uint64_t syscord_clock_line_real(const struct syscord_clock_line *line, uint64_t boot)
{
	return line->count ? boot + line->offset[sample_at(line, boot)] : boot;
}

void syscord_clock_line_range(const struct syscord_clock_line *line, uint64_t first, uint64_t last,
			      uint64_t *earliest, uint64_t *latest)
{
	unsigned int i = sample_at(line, first);

	*earliest = *latest = syscord_clock_line_real(line, first);
	for (;;) {
		const bool next = i + 1 < line->count && line->boot[i + 1] <= last;
		/* Where this sample's time ends: the clock may be set back there */
		const uint64_t end = next ? line->boot[i + 1] : last;
		const uint64_t real = line->count ? end + line->offset[i] : end;

		if (real > *latest)
			*latest = real;
		if (!next)
			return;
		i++;
		if (end + line->offset[i] < *earliest)
			*earliest = end + line->offset[i];
	}
}
