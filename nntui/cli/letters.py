"""What is written in place of letters that an encoding does not know."""

from __future__ import annotations

import codecs

LOOK_ALIKES = {
    "…": "...",
    "–": "-",
    "−": "-",
    "·": "-",
    "×": "x",
    "÷": "/",
    "→": "->",
    "²": "2",
    "∞": "inf",
    "β": "beta",
    "₁": "1",
    "π": "pi",
    "§": "section ",
    "␣": "_",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "�": "?",
    **{chr(0x2400 + code): f"^{chr(0x40 + code)}" for code in range(0x20)},
    "␡": "^?",
}
"""The signs that nntui itself writes, in ASCII; a picture of a control character as terminals echo it."""

NAME = "nntui.look-alikes"
"""Of the handler, as `errors` of a stream takes it."""


def look_alikes(error: UnicodeError) -> tuple[str, int]:
    """Handle what cannot be encoded: a sign by what looks like it, all else by its number, as Python does.

    A letter of somebody's file or column keeps its number: a question mark would make two names one.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unknown = error.object[error.start : error.end]
    return "".join(LOOK_ALIKES.get(char) or _numbered(char) for char in unknown), error.end


def _numbered(char: str) -> str:
    return char.encode("ascii", "backslashreplace").decode("ascii")


codecs.register_error(NAME, look_alikes)
