#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The layouts of reader/structs.def against this machine's headers: offset and
# size of every field and the size of the whole, as the compiler sees them.
set -eu

[ "$(uname -m)" = x86_64 ] || { echo "only x86-64 has the headers of i386 too"; exit 77; }
cc=${CC:-gcc}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0 compared=0

# layout LAYOUT STRUCT HEADER [CFLAGS...]
layout() {
	local layout=$1 struct=$2 header=$3
	shift 3

	{
		echo '#include <stddef.h>'
		echo "#include <$header>"
		cat reader/structs.def reader/structs/*.def | tr -d '\t' | awk -F'[(,) ]+' -v layout="$layout" -v type="struct $struct" '
			$1 == "LAYOUT" { in_it = $2 == layout; size = $3 }
			$1 == "LAYOUT" && in_it {
				printf "_Static_assert(sizeof(%s) == %s, \"size of %s\");\n", type, size, layout
			}
			# younger than the oldest headers that this is built with
			$2 ~ /^(stx_subvol|user_addr|min_wait_usec|addr3)$/ { next }
			layout == "io_uring_buf_reg_all" && $2 == "flags" { next }
			layout == "io_uring_sync_cancel_reg_all" && $2 == "opcode" { next }
			$4 == 0 { next }
			$1 == "F" && in_it {
				printf "_Static_assert(offsetof(%s, %s) == %s, \"offset of %s.%s\");\n",
					type, $2, $3, layout, $2
				printf "_Static_assert(sizeof(((%s *)0)->%s) == %s, \"size of %s.%s\");\n",
					type, $2, $4, layout, $2
			}'
	} >"$tmp/layout.c"
	if [ "$(grep -c offsetof "$tmp/layout.c")" -lt 2 ]; then
		echo "$layout: no such layout, or no fields"
		failed=1
	fi
	"$cc" -D_GNU_SOURCE -fsyntax-only "$@" "$tmp/layout.c" || failed=1
	compared=$((compared + 1))
}

# Headers of the kernel only: those of a 32-bit library may not be there
m32="-m32 -isystem $("$cc" -print-file-name=include) -I/usr/include/x86_64-linux-gnu"

layout timespec64 __kernel_timespec linux/time_types.h
layout timespec32 __kernel_old_timespec linux/time_types.h $m32
layout timeval64 __kernel_old_timeval linux/time_types.h
layout timeval32 __kernel_old_timeval linux/time_types.h $m32
layout itimerval64 itimerval linux/time.h
layout itimerval32 itimerval linux/time.h $m32
layout itimerspec64 __kernel_itimerspec linux/time_types.h
layout itimerspec32 itimerspec linux/time.h $m32
layout timezone_all timezone linux/time.h
layout tms64 tms linux/times.h
layout tms32 tms linux/times.h $m32
layout sysinfo64 sysinfo linux/sysinfo.h
layout sysinfo32 sysinfo linux/sysinfo.h $m32
layout sigaction64 sigaction asm/signal.h
layout sigaction_plain sigaction asm-generic/signal.h
layout sigaltstack64 sigaltstack asm/signal.h
layout sigaltstack32 sigaltstack asm/signal.h $m32
layout flock_long flock asm/fcntl.h
layout flock_int flock asm/fcntl.h $m32
layout flock64_i386 flock64 asm/fcntl.h $m32
layout f_owner_ex_all f_owner_ex asm/fcntl.h
layout open_how_all open_how linux/openat2.h
layout statx_timestamp statx_timestamp linux/stat.h
layout stat_x86_64 stat asm/stat.h
layout stat_generic stat asm-generic/stat.h
layout stat64_i386 stat64 asm/stat.h $m32
layout stat_compat stat asm/stat.h $m32
layout stat_old __old_kernel_stat asm/stat.h $m32
layout sigaction_old sigaction asm/signal.h $m32
layout statx_all statx linux/stat.h
layout rlimit64 rlimit linux/resource.h
layout rlimit32 rlimit linux/resource.h $m32
layout rusage64 rusage linux/resource.h
layout rusage32 rusage linux/resource.h $m32
layout utsname_all new_utsname linux/utsname.h
layout pollfd_all pollfd linux/poll.h
layout epoll_packed epoll_event linux/eventpoll.h
layout clone_args_all clone_args linux/sched.h
layout winsize_all winsize asm/termios.h
layout termios_all termios asm/termbits.h
layout linger_all linger sys/socket.h
layout ucred_all ucred sys/socket.h
# Calls on files, file systems and io_uring
layout statfs_long statfs asm/statfs.h
layout statfs_int statfs asm/statfs.h $m32
layout statfs64_int statfs64 asm/statfs.h $m32
layout utimbuf_long utimbuf linux/utime.h
layout utimbuf_int utimbuf linux/utime.h $m32
layout utimespec_long __kernel_timespec linux/time_types.h
layout utimespec_int __kernel_old_timespec linux/time_types.h $m32
layout mount_attr_all mount_attr linux/mount.h
layout file_handle_all file_handle fcntl.h
layout if_dqblk_all if_dqblk linux/quota.h
layout if_dqblk_i386 if_dqblk linux/quota.h $m32
layout if_nextdqblk_all if_nextdqblk linux/quota.h
layout if_dqinfo_all if_dqinfo linux/quota.h
layout fs_disk_quota_all fs_disk_quota linux/dqblk_xfs.h
layout fs_qfilestat_all fs_qfilestat linux/dqblk_xfs.h
layout fs_qfilestat_i386 fs_qfilestat linux/dqblk_xfs.h $m32
layout fs_quota_stat_all fs_quota_stat linux/dqblk_xfs.h
layout fs_quota_stat_i386 fs_quota_stat linux/dqblk_xfs.h $m32
layout fs_quota_statv_all fs_quota_statv linux/dqblk_xfs.h
layout iocb_all iocb linux/aio_abi.h
layout io_event_all io_event linux/aio_abi.h
layout landlock_path_all landlock_path_beneath_attr linux/landlock.h
layout io_sqring_offsets_all io_sqring_offsets linux/io_uring.h
layout io_cqring_offsets_all io_cqring_offsets linux/io_uring.h
layout io_uring_params_all io_uring_params linux/io_uring.h
layout io_uring_getevents_arg_all io_uring_getevents_arg linux/io_uring.h
layout iovec_long iovec linux/uio.h
layout iovec_int iovec linux/uio.h $m32
layout io_uring_files_update_all io_uring_files_update linux/io_uring.h
layout io_uring_files_register_all io_uring_rsrc_register linux/io_uring.h
layout io_uring_buffers_register_all io_uring_rsrc_register linux/io_uring.h
layout io_uring_files_update2_all io_uring_rsrc_update2 linux/io_uring.h
layout io_uring_buffers_update2_all io_uring_rsrc_update2 linux/io_uring.h
layout io_uring_rsrc_update_all io_uring_rsrc_update linux/io_uring.h
layout io_uring_restriction_all io_uring_restriction linux/io_uring.h
layout io_uring_probe_op_all io_uring_probe_op linux/io_uring.h
layout io_uring_probe_all io_uring_probe linux/io_uring.h
layout io_uring_buf_reg_all io_uring_buf_reg linux/io_uring.h
layout io_uring_sync_cancel_reg_all io_uring_sync_cancel_reg linux/io_uring.h
layout io_uring_file_index_range_all io_uring_file_index_range linux/io_uring.h
layout io_uring_sqe_all io_uring_sqe linux/io_uring.h
layout cap_header_all __user_cap_header_struct linux/capability.h
layout sched_attr_all sched_attr linux/sched/types.h
layout timex64 __kernel_timex linux/timex.h
layout timex32 timex linux/timex.h $m32
layout sock_fprog64 sock_fprog linux/filter.h
layout sock_fprog32 sock_fprog linux/filter.h $m32
layout sock_filter_all sock_filter linux/filter.h
layout prctl_mm_map_all prctl_mm_map linux/prctl.h
layout kcmp_epoll_slot_all kcmp_epoll_slot linux/kcmp.h
layout futex_waitv_all futex_waitv linux/futex.h
layout remote_iovec64 iovec linux/uio.h
layout remote_iovec32 iovec linux/uio.h $m32
layout regset_iovec64 iovec linux/uio.h
layout regset_iovec32 iovec linux/uio.h $m32
layout old_utsname_all old_utsname linux/utsname.h
layout oldold_utsname_all oldold_utsname linux/utsname.h
layout user_regs_x86_64 user_regs_struct sys/user.h
layout ptrace_peeksiginfo_args_all ptrace_peeksiginfo_args linux/ptrace.h
layout seccomp_metadata_all seccomp_metadata linux/ptrace.h
layout ptrace_rseq_all ptrace_rseq_configuration linux/ptrace.h
echo "$compared layouts compared"
exit $failed
