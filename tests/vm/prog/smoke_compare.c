/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Holds a recording of smoke against what smoke wrote down.
 *
 *   syscord show --format=json RECORDING | smoke_compare [entry] RECORDING REPORT...
 *
 * `entry`: it was made with --entry.
 *
 * For each process the record of its call must be there, with the number, the arguments
 * that were passed and the result that the program saw, and the record of its end. A call from
 * which it did not come back (it lost its memory, it was killed, its alarm went off)
 * has a record too, for the kernel did return; one that never returns is named by the
 * record of the process's end. And the lines of `syscord show` must agree with the records.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tools.h"

struct made {
	uint32_t abi, nr, pid, state;
	uint64_t args[6], ret;
	unsigned int status;
	uint64_t begin, end;

	/* of the recording */
	struct syscord_call call; /* the last one */
	uint64_t call_args[6];
	unsigned int nargs, flags, calls, exits;
	bool over_read;
	struct syscord_exit ended;
};

enum { CALLING = 1, RETURNED = 2 };

static bool same_args(const struct made *m, const void *args, unsigned int n)
{
	return !memcmp(m->args, args, n * sizeof(m->args[0]));
}

/* It never returns: the end of the process names it */
static bool ends(const struct made *m)
{
	return m->ended.flags & SYSCORD_EXIT_IN_CALL && m->ended.nr == m->nr &&
	       m->ended.abi == m->abi && same_args(m, m->ended.args, 6) &&
	       m->ended.code == (m->args[0] & 0xff) << 8;
}

/*
 * It leaves with registers that were taken from the stack, here garbage, and the kernel
 * wipes its number out: the record tells neither sigreturn from rt_sigreturn nor
 * x32's from the native one.
 */
static bool leaves(const struct made *m)
{
	const struct syscord_call_desc *desc = syscord_call_by_nr(m->call.abi, m->call.nr);

	return desc && !strcmp(desc->name, "rt_sigreturn") && !m->nargs && !m->call.ret &&
	       (m->call.abi == SYSCORD_ABI_I386) == (m->abi == SYSCORD_ABI_I386);
}

/* Calls that do not come back, and what there is of them instead of the usual; on every ABI */
static const struct {
	const char *name;
	bool (*as_it_should_be)(const struct made *m);
} irregular[] = {
	{ "exit", ends },
	{ "exit_group", ends },
	{ "rt_sigreturn", leaves },
	{ "sigreturn", leaves },
};

/*
 * What may be unreadable though the call succeeded: by how the capture begins in the table, of
 * one call or of all. Everything else that a call that succeeded has read or written is there.
 */
static const struct {
	const char *capture, *call;
} may_fault[] = {
	/* how much room there was for the address is not known after the call */
	{ "OADDR", NULL },
	/* no more bits are read than the machine has CPUs */
	{ "IN(AN(1, 1))", "sched_setaffinity" },
	/* how much is read is the affair of the file, which may be /dev/null, or of the option */
	{ "IN(A(", NULL },
	{ "IOVIN", NULL },
	/* whom to wake is in the address alone */
	{ "IN(C(4))", "futex" },
};

static struct made *all;
static size_t count;
static bool entry;
static unsigned int bad;

static void load(const char *path)
{
	unsigned long long a[6], ret, begin, end;
	struct made m = { 0 };
	FILE *f = fopen(path, "r");
	size_t room = 0;

	if (!f) {
		perror(path);
		exit(1);
	}
	while (fscanf(f, "%u %u %x %llx %llx %llx %llx %llx %llx %u %llx %x %llu %llu", &m.abi,
		      &m.pid, &m.nr, &a[0], &a[1], &a[2], &a[3], &a[4], &a[5], &m.state, &ret,
		      &m.status, &begin, &end) == 14) {
		if (!room--) {
			room = 4095;
			all = realloc(all, (count + 4096) * sizeof(*all));
			if (!all)
				abort();
		}
		for (unsigned int i = 0; i < 6; i++)
			m.args[i] = a[i];
		m.ret = ret;
		m.begin = begin;
		m.end = end;
		all[count++] = m;
	}
	if (!feof(f) || !count) {
		printf("%s: not a report\n", path);
		exit(1);
	}
	fclose(f);
}

/* Those of one pid in the order in which they lived */
static int by_pid(const void *a, const void *b)
{
	const struct made *x = a, *y = b;

	if (x->pid != y->pid)
		return x->pid < y->pid ? -1 : 1;
	return (x->begin > y->begin) - (x->begin < y->begin);
}

/* The process that had the pid then */
static int lived_then(const void *key, const void *b)
{
	const struct syscord_record *rec = key;
	const struct made *m = b;

	if (rec->pid != m->pid)
		return rec->pid < m->pid ? -1 : 1;
	return rec->time < m->begin ? -1 : rec->time > m->end;
}

/* As the table has it, in a variant of the call if it is one; "" if it has none */
static const char *capture_of(const struct syscord_call_desc *desc, const uint64_t args[6],
			      unsigned int arg)
{
	const struct syscord_variant_desc *v = syscord_call_variant(desc, args);

	if (arg >= desc->nargs)
		return "";
	if (!v || arg < v->family->lead)
		return desc->args[arg].capture;
	return arg - v->family->lead < v->nargs ? v->args[arg - v->family->lead].capture : "";
}

/* There is a buffer of the call's which was not there, for it was another, or a shorter one */
static bool over_read(const struct syscord_record *rec, const struct made *m)
{
	const struct syscord_call_desc *desc = syscord_call_by_nr(m->call.abi, m->call.nr);
	struct syscord_blob_view blob;
	size_t cursor = 0;

	while (desc && m->call.ret >= 0 && syscord_record_blob(rec, &cursor, &blob)) {
		const char *capture;
		bool may = blob.head.arg >= SYSCORD_ARG_SUB; /* of another call */

		if (!(blob.head.flags & SYSCORD_BLOB_FAULTED) ||
		    blob.head.flags & SYSCORD_BLOB_BEFORE)
			continue;
		capture = may ? "" : capture_of(desc, m->call_args, blob.head.arg);
		for (unsigned int i = 0; i < ARRAY_SIZE(may_fault) && !may; i++)
			may = !strncmp(capture, may_fault[i].capture,
				       strlen(may_fault[i].capture)) &&
			      (!may_fault[i].call || !strcmp(may_fault[i].call, desc->name));
		if (!may)
			return true;
	}
	return false;
}

static void add(const struct syscord_record *rec)
{
	struct made *m = bsearch(rec, all, count, sizeof(*all), lived_then);

	if (!m || rec->tid != rec->pid)
		return;
	switch (rec->type) {
	case SYSCORD_CALL:
		m->nargs = syscord_record_call(rec, &m->call, m->call_args);
		m->flags = rec->flags;
		m->calls++;
		m->over_read = over_read(rec, m);
		break;
	case SYSCORD_EXIT:
		syscord_record_body(rec, &m->ended, sizeof(m->ended));
		m->exits++;
		break;
	}
}

static bool json_is(const json_t *json, const char *key, int64_t number)
{
	const json_t *value = json_object_get(json, key);

	return json_is_integer(value) && json_integer_value(value) == number;
}

/* The line that `syscord show` made of the record says the same */
static bool json_same(json_t *json, const struct syscord_record *rec)
{
	uint64_t args[6];
	struct syscord_call call;
	unsigned int i = 0, nargs;
	const char *name;
	json_t *arg;

	if (!json_is(json, "pid", rec->pid) || !json_is(json, "tid", rec->tid))
		return false;
	if (rec->type != SYSCORD_CALL)
		return true;
	nargs = syscord_record_call(rec, &call, args);
	json_object_foreach(json_object_get(json, "args"), name,
			    arg) if (i < nargs &&
				     !json_is(arg, "raw", (int64_t)args[i++])) return false;
	return i == nargs && json_is(json, "nr", call.nr) && json_is(json, "ret", call.ret);
}

static void compare_json(const struct syscord_record *rec)
{
	json_error_t err = { .line = 0 };
	json_t *json = json_loadf(stdin, JSON_DISABLE_EOF_CHECK, &err);

	if (!json || !json_same(json, rec)) {
		bad++;
		printf("a line of type %u, pid %u: %s: %.300s\n", rec->type, rec->pid, err.text,
		       json ? json_dumps(json, 0) : "");
	}
	json_decref(json);
}

static int read_all(const char *path)
{
	struct syscord_error err = { "" };
	struct syscord_stream *stream;
	struct syscord_event event;
	int ret = syscord_stream_open(path, &stream, &err);

	while (!ret && (ret = syscord_stream_next(stream, &event, &err)) == 1) {
		if (event.rec->type == SYSCORD_LOST) {
			bad++;
			printf("records were lost\n");
		}
		add(event.rec);
		compare_json(event.rec);
		ret = 0;
	}
	if (ret)
		printf("%s: %s\n", path, err.text);
	return ret;
}

static void complain(const struct made *m, const char *what)
{
	const struct syscord_call_desc *desc = syscord_call_by_nr(m->abi, m->nr);

	bad++;
	printf("%s %s %u(%#llx, %#llx, %#llx, %#llx, %#llx, %#llx) of %u: ",
	       syscord_abi_name(m->abi), desc ? desc->name : "", m->nr,
	       (unsigned long long)m->args[0], (unsigned long long)m->args[1],
	       (unsigned long long)m->args[2], (unsigned long long)m->args[3],
	       (unsigned long long)m->args[4], (unsigned long long)m->args[5], m->pid);
	printf("%s; state %u, result %#llx, status %#x; %u calls, the last %s %u = %#llx, flags "
	       "%#x; "
	       "%u ends, in call %d: %s %u\n",
	       what, m->state, (unsigned long long)m->ret, m->status, m->calls,
	       syscord_abi_name(m->call.abi), m->call.nr, (unsigned long long)m->call.ret, m->flags,
	       m->exits, !!(m->ended.flags & SYSCORD_EXIT_IN_CALL), syscord_abi_name(m->ended.abi),
	       m->ended.nr);
}

/* Its row; x32 has the numbers of x86-64, except for what it has from 512 on in their stead */
static const struct syscord_call_desc *desc_of(const struct made *m)
{
	const char sigreturn[] = "rt_sigreturn";
	const struct syscord_call_desc *desc;

	if (m->abi != SYSCORD_ABI_X32)
		return syscord_call_by_nr(m->abi, m->nr);
	if (m->nr == 513)
		return syscord_call_by_name(sigreturn, strlen(sigreturn));
	desc = syscord_call_by_nr(SYSCORD_ABI_X86_64, m->nr);
	return desc && strcmp(desc->name, sigreturn) ? desc : NULL;
}

static bool is_irregular(const struct made *m, const struct syscord_call_desc *desc)
{
	/* if it came back, the kernel does not have it */
	for (unsigned int i = 0; desc && m->state == CALLING && i < ARRAY_SIZE(irregular); i++) {
		if (strcmp(irregular[i].name, desc->name))
			continue;
		if (!irregular[i].as_it_should_be(m))
			complain(m, "not as it should be of such a call");
		return true;
	}
	return false;
}

static void compare(const struct made *m)
{
	const uint32_t abi = m->abi;
	const struct syscord_call_desc *desc = desc_of(m);
	const unsigned int nargs = desc && abi != SYSCORD_ABI_X32 ? desc->nargs : 6;
	int64_t ret = (int64_t)m->ret;

	if (m->exits != 1 || m->ended.code != m->status)
		complain(m, "its end is not recorded as it was");
	if (!m->state) {
		complain(m, "it was not made");
		return;
	}
	if (is_irregular(m, desc))
		return;
	if (m->call.abi != abi || m->call.nr != m->nr) {
		complain(m, "it has no record");
		return;
	}
	if (m->nargs != nargs)
		complain(m, "the wrong number of arguments");
	if (!same_args(m, m->call_args, m->nargs))
		complain(m, "other arguments");
	if (abi == SYSCORD_ABI_I386 && m->call.ret < 0)
		ret = (int32_t)m->ret;
	if (m->state == RETURNED && (ret != m->call.ret || m->flags & SYSCORD_RECORD_RESTART))
		complain(m, "another result");
	if (m->over_read)
		complain(m, "what it read or wrote is unreadable");
	if (m->flags & SYSCORD_RECORD_PARTIAL)
		complain(m, "PARTIAL");
	if (entry && !(m->flags & SYSCORD_RECORD_TIMED))
		complain(m, "no duration");
}

int main(int argc, char **argv)
{
	int c;
	unsigned int returned = 0, worked = 0, made_by[SYSCORD_ABI_COUNT] = { 0 };

	if (argc > 1 && !strcmp(argv[1], "entry")) {
		entry = true;
		argc--;
		argv++;
	}
	for (int i = 2; i < argc; i++)
		load(argv[i]);
	qsort(all, count, sizeof(*all), by_pid);
	for (size_t i = 0; i < count; i++)
		if (all[i].abi == SYSCORD_ABI_X32)
			all[i].nr &= ~0x40000000U;
	if (!count || read_all(argv[1]))
		return 1;
	while ((c = getchar()) != EOF && c == '\n')
		;
	if (c != EOF) {
		bad++;
		printf("more lines than records\n");
	}
	for (size_t i = 0; i < count; i++) {
		compare(&all[i]);
		made_by[all[i].abi < SYSCORD_ABI_COUNT ? all[i].abi : 0]++;
		returned += all[i].state == RETURNED;
		worked += all[i].state == RETURNED && all[i].call.ret >= 0;
	}
	for (unsigned int i = 0; i < SYSCORD_ABI_COUNT; i++)
		if (made_by[i])
			printf("%s: %u calls\n", syscord_abi_name(i), made_by[i]);
	printf("%u came back, %u without an error; %u differences\n", returned, worked, bad);
	return bad != 0;
}
