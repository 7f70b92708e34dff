"""A run as its viewers know it before the first step."""

from __future__ import annotations

from pathlib import Path

from nntui.config import RunConfig
from nntui.session.assembly import assemble
from nntui.session.describing import describe_run
from nntui.session.protocol import LayerDescription, PictureDescription, RunDescription


def described(**changes: object) -> RunDescription:
    config = RunConfig(**({"dataset": "iris", "hidden": (5,), "activation": "tanh"} | changes))
    return describe_run(Path("/runs/iris-1"), assemble(config), threads=2)


def weight(rows: int, columns: int) -> tuple[PictureDescription, ...]:
    return (PictureDescription("weight", (rows, columns)),)


def test_layers() -> None:
    """Every layer with weights is listed with its size and what stands behind it."""
    assert described().layers == (
        LayerDescription("dense_1", 5, 4 * 5 + 5, (4, 5), "tanh"),
        LayerDescription("dense_2", 3, 5 * 3 + 3, (5, 3), "linear"),
    )


def test_layers_without_biases() -> None:
    """A network without biases has that many parameters less."""
    assert [layer.parameters for layer in described(bias=False).layers] == [20, 15]


def test_convolutions() -> None:
    """Their units are filters, their weights kernels."""
    run = described(dataset="digits", model="conv", filters=(3,), hidden=(), activation="relu")
    assert run.layers == (
        LayerDescription("conv2d_1", 3, 3 * 9 + 3, (3, 1, 3, 3), "relu", weight(3, 3)),
        LayerDescription("dense_1", 10, 48 * 10 + 10, (48, 10), "linear"),
    )


def test_recurrent_layers() -> None:
    """Their units are what a state is made of, however long the sequence; all their weights count."""
    run = described(dataset="digits", model="lstm", units=3, hidden=())
    state = PictureDescription("recurrent", (3, 3))
    assert run.layers == (
        LayerDescription("lstm_1", 3, 8 * 12 + 3 * 12 + 12, (8, 12), "linear", (*weight(8, 3), state)),
        LayerDescription("dense_1", 10, 3 * 10 + 10, (3, 10), "linear"),
    )


def test_a_sigmoid_output() -> None:
    """An activation behind the last layer is named too."""
    run = described(dataset="line", output="sigmoid", hidden=(), activation="relu")
    assert [layer.activation for layer in run.layers] == ["sigmoid"]


def test_the_run() -> None:
    """A viewer knows what is trained on what, and how."""
    run = described(optimizer="sgd")
    assert (run.name, run.folder, run.dataset, run.network) == (
        "iris-1",
        "/runs/iris-1",
        "iris",
        "4-5-3 tanh",
    )
    assert (run.optimizer, run.loss, run.task) == ("sgd", "softmax_cross_entropy", "classification")
    assert (run.threads, run.has_momentum) == (2, False)


def test_what_can_be_changed() -> None:
    """A viewer offers only what means something to this run."""
    full, bare = described(), described(hidden=(), optimizer="rmsprop", validation=0.0)
    assert (full.has_momentum, full.has_dropout) == (True, True)
    assert (bare.has_momentum, bare.has_dropout) == (False, False)


def test_where_attention_looks_is_a_picture() -> None:
    """The first of its layer: a map for each head over the eight lines of a digit."""
    run = described(dataset="digits", model="transformer", units=6, heads=2, blocks=1, hidden=())
    attention = next(layer for layer in run.layers if layer.name == "self_attention_1")
    assert attention.pictures == (
        PictureDescription("attention", (8, 8)),
        PictureDescription("weight", (6, 6)),
        PictureDescription("output", (6, 6)),
    )
