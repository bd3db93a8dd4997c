#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# `syscordctl set-filter --explain` needs no module, prints what the manual page
# shows, and errors mark the place on a terminal.
set -eu
ctl=${BUILD:-build}/syscordctl
page=docs/man/syscord-filter.7
out=$(mktemp)
trap 'rm -f "$out" "$out.quoted"' EXIT

command=$(sed -n 's/^\$ syscordctl set\\-filter \\-\\-explain \\(aq\(.*\)\\(aq$/\1/p' $page)
[ -n "$command" ]
sed -n '/^\$ syscordctl set/,/^\.fi/{/^\$/d; /^\.fi/d; p}' $page >"$out"
"$ctl" set-filter --explain "$command" | diff - "$out"

# every field of the table in the page is one that the parser knows, and the other way
fields=$(sed -n '/^\.SS Fields of the task/,/^\.SS Values/s/^\([a-z_]*\)	.*/\1/p' $page)
for field in $fields a0; do
	case $field in
	failed | followed)	test="$field" ;;
	cgroup)			continue ;;	# there may be none here
	class)			test="class == RS" ;;
	syscall)		test="syscall == read" ;;
	*)			test="$field == 1" ;;
	esac
	"$ctl" set-filter --explain "$test" >/dev/null
done
[ "$(echo $fields | wc -w)" -eq 14 ]

"$ctl" set-filter -x --json --follow 'comm == x and ret < 0' >"$out"
grep -q '"follow": true' "$out"
grep -q '"normal": "(followed or comm == .*) and ret < 0"' "$out"
grep -q '"normal": "followed or comm == ' "$out"

# as it is typed to sysdig: words, with signs that the shell leaves alone
"$ctl" set-filter -x proc.name=zsh and proc.pid=3981 >"$out"
"$ctl" set-filter -x 'proc_name == "zsh" and pid == 3981' | sed 1d >"$out.quoted"
sed 1d "$out" | diff "$out.quoted" -

if "$ctl" set-filter --explain 'pidd == 1' 2>"$out"; then
	exit 1
fi
grep -q "column 1: .*did you mean 'pid'" "$out"
if grep -q '\^' "$out"; then
	exit 1
fi
! script -qec "$ctl set-filter --explain 'uid == 1 and pidd == 1'" /dev/null |
	tr -d '\r' >"$out"
grep -q '^  uid == 1 and pidd == 1$' "$out"
grep -q '^               ^$' "$out"
