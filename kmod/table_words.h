/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The words of include/syscalls.def's capture column, as the module has them: for table.c
 * only. Sizes of structures are here, too: those of the 32-bit ABI stand in no header.
 */
#ifndef SYSCORD_TABLE_WORDS_H
#define SYSCORD_TABLE_WORDS_H

#include <linux/loop.h>
#include <linux/signal_types.h>
#include <linux/stat.h>
#include <linux/time_types.h>
#include <uapi/linux/eventpoll.h>
#include <uapi/linux/msg.h>
#include <uapi/linux/resource.h>
#include <uapi/linux/sem.h>
#include <uapi/linux/shm.h>
#include <uapi/linux/sysinfo.h>
#include <uapi/linux/time.h>
#include <asm/stat.h>
#include <asm/statfs.h>

#include "compat.h"
#include "table.h"

#define SYSCORD_SIZE_EPOLL_EVENT sizeof(struct epoll_event)

/* T(name): bytes of a structure on the native and on the 32-bit ABI. */
enum {
#define TYPE(name, native, compat) T_##name = (native), T32_##name = (compat)
	TYPE(timespec, 16, 8),
	TYPE(timeval, 16, 8),
	TYPE(itimerval, 32, 16),
	TYPE(itimerspec, 32, 16),
	TYPE(rlimit, 16, 8),
	TYPE(rusage, sizeof(struct rusage), 72),
	TYPE(long, 8, 4),
	TYPE(gid, 4, 2),
	TYPE(flock, 32, 16),
	TYPE(flock64, 32, SYSCORD_SIZE_COMPAT_FLOCK64),
	TYPE(sigaction, sizeof(struct sigaction), 20),
	TYPE(sigaltstack, sizeof(stack_t), 12),
	TYPE(waitinfo, 28, 24),	/* as much of a siginfo_t as waitid writes */
	TYPE(sysinfo, sizeof(struct sysinfo), 64),
	TYPE(tms, 32, 16),
	TYPE(sigset_arg, 16, 8),	/* pselect6's sixth argument */
	TYPE(statfs, sizeof(struct statfs), 64),
	TYPE(ustat, 32, 20),
	TYPE(utimbuf, 16, 8),
	TYPE(timevals, 32, 16),	/* two, as are the next */
	TYPE(timespecs, 32, 16),
	TYPE(old_dirent, 19, 11),	/* with the NUL of a name, but without that */
	TYPE(iovec, 16, 8),
	/* where flock64 is shorter there, a u64 needs no more than a multiple of 4 */
	TYPE(if_dqblk, 72, SYSCORD_SIZE_COMPAT_FLOCK64 == 24 ? 68 : 72),
	TYPE(fs_quota_stat, 80, SYSCORD_SIZE_COMPAT_FLOCK64 == 24 ? 68 : 80),
	TYPE(sock_fprog, 16, 8),
	TYPE(siginfo_in, 48, 128),	/* as much of a siginfo_t as the kernel reads */
	TYPE(sigevent, 64, 16),	/* the same of a sigevent */
	TYPE(timex, 208, 128),
	TYPE(user_regs, 216, 68),	/* x86's, for ptrace */
	TYPE(user_fpregs, 512, 108),
	TYPE(user_fpxregs, 0, 512),
	TYPE(arm_regs, 0, 72),
	TYPE(arm_vfpregs, 0, 260),
	TYPE(arm_word, 0, 4),
	TYPE(ifreq, 40, 32),
	TYPE(ifconf, 16, 8),
	TYPE(rtentry, 120, 84),
	TYPE(in6_rtmsg, 80, 72),
	TYPE(bridge_args, 24, 12),
	/* ioctl */
	TYPE(serial_struct, 72, 60),
	TYPE(consolefontdesc, 16, 8),	/* and unimapdesc */
	TYPE(blkpg_ioctl_arg, 24, 16),
	TYPE(loop_info, sizeof(struct loop_info), 140),
	TYPE(hd_geometry, 16, 8),
	TYPE(cdrom_read_audio, 24, 16),
	TYPE(cdrom_generic_command, 64, 44),
	TYPE(sg_io_hdr, 88, 64),
	TYPE(sg_req_table, 384, 320),
	TYPE(fb_fix_screeninfo, 80, 68),
	TYPE(i2c_rdwr_ioctl_data, 16, 8),
	TYPE(i2c_msg, 16, 12),
	TYPE(i2c_smbus_ioctl_data, 16, 12),
	TYPE(usbdevfs_urb, 56, 44),
	TYPE(usbdevfs_ioctl, 16, 12),
	TYPE(usbdevfs_disconnectsignal, 16, 8),
	TYPE(semid, sizeof(struct semid64_ds), 64),
	TYPE(msqid, sizeof(struct msqid64_ds), 88),
	TYPE(shmid, sizeof(struct shmid64_ds), 84),
	TYPE(shminfo, 72, 36),
	TYPE(shm_info, 48, 24),
	TYPE(mq_attr, 64, 32),
	TYPE(keyctl_kdf, 56, 44),
	TYPE(kexec_segment, 32, 16),
	TYPE(fb_cmap, 40, 24),
	TYPE(sctp_getaddrs_old, 16, 12),
#undef TYPE
};

#define RET_ARG		0xff	/* until syscord_table_init() puts the argument's number there */

/* Size columns: kind, argument, constant or unit, the same for the 32-bit ABI. */
#define C(n)		SYSCORD_SIZE_CONST, 0, (n), (n)
#define S(type)		SYSCORD_SIZE_CONST, 0, sizeof(type), sizeof(type)
#define T(name)		SYSCORD_SIZE_CONST, 0, T_##name, T32_##name
#define A(k)		SYSCORD_SIZE_ARG, (k), 0, 0
#define AP(k, name)	SYSCORD_SIZE_ARG, (k), T_##name, T32_##name
#define AN(k, n)	SYSCORD_SIZE_ARGN, (k), (n), (n)
#define AT(k, name)	SYSCORD_SIZE_ARGN, (k), T_##name, T32_##name
#define ANC(k, n, c)	SYSCORD_SIZE_ARGNC, (k), (c) << 8 | (n), (c) << 8 | (n)
#define LEAST(k, l)	SYSCORD_SIZE_LEAST, (k), (l), (l)
#define RET		SYSCORD_SIZE_RET, RET_ARG, 0, 0
#define RETA(k)		SYSCORD_SIZE_RET, (k), 0, 0
#define RETP(k, name)	SYSCORD_SIZE_RET, (k), T_##name, T32_##name
#define RETN(n)		SYSCORD_SIZE_RETN, 0, (n), (n)
#define RETAN(k, n)	SYSCORD_SIZE_RETARGN, (k), (n), (n)
#define RETAT(k, name)	SYSCORD_SIZE_RETARGN, (k), T_##name, T32_##name
#define PAGES(k)	SYSCORD_SIZE_PAGES, (k), 1, 1
#define P(k)		SYSCORD_SIZE_POINTER, (k), 1, 1
#define PN(k, n)	SYSCORD_SIZE_POINTERN, (k), (n), (n)
#define BITS(k)		SYSCORD_SIZE_BITS, (k), 0, 0
#define NODES(k)	SYSCORD_SIZE_NODES, (k), 0, 0

/* Capture columns. SIZED takes the four parts of a size apart. */
#define SIZED(op, ...)	SIZED_(op, __VA_ARGS__)
#define SIZED_(op, sk, sa, n, n32) \
	.kind = SYSCORD_OP_##op, .size_kind = sk, .size_arg = sa, .size = n, .compat_size = n32
#define NONE		.kind = SYSCORD_OP_NONE
#define KEPT		NONE
#define RAW		NONE
#define STR		.kind = SYSCORD_OP_STR
#define STRN(n)		.kind = SYSCORD_OP_STR, .size = (n), .compat_size = (n)
#define OSTR		.kind = SYSCORD_OP_OSTR
#define STRV		.kind = SYSCORD_OP_STRV
#define IN(size)	SIZED(IN, size)
#define INR(size)	SIZED(INR, size)
#define OUT(size)	SIZED(OUT, size)
#define OUTIN(size)	SIZED(OUTIN, size)
#define OUTP(size)	SIZED(OUTP, size)
#define OUTE(size)	SIZED(OUTE, size)
#define INOUT(size)	SIZED(INOUT, size)
#define IOVIN(k)	.kind = SYSCORD_OP_IOVIN, .size_arg = (k)
#define IOVOUT(k)	.kind = SYSCORD_OP_IOVOUT, .size_arg = (k)
#define MSGIN		.kind = SYSCORD_OP_MSGIN
#define MSGOUT		.kind = SYSCORD_OP_MSGOUT
#define MSGSIN(k)	.kind = SYSCORD_OP_MSGSIN, .size_arg = (k)
#define MSGSOUT(k)	.kind = SYSCORD_OP_MSGSOUT, .size_arg = (k)
#define SADDR(k)	.kind = SYSCORD_OP_SADDR, .size_arg = (k)
#define OADDR(k)	.kind = SYSCORD_OP_OADDR, .size_arg = (k)
#define IOC(k)		.kind = SYSCORD_OP_IOC, .size_arg = (k)
#define CALLS(k)	.kind = SYSCORD_OP_CALLS, .size_arg = (k)
#define PTRS(k, n)	.kind = SYSCORD_OP_PTRS, .size_arg = (k), .size = (n), .compat_size = (n)
#define LOAD(s, k, width, off, off32) \
	.kind = SYSCORD_OP_LOAD, .size_arg = (s), .from = (k), .size_kind = WIDTH_##width, \
	.size = (off), .compat_size = (off32)
#define WIDTH_U8	1
#define WIDTH_U16	2
#define WIDTH_U32	4
#define WIDTH_U64	8
#define WIDTH_LONG	0
#define WIDTH_ADDR	SYSCORD_WIDTH_ADDR
#define WIDTH_RESULT	SYSCORD_WIDTH_RESULT
#define VIA(s, ...)	.from = (s), __VA_ARGS__
#define CASE(k, mask, values, ...) \
	.cond_arg = (k), .cond_mask = (mask), .cond = (values), __VA_ARGS__
#define FROM(k, base, values, ...) \
	.cond_base = (base), CASE(k, 0xffffffff, values, __VA_ARGS__)
#define HAS(k, bits, ...) \
	.cond_base = (bits), CASE(k, bits, 1, __VA_ARGS__)
#define LACKS(k, bits, ...)	CASE(k, bits, 1, __VA_ARGS__)
#define UNLESS(k, value, ...) \
	.cond_base = (value), .cond_else = SYSCORD_COND_ABOVE | SYSCORD_COND_BELOW, \
	CASE(k, 0xffffffff, ~1ULL, __VA_ARGS__)
#define SINCE(k, value, ...) \
	.cond_base = (value), .cond_else = SYSCORD_COND_ABOVE, \
	CASE(k, 0xffffffff, ~0ULL, __VA_ARGS__)
/* One more element of the row's ops */
#define OR(first, ...)	first }, { .arg = SYSCORD_ARG_SAME, __VA_ARGS__
/* Not by way of OR, which would take the first apart */
#define AND(first, ...)	first }, { .arg = SYSCORD_ARG_SAME, __VA_ARGS__

#endif /* SYSCORD_TABLE_WORDS_H */
