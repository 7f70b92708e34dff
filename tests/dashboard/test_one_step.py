"""After a step by hand, everything on the screen is of that step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pytest

from nntui.numbers import loss, percent, scientific
from nntui.reduction.heat_map import HeatMap
from nntui.session.protocol import HEAT_LEVELS
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.weights_panel import WeightsPanel
from nntui_engine.arrays import Array
from nntui_engine.probes import PROBES, layer_views

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk

FAST = {"optimizer": "sgd", "lr": 2.0, "momentum": 0.0, "seed": 3}
"""So fast that a step is seen in every figure."""

Check = Callable[["Desk"], None]


def header(desk: Desk) -> None:
    """Its step is the trainer's."""
    assert "‖ paused   step 3   epoch 1/3" in desk.header


def legend(desk: Desk) -> None:
    """The training loss is that of the batch, the validation that of the weights after it."""
    found = desk.host.run.trainer.evaluate()
    train = loss(desk.host.run.last.loss)
    figures = f"train {train}  ┅┅ validation {loss(found.loss)}  {percent(found.accuracy)}"
    assert desk.rows(LossPanel)[0].rstrip() == f"━━ {figures}"


def curve(desk: Desk) -> None:
    """It ends with the loss of the batch."""
    curve = desk.part(LossPanel).figures.training
    assert curve.mean[3] == np.float32(desk.host.run.last.loss)


def layers(desk: Desk) -> None:
    """Gradients are those of the batch, ratios and idle units those after it."""
    views = layer_views(desk.host.run.trainer, desk.host.run.last.rows)
    gradients = [scientific(PROBES["gradient_norm"](view)) for view in views]
    rows = desk.rows(LayersPanel)[1:4]
    assert [gradient in row for gradient, row in zip(gradients, rows, strict=True)] == [True] * 3


def largest_distance(heat: HeatMap, weights: Array) -> float:
    """Between a weight and its cell, in levels."""
    half = (HEAT_LEVELS - 1) // 2
    levels = np.frombuffer(heat.levels, np.int8).reshape(weights.shape) - half
    return float(np.abs(levels - weights / heat.scale * half).max())


@pytest.mark.parametrize("check", [header, legend, curve, layers], ids=lambda check: check.__name__)
async def test_it_is_of_the_step_just_taken(open_desk: OpenDesk, check: Check) -> None:
    """Header, figures, curve and layer table."""
    async with open_desk(paused=True, **FAST) as desk:
        await desk.obeyed("s", "s", "s")
        check(desk)


async def test_the_heat_map_is_of_the_weights_after_the_step(open_desk: OpenDesk) -> None:
    """Each cell is within a level of its weight now, and some were not of their weight before."""
    async with open_desk(paused=True, **FAST) as desk:
        await desk.obeyed("s", "s")
        parameters = desk.host.run.trainer.parameters
        weights = parameters.slots[0].view(parameters.values)
        before = weights.copy()
        await desk.obeyed("s")
        heat = desk.part(WeightsPanel).heat
        assert (largest_distance(heat, weights) < 1, largest_distance(heat, before) < 1) == (True, False)


async def test_a_rate_changed_while_paused_is_that_of_the_very_next_step(open_desk: OpenDesk) -> None:
    """The header says it before the step is taken, and the step takes it."""
    async with open_desk(paused=True, **FAST) as desk:
        await desk.obeyed("right_square_bracket")
        parameters = desk.host.run.trainer.parameters
        before = parameters.values.copy()
        header = desk.header
        await desk.obeyed("s")
        assert "step 0   epoch 0/3   lr 2.5" in header
        np.testing.assert_allclose(before - parameters.values, 2.5 * parameters.gradients, atol=1e-6)


@pytest.mark.parametrize("pace", [0.5, 5.0])
async def test_below_ten_steps_a_second_every_step_is_shown(open_desk: OpenDesk, pace: float) -> None:
    """None is skipped, and each is evaluated for the screen."""
    seen = []
    async with open_desk(pace=pace) as desk:
        for _ in range(5):
            await desk.shown()
            seen.append((desk.status.step, desk.part(LossPanel).figures.evaluated.step))
            desk.host.take(1)
    assert seen == [(step, step) for step in range(1, 6)]


async def test_at_full_speed_an_older_evaluation_says_so(open_desk: OpenDesk) -> None:
    """It is that of the last end of an epoch."""
    async with open_desk((160, 40)) as desk:
        desk.host.take(9)
        await desk.shown()
        assert desk.rows(LossPanel)[0].rstrip().endswith("of step 8")


async def test_evaluate_now(open_desk: OpenDesk) -> None:
    """`v` while it runs: the figures are of the step at which it was pressed."""
    async with open_desk() as desk:
        await desk.obeyed("space", "v")
        assert desk.part(LossPanel).figures.evaluated.step == 1
