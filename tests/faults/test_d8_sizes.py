"""D8: any size of the terminal, and any change of it: no crash, and in the end the right screen."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.byte_reader import ByteReader
from benchmarks.harness.real_run import RealRun
from nntui.session.protocol import Pause, Resume, ScaleLearningRate, StepBy
from tests.faults.conftest import FULL
from tests.faults.drawn import NNTUI, PATIENCE_S, Seen, Watched, attached, looks

if TYPE_CHECKING:
    from tests.faults.conftest import Size

NOTE = "The run goes on."

SEED = 8
ENDS = ((120, 40), (80, 24), (61, 17), (300, 100))
"""Where a terminal stays after having been many other sizes."""

PAUSES_S = (0.0, 0.001, 0.01, 0.05)
"""Between two sizes: some come before the last one was drawn, others do not."""

WINDOWS = (
    ("?", "─ Help ─", 0),
    ("h", "─ Hyper-parameters ─", 1),
    ("l", "─ Learning rate ─", 1),
    ("q", "─ Quit ─", 0),
    ("ctrl+p", "Search for commands", 1),
)
"""What opens them, what they are called, and the cursors that blink in them."""

STILL_S = 0.8
"""A screen that does not change for so long is whole."""

LATE_S = 4.0
"""As above, where a host has been asked for so much that it sends the rest of a curve later."""


@pytest.fixture
def run(real: Callable[..., RealRun]) -> RealRun:
    """A run with several layers and something in its log, paused."""
    run = real(dataset="digits", seed=4, pace=100.0, paused=True, epochs=500)
    run.begin()
    run.ask(StepBy(60))
    run.steps(60)
    run.insist(ScaleLearningRate(0.5))
    return run


def words(text: str) -> str:
    """The words of a text, wherever its lines end."""
    return " ".join(text.split())


def screen(terminal: Watched) -> list[list[Seen]]:
    """Every cell below the top line, which says how long the terminal takes to answer."""
    return looks(terminal)[1:]


def without_chart(terminal: Watched) -> list[list[Seen]]:
    """The screen but for the loss chart: how high its curves stand depends on when its axis last moved."""
    left, below = terminal.rows[1].index("╮"), terminal.row_with("─ Layers ") - 2
    return [row[left:] if 2 <= y < below else row for y, row in enumerate(screen(terminal))]


def differing(before: list[list[Seen]], after: list[list[Seen]]) -> list[tuple[int, int, Seen, Seen]]:
    """Row, column, and what was and is seen there."""
    assert [len(row) for row in before] == [len(row) for row in after]
    return [
        (y, x, was, now)
        for y, rows in enumerate(zip(before, after, strict=True))
        for x, (was, now) in enumerate(zip(*rows, strict=True))
        if was != now
    ]


def check_redrawn(terminal: Watched, blinking: int = 0) -> None:
    """All that is on the screen is there as if it had been drawn in one go.

    blinking: cells that come and go meanwhile, such as the cursor of an entry field.
    """
    terminal.settle()
    before = screen(terminal)
    terminal.press("ctrl+l")
    terminal.settle()
    found = differing(before, screen(terminal))
    assert len(found) <= blinking, found


def resize_at_random(terminal: Watched, chance: random.Random, most: tuple[int, int]) -> None:
    """Another size, and some time for it to be drawn, or for the next one to come first."""
    terminal.resize(chance.randint(1, most[0]), chance.randint(1, most[1]))
    terminal.run_for(chance.choice(PAUSES_S))


SMALLEST = (
    "‖ paused   step 60   epoch 2/500   lr 5e-4",
    r"train \d\.\d+  ┅ val \d\.\d+ ",
    "┤.* ┊",
    "─ Weights · dense_1 ─",
    "−0.\\d .* 0 .* \\+0.\\d",
    "─ mean of 7×3 weights ─",
    "▸ dense_1   ━+.* healthy   . of 64 ",
    "─ 1–2 of 3 ─",
    "^ space run  s step  \\[ \\] rate  \\? help  q quit +pace 100$",
)
SMALL = (
    "^ nntui  digits-1 .* ‖ paused   step 60   epoch 2/500   lr 5e-4",
    r"━━ train \d\.\d+  ┅┅ val \d\.\d+ ",
    "─ Weights · dense_1 · 64×64 ─",
    "─ mean of 5×2 weights a cell ─",
    "  dense_3   ━+.* healthy  ",
    "1e-6 +1e-4 +1e-2",
    "step      60  learning rate 1e-3 → 5e-4",
    "< > pace  , . layer ",
)
USUAL = (
    "^ nntui  digits-1 · 64-64-32-10 relu · adam ",
    r" ┅┅ val(idation)? \d\.\d+  \d\d\.\d % ",
    "▸ dense_1     64×64      4,160  ━+",
    "64 inputs, 10 classes, 1,797 rows, 1,438 train, 359 validation",
    " l type rate .* – steps/s · pace 100 · overhead ",
)
LARGE = (r" ┅┅ validation \d\.\d+   accuracy \d\d\.\d % ", " d leave ")
"""What is to be seen on terminals of these sizes, besides what is on the smaller ones or in fewer words."""


@pytest.mark.parametrize(
    ("columns", "rows", "shown"),
    [
        (60, 16, SMALLEST),
        (80, 24, SMALL),
        (120, 40, (*SMALL[:1], *SMALL[2:3], *SMALL[5:], *USUAL)),
        (300, 100, (*SMALL[2:3], *SMALL[5:], *USUAL[2:], *LARGE)),
    ],
    ids=["60x16", "80x24", "120x40", "300x100"],
)
def test_what_there_is_room_for(run: RealRun, columns: int, rows: int, shown: tuple[str, ...]) -> None:
    """In as many words as fit, and no word is cut."""
    with attached(run.folder.name, cols=columns, rows=rows) as terminal:
        terminal.settle()
        assert [each for each in shown if not re.search(each, terminal.text, re.MULTILINE)] == []
        assert [row for row in terminal.rows if "…" in row and " step " not in row] == []


def test_too_small(run: RealRun) -> None:
    """There is a note, as far as that has room; keys do what they do, and with more room all is there."""
    with attached(run.folder.name, cols=1, rows=1, heard="^T$") as terminal:
        for columns, rows in ((10, 5), (59, 40), (120, 15), (20, 100)):
            terminal.resize(columns, rows)
            terminal.until(lambda: words(terminal.text).startswith("The run goes on. This needs"))
        terminal.press("s")
        run.steps(61)
        terminal.resize(80, 24)
        terminal.wait_for(r"^ nntui .* step 61 ")
        terminal.wait_for("space run .* q quit")
        # The header and the keys have their turn before the panels that the note stood in.
        terminal.until(lambda: NOTE not in terminal.text)
        terminal.press("d")
        assert terminal.wait_exit() == 0


def test_too_small_for_a_while(run: RealRun) -> None:
    """The panel in focus is in focus again, with the layer that was chosen."""
    with attached(run.folder.name) as terminal:
        terminal.press("tab", "tab", "down")
        terminal.wait_for("▸ dense_2")
        for size in ((10, 5), (1, 1), (20, 50)):
            terminal.resize(*size)
            terminal.until(lambda: "╭" not in terminal.text)
        terminal.resize(120, 40)
        terminal.wait_for("▸ dense_2")
        terminal.until(lambda: terminal.reversed_text == " Layers ")
        terminal.press("up")
        terminal.wait_for("▸ dense_1")


def test_enormous(run: RealRun, until: Callable[[Callable[[], object]], None]) -> None:
    """More cells than a host makes maps for: all panels are there, and keys do what they do."""
    with ByteReader((*NNTUI, "attach", run.folder.name), cols=500, rows=500) as dashboard:
        dashboard.wait_for("−".encode(), PATIENCE_S)  # in the legend of the heat map
        dashboard.press("s")
        until(lambda: dashboard.run_for(0.05) or len(run.recorded.losses) == 61)
        dashboard.press("d")
        until(lambda: dashboard.run_for(0.05) or dashboard.exit_code is not None)
        assert dashboard.exit_code == 0


def test_there_and_back(run: RealRun, size: Size) -> None:
    """Where it has its size again before the other one was drawn, all is there again."""
    with attached(run.folder.name) as terminal:
        terminal.settle()
        before = screen(terminal)
        for pause_s in PAUSES_S[:: size(3, 1)]:
            terminal.resize(100, 30)
            terminal.run_for(pause_s)
            terminal.resize(120, 40)
            terminal.settle()
            assert differing(before, screen(terminal)) == []


@pytest.mark.parametrize("window", [window for window in WINDOWS if not window[2]], ids=lambda each: each[0])
def test_there_and_back_with_a_window_open(run: RealRun, window: tuple[str, str, int]) -> None:
    """It is there again, and what is behind it."""
    key, title, _ = window
    with attached(run.folder.name) as terminal:
        terminal.open(key, title)
        terminal.settle()
        before = screen(terminal)
        for _ in range(3):
            terminal.resize(100, 30)
            terminal.resize(120, 40)
            terminal.run_for(0.0)
        terminal.settle()
        assert differing(before, screen(terminal)) == []


def test_200_sizes_while_it_trains(run: RealRun, size: Size) -> None:
    """The last one is drawn as it would be drawn anew, and as another dashboard draws it."""
    chance = random.Random(SEED)
    for columns, rows in ENDS[: size(1, len(ENDS))]:
        with attached(run.folder.name) as terminal:
            run.insist(Resume())
            for _ in range(size(40, 200)):
                resize_at_random(terminal, chance, (300, 100))
            run.insist(Pause())
            # Colours of a heat map that is there stay as long as they are nearly right: have a new one made.
            terminal.resize(10, 5)
            terminal.until(lambda terminal=terminal: words(terminal.text).startswith("The run goes on."))
            terminal.settle()
            terminal.resize(columns, rows)
            terminal.settle(LATE_S if FULL else STILL_S)
            check_redrawn(terminal)
            with attached(run.folder.name, cols=columns, rows=rows) as fresh:
                fresh.settle(STILL_S)
                assert differing(without_chart(fresh), without_chart(terminal)) == []


def test_sizes_with_a_window_open(run: RealRun, size: Size) -> None:
    """Whatever is above the dashboard is drawn right, too, and gone without a trace when it is closed."""
    chance = random.Random(SEED)
    with attached(run.folder.name) as terminal:
        for _ in range(size(1, 12)):
            key, title, cursors = chance.choice(WINDOWS)
            terminal.open(key, title)
            for _ in range(4):
                resize_at_random(terminal, chance, (120, 40))
            terminal.settle(STILL_S)
            check_redrawn(terminal, cursors)
            terminal.resize(*chance.choice(((80, 24), (120, 40))))
            terminal.close(title)
            terminal.settle(STILL_S)
            check_redrawn(terminal)
