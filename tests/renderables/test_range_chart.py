"""The chart of a range test."""

from __future__ import annotations

import numpy as np
import pytest

from nntui.renderables.range_chart import range_chart
from nntui.renderables.rows import plain, row_width

RATES = tuple((1e-5 * 10 ** np.linspace(0, 4, 81)).tolist())
LOSSES = (*[2.0] * 40, *np.linspace(2.0, 0.5, 30).tolist(), *np.linspace(0.5, 40.0, 11).tolist())


def drawn(width: int, height: int, suggestion: float | None = 1e-2) -> list[str]:
    return [plain(row) for row in range_chart(RATES, LOSSES, LOSSES, suggestion, width, height)]


def test_rates_stand_below_it() -> None:
    """Powers of ten, evenly apart."""
    axis = drawn(70, 12)[-1]
    assert axis.split() == ["1e-5", "1e-4", "1e-3", "1e-2", "0.1"]
    places = [axis.index(label) for label in ("1e-4", "1e-3", "1e-2")]
    assert places[2] - places[1] == pytest.approx(places[1] - places[0], abs=1)


def test_the_suggestion_is_marked() -> None:
    """A line at its rate with the rate beside it; none where nothing is suggested."""
    rows = drawn(70, 12)
    marked = next(row for row in rows if "1e-2" in row)
    assert abs(marked.index("┊") - (rows[-1].index("1e-2") + 2)) <= 2
    assert not any("┊" in row for row in drawn(70, 12, None))


def test_what_blows_up_leaves_the_chart() -> None:
    """The scale is that of what the network begins with; what lies above is marked as such."""
    rows = drawn(70, 12)
    assert "▲" in rows[0]
    labels = [float(row.split("┤")[0]) for row in rows if "┤" in row]
    assert 2.0 <= max(labels) <= 2.5


def test_every_size_is_filled() -> None:
    """Rows of one width at any size; where there is no room for axes it says so."""
    for width in range(4, 121, 3):
        for height in range(1, 25, 2):
            rows = range_chart(RATES, LOSSES, LOSSES, 1e-2, width, height)
            assert (len(rows), {row_width(row) for row in rows}) == (height, {width})
