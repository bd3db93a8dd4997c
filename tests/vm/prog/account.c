/* SPDX-License-Identifier: GPL-2.0 */
/*
 * account DIR   a session's last losses are all told: the counters of the default session,
 *               the recording's LOST records, and what verify makes of its epochs are
 *               the same, by CPU and reason, to the record. The session has stopped, all
 *               is read, and DIR has all of it since the rings were made.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <jansson.h>

#include "lost.h"

#define CPUS_MAX 64

struct tally {
	__u64 attempted, read, lost[SYSCORD_LOST_REASONS];
};

static struct tally module[CPUS_MAX + 1], stream[CPUS_MAX + 1]; /* the last: no ring */
static unsigned int failures;

static unsigned int slot(uint32_t cpu)
{
	return cpu < CPUS_MAX ? cpu : CPUS_MAX;
}

static void same(unsigned int cpu, const char *what, const char *where, __u64 a, __u64 b)
{
	if (a == b)
		return;
	failures++;
	printf("cpu %u: %s: the module has %llu, %s %llu\n", cpu, what, a, where, b);
}

static void count_module(void)
{
	struct syscord_ring_status *rings;
	struct syscord_status status;
	struct syscord_error err;
	int fd = syscord_device_open(&err);

	if (fd < 0 || syscord_device_attach(fd, SYSCORD_SESSION_DEFAULT, 0, NULL, &err) ||
	    syscord_device_count(fd, &status, &rings, &err)) {
		printf("%s\n", err.text);
		exit(1);
	}
	for (uint32_t i = 0; i < status.rings; i++) {
		struct tally *t = &module[slot(rings[i].cpu)];

		t->attempted = rings[i].attempted;
		memcpy(t->lost, rings[i].lost, sizeof(t->lost));
		same(rings[i].cpu, "unread", "all is read, not", rings[i].unread, 0);
		t->read = t->attempted - syscord_lost_sum(t->lost);
	}
	module[CPUS_MAX].attempted = status.lost_outside;
	module[CPUS_MAX].lost[SYSCORD_LOST_NO_MEMORY] = status.lost_outside;
	free(rings);
}

static void count_stream(const char *dir)
{
	struct syscord_stream *s;
	struct syscord_event event;
	struct syscord_error err;
	int ret = syscord_stream_open(dir, &s, &err);

	while (ret >= 0 && (ret = syscord_stream_next(s, &event, &err)) == 1) {
		struct tally *t = &stream[slot(event.cpu)];
		struct syscord_lost lost;

		if (event.rec->type != SYSCORD_LOST) {
			t->read++;
			continue;
		}
		syscord_record_body(event.rec, &lost, sizeof(lost));
		syscord_lost_add(t->lost, lost.by_reason);
		same(event.cpu, "reasons of a LOST record", "it says", lost.count,
		     syscord_lost_sum(lost.by_reason));
		if (lost.first > lost.last || lost.last > event.rec->time)
			same(event.cpu, "span of a LOST record", "it ends at", lost.first, lost.last);
	}
	if (ret < 0) {
		printf("%s\n", err.text);
		exit(1);
	}
	syscord_stream_close(s);
}

static __u64 member(const json_t *object, const char *key)
{
	return (__u64)json_integer_value(json_object_get(object, key));
}

static void check_verify(const char *dir)
{
	struct syscord_verify_opts opts = { .json = true };
	struct syscord_verify_result result;
	struct syscord_error err;
	char *text = NULL;
	size_t size = 0, i;
	const json_t *one;
	json_t *root;

	opts.out = open_memstream(&text, &size);
	if (syscord_verify_run(&opts, dir, &result, &err)) {
		printf("%s\n", err.text);
		exit(1);
	}
	fclose(opts.out);
	root = json_loads(text, 0, NULL);
	json_array_foreach(json_object_get(root, "problems"), i, one)
		printf("verify: %s\n", json_string_value(json_object_get(one, "text")));
	if (result.errors || result.missing || !result.exact) {
		printf("verify: %" PRIu64 " errors, %" PRIu64 " missing, %s\n", result.errors,
		       result.missing, result.exact ? "exact" : "the end is not in it");
		failures++;
	}
	json_array_foreach(json_object_get(root, "cpus"), i, one) {
		const json_t *number = json_object_get(one, "cpu");
		const unsigned int cpu = json_is_null(number) ? CPUS_MAX :
						slot((uint32_t)json_integer_value(number));
		struct tally *t = &module[cpu];

		same(cpu, "attempted", "verify", t->attempted, member(one, "attempted"));
		same(cpu, "read", "verify", t->read, member(one, "read"));
		same(cpu, "lost for a known reason", "verify does not know of", 0,
		     member(one, "lost_unexplained"));
		for (unsigned int k = 0; k < SYSCORD_LOST_REASONS; k++)
			same(cpu, syscord_lost_text(k), "verify", t->lost[k],
			     member(json_object_get(one, "lost_by_reason"), syscord_lost_name(k)));
		t->attempted = 0; /* done */
	}
	for (unsigned int cpu = 0; cpu <= CPUS_MAX; cpu++)
		same(cpu, "attempted", "verify has no such CPU, so", module[cpu].attempted, 0);
	json_decref(root);
	free(text);
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	count_module();
	count_stream(argv[1]);
	for (unsigned int cpu = 0; cpu <= CPUS_MAX; cpu++) {
		const struct tally *m = &module[cpu], *s = &stream[cpu];

		if (m->attempted)
			printf("cpu %u: attempted %llu = read %llu + lost %llu\n", cpu, m->attempted,
			       s->read, syscord_lost_sum(s->lost));
		same(cpu, "read", "the stream", m->read, s->read);
		for (unsigned int k = 0; k < SYSCORD_LOST_REASONS; k++)
			same(cpu, syscord_lost_text(k), "the stream", m->lost[k], s->lost[k]);
	}
	check_verify(argv[1]);
	return failures != 0;
}
