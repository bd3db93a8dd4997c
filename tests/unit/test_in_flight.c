/* SPDX-License-Identifier: GPL-2.0 */
/* Calls that have not returned: from /proc to a recording's note, and out of it again. */
#include <elf.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>
#include "fake_ring.h"
#include "fixed.h"
#include "in_flight.h"
#include "procinfo.h"

static char path[] = "/tmp/test_in_flight.XXXXXX";
static struct syscord_source_info info = {
	.host = "box", .abi = 1, .session = "default", .filter = (char *)(uintptr_t)"",
};
static struct syscord_error err;

/* ---- /proc ---- */

static void parse(void **state)
{
	static const char *const none[] = {
		"", "\n", "running\n", "-1 0x7ffe0000 0x7f0000001234\n", "-1\n", "x", "0x10 0 0 0 0 0 0 1 2",
		"202 0x1 0x2 0x3 0x4 0x5 0x6 0x7ffe0000\n", "202\n", "202 0x1 zzz",
		"9999999999 0x1 0x2 0x3 0x4 0x5 0x6 0x7 0x8\n",
		"1 0x1 0x2 0x3 0x4 0x5 0x6 0x7 0x11111111111111111\n",
		"0 0x0 0x0 0x0 0x0 0x0 0x0 0x0 0x0\n", /* a thread of the kernel's */
	};
	static const char line[] = "202 0x55aa 0x80 0xffffffff00000002 0x0 0x5 0x6 0x7ffe 0x7f1234\n";
	struct syscord_in_flight call = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		assert_false(syscord_in_flight_parse(none[i], SYSCORD_ABI_X86_64, &call));
	assert_true(syscord_in_flight_parse(line, SYSCORD_ABI_X86_64, &call));
	assert_int_equal(call.nr, 202);
	assert_int_equal(call.abi, SYSCORD_ABI_X86_64);
	assert_int_equal(call.nargs, 6);
	assert_int_equal(call.pc, 0x7f1234);
	assert_int_equal(call.args[0], 0x55aa);
	assert_int_equal(call.args[2], 0xffffffff00000002);
	assert_int_equal(call.args[5], 6);
	/* the same number is another call there, and registers are narrow */
	assert_true(syscord_in_flight_parse(line, SYSCORD_ABI_I386, &call));
	assert_int_equal(call.nargs, syscord_call_by_nr(SYSCORD_ABI_I386, 202)->nargs);
	assert_int_equal(call.args[2], 2);
	assert_true(syscord_in_flight_parse("1073741824 0x1 0 0 0 0 0 0x1 0x1\n",
					    SYSCORD_ABI_X86_64, &call));
	assert_int_equal(call.abi, SYSCORD_ABI_X32);
	assert_int_equal(call.nr, 0);
}

static void abis(void **state)
{
	static const struct {
		uint8_t class, machine;
		uint32_t abi;
	} programs[] = {
		{ ELFCLASS64, EM_X86_64, SYSCORD_ABI_X86_64 },
		{ ELFCLASS32, EM_X86_64, SYSCORD_ABI_X86_64 },
		{ ELFCLASS32, EM_386, SYSCORD_ABI_I386 },
		{ ELFCLASS64, EM_AARCH64, SYSCORD_ABI_ARM64 },
		{ ELFCLASS32, EM_ARM, SYSCORD_ABI_ARM },
		{ ELFCLASS64, EM_RISCV, SYSCORD_ABI_RISCV64 },
		{ ELFCLASS32, EM_RISCV, SYSCORD_ABI_UNKNOWN },
	};
	uint8_t elf[20] = "\177ELF\2\1";

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		elf[EI_CLASS] = programs[i].class;
		elf[18] = programs[i].machine;
		assert_int_equal(syscord_in_flight_abi(elf, sizeof(elf)), programs[i].abi);
		assert_int_equal(syscord_in_flight_abi(elf, 19), syscord_abi_native());
	}
	elf[0] = '#';
	assert_int_equal(syscord_in_flight_abi(elf, sizeof(elf)), syscord_abi_native());
	assert_int_equal(syscord_in_flight_abi(NULL, 0), syscord_abi_native());
}

/* ---- a recording ---- */

struct in_flight_record {
	struct syscord_record rec;
	struct syscord_in_flight call;
};

struct list {
	struct syscord_note_in_flight note;
	struct in_flight_record at[3];
	uint64_t more[2];
};

/* Three threads, looked at at these times */
static size_t list_make(struct list *list, uint64_t a, uint64_t b, uint64_t c)
{
	const uint64_t times[] = { a, b, c };

	memset(list, 0, sizeof(*list));
	list->note.boot = a;
	list->note.count = 3;
	for (uint32_t i = 0; i < 3; i++)
		list->at[i] = (struct in_flight_record){
			.rec = { .len = sizeof(list->at[i]), .type = SYSCORD_IN_FLIGHT,
				 .time = times[i], .pid = 50, .tid = 50 + i,
				 .body = sizeof(list->at[i].call) },
			.call = { .since = 5, .nr = 202, .abi = SYSCORD_ABI_X86_64, .nargs = 6,
				  .comm = "locked", .args = { 0x1000 + i, 0x80, 2 } },
		};
	return offsetof(struct list, more);
}

static void fake_begin(struct fake *fake)
{
	memset(fake, 0, sizeof(*fake));
	fake->session = 77;
	fake->now = 1000000;
	fake->recording = true;
	for (unsigned int i = 0; i < 2; i++)
		fake_ring_make(fake, i, SYSCORD_RING_MIN);
}

/* Two calls, the list, two calls, each pair on both CPUs; then the session's end */
static void record(struct list *list, size_t (*make)(struct list *, uint64_t))
{
	const struct syscord_writer_config config = {
		.path = path, .info = &info, .cpus = FAKE_CPUS, .boot_id = "0123456789abcde",
	};
	struct syscord_drain *drain;
	struct syscord_writer *writer;
	struct fake fake;
	size_t size;

	fake_begin(&fake);
	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	assert_int_equal(syscord_writer_open(&config, drain, &writer, &err), 0);
	/* no segment is open yet */
	size = make(list, 1);
	assert_int_equal(syscord_writer_note(writer, SYSCORD_NOTE_IN_FLIGHT, &list->note.note, size,
					     &err), -ENODATA);
	for (unsigned int i = 0; i < 2; i++)
		assert_true(fake_record(&fake, i, fake_call(7, 39, 7, 0, NULL, NULL, 0)));
	assert_true(syscord_writer_round(writer, &err) > 0);
	fake.now += 1000;
	size = make(list, fake.now);
	fake.now += 1000;
	for (unsigned int i = 0; i < 2; i++)
		assert_true(fake_record(&fake, i, fake_call(7, 39, 7, 0, NULL, NULL, 0)));
	assert_int_equal(syscord_writer_note(writer, SYSCORD_NOTE_IN_FLIGHT, &list->note.note, size,
					     &err), 0);
	fake.recording = false;
	syscord_drain_refresh(drain);
	assert_true(syscord_writer_round(writer, &err) > 0);
	assert_int_equal(syscord_writer_close(writer, &err), 0);
	syscord_drain_close(drain);
	fake_free(&fake);
}

static size_t make_good(struct list *list, uint64_t now)
{
	return list_make(list, now, now, now + 7);
}

static void verified(uint64_t errors)
{
	struct syscord_verify_result result;

	assert_int_equal(syscord_verify(path, NULL, &result), 0);
	assert_int_equal(result.errors, errors);
	assert_int_equal(result.records, 4);
	assert_int_equal(result.attempted, 4);
	assert_true(result.exact);
}

static void order(void **state)
{
	static const uint32_t tids[] = { 7, 7, 50, 51, 52, 7, 7 };
	struct syscord_stream *stream;
	struct syscord_event event;
	struct list list;
	uint64_t last = 0;

	(void)state;
	record(&list, make_good);
	verified(0);
	assert_int_equal(syscord_stream_open(path, &stream, &err), 0);
	for (size_t i = 0; i < ARRAY_SIZE(tids); i++) {
		assert_int_equal(syscord_stream_next(stream, &event, &err), 1);
		assert_int_equal(event.rec->tid, tids[i]);
		assert_true(event.rec->time >= last);
		last = event.rec->time;
		if (tids[i] != 7) {
			assert_int_equal(event.cpu, SYSCORD_CPU_NONE);
			assert_memory_equal(event.rec, &list.at[tids[i] - 50], sizeof(list.at[0]));
			assert_true(event.real_time > event.rec->time);
		}
	}
	assert_int_equal(syscord_stream_next(stream, &event, &err), 0);
	syscord_stream_close(stream);
}

/* Printed as it happens: the list is taken before the end, and what is in the rings comes first */
static void live(void **state)
{
	static const uint32_t tids[] = { 7, 50, 51, 52, 7 };
	struct syscord_stream *stream;
	struct syscord_drain *drain;
	struct syscord_event event;
	struct list list;
	struct fake fake;

	(void)state;
	fake_begin(&fake);
	assert_int_equal(syscord_drain_open_ops(&fake_ops, &fake, &drain, &err), 0);
	assert_int_equal(syscord_stream_live(-1, drain, &stream, &err), 0);
	assert_true(fake_record(&fake, 0, fake_call(7, 39, 7, 0, NULL, NULL, 0)));
	fake.now += 1000;
	make_good(&list, fake.now);
	list.note.note.size = offsetof(struct list, more);
	assert_int_equal(syscord_stream_in_flight(stream, &list.note), 0);
	fake.now += 1000;
	assert_true(fake_record(&fake, 1, fake_call(7, 39, 7, 0, NULL, NULL, 0)));
	fake.recording = false;
	syscord_stream_finish(stream);
	for (size_t i = 0; i < ARRAY_SIZE(tids); i++) {
		assert_int_equal(syscord_stream_next(stream, &event, &err), 1);
		assert_int_equal(event.rec->tid, tids[i]);
	}
	assert_int_equal(syscord_stream_next(stream, &event, &err), 0);
	syscord_stream_close(stream);
	syscord_drain_close(drain);
	fake_free(&fake);
}

/* How many calls in flight the recording gives, and what its end is */
static unsigned int count_listed(int end)
{
	struct syscord_printer printer = { .out = fopen("/dev/null", "w") };
	struct syscord_stream *stream;
	struct syscord_event event;
	unsigned int count = 0, calls = 0;
	int ret;

	assert_int_equal(syscord_stream_open(path, &stream, &err), 0);
	while ((ret = syscord_stream_next(stream, &event, &err)) == 1) {
		assert_int_equal(syscord_format_text(&printer, &event), 0);
		assert_int_equal(syscord_format_kv(&printer, &event), 0);
		assert_int_equal(syscord_format_json(&printer, &event), 0);
		count += event.rec->type == SYSCORD_IN_FLIGHT;
		calls += event.rec->type == SYSCORD_CALL;
	}
	assert_int_equal(ret, end);
	assert_int_equal(calls, 4);
	syscord_stream_close(stream);
	fclose(printer.out);
	return count;
}

static size_t make_more(struct list *list, uint64_t now)
{
	list_make(list, now, now, now);
	memset(list->more, 0xaa, sizeof(list->more));
	return sizeof(*list);
}

static size_t make_none(struct list *list, uint64_t now)
{
	list_make(list, now, now, now);
	list->note.count = 0;
	return sizeof(list->note);
}

/* What a later version adds, and what may be left out */
static void later(void **state)
{
	struct list list;

	(void)state;
	record(&list, make_more);
	assert_int_equal(count_listed(0), 3);
	verified(0);
	record(&list, make_none);
	assert_int_equal(count_listed(0), 0);
	verified(0);
}

static unsigned int broken;

static size_t make_broken(struct list *list, uint64_t now)
{
	size_t size = list_make(list, now, now, now);

	switch (broken) {
	case 0:
		list->note.count = 4;
		break;
	case 1:
		list->note.count = UINT32_MAX;
		break;
	case 2:
		size -= 8;
		break;
	case 3:
		size = sizeof(list->note) - 8;
		break;
	case 4:
		list->at[1].rec.len = 0;
		break;
	case 5:
		list->at[2].rec.len += 8;
		break;
	case 6:
		list->at[0].rec.blobs = 1;
		break;
	case 7:
		list->at[1].rec.type = SYSCORD_CALL;
		break;
	case 8:
		list->at[1].rec.type = SYSCORD_LOST;
		break;
	case 9:
		list->at[2].rec.time--;
		break;
	default:
		return 0;
	}
	return size;
}

static void damaged(void **state)
{
	struct list list;

	(void)state;
	for (broken = 0; make_broken(&list, 100); broken++) {
		record(&list, make_broken);
		assert_int_equal(count_listed(-EBADMSG), 0);
		verified(1);
	}
	assert_int_equal(broken, 10);
}

static size_t flip;

static size_t make_flipped(struct list *list, uint64_t now)
{
	const size_t size = list_make(list, now, now, now);

	((uint8_t *)list)[flip / 8] ^= (uint8_t)(1 << flip % 8);
	return size;
}

/* Whatever is in it, it is read or refused */
static void any_bit(void **state)
{
	struct list list;

	(void)state;
	/* what is before it the writer makes anew */
	for (flip = 8 * offsetof(struct list, note.boot); flip < 8 * offsetof(struct list, at[1]);
	     flip += 3) {
		struct syscord_printer printer = { .out = fopen("/dev/null", "w") };
		struct syscord_stream *stream;
		struct syscord_event event;

		record(&list, make_flipped);
		assert_int_equal(syscord_stream_open(path, &stream, &err), 0);
		while (syscord_stream_next(stream, &event, &err) == 1) {
			assert_int_equal(syscord_format_text(&printer, &event), 0);
			assert_int_equal(syscord_format_kv(&printer, &event), 0);
			assert_int_equal(syscord_format_json(&printer, &event), 0);
		}
		syscord_stream_close(stream);
		fclose(printer.out);
	}
}

/* ---- filters ---- */

static void filters(void **state)
{
	static const struct {
		const char *text;
		bool holds;
	} cases[] = {
		{ "pid == 50", true },	   { "tid == 51", false },	  { "comm == locked", true },
		{ "syscall == futex", true }, { "syscall == read", false }, { "a0 == 0x1000", true },
		{ "a2 == 3", false },	   { "failed", false },		  { "class == WS", true },
		{ "proc_name == locked", true },
	};
	struct syscord_filter_data data;
	struct list list;

	(void)state;
	list_make(&list, 10, 10, 10);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct syscord_expr *expr;

		assert_int_equal(syscord_filter_parse_for(SYSCORD_FILTER_RECORDED, cases[i].text, &expr,
							  NULL, &err, NULL), 0);
		syscord_procs_context(NULL, &list.at[0].rec, &data);
		if (syscord_filter_eval(expr, &data) != cases[i].holds)
			fail_msg("%s", cases[i].text);
		syscord_filter_free(expr);
	}
}

static void next(void **state)
{
	const struct syscord_record *rec = NULL;
	struct list list;
	uint32_t tid = 50;

	(void)state;
	list_make(&list, 10, 10, 10);
	list.note.note.size = offsetof(struct list, more);
	while ((rec = syscord_in_flight_next(&list.note, rec)))
		assert_int_equal(rec->tid, tid++);
	assert_int_equal(tid, 53);
	list.note.note.size = sizeof(list.note);
	assert_null(syscord_in_flight_next(&list.note, NULL));
}

/* ---- the helper ---- */

static char *ask_nothing(struct syscord_procinfo *helper)
{
	char *answer;

	while (!(answer = syscord_procinfo_snapshot_pids(helper, NULL, 0)))
		usleep(1000);
	return answer;
}

/* An answer that comes too late is not taken for that of the next question */
static void forgotten(void **state)
{
	struct syscord_procinfo *helper;
	uint32_t pids[4000];
	char *answer;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pids); i++)
		pids[i] = (uint32_t)getpid();
	assert_int_equal(syscord_procinfo_start(NULL, &helper, &err), 0);
	/* far more than there is time for before it is looked for */
	assert_null(syscord_procinfo_snapshot_pids(helper, pids, ARRAY_SIZE(pids)));
	syscord_procinfo_forget(helper);
	answer = ask_nothing(helper);
	assert_string_equal(answer, "{\"cut\":false,\"processes\":[]}");
	free(answer);
	/* nothing is asked: nothing to forget */
	syscord_procinfo_forget(helper);
	answer = ask_nothing(helper);
	assert_string_equal(answer, "{\"cut\":false,\"processes\":[]}");
	free(answer);
	/* another kind of question need not wait for ever either */
	assert_null(syscord_procinfo_snapshot_pids(helper, pids, ARRAY_SIZE(pids)));
	syscord_procinfo_forget(helper);
	do {
		const struct syscord_threads none = { 0 };
		size_t size;

		usleep(1000);
		answer = syscord_procinfo_calls(helper, &none, &size);
	} while (!answer);
	free(answer);
	syscord_procinfo_stop(helper);
}

/* SIGUSR1 to all processes of the service asks the reader for a report, and kills nobody */
static void signalled(void **state)
{
	struct syscord_procinfo *helper;
	unsigned int pid = 0;
	char children[64];
	FILE *f;

	(void)state;
	assert_int_equal(syscord_procinfo_start(NULL, &helper, &err), 0);
	free(ask_nothing(helper));
	snprintf(children, sizeof(children), "/proc/self/task/%d/children", (int)getpid());
	f = fopen(children, "re");
	if (f && fscanf(f, "%u", &pid) == 1) {
		kill((pid_t)pid, SIGUSR1);
		free(ask_nothing(helper));
		assert_false(syscord_procinfo_gone(helper));
		kill((pid_t)pid, SIGKILL);
		free(ask_nothing(helper));
		assert_true(syscord_procinfo_gone(helper));
	}
	if (f)
		fclose(f);
	syscord_procinfo_stop(helper);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse),   cmocka_unit_test(abis),  cmocka_unit_test(order),
		cmocka_unit_test(live),	   cmocka_unit_test(later), cmocka_unit_test(damaged),
		cmocka_unit_test(any_bit), cmocka_unit_test(filters), cmocka_unit_test(next),
		cmocka_unit_test(forgotten), cmocka_unit_test(signalled),
	};
	int fd = mkstemp(path), failed;

	if (fd < 0)
		return 1;
	close(fd);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return failed;
}
