/* SPDX-License-Identifier: GPL-2.0 */
/* What is on disk when, and what becomes of records if the disk or the directory fails. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <cmocka.h>
#include "fake_log.h"

/*
 * A disk that remembers of each file what was synced. A sync that fails does what the
 * kernel may do: what was not synced is dropped, and the next sync would succeed.
 */
static struct {
	struct {
		ino_t ino;
		off_t size;
	} files[256];
	size_t count;
	unsigned int data, whole, dirs; /* calls */
	int fail;  /* of the next calls */
	bool stuck; /* the file that failed cannot be cut for the time being */
	int stuck_fd, kept_fd;
} disk;

static off_t *synced_size(ino_t ino)
{
	for (size_t i = 0; i < disk.count; i++)
		if (disk.files[i].ino == ino)
			return &disk.files[i].size;
	assert_true(disk.count < ARRAY_SIZE(disk.files));
	disk.files[disk.count] = (typeof(disk.files[0])){ ino, 0 };
	return &disk.files[disk.count++].size;
}

static int fake_sync(int fd, bool data)
{
	struct stat st;
	off_t *size;

	assert_int_equal(fstat(fd, &st), 0);
	disk.data += data;
	disk.whole += !data && S_ISREG(st.st_mode);
	disk.dirs += S_ISDIR(st.st_mode);
	if (disk.fail > 0) {
		disk.fail--;
		if (S_ISREG(st.st_mode)) {
			size = synced_size(st.st_ino);
			assert_int_equal(ftruncate(fd, *size), 0);
			assert_int_equal(ftruncate(fd, st.st_size), 0);
		}
		if (disk.stuck) {
			char path[64];

			/* A file that is open for reading cannot be cut */
			disk.stuck_fd = fd;
			disk.kept_fd = dup(fd);
			snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
			assert_int_equal(dup2(open(path, O_RDONLY), fd), fd);
		}
		errno = EIO;
		return -1;
	}
	if (S_ISREG(st.st_mode))
		*synced_size(st.st_ino) = st.st_size;
	return 0;
}

static int begin(void **state)
{
	memset(&disk, 0, sizeof(disk));
	return setup(state);
}

/* The machine crashes now: of each file, what was synced is there */
static void crash(void)
{
	char **names;
	ssize_t n = syscord_segment_list(dir, &names, &err);

	for (ssize_t i = 0; i < n; i++) {
		struct stat st;

		assert_int_equal(stat(names[i], &st), 0);
		assert_int_equal(truncate(names[i], *synced_size(st.st_ino)), 0);
	}
	syscord_segment_list_free(names, (size_t)n);
}

static size_t segments(void)
{
	char **names;
	ssize_t n = syscord_segment_list(dir, &names, &err);

	assert_true(n >= 0);
	syscord_segment_list_free(names, (size_t)n);
	return (size_t)n;
}

static const struct syscord_writer_config by_frame = {
	.sync = SYSCORD_SYNC_FRAME, .rotate_bytes = 20000, .sync_hook = fake_sync,
};

/* Whatever has left the rings outlives a crash at any time, and its epoch with it */
static void frame(void **state)
{
	(void)state;
	for (int rounds = 1; rounds < 30; rounds += 4) {
		struct syscord_drain *drain;
		struct syscord_writer *writer;
		struct fake fake;
		uint64_t lost;

		begin(state);
		fake_init(&fake, 3);
		writer = writer_open_with(&fake, &drain, by_frame);
		for (int i = 0; i < rounds; i++) {
			burst(&fake, 3, rand() % 400);
			assert_true(syscord_writer_round(writer, &err) >= 0);
			assert_int_equal(syscord_writer_synced(writer),
					 *synced_size(disk.files[disk.count - 1].ino));
		}
		fake.recording = false;
		burst(&fake, 3, 10);
		syscord_drain_refresh(drain);
		assert_true(syscord_writer_round(writer, &err) > 0);
		crash();
		assert_int_equal(read_all(dir, &lost), stored);
		verify_ok(stored, 0, true);
		assert_int_equal(disk.dirs, segments());
		syscord_writer_close(writer, &err);
		syscord_drain_close(drain);
		fake_free(&fake);
	}
}

/* Syncs fail: each record is there once all the same, and before it left the rings */
static void frame_fails(void **state)
{
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	uint64_t lost;
	int failed = 0;

	(void)state;
	fake_init(&fake, 3);
	writer = writer_open_with(&fake, &drain, by_frame);
	for (int i = 0; i < 100; i++) {
		ssize_t n;

		burst(&fake, 3, rand() % 100);
		disk.fail = i % 3 ? 0 : rand() % 4;
		n = syscord_writer_round(writer, &err);
		if (n < 0) {
			assert_int_equal(n, -EIO);
			assert_true(syscord_writer_file_failed(writer));
			failed++;
		}
	}
	assert_true(failed > 15);
	disk.fail = 0;
	fake.recording = false;
	syscord_drain_refresh(drain);
	assert_true(syscord_writer_round(writer, &err) >= 0);
	assert_false(syscord_writer_file_failed(writer));
	crash();
	assert_int_equal(read_all(dir, &lost), stored);
	verify_ok(stored, lost, true);
	syscord_writer_close(writer, &err);
	syscord_drain_close(drain);
	fake_free(&fake);
}

/*
 * What failed cannot be cut off: as long as it stands there, it is written nowhere else. With
 * `away` the directory is moved away meanwhile, as by a disk that is unmounted, with another
 * one in its place (2) or not.
 */
static void stuck(void **state, int away)
{
	char to[sizeof(dir) + 8], from[4096], back[4096];
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	uint64_t lost;

	(void)state;
	fake_init(&fake, 1);
	writer = writer_open_with(&fake, &drain, by_frame);
	burst(&fake, 1, 50);
	assert_true(syscord_writer_round(writer, &err) > 0);
	burst(&fake, 1, 50);
	disk.fail = 1;
	disk.stuck = true;
	snprintf(back, sizeof(back), "%s", syscord_writer_path(writer));
	assert_int_equal(syscord_writer_round(writer, &err), -EIO);
	for (int i = 0; i < 5; i++) {
		burst(&fake, 1, 10);
		assert_int_equal(syscord_writer_round(writer, &err), -EINVAL);
		assert_true(syscord_writer_file_failed(writer));
		assert_int_equal(segments(), 1);
	}
	snprintf(to, sizeof(to), "%s.away", dir);
	if (away) {
		assert_int_equal(rename(dir, to), 0);
		if (away == 2) {
			assert_int_equal(mkdir(dir, 0700), 0);
			assert_true(syscord_writer_round(writer, &err) > 0);
			snprintf(from, sizeof(from), "%s%s", to, strrchr(back, '/'));
			assert_int_equal(rename(from, back), 0);
			rmdir(to);
			/* Seen when the next segment is begun */
			burst(&fake, 1, 10);
			syscord_writer_rotate(writer);
		} else {
			assert_int_equal(syscord_writer_round(writer, &err), -ENOENT);
			assert_int_equal(rename(to, dir), 0);
		}
	} else {
		dup2(disk.kept_fd, disk.stuck_fd);
	}
	close(disk.kept_fd);
	disk.stuck = false;
	assert_true(syscord_writer_round(writer, &err) > 0);
	assert_int_equal(segments(), away == 2 ? 3 : 2);
	finish(&fake, drain, writer);
	assert_int_equal(read_all(dir, &lost), stored);
	verify_ok(stored, 0, true);
	fake_free(&fake);
}

static void frame_stuck(void **state)
{
	for (int away = 0; away < 3; away++) {
		begin(state);
		stuck(state, away);
	}
}

/* A segment whose name is not known to be on disk is not begun */
static void entry_fails(void **state)
{
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;

	(void)state;
	fake_init(&fake, 1);
	writer = writer_open_with(&fake, &drain, by_frame);
	burst(&fake, 1, 50);
	for (int i = 0; i < 3; i++) {
		disk.fail = 1;
		assert_int_equal(syscord_writer_round(writer, &err), -EIO);
		assert_int_equal(disk.dirs, i + 1);
		assert_int_equal(segments(), 0);
	}
	assert_true(syscord_writer_round(writer, &err) > 0);
	finish(&fake, drain, writer);
	verify_ok(stored, 0, true);
	fake_free(&fake);
}

/* Each segment once, when it is finished; an error is told, and recording goes on */
static void rotate(void **state)
{
	const struct syscord_writer_config config = {
		.sync = SYSCORD_SYNC_ROTATE, .rotate_bytes = 1, .sync_hook = fake_sync,
	};
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	uint64_t lost;

	(void)state;
	fake_init(&fake, 2);
	writer = writer_open_with(&fake, &drain, config);
	for (unsigned int i = 0; i < 8; i++) {
		burst(&fake, 2, 50);
		assert_true(syscord_writer_round(writer, &err) > 0);
		assert_int_equal(disk.whole, i);
		assert_int_equal(disk.dirs, i + 1);
		assert_int_equal(disk.data, 0);
	}
	finish(&fake, drain, writer);
	assert_int_equal(disk.whole, segments());
	crash();
	assert_int_equal(read_all(dir, &lost), stored);
	verify_ok(stored, 0, true);

	writer = writer_open_with(&fake, &drain, config);
	burst(&fake, 2, 50);
	assert_true(syscord_writer_round(writer, &err) > 0);
	disk.fail = 1;
	burst(&fake, 2, 50);
	assert_int_equal(syscord_writer_round(writer, &err), -EIO);
	assert_non_null(strstr(err.text, "may be damaged"));
	assert_true(syscord_writer_round(writer, &err) > 0);
	finish(&fake, drain, writer);
	fake_free(&fake);
}

static void none(void **state)
{
	const struct syscord_writer_config config = {
		.sync = SYSCORD_SYNC_NONE, .rotate_bytes = 1, .sync_hook = fake_sync,
	};
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;

	(void)state;
	fake_init(&fake, 2);
	disk.fail = 1000;
	writer = writer_open_with(&fake, &drain, config);
	for (int i = 0; i < 5; i++) {
		burst(&fake, 2, 50);
		assert_true(syscord_writer_round(writer, &err) > 0);
	}
	finish(&fake, drain, writer);
	assert_int_equal(disk.data + disk.whole + disk.dirs, 0);
	verify_ok(stored, 0, true);
	fake_free(&fake);
}

/* The segment is removed: nothing more goes into a file that nobody can find */
static void removed(void **state)
{
	struct syscord_verify_result result;
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;

	(void)state;
	fake_init(&fake, 2);
	writer = writer_open(&fake, &drain, 0);
	burst(&fake, 2, 50);
	assert_true(syscord_writer_round(writer, &err) > 0);
	assert_int_equal(unlink(syscord_writer_path(writer)), 0);
	burst(&fake, 2, 70);
	assert_int_equal(syscord_writer_round(writer, &err), -ENOENT);
	assert_non_null(strstr(err.text, "was removed, with the 50 records in it"));
	assert_true(syscord_writer_file_failed(writer));
	assert_true(syscord_writer_round(writer, &err) > 0);
	finish(&fake, drain, writer);
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_int_equal(result.errors, 0);
	assert_int_equal(result.records, 70);
	fake_free(&fake);
}

/* The directory is moved away and comes back, with another one in its place or not */
static void moved(void **state)
{
	char away[sizeof(dir) + 8], **names;
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	uint64_t lost;

	(void)state;
	snprintf(away, sizeof(away), "%s.away", dir);
	fake_init(&fake, 2);
	writer = writer_open(&fake, &drain, 0);
	for (int replaced = 0; replaced < 2; replaced++) {
		ssize_t n;

		burst(&fake, 2, 50);
		assert_true(syscord_writer_round(writer, &err) > 0);
		assert_int_equal(rename(dir, away), 0);
		if (replaced)
			assert_int_equal(mkdir(dir, 0700), 0);
		burst(&fake, 2, 50);
		assert_int_equal(syscord_writer_round(writer, &err), -EXDEV);
		assert_non_null(strstr(err.text, "moved away"));
		if (!replaced) {
			assert_int_equal(syscord_writer_round(writer, &err), -ENOENT);
			assert_true(syscord_writer_file_failed(writer));
			assert_int_equal(rename(away, dir), 0);
		}
		burst(&fake, 2, 50);
		assert_true(syscord_writer_round(writer, &err) > 0);
		n = replaced ? syscord_segment_list(away, &names, &err) : 0;
		for (ssize_t i = 0; i < n; i++) {
			char to[4096];

			snprintf(to, sizeof(to), "%s%s", dir, strrchr(names[i], '/'));
			assert_int_equal(rename(names[i], to), 0);
		}
		if (replaced)
			syscord_segment_list_free(names, (size_t)n);
	}
	rmdir(away);
	finish(&fake, drain, writer);
	assert_int_equal(segments(), 3);
	assert_int_equal(read_all(dir, &lost), stored);
	verify_ok(stored, 0, true);
	fake_free(&fake);
}

/* Of segments that had just been begun when the machine crashed, only names may be left */
static void empty_segments(void **state)
{
	struct syscord_verify_result result;
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	char path[4096];
	uint64_t lost;

	(void)state;
	fake_init(&fake, 2);
	writer = writer_open(&fake, &drain, 0);
	burst(&fake, 2, 50);
	assert_true(syscord_writer_round(writer, &err) > 0);
	finish(&fake, drain, writer);
	snprintf(path, sizeof(path), "%s/syscord-29991231T235959Z-000002.syscord.zst", dir);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_int_equal(result.errors, 0);
	assert_int_equal(result.torn, 1);
	assert_int_equal(read_all(dir, &lost), stored);
	/* By itself it is no recording */
	assert_int_equal(syscord_verify(path, NULL, &result), 0);
	assert_int_equal(result.errors, 1);
	fake_free(&fake);
	clean();
	close(open(path, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_int_equal(result.errors, 1);
}

/* A tail of zeros is a torn one, and the next reader cuts it; anything else is damage */
static void zero_tail(void **state)
{
	struct syscord_verify_result result;
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	struct stat st;
	char path[4096];
	uint64_t lost;

	(void)state;
	fake_init(&fake, 2);
	writer = writer_open(&fake, &drain, 0);
	burst(&fake, 2, 50);
	assert_true(syscord_writer_round(writer, &err) > 0);
	snprintf(path, sizeof(path), "%s", syscord_writer_path(writer));
	assert_int_equal(stat(path, &st), 0);
	syscord_writer_close(writer, &err);
	syscord_drain_close(drain);
	for (off_t zeros = 1; zeros < 2000000; zeros *= 3) {
		assert_int_equal(truncate(path, st.st_size), 0);
		assert_int_equal(truncate(path, st.st_size + zeros), 0);
		assert_int_equal(syscord_verify(path, NULL, &result), 0);
		assert_int_equal(result.errors, 0);
		assert_int_equal(result.torn, 1);
		assert_int_equal(result.records, stored);
		assert_int_equal(read_all(path, &lost), stored);
		if (zeros > 4) {
			int fd = open(path, O_WRONLY | O_APPEND);

			assert_int_equal(write(fd, "x", 1), 1);
			close(fd);
			assert_int_equal(syscord_verify(path, NULL, &result), 0);
			assert_int_equal(result.errors, 1);
		}
	}
	assert_int_equal(truncate(path, st.st_size), 0);
	assert_int_equal(truncate(path, st.st_size + 1000), 0);
	writer = writer_open(&fake, &drain, 0);
	burst(&fake, 2, 50);
	assert_true(syscord_writer_round(writer, &err) > 0);
	finish(&fake, drain, writer);
	assert_int_equal(read_all(dir, &lost), stored);
	verify_ok(stored, 0, true);
	fake_free(&fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(frame, begin),
		cmocka_unit_test_setup(frame_fails, begin),
		cmocka_unit_test_setup(frame_stuck, begin),
		cmocka_unit_test_setup(entry_fails, begin),
		cmocka_unit_test_setup(rotate, begin),
		cmocka_unit_test_setup(none, begin),
		cmocka_unit_test_setup(removed, begin),
		cmocka_unit_test_setup(moved, begin),
		cmocka_unit_test_setup(empty_segments, begin),
		cmocka_unit_test_setup(zero_tail, begin),
	};

	return fake_log_main(tests);
}
