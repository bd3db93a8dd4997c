#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The comparison with strace (tests/oracle) must find what is planted: by itself, a pair
# of recordings that say the same passes.
set -eu

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
status=0

cat >"$tmp/log.7" <<'END'
execve("/bin/cat", ["cat", "f"], ["A=b"]) = 0
openat(AT_FDCWD, "f", O_RDONLY|O_CLOEXEC) = 3
fcntl(3, F_GETFD)                       = 0x1 (flags FD_CLOEXEC)
read(3, "one\0two"..., 9000)            = 300
fstat(3, {st_dev=makedev(0x8, 0x1), st_mode=S_IFREG|0644, st_size=7, ...}) = 0
poll([{fd=3, events=POLLIN|POLLOUT}], 1, -1) = 1 ([{fd=3, revents=POLLIN}])
rt_sigprocmask(SIG_BLOCK, ~[KILL STOP], [INT], 8) = 0
connect(4, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 ECONNREFUSED (Connection refused)
nanosleep({tv_sec=1, tv_nsec=0}, 0x7ff0) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)
--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=9, si_uid=0} ---
restart_syscall(<... resuming interrupted nanosleep ...>) = 0
setsockopt(3, SOL_SOCKET, SO_ATTACH_FILTER, {len=2, filter=[BPF_STMT(BPF_LD|BPF_H|BPF_ABS, SKF_AD_OFF+SKF_AD_PROTOCOL), BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 0x800, 0x1, 0)]}, 16) = 0
clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7ff8) = 8
exit_group(0)                           = ?
+++ exited with 0 +++
END
cat >"$tmp/log.8" <<'END'
wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 9
--- SIGPIPE {si_signo=SIGPIPE, si_code=SI_USER, si_pid=8, si_uid=0} ---
+++ killed by SIGKILL +++
END
python3 - "$tmp/json" <<'END'
import json, sys

def call(name, args, ret, tid=7, **more):
    return dict(type="call", tid=tid, abi="x86-64", syscall=name, args=args, ret=ret, **more)

head = b"one\0two" + b"." * 293
signals = [{"raw": n, "name": "SIG%d" % n} for n in range(1, 65) if n not in (9, 19)]
for s in signals:
    if s["raw"] == 2:
        s["name"] = "SIGINT"
lines = [
    dict(type="exec", tid=7, abi="x86-64", syscall="execve", ret=0, args={
        "path": {"text": "/usr/bin/cat"}, "argv": {"value": [{"text": "cat"}, {"text": "f"}]},
        "envp": {"value": [{"text": "A=b"}]}}),
    call("openat", {"dirfd": {"raw": 4294967196, "value": -100, "name": "AT_FDCWD"},
         "path": {"raw": 1, "text": "f"},
         "flags": {"raw": 524288, "name": "O_RDONLY|O_CLOEXEC"}, "mode": {"raw": 0}}, 3),
    call("fcntl", {"fd": {"raw": 3}, "op": {"raw": 1, "name": "F_GETFD"}, "arg": {"raw": 5}}, 1),
    call("read", {"fd": {"raw": 3}, "buf": {"raw": 5, "hex": head.hex()},
         "count": {"raw": 9000}}, 300),
    call("fstat", {"fd": {"raw": 3}, "st": {"raw": 5, "value": {
         "st_dev": {"raw": 2049, "name": "makedev(0x8, 0x1)"},
         "st_mode": {"raw": 33188, "name": "S_IFREG|0644"}, "st_size": 7}}}, 0),
    call("poll", {"fds": {"raw": 5, "value": [{"fd": 3,
         "events": {"raw": 5, "name": "POLLIN|POLLOUT"}, "revents": {"raw": 1, "name": "POLLIN"}}],
         "before": {"value": [{"fd": 3, "events": {"raw": 5, "name": "POLLIN|POLLOUT"},
         "revents": 0}]}}, "nfds": {"raw": 1}, "timeout": {"raw": 4294967295, "value": -1}}, 1),
    call("rt_sigprocmask", {"how": {"raw": 0, "name": "SIG_BLOCK"},
         "set": {"raw": 5, "value": signals},
         "oldset": {"raw": 6, "value": [{"raw": 2, "name": "SIGINT"}]}, "size": {"raw": 8}}, 0),
    call("connect", {"fd": {"raw": 4}, "addr": {"raw": 5, "value": {
         "sa_family": {"raw": 2, "name": "AF_INET"}, "sin_port": 80,
         "sin_addr": {"text": "127.0.0.1"}}}, "addrlen": {"raw": 16}}, -111, errno="ECONNREFUSED"),
    call("nanosleep", {"req": {"raw": 5, "value": {"tv_sec": 1, "tv_nsec": 0}},
         "rem": {"raw": 0x7ff0}}, -516, errno="ERESTART_RESTARTBLOCK", restart=True),
    dict(type="signal", tid=7, signal="SIGUSR1", info={
         "si_signo": {"raw": 10, "name": "SIGUSR1"}, "si_code": {"raw": 0, "name": "SI_USER"},
         "si_pid": 9, "si_uid": 0}),
    call("restart_syscall", {}, 0),
    call("setsockopt", {"fd": {"raw": 3}, "level": {"raw": 1, "name": "SOL_SOCKET"},
         "optname": {"raw": 26, "name": "SO_ATTACH_FILTER"}, "value": {"raw": 5, "value": {"len": 2,
         "filter": {"raw": 6, "value": [{"code": 40, "jt": 0, "jf": 0, "k": 4294963200},
         {"code": 21, "jt": 1, "jf": 0, "k": 2048}]}}}, "optlen": {"raw": 16}}, 0),
    call("clone", {"flags": {"raw": 0x1000011, "name": "CLONE_CHILD_SETTID|SIGCHLD"},
         "stack": {"raw": 0}, "parent_tid": {"raw": 0}, "child_tid": {"raw": 0x7ff8},
         "tls": {"raw": 0}}, 8),
    dict(type="exit", tid=7, status=0, in_call={"abi": "x86-64", "syscall": "exit_group",
         "args": {"status": {"raw": 0}}}),
    call("clone", {"flags": {"raw": 0x1000011}}, 0, tid=8),
    call("wait4", {"pid": {"raw": 4294967295, "value": -1}, "status": {"raw": 5, "value": [
         {"raw": 768, "name": "WIFEXITED(s) && WEXITSTATUS(s) == 3"}]}, "options": {"raw": 0},
         "rusage": {"raw": 0}}, 9, tid=8),
    dict(type="exit", tid=8, signal="SIGKILL"),
]
with open(sys.argv[1], "w") as out:
    for line in lines:
        out.write(json.dumps(line) + "\n")
END

compare() {
	python3 tests/oracle/oracle --entry --strict "$@" "$tmp/json" "$tmp/log" >"$tmp/report" 2>&1
}

# plant FILE WHAT SED FINDING: changed like this, the comparison must fail, and say it
plant() {
	cp "$tmp/$1" "$tmp/saved"
	sed -i "$3" "$tmp/$1"
	if cmp -s "$tmp/$1" "$tmp/saved"; then
		echo "$2: nothing was planted"
		status=1
	elif compare; then
		echo "$2: passes"
		status=1
	elif ! grep -q "$4" "$tmp/report"; then
		echo "$2: found as something else"
		cat "$tmp/report"
		status=1
	fi
	cp "$tmp/saved" "$tmp/$1"
}

if ! compare || ! grep -q '2 threads, 1[0-9] calls.* 0 differ, 0 allowed, 0 gaps' "$tmp/report"; then
	cat "$tmp/report"
	exit 1
fi
plant log.7 "a changed result" '/^read/s/300$/299/' '^DIFFERS: read ret result'
plant log.7 "another errno" 's/ECONNREFUSED/ETIMEDOUT/' '^DIFFERS: connect ret result'
plant log.7 "a changed byte" '/^read/s/two/twp/' '^DIFFERS: read buf differs'
plant log.7 "a byte more" '/^openat/s/"f"/"ff"/' '^DIFFERS: openat path differs'
plant json "a captured byte" 's/6f6e65007477/6f6e65007476/' '^DIFFERS: read buf differs'
plant log.7 "a missing call" '/^fcntl/d' '^DIFFERS: fcntl - extra'
plant json "a missing record" '/"fcntl"/d' '^DIFFERS: fcntl - missing'
plant json "a call that is there twice" '/"fcntl"/p' '^DIFFERS: fcntl - extra'
plant log.7 "another order" '/^fcntl/{h;d};/^read/G' '^DIFFERS: '
plant json "a wrong name" 's/O_RDONLY|O_CLOEXEC/O_RDONLY|O_NONBLOCK/' '^DIFFERS: openat flags differs'
plant json "a name that is missing" 's/, "name": "SIG_BLOCK"//' '^DIFFERS: rt_sigprocmask how unnamed'
plant json "a name of a command" 's/F_GETFD/F_SETFD/' '^DIFFERS: fcntl op differs'
plant json "a field of a structure" 's/"st_size": 7/"st_size": 8/' '^DIFFERS: fstat st.st_size differs'
plant json "a field that is missing" 's/, "st_size": 7//' '^DIFFERS: fstat st.st_size absent'
plant json "a buffer that is missing" 's/"hex": "[0-9a-f]*"/"more": 1/' '^DIFFERS: read buf'
plant json "a structure that is missing" 's/"raw": 5, "value": {"tv_sec": 1, "tv_nsec": 0}/"raw": 5/' \
	'^DIFFERS: nanosleep req uncaptured'
plant json "a pointer" 's/32752/32753/' '^DIFFERS: nanosleep rem differs'
plant json "what it held before" 's/"before": {"value": \[{"fd": 3/"before": {"value": [{"fd": 4/' \
	'^DIFFERS: poll fds.fd differs'
plant log.7 "what poll found" 's/revents=POLLIN/revents=POLLOUT/' '^DIFFERS: poll fds.revents differs'
plant json "a signal too many in a set" 's/\[{"raw": 2, "name": "SIGINT"}\]/[{"raw": 3, "name": "SIGINT"}]/' \
	'^DIFFERS: rt_sigprocmask oldset'
plant log.7 "a complement" 's/~\[KILL STOP\]/~[KILL]/' '^DIFFERS: rt_sigprocmask set differs'
plant log.7 "a port" 's/htons(80)/htons(81)/' '^DIFFERS: connect addr.sin_port differs'
plant json "an address" 's/127.0.0.1/127.0.0.2/' '^DIFFERS: connect addr.sin_addr differs'
plant log.7 "an instruction" '/^setsockopt/s/BPF_JEQ/BPF_JGT/' '^DIFFERS: setsockopt value.filter differs'
plant json "what it jumps to" '/ATTACH/s/"jt": 1/"jt": 2/' '^DIFFERS: setsockopt value.filter differs'
plant log.7 "a signal" '/^---/d' '^DIFFERS: --- SIGUSR1 - extra'
plant json "who sent it" 's/"si_pid": 9/"si_pid": 8/' '^DIFFERS: signal SIGUSR1.si_pid differs'
plant log.7 "an exit status" 's/exited with 0/exited with 1/' '^DIFFERS: +++ - exit'
plant log.8 "another end" 's/killed by SIGKILL/exited with 0/' '^DIFFERS: +++ - exit'
plant log.8 "a signal that did not come though nothing killed" 's/killed by SIGKILL/exited with 0/' \
	'^DIFFERS: --- SIGPIPE - missing'
plant log.8 "a child's status" 's/== 3/== 4/' '^DIFFERS: wait4 status'
plant log.8 "a named argument" 's/^wait4/clone(child_stack=NULL, flags=SIGCHLD) = 9\n&/' '^DIFFERS: clone - missing'
plant log.7 "a result after the arguments" '/^clone/s/SIGCHLD/SIGUSR1/' '^DIFFERS: clone flags differs'
plant json "its environment" 's/A=b/A=c/' '^DIFFERS: execve envp differs'
plant json "a program's argument" 's/{"text": "cat"}, {"text": "f"}/{"text": "cat"}, {"text": "g"}/' \
	'^DIFFERS: execve argv'

# The allow list: an entry admits what it names, must be needed, must have a reason
sed -i '/^read/s/300$/299/' "$tmp/log.7"
echo 'work read ret result # planted' >"$tmp/allow"
compare --workload work --allow "$tmp/allow" || { cat "$tmp/report"; status=1; }
sed -i '/^read/s/299$/300/' "$tmp/log.7"
! compare --workload work --allow "$tmp/allow" || { echo "an unused entry passes"; status=1; }
grep -q '^unused: work read ret' "$tmp/report" || { echo "an unused entry is not named"; status=1; }
compare --workload other --allow "$tmp/allow" || { echo "another workload's entry"; status=1; }
echo 'work? read ret result # planted' >"$tmp/allow"
compare --workload work --allow "$tmp/allow" || { echo "an entry with ? must not be needed"; status=1; }
echo 'work read ret result' >"$tmp/allow"
! compare --workload work --allow "$tmp/allow" || { echo "no reason, and it passes"; status=1; }
sed -i 's/O_CLOEXEC/O_CLOSE/' "$tmp/log.7"
echo 'work same O_CLOSE O_CLOEXEC # planted' >"$tmp/allow"
compare --workload work --allow "$tmp/allow" || { cat "$tmp/report"; status=1; }

# Records that were lost cannot be compared
echo '{"type":"lost","tid":0,"count":3,"reasons":{"full":3}}' >>"$tmp/json"
! compare || { echo "losses pass"; status=1; }
# strace's lines all count: one that is not understood is no reason to go on
sed -i '$d' "$tmp/json"
echo 'what is this' >>"$tmp/log.7"
! compare || { echo "a strange line passes"; status=1; }
exit $status
