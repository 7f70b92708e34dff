"""Networks of layers that a run.toml lists one by one."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from nntui.config import RunConfig, from_mapping, to_toml
from nntui.errors import UserError
from nntui.session.assembly import Assembly, assemble

Layers = tuple[dict[str, Any], ...]

DENSE = {"kind": "dense", "outputs": 10}
EMBEDDING = {"kind": "embedding", "tokens": 3, "units": 2}


def stacked(*layers: dict[str, Any], **changes: Any) -> Assembly:
    return assemble(RunConfig(**({"dataset": "digits", "layers": layers} | changes)))


@pytest.mark.parametrize(
    ("layers", "shape", "name"),
    [
        ((DENSE,), (64,), "1 layer 10"),
        (({"kind": "relu"}, {"kind": "dense", "outputs": 5}, DENSE), (64,), "3 layers 5-10"),
        (({"kind": "conv2d", "filters": 2}, {"kind": "flatten"}, DENSE), (1, 8, 8), "3 layers 2-10"),
        (({"kind": "tanh"}, {"kind": "global_mean_pool"}, DENSE), (1, 8, 8), "3 layers 10"),
        (({"kind": "gru", "units": 3}, {"kind": "last_step"}, DENSE), (8, 8), "3 layers 3-10"),
    ],
    ids=["dense", "anything first", "convolution", "pooling", "recurrent"],
)
def test_rows_come_as_the_layers_take_them(layers: Layers, shape: tuple[int, ...], name: str) -> None:
    """Flat, as images or as sequences; and a step can be taken."""
    assembly = stacked(*layers)
    assert (assembly.trainer.training.inputs.shape[1:], assembly.network) == (shape, name)
    assert assembly.trainer.step().diverged is None


def test_nothing_of_a_model_is_made_up() -> None:
    """Protects a run.toml from settings that say nothing."""
    config = stacked(DENSE).config
    assert (config.model, config.hidden, config.activation, config.filters, config.units) == (None,) * 5
    assert (config.optimizer, config.epochs) == ("adam", 50)


def test_a_run_toml_says_all() -> None:
    """What is written is read again as the same network."""
    layers = ({"kind": "conv2d", "filters": 2, "bias": False}, {"kind": "flatten"}, DENSE)
    config = stacked(*layers).config
    assert from_mapping(tomllib.loads(to_toml(config)), "") == config


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"layers": ()}, "a network needs at least one layer with weights, such as a dense one"),
        ({"layers": ({"outputs": 3},)}, 'layer 1 has no kind: kind = "dense", say'),
        ({"layers": ({"kind": "densse"},)}, "layer 1: there is no kind densse; there are dense, flatten, "),
        ({"layers": ({"kind": "dense"},)}, "dense_1: dense needs outputs"),
        (
            {"layers": ({"kind": "dense", "outputs": 3},)},
            "the last layer, dense_1, gives (3,), but digits needs (10,)",
        ),
        (
            {"layers": ({"kind": "conv2d", "filters": 3}, DENSE)},
            "dense_1: it takes flat rows (numbers,) or sequences (time, features), not (3, 6, 6): put ",
        ),
        (
            {"layers": ({"kind": "conv2d", "filters": 3}, DENSE), "dataset": "iris"},
            "conv2d_1: it takes images (channels, height, width), not (4,)",
        ),
        ({"layers": (DENSE,), "hidden": (3,)}, "layers say what the network is: leave out hidden, or them"),
        ({"layers": (DENSE,), "model": "mlp"}, "layers say what the network is: leave out model, or them"),
        (
            {"layers": (DENSE,), "bias": False},
            "layers say what the network is: have a sigmoid among them, or bias = false in each",
        ),
        (
            {
                "dataset": "copy",
                "layers": ({"kind": "embedding", "tokens": 3, "units": 2}, dict(DENSE, outputs=9)),
            },
            "embedding_1 knows the tokens 0 to 2, and the data have 0 to 9",
        ),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], expected: str) -> None:
    """In a sentence that names the layer."""
    with pytest.raises(UserError) as caught:
        assemble(RunConfig(**({"dataset": "digits"} | changes)))
    assert expected in str(caught.value)
