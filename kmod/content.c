// SPDX-License-Identifier: GPL-2.0
/*
 * Content beyond what a record holds, where the policy's snaplen is unlimited. It goes on
 * in records of its own, which are written here, on the deferred path, one after the
 * other, before the call's record:
 *
 *   capture     as always, but the content that does not fit is not given up: the blob
 *               is flagged CONTINUED, and where it comes from is noted at the record's end
 *   pieces      copied from there, each into a SYSCORD_CONT record
 *   ARG_CONT    the notes become what the reader is told: how much of which blob is kept
 *
 * There is never more than the call's record and one piece in memory. The program, or
 * another thread of it, may change the memory meanwhile; no length is taken from it that
 * was not taken before.
 */
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "blob.h"
#include "entry.h"
#include "ring.h"
#include "table.h"

#define PIECE_HEAD (sizeof(struct syscord_record) + sizeof(struct syscord_cont) + \
		    sizeof(struct syscord_blob))
#define PIECE_LEAST 4096	/* bytes: less room than that is none */

/*
 * Bytes of each content in the call's own record; not snaplen's and no structure's limit,
 * so that they are told apart. With none of them more messages fit.
 */
static const u32 inline_most[] = { SYSCORD_RECORD_MAX / 4 - 8, 0 };

struct content {
	struct syscord_session *session;
	const struct syscord_capture *cap;
	const struct syscord_row *row;
	struct syscord_record *piece;	/* NULL: no memory */
	u32 room;			/* in the piece */
	u64 budget;			/* bytes of the ring that are left to this call */
	u64 end;
};

/* Beside pieces there must be room for the call's own record, and for those of others. */
static u64 content_free(const struct content *c)
{
	const struct syscord_capture *cap = c->cap;
	u64 head = cap->out - (u8 *)cap->rec + SYSCORD_BEFORE_BYTES +
		   sizeof(struct syscord_record) + sizeof(struct syscord_lost);
	u64 keep = max_t(u64, head, READ_ONCE(c->session->policy.ring_bytes) / 4), room = 0;
	const struct syscord_ring *ring;

	preempt_disable_notrace();
	ring = this_cpu_read(*c->session->rings);
	preempt_enable_notrace();
	/* Rings stay as long as this job is pending. */
	if (ring)
		room = syscord_ring_room(ring);
	return room > keep ? room - keep : 0;
}

/* How many bytes the next piece may have. */
static u32 content_room(const struct content *c)
{
	u64 room = c->budget;

	if (room == U64_MAX && !syscord_wait_wanted(c->session))
		room = content_free(c);
	if (room < PIECE_LEAST)
		return 0;
	return min_t(u64, c->room, round_down(room - PIECE_HEAD, SYSCORD_RECORD_ALIGN));
}

/* Is the result how many bytes of its input the call took? */
static bool row_takes_bytes(const struct syscord_row *row)
{
	unsigned int i;

	for (i = 0; i < row->nops; i++)
		if (row->ops[i].kind == SYSCORD_OP_MSGSIN || row->ops[i].kind == SYSCORD_OP_CALLS)
			return false;
	return row->class & SYSCORD_CLASS_WC;
}

/*
 * How much of a blob is worth continuing: of what went in not what the kernel did not
 * take, for a program that writes to a full pipe or socket offers that again and again.
 */
static u32 content_end(const struct content *c, const struct syscord_blob *blob)
{
	s64 ret = c->cap->ret;

	if (!(blob->flags & SYSCORD_BLOB_OUT) && ret > 0 && ret < blob->want &&
	    row_takes_bytes(c->row))
		return max_t(u32, ret, blob->got);
	return blob->want;
}

/* `got` bytes, which are in place, as a record. 0 or -errno. */
static int content_put(struct content *c, const struct syscord_blob *blob, u16 index, u64 offset,
		       u32 got)
{
	const struct syscord_record *head = c->cap->rec;
	const struct syscord_call *call = (const struct syscord_call *)(head + 1);
	struct syscord_record *rec = c->piece;
	struct syscord_cont *body = (struct syscord_cont *)(rec + 1);
	struct syscord_blob *of = (struct syscord_blob *)(body + 1);

	*rec = (struct syscord_record){
		.len = PIECE_HEAD + ALIGN(got, SYSCORD_RECORD_ALIGN),
		.type = SYSCORD_CONT,
		.flags = SYSCORD_RECORD_LATE,
		.pid = head->pid,
		.tid = head->tid,
		.body = sizeof(*body),
		.blobs = 1,
	};
	*body = (struct syscord_cont){
		.end = c->end,
		.offset = offset,
		.nr = call->nr,
		.abi = call->abi,
		.blob = index,
	};
	*of = *blob;
	of->got = got;
	blob_pad((u8 *)(of + 1), got);
	if (c->budget != U64_MAX)
		c->budget -= min_t(u64, c->budget, rec->len);
	return syscord_wait_write(c->session, rec, true);
}

/*
 * All pieces of one blob, up to the first that cannot be had or kept. `note` says where
 * it comes from, and then how much of it is there.
 */
static void content_pieces(struct content *c, struct syscord_blob *blob,
			   struct syscord_continued *note)
{
	const u8 __user *from = (const u8 __user *)(unsigned long)note->kept;
	struct syscord_gather gather = {
		.vector = from,
		.count = note->reason,
		.skip = blob->got,
	};
	u32 offset = blob->got, end = content_end(c, blob), reason = 0;
	u8 *data = (u8 *)c->piece + PIECE_HEAD;

	while (c->piece && offset < end && !reason && !fatal_signal_pending(current)) {
		u32 len = min(content_room(c), end - offset), got;

		if (!len)
			break;
		if (gather.count)
			got = syscord_gather_copy(c->cap, &gather, data, len, &reason);
		else
			got = len - copy_user(c->cap, data, from + offset, len, &reason);
		if (!got)
			break;
		if (content_put(c, blob, note->blob, offset, got)) {
			reason = 0;
			break;
		}
		offset += got;
		cond_resched();
	}
	note->kept = offset - blob->got;
	note->reason = reason;
	if (!note->kept)
		blob->flags &= ~SYSCORD_BLOB_CONTINUED;
	if (offset < blob->want)
		blob->flags |= reason ? SYSCORD_BLOB_FAULTED : SYSCORD_BLOB_TRUNCATED;
	blob->reason = reason;
}

/* The pieces of all blobs; then, behind the last blob, what became of them. */
static void content_continue(struct content *c, struct syscord_capture *cap)
{
	struct syscord_continued *notes = (struct syscord_continued *)cap->end;
	struct syscord_record *rec = cap->rec;
	u8 *at = (u8 *)(rec + 1) + rec->body;
	unsigned int i, n = cap->continued, kept = 0;
	u16 index = 0;

	/* The last one was noted first. */
	for (i = 0; i < n / 2; i++)
		swap(notes[i], notes[n - 1 - i]);
	for (i = 0; i < n; i++) {
		struct syscord_blob *blob = (struct syscord_blob *)at;

		for (; index < notes[i].blob; index++) {
			at += sizeof(*blob) + ALIGN(blob->got, 8);
			blob = (struct syscord_blob *)at;
		}
		content_pieces(c, blob, &notes[i]);
		if (notes[i].kept)
			notes[kept++] = notes[i];
	}
	if (!kept)
		return;
	/* Their bytes are behind it already, or were when there was more room between. */
	memmove(cap->out + sizeof(struct syscord_blob), notes, kept * sizeof(*notes));
	blob_end(cap, SYSCORD_ARG_CONT, SYSCORD_PART_DATA, 0, kept * sizeof(*notes),
		 kept * sizeof(*notes), 0);
}

static int content_capture_continued(struct syscord_capture *cap, const struct syscord_row *row)
{
	const struct syscord_record start = *cap->rec;
	u8 *out = cap->out, *end = cap->end;
	unsigned int i;
	int err = 0;

	cap->content = SYSCORD_CONTENT_CONTINUE;
	for (i = 0; i < ARRAY_SIZE(inline_most); i++) {
		*cap->rec = start;
		cap->out = out;
		cap->end = end - sizeof(struct syscord_blob);
		cap->continued = 0;
		cap->snaplen = inline_most[i];
		err = syscord_capture_call(cap, row);
		if (err || !(cap->rec->flags & SYSCORD_RECORD_CUT))
			break;
	}
	return err;
}

/*
 * The blobs of a call's record on the deferred path, and before them, if it has content
 * that they have no room for and that is to be kept, all of that. `end` is the call's.
 * 0 or -errno.
 */
int syscord_content_capture(struct syscord_session *s, struct syscord_capture *cap,
			    const struct syscord_row *row, u64 end)
{
	u64 ring_bytes = READ_ONCE(s->policy.ring_bytes);
	u32 most = min_t(u64, SYSCORD_RECORD_MAX, ring_bytes / 4);
	const struct syscord_record start = *cap->rec;
	struct content c = {
		.session = s,
		.cap = cap,
		.row = row,
		.room = most - PIECE_HEAD,
		.budget = U64_MAX,
		.end = end,
	};
	u8 *out = cap->out;
	int err = syscord_capture_call(cap, row);

	if (err != -EAGAIN || cap->content != SYSCORD_CONTENT_WHOLE || cap->quick)
		return err;
	*cap->rec = start;
	cap->out = out;
	err = content_capture_continued(cap, row);
	if (err || !cap->continued)
		return err;
	c.piece = syscord_buffer_get();
	if (s->policy.on_full == SYSCORD_ON_FULL_OVERWRITE)
		c.budget = ring_bytes / 4 - min_t(u64, ring_bytes / 4, cap->out - (u8 *)cap->rec);
	content_continue(&c, cap);
	syscord_buffer_put(c.piece);
	return 0;
}
