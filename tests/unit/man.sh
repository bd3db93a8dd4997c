#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The manual pages and --help tell the same commands and options, and the pages are
# well-formed as far as there is a program here to say so.
set -u
build=${BUILD:-build}
failed=0
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

wrong() {
	echo "$*"
	failed=1
}

# commands TOOL: those that its help names
commands() {
	"$build/$1" --help | awk '/^Commands:/ { on = 1; next } /^[A-Z]|^$/ { on = 0 } on { print $1 }'
}

# options TOOL [COMMAND]: "-x --long" or "--long", one a line
options() {
	"$build/$1" ${2:+"$2"} --help |
		sed -nE 's/^ +(-(.), )?(--[a-z-]+).*/\2 \3/p' | sed -E 's/^([^ ])/-\1/; s/^ //'
}

# plain PAGE: without what only the formatter reads
plain() {
	sed -E 's/\\-/-/g; s/\\f[BIRP]//g; s/\\\(aq/'"'"'/g; s/\\&//g; s/" ?, ?"/, /g; s/"//g' "$1"
}

for page in docs/man/syscord.1 docs/man/syscordctl.8 docs/man/syscord-reader.8; do
	tool=$(basename "${page%.*}")
	plain "$page" >"$tmp/page"
	# what the page defines: the bold line behind a .TP
	awk '/^\.TP/ { tag = 1; next } tag { print; tag = 0 }' "$tmp/page" >"$tmp/tags"
	: >"$tmp/options"
	for command in $(commands "$tool"); do
		grep -qE "^\.(B $tool $command|BI? $command)( |$)" "$tmp/page" ||
			wrong "$page: nothing about the command $command"
		[ "$command" = help ] || options "$tool" "$command" >>"$tmp/options"
	done
	options "$tool" >>"$tmp/options"
	sort -u "$tmp/options" -o "$tmp/options"
	[ -s "$tmp/options" ] || wrong "$tool: no options in its help"

	# each option, and its letter beside it, is the tag of a paragraph
	while read -r first second; do
		long=${second:-$first}
		letter=${second:+$first}
		grep -E -- "(^|[ ,])$long([ =,]|$)" "$tmp/tags" >"$tmp/found" ||
			wrong "$page: no paragraph about $long"
		[ -z "$letter" ] || grep -qE -- "$letter[ ,]+$long" "$tmp/found" ||
			wrong "$page: $letter is not told beside $long"
	done <"$tmp/options"

	# and nothing is told that is not there
	grep -oE -- '--[a-z][a-z-]*' "$tmp/tags" | sort -u |
		while read -r long; do
			grep -qE -- "(^| )$long\$" "$tmp/options" || echo "$long"
		done >"$tmp/extra"
	[ ! -s "$tmp/extra" ] || wrong "$page: no such options: $(xargs <"$tmp/extra")"
	grep -oE '^-[a-zA-Z]\b|[ ,]-[a-zA-Z],? +--' "$tmp/tags" | grep -oE -- '-[a-zA-Z]' |
		sort -u | while read -r letter; do
			grep -qE -- "^$letter " "$tmp/options" || echo "$letter"
		done >"$tmp/extra"
	[ ! -s "$tmp/extra" ] || wrong "$page: no such options: $(xargs <"$tmp/extra")"
	{
		sed -nE "s/^\.B $tool ([a-z-]+)\$/\1/p" "$tmp/page"
		awk '/^\.SH/ { on = /COMMANDS/ } on && tag { print $2 } { tag = /^\.TP/ }' "$tmp/page"
	} | sort -u |
		while read -r command; do
			commands "$tool" | grep -qx -- "$command" || echo "$command"
		done >"$tmp/extra"
	[ ! -s "$tmp/extra" ] || wrong "$page: no such commands: $(xargs <"$tmp/extra")"
done

for page in docs/man/*.[1-8]; do
	if command -v groff >/dev/null; then
		groff -man -Tutf8 -ww -z "$page" >"$tmp/lint" 2>&1
		[ ! -s "$tmp/lint" ] || wrong "$page: $(cat "$tmp/lint")"
	fi
	if command -v mandoc >/dev/null; then
		mandoc -T lint -W warning "$page" >"$tmp/lint" 2>&1 ||
			wrong "$page: $(cat "$tmp/lint")"
	fi
done
exit $failed
