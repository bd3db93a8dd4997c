/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Going on after a reader that died: find where its last segment ends.
 *
 * The header of a segment says where each ring went on when it was begun, its
 * chunks say the rest, so the newest segment alone is enough.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>
#include "segment_recover.h"

struct scan {
	uint64_t end; /* of the last whole frame */
	uint64_t records;
	bool torn;
	bool damaged; /* positions are known from the kernel only; leave it as it is */
	bool finished; /* the last frame says that the segment ended well */
	struct syscord_index_entry *index;
	size_t entries, room;
};

static struct syscord_note_ring *ring_of(struct syscord_resume *resume, uint32_t cpu)
{
	struct syscord_note_ring *rings;

	for (size_t i = 0; i < resume->count; i++)
		if (resume->rings[i].cpu == cpu)
			return &resume->rings[i];
	rings = reallocarray(resume->rings, resume->count + 1, sizeof(*rings));
	if (!rings)
		return NULL;
	resume->rings = rings;
	memset(&rings[resume->count], 0, sizeof(*rings));
	rings[resume->count].cpu = cpu;
	return &rings[resume->count++];
}

static int scan_header(const struct syscord_frame *frame, struct syscord_resume *resume)
{
	const struct syscord_note_header *h = (const void *)frame->content;
	const uint8_t *p = (const uint8_t *)(h + 1) + h->policy_size;

	for (uint32_t i = 0; i < h->rings; i++) {
		struct syscord_note_ring ring, *to;

		memcpy(&ring, p + i * sizeof(ring), sizeof(ring));
		to = ring_of(resume, ring.cpu);
		if (!to)
			return -ENOMEM;
		*to = ring;
	}
	return 0;
}

static int scan_chunk(const struct syscord_frame *frame, const struct syscord_chunk *chunk,
		      struct syscord_resume *resume, struct scan *scan)
{
	struct syscord_note_ring *ring = ring_of(resume, chunk->cpu);

	if (!ring)
		return -ENOMEM;
	ring->pos = chunk->pos + chunk->bytes;
	ring->seq = chunk->next_seq;
	ring->known = 1;
	if (scan->entries == scan->room) {
		size_t room = scan->room ? 2 * scan->room : 256;
		struct syscord_index_entry *index = reallocarray(scan->index, room,
								 sizeof(*index));

		if (!index)
			return -ENOMEM;
		scan->index = index;
		scan->room = room;
	}
	scan->index[scan->entries++] = (struct syscord_index_entry){
		.offset = frame->offset,
		.first = chunk->base,
		.last = chunk->last,
		.size = (uint32_t)frame->size,
		.cpu = chunk->cpu,
		.records = chunk->records,
		.flags = chunk->flags,
	};
	scan->records += chunk->records;
	return 0;
}

/*
 * 1 if the segment is of this boot and session, 0 if of another, -ENODATA if it
 * has no whole header.
 */
static int scan_segment(int fd, const uint8_t boot_id[16], uint64_t session,
			struct syscord_resume *resume, struct scan *scan)
{
	struct syscord_segment *seg = syscord_segment_new(dup(fd));
	struct syscord_frame frame;
	int ret;

	if (!seg)
		return -ENOMEM;
	ret = syscord_segment_next(seg, &frame);
	if (ret == 0)
		ret = -ENODATA;
	else if (ret == 1 && (frame.kind != SYSCORD_NOTE_HEADER ||
			      syscord_segment_content(seg, &frame)))
		ret = 0; /* nothing of ours */
	else if (ret == -EBADMSG)
		ret = 0;
	if (ret == 1) {
		const struct syscord_note_header *h = (const void *)frame.content;

		if (memcmp(h->boot_id, boot_id, 16) || h->session != session)
			ret = 0;
		else if (scan_header(&frame, resume))
			ret = -ENOMEM;
		free(frame.content);
	}
	while (ret == 1) {
		struct syscord_chunk chunk;
		int more;

		scan->end = frame.offset + frame.size;
		more = syscord_segment_next(seg, &frame);
		if (more <= 0) {
			scan->torn = more == -ENODATA;
			scan->damaged = more < 0 && !scan->torn;
			break;
		}
		scan->finished = frame.kind == SYSCORD_NOTE_END;
		if (frame.kind >= 0)
			continue;
		more = syscord_segment_peek(seg, &frame, &chunk);
		if (!more)
			more = scan_chunk(&frame, &chunk, resume, scan);
		if (more == -ENOMEM)
			ret = more;
		else if (more) {
			scan->damaged = true;
			break;
		}
	}
	syscord_segment_free(seg);
	return ret;
}

/* An index for a segment whose writer could not; failing is no harm */
static void finish(int fd, const struct scan *scan)
{
	const size_t bytes = scan->entries * sizeof(*scan->index);
	const size_t size = sizeof(struct syscord_note_index) + bytes;
	struct syscord_note_index *index = calloc(1, size);
	struct syscord_note_end end = { .index = scan->end, .records = scan->records };
	const size_t room = ZSTD_compressBound(size) + 1024;
	uint8_t *frames = malloc(room);
	ZSTD_CCtx *cctx = ZSTD_createCCtx();
	ssize_t a = -1, b = -1;

	if (scan->entries < SYSCORD_INDEX_MAX && index && frames && cctx) {
		ZSTD_CCtx_setParameter(cctx, ZSTD_c_checksumFlag, 1);
		index->chunks = (uint32_t)scan->entries;
		if (bytes)
			memcpy(index + 1, scan->index, bytes);
		a = syscord_note_pack(cctx, SYSCORD_NOTE_INDEX, &index->note, size, frames, room);
		if (a > 0)
			b = syscord_note_pack(cctx, SYSCORD_NOTE_END, &end.note, sizeof(end),
					      frames + a, room - (size_t)a);
		if (b > 0 && pwrite(fd, frames, (size_t)(a + b), (off_t)scan->end) != a + b &&
		    ftruncate(fd, (off_t)scan->end))
			b = -1;
	}
	ZSTD_freeCCtx(cctx);
	free(frames);
	free(index);
}

/* False: it is no name of a reader's; a snapshot's, say, which others write and continues nothing */
static bool parse_name(const char *path, struct syscord_resume *resume)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	unsigned long long number;
	char utc[20];

	if (sscanf(name, "syscord-%19[0-9TZ]-%llu", utc, &number) != 2)
		return false;
	if (number > resume->number)
		resume->number = number;
	if (strcmp(utc, resume->utc) > 0)
		memcpy(resume->utc, utc, sizeof(utc));
	return true;
}

int syscord_segment_recover(const char *dir, const uint8_t boot_id[16], uint64_t session,
			    bool sync, struct syscord_resume *resume, struct syscord_error *err)
{
	char **names;
	ssize_t n = syscord_segment_list(dir, &names, err);
	int ret = 0;

	memset(resume, 0, sizeof(*resume));
	if (n < 0)
		return (int)n;
	for (ssize_t i = 0; i < n; i++) {
		if (parse_name(names[i], resume))
			continue;
		free(names[i]);
		memmove(&names[i], &names[i + 1], (size_t)(n - i - 1) * sizeof(*names));
		n--;
		i--;
	}
	for (ssize_t i = n - 1; i >= 0 && ret == 0; i--) {
		struct scan scan = { 0 };
		int fd = open(names[i], O_RDWR | O_CLOEXEC);

		if (fd < 0) {
			ret = syscord_error_set(err, -errno, "cannot open %s: %s", names[i],
						strerror(errno));
			break;
		}
		ret = scan_segment(fd, boot_id, session, resume, &scan);
		if (ret == -ENODATA) {
			struct stat st;

			/* Only what a reader that died at its first write leaves */
			if (!fstat(fd, &st) && st.st_size < 65536)
				unlink(names[i]);
			ret = 0;
		} else if (ret == 1) {
			if (scan.torn && ftruncate(fd, (off_t)scan.end))
				ret = syscord_error_set(err, -errno, "cannot cut %s: %s", names[i],
							strerror(errno));
			else if (!scan.finished && !scan.damaged)
				finish(fd, &scan);
			/* Its records are given back now, if the one before did not come to it */
			if (ret == 1 && sync && fsync(fd) && errno != EINVAL)
				ret = syscord_error_set(err, -errno, "cannot sync %s: %s", names[i],
							strerror(errno));
		} else if (ret < 0) {
			syscord_error_set(err, ret, "cannot read %s: %s", names[i],
					  strerror(-ret));
		}
		free(scan.index);
		close(fd);
	}
	syscord_segment_list_free(names, (size_t)n);
	if (ret < 0) {
		free(resume->rings);
		resume->rings = NULL;
		return ret;
	}
	return 0;
}
