"""Stretches of equal keys."""

from __future__ import annotations

import numpy as np
import pytest

from nntui.renderables.runs import runs


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ([[1, 1, 2], [2, 2, 2]], [[(0, 2), (2, 3)], [(0, 3)]]),
        ([[1], [1]], [[(0, 1)], [(0, 1)]]),
        ([[1, 2, 1]], [[(0, 1), (1, 2), (2, 3)]]),
    ],
)
def test_stretches_end_with_their_row(keys: list[list[int]], expected: list[list[tuple[int, int]]]) -> None:
    """A stretch never goes on into the next row."""
    assert runs(np.array(keys)) == expected
