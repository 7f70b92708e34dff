"""A stack of layers over one parameter vector, bound to a number of rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nntui_engine.arrays import IMAGE_AXES, Array, DTypeLike, Shape, batch_shape
from nntui_engine.errors import EngineError
from nntui_engine.initializers import INITIALIZERS
from nntui_engine.layers import Layer, Place
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
    """New parameters for a network, as its initializers say; initial weights depend on (seed, layer)."""
    specs: dict[str, tuple[ParameterSpec, ...]] = {}
    for stage in stages_of(spec):
        specs[stage.name] = stage.layer.parameter_specs(stage.input_shape)
    parameters = ParameterVector(specs, dtype)
    source = RandomSource(seed)
    for number, (name, layer_specs) in enumerate(specs.items()):
        slots = {slot.name: slot for slot in parameters.of_layer(name)}
        for parameter in layer_specs:
            slots[parameter.name].view(parameters.values)[...] = _initial(parameter, source, number)
    return parameters


class Network:
    """Forward and backward through all layers, for a fixed number of rows.

    Networks for other numbers of rows are built over the same parameters: each has buffers of its own.
    """

    def __init__(self, spec: NetworkSpec, parameters: ParameterVector, rows: int, *, training: bool) -> None:
        self.spec = spec
        self.parameters = parameters
        self.rows = rows
        self.stages = stages_of(spec)
        dtype = parameters.values.dtype
        for number, stage in enumerate(self.stages):
            slots = parameters.of_layer(stage.name)
            values = {slot.name: slot.view(parameters.values) for slot in slots}
            gradients = {slot.name: slot.view(parameters.gradients) for slot in slots}
            stage.layer.bind(Place(number, rows, stage.input_shape, dtype, training, values, gradients))
        self.output_shape = self.stages[-1].output_shape
        self.x: Array = np.zeros((rows, *spec.input_shape), dtype)
        is_image = len(spec.input_shape) == IMAGE_AXES
        self._images: Array | None = (
            np.zeros(batch_shape(rows, spec.input_shape), dtype) if is_image else None
        )
        self._layers = tuple(stage.layer for stage in self.stages)
        first = next(i for i, stage in enumerate(self.stages) if parameters.of_layer(stage.name))
        self._first = self._layers[first]
        self._later_backwards = self._layers[:first:-1]

    def begin_step(self, source: RandomSource, step: int, dropout: float) -> None:
        """Let every layer draw what is random in this step."""
        for layer in self._layers:
            layer.begin_step(source, step, dropout)

    def forward(self, x: Array) -> Array:
        """(rows, *input shape) → (rows, *output shape)."""
        if self._images is not None:
            np.copyto(self._images, x.transpose(1, 2, 3, 0))
            x = self._images
        for layer in self._layers:
            x = layer.forward(x)
        return x

    def backward(self, dy: Array) -> None:
        """Gradient of the loss by the outputs → gradients of all parameters, overwritten."""
        for layer in self._later_backwards:
            dy = layer.backward(dy)
        self._first.backward_parameters(dy)


def stages_of(spec: NetworkSpec) -> tuple[Stage, ...]:
    """The layers of a network where they stand; EngineError names the one that does not fit."""
    stages = []
    shape = spec.input_shape
    for name, layer_spec in zip(spec.names(), spec.layers, strict=True):
        try:
            layer = layer_spec.build()
            after = layer.output_shape(shape)
        except EngineError as error:
            raise EngineError(f"{name}: {error}") from error
        stages.append(Stage(name, layer, shape, after))
        shape = after
    if not any(stage.layer.parameter_specs(stage.input_shape) for stage in stages):
        raise EngineError("a network needs at least one layer with weights, such as a dense one")
    return tuple(stages)


def _initial(spec: ParameterSpec, source: RandomSource, layer: int) -> Array:
    if spec.initializer not in INITIALIZERS:
        known = ", ".join(INITIALIZERS)
        raise EngineError(f"there is no initializer called {spec.initializer}; there are {known}")
    return INITIALIZERS[spec.initializer](source, layer, spec.shape, spec.fan_in, spec.fan_out)
