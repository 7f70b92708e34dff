"""All parameters of a network in one flat vector, all gradients in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from math import prod
from sys import maxsize

import numpy as np

from nntui_engine.arrays import Array, DTypeLike, Shape
from nntui_engine.errors import EngineError

KERNEL_AXES = 4
"""Weights of so many axes are kernels: (filters, channels, height, width)."""


@dataclass(frozen=True)
class ParameterSpec:
    """One array that a layer learns: its name, shape and how it begins.

    `decays` says whether penalties and weight decay pull it to zero: weights yes, biases no
    (Goodfellow, Bengio and Courville, "Deep Learning", §7.1). `blocks`: how many matrices lie side by side in
    its columns, one for each gate, say.
    """

    name: str
    shape: Shape
    initializer: str
    fan_in: int
    fan_out: int
    decays: bool = True
    blocks: int = 1


@dataclass(frozen=True, eq=False)
class Picture:
    """A matrix to look at, (inputs, outputs) or as near to it as it comes.

    tile: how many rows and columns of it belong together: a kernel, a gate, the attention of a head.
    """

    values: Array
    tile: tuple[int, int]


@dataclass(frozen=True)
class Slot:
    """Where one array lies in the flat vector: `vector[start:stop]`, seen in its own shape."""

    layer: str
    name: str
    shape: Shape
    start: int
    stop: int
    blocks: int = 1

    @property
    def full_name(self) -> str:
        """`dense_1.weight`: the name in files and messages."""
        return f"{self.layer}.{self.name}"

    def view(self, vector: Array) -> Array:
        """The slot of a flat vector, in its own shape; no copy."""
        return vector[self.start : self.stop].reshape(self.shape)

    @property
    def is_picture(self) -> bool:
        """Whether there is something to see in it: in a matrix, or in what stands for one."""
        return len(self.shape) > 1 or self.name == "weight"

    def picture(self, vector: Array) -> Picture:
        """The slot of a flat vector, to look at."""
        return picture_of(self.view(vector), self.blocks)


class ParameterVector:
    """Flat vectors of values and gradients, of equal length, that layers hold views of.

    Whatever decays comes first, so that a penalty is a line over the slice `[:decayed]`. `statistics` is a
    third one, of what layers keep of the rows they saw, which nobody trains.
    """

    def __init__(
        self,
        specs: Mapping[str, Sequence[ParameterSpec]],
        dtype: DTypeLike,
        statistics: Mapping[str, Sequence[ParameterSpec]] | None = None,
    ) -> None:
        self.slots = _lay_out(specs)
        self.statistic_slots = _lay_out(statistics or {})
        self.size = _size(self.slots)
        if self.size * np.dtype(dtype).itemsize > maxsize:
            raise EngineError("so many weights as these layers have fit in no memory: make them smaller")
        self.statistics: Array = np.zeros(_size(self.statistic_slots), dtype)
        self.decayed = sum(prod(s.shape) for specs_ in specs.values() for s in specs_ if s.decays)
        self.values: Array = np.zeros(self.size, dtype)
        self.gradients: Array = np.zeros(self.size, dtype)

    def of_layer(self, layer: str) -> tuple[Slot, ...]:
        """The slots of one layer, in the order in which they lie in the vector."""
        return tuple(slot for slot in self.slots if slot.layer == layer)

    def over(self, values: Array, statistics: Array) -> ParameterVector:
        """The same layout over other values; the gradients are those of this one."""
        other = copy(self)
        other.values, other.statistics = values, statistics
        return other

    def apart(self) -> ParameterVector:
        """The same values, with gradients of their own."""
        other = copy(self)
        other.gradients = np.zeros_like(self.gradients)
        return other

    def assign(self, full_name: str, values: Array) -> None:
        """Overwrite one array, `dense_1.weight` say, with values of its shape.

        Raises EngineError where there is no such array or the shape or a value is not right.
        """
        for slot in self.slots:
            if slot.full_name == full_name:
                break
        else:
            known = ", ".join(slot.full_name for slot in self.slots)
            raise EngineError(f"there are no weights called {full_name} in this network, only {known}")
        if values.shape != slot.shape:
            raise EngineError(f"{full_name} is of shape {values.shape}, but this network needs {slot.shape}")
        if not np.isfinite(values).all():
            raise EngineError(f"{full_name} holds a value that is not a finite number")
        slot.view(self.values)[...] = values


def picture_of(weights: Array, blocks: int = 1) -> Picture:
    """Weights as a matrix to look at; `blocks` as in ParameterSpec.

    Kernels (filters, channels, size, size) lie side by side: a row of them for each channel, a column for
    each filter; where there is one channel, in as many rows as columns, or as near to that as can be.
    """
    if weights.ndim != KERNEL_AXES:
        values = weights.reshape(-1, weights.shape[-1])
        return Picture(values, (len(values), values.shape[1] // blocks))
    filters, channels, height, width = weights.shape
    down = _near_root(filters) if channels == 1 else channels
    across = filters // down if channels == 1 else filters
    tiles = weights.reshape(down, across, height, width) if channels == 1 else weights.transpose(1, 0, 2, 3)
    return Picture(tiles.transpose(0, 2, 1, 3).reshape(down * height, across * width), (height, width))


def _near_root(count: int) -> int:
    """The largest number that `count` can be divided by and that is no more than its root."""
    return max(each for each in range(1, int(count**0.5) + 1) if count % each == 0)


def _size(slots: tuple[Slot, ...]) -> int:
    return slots[-1].stop if slots else 0


def _lay_out(specs: Mapping[str, Sequence[ParameterSpec]]) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    start = 0
    for decays in (True, False):
        for layer, layer_specs in specs.items():
            for spec in layer_specs:
                if spec.decays == decays:
                    stop = start + prod(spec.shape)
                    slots.append(Slot(layer, spec.name, spec.shape, start, stop, spec.blocks))
                    start = stop
    return tuple(slots)
