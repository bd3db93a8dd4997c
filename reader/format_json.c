/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One JSON object a line. An argument is an object:
 *
 *   raw      the register, as a signed 64-bit integer
 *   value    what it means where that is another thing: a number, an object or
 *            an array of what it points to
 *   name     symbolic form of a number
 *   text     bytes that are printable UTF-8, or else
 *   hex      any bytes
 *   want,got how many bytes there were, and how many are in the record, where that differs
 *   continued, kept   true, and how many more are in records of their own
 *   missing  how many are not in the recording; if there are any, or something is:
 *   truncated, unreadable   true, or why
 *   before   an object of these, where the call found it as it was recorded at its entry
 *
 * Fields inside of structures are plain numbers where nothing more is to say.
 */
#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <time.h>
#include "decode.h"
#include "json.h"
#include "lost.h"
#include "pieces.h"

static json_t *json_value(const struct syscord_value *v);
static json_t *json_arg(const struct syscord_value *v, uint64_t raw, bool has_raw);

static json_t *json_number(uint64_t number)
{
	return json_integer((json_int_t)number);
}

/* UTF-8 that survives a terminal: no control characters but those of text */
static bool is_text(const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (bytes[i] == 0x7f ||
		    (bytes[i] < 0x20 && bytes[i] != '\n' && bytes[i] != '\t' && bytes[i] != '\r'))
			return false;
		/* U+0080 to U+009f: what starts with ESC, in one character */
		if (bytes[i] == 0xc2 && i + 1 < len && bytes[i + 1] < 0xa0)
			return false;
	}
	return true;
}

static json_t *json_hex(const uint8_t *bytes, size_t len)
{
	char *text = malloc(2 * len + 1);
	json_t *json;
	size_t i;

	if (!text)
		return NULL;
	for (i = 0; i < len; i++) {
		text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
	}
	json = json_stringn_nocheck(text, 2 * len);
	free(text);
	return json;
}

static int add_bytes(json_t *object, const struct syscord_value *v)
{
	json_t *text = NULL;

	/* jansson refuses what is not UTF-8 */
	if (is_text(v->bytes, v->got))
		text = json_stringn((const char *)v->bytes, v->got);
	if (text)
		return json_object_set_new(object, "text", text);
	return json_object_set_new(object, "hex", json_hex(v->bytes, v->got));
}

#define NOT_ALL (SYSCORD_VALUE_TRUNCATED | SYSCORD_VALUE_FAULTED | SYSCORD_VALUE_CONTINUED)

static int add_missing(json_t *object, const struct syscord_value *v)
{
	uint32_t missing = v->want - v->got - v->kept;
	int err = 0;

	if (v->got == v->want && !(v->flags & NOT_ALL))
		return 0;
	err |= json_object_set_new(object, "want", json_number(v->want));
	err |= json_object_set_new(object, "got", json_number(v->got));
	if (v->flags & SYSCORD_VALUE_CONTINUED) {
		err |= json_object_set_new(object, "continued", json_true());
		err |= json_object_set_new(object, "kept", json_number(v->kept));
	}
	err |= json_object_set_new(object, "missing", json_number(missing));
	if (v->flags & SYSCORD_VALUE_FAULTED)
		err |= json_object_set_new(object, "unreadable",
					   json_string(syscord_fault_text(v->fault)));
	else if (missing || (v->flags & SYSCORD_VALUE_TRUNCATED))
		err |= json_object_set_new(object, "truncated", json_true());
	return err;
}

static json_t *json_children(const struct syscord_value *v)
{
	bool is_array = v->kind == SYSCORD_VALUE_ARRAY;
	json_t *json = is_array ? json_array() : json_object();
	const struct syscord_value *child;
	int err = 0;

	for (child = v->child; json && child && !err; child = child->next) {
		if (is_array)
			err = json_array_append_new(json, json_value(child));
		else
			err = json_object_set_new(json, child->name ? child->name : "?",
						  json_value(child));
	}
	if (err) {
		json_decref(json);
		return NULL;
	}
	return json;
}

static bool has_children(const struct syscord_value *v)
{
	return v->kind == SYSCORD_VALUE_STRUCT || v->kind == SYSCORD_VALUE_ARRAY;
}

/* A field: the plainest JSON that says it all */
static json_t *json_value(const struct syscord_value *v)
{
	json_t *json;
	int err = 0;

	if (v->before)
		return json_arg(v, v->number, false);
	if (has_children(v) && !(v->flags & NOT_ALL))
		return json_children(v);
	if (!has_children(v) && v->kind != SYSCORD_VALUE_BYTES && !v->text)
		return json_number(v->number);

	json = json_object();
	if (has_children(v)) {
		err |= json_object_set_new(json, "value", json_children(v));
		err |= add_missing(json, v);
	} else if (v->kind == SYSCORD_VALUE_BYTES) {
		err |= add_bytes(json, v);
		err |= add_missing(json, v);
	} else {
		err |= json_object_set_new(json, "raw", json_number(v->number));
		err |= json_object_set_new(json, "name", json_string(v->text));
	}
	if (err) {
		json_decref(json);
		return NULL;
	}
	return json;
}

static json_t *json_arg(const struct syscord_value *v, uint64_t raw, bool has_raw)
{
	json_t *json = json_object();
	int err = 0;

	if (has_raw)
		err |= json_object_set_new(json, "raw", json_number(raw));
	if (has_children(v))
		err |= json_object_set_new(json, "value", json_children(v));
	else if (v->kind == SYSCORD_VALUE_BYTES)
		err |= add_bytes(json, v);
	else if (v->number != raw)
		err |= json_object_set_new(json, "value", json_number(v->number));
	if (v->text)
		err |= json_object_set_new(json, "name", json_string(v->text));
	if (has_children(v) || v->kind == SYSCORD_VALUE_BYTES)
		err |= add_missing(json, v);
	if (v->before)
		err |= json_object_set_new(json, "before", json_arg(v->before, raw, false));
	if (err) {
		json_decref(json);
		return NULL;
	}
	return json;
}

/* Names are bytes that any program may choose */
static int set_name(json_t *json, const char *key, const char *name)
{
	size_t len = strnlen(name, SYSCORD_COMM_LEN);
	json_t *text = is_text((const uint8_t *)name, len) ? json_stringn(name, len) : NULL;
	char hex_key[32];

	if (text)
		return json_object_set_new(json, key, text);
	snprintf(hex_key, sizeof(hex_key), "%s_hex", key);
	return json_object_set_new(json, hex_key, json_hex((const uint8_t *)name, len));
}

static int set_number(json_t *json, const char *key, uint64_t number)
{
	return json_object_set_new(json, key, json_number(number));
}

static int set_text(json_t *json, const char *key, const char *text)
{
	return json_object_set_new(json, key, json_string(text));
}

static int set_head(json_t *json, const struct syscord_printer *printer,
		    const struct syscord_event *event, const char *type, const char *own_name)
{
	const struct syscord_record *rec = event->rec;
	time_t second = (time_t)(event->real_time / 1000000000);
	const struct syscord_proc *proc;
	char day[32], text[64];
	struct tm tm;
	int err = 0;

	err |= set_text(json, "type", type);
	err |= set_number(json, "time", rec->time);
	if (gmtime_r(&second, &tm) && strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm)) {
		snprintf(text, sizeof(text), "%s.%09uZ", day,
			 (unsigned int)(event->real_time % 1000000000));
		err |= set_text(json, "real_time", text);
	}
	if (rec->type != SYSCORD_IN_FLIGHT) { /* it was in no ring */
		err |= set_number(json, "cpu", event->cpu);
		err |= set_number(json, "seq", rec->seq);
	}
	err |= set_number(json, "pid", rec->pid);
	err |= set_number(json, "tid", rec->tid);
	proc = printer->procs ? syscord_procs_find(printer->procs, rec->tid) : NULL;
	if (proc && proc->ns_tid) {
		err |= set_number(json, "ns_pid", proc->ns_pid ? proc->ns_pid : rec->pid);
		err |= set_number(json, "ns_tid", proc->ns_tid);
	}
	if (own_name && own_name[0])
		err |= set_name(json, "comm", own_name);
	else if (proc && proc->comm[0])
		err |= set_name(json, "comm", proc->comm);
	if (rec->flags & SYSCORD_RECORD_LATE)
		err |= json_object_set_new(json, "late", json_true());
	if (rec->flags & SYSCORD_RECORD_PARTIAL)
		err |= json_object_set_new(json, "partial", json_true());
	if (rec->flags & SYSCORD_RECORD_CUT)
		err |= json_object_set_new(json, "cut", json_true());
	return err;
}

static int set_args(json_t *json, const struct syscord_decoded *d, bool has_raw)
{
	json_t *args = json_object();
	unsigned int i;
	int err = 0;

	for (i = 0; i < d->nargs && !err; i++)
		err |= json_object_set_new(args, d->args[i].name,
					   json_arg(&d->args[i], d->raw[i], has_raw));
	return err | json_object_set_new(json, "args", args);
}

static int set_result(json_t *json, const struct syscord_value *ret)
{
	int err = set_number(json, "ret", ret->number);

	return err | (ret->text ? set_text(json, "errno", ret->text) : 0);
}

static int set_call(json_t *json, const struct syscord_printer *printer,
		    const struct syscord_event *event)
{
	bool is_exec = event->rec->type == SYSCORD_EXEC;
	struct syscord_exec exec = { 0 };
	struct syscord_decoded d;
	int err;

	if (is_exec)
		syscord_record_body(event->rec, &exec, sizeof(exec));
	if (set_head(json, printer, event, is_exec ? "exec" : "call", exec.comm))
		return -1;
	err = syscord_decode(&d, event->rec);
	err |= set_text(json, "abi", syscord_abi_name(d.abi));
	err |= set_text(json, "syscall", d.name);
	if (!is_exec)
		err |= set_number(json, "nr", d.nr);
	err |= set_args(json, &d, !is_exec);
	err |= set_result(json, &d.ret);
	if (d.timed)
		err |= set_number(json, "duration", d.duration);
	if (d.restart)
		err |= json_object_set_new(json, "restart", json_true());
	if (is_exec) {
		err |= set_number(json, "uid", exec.uid);
		err |= set_number(json, "gid", exec.gid);
		err |= set_number(json, "old_tid", exec.old_tid);
	} else {
		err |= set_number(json, "pc", d.pc);
	}
	syscord_decode_end(&d);
	return err;
}

static int set_lost(json_t *json, const struct syscord_printer *printer,
		    const struct syscord_event *event)
{
	struct syscord_lost lost;
	int err;

	syscord_record_body(event->rec, &lost, sizeof(lost));
	err = set_head(json, printer, event, "lost", NULL);
	err |= set_number(json, "count", lost.count);
	err |= set_number(json, "first", lost.first);
	err |= set_number(json, "last", lost.last);
	if (event->cpu == SYSCORD_CPU_NONE)
		err |= json_object_set_new(json, "cpu", json_null());
	return err | json_object_set_new(json, "reasons", syscord_lost_json(lost.by_reason));
}

static int set_fork(json_t *json, const struct syscord_printer *printer,
		    const struct syscord_event *event)
{
	static const char *const names[] = { "files", "fs", "mm", "thread" };
	json_t *shared = json_array();
	struct syscord_fork fork;
	unsigned int i;
	int err;

	syscord_record_body(event->rec, &fork, sizeof(fork));
	err = set_head(json, printer, event, "fork", NULL);
	err |= set_number(json, "child_pid", fork.pid);
	err |= set_number(json, "child_tid", fork.tid);
	err |= set_number(json, "child_ns_tid", fork.ns_tid);
	err |= set_number(json, "child_ns_pid", fork.ns_pid);
	err |= set_name(json, "child_comm", fork.comm);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (fork.shared >> i & 1)
			err |= json_array_append_new(shared, json_string(names[i]));
	}
	return err | json_object_set_new(json, "shared", shared);
}

static int set_registers(json_t *json, const struct syscord_decoded *d)
{
	int err = set_text(json, "abi", syscord_abi_name(d->abi));

	err |= set_text(json, "syscall", d->name);
	err |= set_number(json, "nr", d->nr);
	return err | set_args(json, d, true);
}

static json_t *json_unreturned(const struct syscord_record *rec)
{
	json_t *json = json_object();
	struct syscord_decoded d;
	int err = syscord_decode(&d, rec);

	err |= set_registers(json, &d);
	syscord_decode_end(&d);
	if (err) {
		json_decref(json);
		return NULL;
	}
	return json;
}

static json_t *json_last_call(const struct syscord_proc *proc)
{
	json_t *json = json_object();
	struct syscord_value ret;
	char text[24];
	const char *name = syscord_call_text(proc->abi, proc->nr, text, sizeof(text));
	int err;

	syscord_decode_result(name, proc->ret, &ret);
	err = set_text(json, "abi", syscord_abi_name(proc->abi));
	err |= set_text(json, "syscall", name);
	err |= set_number(json, "nr", proc->nr);
	err |= set_result(json, &ret);
	if (err) {
		json_decref(json);
		return NULL;
	}
	return json;
}

static int set_exit(json_t *json, const struct syscord_printer *printer,
		    const struct syscord_event *event)
{
	const struct syscord_proc *proc =
		printer->procs ? syscord_procs_find(printer->procs, event->rec->tid) : NULL;
	struct syscord_exit ended;
	char text[24];
	int err;

	syscord_record_body(event->rec, &ended, sizeof(ended));
	err = set_head(json, printer, event, "exit", ended.comm);
	err |= set_number(json, "code", ended.code);
	if (ended.code & 0x7f) {
		err |= set_text(json, "signal",
				syscord_signal_text(ended.code & 0x7f, text, sizeof(text)));
		err |= json_object_set_new(json, "core", json_boolean(ended.code & 0x80));
	} else {
		err |= set_number(json, "status", ended.code >> 8 & 0xff);
	}
	if (ended.flags & SYSCORD_EXIT_IN_CALL)
		err |= json_object_set_new(json, "in_call", json_unreturned(event->rec));
	if (ended.code & 0x7f && proc && proc->called)
		err |= json_object_set_new(json, "last_call", json_last_call(proc));
	return err |
	       json_object_set_new(json, "group", json_boolean(ended.flags & SYSCORD_EXIT_GROUP));
}

static int set_signal(json_t *json, const struct syscord_printer *printer,
		      const struct syscord_event *event)
{
	static const char *const marks[] = { "fatal", "core", "stop" };
	struct syscord_signal signal;
	struct syscord_decoded d;
	unsigned int i;
	int err;

	syscord_record_body(event->rec, &signal, sizeof(signal));
	err = syscord_decode(&d, event->rec);
	err |= set_head(json, printer, event, "signal", NULL);
	err |= set_text(json, "signal", d.name);
	err |= set_number(json, "number", signal.signal);
	err |= json_object_set_new(json, "info", json_value(&d.args[0]));
	err |= set_text(json, "action", syscord_signal_action(&signal));
	err |= set_number(json, "handler", signal.handler);
	if (signal.handler > 1) {
		struct syscord_value flags = { 0 };

		syscord_value_flags(&d, &flags, SYSCORD_SET_sa_flags, signal.handler_flags);
		err |= json_object_set_new(json, "handler_flags", json_value(&flags));
	}
	for (i = 0; i < ARRAY_SIZE(marks); i++)
		err |= json_object_set_new(json, marks[i], json_boolean(signal.flags >> i & 1));
	syscord_decode_end(&d);
	return err;
}

static int set_in_flight(json_t *json, const struct syscord_printer *printer,
			 const struct syscord_event *event)
{
	struct syscord_in_flight call;
	struct syscord_decoded d;
	int err = syscord_decode(&d, event->rec);

	syscord_record_body(event->rec, &call, sizeof(call));
	err |= set_head(json, printer, event, "in_flight", call.comm);
	err |= set_registers(json, &d);
	if (d.timed) {
		err |= set_number(json, "since", call.since);
		err |= set_number(json, "age", d.duration);
	}
	err |= set_number(json, "pc", d.pc);
	syscord_decode_end(&d);
	return err;
}

static int set_rename(json_t *json, const struct syscord_printer *printer,
		      const struct syscord_event *event)
{
	struct syscord_rename name;
	int err;

	syscord_record_body(event->rec, &name, sizeof(name));
	err = set_head(json, printer, event, "rename", NULL);
	err |= set_number(json, "thread", name.tid);
	return err | set_name(json, "new_comm", name.comm);
}

static int set_pieces(json_t *json, const struct syscord_printer *printer,
		      const struct syscord_pieces *pieces)
{
	const struct syscord_event event = { &pieces->last, pieces->cpu, pieces->real_time };
	char text[24];
	int err = set_head(json, printer, &event, "content", NULL);

	err |= set_text(json, "abi", syscord_abi_name(pieces->abi));
	err |= set_text(json, "syscall",
			syscord_call_text(pieces->abi, pieces->nr, text, sizeof(text)));
	err |= set_number(json, "nr", pieces->nr);
	err |= set_number(json, "end", pieces->end);
	err |= set_number(json, "pieces", pieces->count);
	return err | set_number(json, "bytes", pieces->bytes);
}

int syscord_format_json_pieces(const struct syscord_printer *printer,
			       const struct syscord_pieces *pieces)
{
	json_t *json = json_object();
	int err = json ? set_pieces(json, printer, pieces) : -ENOMEM;

	if (!err && !json_dumpf(json, printer->out, JSON_COMPACT))
		putc_unlocked('\n', printer->out);
	json_decref(json);
	return err ? -ENOMEM : 0;
}

json_t *syscord_json_event(const struct syscord_printer *printer, const struct syscord_event *event)
{
	json_t *json = json_object();
	struct syscord_pieces one;
	int err;

	if (!json)
		return NULL;
	switch (event->rec->type) {
	case SYSCORD_CALL:
	case SYSCORD_EXEC:
		err = set_call(json, printer, event);
		break;
	case SYSCORD_LOST:
		err = set_lost(json, printer, event);
		break;
	case SYSCORD_FORK:
		err = set_fork(json, printer, event);
		break;
	case SYSCORD_EXIT:
		err = set_exit(json, printer, event);
		break;
	case SYSCORD_SIGNAL:
		err = set_signal(json, printer, event);
		break;
	case SYSCORD_RENAME:
		err = set_rename(json, printer, event);
		break;
	case SYSCORD_IN_FLIGHT:
		err = set_in_flight(json, printer, event);
		break;
	case SYSCORD_CONT:
		syscord_pieces_of(event, &one);
		err = set_pieces(json, printer, &one);
		break;
	default:
		err = set_head(json, printer, event, "unknown", NULL) |
		      set_number(json, "record_type", event->rec->type);
	}
	if (!err)
		return json;
	json_decref(json);
	return NULL;
}

int syscord_format_json(const struct syscord_printer *printer, const struct syscord_event *event)
{
	json_t *json = syscord_json_event(printer, event);

	if (!json)
		return -ENOMEM;
	if (!json_dumpf(json, printer->out, JSON_COMPACT))
		putc_unlocked('\n', printer->out);
	json_decref(json);
	return 0;
}
