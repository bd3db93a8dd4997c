// SPDX-License-Identifier: GPL-2.0
/* syscordctl status and sessions: what there is, as text or JSON. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "ctl.h"
#include "lost.h"
#include "policy.h"
#include "terminal.h"

#define UNKNOWN (~0ULL) /* of counts */

static const char *profile_name(const struct syscord_policy *p)
{
	return p->profile <= SYSCORD_PROFILE_EFFECTS ? syscord_profiles[p->profile] : "?";
}

static const char *on_full_name(const struct syscord_policy *p)
{
	return p->on_full <= SYSCORD_ON_FULL_OVERWRITE ? syscord_on_full[p->on_full] : "?";
}

/* What one session's status is made of. */
struct session {
	struct syscord_status status;
	struct syscord_ring_status *rings;
	char *filter;
	char *trigger; /* its filter */
};

json_t *syscord_ctl_json_policy(const struct syscord_policy *p)
{
	json_t *policy =
		json_pack("{s:o, s:o, s:s, s:s, s:o, s:b, s:b}", "ring_bytes",
			 syscord_json_number(p->ring_bytes), "snaplen",
			 syscord_json_number(p->snaplen), "profile", profile_name(p), "on_full",
			 on_full_name(p), "watermark", syscord_json_number(p->watermark), "state",
			 !(p->flags & SYSCORD_POLICY_F_NO_STATE), "entry",
			 p->flags & SYSCORD_POLICY_F_ENTRY);

	syscord_ctl_trigger_policy(policy, p);
	return policy;
}

/* Exact counts of one ring, or of all. attempted = read + unread + lost */
struct counts {
	__u64 size, attempted, lost;
	__u64 read, unread, unread_bytes; /* UNKNOWN: the reader's position cannot be */
	__u64 by_reason[SYSCORD_LOST_REASONS];
};

static struct counts ring_counts(const struct session *s, const struct syscord_ring_status *ring)
{
	const bool overwrites = s->status.policy.on_full == SYSCORD_ON_FULL_OVERWRITE;
	struct counts c = { .size = ring->size,
			    .attempted = ring->attempted,
			    .read = UNKNOWN,
			    .unread = ring->unread };

	syscord_lost_add(c.by_reason, ring->lost);
	c.lost = syscord_lost_sum(c.by_reason);
	if (c.unread != UNKNOWN)
		c.read = c.attempted - c.lost - c.unread;
	c.unread_bytes = ring->producer - (overwrites ? ring->tail : ring->consumer);
	if (c.unread_bytes > ring->size)
		c.unread_bytes = UNKNOWN;
	return c;
}

/* Records that were lost where there was no ring for them */
static struct counts outside_counts(const struct session *s)
{
	struct counts c = { .attempted = s->status.lost_outside, .lost = s->status.lost_outside };

	c.by_reason[SYSCORD_LOST_NO_MEMORY] = c.lost;
	return c;
}

static void add_count(__u64 *sum, __u64 count)
{
	*sum = *sum == UNKNOWN || count == UNKNOWN ? UNKNOWN : *sum + count;
}

static struct counts total(const struct session *s)
{
	struct counts sum = outside_counts(s);

	for (unsigned int i = 0; i < s->status.rings; i++) {
		const struct counts c = ring_counts(s, &s->rings[i]);

		sum.size += c.size;
		sum.attempted += c.attempted;
		sum.lost += c.lost;
		add_count(&sum.read, c.read);
		add_count(&sum.unread, c.unread);
		add_count(&sum.unread_bytes, c.unread_bytes);
		syscord_lost_add(sum.by_reason, c.by_reason);
	}
	return sum;
}

static json_t *json_count(__u64 count)
{
	return count == UNKNOWN ? json_null() : syscord_json_number(count);
}

static json_t *json_counts(const struct counts *c)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "size",
			 syscord_json_number(c->size), "attempted",
			 syscord_json_number(c->attempted), "read", json_count(c->read), "unread",
			 json_count(c->unread), "lost", syscord_json_number(c->lost),
			 "lost_by_reason", syscord_lost_json(c->by_reason), "unread_bytes",
			 json_count(c->unread_bytes));
}

static json_t *json_filter(const struct session *s)
{
	return s->status.flags & SYSCORD_STATUS_FILTER ? syscord_json_text(s->filter) : json_null();
}

static json_t *json_reader(const struct session *s)
{
	return s->status.reader ? json_integer(s->status.reader) : json_null();
}

static json_t *json_session(const struct session *s)
{
	const struct syscord_status *st = &s->status;
	const struct counts sum = total(s);
	json_t *rings = json_array(), *ring, *object;
	unsigned int i;

	for (i = 0; i < st->rings; i++) {
		const struct counts c = ring_counts(s, &s->rings[i]);

		ring = json_counts(&c);
		json_object_set_new(ring, "cpu", syscord_json_number(s->rings[i].cpu));
		json_object_set_new(ring, "online",
				    json_boolean(s->rings[i].flags & SYSCORD_RING_ONLINE));
		json_array_append_new(rings, ring);
	}
	object = json_pack(
		"{s:s, s:o, s:b, s:b, s:b, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
		" s:o, s:o, s:o, s:o, s:b}",
		"name", st->name, "id", syscord_json_number(st->id), "recording",
		st->flags & SYSCORD_STATUS_RECORDING, "private", st->flags & SYSCORD_STATUS_PRIVATE,
		"jited", st->flags & SYSCORD_STATUS_JITED, "params",
		st->flags & SYSCORD_STATUS_PARAMS, "follow", st->flags & SYSCORD_STATUS_FOLLOW,
		"filter", json_filter(s), "policy", syscord_ctl_json_policy(&st->policy), "reader",
		json_reader(s), "followed", syscord_json_number(st->followed), "pending",
		syscord_json_number(st->pending), "deferred", syscord_json_number(st->deferred),
		"lost_outside", syscord_json_number(st->lost_outside), "entry_missed",
		syscord_json_number(st->entry_missed), "total", json_counts(&sum), "rings", rings,
		"waits", syscord_json_number(st->waits), "waiting",
		syscord_json_number(st->waiting), "gave_up",
		st->flags & SYSCORD_STATUS_GAVE_UP);
	syscord_ctl_trigger_json(object, st, s->trigger);
	return object;
}

/* `text` in `code` on a terminal */
static const char *colored(const char *code, const char *text)
{
	static char buf[64];

	if (!syscord_terminal_color(stdout))
		return text;
	snprintf(buf, sizeof(buf), "%s%s" SYSCORD_PLAIN, code, text);
	return buf;
}

static const char *state_name(const struct session *s)
{
	return s->status.flags & SYSCORD_STATUS_RECORDING ? "recording" : "stopped";
}

static void print_count(int width, __u64 count)
{
	if (count == UNKNOWN)
		printf(" %*s", width, "?");
	else
		printf(" %*llu", width, count);
}

static void print_counts(const char *label, const struct counts *c)
{
	char number[32];

	printf("  %-9s", label);
	print_count(12, c->attempted);
	print_count(12, c->read);
	print_count(10, c->unread);
	snprintf(number, sizeof(number), "%10llu", c->lost);
	printf(" %s", c->lost ? colored(SYSCORD_RED, number) : number);
	print_count(12, c->unread_bytes);
	if (c->size && c->unread_bytes != UNKNOWN)
		printf(" %3llu %%", c->unread_bytes * 100 / c->size);
	if (c->lost) {
		fputs("  (", stdout);
		syscord_lost_print(stdout, c->by_reason);
		putchar(')');
	}
	putchar('\n');
}

static void print_bytes(const char *label, __u64 bytes)
{
	if (bytes >= 1 << 20 && !(bytes & ((1 << 20) - 1)))
		printf("%s%llu MiB", label, bytes >> 20);
	else
		printf("%s%llu KiB", label, bytes >> 10);
}

static void print_session(const struct session *s)
{
	const struct syscord_status *st = &s->status;
	const struct syscord_policy *p = &st->policy;
	const struct counts sum = total(s), outside = outside_counts(s);
	char label[32];
	unsigned int i;

	printf("session %s: %s%s\n", st->name,
	       st->flags & SYSCORD_STATUS_RECORDING ? colored(SYSCORD_GREEN, "recording")
						    : "stopped",
	       st->flags & SYSCORD_STATUS_PRIVATE ? ", private" : "");
	if (st->flags & SYSCORD_STATUS_FILTER)
		printf("  filter    %s\n            %s\n", s->filter,
		       st->flags & SYSCORD_STATUS_JITED ? "(native code)" : "(interpreted)");
	else
		printf("  filter    none: every task\n");
	if (st->flags & SYSCORD_STATUS_PARAMS)
		printf("            the module parameters select too\n");
	if (st->flags & SYSCORD_STATUS_FOLLOW)
		printf("            the tasks that it selects are followed\n");
	printf("  policy    profile %s, ", profile_name(p));
	if (p->snaplen == SYSCORD_SNAPLEN_UNLIMITED)
		printf("snaplen unlimited");
	else if (p->snaplen)
		printf("snaplen %u", p->snaplen);
	else
		printf("no content");
	print_bytes(", rings of ", p->ring_bytes);
	printf(", %s when full%s%s\n", on_full_name(p),
	       p->flags & SYSCORD_POLICY_F_NO_STATE ? ", no state calls beside the filter" : "",
	       p->flags & SYSCORD_POLICY_F_ENTRY ? ", calls are timed from their entry" : "");
	syscord_ctl_trigger_print(st, s->trigger);
	if (st->reader)
		printf("  reader    pid %d\n", st->reader);
	else
		printf("  reader    none\n");
	printf("  followed  %u; deferred %llu, pending %u\n", st->followed, st->deferred,
	       st->pending);
	if (st->policy.on_full == SYSCORD_ON_FULL_WAIT)
		printf("  waiting   %u; %llu records had to wait so far%s\n", st->waiting, st->waits,
		       st->flags & SYSCORD_STATUS_GAVE_UP ?
			       "; the reader stands still: nobody waits until it goes on" : "");
	if (st->entry_missed)
		printf("  missed    %llu entries: those calls have no duration\n",
		       st->entry_missed);
	if (!st->rings && !st->lost_outside)
		return;
	printf("  %-9s %12s %12s %10s %10s %12s %5s\n", "CPU", "attempted", "read", "unread",
	       "lost", "unread bytes", "used");
	for (i = 0; i < st->rings; i++) {
		const struct counts c = ring_counts(s, &s->rings[i]);

		snprintf(label, sizeof(label), "%u%s", s->rings[i].cpu,
			 s->rings[i].flags & SYSCORD_RING_ONLINE ? "" : " offline");
		print_counts(label, &c);
	}
	if (st->lost_outside)
		print_counts("no ring", &outside);
	print_counts("all", &sum);
}

static void session_free(struct session *s)
{
	free(s->rings);
	free(s->filter);
	free(s->trigger);
	memset(s, 0, sizeof(*s));
}

static int session_get(const char *name, bool count, struct session *s, struct syscord_error *err)
{
	int fd = syscord_ctl_open(name, 0, err), ret;

	memset(s, 0, sizeof(*s));
	if (fd < 0)
		return fd;
	ret = (count ? syscord_device_count : syscord_device_status)(fd, &s->status, &s->rings,
								     err);
	if (!ret)
		ret = syscord_device_filter_get(fd, &s->filter, err);
	if (!ret && syscord_flight_on(&s->status))
		ret = syscord_device_trigger_get(fd, &s->trigger, err);
	if (ret)
		session_free(s);
	close(fd);
	return ret;
}

/* What one command makes of all sessions, or of the one that the options name. */
struct listing {
	struct syscord_info info;
	void (*print)(const struct session *s);
	json_t *(*json)(const struct session *s);
	bool count; /* the unread records */
	json_t *list; /* of what json() gave; NULL: print() is called */
};

static int each_session(const struct syscord_ctl_opts *o, struct listing *l,
			const struct syscord_sessions *sessions, struct syscord_error *err)
{
	struct session s;
	unsigned int i;
	int ret;

	for (i = 0; i < sessions->count; i++) {
		ret = session_get(sessions->name[i], l->count, &s, err);
		if (ret == -ENOENT && !o->session)
			continue; /* it ended meanwhile */
		if (ret)
			return ret;
		if (l->list)
			json_array_append_new(l->list, l->json(&s));
		else
			l->print(&s);
		session_free(&s);
	}
	return 0;
}

/* `title` is called before the first session, if this is no JSON. */
static int list_sessions(const struct syscord_ctl_opts *o, struct listing *l,
			 void (*title)(const struct syscord_info *info), struct syscord_error *err)
{
	struct syscord_sessions sessions;
	int fd = syscord_device_open(err), ret;

	if (fd < 0)
		return fd;
	ret = syscord_device_info(fd, &l->info, err);
	if (!ret)
		ret = syscord_device_sessions(fd, &sessions, err);
	close(fd);
	if (!ret && o->session) {
		/* before the title: it may not exist */
		fd = syscord_ctl_open(o->session, 0, err);
		if (fd < 0)
			return fd;
		close(fd);
		sessions.count = 1;
		snprintf(sessions.name[0], sizeof(sessions.name[0]), "%s", o->session);
	}
	if (ret)
		return ret;
	if (o->json)
		l->list = json_array();
	else
		title(&l->info);
	ret = each_session(o, l, &sessions, err);
	if (ret)
		json_decref(l->list);
	return ret;
}

static void status_title(const struct syscord_info *info)
{
	printf("syscord %s: %u session%s, %llu of %llu MiB for rings in use\n", info->version,
	       info->sessions, info->sessions == 1 ? "" : "s", info->memory_used >> 20,
	       info->memory_limit >> 20);
}

int syscord_ctl_status(void *opts, int argc, char **argv, struct syscord_error *err)
{
	struct listing l = { .print = print_session, .json = json_session, .count = true };
	const struct syscord_ctl_opts *o = opts;
	int ret = list_sessions(o, &l, status_title, err);

	(void)argc;
	(void)argv;
	if (ret || !o->json)
		return ret;
	return syscord_json_print(
		json_pack("{s:s, s:o, s:o, s:s, s:o}", "version", l.info.version, "memory_limit",
			  syscord_json_number(l.info.memory_limit), "memory_used",
			  syscord_json_number(l.info.memory_used), "abi",
			  syscord_abi_name(l.info.native_abi), "sessions", l.list),
		stdout, err);
}

/* ---- sessions: a line for each ---- */
static void sessions_title(const struct syscord_info *info)
{
	(void)info;
	printf("%-16s %-9s %7s %12s %10s  %-24s %s\n", "NAME", "STATE", "READER", "RECORDS", "LOST",
	       "POLICY", "FILTER");
}

static void policy_text(const struct syscord_policy *p, char *text, size_t size)
{
	char content[32] = "no content";

	if (p->snaplen == SYSCORD_SNAPLEN_UNLIMITED)
		snprintf(content, sizeof(content), "all content");
	else if (p->snaplen)
		snprintf(content, sizeof(content), "%u bytes", p->snaplen);
	snprintf(text, size, "%s, %s, %llu%c%s%s%s", profile_name(p), content,
		 p->ring_bytes >> (p->ring_bytes >> 20 ? 20 : 10), p->ring_bytes >> 20 ? 'M' : 'K',
		 p->on_full ? ", " : "", p->on_full ? on_full_name(p) : "",
		 p->flags & SYSCORD_POLICY_F_ENTRY ? ", entry" : "");
}

static void print_line(const struct session *s)
{
	const struct syscord_status *st = &s->status;
	const struct counts sum = total(s);
	char reader[16] = "-", policy[96], state[16];

	if (st->reader)
		snprintf(reader, sizeof(reader), "%d", st->reader);
	snprintf(state, sizeof(state), "%-9s", state_name(s));
	policy_text(&st->policy, policy, sizeof(policy));
	printf("%-16s %s %7s %12llu %10llu  %-24s ", st->name,
	       st->flags & SYSCORD_STATUS_RECORDING ? colored(SYSCORD_GREEN, state) : state, reader,
	       sum.attempted - sum.lost, sum.lost, policy);
	printf("%s%s%s\n", st->flags & SYSCORD_STATUS_FILTER ? s->filter : "-",
	       st->flags & SYSCORD_STATUS_FOLLOW ? " (followed)" : "",
	       st->flags & SYSCORD_STATUS_PARAMS ? " (and the module parameters)" : "");
}

static json_t *json_line(const struct session *s)
{
	const struct syscord_status *st = &s->status;
	const struct counts sum = total(s);

	return json_pack("{s:s, s:b, s:b, s:o, s:o, s:b, s:o, s:o, s:o}", "name", st->name,
			 "recording", st->flags & SYSCORD_STATUS_RECORDING, "private",
			 st->flags & SYSCORD_STATUS_PRIVATE, "reader", json_reader(s), "filter",
			 json_filter(s), "follow", st->flags & SYSCORD_STATUS_FOLLOW, "policy",
			 syscord_ctl_json_policy(&st->policy), "records",
			 syscord_json_number(sum.attempted - sum.lost), "lost",
			 syscord_json_number(sum.lost));
}

int syscord_ctl_sessions(void *opts, int argc, char **argv, struct syscord_error *err)
{
	struct listing l = { .print = print_line, .json = json_line };
	const struct syscord_ctl_opts *o = opts;
	int ret = list_sessions(o, &l, sessions_title, err);

	(void)argc;
	(void)argv;
	if (ret || !o->json)
		return ret;
	return syscord_json_print(json_pack("{s:o}", "sessions", l.list), stdout, err);
}
