/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Content of any size, of one call: a child makes the calls, this program reads the
 * rings and puts the content together again.
 *
 *   content whole drop|wait RING_BYTES [MIB]   all of it must be there, byte for byte,
 *                                    of calls of all kinds, or of one read of MIB
 *   content short drop|overwrite RING_BYTES   nobody reads: what is not there must be told
 *   content kill RING_BYTES          a call whose content takes long, killed
 *   content torn RING_BYTES          a program that changes all that it gave meanwhile
 *
 * All content is one pattern, over and over: byte n of it is pattern[n % PERIOD]. So
 * buffers of any size are a few pages, mapped again and again.
 */
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "lib/raw.h"

#define PERIOD (2UL << 20)
#define VIEW_MAX (2047UL << 20)
#define CALLS_MAX 64
#define CONTENTS_MAX 1024
#define MIB (1UL << 20)

static uint8_t pattern[2 * PERIOD];
static uint8_t *view, *other; /* two such buffers; PERIOD bytes of memory each */

/* What the child did, in shared memory */
static struct {
	unsigned int count;
	struct expected {
		char name[32];
		uint32_t nr;
		int64_t ret;
		uint64_t args[6];
		unsigned int arg, part, nth; /* the nth blob of that kind */
		uint64_t want, most; /* most: what may be kept at all */
	} call[CALLS_MAX];
} *done;

struct piece {
	uint64_t offset;
	uint32_t len;
};

/* Of one blob, as far as it came in records of its own */
static struct content {
	uint64_t end, bytes, time;
	uint32_t tid, nr, want;
	uint16_t blob;
	uint8_t arg, part;
	struct piece *piece;
	size_t pieces, room;
	bool used;
} contents[CONTENTS_MAX];
static size_t contents_count;

static struct syscord_record *heads[1024];
static size_t heads_count;

static struct raw raw;
static bool overwrites, torn;
static struct tally {
	uint64_t pos, read, lost;
} tally[64];

static uint8_t *buffer(size_t size)
{
	int fd = memfd_create("content", 0);
	uint8_t *p =
		mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	NEED(fd >= 0 && ftruncate(fd, PERIOD) == 0 && p != MAP_FAILED);
	for (size_t at = 0; at < size; at += PERIOD)
		NEED(mmap(p + at, size - at < PERIOD ? size - at : PERIOD, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_FIXED, fd, 0) != MAP_FAILED);
	close(fd);
	return p;
}

/* ---- the child ---- */

static struct expected *call_made(const char *name, uint32_t nr, long ret, const uint64_t *args,
				  unsigned int arg, unsigned int part, uint64_t want)
{
	struct expected *e = &done->call[done->count++];

	NEED(done->count <= CALLS_MAX);
	snprintf(e->name, sizeof(e->name), "%s", name);
	e->nr = nr;
	e->ret = ret;
	memcpy(e->args, args, sizeof(e->args));
	e->arg = arg;
	e->part = part;
	e->want = want;
	e->most = want;
	return e;
}

/* The call must take or give `want` bytes */
static struct expected *call(const char *name, long nr, unsigned int arg, unsigned int part,
			     uint64_t want, long a, long b, long c, long d, long e, long f)
{
	uint64_t args[6] = { a, b, c, d, e, f };
	long ret = syscall(nr, a, b, c, d, e, f);

	if (ret != (long)want)
		FAIL("%s: %ld, not %llu, errno %d", name, ret, (unsigned long long)want, errno);
	return call_made(name, nr, ret, args, arg, part, want);
}

#define A(x) ((long)(x))

/* A file that fills such a buffer with the pattern when it is read to its end */
static int source(size_t size)
{
	size_t tail = size < PERIOD ? size : PERIOD, at = size - tail;
	int fd = memfd_create("source", 0);

	NEED(fd >= 0 && ftruncate(fd, size) == 0);
	NEED(at % PERIOD == 0);
	call("pwrite64", SYS_pwrite64, 1, SYSCORD_PART_DATA, tail, fd, A(pattern), tail, at, 0, 0);
	return fd;
}

/* A few iovecs over `size` bytes, one behind the other */
static int scatter(struct iovec *iov, uint8_t *at, size_t size)
{
	const size_t parts[] = { 1000, 0, 70001, 3, 16384 };
	int n = 0;

	for (int i = 0; i < 5 && parts[i] < size; i++) {
		iov[n++] = (struct iovec){ at, parts[i] };
		at += parts[i];
		size -= parts[i];
	}
	iov[n++] = (struct iovec){ at, size };
	return n;
}

/* The other end of a socket: takes or gives `size` bytes. Not recorded. */
static pid_t peer(int fd, size_t size, bool gives)
{
	pid_t pid = fork();

	NEED(pid >= 0);
	if (pid)
		return pid;
	for (size_t at = 0; at < size;) {
		size_t part = size - at < 65536 ? size - at : 65536;
		ssize_t n = gives ? write(fd, pattern + at % PERIOD, part) : read(fd, other, part);

		if (n <= 0)
			_exit(1);
		at += n;
	}
	_exit(0);
}

static void sockets(size_t size)
{
	struct iovec iov[8];
	struct msghdr msg = { .msg_iov = iov };
	int pair[2];
	pid_t pid;

	NEED(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	pid = peer(pair[1], size, false);
	memcpy(view, pattern, PERIOD);
	msg.msg_iovlen = scatter(iov, view, size);
	call("sendmsg", SYS_sendmsg, 1, SYSCORD_PART_CONTENT, size, pair[0], A(&msg), 0, 0, 0, 0);
	waitpid(pid, NULL, 0);
	pid = peer(pair[1], size, true);
	msg.msg_iovlen = scatter(iov, view, size);
	call("recvmsg", SYS_recvmsg, 1, SYSCORD_PART_CONTENT, size, pair[0], A(&msg), MSG_WAITALL,
	     0, 0, 0);
	waitpid(pid, NULL, 0);
	pid = peer(pair[1], size, true);
	call("recvfrom", SYS_recvfrom, 1, SYSCORD_PART_DATA, size, pair[0], A(view), size,
	     MSG_WAITALL, 0, 0);
	waitpid(pid, NULL, 0);
	close(pair[0]);
	close(pair[1]);
}

/* Many messages at once: of each all that it has */
static void messages(void)
{
	enum { COUNT = 6, SIZE = 30000 };
	struct mmsghdr vec[COUNT];
	struct iovec iov[COUNT];
	uint64_t args[6] = { 0 };
	int pair[2], bytes = 1 << 20;
	long ret;

	NEED(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
	NEED(setsockopt(pair[0], SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes)) == 0);
	memset(vec, 0, sizeof(vec));
	for (int i = 0; i < COUNT; i++) {
		iov[i] = (struct iovec){ view, SIZE };
		vec[i].msg_hdr.msg_iov = &iov[i];
		vec[i].msg_hdr.msg_iovlen = 1;
	}
	ret = syscall(SYS_sendmmsg, pair[0], vec, COUNT, 0);
	CHECK(ret == COUNT);
	for (int i = 0; i < COUNT; i++)
		call_made("sendmmsg", SYS_sendmmsg, ret, args, 1, SYSCORD_PART_CONTENT, SIZE)->nth =
			i;
	ret = syscall(SYS_recvmmsg, pair[1], vec, COUNT, 0, NULL);
	CHECK(ret == COUNT);
	for (int i = 0; i < COUNT; i++)
		call_made("recvmmsg", SYS_recvmmsg, ret, args, 1, SYSCORD_PART_CONTENT, SIZE)->nth =
			i;
	close(pair[0]);
	close(pair[1]);
}

static void calls(size_t size)
{
	int null = open("/dev/null", O_WRONLY), fd = source(size), pipes[2];
	struct iovec iov[8], remote = { view, size };
	struct expected *e;
	int n;

	memset(view, 0, PERIOD);
	call("read", SYS_read, 1, SYSCORD_PART_DATA, size, fd, A(view), size, 0, 0, 0);
	memcpy(view, pattern, PERIOD);
	call("write", SYS_write, 1, SYSCORD_PART_DATA, size, null, A(view), size, 0, 0, 0);
	call("pread64", SYS_pread64, 1, SYSCORD_PART_DATA, size, fd, A(view), size, 0, 0, 0);
	memcpy(view, pattern, PERIOD);
	n = scatter(iov, view, size);
	call("writev", SYS_writev, 1, SYSCORD_PART_CONTENT, size, null, A(iov), n, 0, 0, 0);
	NEED(lseek(fd, 0, SEEK_SET) == 0);
	call("readv", SYS_readv, 1, SYSCORD_PART_CONTENT, size, fd, A(iov), n, 0, 0, 0);
	call("preadv2", SYS_preadv2, 1, SYSCORD_PART_CONTENT, size, fd, A(iov), n, 0, 0, 0);
	memcpy(view, pattern, PERIOD);
	n = scatter(iov, other, size);
	call("process_vm_readv", SYS_process_vm_readv, 1, SYSCORD_PART_CONTENT, size, getpid(),
	     A(iov), n, A(&remote), 1, 0);
	sockets(size);
	close(fd);

	/* what it gave in vain is not followed up, what was not taken neither */
	if (size > 512 << 10) {
		uint64_t args[6] = { 0 };
		long ret;

		NEED(pipe2(pipes, O_NONBLOCK) == 0);
		ret = syscall(SYS_write, pipes[1], view, size);
		CHECK(ret > 0 && ret < (long)size);
		e = call_made("write to a pipe", SYS_write, ret, args, 1, SYSCORD_PART_DATA, size);
		e->most = ret;
		ret = syscall(SYS_write, pipes[1], view, size);
		CHECK(ret == -1);
		e = call_made("write in vain", SYS_write, -EAGAIN, args, 1, SYSCORD_PART_DATA,
			      size);
		e->most = SYSCORD_RECORD_MAX;
		close(pipes[0]);
		close(pipes[1]);
	}
	close(null);
}

static void child_all(size_t unused)
{
	(void)unused;
	calls(100 * 1000);
	calls(1 * MIB);
	calls(16 * MIB);
	memcpy(view, pattern, PERIOD);
	messages();
}

static void child_read(size_t size)
{
	int fd = source(size);

	call("read", SYS_read, 1, SYSCORD_PART_DATA, size, fd, A(view), size, 0, 0, 0);
}

static void child_short(size_t unused)
{
	(void)unused;
	calls(1 * MIB);
}

static void child_kill(size_t size)
{
	int null = open("/dev/null", O_WRONLY);
	uint64_t args[6] = { 0 };

	memcpy(view, pattern, PERIOD);
	call_made("write", SYS_write, size, args, 1, SYSCORD_PART_DATA, size);
	syscall(SYS_write, null, view, size);
}

/* Nothing of what the call was given stays as it is */
static struct iovec tears[64];

static void *tear(void *unused)
{
	uint64_t chance = 1;

	(void)unused;
	for (;;) {
		struct iovec *iov = &tears[chance >> 33 & 63];

		chance = chance * 6364136223846793005ULL + 1442695040888963407ULL;
		iov->iov_base = chance >> 54 ? view + (chance >> 44) : (void *)chance;
		iov->iov_len = chance >> 54 == 1 ? chance >> 1 : chance >> 43 & 0xffff;
		if (chance >> 56 == 7) {
			uint8_t *p = view + (chance >> 30 & 0xff) * 4096;

			mprotect(p, 4096, PROT_NONE);
			mprotect(p, 4096, PROT_READ | PROT_WRITE);
		}
	}
	return NULL;
}

static void child_torn(size_t calls_made)
{
	int null = open("/dev/null", O_WRONLY);
	pthread_t thread;

	memcpy(view, pattern, PERIOD);
	NEED(pthread_create(&thread, NULL, tear, NULL) == 0);
	while (calls_made) {
		if (syscall(SYS_writev, null, tears, 64) > 0)
			calls_made--;
	}
}

static pid_t child_start(void (*work)(size_t), size_t size)
{
	struct sock_filter insns[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct syscord_filter_data, pid)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, 1),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct syscord_filter filter = {
		.size = sizeof(filter),
		.call_len = 4,
		.task_len = 4,
		.call = (uintptr_t)insns,
		.task = (uintptr_t)insns,
		.data_size = sizeof(struct syscord_filter_data),
	};
	int go[2];
	pid_t pid;

	NEED(pipe(go) == 0);
	pid = fork();
	NEED(pid >= 0);
	if (!pid) {
		char byte;

		raw_close(&raw);
		close(go[1]);
		NEED(read(go[0], &byte, 1) == 1);
		work(size);
		_exit(failures != 0);
	}
	insns[1].k = pid;
	NEED(ioctl(raw.fd, SYSCORD_IOC_FILTER_SET, &filter) == 0);
	raw_start(&raw);
	NEED(write(go[1], "", 1) == 1);
	close(go[0]);
	close(go[1]);
	return pid;
}

/* ---- the rings ---- */

static void piece_take(const struct syscord_record *rec)
{
	const struct syscord_cont *body = (const void *)(rec + 1);
	const struct syscord_blob *blob = (const void *)((const uint8_t *)body + rec->body);
	struct content *c;

	CHECK(rec->blobs == 1 && rec->body >= sizeof(*body) && rec->flags & SYSCORD_RECORD_LATE);
	CHECK(blob->got > 0 && rec->len >= sizeof(*rec) + rec->body + sizeof(*blob) + blob->got);
	if (!torn && memcmp(blob + 1, pattern + body->offset % PERIOD, blob->got) && failures < 20)
		FAIL("call %u: other bytes at %llu", body->nr, (unsigned long long)body->offset);
	for (c = contents; c < contents + contents_count; c++)
		if (c->end == body->end && c->tid == rec->tid && c->blob == body->blob)
			break;
	if (c == contents + contents_count) {
		if (torn && contents_count == CONTENTS_MAX)
			return;
		NEED(contents_count++ < CONTENTS_MAX);
		*c = (struct content){ .end = body->end,
				       .tid = rec->tid,
				       .nr = body->nr,
				       .want = blob->want,
				       .blob = body->blob,
				       .arg = blob->arg,
				       .part = blob->part };
	}
	if (c->pieces == c->room) {
		c->room = c->room ? 2 * c->room : 64;
		c->piece = realloc(c->piece, c->room * sizeof(*c->piece));
		NEED(c->piece);
	}
	c->piece[c->pieces++] = (struct piece){ body->offset, blob->got };
	c->bytes += blob->got;
	if (rec->time > c->time)
		c->time = rec->time;
	CHECK(c->want == blob->want && c->arg == blob->arg && c->part == blob->part);
}

static const struct syscord_record *record_at(const struct raw_ring *ring, uint64_t pos)
{
	return (const void *)(ring->data + (pos & (ring->size - 1)));
}

/* Takes what is unread, and frees it; true if there was anything */
static bool drain(pid_t pid)
{
	bool any = false;

	for (unsigned int cpu = 0; cpu < raw.cpus; cpu++) {
		struct raw_ring *ring = &raw.ring[cpu];
		struct tally *t = &tally[cpu];
		uint64_t end;

		if (!ring->size)
			continue;
		end = __atomic_load_n(&ring->producer->pos, __ATOMIC_ACQUIRE);
		if (overwrites) {
			/* nobody else reads, and it is stopped */
			t->pos = ring->producer->tail;
			if (t->pos < end)
				t->read = record_at(ring, t->pos)->seq;
		}
		for (; t->pos < end; t->pos += record_at(ring, t->pos)->len) {
			const struct syscord_record *rec = record_at(ring, t->pos);

			any = true;
			if (rec->seq != (uint32_t)(t->read + t->lost))
				FAIL("cpu %u: sequence %u", cpu, rec->seq);
			if (rec->type == SYSCORD_LOST) {
				t->lost += ((const struct syscord_lost *)(rec + 1))->count;
				continue;
			}
			t->read++;
			if (rec->type == SYSCORD_CONT) {
				piece_take(rec);
			} else if (rec->type == SYSCORD_CALL && rec->pid == (uint32_t)pid &&
				   (!torn || raw_call(rec)->ret > 0)) {
				NEED(heads_count < 1024);
				heads[heads_count] = malloc(rec->len);
				NEED(heads[heads_count]);
				memcpy(heads[heads_count++], rec, rec->len);
			}
			__atomic_store_n(&ring->consumer->pos, t->pos + rec->len, __ATOMIC_RELEASE);
		}
		__atomic_store_n(&ring->consumer->pos, end, __ATOMIC_RELEASE);
		if (__atomic_load_n(&ring->producer->waiters, __ATOMIC_SEQ_CST))
			ioctl(raw.fd, SYSCORD_IOC_KICK);
	}
	return any;
}

static const uint8_t *blob_next(const struct syscord_record *rec, const uint8_t *at,
				struct syscord_blob *blob)
{
	memcpy(blob, at, sizeof(*blob));
	at += sizeof(*blob);
	NEED(at + blob->got <= (const uint8_t *)rec + rec->len);
	return at;
}

static int piece_order(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Bytes of a blob that are there, in the record and behind it, without a hole */
static uint64_t kept(const struct syscord_record *rec, uint16_t index, uint64_t end,
		     const struct syscord_blob *blob, const struct syscord_continued *told)
{
	uint64_t at = blob->got;

	for (struct content *c = contents; c < contents + contents_count; c++) {
		if (c->end != end || c->tid != rec->tid || c->blob != index)
			continue;
		CHECK(!c->used && c->want == blob->want && c->arg == blob->arg &&
		      c->part == blob->part && c->nr == raw_call(rec)->nr && c->time <= rec->time);
		c->used = true;
		qsort(c->piece, c->pieces, sizeof(*c->piece), piece_order);
		for (size_t i = 0; i < c->pieces; i++) {
			if (overwrites && !i) /* what was in front may be gone */
				at = c->piece[0].offset;
			if (c->piece[i].offset != at)
				FAIL("a hole at %llu", (unsigned long long)at);
			at += c->piece[i].len;
		}
	}
	if (overwrites && told && at == blob->got)
		at += told->kept;
	if (!!told != !!(blob->flags & SYSCORD_BLOB_CONTINUED) ||
	    (told ? told->kept : 0) != at - blob->got)
		FAIL("flags %#x, told %llu, found %llu", blob->flags,
		     told ? (unsigned long long)told->kept : 0,
		     (unsigned long long)(at - blob->got));
	if ((at < blob->want) != !!(blob->flags & (SYSCORD_BLOB_TRUNCATED | SYSCORD_BLOB_FAULTED)))
		FAIL("%llu of %u bytes, and flags %#x", (unsigned long long)at, blob->want,
		     blob->flags);
	return at;
}

static void head_check(const struct syscord_record *rec, const struct expected *e, bool whole)
{
	const struct syscord_continued *told = NULL;
	const uint8_t *at = (const uint8_t *)(rec + 1) + rec->body, *data;
	unsigned int nth = e->nth, told_count = 0;
	struct syscord_blob blob;
	uint64_t end = 0, all;
	bool found = false;

	/* what stands behind is told first */
	for (unsigned int i = 0; i < rec->blobs; i++) {
		data = blob_next(rec, at, &blob);
		if (blob.arg == SYSCORD_ARG_TIME)
			memcpy(&end, data, sizeof(end));
		if (blob.arg == SYSCORD_ARG_CONT) {
			told = (const void *)data;
			told_count = blob.got / sizeof(*told);
			CHECK(told_count > 0);
		}
		at = data + (blob.got + 7) / 8 * 8;
	}
	at = (const uint8_t *)(rec + 1) + rec->body;
	for (unsigned int i = 0; i < rec->blobs; i++) {
		const struct syscord_continued *mine = NULL;

		data = blob_next(rec, at, &blob);
		at = data + (blob.got + 7) / 8 * 8;
		if (blob.arg != e->arg || blob.part != e->part || nth--)
			continue;
		found = true;
		for (unsigned int k = 0; k < told_count; k++)
			if (told[k].blob == i)
				mine = &told[k];
		if (!torn && memcmp(data, pattern, blob.got))
			FAIL("%s: other bytes in its record", e->name);
		all = kept(rec, i, end, &blob, mine);
		if (blob.want != e->want)
			FAIL("%s: want %u, not %llu", e->name, blob.want,
			     (unsigned long long)e->want);
		if (whole ? all < e->most && e->most != SYSCORD_RECORD_MAX : all > e->want)
			FAIL("%s: %llu of %llu bytes", e->name, (unsigned long long)all,
			     (unsigned long long)e->want);
		if (e->most < e->want && all > e->most)
			FAIL("%s: %llu bytes, not %llu", e->name, (unsigned long long)all,
			     (unsigned long long)e->most);
		if (!whole && !torn)
			printf("%s: %llu of %llu bytes\n", e->name, (unsigned long long)all,
			       (unsigned long long)e->want);
		break;
	}
	if (!found)
		FAIL("%s: no such blob", e->name);
}

/* Heads stand in the order of the calls, if not one is lost */
static unsigned int compare(bool whole)
{
	size_t head = 0, i;
	unsigned int found = 0;

	for (i = 0; i < done->count; i++) {
		const struct expected *e = &done->call[i];

		for (; head < heads_count; head++) {
			const struct syscord_call *call = raw_call(heads[head]);

			if (call->nr == e->nr && call->ret == e->ret &&
			    (e->nth || !e->args[0] || call->args[0] == e->args[0]))
				break;
		}
		if (head == heads_count) {
			if (whole)
				FAIL("%s: no record", e->name);
			head = 0;
			continue;
		}
		found++;
		head_check(heads[head], e, whole);
		if (i + 1 == done->count || !done->call[i + 1].nth)
			head++;
	}
	return found;
}

static void accounts(uint64_t *lost)
{
	*lost = 0;
	for (unsigned int cpu = 0; cpu < raw.cpus; cpu++) {
		if (!raw.ring[cpu].size)
			continue;
		CHECK(raw.ring[cpu].producer->attempted == tally[cpu].read + tally[cpu].lost);
		*lost += tally[cpu].lost;
	}
}

static int heads_order(const void *a, const void *b)
{
	const struct syscord_record *x = *(struct syscord_record *const *)a;
	const struct syscord_record *y = *(struct syscord_record *const *)b;

	return x->time < y->time ? -1 : x->time > y->time;
}

static void finish(pid_t pid)
{
	raw_stop(&raw);
	while (drain(pid) && !overwrites)
		raw_stop(&raw); /* what was lost last */
	qsort(heads, heads_count, sizeof(*heads), heads_order);
}

static void open_session(const char *on_full, uint64_t ring_bytes)
{
	struct syscord_policy policy = { .size = sizeof(policy) };

	raw_open(&raw, NULL, ring_bytes, SYSCORD_SNAPLEN_UNLIMITED);
	NEED(raw.cpus <= 64);
	NEED(ioctl(raw.fd, SYSCORD_IOC_POLICY_GET, &policy) == 0);
	CHECK(policy.snaplen == SYSCORD_SNAPLEN_UNLIMITED);
	if (!strcmp(on_full, "wait"))
		policy.on_full = SYSCORD_ON_FULL_WAIT;
	else if (!strcmp(on_full, "overwrite"))
		policy.on_full = SYSCORD_ON_FULL_OVERWRITE;
	overwrites = policy.on_full == SYSCORD_ON_FULL_OVERWRITE;
	NEED(ioctl(raw.fd, SYSCORD_IOC_POLICY_SET, &policy) == 0);
}

static void whole(size_t size)
{
	pid_t pid = child_start(size ? child_read : child_all, size);
	int status = -1;
	uint64_t lost, bytes = 0;
	unsigned int found;

	while (waitpid(pid, &status, WNOHANG) != pid)
		if (!drain(pid))
			usleep(1000);
	finish(pid);
	CHECK(status == 0);
	found = compare(true);
	accounts(&lost);
	CHECK(lost == 0);
	for (size_t i = 0; i < contents_count; i++) {
		bytes += contents[i].bytes;
		CHECK(contents[i].used);
	}
	printf("whole: %u contents, %llu bytes of them in records of their own\n", found,
	       (unsigned long long)bytes);
	CHECK(found == done->count && found > 0);
}

static void cut(void)
{
	pid_t pid = child_start(child_short, 0);
	int status = -1;
	uint64_t lost;
	unsigned int found;

	NEED(waitpid(pid, &status, 0) == pid);
	CHECK(status == 0);
	finish(pid);
	found = compare(false);
	if (!overwrites)
		accounts(&lost);
	else
		lost = 0;
	printf("short: %u of %u contents, %llu records lost\n", found, done->count,
	       (unsigned long long)lost);
	CHECK(found > 0);
}

/* Killed when the first piece is there: it is gone soon, and its record tells how far it came */
static void killed(void)
{
	size_t size = VIEW_MAX;
	pid_t pid = child_start(child_kill, size);
	int status = -1;

	while (!contents_count)
		drain(pid);
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, WNOHANG) != pid)
		drain(pid);
	finish(pid);
	CHECK(WIFSIGNALED(status));
	CHECK(compare(false) == 1);
	CHECK(contents_count == 1 && contents[0].used && contents[0].bytes < size);
}

/* What is told of each call must agree with what is there, whatever that is */
static void tearing(void)
{
	pid_t pid = child_start(child_torn, 800);
	unsigned int continued = 0;
	uint64_t lost;
	int status = -1;

	while (waitpid(pid, &status, WNOHANG) != pid)
		if (!drain(pid))
			usleep(1000);
	finish(pid);
	CHECK(status == 0);
	for (size_t i = 0; i < heads_count; i++) {
		struct expected e = { .name = "writev", .arg = 1, .part = SYSCORD_PART_CONTENT };
		const struct syscord_call *call = raw_call(heads[i]);
		struct syscord_blob blob;

		if (call->nr != SYS_writev || call->ret <= 0 ||
		    !raw_blob(heads[i], 1, SYSCORD_PART_CONTENT, &blob))
			continue;
		continued += !!(blob.flags & SYSCORD_BLOB_CONTINUED);
		e.want = e.most = blob.want;
		head_check(heads[i], &e, false);
	}
	accounts(&lost);
	CHECK(lost == 0);
	printf("torn: %u calls with content that goes on\n", continued);
	CHECK(continued > 10);
}

int main(int argc, char **argv)
{
	uint64_t ring_bytes;
	size_t size = 0;

	if (argc < 3)
		return 2;
	for (size_t i = 0; i < PERIOD / 8; i++) {
		uint64_t word = (i + 1) * 0x9e3779b97f4a7c15ULL;

		memcpy(pattern + 8 * i, &word, 8);
	}
	memcpy(pattern + PERIOD, pattern, PERIOD);
	done = mmap(NULL, sizeof(*done), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	NEED(done != MAP_FAILED);
	if (!strcmp(argv[1], "kill"))
		size = VIEW_MAX;
	else if (argc > 4)
		size = strtoull(argv[4], NULL, 0) * MIB;
	view = buffer(size ? size : 16 * MIB);
	other = buffer(16 * MIB);
	ring_bytes = strtoull(argv[argc > 3 ? 3 : 2], NULL, 0);
	torn = !strcmp(argv[1], "torn");
	open_session(argc > 3 ? argv[2] : "wait", ring_bytes);
	if (!strcmp(argv[1], "whole"))
		whole(size);
	else if (!strcmp(argv[1], "short"))
		cut();
	else if (!strcmp(argv[1], "kill"))
		killed();
	else if (torn)
		tearing();
	else
		return 2;
	raw_close(&raw);
	return failures != 0;
}
