"""Networks by name: what people reach for first, each made to fit its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import prod

from nntui_engine.arrays import IMAGE_AXES, SEQUENCE_AXES, Shape
from nntui_engine.errors import EngineError
from nntui_engine.spec import LayerSpec, NetworkSpec, multilayer_perceptron

KERNEL = 3
"""Small ones in turn see as much as a large one, with fewer weights (arXiv:1409.1556, §2.3)."""


@dataclass(frozen=True)
class Wanted:
    """What a network is to be made for.

    shape: of a row. filters: of the convolutions. units: of the recurrent layer. hidden: units of the dense
    layers between the rest and the outputs. activation: behind every hidden layer but a recurrent one.
    sigmoid_output: whether one ends it. initializer: None for the one that suits.
    """

    shape: Shape
    outputs: int
    filters: tuple[int, ...] = ()
    units: int = 0
    hidden: tuple[int, ...] = ()
    activation: str = "relu"
    sigmoid_output: bool = False
    bias: bool = True
    initializer: str | None = None


def perceptron(wanted: Wanted) -> NetworkSpec:
    """Nothing but weights between inputs and outputs (Rosenblatt, Psychological Review 65, 1958)."""
    if wanted.hidden:
        raise EngineError("a perceptron has no hidden layers: leave them out, or choose the model mlp")
    return mlp(wanted)


def mlp(wanted: Wanted) -> NetworkSpec:
    """Dense layers, one behind the other."""
    plain = multilayer_perceptron(
        prod(wanted.shape),
        wanted.hidden,
        wanted.outputs,
        activation=wanted.activation,
        sigmoid_output=wanted.sigmoid_output,
        bias=wanted.bias,
        initializer=wanted.initializer,
    )
    before = () if len(wanted.shape) == 1 else (LayerSpec("flatten"),)
    return NetworkSpec(wanted.shape, (*before, *plain.layers))


def conv(wanted: Wanted) -> NetworkSpec:
    """Convolutions that halve the image each, as long as there is one to halve, and dense layers behind."""
    if len(wanted.shape) != IMAGE_AXES:
        raise EngineError("the model conv is for images, which these rows are not: choose the model mlp")
    if not wanted.filters:
        raise EngineError("the model conv has a convolution at least: say how many filters it has")
    layers: list[LayerSpec] = []
    channels, height, width = wanted.shape
    for filters in wanted.filters:
        layers.append(_learning("conv2d", wanted, filters=filters, size=KERNEL, padding=KERNEL // 2))
        layers.append(LayerSpec(wanted.activation))
        channels = filters
        if min(height, width) > 1:
            layers.append(LayerSpec("max_pool2d"))
            height, width = height // 2, width // 2
    behind = mlp(replace(wanted, shape=(channels, height, width)))
    return NetworkSpec(wanted.shape, (*layers, *behind.layers))


def rnn(wanted: Wanted) -> NetworkSpec:
    """A recurrent layer that reads the whole sequence, and dense layers behind its last state."""
    return _recurrent("rnn", wanted)


def gru(wanted: Wanted) -> NetworkSpec:
    """The same with gates that say how much of its state it keeps."""
    return _recurrent("gru", wanted)


def lstm(wanted: Wanted) -> NetworkSpec:
    """The same with a memory beside its state."""
    return _recurrent("lstm", wanted)


def _recurrent(kind: str, wanted: Wanted) -> NetworkSpec:
    if len(wanted.shape) != SEQUENCE_AXES:
        reason = f"the model {kind} is for sequences, which these rows are not"
        raise EngineError(f"{reason}: choose the model mlp")
    first = _learning(kind, wanted, units=wanted.units)
    behind = mlp(replace(wanted, shape=(wanted.units,)))
    return NetworkSpec(wanted.shape, (first, LayerSpec("last_step"), *behind.layers))


def _learning(kind: str, wanted: Wanted, **options: object) -> LayerSpec:
    """A layer with weights, with what is wanted of all of them."""
    options["bias"] = wanted.bias
    if wanted.initializer is not None:
        options["initializer"] = wanted.initializer
    return LayerSpec(kind, options)


MODELS: dict[str, Callable[[Wanted], NetworkSpec]] = {
    "perceptron": perceptron,
    "mlp": mlp,
    "conv": conv,
    "rnn": rnn,
    "gru": gru,
    "lstm": lstm,
}
"""By the name in `run.toml`, from simple to rich."""
