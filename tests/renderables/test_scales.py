"""Scales: round limits that move in steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.renderables.scales import Scale

floats = st.lists(st.floats(width=32, allow_subnormal=True), max_size=40)


def fitted(values: list[float], *, log: bool = False, previous: Scale | None = None) -> Scale:
    numbers = np.array(values, np.float32)
    return Scale.fit(numbers, numbers, log, previous)


@pytest.mark.parametrize(
    ("values", "log", "low", "high"),
    [
        ([2.31, 0.05], False, 0, 2.5),
        ([2.31, 2.2], False, 2.2, 2.35),
        ([2.0, 2.0], False, 1.98, 2.02),
        ([0.0, 0.0], False, 0, 1),
        ([], False, 0, 1),
        ([-3.0, 2.0], False, -3, 2),
        ([2.31, 0.05], True, 0.05, 5),
        ([2.31, 2.2], True, 0.2, 5),
        ([2.31, 0.0], True, 5e-5, 5),
        ([2.31, 1e-12], True, 5e-5, 5),
        ([], True, 0.001, 1),
        ([0.0, -1.0], True, 0.001, 1),
        ([np.nan, np.inf, 1.0, 4.0], False, 0, 4),
    ],
)
def test_limits_are_round(values: list[float], log: bool, low: float, high: float) -> None:
    """The data lie within, zero is there where they come near it, and a log scale has a floor."""
    scale = fitted(values, log=log)
    assert (scale.low, scale.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    ("values", "high"), [([2.0, 4.9], 5), ([2.0, 5.1], 6), ([1.9, 0.1], 2), ([2.1, 0.1], 5)]
)
def test_a_linear_scale_is_a_ratchet(values: list[float], high: float) -> None:
    """It grows at once and shrinks only when less than 40 % of it is used."""
    assert fitted(values, previous=Scale(0, 5)).high == pytest.approx(high)


@pytest.mark.parametrize(("values", "low"), [([2.0, 1e-3], 1e-4), ([2.0, 0.5], 0.2), ([2.0, 9e-5], 5e-5)])
def test_a_log_scale_is_a_ratchet(values: list[float], low: float) -> None:
    """The same, counted in decades."""
    assert fitted(values, log=True, previous=Scale(1e-4, 5, log=True)).low == pytest.approx(low)


def test_a_scale_of_the_other_kind_is_dropped() -> None:
    """Turning the log scale on starts from the data."""
    assert fitted([2.0, 0.02], log=True, previous=Scale(0, 2.5)) == Scale(0.02, 2, log=True)


@pytest.mark.parametrize("spike", [1e6, 3e38])
def test_a_far_outlier_does_not_squeeze_the_rest(spike: float) -> None:
    """After a divergence the curve before and after it can still be read."""
    assert fitted([2.0, 1.0, spike, 1.0]).high == 200


def test_a_rise_that_lasts_is_no_outlier() -> None:
    """Where most of the curve is large, the scale holds all of it."""
    assert fitted([0.001, 40.0, 50.0, 50.0]).high == 50


@given(floats, st.booleans())
def test_any_data_have_a_scale_that_is_kept(values: list[float], log: bool) -> None:
    """Whatever comes, limits are finite and in order, and the same data do not move them."""
    scale = fitted(values, log=log)
    assert -np.inf < scale.low < scale.high < np.inf
    assert fitted(values, log=log, previous=scale) == scale


@given(floats, st.booleans(), st.integers(1, 30))
def test_ticks_lie_within(values: list[float], log: bool, count: int) -> None:
    """No tick outside the frame, and none too many."""
    scale = fitted(values, log=log)
    ticks = np.array(scale.ticks(count))
    slack = 1e-6 * (scale.high - scale.low)
    assert len(ticks) <= count
    assert ((ticks >= scale.low - slack) & (ticks <= scale.high + slack)).all()


@given(floats, floats, st.booleans(), st.integers(1, 400))
def test_positions_stay_within(values: list[float], others: list[float], log: bool, cells: int) -> None:
    """Any value has a place on any scale; only NaN has none."""
    numbers = np.array(others, np.float32)
    positions = fitted(values, log=log).positions(numbers, cells)
    assert np.array_equal(np.isnan(positions), np.isnan(numbers))
    assert ((positions >= 0) & (positions <= cells) | np.isnan(positions)).all()


def test_beyond_is_above_or_infinite() -> None:
    """What the chart cannot show at its place is known; a limit that float32 cannot hold is no reason."""
    values = np.array([-5, 0.3, 0.31, np.inf, np.nan], np.float32)
    assert Scale(0, 0.3).beyond(values).tolist() == [False, False, True, True, False]


@pytest.mark.parametrize(
    ("scale", "values", "expected"),
    [
        (Scale(0, 2), [-1, 0, 0.5, 2, 3, np.inf], [0, 0, 2, 8, 8, 8]),
        (Scale(0.01, 1, log=True), [-1, 0, 0.01, 0.1, 1, 5], [0, 0, 0, 4, 8, 8]),
    ],
)
def test_positions(scale: Scale, values: list[float], expected: list[float]) -> None:
    """Equal differences, or equal factors on a log scale, take equal space."""
    assert scale.positions(values, 8).tolist() == pytest.approx(expected)
