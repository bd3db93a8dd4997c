/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A decoded record: a tree of values that every output format prints.
 *
 * Decoding is done once and knows nothing of how it will look; formats print
 * and know nothing of system calls. All memory belongs to the struct
 * syscord_decoded and lives until syscord_decode_end(); bytes point into the
 * record, which must outlive it.
 */
#ifndef SYSCORD_DECODE_H
#define SYSCORD_DECODE_H

#include "tools.h"

/* ---- flags.c: names of flag bits and values, rows of flags.def ---- */
enum syscord_set {
#define SET(set) SYSCORD_SET_##set,
#include "flags.def"
	SYSCORD_SET_COUNT
};

/* The name of a VAL row, of those that any ABI has and of those of one; NULL if there is none */
const char *syscord_flag_name(enum syscord_set set, uint64_t value);
const char *syscord_flag_name_on(enum syscord_set set, uint32_t abi, uint64_t value);
/* The name of the first FIELD row that matches, and its mask */
const char *syscord_flag_field(enum syscord_set set, uint64_t value, uint64_t *mask);
/*
 * Names joined by '|', what has none in hex at the end; no NUL is written.
 * Returns the length, 0 if `value` is 0 and that has no name.
 */
size_t syscord_flag_text(enum syscord_set set, uint32_t abi, uint64_t value, char *out,
			 size_t room);

/* ---- values ---- */
enum syscord_value_kind {
	SYSCORD_VALUE_INT, /* `number` is an int64_t */
	SYSCORD_VALUE_UINT,
	SYSCORD_VALUE_HEX,
	SYSCORD_VALUE_OCT,
	SYSCORD_VALUE_PTR, /* an address whose target is not known; 0 is NULL */
	SYSCORD_VALUE_BYTES, /* `bytes`, shown as a quoted string */
	SYSCORD_VALUE_STRUCT, /* children with names */
	SYSCORD_VALUE_ARRAY, /* children without */
};

#define SYSCORD_VALUE_TRUNCATED 0x01 /* there was more than was recorded */
#define SYSCORD_VALUE_FAULTED 0x02 /* `fault`: want - got - kept bytes could not be read */
#define SYSCORD_VALUE_HALF 0x08 /* part of the argument beside it: not shown in a line */
#define SYSCORD_VALUE_CONTENT 0x04 /* what was read or written, not what steers the call */
#define SYSCORD_VALUE_CONTINUED 0x10 /* `kept` more bytes are in records of their own */

struct syscord_value {
	const char *name; /* of the argument or the field; NULL in arrays */
	const char *text; /* shown in place of the number; NULL if it has none */
	uint64_t number; /* for a pointer's target: the pointer */
	const uint8_t *bytes;
	uint32_t got, kept, want; /* got + kept <= want, where there are bytes */
	uint8_t kind; /* enum syscord_value_kind */
	uint8_t flags; /* SYSCORD_VALUE_* */
	uint8_t fault; /* enum syscord_fault */
	struct syscord_value *child, *last, *next;
	struct syscord_value *before; /* what it was before the call, if that was recorded */
};

#define SYSCORD_CONTENTS_MAX 4

struct syscord_arena {
	struct syscord_arena_chunk *chunks;
	size_t used;
	_Alignas(16) char first[16384];
};

struct syscord_decoded {
	const struct syscord_record *rec;
	const struct syscord_call_desc *desc; /* NULL: not in the table */
	const struct syscord_variant_desc *variant; /* NULL: it has none for these arguments */
	const char *name; /* of the call, never NULL */
	const char *mark; /* name of the abi if it is not a machine's first one, else NULL */
	uint32_t abi; /* enum syscord_abi */
	uint32_t nr;
	int64_t result;
	uint64_t pc;
	uint64_t raw[6]; /* the registers */
	unsigned int nargs;
	unsigned int used; /* of nargs: those after it are not shown in a line */
	unsigned int word; /* bytes of a long on the record's abi */
	uint8_t part; /* enum syscord_part: which blob of the argument formats show */
	const struct syscord_blob_view *slice; /* what they show in its place, or NULL */
	struct syscord_value args[6];
	struct syscord_value ret; /* text: errno or other name */
	const char *message; /* of an error, or NULL */
	bool restart; /* the program never saw the result */
	bool timed; /* `duration` is known */
	uint64_t duration; /* ns */
	struct syscord_value *contents[SYSCORD_CONTENTS_MAX];
	unsigned int contents_count;
	int error; /* -ENOMEM if something is missing in the tree */
	struct syscord_arena arena;
};

/*
 * Of a record that was checked: SYSCORD_CALL, SYSCORD_EXEC, SYSCORD_SIGNAL (the name is
 * the signal's, the only argument its siginfo), SYSCORD_EXIT with SYSCORD_EXIT_IN_CALL
 * (the call that did not return: there is no result) or SYSCORD_IN_FLIGHT (none either, and
 * `duration` is how long the call has lasted). 0 or -ENOMEM; end it in any case.
 */
int syscord_decode(struct syscord_decoded *d, const struct syscord_record *rec);
void syscord_decode_end(struct syscord_decoded *d);
/* Gives `v` what argument `arg` of d->rec and d->desc held before the call, if it was recorded */
void syscord_decode_before(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg);
/*
 * A call's result: its errno's name, an address or a number; in `v`, which needs no
 * arena. True: no program sees this one, the kernel restarts the call.
 */
bool syscord_decode_result(const char *call, int64_t ret, struct syscord_value *v);

/* The name of a call, or "syscall_0x1a7" in `room` bytes at `out` */
const char *syscord_call_text(uint32_t abi, uint32_t nr, char *out, size_t room);
/* Makes `desc`, which may be NULL, and what d->raw says of it the call that is decoded */
void syscord_decode_choose(struct syscord_decoded *d, const struct syscord_call_desc *desc);
/* Argument `arg` of d->desc, which must have it */
void syscord_decode_known(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg);

/* "no such memory" and the like */
const char *syscord_fault_text(unsigned int fault);
/* What became of a signal: "handler", "default" or "ignored" */
const char *syscord_signal_action(const struct syscord_signal *signal);
/* "SIGKILL" or "SIGRT_3"; in `room` bytes at `out` if it needs making */
const char *syscord_signal_text(unsigned int signal, char *out, size_t room);

/* ---- decode_value.c: building the tree; a NULL parent makes a NULL child ---- */
void *syscord_arena_get(struct syscord_decoded *d, size_t len);
const char *syscord_text_dup(struct syscord_decoded *d, const char *text, size_t len);
const char *syscord_text_printf(struct syscord_decoded *d, const char *fmt, ...)
	SYSCORD_PRINTF(2, 3);
struct syscord_value *syscord_value_add(struct syscord_decoded *d, struct syscord_value *parent,
					const char *name, enum syscord_value_kind kind,
					uint64_t number);
void syscord_value_flags(struct syscord_decoded *d, struct syscord_value *v, enum syscord_set set,
			 uint64_t number);
void syscord_value_enum(struct syscord_decoded *d, struct syscord_value *v, enum syscord_set set,
			uint64_t number);
/* File type and permissions */
void syscord_value_mode(struct syscord_decoded *d, struct syscord_value *v, uint64_t mode);
/* As the kernel packs a device number for user space, and glibc takes it apart */
void syscord_value_dev(struct syscord_decoded *d, struct syscord_value *v, uint64_t dev);
/* The signals of a set, an element each */
void syscord_value_sigset(struct syscord_decoded *d, struct syscord_value *v, uint64_t set);
void syscord_value_bytes(struct syscord_value *v, const uint8_t *data, uint32_t got, uint32_t want);
/* Marks v with what is missing in the blob, or stands elsewhere */
void syscord_value_missing(const struct syscord_decoded *d, struct syscord_value *v,
			   const struct syscord_blob_view *blob);
void syscord_value_content(struct syscord_decoded *d, struct syscord_value *v);
/* Up to 8 bytes at `off`, little-endian; false if they are not all there */
bool syscord_get(const struct syscord_blob_view *blob, size_t off, size_t size, uint64_t *out);
/* They would look the same */
bool syscord_value_same(const struct syscord_value *a, const struct syscord_value *b);

/* ---- formats: one row of formats.def each ---- */
struct syscord_format_desc;
typedef void syscord_decode_fn(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			       const struct syscord_format_desc *format);

struct syscord_format_desc {
	const char *name;
	syscord_decode_fn *fn;
	unsigned int param; /* enum syscord_set, enum syscord_struct, ...: see formats.def */
};

/* Argument `arg` as another format shows it */
void syscord_decode_as(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
		       enum syscord_format format);

/* The blob that a format is to show: part d->part of the argument */
bool syscord_decode_find(const struct syscord_decoded *d, unsigned int arg,
			 struct syscord_blob_view *blob);
/* The same, and v is marked with what is missing in it; without one v is a mere pointer */
bool syscord_decode_data(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			 struct syscord_blob_view *blob);
/* If the argument has such a part, v, a pointer, becomes what that holds, in the format */
void syscord_decode_via(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			unsigned int part, enum syscord_format format);

/* v becomes what the bytes of `slice`, of argument `arg`, are in the format of a pointer */
void syscord_decode_slice(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			  const struct syscord_blob_view *slice, enum syscord_format format);

const char *syscord_format_name(enum syscord_format format);

/* decode_struct.c */
enum syscord_struct {
#define STRUCT(name, x86_64, i386, generic, arm) SYSCORD_STRUCT_##name,
#define LAYOUT(name, size)
#define F(...)
#define END
#include "structs.def"
#undef STRUCT
#undef LAYOUT
#undef F
#undef END
	SYSCORD_STRUCT_COUNT
};

size_t syscord_struct_size(enum syscord_struct id, uint32_t abi);
/* Children of v from the bytes at `off`; the blob is one of argument `arg` */
void syscord_struct_fields(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			   enum syscord_struct id, const struct syscord_blob_view *blob,
			   size_t off);
syscord_decode_fn syscord_fmt_struct, syscord_fmt_structs, syscord_fmt_either;
#define SYSCORD_EITHER(first, second) \
	((unsigned int)SYSCORD_STRUCT_##second << 16 | SYSCORD_STRUCT_##first)

/* decode_sockaddr.c; a NULL v is left alone */
void syscord_value_sockaddr(struct syscord_decoded *d, struct syscord_value *v, unsigned int arg,
			    const struct syscord_blob_view *blob);
void syscord_value_in6(struct syscord_decoded *d, struct syscord_value *v, const uint8_t *bytes);
syscord_decode_fn syscord_fmt_sockaddr, syscord_fmt_in_port, syscord_fmt_in_addr,
	syscord_fmt_in_addrs, syscord_fmt_eth_protocol;

/* decode_net.c */
syscord_decode_fn syscord_fmt_iovec, syscord_fmt_msghdr, syscord_fmt_mmsghdrs,
	syscord_fmt_sock_protocol, syscord_fmt_sockopt_name, syscord_fmt_sockopt_value;

/* decode_sub.c: a call that is made by way of another */
syscord_decode_fn syscord_fmt_subcall, syscord_fmt_subcall_number;

/* decode_scalar.c */
syscord_decode_fn syscord_fmt_dec, syscord_fmt_udec, syscord_fmt_hex, syscord_fmt_oct,
	syscord_fmt_ptr, syscord_fmt_dirfd, syscord_fmt_size, syscord_fmt_off, syscord_fmt_flags,
	syscord_fmt_open_flags, syscord_fmt_prot, syscord_fmt_enum, syscord_fmt_clone_flags,
	syscord_fmt_signal, syscord_fmt_clock, syscord_fmt_ioctl_request, syscord_fmt_mremap_flags,
	syscord_fmt_bpf_cmd,
	syscord_fmt_off_lo, syscord_fmt_off_pair, syscord_fmt_hex_pair, syscord_fmt_flags_pair,
	syscord_fmt_half, syscord_fmt_dev, syscord_fmt_mknod_mode, syscord_fmt_errno;

/* decode_signal.c: the siginfo_t of the record's abi; a signal record's, which is native */
syscord_decode_fn syscord_fmt_siginfo, syscord_fmt_siginfos;
void syscord_decode_signal(struct syscord_decoded *d);

/* decode_memory.c: what a pointer leads to, but no structure */
syscord_decode_fn syscord_fmt_str, syscord_fmt_strv, syscord_fmt_envp, syscord_fmt_bytes,
	syscord_fmt_u32p, syscord_fmt_s32p, syscord_fmt_fd_pair, syscord_fmt_fdset,
	syscord_fmt_sigset, syscord_fmt_wait_status, syscord_fmt_ioctl_arg, syscord_fmt_maps,
	syscord_fmt_numbers, syscord_fmt_gids, syscord_fmt_cpus, syscord_fmt_number,
	syscord_fmt_errnos, syscord_fmt_signals;

/* decode_dirent.c */
syscord_decode_fn syscord_fmt_dirents64, syscord_fmt_dirents, syscord_fmt_old_dirent;

#define SYSCORD_NUMBERS(kind, size) (SYSCORD_VALUE_##kind << 8 | (size))

/* decode_process.c */
syscord_decode_fn syscord_fmt_cap_data, syscord_fmt_signal_mask, syscord_fmt_ptrace_info;

/* decode_named.c */
syscord_decode_fn syscord_fmt_enump, syscord_fmt_flagsp, syscord_fmt_named_addr;

/* decode_choice.c: param: enum syscord_choice */
enum syscord_choice {
#define CHOICE(name, k) SYSCORD_CHOICE_##name,
#define WHEN(...)
#define WHEN_ON(...)
#define END
#include "choices.def"
#undef CHOICE
#undef WHEN
#undef WHEN_ON
#undef END
	SYSCORD_CHOICE_COUNT
};

syscord_decode_fn syscord_fmt_choice;
/* decode_trace.c: IPC, security and tracing, where rows do not say it */
syscord_decode_fn syscord_fmt_mode_flags, syscord_fmt_msgbuf, syscord_fmt_enums,
	syscord_fmt_perf_event_attr, syscord_fmt_perf_query_bpf, syscord_fmt_lsm_ctxs;

#endif /* SYSCORD_DECODE_H */
