#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# 32-bit programs, 32-bit calls of a 64-bit program, and x32 calls: what is recorded,
# byte for byte, and how it is shown.
. tests/lib.sh
[ -e "$PROG/compat32" ] || skip "not an x86 machine"
load
"$PROG/compat32"
"$PROG/compat32" entry
"$PROG/foreign"

# The line of the recording that has that much in it
has() {
	grep -qF -- "$1" /tmp/lines || fail "no line has: $1"
}

syscord run -q -o /tmp/compat -- "$PROG/compat32" one 'two words' >/dev/null
syscord verify /tmp/compat
syscord show /tmp/compat >/tmp/lines
# A 64-bit program executes a 32-bit one: one record, marked
has "[i386] execve(\"$(realpath "$PROG/compat32")\", [\"$PROG/compat32\", \"one\", \"two words\"], /* "
equal "lines of execve = 0" "$(grep -c 'execve.*= 0' /tmp/lines)" 1
! grep -E ' compat32 +[a-z_0-9]+\(' /tmp/lines || fail "a call that is not marked"
has '[i386] getpid() = '
has 'socketcall(sendto, {fd=5, buf="sendto", length=6, flags=0, addr=NULL, addrlen=0}) = 6'
has 'select({nfds=31, readfds=[4], writefds=NULL, exceptfds=NULL, timeout={tv_sec=0, tv_usec=0}}) = 1'
has '[i386] _llseek(4, 4294967860, [4294967860], SEEK_SET) = 0'
has 'msg_control=[{cmsg_len=16, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[4]}]'
has 'preadv(4, [{iov_base="irst ", iov_len=5}, {iov_base="se", iov_len=2}, {iov_base="cond", iov_len=4}], 3, 1) = 11'
has 'getresuid([0], [0], [0]) = 0'
has 'ipc(msgget, 0, 0x180, 0, {key=IPC_PRIVATE, flags=0600}, 0) = '
grep -qE 'mmap\(\{addr=NULL, length=8192, prot=PROT_READ, flags=MAP_PRIVATE, fd=4, offset=4096\}\) = 0x[0-9a-f]{5,8}$' \
	/tmp/lines || fail "old mmap"
# Its mappings are those of a 32-bit address space
syscord show --format=json /tmp/compat | grep '"type":"exec"' | grep -oE '"end":[0-9]+' >/tmp/ends
[ "$(wc -l </tmp/ends)" -gt 5 ] || fail "no mappings"
while IFS=: read -r _ end; do
	[ "$end" -le $((1 << 32)) ] || fail "a mapping up to $end"
done </tmp/ends

# Conditions on arguments see what the program passed, and names mean the ABI's numbers
syscord run -q -o /tmp/foreign --filter 'syscall == write and a0 == 4' -- "$PROG/foreign" >/dev/null
syscord show /tmp/foreign >/tmp/lines
has '[i386] write(4, "buffer", 6) = 6'
! grep -E 'x32|writev|getpid' /tmp/lines || fail "calls that the filter leaves out"
syscord run -q -o /tmp/x32 -- "$PROG/foreign" >/dev/null
syscord verify /tmp/x32
syscord show /tmp/x32 >/tmp/lines
has '[x32] syscall_0x27(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = '
has '[x32] syscall_0x3fffffff(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS'
! grep -F '[x32]' /tmp/lines | grep -v 'x32\] syscall_0x' || fail "an x32 call that is decoded"
