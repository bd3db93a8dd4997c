/* SPDX-License-Identifier: GPL-2.0 */
/*
 * verify: one session's rings, as its headers, chunks and epochs tell of them. Each
 * must go on where the one before ended, and the kernel's totals must be those of
 * the records, by reason.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "verify.h"

static struct syscord_verify_ring *ring_of(struct syscord_verify *v, uint32_t cpu)
{
	struct syscord_verify_ring *rings;

	for (size_t i = 0; i < v->count; i++)
		if (v->rings[i].cpu == cpu)
			return &v->rings[i];
	rings = reallocarray(v->rings, v->count + 1, sizeof(*rings));
	if (!rings)
		return NULL;
	v->rings = rings;
	memset(&rings[v->count], 0, sizeof(*rings));
	rings[v->count].cpu = cpu;
	return &rings[v->count++];
}

static uint64_t real(const struct syscord_verify *v, uint64_t boot)
{
	return syscord_clock_line_real(&v->clock, boot);
}

static void lost_between(struct syscord_verify_ring *ring, uint64_t first, uint64_t last)
{
	if (!ring->lost_first)
		ring->lost_first = first;
	if (last > ring->lost_last)
		ring->lost_last = last;
}

/* Into `room` bytes at `text` */
static void reasons_text(char *text, size_t room, const __u64 *by_reason)
{
	FILE *out = fmemopen(text, room, "w");

	*text = '\0';
	if (!out)
		return;
	syscord_lost_print(out, by_reason);
	fclose(out);
}

/*
 * Why the `behind` records were lost of which no LOST record tells, by the kernel's totals.
 * False: totals and LOST records contradict each other.
 */
static bool explain_last(const struct syscord_verify_ring *ring, __u64 behind, __u64 by_reason[],
			 __u64 *unexplained)
{
	int only = -1, kinds = 0;

	memset(by_reason, 0, SYSCORD_LOST_REASONS * sizeof(*by_reason));
	*unexplained = 0;
	for (int i = 0; i < SYSCORD_LOST_REASONS; i++) {
		if (ring->total[i] && i != SYSCORD_LOST_OVERWRITTEN) {
			only = i;
			kinds++;
		}
		if (ring->based && ring->total[i] < ring->base[i] + ring->told[i])
			return false;
		if (ring->based)
			by_reason[i] = ring->total[i] - ring->base[i] - ring->told[i];
	}
	if (ring->based)
		return syscord_lost_sum(by_reason) == behind;
	/* Of earlier losses nothing is known; if all were for one reason, that is enough */
	if (kinds == 1)
		by_reason[only] = behind;
	else
		*unexplained = behind;
	return true;
}

static int end_ring(struct syscord_verify *v, struct syscord_verify_ring *ring, uint64_t offset)
{
	struct syscord_account_cpu *cpu = syscord_account_of(&v->account, ring->cpu);
	const bool ended = v->epoch && v->stopped && ring->known;
	__u64 by_reason[SYSCORD_LOST_REASONS] = { 0 }, unexplained = 0, behind = 0;
	__u64 attempted = ring->attempted, end = ring->seq;

	if (!cpu)
		return -ENOMEM;
	/* What the writer had written by then, and is not here */
	if (ring->known && ring->epoch_seq > ring->seq) {
		ring->missing += ring->epoch_seq - ring->seq;
		end = ring->epoch_seq;
	}
	if (attempted < end) /* chunks that no epoch followed */
		attempted = end;
	if (ended) {
		behind = attempted - end;
		if (!explain_last(ring, behind, by_reason, &unexplained)) {
			__u64 since[SYSCORD_LOST_REASONS];
			char kernel[256], told[256];

			for (int i = 0; i < SYSCORD_LOST_REASONS; i++)
				since[i] = ring->total[i] - ring->base[i];
			reasons_text(kernel, sizeof(kernel), since);
			reasons_text(told, sizeof(told), ring->told);
			syscord_verify_complain(v, offset,
						"CPU %u: the kernel lost %llu records (%s), the "
						"recording says %llu (%s)",
						ring->cpu, syscord_lost_sum(since), kernel,
						ring->lost + behind, told);
			memset(by_reason, 0, sizeof(by_reason));
			unexplained = behind;
		}
		if (behind) {
			lost_between(ring, real(v, ring->time), real(v, v->now));
			syscord_verify_content_gap(v->content, ring->time, UINT64_MAX);
		}
		if (attempted - ring->first_seq != ring->read + ring->lost + ring->missing + behind)
			syscord_verify_complain(
				v, offset, "CPU %u: attempted %llu, but read %llu and lost %llu",
				ring->cpu, attempted - ring->first_seq, ring->read,
				ring->lost + behind);
	}
	/* Of a ring that had been read before and has given nothing since, nothing is ours */
	if (ring->known && attempted > ring->first_seq)
		cpu->attempted += attempted - ring->first_seq;
	cpu->read += ring->read;
	cpu->lost += ring->lost + behind;
	cpu->missing += ring->missing;
	cpu->unexplained += unexplained;
	syscord_lost_add(cpu->by_reason, ring->told);
	syscord_lost_add(cpu->by_reason, by_reason);
	if (ring->lost_last)
		syscord_account_span(cpu, ring->lost_first, ring->lost_last);
	return 0;
}

static int end_outside(struct syscord_verify *v)
{
	const struct syscord_verify_outside *o = &v->outside;
	struct syscord_account_cpu *cpu;

	if (o->total <= o->base)
		return 0;
	cpu = syscord_account_of(&v->account, SYSCORD_CPU_NONE);
	if (!cpu)
		return -ENOMEM;
	syscord_verify_content_gap(v->content, 0, UINT64_MAX);
	cpu->attempted += o->total - o->base;
	cpu->lost += o->total - o->base;
	cpu->by_reason[SYSCORD_LOST_NO_MEMORY] += o->total - o->base;
	syscord_account_span(cpu, o->first, o->last);
	return 0;
}

/*
 * The session's end, as far as the recording goes. Totals are exact only if
 * the last epoch saw the session stopped.
 */
int syscord_verify_end(struct syscord_verify *v, uint64_t offset)
{
	const bool whole = v->epoch && v->stopped;
	int ret = end_outside(v);

	if (!whole)
		v->inexact = true;
	for (size_t i = 0; !ret && i < v->count; i++)
		ret = end_ring(v, &v->rings[i], offset);
	if (!ret)
		ret = syscord_verify_content_end(v->content, whole);
	free(v->rings);
	v->rings = NULL;
	v->count = 0;
	memset(&v->outside, 0, sizeof(v->outside));
	v->epoch = false;
	v->stopped = false;
	v->leaves = false;
	v->have_session = false;
	return ret;
}

int syscord_verify_header(struct syscord_verify *v, const struct syscord_frame *frame)
{
	const struct syscord_note_header *h = (const void *)frame->content;
	const uint8_t *p = (const uint8_t *)(h + 1);
	struct syscord_policy policy = { 0 };
	int ret = 0;

	if (v->have_session && (h->session != v->session || memcmp(h->boot_id, v->boot_id, 16)))
		ret = syscord_verify_end(v, frame->offset);
	if (ret)
		return ret;
	if (memcmp(h->boot_id, v->boot_id, 16))
		v->clock.count = 0;
	if (!v->have_session && syscord_verify_output(v))
		fprintf(v->out, "%s: session %.*s on %.*s, %.*s %.*s\n", v->name,
			(int)sizeof(h->name), h->name, (int)sizeof(h->host), h->host,
			(int)sizeof(h->release), h->release, (int)sizeof(h->machine), h->machine);
	if (!v->have_session)
		v->lists = h->rings > 0;
	memcpy(&policy, p, h->policy_size < sizeof(policy) ? h->policy_size : sizeof(policy));
	p += h->policy_size;
	v->overwrites = policy.on_full == SYSCORD_ON_FULL_OVERWRITE;
	v->leaves = v->leaves || policy.before;
	v->have_session = true;
	v->session = h->session;
	memcpy(v->boot_id, h->boot_id, 16);
	syscord_clock_line_add(&v->clock, h->boot, h->real - h->boot);
	for (uint32_t i = 0; i < h->rings; i++) {
		struct syscord_note_ring at;
		struct syscord_verify_ring *ring;

		memcpy(&at, p + i * sizeof(at), sizeof(at));
		ring = ring_of(v, at.cpu);
		if (!ring)
			return -ENOMEM;
		if (!ring->placed) {
			ring->placed = true;
			ring->pos = at.pos;
			ring->seq = at.seq;
			ring->first_seq = at.seq;
			/* Without a number, only a ring's very beginning is known */
			ring->known = at.known || at.pos == 0;
			/* Of what was overwritten, some had been fetched before */
			ring->based = at.pos == 0 && !at.known && !v->overwrites;
		} else if (ring->pos != at.pos) {
			syscord_verify_complain(v, frame->offset,
						"CPU %u: goes on at ring position %" PRIu64
						", but the segment before ended at %" PRIu64,
						at.cpu, at.pos, ring->pos);
		}
	}
	if (!v->outside.before)
		v->outside.before = h->real;
	return 0;
}

static void check_records(struct syscord_verify *v, struct syscord_verify_ring *ring,
			  const struct syscord_frame *frame)
{
	const struct syscord_chunk *chunk = &frame->chunk;
	uint64_t next = chunk->seq;
	size_t at = 0;

	while (at < chunk->bytes) {
		const struct syscord_record *rec =
			(const void *)((const uint8_t *)frame->records + at);
		uint32_t ahead = rec->seq - (uint32_t)next;

		if (ahead)
			syscord_verify_complain(v, frame->offset,
						"CPU %u: record %" PRIu64 " is followed by "
						"%" PRIu64 ": a hole",
						ring->cpu, next - 1, next + ahead);
		ring->missing += ahead;
		next += ahead;
		if (rec->time < ring->time)
			syscord_verify_complain(v, frame->offset,
						"CPU %u: record %" PRIu64 " is older than the "
						"one before",
						ring->cpu, next);
		ring->time = rec->time;
		if (rec->type == SYSCORD_LOST) {
			struct syscord_lost lost;

			syscord_record_body(rec, &lost, sizeof(lost));
			if (syscord_lost_sum(lost.by_reason) != lost.count)
				syscord_verify_complain(v, frame->offset,
							"CPU %u: %llu lost records, but "
							"reasons for %llu",
							ring->cpu, lost.count,
							syscord_lost_sum(lost.by_reason));
			if (lost.first > lost.last || lost.last > rec->time)
				syscord_verify_complain(v, frame->offset,
							"CPU %u: record %" PRIu64 " tells of "
							"losses at times that cannot be",
							ring->cpu, next);
			ring->lost += lost.count;
			syscord_lost_add(ring->told, lost.by_reason);
			lost_between(ring, real(v, lost.first), real(v, lost.last));
			next += lost.count;
		} else {
			ring->read++;
			next++;
		}
		at += rec->len;
	}
}

int syscord_verify_chunk(struct syscord_verify *v, const struct syscord_frame *frame)
{
	const struct syscord_chunk *chunk = &frame->chunk;
	struct syscord_verify_ring *ring = ring_of(v, chunk->cpu);

	if (!ring)
		return -ENOMEM;
	v->result->chunks++;
	v->epoch = false;
	if (v->have_session &&
	    (chunk->session != v->session || memcmp(chunk->boot_id, v->boot_id, 16))) {
		syscord_verify_complain(v, frame->offset, "a chunk of another session");
		return 0;
	}
	/* What the ring held before is not here: a hole, or the recording begins later */
	if (chunk->pos > ring->pos || (!ring->read && ring->pos))
		syscord_verify_content_gap(v->content, ring->time, chunk->base);
	if (!ring->placed && (v->lists || v->overwrites)) {
		/*
		 * It came online after the recording was begun: all of it must be here, or
		 * have been overwritten
		 */
		ring->placed = true;
		ring->known = true;
		ring->based = !v->overwrites;
	}
	if (v->overwrites && ring->known && chunk->pos > ring->pos && chunk->seq > ring->seq) {
		const __u64 gone = chunk->seq - ring->seq;

		ring->lost += gone;
		ring->told[SYSCORD_LOST_OVERWRITTEN] += gone;
		lost_between(ring, real(v, ring->time ? ring->time : chunk->base),
			     real(v, chunk->base));
		ring->pos = chunk->pos;
		ring->seq = chunk->seq;
	}
	if (ring->placed && chunk->pos != ring->pos)
		syscord_verify_complain(v, frame->offset,
					"CPU %u: ring position %" PRIu64 " where %" PRIu64
					" must follow: %s",
					chunk->cpu, chunk->pos, ring->pos,
					chunk->pos > ring->pos ? "a hole" : "written twice");
	if (!ring->known) {
		ring->seq = chunk->seq;
		ring->first_seq = chunk->seq;
	}
	if (chunk->seq != ring->seq)
		syscord_verify_complain(v, frame->offset,
					"CPU %u: record %" PRIu64 " where %" PRIu64
					" must follow: %s",
					chunk->cpu, chunk->seq, ring->seq,
					chunk->seq > ring->seq ? "a hole" : "written twice");
	if (chunk->seq > ring->seq)
		ring->missing += chunk->seq - ring->seq;
	ring->placed = true;
	ring->known = true;
	check_records(v, ring, frame);
	ring->pos = chunk->pos + chunk->bytes;
	ring->seq = chunk->next_seq;
	return syscord_verify_content_chunk(v->content, chunk->cpu, frame->records, chunk->bytes);
}

static void epoch_outside(struct syscord_verify *v, const struct syscord_epoch_ring *at,
			  uint64_t offset)
{
	struct syscord_verify_outside *o = &v->outside;
	__u64 lost[SYSCORD_LOST_REASONS];

	memcpy(lost, at->lost, sizeof(lost));
	if (!o->known)
		o->base = at->seq;
	o->known = true;
	if (syscord_lost_sum(lost) != at->attempted || at->attempted < o->total)
		syscord_verify_complain(v, offset,
					"%" PRIu64
					" records were lost where there was no ring, after %" PRIu64
					", and reasons for %llu",
					at->attempted, o->total, syscord_lost_sum(lost));
	if (at->attempted <= o->total)
		return;
	o->total = at->attempted;
	if (o->total <= o->base)
		return;
	if (!o->first)
		o->first = o->before;
	o->last = real(v, v->now);
}

/*
 * More losses than the kernel had counted by then. Where all are known from the beginning,
 * the sums are compared at the end. Of a flight recorder, what was lost for some other reason
 * counts as overwritten if its LOST record was; and while it records, more is overwritten
 * behind the totals, as it is copied.
 */
static bool told_too_much(const struct syscord_verify *v, const struct syscord_verify_ring *ring)
{
	if (v->overwrites)
		return v->stopped && !v->leaves &&
		       syscord_lost_sum(ring->told) > syscord_lost_sum(ring->total);
	for (int i = 0; i < SYSCORD_LOST_REASONS && !ring->based; i++)
		if (ring->told[i] > ring->total[i])
			return true;
	return false;
}

static int epoch_ring(struct syscord_verify *v, const struct syscord_epoch_ring *at,
		      uint64_t offset)
{
	struct syscord_verify_ring *ring = ring_of(v, at->cpu);

	if (!ring)
		return -ENOMEM;
	/* One of which neither a header nor a chunk told came later: it begins at 0 */
	if (!ring->placed) {
		ring->placed = true;
		ring->known = true;
		ring->based = !v->overwrites;
	}
	ring->attempted = at->attempted;
	ring->epoch_seq = at->seq;
	memcpy(ring->total, at->lost, sizeof(ring->total));
	if (ring->placed && at->pos != ring->pos)
		syscord_verify_complain(v, offset,
					"CPU %u: the epoch is at ring position %" PRIu64
					", the chunks at %" PRIu64,
					at->cpu, at->pos, ring->pos);
	if (!ring->known)
		return 0;
	if (at->pos == ring->pos && at->seq != ring->seq)
		syscord_verify_complain(v, offset,
					"CPU %u: the epoch is at record %" PRIu64
					", the chunks at %" PRIu64,
					at->cpu, at->seq, ring->seq);
	if (told_too_much(v, ring))
		syscord_verify_complain(v, offset,
					"CPU %u: %llu records are lost here, but the kernel has "
					"lost %llu only: a hole, or a wrong LOST record",
					at->cpu, syscord_lost_sum(ring->told),
					syscord_lost_sum(ring->total));
	/* Totals are read after the position, so they cover all that is here */
	if (at->attempted < ring->seq)
		syscord_verify_complain(v, offset,
					"CPU %u: record %" PRIu64 " is here, but the kernel has "
					"counted %" PRIu64 " only",
					at->cpu, ring->seq - 1, at->attempted);
	/* All that was lost so far is told: the rest was lost before the recording began */
	if (!ring->based && !v->overwrites && v->stopped && at->attempted == ring->seq &&
	    at->seq == ring->seq) {
		ring->based = true;
		for (int i = 0; i < SYSCORD_LOST_REASONS; i++)
			ring->base[i] = at->lost[i] - ring->told[i];
	}
	return 0;
}

int syscord_verify_epoch(struct syscord_verify *v, const struct syscord_frame *frame)
{
	const struct syscord_note_epoch *epoch = (const void *)frame->content;
	const uint8_t *p = (const uint8_t *)(epoch + 1);
	int ret = 0;

	v->stopped = epoch->flags & SYSCORD_EPOCH_STOPPED;
	v->epoch = true;
	v->now = epoch->boot;
	syscord_clock_line_add(&v->clock, epoch->boot, epoch->real - epoch->boot);
	for (uint32_t i = 0; !ret && i < epoch->rings; i++) {
		struct syscord_epoch_ring at;

		memcpy(&at, p + i * sizeof(at), sizeof(at));
		if (at.cpu == SYSCORD_CPU_NONE)
			epoch_outside(v, &at, frame->offset);
		else
			ret = epoch_ring(v, &at, frame->offset);
	}
	v->outside.before = epoch->real;
	return ret ? ret : syscord_verify_content_safe(v->content, epoch->safe);
}
