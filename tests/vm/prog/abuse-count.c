/* SPDX-License-Identifier: GPL-2.0 */
/*
 * SYSCORD_STATUS_COUNT: at rest the unread records to the record, from every position in
 * a ring; none from one where no record begins. With two CPUs that produce, a
 * reader that reads gets a number each time, and whatever a hostile one writes, the
 * number can be.
 *
 *   abuse-count SEED CALLS     on each CPU
 */
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>

#include "lib/abuse.h"

#define RING (256 << 10)
#define CPUS 2
#define NOT_COUNTED UINT64_MAX

static struct raw raw;
static unsigned int calls;
static volatile bool over;
static volatile unsigned int producers;
static struct syscord_ring_status status[64];

static void count_all(uint32_t flags)
{
	struct syscord_status st = { .size = sizeof(st), .flags = flags, .rings = 64,
				     .ring_array = (uintptr_t)status };

	NEED(ioctl(raw.fd, SYSCORD_IOC_STATUS, &st) == 0);
	NEED(st.rings >= 1 && st.rings <= 64 && !(st.flags & SYSCORD_STATUS_COUNT));
}

static uint64_t kept(const struct syscord_ring_status *rs)
{
	uint64_t n = rs->attempted;

	for (int i = 0; i < SYSCORD_LOST_REASONS; i++)
		n -= rs->lost[i];
	return n;
}

/* From there on, by a walk of our own; NOT_COUNTED: no record begins there */
static uint64_t walk(const struct raw_ring *ring, uint64_t from, uint64_t *lost_records)
{
	/* where records begin is known from a place where one does: the consumer's, once */
	static uint64_t begins[RING / sizeof(struct syscord_record)], begin, end;
	static size_t n;
	uint64_t count = 0;

	if (lost_records) {
		begin = from;
		end = ring->producer->pos;
		*lost_records = 0;
		n = 0;
		while (from < end) {
			const struct syscord_record *rec =
				(const void *)(ring->data + (from & (RING - 1)));

			begins[n++] = from;
			*lost_records += rec->type == SYSCORD_LOST;
			from += rec->len;
		}
		NEED(from == end);
		from = begin;
	}
	if (from == end)
		return 0;
	for (size_t i = n; i--;) {
		const struct syscord_record *rec =
			(const void *)(ring->data + (begins[i] & (RING - 1)));

		count += rec->type != SYSCORD_LOST;
		if (begins[i] == from)
			return count;
	}
	return NOT_COUNTED;
}

static void pin(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	NEED(sched_setaffinity(0, sizeof(set), &set) == 0);
}

/* The next record's position, at or behind `pos`, such that `bytes` are passed over */
static uint64_t further(const struct raw_ring *ring, uint64_t pos, uint64_t bytes)
{
	const uint64_t to = pos + bytes;

	while (pos < to)
		pos += ((const struct syscord_record *)(ring->data + (pos & (RING - 1))))->len;
	return pos;
}

static void at_rest(void)
{
	struct raw_ring *ring = &raw.ring[0];
	uint64_t begin, end, lost_records, counted = 0, refused = 0;
	struct syscord_status st = { .size = sizeof(st) };

	raw_open(&raw, NULL, RING, 64);
	ring = &raw.ring[0];
	raw_follow_self(&raw);
	pin(0);
	raw_start(&raw);
	NEED(ring->size == RING);
	for (int i = 0; i < 5; i++) {
		spin_calls(RING / 16); /* more than it holds */
		ring->consumer->pos = further(ring, ring->consumer->pos, RING / 3);
	}
	spin_calls(100);
	raw_stop(&raw);
	begin = ring->consumer->pos;
	end = ring->producer->pos;
	walk(ring, begin, &lost_records);
	CHECK(lost_records > 0);

	count_all(0);
	CHECK(status[0].unread == NOT_COUNTED);
	for (uint64_t pos = begin; pos <= end; pos += 8) {
		const uint64_t expect = walk(ring, pos, NULL);

		ring->consumer->pos = pos;
		count_all(SYSCORD_STATUS_COUNT);
		if (status[0].unread != expect || status[0].consumer != pos ||
		    status[0].producer != end) {
			FAIL("at %llu of %llu: %llu unread, not %llu", (unsigned long long)pos,
			     (unsigned long long)end, (unsigned long long)status[0].unread,
			     (unsigned long long)expect);
			break;
		}
		counted += expect != NOT_COUNTED;
		refused += expect == NOT_COUNTED;
	}
	printf("%llu positions counted, %llu refused, %llu LOST records\n",
	       (unsigned long long)counted, (unsigned long long)refused,
	       (unsigned long long)lost_records);
	CHECK(counted > 1000 && refused > counted);
	for (int i = 0; i < 1000; i++) {
		uint64_t pos = i % 2 ? chance() : end - RING - 8 * (1 + chance_below(RING));

		if (i % 4 == 0)
			pos = begin + chance_below(end - begin) / 8 * 8 + 1 + chance_below(7);
		if (i % 4 == 3)
			pos = end + 8 * (1 + chance_below(RING));
		ring->consumer->pos = pos;
		count_all(SYSCORD_STATUS_COUNT);
		if (status[0].unread != NOT_COUNTED)
			FAIL("at %#llx: %llu unread", (unsigned long long)pos,
			     (unsigned long long)status[0].unread);
	}
	/* flags that nobody knows */
	for (int bit = 0; bit < 31; bit++) {
		st.size = sizeof(st);
		st.flags = 1U << bit;
		ERRNO(EINVAL, ioctl(raw.fd, SYSCORD_IOC_STATUS, &st));
	}
	raw_close(&raw);
}

/* In a flight recorder, what has not been overwritten */
static void overwritten(void)
{
	struct syscord_policy policy = { .size = sizeof(policy) };
	struct raw_ring *ring;
	uint64_t lost_records;

	raw_open(&raw, NULL, RING, 64);
	NEED(ioctl(raw.fd, SYSCORD_IOC_POLICY_GET, &policy) == 0);
	policy.on_full = SYSCORD_ON_FULL_OVERWRITE;
	NEED(ioctl(raw.fd, SYSCORD_IOC_POLICY_SET, &policy) == 0);
	raw_follow_self(&raw);
	raw_start(&raw);
	ring = &raw.ring[0];
	NEED(ring->size == RING);
	for (int i = 0; i < 3; i++) {
		spin_calls(RING / 32);
		ring->consumer->pos = chance(); /* means nothing */
		count_all(SYSCORD_STATUS_COUNT);
		CHECK(status[0].unread <= kept(&status[0]));
	}
	raw_stop(&raw);
	count_all(SYSCORD_STATUS_COUNT);
	walk(ring, ring->producer->tail, &lost_records);
	CHECK(status[0].lost[SYSCORD_LOST_OVERWRITTEN] > 0 && status[0].unread > 100);
	CHECK(status[0].unread == walk(ring, ring->producer->tail, NULL));
	CHECK(status[0].unread == kept(&status[0]));
	raw_close(&raw);
}

static void *producer(void *arg)
{
	pin((uintptr_t)arg);
	spin_calls(calls);
	__atomic_fetch_sub(&producers, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

/* Reads as one should: the position is always where a record begins */
static void *reader(void *arg)
{
	(void)arg;
	while (!over) {
		for (unsigned int cpu = 0; cpu < CPUS; cpu++) {
			struct raw_ring *ring = &raw.ring[cpu];
			const uint64_t pos = ring->consumer->pos;
			const uint64_t end = __atomic_load_n(&ring->producer->pos, __ATOMIC_ACQUIRE);

			if (end - pos > RING / 4)
				__atomic_store_n(&ring->consumer->pos,
						 further(ring, pos, chance_below(RING / 4)),
						 __ATOMIC_RELEASE);
		}
		sched_yield();
	}
	return NULL;
}

static void *hostile(void *arg)
{
	(void)arg;
	while (!over) {
		struct raw_ring *ring = &raw.ring[chance_below(CPUS)];
		const uint64_t pos = ring->producer->pos;

		switch (chance_below(4)) {
		case 0:
			ring->consumer->pos = chance();
			break;
		case 1:
			ring->consumer->pos = pos - (chance_below(RING) & ~7ULL);
			break;
		case 2:
			ring->consumer->pos = pos - RING + (chance_below(64) & ~7ULL);
			break;
		default:
			ring->consumer->pos = pos;
		}
	}
	return NULL;
}

static void at_work(void *(*who)(void *), const char *what, bool good)
{
	uint64_t rounds = 0, counted = 0, some = 0;
	pthread_t thread[CPUS], other;

	over = false;
	producers = CPUS;
	raw_open(&raw, NULL, RING, 64);
	raw_follow_self(&raw);
	raw_start(&raw);
	NEED(raw.ring[0].size && raw.ring[1].size);
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		NEED(!pthread_create(&thread[cpu], NULL, producer, (void *)(uintptr_t)cpu));
	NEED(!pthread_create(&other, NULL, who, NULL));
	while (producers) {
		count_all(SYSCORD_STATUS_COUNT);
		rounds++;
		for (unsigned int cpu = 0; cpu < CPUS; cpu++) {
			const struct syscord_ring_status *rs = &status[cpu];

			if (rs->unread == NOT_COUNTED) {
				if (good)
					FAIL("%s: cpu %u not counted, %llu of %llu", what, cpu,
					     (unsigned long long)rs->consumer,
					     (unsigned long long)rs->producer);
				continue;
			}
			counted++;
			some += rs->unread > 0;
			if (rs->unread > kept(rs) ||
			    rs->unread > RING / sizeof(struct syscord_record))
				FAIL("%s: cpu %u: %llu unread", what, cpu,
				     (unsigned long long)rs->unread);
		}
	}
	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		pthread_join(thread[cpu], NULL);
	over = true;
	pthread_join(other, NULL);
	raw_stop(&raw);
	printf("%s: %llu rounds, %llu counts, %llu of them not 0\n", what, (unsigned long long)rounds,
	       (unsigned long long)counted, (unsigned long long)some);
	CHECK(rounds > 10 && some > 0);
	raw_close(&raw);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	abuse_init();
	chance_seed = strtoull(argv[1], NULL, 0) | 1;
	calls = atoi(argv[2]);
	at_rest();
	overwritten();
	at_work(reader, "a reader", true);
	at_work(hostile, "a hostile one", false);
	device_unused("counting");
	return failures != 0;
}
