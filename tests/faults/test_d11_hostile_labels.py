"""D11: labels made of anything: none of it reaches the terminal raw, and columns stay where they are."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.harness.emulator import Emulator
from benchmarks.harness.far_machine import far_machine
from benchmarks.harness.home import host_pids
from nntui.terminal.modes import LEAVE
from tests.faults.conftest import FULL
from tests.faults.drawn import Watched
from tests.faults.test_c7_hostile_on_the_screen import ALLOWED, EVIL, SPEAKS

Until = Callable[[Callable[[], object]], None]

LABELS = {
    "controls": "a\x00\x07\x08\x1b[2Jb\x7f",
    "C1": "a\x9b31m\x85\x90b\x9c",
    "bidirectional": "a\u202eb\u2066c\u200fd",
    "combining": "a\u0301\u0301\u0301\u20ddb\u0489",
    "wide": "漢字かな漢字かな한글",
    "emoji": "👩\u200d👩\u200d👧 🇩🇪 ✈\ufe0f",
    "zero width": "a\u200bb\ufeffc\u2060d\u00ad",
    "line ends": "a\u2028b\u2029c\nd\re\x0bf",
    "private and unassigned": "a\ue000b\U000f0000c\u0378d",
    "right to left": "שלום مرحبا",
}

SIZES = [(120, 40), (80, 24)] if FULL else [(80, 24)]

TOP, SIDE = re.compile("╭[^╭╮]*╮"), "│"

RAW = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""What must not be among the bytes, as text, once nntui's own sequences are taken out."""


def misplaced(rows: list[str]) -> list[str]:
    """Rows in which the side of a panel is not below its corner."""
    found = []
    for top, row in enumerate(rows):
        for panel in TOP.finditer(row):
            left, right = panel.start(), panel.end() - 1
            for below in rows[top + 1 :]:
                if below[left] == "╰":
                    break
                if below[left] != SIDE or below[right] != SIDE:
                    found.append(below)
    return found


def cells(screen: Emulator) -> list[str]:
    """The rows, a character for each cell, also where a wide one fills two."""
    columns = range(screen.cols)
    return ["".join(screen.cell(x, y).character or " " for x in columns) for y in range(len(screen.rows))]


def raw(written: bytes) -> list[str]:
    """What reached the terminal that should not have."""
    return RAW.findall(ALLOWED.sub(b"", written.replace(LEAVE, b"")).decode())


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
@pytest.mark.parametrize(("cols", "rows"), SIZES, ids=lambda number: str(number))
@pytest.mark.usefixtures("home")
def test_from_another_machine(label: str, cols: int, rows: int) -> None:
    """In every text of the protocol: names, the network, layers, the log, alarms, a notice, and who did it.

    While all of it is drawn anew, every frame has the sides of the panels where they belong.
    """
    frames: list[list[str]] = []
    speaks = SPEAKS.replace(repr(EVIL), repr(label))
    with far_machine() as far:
        environment = {"NNTUI_SSH": str(far.ssh_that(speaks))}
        command = (sys.executable, "-m", "nntui", "attach", "far:evil")

        def look(terminal: Watched) -> None:
            frames.append(cells(terminal.screen))

        with Watched(command, cols=cols, rows=rows, environment=environment, look=look) as terminal:
            terminal.wait_for("▸ ", 20.0)
            terminal.settle()
            frames.clear()
            terminal.press("ctrl+l")
            terminal.settle()
            assert [row for frame in (*frames, cells(terminal.screen)) for row in misplaced(frame)] == []
            terminal.press("q")
            terminal.wait_for("stop it, and quit")
            terminal.press("q")
            terminal.wait_exit()
            assert raw(terminal.all_bytes) == []


@pytest.mark.parametrize("label", LABELS.values(), ids=LABELS)
def test_from_a_file(home: Path, tmp_path: Path, label: str) -> None:
    """As the name of a file, and of a column: the run trains, or a sentence says what is wrong."""
    name = label.replace("/", "").replace("\0", "") + ".csv"
    path = tmp_path / name
    rows = "".join(f"{n % 7},{n % 3}\n" for n in range(60))
    column = label.replace("\n", " ").replace("\r", " ").replace("\0", "")
    path.write_text(f"{column},y\n{rows}", encoding="utf-8")
    with Watched((sys.executable, "-m", "nntui", str(path), "--paused")) as terminal:
        terminal.until(lambda: re.search(r"paused|nntui: ", terminal.text))
        terminal.run_for(0.3)
        assert raw(terminal.all_bytes) == []
        if "paused" in terminal.text:
            assert misplaced(cells(terminal.screen)) == []
            terminal.press("q", "s")
            terminal.wait_exit()
    for pid in host_pids(home):
        os.kill(pid, signal.SIGTERM)
