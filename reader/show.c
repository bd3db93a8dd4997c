// SPDX-License-Identifier: GPL-2.0
/* syscord show: a recording as lines. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "progress.h"
#include "segment.h"
#include "view.h"

int syscord_show(const struct syscord_show_opts *opts, const char *path, struct syscord_error *err)
{
	struct syscord_stream *stream = NULL;
	struct syscord_view *view = NULL;
	struct syscord_progress progress;
	struct syscord_event event;
	int ret;

	ret = syscord_view_new(&opts->view, &view, err);
	if (ret)
		return ret;
	ret = syscord_view_open(view, path, &stream, err);
	if (ret)
		goto out;
	/* lines on a terminal show well enough that something happens */
	syscord_progress_start(&progress, stderr, "show");
	if (!isatty(fileno(opts->view.out)))
		syscord_stream_watch(stream, syscord_segment_bytes(path), &progress);
	while ((ret = syscord_stream_next(stream, &event, err)) > 0) {
		syscord_view_warn(stream, &progress);
		ret = syscord_view_event(view, &event);
		if (ret) {
			syscord_error_set(err, ret, "cannot write: %s", strerror(-ret));
			break;
		}
	}
	/* a recording that is damaged further on has an end all the same */
	if (!ret || ret == -EBADMSG) {
		int ended = syscord_view_end(view);

		if (ended)
			ret = syscord_error_set(err, ended, "cannot write: %s", strerror(-ended));
	}
	syscord_progress_clear(&progress);
	if (ret <= 0)
		syscord_view_warn(stream, &progress);
	if (fflush(opts->view.out) && ret >= 0)
		ret = syscord_error_set(err, -errno, "cannot write: %s", strerror(errno));
	if (syscord_view_untimed(view))
		fprintf(stderr, "syscord: there are no durations to show: record with --entry\n");
	/* Whoever reads our output has seen enough, as head(1) does. */
	if (ret == -EPIPE)
		ret = 0;
out:
	syscord_stream_close(stream);
	syscord_view_free(view);
	return ret;
}
