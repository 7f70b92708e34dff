"""What comes from a terminal, cut into keys, answers and pastes, however its reads divide it."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

LONGEST_PASTE = 4096
"""Characters kept of a paste: nobody types as much into an entry field."""

BURST = 64
"""More plain characters than these in one read were not typed: a terminal has pasted and does not say so."""

LONGEST_SEQUENCE = 4096
"""Characters of a sequence that does not end; it is dropped then."""

KEY_S, BROKEN_OFF_S = 0.05, 5.0
"""What is held back waits so long for more: what may be a key by itself, and all else."""


@dataclass(frozen=True)
class Keys:
    """Characters, or one whole sequence that a key or the mouse sends."""

    text: str


@dataclass(frozen=True)
class Answer:
    """A whole sequence that no key sends."""

    text: str


@dataclass(frozen=True)
class Pasted:
    """Text that was pasted, or its beginning."""

    text: str


Typed: TypeAlias = Keys | Answer | Pasted

ESCAPE = "\x1b"
_PASTE_BEGIN, _PASTE_END = "\x1b[200~", "\x1b[201~"

_STRING = r"[\]PX^_][^\x00-\x1f\x7f]*"
"""OSC, DCS, SOS, PM and APC, up to their end. A control in them, such as return, is a key: they broke off."""

_SEQUENCE = re.compile(
    rf"""
    \x1b\[M [^\x00-\x1f]{{3}}                              # the mouse, as X10 reports it
    | \x1b\[\[ [@-~]                                       # a function key of the Linux console
    | \x1b\[ \d+ \$                                        # a key of rxvt's with shift
    | \x1b\[ (?![M\[]) [\ -?]* [@-~]                       # CSI, whose parameters may be below zero
    | \x1b {_STRING} (?: \x07 | \x1b\\ )
    | \x1bO [0-~]                                          # SS3: a function key
    | \x1b [^\x1b\[\]OPX^_]                                # alt and a key
    """,
    re.VERBOSE,
)
_BEGUN = re.compile(rf"\x1b(?:\[(?:M[^\x00-\x1f]{{0,2}}|\[|[ -?]*)|(?P<string>{_STRING})|O)?")
_KEY_TOO = re.compile(r"\x1b[\]PX^_]?")
"""What may be a key by itself, and else begins what has no end soon: escape, or a character with alt."""

_ANSWER = re.compile(r"\x1b(?:\[[?>=].*|\[\d[\d;]*[cn]|\[\d+;\d+R|\[\d+(?:;\d+){2,}[tx]|[\]PX^_].*)")
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
        self._burst = 0
        self._released = ""

    @property
    def patience_s(self) -> float | None:
        """Seconds to wait for more; None where nothing is held back."""
        if self._pasted is None and _KEY_TOO.fullmatch(self._held):
            return KEY_S
        if self._held or self._pasted is not None:
            return BROKEN_OFF_S
        return KEY_S if self._burst else None

    def feed(self, data: bytes) -> Iterator[Typed]:
        """What these bytes complete."""
        text = self._held + self._decode(data)
        if _goes_on(self._released, text):
            text = self._released + text
        self._held = self._released = ""
        while text:
            if self._pasted is not None:
                typed, text = self._paste(text)
            elif plain := _PLAIN.match(text):
                typed, text = self._plain(plain[0]), text[plain.end() :]
            else:
                typed, text = self._sequence(text)
            if typed is not None:
                yield typed

    def release(self) -> Iterator[Typed]:
        """What was held back, of which nothing more came; but for what may be a key that is nothing."""
        held, self._held = self._held, ""
        self._burst = 0
        if self._pasted is not None:
            yield self._end_paste()
        elif _KEY_TOO.fullmatch(held):
            self._released = held
            yield Keys(held)

    def _plain(self, plain: str) -> Typed | None:
        """Keys; or a part of what was pasted, down to the last one, which may be short."""
        if not self._burst and len(plain) <= BURST:
            return Keys(plain)
        kept = plain[: max(0, LONGEST_PASTE - self._burst)]
        self._burst += len(plain)
        return Pasted(kept) if kept else None

    def _sequence(self, text: str) -> tuple[Typed | None, str]:
        found = _SEQUENCE.match(text)
        if found is None:
            return self._incomplete(text)
        rest = text[found.end() :]
        if found[0] == _PASTE_BEGIN:
            self._pasted = []
        if found[0] in (_PASTE_BEGIN, _PASTE_END):
            return None, rest
        return (Answer if _ANSWER.fullmatch(found[0]) else Keys)(found[0]), rest

    def _incomplete(self, text: str) -> tuple[Typed | None, str]:
        """Hold it back where it may go on; else it has broken off, and what follows stands by itself."""
        begun = _BEGUN.match(text)
        assert begun is not None
        rest = text[begun.end() :]
        may_go_on = not rest or (rest == ESCAPE and begun["string"])
        if may_go_on and len(text) <= LONGEST_SEQUENCE:
            self._held = text
            return None, ""
        return (Keys(begun[0]) if _KEY_TOO.fullmatch(begun[0]) else None), rest

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


def _goes_on(released: str, text: str) -> bool:
    """Whether what was taken for a key was the beginning of this.

    The link was slower then than somebody who presses two keys.
    """
    found = _SEQUENCE.match(released + text) if released else None
    if found is None:
        return False
    return _ANSWER.fullmatch(found[0]) is not None or (released == ESCAPE and text[0] in "[O")
