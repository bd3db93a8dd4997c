# SPDX-License-Identifier: GPL-2.0
#
# For the scripts of tests/vm, which run as root in the guest, in the top
# directory: `. tests/lib.sh` first.
set -eu

PROG=$BUILD/tests/vm/prog
BENCH=$BUILD/tests/bench
PATH=$BUILD:$PATH
KO=${KO:-$BUILD/module/$KVER/kmod/syscord.ko}

fail() {
	echo "FAILED: $*"
	exit 1
}

skip() {
	echo "$*"
	exit 77
}

# load [PARAMETER=VALUE...]
load() {
	insmod "$KO" "$@"
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		[ ! -e /dev/syscord ] || return 0
		sleep 0.1
	done
	fail "no /dev/syscord after loading the module"
}

unload() {
	rmmod syscord
}

# equal WHAT ACTUAL EXPECTED
equal() {
	[ "$2" = "$3" ] || fail "$1: '$2', not '$3'"
}

# fails COMMAND...: it must exit with a status other than 0
fails() {
	if "$@"; then
		fail "should have failed: $*"
	fi
}

# within SECONDS COMMAND...: it must succeed before that time is over
within() {
	local end=$((SECONDS + $1))
	shift

	until "$@"; do
		[ $SECONDS -lt $end ] || fail "never came true: $*"
		sleep 0.2
	done
}

# lines NAME [OPTION]... -- COMMAND...: those of a recording of it, to /tmp/NAME.lines
lines() {
	local name=$1
	shift

	syscord run -q -s 256 -o "/tmp/$name" "$@"
	syscord verify "/tmp/$name"
	syscord show "/tmp/$name" >"/tmp/$name.lines"
}

# exact DIR|FILE [READ LOST]: a recording of a session that has stopped accounts for every
# record: attempted = read + lost, no error, nothing missing. With READ and LOST, those are
# its sums, as the module counted them (counts)
exact() {
	local attempted read lost

	syscord verify --json "$1" >/tmp/exact || fail "$1: $(cat /tmp/exact)"
	attempted=$(exact_value attempted)
	read=$(exact_value read)
	lost=$(exact_value lost)
	echo "$1: attempted $attempted = read $read + lost $lost"
	[ "$(exact_value exact)" = true ] || fail "$1: the session's end is not in it"
	equal "$1: attempted" "$attempted" $((read + lost))
	equal "$1: errors, missing" "$(exact_value errors), $(exact_value missing)" "0, 0"
	[ $# -lt 3 ] || equal "$1" "read $read + lost $lost" "read $2 + lost $3"
}

# exact_value NAME: a member of what verify said of the recording that `exact` was last asked about
exact_value() {
	sed -n "s/^  \"$1\": \([^,]*\),\{0,1\}$/\1/p" /tmp/exact
}

# has_lines -F|-E FILE...: each line of standard input, as grep takes it, is in one of them
has_lines() {
	local line

	while read -r line; do
		grep -q "$1" -- "$line" "${@:2}" || fail "no such line: $line"
	done
}

# status_value NAME: the first "NAME": VALUE in the status
status_value() {
	syscordctl status --json | tr ',{}' '\n\n\n' |
		sed -n "s/^ *\"$1\": *\"\{0,1\}\([^\"]*\)\"\{0,1\} *$/\1/p" | head -1
}

# snapshot SEGMENT: the JSON of its first snapshot, if there is one yet (docs/FORMAT.md)
snapshot() {
	perl -0777 -ne 'print substr($_, $+[0], unpack("V", $1)) if /\x52\x2a\x4d\x18(....)/s' "$1" |
		zstd -dcq | tail -c +17
}

# For `within`: the default session records
recording() {
	[ "$(status_value recording)" = true ]
}

# stutter READER: it stands still for most of the time, until stutter_end READER
stutter() {
	while :; do
		kill -STOP "$1"
		sleep 0.2
		kill -CONT "$1"
		sleep 0.05
	done &
	stutter=$!
}

stutter_end() {
	kill $stutter
	wait $stutter 2>/dev/null || true
	kill -CONT "$1"
}

# The module's rings, bitmaps and pool; nothing but itself may stay
mapped() {
	grep -c ' syscord_' /proc/vmallocinfo || true
}

# NAME ACTIVE-OBJECTS OBJECTS-PER-SLAB; what CPUs keep for later is given back first,
# but free objects of the slab that a CPU allocates from still count as active
slabs() {
	local cache

	for cache in /sys/kernel/slab/*/shrink; do
		echo 1 >"$cache"
	done
	awk 'NR > 2 { print $1, $2, $5 }' /proc/slabinfo | sort
}
