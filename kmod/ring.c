// SPDX-License-Identifier: GPL-2.0
/*
 * Rings: memory, losses, and the parts of the producer that are not on the fast
 * path (ring.h has that one).
 *
 *   area ─► consumer page │ producer page │ data ... │ the same data again ...
 *           user rw       │ user ro       │ user ro
 */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "ring.h"
#include "compat.h"

#define META_PAGES 2
#define OVERWRITE_MORE (64U << 10)	/* bytes freed at a time, at most, beside what is needed */

/* The longest record without a blob: six arguments and a duration */
#define CALL_LEN (sizeof(struct syscord_record) + sizeof(struct syscord_call) + 7 * sizeof(u64))
#define LOST_LEN (sizeof(struct syscord_record) + sizeof(struct syscord_lost))

static unsigned long memory_limit;
module_param(memory_limit, ulong, 0644);
MODULE_PARM_DESC(memory_limit, "bytes for the rings of all sessions together (0: 1/32 of RAM)");

static u64 memory_used;	/* syscord_rings_lock */

u64 syscord_ring_memory_used(void)
{
	return READ_ONCE(memory_used);
}

u64 syscord_ring_memory_limit(void)
{
	unsigned long limit = READ_ONCE(memory_limit);

	return limit ? limit : ((u64)totalram_pages() << PAGE_SHIFT) / 32;
}

static void ring_wake(struct irq_work *work)
{
	struct syscord_ring *ring = container_of(work, struct syscord_ring, wake);

	wake_up(&ring->session->wait);
}

static void ring_free_pages(struct syscord_ring *ring)
{
	unsigned int i;

	for (i = 0; i < ring->page_count; i++)
		__free_page(ring->pages[i]);
	kvfree(ring->pages);
}

/*
 * `bytes` is a power of two. ERR_PTR(-ENOSPC): the memory limit. Pages are taken
 * from the CPU's own node.
 */
struct syscord_ring *syscord_ring_alloc(struct syscord_session *s, int cpu, u64 bytes)
{
	unsigned int data_pages = bytes >> PAGE_SHIFT;
	unsigned int distinct = META_PAGES + data_pages;
	unsigned int i;
	struct syscord_ring *ring;

	lockdep_assert_held(&syscord_rings_lock);
	if (memory_used + bytes > syscord_ring_memory_limit())
		return ERR_PTR(-ENOSPC);

	ring = kzalloc_node(sizeof(*ring), GFP_KERNEL, cpu_to_node(cpu));
	if (!ring)
		return ERR_PTR(-ENOMEM);
	ring->pages = kvmalloc_array(distinct + data_pages, sizeof(*ring->pages), GFP_KERNEL);
	if (!ring->pages)
		goto err_ring;
	for (i = 0; i < distinct; i++) {
		struct page *page = alloc_pages_node(cpu_to_node(cpu),
						     GFP_KERNEL_ACCOUNT | __GFP_RETRY_MAYFAIL |
						     __GFP_NOWARN | __GFP_ZERO, 0);

		if (!page || fatal_signal_pending(current)) {
			if (page)
				__free_page(page);
			goto err_pages;
		}
		ring->pages[i] = page;
		if (i >= META_PAGES)
			ring->pages[data_pages + i] = page;
		ring->page_count++;
	}
	ring->area = vmap(ring->pages, distinct + data_pages, VM_MAP | VM_USERMAP, PAGE_KERNEL);
	if (!ring->area)
		goto err_pages;

	ring->consumer = ring->area;
	ring->producer = ring->area + PAGE_SIZE;
	ring->data = ring->area + META_PAGES * PAGE_SIZE;
	ring->mask = bytes - 1;
	ring->limit = bytes;
	ring->overwrites = s->policy.on_full == SYSCORD_ON_FULL_OVERWRITE;
	/* Who overwrites wakes nobody but by the trigger. */
	ring->wake_at = ring->overwrites ? U64_MAX : syscord_session_watermark(s);
	ring->session = s;
	ring->cpu = cpu;
	init_irq_work(&ring->wake, ring_wake);
	ring->producer->size = bytes;
	ring->producer->session = s->id;
	ring->producer->cpu = cpu;
	memory_used += bytes;
	return ring;

err_pages:
	ring_free_pages(ring);
err_ring:
	kfree(ring);
	return ERR_PTR(-ENOMEM);
}

/*
 * No producer may be left. Pages that a reader still maps live on until it
 * unmaps them. Called with syscord_rings_lock.
 */
void syscord_ring_free(struct syscord_ring *ring)
{
	if (!ring)
		return;
	lockdep_assert_held(&syscord_rings_lock);
	irq_work_sync(&ring->wake);
	memory_used -= ring->mask + 1;
	vunmap(ring->area);
	ring_free_pages(ring);
	kfree(ring);
}

/* `page`: where the mapping starts, in pages from the ring's first. */
int syscord_ring_mmap(struct syscord_ring *ring, struct vm_area_struct *vma, unsigned long page)
{
	unsigned long pages = vma_pages(vma);
	unsigned long all = META_PAGES + 2 * ((ring->mask + 1) >> PAGE_SHIFT);

	if (page >= all || pages > all - page)
		return -EINVAL;
	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	if (vma->vm_flags & VM_EXEC)
		return -EPERM;
	vm_flags_clear(vma, VM_MAYEXEC);
	if (page != 0 || pages != 1) {
		if (vma->vm_flags & VM_WRITE)
			return -EPERM;
		vm_flags_clear(vma, VM_MAYWRITE);
	}
	vm_flags_set(vma, VM_DONTCOPY | VM_DONTEXPAND | VM_DONTDUMP);
	return remap_vmalloc_range(vma, ring->area, page);
}

/* Of a session's ring; a longer record would never find room. */
u32 syscord_ring_record_max(const struct syscord_session *s)
{
	return min_t(u64, SYSCORD_RECORD_MAX,
		     READ_ONCE(s->policy.ring_bytes) - ALIGN(LOST_LEN + CALL_LEN, 8));
}

/* From any CPU, and only a hint: bytes that are free, where nothing is overwritten. */
u64 syscord_ring_room(const struct syscord_ring *ring)
{
	u64 consumer = READ_ONCE(ring->consumer->pos);
	u64 unread = READ_ONCE(ring->producer->pos) - consumer;

	if (unread > ring->mask + 1 || consumer % SYSCORD_RECORD_ALIGN)
		return 0;
	return ring->mask + 1 - unread;
}

/* The same: would a record of `len` bytes, and a LOST one, fit? */
bool syscord_ring_has_room(const struct syscord_ring *ring, u32 len)
{
	return syscord_ring_room(ring) >= max_t(u32, len, CALL_LEN) + LOST_LEN;
}

/* For poll and status; a consumer position that is not valid counts as nothing unread. */
u64 syscord_ring_unread(const struct syscord_ring *ring)
{
	u64 unread = READ_ONCE(ring->producer->pos) - READ_ONCE(ring->consumer->pos);

	return unread <= ring->mask + 1 ? unread : 0;
}

/*
 * Frees the oldest records, some more at a time than are needed now, but not many: this is
 * done in probes, with interrupts off too, and each record's length is a cache miss. What
 * was lost before is no record of its own.
 */
static void ring_overwrite(struct syscord_ring *ring)
{
	struct syscord_producer *producer = ring->producer;
	const u64 batch = SYSCORD_RECORD_MAX + min_t(u64, (ring->mask + 1) / 16, OVERWRITE_MORE);
	const bool frozen = syscord_trigger_frozen(ring->session);
	u64 tail = producer->tail, count = 0;

	/* Lengths are our own: nobody else can write to the data. */
	while (!frozen && tail + ring->mask + 1 - producer->pos < batch && tail != producer->pos) {
		const struct syscord_record *rec =
			(const struct syscord_record *)(ring->data + (tail & ring->mask));

		count += rec->type != SYSCORD_LOST;
		tail += rec->len;
	}
	producer->lost[SYSCORD_LOST_OVERWRITTEN] += count;
	WRITE_ONCE(producer->tail, tail);
	ring->limit = tail + ring->mask + 1;
	/* Pairs with the read barrier of who copies: he sees that tail, if any byte behind it. */
	smp_wmb();
}

/*
 * Takes the reader's position. It is hostile: it moves the limit only if it lies
 * within what the ring holds, and is read once.
 */
static bool ring_refresh(struct syscord_ring *ring)
{
	u64 pos = ring->producer->pos, consumer;

	if (ring->overwrites) {
		ring_overwrite(ring);
		return true;
	}
	/* Pairs with the reader's store_release: its loads of freed bytes are done. */
	consumer = smp_load_acquire(&ring->consumer->pos);
	if (pos - consumer > ring->mask + 1 || consumer % SYSCORD_RECORD_ALIGN)
		return false;
	/* A reader that steps back must not make the kernel take bytes back. */
	if (consumer + ring->mask + 1 > ring->limit)
		ring->limit = consumer + ring->mask + 1;
	return true;
}

void syscord_ring_lose(struct syscord_ring *ring, unsigned int reason)
{
	struct syscord_lost *lost = &ring->lost;
	u64 now = syscord_ring_time(ring);

	if (!lost->count) {
		lost->first = now;
		ring->lost_seq = ring->producer->attempted;
		/* The watermark may lie behind what the ring can hold just now. */
		irq_work_queue(&ring->wake);
	}
	/* No room as of now: the next reserve looks again, and reports this first. */
	ring->limit = ring->producer->pos;
	lost->last = now;
	lost->count++;
	lost->by_reason[reason]++;
	ring->producer->lost[reason]++;
	ring->producer->attempted++;
}

/* Puts a LOST record into the stream if one is due and there is room for it. */
void syscord_ring_lost_flush(struct syscord_ring *ring)
{
	struct syscord_producer *producer = ring->producer;
	struct syscord_record *rec;

	BUILD_BUG_ON(LOST_LEN % SYSCORD_RECORD_ALIGN);
	if (!ring->lost.count)
		return;
	ring_refresh(ring);
	if (ring->limit - producer->pos < LOST_LEN)
		return;
	rec = (struct syscord_record *)(ring->data + (producer->pos & ring->mask));
	rec->len = LOST_LEN;
	rec->type = SYSCORD_LOST;
	rec->flags = 0;
	rec->time = syscord_ring_time(ring);
	rec->seq = ring->lost_seq;
	rec->pid = 0;
	rec->tid = 0;
	rec->body = sizeof(struct syscord_lost);
	rec->blobs = 0;
	memcpy(rec + 1, &ring->lost, sizeof(ring->lost));
	memset(&ring->lost, 0, sizeof(ring->lost));
	/* Pairs with the reader's load_acquire of producer.pos. */
	smp_store_release(&producer->pos, producer->pos + LOST_LEN);
}

/*
 * Little room as of the last look, or losses to report first. A record after a
 * loss waits until the LOST record fits, so that order and count stay exact.
 */
noinline struct syscord_record *syscord_ring_reserve_slow(struct syscord_ring *ring)
{
	struct syscord_producer *producer = ring->producer;

	if (!ring_refresh(ring)) {
		ring->reason = SYSCORD_LOST_CONSUMER;
		return NULL;
	}
	ring->reason = SYSCORD_LOST_FULL;
	syscord_ring_lost_flush(ring);
	if (ring->lost.count)
		return NULL;
	ring->room = min_t(u64, ring->limit - producer->pos, SYSCORD_RECORD_MAX);
	if (ring->room < CALL_LEN)
		return NULL;
	return (struct syscord_record *)(ring->data + (producer->pos & ring->mask));
}

/*
 * There is no room, or an earlier record of the task's is still to be written: a job for
 * this one, or NULL, and it is counted as lost.
 */
noinline struct syscord_job *syscord_ring_defer(struct syscord_ring *ring, bool queued)
{
	struct syscord_job *job = NULL;

	if (queued || syscord_wait_wanted(ring->session)) {
		job = syscord_job_get();
		if (!job && (queued || ring->reason == SYSCORD_LOST_FULL))
			ring->reason = SYSCORD_LOST_NO_MEMORY;
	}
	if (job)
		syscord_job_add(job, ring->session);
	else
		syscord_ring_lose(ring, ring->reason);
	return job;
}

/*
 * Reserves, and fills in the header of a record about `current` that has no blobs: to be
 * ended by syscord_ring_commit_body(). NULL: counted as lost.
 */
struct syscord_record *syscord_ring_begin(struct syscord_ring *ring, unsigned int type,
					  unsigned int body)
{
	const bool queued = syscord_record_queued(ring);
	struct syscord_record *rec = queued ? NULL : syscord_ring_reserve(ring);

	ring->job = NULL;
	if (!rec || ring->room < sizeof(*rec) + body) {
		if (rec)
			ring->reason = SYSCORD_LOST_FULL;
		ring->job = syscord_ring_defer(ring, queued);
		if (!ring->job)
			return NULL;
		rec = syscord_job_record(ring->job);
	}
	rec->time = syscord_ring_time(ring);
	rec->type = type;
	rec->flags = 0;
	rec->pid = current->tgid;
	rec->tid = current->pid;
	rec->body = body;
	rec->blobs = 0;
	return rec;
}

void syscord_ring_commit_body(struct syscord_ring *ring, struct syscord_record *rec)
{
	if (ring->job)
		syscord_job_body(ring->job);
	else
		syscord_ring_commit(ring, rec, sizeof(*rec) + rec->body);
}

/*
 * Copies a finished record in; time and sequence number are given here. False: no room
 * for the reason in ring->reason, and nothing is counted.
 */
bool syscord_ring_write(struct syscord_ring *ring, const struct syscord_record *rec)
{
	struct syscord_record *to = syscord_ring_reserve(ring);

	if (!to)
		return false;
	if (rec->len > ring->room) {
		ring->reason = SYSCORD_LOST_FULL;
		return false;
	}
	memcpy(to, rec, rec->len);
	to->time = syscord_ring_time(ring);
	syscord_ring_commit(ring, to, rec->len);
	return true;
}

#define COUNT_STEPS 1024	/* records between two looks at who else wants the CPU */

/* How many of the bytes [at, end) have been read by now. */
static u64 ring_passed(const struct syscord_ring *ring, u64 at, u64 end)
{
	u64 passed = READ_ONCE(ring->consumer->pos) - at;

	/* The reader's own look at the producer came before. */
	smp_rmb();
	return passed <= READ_ONCE(ring->producer->pos) - at ? min(passed, end - at) : 0;
}

/*
 * For SYSCORD_STATUS_COUNT: the records in [consumer.pos, rs->producer), LOST ones not
 * counted. The caller has taken rs->producer with acquire, then `lost`, then `attempted`,
 * and holds syscord_lock, so that the ring stays; its producer and its reader go on.
 *
 * What is walked are the kernel's own bytes, but where it begins the reader says, who
 * may lie, or give back bytes that are being walked. So each step is bounded, numbers
 * must follow each other, and a record counts only if it was still unread after it was
 * looked at. Not counted (~0): that cannot be, or the caller is killed.
 */
void syscord_ring_unread_records(const struct syscord_ring *ring, struct syscord_ring_status *rs)
{
	const u64 end = rs->producer;
	u64 start = READ_ONCE(ring->consumer->pos), at, count = 0, kept = rs->attempted;
	unsigned int steps = 0, i;
	u32 seq = 0;

	rs->unread = U64_MAX;
	for (i = 0; i < SYSCORD_LOST_REASONS; i++)
		kept -= rs->lost[i];
	if (ring->overwrites) {
		/* Nobody takes records out. A loss that is being counted is one ahead. */
		rs->unread = (s64)kept < 0 ? 0 : kept;
		return;
	}
	if (ring_passed(ring, end, U64_MAX))
		start = end;	/* further than the producer was then */
	if (end - start > ring->mask + 1)
		return;
	for (at = start; at != end;) {
		/* Thanks to the second mapping a LOST record can be behind any of these. */
		const struct syscord_record *rec =
			(const struct syscord_record *)(ring->data + (at & ring->mask));
		const struct syscord_lost *lost = (const struct syscord_lost *)(rec + 1);
		u32 len, number, covers = 1;
		bool is_lost;
		u64 passed;

		if (at % SYSCORD_RECORD_ALIGN)
			return;
		if (++steps % COUNT_STEPS == 0) {
			if (fatal_signal_pending(current))
				return;
			cond_resched();
		}
		len = READ_ONCE(rec->len);
		number = READ_ONCE(rec->seq);
		is_lost = READ_ONCE(rec->type) == SYSCORD_LOST;
		if (is_lost)
			covers = READ_ONCE(lost->count);
		/* Who has written over these bytes had seen this position, or a later one. */
		smp_rmb();
		passed = ring_passed(ring, at, end);
		if (passed) {
			/* They are read by now: begin again, further on. */
			at += passed;
			start = at;
			count = 0;
			continue;
		}
		if (len < sizeof(*rec) || len > end - at || len > SYSCORD_RECORD_MAX ||
		    (is_lost && len < LOST_LEN) || (at != start && number != seq))
			return;
		seq = number + covers;
		count += !is_lost;
		at += len;
	}
	if (count > kept)
		return;
	rs->unread = count;
	rs->consumer = start;
}
