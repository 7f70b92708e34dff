"""What is switched on in a terminal is switched off again."""

from __future__ import annotations

import re

import pytest

from benchmarks.harness.emulator import Emulator
from nntui.terminal.modes import ENTER, LEAVE

SWITCH = re.compile(rb"\x1b\[\?(\d+)([hl])")


def test_what_is_switched_on() -> None:
    """No more than is used."""
    emulator = Emulator(10, 3)
    emulator.feed(ENTER)
    names = {"alternate screen", "hidden cursor", "no line wrap", "bracketed paste", "mouse", "mouse format"}
    assert emulator.modes == names


@pytest.mark.parametrize(
    "before",
    [b"", b"\x1b[?2026h", b"\x1b]0;a title", b"\x1bPand a string", b"\x1b[1;38;2;1", b"\x1b"],
    ids=["at rest", "in a frame", "in a title", "in a string", "in a colour", "after an escape"],
)
def test_everything_is_put_back(before: bytes) -> None:
    """Whatever was written last, and cut off."""
    emulator = Emulator(10, 3)
    emulator.feed(ENTER + before)
    emulator.feed(LEAVE)
    assert emulator.modes == frozenset()


def test_every_switch_has_its_opposite() -> None:
    """One for one, and the frame's, which is not switched on at the start."""
    undone = {(number, b"l" if way == b"h" else b"h") for number, way in SWITCH.findall(ENTER)}
    assert set(SWITCH.findall(LEAVE)) == undone | {(b"2026", b"l")}


def test_what_stood_there_stands_there_again() -> None:
    """The shell's screen is as it was left, and it writes in its own colours."""
    emulator = Emulator(10, 3)
    emulator.feed(b"$ nntui" + ENTER + b"\x1b[H\x1b[1;31mdrawn" + LEAVE)
    emulator.feed(b"!")
    assert (emulator.text.splitlines()[0], emulator.cell(7, 0).foreground) == ("$ nntui!", "default")


def test_colors_are_put_back() -> None:
    """Where there is no other screen to return to, too."""
    emulator = Emulator(10, 3)
    emulator.feed(b"\x1b[1;31;44mdrawn" + LEAVE + b"!")
    cell = emulator.cell(5, 0)
    assert (cell.foreground, cell.background, cell.bold) == ("default", "default", False)


def test_a_second_time_does_no_harm() -> None:
    """The program and its guard may both do it."""
    emulator = Emulator(10, 3)
    emulator.feed(b"$ nntui" + ENTER + LEAVE + LEAVE)
    assert (emulator.modes, emulator.text.rstrip()) == (frozenset(), "$ nntui")
