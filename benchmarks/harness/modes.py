"""Which modes of a terminal a program has switched on and not yet off again."""

from __future__ import annotations

import re

_SWITCH = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KITTY_PUSH = re.compile(rb"\x1b\[>[0-9;]*u")
_KITTY_POP = re.compile(rb"\x1b\[<([0-9]*)u")
_RESET = b"\x1bc"

ALTERNATE_SCREEN = "alternate screen"
SYNCHRONIZED_OUTPUT = "synchronized output"
KITTY_KEYBOARD = "kitty keyboard"

_OFF_AT_REST = {
    1: "application cursor keys",
    9: "mouse",
    47: ALTERNATE_SCREEN,
    1000: "mouse",
    1002: "mouse",
    1003: "mouse",
    1004: "focus reports",
    1005: "mouse format",
    1006: "mouse format",
    1015: "mouse format",
    1016: "mouse format",
    1047: ALTERNATE_SCREEN,
    1049: ALTERNATE_SCREEN,
    2004: "bracketed paste",
    2026: SYNCHRONIZED_OUTPUT,
    2048: "resize reports",
}
_ON_AT_REST = {7: "no line wrap", 25: "hidden cursor"}
_NAMES = _OFF_AT_REST | _ON_AT_REST


class Modes:
    """The modes that differ from those of a terminal at rest."""

    def __init__(self) -> None:
        self._changed: set[int] = set()
        self._keyboards_pushed = 0

    @property
    def names(self) -> frozenset[str]:
        """The modes in plain words; empty when the terminal is as a shell expects it."""
        kitty = {KITTY_KEYBOARD} if self._keyboards_pushed else set()
        return frozenset(kitty | {_NAMES[number] for number in self._changed})

    def record(self, sequence: bytes) -> None:
        """Take note of one whole control sequence; those that switch no known mode change nothing."""
        if switch := _SWITCH.fullmatch(sequence):
            for number in switch[1].split(b";"):
                self._switch(int(number or 0), on=switch[2] == b"h")
        elif _KITTY_PUSH.fullmatch(sequence):
            self._keyboards_pushed += 1
        elif pop := _KITTY_POP.fullmatch(sequence):
            self._keyboards_pushed = max(0, self._keyboards_pushed - int(pop[1] or 1))
        elif sequence == _RESET:
            self._changed.clear()
            self._keyboards_pushed = 0

    def _switch(self, number: int, *, on: bool) -> None:
        if number in _NAMES and on == (number in _OFF_AT_REST):
            self._changed.add(number)
        else:
            self._changed.discard(number)
