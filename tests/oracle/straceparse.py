# SPDX-License-Identifier: GPL-2.0
"""What `strace -ff -v -s 256 -o FILE` wrote, as events of threads and values.

A value is one of
  Num(n)                a number, or several that are joined by |, or NULL (0)
  Str(bytes, cut)       a string; cut: "..." stood behind it
  Struct(fields, cut)   [(name or None, value)]
  Array(items, cut, complement)
  Word(text)            anything else: names, A|B, MACRO(arguments)
  Change(before, after) before => after
"""
import collections
import functools
import re

Num = collections.namedtuple("Num", "n text")
Str = collections.namedtuple("Str", "data cut")
Struct = collections.namedtuple("Struct", "fields cut")
Array = collections.namedtuple("Array", "items cut complement")
Word = collections.namedtuple("Word", "text")
Change = collections.namedtuple("Change", "before after")

Call = collections.namedtuple("Call", "name args ret errno note text")
Signal = collections.namedtuple("Signal", "name info text")
Exit = collections.namedtuple("Exit", "status signal core text")

COMMENT = re.compile(r" ?/\*.*?\*/")
NUMBER = re.compile(r"-?(0x[0-9a-f]+|[0-9]+)$")
PRODUCT = re.compile(r"([0-9]+)\*([0-9]+)$")
NAMED = re.compile(r"([A-Za-z_][A-Za-z_0-9.]*|\[[A-Z0-9_]+\])=(?!=)")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
ESCAPE = re.compile(r"\\(x[0-9a-f]{2}|[0-7]{1,3}|.)", re.S)
PLAIN = re.compile(r"[A-Za-z0-9_|*.:-]*")
SHORT = {"n": "\n", "t": "\t", "v": "\v", "f": "\f", "r": "\r"}
RESULT = re.compile(r"\) += (\?|-?[0-9][0-9a-fx]*)(?: ([A-Z][A-Z0-9_]*)(?: \(.*?\))?)?(?: \((.*)\))?$",
                    re.S)


EVENT = re.compile(r" \| \w+ ?<< ?16")
SIMPLE = re.compile(r"[A-Za-z0-9_|-]+(?=[],}])")


class Malformed(Exception):
    pass


@functools.lru_cache(4096)
def scalar(word):
    n = number(word)
    return Word(word) if n is None else Num(n, word)


def number(text):
    """0x10, 010, 16, -1, 8192*1024, 0x1|0x80800; None if it is none of these"""
    total = 0

    if text in ("NULL", ""):
        return 0
    for part in text.split("|"):
        product = PRODUCT.match(part)
        if product:
            total |= int(product[1]) * int(product[2])
        elif NUMBER.match(part):
            digits = part.lstrip("-")
            base = 16 if digits.startswith("0x") else 8 if digits.startswith("0") else 10
            try:
                value = int(digits, base)
            except ValueError:
                return None
            total |= -value if part.startswith("-") else value
        elif part:
            return None
    return total


def unescape(match):
    code = match[1]
    if code[0] == "x":
        return chr(int(code[1:], 16))
    if code[0] in "01234567":
        return chr(int(code, 8) & 255)
    return SHORT.get(code, code)


class Reader:
    """Values out of one line's text"""

    def __init__(self, text):
        self.text = text
        self.at = 0

    def peek(self, what):
        return self.text.startswith(what, self.at)

    def take(self, what):
        if self.peek(what):
            self.at += len(what)
            return True
        return False

    def comment(self):
        match = COMMENT.match(self.text, self.at)
        if match:
            self.at = match.end()

    def string(self):
        match = QUOTED.match(self.text, self.at)
        if not match:
            raise Malformed("string without an end")
        self.at = match.end()
        data = ESCAPE.sub(unescape, match[1]).encode("latin-1")
        return Str(data, self.take("..."))

    def scalar(self):
        """Up to what ends it outside of parentheses and quotes"""
        start, depth, text = self.at, 0, self.text
        while self.at < len(text):
            self.at = PLAIN.match(text, self.at).end()
            if self.at >= len(text):
                break
            c = text[self.at]
            if c == '"':
                self.string()
                continue
            if c == "(":
                depth += 1
            elif c == ")":
                if not depth:
                    break
                depth -= 1
            elif not depth and text.startswith(" /*", self.at):
                comment = COMMENT.match(text, self.at)
                if not comment or text[comment.end():comment.end() + 1] != "|":
                    break
                self.at = comment.end()  # 0x36 /* PER_??? */|ADDR_LIMIT_3GB
            elif not depth and (c in ",]}" or text.startswith(" => ", self.at)):
                break
            self.at += 1
        word = text[start:self.at].strip()
        return scalar(COMMENT.sub("", word) if "*/|" in word else word)

    def items(self, close):
        """(name, value) pairs up to the closing bracket; and whether it was cut"""
        fields, cut = [], False
        text = self.text
        while True:
            if self.peek(" "):
                self.at += 1
                self.comment()
            if self.take(close):
                return fields, cut
            if self.at >= len(text):
                raise Malformed("no " + close)
            if self.take("..."):
                cut = True
            else:
                match = NAMED.match(text, self.at)
                if match:
                    self.at = match.end()
                simple = SIMPLE.match(text, self.at)
                if simple:
                    self.at = simple.end()
                fields.append((match[1] if match else None,
                               scalar(simple[0]) if simple else self.value()))
            if self.peek(","):
                self.at += 1

    def array(self, complement):
        items, cut = self.items("]")
        flat = []
        for name, item in items:
            # sets are separated by spaces, and so are the words in them
            if isinstance(item, Word) and re.fullmatch(r"[A-Z0-9_]+( [A-Z0-9_]+)+", item.text):
                flat += map(scalar, item.text.split())
            else:
                flat.append(item if name is None else Struct([(name, item)], False))
        return Array(flat, cut, complement)

    def one(self):
        if self.peek('"'):
            return self.string()
        if self.take("{"):
            struct = Struct(*self.items("}"))
            event = EVENT.match(self.text, self.at)
            if event:
                # [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGTRAP} | PTRACE_EVENT_EXEC << 16]
                self.at = event.end()
                return Word(struct.fields[0][1].text + event[0])
            return struct
        if self.take("~["):
            return self.array(True)
        if self.take("["):
            return self.array(False)
        return self.scalar()

    def value(self):
        value = self.one()
        self.comment()
        if self.take(" => "):
            value = Change(value, self.one())
            self.comment()
        return value


def parse_args(text):
    """What stands between a call's parentheses"""
    reader = Reader(text + ")")
    args = reader.items(")")[0]
    if reader.at != len(text) + 1:
        raise Malformed("more behind the arguments")
    return args


def parse_call(line):
    unfinished = " <unfinished ...>"
    if line.endswith(unfinished):
        line += ") = ?"  # a thread that was killed in it
    name, rest = line.split("(", 1)
    match = None
    # the last " = " is the result's, unless what is behind it has one too
    for found in re.finditer(r"\) += ", line):
        match = RESULT.match(line, found.start())
        if match:
            break
    if not match:
        raise Malformed("no result")
    body = line[len(name) + 1:match.start()]
    if body.endswith(unfinished):
        body = body[:-len(unfinished)]
    if "<... resuming" in body:
        body = ""
    ret = None if match[1] == "?" else number(match[1])
    return Call(name, parse_args(body.rstrip(", ")), ret, match[2], match[3], line)


def parse_line(line):
    """An event, or None for a line that tells of none"""
    if line.startswith("+++ "):
        match = re.match(r"\+\+\+ exited with (\d+) \+\+\+", line)
        if match:
            return Exit(int(match[1]), None, False, line)
        match = re.match(r"\+\+\+ killed by (\w+)( \(core dumped\))? \+\+\+", line)
        if match:
            return Exit(None, match[1], bool(match[2]), line)
        return None
    if line.startswith("--- "):
        match = re.match(r"--- (SIG\w+) (\{.*\}) ---", line)
        return Signal(match[1], Reader(match[2]).value(), line) if match else None
    if line.startswith("strace: "):
        return None
    try:
        return parse_call(line)
    except (Malformed, IndexError, ValueError) as err:
        raise Malformed("%s: %s" % (err, line[:300]))


def load(path):
    """The events of a file, which is those of one thread"""
    with open(path, encoding="latin-1", newline="\n") as lines:
        return [event for event in map(parse_line, (line.rstrip("\n") for line in lines)) if event]
