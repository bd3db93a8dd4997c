/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The original tracer's line, made for grep: fields by name, comma and space
 * between them, always in this order:
 *
 *   pid=22569, read, fd=3, buf=0x7ffc1000, count=25, res=25, data="12345"
 *
 * tid= follows pid= where it differs. What was read or written stands at the
 * end as data=, its argument is the address; error= names a failed result.
 */
#include <string.h>
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
	syscord_print_value(line, v);
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
		fprintf(out, ", %s", d.name);
		if (d.mark)
			fprintf(out, ", abi=%s", d.mark);
		for (i = 0; i < d.used; i++)
			print_field(&line, d.args[i].name, &d.args[i]);
		fprintf(out, ", res=");
		if (d.ret.kind == SYSCORD_VALUE_PTR)
			syscord_print_hex(out, d.ret.number);
		else
			fprintf(out, "%lld", (long long)d.ret.number);
		if (d.ret.text)
			fprintf(out, ", error=%s", d.ret.text);
		line.flags = 0;
		for (i = 0; i < d.contents_count; i++)
			print_field(&line, "data", d.contents[i]);
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
	fprintf(out, "lost, cpu=%u, count=%llu, first=%llu, last=%llu", event->cpu,
		(unsigned long long)lost.count, (unsigned long long)lost.first,
		(unsigned long long)lost.last);
	for (i = 0; i < SYSCORD_LOST_REASONS; i++) {
		if (lost.by_reason[i])
			fprintf(out, ", reason=\"%s\", records=%llu", syscord_lost_text(i),
				(unsigned long long)lost.by_reason[i]);
	}
}

static void print_fork(FILE *out, const struct syscord_record *rec)
{
	struct syscord_fork fork;

	syscord_record_body(rec, &fork, sizeof(fork));
	print_ids(out, rec);
	fprintf(out, ", %s, child=%u, child_tid=%u, ns_tid=%u",
		fork.shared & SYSCORD_SHARES_THREAD ? "thread" : "fork", fork.pid, fork.tid,
		fork.ns_tid);
	print_comm(out, fork.comm);
}

static void print_exit(FILE *out, const struct syscord_record *rec)
{
	struct syscord_exit ended;
	char text[24];

	syscord_record_body(rec, &ended, sizeof(ended));
	print_ids(out, rec);
	if (ended.code & 0x7f)
		fprintf(out, ", exit, signal=%s",
			syscord_signal_text(ended.code & 0x7f, text, sizeof(text)));
	else
		fprintf(out, ", exit, status=%u", ended.code >> 8 & 0xff);
	print_comm(out, ended.comm);
}

static void print_rename(FILE *out, const struct syscord_record *rec)
{
	struct syscord_rename name;

	syscord_record_body(rec, &name, sizeof(name));
	print_ids(out, rec);
	fprintf(out, ", rename, thread=%u", name.tid);
	print_comm(out, name.comm);
}

int syscord_format_kv(const struct syscord_printer *printer, const struct syscord_event *event)
{
	FILE *out = printer->out;

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
		print_exit(out, event->rec);
		break;
	case SYSCORD_RENAME:
		print_rename(out, event->rec);
		break;
	default:
		print_ids(out, event->rec);
		fprintf(out, ", record, type=%u", event->rec->type);
	}
	putc_unlocked('\n', out);
	return 0;
}
