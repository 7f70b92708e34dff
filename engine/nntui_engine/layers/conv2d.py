"""The convolution over images."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np

from nntui_engine.arrays import IMAGE_AXES, Array, Shape
from nntui_engine.errors import EngineError
from nntui_engine.layers.layer import Layer, Place
from nntui_engine.layers.window import Window
from nntui_engine.parameters import ParameterSpec

BLOCK_BYTES = 1 << 20
"""Patches are cut out so many bytes at a time: they stay in the processor's cache until they are used."""


SMALL, LEAST = 1_000_000, 128
"""OpenBLAS computes products of at most so many multiplications in another way, which takes half the time on
processors with AVX-512 (measured): places are taken in pieces that are as small, but of no fewer numbers.
"""

ALONE = 500
"""Where all its products together give no more numbers, np.matmul keeps other threads waiting (measured)."""


class Block(NamedTuple):
    """Some rows of the output, and the patches that they are made of.

    rows: their numbers. patches: (pieces, channels · size², numbers), places by images in equal pieces.
    cells: the same memory as (channels, size, size, rows, places across, images). shares: of every cell, that
    memory and the pixels whose gradient it is part of.
    """

    rows: range
    patches: Array
    cells: Array
    shares: tuple[tuple[Array, Array], ...]


class Conv2D(Layer):
    """y[f, i, j] = b[f] + Σ over c, u, v of w[f, c, u, v] · x[c, s i + u − p, s j + v − p].

    Takes images (channels, height, width) to (filters, ⌊(height + 2 p − size) ÷ s⌋ + 1, …), with stride s and
    zeros for the p pixels beyond every edge. The patches under the kernel become the columns of a matrix, so
    that all is one product: y = w @ patches, dw = dy @ patchesᵀ, and dx adds up wᵀ @ dy where the patches
    were cut out (Chellapilla, Puri and Simard, IWFHR 2006).
    """

    kind = "conv2d"
    takes = (IMAGE_AXES,)

    def __init__(
        self,
        filters: int,
        size: int = 3,
        stride: int = 1,
        padding: int = 0,
        bias: bool = True,
        initializer: str = "he_normal",
    ) -> None:
        if filters < 1:
            raise EngineError(f"a convolution needs at least 1 filter, not {filters}")
        self.filters = filters
        self.window = Window(size, stride, padding)
        self.bias = bias
        self.initializer = initializer

    def output_shape(self, input_shape: Shape) -> Shape:
        return (self.filters, *self.window.output_shape(input_shape))

    def parameter_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        channels, size = input_shape[0], self.window.size
        fan_in, fan_out = channels * size**2, self.filters * size**2
        shape = (self.filters, channels, size, size)
        weight = ParameterSpec("weight", shape, self.initializer, fan_in, fan_out)
        bias = ParameterSpec("bias", (self.filters,), "zeros", fan_in, fan_out, decays=False)
        return (weight, bias) if self.bias else (weight,)

    def bind(self, place: Place) -> None:
        self.w = place.values["weight"].reshape(self.filters, -1)  # (filters, channels · size²)
        self.dw = place.gradients["weight"].reshape(self.filters, -1)
        self.b, self.db = place.values.get("bias"), place.gradients.get("bias")
        self.y = self.free_output = place.buffer(self.output_shape(place.input_shape))
        self.dx = place.buffer(place.input_shape)
        channels, *sides = place.input_shape
        padding = self.window.padding
        framed = (channels, *(side + 2 * padding for side in sides))
        self.framed: Array | None = place.buffer(framed) if padding else None
        self.framed_dx = place.buffer(framed) if padding else self.dx
        self.inner = (slice(None), *(slice(padding, padding + side) for side in sides))
        self.x: Array | None = None
        self._blocks = self._cut(place)
        most = max(len(block.patches) for block in self._blocks)
        self.parts: Array = np.zeros((most, *self.dw.shape[::-1]), place.dtype)
        self.part: Array = np.zeros(self.dw.shape[::-1], place.dtype)

    def forward(self, x: Array) -> Array:
        if self.framed is not None:
            self.framed[self.inner] = x
            x = self.framed
        if x is not self.x:  # it is the same array in every step
            self.x = x
            self._seen = tuple(self.window.patches(x, block.rows) for block in self._blocks)
        for block, seen in zip(self._blocks, self._seen, strict=True):
            np.copyto(block.cells, seen)
            np.matmul(self.w, block.patches, out=self._pieces(self.y, block))
        if self.b is not None:
            self.y += self.b[:, None, None, None]
        return self.y

    def backward(self, dy: Array) -> Array:
        self.backward_parameters(dy)
        self.framed_dx.fill(0)
        for block in self._blocks:
            np.matmul(self.w.T, self._pieces(dy, block), out=block.patches)
            for patches, pixels in block.shares:
                np.add(pixels, patches, out=pixels)
        if self.framed is not None:
            np.copyto(self.dx, self.framed_dx[self.inner])
        return self.dx

    def backward_parameters(self, dy: Array) -> None:
        self.dw.fill(0)
        for block, seen in zip(self._blocks, self._seen, strict=True):
            np.copyto(block.cells, seen)
            # The other way round, dy @ patchesᵀ, it takes nearly twice as long (measured).
            parts = self.parts[: len(block.patches)]
            np.matmul(block.patches, self._pieces(dy, block).swapaxes(1, 2), out=parts)
            self.dw += np.add.reduce(parts, axis=0, out=self.part).T
        if self.db is not None:
            np.add.reduce(dy, axis=(1, 2, 3), out=self.db)

    def _pieces(self, images: Array, block: Block) -> Array:
        """The block's rows of images (filters, height, width, images) as (pieces, filters, numbers)."""
        rows = images[:, block.rows.start : block.rows.stop]
        return rows.reshape(self.filters, len(block.patches), -1).swapaxes(0, 1)

    def _cut(self, place: Place) -> tuple[Block, ...]:
        channels, size = place.input_shape[0], self.window.size
        _, down, across, images = self.y.shape
        one = channels * size**2 * across * images
        most = max(1, min(down, BLOCK_BYTES // (one * self.y.itemsize)))
        room: Array = np.zeros(most * one, place.dtype)  # of all blocks: one is used at a time
        blocks = []
        for begin in range(0, down, most):
            rows = range(begin, min(begin + most, down))
            blocks.append(self._block(rows, room[: len(rows) * one]))
        return tuple(blocks)

    def _block(self, rows: range, room: Array) -> Block:
        channels, size = len(self.framed_dx), self.window.size
        _, _, across, images = self.y.shape
        cells = room.reshape(channels, size, size, len(rows), across, images)
        cuts = self.window.cuts(rows, range(across))
        shares = tuple(
            (cells[:, u, v], self.framed_dx[cut])
            for (u, v), cut in zip(product(range(size), repeat=2), cuts, strict=True)
        )
        count = _pieces_of(len(rows) * across * images, self.w.size)
        patches = room.reshape(channels * size**2, count, -1).swapaxes(0, 1)
        return Block(rows, patches, cells, shares)


def _pieces_of(numbers: int, weights: int) -> int:
    """In how many equal pieces to take so many numbers, each of which meets so many weights."""
    counts = [count for count in range(1, numbers // LEAST + 1) if numbers % count == 0]
    small = [count for count in counts if numbers // count * weights <= SMALL]
    return next((count for count in small if count * weights > ALONE), small[0] if small else 1)
