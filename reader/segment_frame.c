/* SPDX-License-Identifier: GPL-2.0 */
/* The frames of a segment that is being written, except its chunks. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "clock.h"
#include "segment_writer.h"

struct syscord_writer_cpu *syscord_writer_cpu(struct syscord_writer *w, uint32_t cpu)
{
	if (cpu >= w->cpu_count) {
		struct syscord_writer_cpu *cpus = reallocarray(w->cpus, cpu + 1, sizeof(*cpus));

		if (!cpus)
			return NULL;
		memset(cpus + w->cpu_count, 0, (cpu + 1 - w->cpu_count) * sizeof(*cpus));
		for (uint32_t i = w->cpu_count; i <= cpu; i++)
			cpus[i].at.cpu = i;
		w->cpus = cpus;
		w->cpu_count = cpu + 1;
	}
	return &w->cpus[cpu];
}

int syscord_writer_put(struct syscord_writer *w, const uint8_t *data, size_t size)
{
	int err = syscord_segment_file_put(&w->file, data, size);

	if (!err)
		w->totals.bytes += size;
	return err;
}

int syscord_writer_put_note(struct syscord_writer *w, unsigned int kind, struct syscord_note *note,
			    size_t size)
{
	size_t room = ZSTD_compressBound(size) + 8;
	uint8_t *frame = malloc(room);
	ssize_t n;
	int err;

	if (!frame)
		return -ENOMEM;
	n = syscord_note_pack(w->note_ctx, kind, note, size, frame, room);
	err = n < 0 ? (int)n : syscord_writer_put(w, frame, (size_t)n);
	free(frame);
	return err;
}

int syscord_writer_put_header(struct syscord_writer *w, uint64_t boot)
{
	const struct syscord_source_info *info = w->config.info;
	const size_t filter_len = strlen(info->filter);
	const size_t size = sizeof(struct syscord_note_header) + sizeof(info->policy) +
			    w->cpu_count * sizeof(struct syscord_note_ring) + filter_len;
	struct syscord_note_header *h = calloc(1, size);
	uint8_t *p = (uint8_t *)(h + 1);
	int err;

	if (!h)
		return -ENOMEM;
	memcpy(h->boot_id, w->config.boot_id, sizeof(h->boot_id));
	h->session = w->session;
	h->boot = boot;
	h->mono = syscord_clock_ns(CLOCK_MONOTONIC);
	h->real = boot + w->offset;
	h->page_size = (uint32_t)sysconf(_SC_PAGESIZE);
	h->cpus = w->config.cpus;
	h->abi = info->abi;
	h->uapi = SYSCORD_ABI_VERSION;
	h->segment = w->number;
	h->policy_size = sizeof(info->policy);
	h->filter_len = (uint32_t)filter_len;
	h->rings = w->cpu_count;
	snprintf(h->name, sizeof(h->name), "%s", info->session);
	snprintf(h->host, sizeof(h->host), "%s", info->host);
	snprintf(h->release, sizeof(h->release), "%s", info->release);
	snprintf(h->machine, sizeof(h->machine), "%s", info->machine);
	snprintf(h->version, sizeof(h->version), "%s", info->version);
	memcpy(p, &info->policy, sizeof(info->policy));
	p += sizeof(info->policy);
	for (uint32_t i = 0; i < w->cpu_count; i++) {
		memcpy(p, &w->cpus[i].at, sizeof(w->cpus[i].at));
		p += sizeof(w->cpus[i].at);
	}
	memcpy(p, info->filter, filter_len);
	err = syscord_writer_put_note(w, SYSCORD_NOTE_HEADER, &h->note, size);
	free(h);
	return err;
}

int syscord_writer_put_snapshot(struct syscord_writer *w)
{
	char *text = w->config.snapshot ? w->config.snapshot(w->config.snapshot_ctx) : NULL;
	struct syscord_note *note;
	size_t len;
	int err;

	if (!text)
		return 0;
	w->snapshot_due = false;
	len = strlen(text);
	if (len > SYSCORD_CHUNK_MAX - sizeof(*note)) {
		/* names made of what JSON escapes, say: nobody could read the frame */
		strcpy(text, "{\"cut\":true,\"processes\":[]}");
		len = strlen(text);
	}
	if (!len) {
		free(text);
		return 0;
	}
	note = calloc(1, sizeof(*note) + len);
	if (!note) {
		free(text);
		return -ENOMEM;
	}
	memcpy(note + 1, text, len);
	free(text);
	err = syscord_writer_put_note(w, SYSCORD_NOTE_SNAPSHOT, note, sizeof(*note) + len);
	free(note);
	return err;
}

uint64_t syscord_writer_dropped(const struct syscord_ring_status *ring)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < SYSCORD_LOST_REASONS; i++)
		sum += i == SYSCORD_LOST_OVERWRITTEN ? 0 : ring->lost[i];
	return sum;
}

void syscord_writer_outside(struct syscord_writer *w)
{
	bool fresh = true;

	/* Of a session of which nobody has read anything, all losses are ours to tell */
	for (uint32_t i = 0; i < w->cpu_count; i++)
		fresh = fresh && !w->cpus[i].at.pos;
	if (!w->outside_begun)
		w->outside = fresh ? 0 : syscord_drain_outside(w->drain);
	w->outside_begun = true;
	w->outside_base = w->outside;
	w->outside_said = false;
}

/* 1 if there is something to tell */
static int outside_ring(struct syscord_writer *w, struct syscord_epoch_ring *ring)
{
	const uint64_t total = syscord_drain_outside(w->drain);

	if (!total || (w->outside_said && total == w->outside))
		return 0;
	w->outside_said = true;
	w->outside = total;
	memset(ring, 0, sizeof(*ring));
	ring->cpu = SYSCORD_CPU_NONE;
	ring->seq = w->outside_base;
	ring->attempted = total;
	ring->lost[SYSCORD_LOST_NO_MEMORY] = total;
	return 1;
}

/* Only rings that changed; nothing at all if none did */
int syscord_writer_put_epoch(struct syscord_writer *w, uint64_t boot, uint64_t safe, size_t written)
{
	struct syscord_note_epoch *epoch;
	struct syscord_epoch_ring *ring;
	struct syscord_ring_status status;
	unsigned int rings = 0;
	int err;

	while (syscord_drain_ring(w->drain, rings, &status))
		rings++;
	epoch = calloc(1, sizeof(*epoch) + (rings + 1) * sizeof(*ring));
	if (!epoch)
		return -ENOMEM;
	ring = (struct syscord_epoch_ring *)(epoch + 1);
	for (unsigned int i = 0; i < rings; i++) {
		struct syscord_writer_cpu *cpu;

		syscord_drain_ring(w->drain, i, &status);
		cpu = syscord_writer_cpu(w, status.cpu);
		if (!cpu) {
			free(epoch);
			return -ENOMEM;
		}
		if (cpu->said && cpu->attempted == status.attempted &&
		    cpu->epoch_pos == status.consumer)
			continue;
		cpu->said = true;
		cpu->attempted = status.attempted;
		cpu->dropped = syscord_writer_dropped(&status);
		cpu->epoch_pos = status.consumer;
		ring->cpu = status.cpu;
		ring->pos = status.consumer;
		ring->seq = cpu->at.seq;
		ring->attempted = status.attempted;
		memcpy(ring->lost, status.lost, sizeof(ring->lost));
		ring++;
		epoch->rings++;
	}
	if (outside_ring(w, ring))
		epoch->rings++;
	epoch->flags = syscord_drain_stopped(w->drain) ? SYSCORD_EPOCH_STOPPED : 0;
	if (!epoch->rings && !written && (!rings || epoch->flags == w->epoch_flags)) {
		free(epoch);
		return 0;
	}
	epoch->boot = boot;
	epoch->mono = syscord_clock_ns(CLOCK_MONOTONIC);
	epoch->real = boot + w->offset;
	epoch->safe = safe;
	w->epoch_flags = epoch->flags;
	err = syscord_writer_put_note(w, SYSCORD_NOTE_EPOCH, &epoch->note,
		       sizeof(*epoch) + epoch->rings * sizeof(*ring));
	free(epoch);
	for (uint32_t i = 0; err && i < w->cpu_count; i++)
		w->cpus[i].said = false;
	if (err)
		w->outside_said = false;
	if (!err) {
		w->said_offset = w->offset;
		w->said_safe = safe;
	}
	return err;
}

/*
 * The clock was set. Before the round's chunks, so that whoever reads them knows, and
 * also if there are none: records that come much later must not make it look as if the
 * clock had been set just before them.
 */
int syscord_writer_put_clock(struct syscord_writer *w, uint64_t boot)
{
	struct syscord_note_epoch epoch = {
		.boot = boot,
		.mono = syscord_clock_ns(CLOCK_MONOTONIC),
		.real = boot + w->offset,
		.safe = w->said_safe,
		.flags = w->epoch_flags,
	};
	int err = syscord_writer_put_note(w, SYSCORD_NOTE_EPOCH, &epoch.note, sizeof(epoch));

	if (!err)
		w->said_offset = w->offset;
	return err;
}

int syscord_writer_put_index(struct syscord_writer *w)
{
	const size_t bytes = w->entries * sizeof(*w->index);
	struct syscord_note_index *index = calloc(1, sizeof(*index) + bytes);
	struct syscord_note_end end = { .index = w->file.size, .records = w->records };
	int err;

	if (w->entries == SYSCORD_INDEX_MAX) {
		free(index);
		return 0;
	}
	if (!index)
		return -ENOMEM;
	index->chunks = (uint32_t)w->entries;
	if (bytes)
		memcpy(index + 1, w->index, bytes);
	err = syscord_writer_put_note(w, SYSCORD_NOTE_INDEX, &index->note, sizeof(*index) + bytes);
	free(index);
	return err ? err : syscord_writer_put_note(w, SYSCORD_NOTE_END, &end.note, sizeof(end));
}
