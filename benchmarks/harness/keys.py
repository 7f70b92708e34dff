"""What a terminal sends for each key (xterm, in its normal modes)."""

from __future__ import annotations

import re

KEYS = {
    "space": b" ",
    "enter": b"\r",
    "escape": b"\x1b",
    "tab": b"\t",
    "shift+tab": b"\x1b[Z",
    "backspace": b"\x7f",
    "insert": b"\x1b[2~",
    "delete": b"\x1b[3~",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "f1": b"\x1bOP",
    "f2": b"\x1bOQ",
    "f3": b"\x1bOR",
    "f4": b"\x1bOS",
    "f5": b"\x1b[15~",
    "f6": b"\x1b[17~",
    "f7": b"\x1b[18~",
    "f8": b"\x1b[19~",
    "f9": b"\x1b[20~",
    "f10": b"\x1b[21~",
    "f11": b"\x1b[23~",
    "f12": b"\x1b[24~",
}
_CONTROL = re.compile(r"ctrl\+([a-z])")


def key_bytes(key: str) -> bytes:
    """Return the bytes of a named key or of `ctrl+` and a letter; anything else is typed as it stands."""
    if control := _CONTROL.fullmatch(key):
        return bytes([ord(control[1]) - ord("a") + 1])
    return KEYS.get(key, key.encode())
