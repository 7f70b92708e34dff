"""The loss chart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.reduction.curve import Curve
from nntui.renderables.chart import loss_chart
from nntui.renderables.frame import plain_frame
from nntui.renderables.ink import Ink
from nntui.renderables.marks import Mark
from nntui.renderables.rows import Row, plain, row_width
from nntui.renderables.scales import Scale

NAN = float("nan")
SCALE = Scale(0, 4)
WIDTH, HEIGHT = 21, 6
DOTS = 32
"""Dot columns of a frame of that width."""


def line(*values: float) -> Curve:
    numbers = np.array(values, np.float32)
    return Curve(1, numbers, numbers, numbers)


def band(*spans: tuple[float, float]) -> Curve:
    """From the lows to the highs, and the lows as means."""
    low, high = np.array(spans, np.float32).T
    return Curve(1, low, high, low)


def chart(marks: tuple[Mark, ...] = (), ink: Ink = Ink.COLORS, **curves: Curve) -> tuple[Row, ...]:
    return loss_chart(curves, marks, DOTS, SCALE, plain_frame(WIDTH, HEIGHT, SCALE, DOTS), ink)


def drawing(rows: tuple[Row, ...], columns: int) -> list[str]:
    """The characters of the drawing's first columns."""
    return [plain(row)[5 : 5 + columns] for row in rows[: HEIGHT - 2]]


def styles(row: Row) -> list[str]:
    """The role of each cell of the drawing."""
    return [str(span.style) for span in row for _ in span.text][5:]


def test_a_curve_in_its_frame() -> None:
    """A falling loss, one dot a step."""
    rows = chart(train=line(4, 3, 2, 1, 0.5, 0.5, 0.5, 0.5))
    assert [plain(row) for row in rows] == [
        "   4┤⢣               ",
        "   2┤⠈⡆              ",
        "    │ ⢱              ",
        "   0┤  ⠓⠒            ",
        "    └┬─────────┬─────",
        "     step 0    20    ",
    ]


def test_the_line_covers_its_band() -> None:
    """A cell has one colour: the mean over the range."""
    low, high, mean = (np.full(2, value, np.float32) for value in (0.0, 4.0, 0.1))
    rows = chart(train=Curve(1, low, high, mean))
    assert [styles(row)[0] for row in rows[:4]] == ["train-band"] * 3 + ["train"]


def test_a_later_curve_covers_an_earlier_one_and_loses_no_dot() -> None:
    """Where two lines meet in a cell both are drawn, in the colour of the later."""
    rows = chart(train=line(0, 0), validation=line(0.9, 0.9))
    assert (plain(rows[3])[5], styles(rows[3])[0]) == ("⣁", "validation")


@pytest.mark.parametrize("train", [{}, {"train": line(NAN, NAN)}])
def test_only_training_has_a_band(train: dict[str, Curve]) -> None:
    """Two bands over one another could not be read."""
    rows = chart(**train, validation=band((0, 4), (0, 4)))
    assert {style for row in rows[:4] for style in styles(row)} == {"text", "validation"}


@pytest.mark.parametrize("ink", Ink)
def test_validation_is_dotted(ink: Ink) -> None:
    """What is training and what is validation is told without colours, too."""
    rows = chart(ink=ink, train=line(*[0.1] * 8), validation=line(*[3.1] * 8))
    assert drawing(rows, 5) == ["⡀⡀⡀⡀ ", "     ", "     ", "⣀⣀⣀⣀ "]


def test_without_colours_a_line_is_seen_on_its_band() -> None:
    """The band is hatched."""
    rows = chart(ink=Ink.SHAPES, train=band(*[(0.1, 3.9)] * 8))
    assert drawing(rows, 5) == ["⢁⠔⢁⠔ ", "⢁⠔⢁⠔ ", "⢁⠔⢁⠔ ", "⣀⣀⣀⣀ "]


@pytest.mark.parametrize(("step", "expected"), [(2, "⡀"), (3, "⢀"), (4, "⡀")])
def test_without_colours_no_spike_is_lost(step: int, expected: str) -> None:
    """Its tip is there, whichever of the dots below are."""
    spans = [(0.1, 0.1)] * 8
    spans[step] = (0.1, 1.1)
    assert drawing(chart(ink=Ink.SHAPES, train=band(*spans)), 5)[2].strip() == expected


def test_sparse_values_make_a_line() -> None:
    """Validation losses are joined across the steps between them."""
    values = np.full(9, np.nan, np.float32)
    values[[0, 8]] = 0.1
    rows = chart(validation=line(*values))
    assert plain(rows[3])[5:11] == "⡀⡀⡀⡀⡀ "


@pytest.mark.parametrize("high", [np.inf, 1e30])
def test_a_value_beyond_the_scale_is_a_spike_to_the_top(high: float) -> None:
    """A loss that is no number is seen, and said without colour."""
    low, mean = np.array([1, 1, 1, 1], np.float32), np.ones(4, np.float32)
    rows = chart(train=Curve(1, low, np.array([1, 1, high, 1], np.float32), mean))
    assert (plain(rows[0])[5:9], styles(rows[0])[1]) == (" ▲  ", "bad")
    assert [styles(row)[1] for row in rows[1:3]] == ["train-band", "train"]


def test_marks_stand_at_their_steps() -> None:
    """An intervention is where it took effect, behind the curve."""
    rows = chart((Mark(20, "lr"),), train=line(*[0.1] * 32))
    assert [plain(row)[15:18] for row in rows[:4]] == ["┊lr", "┊  ", "┊  ", "⣀⣀⣀"]


def test_too_small_is_said() -> None:
    """Without room for axes there is a sentence instead."""
    rows = loss_chart({"train": line(1)}, (), 10, SCALE, plain_frame(12, 1, SCALE, 10))
    assert [plain(row) for row in rows] == ["too small".center(12)]


def test_no_curves_is_an_empty_frame() -> None:
    """Before the first step the axes are there."""
    frame = plain_frame(WIDTH, HEIGHT, SCALE, DOTS)
    rows = loss_chart({}, (), DOTS, SCALE, frame)
    assert tuple(plain(row) for row in rows) == frame.rows


@given(st.lists(st.floats(0, 4, width=32), min_size=1, max_size=DOTS))
def test_a_band_is_as_high_without_colours(highs: list[float]) -> None:
    """The highest dot of all is drawn with either ink."""
    curve = band(*((0, high) for high in highs))
    drawn = [drawing(chart(ink=ink, train=curve), DOTS // 2) for ink in Ink]
    assert len({next(y for y, row in enumerate(rows) if row.strip()) for rows in drawn}) == 1


@given(
    st.lists(st.floats(width=32), max_size=60),
    st.integers(1, 100),
    st.integers(1, 5000),
    st.integers(16, 90),
    st.integers(5, 30),
)
def test_every_row_has_the_width(
    values: list[float], steps: int, x_limit: int, width: int, height: int
) -> None:
    """Whatever the data and however they fit the axis, the rows fit the panel."""
    numbers = np.array(values, np.float32)
    curve = Curve(steps, numbers, numbers, np.where(np.isfinite(numbers), numbers, np.float32(NAN)))
    scale = Scale.fit(numbers, numbers, False, None)
    frame = plain_frame(width, height, scale, x_limit)
    rows = loss_chart({"train": curve, "validation": curve}, (), x_limit, scale, frame)
    assert [row_width(row) for row in rows] == [width] * height
