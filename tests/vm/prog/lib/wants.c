/* SPDX-License-Identifier: GPL-2.0 */
/* See wants.h. */
#include "wants.h"

static struct want wants[512];
static unsigned int count;
static struct raw raw;

struct want *want_last(void)
{
	return &wants[count - 1];
}

long want_call(const char *name, long nr, unsigned int nargs, long a, long b, long c, long d,
	       long e, long f)
{
	struct want *w = &wants[count++];

	NEED(count < sizeof(wants) / sizeof(wants[0]));
	w->name = name;
	w->nr = nr;
	w->nargs = nargs;
	w->args[0] = a;
	w->args[1] = b;
	w->args[2] = c;
	w->args[3] = d;
	w->args[4] = e;
	w->args[5] = f;
	w->ret = syscall(nr, a, b, c, d, e, f);
	if (w->ret == -1)
		w->ret = -errno;
	return w->ret;
}

void want_blob(unsigned int arg, unsigned int part, unsigned int flags, const void *data,
	       uint32_t want, uint32_t got)
{
	struct want *w = want_last();
	void *copy = malloc(got + 1);

	NEED(copy && w->blobs < WANT_BLOBS);
	memcpy(copy, data, got);
	w->blob[w->blobs++] = (struct want_blob){ arg, part, flags, want, got, copy };
}

void want_in(unsigned int arg, const void *data, uint32_t len)
{
	want_blob(arg, SYSCORD_PART_DATA, 0, data, len, len);
}

void want_out(unsigned int arg, const void *data, uint32_t len)
{
	want_blob(arg, SYSCORD_PART_DATA, SYSCORD_BLOB_OUT, data, len, len);
}

void want_string(unsigned int arg, const char *s)
{
	want_in(arg, s, strlen(s));
}

void want_late(void)
{
	want_last()->late = true;
}

static void complain(const struct want *w, const char *what)
{
	FAIL("%s(%#lx, %#lx, %#lx) = %ld: %s", w->name, w->args[0], w->args[1], w->args[2], w->ret,
	     what);
}

static bool same_call(const struct want *w, const struct syscord_record *rec)
{
	const struct syscord_call *c = raw_call(rec);

	if (!c || c->nr != (uint32_t)w->nr || (long)c->ret != w->ret)
		return false;
	for (unsigned int i = 0; i < w->nargs; i++)
		if (c->args[i] != (unsigned long)w->args[i])
			return false;
	return true;
}

static void compare_blob(const struct want *w, const struct want_blob *b,
			 const struct syscord_blob *head, const uint8_t *data)
{
	unsigned int ignore = SYSCORD_BLOB_LATE;
	char text[256];

	if (head->arg != b->arg || head->part != b->part) {
		snprintf(text, sizeof(text), "a blob of argument %u, part %u, not of %u, %u",
			 head->arg, head->part, b->arg, b->part);
		complain(w, text);
		return;
	}
	if ((head->flags & ~ignore) != (b->flags & ~ignore) || head->want != b->want ||
	    head->got != b->got) {
		snprintf(text, sizeof(text),
			 "argument %u part %u: flags %#x want %u got %u, not %#x %u %u", b->arg,
			 b->part, head->flags, head->want, head->got, b->flags, b->want, b->got);
		complain(w, text);
		return;
	}
	if (memcmp(data, b->data, b->got)) {
		snprintf(text, sizeof(text), "argument %u part %u: \"%.*s\", not \"%.*s\"", b->arg,
			 b->part, (int)head->got, (const char *)data, (int)b->got,
			 (const char *)b->data);
		complain(w, text);
	}
	for (uint32_t k = head->got; k % 8; k++)
		if (data[k])
			complain(w, "padding is not zero");
}

static void compare(const struct want *w, const struct syscord_record *rec)
{
	const struct syscord_call *c = raw_call(rec);
	unsigned int extra = rec->flags & SYSCORD_RECORD_LATE ? 1 : 0, i = 0;
	const uint8_t *at = (const uint8_t *)(rec + 1) + rec->body;
	char text[256];

	if (c->nargs != w->nargs)
		complain(w, "wrong number of arguments");
	if (c->abi != (sizeof(long) == 8 ? SYSCORD_ABI_X86_64 : SYSCORD_ABI_I386))
		complain(w, "wrong ABI");
	if (w->late && !extra)
		complain(w, "did not take the deferred path");
	if (rec->flags & SYSCORD_RECORD_PARTIAL)
		complain(w, "PARTIAL");
	if (w->more ? rec->blobs <= w->blobs + extra : rec->blobs != w->blobs + extra) {
		snprintf(text, sizeof(text), "%u blobs, not %u%s", rec->blobs - extra, w->blobs,
			 w->more ? " and more" : "");
		complain(w, text);
	}
	for (unsigned int k = 0; k < rec->blobs && i < w->blobs; k++) {
		const struct syscord_blob *head = (const struct syscord_blob *)at;

		if (head->arg < 6)
			compare_blob(w, &w->blob[i++], head, at + sizeof(*head));
		at += sizeof(*head) + ((head->got + 7) & ~7U);
	}
}

void wants_start(void)
{
	raw_open(&raw, NULL, 4 << 20, SNAPLEN);
	raw_follow_self(&raw);
	raw_start(&raw);
}

int wants_compare(void)
{
	struct raw_records records;
	struct syscord_status status;
	uint32_t tid = gettid();
	size_t at = 0;

	raw_stop(&raw);
	raw_collect(&raw, &records, true);
	raw_status(&raw, &status);
	CHECK(status.lost_outside == 0);
	CHECK(status.pending == 0);

	for (unsigned int i = 0; i < count; i++) {
		size_t j = at;

		while (j < records.count &&
		       (records.rec[j]->tid != tid || !same_call(&wants[i], records.rec[j])))
			j++;
		if (j == records.count) {
			complain(&wants[i], "has no record");
			continue;
		}
		compare(&wants[i], records.rec[j]);
		at = j + 1;
	}
	printf("%u calls compared, %zu records, %d differences\n", count, records.count, failures);
	raw_close(&raw);
	return failures != 0;
}
