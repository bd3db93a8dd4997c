#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What cannot be written is an error, whatever the command; a reader that has had
# enough is none.
set -eu
build=${BUILD:-build}
recording=tests/golden/later.syscord.zst
err=$(mktemp)
trap 'rm -f "$err"' EXIT

for command in "syscord show" "syscord show -f json" "syscord stats" "syscord stats -j" \
	"syscord verify"; do
	status=0
	# shellcheck disable=SC2086
	"$build"/$command $recording >/dev/full 2>"$err" || status=$?
	if [ $status != 1 ] || ! grep -q 'cannot write' "$err"; then
		echo "$command into a full file: status $status, $(cat "$err")"
		exit 1
	fi
	# shellcheck disable=SC2086
	"$build"/$command $recording 2>"$err" | head -1 >/dev/null
	[ ! -s "$err" ] || {
		echo "$command into a pipe that is closed: $(cat "$err")"
		exit 1
	}
done

for command in "syscord syscalls" "syscord syscalls -j" "syscord syscalls -c"; do
	status=0
	# shellcheck disable=SC2086
	"$build"/$command >/dev/full 2>"$err" || status=$?
	if [ $status != 1 ] || ! grep -q 'cannot write' "$err"; then
		echo "$command into a full file: status $status, $(cat "$err")"
		exit 1
	fi
	# shellcheck disable=SC2086
	"$build"/$command 2>"$err" | head -1 >/dev/null
	[ ! -s "$err" ] || {
		echo "$command into a pipe that is closed: $(cat "$err")"
		exit 1
	}
done

"$build"/syscord content tests/golden/recording.syscord.zst >/dev/full 2>"$err" &&
	echo "syscord content into a full file succeeds" && exit 1
grep -q 'cannot write' "$err" || {
	echo "syscord content into a full file: $(cat "$err")"
	exit 1
}

status=0
"$build"/syscord-reader 2>"$err" || status=$?
[ $status = 2 ] || {
	echo "syscord-reader without a directory: status $status"
	exit 1
}
