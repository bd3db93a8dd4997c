# SPDX-License-Identifier: GPL-2.0
"""One value of strace against the same one of Syscord."""
import re
import socket

import bpf
from straceparse import Array, Change, Num, Str, Struct, Word, number
from syscordlog import is_struct

PRIORITY = re.compile(r"IOPRIO_PRIO_VALUE\((.*), (.*)\)$")

# Of no name: no more than the number
REQUEST = re.compile(r"_IOC\(_IOC_NONE, 0x([0-9a-f]+), (?:0x)?([0-9a-f]+), 0\)$")

# The size of huge pages among flags
HUGE = re.compile(r"(\d+)<<(?:26|\w+_HUGE_SHIFT)$")

# kinds of findings
DIFFERS = "differs"		# both show it, and not the same
UNCAPTURED = "uncaptured"	# strace shows what it points to, Syscord the address
UNNAMED = "unnamed"		# strace has a name, Syscord a number
ABSENT = "absent"		# a field that Syscord's structure does not have
UNDECODED = "undecoded"		# Syscord has the bytes, and does not take them apart

# struct user_desc: strace takes apart what the C compiler would: (first bit, bits)
BITFIELDS = {"seg_32bit": (0, 1), "contents": (1, 2), "read_exec_only": (3, 1),
	     "limit_in_pages": (4, 1), "seg_not_present": (5, 1), "useable": (6, 1), "lm": (7, 1)}

# struct termios: [VINTR]=3 is the first byte of c_cc, and so on
INDEX = re.compile(r"\[(V[A-Z0-9]+|\d+)\]$")
CC = ["[V%s]" % name for name in "INTR QUIT ERASE KILL EOF TIME MIN SWTC START STOP SUSP EOL "
      "REPRINT DISCARD WERASE LNEXT EOL2".split()]

BEYOND = "beyond"		# Syscord takes apart what strace shows as bytes

MASK = (1 << 64) - 1


def same_number(a, b):
    """Registers hold more than the kernel looks at: 32 bits may be all that counts"""
    a, b = a & MASK, b & MASK
    if a == b:
        return True
    short = min(a, b), max(a, b)
    return a & 0xffffffff == b & 0xffffffff and (
        short[0] >> 32 == 0 and short[1] >> 32 in (0, 0xffffffff) or
        short[0] >> 31 == 0x1ffffffff or short[1] >> 31 == 0x1ffffffff)


def number_of(value):
    """The number that Syscord gives, or None"""
    if isinstance(value, dict) and not is_struct(value):
        if isinstance(value.get("value"), int):
            return value["value"]
        return value.get("raw")
    return value if isinstance(value, int) else None


def bytes_of(value):
    if isinstance(value, dict) and not is_struct(value):
        if isinstance(value.get("text"), str):
            return value["text"].encode()
        if isinstance(value.get("hex"), str):
            return bytes.fromhex(value["hex"])
    return None


def inner(value, kind):
    """The list or structure that the value is or leads to, or None"""
    if isinstance(value, dict) and not is_struct(value):
        value = value.get("value")
    return value if isinstance(value, kind) else None


def is_captured(value):
    return bytes_of(value) is not None or inner(value, (list, dict)) is not None


def gap(value):
    """Why a structure is none"""
    if bytes_of(value):
        return UNDECODED
    return UNCAPTURED if number_of(value) and not is_captured(value) else None


def is_cut(value):
    return isinstance(value, dict) and not is_struct(value) and (
        not {"truncated", "unreadable", "continued"}.isdisjoint(value))


def halves(text):
    """Capabilities by number: the low 32 bits, and the others as if they were low, too"""
    parts = [number(part) for part in text.split("|")]
    return parts[0] | parts[1] << 32 if len(parts) == 2 else None


def show(value):
    text = repr(value) if not isinstance(value, (Num, Word)) else value.text
    return text if len(text) < 300 else text[:300] + "..."


def terms(text):
    """A|B|0x10 as a set of names and what the numbers add up to"""
    names, total, depth, start = set(), 0, 0, 0
    for at, c in enumerate(text + "|"):
        if c == "(":
            depth += 1
        elif c == ")":
            depth -= 1
        elif c == "|" and not depth:
            term = text[start:at].strip()
            n = number(term)
            huge = HUGE.match(term)
            if huge:
                n = int(huge[1]) << 26
            if n is None:
                names.add(term.replace("1<<", ""))
            else:
                total |= n
            start = at + 1
    return names, total


class Comparison:
    """Collects findings as (kind, path, strace, syscord)"""

    def __init__(self, names, snaplen=256):
        self.names = names
        self.snaplen = snaplen	# of the recording
        self.used_up = False	# by the strings before this one, of the same argument
        self.findings = []
        self.compared = 0

    def report(self, kind, path, strace, syscord):
        self.findings.append((kind, path, show(strace), show(syscord)))

    def value(self, s, j, path):
        before = len(self.findings)
        if isinstance(s, Num):
            self.num(s, j, path)
        elif isinstance(s, Str):
            self.str(s, j, path)
        elif isinstance(s, Struct):
            self.struct(s, j, path)
        elif isinstance(s, Array):
            self.array(s, j, path)
        elif isinstance(s, Change):
            self.change(s, j, path)
        else:
            self.word(s, j, path)
        self.compared += len(self.findings) == before

    def num(self, s, j, path):
        n = number_of(j)
        if n is None:
            if not s.n and bytes_of(j) == b"":
                return  # of no bytes nobody needs the address
            # an address that strace could or need not follow, of what Syscord shows itself
            if not is_captured(j) or not s.n:
                self.report(DIFFERS, path, s, j)
        elif not same_number(s.n, n):
            if "|" in s.text and halves(s.text) == n:
                return
            raw = j.get("raw", n) if isinstance(j, dict) else n
            if not same_number(s.n, raw):
                self.report(DIFFERS, path, s, j)

    def str(self, s, j, path):
        data = bytes_of(j)
        if data is None:
            if isinstance(j, int) or number_of(j) is not None and not is_captured(j):
                n = number_of(j)
                if path.endswith("_port") or path.endswith("_flowinfo"):
                    if int.from_bytes(s.data, "big") != n:
                        self.report(DIFFERS, path, s, j)
                else:
                    self.report(UNCAPTURED if n else DIFFERS, path, s, j)
            else:
                beyond = inner(j, (list, dict)) is not None
                self.report(BEYOND if beyond else DIFFERS, path, s, j)
            return
        if path.endswith("_addr") and len(s.data) in (4, 16) and data != s.data:
            family = socket.AF_INET if len(s.data) == 4 else socket.AF_INET6
            data = socket.inet_pton(family, data.decode())
        if data == s.data:
            return
        if s.cut and data.startswith(s.data):
            return
        if is_cut(j) and s.data.startswith(data) and (
                len(data) >= 256 or self.used_up):
            return
        self.report(DIFFERS, path, s, j)

    def struct(self, s, j, path):
        fields = inner(j, dict)
        if len(s.fields) == 1 and s.fields[0][0] is None and fields is None:
            # {WIFEXITED(s) && WEXITSTATUS(s) == 0}
            self.value(s.fields[0][1], j, path)
            return
        if len(s.fields) == 1 and isinstance(s.fields[0][1], Array) and inner(j, list) is not None:
            self.value(s.fields[0][1], j, path)  # f_fsid={val=[1, 2]}
            return
        if fields is None:
            n = number_of(j)
            data = dict(s.fields)
            whole = data.get("u64") or data.get("sival_ptr")
            if whole and n is not None:
                self.value(whole, j, path)  # a union
            else:
                self.report(gap(j) or DIFFERS, path, s, j)
            return
        for name, value in s.fields:
            if name is None and isinstance(value, Word):
                field = re.search(r", &(\w+)\)$", value.text)
                name = field and field[1]
            here = "%s.%s" % (path, name)
            if name not in fields and name in self.names:
                name = self.names[name].use()
            if name not in fields and name in BITFIELDS and "flags" in fields:
                shift, width = BITFIELDS[name]
                bits = number_of(fields["flags"]) >> shift & (1 << width) - 1
                self.value(value, bits, here)
                continue
            if name in fields:
                self.value(value, fields[name], here)
            elif not is_cut(j):
                self.report(ABSENT, here, value, sorted(fields))

    def array(self, s, j, path):
        items = inner(j, list)
        fields = inner(j, dict)
        if fields and len(fields) == len(s.items):
            for item, (name, field) in zip(s.items, fields.items()):
                self.value(item, field, "%s.%s" % (path, name))  # [0] for {sched_priority=0}
            return
        data = bytes_of(j)
        if items is None and data and all(isinstance(item, Struct) and INDEX.match(
                item.fields[0][0] or "") for item in s.items):
            for (name, value), in (item.fields for item in s.items):
                at = CC.index(name) if name in CC else int(name[1:-1])
                self.value(value, data[at] if at < len(data) else None, path)
            return
        if items is None:
            if bytes_of(j) != b"" or s.items:
                self.report(gap(j) or DIFFERS, path, s, j)
            return
        if s.complement or is_set(s, items):
            self.set(s, items, path, j)
            return
        if len(s.items) > len(items) and not is_cut(j) or len(s.items) < len(items) and not s.cut:
            self.report(DIFFERS, path, s, j)
            return
        # the contents of a vector are one to snaplen
        total = sum(len(bytes_of(item["iov_base"]) or b"") for item in items
                    if isinstance(item, dict) and "iov_base" in item)
        self.used_up = total >= self.snaplen
        for at, (a, b) in enumerate(zip(s.items, items)):
            if is_cut(j) and at == len(items) - 1 and (isinstance(a, Struct) or isinstance(
                    a, Str) and a.data.startswith(bytes_of(b) or b"")):
                break  # where it was cut
            self.value(a, b, "%s[]" % path)

    def set(self, s, items, path, j):
        """Signals: [INT CHLD], ~[KILL STOP], or their numbers"""
        ours = set()
        for item in items:
            named = signal_number(item.get("name")) if isinstance(item, dict) else None
            n = number_of(item)
            ours.add(n if named in (n, None) else (n, named))
        theirs = {signal_number("SIG" + item.text.removeprefix("SIG")) if isinstance(item, Word) else item.n
                  for item in s.items}
        if s.complement:
            theirs = set(range(1, 65)) - theirs
        if ours != theirs:
            self.report(DIFFERS, path, s, j)

    def change(self, s, j, path):
        if isinstance(j, dict) and "before" in j:
            self.value(s.before, j["before"], path)
        self.value(s.after, j, path)

    def terms(self, text):
        names, total = terms(text)
        for name in [name for name in names if name in self.names]:
            ours, n = terms(self.names[name].use())
            names = names - {name} | ours
            total |= n
        return names, total

    def same_names(self, strace, syscord):
        """Of bits that strace has no name for, Syscord may know some"""
        theirs, their_rest = self.terms(strace)
        ours, our_rest = terms(syscord)
        return theirs == ours and their_rest == our_rest or (
            theirs < ours and our_rest != their_rest and our_rest & ~their_rest == 0)

    def word(self, s, j, path):
        text, name = PRIORITY.sub(r"\1|\2", s.text), None
        insn = bpf.instruction(text)
        if insn:
            ours = inner(j, dict)
            if ours is None or not bpf.same(insn, {field: number_of(n) for field, n in ours.items()}):
                self.report(DIFFERS, path, s, j)
            return
        macro = re.match(r"(htons|htonl|inet_addr|inet_pton)\((.*)\)$", text)
        if macro and macro[1] in ("htons", "htonl"):
            self.value(Num(number(macro[2]), text), j, path)
            return
        if macro:
            quoted = re.search(r'"(.*?)"', macro[2])
            if bytes_of(j) != quoted[1].encode():
                self.report(DIFFERS, path, s, j)
            return
        if text.startswith("UTIME_") and inner(j, dict):
            j = inner(j, dict)["tv_nsec"]  # strace shows nothing else of it
        if isinstance(j, dict) and not is_struct(j):
            name = j.get("name")
        if name is None:
            request = REQUEST.match(text)
            if bytes_of(j) == text.encode() or request and number_of(j) == (
                    int(request[1], 16) << 8 | int(request[2], 16)):
                return
            if self.terms(text) == (set(), number_of(j)):
                return
            kind = UNNAMED if number_of(j) is not None and not is_captured(j) else DIFFERS
            self.report(kind, path, s, j)
        elif name != text.removeprefix("__NR_") and not self.same_names(text, name) and \
                name not in text.split(" or "):
            self.report(DIFFERS, path, s, j)


def is_set(s, items):
    """Whether the names in the list are signals without their SIG"""
    return bool(s.items) and all(isinstance(item, Word) for item in s.items) and all(
        isinstance(item, dict) and str(item.get("name")).startswith("SIG") for item in items)


def signal_number(name):
    """SIGUSR1 as 10; strace and Syscord name the others SIGRTMIN and SIGRT_n"""
    import signal

    if not name:
        return None
    if name in ("SIGRTMIN", "SIGRT_0"):
        return 32
    match = re.match(r"SIG(?:RT_|RTMIN\+)(\d+)$", name)
    if match:
        return 32 + int(match[1])
    return int(getattr(signal, name, 0)) or None
