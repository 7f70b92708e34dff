"""Networks by name: what people reach for first, each made to fit its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import prod

from nntui_engine.arrays import IMAGE_AXES, SEQUENCE_AXES, Shape
from nntui_engine.errors import EngineError
from nntui_engine.spec import LayerSpec, NetworkSpec, multilayer_perceptron

WIDER = 4
"""Times the units of a step are in the middle of a transformer's dense layers (arXiv:1706.03762, §3.3)."""

KERNEL = 3
"""Small ones in turn see as much as a large one, with fewer weights (arXiv:1409.1556, §2.3)."""


@dataclass(frozen=True)
class Wanted:
    """What a network is to be made for.

    shape: of a row. tokens: how many there are, where a row is made of tokens (time,); 0 where of quantities.
    each_step: whether every step of a sequence is answered, or the whole. filters: of the convolutions.
    units: of the recurrent layer, or of each step in a transformer. blocks, heads: of that, and of the
    attention in each. hidden: units of the dense layers between the rest and the outputs. activation: behind
    every hidden layer but a recurrent one. sigmoid_output: whether one ends it. initializer: None for the one
    that suits.
    """

    shape: Shape
    outputs: int
    tokens: int = 0
    each_step: bool = False
    filters: tuple[int, ...] = ()
    units: int = 0
    blocks: int = 0
    heads: int = 0
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
    if wanted.tokens:
        raise EngineError("tokens are no quantities: choose the model rnn, gru, lstm or transformer")
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
    if wanted.tokens or len(wanted.shape) != IMAGE_AXES:
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
    """A recurrent layer that reads the sequence, and dense layers behind its last state, or behind each."""
    return _recurrent("rnn", wanted)


def gru(wanted: Wanted) -> NetworkSpec:
    """The same with gates that say how much of its state it keeps."""
    return _recurrent("gru", wanted)


def lstm(wanted: Wanted) -> NetworkSpec:
    """The same with a memory beside its state."""
    return _recurrent("lstm", wanted)


def _recurrent(kind: str, wanted: Wanted) -> NetworkSpec:
    _check_sequence(kind, wanted)
    layers = [_learning(kind, wanted, units=wanted.units)]
    if wanted.tokens:
        layers.insert(0, LayerSpec("embedding", {"tokens": wanted.tokens, "units": wanted.units}))
    if not wanted.each_step:
        layers.append(LayerSpec("last_step"))
    return NetworkSpec(wanted.shape, (*layers, *_answering(wanted)))


def transformer(wanted: Wanted) -> NetworkSpec:
    """Blocks of attention and dense layers, each normed first and with a way round it.

    Vaswani et al., arXiv:1706.03762, with the norms where Xiong et al., arXiv:2002.04745, put them. Where
    every step is answered none looks at a later one; else the answer is made of the mean over all steps.
    """
    _check_sequence("transformer", wanted)
    if wanted.tokens:
        layers = [LayerSpec("embedding", {"tokens": wanted.tokens, "units": wanted.units})]
    else:
        layers = [_learning("dense", wanted, outputs=wanted.units)]
    layers.append(LayerSpec("positional_embedding"))
    for _ in range(wanted.blocks):
        layers += _block(wanted)
    layers.append(LayerSpec("layer_norm"))
    if not wanted.each_step:
        layers.append(LayerSpec("global_mean_pool"))
    return NetworkSpec(wanted.shape, (*layers, *_answering(wanted)))


def _block(wanted: Wanted) -> tuple[LayerSpec, ...]:
    attention = (
        LayerSpec("layer_norm"),
        _learning("self_attention", wanted, heads=wanted.heads, causal=wanted.each_step),
        LayerSpec("dropout"),
    )
    dense = (
        LayerSpec("layer_norm"),
        _learning("dense", wanted, outputs=WIDER * wanted.units),
        LayerSpec(wanted.activation),
        _learning("dense", wanted, outputs=wanted.units),
        LayerSpec("dropout"),
    )
    return (*attention, _round(attention), *dense, _round(dense))


def _round(layers: tuple[LayerSpec, ...]) -> LayerSpec:
    return LayerSpec("residual", {"layers": len(layers)})


def _check_sequence(model: str, wanted: Wanted) -> None:
    axes = 1 if wanted.tokens else SEQUENCE_AXES
    if len(wanted.shape) != axes:
        reason = f"the model {model} is for sequences, which these rows are not"
        raise EngineError(f"{reason}: choose the model mlp")


def _answering(wanted: Wanted) -> tuple[LayerSpec, ...]:
    """From `units` numbers, of a row or of each step, to the outputs."""
    return mlp(replace(wanted, shape=(wanted.units,), tokens=0)).layers


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
    "transformer": transformer,
}
"""By the name in `run.toml`, from simple to rich."""
