"""B11: the host dies while a dashboard is attached."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from nntui.app import NntuiApp
from nntui.config import RunConfig
from nntui.locations import runs_folder
from nntui.session.launch import Launch, launch_host
from nntui.session.local import LocalLink
from nntui.store.runs import create_run, write_config
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.log_panel import LogPanel
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.weights_panel import WeightsPanel
from tests.dashboard.desk import Desk, open_desk

PANELS = (LossPanel, WeightsPanel, LayersPanel, LogPanel)

TOLD_S = 3.0
BUSY = 3.0
"""A machine with other work may take so many times as long."""


@pytest.fixture
def launch(home: Path) -> Iterator[Launch]:  # noqa: ARG001  # hosts live in the home
    """A host that trains."""
    folder = create_run(runs_folder(), None, "iris")
    write_config(folder, RunConfig(dataset="iris", epochs=1_000_000, pace=50.0, threads=1))
    launch = launch_host(folder)
    launch.started()
    yield launch
    launch.process.kill()
    launch.process.wait()


@asynccontextmanager
async def looking_at(folder: Path) -> AsyncIterator[Desk]:
    """A dashboard as `nntui attach` opens it."""
    app = NntuiApp(LocalLink(folder))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        yield Desk(app, pilot)


async def test_the_last_screen_stays() -> None:
    """Whatever killed the host, what it had shown is still there."""
    async with open_desk() as desk:
        desk.host.take(10)
        await desk.shown()
        before = [desk.rows(panel) for panel in PANELS]
        desk.host.vanish()
        await desk.until(lambda: "host ended" in desk.header)
        assert [desk.rows(panel) for panel in PANELS] == before


async def test_a_killed_host_is_told_and_resumed(launch: Launch) -> None:
    """Within three seconds, with the step and the newest checkpoint; and `r` has it go on from there."""
    async with looking_at(launch.folder) as desk:
        await desk.until(lambda: desk.status and desk.status.step > 10)
        killed = time.monotonic()
        launch.process.kill()
        launch.process.wait()
        await desk.until(lambda: "host ended" in desk.header)
        took, step = time.monotonic() - killed, desk.status.step
        assert f"○ host ended at step {step:,}, last checkpoint 0, r to resume" in desk.header
        assert took < TOLD_S * BUSY
        await desk.press("r")
        await desk.until(lambda: desk.app.client.has_host and desk.status.step > step)
        await desk.press("q", "s")
        await desk.until(lambda: desk.app.return_code is not None)
        assert desk.app.return_value.result.state == "stopped"
