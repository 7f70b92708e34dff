"""How numbers read on the screen."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui import numbers


@pytest.mark.parametrize(
    ("show", "value", "expected"),
    [
        (numbers.rate, 1e-3, "1e-3"),
        (numbers.rate, 1.25e-3, "1.25e-3"),
        (numbers.rate, 0.09999, "0.1"),
        (numbers.rate, 0.5, "0.5"),
        (numbers.rate, 12.5, "12.5"),
        (numbers.rate, 999.9, "1e3"),
        (numbers.rate, 1e-10, "1e-10"),
        (numbers.rate, 0.0, "0"),
        (numbers.rate, -0.0, "0"),
        (numbers.rate, inf, "∞"),
        (numbers.loss, 0.0421, "0.0421"),
        (numbers.loss, 2.3026, "2.303"),
        (numbers.loss, 14.254, "14.25"),
        (numbers.loss, 9.99996, "10.00"),
        (numbers.loss, 1.2e-5, "1.2e-5"),
        (numbers.loss, 12_345.0, "1.2e4"),
        (numbers.loss, 0.0, "0.0000"),
        (numbers.loss, -0.5, "-0.5000"),
        (numbers.loss, nan, "nan"),
        (numbers.loss, -inf, "−∞"),
        (numbers.scientific, 0.0312, "3.1e-02"),
        (numbers.scientific, nan, "nan"),
        (numbers.percent, 0.9724, "97.2 %"),
        (numbers.percent, nan, "nan"),
        (numbers.count, 1234, "1,234"),
        (numbers.short_count, 500, "500"),
        (numbers.short_count, 1500, "1.5k"),
        (numbers.short_count, 2e6, "2M"),
        (numbers.duration, 12.9, "00:12"),
        (numbers.duration, 3723, "1:02:03"),
        (numbers.steps_per_second, 0.5, "0.5 steps/s"),
        (numbers.steps_per_second, 9770.3, "9,770 steps/s"),
        (numbers.steps_per_second, inf, "∞ steps/s"),
        (numbers.shape, (64, 32), "64×32"),
    ],
)
def test_numbers(show: Callable[[object], str], value: object, expected: str) -> None:
    """Every kind of number has one way of being written."""
    assert show(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "0 epochs"), (1, "1 epoch"), (2, "2 epochs"), (1234, "1,234 epochs")]
)
def test_counted(value: int, expected: str) -> None:
    """One of a thing is one thing."""
    assert numbers.counted(value, "epoch") == expected


@given(value=st.floats(0, width=32, allow_infinity=False))
def test_a_loss_is_never_wider_than_its_place(value: float) -> None:
    """A loss that changes does not push its neighbours about."""
    assert len(numbers.loss(value)) <= numbers.LOSS_WIDTH


@given(value=st.floats(1e-99, 1e99))
def test_a_rate_is_what_it_says(value: float) -> None:
    """A rate read off the screen and typed again is the same to three digits."""
    assert float(numbers.rate(value)) == pytest.approx(value, rel=5.1e-3)
