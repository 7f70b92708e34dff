"""A stack of layers: shapes, initial weights, order of calls, and refusals."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from nntui_engine.arrays import Shape
from nntui_engine.errors import EngineError
from nntui_engine.network import Network, parameters_for
from nntui_engine.spec import LayerSpec, NetworkSpec, multilayer_perceptron

DENSE = LayerSpec("dense", {"outputs": 2})


def test_shapes_follow_from_layer_to_layer(make_network: Callable[..., Network]) -> None:
    """Protects the screen's table and the buffers."""
    network = make_network((1, 2, 3), LayerSpec("flatten"), DENSE, LayerSpec("relu"))
    assert [(s.name, s.input_shape, s.output_shape) for s in network.stages] == [
        ("flatten_1", (1, 2, 3), (6,)),
        ("dense_1", (6,), (2,)),
        ("relu_1", (2,), (2,)),
    ]
    assert (network.output_shape, network.inputs.shape) == ((2,), (3, 1, 2, 3))


def test_forward_is_all_layers_in_turn(make_network: Callable[..., Network]) -> None:
    """Protects the order: max(x w₁ + b₁, 0) w₂ + b₂, with NumPy alone."""
    network = make_network((2,), DENSE, LayerSpec("relu"), LayerSpec("dense", {"outputs": 1}))
    network.parameters.values[...] = np.random.default_rng(0).normal(size=network.parameters.size)
    views = {s.full_name: s.view(network.parameters.values) for s in network.parameters.slots}
    x = np.random.default_rng(1).normal(size=(3, 2))
    hidden = np.maximum(x @ views["dense_1.weight"] + views["dense_1.bias"], 0)
    expected = hidden @ views["dense_2.weight"] + views["dense_2.bias"]
    assert network.forward(x).tolist() == expected.tolist()


def test_networks_of_other_numbers_of_rows_share_parameters() -> None:
    """Protects evaluation and last batches: there is one set of weights, and buffers for each."""
    spec = NetworkSpec((2,), (DENSE,))
    parameters = parameters_for(spec, 0)
    three, one = (Network(spec, parameters, rows, training=True) for rows in (3, 1))
    x = np.array([[1.0, 2.0]], np.float32)
    before = one.forward(x).copy()
    parameters.values *= 2
    assert one.forward(x).tolist() == (2 * before).tolist()
    assert three.forward(np.repeat(x, 3, axis=0)).tolist() == (2 * before).tolist() * 3


def test_layers_before_the_first_weights_are_not_asked_for_gradients(
    make_network: Callable[..., Network],
) -> None:
    """Protects the speed of a step: nobody needs the gradient by the input rows."""
    network = make_network((2,), LayerSpec("relu"), DENSE)
    network.forward(np.ones((3, 2)))
    network.backward(np.ones((3, 2)))
    relu, dense = (stage.layer for stage in network.stages)
    assert (relu.dx.any(), dense.dx.any(), dense.dw.all()) == (False, False, True)


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ((DENSE, "relu"), ["relu"]),
        ((DENSE, "layer_norm", "tanh"), ["tanh"]),
        ((DENSE, "gelu"), []),  # which reads again what it got
        ((DENSE, "tanh", "sigmoid"), ["tanh"]),  # which reads again what it gave
        ((DENSE, "relu", "residual"), []),  # what goes round it is added behind it
        (("relu", DENSE), []),  # the rows themselves
    ],
)
def test_what_an_activation_is_written_over(
    make_network: Callable[..., Network], layers: tuple[LayerSpec | str, ...], expected: list[str]
) -> None:
    """Protects what somebody reads again; of the rest half the memory is spared, and the way to it."""
    options = {"residual": {"layers": 1}}
    specs = [LayerSpec(each, options.get(each, {})) if isinstance(each, str) else each for each in layers]
    network = make_network((2,), *specs, DENSE)
    written = [network.inputs, *(stage.layer.y for stage in network.stages)]
    pairs = zip(network.stages, pairwise(written), strict=True)
    assert [stage.layer.kind for stage, pair in pairs if np.shares_memory(*pair)] == expected


def test_initial_weights_depend_on_seed_and_layer_only() -> None:
    """Protects replay, and layers from being each other's copies."""
    spec = NetworkSpec((2,), (DENSE, DENSE))
    first, again, other = (parameters_for(spec, seed).values for seed in (0, 0, 1))
    assert first.tolist() == again.tolist()
    assert not set(first[:8].tolist()) & set(other[:8].tolist())
    assert len(set(first[:8].tolist())) == 8


def test_biases_begin_at_zero() -> None:
    """Protects the start: a bias takes no side."""
    parameters = parameters_for(multilayer_perceptron(4, (3,), 2), 0)
    assert parameters.values[parameters.decayed :].tolist() == [0.0] * 5


def test_initial_weights_are_the_same_in_both_dtypes() -> None:
    """Protects gradient checks: float64 checks the very network that float32 trains."""
    single, double = (
        parameters_for(NetworkSpec((3,), (DENSE,)), 0, t).values for t in (np.float32, np.float64)
    )
    assert single.tolist() == double.astype(np.float32).tolist()


@pytest.mark.parametrize("shape", [(), (0,), (0, 3)])
def test_rows_of_nothing_are_refused(shape: Shape) -> None:
    """Protects initial weights from a fan-in of 0, and a last step from a sequence that has none."""
    with pytest.raises(EngineError) as error:
        parameters_for(NetworkSpec(shape, (DENSE,)), 0)
    assert str(error.value) == f"rows of shape {shape} hold nothing to learn from"


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((), "a network needs at least one layer with weights, such as a dense one"),
        (
            (LayerSpec("flatten"), LayerSpec("relu")),
            "a network needs at least one layer with weights, such as a dense one",
        ),
        (
            (LayerSpec("embedding", {"tokens": 3, "units": 2}),),
            "embedding_1: it takes flat rows (numbers,), not (1, 2)",
        ),
        (
            (DENSE, LayerSpec("residual", {"layers": 2})),
            "residual_1: it reaches back by 2, and stands behind 1",
        ),
        (
            (LayerSpec("dense", {"outputs": 3}), LayerSpec("relu"), LayerSpec("residual", {"layers": 2})),
            "residual_1: what it goes round gives (1, 3) and got (1, 2): both have to be one shape",
        ),
        (
            (LayerSpec("flatten"), LayerSpec("embedding", {"tokens": 3, "units": 2})),
            "embedding_1: it takes tokens, which flatten_1 does not give: put it first",
        ),
        (
            (LayerSpec("flatten"), LayerSpec("dense", {"outputs": 2, "initializer": "he"})),
            "dense_1: there is no initializer called he; there are "
            "zeros, ones, normal, glorot_uniform, glorot_normal, he_uniform, he_normal",
        ),
    ],
    ids=["empty", "nothing to learn", "shape", "too far back", "two shapes", "not first", "initializer"],
)
def test_plans_that_cannot_be_are_refused(layers: tuple[LayerSpec, ...], message: str) -> None:
    """Protects against networks that cannot learn, with the sentence a person reads."""
    with pytest.raises(EngineError) as error:
        parameters_for(NetworkSpec((1, 2), layers), 0)
    assert str(error.value) == message
