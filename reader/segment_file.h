/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The file of a segment that is being written: it ends with a whole frame, or says
 * that it cannot, and is on disk as far as was asked for.
 */
#ifndef SYSCORD_SEGMENT_FILE_H
#define SYSCORD_SEGMENT_FILE_H

#include "segment.h"

struct syscord_segment_file {
	int fd; /* -1: none is open */
	enum syscord_sync mode;
	int (*sync)(int fd, bool data); /* as fsync(2), or as fdatasync(2) */
	const char *dir; /* its name there matters; NULL: it does not */
	bool seekable;
	bool torn;   /* ends within a frame and cannot be cut */
	bool doubt;  /* behind `size` may be frames that are nowhere else on disk, nor here */
	bool ended;  /* in a directory: another one must be begun */
	bool failed; /* something went wrong here since this was last cleared */
	uint64_t size;	  /* of whole frames */
	uint64_t synced;  /* of these, known to be on disk */
	uint64_t started; /* of these, on their way there */
	char path[4096];
	char left[4096]; /* one that was moved away before it could be cut to left_size, or "" */
	uint64_t left_size;
};

/* Makes file->path; in a directory there must be none of that name. -errno */
int syscord_segment_file_open(struct syscord_segment_file *file);
/* With its entry in the directory: what will be synced can be found */
int syscord_segment_file_enter(struct syscord_segment_file *file);
/* All of it, or the file is as before */
int syscord_segment_file_put(struct syscord_segment_file *file, const void *data, size_t size);
/*
 * With SYSCORD_SYNC_FRAME: what was put is on disk. If it fails, nothing is known of it,
 * not even that it will be on disk later: it is cut off, to be written elsewhere.
 */
int syscord_segment_file_sync(struct syscord_segment_file *file);
/* Cuts off what is in doubt, which must not be written again before. -errno: not yet */
int syscord_segment_file_settle(struct syscord_segment_file *file);
/* -ENOENT: removed; -EXDEV: its path leads elsewhere */
int syscord_segment_file_check(struct syscord_segment_file *file, bool path);
/* Unless it is in doubt, whole segments are synced */
int syscord_segment_file_close(struct syscord_segment_file *file);

#endif /* SYSCORD_SEGMENT_FILE_H */
