/* SPDX-License-Identifier: GPL-2.0 */
#include "raw.h"

int failures;

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct syscord_filter_data, field))

void raw_open(struct raw *raw, const char *name, uint64_t ring_bytes, uint32_t snaplen)
{
	struct syscord_attach attach = {
		.size = sizeof(attach),
		.flags = SYSCORD_ATTACH_READER | SYSCORD_ATTACH_CREATE,
	};
	struct syscord_policy policy = { .size = sizeof(policy) };
	struct syscord_info info = { .size = sizeof(info) };

	memset(raw, 0, sizeof(*raw));
	raw->fd = open(SYSCORD_DEVICE, O_RDWR | O_CLOEXEC);
	NEED(raw->fd >= 0);
	if (!name)
		attach.flags |= SYSCORD_ATTACH_PRIVATE;
	if (name)
		snprintf(attach.name, sizeof(attach.name), "%s", name);
	else
		snprintf(attach.name, sizeof(attach.name), "test-%d", getpid());
	NEED(ioctl(raw->fd, SYSCORD_IOC_ATTACH, &attach) == 0);
	NEED(ioctl(raw->fd, SYSCORD_IOC_INFO, &info) == 0);
	raw->cpus = info.cpus;
	NEED(ioctl(raw->fd, SYSCORD_IOC_POLICY_GET, &policy) == 0);
	policy.ring_bytes = ring_bytes;
	policy.snaplen = snaplen;
	NEED(ioctl(raw->fd, SYSCORD_IOC_POLICY_SET, &policy) == 0);
	raw->ring = calloc(raw->cpus, sizeof(*raw->ring));
	NEED(raw->ring);
}

void raw_follow_self(struct raw *raw)
{
	struct sock_filter insns[] = {
		LOAD(followed),
		BPF_STMT(BPF_RET | BPF_A, 0),
	};
	struct syscord_filter filter = {
		.size = sizeof(filter),
		.call_len = 2,
		.task_len = 2,
		.call = (uintptr_t)insns,
		.task = (uintptr_t)insns,
		.text = (uintptr_t) "followed == 1",
		.text_len = 13,
		.data_size = sizeof(struct syscord_filter_data),
	};
	struct syscord_follow follow = { .size = sizeof(follow) };

	NEED(ioctl(raw->fd, SYSCORD_IOC_FILTER_SET, &filter) == 0);
	NEED(ioctl(raw->fd, SYSCORD_IOC_FOLLOW, &follow) == 0);
}

static void map_ring(struct raw *raw, unsigned int cpu)
{
	struct raw_ring *ring = &raw->ring[cpu];
	off_t at = (off_t)cpu << SYSCORD_RING_SHIFT;
	long page = sysconf(_SC_PAGESIZE);
	uint8_t *all;

	if (ring->size)
		return;
	all = mmap(NULL, 2 * page, PROT_READ, MAP_SHARED, raw->fd, at);
	if (all == MAP_FAILED)
		return; /* a CPU that is not there */
	ring->size = ((struct syscord_producer *)(all + page))->size;
	munmap(all, 2 * page);
	all = mmap(NULL, 2 * page + 2 * ring->size, PROT_READ, MAP_SHARED, raw->fd, at);
	NEED(all != MAP_FAILED);
	ring->producer = (void *)(all + page);
	ring->data = all + 2 * page;
	ring->consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, raw->fd, at);
	NEED(ring->consumer != MAP_FAILED);
}

void raw_start(struct raw *raw)
{
	unsigned int cpu;

	NEED(ioctl(raw->fd, SYSCORD_IOC_START) == 0);
	for (cpu = 0; cpu < raw->cpus; cpu++)
		map_ring(raw, cpu);
}

void raw_stop(struct raw *raw)
{
	NEED(ioctl(raw->fd, SYSCORD_IOC_STOP) == 0);
}

void raw_status(struct raw *raw, struct syscord_status *status)
{
	memset(status, 0, sizeof(*status));
	status->size = sizeof(*status);
	NEED(ioctl(raw->fd, SYSCORD_IOC_STATUS, status) == 0);
}

static int by_time(const void *a, const void *b)
{
	const struct syscord_record *x = *(struct syscord_record *const *)a;
	const struct syscord_record *y = *(struct syscord_record *const *)b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return (int32_t)(x->seq - y->seq) < 0 ? -1 : x->seq != y->seq;
}

void raw_collect(struct raw *raw, struct raw_records *records, bool release)
{
	size_t room = 0;
	unsigned int cpu;

	memset(records, 0, sizeof(*records));
	for (cpu = 0; cpu < raw->cpus; cpu++) {
		struct raw_ring *ring = &raw->ring[cpu];
		uint64_t pos, end;

		if (!ring->size)
			continue;
		pos = ring->consumer->pos;
		end = __atomic_load_n(&ring->producer->pos, __ATOMIC_ACQUIRE);
		while (pos < end) {
			const uint8_t *at = ring->data + (pos & (ring->size - 1));
			uint32_t len = ((const struct syscord_record *)at)->len;

			NEED(len >= sizeof(struct syscord_record) && len % 8 == 0 &&
			     len <= end - pos);
			if (records->count == room) {
				room = room ? room * 2 : 1024;
				records->rec = realloc(records->rec, room * sizeof(*records->rec));
				NEED(records->rec);
			}
			records->rec[records->count] = malloc(len);
			NEED(records->rec[records->count]);
			memcpy(records->rec[records->count++], at, len);
			pos += len;
		}
		if (release)
			__atomic_store_n(&ring->consumer->pos, end, __ATOMIC_RELEASE);
	}
	qsort(records->rec, records->count, sizeof(*records->rec), by_time);
}

void raw_close(struct raw *raw)
{
	close(raw->fd); /* the mappings keep the file, and with it the session, open */
	for (unsigned int cpu = 0; cpu < raw->cpus; cpu++) {
		struct raw_ring *ring = &raw->ring[cpu];
		long page = sysconf(_SC_PAGESIZE);

		if (!ring->size)
			continue;
		munmap((void *)ring->consumer, page);
		munmap((uint8_t *)ring->producer - page, 2 * page + 2 * ring->size);
	}
	free(raw->ring);
}

const struct syscord_call *raw_call(const struct syscord_record *rec)
{
	return rec->type == SYSCORD_CALL ? (const struct syscord_call *)(rec + 1) : NULL;
}

const uint8_t *raw_blob(const struct syscord_record *rec, unsigned int arg, unsigned int part,
			struct syscord_blob *blob)
{
	const uint8_t *at = (const uint8_t *)(rec + 1) + rec->body;

	for (unsigned int i = 0; i < rec->blobs; i++) {
		memcpy(blob, at, sizeof(*blob));
		at += sizeof(*blob);
		NEED(at + blob->got <= (const uint8_t *)rec + rec->len);
		if (blob->arg == arg && blob->part == part)
			return at;
		at += (blob->got + 7) & ~7U;
	}
	return NULL;
}
