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
			$2 == "stx_subvol" { next }
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
echo "$compared layouts compared"
exit $failed
