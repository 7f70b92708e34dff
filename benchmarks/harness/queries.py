"""The questions a program asks its terminal, and the answers of a plain modern one."""

from __future__ import annotations

import re

QUERY = re.compile(rb"\x1b\[(?:5n|6n|0?c|>0?c|\?(?P<mode>\d+)\$p)")
"""Device status, cursor position, primary and secondary device attributes, state of a private mode."""

LONGEST_QUERY = 16
"""No query above is longer, in bytes."""

_ANSWERS = {
    b"\x1b[5n": b"\x1b[0n",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[0c": b"\x1b[?62;22c",
    b"\x1b[>c": b"\x1b[>0;0;0c",
    b"\x1b[>0c": b"\x1b[>0;0;0c",
}
_SYNCHRONIZED_OUTPUT = b"2026"


def answer(query: re.Match[bytes], column: int, row: int) -> bytes:
    """Return the answer to a match of `QUERY`, the cursor being at a column and row counted from 0.

    Synchronized output is known and off (2); every other mode, in-band resize among them, is unknown (0), so
    that a program learns of a new size from its window-change signal.
    """
    if query[0] == b"\x1b[6n":
        return b"\x1b[%d;%dR" % (row + 1, column + 1)
    if mode := query["mode"]:
        return b"\x1b[?%s;%d$y" % (mode, 2 if mode == _SYNCHRONIZED_OUTPUT else 0)
    return _ANSWERS[query[0]]
