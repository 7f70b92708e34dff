"""Frames of one viewer: what it shows, and of that what it does not have yet."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from nntui.session.history import LossHistory, ValidationHistory
from nntui.session.host.composing import FrameComposer
from nntui.session.host.hub import Report
from nntui.session.protocol import (
    HEAT_LEVELS,
    CurveColumns,
    Evaluated,
    Frame,
    HeatMap,
    HeatRequest,
    LayerMeasurement,
    Status,
    Subscribe,
)
from nntui_engine.arrays import Array

STATUS = Status(5, "running", 10, 1, 32, 3, 0.01, 0.9, 0.0, 0.0, 16, None)
WEIGHTS = np.linspace(-1, 1, 24, dtype=np.float32).reshape(6, 4)


def report(weights: Mapping[str, Array] | None = None) -> Report:
    layers = (LayerMeasurement("dense_1", 0.1, 1e-3, 0.0),)
    return Report(STATUS, 0.5, 100.0, 0.01, Evaluated(8, 0.4, 0.9, None), layers, weights or {})


@pytest.fixture
def losses() -> LossHistory:
    """Losses of three steps."""
    history = LossHistory()
    for loss in (3.0, 2.0, 1.0):
        history.append(loss)
    return history


@pytest.fixture
def composer(losses: LossHistory) -> FrameComposer:
    """Composes for a viewer that has said nothing yet."""
    validations = ValidationHistory()
    validations.append(Evaluated(0, 4.0, None, None))
    return FrameComposer(losses, validations)


def column_values(curve: CurveColumns | None) -> tuple[int, int, list[float]]:
    assert curve is not None
    return curve.width, curve.first, np.frombuffer(curve.mean, "<f4").tolist()


def test_nothing_wanted(composer: FrameComposer) -> None:
    """A viewer without charts gets the numbers and nothing else."""
    frame = composer.compose(report())
    assert (frame.training, frame.validation, frame.heat) == (None, None, None)
    assert (frame.status, frame.loss, frame.steps_per_s, frame.overhead) == (STATUS, 0.5, 100.0, 0.01)


def test_the_report_s_measurements(composer: FrameComposer) -> None:
    """Evaluation and layers travel as they were measured."""
    frame = composer.compose(report())
    assert (frame.evaluated, frame.layers) == (report().evaluated, report().layers)


def test_the_whole_curve_first(composer: FrameComposer) -> None:
    """The first frame has all steps there were, from step 0 on."""
    composer.subscribe(Subscribe(columns=10))
    frame = composer.compose(report())
    width, first, means = column_values(frame.training)
    assert (width, first, means[1:]) == (1, 0, [3.0, 2.0, 1.0])
    assert column_values(frame.validation) == (1, 0, [4.0])


def test_then_only_what_changed(composer: FrameComposer, losses: LossHistory) -> None:
    """Later frames have the last column, which may have grown, and the new ones."""
    composer.subscribe(Subscribe(columns=10))
    composer.compose(report())
    losses.append(0.5)
    assert column_values(composer.compose(report()).training) == (1, 3, [1.0, 0.5])


def test_all_columns_when_they_widen(composer: FrameComposer, losses: LossHistory) -> None:
    """Where a column comes to hold more steps, what a viewer holds is good no more."""
    composer.subscribe(Subscribe(columns=4))
    composer.compose(report())
    losses.append(0.0)
    assert column_values(composer.compose(report()).training) == (2, 0, [3.0, 1.5, 0.0])


def test_all_columns_after_going_back(composer: FrameComposer, losses: LossHistory) -> None:
    """A curve that was cut is sent anew, marked as another one."""
    composer.subscribe(Subscribe(columns=10))
    composer.compose(report())
    losses.truncate(1)
    curve = composer.compose(report()).training
    assert curve is not None
    assert (curve.restarts, column_values(curve)[1], column_values(curve)[2][1:]) == (1, 0, [3.0])


def test_all_columns_for_another_screen(composer: FrameComposer) -> None:
    """A viewer that was resized has nothing of its new chart."""
    composer.subscribe(Subscribe(columns=10))
    composer.compose(report())
    composer.subscribe(Subscribe(columns=2))
    assert column_values(composer.compose(report()).training) == (2, 0, [3.0, 1.5])


def heat(composer: FrameComposer, weights: Array = WEIGHTS) -> HeatMap:
    found = composer.compose(report({"dense_1": weights})).heat
    assert found is not None
    return found


def test_heat_map(composer: FrameComposer) -> None:
    """A map that fits has a cell for each weight; the shape and the scale say what it shows."""
    composer.subscribe(Subscribe(heat=HeatRequest("dense_1", 10, 10)))
    found = heat(composer)
    assert (found.rows, found.columns, found.shape, found.factors) == (6, 4, (6, 4), (1, 1))
    levels = np.frombuffer(found.levels, np.int8)
    assert (levels[0] + levels[-1], len(levels)) == (HEAT_LEVELS - 1, 24)


def test_a_small_heat_map(composer: FrameComposer) -> None:
    """A map of a large matrix has as many cells as were asked for, and says how much a cell is."""
    composer.subscribe(Subscribe(heat=HeatRequest("dense_1", 3, 3)))
    found = heat(composer)
    assert (found.rows, found.columns, found.shape, found.factors) == (3, 2, (6, 4), (2, 2))


def test_colours_are_steady(composer: FrameComposer) -> None:
    """Weights that hardly moved have the very same colours."""
    composer.subscribe(Subscribe(heat=HeatRequest("dense_1", 10, 10)))
    assert heat(composer) == heat(composer, WEIGHTS * np.float32(0.99))


@pytest.mark.parametrize("weights", [{}, {"dense_2": WEIGHTS}])
def test_weights_that_were_not_measured(composer: FrameComposer, weights: dict[str, Array]) -> None:
    """A report made for others, or a layer that does not exist, gives a frame without a map."""
    composer.subscribe(Subscribe(heat=HeatRequest("dense_1", 10, 10)))
    frame: Frame = composer.compose(report(weights))
    assert frame.heat is None
