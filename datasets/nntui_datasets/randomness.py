"""Random numbers from raw Philox bits: the same seed gives the same numbers in every version of NumPy.

NumPy promises stable bit streams, not stable distributions, so the distributions are made here.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Philox
from numpy.typing import NDArray

from nntui_datasets.errors import DatasetError

# High numbers, so that a trainer which takes small ones never draws these bits again for the same seed.
POINTS_STREAM = 0xDA7A_0001
SPLIT_STREAM = 0xDA7A_0002


def source(seed: int, stream: int) -> Philox:
    """Bits for one purpose (`stream`) of one `seed`, 0 to 2**64 - 1; raises DatasetError outside."""
    if not 0 <= seed < 2**64:
        raise DatasetError(f"the seed {seed} is not a whole number from 0 to 2**64 - 1")
    return Philox(key=np.array([seed, stream], dtype=np.uint64))


def uniforms(bits: Philox, *shape: int) -> NDArray[np.float64]:
    """Evenly spread numbers in [0, 1), 53 bits each."""
    raw: NDArray[np.uint64] = bits.random_raw(math.prod(shape)) >> np.uint64(11)
    return raw.reshape(shape).astype(np.float64) * 2.0**-53


def normals(bits: Philox, *shape: int) -> NDArray[np.float64]:
    """Numbers with mean 0 and standard deviation 1.

    The transform of Box and Muller, "A note on the generation of random normal deviates" (1958).
    """
    count = math.prod(shape)
    pairs = (count + 1) // 2
    radius = np.sqrt(-2.0 * np.log(1.0 - uniforms(bits, pairs)))
    angle = 2.0 * np.pi * uniforms(bits, pairs)
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])[:count].reshape(shape)


def order(bits: Philox, rows: int) -> NDArray[np.int64]:
    """The numbers 0 to rows - 1 in random order."""
    return np.argsort(bits.random_raw(rows), kind="stable").astype(np.int64, copy=False)
