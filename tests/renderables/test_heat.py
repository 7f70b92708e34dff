"""Heat maps and their legend."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nntui.reduction.heat import NOT_A_NUMBER
from nntui.renderables.heat import LINES, SHADES, heat_rows, legend, magnify
from nntui.renderables.ink import Ink
from nntui.renderables.palette import LEVELS, NOTHING
from nntui.renderables.rows import HeatStyle, Row, Span, plain, row_width

PAD = Span(" ", "text")


def matrix(*rows: list[int]) -> np.ndarray[tuple[int, int], np.dtype[np.int8]]:
    return np.array(rows, np.int8)


@pytest.mark.parametrize(
    ("shape", "rows", "cols", "expected"),
    [
        ((2, 2), 36, 48, (6, 6)),
        ((36, 48), 36, 48, (1, 1)),
        ((32, 10), 36, 48, (1, 2)),
        ((10, 32), 36, 48, (2, 1)),
        ((8, 8), 36, 48, (4, 6)),
        ((64, 64), 36, 48, (1, 1)),
    ],
)
def test_small_matrices_are_magnified(
    shape: tuple[int, int], rows: int, cols: int, expected: tuple[int, int]
) -> None:
    """Whole factors, at most six, and about square."""
    assert magnify(shape, rows, cols) == expected


@pytest.mark.parametrize(
    ("shape", "rows", "cols", "expected"),
    [
        ((2, 2), 18, 48, (3, 6)),
        ((18, 48), 18, 48, (1, 1)),
        ((16, 10), 18, 48, (1, 4)),
        ((8, 40), 18, 48, (1, 1)),
        ((8, 16), 18, 48, (2, 3)),
        ((64, 64), 18, 48, (1, 1)),
    ],
)
def test_cells_without_colours_are_twice_as_high_as_wide(
    shape: tuple[int, int], rows: int, cols: int, expected: tuple[int, int]
) -> None:
    """And a value made of them is about square all the same."""
    assert magnify(shape, rows, cols, Ink.SHAPES) == expected


def test_two_rows_make_a_row_of_text() -> None:
    """The upper value colours the half block, the lower one what is behind it."""
    assert heat_rows(matrix([1, 2], [3, 4]), 2, 1) == (
        (Span("▀", HeatStyle(1, 3)), Span("▀", HeatStyle(2, 4))),
    )


def test_equal_cells_are_one_span() -> None:
    """A calm picture is short to send."""
    assert heat_rows(matrix([1, 1, 2], [3, 3, 3]), 3, 1) == (
        (Span("▀▀", HeatStyle(1, 3)), Span("▀", HeatStyle(2, 3))),
    )


def test_an_odd_row_has_nothing_below() -> None:
    """The last half row is the background."""
    assert heat_rows(matrix([1], [2], [3]), 1, 2)[1] == (Span("▀", HeatStyle(3, NOTHING)),)


def test_a_small_matrix_fills_blocks() -> None:
    """Two by two values are four blocks, and the rest is blank."""
    rows = heat_rows(matrix([1, 2], [3, 4]), 5, 3)
    upper: Row = (Span("▀▀", HeatStyle(1, 1)), Span("▀▀", HeatStyle(2, 2)), PAD)
    lower: Row = (Span("▀▀", HeatStyle(3, 3)), Span("▀▀", HeatStyle(4, 4)), PAD)
    assert rows[0] == upper
    assert rows[-1] == lower


def test_tiles_stand_apart() -> None:
    """Kernels are told from each other by a column of nothing, and half a row of it."""
    rows = heat_rows(matrix([1, 2], [3, 4]), 3, 2, tile=(1, 1))
    gap = Span("▀", HeatStyle(NOTHING, NOTHING))
    assert rows == (
        (Span("▀", HeatStyle(1, NOTHING)), gap, Span("▀", HeatStyle(2, NOTHING))),
        (Span("▀", HeatStyle(3, NOTHING)), gap, Span("▀", HeatStyle(4, NOTHING))),
    )


def test_without_colours_a_gap_is_blank() -> None:
    """As zero is: there is nothing."""
    assert heat_rows(matrix([20, 20]), 3, 1, Ink.SHAPES, tile=(0, 1)) == (
        (Span("█", HeatStyle(20, NOTHING)), Span(" ", "text"), Span("█", HeatStyle(20, NOTHING))),
    )


def test_where_there_is_no_room_tiles_touch() -> None:
    """What is there to be seen comes before the gaps."""
    assert heat_rows(matrix([1, 2]), 2, 1, tile=(1, 1)) == heat_rows(matrix([1, 2]), 2, 1)


@pytest.mark.parametrize(
    ("upper", "lower", "expected"),
    [
        (NOT_A_NUMBER, 5, Span("×", HeatStyle(NOT_A_NUMBER, 5))),
        (5, NOT_A_NUMBER, Span("×", HeatStyle(NOT_A_NUMBER, 5))),
        (NOT_A_NUMBER, NOT_A_NUMBER, Span("×", HeatStyle(NOT_A_NUMBER, NOTHING))),
    ],
)
def test_a_nan_is_a_cross(upper: int, lower: int, expected: Span) -> None:
    """What is no number is said without colour."""
    assert heat_rows(matrix([upper], [lower]), 1, 1) == ((expected,),)


@given(
    hnp.arrays(np.int8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=40), elements=st.integers(0, 20)),
    st.integers(0, 50),
    st.integers(0, 20),
    st.sampled_from(Ink),
)
def test_the_picture_fills_its_area(levels: np.ndarray, width: int, height: int, ink: Ink) -> None:
    """Every row is as wide as asked for, whether the matrix is larger or smaller."""
    assert [row_width(row) for row in heat_rows(levels, width, height, ink)] == [width] * height


def test_without_colours_a_character_is_a_value() -> None:
    """Lines are below zero, blocks above, the denser the larger; a NaN is a cross, and zero is a blank."""
    rows = heat_rows(matrix([*range(21), NOT_A_NUMBER]), 22, 1, Ink.SHAPES)
    assert [plain(row) for row in rows] == ["≡≡≡═══──╌╌ ░░▒▒▓▓▓███×"]


def test_without_colours_a_row_of_values_is_a_row_of_text() -> None:
    """Two in one could not be told apart."""
    rows = heat_rows(matrix([0, 20], [20, 10]), 2, 2, Ink.SHAPES)
    assert [plain(row) for row in rows] == ["≡█", "█ "]


def test_with_few_colours_they_tell_the_sign() -> None:
    """The outermost of each is nearest to one of the sixteen, whatever the size; equal cells are one span."""
    below, above = HeatStyle(0, NOTHING), HeatStyle(LEVELS - 1, NOTHING)
    row = heat_rows(matrix([0, 9, 10, 11, 12, NOT_A_NUMBER]), 6, 1, Ink.SHAPES)[0]
    crossed = Span("×", HeatStyle(NOT_A_NUMBER, NOTHING))
    assert row == (Span("≡", below), Span("╌", below), Span(" ", "text"), Span("░░", above), crossed)


def test_sizes_are_told_by_four_characters_each() -> None:
    """None of which means something else."""
    assert (len(set(SHADES)), len(set(LINES)), set(SHADES) & set(LINES)) == (4, 4, set())


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (34, "−0.4 ███▓▓▓▒▒░░ 0 ░░▒▒▓▓▓███ +0.4 "),
        (24, "−0.4 ██▓▒░ 0 ░▒▓██ +0.4 "),
        (8, "±0.4    "),
        (3, "±0…"),
    ],
)
def test_the_legend_has_numbers(width: int, expected: str) -> None:
    """What the colours mean reads without them, and in little room the number is left."""
    assert plain(legend(0.4, width)) == expected


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (34, "−0.4 ≡≡≡═══──╌╌ 0 ░░▒▒▓▓▓███ +0.4 "),
        (24, "−0.4 ≡═─╌ 0 ░▒▓█ +0.4   "),
        (21, "−0.4 ≡═─╌ 0 ░▒▓█ +0.4"),
        (17, "−0.4 ≡─ 0 ▒█ +0.4"),
        (8, "±0.4    "),
    ],
)
def test_the_legend_without_colours(width: int, expected: str) -> None:
    """It shows the characters of the map."""
    assert plain(legend(0.4, width, Ink.SHAPES)) == expected


def test_the_legend_shows_the_levels_in_order() -> None:
    """From the most negative to the most positive, zero left out."""
    levels = [span.style.upper for span in legend(0.4, 40) if isinstance(span.style, HeatStyle)]
    assert levels == [*range(10), *range(11, 21)]


@given(st.floats(1e-40, 1e38), st.integers(0, 60), st.sampled_from(Ink))
def test_the_legend_has_its_width(scale: float, width: int, ink: Ink) -> None:
    """Whatever the scale, it fits the panel."""
    assert row_width(legend(scale, width, ink)) == width
