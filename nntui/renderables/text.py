"""Foreign text made fit for a terminal: nothing invisible, and widths in terminal cells."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, combining, east_asian_width

REPLACEMENT = "�"
ELLIPSIS = "…"

_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Control, format (bidirectional, zero-width), surrogate, private, unassigned, line and paragraph ends."""

_DRAWN = re.compile("[ -~·×–—…−≡─-▟⠀-⣿]*")
"""What drawings are made of, and most text is: nothing to look at character by character."""

_PICTURES = 0x2400
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def visible(text: str) -> str:
    """The text with every character that would not be seen, or act on what is, replaced by a visible sign.

    C0 controls and DEL become their control pictures (Unicode block U+2400); other controls, bidirectional
    and zero-width characters and line separators become U+FFFD.
    """
    if _DRAWN.fullmatch(text):
        return text
    return "".join(map(_visible_character, text))


def narrow(text: str) -> str:
    """The text with every character that does not fill exactly one cell replaced as well."""
    if _DRAWN.fullmatch(text):
        return text
    return "".join(char if _cells(char) == 1 else REPLACEMENT for char in visible(text))


def cell_width(text: str) -> int:
    """How many terminal cells visible text fills (Unicode Standard Annex #11: East Asian Width)."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, ending in … where something was lost."""
    if cell_width(text) <= width:
        return text
    if width <= 0:
        return ""
    kept, room = 0, width - 1
    for char in text:
        room -= _cells(char)
        if room < 0:
            break
        kept += 1
    return text[:kept] + ELLIPSIS


def _visible_character(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(_PICTURES + code)
    if code == 0x7F:
        return chr(_PICTURES + 0x21)
    hidden = category(char) in _UNSEEN
    return REPLACEMENT if hidden or any(code in part for part in _VARIATION_SELECTORS) else char


@lru_cache(maxsize=4096)
def _cells(char: str) -> int:
    if combining(char) or category(char) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
