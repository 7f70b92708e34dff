"""The parameters of a run as arrays by name: `dense_1.weight` and so on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from nntui.store.checkpoints import AVERAGE, OPTIMIZER, Checkpoint


def write_safetensors(checkpoint: Checkpoint, path: Path) -> None:
    """Write the parameters of a checkpoint as a safetensors file."""
    path.write_bytes(save(parameters(checkpoint), {"step": str(checkpoint.step)}))


def write_npz(checkpoint: Checkpoint, path: Path) -> None:
    """Write them as NumPy's npz: plain numbers, so that `numpy.load` reads it without pickle."""
    with path.open("wb") as file:
        np.savez(file, **parameters(checkpoint))  # type: ignore[arg-type]  # none is called allow_pickle


def parameters(checkpoint: Checkpoint) -> dict[str, NDArray[np.float32]]:
    """The parameters alone, by name, their averages where they are kept.

    The same checkpoint always makes the same file.
    """
    prefix = AVERAGE if is_averaged(checkpoint) else ""
    return {
        name.removeprefix(prefix): np.ascontiguousarray(values)
        for name, values in sorted(checkpoint.tensors.items())
        if name.startswith(prefix) and not name.startswith(OPTIMIZER)
    }


def is_averaged(checkpoint: Checkpoint) -> bool:
    """Whether averages of the parameters are kept."""
    return any(name.startswith(AVERAGE) for name in checkpoint.tensors)
