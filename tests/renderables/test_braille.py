"""Curves as Braille dots."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.renderables.braille import BLANK, LEFT, hatched, raster

NAN = float("nan")


def drawn(low: list[float], high: list[float], height: int) -> list[str]:
    mask = raster(np.array(low, float), np.array(high, float), height)
    return ["".join(chr(BLANK + bits) for bits in row) for row in mask.tolist()]


def grid(low: list[float], high: list[float], height: int) -> list[str]:
    """The dots one by one, the top row first."""
    return dots_of(raster(np.array(low, float), np.array(high, float), height))


def dots_of(mask: np.ndarray) -> list[str]:
    bit = {(0, 0): 0, (1, 0): 1, (2, 0): 2, (0, 1): 3, (1, 1): 4, (2, 1): 5, (3, 0): 6, (3, 1): 7}
    rows, columns = 4 * mask.shape[0], 2 * mask.shape[1]
    return [
        "".join(".#"[mask[y // 4, x // 2] >> bit[y % 4, x % 2] & 1] for x in range(columns))
        for y in range(rows)
    ]


def test_braille_bits() -> None:
    """Every dot of a cell is where Unicode puts it."""
    assert drawn([3, 2], [3, 2], 1) == ["⠑"]
    assert drawn([0, 1], [0, 1], 1) == ["⡠"]
    assert drawn([0, 0], [3, 3], 1) == ["⣿"]


def test_of_a_dotted_line_the_left_dots_are_seen() -> None:
    """Every second one."""
    assert dots_of(raster(np.zeros(4), np.zeros(4), 1) & LEFT) == ["....", "....", "....", "#.#."]


def test_a_hatched_area_has_a_dot_in_each_column() -> None:
    """Of each cell, so that no spike is lost that is as high."""
    assert dots_of(hatched(raster(np.zeros(4), np.full(4, 4.0), 1))) == ["#...", "...#", "..#.", ".#.."]


def test_a_span_fills_its_column() -> None:
    """A band reaches from its low to its high."""
    assert grid([1, 2], [3, 2], 1) == ["#.", "##", "#.", ".."]


def test_neighbours_are_connected_half_way() -> None:
    """A steep line has no gaps."""
    assert grid([0, 7], [0, 7], 2) == [".#", ".#", ".#", ".#", "#.", "#.", "#.", "#."]


def test_a_peak_is_connected_to_both_sides() -> None:
    """Falling is drawn as rising is."""
    assert grid([0, 3, 0, NAN], [0, 3, 0, NAN], 1) == [".#..", ".#..", "#.#.", "#.#."]


def test_nothing_is_drawn_without_a_value() -> None:
    """A gap stays a gap, and its neighbours are not drawn towards it."""
    assert grid([0, NAN, NAN, 3], [0, 1, NAN, 3], 1) == ["...#", "....", "....", "#..."]


def test_the_top_edge_is_inside() -> None:
    """A value at the upper limit is drawn in the uppermost dot."""
    assert grid([4, NAN], [4, NAN], 1) == ["#.", "..", "..", ".."]


@given(st.lists(st.floats(0, 16), min_size=2, max_size=20).filter(lambda v: len(v) % 2 == 0))
def test_a_line_is_one_piece(values: list[float]) -> None:
    """Every column has one span, and it touches the next one's."""
    dots = np.array([[dot == "#" for dot in row] for row in grid(values, values, 4)])
    spans = [np.flatnonzero(column) for column in dots.T]
    assert [len(span) for span in spans] == [span[-1] - span[0] + 1 for span in spans]
    for left, right in pairwise(spans):
        assert right[0] <= left[-1] + 1
        assert left[0] <= right[-1] + 1


@pytest.mark.parametrize("height", [1, 7])
def test_shape(height: int) -> None:
    """Two columns of dots and four rows make a cell."""
    assert raster(np.zeros(10), np.zeros(10), height).shape == (height, 5)
