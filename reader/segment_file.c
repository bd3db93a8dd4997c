/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The file of a segment that is being written.
 *
 * A sync that failed is no write that failed: the kernel may have dropped the pages, and
 * the next sync would succeed without them. So nothing is ever synced a second time. What
 * was not known to be on disk is cut off, and goes into another file. Until it is cut off it
 * must not go there, or it would be in two.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "segment_file.h"

/* So that the sync of a whole segment does not have to wait for all of it */
#define START_BYTES (4U << 20)

static int failed(struct syscord_segment_file *file, int err)
{
	file->failed = file->failed || err;
	return err;
}

/* What has no disk behind it, as a pipe, cannot be synced and need not be */
static int sync_fd(const struct syscord_segment_file *file, int fd, bool data)
{
	struct statvfs fs;
	int ret;

	if (file->sync)
		ret = file->sync(fd, data);
	else
		ret = data ? fdatasync(fd) : fsync(fd);
	if (ret)
		return errno != EINVAL ? -errno : 0;
	/* ext4, made read-only while files are open, takes writes and has nothing to sync */
	return !fstatvfs(fd, &fs) && fs.f_flag & ST_RDONLY ? -EROFS : 0;
}

/* One that could not be cut before it was moved away: if it is back, it must be now */
static int cut_left(struct syscord_segment_file *file)
{
	struct stat st;

	if (!file->left[0])
		return 0;
	if (stat(file->left, &st))
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	if ((uint64_t)st.st_size > file->left_size &&
	    (file->left_size ? truncate(file->left, (off_t)file->left_size) : unlink(file->left)))
		return -errno;
	file->left[0] = 0;
	return 0;
}

int syscord_segment_file_open(struct syscord_segment_file *file)
{
	const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (file->dir ? O_EXCL : O_TRUNC);
	int err = cut_left(file);

	if (err)
		return failed(file, err);
	if (!file->dir && !strcmp(file->path, "-"))
		file->fd = dup(STDOUT_FILENO);
	else
		file->fd = open(file->path, flags, 0640);
	if (file->fd < 0)
		return failed(file, -errno);
	file->seekable = lseek(file->fd, 0, SEEK_CUR) >= 0;
	file->size = file->synced = file->started = 0;
	file->torn = file->doubt = file->ended = false;
	return 0;
}

int syscord_segment_file_enter(struct syscord_segment_file *file)
{
	int fd, err;

	if (!file->dir || file->mode == SYSCORD_SYNC_NONE)
		return 0;
	fd = open(file->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	err = fd < 0 ? -errno : sync_fd(file, fd, false);
	if (fd >= 0)
		close(fd);
	return failed(file, err);
}

static int cut(struct syscord_segment_file *file)
{
	if (ftruncate(file->fd, (off_t)file->size) ||
	    lseek(file->fd, (off_t)file->size, SEEK_SET) < 0)
		return -errno;
	return 0;
}

int syscord_segment_file_put(struct syscord_segment_file *file, const void *data, size_t size)
{
	size_t done = 0;

	if (file->torn)
		return failed(file, -EIO);
	while (done < size) {
		ssize_t n = write(file->fd, (const uint8_t *)data + done, size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			int err = n ? -errno : -EIO;

			file->torn = file->seekable ? cut(file) != 0 : done > 0;
			file->ended = file->ended || file->torn;
			return failed(file, err);
		}
		done += (size_t)n;
	}
	file->size += size;
	if (file->dir && file->mode == SYSCORD_SYNC_ROTATE &&
	    file->size - file->started >= START_BYTES) {
		/* What goes wrong is told by the sync at the end */
		sync_file_range(file->fd, (off_t)file->started,
				(off_t)(file->size - file->started), SYNC_FILE_RANGE_WRITE);
		file->started = file->size;
	}
	return 0;
}

int syscord_segment_file_sync(struct syscord_segment_file *file)
{
	int err;

	if (file->mode != SYSCORD_SYNC_FRAME || file->size == file->synced)
		return 0;
	err = sync_fd(file, file->fd, true);
	if (!err) {
		file->synced = file->size;
		return 0;
	}
	file->size = file->synced;
	file->doubt = true;
	file->ended = true;
	syscord_segment_file_settle(file);
	return failed(file, err);
}

int syscord_segment_file_settle(struct syscord_segment_file *file)
{
	int err;

	if (!file->doubt)
		return 0;
	err = cut(file);
	if (err && !syscord_segment_file_check(file, true))
		return failed(file, err);
	/* Where nobody looks for it, it is in nobody's way, until it is there again */
	if (err) {
		memcpy(file->left, file->path, sizeof(file->left));
		file->left_size = file->size;
	} else if (!file->size && file->dir) {
		unlink(file->path);
	}
	file->doubt = false;
	return 0;
}

int syscord_segment_file_check(struct syscord_segment_file *file, bool path)
{
	struct stat st, there;

	if (!file->dir)
		return 0;
	if (fstat(file->fd, &st))
		return failed(file, -errno);
	if (!st.st_nlink)
		return failed(file, -ENOENT);
	if (!path)
		return 0;
	/* An error that says nothing of the file is for those who write to it */
	if (stat(file->path, &there))
		return failed(file, errno == ENOENT || errno == ENOTDIR ? -EXDEV : 0);
	if (there.st_dev != st.st_dev || there.st_ino != st.st_ino)
		return failed(file, -EXDEV);
	return 0;
}

int syscord_segment_file_close(struct syscord_segment_file *file)
{
	int err = 0;

	if (!file->doubt && file->mode != SYSCORD_SYNC_NONE)
		err = sync_fd(file, file->fd, false);
	if (close(file->fd) && !err)
		err = -errno;
	file->fd = -1;
	return failed(file, err);
}
