// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "progress.h"

#define FIRST_NS 2000000000ULL
#define EACH_NS 200000000ULL

static uint64_t monotonic(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

void syscord_progress_start(struct syscord_progress *progress, FILE *out, const char *what)
{
	memset(progress, 0, sizeof(*progress));
	progress->what = what;
	progress->clock = monotonic;
	progress->out = isatty(fileno(out)) ? out : NULL;
	progress->begun = monotonic();
}

/* After two seconds, then five times a second */
static bool due(struct syscord_progress *progress)
{
	uint64_t now;

	if (!progress->out)
		return false;
	now = progress->clock();
	if (now - progress->begun < FIRST_NS ||
	    (progress->shown && now - progress->shown < EACH_NS))
		return false;
	progress->shown = now;
	return true;
}

static void show(struct syscord_progress *progress, uint64_t done, uint64_t total)
{
	char text[128];
	int n;

	if (total)
		n = snprintf(text, sizeof(text), "%s: %llu of %llu MiB, %u %%", progress->what,
			     (unsigned long long)done >> 20, (unsigned long long)total >> 20,
			     done < total ? (unsigned int)((double)done * 100 / (double)total)
					  : 100);
	else
		n = snprintf(text, sizeof(text), "%s: %llu MiB", progress->what,
			     (unsigned long long)done >> 20);
	/* blanks over what a longer line has left */
	fprintf(progress->out, "\r%-*s", (int)progress->width, text);
	fflush(progress->out);
	if (n > (int)progress->width)
		progress->width = (unsigned int)n;
}

void syscord_progress_at(struct syscord_progress *progress, uint64_t done, uint64_t total)
{
	if (due(progress))
		show(progress, done, total);
}

void syscord_progress_clear(struct syscord_progress *progress)
{
	if (!progress->width)
		return;
	fprintf(progress->out, "\r%*s\r", (int)progress->width, "");
	fflush(progress->out);
	progress->width = 0;
}
