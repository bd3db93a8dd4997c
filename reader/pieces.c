// SPDX-License-Identifier: GPL-2.0
/* Pieces that wait for their call; see pieces.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pieces.h"

struct syscord_pending {
	bool spool;
	/* Few wait at a time, so they are searched from the first on: by tid, which is apart */
	uint32_t *tids;
	struct syscord_pieces *all;
	size_t count, room;
	size_t runs; /* of all */
};

struct syscord_pending *syscord_pending_new(bool spool)
{
	struct syscord_pending *pending = calloc(1, sizeof(*pending));

	if (pending)
		pending->spool = spool;
	return pending;
}

void syscord_pieces_free(struct syscord_pieces *pieces)
{
	free(pieces->runs);
	if (pieces->fd >= 0)
		close(pieces->fd);
	pieces->runs = NULL;
	pieces->fd = -1;
}

void syscord_pending_free(struct syscord_pending *pending)
{
	if (!pending)
		return;
	while (pending->count)
		syscord_pieces_free(&pending->all[--pending->count]);
	free(pending->tids);
	free(pending->all);
	free(pending);
}

static size_t find(const struct syscord_pending *pending, uint32_t tid)
{
	size_t i = 0;

	while (i < pending->count && pending->tids[i] != tid)
		i++;
	return i;
}

static void take(struct syscord_pending *pending, size_t i, struct syscord_pieces *pieces)
{
	*pieces = pending->all[i];
	pending->count--;
	pending->all[i] = pending->all[pending->count];
	pending->tids[i] = pending->tids[pending->count];
	pending->runs -= pieces->runs_room;
}

static bool is_of(const struct syscord_pieces *pieces, const struct syscord_cont *cont)
{
	return pieces->end == cont->end && pieces->nr == cont->nr && pieces->abi == cont->abi;
}

static int make_room(struct syscord_pending *pending)
{
	size_t room = pending->room ? 2 * pending->room : 16;
	struct syscord_pieces *all;
	uint32_t *tids;

	if (pending->count < pending->room)
		return 0;
	tids = reallocarray(pending->tids, room, sizeof(*tids));
	if (!tids)
		return -ENOMEM;
	pending->tids = tids;
	all = reallocarray(pending->all, room, sizeof(*all));
	if (!all)
		return -ENOMEM;
	pending->all = all;
	pending->room = room;
	return 0;
}

/* Disk, not memory, even where /tmp is memory */
static int open_spool(void)
{
	const char *dir = getenv("TMPDIR");
	char path[4096];
	int fd;

	if (!dir || !*dir)
		dir = "/var/tmp";
	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd < 0 ? -errno : fd;
	snprintf(path, sizeof(path), "%s/syscord.XXXXXX", dir);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	unlink(path);
	return fd;
}

static int keep(struct syscord_pieces *pieces, const uint8_t *data, size_t len)
{
	if (pieces->fd < 0)
		pieces->fd = open_spool();
	if (pieces->fd < 0)
		return pieces->fd;
	while (len) {
		ssize_t n = pwrite(pieces->fd, data, len, (off_t)pieces->fd_bytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n ? -errno : -EIO;
		pieces->fd_bytes += (uint64_t)n;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

static bool follows(const struct syscord_run *run, const struct syscord_cont *cont,
		    const struct syscord_blob *head)
{
	return run->blob == cont->blob && run->arg == head->arg && run->part == head->part &&
	       run->want == head->want && run->offset + run->bytes == cont->offset;
}

/* The run that the piece makes longer, or a new one; NULL: there are too many, or no memory */
static struct syscord_run *run_for(struct syscord_pending *pending, struct syscord_pieces *pieces,
				   const struct syscord_cont *cont, const struct syscord_blob *head)
{
	size_t room = pieces->runs_room ? 2 * pieces->runs_room : 1;
	struct syscord_run *runs = pieces->runs;

	if (pieces->runs_count && follows(&runs[pieces->runs_count - 1], cont, head))
		return &runs[pieces->runs_count - 1];
	if (pieces->runs_count == pieces->runs_room) {
		if (pending->runs + room - pieces->runs_room > SYSCORD_PIECES_RUNS)
			return NULL;
		runs = reallocarray(runs, room, sizeof(*runs));
		if (!runs)
			return NULL;
		pending->runs += room - pieces->runs_room;
		pieces->runs = runs;
		pieces->runs_room = room;
	}
	runs = &runs[pieces->runs_count++];
	*runs = (struct syscord_run){ .offset = cont->offset,
				      .at = pieces->fd_bytes,
				      .want = head->want,
				      .blob = cont->blob,
				      .arg = head->arg,
				      .part = head->part };
	return runs;
}

static int add(struct syscord_pending *pending, struct syscord_pieces *pieces,
	       const struct syscord_cont *cont, const struct syscord_blob_view *piece)
{
	struct syscord_run *run;
	int ret = 0;

	pieces->count++;
	pieces->bytes += piece->head.got;
	if (!piece->head.got)
		return 0;
	run = run_for(pending, pieces, cont, &piece->head);
	if (!run) {
		pieces->unkept += piece->head.got;
		return 0;
	}
	if (pending->spool)
		ret = keep(pieces, piece->data, piece->head.got);
	run->bytes += piece->head.got;
	return ret;
}

int syscord_pending_add(struct syscord_pending *pending, const struct syscord_event *event,
			const struct syscord_cont *cont, const struct syscord_blob_view *piece,
			struct syscord_pieces *orphan)
{
	size_t i = find(pending, event->rec->tid);
	struct syscord_pieces *pieces;
	bool pushed = false;
	int ret;

	if (i < pending->count && !is_of(&pending->all[i], cont)) {
		take(pending, i, orphan);
		pushed = true;
	} else if (i == pending->count && i == SYSCORD_PIECES_THREADS) {
		take(pending, 0, orphan);
		pushed = true;
	}
	if (pushed || i == pending->count) {
		ret = make_room(pending);
		if (ret)
			goto out;
		i = pending->count++;
		pending->tids[i] = event->rec->tid;
		pending->all[i] = (struct syscord_pieces){
			.end = cont->end, .nr = cont->nr, .abi = cont->abi, .fd = -1
		};
	}
	pieces = &pending->all[i];
	pieces->last = *event->rec;
	pieces->cpu = event->cpu;
	pieces->real_time = event->real_time;
	ret = add(pending, pieces, cont, piece);
out:
	if (ret && pushed)
		syscord_pieces_free(orphan);
	return ret ? ret : pushed;
}

bool syscord_pending_take_call(struct syscord_pending *pending, const struct syscord_record *rec,
			       uint64_t end, uint32_t nr, uint8_t abi,
			       struct syscord_pieces *pieces, bool *own)
{
	const struct syscord_cont cont = { .end = end, .nr = nr, .abi = abi };
	size_t i = find(pending, rec->tid);

	if (i == pending->count)
		return false;
	take(pending, i, pieces);
	*own = is_of(pieces, &cont);
	return true;
}

bool syscord_pending_take(struct syscord_pending *pending, const struct syscord_record *rec,
			  struct syscord_pieces *pieces, bool *own)
{
	struct syscord_call call = { 0 };
	uint64_t end;
	bool taken;

	/* A thread may be named, signalled and inherited from while it is in a call */
	if (!pending->count ||
	    (rec->type != SYSCORD_CALL && rec->type != SYSCORD_EXEC && rec->type != SYSCORD_EXIT))
		return false;
	if (rec->type == SYSCORD_CALL && syscord_record_end(rec, &end)) {
		syscord_record_body(rec, &call, sizeof(call));
		return syscord_pending_take_call(pending, rec, end, call.nr, call.abi, pieces, own);
	}
	taken = syscord_pending_take_call(pending, rec, 0, 0, 0, pieces, own);
	*own = false;
	return taken;
}

bool syscord_pending_rest(struct syscord_pending *pending, struct syscord_pieces *pieces)
{
	if (!pending->count)
		return false;
	take(pending, 0, pieces);
	return true;
}

void syscord_pieces_of(const struct syscord_event *event, struct syscord_pieces *pieces)
{
	struct syscord_blob_view piece;
	struct syscord_cont cont;

	syscord_record_cont(event->rec, &cont, &piece);
	*pieces = (struct syscord_pieces){ .last = *event->rec,
					   .cpu = event->cpu,
					   .real_time = event->real_time,
					   .end = cont.end,
					   .nr = cont.nr,
					   .abi = cont.abi,
					   .count = 1,
					   .bytes = piece.head.got,
					   .fd = -1 };
}
