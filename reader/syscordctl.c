// SPDX-License-Identifier: GPL-2.0
/* syscordctl: asks and steers the module's sessions. docs/man/syscordctl.8 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "options.h"

#define NOT_GIVEN UINT64_MAX

struct opts {
	const char *session; /* NULL: the default one, for status all */
	bool json;
	uint64_t snaplen, ring_bytes;
	unsigned int profile;
	bool no_content, no_state, state;
};

static const char *const profiles[] = { "all", "effects", NULL };
static const char *const on_full[] = { "drop", "wait", "overwrite" };
static const char *const lost_reasons[SYSCORD_LOST_REASONS] = {
	[SYSCORD_LOST_FULL] = "full",	      [SYSCORD_LOST_TOO_LARGE] = "too_large",
	[SYSCORD_LOST_CONSUMER] = "consumer", [SYSCORD_LOST_NO_MEMORY] = "no_memory",
	[SYSCORD_LOST_WAIT] = "wait",	      [SYSCORD_LOST_OVERWRITTEN] = "overwritten",
	[SYSCORD_LOST_STOPPED] = "stopped",
};

/* What one session's status is made of. */
struct session {
	struct syscord_status status;
	struct syscord_ring_status *rings;
	char *filter;
};

static const char *session_name(const struct opts *o)
{
	return o->session ? o->session : SYSCORD_SESSION_DEFAULT;
}

static int open_session(const char *name, uint32_t flags, struct syscord_error *err)
{
	int fd = syscord_device_open(err), ret;

	if (fd < 0)
		return fd;
	ret = syscord_device_attach(fd, name, flags, NULL, err);
	if (!ret)
		return fd;
	close(fd);
	return ret;
}

/* Takes the object; written whole or reported. */
static int print_json(json_t *object, struct syscord_error *err)
{
	int ret = 0;

	if (!object)
		return syscord_error_set(err, -ENOMEM, "out of memory");
	if (json_dumpf(object, stdout, JSON_INDENT(2) | JSON_ENSURE_ASCII) || putchar('\n') == EOF)
		ret = syscord_error_set(err, -EIO, "cannot write to standard output");
	json_decref(object);
	return ret;
}

/* Bytes of the user's that need not be UTF-8: shown as Latin-1 rather than dropped. */
static json_t *json_text(const char *text)
{
	json_t *string = json_string(text);
	char *wide, *to;

	if (string)
		return string;
	wide = to = malloc(2 * strlen(text) + 1);
	if (!wide)
		return NULL;
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x80) {
			*to++ = (char)(0xc0 | c >> 6);
			c = 0x80 | (c & 0x3f);
		}
		*to++ = (char)c;
	}
	*to = '\0';
	string = json_string(wide);
	free(wide);
	return string;
}

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

/* ---- status ---- */
static __u64 sum_lost(const struct syscord_ring_status *ring)
{
	__u64 sum = 0;
	unsigned int i;

	for (i = 0; i < SYSCORD_LOST_REASONS; i++)
		sum += ring->lost[i];
	return sum;
}

/* Sums of all rings, in the form of one */
static struct syscord_ring_status total(const struct session *s)
{
	struct syscord_ring_status sum = { 0 };
	unsigned int i, j;

	for (i = 0; i < s->status.rings; i++) {
		sum.size += s->rings[i].size;
		sum.producer += s->rings[i].producer;
		sum.consumer += s->rings[i].consumer;
		sum.attempted += s->rings[i].attempted;
		for (j = 0; j < SYSCORD_LOST_REASONS; j++)
			sum.lost[j] += s->rings[i].lost[j];
	}
	return sum;
}

/*
 * What was attempted and not lost has been read or stands in the ring still. How
 * many of them are unread only the reader knows; that none is, the positions say.
 */
static json_t *json_counts(const struct syscord_ring_status *ring)
{
	__u64 lost = sum_lost(ring), unread = ring->producer - ring->consumer;
	json_t *by_reason = json_object();
	unsigned int i;

	for (i = 0; i < SYSCORD_LOST_REASONS; i++)
		if (lost_reasons[i])
			json_object_set_new(by_reason, lost_reasons[i], number(ring->lost[i]));
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "size", number(ring->size),
			 "attempted", number(ring->attempted), "kept",
			 number(ring->attempted - lost), "read",
			 unread ? json_null() : number(ring->attempted - lost), "lost",
			 number(lost), "lost_by_reason", by_reason, "unread_bytes", number(unread));
}

static json_t *json_policy(const struct syscord_policy *p)
{
	return json_pack("{s:o, s:o, s:s, s:s, s:o, s:b}", "ring_bytes", number(p->ring_bytes),
			 "snaplen", number(p->snaplen), "profile",
			 p->profile < ARRAY_SIZE(profiles) - 1 ? profiles[p->profile] : "?",
			 "on_full", p->on_full < ARRAY_SIZE(on_full) ? on_full[p->on_full] : "?",
			 "watermark", number(p->watermark), "state",
			 !(p->flags & SYSCORD_POLICY_F_NO_STATE));
}

static json_t *json_session(const struct session *s)
{
	const struct syscord_status *st = &s->status;
	struct syscord_ring_status sum = total(s);
	json_t *rings = json_array(), *ring;
	unsigned int i;

	for (i = 0; i < st->rings; i++) {
		ring = json_counts(&s->rings[i]);
		json_object_set_new(ring, "cpu", number(s->rings[i].cpu));
		json_object_set_new(ring, "online",
				    json_boolean(s->rings[i].flags & SYSCORD_RING_ONLINE));
		json_array_append_new(rings, ring);
	}
	return json_pack(
		"{s:s, s:o, s:b, s:b, s:b, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"name", st->name, "id", number(st->id), "recording",
		st->flags & SYSCORD_STATUS_RECORDING, "private", st->flags & SYSCORD_STATUS_PRIVATE,
		"jited", st->flags & SYSCORD_STATUS_JITED, "params",
		st->flags & SYSCORD_STATUS_PARAMS, "filter",
		st->flags & SYSCORD_STATUS_FILTER ? json_text(s->filter) : json_null(), "policy",
		json_policy(&st->policy), "reader",
		st->reader ? json_integer(st->reader) : json_null(), "followed",
		number(st->followed), "pending", number(st->pending), "deferred",
		number(st->deferred), "lost_outside", number(st->lost_outside), "total",
		json_counts(&sum), "rings", rings);
}

static void print_reasons(const struct syscord_ring_status *ring)
{
	const char *comma = "  (";
	unsigned int i;

	for (i = 0; i < SYSCORD_LOST_REASONS; i++) {
		if (!ring->lost[i])
			continue;
		printf("%s%s %llu", comma, lost_reasons[i] ? lost_reasons[i] : "other",
		       ring->lost[i]);
		comma = ", ";
	}
	printf("%s\n", comma[0] == ',' ? ")" : "");
}

static void print_ring(const char *label, const struct syscord_ring_status *ring)
{
	__u64 lost = sum_lost(ring), unread = ring->producer - ring->consumer;
	__u64 percent = ring->size && unread <= ring->size ? unread * 100 / ring->size : 0;

	printf("  %-9s %12llu %12llu %10llu %12llu %3llu %%", label, ring->attempted,
	       ring->attempted - lost, lost, unread, percent);
	print_reasons(ring);
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
	struct syscord_ring_status sum = total(s);
	char label[32];
	unsigned int i;

	printf("session %s: %s%s\n", st->name,
	       st->flags & SYSCORD_STATUS_RECORDING ? "recording" : "stopped",
	       st->flags & SYSCORD_STATUS_PRIVATE ? ", private" : "");
	if (st->flags & SYSCORD_STATUS_FILTER)
		printf("  filter    %s\n            %s\n", s->filter,
		       st->flags & SYSCORD_STATUS_JITED ? "(native code)" : "(interpreted)");
	else
		printf("  filter    none: every task\n");
	if (st->flags & SYSCORD_STATUS_PARAMS)
		printf("            the module parameters select too\n");
	printf("  policy    profile %s, ",
	       p->profile < ARRAY_SIZE(profiles) - 1 ? profiles[p->profile] : "?");
	if (p->snaplen)
		printf("snaplen %u", p->snaplen);
	else
		printf("no content");
	print_bytes(", rings of ", p->ring_bytes);
	printf(", %s when full%s\n", p->on_full < ARRAY_SIZE(on_full) ? on_full[p->on_full] : "?",
	       p->flags & SYSCORD_POLICY_F_NO_STATE ? ", no state calls beside the filter" : "");
	if (st->reader)
		printf("  reader    pid %d\n", st->reader);
	else
		printf("  reader    none\n");
	printf("  followed  %u; deferred %llu, pending %u\n", st->followed, st->deferred,
	       st->pending);
	if (st->lost_outside)
		printf("  lost      %llu outside of any ring\n", st->lost_outside);
	if (!st->rings)
		return;
	printf("  %-9s %12s %12s %10s %12s %5s\n", "CPU", "attempted", "kept", "lost",
	       "unread bytes", "used");
	for (i = 0; i < st->rings; i++) {
		snprintf(label, sizeof(label), "%u%s", s->rings[i].cpu,
			 s->rings[i].flags & SYSCORD_RING_ONLINE ? "" : " offline");
		print_ring(label, &s->rings[i]);
	}
	print_ring("all", &sum);
}

static void session_free(struct session *s)
{
	free(s->rings);
	free(s->filter);
	memset(s, 0, sizeof(*s));
}

static int session_get(const char *name, struct session *s, struct syscord_error *err)
{
	int fd = open_session(name, 0, err), ret;

	memset(s, 0, sizeof(*s));
	if (fd < 0)
		return fd;
	ret = syscord_device_status(fd, &s->status, &s->rings, err);
	if (!ret)
		ret = syscord_device_filter_get(fd, &s->filter, err);
	if (ret)
		session_free(s);
	close(fd);
	return ret;
}

/* One session's part of the output, as text or added to `list`; frees nothing of it. */
static void status_add(const struct session *s, json_t *list)
{
	if (list)
		json_array_append_new(list, json_session(s));
	else
		print_session(s);
}

static int cmd_status(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct opts *o = opts;
	struct syscord_sessions sessions;
	struct syscord_info info;
	json_t *list = NULL;
	struct session s;
	unsigned int i;
	int fd, ret;

	(void)argc;
	(void)argv;
	fd = syscord_device_open(err);
	if (fd < 0)
		return fd;
	ret = syscord_device_info(fd, &info, err);
	if (!ret)
		ret = syscord_device_sessions(fd, &sessions, err);
	close(fd);
	if (ret)
		return ret;
	if (o->session) {
		ret = session_get(o->session, &s, err);
		if (ret)
			return ret;
		session_free(&s);
		sessions.count = 1;
		snprintf(sessions.name[0], sizeof(sessions.name[0]), "%s", o->session);
	}
	if (o->json)
		list = json_array();
	else
		printf("syscord %s: %u session%s, %llu of %llu"
		       " MiB for rings in use\n",
		       info.version, info.sessions, info.sessions == 1 ? "" : "s",
		       info.memory_used >> 20, info.memory_limit >> 20);
	for (i = 0; i < sessions.count; i++) {
		ret = session_get(sessions.name[i], &s, err);
		if (ret == -ENOENT)
			continue; /* it ended meanwhile */
		if (ret) {
			json_decref(list);
			return ret;
		}
		status_add(&s, list);
		session_free(&s);
	}
	if (!o->json)
		return 0;
	return print_json(json_pack("{s:s, s:o, s:o, s:s, s:o}", "version", info.version,
				    "memory_limit", number(info.memory_limit), "memory_used",
				    number(info.memory_used), "abi",
				    syscord_abi_name(info.native_abi), "sessions", list),
			  err);
}

/* ---- filter ---- */
static int report_filter(const struct opts *o, const char *text, const char *warning,
			 struct syscord_error *err)
{
	json_t *object;

	if (!o->json)
		return 0;
	object = json_pack("{s:s, s:o}", "session", session_name(o), "filter",
			   text && *text ? json_text(text) : json_null());
	if (object && warning && *warning)
		json_object_set_new(object, "warning", json_text(warning));
	return print_json(object, err);
}

static int change_filter(const struct opts *o, const char *text, struct syscord_error *err)
{
	struct syscord_error warn = { "" };
	int fd, ret;

	fd = open_session(session_name(o), SYSCORD_ATTACH_CREATE, err);
	if (fd < 0)
		return fd;
	ret = syscord_device_filter_set(fd, text, 0, err, &warn);
	close(fd);
	if (warn.text[0])
		fprintf(stderr, "syscordctl: warning: %s\n", warn.text);
	return ret ? ret : report_filter(o, text, warn.text, err);
}

static int cmd_set_filter(void *opts, int argc, char **argv, struct syscord_error *err)
{
	struct syscord_expr *expr;
	int ret;

	(void)argc;
	/* what is wrong with the text is said even where the module is not loaded */
	ret = syscord_filter_parse(argv[0], &expr, NULL, err, NULL);
	if (ret)
		return ret;
	syscord_filter_free(expr);
	return change_filter(opts, argv[0], err);
}

static int cmd_clear_filter(void *opts, int argc, char **argv, struct syscord_error *err)
{
	(void)argc;
	(void)argv;
	return change_filter(opts, NULL, err);
}

static int cmd_get_filter(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct opts *o = opts;
	int fd = open_session(session_name(o), 0, err), ret;
	char *text;

	(void)argc;
	(void)argv;
	if (fd < 0)
		return fd;
	ret = syscord_device_filter_get(fd, &text, err);
	close(fd);
	if (ret)
		return ret;
	if (!o->json && *text)
		puts(text);
	ret = report_filter(o, text, NULL, err);
	free(text);
	return ret;
}

/* ---- start, stop, policy ---- */
static int report_state(const struct opts *o, bool recording, bool changed,
			struct syscord_error *err)
{
	if (!o->json)
		return 0;
	return print_json(json_pack("{s:s, s:b, s:b}", "session", session_name(o), "recording",
				    recording, "changed", changed),
			  err);
}

static int cmd_start(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct opts *o = opts;
	int fd = open_session(session_name(o), SYSCORD_ATTACH_CREATE, err), ret;

	(void)argc;
	(void)argv;
	if (fd < 0)
		return fd;
	ret = syscord_device_start(fd, err);
	close(fd);
	if (ret && ret != -EALREADY)
		return ret;
	return report_state(o, true, !ret, err);
}

static int cmd_stop(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct opts *o = opts;
	int fd = open_session(session_name(o), 0, err), ret;
	struct syscord_status status;

	(void)argc;
	(void)argv;
	if (fd < 0)
		return fd;
	ret = syscord_device_status(fd, &status, NULL, err);
	if (!ret)
		ret = syscord_device_stop(fd, err);
	close(fd);
	return ret ? ret : report_state(o, false, status.flags & SYSCORD_STATUS_RECORDING, err);
}

/* NULL if the options go together */
static const char *policy_wrong(const struct opts *o)
{
	if (o->no_content && o->snaplen != NOT_GIVEN)
		return "--no-content is --snaplen=0: give one";
	if (o->no_state && o->state)
		return "--state and --no-state: give one";
	if (o->snaplen != NOT_GIVEN && o->snaplen > UINT32_MAX)
		return "--snaplen is too large";
	if (o->ring_bytes != NOT_GIVEN &&
	    (o->ring_bytes < SYSCORD_RING_MIN || o->ring_bytes > SYSCORD_RING_MAX ||
	     o->ring_bytes & (o->ring_bytes - 1)))
		return "--ring-size must be a power of two from 64K to 1G";
	return NULL;
}

static int cmd_set_policy(void *opts, int argc, char **argv, struct syscord_error *err)
{
	const struct opts *o = opts;
	struct syscord_policy policy;
	const char *wrong;
	int fd, ret;

	(void)argc;
	(void)argv;
	wrong = policy_wrong(o);
	if (wrong) {
		fprintf(stderr, "syscordctl: %s\nTry 'syscordctl set-policy --help'.\n", wrong);
		return SYSCORD_EXIT_USAGE;
	}
	fd = open_session(session_name(o), SYSCORD_ATTACH_CREATE, err);
	if (fd < 0)
		return fd;
	ret = syscord_device_policy_get(fd, &policy, err);
	if (ret)
		goto out;
	if (o->snaplen != NOT_GIVEN)
		policy.snaplen = (uint32_t)o->snaplen;
	if (o->no_content)
		policy.snaplen = 0;
	if (o->ring_bytes != NOT_GIVEN)
		policy.ring_bytes = o->ring_bytes;
	if (o->profile != UINT32_MAX)
		policy.profile = o->profile;
	if (o->no_state)
		policy.flags |= SYSCORD_POLICY_F_NO_STATE;
	if (o->state)
		policy.flags &= ~(uint32_t)SYSCORD_POLICY_F_NO_STATE;
	ret = syscord_device_policy_set(fd, &policy, err);
	if (!ret && o->json)
		ret = print_json(json_pack("{s:s, s:o}", "session", session_name(o), "policy",
					   json_policy(&policy)),
				 err);
out:
	close(fd);
	return ret;
}

#define OPT(kind, field, ...) SYSCORD_OPTION(kind, struct opts, field, __VA_ARGS__)

static const struct syscord_option common_options[] = {
	OPT(STRING, session, "session", 's', "NAME", "the session (status: all; else default)"),
	OPT(FLAG, json, "json", 'j', NULL, "print JSON"),
	SYSCORD_OPTIONS_END,
};

static const struct syscord_option policy_options[] = {
	OPT(NUMBER, snaplen, "snaplen", 0, "N", "bytes of content that are kept for each argument"),
	OPT(FLAG, no_content, "no-content", 0, NULL, "keep lengths of content only"),
	SYSCORD_CHOICE(struct opts, profile, "profile", 0, profiles, "all|effects",
		       "every call, or those that read, and failures"),
	OPT(SIZE, ring_bytes, "ring-size", 0, "BYTES", "of each CPU's ring; 64K to 1G"),
	OPT(FLAG, no_state, "no-state", 0, NULL, "open, mmap, ... obey the whole filter"),
	OPT(FLAG, state, "state", 0, NULL, "record them for all tasks of the filter (default)"),
	SYSCORD_OPTIONS_END,
};

static const struct syscord_command commands[] = {
	{ .name = "status", .run = cmd_status, .help = "sessions, filters, rings and counts" },
	{ .name = "set-filter",
	  .run = cmd_set_filter,
	  .args = "EXPR",
	  .min_args = 1,
	  .max_args = 1,
	  .help = "choose what is recorded: syscord-filter(7)" },
	{ .name = "get-filter", .run = cmd_get_filter, .help = "print the filter" },
	{ .name = "clear-filter", .run = cmd_clear_filter, .help = "choose everything" },
	{ .name = "set-policy",
	  .run = cmd_set_policy,
	  .options = policy_options,
	  .help = "choose what is kept of it" },
	{ .name = "start", .run = cmd_start, .help = "begin to record" },
	{ .name = "stop", .run = cmd_stop, .help = "end it; what is unread stays" },
	{ .name = NULL },
};

static const struct syscord_program program = {
	.name = "syscordctl",
	.summary = "Steer the recording of system calls by the module syscord.",
	.options = common_options,
	.commands = commands,
	.notes = "Exit status: 0 done, 1 an error, 2 wrong usage.",
};

int main(int argc, char **argv)
{
	struct opts opts = { .snaplen = NOT_GIVEN, .ring_bytes = NOT_GIVEN, .profile = UINT32_MAX };

	return syscord_options_main(&program, &opts, argc, argv);
}
