# SPDX-License-Identifier: GPL-2.0
#
# For 53-flight*.sh and 54-flight-run.sh

# value SESSION NAME: the first "NAME": VALUE in its status
value() {
	syscordctl status --session="$1" --json | tr ',{}' '\n\n\n' |
		sed -n "s/^ *\"$2\": *\"\{0,1\}\([^\"]*\)\"\{0,1\} *$/\1/p" | head -1
}

is() {
	[ "$(value "$1" "$2")" = "$3" ]
}

# segments COUNT: so many files are in the log
segments() {
	[ "$(ls $log | wc -l)" -ge "$1" ]
}

# total SESSION NAME: of all rings
total() {
	syscordctl status --session="$1" --json | tr -d '\n' | sed 's/.*"total": *//' |
		tr ',{}' '\n\n\n' | sed -n "s/^ *\"$2\": *\([0-9]*\) *$/\1/p" | head -1
}

# verified PATH: it is whole; its counts go to /tmp/counts
verified() {
	syscord verify "$1" >/tmp/counts || { cat /tmp/counts; fail "$1 is not whole"; }
}

# offsets PATH: what lseek() was called with
offsets() {
	syscord show --format=kv "$1" | grep ', lseek, fd=3, ' | sed -n 's/.*offset=\([0-9]*\).*/\1/p'
}

# ends_with LAST PATH: the offsets go up to LAST without a gap; their number
ends_with() {
	offsets "$2" >/tmp/seen
	equal "$2: the last offset" "$(tail -1 /tmp/seen)" "$1"
	[ "$(wc -l </tmp/seen)" -gt 100 ] || fail "$2 has few records"
	seq "$(head -1 /tmp/seen)" "$1" | cmp - /tmp/seen || fail "$2: not in order, or not all"
}
