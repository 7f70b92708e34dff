"""One curve of one viewer."""

from __future__ import annotations

import numpy as np
import pytest

from nntui.reduction import gaps
from nntui.reduction.columns import Columns
from nntui.session.history import LossHistory
from nntui.session.host.composing import ANY
from nntui.session.host.curve_feed import COLUMN_BYTES, HEAD_BYTES, CurveFeed
from nntui.session.protocol import CurveNews


def losses(steps: int, first: int = 1) -> LossHistory:
    """A recorded history, with a spike."""
    values = np.random.default_rng(0).random(steps, np.float32)
    values[steps // 3] = 50.0
    return LossHistory.of(values, first)


def told(news: CurveNews | None) -> tuple[list[int], list[list[float]]]:
    """Which columns came, and their lowest, highest and mean."""
    assert news is not None
    places = gaps.unpacked(news.places)
    return places.tolist(), np.frombuffer(news.numbers, "<f4").reshape(-1, len(places)).tolist()


@pytest.mark.parametrize(("steps", "first"), [(200_000, 1), (1_000_000, 1), (1_000_000, 70_001)])
def test_a_long_history_is_told_as_a_short_one(steps: int, first: int) -> None:
    """From its blocks, and yet as if every step had been looked at."""
    history, feed, columns = losses(steps, first), CurveFeed(90, 1), Columns(90)
    feed.follow(history)
    for numbers, values in history.since(0):
        columns.add(numbers, values)
    news, expected = feed.news(ANY)[0], columns.snapshot()
    places, (low, high, mean) = told(news)
    assert news is not None
    assert (news.width, low, high) == (
        expected.width,
        expected.low[places].tolist(),
        expected.high[places].tolist(),
    )
    np.testing.assert_allclose(mean, expected.mean[places], rtol=1e-6)


def test_it_goes_on_where_the_blocks_end() -> None:
    """Steps taken since are added one by one."""
    history, feed = losses(300_000), CurveFeed(90, 1)
    feed.follow(history)
    feed.news(ANY)
    history.append(99.0)
    feed.follow(history)
    places, (_, high, _) = told(feed.news(ANY)[0])
    assert (places, high, feed.fed) == ([300_001 // 4096], [99.0], 300_001)


def test_a_number_for_a_column_of_one_step() -> None:
    """The lowest, the highest and the mean are the same then, and are sent once."""
    feed = CurveFeed(90, 1)
    feed.follow(LossHistory.of(np.array([3.0, 2.0], np.float32)))
    assert told(feed.news(ANY)[0]) == ([1, 2], [[3.0, 2.0]])


def test_nothing_new() -> None:
    """Then nothing is sent."""
    feed = CurveFeed(90, 1)
    feed.follow(losses(1000))
    feed.news(ANY)
    assert feed.news(ANY) == (None, True)


def test_an_empty_curve_is_told_once() -> None:
    """A history that was cut to nothing empties the chart."""
    feed = CurveFeed(90, 7)
    first, second = feed.news(ANY), feed.news(ANY)
    assert (first, second) == ((CurveNews(1, 7, b"", b""), True), (None, True))


@pytest.mark.parametrize("columns", [1, 2, 10])
def test_the_room_is_kept_to(columns: int) -> None:
    """The newest columns come first."""
    feed = CurveFeed(90, 1)
    feed.follow(losses(80))
    news, is_all = feed.news(HEAD_BYTES + columns * COLUMN_BYTES)
    assert (told(news)[0], is_all) == ([*range(81 - columns, 81)], False)


def test_no_room_at_all() -> None:
    """Nothing is sent, and nothing is forgotten."""
    feed = CurveFeed(90, 1)
    feed.follow(losses(80))
    none = feed.news(HEAD_BYTES)
    assert (none, told(feed.news(ANY)[0])[0]) == ((None, False), list(range(1, 81)))


def test_a_mean_that_hardly_moved_is_not_sent() -> None:
    """Nobody could see it."""
    feed, history = CurveFeed(1, 1), LossHistory.of(np.array([0.0, 1.0] * 500, np.float32))
    feed.follow(history)
    feed.news(ANY)
    history.append(1.0)
    feed.follow(history)
    assert feed.news(ANY) == (None, True)
