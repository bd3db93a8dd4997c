/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Losses to the record: by CPU and reason the same in the module's counters, in the stream,
 * in the epochs and in what verify says. What is cut out of a recording is missing.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <dirent.h>
#include <sys/stat.h>
#include <cmocka.h>
#include <jansson.h>
#include "fake_ring.h"
#include "lost.h"

#define CPUS 3
#define FRAMES_MAX 512

static char dir[] = "/tmp/test_account.XXXXXX";
static struct syscord_source_info info = {
	.host = "box", .release = "6.1", .machine = "x86_64", .version = "#1", .abi = 1,
	.session = "default", .filter = (char *)(uintptr_t)"",
};
static struct syscord_error err;
static struct fake fake;
static struct syscord_drain *drain;
static struct syscord_writer *writer;
static uint64_t kept[FAKE_CPUS];

static int setup(void **state)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	(void)state;
	while ((e = readdir(d)))
		if (e->d_name[0] != '.')
			unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
	memset(&fake, 0, sizeof(fake));
	memset(kept, 0, sizeof(kept));
	fake.session = 77;
	fake.now = 1000000;
	fake.recording = true;
	for (unsigned int i = 0; i < CPUS; i++)
		fake_ring_make(&fake, i, SYSCORD_RING_MIN);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_free(&fake);
	return 0;
}

static void begin(void)
{
	struct syscord_writer_config config = { .dir = dir, .info = &info, .cpus = FAKE_CPUS,
						.boot_id = "0123456789abcde" };

	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	assert_int_equal(syscord_writer_open(&config, drain, &writer, &err), 0);
}

static void take(void)
{
	syscord_drain_refresh(drain);
	assert_true(syscord_writer_round(writer, &err) >= 0);
}

static void leave(void)
{
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
}

static void finish(void)
{
	fake.recording = false;
	take();
	leave();
}

/* Some more than fit, and some that are lost for another reason */
static void burst(int count)
{
	const uint64_t args[3] = { 1, 2, 3 };

	for (int i = 0; i < count; i++) {
		unsigned int cpu = (unsigned int)rand() % CPUS;

		if (rand() % 7 == 0)
			fake_lose(&fake, &fake.rings[cpu], (unsigned int)rand() % SYSCORD_LOST_REASONS);
		else if (fake_record(&fake, cpu, fake_call(7, 0, i, 3, args, NULL, 0)))
			kept[cpu]++;
	}
}

static json_t *verified(const char *path, struct syscord_verify_result *result)
{
	struct syscord_verify_opts opts = { .json = true };
	char *text = NULL;
	size_t size = 0;
	json_t *root;

	opts.out = open_memstream(&text, &size);
	assert_int_equal(syscord_verify_run(&opts, path, result, &err), 0);
	fclose(opts.out);
	root = json_loads(text, 0, NULL);
	assert_non_null(root);
	free(text);
	return root;
}

static uint64_t member(const json_t *object, const char *key)
{
	assert_true(json_is_integer(json_object_get(object, key)));
	return (uint64_t)json_integer_value(json_object_get(object, key));
}

static const json_t *cpu_of(const json_t *root, uint32_t cpu)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(root, "cpus"), i, one) {
		const json_t *number = json_object_get(one, "cpu");

		if (cpu == SYSCORD_CPU_NONE ? json_is_null(number) :
		    json_is_integer(number) && json_integer_value(number) == cpu)
			return one;
	}
	return NULL;
}

static void same_reasons(const json_t *object, const __u64 *by_reason)
{
	const json_t *reasons = json_object_get(object, "lost_by_reason");

	assert_int_equal(json_object_size(reasons), SYSCORD_LOST_REASONS);
	for (unsigned int i = 0; i < SYSCORD_LOST_REASONS; i++)
		assert_int_equal(member(reasons, syscord_lost_name(i)), by_reason[i]);
	assert_int_equal(member(object, "lost"), syscord_lost_sum(by_reason));
	assert_int_equal(member(object, "lost_unexplained"), 0);
}

/* Verify's accounts are the fake kernel's */
static void accounts_agree(void)
{
	struct syscord_verify_result result;
	json_t *root = verified(dir, &result);
	__u64 all[SYSCORD_LOST_REASONS] = { 0 };

	assert_int_equal(result.errors, 0);
	assert_int_equal(result.missing, 0);
	assert_true(result.exact);
	assert_int_equal(result.attempted, result.records + result.lost);
	for (uint32_t cpu = 0; cpu < CPUS; cpu++) {
		const struct syscord_producer *p = &fake.rings[cpu].producer;
		const json_t *one = cpu_of(root, cpu);

		assert_non_null(one);
		same_reasons(one, p->lost);
		syscord_lost_add(all, p->lost);
		assert_int_equal(member(one, "attempted"), p->attempted);
		assert_int_equal(member(one, "read"), kept[cpu]);
		assert_int_equal(member(one, "missing"), 0);
		assert_true(member(one, "lost_first_ns") <= member(one, "lost_last_ns"));
	}
	all[SYSCORD_LOST_NO_MEMORY] += fake.lost_outside;
	same_reasons(root, all);
	if (fake.lost_outside) {
		const json_t *one = cpu_of(root, SYSCORD_CPU_NONE);

		assert_non_null(one);
		assert_int_equal(member(one, "attempted"), fake.lost_outside);
		assert_int_equal(member(one, "lost"), fake.lost_outside);
		assert_int_equal(member(one, "read"), 0);
	} else {
		assert_null(cpu_of(root, SYSCORD_CPU_NONE));
	}
	json_decref(root);
}

/* So is what the stream's LOST records say */
static void stream_agrees(void)
{
	__u64 told[CPUS][SYSCORD_LOST_REASONS] = { { 0 } }, outside = 0;
	uint64_t read[CPUS] = { 0 }, last = 0;
	struct syscord_stream *stream;
	struct syscord_event event;

	assert_int_equal(syscord_stream_open(dir, &stream, &err), 0);
	while (syscord_stream_next(stream, &event, &err) == 1) {
		struct syscord_lost lost;

		assert_true(event.rec->time >= last);
		last = event.rec->time;
		if (event.rec->type != SYSCORD_LOST) {
			assert_true(event.cpu < CPUS);
			read[event.cpu]++;
			continue;
		}
		syscord_record_body(event.rec, &lost, sizeof(lost));
		assert_int_equal(syscord_lost_sum(lost.by_reason), lost.count);
		assert_true(lost.first <= lost.last && lost.last <= event.rec->time);
		if (event.cpu == SYSCORD_CPU_NONE) {
			assert_int_equal(event.rec->seq, outside);
			outside += lost.by_reason[SYSCORD_LOST_NO_MEMORY];
		} else {
			syscord_lost_add(told[event.cpu], lost.by_reason);
		}
	}
	syscord_stream_close(stream);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++) {
		assert_int_equal(read[cpu], kept[cpu]);
		for (unsigned int i = 0; i < SYSCORD_LOST_REASONS; i++)
			assert_int_equal(told[cpu][i], fake.rings[cpu].producer.lost[i]);
	}
	assert_int_equal(outside, fake.lost_outside);
}

static void by_reason(void **state)
{
	(void)state;
	begin();
	for (int i = 0; i < 8; i++) {
		burst(4000);
		take();
	}
	/* behind the last record, for several reasons: no LOST record tells of them */
	burst(8000);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++) {
		fake_lose(&fake, &fake.rings[cpu], SYSCORD_LOST_FAULT);
		fake_lose(&fake, &fake.rings[cpu], SYSCORD_LOST_STOPPED);
	}
	finish();
	accounts_agree();
	stream_agrees();
}

/* Where there was no ring, before the reader came, while it was there, and between two readers */
static void outside(void **state)
{
	(void)state;
	fake.lost_outside = 3;
	burst(100);
	begin();
	take();
	burst(100);
	fake.lost_outside += 1000;
	take();
	syscord_writer_rotate(writer);
	burst(100);
	take();
	fake.lost_outside++;
	leave();
	begin();
	burst(100);
	take();
	fake.lost_outside += 2;
	finish();
	accounts_agree();
	stream_agrees();
}

/* What another recording has told is not told again */
static void outside_before(void **state)
{
	struct syscord_verify_result result;
	json_t *root;

	(void)state;
	fake.lost_outside = 55;
	burst(10);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		fake.rings[cpu].consumer.pos = fake.rings[cpu].producer.pos;
	begin();
	burst(10);
	take();
	fake.lost_outside += 7;
	finish();
	root = verified(dir, &result);
	assert_int_equal(result.errors, 0);
	assert_int_equal(member(cpu_of(root, SYSCORD_CPU_NONE), "lost"), 7);
	json_decref(root);
}

/* Reasons that do not add up, though the sums do */
static void contradiction(void **state)
{
	struct syscord_verify_result result;
	json_t *root;

	(void)state;
	begin();
	burst(20000);
	take();
	burst(100); /* the LOST records are written */
	fake.rings[1].producer.lost[SYSCORD_LOST_FULL]--;
	fake.rings[1].producer.lost[SYSCORD_LOST_WAIT]++;
	finish();
	root = verified(dir, &result);
	assert_int_equal(result.errors, 1);
	assert_int_equal(json_array_size(json_object_get(root, "problems")), 1);
	assert_non_null(strstr(json_string_value(json_object_get(
					json_array_get(json_object_get(root, "problems"), 0), "text")),
			       "CPU 1: the kernel lost"));
	json_decref(root);
}

/* ---- frames cut out of a segment ---- */

static struct frame {
	size_t at, size;
	int kind;
	uint64_t numbers; /* of a chunk: records and lost ones */
} frames[FRAMES_MAX];
static size_t count;
static uint8_t file[1 << 20];

static void load(const char *path)
{
	int fd = open(path, O_RDONLY);
	struct syscord_segment *segment;
	struct syscord_frame frame;

	assert_true(read(fd, file, sizeof(file)) > 0);
	lseek(fd, 0, SEEK_SET);
	segment = syscord_segment_new(fd);
	count = 0;
	while (syscord_segment_next(segment, &frame) == 1) {
		assert_true(count < FRAMES_MAX && frame.offset + frame.size <= sizeof(file));
		frames[count] = (struct frame){ frame.offset, frame.size, frame.kind, 0 };
		if (frame.kind < 0) {
			assert_int_equal(syscord_segment_content(segment, &frame), 0);
			frames[count].numbers = frame.chunk.next_seq - frame.chunk.seq;
			free(frame.content);
		}
		count++;
	}
	syscord_segment_free(segment);
}

/* Writes the frames that are not cut, without index and end; says what verify makes of it */
static void cut(const char *path, const bool *gone, struct syscord_verify_result *result)
{
	FILE *out = fopen(path, "w");

	for (size_t i = 0; i < count; i++)
		if (!gone[i] && frames[i].kind != SYSCORD_NOTE_INDEX &&
		    frames[i].kind != SYSCORD_NOTE_END)
			fwrite(file + frames[i].at, frames[i].size, 1, out);
	fclose(out);
	assert_int_equal(syscord_verify(path, NULL, result), 0);
}

static void cut_frames(void **state)
{
	struct syscord_verify_result result;
	uint64_t attempted = 0, chunks = 0;
	char **names;

	(void)state;
	begin();
	for (int i = 0; i < 12; i++) {
		burst(i % 3 ? 300 : 6000);
		take();
	}
	finish();
	accounts_agree();
	assert_int_equal(syscord_segment_list(dir, &names, &err), 1);
	load(names[0]);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		attempted += fake.rings[cpu].producer.attempted;
	for (size_t i = 0; i < count; i++) {
		bool gone[FRAMES_MAX] = { false };

		if (frames[i].kind >= 0)
			continue;
		chunks++;
		/* one chunk, the first and the last of a ring among them */
		gone[i] = true;
		cut(names[0], gone, &result);
		assert_true(result.errors > 0);
		assert_int_equal(result.missing, frames[i].numbers);
		assert_int_equal(result.attempted, attempted);
		assert_int_equal(result.records + result.lost + result.missing, attempted);
		assert_true(result.exact);
	}
	assert_true(chunks > 20);
	for (int keep_last = 0; keep_last < 2; keep_last++) {
		bool gone[FRAMES_MAX] = { false };
		uint64_t numbers = 0, left = 0;
		size_t last = 0;

		/* every other chunk, and the epochs: numbers alone show it */
		for (size_t i = 0; i < count; i++)
			if (frames[i].kind == SYSCORD_NOTE_EPOCH)
				last = i;
		for (size_t i = 0; i < count; i++) {
			gone[i] = frames[i].kind == SYSCORD_NOTE_EPOCH;
			if (frames[i].kind >= 0)
				continue;
			gone[i] = left++ % 2 && left + CPUS < chunks;
			numbers += gone[i] ? frames[i].numbers : 0;
		}
		gone[last] = !keep_last;
		cut(names[0], gone, &result);
		assert_true(result.errors > 0);
		assert_int_equal(result.missing, numbers);
		assert_int_equal(result.exact, keep_last);
	}
	syscord_segment_list_free(names, 1);
}

/*
 * What a stop left behind the last record the next LOST record tells, too. The reader is
 * killed before it can write another epoch.
 */
static void started_again(void **state)
{
	struct syscord_verify_result result;
	bool gone[FRAMES_MAX] = { false };
	char **names;
	size_t last = 0;

	(void)state;
	begin();
	burst(100);
	take();
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		fake_lose(&fake, &fake.rings[cpu], SYSCORD_LOST_FULL);
	fake.recording = false;
	take();
	fake.recording = true;
	burst(100);
	take();
	leave();
	assert_int_equal(syscord_segment_list(dir, &names, &err), 1);
	load(names[0]);
	for (size_t i = 0; i < count; i++)
		if (frames[i].kind == SYSCORD_NOTE_EPOCH)
			last = i;
	gone[last] = true;
	cut(names[0], gone, &result);
	assert_int_equal(result.errors, 0);
	assert_false(result.exact);
	syscord_segment_list_free(names, 1);
	/* lost behind the very last record: nothing tells of that */
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		for (unsigned int i = 0; i < SYSCORD_LOST_REASONS; i++)
			fake.rings[cpu].producer.lost[i] -= fake.rings[cpu].pending_by[i];
	stream_agrees();
}

/* What another recording has of a CPU that is idle since then is not this one's */
static void idle_cpu(void **state)
{
	struct syscord_verify_result result;
	const uint64_t args[1] = { 1 };
	json_t *root;

	(void)state;
	burst(50);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		fake.rings[cpu].consumer.pos = fake.rings[cpu].producer.pos;
	fake.recording = false;
	begin();
	fake_record(&fake, 0, fake_call(7, 0, 0, 1, args, NULL, 0));
	finish();
	root = verified(dir, &result);
	assert_int_equal(result.errors, 0);
	assert_int_equal(result.attempted, result.records + result.lost);
	assert_int_equal(member(cpu_of(root, 1), "attempted"), 0);
	json_decref(root);
}

/* A CPU that came after the header, and all of whose chunks are gone */
static void late_cpu(void **state)
{
	struct syscord_verify_result result;
	bool gone[FRAMES_MAX] = { false };
	const uint64_t args[1] = { 1 };
	char **names;
	size_t n = 0;

	(void)state;
	begin();
	burst(50);
	take();
	fake_ring_make(&fake, CPUS, SYSCORD_RING_MIN);
	for (int i = 0; i < 5; i++)
		fake_record(&fake, CPUS, fake_call(7, 0, i, 1, args, NULL, 0));
	finish();
	assert_int_equal(syscord_segment_list(dir, &names, &err), 1);
	load(names[0]);
	for (size_t i = 0; i < count; i++)
		if (frames[i].kind < 0)
			n = i; /* the last chunk is its only one */
	assert_int_equal(frames[n].numbers, 5);
	gone[n] = true;
	cut(names[0], gone, &result);
	assert_true(result.errors > 0);
	assert_int_equal(result.missing, 5);
	assert_int_equal(result.attempted, result.records + result.lost + result.missing);
	syscord_segment_list_free(names, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(by_reason, setup, teardown),
		cmocka_unit_test_setup_teardown(outside, setup, teardown),
		cmocka_unit_test_setup_teardown(outside_before, setup, teardown),
		cmocka_unit_test_setup_teardown(contradiction, setup, teardown),
		cmocka_unit_test_setup_teardown(cut_frames, setup, teardown),
		cmocka_unit_test_setup_teardown(started_again, setup, teardown),
		cmocka_unit_test_setup_teardown(idle_cpu, setup, teardown),
		cmocka_unit_test_setup_teardown(late_cpu, setup, teardown),
	};
	int failed;

	if (!mkdtemp(dir))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	setup(NULL);
	fake_free(&fake);
	rmdir(dir);
	return failed;
}
