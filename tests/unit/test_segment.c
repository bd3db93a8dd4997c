/* SPDX-License-Identifier: GPL-2.0 */
/* Rings to segments and back: every record once, whatever happens in between. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <cmocka.h>
#include <zstd.h>
#include "fake_log.h"

/* Rings small enough to overflow, segments small enough to rotate, a CPU that comes late */
static void rounds(void **state)
{
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	uint64_t lost;
	char **names;
	ssize_t n;

	(void)state;
	fake_init(&fake, 3);
	writer = writer_open(&fake, &drain, 20000);
	for (int round = 0; round < 60; round++) {
		burst(&fake, round < 30 ? 3 : 4, rand() % 5000);
		if (round == 29) {
			fake_ring_make(&fake, 3, SYSCORD_RING_MIN);
			fake.now += 2000000000;
		}
		assert_true(syscord_writer_round(writer, &err) >= 0);
	}
	fake.recording = false;
	for (int i = 0; i < 4; i++)
		assert_true(fake_put_lost(&fake, &fake.rings[i]));
	syscord_drain_refresh(drain);
	assert_true(syscord_writer_round(writer, &err) >= 0);
	assert_int_equal(syscord_writer_round(writer, &err), 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	assert_int_equal(fake.mapped, 0);
	assert_true(total_lost(&fake) > 0);
	n = syscord_segment_list(dir, &names, &err);
	assert_true(n > 3);
	syscord_segment_list_free(names, (size_t)n);
	assert_int_equal(read_all(dir, &lost), stored);
	assert_int_equal(lost, total_lost(&fake));
	verify_ok(stored, lost, true);
	fake_free(&fake);
}

/* No record came behind the last losses that could tell of them: the epochs do */
static void lost_last(void **state)
{
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	uint64_t lost;

	(void)state;
	fake_init(&fake, 3);
	writer = writer_open(&fake, &drain, 0);
	burst(&fake, 3, 100);
	assert_true(syscord_writer_round(writer, &err) >= 0);
	burst(&fake, 3, 20000);
	assert_true(total_lost(&fake) > 0);
	fake.recording = false;
	syscord_drain_refresh(drain);
	assert_true(syscord_writer_round(writer, &err) >= 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	assert_int_equal(read_all(dir, &lost), stored);
	assert_int_equal(lost, total_lost(&fake));
	verify_ok(stored, lost, true);
	fake_free(&fake);
}

/*
 * A CPU comes online between two looks at the rings, and is as busy as the others: what
 * it writes comes in order all the same
 */
static void late_cpu(void **state)
{
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	uint64_t lost;

	(void)state;
	fake_init(&fake, 1);
	writer = writer_open(&fake, &drain, 0);
	for (int round = 0; round < 40; round++) {
		if (round == 5)
			fake_ring_make(&fake, 1, SYSCORD_RING_MIN);
		for (int i = 0; i < 6; i++) {
			const uint64_t args[3] = { 5, stored, 64 };

			assert_true(fake_record(&fake, round < 5 ? 0 : (unsigned int)i % 2,
						fake_call(7, 0, (int64_t)stored++, 3, args, NULL,
							  0)));
			fake.now += 1000000;
		}
		assert_true(syscord_writer_round(writer, &err) >= 0);
	}
	finish(&fake, drain, writer);
	assert_int_equal(read_all(dir, &lost), stored);
	verify_ok(stored, 0, true);
	fake_free(&fake);
}

#define HOUR 3600000000000ULL

static uint64_t clock_offset;

static uint64_t get_offset(void)
{
	return clock_offset;
}

/*
 * The clock is set, forwards and backwards, while there is nothing to record and while
 * there is: each record has the time that the clock showed then
 */
static void clock_set(void **state)
{
	static const struct {
		uint64_t offset;
		int records, idle;
	} steps[] = {
		{ 100 * HOUR, 5, 3 },
		{ 101 * HOUR, 0, 1 }, /* by day, nothing happens */
		{ 101 * HOUR, 7, 0 },
		{ 99 * HOUR, 6, 0 }, /* and at work */
		{ 99 * HOUR, 4, 4 },
		{ 103 * HOUR, 3, 0 },
		{ 103 * HOUR + 1000, 3, 0 }, /* slewed */
	};
	struct syscord_writer_config config = {
		.dir = dir, .info = &info, .cpus = FAKE_CPUS, .boot_id = "0123456789abcde",
		.offset = get_offset,
	};
	uint64_t times[64], early = 0, since, until;
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct syscord_stream *stream;
	struct syscord_event event;
	struct fake fake;

	(void)state;
	fake_init(&fake, 2);
	clock_offset = steps[0].offset;
	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	assert_int_equal(syscord_writer_open(&config, drain, &writer, &err), 0);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		clock_offset = steps[i].offset;
		/* The reader is woken when the clock is set */
		assert_true(syscord_writer_round(writer, &err) >= 0);
		for (int k = 0; k < steps[i].records; k++) {
			fake.now += 2000000;
			assert_true(fake_record(&fake, (unsigned int)stored % 2,
						fake_call(7, 0, (int64_t)stored, 0, NULL, NULL, 0)));
			times[stored++] = fake.now + clock_offset;
		}
		for (int k = 0; k < steps[i].idle; k++) {
			fake.now += 2000000000;
			assert_true(syscord_writer_round(writer, &err) >= 0);
		}
	}
	finish(&fake, drain, writer);
	verify_ok(stored, 0, true);

	assert_int_equal(syscord_stream_open(dir, &stream, &err), 0);
	for (uint64_t n = 0; n < stored; n++) {
		assert_int_equal(syscord_stream_next(stream, &event, &err), 1);
		assert_int_equal(((const struct syscord_call *)(event.rec + 1))->ret, n);
		/* A sample of a slewed clock is as old as a round */
		assert_true(event.real_time - times[n] + 1000 <= 2000);
	}
	assert_int_equal(syscord_stream_next(stream, &event, &err), 0);
	syscord_stream_close(stream);

	/* What was recorded while the clock was back at 99 hours, and nothing that it hides */
	since = 98 * HOUR;
	until = 100 * HOUR - 1;
	assert_int_equal(syscord_stream_open(dir, &stream, &err), 0);
	syscord_stream_limit(stream, since, until);
	while (syscord_stream_next(stream, &event, &err) == 1)
		early += event.real_time >= since && event.real_time <= until;
	assert_int_equal(early, steps[3].records + steps[4].records);
	syscord_stream_close(stream);
	fake_free(&fake);
}

/* An idle session makes no file grow */
static void idle(void **state)
{
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	struct stat before, after;

	(void)state;
	fake_init(&fake, 2);
	writer = writer_open(&fake, &drain, 0);
	burst(&fake, 2, 10);
	assert_true(syscord_writer_round(writer, &err) > 0);
	assert_int_equal(stat(syscord_writer_path(writer), &before), 0);
	for (int i = 0; i < 100; i++) {
		fake.now += 1000000000;
		assert_int_equal(syscord_writer_round(writer, &err), 0);
	}
	assert_int_equal(stat(syscord_writer_path(writer), &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	syscord_writer_close(writer, &err);
	syscord_drain_close(drain);
	fake_free(&fake);
}

/*
 * The reader dies at any byte of a write, before or after the records went back
 * to the kernel: the next one loses and repeats nothing. Each generation writes,
 * dies with its last write cut short as if killed within it, and the positions in
 * the rings are what they were before that write.
 */
static void killed(void **state)
{
	char kept[sizeof(dir) + 8];
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	uint64_t lost;

	(void)state;
	snprintf(kept, sizeof(kept), "%s/kept", dir);
	fake_init(&fake, 3);
	for (int generation = 0; generation < 200; generation++) {
		struct syscord_consumer before[FAKE_CPUS];
		char path[4096];
		struct stat st;

		writer = writer_open(&fake, &drain, 6000);
		for (int i = rand() % 4; i >= 0; i--) {
			burst(&fake, 3, rand() % 200);
			assert_true(syscord_writer_round(writer, &err) >= 0);
		}
		snprintf(path, sizeof(path), "%s", syscord_writer_path(writer));
		assert_int_equal(stat(path, &st), 0);
		burst(&fake, 1, 1 + rand() % 100); /* one CPU: one chunk and one epoch */
		for (int i = 0; i < FAKE_CPUS; i++)
			before[i] = fake.rings[i].consumer;
		assert_true(syscord_writer_round(writer, &err) >= 0);
		if (!strcmp(path, syscord_writer_path(writer)) && generation % 3) {
			struct syscord_segment *seg;
			struct syscord_frame frame;
			struct stat now;
			off_t cut;
			int fd = open(path, O_RDWR);

			assert_int_equal(fstat(fd, &now), 0);
			lseek(fd, st.st_size, SEEK_SET);
			seg = syscord_segment_new(dup(fd));
			assert_int_equal(syscord_segment_next(seg, &frame), 1);
			assert_int_equal(frame.kind, -1);
			cut = st.st_size + rand() % (now.st_size - st.st_size + 1);
			/* The position was moved only if the chunk was written whole */
			if (cut < st.st_size + (off_t)frame.size ||
			    (cut == st.st_size + (off_t)frame.size && rand() % 2))
				for (int i = 0; i < FAKE_CPUS; i++)
					fake.rings[i].consumer = before[i];
			assert_int_equal(ftruncate(fd, cut), 0);
			syscord_segment_free(seg);
			close(fd);
			/* What close() would write must not be there */
			rename(path, kept);
			syscord_writer_close(writer, &err);
			fd = open(kept, O_RDWR);
			assert_int_equal(ftruncate(fd, cut), 0);
			close(fd);
			rename(kept, path);
		} else {
			syscord_writer_close(writer, &err);
		}
		syscord_drain_close(drain);
	}
	writer = writer_open(&fake, &drain, 0);
	finish(&fake, drain, writer);
	assert_int_equal(read_all(dir, &lost), stored);
	verify_ok(stored, lost, true);
	fake_free(&fake);
}

/* A file that somebody else has put there, with a snapshot of his own, continues nothing */
static void foreign(void **state)
{
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	char name[sizeof(dir) + 64], own[4096];
	struct fake fake;
	struct stat st;
	uint64_t lost;
	int fd;

	(void)state;
	snprintf(name, sizeof(name), "%s/syscord-snapshot-20990101T000000Z.syscord.zst", dir);
	fake_init(&fake, 2);
	writer = writer_open(&fake, &drain, 0);
	burst(&fake, 2, 50);
	assert_true(syscord_writer_round(writer, &err) > 0);
	snprintf(own, sizeof(own), "%s", syscord_writer_path(writer));
	assert_int_equal(link(own, name), 0);
	assert_int_equal(syscord_writer_end(writer, NULL, &err), 0);
	assert_int_equal(unlink(own), 0);
	burst(&fake, 2, 50);
	assert_true(syscord_writer_round(writer, &err) > 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	fd = open(name, O_WRONLY);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(ftruncate(fd, st.st_size - 5), 0);
	writer = writer_open(&fake, &drain, 0);
	burst(&fake, 2, 50);
	finish(&fake, drain, writer);
	assert_int_equal(lseek(fd, 0, SEEK_END), st.st_size - 5);
	close(fd);
	assert_int_equal(unlink(name), 0);
	assert_int_equal(read_all(dir, &lost), stored - 50);
	verify_ok(stored - 50, 0, false);
	fake_free(&fake);
}

static char *huge(void *ctx)
{
	const size_t size = *(size_t *)ctx;
	char *text = malloc(size + 1);

	memset(text, 'x', size);
	text[size] = 0;
	return text;
}

/* A state of processes that would make a frame too large to be read is left out */
static void too_large(void **state)
{
	static const size_t sizes[] = { 1000, SYSCORD_CHUNK_MAX - sizeof(struct syscord_note),
					SYSCORD_CHUNK_MAX, 3 * SYSCORD_CHUNK_MAX };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i];
		const struct syscord_writer_config config = { .snapshot = huge,
							      .snapshot_ctx = &size };
		struct syscord_drain *drain;
		struct syscord_writer *writer;
		struct fake fake;
		uint64_t lost;

		setup(state);
		fake_init(&fake, 2);
		writer = writer_open_with(&fake, &drain, config);
		burst(&fake, 2, 50);
		finish(&fake, drain, writer);
		verify_ok(50, 0, true);
		assert_int_equal(read_all(dir, &lost), 50);
		fake_free(&fake);
	}
}

static int resets;

/* The session is reset just before a ring is mapped, or its rings are gone by then */
static int reset_map(void *ctx, const struct syscord_ring_status *ring,
		     struct syscord_ring_map *map, struct syscord_error *error)
{
	struct fake *fake = ctx;

	if (resets) {
		resets--;
		fake->session++;
	}
	return resets && ring->cpu == 1 ? -ENXIO : fake_ops.map(ctx, ring, map, error);
}

/* What is mapped is of the session that it is said to be of */
static void reset_while_mapped(void **state)
{
	const struct syscord_drain_ops ops = { fake_ops.status, reset_map, fake_ops.unmap,
					       fake_ops.clock, fake_ops.kick };
	struct syscord_drain *drain;
	struct syscord_span span;
	struct fake fake;
	uint64_t now, safe;
	int spans = 0;

	(void)state;
	fake_init(&fake, 2);
	resets = 3;
	assert_int_equal(syscord_drain_open_ops(&ops, &fake, &drain, &err), 0);
	assert_int_equal(syscord_drain_session(drain), fake.session);
	assert_int_equal(resets, 0);
	assert_int_equal(fake.mapped, 2);
	burst(&fake, 2, 50);
	assert_int_equal(syscord_drain_round(drain, &now, &safe), 0);
	while (syscord_drain_next(drain, &span))
		spans++;
	assert_int_equal(spans, 2);
	syscord_drain_close(drain);
	assert_int_equal(fake.mapped, 0);
	fake_free(&fake);
}

/* RLIMIT_FSIZE stands for a full disk: what is written stays whole, the rest waits */
static void disk_full(void **state)
{
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct rlimit limit, old;
	struct fake fake;
	uint64_t lost, records;
	int failed = 0;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	fake_init(&fake, 3);
	writer = writer_open(&fake, &drain, 0);
	getrlimit(RLIMIT_FSIZE, &old);
	limit = old;
	for (int round = 0; round < 60; round++) {
		limit.rlim_cur = round > 10 && round < 40 ? 9000 : old.rlim_cur;
		burst(&fake, 3, 400);
		setrlimit(RLIMIT_FSIZE, &limit);
		if (syscord_writer_round(writer, &err) < 0) {
			setrlimit(RLIMIT_FSIZE, &old);
			failed++;
			records = read_all(dir, &lost);
			verify_ok(records, lost, false);
		}
		setrlimit(RLIMIT_FSIZE, &old);
	}
	assert_true(failed > 10);
	finish(&fake, drain, writer);
	assert_true(total_lost(&fake) > 0);
	assert_int_equal(read_all(dir, &lost), stored);
	verify_ok(stored, total_lost(&fake), true);
	fake_free(&fake);
}

/* ---- damage ---- */

static uint8_t *small_file(size_t *size, char *path)
{
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	uint8_t *data;
	char **names;
	int fd;

	fake_init(&fake, 2);
	writer = writer_open(&fake, &drain, 0);
	for (int i = 0; i < 4; i++) {
		burst(&fake, 2, 12);
		assert_true(syscord_writer_round(writer, &err) >= 0);
	}
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	fake_free(&fake);
	assert_int_equal(syscord_segment_list(dir, &names, &err), 1);
	strcpy(path, names[0]);
	syscord_segment_list_free(names, 1);
	fd = open(path, O_RDONLY);
	*size = (size_t)lseek(fd, 0, SEEK_END);
	data = malloc(*size);
	assert_int_equal(pread(fd, data, *size, 0), *size);
	close(fd);
	return data;
}

static void rewrite(const char *path, const uint8_t *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	assert_int_equal(write(fd, data, size), size);
	close(fd);
}

/* Cut at every byte: all records of the whole frames come out, none else */
static void cut_anywhere(void **state)
{
	char path[4096];
	size_t size, at = 0, whole = 0, most;
	uint8_t *data = small_file(&size, path);
	struct syscord_segment *seg = syscord_segment_new(open(path, O_RDONLY));
	struct { size_t end; uint64_t records; } frames[64];
	struct syscord_frame frame;
	size_t count = 0;

	(void)state;
	while (syscord_segment_next(seg, &frame) == 1) {
		assert_int_equal(frame.offset, at);
		at += frame.size;
		assert_int_equal(syscord_segment_content(seg, &frame), 0);
		whole += frame.kind < 0 ? frame.chunk.records : 0;
		frames[count].end = at;
		frames[count++].records = whole;
		free(frame.content);
	}
	syscord_segment_free(seg);
	assert_int_equal(at, size);
	assert_int_equal(whole, stored);
	most = whole;
	for (size_t cut = size; cut-- > frames[0].end;) {
		struct syscord_verify_result result;
		uint64_t lost;
		size_t i = 0;

		while (i + 1 < count && frames[i + 1].end <= cut)
			i++;
		rewrite(path, data, cut);
		assert_int_equal(read_all(path, &lost), frames[i].records);
		assert_true(frames[i].records <= most);
		most = frames[i].records;
		assert_int_equal(syscord_verify(path, NULL, &result), 0);
		assert_int_equal(result.errors, 0);
		assert_int_equal(result.torn, frames[i].end != cut);
		assert_int_equal(result.records, frames[i].records);
	}
	/* Without a whole header it is none */
	for (size_t cut = 0; cut < frames[0].end; cut++) {
		struct syscord_stream *stream;

		rewrite(path, data, cut);
		assert_int_equal(syscord_stream_open(path, &stream, &err), -EBADMSG);
	}
	free(data);
}

/* Any byte changed: said to be damaged, or all records are there just the same */
static void flip_anywhere(void **state)
{
	char path[4096];
	size_t size, harmless = 0;
	uint8_t *data = small_file(&size, path);

	(void)state;
	for (size_t i = 0; i < 3 * size; i++) {
		struct syscord_verify_result result;
		size_t at = i / 3;
		uint8_t was = data[at];

		data[at] ^= (uint8_t)(i % 3 ? 1 + rand() % 255 : 1 << rand() % 8);
		rewrite(path, data, size);
		data[at] = was;
		assert_int_equal(syscord_verify(path, NULL, &result), 0);
		if (result.errors + result.torn == 0) {
			uint64_t lost;

			harmless++;
			assert_int_equal(result.records, stored);
			assert_int_equal(read_all(path, &lost), stored);
		} else {
			struct syscord_stream *stream;
			struct syscord_event event;

			if (!syscord_stream_open(path, &stream, &err)) {
				while (syscord_stream_next(stream, &event, &err) == 1)
					;
				syscord_stream_close(stream);
			}
		}
	}
	assert_true(harmless < size / 20);
	free(data);
}

/* ---- others ---- */

/* Standard input, a pipe that gives a few bytes at a time, is as good as a file */
static void from_pipe(void **state)
{
	char path[4096];
	size_t size;
	uint8_t *data = small_file(&size, path);
	uint64_t lost;
	int fds[2], saved = dup(0);
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (!pid) {
		for (size_t at = 0; at < size; at += 7)
			if (write(fds[1], data + at, size - at < 7 ? size - at : 7) < 0)
				_exit(1);
		_exit(0);
	}
	close(fds[1]);
	dup2(fds[0], 0);
	close(fds[0]);
	assert_int_equal(read_all("-", &lost), stored);
	dup2(saved, 0);
	close(saved);
	free(data);
}

/* Two sessions in one directory: the first is out before the second begins */
static void two_sessions(void **state)
{
	struct syscord_verify_result result;
	struct syscord_stream *stream;
	struct syscord_event event;
	uint64_t count = 0;

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct syscord_drain *drain;
		struct syscord_writer *writer;
		struct fake fake;

		fake_init(&fake, 2);
		fake.session += (uint64_t)i;
		fake.now += 500 - 500 * (uint64_t)i;
		writer = writer_open(&fake, &drain, 0);
		burst(&fake, 2, 100);
		assert_true(syscord_writer_round(writer, &err) > 0);
		assert_int_equal(syscord_writer_close(writer, &err), 0);
		syscord_drain_close(drain);
		fake_free(&fake);
	}
	assert_int_equal(syscord_stream_open(dir, &stream, &err), 0);
	while (syscord_stream_next(stream, &event, &err) == 1) {
		uint64_t n = (uint64_t)((const struct syscord_call *)(event.rec + 1))->ret;

		assert_int_equal(n, count);
		count++;
	}
	assert_int_equal(count, 200);
	syscord_stream_close(stream);
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_int_equal(result.errors, 0);
	assert_int_equal(result.records, 200);
}

/* The session is reset under the reader: a new segment, numbers from 0 again */
static void reset(void **state)
{
	struct syscord_verify_result result;
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	uint64_t lost;

	(void)state;
	fake_init(&fake, 2);
	writer = writer_open(&fake, &drain, 0);
	burst(&fake, 2, 50);
	assert_true(syscord_writer_round(writer, &err) > 0);
	fake.session++;
	for (int i = 0; i < 2; i++) {
		memset(&fake.rings[i].producer, 0, sizeof(fake.rings[i].producer));
		memset(&fake.rings[i].consumer, 0, sizeof(fake.rings[i].consumer));
	}
	burst(&fake, 2, 50);
	syscord_drain_refresh(drain);
	assert_true(syscord_writer_round(writer, &err) > 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	assert_int_equal(read_all(dir, &lost), 100);
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_int_equal(result.errors, 0);
	fake_free(&fake);
}

/* What verify is for: a segment that is missing, a chunk that is there twice */
static void holes(void **state)
{
	struct syscord_verify_result result;
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	char **names;
	ssize_t n;

	(void)state;
	fake_init(&fake, 2);
	writer = writer_open(&fake, &drain, 1);
	for (int i = 0; i < 5; i++) {
		burst(&fake, 2, 50);
		assert_true(syscord_writer_round(writer, &err) > 0);
	}
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	n = syscord_segment_list(dir, &names, &err);
	assert_int_equal(n, 5);
	verify_ok(250, 0, false);
	unlink(names[2]);
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_true(result.errors > 0);
	assert_int_equal(result.records, 200);
	assert_int_equal(result.missing, 50);
	assert_int_equal(link(names[1], names[2]), 0);
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_true(result.errors > 0);
	syscord_segment_list_free(names, (size_t)n);
	fake_free(&fake);
}

/* Only what the index says to be in the range is read */
static void limits(void **state)
{
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct syscord_stream *stream;
	struct syscord_event event;
	struct fake fake;
	uint64_t count = 0, since = 0, until = 0;

	(void)state;
	fake_init(&fake, 2);
	writer = writer_open(&fake, &drain, 0);
	for (int i = 0; i < 10; i++) {
		for (int k = 0; k < 20; k++)
			fake_record(&fake, (unsigned int)k % 2,
				    fake_call(7, 0, i, 0, NULL, NULL, 0));
		fake.now += 10000000000ULL;
		assert_true(syscord_writer_round(writer, &err) > 0);
	}
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	for (int pass = 0; pass < 2; pass++) {
		assert_int_equal(syscord_stream_open(dir, &stream, &err), 0);
		if (pass)
			syscord_stream_limit(stream, since, until);
		while (syscord_stream_next(stream, &event, &err) == 1) {
			int64_t n = ((const struct syscord_call *)(event.rec + 1))->ret;

			if (!pass && n == 4 && !since)
				since = event.real_time;
			if (!pass && n == 6)
				until = event.real_time;
			if (pass) {
				assert_true(n >= 3 && n <= 7);
				count++;
			}
		}
		syscord_stream_close(stream);
	}
	assert_true(count >= 60 && count <= 100);
	fake_free(&fake);
}

/* Without any file: the drain feeds the merge */
static void live(void **state)
{
	struct syscord_drain *drain;
	struct syscord_stream *stream;
	struct syscord_event event;
	struct fake fake;
	uint64_t count = 0, last = 0;
	int ret = 0;

	(void)state;
	fake_init(&fake, 3);
	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	assert_int_equal(syscord_stream_live(-1, drain, &stream, &err), 0);
	for (int i = 0; i < 50; i++) {
		burst(&fake, 3, 200);
		if (i == 49)
			syscord_stream_finish(stream);
		while ((ret = syscord_stream_next(stream, &event, &err)) == 1) {
			assert_true(event.rec->time >= last);
			last = event.rec->time;
			count++;
		}
		assert_int_equal(ret, i == 49 ? 0 : -EAGAIN);
		assert_true(count <= stored);
	}
	assert_int_equal(count, stored);
	assert_int_equal(stored, 50 * 200);
	syscord_stream_close(stream);
	syscord_drain_close(drain);
	fake_free(&fake);
}

static char *give_snapshot(void *ctx)
{
	return (*(int *)ctx)-- > 0 ? NULL :
		strdup("{\"cut\":false,\"processes\":[{\"pid\":40,\"ppid\":1,\"uid\":3,\"gid\":4,"
		       "\"comm\":\"main\",\"exe\":\"/bin/x\",\"fds\":{\"0\":\"/dev/null\"},"
		       "\"maps\":[],\"threads\":[{\"tid\":40,\"comm\":\"main\"},"
		       "{\"tid\":41,\"comm\":\"worker\"}]}]}");
}

static void snapshot(void **state)
{
	struct syscord_procs *procs = syscord_procs_new();
	const struct syscord_proc *proc;
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct syscord_stream *stream;
	struct syscord_event event;
	struct fake fake;
	int later = 2;
	struct syscord_writer_config config = {
		.dir = dir, .info = &info, .snapshot = give_snapshot, .snapshot_ctx = &later,
	};

	(void)state;
	fake_init(&fake, 1);
	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	assert_int_equal(syscord_writer_open(&config, drain, &writer, &err), 0);
	for (int i = 0; i < 5; i++) {
		burst(&fake, 1, 3);
		assert_true(syscord_writer_round(writer, &err) > 0);
	}
	assert_int_equal(later, -1); /* asked until it was there, then no more */
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	assert_int_equal(syscord_stream_open(dir, &stream, &err), 0);
	syscord_stream_procs(stream, procs);
	while (syscord_stream_next(stream, &event, &err) == 1)
		;
	syscord_stream_close(stream);
	proc = syscord_procs_find(procs, 41);
	assert_non_null(proc);
	assert_string_equal(proc->comm, "worker");
	assert_int_equal(proc->pid, 40);
	assert_int_equal(proc->ppid, 1);
	assert_int_equal(proc->uid, 3);
	syscord_procs_free(procs);
	fake_free(&fake);
}

/* CPUs that no kernel has, of which a frame can name a million: verify looks at each by each */
static void many_cpus(void **state)
{
	static uint8_t content[sizeof(struct syscord_chunk) + 4096] __attribute__((aligned(8)));
	static const uint32_t cpus[] = { SYSCORD_CPUS_MAX - 1, SYSCORD_CPUS_MAX, SYSCORD_CPU_NONE };
	struct {
		struct syscord_note_epoch epoch;
		struct syscord_epoch_ring ring;
	} note = { .epoch = { .note = { .size = sizeof(note) }, .rings = 1 } };
	struct syscord_record *rec = fake_call(1, 110, 1, 0, NULL, NULL, 0);
	ZSTD_CCtx *cctx = ZSTD_createCCtx();
	struct syscord_frame frame;

	(void)state;
	ZSTD_CCtx_setParameter(cctx, ZSTD_c_checksumFlag, 1);
	for (size_t i = 0; i < ARRAY_SIZE(cpus); i++) {
		struct syscord_chunk chunk = { .cpu = cpus[i] };
		struct syscord_segment *segment;
		uint8_t packed[4096];
		ssize_t n = syscord_chunk_encode(&chunk, (const uint8_t *)rec, rec->len, content);
		int fd = memfd_create("segment", MFD_CLOEXEC);

		assert_true(n > 0);
		assert_int_equal(syscord_chunk_head(&chunk, content, (size_t)n),
				 i ? -EBADMSG : 0);
		note.ring.cpu = cpus[i];
		n = syscord_note_pack(cctx, SYSCORD_NOTE_EPOCH, &note.epoch.note, sizeof(note),
				      packed, sizeof(packed));
		assert_true(n > 0 && write(fd, packed, (size_t)n) == n);
		lseek(fd, 0, SEEK_SET);
		segment = syscord_segment_new(fd);
		assert_int_equal(syscord_segment_next(segment, &frame), 1);
		/* an epoch tells of losses without a ring, too */
		assert_int_equal(syscord_segment_content(segment, &frame), i == 1 ? -EBADMSG : 0);
		free(frame.content);
		syscord_segment_free(segment);
	}
	ZSTD_freeCCtx(cctx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(rounds, setup),
		cmocka_unit_test_setup(lost_last, setup),
		cmocka_unit_test_setup(late_cpu, setup),
		cmocka_unit_test_setup(clock_set, setup),
		cmocka_unit_test_setup(idle, setup),
		cmocka_unit_test_setup(killed, setup),
		cmocka_unit_test_setup(foreign, setup),
		cmocka_unit_test_setup(too_large, setup),
		cmocka_unit_test_setup(reset_while_mapped, setup),
		cmocka_unit_test_setup(disk_full, setup),
		cmocka_unit_test_setup(cut_anywhere, setup),
		cmocka_unit_test_setup(flip_anywhere, setup),
		cmocka_unit_test_setup(from_pipe, setup),
		cmocka_unit_test_setup(two_sessions, setup),
		cmocka_unit_test_setup(reset, setup),
		cmocka_unit_test_setup(holes, setup),
		cmocka_unit_test_setup(limits, setup),
		cmocka_unit_test_setup(live, setup),
		cmocka_unit_test_setup(snapshot, setup),
		cmocka_unit_test(many_cpus),
	};

	return fake_log_main(tests);
}
