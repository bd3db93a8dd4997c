/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Snapshots of rings whose oldest records are overwritten meanwhile: no record is torn,
 * none is there twice, and what is missing is told to the record.
 */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "clock.h"
#include "fake_ring.h"
#include "flight.h"

static char dir[] = "/tmp/test_flight.XXXXXX";
static struct syscord_error err;
static struct syscord_source_info info = {
	.host = "box",
	.release = "6.1",
	.machine = "x86_64",
	.version = "#1",
	.abi = 1,
	.session = "default",
	.filter = (char *)(uintptr_t) "",
	.policy = { .on_full = SYSCORD_ON_FULL_OVERWRITE },
};

static void clean(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while ((e = readdir(d)))
		if (e->d_name[0] != '.')
			unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
}

static int setup(void **state)
{
	(void)state;
	clean();
	return 0;
}

static void fake_init(struct fake *fake, unsigned int cpus, uint64_t size)
{
	memset(fake, 0, sizeof(*fake));
	fake->session = 77;
	fake->now = 1000000;
	fake->recording = true;
	fake->on_full = SYSCORD_ON_FULL_OVERWRITE;
	for (unsigned int i = 0; i < cpus; i++) {
		fake_ring_make(fake, i, size);
		fake->rings[i].overwrites = true;
	}
}

static uint32_t mix(uint64_t n)
{
	n ^= n >> 29;
	n *= 0xbf58476d1ce4e5b9ULL;
	return (uint32_t)(n >> 32);
}

/* What a record holds follows from its number alone, so that a torn one shows */
static uint32_t content(uint64_t number, uint8_t *data)
{
	const uint32_t size = mix(number) % 7 ? mix(number) % 300 : mix(number) % 20000;

	for (uint32_t i = 0; i < size; i++)
		data[i] = (uint8_t)(number * 31 + i * 7);
	return size;
}

static void record(struct fake *fake, unsigned int cpu)
{
	static uint8_t data[20000];
	const uint64_t number = fake->rings[cpu].producer.attempted;
	const uint64_t args[3] = { number, ~number, cpu };
	const uint32_t size = content(number, data);

	fake_record(fake, cpu, fake_call(7, 0, (int64_t)number, 3, args, data, size));
}

static void burst(struct fake *fake, unsigned int cpus, int count)
{
	while (count--)
		record(fake, (unsigned int)rand() % cpus);
}

/* Whole, and what it was; its number */
static uint64_t check_record(const struct syscord_record *rec, size_t room, uint32_t cpu)
{
	static uint8_t data[20000];
	struct syscord_blob_view blob;
	struct syscord_call call;
	uint64_t args[6], number;
	uint32_t size;

	assert_int_equal(syscord_record_check(rec, room), 0);
	assert_int_equal(rec->type, SYSCORD_CALL);
	assert_int_equal(syscord_record_call(rec, &call, args), 3);
	number = (uint64_t)call.ret;
	assert_int_equal(args[0], number);
	assert_int_equal(args[1], ~number);
	assert_int_equal(args[2], cpu);
	assert_int_equal(rec->seq, (uint32_t)number);
	size = content(number, data);
	assert_int_equal(rec->blobs, size != 0);
	if (size) {
		assert_true(syscord_record_find(rec, 1, SYSCORD_PART_DATA, &blob));
		assert_int_equal(blob.head.got, size);
		assert_memory_equal(blob.data, data, size);
	}
	return number;
}

struct seen {
	uint64_t next[FAKE_CPUS]; /* number */
	uint64_t pos[FAKE_CPUS];
	uint64_t records, gaps, told; /* told: by LOST records of the ring's own */
};

/* One snapshot, all of it released; the bytes of it */
static size_t take(struct syscord_drain *drain, struct seen *seen, struct fake *between)
{
	struct syscord_span span;
	uint64_t now, safe;
	size_t total = 0;

	assert_int_equal(syscord_drain_round(drain, &now, &safe), 0);
	while (syscord_drain_next(drain, &span)) {
		size_t at = 0;

		assert_true(span.bytes && span.bytes <= 1 << 20);
		assert_true(span.pos >= seen->pos[span.cpu]);
		while (at < span.bytes) {
			const struct syscord_record *rec = (const void *)(span.data + at);
			uint64_t number = seen->next[span.cpu];

			if (rec->type == SYSCORD_LOST) {
				const struct syscord_lost *lost = (const void *)(rec + 1);

				number += (uint32_t)(rec->seq - (uint32_t)number);
				seen->gaps += number - seen->next[span.cpu];
				seen->told += lost->count;
				seen->next[span.cpu] = number + lost->count;
			} else {
				number = check_record(rec, span.bytes - at, span.cpu);
				assert_true(number >= seen->next[span.cpu]);
				seen->gaps += number - seen->next[span.cpu];
				seen->next[span.cpu] = number + 1;
				seen->records++;
			}
			at += rec->len;
		}
		assert_int_equal(at, span.bytes);
		seen->pos[span.cpu] = span.pos + span.bytes;
		syscord_drain_release(drain, &span);
		total += span.bytes;
		if (between)
			burst(between, 3, rand() % 200);
	}
	return total;
}

/* Nothing happens while a snapshot is taken: it has all that is there, and the gap is exact */
static void quiet(void **state)
{
	struct syscord_drain *drain;
	struct seen seen = { 0 };
	struct fake fake;
	uint64_t overwritten = 0, attempted = 0;

	(void)state;
	fake_init(&fake, 3, SYSCORD_RING_MIN);
	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	assert_true(syscord_drain_overwrites(drain));
	burst(&fake, 3, 10000);
	assert_true(take(drain, &seen, NULL) > 3 * (SYSCORD_RING_MIN - 45000));
	for (int i = 0; i < 3; i++) {
		overwritten += fake.rings[i].producer.lost[SYSCORD_LOST_OVERWRITTEN];
		attempted += fake.rings[i].producer.attempted;
		/* the consumer page is never stored to */
		assert_int_equal(fake.rings[i].consumer.pos, 0);
	}
	assert_int_equal(seen.gaps, overwritten);
	assert_int_equal(seen.records + seen.gaps, attempted);
	/* nothing new: nothing twice */
	assert_int_equal(take(drain, &seen, NULL), 0);
	burst(&fake, 3, 20);
	take(drain, &seen, NULL);
	assert_int_equal(seen.records + seen.gaps, attempted + 20);
	syscord_drain_close(drain);
	fake_free(&fake);
}

/* Of each ring at most the last `before` bytes, beginning with a whole record */
static void before(void **state)
{
	struct syscord_drain *drain;
	struct seen seen = { 0 };
	struct fake fake;
	size_t bytes;

	(void)state;
	fake_init(&fake, 2, 1 << 20);
	fake.before = 50000;
	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	burst(&fake, 2, 5000);
	bytes = take(drain, &seen, NULL);
	assert_true(bytes <= 100000 && bytes > 100000 - 2 * 21000);
	for (unsigned int i = 0; i < 2; i++)
		assert_int_equal(seen.pos[i], fake.rings[i].producer.pos);
	/* more than there is */
	fake.before = 1 << 30;
	memset(&seen, 0, sizeof(seen));
	syscord_drain_close(drain);
	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	take(drain, &seen, NULL);
	assert_int_equal(seen.records + seen.gaps, 5000);
	syscord_drain_close(drain);
	fake_free(&fake);
}

/* Records are overwritten between the pieces of a snapshot, and much is before the next */
static void between(void **state)
{
	struct syscord_drain *drain;
	struct seen seen = { 0 };
	struct fake fake;
	uint64_t attempted = 0;

	(void)state;
	fake_init(&fake, 3, 4 << 20);
	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	for (int i = 0; i < 40; i++) {
		burst(&fake, 3, rand() % 8000);
		for (unsigned int k = 0; i % 5 == 4 && k < 3; k++)
			fake.rings[k].frozen = rand() % 2;
		take(drain, &seen, &fake);
	}
	for (unsigned int k = 0; k < 3; k++) {
		fake.rings[k].frozen = false;
		assert_true(fake_put_lost(&fake, &fake.rings[k]));
	}
	take(drain, &seen, NULL);
	for (unsigned int i = 0; i < 3; i++)
		attempted += fake.rings[i].producer.attempted;
	assert_true(seen.gaps > 0);
	assert_true(seen.told > 0);
	assert_int_equal(seen.records + seen.gaps + seen.told, attempted);
	syscord_drain_close(drain);
	fake_free(&fake);
}

static bool producing;

static void *produce(void *ctx)
{
	unsigned int seed = 3;

	while (__atomic_load_n(&producing, __ATOMIC_ACQUIRE))
		for (int i = 0; i < 100; i++)
			record(ctx, (unsigned int)rand_r(&seed) % 2);
	return NULL;
}

static uint64_t head(const struct fake *fake)
{
	return __atomic_load_n(&fake->rings[0].producer.pos, __ATOMIC_ACQUIRE);
}

/* A producer that never waits, on rings that it fills while they are copied */
static void racing(void **state)
{
	const int snapshots = 300;
	struct syscord_drain *drain;
	struct seen seen = { 0 };
	struct fake fake;
	uint64_t attempted = 0;
	pthread_t thread;

	(void)state;
	fake_init(&fake, 2, SYSCORD_RING_MIN);
	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	producing = true;
	assert_int_equal(pthread_create(&thread, NULL, produce, &fake), 0);
	/* full rings, or nothing is overwritten while it is copied */
	for (int i = 0; i < snapshots; i++) {
		const uint64_t until = head(&fake) + SYSCORD_RING_MIN;

		while (head(&fake) < until)
			sched_yield();
		take(drain, &seen, NULL);
	}
	__atomic_store_n(&producing, false, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	take(drain, &seen, NULL);
	for (unsigned int i = 0; i < 2; i++)
		attempted += fake.rings[i].producer.attempted;
	assert_true(seen.gaps > 0);
	assert_int_equal(seen.records + seen.gaps, attempted);
	printf("%llu records read, %llu overwritten\n", (unsigned long long)seen.records,
	       (unsigned long long)seen.gaps);
	syscord_drain_close(drain);
	fake_free(&fake);
}

/* ---- files ---- */

static struct syscord_writer *writer_open(struct fake *fake, struct syscord_drain **drain)
{
	struct syscord_writer_config config = {
		.dir = dir,
		.info = &info,
		.cpus = FAKE_CPUS,
		.boot_id = "0123456789abcde",
	};
	struct syscord_writer *writer;

	assert_int_equal(syscord_drain_open_ops(&fake_ops, fake, drain, &err), 0);
	assert_int_equal(syscord_writer_open(&config, *drain, &writer, &err), 0);
	return writer;
}

struct told {
	uint64_t records, overwritten, other;
	uint64_t next[FAKE_CPUS];
	uint64_t real; /* time of the last one */
};

/* All that a recording tells, in which the numbers of each CPU have no hole */
static void read_since(struct told *told, bool from_start, uint64_t since)
{
	struct syscord_stream *stream;
	struct syscord_event event;
	bool known[FAKE_CPUS] = { false };
	uint64_t last = 0;
	int ret;

	memset(told, 0, sizeof(*told));
	assert_int_equal(syscord_stream_open(dir, &stream, &err), 0);
	if (since)
		syscord_stream_limit(stream, since, UINT64_MAX);
	while ((ret = syscord_stream_next(stream, &event, &err)) == 1) {
		uint64_t *next = &told->next[event.cpu];

		assert_true(event.rec->time >= last);
		last = event.rec->time;
		told->real = event.real_time;
		if (known[event.cpu] || from_start)
			assert_int_equal(event.rec->seq, (uint32_t)*next);
		else
			*next = event.rec->seq;
		known[event.cpu] = true;
		if (event.rec->type == SYSCORD_LOST) {
			const struct syscord_lost *lost = (const void *)(event.rec + 1);

			told->overwritten += lost->by_reason[SYSCORD_LOST_OVERWRITTEN];
			told->other += lost->count - lost->by_reason[SYSCORD_LOST_OVERWRITTEN];
			assert_true(lost->first <= lost->last && lost->last <= event.rec->time);
			*next += lost->count;
		} else {
			assert_int_equal(check_record(event.rec, event.rec->len, event.cpu), *next);
			told->records++;
			(*next)++;
		}
	}
	assert_int_equal(ret, 0);
	syscord_stream_close(stream);
}

static void read_all(struct told *told, bool from_start)
{
	read_since(told, from_start, 0);
}

/* Each into a segment of its own; the last one when the session has stopped */
static void segments(void **state)
{
	struct syscord_verify_result result;
	struct syscord_writer *writer;
	struct syscord_drain *drain;
	uint64_t attempted = 0;
	struct told told, part;
	struct fake fake;
	char **names;
	ssize_t n;

	(void)state;
	fake_init(&fake, 3, 256 << 10);
	writer = writer_open(&fake, &drain);
	for (int i = 0; i < 12; i++) {
		fake.now += 10000000000;
		burst(&fake, i < 6 ? 2 : 3, rand() % 6000);
		for (unsigned int k = 0; k < 3; k++)
			fake.rings[k].frozen = i % 4 == 3;
		burst(&fake, i < 6 ? 2 : 3, 10);
		assert_true(syscord_writer_round(writer, &err) > 0);
		if (i == 5) {
			/* this reader ends, and another goes on */
			assert_int_equal(syscord_writer_close(writer, &err), 0);
			syscord_drain_close(drain);
			writer = writer_open(&fake, &drain);
		} else {
			assert_int_equal(syscord_writer_end(writer, NULL, &err), 0);
		}
	}
	fake.recording = false;
	for (unsigned int i = 0; i < 3; i++) {
		fake.rings[i].frozen = false;
		assert_true(fake_put_lost(&fake, &fake.rings[i]));
		attempted += fake.rings[i].producer.attempted;
	}
	syscord_drain_refresh(drain);
	assert_true(syscord_writer_round(writer, &err) > 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);

	n = syscord_segment_list(dir, &names, &err);
	assert_int_equal(n, 13);
	read_all(&told, true);
	assert_int_equal(told.records + told.overwritten + told.other, attempted);
	assert_true(told.overwritten > 0 && told.other > 0);
	/* what the index lets pass by is not told as overwritten */
	read_since(&part, false, told.real - 55000000000);
	assert_true(part.records && part.records < told.records * 3 / 4);
	assert_true(part.overwritten && part.overwritten < told.overwritten * 3 / 4);
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_int_equal(result.errors, 0);
	assert_int_equal(result.records, told.records);
	assert_int_equal(result.lost, told.overwritten + told.other);
	assert_int_equal(result.attempted, attempted);
	assert_true(result.exact);

	/* what the disk's owner deletes was not overwritten */
	unlink(names[0]);
	unlink(names[1]);
	read_all(&told, false);
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_int_equal(result.errors, 0);
	assert_int_equal(result.records, told.records);
	assert_int_equal(result.lost, told.overwritten + told.other);
	assert_int_equal(result.attempted, result.records + result.lost);
	unlink(names[5]);
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_true(result.errors > 0);
	syscord_segment_list_free(names, (size_t)n);
	fake_free(&fake);
}

static const size_t chunks_of_four = 4;

/* The recording without one of its chunks: verify's number of errors */
static uint64_t without(const char *path, size_t which)
{
	struct syscord_verify_result result;
	struct syscord_segment *segment = syscord_segment_new(open(path, O_RDONLY));
	char copy[sizeof(dir) + 16];
	struct syscord_frame frame;
	size_t chunk = 0;
	FILE *out;

	snprintf(copy, sizeof(copy), "%s/cut", dir);
	out = fopen(copy, "w");
	while (syscord_segment_next(segment, &frame) == 1) {
		const bool gone = frame.kind < 0 && chunk++ == which;

		if (!gone && frame.kind != SYSCORD_NOTE_INDEX && frame.kind != SYSCORD_NOTE_END)
			fwrite(frame.raw, frame.size, 1, out);
	}
	fclose(out);
	syscord_segment_free(segment);
	assert_int_equal(chunk, chunks_of_four);
	assert_int_equal(syscord_verify(copy, NULL, &result), 0);
	unlink(copy);
	return result.errors;
}

/* Of a ring that nothing was written over in, no chunk may be missing */
static void hole(void **state)
{
	struct syscord_writer *writer;
	struct syscord_drain *drain;
	struct fake fake;
	char **names;

	(void)state;
	fake_init(&fake, 1, 256 << 10);
	writer = writer_open(&fake, &drain);
	for (size_t i = 0; i < chunks_of_four; i++) {
		burst(&fake, 1, 20);
		fake.recording = i + 1 < chunks_of_four;
		syscord_drain_refresh(drain);
		assert_true(syscord_writer_round(writer, &err) > 0);
	}
	assert_int_equal(fake.rings[0].producer.lost[SYSCORD_LOST_OVERWRITTEN], 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	assert_int_equal(syscord_segment_list(dir, &names, &err), 1);
	assert_int_equal(without(names[0], SIZE_MAX), 0);
	for (size_t i = 0; i < chunks_of_four; i++)
		assert_true(without(names[0], i) > 0);
	syscord_segment_list_free(names, 1);
	fake_free(&fake);
}

/* Under a producer that never waits: every snapshot is whole, and they continue each other */
static void racing_segments(void **state)
{
	struct syscord_verify_result result;
	struct syscord_writer *writer;
	struct syscord_drain *drain;
	uint64_t attempted = 0;
	pthread_t thread;
	struct told told;
	struct fake fake;

	(void)state;
	fake_init(&fake, 2, 2 << 20);
	writer = writer_open(&fake, &drain);
	producing = true;
	assert_int_equal(pthread_create(&thread, NULL, produce, &fake), 0);
	for (int i = 0; i < 30; i++) {
		assert_true(syscord_writer_round(writer, &err) >= 0);
		assert_int_equal(syscord_writer_end(writer, NULL, &err), 0);
		assert_int_equal(syscord_verify(dir, NULL, &result), 0);
		assert_int_equal(result.errors, 0);
		assert_int_equal(result.missing, 0);
	}
	__atomic_store_n(&producing, false, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	fake.recording = false;
	assert_true(syscord_writer_round(writer, &err) > 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	for (unsigned int i = 0; i < 2; i++)
		attempted += fake.rings[i].producer.attempted;
	read_all(&told, true);
	assert_int_equal(told.records + told.overwritten, attempted);
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_int_equal(result.errors, 0);
	assert_int_equal(result.attempted, attempted);
	assert_int_equal(result.records, told.records);
	assert_int_equal(result.lost, told.overwritten);
	fake_free(&fake);
}

/* More is overwritten between two snapshots, or lost while frozen, than 32 bits can tell */
static void far_apart(void **state)
{
	static const uint64_t far = 3ULL << 32;
	struct syscord_verify_result result;
	struct syscord_writer *writer;
	struct syscord_drain *drain;
	struct fake_ring *ring;
	struct told told;
	struct fake fake;

	(void)state;
	fake_init(&fake, 1, SYSCORD_RING_MIN);
	ring = &fake.rings[0];
	writer = writer_open(&fake, &drain);
	burst(&fake, 1, 1000);
	assert_true(syscord_writer_round(writer, &err) > 0);
	assert_int_equal(syscord_writer_end(writer, NULL, &err), 0);
	/* a day goes by */
	ring->producer.attempted += far;
	ring->producer.lost[SYSCORD_LOST_OVERWRITTEN] += far;
	burst(&fake, 1, 1000);
	ring->frozen = true;
	burst(&fake, 1, 1);
	ring->producer.attempted += far;
	ring->producer.lost[SYSCORD_LOST_FULL] += far;
	ring->pending_lost += far;
	assert_true(syscord_writer_round(writer, &err) > 0);
	assert_int_equal(syscord_writer_end(writer, NULL, &err), 0);
	ring->frozen = false;
	burst(&fake, 1, 100);
	fake.recording = false;
	assert_true(syscord_writer_round(writer, &err) > 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	read_all(&told, true);
	assert_int_equal(told.records + told.overwritten + told.other, 2 * far + 2101);
	assert_int_equal(syscord_verify(dir, NULL, &result), 0);
	assert_int_equal(result.errors, 0);
	assert_int_equal(result.attempted, 2 * far + 2101);
	fake_free(&fake);
}

/* ---- options, and what a snapshot says of the trigger ---- */

static void policies(void **state)
{
	struct syscord_flight_opts opts = SYSCORD_FLIGHT_UNSET;
	struct syscord_policy policy = { .on_full = SYSCORD_ON_FULL_OVERWRITE };

	(void)state;
	assert_int_equal(syscord_flight_policy(&opts, SYSCORD_ON_FULL_DROP, &policy, &err), 0);
	assert_int_equal(policy.trigger, SYSCORD_TRIGGER_CORE);
	assert_int_equal(policy.after, SYSCORD_FLIGHT_AFTER_MS);
	opts.trigger = "ret < 0";
	opts.no_core = true;
	opts.after = 0;
	opts.before = 4096;
	assert_int_equal(syscord_flight_policy(&opts, SYSCORD_ON_FULL_OVERWRITE, &policy, &err), 0);
	assert_int_equal(policy.trigger, SYSCORD_TRIGGER_FILTER);
	assert_int_equal(policy.after, 0);
	assert_int_equal(policy.before, 4096);
	/* what is not named stays */
	opts = (struct syscord_flight_opts)SYSCORD_FLIGHT_UNSET;
	assert_int_equal(syscord_flight_policy(&opts, SYSCORD_ON_FULL_OVERWRITE, &policy, &err), 0);
	assert_int_equal(policy.trigger, SYSCORD_TRIGGER_FILTER);
	assert_int_equal(policy.before, 4096);
	policy.on_full = SYSCORD_ON_FULL_WAIT;
	assert_int_equal(syscord_flight_policy(&opts, SYSCORD_ON_FULL_OVERWRITE, &policy, &err), 0);
	assert_int_equal(policy.trigger | policy.after | policy.before, 0);
	opts.core = true;
	assert_int_equal(syscord_flight_policy(&opts, SYSCORD_ON_FULL_WAIT, &policy, &err),
			 -EINVAL);
	assert_null(syscord_flight_wrong(&opts));
	opts.no_core = true;
	assert_non_null(syscord_flight_wrong(&opts));
}

static void states(void **state)
{
	static const char *const given[] = {
		"{\"cut\":false,\"processes\":[]}",
		"{\"cut\":false,\"processes\":[{\"pid\":12,\"comm\":\"leader\","
		"\"threads\":[{\"tid\":12,\"comm\":\"leader\"}]}]}",
		"",
		"no JSON",
	};
	struct syscord_status st = { .trigger_why = SYSCORD_TRIGGER_CORE,
				     .trigger_time = 5,
				     .trigger_pid = 12,
				     .trigger_tid = 13,
				     .trigger_comm = { 'a', '\xff', 'b' } };
	char why[128], *text;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(given); i++) {
		text = syscord_flight_state(strdup(given[i]), &st);
		assert_non_null(strstr(text, "\"trigger\":{\"why\":\"core\",\"time\":5,"
					     "\"pid\":12,\"tid\":13,\"comm\":\"a\xc3\xbf"
					     "b\"}"));
		assert_non_null(strstr(text, "{\"tid\":13,\"comm\":\"a\xc3\xbf"
					     "b\"}"));
		assert_true(i != 1 || strstr(text, "\"comm\":\"leader\""));
		free(text);
	}
	/* who asked is nobody that was recorded */
	st.trigger_why = SYSCORD_TRIGGER_ASKED;
	text = syscord_flight_state(NULL, &st);
	assert_non_null(strstr(text, "\"processes\":[]"));
	free(text);
	st.trigger_why = 0;
	text = syscord_flight_state(strdup(given[0]), &st);
	assert_string_equal(text, given[0]);
	free(text);
	st = (struct syscord_status){ .trigger_why = SYSCORD_TRIGGER_FILTER,
				      .trigger_pid = 1,
				      .trigger_tid = 2 };
	memset(st.trigger_comm, 'x', sizeof(st.trigger_comm));
	syscord_flight_tell(&st, why, sizeof(why));
	assert_string_equal(why, "a call by xxxxxxxxxxxxxxxx (process 1, thread 2)");
}

/* At once now and then, four in four seconds if it never ends, and always if asked */
static void pace(void **state)
{
	struct syscord_flight_pace p = { 0 };
	struct syscord_status st = { .trigger_why = SYSCORD_TRIGGER_CORE, .trigger_time = 1 };

	(void)state;
	for (int i = 0; i < SYSCORD_FLIGHT_BURST; i++) {
		assert_int_equal(syscord_flight_due(&st, &p), 0);
		syscord_flight_done(&p, &st);
	}
	assert_in_range(syscord_flight_due(&st, &p), 1, 4000);
	st.trigger_why = SYSCORD_TRIGGER_ASKED;
	assert_int_equal(syscord_flight_due(&st, &p), 0);
	/* the same time again: it has fired since, by we do not know whom */
	syscord_flight_again(&p, &st);
	assert_string_equal(syscord_flight_why(st.trigger_why), "again");
	st.trigger_why = SYSCORD_TRIGGER_CORE;
	st.trigger_time = 2;
	syscord_flight_again(&p, &st);
	assert_int_equal(st.trigger_why, SYSCORD_TRIGGER_CORE);
	st.policy.after = UINT32_MAX;
	st.trigger_time = syscord_clock_ns(CLOCK_BOOTTIME);
	assert_in_range(syscord_flight_due(&st, &p), UINT32_MAX - 60000ULL, UINT32_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(quiet, setup),
		cmocka_unit_test_setup(before, setup),
		cmocka_unit_test_setup(between, setup),
		cmocka_unit_test_setup(racing, setup),
		cmocka_unit_test_setup(segments, setup),
		cmocka_unit_test_setup(hole, setup),
		cmocka_unit_test_setup(racing_segments, setup),
		cmocka_unit_test_setup(far_apart, setup),
		cmocka_unit_test(policies),
		cmocka_unit_test(states),
		cmocka_unit_test(pace),
	};
	int failed;

	srand(1);
	if (!mkdtemp(dir))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	clean();
	rmdir(dir);
	return failed;
}
