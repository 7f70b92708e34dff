"""What a network is made of, as plain values: the plan from which networks are built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nntui_engine.arrays import Shape
from nntui_engine.errors import EngineError
from nntui_engine.layers import ACTIVATIONS, LAYERS, Layer
from nntui_engine.options import check_options


@dataclass(frozen=True)
class LayerSpec:
    """One layer: its kind, a key of LAYERS, and its options."""

    kind: str
    options: Mapping[str, object] = field(default_factory=dict)

    def build(self) -> Layer:
        """A new, unbound layer; EngineError where there is no such kind, or it has no such options."""
        if self.kind not in LAYERS:
            raise EngineError(f"there is no layer called {self.kind}; there are {', '.join(LAYERS)}")
        check_options(self.kind, LAYERS[self.kind], self.options)
        return LAYERS[self.kind](**self.options)


@dataclass(frozen=True)
class NetworkSpec:
    """A stack of layers for input rows of one shape."""

    input_shape: Shape
    layers: tuple[LayerSpec, ...]

    def has(self, kind: str) -> bool:
        """Whether a layer of this kind, a key of LAYERS, is in the stack."""
        return any(layer.kind == kind for layer in self.layers)

    def names(self) -> tuple[str, ...]:
        """`dense_1`, `relu_1`, `dense_2`: the kind, and its number among its like."""
        seen: Counter[str] = Counter()
        names = []
        for layer in self.layers:
            seen[layer.kind] += 1
            names.append(f"{layer.kind}_{seen[layer.kind]}")
        return tuple(names)


def multilayer_perceptron(
    inputs: int,
    hidden: Sequence[int],
    outputs: int,
    *,
    activation: str = "relu",
    sigmoid_output: bool = False,
    bias: bool = True,
    initializer: str | None = None,
) -> NetworkSpec:
    """Dense layers with an activation and a dropout behind each hidden one; none hidden is a perceptron.

    The dropouts do nothing until the run's rate is above 0. Without an initializer, he_normal stands before
    the ReLU family and glorot_uniform elsewhere.
    """
    if activation not in ACTIVATIONS:
        raise EngineError(f"there is no activation called {activation}; there are {', '.join(ACTIVATIONS)}")
    before_hidden = initializer or ("glorot_uniform" if activation in ("sigmoid", "tanh") else "he_normal")
    layers: list[LayerSpec] = []
    for units in hidden:
        layers.append(LayerSpec("dense", {"outputs": units, "bias": bias, "initializer": before_hidden}))
        layers.append(LayerSpec(activation))
        layers.append(LayerSpec("dropout"))
    last = {"outputs": outputs, "bias": bias, "initializer": initializer or "glorot_uniform"}
    layers.append(LayerSpec("dense", last))
    if sigmoid_output:
        layers.append(LayerSpec("sigmoid"))
    return NetworkSpec((inputs,), tuple(layers))
