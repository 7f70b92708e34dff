"""What every layer is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nntui_engine.arrays import (
    FLAT_AXES,
    IMAGE_AXES,
    SEQUENCE_AXES,
    Array,
    DTypeLike,
    Shape,
    batch_shape,
)
from nntui_engine.errors import EngineError
from nntui_engine.parameters import ParameterSpec
from nntui_engine.randomness import RandomSource

ROWS_OF = {
    FLAT_AXES: "flat rows (numbers,)",
    SEQUENCE_AXES: "sequences (time, features)",
    IMAGE_AXES: "images (channels, height, width)",
}
"""Kinds of rows, by their axes."""


@dataclass(frozen=True)
class Place:
    """Where a layer is put: what it may use, for a fixed number of rows."""

    number: int
    rows: int
    input_shape: Shape
    dtype: DTypeLike
    training: bool
    values: Mapping[str, Array]
    gradients: Mapping[str, Array]
    statistics: Mapping[str, Array] = field(default_factory=dict)
    free_input: Array | None = None
    """Where its input will stand, if nobody else reads that: an output may be written over it."""

    def buffer(self, shape: Shape) -> Array:
        """A new array for rows of this shape that the layer keeps and writes again and again."""
        return np.zeros(batch_shape(self.rows, shape), self.dtype)

    def over_input(self) -> Array:
        """Where to write an output made of the input number by number: over it, if it is free."""
        return self.buffer(self.input_shape) if self.free_input is None else self.free_input


class Layer:
    """One stage of a network: `forward` and, right under it, `backward`.

    A layer is made from its options alone, and then bound to a place, where it makes its buffers once;
    `forward` and `backward` allocate nothing. What they return is overwritten by their next call. Rows come
    and go in the shape of `batch_shape`: first, but for images last.
    """

    kind: ClassVar[str]
    takes: ClassVar[tuple[int, ...]] = ()
    """How many axes its rows may have, as in ROWS_OF; () for any number."""
    comes_first: ClassVar[bool] = False
    """Whether it can only be the first layer."""
    couples_rows: ClassVar[bool] = False
    """Whether what it makes of a row in training depends on the other rows of the batch."""
    free_output: Array | None = None
    """Once it is bound: what it returns, where it never reads that again."""
    reaches_back: int = 0
    """Round how many layers before it a way leads whose end it is; see `Residual`."""

    @classmethod
    def check_rows(cls, shape: Shape) -> None:
        """EngineError where rows of this shape are not of a kind that it takes."""
        if cls.takes and len(shape) not in cls.takes:
            wanted = " or ".join(ROWS_OF[axes] for axes in cls.takes)
            mend = ": put a flatten before it" if FLAT_AXES in cls.takes and not cls.comes_first else ""
            raise EngineError(f"it takes {wanted}, not {shape}{mend}")

    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape of an output row for an input row of this shape, of a kind that it takes.

        EngineError where it is too small, or cannot be shared out.
        """
        return input_shape

    def parameter_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        """What the layer learns."""
        return ()

    def statistic_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        """What the layer keeps of the rows that it saw, without learning it."""
        return ()

    def bind(self, place: Place) -> None:
        """Take the place: keep views of the parameters and make buffers for its number of rows."""

    def begin_step(self, source: RandomSource, step: int, dropout: float) -> None:
        """Draw what is random in the coming step; only in training."""

    def forward(self, x: Array) -> Array:
        """Rows of the input shape → rows of the output shape."""
        raise NotImplementedError

    def backward(self, dy: Array) -> Array:
        """Gradient of the loss by the output → by the input; parameters' gradients are written on the way."""
        raise NotImplementedError

    def backward_parameters(self, dy: Array) -> None:
        """As `backward`, where nobody needs the gradient by the input: the first layer of a network."""

    def end_step(self) -> None:
        """Keep what the layer wants of the rows of a step; only of one that was taken."""

    def idle_units(self) -> NDArray[np.bool_] | None:
        """Which units let no gradient through in any row of the last batch; None where units cannot."""
        return None
