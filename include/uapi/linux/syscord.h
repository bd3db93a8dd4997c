/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The ABI of /dev/syscord: the one page that the module and the tools both read.
 *
 * The contract
 * ------------
 *
 *  - All integers are little-endian on every supported machine, of fixed width
 *    and naturally aligned; there is no padding that is not named.  The layout
 *    is the same for 32-bit and 64-bit callers, so there is no compat ioctl.
 *
 *  - Each ioctl structure starts with `size`, the caller's sizeof().  A kernel
 *    that knows more reads the missing tail as zero; a caller that knows more
 *    gets E2BIG unless its tail is zero.  Fields named `reserved` must be zero
 *    and flags that are not defined must be clear, or the call gives EINVAL.
 *
 *  - A record is parsed without any table: header, `body` bytes of a structure
 *    that depends on `type`, then `blobs` blobs up to `len`.  A reader skips
 *    types that it does not know and ignores body bytes past those it knows.
 *
 *  - Nothing is lost silently.  Sequence numbers of a ring count attempted
 *    records; a record of type SYSCORD_LOST stands for the numbers that it
 *    covers, so that attempted = read + lost can be checked from the stream.
 *    What was written over (SYSCORD_ON_FULL_OVERWRITE) has no such record: its
 *    numbers are those before the oldest record that is there.
 */
#ifndef _UAPI_LINUX_SYSCORD_H
#define _UAPI_LINUX_SYSCORD_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define SYSCORD_ABI_VERSION	1
#define SYSCORD_DEVICE		"/dev/syscord"
#define SYSCORD_NAME_LEN	32	/* of a session, with its NUL */
#define SYSCORD_COMM_LEN	16	/* TASK_COMM_LEN, with its NUL */
#define SYSCORD_SESSIONS_MAX	16
#define SYSCORD_SESSION_DEFAULT	"default"
#define SYSCORD_SIGINFO_LEN	48	/* of struct siginfo: all that signals use */
#define SYSCORD_CGROUP_LEVELS	16

/* ---- records -------------------------------------------------------------
 *
 *   +--------+-------------+--------+------+--------+------+-----
 *   | header | body        | blob 0 | data | blob 1 | data | ...
 *   | 32     | body bytes  | 16     | got  |        |      |
 *   +--------+-------------+--------+------+--------+------+-----
 *   0        32            32+body         data is padded with zeros to 8
 */
#define SYSCORD_RECORD_ALIGN	8
#define SYSCORD_RECORD_MAX	65536

enum syscord_record_type {
	SYSCORD_CALL		= 1,	/* a system call returned */
	SYSCORD_LOST		= 2,	/* records that were lost, mostly for want of room */
	SYSCORD_FORK		= 3,	/* written by the parent */
	SYSCORD_EXEC		= 4,	/* a successful execve or execveat */
	SYSCORD_EXIT		= 5,	/* a thread ended */
	SYSCORD_RENAME		= 6,	/* a thread changed its name */
	SYSCORD_SIGNAL		= 7,	/* a signal was delivered */
	SYSCORD_IN_FLIGHT	= 8,	/* a call that has not returned: never in a ring */
	SYSCORD_CONT		= 9,	/* content that a call's own record has no room for */
	SYSCORD_POLICY		= 10,	/* reserved: filter or policy changed */
};

struct syscord_record {
	__u32 len;	/* bytes, all included; multiple of 8; <= SYSCORD_RECORD_MAX */
	__u16 type;	/* enum syscord_record_type */
	__u16 flags;	/* SYSCORD_RECORD_* */
	__u64 time;	/* CLOCK_BOOTTIME in ns at the reservation; never decreases in a ring */
	__u32 seq;	/* low 32 bits of the ring's count of attempted records */
	__u32 pid;	/* thread group, in the initial pid namespace */
	__u32 tid;	/* thread, in the initial pid namespace */
	__u16 body;	/* bytes between this header and the first blob; multiple of 8 */
	__u16 blobs;	/* number of blobs */
};

#define SYSCORD_RECORD_LATE	0x0001	/* written later than it happened, see SYSCORD_ARG_TIME */
#define SYSCORD_RECORD_RESTART	0x0002	/* the program never saw this result: the call restarts */
#define SYSCORD_RECORD_PARTIAL	0x0004	/* memory that had to be read later could not be: no deferred
					 * path was to be had, or the task was gone by then */
#define SYSCORD_RECORD_TIMED	0x0008	/* SYSCORD_CALL: a u64 follows the arguments, see there */
#define SYSCORD_RECORD_CUT	0x0010	/* blobs are missing: there was no room for more of them */

/* Calling conventions. x32 calls are recorded raw under their own value. */
enum syscord_abi {
	SYSCORD_ABI_UNKNOWN	= 0,
	SYSCORD_ABI_X86_64	= 1,
	SYSCORD_ABI_I386	= 2,
	SYSCORD_ABI_X32		= 3,
	SYSCORD_ABI_ARM64	= 4,
	SYSCORD_ABI_ARM		= 5,
	SYSCORD_ABI_RISCV64	= 6,
	SYSCORD_ABI_COUNT	= 7,
};

/*
 * SYSCORD_CALL. The arguments are what the registers held when the call was
 * made. `args` has `nargs` elements: as many as the table gives the call, all
 * six for a call that the table does not know. With SYSCORD_RECORD_TIMED a u64
 * follows the last of them: ns from the call's entry to its return.
 */
struct syscord_call {
	__s64 ret;	/* what the kernel returned; -4095..-1 is an error, and all else
			 * of a 32-bit call is from 0 to 2^32 - 4096 */
	__u64 pc;	/* user program counter after the call */
	__u32 nr;	/* number on `abi`; x32's without the marker bit */
	__u8 abi;	/* enum syscord_abi */
	__u8 nargs;
	__u16 reserved;
	__u64 args[];
};

/* Why a record or a part of one was lost: index into every by_reason[] */
enum syscord_lost_reason {
	SYSCORD_LOST_FULL	= 0,	/* no room in the ring, or it is frozen */
	SYSCORD_LOST_TOO_LARGE	= 1,	/* more than SYSCORD_RECORD_MAX */
	SYSCORD_LOST_CONSUMER	= 2,	/* the consumer position was not a valid one */
	SYSCORD_LOST_NO_MEMORY	= 3,	/* it had to be written later, and nothing was free for that */
	SYSCORD_LOST_WAIT	= 4,	/* waited for room, and had none when the session gave up, when
					 * the reader left, or after the task was killed */
	SYSCORD_LOST_OVERWRITTEN = 5,	/* SYSCORD_ON_FULL_OVERWRITE: newer ones took its place */
	SYSCORD_LOST_STOPPED	= 6,	/* waited for room when the session stopped */
	SYSCORD_LOST_FAULT	= 7,	/* an exec's task was gone before its memory could be read */
	SYSCORD_LOST_REASONS	= 8,
};

/*
 * SYSCORD_LOST. Its header's `seq` is the first sequence number that it stands
 * for; the next record has seq + count. It uses up no number of its own.
 */
struct syscord_lost {
	__u64 count;
	__u64 first;	/* ns, as header.time: of the first and the last lost record */
	__u64 last;
	__u64 by_reason[SYSCORD_LOST_REASONS];
};

/* SYSCORD_FORK: the header names the parent, this the child. */
struct syscord_fork {
	__u32 pid;	/* of the child, initial pid namespace */
	__u32 tid;
	__u32 ns_tid;	/* of the child in its own pid namespace */
	__u32 shared;	/* SYSCORD_SHARES_* */
	char comm[SYSCORD_COMM_LEN];
	__u32 ns_pid;	/* thread group of the child in its own pid namespace */
	__u32 reserved;
};

#define SYSCORD_SHARES_FILES	0x01
#define SYSCORD_SHARES_FS	0x02
#define SYSCORD_SHARES_MM	0x04
#define SYSCORD_SHARES_THREAD	0x08	/* same thread group */

/*
 * SYSCORD_EXEC stands for the call itself, which has no SYSCORD_CALL record
 * when it succeeds (its registers are gone, and not every kernel reports it).
 * Blobs: SYSCORD_ARG_EXE, _CWD, _ARGV, _MAPS and _ENVP. They are read before the first
 * instruction of the new program.
 */
struct syscord_exec {
	__u32 old_tid;	/* of the thread that called; differs if it was not the leader */
	__u32 uid;	/* effective, initial user namespace */
	__u32 gid;
	__u32 abi;	/* enum syscord_abi of the new program */
	char comm[SYSCORD_COMM_LEN];
};

/*
 * SYSCORD_EXIT. With SYSCORD_EXIT_IN_CALL, `nr` is the call that the thread ended
 * in: exit and exit_group, which never return, or the one that a deadly signal
 * cut short, where the kernel still tells (x86-64 does; arm64 and riscv64 wind the
 * registers back before they take the signal).
 */
struct syscord_exit {
	__u32 code;	/* as wait(2) reports it */
	__u32 flags;	/* SYSCORD_EXIT_* */
	char comm[SYSCORD_COMM_LEN];
	__u32 nr;
	__u32 abi;	/* enum syscord_abi */
	__u64 args[6];
};

#define SYSCORD_EXIT_GROUP	0x01	/* the last thread of its group */
#define SYSCORD_EXIT_IN_CALL	0x02	/* nr, abi and args are given */

/* SYSCORD_RENAME */
struct syscord_rename {
	__u32 tid;	/* whose name; not always the header's, who did it */
	__u32 pid;
	char comm[SYSCORD_COMM_LEN];
};

/*
 * SYSCORD_SIGNAL: the header's thread is about to act on a signal.
 */
struct syscord_signal {
	__u32 signal;
	__u32 flags;	/* SYSCORD_SIGNAL_* */
	__u64 handler;	/* address in user space; 0: the default action, 1: ignored */
	__u64 handler_flags;	/* SA_* */
	/*
	 * The first bytes of the siginfo_t of a native 64-bit program, whatever the
	 * thread's ABI: si_signo, si_errno, si_code, 4 bytes of padding, then what
	 * si_code says.
	 */
	__u8 info[SYSCORD_SIGINFO_LEN];
};

#define SYSCORD_SIGNAL_FATAL	0x01	/* it ends the process */
#define SYSCORD_SIGNAL_CORE	0x02	/* and is one that dumps core */
#define SYSCORD_SIGNAL_STOP	0x04	/* it stops the process */

/*
 * SYSCORD_CONT: a piece of content, when the policy's snaplen is unlimited and the call's
 * own record, which comes after the last piece, has no room for all of it. The header's
 * thread, `end` and `blob` say of which blob it is. One blob follows: its `arg`, `part`,
 * `want` are those of the one that it continues, its `got` bytes stand at `offset`.
 */
struct syscord_cont {
	__u64 end;	/* the call's SYSCORD_ARG_TIME */
	__u64 offset;	/* bytes of the content that are before these */
	__u32 nr;	/* as in struct syscord_call */
	__u8 abi;
	__u8 reserved;
	__u16 blob;	/* index of the blob that it continues, in the call's record */
};

/*
 * SYSCORD_ARG_CONT: one for each blob of the record that is flagged CONTINUED, in their
 * order. Of its `want` bytes the first `got` stand in the record, the next `kept` in SYSCORD_CONT
 * records, and what is left was not kept: then the blob is TRUNCATED or FAULTED, too.
 */
struct syscord_continued {
	__u32 blob;	/* index in this record */
	__u32 reason;	/* enum syscord_fault, if a piece could not be read */
	__u64 kept;
};

/*
 * SYSCORD_IN_FLIGHT: the header's thread was inside a call at header.time. No ring has
 * such records: the tools make them from /proc when a recording stops and at a snapshot,
 * with 0 for a sequence number.
 */
struct syscord_in_flight {
	__u64 since;	/* ns, as header.time: when it entered the call; 0: not known */
	__u64 pc;	/* of user space, after the call */
	__u32 nr;	/* as in struct syscord_call */
	__u8 abi;
	__u8 nargs;
	__u16 reserved;
	char comm[SYSCORD_COMM_LEN];
	__u64 args[6];
};

/* ---- blobs: bytes that the call took from or gave to user memory ---------- */
struct syscord_blob {
	__u8 arg;	/* argument 0..5, or SYSCORD_ARG_* */
	__u8 part;	/* enum syscord_part */
	__u16 flags;	/* SYSCORD_BLOB_* */
	__u32 want;	/* bytes that there were */
	__u32 got;	/* bytes that follow; without TRUNCATED, FAULTED and CONTINUED, got == want */
	__u32 reason;	/* enum syscord_fault if FAULTED, else 0 */
};

#define SYSCORD_ARG_SUB		0x40	/* + n: argument n of a call made by way of this one, as
					 * by i386's socketcall, ipc, old mmap and select */
#define SYSCORD_ARG_TIME	0x80	/* u64, of a LATE record: when the call ended, or what else it
					 * tells of happened; ns as header.time */
#define SYSCORD_ARG_EXE		0x81	/* path of the executable */
#define SYSCORD_ARG_ARGV	0x82	/* argument strings, each with its NUL */
#define SYSCORD_ARG_CWD		0x83	/* path */
#define SYSCORD_ARG_MAPS	0x84	/* struct syscord_map, one after the other */
#define SYSCORD_ARG_ENVP	0x85	/* environment strings, each with its NUL */
#define SYSCORD_ARG_CONT	0x86	/* struct syscord_continued, one after the other */

enum syscord_part {
	SYSCORD_PART_DATA	= 0,	/* what the argument points to; of an array of messages
					   one blob each, the other parts of each behind it */
	SYSCORD_PART_IOVEC	= 1,	/* an array of iovecs, as in memory */
	SYSCORD_PART_CONTENT	= 2,	/* what the iovecs point to, joined */
	SYSCORD_PART_NAME	= 3,	/* msg_name */
	SYSCORD_PART_CONTROL	= 4,	/* msg_control */
	SYSCORD_PART_LENGTH	= 5,	/* the u32 behind a length pointer, after the call */
	SYSCORD_PART_VIA	= 16,	/* + n, n < 6: what a pointer in DATA leads to; which of
					   them, the call's row says */
};

#define SYSCORD_BLOB_TRUNCATED	0x0001	/* cut by snaplen or by the record's limit */
#define SYSCORD_BLOB_FAULTED	0x0002	/* user memory could not be read; `reason` */
#define SYSCORD_BLOB_LATE	0x0004	/* read on the deferred path */
#define SYSCORD_BLOB_BEFORE	0x0008	/* held before the call (SYSCORD_POLICY_F_ENTRY) */
#define SYSCORD_BLOB_OUT	0x0010	/* written by the kernel; else read by it */
#define SYSCORD_BLOB_CONTINUED	0x0020	/* goes on in SYSCORD_CONT records: SYSCORD_ARG_CONT */

enum syscord_fault {
	SYSCORD_FAULT_NONE	= 0,
	SYSCORD_FAULT_BAD	= 1,	/* no such memory */
	SYSCORD_FAULT_BUSY	= 2,	/* not resident, and not to be had: no deferred path, no
					 * memory, or the task was killed */
	SYSCORD_FAULT_USERFAULT	= 3,	/* guarded by userfaultfd, never faulted in */
};

/* SYSCORD_ARG_MAPS: padded to 8 after the path */
struct syscord_map {
	__u64 start;
	__u64 end;
	__u64 offset;	/* bytes into the file */
	__u64 inode;
	__u32 major;
	__u32 minor;
	__u32 prot;	/* PROT_*; 0x80 if shared */
	__u32 path_len;	/* bytes that follow, no NUL; 0 for anonymous memory */
};

#define SYSCORD_MAP_SHARED	0x80

/* ---- rings ---------------------------------------------------------------
 *
 * One for each CPU of a session, mapped from the file that is attached to the
 * session. CPU n's starts at file offset n << SYSCORD_RING_SHIFT:
 *
 *   page 0    struct syscord_consumer   the reader's; PROT_READ|PROT_WRITE
 *   page 1    struct syscord_producer   the kernel's; PROT_READ
 *   page 2..  data, twice in a row      the kernel's; PROT_READ
 *
 * Pages are of the system's page size. Page 0 is mapped by itself, or the whole
 * is mapped with PROT_READ: a writable mapping of more gives EPERM.
 *
 * Positions count bytes from the session's start and never wrap; a record is at
 * data[pos & (size - 1)] and, thanks to the second mapping, contiguous. Records
 * in [consumer.pos, producer.pos) are complete.
 *
 *   kernel                                reader
 *   write record                          p = load_acquire(producer.pos)
 *   store_release(producer.pos) --------> read records up to p
 *   load_acquire(consumer.pos) <--------- store_release(consumer.pos)
 *   write only into freed bytes
 *
 * With SYSCORD_ON_FULL_WAIT tasks may sleep until bytes are freed:
 *
 *   waiters = n                           store(consumer.pos)
 *   full barrier                          full barrier
 *   load(consumer.pos), sleep if full     if load(producer.waiters): SYSCORD_IOC_KICK
 *
 * With SYSCORD_ON_FULL_OVERWRITE the consumer position means nothing. The kernel frees
 * the oldest records by itself, and whoever copies discards what was overtaken:
 *
 *   store(producer.tail)                  t = load_acquire(producer.tail), p = load_acquire(producer.pos)
 *   write barrier                         copy [t, p)
 *   write into freed bytes                read barrier
 *                                         what lies below load(producer.tail) now is no good
 *
 * A tail is always where a record begins.
 *
 * A consumer position that lies outside [producer.pos - size, producer.pos] or is
 * no multiple of 8 frees nothing: records are then lost with the reason SYSCORD_LOST_CONSUMER.
 */
#define SYSCORD_RING_SHIFT	32

struct syscord_consumer {
	__u64 pos;
};

struct syscord_producer {
	__u64 pos;
	__u64 attempted;	/* records; the next record's sequence number */
	__u64 lost[SYSCORD_LOST_REASONS];
	__u64 size;		/* bytes of data; a power of two */
	__u64 session;		/* syscord_attach.id */
	__u32 cpu;
	__u32 waiters;		/* not 0: SYSCORD_IOC_KICK is wanted when bytes have been freed */
	__u64 tail;		/* position of the oldest record, where they are overwritten; else 0 */
};

/* ---- filter context ------------------------------------------------------
 *
 * What a filter program sees: classic BPF, BPF_LD|BPF_W|BPF_ABS at the offsets
 * below, aligned to 4. A program returns 0 to leave the record out. 64-bit
 * values are two words, the low one first.
 *
 * Names hold their bytes up to the NUL and zeros after it.
 */
struct syscord_filter_data {
	__u32 pid;
	__u32 tid;
	__u32 abi;		/* enum syscord_abi */
	__u32 nr;		/* on that abi; 0xffffffff in a record that is no call */
	__u64 ret;
	__u32 class;		/* SYSCORD_CLASS_*; 0 if unknown */
	__u32 followed;		/* 1 if in the session's followed set */
	__u32 ppid;		/* thread group of the parent */
	__u32 uid;		/* effective, initial user namespace */
	__u32 gid;
	__u32 reserved;
	__u64 cgroup;		/* id of the v2 cgroup: the inode of its directory */
	__u64 args[6];
	char comm[SYSCORD_COMM_LEN];
	char proc_name[SYSCORD_COMM_LEN];
	char parent_proc_name[SYSCORD_COMM_LEN];
	/* ids from the root down to `cgroup` itself; 0 below that */
	__u64 cgroups[SYSCORD_CGROUP_LEVELS];
};

/* Classes: what a call does, as the thesis has it. */
#define SYSCORD_CLASS_RS	0x01	/* reads status */
#define SYSCORD_CLASS_WS	0x02	/* writes status */
#define SYSCORD_CLASS_RC	0x04	/* reads content */
#define SYSCORD_CLASS_WC	0x08	/* writes content */

/* ---- ioctls --------------------------------------------------------------
 *
 * Opening the device needs CAP_SYS_PTRACE in the initial user namespace. Rights
 * are asked for there and nowhere else: who is passed an open file, or keeps it when
 * he gives up his rights, may do all that follows. A new file is attached to no
 * session; SYSCORD_IOC_ATTACH attaches it, once. Except INFO and SESSIONS all others
 * act on the attached session, else ENOTCONN.
 *
 * Common errors: EFAULT bad pointer (if it was the answer that could not be stored,
 * the request was carried out); EINVAL a size (8 .. 4096), flag, enum or reserved
 * field; E2BIG a tail that this kernel does not know; ENOTTY no such ioctl; ENOMEM;
 * EINTR killed while it waited for another request.
 *
 * poll: EPOLLIN at the policy's watermark, or when something was lost or waits for room
 * (never where records are overwritten); EPOLLPRI when the trigger has fired and
 * SYSCORD_IOC_FETCHED has not been called since; EPOLLHUP when the session has ended;
 * EPOLLERR before the file is attached. mmap needs a file that is open for reading and
 * writing, and is the reader's (else EACCES: any other attached file may map what is behind
 * the consumer page of a session that overwrites); ENXIO: the CPU has no ring; EINVAL: not
 * in a ring, or not MAP_SHARED; EPERM: PROT_EXEC, or PROT_WRITE for more than the consumer
 * page.
 */

struct syscord_info {
	__u32 size;
	__u32 abi_version;	/* SYSCORD_ABI_VERSION */
	__u32 cpus;		/* CPU numbers are below this */
	__u32 sessions;		/* that exist */
	__u64 memory_limit;	/* bytes for all rings together */
	__u64 memory_used;
	__u32 native_abi;	/* enum syscord_abi */
	__u32 reserved;
	char version[32];	/* of the module */
};

/*
 * Attach the file to the session of that name. Errors: ENOENT no such session
 * and no CREATE; EEXIST a PRIVATE name is taken; ENOSPC SYSCORD_SESSIONS_MAX
 * sessions exist; EBUSY with READER, another reader is attached; EISCONN the
 * file is attached already.
 */
struct syscord_attach {
	__u32 size;
	__u32 flags;		/* SYSCORD_ATTACH_* */
	char name[SYSCORD_NAME_LEN];
	__u64 id;		/* out: differs each time that the rings are made anew */
	__u64 reserved;
};

#define SYSCORD_ATTACH_CREATE	0x01	/* make it if it does not exist */
#define SYSCORD_ATTACH_PRIVATE	0x02	/* new, and ends when this file is closed */
#define SYSCORD_ATTACH_READER	0x04	/* this file may map the rings and be polled */

/*
 * Policy. If SET changes ring_bytes or on_full, the rings are thrown away, with what is
 * unread and a trigger that has fired; EBUSY while the session records or a deferred
 * record is pending. The rest may change at any time.
 */
struct syscord_policy {
	__u32 size;
	__u32 flags;		/* SYSCORD_POLICY_F_* */
	__u64 ring_bytes;	/* for each CPU; power of two, SYSCORD_RING_MIN .. _MAX */
	__u32 snaplen;		/* bytes of content for each blob; 0: lengths only; more than a
				 * record holds: as much as fits; SYSCORD_SNAPLEN_UNLIMITED: all,
				 * what does not fit in SYSCORD_CONT records */
	__u32 profile;		/* enum syscord_profile */
	__u32 on_full;		/* enum syscord_on_full */
	__u32 watermark;	/* wake the reader at this many unread bytes; 0: ring_bytes / 4;
				 * at most ring_bytes / 2 */
	__u32 stack;		/* reserved */
	__u32 stack_bytes;	/* reserved */
	__u32 trigger;		/* SYSCORD_TRIGGER_*: what fires it, beside SYSCORD_IOC_TRIGGER */
	__u32 after;		/* ms: how long recording goes on after the trigger */
	__u64 before;		/* bytes of each ring that a snapshot has; 0: all. For the tools. */
	__u64 reserved[1];
};

#define SYSCORD_POLICY_F_NO_STATE 0x01	/* STATE calls obey `call` like all others */
/*
 * Calls are watched from their entry: records are SYSCORD_RECORD_TIMED, and what the
 * call was given in arguments that it writes to stands in blobs flagged BEFORE.
 */
#define SYSCORD_POLICY_F_ENTRY	0x02

enum syscord_profile {
	SYSCORD_PROFILE_ALL	= 0,	/* every call */
	SYSCORD_PROFILE_EFFECTS	= 1,	/* RS, RC; WS that failed; WC never */
};

/*
 * A record that finds its ring full is, with
 *
 * DROP       counted.
 * WAIT       finished before its task returns to user mode: there the task sleeps until
 *            the reader has made room. Only while a reader is attached, half a second at most
 *            once it is killed, and SYSCORD_WAIT_MS at most: then the session gives up, which
 *            lets all go who wait, and records are dropped until the next SYSCORD_IOC_KICK or
 *            reader. A process that has the device open, or used it last, never waits.
 * OVERWRITE  written over the oldest ones (a flight recorder). When the trigger has
 *            fired and no reader is attached, that ends after `after` ms: the rings are
 *            frozen, and records that find no room are dropped, until SYSCORD_IOC_FETCHED.
 */
enum syscord_on_full {
	SYSCORD_ON_FULL_DROP	= 0,
	SYSCORD_ON_FULL_WAIT	= 1,
	SYSCORD_ON_FULL_OVERWRITE = 2,
};

#define SYSCORD_WAIT_MS		5000

#define SYSCORD_TRIGGER_CORE	0x01	/* a task that `task` admits dies by a signal that dumps core */
#define SYSCORD_TRIGGER_FILTER	0x02	/* a recorded call that the trigger's program admits */
#define SYSCORD_TRIGGER_ASKED	0x80	/* SYSCORD_IOC_TRIGGER; always, not for policies */

#define SYSCORD_SNAPLEN_UNLIMITED 0xffffffffU
#define SYSCORD_SNAPLEN_DEFAULT	256
#define SYSCORD_RING_DEFAULT	(4U << 20)
#define SYSCORD_RING_MIN	(64U << 10)
#define SYSCORD_RING_MIN_OVERWRITE (256U << 10)
#define SYSCORD_RING_MAX	(1U << 30)

/*
 * Filter. `call` decides on calls; `task`, which must depend on the task alone,
 * decides on all other records and on calls whose row says STATE. A program of
 * length 0 admits everything. `text` is kept for GET.
 *
 * With SYSCORD_FILTER_TRIGGER it is the trigger's: `call` is its program, asked about each
 * call that is recorded, `task_len` is 0; a length of 0 is none. It fires only where the policy
 * has SYSCORD_TRIGGER_FILTER.
 *
 * SET, errors: EINVAL a program that the checker refuses; ENAMETOOLONG text
 * over SYSCORD_FILTER_TEXT_MAX. GET fills the text up to text_len and stores
 * what it needed there; lengths and pointers of the programs must be 0.
 */
struct syscord_filter {
	__u32 size;
	__u32 flags;		/* SYSCORD_FILTER_* */
	__u32 call_len;		/* in struct sock_filter, at most BPF_MAXINSNS */
	__u32 task_len;
	__u64 call;		/* struct sock_filter * */
	__u64 task;
	__u64 text;		/* char *, without a NUL */
	__u32 text_len;
	__u32 data_size;	/* sizeof(struct syscord_filter_data) that it was compiled for */
};

#define SYSCORD_FILTER_TEXT_MAX	65536

/*
 * A task that `task` admits joins the followed set when it forks, executes a
 * program or changes its name. The programs must say for themselves that followed
 * tasks are wanted.
 */
#define SYSCORD_FILTER_FOLLOW	0x01
#define SYSCORD_FILTER_TRIGGER	0x02	/* GET and SET the trigger's program instead */

/*
 * Add to the followed set. Descendants join by themselves. Errors: ESRCH.
 */
struct syscord_follow {
	__u32 size;
	__u32 flags;		/* SYSCORD_FOLLOW_* */
	__s32 pid;		/* in the caller's pid namespace; 0: the caller */
	__u32 reserved;
};

#define SYSCORD_FOLLOW_ON_EXEC	0x01	/* from its next successful exec on */
#define SYSCORD_FOLLOW_THREADS	0x02	/* all threads of the group */

/*
 * Who is followed, and since when they are in their present call. With
 * SYSCORD_TASKS_FOLLOWED the array is filled with the followed set, as it is, or after a
 * stop as it was then, until the next FOLLOW, START or RESET; without, the tids in it are
 * looked up. `since` is 0 if the thread is in no call or entries are not watched. After a
 * session that watched them has stopped it is told as long as the thread has not run again.
 * A thread was in one call between two requests, and /proc said which, if both gave it the
 * same `call` and a `since`.
 * Errors: EFAULT the array; EINVAL more than SYSCORD_TASKS_MAX elements.
 */
struct syscord_tasks {
	__u32 size;
	__u32 flags;		/* SYSCORD_TASKS_* */
	__u32 count;		/* in: elements of the array; out: of the set, may be more */
	__u32 reserved;
	__u64 array;		/* struct syscord_task * */
};

#define SYSCORD_TASKS_FOLLOWED	0x01
#define SYSCORD_TASKS_MAX	65536

struct syscord_task {
	__u32 tid;		/* initial pid namespace */
	__u32 call;		/* out: not the same in two calls of a thread */
	__u64 since;		/* ns, as record.time */
};

struct syscord_status {
	__u32 size;
	__u32 flags;		/* out: SYSCORD_STATUS_*; in: SYSCORD_STATUS_COUNT or 0 */
	char name[SYSCORD_NAME_LEN];
	__u64 id;
	__s32 reader;		/* pid of the reader in the caller's namespace; 0: none */
	__u32 followed;		/* tasks */
	__u32 pending;		/* deferred records that are not written yet */
	__u32 rings;		/* in: room at ring_array; out: rings that exist */
	__u64 ring_array;	/* struct syscord_ring_status *, or 0 */
	__u64 lost_outside;	/* records lost without a ring: the CPU had none, or it was too late */
	__u64 deferred;		/* records that took the deferred path, so far */
	__u64 entry_missed;	/* calls recorded without the entry, or a part of it, that was asked for */
	__u64 waits;		/* records that had to wait for room, so far */
	__u64 triggers;		/* times that the trigger has fired */
	__u64 trigger_time;	/* of the first one since SYSCORD_IOC_FETCHED, ns as record.time */
	__u32 trigger_why;	/* SYSCORD_TRIGGER_*, one of them; 0: none since */
	__u32 trigger_pid;	/* who it was about, initial pid namespace */
	__u32 trigger_tid;
	__u32 waiting;		/* tasks that wait for room now */
	char trigger_comm[SYSCORD_COMM_LEN];
	__u64 reserved[1];
	struct syscord_policy policy;
};

#define SYSCORD_STATUS_RECORDING 0x01
#define SYSCORD_STATUS_JITED	0x02	/* both filter programs are native code */
#define SYSCORD_STATUS_PRIVATE	0x04
#define SYSCORD_STATUS_FILTER	0x08	/* a filter is set */
#define SYSCORD_STATUS_PARAMS	0x10	/* the module parameters select too */
#define SYSCORD_STATUS_FOLLOW	0x20	/* the filter has SYSCORD_FILTER_FOLLOW */
#define SYSCORD_STATUS_FROZEN	0x40	/* the trigger's time is over, and nobody has fetched the rings */
#define SYSCORD_STATUS_TRIGGER	0x80	/* a trigger's program is set */
#define SYSCORD_STATUS_GAVE_UP	0x100	/* waiting is off until the reader frees bytes */
#define SYSCORD_STATUS_COUNT	0x80000000U /* count the unread records, which takes time */

struct syscord_ring_status {
	__u32 cpu;
	__u32 flags;		/* SYSCORD_RING_ONLINE */
	__u64 size;
	__u64 producer;		/* positions */
	__u64 consumer;
	__u64 attempted;
	__u64 lost[SYSCORD_LOST_REASONS];
	__u64 tail;		/* as in the producer page */
	__u64 unread;		/* records in the ring, LOST ones not counted; ~0: not counted */
};

#define SYSCORD_RING_ONLINE	0x01

/* Names of the sessions, in no special order. */
struct syscord_sessions {
	__u32 size;
	__u32 count;		/* out */
	char name[SYSCORD_SESSIONS_MAX][SYSCORD_NAME_LEN];
};

struct syscord_fetched {
	__u32 size;
	__u32 reserved;
	__u64 triggers;
};

#define SYSCORD_IOC_MAGIC	0xE5
#define SYSCORD_IOC_INFO	_IOWR(SYSCORD_IOC_MAGIC, 0x00, struct syscord_info)
#define SYSCORD_IOC_SESSIONS	_IOWR(SYSCORD_IOC_MAGIC, 0x01, struct syscord_sessions)
#define SYSCORD_IOC_ATTACH	_IOWR(SYSCORD_IOC_MAGIC, 0x02, struct syscord_attach)
#define SYSCORD_IOC_POLICY_GET	_IOWR(SYSCORD_IOC_MAGIC, 0x03, struct syscord_policy)
#define SYSCORD_IOC_POLICY_SET	_IOW(SYSCORD_IOC_MAGIC, 0x04, struct syscord_policy)
#define SYSCORD_IOC_FILTER_GET	_IOWR(SYSCORD_IOC_MAGIC, 0x05, struct syscord_filter)
#define SYSCORD_IOC_FILTER_SET	_IOW(SYSCORD_IOC_MAGIC, 0x06, struct syscord_filter)
#define SYSCORD_IOC_FOLLOW	_IOW(SYSCORD_IOC_MAGIC, 0x07, struct syscord_follow)
#define SYSCORD_IOC_STATUS	_IOWR(SYSCORD_IOC_MAGIC, 0x08, struct syscord_status)
/*
 * START makes the rings if there are none (ENOSPC: the module's memory limit;
 * ENOMEM) and hooks the kernel; a session that records already: EALREADY; a
 * private one whose owner has closed its file: ENODEV.
 * STOP lets go who waits for room, and returns when no record is being written any more;
 * a deferred one that takes longer than two seconds is then counted in lost_outside. The
 * rings stay, with what is unread, and a last LOST record is added where one was due and
 * fits. Nobody is followed then, for nobody could keep the set.
 * On a stopped session STOP only adds LOST records.
 */
#define SYSCORD_IOC_START	_IO(SYSCORD_IOC_MAGIC, 0x09)
#define SYSCORD_IOC_STOP	_IO(SYSCORD_IOC_MAGIC, 0x0a)
/*
 * Throw the rings, the followed set and all counts away. EBUSY while it records or a
 * deferred record is pending.
 */
#define SYSCORD_IOC_RESET	_IO(SYSCORD_IOC_MAGIC, 0x0b)
/*
 * Stop the session and take its name away; its memory goes with the last file that
 * is attached. EPERM: the default session, or a private one; EBUSY: another file is
 * its reader; ENODEV: that was done already.
 */
#define SYSCORD_IOC_DESTROY	_IO(SYSCORD_IOC_MAGIC, 0x0c)
/*
 * The reader has freed bytes: wakes who waits for them, and where the session gave up,
 * records wait again. Does not wait for a STOP that waits for those.
 */
#define SYSCORD_IOC_KICK	_IO(SYSCORD_IOC_MAGIC, 0x0d)
/* Fires the trigger. EINVAL: the session does not overwrite. */
#define SYSCORD_IOC_TRIGGER	_IO(SYSCORD_IOC_MAGIC, 0x0e)
/*
 * The rings have been copied: the trigger is ready again and frozen rings go on, unless it
 * has fired more often than `triggers` (of the status, before the copy) says.
 */
#define SYSCORD_IOC_FETCHED	_IOW(SYSCORD_IOC_MAGIC, 0x0f, struct syscord_fetched)
#define SYSCORD_IOC_TASKS	_IOWR(SYSCORD_IOC_MAGIC, 0x10, struct syscord_tasks)

#endif /* _UAPI_LINUX_SYSCORD_H */
