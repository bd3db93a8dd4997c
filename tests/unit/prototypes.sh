#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The table against the kernel's own prototypes (include/linux/syscalls.h of the headers
# that modules are built with, or the file that is named): as many arguments, and a
# capture, or a reason for none, wherever one points to user memory.
set -eu
build=${BUILD:-build}
header=${1:-}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

[ -n "$header" ] || header=$(find /usr/src/linux-headers-*-common/include/linux/syscalls.h \
	2>/dev/null | sort -V | tail -1)
[ -n "$header" ] || { echo "no kernel headers here"; exit 77; }

# NAME ARGUMENTS POINTERS: the latter as numbers of arguments, as "0,2,"
tr '\n\t' '  ' <"$header" | grep -oE 'asmlinkage long sys_[a-z0-9_]+\([^;]*\);' | awk '
	{
		name = $0
		sub(/.*sys_/, "", name)
		sub(/\(.*/, "", name)
		args = $0
		sub(/[^(]*\(/, "", args)
		sub(/\);$/, "", args)
		n = split(args, arg, ",")
		if (args ~ /^ *(void)? *$/)
			n = 0
		pointers = ""
		for (i = 1; i <= n; i++)
			if (arg[i] ~ /\*|cap_user_|timer_t +__user|sigset_t __user/)
				pointers = pointers (i - 1) ","
		print name, n, pointers
	}' | sort -u >"$tmp/kernel"

# NAME ABIS ARGUMENTS TYPED, of the rows that 64-bit ABIs have
"$build/syscord" syscalls --json | awk '
	/^    "name":/ { split($0, q, "\""); name = q[4]; n = 0; typed = ""; native = 0; on = 0 }
	/"(x86-64|arm64|riscv64)": [0-9]/ { native = 1 }
	/^    "args":/ { on = 1 }
	/^    "variants_from":/ {	# from here on each value has its own
		split($0, q, /[:,]/)
		for (i = q[2] + 0; i < 6; i++)
			typed = typed i ","
		on = 0
	}
	on && /"capture":/ { split($0, q, "\""); capture = q[4] }
	on && /"format":/ {
		split($0, q, "\"")
		if (capture != "NONE" || q[4] ~ /^(addr)$/)
			typed = typed n ","
		n++
	}
	/^  }/ { if (native) print name, n, typed }
' | sort -u >"$tmp/table"

# A call that has two prototypes there has them for two kinds of machines
awk '
	BEGIN {
		split("mmap clone", by_machine)
		for (i in by_machine)
			skip[by_machine[i]]
	}
	NR == FNR { count[$1] = $2; typed[$1] = "," $3; next }
	!($1 in count) || ($1 in skip) { next }
	{
		text = count[$1] == $2 ? "" : sprintf("%s has %d arguments, not %d\n", $1, $2, count[$1])
		n = split($3, pointer, ",")
		for (i = 1; i < n; i++)
			if (index(typed[$1], "," pointer[i] ",") == 0)
				text = text sprintf("%s: argument %d is a pointer\n", $1, pointer[i])
		if (text == "" || !($1 in wrong))
			wrong[$1] = text
	}
	END {
		for (name in wrong) {
			compared++
			printf "%s", wrong[name]
			failed += wrong[name] != ""
		}
		printf "%d calls compared\n", compared
		exit failed || compared < 300
	}
' "$tmp/table" "$tmp/kernel"
