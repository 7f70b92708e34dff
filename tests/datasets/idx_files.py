"""IDX files to be read in tests, right ones and others."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TYPES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def idx(values: NDArray[Any], shape: tuple[int, ...] | None = None) -> bytes:
    """The bytes of an IDX file with these values; `shape` is what its header claims."""
    claimed = values.shape if shape is None else shape
    kind = values.dtype.str[1:]
    head = struct.pack(f">BBBB{len(claimed)}I", 0, 0, TYPES[kind], len(claimed), *claimed)
    return head + values.astype(f">{kind}").tobytes()


def some_images(rows: int, side: int = 4, seed: int = 0) -> NDArray[np.uint8]:
    """(rows, side, side) of noise."""
    return np.random.default_rng(seed).integers(0, 256, (rows, side, side), dtype=np.uint8)


def some_labels(rows: int) -> NDArray[np.uint8]:
    """(rows,), 0 to 2 in turn."""
    return (np.arange(rows) % 3).astype(np.uint8)


def write_pair(folder: Path, part: str, rows: int, *, packed: bool = False, seed: int = 0) -> None:
    """Write `train-images-idx3-ubyte` and its labels, as makers name them."""
    ending, pack = (".gz", gzip.compress) if packed else ("", bytes)
    folder.mkdir(exist_ok=True, parents=True)
    (folder / f"{part}-images-idx3-ubyte{ending}").write_bytes(pack(idx(some_images(rows, seed=seed))))
    (folder / f"{part}-labels-idx1-ubyte{ending}").write_bytes(pack(idx(some_labels(rows))))
