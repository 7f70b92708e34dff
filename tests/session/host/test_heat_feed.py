"""One heat map of one viewer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nntui.reduction.heat_map import HeatMap
from nntui.session.host.composing import ANY
from nntui.session.host.heat_feed import HEAD_BYTES, HeatFeed
from nntui.session.patching import heat_after
from nntui.session.protocol import HEAT_LEVELS, HeatNews, HeatRequest
from nntui_engine.arrays import Array
from nntui_engine.parameters import Picture

WEIGHTS = np.linspace(-1, 1, 24, dtype=np.float32).reshape(6, 4)
NOISE = np.random.default_rng(0).normal(size=(30, 30)).astype(np.float32)


class Watched:
    """A feed, and the map that a viewer has of it."""

    def __init__(self, rows: int, columns: int) -> None:
        self.feed = HeatFeed(HeatRequest("dense_1", rows, columns))
        self.held: HeatMap | None = None
        self.is_all = False

    def show(self, weights: Array, room: float = ANY, tile: tuple[int, int] | None = None) -> HeatNews | None:
        """Have the viewer hear of these weights."""
        shape = (weights.shape[0], weights.shape[1])
        news, self.is_all = self.feed.news(Picture(weights, tile or shape), room)
        self.held = heat_after(self.held, news)
        return news

    @property
    def map(self) -> HeatMap:
        assert self.held is not None
        return self.held

    @property
    def levels(self) -> list[list[int]]:
        return np.frombuffer(self.map.levels, np.int8).reshape(self.map.rows, self.map.columns).tolist()


def test_a_map_that_fits() -> None:
    """It has a cell for each weight; the shape and the scale say what it shows."""
    watched = Watched(10, 10)
    watched.show(WEIGHTS)
    assert replace(watched.map, levels=b"") == HeatMap("dense_1", 6, 4, b"", 1.5, (6, 4), (1, 1))
    assert watched.levels[0][0] + watched.levels[-1][-1] == HEAT_LEVELS - 1


def test_a_small_map() -> None:
    """A map of a large matrix has as many cells as were asked for, and says how much a cell is."""
    watched = Watched(3, 3)
    watched.show(WEIGHTS)
    assert (watched.map.rows, watched.map.columns, watched.map.factors) == (3, 2, (2, 2))


def test_no_cell_is_made_of_two_tiles() -> None:
    """Nine kernels side by side are too many for the room: a cell is made of two whole ones."""
    watched = Watched(4, 5)
    watched.show(np.repeat(np.arange(9.0), 2)[None, :].repeat(2, axis=0), tile=(2, 2))
    assert (watched.map.factors, watched.map.tile) == ((1, 4), (2, 2))


def test_a_tile_of_many_rows_and_columns_is_not_smeared() -> None:
    """Four heads over seventeen steps, in fewer columns: two are a cell, and the last of each head is one."""
    watched = Watched(17, 66)
    watched.show(np.tile(np.eye(17), 4), tile=(17, 17))
    assert (watched.map.factors, watched.map.columns, watched.map.tile_cells) == ((1, 2), 36, (17, 9))


def test_colours_are_steady() -> None:
    """Weights that hardly moved are no news."""
    watched = Watched(10, 10)
    watched.show(WEIGHTS)
    assert watched.show(WEIGHTS * np.float32(0.99)) is None
    assert watched.is_all


def test_a_cell_that_moved() -> None:
    """It alone is sent."""
    watched = Watched(10, 10)
    watched.show(WEIGHTS)
    moved = WEIGHTS.copy()
    moved[0, 1] += 0.15
    assert watched.show(moved) == HeatNews(b"\x02", b"", b"")


def test_the_most_different_cells_come_first() -> None:
    """Where there is no room for all."""
    watched = Watched(40, 40)
    watched.show(np.zeros((30, 30), np.float32))
    weights = (np.sign(NOISE) * 0.12).astype(np.float32)
    weights[7, 3] = weights[9, 9] = -1.0
    watched.show(weights, HEAD_BYTES + 45)
    seen = np.array(watched.levels)
    assert (seen[7, 3], seen[9, 9], watched.is_all) == (seen.min(), seen.min(), False)


@pytest.mark.parametrize("room", [HEAD_BYTES + 2, 30, 200])
def test_all_cells_come_at_last(room: int) -> None:
    """However little room there is."""
    watched, whole = Watched(40, 40), Watched(40, 40)
    whole.show(NOISE)
    for _ in range(2000):
        watched.show(NOISE, room)
        if watched.is_all:
            break
    assert (watched.is_all, watched.levels) == (True, whole.levels)


def test_another_scale() -> None:
    """A viewer puts its cells on the new scale by itself, and is sent what that does not make right."""
    watched, fresh = Watched(40, 40), Watched(40, 40)
    watched.show(NOISE)
    grown = NOISE * np.float32(1.7)
    news = watched.show(grown)
    fresh.show(grown)
    assert news is not None
    assert news.of is not None
    assert (news.of.anew, watched.map) == (False, fresh.map)


def test_no_room_at_all() -> None:
    """Nothing is begun."""
    watched = Watched(40, 40)
    assert (watched.show(NOISE, HEAD_BYTES), watched.is_all) == (None, False)
