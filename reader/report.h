/* SPDX-License-Identifier: GPL-2.0 */
/* The reader's account of itself: how often it drained, how full the rings were by then. */
#ifndef SYSCORD_REPORT_H
#define SYSCORD_REPORT_H

#include "segment.h"

/*
 * Opens the file that reports are appended to, "-" standard output. Before rights are given
 * up: it need not be in a directory that the reader may write to afterwards.
 */
int syscord_report_open(const char *path, FILE **out, struct syscord_error *err);
/* One line, a JSON object; flushed */
int syscord_report_print(FILE *out, const char *session, const struct syscord_drain *drain,
			 const struct syscord_writer *writer, struct syscord_error *err);

#endif /* SYSCORD_REPORT_H */
