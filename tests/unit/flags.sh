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
	{ set = $1; abis = $2; name = $3; value = $4 }
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
			value ~ /[xX]|^[0-9]/ ? value "ULL" : value, call)
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
	for header in "$@"; do
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
	printf("%s: %u values compared, %u differ\\n", "${1##*/}", count, bad);
	return bad || count < $least;
}
EOF
	} >"$tmp/flags.c"
	"$cc" "${flags[@]}" -w -o "$tmp/flags" "$tmp/flags.c" && "$tmp/flags" || failed=1
}

# The library's headers and the kernel's do not go together
flags=(-D_GNU_SOURCE)
compare 250 errno.h fcntl.h poll.h signal.h dirent.h sys/epoll.h sys/eventfd.h sys/file.h \
	sys/inotify.h sys/signalfd.h sys/timerfd.h sys/uio.h \
	sys/mman.h sys/resource.h sys/socket.h sys/wait.h unistd.h netinet/in.h netinet/tcp.h
flags=(-D_GNU_SOURCE "${kernel[@]}")
compare 500 asm/prctl.h asm/termbits.h asm/ioctls.h asm/mman.h asm/signal.h asm/fcntl.h asm/socket.h \
	linux/eventpoll.h linux/falloc.h linux/fs.h linux/fiemap.h linux/futex.h linux/if_tun.h linux/in.h \
	linux/in6.h linux/loop.h linux/memfd.h linux/netlink.h linux/openat2.h linux/perf_event.h linux/poll.h \
	linux/prctl.h linux/random.h linux/resource.h linux/rseq.h linux/sched.h linux/sockios.h linux/stat.h \
	linux/tcp.h linux/time.h linux/wait.h
exit $failed
