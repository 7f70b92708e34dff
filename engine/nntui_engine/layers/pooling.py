"""Pooling: fewer, larger pixels."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

from nntui_engine.arrays import IMAGE_AXES, SEQUENCE_AXES, Array, Shape, units
from nntui_engine.layers.layer import Layer, Place
from nntui_engine.layers.window import Cut, Window


class Pool2D(Layer):
    """Takes each channel of images to what is left of it under a window, moved by its own size or `stride`.

    Pixels that are left over at the right and at the bottom are not seen.
    """

    takes = (IMAGE_AXES,)

    def __init__(self, size: int = 2, stride: int | None = None) -> None:
        self.window = Window(size, size if stride is None else stride)

    def output_shape(self, input_shape: Shape) -> Shape:
        return (input_shape[0], *self.window.output_shape(input_shape))

    def bind(self, place: Place) -> None:
        self.y = place.buffer(self.output_shape(place.input_shape))
        self.dx = place.buffer(place.input_shape)
        self.part = place.buffer(self.output_shape(place.input_shape))
        self.overlaps = self.window.stride < self.window.size
        _, down, across, _ = self.y.shape
        self.taps = self.window.cuts(range(down), range(across))

    def hand_back(self, dy: Array, share: NDArray[np.bool_] | float, tap: Cut) -> None:
        """Give the pixels under one cell of the window their share of the gradient."""
        pixels = self.dx[tap]
        if self.overlaps:
            np.add(pixels, np.multiply(dy, share, out=self.part), out=pixels)
        else:
            np.multiply(dy, share, out=pixels)


class MaxPool2D(Pool2D):
    """y = the largest pixel under the window; its gradient goes to that pixel, of equal ones to the first."""

    kind = "max_pool2d"

    def bind(self, place: Place) -> None:
        super().bind(place)
        self.chosen = np.zeros(self.y.shape, bool)
        self.unchosen = np.zeros(self.y.shape, bool)

    def forward(self, x: Array) -> Array:
        self.x = x
        np.copyto(self.y, x[self.taps[0]])
        for tap in self.taps[1:]:
            np.maximum(self.y, x[tap], out=self.y)
        return self.y

    def backward(self, dy: Array) -> Array:
        self.unchosen.fill(True)
        self.dx.fill(0)
        for tap in self.taps:
            np.equal(self.x[tap], self.y, out=self.chosen)
            self.chosen &= self.unchosen
            self.unchosen ^= self.chosen
            self.hand_back(dy, self.chosen, tap)
        return self.dx


class MeanPool2D(Pool2D):
    """y = the mean of the pixels under the window, which share its gradient equally."""

    kind = "mean_pool2d"

    def forward(self, x: Array) -> Array:
        np.copyto(self.y, x[self.taps[0]])
        for tap in self.taps[1:]:
            np.add(self.y, x[tap], out=self.y)
        self.y *= 1 / len(self.taps)
        return self.y

    def backward(self, dy: Array) -> Array:
        self.dx.fill(0)
        for tap in self.taps:
            self.hand_back(dy, 1 / len(self.taps), tap)
        return self.dx


class GlobalMeanPool(Layer):
    """y = the mean over all pixels of each channel of an image, or over all steps of each feature."""

    kind = "global_mean_pool"
    takes = (SEQUENCE_AXES, IMAGE_AXES)

    def output_shape(self, input_shape: Shape) -> Shape:
        return (units(input_shape),)

    def bind(self, place: Place) -> None:
        self.is_image = len(place.input_shape) == IMAGE_AXES
        self.together = (1, 2) if self.is_image else (1,)
        count = units(place.input_shape)
        self.share = count / prod(place.input_shape)
        shape = (count, place.rows) if self.is_image else (place.rows, count)
        self.means: Array = np.zeros(shape, place.dtype)
        self.dx = place.buffer(place.input_shape)

    def forward(self, x: Array) -> Array:
        np.add.reduce(x, axis=self.together, out=self.means)
        self.means *= self.share
        return self.means.T if self.is_image else self.means  # (rows, channels)

    def backward(self, dy: Array) -> Array:
        each = dy.T[:, None, None, :] if self.is_image else dy[:, None, :]
        np.multiply(each, self.share, out=self.dx)
        return self.dx
