/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reading segments, frame by frame, from files and pipes.
 *
 * Nothing in a file is believed before zstd's checksum and the structure's own
 * limits agree. A frame's end is found first, without decoding it, so that a
 * file that ends within a frame is told from one that is damaged.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>
#include <zstd_errors.h>
#include "segment.h"

#define STEP (256U << 10)

struct syscord_segment {
	int fd;
	bool eof;
	uint64_t offset; /* in the file, of the frame at buf + start */
	uint8_t *buf;
	size_t start, end, room;
	size_t last; /* bytes of the frame that was handed out */
	ZSTD_DCtx *dctx;
};

struct syscord_segment *syscord_segment_new(int fd)
{
	struct syscord_segment *seg = calloc(1, sizeof(*seg));

	if (!seg)
		return NULL;
	seg->fd = fd;
	seg->dctx = ZSTD_createDCtx();
	if (!seg->dctx) {
		free(seg);
		return NULL;
	}
	ZSTD_DCtx_setParameter(seg->dctx, ZSTD_d_windowLogMax, 23);
	return seg;
}

void syscord_segment_free(struct syscord_segment *seg)
{
	if (!seg)
		return;
	ZSTD_freeDCtx(seg->dctx);
	free(seg->buf);
	close(seg->fd);
	free(seg);
}

/* More bytes behind those that are there; 0 at the end of the file */
static ssize_t fill(struct syscord_segment *seg)
{
	ssize_t n;

	if (seg->eof)
		return 0;
	if (seg->start && seg->room - seg->end < STEP) {
		memmove(seg->buf, seg->buf + seg->start, seg->end - seg->start);
		seg->end -= seg->start;
		seg->start = 0;
	}
	if (seg->room - seg->end < STEP) {
		size_t room = seg->room ? 2 * seg->room : 2 * STEP;
		uint8_t *buf = realloc(seg->buf, room);

		if (!buf)
			return -ENOMEM;
		seg->buf = buf;
		seg->room = room;
	}
	do {
		n = read(seg->fd, seg->buf + seg->end, seg->room - seg->end);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if (n == 0)
		seg->eof = true;
	seg->end += (size_t)n;
	return n;
}

static uint32_t le32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

/* Only frames with a checksum, a known size and no dictionary are ours */
static bool frame_head_ok(const uint8_t *p, size_t size)
{
	unsigned long long content;

	if (size < 18) /* the largest header is 18 bytes; shorter files are cut anyway */
		return size < 5 || ((p[4] & 0x04) && !(p[4] & 0x03));
	if (!(p[4] & 0x04) || (p[4] & 0x03))
		return false;
	content = ZSTD_getFrameContentSize(p, size);
	return content != ZSTD_CONTENTSIZE_ERROR && content != ZSTD_CONTENTSIZE_UNKNOWN &&
	       content <= SYSCORD_CHUNK_MAX;
}

/* Bytes of the frame at p; 0: not all of it is there; -EBADMSG */
static ssize_t frame_size(const uint8_t *p, size_t size, int *kind)
{
	const size_t most = ZSTD_compressBound(SYSCORD_CHUNK_MAX) + 64;
	size_t n;

	if (size < 4)
		return 0;
	if ((le32(p) & 0xfffffff0U) == SYSCORD_SKIPPABLE) {
		*kind = (int)(le32(p) & 0xf);
		if (size < 8)
			return 0;
		if (le32(p + 4) > most)
			return -EBADMSG;
		n = (size_t)le32(p + 4) + 8;
		return n <= size ? (ssize_t)n : 0;
	}
	if (le32(p) != SYSCORD_ZSTD_MAGIC || !frame_head_ok(p, size))
		return -EBADMSG;
	*kind = -1;
	n = ZSTD_findFrameCompressedSize(p, size);
	if (!ZSTD_isError(n))
		return (ssize_t)n;
	if (ZSTD_getErrorCode(n) == ZSTD_error_srcSize_wrong && size <= most)
		return 0;
	return -EBADMSG;
}

/*
 * After a crash of the machine a file may be as long as it was to become, with zeros where
 * the last bytes should be: ext4 does not hold back the length for bytes that are added to a
 * block.
 */
static bool zeros_follow(struct syscord_segment *seg)
{
	do {
		while (seg->start < seg->end)
			if (seg->buf[seg->start++])
				return false;
	} while (fill(seg) > 0);
	return seg->eof;
}

int syscord_segment_next(struct syscord_segment *seg, struct syscord_frame *frame)
{
	seg->start += seg->last;
	seg->offset += seg->last;
	seg->last = 0;
	memset(frame, 0, sizeof(*frame));
	frame->offset = seg->offset;
	for (;;) {
		ssize_t n = frame_size(seg->buf + seg->start, seg->end - seg->start, &frame->kind);

		if (n < 0)
			return zeros_follow(seg) ? -ENODATA : (int)n;
		if (n > 0) {
			frame->size = (size_t)n;
			frame->raw = seg->buf + seg->start;
			seg->last = (size_t)n;
			return 1;
		}
		n = fill(seg);
		if (n < 0)
			return (int)n;
		if (n == 0)
			return seg->start == seg->end ? 0 : -ENODATA;
	}
}

/* The zstd frame `p`, all of it and nothing else, into *content */
static int decompress(struct syscord_segment *seg, const uint8_t *p, size_t size,
		      uint8_t **content, size_t *content_size)
{
	uint8_t *out;
	size_t n;

	if (size < 18 - 8 || le32(p) != SYSCORD_ZSTD_MAGIC || !frame_head_ok(p, size))
		return -EBADMSG;
	n = ZSTD_findFrameCompressedSize(p, size);
	if (ZSTD_isError(n) || n != size)
		return -EBADMSG;
	n = (size_t)ZSTD_getFrameContentSize(p, size);
	if (n > SYSCORD_CHUNK_MAX)
		return -EBADMSG;
	out = malloc(n ? n : 1);
	if (!out)
		return -ENOMEM;
	if (ZSTD_decompressDCtx(seg->dctx, out, n, p, size) != n) {
		free(out);
		return -EBADMSG;
	}
	*content = out;
	*content_size = n;
	return 0;
}

/* The bytes that `count` calls in flight take from the front of `room`; -EBADMSG */
static ssize_t records_check(const uint8_t *p, size_t room, uint32_t count)
{
	uint64_t time = 0;
	size_t at = 0;

	for (uint32_t i = 0; i < count; i++) {
		const struct syscord_record *rec = (const void *)(p + at);

		if (syscord_record_check(rec, room - at) || rec->type != SYSCORD_IN_FLIGHT ||
		    rec->time < time)
			return -EBADMSG;
		time = rec->time;
		at += rec->len;
	}
	return (ssize_t)at;
}

size_t syscord_note_records(const struct syscord_note_in_flight *note)
{
	ssize_t n = records_check((const uint8_t *)(note + 1), note->note.size - sizeof(*note),
				  note->count);

	return n < 0 ? 0 : (size_t)n;
}

/* `count` structures of `size` bytes that begin with a CPU's number, or with SYSCORD_CPU_NONE */
static bool cpus_good(const uint8_t *p, uint32_t count, size_t size, bool none)
{
	for (; count; count--, p += size)
		if (le32(p) >= SYSCORD_CPUS_MAX && !(none && le32(p) == SYSCORD_CPU_NONE))
			return false;
	return true;
}

static int note_check(const struct syscord_frame *frame)
{
	const struct syscord_note *note = (const struct syscord_note *)frame->content;
	static const size_t least[] = {
		[SYSCORD_NOTE_HEADER] = sizeof(struct syscord_note_header),
		[SYSCORD_NOTE_EPOCH] = sizeof(struct syscord_note_epoch),
		[SYSCORD_NOTE_SNAPSHOT] = sizeof(struct syscord_note),
		[SYSCORD_NOTE_INDEX] = sizeof(struct syscord_note_index),
		[SYSCORD_NOTE_END] = sizeof(struct syscord_note_end),
		[SYSCORD_NOTE_IN_FLIGHT] = sizeof(struct syscord_note_in_flight),
	};
	uint64_t rest, need = 0;

	if (frame->content_size < sizeof(*note) || note->magic != SYSCORD_NOTE_MAGIC ||
	    note->kind != frame->kind || note->size != frame->content_size)
		return -EBADMSG;
	if (note->version != SYSCORD_FORMAT_VERSION)
		return -EPROTONOSUPPORT;
	if ((size_t)frame->kind >= ARRAY_SIZE(least))
		return 0;
	if (note->size < least[frame->kind])
		return -EBADMSG;
	rest = note->size - least[frame->kind];
	if (frame->kind == SYSCORD_NOTE_HEADER) {
		const struct syscord_note_header *h = (const void *)note;

		need = (uint64_t)h->policy_size + h->filter_len +
		       (uint64_t)h->rings * sizeof(struct syscord_note_ring);
		if (need > rest || h->policy_size % 8 || h->rings > SYSCORD_CPUS_MAX ||
		    !cpus_good((const uint8_t *)(h + 1) + h->policy_size, h->rings,
			       sizeof(struct syscord_note_ring), false))
			return -EBADMSG;
	} else if (frame->kind == SYSCORD_NOTE_EPOCH) {
		const struct syscord_note_epoch *epoch = (const void *)note;

		need = (uint64_t)epoch->rings * sizeof(struct syscord_epoch_ring);
		if (need > rest || epoch->rings > SYSCORD_CPUS_MAX + 1 ||
		    !cpus_good((const uint8_t *)(epoch + 1), epoch->rings,
			       sizeof(struct syscord_epoch_ring), true))
			return -EBADMSG;
	} else if (frame->kind == SYSCORD_NOTE_INDEX) {
		need = (uint64_t)((const struct syscord_note_index *)(const void *)note)->chunks *
		       sizeof(struct syscord_index_entry);
	} else if (frame->kind == SYSCORD_NOTE_IN_FLIGHT) {
		const struct syscord_note_in_flight *list = (const void *)note;

		if (records_check((const uint8_t *)(list + 1), rest, list->count) < 0)
			return -EBADMSG;
	}
	return need <= rest ? 0 : -EBADMSG;
}

int syscord_segment_content(struct syscord_segment *seg, struct syscord_frame *frame)
{
	uint8_t *raw;
	int err;

	if (frame->kind >= 0) {
		const bool known = frame->kind <= SYSCORD_NOTE_IN_FLIGHT;

		err = decompress(seg, frame->raw + 8, frame->size - 8, &frame->content,
				 &frame->content_size);
		if (!err)
			err = note_check(frame);
		/*
		 * Another's skippable frame is none of our business; one that
		 * is a note but not of the kind that it claims is damaged.
		 */
		if (err && !known && err != -ENOMEM &&
		    (!frame->content || frame->content_size < sizeof(struct syscord_note) ||
		     le32(frame->content) != SYSCORD_NOTE_MAGIC))
			err = 0;
		if (err || !known) {
			free(frame->content);
			frame->content = NULL;
		}
		return err;
	}
	err = decompress(seg, frame->raw, frame->size, &raw, &frame->content_size);
	if (err)
		return err;
	err = syscord_chunk_head(&frame->chunk, raw, frame->content_size);
	if (!err) {
		frame->content = malloc(frame->chunk.bytes);
		err = frame->content ? syscord_chunk_decode(&frame->chunk, raw, frame->content_size,
							    frame->content) : -ENOMEM;
	}
	free(raw);
	if (err) {
		free(frame->content);
		frame->content = NULL;
	}
	frame->records = (struct syscord_record *)frame->content;
	return err;
}

int syscord_segment_peek(struct syscord_segment *seg, struct syscord_frame *frame,
			 struct syscord_chunk *chunk)
{
	uint8_t head[sizeof(*chunk)] __attribute__((aligned(8)));
	ZSTD_inBuffer in = { frame->raw, frame->size, 0 };
	ZSTD_outBuffer out = { head, sizeof(head), 0 };
	unsigned long long content = ZSTD_getFrameContentSize(frame->raw, frame->size);

	ZSTD_DCtx_reset(seg->dctx, ZSTD_reset_session_only);
	while (out.pos < out.size) {
		const size_t before = in.pos + out.pos;
		size_t n = ZSTD_decompressStream(seg->dctx, &out, &in);

		if (ZSTD_isError(n) || (in.pos + out.pos == before))
			return -EBADMSG;
	}
	return syscord_chunk_head(chunk, head, (size_t)content);
}

ssize_t syscord_segment_index(int fd, struct syscord_index_entry **entries)
{
	struct syscord_frame frame = { .kind = SYSCORD_NOTE_END };
	struct syscord_segment *seg;
	uint8_t tail[512];
	struct stat st;
	size_t size, n = 0;
	ssize_t found = 0;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return 0;
	size = st.st_size < (off_t)sizeof(tail) ? (size_t)st.st_size : sizeof(tail);
	if (pread(fd, tail, size, st.st_size - (off_t)size) != (ssize_t)size)
		return 0;
	for (n = 8; n <= size; n++)
		if (le32(tail + size - n) == SYSCORD_SKIPPABLE + SYSCORD_NOTE_END &&
		    le32(tail + size - n + 4) == n - 8)
			break;
	if (n > size)
		return 0;
	seg = syscord_segment_new(dup(fd));
	if (!seg)
		return -ENOMEM;
	frame.raw = tail + size - n;
	frame.size = n;
	if (!syscord_segment_content(seg, &frame)) {
		uint64_t at = ((struct syscord_note_end *)(void *)frame.content)->index;
		uint64_t room = (uint64_t)st.st_size > at ? (uint64_t)st.st_size - at : 0;
		uint8_t *raw = room && room <= ZSTD_compressBound(SYSCORD_CHUNK_MAX) ?
				       malloc(room) : NULL;

		free(frame.content);
		frame.content = NULL;
		if (raw && pread(fd, raw, room, (off_t)at) == (ssize_t)room &&
		    frame_size(raw, room, &frame.kind) > 0 && frame.kind == SYSCORD_NOTE_INDEX) {
			frame.raw = raw;
			frame.size = (size_t)frame_size(raw, room, &frame.kind);
			if (!syscord_segment_content(seg, &frame)) {
				const struct syscord_note_index *index =
					(const void *)frame.content;
				size_t bytes = index->chunks * sizeof(**entries);

				*entries = malloc(bytes ? bytes : 1);
				if (*entries) {
					memcpy(*entries, index + 1, bytes);
					found = index->chunks;
				}
			}
		}
		free(raw);
	}
	free(frame.content);
	syscord_segment_free(seg);
	return found;
}

static void text(char *to, size_t size, const char *from, size_t len)
{
	snprintf(to, size, "%.*s", (int)strnlen(from, len), from);
}

int syscord_segment_info(const struct syscord_frame *frame, struct syscord_source_info *info)
{
	const struct syscord_note_header *h = (const void *)frame->content;
	const uint8_t *p = (const uint8_t *)(h + 1);
	const size_t policy = h->policy_size < sizeof(info->policy) ? h->policy_size :
								      sizeof(info->policy);

	memset(info, 0, sizeof(*info));
	text(info->host, sizeof(info->host), h->host, sizeof(h->host));
	text(info->release, sizeof(info->release), h->release, sizeof(h->release));
	text(info->machine, sizeof(info->machine), h->machine, sizeof(h->machine));
	text(info->version, sizeof(info->version), h->version, sizeof(h->version));
	text(info->session, sizeof(info->session), h->name, sizeof(h->name));
	info->abi = h->abi;
	memcpy(&info->policy, p, policy);
	p += h->policy_size + h->rings * sizeof(struct syscord_note_ring);
	info->filter = strndup((const char *)p, h->filter_len);
	return info->filter ? 0 : -ENOMEM;
}

static int is_segment(const struct dirent *entry)
{
	const size_t len = strlen(entry->d_name), suffix = strlen(SYSCORD_SEGMENT_SUFFIX);

	return !strncmp(entry->d_name, "syscord-", 8) && len > suffix &&
	       !strcmp(entry->d_name + len - suffix, SYSCORD_SEGMENT_SUFFIX);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

ssize_t syscord_segment_list(const char *dir, char ***names, struct syscord_error *err)
{
	struct dirent **list = NULL;
	int n = scandir(dir, &list, is_segment, by_name);
	int e = n < 0 ? -errno : 0;

	*names = NULL;
	if (n < 0)
		return syscord_error_set(err, e, "cannot read %s: %s", dir, strerror(-e));
	*names = calloc((size_t)n + 1, sizeof(**names));
	for (int i = 0; i < n; i++) {
		if (*names && !e && asprintf(&(*names)[i], "%s/%s", dir, list[i]->d_name) < 0) {
			(*names)[i] = NULL;
			e = -ENOMEM;
		}
		free(list[i]);
	}
	free(list);
	if (!*names || e) {
		syscord_segment_list_free(*names, (size_t)n);
		*names = NULL;
		return syscord_error_set(err, -ENOMEM, "out of memory");
	}
	return n;
}

uint64_t syscord_segment_bytes(const char *path)
{
	struct syscord_error err;
	uint64_t sum = 0;
	struct stat st;
	char **names;
	ssize_t n;

	if (stat(path, &st))
		return 0;
	if (!S_ISDIR(st.st_mode))
		return S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
	n = syscord_segment_list(path, &names, &err);
	for (ssize_t i = 0; i < n; i++)
		if (!stat(names[i], &st))
			sum += (uint64_t)st.st_size;
	if (n >= 0)
		syscord_segment_list_free(names, (size_t)n);
	return sum;
}

void syscord_segment_list_free(char **names, size_t count)
{
	for (size_t i = 0; names && i < count; i++)
		free(names[i]);
	free(names);
}
