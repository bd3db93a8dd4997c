#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Signals are in the recording as the receiver got them, with what the sender said
# of itself; those that nobody gets are not; and whoever dies shows in which call
# it was, which one came before, and whether there is a core.
. tests/lib.sh
load

# record MODE [STATUS]: what `signals MODE` does, as text, kv and json
record() {
	local status=0

	(cd /tmp && syscord run -q -o /tmp/$1.rec -- "$PROG/signals" "$1" >/tmp/$1.out) || status=$?
	equal "status of $1" $status "${2:-0}"
	syscord verify /tmp/$1.rec >/dev/null
	syscord show /tmp/$1.rec >/tmp/text
	syscord show -f kv /tmp/$1.rec >/tmp/kv
	syscord show -f json /tmp/$1.rec >/tmp/json
	pid=$(sed -n 's/^pid //p' /tmp/$1.out)
}

# has TEXT [FILE], lacks TEXT [FILE]
has() {
	grep -qF -e "$1" "${2:-/tmp/text}" || {
		tail -30 "${2:-/tmp/text}"
		fail "not there: $1"
	}
}

lacks() {
	! grep -F -e "$1" "${2:-/tmp/text}" || fail "there, but should not: $1"
}

# ---- each kind of sender ----
record handled
read -r _ page _ handler <<<"$(grep '^page' /tmp/handled.out)"
has "--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=$pid, si_uid=0, si_int=7, si_ptr=0x7} -> handler $handler ---"
has "--- SIGUSR2 {si_signo=SIGUSR2, si_code=SI_TKILL, si_pid=$pid, si_uid=0} -> handler $handler ---"
has "--- SIGALRM {si_signo=SIGALRM, si_code=SI_KERNEL} -> handler $handler ---"
has "{si_signo=SIGRT_2, si_code=SI_TIMER, si_timerid=0, si_overrun=0, si_int=11, si_ptr=0xb} -> handler"
has "--- SIGBUS {si_signo=SIGBUS, si_code=BUS_ADRERR, si_addr=${page%000}010} -> handler $handler ---"
has "--- SIGSYS {si_signo=SIGSYS, si_errno=7, si_code=SYS_SECCOMP, si_call_addr=0x"
has "si_syscall=getppid, si_arch=AUDIT_ARCH_X86_64} -> handler"
equal "signals" "$(grep -c -e ' --- SIG' /tmp/text)" 6
has "pid=$pid, signal, signal=SIGUSR1, number=10, info={si_signo=SIGUSR1, si_code=SI_QUEUE" /tmp/kv
has '"type":"signal"' /tmp/json
has '"si_code":{"raw":-1,"name":"SI_QUEUE"},"si_pid":'"$pid"',"si_uid":0,"si_int":7' /tmp/json
has '"action":"handler","handler":'"$((handler))"',"handler_flags":' /tmp/json
has 'SA_SIGINFO' /tmp/json
# The exit, too, has the call that never returns
has "exit_group(0) = ?"
has "+++ exited with 0 +++"

# ---- what nobody gets ----
record ignored
has "kill($pid, SIGUSR2) = 0"
has "kill($pid, SIGWINCH) = 0"
has "kill($pid, SIGUSR1) = 0"
lacks "--- SIG"

# ---- children ----
record child
first=$(sed -n 's/^first //p' /tmp/child.out)
second=$(sed -n 's/^second //p' /tmp/child.out)
has "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=$first, si_uid=0, si_status=3, si_utime="
has "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=$second, si_uid=0, si_status=SIGTERM, si_utime="
has "+++ killed by SIGTERM +++"
grep " $first signals " /tmp/text >/tmp/first
has "exit_group(3) = ?" /tmp/first
has "+++ exited with 3 +++" /tmp/first
grep "\"tid\":$first,.*\"in_call\"" /tmp/json >/tmp/first
has '"status":3,"in_call":{"abi":"x86-64","syscall":"exit_group","nr":231,"args":{"status":{"raw":3}}}' /tmp/first
lacks '"core"' /tmp/first

# ---- a crash ----
record segv 139
has "--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} (dumps core) ---"
has "+++ killed by SIGSEGV (core dumped) +++, last call: read = 25"
lacks "= ? <killed>" # it was in no call
has "exit, signal=SIGSEGV, core=1, comm=\"signals\", last_call=read, last_res=25" /tmp/kv
has '"signal":"SIGSEGV","core":true,"last_call":{"abi":"x86-64","syscall":"read","nr":0,"ret":25}' /tmp/json

# ---- killed within a call ----
record killed 137
read -r _ waiter _ word <<<"$(grep '^waiter' /tmp/killed.out)"
grep " $waiter signals " /tmp/text >/tmp/waiter
has "futex($word, FUTEX_WAIT_PRIVATE, 0, NULL) = ? <killed>" /tmp/waiter
has "+++ killed by SIGKILL +++, last call: " /tmp/waiter
lacks "(core dumped)"
has "exit, signal=SIGKILL, core=0, comm=\"signals\", in_call=futex($word, FUTEX_WAIT_PRIVATE, 0, NULL)" /tmp/kv
has "\"in_call\":{\"abi\":\"x86-64\",\"syscall\":\"futex\",\"nr\":202,\"args\":{\"uaddr\":{\"raw\":$((word))}" /tmp/json

# ---- a thread whose process exits ----
record group 5
read -r _ waiter _ word <<<"$(grep '^waiter' /tmp/group.out)"
grep " $waiter signals " /tmp/text >/tmp/waiter
has "futex($word, FUTEX_WAIT_PRIVATE, 0, NULL) = ?" /tmp/waiter
has "+++ exited with 5 +++" /tmp/waiter
lacks "<killed>" /tmp/waiter
has "exit_group(5) = ?"

# ---- stop ----
record stopped
has "--- SIGSTOP {si_signo=SIGSTOP, si_code=SI_TKILL"
has "(stops the process) ---"
