/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From fake rings to segments in a directory, and how to look at what is there. Tests that
 * use it include what cmocka needs first.
 */
#ifndef FAKE_LOG_H
#define FAKE_LOG_H

#include <dirent.h>
#include "fake_ring.h"

static char dir[] = "/tmp/test_log.XXXXXX";
static struct syscord_source_info info = {
	.host = "box", .release = "6.1", .machine = "x86_64", .version = "#1", .abi = 1,
	.session = "default", .filter = (char *)(uintptr_t)"comm == \"x\"",
};
static struct syscord_error err;
static uint64_t stored; /* records that the fake kernel took, each with its number as ret */

static inline void clean(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while ((e = readdir(d)))
		if (e->d_name[0] != '.')
			unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
}

static inline int setup(void **state)
{
	(void)state;
	clean();
	stored = 0;
	return 0;
}

static inline void fake_init(struct fake *fake, unsigned int cpus)
{
	memset(fake, 0, sizeof(*fake));
	fake->session = 77;
	fake->now = 1000000;
	fake->recording = true;
	for (unsigned int i = 0; i < cpus; i++)
		fake_ring_make(fake, i, SYSCORD_RING_MIN);
}

static inline void burst(struct fake *fake, unsigned int cpus, int count)
{
	static const char data[] = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";

	for (int i = 0; i < count; i++) {
		const uint64_t args[3] = { 5, stored, 64 };
		uint32_t blob = rand() % 3 ? 0 : (uint32_t)(rand() % (int)sizeof(data));

		if (fake_record(fake, (unsigned int)rand() % cpus,
				fake_call(7, 0, (int64_t)stored, 3, args, data, blob)))
			stored++;
		if (rand() % 50 == 0)
			fake->now += 0x100000000ULL;
	}
}

static inline struct syscord_writer *writer_open_with(struct fake *fake,
						      struct syscord_drain **drain,
						      struct syscord_writer_config config)
{
	struct syscord_writer *writer;

	config.dir = dir;
	config.info = &info;
	config.cpus = FAKE_CPUS;
	memcpy(config.boot_id, "0123456789abcde", 16);
	assert_int_equal(syscord_drain_open_ops(&fake_ops, fake, drain, &err), 0);
	assert_int_equal(syscord_writer_open(&config, *drain, &writer, &err), 0);
	return writer;
}

static inline struct syscord_writer *writer_open(struct fake *fake, struct syscord_drain **drain,
						 uint64_t rotate)
{
	return writer_open_with(fake, drain,
				(struct syscord_writer_config){ .rotate_bytes = rotate });
}

/* The session stops, and its rest is written */
static inline void finish(struct fake *fake, struct syscord_drain *drain, struct syscord_writer *writer)
{
	fake->recording = false;
	syscord_drain_refresh(drain);
	assert_true(syscord_writer_round(writer, &err) >= 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
}

/* All events of a recording: times in order, each stored record exactly once */
static inline uint64_t read_all(const char *path, uint64_t *lost)
{
	struct syscord_stream *stream;
	struct syscord_event event;
	uint8_t *seen = calloc(1, stored + 1);
	uint64_t last = 0, count = 0;
	int ret;

	*lost = 0;
	assert_int_equal(syscord_stream_open(path, &stream, &err), 0);
	assert_string_equal(syscord_stream_info(stream)->host, "box");
	assert_string_equal(syscord_stream_info(stream)->filter, info.filter);
	while ((ret = syscord_stream_next(stream, &event, &err)) == 1) {
		assert_true(event.rec->time >= last);
		last = event.rec->time;
		if (event.rec->type == SYSCORD_LOST) {
			*lost += ((const struct syscord_lost *)(event.rec + 1))->count;
		} else {
			uint64_t n = (uint64_t)((const struct syscord_call *)(event.rec + 1))->ret;

			assert_true(n < stored);
			assert_false(seen[n]);
			seen[n] = 1;
			count++;
		}
	}
	assert_int_equal(ret, 0);
	syscord_stream_close(stream);
	free(seen);
	return count;
}

static inline void verify_ok(uint64_t records, uint64_t lost, bool exact)
{
	struct syscord_verify_result result;

	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_int_equal(result.errors, 0);
	assert_int_equal(result.records, records);
	assert_int_equal(result.lost, lost);
	assert_int_equal(result.missing, 0);
	if (exact) {
		assert_true(result.exact);
		assert_int_equal(result.attempted, records + lost);
	}
}

static inline uint64_t total_lost(const struct fake *fake)
{
	uint64_t lost = 0;

	for (int i = 0; i < FAKE_CPUS; i++)
		lost += fake->rings[i].producer.lost[SYSCORD_LOST_FULL];
	return lost;
}

/* Runs `tests`; the directory is gone then. Each begins with setup(). */
#define fake_log_main(tests) \
	(srand(1), !mkdtemp(dir) ? 1 : fake_log_end(cmocka_run_group_tests(tests, NULL, NULL)))

static inline int fake_log_end(int failed)
{
	clean();
	rmdir(dir);
	return failed;
}

#endif /* FAKE_LOG_H */
