/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The format stands still: recordings that are checked in read as they always
 * did, encoding their records gives their bytes, and docs/FORMAT.md's example is
 * of the first.
 *
 * `test_golden --write` makes the files anew, which is right only with a new
 * version of the format; `test_golden --example` prints docs/FORMAT.md's dump.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <zstd.h>
#include "fake_ring.h"
#include "fixed.h"

#define FORMAT	  "docs/FORMAT.md"


struct content {
	int kind;
	size_t size;
	uint8_t bytes[16384] __attribute__((aligned(8)));
};

static struct content contents[8];
static size_t count;

static struct content *add(int kind, size_t size)
{
	struct content *c = &contents[count++];
	struct syscord_note *note = (struct syscord_note *)c->bytes;

	memset(c, 0, sizeof(*c));
	c->kind = kind;
	c->size = size;
	if (kind >= 0)
		*note = (struct syscord_note){ SYSCORD_NOTE_MAGIC, (uint16_t)kind, 1,
					       (uint32_t)size, 0 };
	return c;
}

static size_t append(uint8_t *to, size_t at, struct syscord_record *rec, uint64_t time, uint32_t seq)
{
	rec->time = time;
	rec->seq = seq;
	memcpy(to + at, rec, rec->len);
	return at + rec->len;
}

static void add_chunk(uint32_t cpu, uint64_t pos, uint64_t seq, const uint8_t *records,
		      size_t bytes)
{
	struct syscord_chunk chunk = { .session = 1, .cpu = cpu, .pos = pos, .seq = seq,
				       .boot_id = "golden recording" };
	struct content *c = add(-1, 0);

	chunk.base = ((const struct syscord_record *)records)->time;
	c->size = (size_t)syscord_chunk_encode(&chunk, records, bytes, c->bytes);
}

/* All recordings begin so: header and snapshot */
static void build_start_of_file(void)
{
	static const char filter[] = "comm == \"golden\"";
	static const char json[] = "{\"cut\":false,\"processes\":[]}";
	static struct syscord_note_header header;
	struct syscord_policy policy = { .size = sizeof(policy), .ring_bytes = 4 << 20,
					 .snaplen = 256 };
	struct content *c;

	count = 0;
	c = add(SYSCORD_NOTE_HEADER, sizeof(header) + sizeof(policy) + sizeof(filter) - 1);
	header = *(struct syscord_note_header *)c->bytes;
	memcpy(header.boot_id, "golden recording", 16);
	header.session = 1;
	header.boot = 1999000000;
	header.mono = 1999000000;
	header.real = 1700000001999000000;
	header.page_size = 4096;
	header.cpus = 2;
	header.abi = SYSCORD_ABI_X86_64;
	header.uapi = 1;
	header.segment = 1;
	header.policy_size = sizeof(policy);
	header.filter_len = sizeof(filter) - 1;
	strcpy(header.name, "default");
	strcpy(header.host, "golden");
	strcpy(header.release, "6.1.0");
	strcpy(header.machine, "x86_64");
	strcpy(header.version, "#1 SMP");
	memcpy(c->bytes, &header, sizeof(header));
	memcpy(c->bytes + sizeof(header), &policy, sizeof(policy));
	memcpy(c->bytes + sizeof(header) + sizeof(policy), filter, sizeof(filter) - 1);

	c = add(SYSCORD_NOTE_SNAPSHOT, sizeof(struct syscord_note) + sizeof(json) - 1);
	memcpy(c->bytes + sizeof(struct syscord_note), json, sizeof(json) - 1);
}

/* What the frames of the oldest recording hold, made anew */
static void build(void)
{
	static const char data[] = "1234567890123456789012345";
	static uint8_t ring[1024] __attribute__((aligned(8)));
	const uint64_t args[3] = { 3, 0x7ffc0000, 25 };
	struct syscord_lost lost = { .count = 3, .first = 2001000000, .last = 2040000000,
				     .by_reason = { 2, 1 } };
	struct syscord_record *rec;
	struct syscord_index_entry *entry;
	struct content *c;
	size_t at;

	build_start_of_file();
	rec = fake_call(100, 110, 99, 0, NULL, NULL, 0);
	at = append(ring, 0, rec, 2000000000, 0);
	at = append(ring, at, rec, 2000000700, 1);
	add_chunk(0, 0, 0, ring, at);

	at = append(ring, 0, fake_call(101, 0, 25, 3, args, data, 25), 2000000300, 0xfffffffe);
	rec = fake_call(0, 0, 0, 0, NULL, NULL, 0);
	memset(rec + 1, 0, 200);
	rec->type = SYSCORD_LOST;
	rec->body = sizeof(lost);
	rec->len = sizeof(*rec) + sizeof(lost);
	memcpy(rec + 1, &lost, sizeof(lost));
	at = append(ring, at, rec, 2050000000, 0xffffffff);
	at = append(ring, at, fake_call(101, 3, 0, 1, args, NULL, 0), 2050000100, 2);
	add_chunk(1, 8192, 0xfffffffe, ring, at);

	c = add(SYSCORD_NOTE_EPOCH, sizeof(struct syscord_note_epoch) +
				    2 * sizeof(struct syscord_epoch_ring));
	*(struct syscord_note_epoch *)c->bytes = (struct syscord_note_epoch){
		.note = *(struct syscord_note *)c->bytes, .boot = 2060000000, .mono = 2060000000,
		.real = 1700000002060000000, .safe = 2000000500, .rings = 2,
		.flags = SYSCORD_EPOCH_STOPPED,
	};
	memcpy(c->bytes + sizeof(struct syscord_note_epoch), (struct syscord_epoch_ring[2]){
		{ .cpu = 0, .pos = 112, .seq = 2, .attempted = 2 },
		{ .cpu = 1, .pos = 8192 + at, .seq = 0x100000003, .attempted = 0x100000003,
		  .lost = { 2, 1 } },
	}, 2 * sizeof(struct syscord_epoch_ring));

	/* Offsets are of the packed file: filled in by pack(), not compared */
	c = add(SYSCORD_NOTE_INDEX, sizeof(struct syscord_note_index) + 2 * sizeof(*entry));
	((struct syscord_note_index *)c->bytes)->chunks = 2;
	entry = (struct syscord_index_entry *)(c->bytes + sizeof(struct syscord_note_index));
	entry[0] = (struct syscord_index_entry){ .first = 2000000000, .last = 2000000700,
						 .records = 2 };
	entry[1] = (struct syscord_index_entry){ .first = 2000000300, .last = 2050000100,
						 .records = 3, .cpu = 1 };
	c = add(SYSCORD_NOTE_END, sizeof(struct syscord_note_end));
	((struct syscord_note_end *)c->bytes)->records = 5;
}

/* Signals, ends of threads, and calls that were watched from their entry: fixed.h */
static void build_later(void)
{
	static uint8_t ring[16384] __attribute__((aligned(8)));
	static struct build b;
	struct syscord_index_entry *entry;
	struct content *c;
	size_t at = 0;

	b = (struct build){ .pid = 22569, .tid = 22569, .time = 2000000000 };
	build_start_of_file();
	for (unsigned int i = 0; i < FIXED_LATER; i++) {
		const struct syscord_record *rec = fixed_record(&b, FIXED_FIRST_LATER + i);

		assert_true(at + rec->len <= sizeof(ring));
		memcpy(ring + at, rec, rec->len);
		at += rec->len;
	}
	add_chunk(0, 0, 0, ring, at);

	c = add(SYSCORD_NOTE_EPOCH, sizeof(struct syscord_note_epoch) +
				    sizeof(struct syscord_epoch_ring));
	*(struct syscord_note_epoch *)c->bytes = (struct syscord_note_epoch){
		.note = *(struct syscord_note *)c->bytes, .boot = 2060000000, .mono = 2060000000,
		.real = 1700000002060000000, .safe = 2000000500, .rings = 1,
		.flags = SYSCORD_EPOCH_STOPPED,
	};
	*(struct syscord_epoch_ring *)(c->bytes + sizeof(struct syscord_note_epoch)) =
		(struct syscord_epoch_ring){ .pos = at, .seq = b.seq, .attempted = b.seq };

	c = add(SYSCORD_NOTE_INDEX, sizeof(struct syscord_note_index) + sizeof(*entry));
	((struct syscord_note_index *)c->bytes)->chunks = 1;
	entry = (struct syscord_index_entry *)(c->bytes + sizeof(struct syscord_note_index));
	*entry = (struct syscord_index_entry){ .first = 2000001000, .last = b.time,
					       .records = b.seq };
	c = add(SYSCORD_NOTE_END, sizeof(struct syscord_note_end));
	((struct syscord_note_end *)c->bytes)->records = b.seq;
}

/* A call, and then those that were in flight when recording stopped */
static void build_in_flight(void)
{
	static struct build b;
	struct syscord_note_in_flight *list;
	struct syscord_index_entry *entry;
	struct syscord_record *rec;
	struct content *c;
	size_t at = 0;

	build_start_of_file();
	rec = fake_call(100, 110, 99, 0, NULL, NULL, 0);
	rec->time = 2000000000;
	add_chunk(0, 0, 0, (const uint8_t *)rec, rec->len);

	b = (struct build){ .pid = 22569, .tid = 22569, .time = 2050000000 };
	c = add(SYSCORD_NOTE_IN_FLIGHT, sizeof(*list));
	for (unsigned int i = 0; i < FIXED_IN_FLIGHT; i++) {
		const struct syscord_record *one =
			fixed_record(&b, FIXED_FIRST_LATER + FIXED_LATER + i);

		memcpy(c->bytes + sizeof(*list) + at, one, one->len);
		at += one->len;
	}
	list = (struct syscord_note_in_flight *)c->bytes;
	list->boot = 2050001000;
	list->count = FIXED_IN_FLIGHT;
	c->size += at;
	list->note.size = (uint32_t)c->size;

	c = add(SYSCORD_NOTE_EPOCH, sizeof(struct syscord_note_epoch) +
				    sizeof(struct syscord_epoch_ring));
	*(struct syscord_note_epoch *)c->bytes = (struct syscord_note_epoch){
		.note = *(struct syscord_note *)c->bytes, .boot = 2060000000, .mono = 2060000000,
		.real = 1700000002060000000, .safe = 2000000500, .rings = 1,
		.flags = SYSCORD_EPOCH_STOPPED,
	};
	*(struct syscord_epoch_ring *)(c->bytes + sizeof(struct syscord_note_epoch)) =
		(struct syscord_epoch_ring){ .pos = rec->len, .seq = 1, .attempted = 1 };

	c = add(SYSCORD_NOTE_INDEX, sizeof(struct syscord_note_index) + sizeof(*entry));
	((struct syscord_note_index *)c->bytes)->chunks = 1;
	entry = (struct syscord_index_entry *)(c->bytes + sizeof(struct syscord_note_index));
	*entry = (struct syscord_index_entry){ .first = 2000000000, .last = 2000000000,
					       .records = 1 };
	c = add(SYSCORD_NOTE_END, sizeof(struct syscord_note_end));
	((struct syscord_note_end *)c->bytes)->records = 1;
}

/* A flight recorder's snapshot: 100 records were overwritten before */
static void build_flight(void)
{
	static uint8_t ring[1024] __attribute__((aligned(8)));
	struct syscord_record *rec = fake_call(100, 110, 99, 0, NULL, NULL, 0);
	struct syscord_policy policy;
	struct syscord_index_entry *entry;
	struct content *c;
	size_t at;

	build_start_of_file();
	memcpy(&policy, contents[0].bytes + sizeof(struct syscord_note_header), sizeof(policy));
	policy.on_full = SYSCORD_ON_FULL_OVERWRITE;
	policy.trigger = SYSCORD_TRIGGER_CORE;
	policy.after = 100;
	memcpy(contents[0].bytes + sizeof(struct syscord_note_header), &policy, sizeof(policy));
	at = append(ring, 0, rec, 2000000000, 100);
	at = append(ring, at, rec, 2000000700, 101);
	add_chunk(0, 8192, 100, ring, at);

	c = add(SYSCORD_NOTE_EPOCH, sizeof(struct syscord_note_epoch) +
				    sizeof(struct syscord_epoch_ring));
	*(struct syscord_note_epoch *)c->bytes = (struct syscord_note_epoch){
		.note = *(struct syscord_note *)c->bytes, .boot = 2060000000, .mono = 2060000000,
		.real = 1700000002060000000, .rings = 1, .flags = SYSCORD_EPOCH_STOPPED,
	};
	*(struct syscord_epoch_ring *)(c->bytes + sizeof(struct syscord_note_epoch)) =
		(struct syscord_epoch_ring){ .pos = 8192 + at, .seq = 102, .attempted = 102,
					     .lost[SYSCORD_LOST_OVERWRITTEN] = 100 };

	c = add(SYSCORD_NOTE_INDEX, sizeof(struct syscord_note_index) + sizeof(*entry));
	((struct syscord_note_index *)c->bytes)->chunks = 1;
	entry = (struct syscord_index_entry *)(c->bytes + sizeof(struct syscord_note_index));
	*entry = (struct syscord_index_entry){ .first = 2000000000, .last = 2000000700,
					       .records = 2 };
	c = add(SYSCORD_NOTE_END, sizeof(struct syscord_note_end));
	((struct syscord_note_end *)c->bytes)->records = 2;
}

static const struct recording {
	const char *file, *listing;
	void (*build)(void);
	unsigned int records, lost;
} recordings[] = {
	{ "tests/golden/recording.syscord.zst", "tests/golden/recording.txt", build, 4, 3 },
	{ "tests/golden/later.syscord.zst", "tests/golden/later.txt", build_later,
	  FIXED_LATER, 0 },
	{ "tests/golden/in_flight.syscord.zst", "tests/golden/in_flight.txt",
	  build_in_flight, 1, 0 },
	{ "tests/golden/flight.syscord.zst", "tests/golden/flight.txt", build_flight, 2, 100 },
};

static struct content *content_of(int kind)
{
	for (size_t i = 0; i < count; i++) {
		if (contents[i].kind == kind)
			return &contents[i];
	}
	fail_msg("no content of kind %d", kind);
	return NULL;
}

static void write_file(const struct recording *recording)
{
	ZSTD_CCtx *cctx = ZSTD_createCCtx();
	int fd = open(recording->file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	struct syscord_index_entry *entry;
	size_t at = 0, chunks = 0;

	recording->build();
	entry = (struct syscord_index_entry *)(content_of(SYSCORD_NOTE_INDEX)->bytes +
					       sizeof(struct syscord_note_index));
	ZSTD_CCtx_setParameter(cctx, ZSTD_c_checksumFlag, 1);
	for (size_t i = 0; i < count; i++) {
		struct content *c = &contents[i];
		static uint8_t out[2 * sizeof(c->bytes)];
		size_t n;

		if (c->kind == SYSCORD_NOTE_INDEX)
			((struct syscord_note_end *)content_of(SYSCORD_NOTE_END)->bytes)->index = at;
		if (c->kind < 0) {
			n = ZSTD_compress2(cctx, out, sizeof(out), c->bytes, c->size);
			entry[chunks].offset = at;
			entry[chunks++].size = (uint32_t)n;
		} else {
			n = (size_t)syscord_note_pack(cctx, (unsigned int)c->kind,
						      (struct syscord_note *)c->bytes, c->size,
						      out, sizeof(out));
		}
		if (write(fd, out, n) != (ssize_t)n)
			abort();
		at += n;
	}
	close(fd);
	ZSTD_freeCCtx(cctx);
}

static void list(const struct recording *recording, FILE *out)
{
	struct syscord_stream *stream;
	struct syscord_event event;
	struct syscord_error err;

	assert_int_equal(syscord_stream_open(recording->file, &stream, &err), 0);
	fprintf(out, "%s %s %s\n", syscord_stream_info(stream)->session,
		syscord_stream_info(stream)->host, syscord_stream_info(stream)->filter);
	while (syscord_stream_next(stream, &event, &err) == 1) {
		const struct syscord_record *rec = event.rec;

		fprintf(out, "%" PRIu64 " cpu %u type %u time %llu seq %u tid %u len %u blobs %u",
			event.real_time, event.cpu, rec->type, (unsigned long long)rec->time,
			rec->seq, rec->tid, rec->len, rec->blobs);
		for (uint32_t i = sizeof(*rec); i < rec->len; i++)
			fprintf(out, "%s%02x", i % 8 ? "" : " ", ((const uint8_t *)rec)[i]);
		fputc('\n', out);
	}
	syscord_stream_close(stream);
}

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *text;
	size_t n;

	assert_non_null(f);
	text = calloc(1, 1 << 20);
	n = fread(text, 1, (1 << 20) - 1, f);
	assert_true(n > 0);
	fclose(f);
	return text;
}

static void listing(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(recordings); i++) {
		char *want = slurp(recordings[i].listing), *got = NULL;
		size_t size;
		FILE *f = open_memstream(&got, &size);

		list(&recordings[i], f);
		fclose(f);
		assert_string_equal(got, want);
		free(got);
		free(want);
	}
}

static void same_bytes(const struct recording *recording)
{
	struct syscord_segment *seg = syscord_segment_new(open(recording->file, O_RDONLY));
	struct syscord_frame frame;
	size_t i = 0;

	recording->build();
	while (syscord_segment_next(seg, &frame) == 1) {
		const struct content *c = &contents[i++];

		assert_int_equal(frame.kind, c->kind);
		if (frame.kind < 0) { /* before the records are restored */
			static uint8_t raw[sizeof(c->bytes)];

			assert_int_equal(ZSTD_decompress(raw, sizeof(raw), frame.raw, frame.size),
					 c->size);
			assert_memory_equal(raw, c->bytes, c->size);
		}
		assert_int_equal(syscord_segment_content(seg, &frame), 0);
		assert_int_equal(frame.content_size, c->size);
		if (frame.kind >= 0 && frame.kind != SYSCORD_NOTE_INDEX &&
		    frame.kind != SYSCORD_NOTE_END)
			assert_memory_equal(frame.content, c->bytes, c->size);
		free(frame.content);
	}
	assert_int_equal(i, count);
	syscord_segment_free(seg);
}

static void bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(recordings); i++)
		same_bytes(&recordings[i]);
}

static void verified(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(recordings); i++) {
		const struct recording *r = &recordings[i];
		struct syscord_verify_result result;

		assert_int_equal(syscord_verify(r->file, NULL, &result), 0);
		assert_int_equal(result.errors, 0);
		assert_int_equal(result.records, r->records);
		assert_int_equal(result.lost, r->lost);
		assert_int_equal(result.attempted, r->records + r->lost);
		assert_true(result.exact);
	}
}

/* Lines "0000  59 53 ..." of the block that follows the mark in docs/FORMAT.md */
static void example(void **state)
{
	char *text = slurp(FORMAT), *p = strstr(text, "<!-- example: a chunk -->");
	const struct content *c;
	size_t at = 0;

	(void)state;
	build();
	c = &contents[2];
	assert_int_equal(c->kind, -1);
	assert_non_null(p);
	p = strstr(p, "```\n");
	assert_non_null(p);
	for (p += 4; strncmp(p, "```", 3); p = strchr(p, '\n') + 1) {
		assert_int_equal(strtoul(p, &p, 16), at);
		for (int i = 0; i < 8; i++)
			assert_int_equal(strtoul(p, &p, 16), c->bytes[at++]);
	}
	assert_int_equal(at, c->size);
	free(text);
}

static void print_example(void)
{
	build();
	for (size_t i = 0; i < contents[2].size; i++) {
		if (i % 8 == 0)
			printf("%s%04zx ", i ? "\n" : "", i);
		printf(" %02x", contents[2].bytes[i]);
	}
	putchar('\n');
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(listing),
		cmocka_unit_test(bytes),
		cmocka_unit_test(verified),
		cmocka_unit_test(example),
	};

	if (argc > 1 && !strcmp(argv[1], "--write")) {
		for (size_t i = 0; i < ARRAY_SIZE(recordings); i++) {
			FILE *f;

			write_file(&recordings[i]);
			f = fopen(recordings[i].listing, "wb");
			list(&recordings[i], f);
			fclose(f);
		}
		return 0;
	}
	if (argc > 1 && !strcmp(argv[1], "--example")) {
		print_example();
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
