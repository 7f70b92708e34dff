"""D9: whatever comes from a terminal: the dashboard lives, and nothing happens that no key has asked for."""

from __future__ import annotations

import os
import random
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.harness.home import host_pids
from benchmarks.harness.terminal import Terminal
from tests.faults.conftest import FULL
from tests.faults.drawn import looks
from tests.terminal.looking import IRIS, dashboard, in_header, leave_by

Size = Callable[[int, int], int]

ANSWERS = {
    "primary attributes": "\x1b[?62;22c",
    "secondary attributes": "\x1b[>41;354;0c",
    "tertiary attributes": "\x1bP!|00000000\x1b\\",
    "cursor position": "\x1b[12;40R",
    "extended cursor position": "\x1b[?12;40;1R",
    "status": "\x1b[0n",
    "synchronized output": "\x1b[?2026;2$y",
    "in-band resize mode": "\x1b[?2048;2$y",
    "in-band resize": "\x1b[48;40;120;800;1200t",
    "window size": "\x1b[8;40;120t",
    "foreground": "\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    "background": "\x1b]11;rgb:0000/0000/0000\x07",
    "clipboard": "\x1b]52;c;c3BhY2UgcyBbXSBxIHE=\x07",
    "version": "\x1bP>|XTerm(390)\x1b\\",
    "kitty keyboard": "\x1b[?1u",
    "kitty graphics": "\x1b_Gi=31;OK\x1b\\",
    "terminfo": "\x1bP1+r544e=787465726d\x1b\\",
    "focus": "\x1b[I\x1b[O",
}
"""What terminals say that were asked something, or were not."""

MOUSE = (
    "\x1b[<0;5;5M\x1b[<0;5;5m",
    "\x1b[<64;60;20M\x1b[<65;60;20M",
    "\x1b[<35;1;1M\x1b[<32;99999;99999M\x1b[<0;0;0m",
    "\x1b[<0;99999999999999999999;3M",
    "\x1b[<0;-1;-5M\x1b[<35;-100;20M\x1b[<0;-1;-5m",
    "\x1b[M !!\x1b[M#!!",
    "\x1b[32;5;5M\x1b[35;5;5M",
)
"""Clicks, wheels and moves as terminals report them; none of these is on a key or on a layer."""


@pytest.fixture
def terminal(home: Path) -> Iterator[Terminal]:  # noqa: ARG001  # a host is started
    """A paused run, on which a key would be seen to do something."""
    with dashboard(*IRIS, "--paused") as terminal:
        terminal.wait_for(in_header("‖ paused   step 0 "))
        terminal.wait_for("dense_2")
        terminal.run_for(0.3)
        yield terminal
        leave_by(terminal, "q", "s")


def seen(terminal: Terminal) -> list[str]:
    """The screen, but for the figures of the link."""
    return [re.sub(r"⇄ [\d.]+ m?s", "", row) for row in terminal.rows]


def send(terminal: Terminal, *pieces: str, pause_s: float = 0.0) -> None:
    """Have these come from the terminal, with some time in between."""
    for piece in pieces:
        terminal.press(piece)
        terminal.run_for(pause_s)


def is_alive(terminal: Terminal, steps: int) -> None:
    """A key has its effect."""
    terminal.press("s")
    terminal.wait_for(in_header(f"‖ paused   step {steps} "))


def test_answers_do_nothing(terminal: Terminal, size: Size) -> None:
    """Whole, cut anywhere, with a pause where it is cut, and several at once."""
    before, guilty = seen(terminal), []
    for name, answer in ANSWERS.items():
        send(terminal, answer, answer * 3)
        for cut in range(2, len(answer), size(7, 1)):
            send(terminal, answer[:cut], answer[cut:], pause_s=0.07)
        terminal.run_for(0.05)
        if seen(terminal) != before:
            guilty.append(name)
            before = seen(terminal)
    assert guilty == []
    is_alive(terminal, 1)


def test_the_mouse_where_nothing_is(terminal: Terminal) -> None:
    """Also outside the screen, and as only old terminals report it."""
    before = seen(terminal)
    send(terminal, *MOUSE, pause_s=0.1)
    assert seen(terminal)[0] == before[0]
    is_alive(terminal, 1)


def test_what_no_panel_was_meant_by(terminal: Terminal) -> None:
    """A click beside the screen, or another window in front, leaves the panel in focus where it is."""
    terminal.press("tab", "tab")
    terminal.wait_for("Layers")
    terminal.run_for(0.3)
    before = looks(terminal)[1:]  # in colours: they say where the focus is
    send(terminal, "\x1b[<0;999;3M\x1b[<0;999;3m", "\x1b[<0;3;999M\x1b[<0;3;999m", "\x1b[O", pause_s=0.2)
    assert looks(terminal)[1:] == before
    terminal.press("tab")
    terminal.run_for(0.3)
    assert looks(terminal)[1:] != before


def paste(text: str) -> str:
    """As a terminal pastes that was told to say so."""
    return f"\x1b[200~{text}\x1b[201~"


@pytest.mark.parametrize("wrapped", [True, False], ids=["bracketed", "not bracketed"])
def test_a_large_paste(terminal: Terminal, size: Size, wrapped: bool) -> None:  # a case
    """Nothing of it is taken for a key, and keys work afterwards."""
    text = "]q[sS{}e l<>.,vyzrd\r" * size(5_000, 50_000)
    before = seen(terminal)
    whole = paste(text + "\x1b[A\x1b") if wrapped else text
    for start in range(0, len(whole), 4000):
        while True:
            try:
                terminal.press(whole[start : start + 4000])
                break
            except BlockingIOError:  # it reads as fast as it can
                terminal.run_for(0.01)
    terminal.run_for(1.0)
    assert seen(terminal) == before
    is_alive(terminal, 1)


def test_a_paste_into_a_field(terminal: Terminal) -> None:
    """Its beginning stands there, on one line, with nothing in it that acts."""
    terminal.press("l")
    terminal.wait_for("Learning rate")
    send(terminal, paste("3e-2\x1b[2J\x07\n9"), pause_s=0.3)
    assert "\x1b" not in terminal.text
    terminal.press("escape")
    terminal.run_for(0.3)
    is_alive(terminal, 1)


HARMLESS = bytes(set(range(0x80, 0x100)) | set(b"\x00\x01\x02\x04\x05\x06\x07\x08\x0b\x0e\x0f\x12\x13\x14"))
"""Bytes of which no key of nntui's is made, and of which none alone is UTF-8."""


def test_bytes_that_are_no_keys(terminal: Terminal) -> None:
    """One by one and all at once: they leave everything as it was."""
    before = seen(terminal)
    for byte in HARMLESS:
        terminal.type_bytes(bytes([byte]))
    terminal.run_for(0.2)
    terminal.type_bytes(HARMLESS)
    terminal.run_for(0.3)
    assert seen(terminal) == before
    is_alive(terminal, 1)


@pytest.mark.parametrize("seed", range(10) if FULL else range(2))
def test_any_bytes_at_all(home: Path, size: Size, seed: int) -> None:
    """It is alive, or was left by a key that leaves it: no traceback, and the terminal as it is to be."""
    rng = random.Random(seed)
    keys = sorted(set(range(256)) - {0x1A})  # which would stop it
    with dashboard(*IRIS, "--paused") as terminal:
        for _ in range(size(40, 400)):
            terminal.type_bytes(bytes(rng.choice(keys) for _ in range(rng.randrange(1, 30))))
            terminal.run_for(0.01)
        is_drawn = "alternate screen" in terminal.modes
        assert list(home.glob("failures/*")) == []
        assert (" nntui " in terminal.text) if is_drawn else (terminal.modes == frozenset())
    for pid in host_pids(home):
        os.kill(pid, signal.SIGTERM)
