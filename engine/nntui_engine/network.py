"""A stack of layers over one parameter vector, bound to a number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import prod
from typing import NamedTuple

import numpy as np

from nntui_engine.arrays import IMAGE_AXES, Array, DTypeLike, Shape, batch_shape
from nntui_engine.errors import EngineError
from nntui_engine.initializers import INITIALIZERS
from nntui_engine.layers import Layer, Place
from nntui_engine.layers.residual import Residual
from nntui_engine.parameters import ParameterSpec, ParameterVector
from nntui_engine.randomness import RandomSource
from nntui_engine.spec import NetworkSpec


class Stage(NamedTuple):
    """A layer where it stands."""

    name: str
    layer: Layer
    input_shape: Shape
    output_shape: Shape


def parameters_for(spec: NetworkSpec, seed: int, dtype: DTypeLike = np.float32) -> ParameterVector:
    """New parameters for a network, as its initializers say: a function of (seed, layer, array)."""
    specs: dict[str, tuple[ParameterSpec, ...]] = {}
    statistics: dict[str, tuple[ParameterSpec, ...]] = {}
    for stage in stages_of(spec):
        specs[stage.name] = stage.layer.parameter_specs(stage.input_shape)
        statistics[stage.name] = stage.layer.statistic_specs(stage.input_shape)
    parameters = ParameterVector(specs, dtype, statistics)
    source = RandomSource(seed)
    for number, (name, layer_specs) in enumerate(specs.items()):
        slots = {slot.name: slot for slot in parameters.of_layer(name)}
        for part, parameter in enumerate(layer_specs):
            # Numbers of their own for each array, of a layer with several too.
            place = number + (part << 32)
            slots[parameter.name].view(parameters.values)[...] = _initial(name, parameter, source, place)
    for slot, statistic in zip(parameters.statistic_slots, chain(*statistics.values()), strict=True):
        slot.view(parameters.statistics)[...] = _initial(slot.layer, statistic, source, 0)
    return parameters


class Network:
    """Forward and backward through all layers, for a fixed number of rows.

    Networks for other numbers of rows are built over the same parameters: each has buffers of its own.
    part: of a batch that several share, so that what is random differs.
    """

    def __init__(
        self, spec: NetworkSpec, parameters: ParameterVector, rows: int, *, training: bool, part: int = 0
    ) -> None:
        self.spec = spec
        self.parameters = parameters
        self.rows = rows
        self.stages = stages_of(spec)
        dtype = parameters.values.dtype
        self._layers = _in_order(self.stages)
        before = dict(zip(self._layers[1:], self._layers, strict=False))
        for number, stage in enumerate(self.stages):
            slots = parameters.of_layer(stage.name)
            values = {slot.name: slot.view(parameters.values) for slot in slots}
            gradients = {slot.name: slot.view(parameters.gradients) for slot in slots}
            statistics = {
                slot.name: slot.view(parameters.statistics)
                for slot in parameters.statistic_slots
                if slot.layer == stage.name
            }
            place = Place(
                number=number + (part << 32),
                rows=rows,
                input_shape=stage.input_shape,
                dtype=dtype,
                training=training,
                values=values,
                gradients=gradients,
                statistics=statistics,
                free_input=before[stage.layer].free_output if stage.layer in before else None,
            )
            stage.layer.bind(place)
        self.output_shape = self.stages[-1].output_shape
        self._x: Array = np.zeros(batch_shape(rows, spec.input_shape), dtype)
        is_image = len(spec.input_shape) == IMAGE_AXES
        self.inputs: Array = self._x.transpose(3, 0, 1, 2) if is_image else self._x
        """Where the rows are to be written: (rows, *input shape)."""
        first = next(i for i, stage in enumerate(self.stages) if parameters.of_layer(stage.name))
        self._first = self.stages[first].layer
        self._later_backwards = self._layers[: self._layers.index(self._first) : -1]

    def begin_step(self, source: RandomSource, step: int, dropout: float) -> None:
        """Let every layer draw what is random in this step."""
        for layer in self._layers:
            layer.begin_step(source, step, dropout)

    def forward(self, x: Array) -> Array:
        """(rows, *input shape) → (rows, *output shape)."""
        np.copyto(self.inputs, x)
        return self.forward_inputs()

    def forward_inputs(self) -> Array:
        """The same for what stands in `inputs`."""
        x = self._x
        for layer in self._layers:
            x = layer.forward(x)
        return x

    def backward(self, dy: Array) -> None:
        """Gradient of the loss by the outputs → gradients of all parameters, overwritten."""
        for layer in self._later_backwards:
            dy = layer.backward(dy)
        self._first.backward_parameters(dy)

    def end_step(self) -> None:
        """Let every layer keep what it knows of the rows of a step that was taken."""
        for layer in self._layers:
            layer.end_step()


def stages_of(spec: NetworkSpec) -> tuple[Stage, ...]:
    """The layers of a network where they stand; EngineError names the one that does not fit."""
    stages: list[Stage] = []
    shape = spec.input_shape
    if prod(shape) == 0 or not shape:
        raise EngineError(f"rows of shape {shape} hold nothing to learn from")
    for name, layer_spec in zip(spec.names(), spec.layers, strict=True):
        try:
            layer = layer_spec.build()
            layer.check_rows(shape)
            after = layer.output_shape(shape)
            _check_place(layer, shape, stages)
        except EngineError as error:
            raise EngineError(f"{name}: {error}") from error
        stages.append(Stage(name, layer, shape, after))
        shape = after
    if not any(stage.layer.parameter_specs(stage.input_shape) for stage in stages):
        raise EngineError("a network needs at least one layer with weights, such as a dense one")
    return tuple(stages)


def _check_place(layer: Layer, shape: Shape, before: Sequence[Stage]) -> None:
    """EngineError where a layer cannot stand behind these."""
    if layer.comes_first and before:
        raise EngineError(f"it takes tokens, which {before[-1].name} does not give: put it first")
    back = layer.reaches_back
    if back > len(before):
        raise EngineError(f"it reaches back by {back}, and stands behind {len(before)}")
    if back and before[-back].input_shape != shape:
        given, got = f"gives {shape}", f"got {before[-back].input_shape}"
        raise EngineError(f"what it goes round {given} and {got}: both have to be one shape")


def _in_order(stages: Sequence[Stage]) -> tuple[Layer, ...]:
    """The layers, and before where a way round some of them begins the fork."""
    forks: dict[int, list[Layer]] = {}
    for number, stage in enumerate(stages):
        if isinstance(stage.layer, Residual):
            forks.setdefault(number - stage.layer.reaches_back, []).append(stage.layer.fork)
    return tuple(chain(*([*forks.get(n, []), stage.layer] for n, stage in enumerate(stages))))


def _initial(layer: str, spec: ParameterSpec, source: RandomSource, place: int) -> Array:
    if spec.initializer not in INITIALIZERS:
        known = ", ".join(INITIALIZERS)
        raise EngineError(f"{layer}: there is no initializer called {spec.initializer}; there are {known}")
    return INITIALIZERS[spec.initializer](source, place, spec.shape, spec.fan_in, spec.fan_out)
