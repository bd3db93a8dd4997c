/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One line for each record, as users of strace expect it:
 *
 *   23:31:58.123456   1234 nginx        read(3, "GET / HTTP/1.0\r\n"..., 1024) = 80
 *
 * Local time of day in microseconds, thread, its name, and what happened. 1234[7]
 * is thread 1234, which has the number 7 in its own pid namespace. Lines
 * about losses start with "***", those about threads with "+++", those about signals
 * with "---"; those of calls that have not returned end with "<in flight for 3.204000 s>".
 */
#include <errno.h>
#include <string.h>
#include <time.h>
#include "lost.h"
#include "pieces.h"
#include "print.h"

#define NAME_COLUMN 12

#define COLOR_CALL "\033[1m"
#define COLOR_ERROR "\033[31m"
#define COLOR_DIM "\033[2m"
#define COLOR_LOST "\033[1;31m"
#define COLOR_END "\033[0m"

static void color(const struct syscord_printer *printer, const char *code)
{
	if (printer->color)
		fputs_unlocked(code, printer->out);
}

static void print_time(FILE *out, uint64_t ns)
{
	static _Thread_local time_t second = -1;
	static _Thread_local char text[16];
	time_t now = (time_t)(ns / 1000000000);
	unsigned int us = (unsigned int)(ns % 1000000000 / 1000), i;
	char fraction[7];
	struct tm tm;

	/* Taking a time zone's rules apart costs more than the rest of a line */
	if (now != second && localtime_r(&now, &tm)) {
		strftime(text, sizeof(text), "%H:%M:%S", &tm);
		second = now;
	}
	for (i = 6; i; i--, us /= 10)
		fraction[i] = (char)('0' + us % 10);
	fraction[0] = '.';
	fputs_unlocked(text, out);
	fwrite_unlocked(fraction, 1, sizeof(fraction), out);
}

/* The thread's name as far as the record or the stream before it tells */
static void print_head(const struct syscord_printer *printer, const struct syscord_event *event,
		       const char *own_name)
{
	const struct syscord_proc *proc =
		printer->procs ? syscord_procs_find(printer->procs, event->rec->tid) : NULL;
	const char *name = "?";
	FILE *out = printer->out;
	size_t len;

	if (own_name && own_name[0])
		name = own_name;
	else if (proc && proc->comm[0])
		name = proc->comm;
	color(printer, COLOR_DIM);
	print_time(out, event->real_time);
	fprintf(out, " %6u", event->rec->tid);
	if (proc && proc->ns_tid)
		fprintf(out, "[%u]", proc->ns_tid);
	putc_unlocked(' ', out);
	len = strnlen(name, SYSCORD_COMM_LEN);
	syscord_print_name(out, name, len);
	for (; len < NAME_COLUMN; len++)
		putc_unlocked(' ', out);
	color(printer, COLOR_END);
	putc_unlocked(' ', out);
}

static void print_result(const struct syscord_printer *printer, const struct syscord_line *line,
			 const struct syscord_decoded *d)
{
	bool failed = d->ret.text != NULL;
	FILE *out = printer->out;

	fputs_unlocked(" = ", out);
	if (failed)
		color(printer, COLOR_ERROR);
	if (d->restart) {
		fprintf(out, "? %s", d->ret.text);
	} else if (failed) {
		fprintf(out, "-1 %s", d->ret.text);
		if (d->message)
			fprintf(out, " (%s)", d->message);
	} else {
		syscord_print_value(line, &d->ret);
	}
	if (failed)
		color(printer, COLOR_END);
}

static void print_name_and_args(const struct syscord_printer *printer,
				const struct syscord_line *line, const struct syscord_decoded *d)
{
	if (d->mark)
		fprintf(printer->out, "[%s] ", d->mark);
	color(printer, COLOR_CALL);
	fputs_unlocked(d->name, printer->out);
	color(printer, COLOR_END);
	syscord_print_args(line, d);
}

static int print_call(const struct syscord_printer *printer, const struct syscord_event *event)
{
	struct syscord_line line = { .out = printer->out, .string_max = printer->string_max };
	FILE *out = printer->out;
	struct syscord_decoded d;
	int err;

	err = syscord_decode(&d, event->rec);
	if (!err) {
		if (event->rec->type == SYSCORD_EXEC) {
			struct syscord_exec exec;

			syscord_record_body(event->rec, &exec, sizeof(exec));
			print_head(printer, event, exec.comm);
		} else {
			print_head(printer, event, NULL);
		}
		print_name_and_args(printer, &line, &d);
		print_result(printer, &line, &d);
		if (printer->duration && d.timed)
			fprintf(out, " <%llu.%06u>", (unsigned long long)(d.duration / 1000000000),
				(unsigned int)(d.duration % 1000000000 / 1000));
		putc_unlocked('\n', out);
	}
	syscord_decode_end(&d);
	return err;
}

static void print_lost(const struct syscord_printer *printer, const struct syscord_event *event)
{
	struct syscord_lost lost;
	FILE *out = printer->out;
	uint64_t span;

	syscord_record_body(event->rec, &lost, sizeof(lost));
	span = lost.last > lost.first ? lost.last - lost.first : 0;
	color(printer, COLOR_LOST);
	print_time(out, event->real_time);
	fprintf(out, " *** lost %llu record%s ", (unsigned long long)lost.count,
		lost.count == 1 ? "" : "s");
	if (event->cpu == SYSCORD_CPU_NONE)
		fputs("outside of any ring", out);
	else
		fprintf(out, "of CPU %u", event->cpu);
	if (lost.first) /* else it is not known since when */
		fprintf(out, " in %llu.%06u s", (unsigned long long)(span / 1000000000),
			(unsigned int)(span % 1000000000 / 1000));
	if (syscord_lost_sum(lost.by_reason))
		fputs(": ", out);
	syscord_lost_print(out, lost.by_reason);
	fputs(" ***", out);
	color(printer, COLOR_END);
	putc('\n', out);
}

static void print_fork(const struct syscord_printer *printer, const struct syscord_event *event)
{
	struct syscord_fork fork;
	FILE *out = printer->out;

	syscord_record_body(event->rec, &fork, sizeof(fork));
	print_head(printer, event, NULL);
	fprintf(out, "+++ %s %u", fork.shared & SYSCORD_SHARES_THREAD ? "new thread" : "forked",
		fork.tid);
	if (fork.ns_tid && fork.ns_tid != fork.tid)
		fprintf(out, ", %u in its namespace", fork.ns_tid);
	fputs(" +++\n", out);
}

/* A line of its own, as strace has it: the call that the thread did not come back from */
static int print_unreturned(const struct syscord_printer *printer,
			    const struct syscord_event *event, const struct syscord_exit *ended)
{
	struct syscord_line line = { .out = printer->out, .string_max = printer->string_max };
	struct syscord_decoded d;
	int err = syscord_decode(&d, event->rec);

	if (!err) {
		bool asked = !strcmp(d.name, "exit") || !strcmp(d.name, "exit_group");

		print_head(printer, event, ended->comm);
		print_name_and_args(printer, &line, &d);
		fprintf(printer->out, " = ?%s\n", !asked && ended->code & 0x7f ? " <killed>" : "");
	}
	syscord_decode_end(&d);
	return err;
}

static void print_last_call(const struct syscord_printer *printer, uint32_t tid)
{
	const struct syscord_proc *proc =
		printer->procs ? syscord_procs_find(printer->procs, tid) : NULL;
	struct syscord_line line = { .out = printer->out };
	const char *name, *sign = "";
	struct syscord_value ret;
	char text[24];

	if (!proc || !proc->called)
		return;
	name = syscord_call_text(proc->abi, proc->nr, text, sizeof(text));
	if (syscord_decode_result(name, proc->ret, &ret))
		sign = "? ";
	else if (ret.text)
		sign = "-1 ";
	fprintf(printer->out, ", last call: %s = %s", name, sign);
	syscord_print_value(&line, &ret);
}

static int print_exit(const struct syscord_printer *printer, const struct syscord_event *event)
{
	struct syscord_exit ended;
	FILE *out = printer->out;
	char text[24];
	int err = 0;

	syscord_record_body(event->rec, &ended, sizeof(ended));
	if (ended.flags & SYSCORD_EXIT_IN_CALL)
		err = print_unreturned(printer, event, &ended);
	print_head(printer, event, ended.comm);
	if (ended.code & 0x7f) {
		fprintf(out, "+++ killed by %s%s +++",
			syscord_signal_text(ended.code & 0x7f, text, sizeof(text)),
			ended.code & 0x80 ? " (core dumped)" : "");
		print_last_call(printer, event->rec->tid);
		putc('\n', out);
	} else {
		fprintf(out, "+++ exited with %u +++\n", ended.code >> 8 & 0xff);
	}
	return err;
}

static void print_fate(FILE *out, const struct syscord_signal *signal)
{
	if (signal->handler > 1) {
		fputs_unlocked(" -> handler ", out);
		syscord_print_hex(out, signal->handler);
	} else if (signal->handler == 1) {
		fputs_unlocked(" (ignored)", out);
	} else if (signal->flags & SYSCORD_SIGNAL_CORE) {
		fputs_unlocked(" (dumps core)", out);
	} else if (signal->flags & SYSCORD_SIGNAL_FATAL) {
		fputs_unlocked(" (kills the process)", out);
	} else if (signal->flags & SYSCORD_SIGNAL_STOP) {
		fputs_unlocked(" (stops the process)", out);
	} else {
		fputs_unlocked(" (default)", out);
	}
}

static int print_signal(const struct syscord_printer *printer, const struct syscord_event *event)
{
	struct syscord_line line = { .out = printer->out, .string_max = printer->string_max };
	struct syscord_signal signal;
	struct syscord_decoded d;
	int err = syscord_decode(&d, event->rec);

	if (!err) {
		syscord_record_body(event->rec, &signal, sizeof(signal));
		print_head(printer, event, NULL);
		fprintf(printer->out, "--- %s ", d.name);
		syscord_print_value(&line, &d.args[0]);
		print_fate(printer->out, &signal);
		fputs(" ---\n", printer->out);
	}
	syscord_decode_end(&d);
	return err;
}

/* As strace leaves a call open that is unfinished */
static int print_in_flight(const struct syscord_printer *printer, const struct syscord_event *event)
{
	struct syscord_line line = { .out = printer->out, .string_max = printer->string_max };
	struct syscord_in_flight call;
	struct syscord_decoded d;
	int err = syscord_decode(&d, event->rec);

	if (!err) {
		syscord_record_body(event->rec, &call, sizeof(call));
		print_head(printer, event, call.comm);
		print_name_and_args(printer, &line, &d);
		fputs_unlocked(" <in flight", printer->out);
		if (d.timed)
			fprintf(printer->out, " for %llu.%06u s",
				(unsigned long long)(d.duration / 1000000000),
				(unsigned int)(d.duration % 1000000000 / 1000));
		fputs_unlocked(">\n", printer->out);
	}
	syscord_decode_end(&d);
	return err;
}

static void print_rename(const struct syscord_printer *printer, const struct syscord_event *event)
{
	struct syscord_rename name;
	FILE *out = printer->out;

	syscord_record_body(event->rec, &name, sizeof(name));
	print_head(printer, event, NULL);
	fputs("+++ renamed ", out);
	if (name.tid != event->rec->tid)
		fprintf(out, "%u ", name.tid);
	fputs("to ", out);
	syscord_print_name(out, name.comm, strnlen(name.comm, sizeof(name.comm)));
	fputs(" +++\n", out);
}

int syscord_format_text_pieces(const struct syscord_printer *printer,
			       const struct syscord_pieces *pieces)
{
	const struct syscord_event event = { &pieces->last, pieces->cpu, pieces->real_time };
	char text[24];

	print_head(printer, &event, NULL);
	color(printer, COLOR_LOST);
	fprintf(printer->out, "*** content of %s without its record: %llu piece%s, %llu bytes ***",
		syscord_call_text(pieces->abi, pieces->nr, text, sizeof(text)),
		(unsigned long long)pieces->count, pieces->count == 1 ? "" : "s",
		(unsigned long long)pieces->bytes);
	color(printer, COLOR_END);
	putc_unlocked('\n', printer->out);
	return 0;
}

int syscord_format_text(const struct syscord_printer *printer, const struct syscord_event *event)
{
	struct syscord_pieces one;

	switch (event->rec->type) {
	case SYSCORD_CALL:
	case SYSCORD_EXEC:
		return print_call(printer, event);
	case SYSCORD_LOST:
		print_lost(printer, event);
		return 0;
	case SYSCORD_FORK:
		print_fork(printer, event);
		return 0;
	case SYSCORD_EXIT:
		return print_exit(printer, event);
	case SYSCORD_SIGNAL:
		return print_signal(printer, event);
	case SYSCORD_RENAME:
		print_rename(printer, event);
		return 0;
	case SYSCORD_IN_FLIGHT:
		return print_in_flight(printer, event);
	case SYSCORD_CONT:
		syscord_pieces_of(event, &one);
		return syscord_format_text_pieces(printer, &one);
	default:
		print_head(printer, event, NULL);
		fprintf(printer->out, "+++ record of type %u +++\n", event->rec->type);
		return 0;
	}
}
