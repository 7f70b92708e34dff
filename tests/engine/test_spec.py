"""Plans of networks: names, the usual stack, and what is said of plans that cannot be."""

from __future__ import annotations

import pytest

from nntui_engine.errors import EngineError
from nntui_engine.layers import ACTIVATIONS, LAYERS
from nntui_engine.layers.dense import Dense
from nntui_engine.spec import LayerSpec, NetworkSpec, multilayer_perceptron


def kinds(spec: NetworkSpec) -> list[str]:
    return [layer.kind for layer in spec.layers]


def test_layers_are_numbered_among_their_like() -> None:
    """Protects the names in checkpoints and on the screen."""
    assert multilayer_perceptron(4, (3, 2), 1).names() == (
        "dense_1",
        "relu_1",
        "dropout_1",
        "dense_2",
        "relu_2",
        "dropout_2",
        "dense_3",
    )


def test_without_hidden_layers_it_is_a_perceptron() -> None:
    """Protects the smallest network."""
    assert multilayer_perceptron(2, (), 1).layers == (
        LayerSpec("dense", {"outputs": 1, "bias": True, "initializer": "glorot_uniform"}),
    )


def test_a_sigmoid_may_stand_behind_the_last_layer() -> None:
    """Protects textbook networks, whose outputs are between 0 and 1."""
    assert kinds(multilayer_perceptron(2, (), 1, sigmoid_output=True)) == ["dense", "sigmoid"]


def test_bias_and_initializer_reach_every_dense_layer() -> None:
    """Protects options: none is dropped on the way."""
    spec = multilayer_perceptron(4, (3,), 2, bias=False, initializer="normal")
    options = [dict(layer.options) for layer in spec.layers if layer.kind == "dense"]
    assert [(o["bias"], o["initializer"]) for o in options] == [(False, "normal"), (False, "normal")]


@pytest.mark.parametrize(
    ("activation", "initializer"),
    [
        ("relu", "he_normal"),
        ("leaky_relu", "he_normal"),
        ("gelu", "he_normal"),
        ("sigmoid", "glorot_uniform"),
        ("tanh", "glorot_uniform"),
    ],
)
def test_hidden_weights_begin_as_their_activation_needs(activation: str, initializer: str) -> None:
    """Protects signals from fading or growing through the layers; the last layer is linear."""
    spec = multilayer_perceptron(4, (3,), 2, activation=activation)
    found = [layer.options["initializer"] for layer in spec.layers if layer.kind == "dense"]
    assert found == [initializer, "glorot_uniform"]


def test_build_makes_a_layer_with_its_options() -> None:
    """Protects the way from a file to a layer."""
    layer = LayerSpec("dense", {"outputs": 3, "bias": False}).build()
    assert isinstance(layer, Dense)
    assert (layer.outputs, layer.bias) == (3, False)


def test_an_unknown_layer_is_refused() -> None:
    """Protects against spelling, and names what there is."""
    with pytest.raises(EngineError) as error:
        LayerSpec("densse").build()
    known = ", ".join(LAYERS)
    assert str(error.value) == f"there is no layer called densse; there are {known}"


def test_an_unknown_activation_is_refused() -> None:
    """Protects against spelling, and against layers that are no activations."""
    with pytest.raises(EngineError) as error:
        multilayer_perceptron(2, (2,), 1, activation="flatten")
    known = "relu, leaky_relu, sigmoid, tanh, gelu"
    assert str(error.value) == f"there is no activation called flatten; there are {known}"


def test_layers_stand_under_their_kinds() -> None:
    """Protects `run.toml`: the kind there is the kind of the class here."""
    assert {kind: layer.kind for kind, layer in LAYERS.items()} == {kind: kind for kind in LAYERS}
    assert set(ACTIVATIONS) <= set(LAYERS)
