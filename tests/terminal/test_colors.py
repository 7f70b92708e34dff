"""Colours that a terminal has, in place of those that it has not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.terminal.colors import CUBE, RGB, SIXTEEN, lightness, nearest_16, nearest_256

COLORS = st.tuples(*[st.integers(0, 255)] * 3)
GREYS = tuple((grey, grey, grey) for grey in range(8, 248, 10))


def test_a_color_of_the_cube_is_itself() -> None:
    """Exactly, by xterm's numbers."""
    cube = [(red, green, blue) for red in CUBE for green in CUBE for blue in CUBE]
    assert [nearest_256(color) for color in cube] == list(range(16, 232))


def test_a_grey_of_the_ramp_is_itself() -> None:
    """Exactly, by xterm's numbers."""
    assert [nearest_256(color) for color in GREYS] == list(range(232, 256))


def test_one_of_the_sixteen_is_itself() -> None:
    """As xterm has them."""
    assert [nearest_16(color) for color in SIXTEEN] == list(range(16))


@pytest.mark.parametrize(
    ("color", "expected"),
    [
        ((250, 5, 5), 196),
        ((0, 90, 0), 22),
        ((127, 129, 128), 244),
        ((1, 1, 1), 16),
        ((254, 254, 254), 231),
    ],
)
def test_a_color_near_another_becomes_it(color: RGB, expected: int) -> None:
    """To the eye, and not by the sum of the parts."""
    assert nearest_256(color) == expected


@given(COLORS)
def test_no_color_becomes_one_that_terminals_choose(color: RGB) -> None:
    """The first sixteen are other ones everywhere."""
    assert 16 <= nearest_256(color) < 256


@pytest.mark.parametrize(("color", "expected"), [((0, 0, 0), 0.0), ((255, 255, 255), 1.0)])
def test_black_is_dark_and_white_is_light(color: RGB, expected: float) -> None:
    """From 0 to 1."""
    assert lightness(color) == pytest.approx(expected, abs=1e-6)


def test_middle_grey_is_in_the_middle() -> None:
    """L of OKLab: 0.6 for half of 255 (Ottosson 2020)."""
    assert lightness((128, 128, 128)) == pytest.approx(0.5999, abs=1e-3)


@given(COLORS, st.integers(0, 2))
def test_more_light_is_lighter(color: RGB, part: int) -> None:
    """Of any of the three."""
    more = tuple(min(255, value + 40) if at == part else value for at, value in enumerate(color))
    assert lightness((more[0], more[1], more[2])) >= lightness(color)
