"""Levels of one scale on another."""

from __future__ import annotations

import numpy as np
import pytest

from nntui.reduction.heat import NOT_A_NUMBER
from nntui.reduction.heat_map import rescaled


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (1.0, 1.0, [0, 5, 10, 15, 20]),
        (1.0, 2.0, [5, 8, 10, 12, 15]),
        (1.0, 0.5, [0, 0, 10, 20, 20]),
        (1e-30, 1e30, [10, 10, 10, 10, 10]),
    ],
)
def test_about_the_same_values(old: float, new: float, expected: list[int]) -> None:
    """Zero stays in the middle, and what lies beyond the scale is at its end."""
    assert rescaled(np.array([0, 5, 10, 15, 20], np.int8), 21, old, new).tolist() == expected


def test_no_number_stays_none() -> None:
    """Whatever the scale."""
    assert rescaled(np.array([NOT_A_NUMBER], np.int8), 21, 1.0, 3.0).tolist() == [NOT_A_NUMBER]
