/* SPDX-License-Identifier: GPL-2.0 */
/* See wants.h. */
#include "wants.h"

static struct want wants[512];
static unsigned int count;
static struct want_blob next_before[WANT_BEFORES];
static unsigned int next_befores;
static struct raw raw;
static bool by_entry;

long (*want_enter)(long nr, const long args[6]) = want_syscall;

long want_syscall(long nr, const long args[6])
{
	long ret = syscall(nr, args[0], args[1], args[2], args[3], args[4], args[5]);

	return ret == -1 ? -errno : ret;
}

struct want *want_last(void)
{
	return &wants[count - 1];
}

struct want *want_add(const char *name, long nr)
{
	struct want *w = &wants[count++];

	NEED(count < sizeof(wants) / sizeof(wants[0]));
	w->name = name;
	w->nr = nr;
	return w;
}

long want_call(const char *name, long nr, unsigned int nargs, long a, long b, long c, long d,
	       long e, long f)
{
	const long args[6] = { a, b, c, d, e, f };
	struct want *w = want_add(name, nr);

	w->nargs = nargs;
	memcpy(w->args, args, sizeof(args));
	w->befores = next_befores;
	memcpy(w->before, next_before, sizeof(next_before));
	next_befores = 0;
	w->ret = want_enter(nr, args);
	return w->ret;
}

static struct want_blob blob_of(unsigned int arg, unsigned int part, unsigned int flags,
				const void *data, uint32_t want, uint32_t got)
{
	void *copy = malloc(got + 1);

	NEED(copy);
	memcpy(copy, data, got);
	return (struct want_blob){ arg, part, flags, want, got, copy };
}

void want_blob(unsigned int arg, unsigned int part, unsigned int flags, const void *data,
	       uint32_t want, uint32_t got)
{
	struct want *w = want_last();

	NEED(w->blobs < WANT_BLOBS);
	w->blob[w->blobs++] = blob_of(arg, part, flags, data, want, got);
}

void want_before(unsigned int arg, const void *data, uint32_t len)
{
	NEED(next_befores < WANT_BEFORES);
	next_before[next_befores++] =
		blob_of(arg, SYSCORD_PART_DATA, SYSCORD_BLOB_BEFORE, data, len, len);
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

void want_via(unsigned int arg, unsigned int n, unsigned int flags, const void *data, uint32_t len)
{
	want_blob(arg, SYSCORD_PART_VIA + n, flags, data, len, len);
}

void want_cut(unsigned int arg, unsigned int part, unsigned int flags, const void *data,
	      uint32_t len)
{
	want_blob(arg, part, flags | SYSCORD_BLOB_TRUNCATED, data, len, SNAPLEN);
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
	const bool error = w->ret < 0 && w->ret >= -4095;

	/* What is no error has no sign: it may be an address */
	if (!c || c->nr != (uint32_t)w->nr ||
	    c->ret != (error ? w->ret : (int64_t)(unsigned long)w->ret))
		return false;
	for (unsigned int i = 0; i < w->nargs; i++)
		if (c->args[i] != (unsigned long)w->args[i])
			return false;
	return true;
}

static void compare_blob(const struct want *w, const struct want_blob *b,
			 const struct syscord_blob *head, const uint8_t *data)
{
	char text[256];

	if (head->arg != b->arg || head->part != b->part) {
		snprintf(text, sizeof(text), "a blob of argument %u, part %u, not of %u, %u",
			 head->arg, head->part, b->arg, b->part);
		complain(w, text);
		return;
	}
	if ((head->flags ^ b->flags) & ~SYSCORD_BLOB_LATE || head->want != b->want ||
	    head->got != b->got) {
		snprintf(text, sizeof(text),
			 "argument %u part %u: flags %#x want %u got %u, not %#x %u %u", b->arg,
			 b->part, head->flags, head->want, head->got, b->flags, b->want, b->got);
		complain(w, text);
		return;
	}
	if (head->reason != (b->flags & SYSCORD_BLOB_FAULTED ? SYSCORD_FAULT_BAD : 0))
		complain(w, "another reason");
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

/* It is one of those that tell of the entry, as it is wanted */
static bool same_before(const struct want *w, const struct syscord_blob *head, const uint8_t *data)
{
	for (unsigned int i = 0; i < w->befores; i++) {
		const struct want_blob *b = &w->before[i];

		if (head->arg == b->arg && head->part == b->part && head->flags == b->flags &&
		    head->got == b->got && !memcmp(data, b->data, b->got))
			return true;
	}
	return false;
}

static void compare(const struct want *w, const struct syscord_record *rec)
{
	const struct syscord_call *c = raw_call(rec);
	const bool late = rec->flags & SYSCORD_RECORD_LATE;
	unsigned int blobs = 0, befores = 0, times = 0;
	const uint8_t *at = (const uint8_t *)(rec + 1) + rec->body;
	char text[256];

	if (c->nargs != w->nargs)
		complain(w, "wrong number of arguments");
	if (c->abi != (sizeof(long) == 8 ? SYSCORD_ABI_X86_64 : SYSCORD_ABI_I386))
		complain(w, "wrong ABI");
	if (w->late && !late)
		complain(w, "did not take the deferred path");
	if (by_entry && !(rec->flags & SYSCORD_RECORD_TIMED))
		complain(w, "has no duration");
	if (rec->flags & SYSCORD_RECORD_PARTIAL)
		complain(w, "PARTIAL");
	for (unsigned int k = 0; k < rec->blobs; k++) {
		const struct syscord_blob *head = (const struct syscord_blob *)at;

		at += sizeof(*head);
		if (head->flags & SYSCORD_BLOB_BEFORE)
			befores += same_before(w, head, at);
		else if (head->arg == SYSCORD_ARG_TIME)
			times++;
		else if (blobs++ < w->blobs)
			compare_blob(w, &w->blob[blobs - 1], head, at);
		at += (head->got + 7) & ~7U;
	}
	if (w->more ? blobs <= w->blobs : blobs != w->blobs) {
		snprintf(text, sizeof(text), "%u blobs, not %u%s", blobs, w->blobs,
			 w->more ? " and more" : "");
		complain(w, text);
	}
	if (times != late)
		complain(w, "has the wrong number of end times");
	if (by_entry && befores != w->befores)
		complain(w, "does not have what was there before");
}

/* Of the private session that the program is attached to */
static void watch_entries(void)
{
	struct syscord_policy policy = { .size = sizeof(policy) };

	NEED(ioctl(raw.fd, SYSCORD_IOC_POLICY_GET, &policy) == 0);
	policy.flags |= SYSCORD_POLICY_F_ENTRY;
	NEED(ioctl(raw.fd, SYSCORD_IOC_POLICY_SET, &policy) == 0);
	by_entry = true;
}

void wants_start(bool entry)
{
	raw_open(&raw, NULL, 4 << 20, SNAPLEN);
	if (entry)
		watch_entries();
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
