#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The table against the kernel's own prototypes (include/linux/syscalls.h and compat.h of
# the headers that modules are built with, or of the directory that is named): as many
# arguments, and a capture, or a reason for none, wherever one points to user memory.
set -eu
build=${BUILD:-build}
headers=${1:-}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

[ -n "$headers" ] || headers=$(find /usr/src/linux-headers-*-common/include/linux -maxdepth 0 \
	2>/dev/null | sort -V | tail -1)
[ -n "$headers" ] || { echo "no kernel headers here"; exit 77; }

# NAME ARGUMENTS POINTERS: the latter as numbers of arguments, as "0,2,"; of calls of the
# 32-bit ABI alone the name is compat_NAME
cat "$headers/syscalls.h" "$headers/compat.h" | tr '\n\t' '  ' |
	grep -oE 'asmlinkage +(long|ssize_t) +(compat_)?sys_[a-z0-9_]+\([^;]*\);' | awk '
	{
		name = $0
		gsub(/compat_arg_u64\([a-z]+\)/, "u32 lo, u32 hi")
		sub(/\(.*/, "", name)
		sub(/.* /, "", name)
		compat = sub(/^compat_/, "", name)
		sub(/sys_/, compat ? "compat_" : "", name)
		args = $0
		sub(/[^(]*\(/, "", args)
		sub(/\);$/, "", args)
		n = split(args, arg, ",")
		if (args ~ /^ *(void)? *$/)
			n = 0
		pointers = ""
		for (i = 1; i <= n; i++)
			if (arg[i] ~ /\*|cap_user_|timer_t +__user|sigset_t __user|compat_uptr_t/)
				pointers = pointers (i - 1) ","
		print name, n, pointers
	}' | sort -u >"$tmp/kernel"

# NAME ABI ARGUMENTS TYPED: a line for all 64-bit ABIs, one for each of 32 bits. ARGUMENTS
# ends with a question mark where 64-bit values are in two registers, which only the
# prototypes of i386 say.
"$build/syscord" syscalls --json | awk '
	/^    "name":/ {
		split($0, q, "\"")
		name = q[4]
		n = 0
		typed = abis = ""
		on = halves = 0
	}
	/"(x86-64|arm64|riscv64)": [0-9]/ { if (abis !~ /64/) abis = abis " 64" }
	/"i386": [0-9]/ { abis = abis " i386" }
	/"arm": [0-9]/ { abis = abis " arm" }
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
		halves += q[4] == "half"
		n++
	}
	/^  }/ {
		m = split(abis, abi, " ")
		for (i = 1; i <= m; i++)
			print name, abi[i], halves ? n "?" : n, typed
	}
' | sort -u >"$tmp/table"

# A call that has two prototypes there has them for two kinds of machines
awk '
	BEGIN {
		split("mmap clone", by_machine)
		for (i in by_machine)
			skip[by_machine[i]]
		n = split("stat newstat lstat newlstat fstat newfstat oldstat stat " \
			"oldlstat lstat oldfstat fstat uname newuname olduname uname " \
			"oldolduname olduname umount2 umount umount oldumount " \
			"_llseek llseek _newselect select ugetrlimit getrlimit " \
			"readdir old_readdir select old_select mmap old_mmap mmap2 mmap_pgoff", q)
		for (i = 1; i < n; i += 2)
			alias[q[i]] = q[i + 1]
	}
	# The prototype of a row: of the 32-bit ABI, its own name or that of wider times or ids
	function prototype(name, abi,   plain, i, n, try) {
		if (abi == 64)
			return name
		if (name in alias)
			name = alias[name]
		plain = name
		sub(/(_time64|_time32|64|32)$/, "", plain)
		n = split("compat_" name " compat_" name "_time32 " name " compat_" plain " " plain, try)
		for (i = 1; i <= n; i++)
			if (try[i] in protos)
				return try[i]
		return name
	}
	function wrong_with(row, proto,   text, n, i, pointer, f, p) {
		split(row, f, " ")
		split(proto, p, " ")
		# bpf has five from 7.1 on; older kernels have fewer
		if (f[3] != p[2] && f[3] != p[2] "?" && f[1] != "bpf" &&
		    !(f[3] ~ /\?/ && (f[2] == "arm" || p[1] !~ /^compat_/)))
			text = sprintf("%s (%s) has %d arguments, not %d\n", f[1], f[2], f[3], p[2])
		n = split(p[3], pointer, ",")
		for (i = 1; i < n; i++)
			if (index("," f[4], "," pointer[i] ",") == 0)
				text = text f[1] " (" f[2] "): argument " pointer[i] " is a pointer\n"
		return text
	}
	NR == FNR {
		protos[$1]
		all[$1, ++count[$1]] = $0
		next
	}
	{
		name = prototype($1, $2)
		if (!(name in protos) || ($2 == 64 && $1 in skip))
			next
		best = wrong_with($0, all[name, 1])
		for (i = 2; i <= count[name] && best != ""; i++) {
			text = wrong_with($0, all[name, i])
			if (text == "")
				best = text
		}
		compared[$2]++
		printf "%s", best
		failed += best != ""
	}
	END {
		printf "%d calls compared, %d of i386, %d of arm\n", compared[64], compared["i386"],
			compared["arm"]
		exit failed || compared[64] < 300 || compared["i386"] < 300 || compared["arm"] < 300
	}
' "$tmp/kernel" "$tmp/table"
