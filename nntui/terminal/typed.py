"""What comes from a terminal, cut into keys, answers and pastes, however its reads divide it."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

LONGEST_PASTE = 4096
"""Characters kept of a paste: nobody types as much into an entry field."""

BURST = 64
"""More plain characters than these in one read were not typed: a terminal has pasted and does not say so."""

LONGEST_SEQUENCE = 4096
"""Characters of a sequence that does not end; it is dropped then."""

ESCAPE_S, BROKEN_OFF_S = 0.05, 5.0
"""What is held back waits so long for more: an escape, which may be the key, and all else."""


class Keys(NamedTuple):
    """Characters, or one whole sequence that a key or the mouse sends."""

    text: str


class Answer(NamedTuple):
    """A whole sequence that no key sends."""

    text: str


class Pasted(NamedTuple):
    """Text that was pasted, or its beginning."""

    text: str


Typed: TypeAlias = Keys | Answer | Pasted

ESCAPE = "\x1b"
_PASTE_BEGIN, _PASTE_END = "\x1b[200~", "\x1b[201~"

_SEQUENCE = re.compile(
    r"""
    \x1b\[M ...                                            # the mouse, as X10 reports it
    | \x1b\[ [0-?]* [\ -/]* [@-~]                          # CSI: parameters, intermediates, final
    | \x1b [\]PX^_] [^\x07\x1b]* (?: \x07 | \x1b\\ )       # OSC, DCS, SOS, PM, APC
    | \x1bO [0-~]                                          # SS3: a function key
    | \x1b [^\x1b\[\]OPX^_]                               # alt and a key
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN = re.compile(
    r"\x1b (?: \[ (?: [0-?]* [\ -/]* | M .{0,2} ) | [\]PX^_] [^\x07\x1b]* \x1b? | O )? \Z",
    re.VERBOSE | re.DOTALL,
)
_BROKEN = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*|O)?")

_ANSWER = re.compile(r"\x1b(?:\[[?>=].*|\[[\d;]*[ntRcx]|[\]PX^_].*)", re.DOTALL)
"""Nothing that a key sends, but for the cursor's place: F3 pressed with another key looks like one."""

_PLAIN = re.compile(r"[^\x1b]+")


class TypedReader:
    """Turns bytes into `Typed`. What is not UTF-8 becomes U+FFFD.

    A sequence that is not complete is held back, an escape by itself too, until more comes or `release` says
    that nothing did for `patience_s`.
    """

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._held = ""
        self._pasted: list[str] | None = None
        self._escaped = False

    @property
    def patience_s(self) -> float | None:
        """Seconds to wait for more; None where nothing is held back."""
        if self._held == ESCAPE and self._pasted is None:
            return ESCAPE_S
        return BROKEN_OFF_S if self._held or self._pasted is not None else None

    def feed(self, data: bytes) -> Iterator[Typed]:
        """What these bytes complete."""
        text = self._held + self._decode(data)
        self._held = ""
        if self._escaped and _SEQUENCE.match(ESCAPE + text) and len(text) > 1 and text[0] in "[O":
            text = ESCAPE + text  # the link was slower than somebody who presses two keys
        self._escaped = False
        while text:
            if self._pasted is not None:
                typed, text = self._paste(text)
            elif plain := _PLAIN.match(text):
                typed, text = _as_typed(plain[0]), text[plain.end() :]
            else:
                typed, text = self._sequence(text)
            if typed is not None:
                yield typed

    def release(self) -> Iterator[Typed]:
        """What was held back, of which nothing more came; but for the escape key that is nothing."""
        held, self._held = self._held, ""
        if self._pasted is not None:
            yield self._end_paste()
        elif held == ESCAPE:
            self._escaped = True
            yield Keys(ESCAPE)

    def _sequence(self, text: str) -> tuple[Typed | None, str]:
        found = _SEQUENCE.match(text)
        if found is None:
            if _OPEN.match(text) and len(text) <= LONGEST_SEQUENCE:
                self._held, text = text, ""
                return None, text
            if text.startswith(ESCAPE + ESCAPE):
                return Keys(ESCAPE), text[1:]
            broken = _BROKEN.match(text)
            return None, text[broken.end() if broken else 1 :]
        rest = text[found.end() :]
        if found[0] == _PASTE_BEGIN:
            self._pasted = []
        if found[0] in (_PASTE_BEGIN, _PASTE_END):
            return None, rest
        return (Answer if _ANSWER.fullmatch(found[0]) else Keys)(found[0]), rest

    def _paste(self, text: str) -> tuple[Typed | None, str]:
        inside, end, rest = text.partition(_PASTE_END)
        if not end:
            # The end may have come in part.
            begun = next(size for size in range(len(_PASTE_END), -1, -1) if _ends_with(text, size))
            self._held, inside = text[len(text) - begun :], text[: len(text) - begun]
        assert self._pasted is not None
        room = LONGEST_PASTE - sum(map(len, self._pasted))
        self._pasted.append(inside[:room])
        return (self._end_paste() if end else None), rest

    def _end_paste(self) -> Pasted:
        pasted, self._pasted = "".join(self._pasted or []), None
        return Pasted(pasted)


def _ends_with(text: str, size: int) -> bool:
    """Whether it ends with the first so many characters of the sign that a paste is over."""
    return text.endswith(_PASTE_END[:size])


def _as_typed(plain: str) -> Typed:
    return Keys(plain) if len(plain) <= BURST else Pasted(plain[:LONGEST_PASTE])
