#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The numbers of reader/flags.def against this machine's headers: every name
# that these know must have the same value there, whether a macro or an enum.
#
# HEADERS=DIR compares with the headers of another kernel: a directory like
# /usr/include, of linux-libc-dev say.
set -eu

cc=${CC:-gcc}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failed=0
multiarch=$("$cc" -print-multiarch)
kernel=(${HEADERS:+-isystem "$HEADERS/$multiarch" -isystem "$HEADERS"})

# Which rows are about this machine, as the second word of a row says it
case $(uname -m) in
x86_64)		here='ALL X86 NOTARM' ;;
i?86)		here='ALL X86 NOTARM I386 L32' ;;
aarch64)	here='ALL ARM ARMS ARM64' ;;
arm*)		here='ALL ARM ARMS ARM32 L32' ;;
riscv*)		here='ALL NOTARM RISCV' ;;
*)		here='ALL NOTARM' ;;
esac

# Rows as "SET abis name value", in the order of flags.def
"$cc" -E -P -undef -x c -D'SET(s)=@SET s' -D'VAL(n,v)=@ALL n v' -D'VAL_ON(a,n,v)=@a n v' \
	-D'BIT(n,v)=@ALL n v' -D'FIELD(n,m,v)=@FIELD n v m' -D'ARM(n,v)=@ARM n v' \
	-D'NOTARM(n,v)=@NOTARM n v' -D'X86(n,v)=@X86 n v' -DEND= reader/flags.def |
	tr '\n@' ' \n' | awk '$1 == "SET" { set = $2; next } NF { print set, $0 }' >"$tmp/rows"

# A macro that the name of a row takes as it is, or with numbers for the bits its mask leaves out
expression() {
	awk -v here=" $1 " '
	# words: what the headers have; rows: what to compare
	FNR == NR { have[$1] = $2; next }
	# "value << bits" names a value at a place, "1ULL << bit" the number of a bit
	{ set = $1; abis = $2; name = $3; value = $4 == "1ULL" ? $6 : $4; sub(/U.*/, "", value) }
	# bits of the recording, and names that the library gives another meaning
	set == "map_prot" || name ~ /^(O_LARGEFILE|F_[GS]ETLKW?64)$/ { next }
	!(name in have) { next }
	abis == "FIELD" { abis = "ALL" }
	index(here, " " abis " ") == 0 { next }
	{
		n = have[name]
		call = name (n ? "(0" (n > 1 ? ", 0" : "") ")" : "")
		if (abis != "ALL")
			own[set, name] = 1
		line[++count] = sprintf("{ \"%s\", \"%s\", %s, (unsigned long long)(%s) },", set, name,
			value "ULL", call)
		of[count] = set SUBSEP name
		all[count] = abis == "ALL"
	}
	# A row for this ABI alone says more than the one for all
	END { for (i = 1; i <= count; i++) if (!all[i] || !(of[i] in own)) print line[i] }
	' "$tmp/words" "$tmp/rows"
}

# compare LEAST HEADER...: LEAST is how many names they must know, or something is amiss
compare() {
	local least=$1 header
	shift
	# The macros that make ioctl numbers: not every header that uses them brings them
	for header in linux/types.h linux/ioctl.h "$@"; do
		printf '#if __has_include(<%s>)\n#include <%s>\n#endif\n' "$header" "$header"
	done >"$tmp/include.h"
	# Words of the text are enums (or of no interest); macros come with their arguments counted
	{
		"$cc" "${flags[@]}" -E -P -x c "$tmp/include.h" | grep -oE '\b[A-Z_][A-Za-z0-9_]*\b' |
			sed 's/$/ 0/'
		"$cc" "${flags[@]}" -E -dM -x c "$tmp/include.h" |
			sed -nE 's/^#define (\w+)\(\w*\).*/\1 1/p; s/^#define (\w+)\(\w+, *\w+\).*/\1 2/p
				s/^#define (\w+) ..*/\1 0/p'
	} | sort -u >"$tmp/words"
	{
		cat "$tmp/include.h"
		echo '#include <stdio.h>'
		echo 'static const struct { const char *set, *name; unsigned long long here, there; } rows[] = {'
		expression "$here"
		cat <<EOF
};

int main(void)
{
	unsigned int i, bad = 0, count = sizeof(rows) / sizeof(rows[0]);

	for (i = 0; i < count; i++) {
		if (rows[i].here == rows[i].there || rows[i].here == (unsigned int)rows[i].there)
			continue;
		printf("%s: %s is %#llx, not %#llx\\n", rows[i].set, rows[i].name, rows[i].there,
		       rows[i].here);
		bad++;
	}
	printf("$1: %u values compared, %u differ\\n", count, bad);
	return bad || count < $least;
}
EOF
	} >"$tmp/flags.c"
	# A macro may need another header than the one that has it: such rows are for another group
	"$cc" "${flags[@]}" -w -fsyntax-only "$tmp/flags.c" 2>&1 |
		sed -nE 's/.*flags\.c:([0-9]+):[0-9]+: error.*/\1d/p' >"$tmp/drop" || true
	sed -i -f "$tmp/drop" "$tmp/flags.c"
	"$cc" "${flags[@]}" -w -o "$tmp/flags" "$tmp/flags.c" && "$tmp/flags" || failed=1
}

# The library's headers and the kernel's do not go together
flags=(-D_GNU_SOURCE)
compare 1100 errno.h fcntl.h poll.h signal.h dirent.h sys/epoll.h sys/eventfd.h sys/file.h \
	sys/inotify.h sys/signalfd.h sys/timerfd.h sys/uio.h sys/mount.h sys/swap.h sys/statvfs.h \
	sys/ipc.h sys/shm.h sys/sem.h sys/msg.h sys/mman.h sys/resource.h sys/socket.h sys/wait.h \
	unistd.h netinet/in.h netinet/tcp.h scsi/sg.h
compare 50 sys/ptrace.h
flags=(-D_GNU_SOURCE "${kernel[@]}")
compare 60 stdint.h sys/socket.h linux/sctp.h linux/vm_sockets.h linux/mptcp.h linux/smc.h linux/if_pppox.h
compare 20 sched.h sys/timex.h net/if_arp.h
compare 1600 asm/prctl.h asm/termbits.h asm/ioctls.h asm/mman.h asm/signal.h asm/fcntl.h asm/socket.h \
	linux/eventpoll.h linux/falloc.h linux/fs.h linux/fiemap.h linux/futex.h linux/if_tun.h linux/in.h \
	linux/in6.h linux/loop.h linux/memfd.h linux/netlink.h linux/openat2.h linux/perf_event.h linux/poll.h \
	linux/prctl.h linux/random.h linux/resource.h linux/rseq.h linux/sched.h linux/sockios.h linux/stat.h \
	linux/tcp.h linux/time.h linux/wait.h
compare 1000 linux/capability.h linux/securebits.h linux/seccomp.h linux/landlock.h linux/lsm.h linux/keyctl.h \
	linux/mount.h linux/quota.h linux/dqblk_xfs.h linux/magic.h linux/xattr.h linux/nsfs.h linux/fscrypt.h \
	linux/fsverity.h linux/fanotify.h linux/reboot.h linux/personality.h linux/module.h linux/kexec.h \
	linux/hw_breakpoint.h asm/ldt.h linux/ipc.h linux/shm.h linux/sem.h linux/msg.h linux/kcmp.h \
	linux/aio_abi.h linux/ioprio.h linux/pidfd.h linux/close_range.h linux/membarrier.h linux/ptrace.h \
	asm/ptrace.h asm/ptrace-abi.h linux/elf.h linux/mempolicy.h linux/fadvise.h linux/userfaultfd.h \
	linux/timex.h linux/fcntl.h asm/hwprobe.h
compare 400 linux/bpf.h linux/io_uring.h
compare 1200 linux/if.h linux/net.h linux/if_packet.h linux/if_ether.h linux/if_arp.h linux/if_tun.h \
	linux/net_tstamp.h linux/netlink.h linux/rtnetlink.h linux/sock_diag.h linux/inet_diag.h \
	linux/audit.h linux/xfrm.h linux/if_xdp.h linux/can.h linux/can/raw.h linux/can/isotp.h \
	linux/can/j1939.h linux/if_alg.h linux/in.h linux/in6.h linux/ethtool.h linux/icmp.h \
	linux/icmpv6.h linux/udp.h linux/dccp.h linux/tipc.h linux/llc.h linux/tls.h linux/rds.h \
	linux/kcm.h linux/wireless.h linux/ppp-ioctl.h linux/vhost.h linux/ptp_clock.h linux/nbd.h
compare 600 linux/route.h linux/mroute.h linux/mroute6.h linux/if_vlan.h linux/tipc.h linux/vm_sockets.h \
	linux/sockios.h asm/sockios.h linux/netfilter_ipv4/ip_tables.h linux/netfilter_ipv6/ip6_tables.h \
	linux/netfilter_arp/arp_tables.h linux/netfilter_bridge/ebtables.h
compare 400 netinet/in.h linux/sctp.h
compare 40 time.h linux/errqueue.h
compare 400 linux/kd.h linux/vt.h linux/tty.h linux/gsmmux.h linux/pps.h linux/serio.h linux/serial.h asm/termios.h
compare 500 linux/input.h linux/uinput.h linux/joystick.h linux/hidraw.h linux/usbdevice_fs.h \
	linux/usb/functionfs.h linux/usb/tmc.h linux/rtc.h linux/watchdog.h linux/i2c.h linux/i2c-dev.h \
	linux/gpio.h linux/rfkill.h linux/lirc.h linux/ppdev.h linux/lp.h
compare 600 linux/blktrace_api.h linux/blkpg.h linux/blkzoned.h linux/pr.h linux/sed-opal.h \
	linux/dm-ioctl.h linux/nvme_ioctl.h linux/hdreg.h linux/cdrom.h linux/fd.h linux/mtio.h \
	linux/mmc/ioctl.h mtd/mtd-abi.h mtd/ubi-user.h linux/msdos_fs.h linux/ext4.h linux/btrfs.h \
	linux/f2fs.h linux/fuse.h linux/auto_fs.h linux/auto_dev-ioctl.h linux/watch_queue.h linux/kcov.h
compare 150 linux/dma-buf.h linux/dma-heap.h linux/sync_file.h linux/udmabuf.h linux/android/binder.h \
	linux/tee.h linux/suspend_ioctls.h linux/hpet.h linux/ipmi.h linux/mei.h linux/cec.h linux/media.h \
	linux/firewire-cdev.h linux/fb.h linux/rpmsg.h linux/stm.h linux/sev-guest.h linux/cxl_mem.h \
	linux/ndctl.h
compare 100 linux/kvm.h linux/vfio.h linux/iommufd.h
compare 100 linux/videodev2.h linux/v4l2-subdev.h linux/dvb/frontend.h linux/dvb/dmx.h
compare 150 sound/asound.h sound/asequencer.h sound/compress_offload.h
compare 0 drm/drm.h drm/i915_drm.h drm/amdgpu_drm.h drm/nouveau_drm.h drm/xe_drm.h

# The numbers of 32-bit programs, where such can be made and run here
if [ "$(uname -m)" = x86_64 ] && echo 'int main(void) { return 0; }' >"$tmp/try.c" &&
	"$cc" -m32 -static -o "$tmp/try" "$tmp/try.c" 2>/dev/null && "$tmp/try"; then
	here='ALL X86 NOTARM I386 L32'
	flags=(-D_GNU_SOURCE "${kernel[@]}" -m32 -static -idirafter "/usr/include/$multiarch")
	compare 150 linux/fs.h linux/blktrace_api.h linux/blkpg.h linux/cdrom.h linux/fd.h mtd/mtd-abi.h \
		linux/msdos_fs.h linux/ext4.h linux/btrfs.h linux/auto_fs.h linux/hdreg.h linux/mtio.h
	compare 150 linux/input.h linux/uinput.h linux/usbdevice_fs.h linux/ppdev.h linux/i2c-dev.h linux/rtc.h
	compare 100 linux/ppp-ioctl.h linux/if_tun.h linux/vhost.h linux/wireless.h linux/timerfd.h
	compare 100 linux/videodev2.h linux/kvm.h linux/vfio.h
	compare 150 sound/asound.h sound/asequencer.h sound/compress_offload.h
else
	echo "no 32-bit programs here: their numbers are not compared"
fi
exit $failed
