"""What all generated datasets share: checked arguments, and where they come from."""

from __future__ import annotations

import math

import numpy as np
from numpy.random import Philox
from numpy.typing import NDArray

from nntui_datasets.dataset import Dataset
from nntui_datasets.errors import DatasetError
from nntui_datasets.randomness import POINTS_STREAM, source
from nntui_datasets.stories import STORIES

MOST_NOISE = 100.0


def point_bits(rows: int, noise: float, seed: int) -> Philox:
    """Bits to draw the points of a dataset from; raises DatasetError for arguments out of range."""
    if rows < 1:
        raise DatasetError(f"{rows} rows are too few (ask for 1 or more)")
    if not (math.isfinite(noise) and 0 <= noise <= MOST_NOISE):
        raise DatasetError(f"a noise of {noise} is out of range (0 to {MOST_NOISE:g})")
    return source(seed, POINTS_STREAM)


def points(
    name: str, inputs: NDArray[np.float64], labels: NDArray[np.int64], class_names: tuple[str, ...], seed: int
) -> Dataset:
    """A classification dataset of points in a plane, `inputs` (rows, 2) and `labels` (rows,)."""
    return Dataset(
        name=name,
        inputs=inputs.astype(np.float32),
        targets=labels.astype(np.int64),
        task="classification",
        feature_names=("x", "y"),
        class_names=class_names,
        story=STORIES[name],
        source=origin(name, seed),
        licence="MIT",
    )


def surface(
    name: str, inputs: NDArray[np.float64], targets: NDArray[np.float64], names: tuple[str, ...], seed: int
) -> Dataset:
    """A regression dataset: `targets` (rows,) over `inputs` (rows, features) called `names`."""
    return Dataset(
        name=name,
        inputs=inputs.astype(np.float32),
        targets=targets.astype(np.float32)[:, None],
        task="regression",
        feature_names=names,
        class_names=(),
        story=STORIES[name],
        source=origin(name, seed),
        licence="MIT",
    )


def origin(name: str, seed: int) -> str:
    """Where a generated dataset is from."""
    return f"generated: {name}, seed {seed}"
