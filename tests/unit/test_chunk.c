/* SPDX-License-Identifier: GPL-2.0 */
/* Chunks: what comes out of decode is what went into encode, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "fake_ring.h"

static uint64_t seed = 88172645463325252ULL;

static uint64_t rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

/* Records with every kind of time step, LOST ones and other types among them */
static size_t make_records(uint8_t *to, size_t room, uint64_t *next_seq)
{
	uint64_t time = 1000, seq = *next_seq;
	uint8_t data[300];
	size_t at = 0;

	for (;;) {
		uint64_t args[6];
		struct syscord_record *rec;
		uint32_t blob = rnd() % 3 ? 0 : (uint32_t)(rnd() % sizeof(data));

		for (int i = 0; i < 6; i++)
			args[i] = rnd();
		for (size_t i = 0; i < blob; i++)
			data[i] = (uint8_t)rnd();
		rec = fake_call(7, (uint32_t)(rnd() % 300), (int64_t)rnd(), rnd() % 7, args, data,
				blob);
		switch (rnd() % 16) {
		case 0:
			time += rnd() >> 8; /* a jump that takes 64 bits */
			break;
		case 1:
			time += 0xfffffe + rnd() % 3; /* about the escape's border */
			break;
		case 2:
			time -= rnd() % 1000; /* no kernel does this; the file must keep it */
			break;
		default:
			time += rnd() % 5000;
		}
		rec->time = time;
		rec->seq = (uint32_t)seq++;
		if (rnd() % 50 == 0)
			seq += 3; /* a hole */
		if (rnd() % 10 == 0) {
			uint64_t count = 1 + (rnd() % 2 ? rnd() % 9 : rnd() >> 20);

			rec = fake_call(0, 0, 0, 6, args, NULL, 0);
			rec->type = SYSCORD_LOST;
			rec->time = time;
			rec->seq = (uint32_t)--seq;
			memcpy(rec + 1, &count, sizeof(count));
			seq += count;
		} else if (rnd() % 30 == 0) {
			rec->type = SYSCORD_FORK;
		}
		if (at + rec->len > room)
			break;
		memcpy(to + at, rec, rec->len);
		at += rec->len;
	}
	*next_seq = seq;
	return at;
}

static void round_trip(void **state)
{
	const size_t room = 3U << 20;
	uint8_t *ring = malloc(room), *back = malloc(room);
	uint8_t *content = malloc(syscord_chunk_bound(room));

	(void)state;
	for (int n = 0; n < 10; n++) {
		uint64_t seq = n % 2 ? 0xfffffff0ULL : rnd() >> 4;
		struct syscord_chunk chunk = { .cpu = 3, .session = 9, .seq = seq };
		size_t bytes = make_records(ring, n < 5 ? 20000 : room, &seq), at = 0;

		while (at < bytes) {
			const struct syscord_record *first = (const void *)(ring + at);
			struct syscord_chunk seen;
			ssize_t size;

			chunk.pos = at;
			chunk.base = first->time;
			size = syscord_chunk_encode(&chunk, ring + at, bytes - at, content);
			assert_true(size > 0);
			assert_true((size_t)size <= syscord_chunk_bound(bytes - at));
			assert_true(chunk.bytes > 0 && chunk.bytes <= SYSCORD_CHUNK_RECORDS);
			assert_true(bytes - at < SYSCORD_CHUNK_RECORDS ||
				    chunk.bytes > SYSCORD_CHUNK_RECORDS - SYSCORD_RECORD_MAX);
			assert_int_equal(syscord_chunk_decode(&seen, content, (size_t)size, back),
					 0);
			assert_memory_equal(&seen, &chunk, sizeof(chunk));
			assert_memory_equal(back, ring + at, chunk.bytes);
			at += chunk.bytes;
			chunk.seq = chunk.next_seq;
		}
	}
	free(ring);
	free(back);
	free(content);
}

/* A quiet stream of one call: nothing but zeros and one column vary */
static void repeats_are_equal(void **state)
{
	static uint8_t ring[100 * 56] __attribute__((aligned(8)));
	static uint8_t content[sizeof(ring) + 4096 + 8 * 200] __attribute__((aligned(8)));
	struct syscord_chunk chunk = { .seq = 41, .base = 5000 };
	const uint8_t *column = content + sizeof(chunk);

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct syscord_record *rec = fake_call(1, 110, 1, 0, NULL, NULL, 0);

		assert_int_equal(rec->len, 56);
		rec->time = 5000 + 300 * (uint64_t)i;
		rec->seq = 41 + (uint32_t)i;
		memcpy(ring + 56 * i, rec, 56);
	}
	/* A slot, three bytes of time and a mask for each; six words of the first */
	assert_int_equal(syscord_chunk_encode(&chunk, ring, sizeof(ring), content),
			 sizeof(chunk) + 504 + 8 * 6);
	assert_int_equal(chunk.records, 100);
	assert_int_equal(chunk.escapes, 0);
	assert_int_equal(chunk.masks, 100);
	assert_int_equal(chunk.literals, 6);
	assert_int_equal(chunk.flags, 0);
	assert_int_equal(chunk.next_seq, 141);
	assert_int_equal(column[400], 0x7d); /* all but the time */
	for (int i = 1; i < 100; i++) {
		assert_int_equal(column[i], column[0]);
		assert_int_equal(column[100 + i], 300 % 256);
		assert_int_equal(column[200 + i], 300 / 256);
		assert_int_equal(column[300 + i], 0);
		assert_int_equal(column[400 + i], 0);
	}
}

static void bad_lengths(void **state)
{
	static uint8_t ring[256] __attribute__((aligned(8)));
	static uint8_t content[4096] __attribute__((aligned(8)));
	static const uint32_t bad[] = { 0, 8, 24, 33, 60, 208, 65544, 0xfffffff8 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct syscord_record *rec = fake_call(1, 110, 1, 0, NULL, NULL, 0);
		struct syscord_chunk chunk = { .seq = 0 };

		memcpy(ring, rec, 56);
		memcpy(ring + 56, rec, 56);
		memcpy(ring + 56, &bad[i], 4);
		/* What stands before the bad one is still had */
		assert_true(syscord_chunk_encode(&chunk, ring, 256, content) > 0);
		assert_int_equal(chunk.bytes, 56);
		assert_int_equal(syscord_chunk_encode(&chunk, ring + 56, 200, content), -EBADMSG);
	}
}

/* Hostile contents, each byte of a good one set to others: no crash (ASan looks on) */
static void hostile(void **state)
{
	static uint8_t ring[2048] __attribute__((aligned(8)));
	uint64_t seq = 0;
	size_t bytes = make_records(ring, sizeof(ring), &seq);
	struct syscord_chunk chunk = { .base = 1 };
	uint8_t *good = malloc(syscord_chunk_bound(bytes));
	size_t size = (size_t)syscord_chunk_encode(&chunk, ring, bytes, good);

	(void)state;
	for (size_t at = 0; at < size; at++)
		for (int bit = 0; bit < 8; bit++) {
			uint8_t *copy = malloc(size); /* exact, so that ASan sees an overrun */
			struct syscord_chunk seen;

			memcpy(copy, good, size);
			copy[at] ^= (uint8_t)(1 << bit);
			if (!syscord_chunk_head(&seen, copy, size)) {
				uint8_t *records = malloc(seen.bytes);

				syscord_chunk_decode(&seen, copy, size, records);
				free(records);
			}
			free(copy);
		}
	for (size_t cut = 0; cut < size; cut++) {
		uint8_t *copy = malloc(cut + 1);
		struct syscord_chunk seen;

		memcpy(copy, good, cut);
		assert_true(syscord_chunk_head(&seen, copy, cut) < 0);
		free(copy);
	}
	free(good);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(repeats_are_equal),
		cmocka_unit_test(bad_lengths),
		cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
