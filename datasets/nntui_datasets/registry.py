"""The table of all datasets that come with the package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from nntui_datasets import curves, sequences, synthetic
from nntui_datasets.dataset import Dataset
from nntui_datasets.digits import digits
from nntui_datasets.errors import DatasetError
from nntui_datasets.measured import breast_cancer, iris, wine
from nntui_datasets.safe_text import quoted
from nntui_datasets.stories import STORIES


@dataclass(frozen=True)
class Entry:
    """A dataset by name, and how to load it with a seed (which measured data do not need)."""

    name: str
    story: str
    load: Callable[[int], Dataset]


_LOADERS: dict[str, Callable[[int], Dataset]] = {
    "line": lambda seed: curves.line(seed=seed),
    "plane": lambda seed: curves.plane(seed=seed),
    "sine": lambda seed: curves.sine(seed=seed),
    "blobs": lambda seed: synthetic.blobs(seed=seed),
    "moons": lambda seed: synthetic.moons(seed=seed),
    "circles": lambda seed: synthetic.circles(seed=seed),
    "xor": lambda seed: synthetic.xor(seed=seed),
    "checkerboard": lambda seed: synthetic.checkerboard(seed=seed),
    "spiral": lambda seed: synthetic.spiral(seed=seed),
    "iris": lambda _: iris(),
    "wine": lambda _: wine(),
    "breast-cancer": lambda _: breast_cancer(),
    "digits": lambda _: digits(),
    "sine-wave": lambda seed: sequences.sine_wave(seed=seed),
    "parity": lambda seed: sequences.parity(seed=seed),
    "copy": lambda seed: sequences.copy(seed=seed),
}

DATASETS = {name: Entry(name, story, _LOADERS[name]) for name, story in STORIES.items() if name in _LOADERS}
"""Sorted from simple to rich; without those that have to be fetched first."""


def load(name: str, seed: int = 0) -> Dataset:
    """The dataset called `name`; raises DatasetError, with names that are close, if there is none."""
    if name not in DATASETS:
        if name in STORIES:
            raise DatasetError(f"{name} is not part of this package: fetch it, and use read_published")
        close = " or ".join(f'"{match}"' for match in get_close_matches(name, STORIES, n=2))
        meant = f"did you mean {close}? " if close else ""
        raise DatasetError(
            f"there is no dataset {quoted(name)} ({meant}see `nntui datasets` for all of them)"
        )
    return DATASETS[name].load(seed)
