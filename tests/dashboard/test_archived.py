"""A run without a host: its folder shows what its host had shown, and `r` or `space` has it go on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from nntui.app import NntuiApp
from nntui.config import RunConfig
from nntui.locations import runs_folder
from nntui.reduction.heat_map import HeatMap
from nntui.session.following.following import NO_HOST
from nntui.session.launch import launch_host
from nntui.session.local import LocalLink
from nntui.session.protocol import HEAT_LEVELS
from nntui.store.runs import create_run, write_config
from nntui.widgets.key_bar import KeyBar
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.log_panel import LogPanel
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.weights_panel import WeightsPanel
from nntui_engine.arrays import Array
from tests.dashboard.desk import Desk

PANELS = (LossPanel, LayersPanel, LogPanel)


@asynccontextmanager
async def looking_at(folder: Path) -> AsyncIterator[Desk]:
    """A dashboard as `nntui attach` opens it."""
    app = NntuiApp(LocalLink(folder))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        yield Desk(app, pilot)


class Shown(NamedTuple):
    """What was in the panels: their text, and the weights."""

    rows: list[list[str]]
    heat: HeatMap


def shown(desk: Desk) -> Shown:
    """What is in the panels."""
    return Shown([desk.rows(panel) for panel in PANELS], desk.part(WeightsPanel).heat)


def values(heat: HeatMap) -> Array:
    """The numbers that the shades stand for."""
    half = (HEAT_LEVELS - 1) // 2
    return (np.frombuffer(heat.levels, np.int8) - half) * (heat.scale / half)


async def leave(desk: Desk, *keys: str) -> None:
    """Press keys, after which it closes."""
    await desk.press(*keys)
    await desk.until(lambda: desk.app.return_code is not None)


@pytest.fixture
async def finished(home: Path) -> tuple[Path, Shown]:  # noqa: ARG001  # hosts live in the home
    """The folder of a run that has finished, its host having ended, and what was in the panels at the end."""
    folder = create_run(runs_folder(), None, "iris")
    write_config(folder, RunConfig(dataset="iris", epochs=3, threads=1))
    launch = launch_host(folder)
    launch.started()
    async with looking_at(folder) as desk:
        await desk.until(lambda: "✓ finished" in desk.header)
        await desk.until(lambda: desk.app.client.state.shown_step == desk.status.step)
        await desk.until(lambda: desk.part(LossPanel).figures.evaluated.step == desk.status.step)
        await desk.pilot.pause()
        before = shown(desk)
        await leave(desk, "q")
    launch.process.wait()
    return folder, before


async def test_it_shows_what_its_host_had_shown(finished: tuple[Path, Shown]) -> None:
    """Curves, weights, layers and log; the header says where it is from."""
    folder, before = finished
    async with looking_at(folder) as desk:
        await desk.until(lambda: "✓ finished from its folder" in desk.header)
        await desk.until(lambda: desk.app.client.state.layers and desk.part(WeightsPanel).heat)
        await desk.pilot.pause()
        after = shown(desk)
        assert after.rows == before.rows
        shade = max(after.heat.scale, before.heat.scale) / ((HEAT_LEVELS - 1) // 2)
        assert np.abs(values(after.heat) - values(before.heat)).max() <= 1.1 * shade
        assert desk.rows(KeyBar)[0].startswith(" r resume  , . layer  ? help  q quit  ")


async def test_a_key_that_steers_says_what_to_do(finished: tuple[Path, Shown]) -> None:
    """In one sentence."""
    async with looking_at(finished[0]) as desk:
        await desk.until(lambda: "from its folder" in desk.header)
        await desk.press("right_square_bracket")
        await desk.until(desk.notices)
        assert desk.notices() == [NO_HOST]


async def test_r_starts_its_host_at_the_same_place(finished: tuple[Path, Shown]) -> None:
    """It is finished still, and can be steered."""
    async with looking_at(finished[0]) as desk:
        await desk.until(lambda: "from its folder" in desk.header)
        step = desk.status.step
        await desk.press("r")
        await desk.until(lambda: desk.app.client.has_host and "folder" not in desk.header)
        await desk.until(lambda: f"✓ finished   step {step:,} " in desk.header)
        await leave(desk, "q")


async def test_space_trains_it_on(finished: tuple[Path, Shown]) -> None:
    """For as many epochs again."""
    async with looking_at(finished[0]) as desk:
        await desk.until(lambda: "from its folder" in desk.header)
        await desk.press("space")
        await desk.until(lambda: "✓ finished" in desk.header and "epoch 6/6" in desk.header)
        await leave(desk, "q")
