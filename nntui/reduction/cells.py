"""How far the cells of a heat map have moved, in few bytes."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nntui.reduction import gaps

Moves = NDArray[np.int8]
"""A number for each cell, 0 where it stays; it may wrap around."""

_RAW = -15
"""Deflated without a head and a checksum, which would be longer than many a change."""


@dataclass(frozen=True)
class PackedMoves:
    """steps: twice the place of each cell that moved by one level, and one more where it moved down, as gaps.
    places, changes: of the other cells. Where all cells are told one by one, changes has a byte for each,
    deflated, and the other two are empty.
    """

    steps: bytes
    places: bytes
    changes: bytes

    def __len__(self) -> int:
        return len(self.steps) + len(self.places) + len(self.changes)


def packed(moves: Moves) -> PackedMoves:
    """Moves as bytes, in whichever way is shorter."""
    small, large = np.flatnonzero(np.abs(moves) == 1), np.flatnonzero((moves != 0) & (np.abs(moves) != 1))
    steps = 2 * small + (moves[small] < 0)
    listed = PackedMoves(gaps.packed(steps), gaps.packed(large), moves[large].tobytes())
    deflated = PackedMoves(b"", b"", zlib.compress(moves.tobytes(), 9, wbits=_RAW))
    return listed if 0 < len(listed) <= len(deflated) else deflated


def unpacked(data: PackedMoves, size: int) -> Moves:
    """The moves of so many cells; ValueError where the bytes are not of so many."""
    if not data.steps and not data.places:
        return _inflated(data.changes, size)
    steps, places = gaps.unpacked(data.steps), gaps.unpacked(data.places)
    changes = np.frombuffer(data.changes, np.int8)
    if len(places) != len(changes):
        raise ValueError(f"{len(changes)} changes are not of {len(places)} cells")
    if max(steps[-1:].max(initial=-1) // 2, places[-1:].max(initial=-1)) >= size:
        raise ValueError(f"there are only {size} cells")
    moves = np.zeros(size, np.int8)
    moves[places] = changes
    moves[steps // 2] = np.where(steps % 2, -1, 1)
    return moves


def _inflated(changes: bytes, size: int) -> Moves:
    decompressor = zlib.decompressobj(_RAW)
    try:
        data = decompressor.decompress(changes, size + 1)  # and no more, whatever it would make
    except zlib.error as error:
        raise ValueError(f"changes cannot be inflated: {error}") from error
    if len(data) != size:
        raise ValueError(f"changes are not of {size} cells")
    return np.frombuffer(data, np.int8)
