/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A thread writes the consumers' positions at full speed while two CPUs produce, and
 * an observer reads what they publish. Whatever the positions say, what is published
 * is well-formed and in order, and each call is either recorded or counted as lost.
 *
 *   abuse-ring SEED CALLS     on each CPU
 */
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>

#include "lib/abuse.h"

#define RING (256 << 10)
#define CPUS 2
#define TAIL (RING / 32)	/* calls: more than the ring has room for */
#define RECORD (sizeof(struct syscord_record) + sizeof(struct syscord_call))

static struct raw raw;
static unsigned int calls;
static pid_t me;	/* getpid() is what is counted */
static bool frees;	/* the hostile one also gives room back, over what is unread */
static volatile bool producing, over;
static uint64_t written;	/* positions by the hostile one */

/* Of one ring; what the observer saw. */
static struct view {
	uint64_t pos;
	uint64_t read, lost, lost_records, skipped;
	uint64_t by_reason[SYSCORD_LOST_REASONS];
	uint64_t last_time;
	uint32_t next;		/* sequence number */
	bool begun;		/* `next` is known */
	uint64_t late;		/* not to be looked at before so many were attempted */
} views[CPUS];

#define LD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct syscord_filter_data, field))

/* Exactly the calls of getpid() by this process, and nothing else. */
static void set_filter(void)
{
	struct sock_filter call[] = {
		LD(pid), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, me, 0, 3),
		LD(nr), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 1), BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct syscord_filter filter = {
		.size = sizeof(filter),
		.call = (uintptr_t)call,
		.call_len = 6,
		.task = (uintptr_t)(call + 5),
		.task_len = 1,
		.data_size = sizeof(struct syscord_filter_data),
	};

	NEED(ioctl(raw.fd, SYSCORD_IOC_FILTER_SET, &filter) == 0);
}

static void pin(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	NEED(sched_setaffinity(0, sizeof(set), &set) == 0);
}

static void *producer(void *arg)
{
	pin((uintptr_t)arg);
	while (!producing)
		sched_yield();
	spin_calls(calls);
	return NULL;
}

/* A position that is not valid, or says less than was said before */
static uint64_t bad_position(uint64_t produced, uint64_t consumed)
{
	switch (chance_below(8)) {
	case 0:
		return chance();
	case 1:
		return produced + 8 + chance_below(RING);	/* not yet written */
	case 2:
		return consumed | (1 + chance_below(7));	/* not aligned */
	case 3:
		return produced - RING - 8 - (chance_below(RING) & ~7ULL);
	case 4:
		return consumed - (chance_below(RING) & ~7ULL);	/* back */
	case 5:
		return 0;
	case 6:
		return UINT64_MAX - 7;
	default:
		return 1ULL << chance_below(64);
	}
}

static void *hostile(void *arg)
{
	(void)arg;
	while (!over) {
		unsigned int cpu = chance_below(CPUS);
		struct raw_ring *ring = &raw.ring[cpu];
		uint64_t consumed = __atomic_load_n(&views[cpu].pos, __ATOMIC_RELAXED);
		uint64_t value = bad_position(ring->producer->pos, consumed);

		if (frees && chance_below(2))
			value = ring->producer->pos - (chance_below(RING) & ~7ULL);
		/* one that is right by chance would free what the observer has not read */
		if (!frees && !(value & 7) && value > consumed && value - consumed <= RING)
			continue;
		ring->consumer->pos = value;
		written++;
	}
	return NULL;
}

static void parse(unsigned int cpu, const uint8_t *at, uint64_t len)
{
	struct view *v = &views[cpu];

	while (len) {
		const struct syscord_record *rec = (const void *)at;
		const struct syscord_lost *lost = (const void *)(rec + 1);
		const struct syscord_call *call = (const void *)(rec + 1);

		if (len < sizeof(*rec) || rec->len < sizeof(*rec) || rec->len % 8 ||
		    rec->len > SYSCORD_RECORD_MAX || rec->len > len || rec->time < v->last_time ||
		    (v->begun && rec->seq != v->next)) {
			FAIL("cpu %u: record %#x bytes of %#llx, seq %u, not %u", cpu, rec->len,
			     (unsigned long long)len, rec->seq, v->next);
			return;
		}
		v->begun = true;
		v->last_time = rec->time;
		if (rec->type == SYSCORD_LOST) {
			uint64_t sum = 0;

			for (int i = 0; i < SYSCORD_LOST_REASONS; i++) {
				v->by_reason[i] += lost->by_reason[i];
				sum += lost->by_reason[i];
			}
			if (rec->len != sizeof(*rec) + sizeof(*lost) || sum != lost->count || !sum)
				FAIL("cpu %u: LOST of %llu", cpu, (unsigned long long)lost->count);
			v->lost += lost->count;
			v->lost_records++;
			v->next = rec->seq + lost->count;
		} else {
			if (rec->type != SYSCORD_CALL || call->nr != SYS_getpid ||
			    call->ret != me || (pid_t)rec->pid != me || rec->blobs ||
			    rec->len != sizeof(*rec) + rec->body)
				FAIL("cpu %u: a record of type %u, call %u", cpu, rec->type, call->nr);
			v->read++;
			v->next = rec->seq + 1;
		}
		at += rec->len;
		len -= rec->len;
	}
}

/* Takes what is new in one ring; says if there was anything. */
static bool observe(unsigned int cpu)
{
	static uint8_t copy[RING];
	const struct raw_ring *ring = &raw.ring[cpu];
	struct view *v = &views[cpu];
	uint64_t end = __atomic_load_n(&ring->producer->pos, __ATOMIC_ACQUIRE);

	if (end == v->pos)
		return false;
	if (end < v->pos)
		FAIL("cpu %u: the producer went back", cpu);
	if (ring->producer->size != RING || ring->producer->cpu != cpu)
		FAIL("cpu %u: the producer's page has changed", cpu);
	if (end - v->pos <= RING)
		memcpy(copy, ring->data + (v->pos & (RING - 1)), end - v->pos);
	else if (!frees)
		FAIL("cpu %u: %llu bytes written over", cpu, (unsigned long long)(end - v->pos));
	/*
	 * Where unread bytes are given back, what was copied may have been written over
	 * meanwhile: the producer was at most one record behind where it is now.
	 */
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	if (frees && ring->producer->pos - v->pos > RING - SYSCORD_RECORD_MAX) {
		v->begun = false;
		v->skipped++;
	} else if (end - v->pos <= RING) {
		parse(cpu, copy, end - v->pos);
	}
	__atomic_store_n(&v->pos, end, __ATOMIC_RELEASE);
	if (!frees)
		__atomic_store_n(&ring->consumer->pos, end, __ATOMIC_RELEASE);
	return true;
}

static void run(const char *what)
{
	struct syscord_policy policy = { .size = sizeof(policy) };
	pthread_t thread[CPUS], enemy;
	const bool written_over = frees;
	unsigned int cpu, i;

	memset(views, 0, sizeof(views));
	producing = over = false;
	written = 0;
	raw_open(&raw, NULL, RING, 64);
	NEED(raw.cpus >= CPUS);
	NEED(ioctl(raw.fd, SYSCORD_IOC_POLICY_GET, &policy) == 0);
	policy.watermark = 64; /* wakes all the time */
	NEED(ioctl(raw.fd, SYSCORD_IOC_POLICY_SET, &policy) == 0);
	set_filter();
	raw_start(&raw);
	NEED(raw.ring[0].size && raw.ring[1].size);
	for (cpu = 0; cpu < CPUS; cpu++)
		NEED(!pthread_create(&thread[cpu], NULL, producer, (void *)(uintptr_t)cpu));
	NEED(!pthread_create(&enemy, NULL, hostile, NULL));
	producing = true;
	for (;;) {
		bool all = true;

		for (cpu = 0; cpu < CPUS; cpu++) {
			uint64_t attempted = raw.ring[cpu].producer->attempted;

			all &= attempted >= calls;
			/* late, so that what may not be written over would be */
			if (frees || attempted >= views[cpu].late || attempted >= calls) {
				(void)observe(cpu);
				views[cpu].late = attempted + 2 * RING / RECORD;
			}
		}
		if (all)
			break;
	}
	for (cpu = 0; cpu < CPUS; cpu++)
		pthread_join(thread[cpu], NULL);
	over = true;
	pthread_join(enemy, NULL);

	/* with valid positions recording goes on, after it has told what was lost */
	frees = false;
	for (cpu = 0; cpu < CPUS; cpu++) {
		(void)observe(cpu);
		raw.ring[cpu].consumer->pos = raw.ring[cpu].producer->pos;
		pin(cpu);
		spin_calls(TAIL); /* and the ring is full for sure, with a position that is right */
	}
	for (cpu = 0; cpu < CPUS; cpu++) {
		(void)observe(cpu);
		raw.ring[cpu].consumer->pos = raw.ring[cpu].producer->pos;
	}
	raw_stop(&raw);
	for (cpu = 0; cpu < CPUS; cpu++) {
		const volatile struct syscord_producer *p = raw.ring[cpu].producer;
		struct view *v = &views[cpu];
		uint64_t lost = 0, bytes;

		(void)observe(cpu);
		for (i = 0; i < SYSCORD_LOST_REASONS; i++) {
			if (!v->skipped)
				CHECK(p->lost[i] == v->by_reason[i]);
			lost += p->lost[i];
		}
		CHECK(p->attempted == calls + TAIL);
		CHECK(v->next == (uint32_t)p->attempted); /* to the last of them */
		if (!v->skipped)
			CHECK(v->read + v->lost == p->attempted && v->lost == lost);
		/* all of these records are of one length, so that the rest are LOST records */
		bytes = p->pos - (p->attempted - lost) * RECORD;
		CHECK(bytes % (sizeof(struct syscord_record) + sizeof(struct syscord_lost)) == 0);
		CHECK(bytes <= p->pos);
		printf("%s, cpu %u: attempted %llu, lost %llu (%llu: position), read %llu, skipped %llu\n",
		       what, cpu, (unsigned long long)p->attempted, (unsigned long long)lost,
		       (unsigned long long)p->lost[SYSCORD_LOST_CONSUMER],
		       (unsigned long long)v->read, (unsigned long long)v->skipped);
		CHECK(p->lost[SYSCORD_LOST_CONSUMER] > 0 && v->read > 0);
		CHECK(written_over || p->lost[SYSCORD_LOST_FULL] > 0);
	}
	printf("%s: %llu positions written\n", what, (unsigned long long)written);
	CHECK(written > calls / 10);
	raw_close(&raw);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	abuse_init();
	chance_seed = strtoull(argv[1], NULL, 0) | 1;
	calls = atoi(argv[2]);
	me = getpid();
	run("bad positions");
	frees = true;
	run("all positions");
	device_unused("hostile positions");
	return failures != 0;
}
