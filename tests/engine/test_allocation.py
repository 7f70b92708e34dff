"""A step makes no large arrays, whatever it is made of: buffers are made once."""

from __future__ import annotations

import tracemalloc
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pytest

from nntui_engine.arrays import IMAGE_AXES, Shape
from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.layers import LAYERS
from nntui_engine.losses import LOSSES
from nntui_engine.losses.classification import SoftmaxCrossEntropy
from nntui_engine.network import stages_of
from nntui_engine.optimizers import OPTIMIZERS
from nntui_engine.penalties import Penalties
from nntui_engine.rows import Rows
from nntui_engine.spec import LayerSpec, NetworkSpec
from nntui_engine.trainer import Trainer, TrainingPlan

ROWS = 2048
FLAT, SEQUENCE, IMAGE = (64,), (32, 4), (2, 8, 8)
HYPER = HyperParameters(0.01, momentum=0.9, weight_decay=0.1, dropout=0.5, batch_size=ROWS)
ENOUGH = 200_000
"""Bytes. NumPy's own buffers take up to 8,192 numbers for each of three operands, 98,304 bytes, and random
numbers come 65,536 bytes at a time; a number for each step of these rows takes 262,144."""

ENOUGH_FOR_TWO = 250_000
"""Two threads may have such buffers at the same time."""

OPTIONS: Mapping[str, Mapping[str, object]] = {
    "dense": {"outputs": 64},
    "conv2d": {"filters": 4, "padding": 1},
    "residual": {"layers": 1},
    "rnn": {"units": 16},
    "gru": {"units": 16},
    "lstm": {"units": 16},
    "embedding": {"tokens": 20, "units": 8},
    "self_attention": {"heads": 2, "causal": True},
}


def layer(kind: str, **options: object) -> LayerSpec:
    """A layer with the options that it needs here."""
    return LayerSpec(kind, {**OPTIONS.get(kind, {}), **options})


def around(kind: str, shape: Shape) -> NetworkSpec:
    """A layer behind others that learn, so that dx is asked of it too, and an answer of two classes."""
    before = layer("conv2d" if len(shape) == IMAGE_AXES else "dense")
    layers = (layer(kind),) if LAYERS[kind].comes_first else (before, before, layer(kind))
    gives = stages_of(NetworkSpec(shape, layers))[-1].output_shape
    behind = (layer("flatten"),) if len(gives) == IMAGE_AXES else ()
    return NetworkSpec(shape, (*layers, *behind, layer("dense", outputs=2)))


def rows_for(spec: NetworkSpec, targets: str) -> Rows:
    """Rows of small whole numbers, which may be tokens, each with a weight."""
    generator = np.random.default_rng(0)
    inputs = generator.integers(0, 20, (ROWS, *spec.input_shape)).astype(np.float32)
    *steps, outputs = stages_of(spec)[-1].output_shape
    weights = np.ones((ROWS, *steps), np.float32)
    if targets == "classes":
        return Rows(inputs, generator.integers(0, 2, (ROWS, *steps)), weights)
    return Rows(inputs, generator.uniform(size=(ROWS, *steps, outputs)).astype(np.float32), weights)


def made(spec: NetworkSpec, *, halves: bool = False, **changes: Any) -> int:
    """The most bytes that a step held at once beyond what was there before it."""
    settings = {"loss": SoftmaxCrossEntropy, "optimizer": OPTIMIZERS["adam"], "hyper": HYPER, "seed": 0}
    plan = TrainingPlan(spec, **{**settings, **changes})
    trainer = Trainer(plan, rows_for(spec, plan.loss().targets), None)
    trainer.halve(halves)
    trainer.step()
    tracemalloc.start()
    report = trainer.step()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.diverged is None
    return most


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        (kind, shape)
        for kind, made_of in LAYERS.items()
        for shape in (FLAT, SEQUENCE, IMAGE)
        if not made_of.takes or len(shape) in made_of.takes
    ],
    ids=str,
)
def test_layers(kind: str, shape: Shape) -> None:
    """Protects the speed of every layer, for every kind of rows, with dropout and weighted rows."""
    assert made(around(kind, shape)) < ENOUGH


MANY_TOKENS = NetworkSpec((64,), (layer("embedding", tokens=2000), layer("dense", outputs=2)))
WIDE = NetworkSpec(FLAT, (layer("dense", outputs=1024), layer("tanh"), layer("dense")))
"""With 131,648 weights, of which a vector has 526,592 bytes."""


def test_embeddings_of_many_tokens() -> None:
    """Protects the other way in which they learn."""
    assert made(MANY_TOKENS) < ENOUGH


@pytest.mark.parametrize(
    "loss", [*LOSSES.values(), partial(SoftmaxCrossEntropy, label_smoothing=0.1)], ids=[*LOSSES, "smoothed"]
)
def test_losses(loss: Any) -> None:
    """Protects the speed of every loss, of an answer for each step."""
    assert made(NetworkSpec(SEQUENCE, (layer("dense"),)), loss=loss) < ENOUGH


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers(name: str) -> None:
    """Protects the speed of every optimizer, with averages, penalties and clipping."""
    changes = {"average": 0.9, "penalties": Penalties(l1=1e-4, l2=1e-4, clip=1e-4)}
    assert made(WIDE, optimizer=OPTIMIZERS[name], **changes) < ENOUGH


@pytest.mark.parametrize("kind", ["dropout", "lstm", "self_attention"])
def test_halves(kind: str) -> None:
    """Protects batches that two threads share."""
    assert made(around(kind, SEQUENCE), halves=True) < ENOUGH_FOR_TWO
