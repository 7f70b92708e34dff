"""One heat map as one viewer has it, and what is new of it."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from nntui.reduction import cells
from nntui.reduction.heat import NOT_A_NUMBER, Levels, block_shape, pool, quantise
from nntui.reduction.heat_map import rescaled
from nntui.session.protocol import HEAT_LEVELS, HeatNews, HeatRequest, HeatScale
from nntui_engine.parameters import Picture

MIDDLE = (HEAT_LEVELS - 1) // 2

HEAD_BYTES = 8
SCALE_BYTES = 40


class HeatFeed:
    """Compares a picture with the levels that the viewer holds, which it knows, one by one.

    A level that the viewer was told holds until its value has clearly left it, so that the picture stands
    still, and little of it has to be sent.
    """

    def __init__(self, request: HeatRequest) -> None:
        self.request = request
        self._scale: HeatScale | None = None
        self._held: Levels = np.empty((0, 0), np.int8)
        # Cells that the viewer holds because it was told so, and not because a map begins empty.
        self._told = np.empty((0, 0), np.bool_)

    def news(self, picture: Picture, room: float) -> tuple[HeatNews | None, bool]:
        """The cells of a picture that look different, the most different first.

        In about so many bytes; and whether these are all.
        """
        pooled = pool(picture.values, self.request.rows, self.request.columns, picture.tile)
        fitted = self._scale.scale if self._scale and self._held.shape == pooled.shape else None
        before = np.where(self._told, self._held, NOT_A_NUMBER).astype(np.int8)
        levels, value = quantise(pooled, HEAT_LEVELS, fitted, before)
        scale = self._scale_of(picture, pooled.shape, value)
        room -= HEAD_BYTES
        if room < 2:
            return None, scale == self._scale and np.array_equal(levels, self._held)
        room -= SCALE_BYTES + len(scale.layer) + len(scale.picture) if scale != self._scale else 0
        of = self._begin(scale)
        moves = (levels - self._held).ravel()
        if of is None and not moves.any():
            return None, True
        packed, chosen = _fitting(moves, max(0, int(room)))
        self._held = self._held + chosen.reshape(levels.shape)
        self._told |= self._held == levels
        return HeatNews(packed.steps, packed.places, packed.changes, of), np.array_equal(chosen, moves)

    def _scale_of(self, picture: Picture, pooled: tuple[int, ...], value: float) -> HeatScale:
        request = self.request
        whole = (picture.values.shape[0], picture.values.shape[1])
        factors = block_shape(whole, request.rows, request.columns, picture.tile)
        shown = (request.layer, pooled[0], pooled[1], value, whole, factors)
        tile = None if picture.tile == whole else picture.tile
        return HeatScale(*shown, picture=request.picture, tile=tile)

    def _begin(self, scale: HeatScale) -> HeatScale | None:
        """Have the viewer's map on this scale; what it has to be told of that."""
        before, self._scale = self._scale, scale
        if before == scale:
            return None
        if before is not None and before.shape == scale.shape:
            self._held = rescaled(self._held, HEAT_LEVELS, before.scale, scale.scale)
            return scale
        self._held = np.full((scale.rows, scale.columns), MIDDLE, np.int8)
        self._told = np.zeros((scale.rows, scale.columns), np.bool_)
        return replace(scale, anew=True)


def _fitting(moves: cells.Moves, room: int) -> tuple[cells.PackedMoves, cells.Moves]:
    """As many moves as fit, one at least, the largest first: as bytes, and they themselves."""
    chosen, packed = moves, cells.packed(moves)
    order = np.argsort(-np.abs(moves.astype(np.int16)), kind="stable")
    most = int(np.count_nonzero(moves))
    while most > 1 and len(packed) > room:
        most = max(1, min(most - 1, int(most * room / len(packed))))
        chosen = np.zeros_like(moves)
        chosen[order[:most]] = moves[order[:most]]
        packed = cells.packed(chosen)
    return packed, chosen
