#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Well-known races for data (tests/vm/prog/case_*.c): the recording has who had read what
# when another one changed it, to the byte.
. tests/lib.sh
. tests/cases.sh
load

# ---- two threads read the same number, and both write the one behind it ----
bites shared_counter
awk -v fd="$(fd_of counter)" '
	match($0, "pread64\\(" fd ", \"[0-9][0-9][0-9][0-9]") {
		seen[$2] = substr($0, RSTART + RLENGTH - 4, 4)
	}
	match($0, "pwrite64\\(" fd ", \"[0-9][0-9][0-9][0-9]") && $2 in seen {
		old = seen[$2]
		new = substr($0, RSTART + RLENGTH - 4, 4)
		delete seen[$2]
		if (new + 0 != old + 1)
			next
		if (old in first) {
			print first[old] " and " $2 " have both read " old " and written " new
			lost++
		}
		for (other in seen)
			if (seen[other] == old)
				first[old] = $2
	}
	END { exit !lost }' /tmp/shared_counter.lines || fail "no lost update in the recording"

# ---- two tellers find the same money ----
bites bank_account
fd=$(fd_of accounts)
bob=$(thread_of 'recvfrom(5, "transfer 0 1 80\n"')
carol=$(thread_of 'recvfrom(6, "transfer 0 2 80\n"')
# whichever of them comes first
for teller in $bob $carol; do
	other=$((bob + carol - teller))
	in_order <<-END
	$teller pread64($fd, "0100\n", 5, 0) = 5
	$other pwrite64($fd, "0020\n", 5, 0) = 5
	$other sendto($((other == bob ? 5 : 6)), "done\n"
	END
done

# ---- a link that was looked up before others moved the job, and written after ----
bites circular_list
fd=$(fd_of list)
quick=$(thread_of "pwrite64($fd, \"> 03\n\", 5, 0)")
slow=$(awk -v quick="$quick" -v call="pwrite64($fd, \"> 02\\\\n\", 5, 0)" \
	'$2 != quick && index($0, call) { print $2 }' /tmp/circular_list.lines)
in_order <<END
$slow pread64($fd, "> 01\n", 5, 0) = 5
$slow pread64($fd, "> 02\n", 5, 5) = 5
$quick pwrite64($fd, "> 02\n", 5, 0) = 5
$quick pwrite64($fd, "> 03\n", 5, 0) = 5
$slow pwrite64($fd, "> 02\n", 5, 0) = 5
END

# ---- append() takes a length, then another thread shortens the string ----
bites string_buffer
fd=$(fd_of other)
main=$(thread_of "openat(AT_FDCWD, \"other\"")
in_order <<END
$main write($fd, "to be or not to be", 18) = 18
$main newfstatat($fd, "", {
$(thread_of ftruncate) ftruncate($fd, 5) = 0
$main pread64($fd, "to be", 18, 0) = 5
$main write(2, "StringIndexOutOfBoundsException\n"
END
[ "$(thread_of ftruncate)" != "$main" ] || fail "no second thread"
grep -F "newfstatat($fd," /tmp/string_buffer.lines | grep -q 'st_size=18,' ||
	fail "the length that append() was given is not there"
