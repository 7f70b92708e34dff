"""A step makes no large arrays, whatever the layers: their buffers are made once."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nntui_engine.arrays import Shape
from nntui_engine.models import MODELS, Wanted
from nntui_engine.rows import Rows
from nntui_engine.spec import LayerSpec, NetworkSpec
from nntui_engine.trainer import Trainer

CONV = LayerSpec("conv2d", {"filters": 8, "padding": 1})
NORMED = NetworkSpec(
    (1, 16, 16),
    (
        *(CONV, LayerSpec("batch_norm"), LayerSpec("relu")),
        *(CONV, LayerSpec("residual", {"layers": 1})),
        *(LayerSpec("mean_pool2d"), LayerSpec("global_mean_pool")),
        LayerSpec("dense", {"outputs": 3}),
    ),
)
SIZED = {"units": 32, "blocks": 1, "heads": 2, "filters": (8, 8), "hidden": (64,)}


def network(model: str, shape: Shape, *, tokens: int = 0) -> NetworkSpec:
    return MODELS[model](Wanted(shape, 3, tokens=tokens, **SIZED))  # type: ignore[arg-type]


NETWORKS = {
    "conv": network("conv", (1, 16, 16)),
    "batch norm": NORMED,
    "rnn": network("rnn", (16, 8)),
    "gru": network("gru", (16, 8)),
    "lstm": network("lstm", (16, 8)),
    "transformer": network("transformer", (16, 8)),
    "tokens": network("transformer", (16,), tokens=20),
    "softmax": NetworkSpec((256,), (LayerSpec("dense", {"outputs": 3}), LayerSpec("softmax"))),
}
ROWS = 2048


@pytest.mark.parametrize("name", NETWORKS)
def test_a_step_makes_no_large_arrays(make_trainer: Callable[..., Trainer], name: str) -> None:
    """Protects the speed of a step: a number for each unit of these rows is 262,144 bytes."""
    spec = NETWORKS[name]
    generator = np.random.default_rng(0)
    inputs = generator.integers(0, 20, (ROWS, *spec.input_shape)).astype(np.float32)
    plan = make_trainer(batch_size=ROWS).plan
    trainer = Trainer(replace(plan, network=spec), Rows(inputs, generator.integers(0, 3, ROWS)), None)
    trainer.step()
    tracemalloc.start()
    trainer.step()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # NumPy's own buffers take up to 8,192 numbers for each of three operands, 98,304 bytes.
    assert peak < 150_000
