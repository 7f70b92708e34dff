"""A square window that slides over images."""

from __future__ import annotations

from dataclasses import dataclass

from numpy.lib.stride_tricks import as_strided

from nntui_engine.arrays import Array, Shape
from nntui_engine.errors import EngineError

Cut = tuple[slice, slice, slice]
"""Channels, rows and columns of an image."""


@dataclass(frozen=True)
class Window:
    """`size` × `size` cells, moved by `stride`, that stand out over every edge by up to `padding`."""

    size: int
    stride: int = 1
    padding: int = 0

    def __post_init__(self) -> None:
        if self.size < 1 or self.stride < 1:
            raise EngineError(f"size and stride are at least 1, not {self.size} and {self.stride}")
        if not 0 <= self.padding < self.size:
            raise EngineError(f"padding lies from 0 to below the size {self.size}, not at {self.padding}")

    def output_shape(self, image: Shape) -> tuple[int, int]:
        """How many places it has down and across an image; EngineError where there is no room for one."""
        _, height, width = image
        down, across = self.places(height), self.places(width)
        if down < 1 or across < 1:
            window = f"a window of {self.size}×{self.size}"
            raise EngineError(f"{window} does not fit an image of {height}×{width}: make it smaller")
        return down, across

    def places(self, length: int) -> int:
        """How many places it has along so many pixels; what is left over at the end is not seen."""
        return (length + 2 * self.padding - self.size) // self.stride + 1

    def patches(self, images: Array, rows: range) -> Array:
        """What it meets of padded images (channels, height, width, images) in these rows of places; a view.

        (channels, size, size, rows, places across, images): what a cell meets, for every cell.
        """
        channels, _, width, count = images.shape
        channel, down, across, image = images.strides
        shape = (channels, self.size, self.size, len(rows), (width - self.size) // self.stride + 1, count)
        strides = (channel, down, across, down * self.stride, across * self.stride, image)
        return as_strided(images[:, rows.start * self.stride :], shape, strides, writeable=False)

    def cuts(self, rows: range, columns: range) -> tuple[Cut, ...]:
        """What each of its cells meets of a padded image, row by row, in these rows and columns of places."""
        offsets = range(self.size)
        return tuple(
            (slice(None), self._pixels(u, rows), self._pixels(v, columns)) for u in offsets for v in offsets
        )

    def _pixels(self, offset: int, places: range) -> slice:
        first = places.start * self.stride + offset
        return slice(first, first + (len(places) - 1) * self.stride + 1, self.stride)
