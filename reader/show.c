// SPDX-License-Identifier: GPL-2.0
/* syscord show: a recording as lines. */
#include <errno.h>
#include <string.h>
#include "view.h"

int syscord_show(const struct syscord_show_opts *opts, const char *path, struct syscord_error *err)
{
	struct syscord_stream *stream = NULL;
	struct syscord_view *view = NULL;
	struct syscord_event event;
	uint64_t since, until;
	int ret;

	ret = syscord_view_new(&opts->view, &view, err);
	if (ret)
		return ret;
	ret = syscord_stream_open(path, &stream, err);
	if (ret)
		goto out;
	syscord_stream_procs(stream, syscord_view_procs(view));
	syscord_view_limits(view, &since, &until);
	syscord_stream_limit(stream, since, until);
	while ((ret = syscord_stream_next(stream, &event, err)) > 0) {
		const char *warning = syscord_stream_warning(stream);

		if (warning)
			fprintf(stderr, "syscord: %s\n", warning);
		ret = syscord_view_event(view, &event);
		if (ret) {
			syscord_error_set(err, ret, "cannot write: %s", strerror(-ret));
			break;
		}
	}
	if (ret <= 0) {
		const char *warning = syscord_stream_warning(stream);

		if (warning)
			fprintf(stderr, "syscord: %s\n", warning);
	}
	if (fflush(opts->view.out) && ret >= 0)
		ret = syscord_error_set(err, -errno, "cannot write: %s", strerror(errno));
	/* Whoever reads our output has seen enough, as head(1) does. */
	if (ret == -EPIPE)
		ret = 0;
out:
	syscord_stream_close(stream);
	syscord_view_free(view);
	return ret;
}
