"""Networks by name, made to fit their rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_engine.arrays import Shape
from nntui_engine.errors import EngineError
from nntui_engine.models import MODELS, Wanted
from nntui_engine.network import Network, parameters_for
from nntui_engine.spec import NetworkSpec


def outputs(spec: NetworkSpec) -> list[tuple[str, Shape]]:
    """Every layer with what it gives."""
    stages = Network(spec, parameters_for(spec, 0), 1, training=False).stages
    return [(stage.name, stage.output_shape) for stage in stages]


def test_a_perceptron() -> None:
    """Weights and nothing else."""
    assert outputs(MODELS["perceptron"](Wanted((4,), 3))) == [("dense_1", (3,))]


def test_dense_layers_on_images() -> None:
    """They take them flat."""
    found = outputs(MODELS["mlp"](Wanted((1, 2, 3), 4, hidden=(5,), activation="tanh")))
    expected = [
        ("flatten_1", (6,)),
        ("dense_1", (5,)),
        ("tanh_1", (5,)),
        ("dropout_1", (5,)),
        ("dense_2", (4,)),
    ]
    assert found == expected


def test_convolutions_halve_the_image() -> None:
    """Rounded down, as long as there is one to halve; dense layers have what is left."""
    found = outputs(MODELS["conv"](Wanted((1, 5, 4), 3, filters=(2, 4, 6), hidden=(7,))))
    assert found == [
        ("conv2d_1", (2, 5, 4)),
        ("relu_1", (2, 5, 4)),
        ("max_pool2d_1", (2, 2, 2)),
        ("conv2d_2", (4, 2, 2)),
        ("relu_2", (4, 2, 2)),
        ("max_pool2d_2", (4, 1, 1)),
        ("conv2d_3", (6, 1, 1)),
        ("relu_3", (6, 1, 1)),
        ("flatten_1", (6,)),
        ("dense_1", (7,)),
        ("relu_4", (7,)),
        ("dropout_1", (7,)),
        ("dense_2", (3,)),
    ]


def test_options_reach_every_layer() -> None:
    """Biases and initializers are those of convolutions too."""
    spec = MODELS["conv"](Wanted((1, 4, 4), 3, filters=(2,), hidden=(5,), bias=False, initializer="normal"))
    options = [layer.options for layer in spec.layers if layer.kind in ("conv2d", "dense")]
    assert [(each["bias"], each["initializer"]) for each in options] == [(False, "normal")] * 3


@pytest.mark.parametrize("model", ["rnn", "gru", "lstm"])
def test_recurrent_layers_read_to_the_end(model: str) -> None:
    """Dense layers have what is known there."""
    assert outputs(MODELS[model](Wanted((5, 4), 3, units=6, hidden=(7,)))) == [
        (f"{model}_1", (5, 6)),
        ("last_step_1", (6,)),
        ("dense_1", (7,)),
        ("relu_1", (7,)),
        ("dropout_1", (7,)),
        ("dense_2", (3,)),
    ]


@given(st.integers(1, 3), st.integers(1, 12), st.integers(1, 12), st.lists(st.integers(1, 3), min_size=1))
def test_any_image(channels: int, height: int, width: int, filters: list[int]) -> None:
    """However small it is there is room for every layer."""
    wanted = Wanted((channels, height, width), 2, filters=tuple(filters))
    assert outputs(MODELS["conv"](wanted))[-1][1] == (2,)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (
            lambda: MODELS["perceptron"](Wanted((4,), 3, hidden=(2,))),
            "a perceptron has no hidden layers: leave them out, or choose the model mlp",
        ),
        (
            lambda: MODELS["conv"](Wanted((4,), 3, filters=(2,))),
            "the model conv is for images, which these rows are not: choose the model mlp",
        ),
        (
            lambda: MODELS["conv"](Wanted((1, 4, 4), 3)),
            "the model conv has a convolution at least: say how many filters it has",
        ),
        (
            lambda: MODELS["lstm"](Wanted((4,), 3, units=2)),
            "the model lstm is for sequences, which these rows are not: choose the model mlp",
        ),
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], object], reason: str) -> None:
    """In a sentence."""
    with pytest.raises(EngineError) as error:
        make()
    assert str(error.value) == reason


def test_a_transformer_for_texts() -> None:
    """Tokens and places, blocks with two ways round each, a norm, and an answer at each step."""
    wanted = Wanted((6,), 9, tokens=9, each_step=True, units=4, blocks=1, heads=2, activation="gelu")
    found = outputs(MODELS["transformer"](wanted))
    assert found == [
        ("embedding_1", (6, 4)),
        ("positional_embedding_1", (6, 4)),
        ("layer_norm_1", (6, 4)),
        ("self_attention_1", (6, 4)),
        ("dropout_1", (6, 4)),
        ("residual_1", (6, 4)),
        ("layer_norm_2", (6, 4)),
        ("dense_1", (6, 16)),
        ("gelu_1", (6, 16)),
        ("dense_2", (6, 4)),
        ("dropout_2", (6, 4)),
        ("residual_2", (6, 4)),
        ("layer_norm_3", (6, 4)),
        ("dense_3", (6, 9)),
    ]


def test_a_transformer_reads_no_later_step() -> None:
    """Where every step is answered; where the whole is, each step looks at all."""
    for each_step in (True, False):
        wanted = Wanted((6, 3), 2, each_step=each_step, units=4, blocks=2, heads=2, activation="relu")
        layers = MODELS["transformer"](wanted).layers
        causal = [layer.options["causal"] for layer in layers if layer.kind == "self_attention"]
        assert causal == [each_step] * 2


def test_a_transformer_for_sequences_of_numbers() -> None:
    """Its first layer makes of each step as many as it works with; its last answers from the mean."""
    wanted = Wanted((6, 3), 2, units=4, blocks=1, heads=2, activation="relu")
    found = outputs(MODELS["transformer"](wanted))
    assert (found[0], found[-2:]) == (
        ("dense_1", (6, 4)),
        [("global_mean_pool_1", (4,)), ("dense_4", (2,))],
    )


@pytest.mark.parametrize("model", ["rnn", "gru", "lstm"])
def test_recurrent_layers_read_texts(model: str) -> None:
    """Tokens become numbers first, and each step is answered."""
    found = outputs(MODELS[model](Wanted((6,), 9, tokens=9, each_step=True, units=4)))
    assert found == [("embedding_1", (6, 4)), (f"{model}_1", (6, 4)), ("dense_1", (6, 9))]


@pytest.mark.parametrize("model", ["perceptron", "mlp", "conv"])
def test_tokens_are_no_quantities(model: str) -> None:
    """Protects a text from networks that would take letter 7 for more than letter 3."""
    with pytest.raises(EngineError):
        MODELS[model](Wanted((6,), 9, tokens=9, each_step=True, filters=(2,)))
