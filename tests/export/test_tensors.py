"""The parameters of a run as arrays by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file

from nntui.export.tensors import write_npz, write_safetensors
from nntui.store.checkpoints import Checkpoint

WEIGHT = np.arange(6, dtype=np.float32).reshape(2, 3)
BIAS = np.array([0.1, -0.0, 1e-45], np.float32)
CHECKPOINT = Checkpoint(
    1, 1234, {"dense_1.weight": WEIGHT, "dense_1.bias": BIAS, "optimizer.1": np.zeros(9, np.float32)}, {}
)


def npz(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as opened:
        return dict(opened)


READERS = {write_npz: npz, write_safetensors: load_file}


@pytest.mark.parametrize("write", READERS)
def test_the_parameters_alone(write: Callable[[Checkpoint, Path], None], tmp_path: Path) -> None:
    """Shapes and bits are those of the checkpoint; the optimizer's vectors stay where they are."""
    write(CHECKPOINT, tmp_path / "out")
    read = READERS[write](tmp_path / "out")
    assert {name: (values.shape, values.tobytes()) for name, values in read.items()} == {
        "dense_1.weight": ((2, 3), WEIGHT.tobytes()),
        "dense_1.bias": ((3,), BIAS.tobytes()),
    }


@pytest.mark.parametrize("write", READERS)
def test_the_averages_where_they_are_kept(write: Callable[[Checkpoint, Path], None], tmp_path: Path) -> None:
    """What was evaluated is what is exported, by the names that a network knows."""
    averages = {"average.dense_1.weight": WEIGHT + 1, "average.dense_1.bias": BIAS}
    write(replace(CHECKPOINT, tensors={**CHECKPOINT.tensors, **averages}), tmp_path / "out")
    read = READERS[write](tmp_path / "out")
    assert {name: values.tobytes() for name, values in read.items()} == {
        "dense_1.weight": (WEIGHT + 1).tobytes(),
        "dense_1.bias": BIAS.tobytes(),
    }


def test_the_file_knows_its_step(tmp_path: Path) -> None:
    """Whoever finds it later can tell which step it is of."""
    write_safetensors(CHECKPOINT, tmp_path / "out")
    with safe_open(tmp_path / "out", "numpy") as opened:
        assert opened.metadata() == {"step": "1234"}


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    """In whatever order a checkpoint holds its arrays, its export has one hash."""
    turned = Checkpoint(1, 1234, dict(reversed(CHECKPOINT.tensors.items())), {})
    for name, checkpoint in (("a", CHECKPOINT), ("b", turned)):
        write_safetensors(checkpoint, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
