/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The original tracer's line, made for grep: fields by name, comma and space
 * between them, always in this order:
 *
 *   pid=22569, read, fd=3, buf=0x7ffc1000, count=25, res=25, data="12345"
 *
 * tid= follows pid= where it differs. What was read or written stands at the
 * end as data=, its argument is the address; error= names a failed result;
 * duration= is in ns, where it was recorded. Behind data= that goes on in records of
 * its own, kept= says how many bytes more there are, missing= how many there are not.
 * A call that has not returned is "pid=22569, in_flight, read, ..." and has since= and
 * age=, in ns, where they are known.
 */
#include <string.h>
#include "lost.h"
#include "pieces.h"
#include "print.h"

static void print_ids(FILE *out, const struct syscord_record *rec)
{
	fputs_unlocked("pid=", out);
	syscord_print_dec(out, rec->pid);
	if (rec->tid != rec->pid) {
		fputs_unlocked(", tid=", out);
		syscord_print_dec(out, rec->tid);
	}
}

static void print_field(const struct syscord_line *line, const char *name,
			const struct syscord_value *v)
{
	fputs_unlocked(", ", line->out);
	fputs_unlocked(name, line->out);
	putc_unlocked('=', line->out);
	syscord_print_arg(line, v);
}

static void print_data(const struct syscord_line *line, const struct syscord_value *v)
{
	print_field(line, "data", v);
	if (v->flags & SYSCORD_VALUE_CONTINUED)
		fprintf(line->out, ", kept=%u, missing=%u", v->kept, v->want - v->got - v->kept);
}

static void print_result(FILE *out, const char *prefix, const struct syscord_value *ret)
{
	fprintf(out, ", %sres=", prefix);
	if (ret->kind == SYSCORD_VALUE_PTR)
		syscord_print_hex(out, ret->number);
	else
		fprintf(out, "%lld", (long long)ret->number);
	if (ret->text)
		fprintf(out, ", %serror=%s", prefix, ret->text);
}

static void print_fields(const struct syscord_line *line, const struct syscord_decoded *d)
{
	fprintf(line->out, ", %s", d->name);
	if (d->mark)
		fprintf(line->out, ", abi=%s", d->mark);
	for (unsigned int i = 0; i < d->used; i++) {
		if (!(d->args[i].flags & SYSCORD_VALUE_HALF))
			print_field(line, d->args[i].name, &d->args[i]);
	}
}

static int print_call(const struct syscord_printer *printer, const struct syscord_event *event)
{
	struct syscord_line line = { .out = printer->out,
				     .string_max = printer->string_max,
				     .flags = SYSCORD_PRINT_NO_CONTENT };
	FILE *out = printer->out;
	struct syscord_decoded d;
	unsigned int i;
	int err;

	err = syscord_decode(&d, event->rec);
	if (!err) {
		print_ids(out, event->rec);
		print_fields(&line, &d);
		print_result(out, "", &d.ret);
		if (d.timed)
			fprintf(out, ", duration=%llu", (unsigned long long)d.duration);
		line.flags = 0;
		for (i = 0; i < d.contents_count; i++)
			print_data(&line, d.contents[i]);
		putc_unlocked('\n', out);
	}
	syscord_decode_end(&d);
	return err;
}

static void print_comm(FILE *out, const char *comm)
{
	const struct syscord_line line = { .out = out };

	fputs(", comm=", out);
	syscord_print_quoted(&line, (const uint8_t *)comm, strnlen(comm, SYSCORD_COMM_LEN));
}

static void print_lost(FILE *out, const struct syscord_event *event)
{
	struct syscord_lost lost;
	unsigned int i;

	syscord_record_body(event->rec, &lost, sizeof(lost));
	if (event->cpu == SYSCORD_CPU_NONE)
		fputs("lost, cpu=none", out);
	else
		fprintf(out, "lost, cpu=%u", event->cpu);
	fprintf(out, ", count=%llu, first=%llu, last=%llu", (unsigned long long)lost.count,
		(unsigned long long)lost.first, (unsigned long long)lost.last);
	for (i = 0; i < SYSCORD_LOST_REASONS; i++)
		fprintf(out, ", %s=%llu", syscord_lost_name(i),
			(unsigned long long)lost.by_reason[i]);
}

static void print_fork(FILE *out, const struct syscord_record *rec)
{
	struct syscord_fork fork;

	syscord_record_body(rec, &fork, sizeof(fork));
	print_ids(out, rec);
	fprintf(out, ", %s, child=%u, child_tid=%u, ns_tid=%u, ns_pid=%u",
		fork.shared & SYSCORD_SHARES_THREAD ? "thread" : "fork", fork.pid, fork.tid,
		fork.ns_tid, fork.ns_pid);
	print_comm(out, fork.comm);
}

static void print_last_call(const struct syscord_printer *printer, uint32_t tid)
{
	const struct syscord_proc *proc =
		printer->procs ? syscord_procs_find(printer->procs, tid) : NULL;
	struct syscord_value ret;
	const char *name;
	char text[24];

	if (!proc || !proc->called)
		return;
	name = syscord_call_text(proc->abi, proc->nr, text, sizeof(text));
	syscord_decode_result(name, proc->ret, &ret);
	fprintf(printer->out, ", last_call=%s", name);
	print_result(printer->out, "last_", &ret);
}

static int print_unreturned(const struct syscord_printer *printer, const struct syscord_record *rec)
{
	struct syscord_line line = { .out = printer->out, .string_max = printer->string_max };
	struct syscord_decoded d;
	int err = syscord_decode(&d, rec);

	if (!err) {
		fprintf(printer->out, ", in_call=%s", d.name);
		syscord_print_args(&line, &d);
	}
	syscord_decode_end(&d);
	return err;
}

static int print_exit(const struct syscord_printer *printer, const struct syscord_record *rec)
{
	struct syscord_exit ended;
	FILE *out = printer->out;
	char text[24];
	int err = 0;

	syscord_record_body(rec, &ended, sizeof(ended));
	print_ids(out, rec);
	if (ended.code & 0x7f)
		fprintf(out, ", exit, signal=%s, core=%u",
			syscord_signal_text(ended.code & 0x7f, text, sizeof(text)),
			!!(ended.code & 0x80));
	else
		fprintf(out, ", exit, status=%u", ended.code >> 8 & 0xff);
	print_comm(out, ended.comm);
	if (ended.flags & SYSCORD_EXIT_IN_CALL)
		err = print_unreturned(printer, rec);
	if (ended.code & 0x7f)
		print_last_call(printer, rec->tid);
	return err;
}

static int print_signal(const struct syscord_printer *printer, const struct syscord_record *rec)
{
	struct syscord_line line = { .out = printer->out, .string_max = printer->string_max };
	struct syscord_signal signal;
	struct syscord_decoded d;
	int err = syscord_decode(&d, rec);

	if (!err) {
		syscord_record_body(rec, &signal, sizeof(signal));
		print_ids(line.out, rec);
		fprintf(line.out, ", signal, signal=%s, number=%u", d.name, signal.signal);
		print_field(&line, "info", &d.args[0]);
		fprintf(line.out, ", action=%s", syscord_signal_action(&signal));
		if (signal.handler > 1)
			fprintf(line.out, ", handler=0x%llx, handler_flags=0x%llx",
				(unsigned long long)signal.handler,
				(unsigned long long)signal.handler_flags);
		fprintf(line.out, ", fatal=%u, core=%u, stop=%u",
			!!(signal.flags & SYSCORD_SIGNAL_FATAL),
			!!(signal.flags & SYSCORD_SIGNAL_CORE),
			!!(signal.flags & SYSCORD_SIGNAL_STOP));
	}
	syscord_decode_end(&d);
	return err;
}

static int print_in_flight(const struct syscord_printer *printer, const struct syscord_record *rec)
{
	struct syscord_line line = { .out = printer->out, .string_max = printer->string_max };
	struct syscord_in_flight call;
	struct syscord_decoded d;
	int err = syscord_decode(&d, rec);

	if (!err) {
		syscord_record_body(rec, &call, sizeof(call));
		print_ids(line.out, rec);
		fputs_unlocked(", in_flight", line.out);
		print_fields(&line, &d);
		if (d.timed)
			fprintf(line.out, ", since=%llu, age=%llu", (unsigned long long)call.since,
				(unsigned long long)d.duration);
		print_comm(line.out, call.comm);
	}
	syscord_decode_end(&d);
	return err;
}

static void print_rename(FILE *out, const struct syscord_record *rec)
{
	struct syscord_rename name;

	syscord_record_body(rec, &name, sizeof(name));
	print_ids(out, rec);
	fprintf(out, ", rename, thread=%u", name.tid);
	print_comm(out, name.comm);
}

int syscord_format_kv_pieces(const struct syscord_printer *printer,
			     const struct syscord_pieces *pieces)
{
	char text[24];

	print_ids(printer->out, &pieces->last);
	fprintf(printer->out, ", content, call=%s, abi=%s, end=%llu, pieces=%llu, bytes=%llu\n",
		syscord_call_text(pieces->abi, pieces->nr, text, sizeof(text)),
		syscord_abi_name(pieces->abi), (unsigned long long)pieces->end,
		(unsigned long long)pieces->count, (unsigned long long)pieces->bytes);
	return 0;
}

int syscord_format_kv(const struct syscord_printer *printer, const struct syscord_event *event)
{
	FILE *out = printer->out;
	struct syscord_pieces one;
	int err = 0;

	switch (event->rec->type) {
	case SYSCORD_CALL:
	case SYSCORD_EXEC:
		return print_call(printer, event);
	case SYSCORD_LOST:
		print_lost(out, event);
		break;
	case SYSCORD_FORK:
		print_fork(out, event->rec);
		break;
	case SYSCORD_EXIT:
		err = print_exit(printer, event->rec);
		break;
	case SYSCORD_SIGNAL:
		err = print_signal(printer, event->rec);
		break;
	case SYSCORD_RENAME:
		print_rename(out, event->rec);
		break;
	case SYSCORD_IN_FLIGHT:
		err = print_in_flight(printer, event->rec);
		break;
	case SYSCORD_CONT:
		syscord_pieces_of(event, &one);
		return syscord_format_kv_pieces(printer, &one);
	default:
		print_ids(out, event->rec);
		fprintf(out, ", record, type=%u", event->rec->type);
	}
	putc_unlocked('\n', out);
	return err;
}
