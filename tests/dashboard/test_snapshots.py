"""Pictures of the dashboard, from messages that never change: characters, and the style of every cell."""

from __future__ import annotations

from string import ascii_letters, digits, punctuation
from typing import TYPE_CHECKING

import numpy as np
import pytest
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from nntui.reduction import cells, gaps
from nntui.renderables.axes import frame as axes
from nntui.renderables.ink import Ink
from nntui.session.protocol import (
    CurveNews,
    EvaluatedNews,
    Frame,
    HeatNews,
    HeatScale,
    LayerDescription,
    LogEntry,
    RunDescription,
    Status,
    ToViewer,
    Welcome,
)
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.weights_panel import WeightsPanel

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk, Picture

NAN = float("nan")
STEPS = 60
PER_EPOCH = 12

RUN = RunDescription(
    name="digits-1",
    folder="/runs/digits-1",
    dataset="digits",
    found="64 inputs, 10 classes, 1,797 rows, 1,438 train, 359 validation",
    network="64-32-10 relu",
    optimizer="adam",
    loss="softmax_cross_entropy",
    task="classification",
    layers=(
        LayerDescription("dense_1", 32, 2080, (64, 32), "relu"),
        LayerDescription("dense_2", 10, 330, (32, 10), "linear"),
    ),
    has_momentum=True,
    has_dropout=True,
    threads=1,
)
RUNNING = Status(1, "running", STEPS, 5, 0, 50, 1.25e-3, 0.9, 0.0, 0.0, 32, 100.0)
PAUSED = replace(RUNNING, state="paused")
FINISHED = replace(RUNNING, state="finished", goal_epochs=5)
LOG = (
    LogEntry(1, 0.0, 0, RUN.found),
    LogEntry(2, 0.31, 20, "learning rate 1e-3 → 1e-2", "lr 1e-2"),
    LogEntry(3, 0.52, 40, "learning rate 1e-2 → 1.25e-3", "lr 1.25e-3"),
    LogEntry(4, 0.75, 59, "paused"),
)


def curve(values: np.ndarray, spread: float) -> CurveNews:
    """A column a step, from column 0 on; NaN where there is no value."""
    parts = (values * (1 - spread), values * (1 + spread), values)
    return CurveNews(1, 1, gaps.packed(np.arange(len(values))), np.concatenate(parts).astype("<f4").tobytes())


def frame(status: Status) -> Frame:
    """Everything on the screen, in numbers that no processor rounds differently."""
    falling = 2.5 / (1 + np.arange(STEPS + 1) / 8)
    falling[0] = NAN
    ends = np.full(STEPS + 1, NAN)
    ends[::PER_EPOCH] = 2.75 / (1 + np.arange(STEPS + 1)[::PER_EPOCH] / 12)
    heat = cells.packed(np.arange(8 * 16, dtype=np.int8) % 3 - 1)
    shape = HeatScale("dense_1", 8, 16, 0.4, (64, 32), (8, 2), anew=True)
    layers = np.array([3.1e-2, 1.2e-3, 18.0, 8.7e-3, 9e-5, NAN], "<f4")
    return Frame(
        1,
        (status.sequence, status.step, status.epochs_done, status.rows_used),
        np.array([0.294, 99.8, 0.008], "<f4").tobytes(),
        status,
        layers=b"\x3f" + layers.tobytes(),
        training=curve(falling, 0.25),
        validation=curve(ends, 0.0),
        evaluated=EvaluatedNews(STEPS, np.array([0.4583, 0.875], "<f4").tobytes()),
        heat=HeatNews(heat.steps, heat.places, heat.changes, shape),
    )


async def show(desk: Desk, status: Status, log: tuple[LogEntry, ...] = LOG) -> None:
    """Have it show a run that stands so."""
    messages: tuple[ToViewer, ...] = (Welcome(1, RUN, status, log), frame(status))
    desk.host.say(*messages)
    await desk.until(lambda: desk.status and desk.part(LossPanel).make_frame is axes)


def drawn(picture: Picture, width: int) -> str:
    """The characters, then for every cell a letter, then the style each letter stands for.

    Letters are given in the order in which styles appear.
    """
    letters: dict[tuple[str, str, bool, bool], str] = {}
    names = iter(ascii_letters + digits + punctuation)
    styles = ""
    for cell in picture:
        style = (cell.foreground, cell.background, cell.bold, cell.reversed)
        if style not in letters:
            letters[style] = next(names)
        styles += letters[style]
    text = "".join(cell.character for cell in picture)
    rows = [whole[at : at + width] for whole in (text, styles) for at in range(0, len(picture), width)]
    legend = [
        f"{letter}  {front} on {behind}{' bold' * bold}{' reversed' * turned}"
        for (front, behind, bold, turned), letter in letters.items()
    ]
    return "\n".join([*rows, *legend])


@pytest.mark.parametrize(
    ("size", "status"),
    [((120, 40), RUNNING), ((80, 24), RUNNING), ((120, 40), PAUSED), ((120, 40), FINISHED)],
    ids=["running", "running small", "paused", "finished"],
)
async def test_the_dashboard(
    open_script: OpenDesk, snapshot: SnapshotAssertion, size: tuple[int, int], status: Status
) -> None:
    """As it opens on a run that stands so."""
    async with open_script(size) as desk:
        await show(desk, status)
        assert drawn(await desk.seen(), size[0]) == snapshot


@pytest.mark.parametrize("key", ["?", "q"], ids=["help", "quit"])
async def test_a_window(open_script: OpenDesk, snapshot: SnapshotAssertion, key: str) -> None:
    """Above the dashboard, which stays to be seen behind it."""
    async with open_script((100, 30)) as desk:
        await show(desk, RUNNING)
        await desk.press(key)
        assert drawn(await desk.seen(), 100) == snapshot


async def test_the_light_theme(open_script: OpenDesk, snapshot: SnapshotAssertion) -> None:
    """The same in dark colours on white."""
    async with open_script((100, 30)) as desk:
        desk.app.theme = "nntui-light"
        await show(desk, PAUSED)
        assert drawn(await desk.seen(), 100) == snapshot


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["usual", "small"])
async def test_few_colours(open_script: OpenDesk, snapshot: SnapshotAssertion, size: tuple[int, int]) -> None:
    """Signs and sizes are told by shapes."""
    async with open_script(size) as desk:
        for kind in (LossPanel, WeightsPanel):
            desk.part(kind).ink = Ink.SHAPES
        await show(desk, RUNNING)
        assert drawn(await desk.seen(), size[0]) == snapshot
