# SPDX-License-Identifier: GPL-2.0
"""What `syscord show -f json` printed, as events of threads, with calls as strace has them.

An argument stays what the JSON says (reader/format_json.c): an object with raw, value,
text and so on, a number, or a list or an object of these.
"""
import collections
import json
import re

Call = collections.namedtuple("Call", "name args ret errno restart is_exec abi record")
Signal = collections.namedtuple("Signal", "name info record")
Exit = collections.namedtuple("Exit", "status signal core in_call record")

MULTIPLEXED = ("socketcall", "ipc")
# Those of ipc's that are recorded with their registers only: the arguments' order
IPC = {3: ("semctl", "first", "second", "third", "ptr"), 12: ("msgrcv", "first", "ptr", "second"),
       14: ("msgctl", "first", "second", "ptr"), 24: ("shmctl", "first", "second", "ptr")}
BY_POINTER = ("mmap", "select")
TYPE = re.compile(rb'\{"type": ?"(\w+)"')
TID = re.compile(rb'"tid": ?(\d+)')
FORKS = ("clone", "clone3", "fork", "vfork")


class Lost(Exception):
    pass


def join_halves(args):
    """offset_lo and offset_hi, in either order, are one argument to strace"""
    out = []

    for name, value in args:
        if name[-3:] in ("_lo", "_hi") and out and out[-1][0] == name[:-3]:
            half = out.pop()[1]["raw"]
            low, high = (value["raw"], half) if name.endswith("_lo") else (half, value["raw"])
            out.append((name[:-3], {"raw": (low & 0xffffffff) | high << 32}))
        elif name[-3:] in ("_lo", "_hi"):
            out.append((name[:-3], value))
        else:
            out.append((name, value))
    return out


def call_parts(record):
    """(name, [(argument's name, value)]) of a record or of what an exit record holds"""
    name = record["syscall"]
    args = list(record["args"].items())

    for arg, value in args:
        inner = value.get("value")
        if arg in ("args", "ptr") and isinstance(inner, dict) and (
                name in MULTIPLEXED or (name in BY_POINTER and len(args) == 1)):
            if name in MULTIPLEXED:
                name = args[0][1].get("name", name)
            args = [(key, field if isinstance(field, dict) and not is_struct(field)
                     else {"value": field}) for key, field in inner.items()]
            break
    if name == "ipc" and args[0][1]["raw"] & 0xffff in IPC:
        words = dict(args)
        name, *order = IPC[words["call"]["raw"] & 0xffff]
        args = [(word, words[word]) for word in order]
    if record["abi"] in ("i386", "arm"):
        args = join_halves(args)
    else:
        # the low half is all of it, and the high one nothing
        args = [(key[:-3] if key.endswith("_lo") else key, value) for key, value in args
                if not key.endswith("_hi")]
    return name, args


META = {"raw", "value", "name", "text", "hex", "want", "got", "continued", "kept", "missing",
        "truncated", "unreadable", "before"}


def is_struct(value):
    """Whether an object is a structure rather than a number or bytes with what is said of them"""
    return isinstance(value, dict) and not (value and META.issuperset(value))


def load(path):
    """{tid: lines}: taken apart, all together would be more memory than a guest has"""
    threads = collections.defaultdict(list)

    with open(path, "rb") as lines:
        for line in lines:
            kind = TYPE.match(line)[1]
            if kind == b"lost":
                record = json.loads(line)
                raise Lost("%d records were lost: %s" % (record["count"], record["reasons"]))
            if kind not in (b"fork", b"rename"):
                threads[int(TID.search(line)[1])].append(line)
    return threads


def events(lines):
    """Those of one thread"""
    out = []

    for line in lines:
        record = json.loads(line)
        if record["type"] in ("call", "exec"):
            name, args = call_parts(record)
            if name in FORKS and record["ret"] == 0 and not out:
                continue  # the child's return, which strace does not show
            out.append(Call(name, args, record["ret"], record.get("errno"),
                            record.get("restart", False), record["type"] == "exec",
                            record["abi"], record))
        elif record["type"] == "signal":
            out.append(Signal(record["signal"], record["info"], record))
        elif record["type"] == "exit":
            in_call = record.get("in_call")
            out.append(Exit(record.get("status"), record.get("signal"),
                            record.get("core", False), in_call and call_parts(in_call), record))
    return out
