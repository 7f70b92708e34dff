"""Ascending places as bytes: of each the gap to the one before, in a byte where it is small."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MORE = 255
"""A byte of this size: the gap is so long, and what the next byte says."""

Places = NDArray[np.int64]


def packed(places: Places) -> bytes:
    """Places, ascending and from 0 on, as bytes."""
    gaps = places.copy()
    gaps[1:] -= places[:-1] + 1
    if not len(gaps) or gaps.max() < MORE:
        return gaps.astype(np.uint8).tobytes()
    ends = np.cumsum(gaps // MORE + 1) - 1
    data = np.full(ends[-1] + 1, MORE, np.uint8)
    data[ends] = gaps % MORE
    return data.tobytes()


def unpacked(data: bytes) -> Places:
    """The places that these bytes stand for."""
    sizes = np.frombuffer(data, np.uint8)
    is_end = sizes != MORE
    reached: Places = np.cumsum(sizes, dtype=np.int64)[is_end]
    places: Places = reached + np.arange(len(reached))
    return places
