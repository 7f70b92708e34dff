"""The convolution over images."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nntui_engine.arrays import IMAGE_AXES, Array, Shape
from nntui_engine.errors import EngineError
from nntui_engine.layers.layer import Layer, Place
from nntui_engine.layers.window import Cut, Window
from nntui_engine.parameters import ParameterSpec

BLOCK_BYTES = 1 << 20
"""Patches are cut out so many bytes at a time: they stay in the processor's cache until they are used."""


class Copy(NamedTuple):
    """Where the pixels that one cell of the kernel meets stand among the patches, and in the padded image."""

    patches: Array
    cut: Cut


class Block(NamedTuple):
    """Some rows of the output, and the patches that they are made of.

    begin, stop: the rows. patches: (channels · size², places · rows). copies: how they are filled.
    """

    begin: int
    stop: int
    patches: Array
    copies: tuple[Copy, ...]


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
        self.part: Array = np.zeros(self.dw.shape[::-1], place.dtype)
        channels, *sides = place.input_shape
        padding = self.window.padding
        framed = (channels, *(side + 2 * padding for side in sides))
        self.framed: Array | None = place.buffer(framed) if padding else None
        self.framed_dx = place.buffer(framed) if padding else self.dx
        self.inner = (slice(None), *(slice(padding, padding + side) for side in sides))
        self._blocks = self._cut(place)

    def forward(self, x: Array) -> Array:
        if self.framed is not None:
            self.framed[self.inner] = x
            x = self.framed
        self.x = x
        for block in self._blocks:
            np.matmul(self.w, self._patches(block), out=self._rows(self.y, block))
        if self.b is not None:
            self.y += self.b[:, None, None, None]
        return self.y

    def backward(self, dy: Array) -> Array:
        self.backward_parameters(dy)
        self.framed_dx.fill(0)
        for block in self._blocks:
            np.matmul(self.w.T, self._rows(dy, block), out=block.patches)
            for patches, cut in block.copies:
                pixels = self.framed_dx[cut]
                np.add(pixels, patches, out=pixels)
        if self.framed is not None:
            np.copyto(self.dx, self.framed_dx[self.inner])
        return self.dx

    def backward_parameters(self, dy: Array) -> None:
        self.dw.fill(0)
        for block in self._blocks:
            # The other way round, dy @ patchesᵀ, it takes nearly twice as long (measured).
            np.matmul(self._patches(block), self._rows(dy, block).T, out=self.part)
            np.add(self.dw, self.part.T, out=self.dw)
        if self.db is not None:
            np.add.reduce(dy, axis=(1, 2, 3), out=self.db)

    def _patches(self, block: Block) -> Array:
        """Cut them out of the input."""
        for patches, cut in block.copies:
            np.copyto(patches, self.x[cut])
        return block.patches

    def _rows(self, images: Array, block: Block) -> Array:
        """The block's rows of images (filters, height, width, rows), as a matrix of (filters, the rest)."""
        return images[:, block.begin : block.stop].reshape(self.filters, -1)

    def _cut(self, place: Place) -> tuple[Block, ...]:
        channels, size, rows = place.input_shape[0], self.window.size, place.rows
        _, down, across = self.output_shape(place.input_shape)
        one = channels * size**2 * across * rows
        most = max(1, min(down, BLOCK_BYTES // (one * self.y.itemsize)))
        room: Array = np.zeros(most * one, place.dtype)  # of all blocks: one is used at a time
        blocks = []
        for begin in range(0, down, most):
            stop = min(begin + most, down)
            used = room[: (stop - begin) * one]
            patches = used.reshape(channels, size**2, stop - begin, across, rows)
            cuts = self.window.cuts(range(begin, stop), range(across))
            copies = tuple(Copy(patches[:, cell], cut) for cell, cut in enumerate(cuts))
            blocks.append(Block(begin, stop, used.reshape(channels * size**2, -1), copies))
        return tuple(blocks)
