"""Round numbers along an axis."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.renderables.ticks import linear_ticks, log_ticks, round_down, round_up, tick_labels

sizes = st.floats(1e-45, 1e39)


@pytest.mark.parametrize(
    ("value", "up", "down"), [(1, 1, 1), (1.1, 2, 1), (0.3, 0.5, 0.2), (7, 10, 5), (2e-5, 2e-5, 2e-5)]
)
def test_round_numbers(value: float, up: float, down: float) -> None:
    """1, 2 and 5 of every decade are round."""
    assert (round_up(value), round_down(value)) == (pytest.approx(up), pytest.approx(down))


@given(sizes)
def test_round_numbers_enclose(value: float) -> None:
    """A value of any size lies between its neighbours."""
    assert round_down(value) * (1 - 2e-6) <= value <= round_up(value) * (1 + 2e-6)


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [
        (0, 2.5, 6, [0, 0.5, 1, 1.5, 2, 2.5]),
        (0, 2.5, 3, [0, 1, 2]),
        (0, 976, 5, [0, 200, 400, 600, 800]),
        (-1, 1, 3, [-1, 0, 1]),
        (0, 0.3, 4, [0, 0.1, 0.2, 0.3]),
        (0, 7, 2, [0, 5]),
    ],
)
def test_linear_ticks(low: float, high: float, count: int, expected: list[float]) -> None:
    """Multiples of one round number, as many as there is room for."""
    assert linear_ticks(low, high, count) == pytest.approx(expected)


@given(st.floats(-1e30, 1e30), st.floats(1e-3, 1e30), st.integers(1, 30))
def test_linear_ticks_keep_to_the_count(low: float, size: float, count: int) -> None:
    """There are never more ticks than labels have room."""
    assert len(linear_ticks(low, low + max(size, abs(low) / 100), count)) <= count


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [
        (0.01, 5, 6, [0.01, 0.1, 1]),
        (1e-8, 1, 3, [1e-8, 1e-5, 1e-2]),
        (0.1, 10, 2, [0.1, 10]),
        (0.2, 5, 9, [0.2, 0.5, 1, 2, 5]),
        (0.2, 0.5, 2, [0.2, 0.5]),
        (1, 5, 2, [1, 5]),
    ],
)
def test_log_ticks(low: float, high: float, count: int, expected: list[float]) -> None:
    """Powers of ten, or 1, 2, 5 steps where there is only one."""
    assert log_ticks(low, high, count) == pytest.approx(expected)


@given(sizes, st.floats(5, 1e6), st.integers(1, 30))
def test_log_ticks_keep_to_the_count(low: float, factor: float, count: int) -> None:
    """There are never more ticks than labels have room."""
    assert len(log_ticks(low, low * factor, count)) <= count


@pytest.mark.parametrize(
    ("values", "log", "expected"),
    [
        ([0, 0.5, 1], False, ("0", "0.5", "1.0")),
        ([0, 20, 40], False, ("0", "20", "40")),
        ([0, 0.02, 0.04], False, ("0", "0.02", "0.04")),
        ([0, 0.1, 0.2, 0.30000000000000004], False, ("0", "0.1", "0.2", "0.3")),
        ([0, 5e-9, 1e-8], False, ("0", "5e-9", "1e-8")),
        ([0, 5e9, 1e10], False, ("0", "5e9", "1e10")),
        ([0], False, ("0",)),
        ([], False, ()),
        ([0.01, 0.1, 1, 10], True, ("1e-2", "0.1", "1", "10")),
    ],
)
def test_labels_are_tidy(values: list[float], log: bool, expected: tuple[str, ...]) -> None:
    """No trailing digits of binary fractions, and equally many decimals on one axis."""
    assert tick_labels(values, log=log) == expected
