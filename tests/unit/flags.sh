#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The numbers of reader/flags.def against this machine's headers: every name
# that these know must have the same value there.
set -eu

cc=${CC:-gcc}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

case $(uname -m) in
x86_64 | i?86)	other='^(ARM)$' ;;
aarch64 | arm*)	other='^(NOTARM|X86)$' ;;
*)		other='^(ARM|X86)$' ;;
esac

checks() {
	tr -d '\t' <reader/flags.def | awk -F'[(,) ]+' -v other="$other" '
		$1 == "SET" { set = $2 }
		# bits of the recording, and names that the library gives another meaning
		set == "map_prot" || $2 ~ /^(O_LARGEFILE|F_[GS]ETLKW?64)$/ || $1 ~ other { next }
		$1 ~ /^(VAL|BIT|FIELD|ARM|NOTARM|X86)$/ {
			value = $1 == "FIELD" ? $4 : $3
			printf "#ifdef %s\n\tcheck(\"%s\", \"%s\", %sUL, (unsigned long)(%s));\n#endif\n",
				$2, set, $2, value, $2
		}'
}

# compare LEAST HEADER...: LEAST is how many names they must know, or something is amiss
compare() {
	local least=$1 header
	shift

	{
		for header in "$@"; do
			echo "#include <$header>"
		done
		cat <<'EOF'
#include <stdio.h>

static int bad, known;

static void check(const char *set, const char *name, unsigned long here, unsigned long there)
{
	known++;
	if (here == there || here == (unsigned int)there)
		return;
	printf("%s: %s is %#lx, not %#lx\n", set, name, there, here);
	bad++;
}

int main(void)
{
EOF
		checks
		echo '	printf("%d values compared, %d differ\n", known, bad);'
		echo "	return bad || known < $least;"
		echo '}'
	} >"$tmp/flags.c"
	"$cc" -D_GNU_SOURCE -o "$tmp/flags" "$tmp/flags.c"
	"$tmp/flags" || failed=1
}

failed=0
# The library's headers and the kernel's do not go together
compare 250 errno.h fcntl.h poll.h signal.h dirent.h sys/epoll.h sys/eventfd.h sys/file.h \
	sys/inotify.h sys/signalfd.h sys/timerfd.h sys/uio.h \
	sys/mman.h sys/resource.h sys/socket.h sys/wait.h unistd.h netinet/in.h netinet/tcp.h
compare 500 asm/prctl.h asm/termbits.h asm/ioctls.h asm/mman.h asm/signal.h asm/fcntl.h asm/socket.h \
	linux/eventpoll.h linux/falloc.h linux/fs.h linux/fiemap.h linux/futex.h linux/if_tun.h linux/in.h \
	linux/in6.h linux/loop.h linux/memfd.h linux/netlink.h linux/openat2.h linux/perf_event.h linux/poll.h \
	linux/prctl.h linux/random.h linux/resource.h linux/rseq.h linux/sched.h linux/sockios.h linux/stat.h \
	linux/tcp.h linux/time.h linux/wait.h
exit $failed
