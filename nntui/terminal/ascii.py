"""ASCII characters that stand for all others, on terminals whose encoding has no more."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import combining, name, normalize

from nntui.renderables.braille import HATCH

UNKNOWN = "?"
"""Stands for what nothing stands for."""

LETTERS: dict[str, str] = {
    # Punctuation and signs in sentences and numbers.
    **dict.fromkeys("‐‑‒–—―−⁃", "-"),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **{"…": "~", "·": "|", "•": "*", "×": "x", "÷": "/", "±": "~", "≈": "~", "∞": "I", "°": "o"},
    **{"→": ">", "←": "<", "↑": "^", "↓": "V", "≤": "<", "≥": ">", "⁄": "/", "≠": "!", "∑": "S"},
    **{"§": "S", "€": "E", "£": "L", "¥": "Y", "␣": "_"},
    # Letters that are more than one with an accent.
    **{"ß": "s", "ø": "o", "Ø": "O", "æ": "a", "Æ": "A", "œ": "o", "Œ": "O", "ł": "l", "Ł": "L", "ı": "i"},
    **{"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "t", "Þ": "T"},
    **dict(zip("αβγδεζηθικλμνξοπρςστυφχψω", "abgdezhqiklunxoprsstufcyw", strict=True)),
    # Signs of the header, the layer table, the chart and the palette.
    **{"●": "*", "‖": "=", "✓": "v", "✕": "x", "■": "#", "○": "o", "↻": "@", "▲": "^", "▸": ">", "⇄": "&"},
    **{"▶": ">", "▼": "v", "◀": "<", "◂": "<", "◆": "*", "✗": "x", "✔": "v", "🔎": ">"},
    # A heat map without colours: sizes above zero, and below.
    **dict(zip("░▒▓█", "+*#@", strict=True)),
    **dict(zip("╌─═≡", ".-=%", strict=True)),
    "┅": ".",  # before the name of the dotted curve
}
"""What stands for characters that have no rule."""

BLOCKS: dict[str, str] = {
    **dict.fromkeys("▁▂▃▄", "_"),
    **{"▔": "-", "▀": '"'},
    **dict.fromkeys("▉▊▋▌▍▎▏▐▕", "|"),
    **dict.fromkeys("▖▗", "."),
    **dict.fromkeys("▘▝", "'"),
    **dict.fromkeys("▅▆▇▙▚▛▜▞▟", "#"),
}
"""What stands for blocks that are no shade: for edges of boxes, and parts of cells."""

MANY_DOTS = 6
"""From so many dots on, a Braille character is an area."""

STEEP = 1.5
"""Dots by which one column of a Braille character is above the other, where a line rises or falls."""


@lru_cache(maxsize=8192)
def ascii_code(code: int) -> int:
    """The code point of the ASCII character that stands in one cell for another code point; its own in ASCII.

    Letters lose their accents. What nothing stands for becomes a question mark.
    """
    return code if code < 0x80 else ord(_letter(chr(code)))


def _letter(char: str) -> str:
    code = ord(char)
    if char in LETTERS:
        return LETTERS[char]
    if 0x2500 <= code < 0x2580:
        return _line(name(char))
    if 0x2580 <= code < 0x25A0:
        return BLOCKS[char]
    if 0x2800 <= code < 0x2900:
        return _dots(code & 0xFF)
    return _without_accents(char)


def _line(called: str) -> str:
    """What stands for a box drawing character, by its name in Unicode."""
    if "DIAGONAL" in called:
        return "X" if "CROSS" in called else "/" if called.endswith("LOWER LEFT") else "\\"
    words = called.split()
    across = any(word in ("HORIZONTAL", "LEFT", "RIGHT") for word in words)
    down = any(word in ("VERTICAL", "UP", "DOWN") for word in words)
    if across and down:
        return "+"
    if down:
        return "|"
    dashed = "DASH" in words
    return "=" if "HEAVY" in words or ("DOUBLE" in words and not dashed) else "-"


def _dots(bits: int) -> str:
    """What stands for a Braille character, by where its dots are.

    bits: bit k is dot k + 1; dots 1, 2, 3, 7 are the left column from its top, 4, 5, 6, 8 the right one.
    """
    left = [row for row, bit in enumerate((0, 1, 2, 6)) if bits >> bit & 1]
    right = [row for row, bit in enumerate((3, 4, 5, 7)) if bits >> bit & 1]
    dots = len(left) + len(right)
    if dots == 0:
        return " "
    if dots >= MANY_DOTS:
        return "#"
    if left and right:
        return ":" if bits in HATCH else _slope(left, right)
    column = left or right
    if column[-1] - column[0] > 1:
        return "|" if dots > 2 else ":"
    upper, lower = "'." if left else "`,"  # a dotted line has its dots on the left
    return upper if sum(column) < 1.5 * dots else lower


def _slope(left: list[int], right: list[int]) -> str:
    """What stands for a line through both columns; rows are counted from the top."""
    falls = sum(right) / len(right) - sum(left) / len(left)
    if abs(falls) >= STEEP:
        return "\\" if falls > 0 else "/"
    height = sum(left + right) / len(left + right)
    return '"' if height < 0.75 else "-" if height < 2.25 else "_"


def _without_accents(char: str) -> str:
    """The one ASCII character that is left of it without what is above and below."""
    left = [part for part in normalize("NFKD", char) if not combining(part)]
    if len(left) != 1:
        return UNKNOWN
    return left[0] if left[0].isascii() and left[0].isprintable() else LETTERS.get(left[0], UNKNOWN)
