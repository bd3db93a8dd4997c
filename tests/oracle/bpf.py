# SPDX-License-Identifier: GPL-2.0
"""An instruction of classic BPF, which strace writes as the macro that makes it."""
import re

from straceparse import COMMENT, number

MACRO = re.compile(r"BPF_(?:STMT|JUMP)\((.*)\)$")

CODES = {
    "LD": 0, "LDX": 1, "ST": 2, "STX": 3, "ALU": 4, "JMP": 5, "RET": 6, "MISC": 7,
    "W": 0, "H": 8, "B": 0x10,
    "IMM": 0, "ABS": 0x20, "IND": 0x40, "MEM": 0x60, "LEN": 0x80, "MSH": 0xa0,
    "ADD": 0, "SUB": 0x10, "MUL": 0x20, "DIV": 0x30, "OR": 0x40, "AND": 0x50, "LSH": 0x60,
    "RSH": 0x70, "NEG": 0x80, "MOD": 0x90, "XOR": 0xa0,
    "JA": 0, "JEQ": 0x10, "JGT": 0x20, "JGE": 0x30, "JSET": 0x40,
    "K": 0, "X": 8, "A": 0x10, "TAX": 0, "TXA": 0x80,
    # eBPF's, for what is no code of a classic program
    "DW": 0x18, "XADD": 0xc0, "MOV": 0xb0, "ARSH": 0xc0, "END": 0xd0, "JNE": 0x50, "JSGT": 0x60,
    "JSGE": 0x70, "CALL": 0x80, "EXIT": 0x90, "JLT": 0xa0, "JLE": 0xb0, "JSLT": 0xc0, "JSLE": 0xd0,
}
RETURNS = {
    "KILL_PROCESS": 0x80000000, "KILL_THREAD": 0, "KILL": 0, "TRAP": 0x30000, "ERRNO": 0x50000,
    "USER_NOTIF": 0x7fc00000, "TRACE": 0x7ff00000, "LOG": 0x7ffc0000, "ALLOW": 0x7fff0000,
}
ANCILLARY = ("PROTOCOL PKTTYPE IFINDEX NLATTR NLATTR_NEST MARK QUEUE HATYPE RXHASH CPU "
             "ALU_XOR_X VLAN_TAG VLAN_TAG_PRESENT PAY_OFFSET RANDOM VLAN_TPID").split()
NUMBERS = {
    **{"BPF_" + name: n for name, n in CODES.items()},
    **{"SECCOMP_RET_" + name: n for name, n in RETURNS.items()},
    **{"SKF_AD_" + name: n * 4 for n, name in enumerate(ANCILLARY)},
    "SKF_AD_OFF": -0x1000, "SKF_NET_OFF": -0x100000, "SKF_LL_OFF": -0x200000,
}


def operand(text):
    """BPF_LD|BPF_W, SKF_AD_OFF+4; None if a name is unknown"""
    total = 0
    for term in re.split(r"[|+]", text):
        n = NUMBERS.get(term, number(term))
        if n is None:
            return None
        total += n
    return total & 0xffffffff


def instruction(text):
    """{field: number} of BPF_STMT(code, k) or BPF_JUMP(code, k, jt, jf), or None"""
    macro = MACRO.match(COMMENT.sub("", text))
    if not macro:
        return None
    values = [operand(arg) for arg in macro[1].split(", ")] + [0, 0]
    return dict(zip(("code", "k", "jt", "jf"), values))


def same(strace, syscord):
    """strace shows eight bits of a code, but for the classes of which it knows fewer"""
    short = [CODES[name] for name in ("LD", "LDX", "ALU", "JMP")]
    mask = 0xff if syscord.get("code", 0) & 7 in short else 0xffff
    return strace == {**syscord, "code": syscord.get("code", 0) & mask}
