"""Dropout: units left out at random while training."""

from __future__ import annotations

import numpy as np

from nntui_engine.arrays import Array
from nntui_engine.layers.layer import Layer, Place
from nntui_engine.randomness import RandomSource, Stream


class Dropout(Layer):
    """y = x · mask, where mask is 0 with probability `rate` and 1 ÷ (1 − rate) otherwise.

    So the expected output is the input, and nothing is done outside training (inverted dropout: Srivastava
    et al., JMLR 15, 2014, §10). The rate is a hyper-parameter of the run, the mask a function of
    (seed, step, layer).
    """

    kind = "dropout"

    def bind(self, place: Place) -> None:
        self.number = place.number
        self.active = False
        self.training = place.training
        self.mask = place.buffer(place.input_shape)
        self.y = place.buffer(place.input_shape)
        self.dx = place.buffer(place.input_shape)

    def begin_step(self, source: RandomSource, step: int, dropout: float) -> None:
        self.active = self.training and dropout > 0
        if not self.active:
            return
        least, factor = int(dropout * 2**32), 1.0 / (1.0 - dropout)
        mask, done = self.mask.reshape(-1), 0
        for words in source.pieces((mask.size + 1) // 2, Stream.DROPOUT, step, self.number):
            # Two 32-bit halves of each word: half as many to draw, and fine enough for a rate.
            halves = words.view(np.uint32)
            part = mask[done : done + halves.size]
            np.greater_equal(halves[: part.size], least, out=part, casting="unsafe")
            part *= factor
            done += part.size

    def forward(self, x: Array) -> Array:
        return np.multiply(x, self.mask, out=self.y) if self.active else x

    def backward(self, dy: Array) -> Array:
        return np.multiply(dy, self.mask, out=self.dx) if self.active else dy
