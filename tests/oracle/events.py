# SPDX-License-Identifier: GPL-2.0
"""The events of one thread as strace and as Syscord have them: lined up, then compared."""
import os

import straceparse
import syscordlog
from straceparse import Array, Num, Struct, Word
from values import ABSENT, DIFFERS, Comparison, bytes_of, number_of

MISSING = "missing"	# strace has it, Syscord does not
EXTRA = "extra"		# the other way round
RESULT = "result"
SIGNAL = "signal"
EXIT = "exit"

LOOK_AHEAD = 60
EXAMPLES = 3	# kept of each finding

# strace has another name for the same number
ALIASES = {"_newselect": "select", "old_select": "select", "old_mmap": "mmap"}

# What strace prints of these, by number of the argument, is what they held before the call
AT_ENTRY = {
    "poll": (0,), "ppoll": (0, 2), "ppoll_time64": (0, 2),
    "select": (1, 2, 3, 4), "_newselect": (1, 2, 3, 4),
    "pselect6": (1, 2, 3, 4), "pselect6_time64": (1, 2, 3, 4),
    "capget": (0,), "capset": (0,), "set_thread_area": (0,),
    "copy_file_range": (1, 3), "splice": (1, 3), "recvmmsg": (4,), "recvmmsg_time64": (4,),
}

# Pointers to what is read and written, of which a call that failed left what was there
LENGTHS = ("addrlen", "length")

# Calls whose arguments strace names: the names that Syscord's rows have
NAMED = {"child_stack": "stack", "parent_tid": "parent_tid", "child_tidptr": "child_tid",
	 "parent_tidptr": "parent_tid", "child_tid": "child_tid"}


def key(event):
    if isinstance(event, (straceparse.Call, syscordlog.Call)):
        return ALIASES.get(event.name, event.name).replace("execveat", "execve")
    if isinstance(event, (straceparse.Signal, syscordlog.Signal)):
        return "--- " + event.name.replace("SIGRTMIN", "SIGRT_0")
    return "+++"


def outcome(event):
    """What tells one call from another of the same name"""
    if isinstance(event, (straceparse.Call, syscordlog.Call)):
        return event.errno or (None if event.ret is None else event.ret & 0xffffffff)
    return None


def matches(a, b):
    return key(a) == key(b)


def align(ours, theirs):
    """Pairs (strace's, Syscord's), with None where one has nothing"""
    i = j = 0
    while i < len(theirs) and j < len(ours):
        if matches(theirs[i], ours[j]):
            yield theirs[i], ours[j]
            i, j = i + 1, j + 1
            continue
        for ahead in range(1, LOOK_AHEAD):
            if i + ahead < len(theirs) and matches(theirs[i + ahead], ours[j]) and \
                    outcome(theirs[i + ahead]) == outcome(ours[j]):
                for event in theirs[i:i + ahead]:
                    yield event, None
                i += ahead
                break
            if j + ahead < len(ours) and matches(theirs[i], ours[j + ahead]) and \
                    outcome(theirs[i]) == outcome(ours[j + ahead]):
                for event in ours[j:j + ahead]:
                    yield None, event
                j += ahead
                break
        else:
            yield theirs[i], None
            yield None, ours[j]
            i, j = i + 1, j + 1
    for event in theirs[i:]:
        yield event, None
    for event in ours[j:]:
        yield None, event


class Threads:
    """Findings: {(kind, call, argument): [count, [(strace, syscord, text), ...]]}"""

    def __init__(self, entry, names, snaplen):
        self.entry = entry	# recorded with --entry
        self.snaplen = snaplen
        self.names = names	# strace's that stand for others of Syscord
        self.findings = {}
        self.last = None	# call of a thread that was killed
        self.stopped = None	# what strace was told of last when its thread was killed
        self.calls = self.signals = self.exits = self.values = 0

    def report(self, kind, name, where, strace, syscord, text):
        count, examples = self.findings.setdefault((kind, name, where.replace("[]", "")), [0, []])
        self.findings[kind, name, where.replace("[]", "")][0] = count + 1
        if count < EXAMPLES:
            examples.append((str(strace), str(syscord), str(text)))

    def compare(self, theirs, ours):
        self.last = None
        calls = [event for event in ours if isinstance(event, syscordlog.Call)]
        if ours and isinstance(ours[-1], syscordlog.Exit) and ours[-1].signal == "SIGKILL":
            self.last = calls and calls[-1]
        killed = len(theirs) > 1 and isinstance(theirs[-1], straceparse.Exit) and \
            theirs[-1].signal == "SIGKILL"
        self.stopped = theirs[-2] if killed else None
        for a, b in align(ours, theirs):
            if b is None:
                if not self.may_be_missing(a):
                    self.report(MISSING, key(a), "-", "there", "not there", a.text)
            elif a is None:
                if not self.may_be_extra(b):
                    self.report(EXTRA, key(b), "-", "not there", "there", b.record)
            elif isinstance(a, straceparse.Call):
                self.calls += 1
                self.call(a, b)
            elif isinstance(a, straceparse.Signal):
                self.signals += 1
                self.signal(a, b)
            else:
                self.exits += 1
                self.exit(a, b)

    def may_be_missing(self, event):
        """A call that never returned has no record: what there is stands in the exit's"""
        if event is self.stopped and isinstance(event, straceparse.Signal):
            return True  # the tracer is told before the kernel delivers, which it then did not
        return isinstance(event, straceparse.Call) and event.ret is None and not event.errno

    def may_be_extra(self, event):
        # strace tells of a SIGKILL at the end only. Of a call at whose entry it was held by
        # then it says nothing, and the kernel answers ENOSYS without making it.
        if isinstance(event, syscordlog.Signal):
            return event.name == "SIGKILL"
        return event is self.last and event.errno == "ENOSYS"

    def values_of(self, name, pairs, text):
        comparison = Comparison(self.names, self.snaplen)
        for strace, syscord, where in pairs:
            comparison.value(strace, syscord, where)
        self.values += comparison.compared
        for kind, where, strace, syscord in comparison.findings:
            self.report(kind, name, where, strace, syscord, text)

    def call(self, a, b):
        if b.is_exec:
            self.executed(a, b)
            return
        if a.name == "rt_sigreturn" or a.name == "sigreturn":
            return  # its registers are the interrupted code's
        if a is self.stopped or a.ret is None and not a.errno:
            pass  # it was killed before strace could see the result; Syscord could
        elif a.errno and (a.ret is None or a.ret == -1):
            if a.errno != b.errno:
                self.report(RESULT, key(a), "ret", a.errno, b.errno or b.ret, a.text)
        elif b.errno or not self.same_result(a, b):
            self.report(RESULT, key(a), "ret", a.ret, b.errno or b.ret, a.text)
        self.values_of(key(a), self.pairs(a, b), a.text)
        self.left(a, b)

    def same_result(self, a, b):
        comparison = Comparison({})
        comparison.value(Num(a.ret, ""), b.ret, "ret")
        return not comparison.findings

    def pairs(self, a, b):
        """(strace's value, Syscord's, name) for each argument that strace shows"""
        named = dict(b.args)
        if a.name.startswith("futex") and number_of(named["op"]) & 0x7f in (9, 10):
            # WAIT_BITSET and WAKE_BITSET: what they do not look at is not shown
            b = b._replace(args=b.args[:len(a.args) - 1] + [("val3", named["val3"])])
        if a.name == "ptrace" and len(a.args) == 3 and not isinstance(a.args[2][1], Num):
            b = b._replace(args=b.args[:2] + [("data", named["data"])])  # of no address
        for at, (name, value) in enumerate(a.args):
            if name is not None:
                ours = NAMED.get(name, name)
                if ours in named:
                    yield value, named[ours], ours
                elif name in ("flags", "exit_signal") and "flags" in named:
                    yield value, named["flags"], name
                else:
                    self.report(ABSENT, key(a), name, value, sorted(named), a.text)
                continue
            if at >= len(b.args):
                self.report(ABSENT, key(a), str(at), value, [n for n, _ in b.args], a.text)
                continue
            where, ours = b.args[at]
            if b.name == "mmap2" and where == "pgoffset":
                ours = {"raw": number_of(ours) * 4096}
            is_number = isinstance(value, Num)
            if not is_number and isinstance(ours, dict) and "before" in ours:
                # it failed, and strace shows what it was given; or it does so always
                if set(ours) == {"raw", "before"} or at in AT_ENTRY.get(a.name, ()):
                    ours = ours["before"]
            elif not is_number and not self.entry and (
                    at in AT_ENTRY.get(a.name, ()) or b.errno and where in LENGTHS):
                continue  # what they held before is told with --entry only
            yield value, ours, where

    def left(self, a, b):
        """What strace tells behind the result: (in [5], left {tv_sec=0, ...})"""
        name = a.name.replace("_newselect", "select")
        if not a.note or name.split("_")[0] not in ("select", "pselect6", "poll", "ppoll"):
            return
        reader = straceparse.Reader(a.note + ")")
        pairs = []
        if "poll" in name:
            value = reader.value()
            if isinstance(value, Array) and isinstance(b.args[0][1].get("value"), list):
                ready = [item for item in b.args[0][1]["value"] if number_of(item["revents"])]
                pairs.append((value, ready, b.args[0][0]))
        else:
            fields = dict(b.args)
            for word, arg in (("in ", "readfds"), ("out ", "writefds"), ("except ", "exceptfds")):
                if reader.take(word):
                    pairs.append((reader.value(), fields[arg], arg))
                    reader.take(", ")
        self.values_of(key(a), pairs, a.text)

    def executed(self, a, b):
        """The record holds what the new program found"""
        args = dict(b.args)
        at = 0 if a.name == "execve" else 1
        path, argv, envp = (value for _, value in a.args[at:at + 3])
        ours = args["path"].get("text", "").encode()
        if a.ret != 0 and (a.ret is not None or a.errno):
            self.report(RESULT, "execve", "ret", a.errno, b.ret, a.text)
        found = args["argv"].get("value", [])
        script = len(found) - len(argv.items)
        if script > 0 and bytes_of(found[script]) == path.data:
            # the interpreter and its argument, the script's path, and then what was passed
            argv = argv._replace(items=argv.items[1:])
            args["argv"]["value"] = found[script + 1:]
        elif not ours.endswith(b"/" + os.path.basename(path.data)) and \
                os.path.realpath(path.data) != ours:
            self.report(DIFFERS, "execve", "path", path, ours, a.text)
        pairs = [(argv, args["argv"], "argv")]
        if not isinstance(envp, Num):
            pairs.append((envp, args.get("envp", {"raw": 1}), "envp"))
        self.values_of("execve", pairs, a.text)

    def signal(self, a, b):
        self.values_of("signal", [(a.info, b.info, a.name)], a.text)

    def exit(self, a, b):
        if a.status != b.status or key_signal(a.signal) != key_signal(b.signal) or a.core and not b.core:
            self.report(EXIT, "+++", "-", a.text, (b.status, b.signal, b.core), a.text)


def key_signal(name):
    return name and name.replace("SIGRTMIN", "SIGRT_0")
