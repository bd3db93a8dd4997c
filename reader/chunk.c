/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Chunks: records of one ring, made small before zstd sees them, and back.
 *
 * Most records repeat an earlier one of the same place in the program but for a
 * few words. So each is told by the words in which it differs from the last
 * record of its slot, a slot being chosen by the program counter; words are 8
 * bytes. Times and sequence numbers, which differ always, are taken out first.
 *
 * This, not zstd, does the bulk of the work: it compares 64 bytes in some twenty
 * instructions and copies nothing that repeats, where finding a match and
 * checksumming take nearly two for each byte.
 */
#include <errno.h>
#include <string.h>
#include <sys/types.h>
#include "segment.h"

#define ESCAPE	0xffffffU /* a delta that is this or more stands among the escapes */
#define COLUMNS 3

static uint64_t lost_count(const struct syscord_record *rec)
{
	uint64_t count = 0;

	if (rec->body >= sizeof(count) && rec->len >= sizeof(*rec) + sizeof(count))
		memcpy(&count, rec + 1, sizeof(count));
	return count;
}

static inline bool len_bad(uint32_t len)
{
	return len < sizeof(struct syscord_record) || len > SYSCORD_RECORD_MAX ||
	       len % SYSCORD_RECORD_ALIGN;
}

/*
 * The hot loop is built twice where the machine may have wider registers than it
 * must have; the loader picks. Not under a sanitizer, which is not ready by then.
 */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && \
	!defined(__SANITIZE_ADDRESS__)
#define WIDEST __attribute__((target_clones("avx2", "default")))
#else
#define WIDEST
#endif

#define SLOTS 256
#define PLACE_BITS 12
#define GROUP 8 /* words that share a byte of mask */

/* Words of a record's header */
#define WORD_TIME 1
#define WORD_SEQ  2 /* and the pid in its high half */

static size_t taken(size_t bytes)
{
	return bytes < SYSCORD_CHUNK_RECORDS ? bytes : SYSCORD_CHUNK_RECORDS;
}

static size_t pad8(size_t n)
{
	return (n + 7) & ~(size_t)7;
}

/* Columns of bytes: slots, three of times, masks */
static size_t columns_bytes(size_t records, size_t masks)
{
	return pad8((1 + COLUMNS) * records + masks);
}

static size_t most_masks(size_t bytes, size_t records)
{
	return bytes / (8 * GROUP) + records;
}

size_t syscord_chunk_bound(size_t bytes)
{
	size_t records;

	bytes = taken(bytes);
	records = bytes / sizeof(struct syscord_record);
	return sizeof(struct syscord_chunk) + columns_bytes(records, most_masks(bytes, records)) +
	       bytes + 8 * records;
}

/*
 * Calls by their place in the program, their length and the place of the call
 * before, others by what they are: programs make the same calls in the same order.
 * *place is carried from record to record. The hash's values get slots as they
 * turn up, which wastes none; when there are no more, slots are shared.
 */
static inline unsigned int place_of(const struct syscord_record *rec, uint64_t *place)
{
	const struct syscord_call *call = (const struct syscord_call *)(rec + 1);
	uint64_t key = rec->type, here;

	if (__builtin_expect(rec->type == SYSCORD_CALL &&
			     rec->len >= sizeof(*rec) + sizeof(*call), 1))
		key = call->pc;
	here = key ^ (uint64_t)rec->len << 32;
	key = here ^ *place * 0x7654321;
	*place = here;
	return (unsigned int)(key * 0x9e3779b97f4a7c15ULL >> (64 - PLACE_BITS));
}

typedef uint64_t words4 __attribute__((vector_size(32), aligned(8), may_alias));

/* The bits of the words that differ, of four */
static inline unsigned int differ4(const uint64_t *a, const uint64_t *b)
{
	const words4 bits = { 1, 2, 4, 8 };
	words4 d = (words4)(*(const words4 *)a != *(const words4 *)b) & bits;

	return (unsigned int)(d[0] | d[1] | d[2] | d[3]);
}

/* Of up to 8 */
static inline unsigned int compare(const uint64_t *a, const uint64_t *b, size_t words)
{
	unsigned int mask = 0;
	size_t i = 0;

	if (words >= 4) {
		mask = differ4(a, b);
		i = 4;
	}
	if (words == GROUP)
		return mask | differ4(a + 4, b + 4) << 4;
	for (; i < words; i++)
		mask |= (unsigned int)(a[i] != b[i]) << i;
	return mask;
}

static const uint64_t zeros[SYSCORD_RECORD_MAX / 8];

/* Where masks and literals go on */
struct tail {
	uint8_t *mask;
	uint64_t *literal;
};

/* A group that goes beyond the reference, behind whose end stands nothing but zeros */
static __attribute__((noinline)) unsigned int
compare_beyond(const uint64_t *rec, const uint64_t *ref, size_t ref_words, size_t at, size_t n)
{
	uint64_t part[GROUP] = { 0 };

	if (ref_words > at)
		memcpy(part, ref + at, 8 * (ref_words - at));
	return compare(rec + at, part, n);
}

/* The words of a record behind its first group, against those of its reference. */
static inline __attribute__((always_inline)) struct tail
encode_tail(const uint64_t *rec, size_t words, const uint64_t *ref, size_t ref_words,
	    struct tail out)
{
	/* The same content again: libc compares with the widest registers there are */
	if (words > 2 * GROUP && words <= ref_words &&
	    !memcmp(rec + GROUP, ref + GROUP, 8 * (words - GROUP))) {
		const size_t n = (words - 1) / GROUP;

		memset(out.mask, 0, n);
		out.mask += n;
		return out;
	}
	for (size_t at = GROUP; at < words; at += GROUP) {
		const size_t n = words - at < GROUP ? words - at : GROUP;
		unsigned int m;

		if (__builtin_expect(at + n > ref_words, 0))
			m = compare_beyond(rec, ref, ref_words, at, n);
		else if (n == GROUP)
			m = compare(rec + at, ref + at, GROUP);
		else
			m = compare(rec + at, ref + at, n);
		*out.mask++ = (uint8_t)m;
		for (; m; m &= m - 1)
			*out.literal++ = rec[at + (unsigned int)__builtin_ctz(m)];
	}
	return out;
}

/* The hot loop of the reader. Columns are built apart, then moved together. */
WIDEST ssize_t syscord_chunk_encode(struct syscord_chunk *chunk, const uint8_t *data, size_t bytes,
			     uint8_t *out)
{
	const size_t take = taken(bytes);
	const size_t most = take / sizeof(struct syscord_record);
	uint8_t *const start = out + sizeof(*chunk);
	uint8_t *const time = start + most;
	uint8_t *const masks = time + COLUMNS * most;
	uint64_t *const literals =
		(uint64_t *)(start + columns_bytes(most, most_masks(take, most)));
	uint64_t *const escape = literals + take / 8;
	const uint64_t *slots[SLOTS] = { NULL };
	uint8_t map[1 << PLACE_BITS] = { 0 }, used = 0;
	uint64_t last = chunk->base, next = chunk->seq, place = 0, *literal = literals;
	uint8_t *mask = masks;
	uint32_t flags = 0, escapes = 0;
	size_t n = 0, at = 0;

	/* As if the first call had come before too: a call repeated has one slot */
	if (take >= sizeof(struct syscord_record))
		place_of((const struct syscord_record *)data, &place);
	while (take - at >= sizeof(struct syscord_record)) {
		const struct syscord_record *rec = (const struct syscord_record *)(data + at);
		const uint64_t *words = (const uint64_t *)rec, *ref;
		const uint32_t len = rec->len, diff = rec->seq - (uint32_t)next;
		const unsigned int hash = place_of(rec, &place);
		unsigned int slot = map[hash];
		uint64_t delta = rec->time - last, head[4], same;
		unsigned int m;
		size_t first, ref_words;

		if (len_bad(len) || len > take - at)
			break;
		last = rec->time;
		if (!slot)
			map[hash] = slot = ++used ? used : ++used;
		if (__builtin_expect(delta >= ESCAPE, 0)) {
			escape[escapes++] = delta;
			delta = ESCAPE;
		}
		start[n] = (uint8_t)slot;
		time[n] = (uint8_t)delta;
		time[n + most] = (uint8_t)(delta >> 8);
		time[n + 2 * most] = (uint8_t)(delta >> 16);
		n++;
		next += (uint64_t)diff + 1;
		if (__builtin_expect(rec->type != SYSCORD_CALL, 0)) {
			if (rec->type == SYSCORD_LOST)
				next += lost_count(rec) - 1;
			else
				flags |= SYSCORD_CHUNK_LIFECYCLE;
		}
		ref = slots[slot];
		slots[slot] = words;
		if (!ref) {
			ref = zeros;
			ref_words = SYSCORD_RECORD_MAX / 8;
		} else {
			ref_words = ((const struct syscord_record *)ref)->len / 8;
		}
		/* The first group has the header: without time, with the number's difference */
		head[0] = words[0];
		head[2] = (uint64_t)rec->pid << 32 | diff;
		head[3] = words[3];
		same = ref[WORD_SEQ] & ~0xffffffffULL;
		m = 0;
		if ((head[0] ^ ref[0]) | (head[2] ^ same) | (head[3] ^ ref[3]))
			m = (head[0] != ref[0]) | (head[2] != same) << 2 |
			    (head[3] != ref[3]) << 3;
		first = len / 8 < GROUP ? len / 8 : GROUP;
		if (__builtin_expect(ref_words >= first, 1)) {
			m |= compare(words + 4, ref + 4, first - 4) << 4;
		} else {
			uint64_t part[4] = { 0 };

			memcpy(part, ref + 4, 8 * (ref_words - 4));
			m |= compare(words + 4, part, first - 4) << 4;
		}
		*mask++ = (uint8_t)m;
		for (; m; m &= m - 1) {
			const unsigned int i = (unsigned int)__builtin_ctz(m);

			*literal++ = i < 4 ? head[i] : words[i];
		}
		if (len > 8 * GROUP) {
			struct tail tail = encode_tail(words, len / 8, ref, ref_words,
						       (struct tail){ mask, literal });

			mask = tail.mask;
			literal = tail.literal;
		}
		at += len;
	}
	if (n == 0)
		return -EBADMSG;
	chunk->magic = SYSCORD_CHUNK_MAGIC;
	chunk->version = SYSCORD_FORMAT_VERSION;
	chunk->header = sizeof(*chunk);
	chunk->flags = flags;
	chunk->bytes = at;
	chunk->records = (uint32_t)n;
	chunk->escapes = escapes;
	chunk->masks = (uint32_t)(mask - masks);
	chunk->literals = (uint32_t)(literal - literals);
	chunk->next_seq = next;
	chunk->last = last;
	memcpy(out, chunk, sizeof(*chunk));
	for (size_t i = 0; i < COLUMNS; i++)
		memmove(start + (1 + i) * n, time + i * most, n);
	memmove(start + (1 + COLUMNS) * n, masks, chunk->masks);
	at = (1 + COLUMNS) * n + chunk->masks;
	memset(start + at, 0, pad8(at) - at);
	at = pad8(at);
	memmove(start + at, literals, 8 * (size_t)chunk->literals);
	at += 8 * (size_t)chunk->literals;
	memmove(start + at, escape, 8 * (size_t)escapes);
	return (ssize_t)(sizeof(*chunk) + at + 8 * (size_t)escapes);
}

int syscord_chunk_head(struct syscord_chunk *chunk, const uint8_t *content, size_t size)
{
	uint64_t need;

	if (size < sizeof(*chunk))
		return -EBADMSG;
	memcpy(chunk, content, sizeof(*chunk));
	if (chunk->magic != SYSCORD_CHUNK_MAGIC)
		return -EBADMSG;
	if (chunk->version != SYSCORD_FORMAT_VERSION)
		return -EPROTONOSUPPORT;
	if (chunk->header < sizeof(*chunk) || chunk->header % 8 || chunk->header > size)
		return -EBADMSG;
	if (chunk->cpu >= SYSCORD_CPUS_MAX || chunk->records == 0 || chunk->bytes > SYSCORD_CHUNK_MAX ||
	    chunk->bytes % SYSCORD_RECORD_ALIGN || chunk->escapes > chunk->records ||
	    chunk->records > chunk->bytes / sizeof(struct syscord_record))
		return -EBADMSG;
	need = columns_bytes(chunk->records, chunk->masks) + 8 * (uint64_t)chunk->literals +
	       8 * (uint64_t)chunk->escapes;
	return need == size - chunk->header ? 0 : -EBADMSG;
}

struct columns {
	const uint8_t *slot, *time, *mask, *mask_end;
	const uint64_t *literal, *literal_end, *escape, *escape_end;
};

/*
 * One record into `rec`, of which `room` bytes are there, from its slot's record or
 * NULL. Its time is 0 and its number a difference when this returns.
 */
static int decode_record(struct columns *c, uint64_t *rec, size_t room, const uint64_t *ref)
{
	const size_t ref_words = ref ? ((const struct syscord_record *)ref)->len / 8 : 0;
	size_t words = GROUP; /* until the first group tells */

	for (size_t at = 0; at < words; at += GROUP) {
		size_t n = words - at < GROUP ? words - at : GROUP;
		unsigned int m;

		if (c->mask == c->mask_end)
			return -EBADMSG;
		m = *c->mask++;
		if (at == 0) {
			/* The length is needed first: it is this group's first word */
			uint32_t len;

			if ((m & 1) && c->literal == c->literal_end)
				return -EBADMSG;
			len = (uint32_t)((m & 1) ? *c->literal : ref ? ref[0] : 0);
			if (len_bad(len) || len > room)
				return -EBADMSG;
			words = len / 8;
			n = words < GROUP ? words : GROUP;
		}
		if (m >> n || (size_t)__builtin_popcount(m) >
			      (size_t)(c->literal_end - c->literal))
			return -EBADMSG;
		for (size_t i = 0; i < n; i++) {
			if (m >> i & 1)
				rec[at + i] = *c->literal++;
			else if (at + i == WORD_TIME)
				rec[WORD_TIME] = 0;
			else if (at + i == WORD_SEQ)
				rec[WORD_SEQ] = ref ? ref[WORD_SEQ] & ~0xffffffffULL : 0;
			else
				rec[at + i] = at + i < ref_words ? ref[at + i] : 0;
		}
	}
	return 0;
}

int syscord_chunk_decode(struct syscord_chunk *chunk, const uint8_t *content, size_t size,
			 uint8_t *records)
{
	const uint64_t *slots[SLOTS] = { NULL };
	struct columns c;
	uint64_t last, next;
	size_t at = 0, n = 0;
	int err = syscord_chunk_head(chunk, content, size);

	if (err)
		return err;
	c.slot = content + chunk->header;
	c.time = c.slot + chunk->records;
	c.mask = c.time + COLUMNS * (size_t)chunk->records;
	c.mask_end = c.mask + chunk->masks;
	c.literal = (const uint64_t *)(c.slot + columns_bytes(chunk->records, chunk->masks));
	c.literal_end = c.literal + chunk->literals;
	c.escape = c.literal_end;
	c.escape_end = c.escape + chunk->escapes;
	last = chunk->base;
	next = chunk->seq;
	for (; n < chunk->records; n++) {
		uint64_t *words = (uint64_t *)(records + at);
		struct syscord_record *rec = (struct syscord_record *)words;
		const uint8_t slot = c.slot[n];
		uint64_t delta;

		if (decode_record(&c, words, chunk->bytes - at, slots[slot]) ||
		    words[WORD_TIME] || syscord_record_check(rec, chunk->bytes - at))
			return -EBADMSG;
		slots[slot] = words;
		delta = c.time[n] | (uint32_t)c.time[n + chunk->records] << 8 |
			(uint32_t)c.time[n + 2 * (size_t)chunk->records] << 16;
		if (delta == ESCAPE) {
			if (c.escape == c.escape_end)
				return -EBADMSG;
			delta = *c.escape++;
		}
		last += delta;
		rec->time = last;
		next += rec->seq;
		rec->seq = (uint32_t)next;
		next += rec->type == SYSCORD_LOST ? lost_count(rec) : 1;
		at += rec->len;
	}
	if (at != chunk->bytes || c.mask != c.mask_end || c.literal != c.literal_end ||
	    c.escape != c.escape_end || last != chunk->last || next != chunk->next_seq)
		return -EBADMSG;
	return 0;
}
