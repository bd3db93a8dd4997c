/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A reader that does not read. What the ring has no room for is counted exactly,
 * and the stream itself says which numbers are missing: attempted = read + lost,
 * for each ring, with sequence numbers that leave no hole.
 */
#include <sys/syscall.h>

#include "lib/raw.h"

struct tally {
	uint64_t read, lost, lost_records;
	uint32_t next;
	bool begun;
};

/* Walks one ring in its own order; sequence numbers must be without a gap */
static void walk(struct raw *raw, unsigned int cpu, struct tally *t)
{
	struct raw_ring *ring = &raw->ring[cpu];
	uint64_t pos = ring->consumer->pos, last_time = 0;
	uint64_t end = __atomic_load_n(&ring->producer->pos, __ATOMIC_ACQUIRE);

	while (pos < end) {
		const struct syscord_record *rec = (const void *)(ring->data + (pos & (ring->size - 1)));

		if (rec->seq != t->next)
			FAIL("cpu %u: sequence %u, not %u", cpu, rec->seq, t->next);
		if (rec->time < last_time)
			FAIL("cpu %u: time goes back", cpu);
		last_time = rec->time;
		if (rec->type == SYSCORD_LOST) {
			const struct syscord_lost *lost = (const void *)(rec + 1);
			uint64_t sum = 0;

			for (int i = 0; i < SYSCORD_LOST_REASONS; i++)
				sum += lost->by_reason[i];
			CHECK(sum == lost->count && lost->count > 0);
			CHECK(lost->by_reason[SYSCORD_LOST_FULL] == lost->count);
			CHECK(lost->first <= lost->last && lost->last <= rec->time);
			t->lost += lost->count;
			t->lost_records++;
			t->next = rec->seq + lost->count;
		} else {
			t->read++;
			t->next = rec->seq + 1;
		}
		pos += rec->len;
	}
	CHECK(pos == end);
	__atomic_store_n(&ring->consumer->pos, end, __ATOMIC_RELEASE);
}

int main(void)
{
	struct tally tally[64] = { 0 };
	uint64_t read = 0, lost = 0, attempted = 0, counted = 0;
	unsigned int cpu, round;
	struct raw raw;
	char buf[128];
	int zero = open("/dev/zero", O_RDONLY);

	raw_open(&raw, NULL, 65536, 256);
	NEED(raw.cpus <= 64);
	raw_follow_self(&raw);
	raw_start(&raw);
	for (round = 0; round < 5; round++) {
		for (int i = 0; i < 5000; i++) { /* some ten times what fits */
			syscall(SYS_getpid);
			(void)!pread(zero, buf, i % sizeof(buf), 0);
		}
		for (cpu = 0; cpu < raw.cpus; cpu++)
			if (raw.ring[cpu].size)
				walk(&raw, cpu, &tally[cpu]);
	}
	/* the last losses are still due; STOP writes them where there is room */
	raw_stop(&raw);
	for (cpu = 0; cpu < raw.cpus; cpu++) {
		if (!raw.ring[cpu].size)
			continue;
		walk(&raw, cpu, &tally[cpu]);
		raw_stop(&raw); /* again: what did not fit before does now */
		walk(&raw, cpu, &tally[cpu]);
		read += tally[cpu].read;
		lost += tally[cpu].lost;
		attempted += raw.ring[cpu].producer->attempted;
		for (int i = 0; i < SYSCORD_LOST_REASONS; i++)
			counted += raw.ring[cpu].producer->lost[i];
		CHECK(raw.ring[cpu].producer->attempted == tally[cpu].read + tally[cpu].lost);
		printf("cpu %u: attempted %llu = read %llu + lost %llu, in %llu LOST records\n", cpu,
		       (unsigned long long)raw.ring[cpu].producer->attempted,
		       (unsigned long long)tally[cpu].read, (unsigned long long)tally[cpu].lost,
		       (unsigned long long)tally[cpu].lost_records);
	}
	CHECK(attempted >= 50000);
	CHECK(attempted == read + lost);
	CHECK(counted == lost);
	CHECK(lost > 0 && read > 0);
	raw_close(&raw);
	return failures != 0;
}
