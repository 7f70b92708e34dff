"""Bars: on a logarithmic scale, and of how far something has come."""

from __future__ import annotations

from math import inf, nan

import pytest

from nntui.renderables.bars import log_axis, log_bar, share_bar
from nntui.renderables.rows import Span, plain


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.0, "━━━━━━━━━━━━"),
        (1e-3, "━━━━━━      "),
        (1.8e-3, "━━━━━━╸     "),
        (1e-6, "╸           "),
        (1e-9, "╸           "),
        (50.0, "━━━━━━━━━━━━"),
        (0.0, "none        "),
        (nan, "nan         "),
    ],
)
def test_a_bar_is_as_long_as_its_logarithm(value: float, expected: str) -> None:
    """Six decades on twelve cells: two cells a decade, half a cell at least."""
    assert plain(log_bar(value, -6, 0, 12)) == expected


@pytest.mark.parametrize(("value", "style"), [(1e-3, "bar"), (inf, "bad"), (nan, "bad"), (0.0, "muted")])
def test_what_is_no_size_has_a_style_of_its_own(value: float, style: str) -> None:
    """A gradient that overflowed does not look like a healthy one."""
    assert log_bar(value, -6, 0, 12)[0].style == style


def test_the_rest_of_a_bar_has_its_own_style() -> None:
    """A theme may colour what is not filled."""
    assert log_bar(1e-3, -6, 0, 4) == (Span("━━", "bar"), Span("  ", "bar-rest"))


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, "────"), (0.4, "━╸──"), (0.5, "━━──"), (1.0, "━━━━"), (1.5, "━━━━")]
)
def test_how_far_it_has_come(share: float, expected: str) -> None:
    """What is left is a thinner line, so that the end is seen without colours."""
    assert plain(share_bar(share, 4)) == expected


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (34, "1e-6       1e-4        1e-2       "),
        (38, "1e-6         1e-4        1e-2         "),
        (12, "1e-6    1e-2"),
        (3, "   "),
    ],
)
def test_labels_stand_where_their_values_end(width: int, expected: str) -> None:
    """Labels that would touch or stick out are left out."""
    assert plain(log_axis(-6, 0, width)) == expected
