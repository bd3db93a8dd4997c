# SPDX-License-Identifier: GPL-2.0
#
# For tests/vm/6*: programs with a known bug are recorded until it has bitten, and the
# recording must hold what explains it. `. tests/cases.sh` after tests/lib.sh.

# record NAME COMMAND...: runs it in /tmp/NAME. Its recording is /tmp/NAME.rec, as lines
# /tmp/NAME.lines; what it printed is /tmp/NAME.out, how it ended $status.
record() {
	local name=$1
	shift

	status=0
	rm -rf "/tmp/$name" "/tmp/$name".*
	mkdir "/tmp/$name"
	(cd "/tmp/$name" && syscord run -q ${CASE_OPTIONS:-} -o "/tmp/$name.rec" -- "$@") \
		</dev/null >"/tmp/$name.out" 2>&1 || status=$?
	syscord verify "/tmp/$name.rec" >/dev/null
	syscord show "/tmp/$name.rec" >"/tmp/$name.lines"
}

# bites NAME: case_NAME is recorded until its bug has bitten, which it is made to do at
# once, but who knows when the threads get their turn
bites() {
	case=$1
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		record "$case" "$PROG/case_$case"
		cat "/tmp/$case.out"
		case $status in
		0) continue ;;
		1) return ;;
		*) fail "$case ended with $status" ;;
		esac
	done
	fail "$case: the bug did not bite"
}

# fd_of PATH: the descriptor that it was first opened as
fd_of() {
	local fd

	fd=$(sed -n "s/.* openat(AT_FDCWD, \"$1\", .*) = \([0-9]*\)$/\1/p" "/tmp/$case.lines" | head -1)
	[ -n "$fd" ] || fail "$case: the recording does not say that $1 was opened" >&2
	echo "$fd"
}

# thread_of CALL: who made a call that begins so
thread_of() {
	local tid

	tid=$(grep -F -m 1 -e " $1" "/tmp/$case.lines" | awk '{ print $2 }')
	[ -n "$tid" ] || fail "$case: nobody in the recording did $1" >&2
	echo "$tid"
}

# in_order: standard input is "TID CALL" lines: the recording has a call of that thread
# that begins so, and behind it the next one, to the last
in_order() {
	awk '
		NR == FNR {
			tid[NR] = $1
			sub(/^[^ ]* /, "")
			call[NR] = " " $0
			n = NR
			next
		}
		!at { at = 1 }
		at <= n && $2 == tid[at] && index($0, call[at]) { print; at++ }
		END {
			if (n && at > n)
				exit 0
			print "FAILED: not in the recording, or not in that order: " tid[at] call[at]
			exit 1
		}' - "/tmp/$case.lines" || fail "$case is not explained"
}
