"""Which rows a network trains on and which it is checked with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.dataset import Dataset
from nntui_datasets.errors import DatasetError
from nntui_datasets.randomness import SPLIT_STREAM, order, source


@dataclass(frozen=True, eq=False)
class Split:
    """Row numbers, int64, ascending; every row is in exactly one of the two parts."""

    train: NDArray[np.int64]
    validation: NDArray[np.int64]


def split(dataset: Dataset, validation: float, seed: int) -> Split:
    """`round(rows * validation)` rows for validation, the others for training, by `seed`.

    In classification each class gives its share, to the row. Every class keeps a row to train on, and
    where that asks for it validation gets fewer rows. Where so many are asked for as a dataset itself holds
    out, they are those; of a text any number is of its end. Raises DatasetError for a `validation` outside
    [0, 1) and where no row would be left to train on.
    """
    if not 0 <= validation < 1:
        raise DatasetError(f"a validation share of {validation} is out of range (0 or more, and less than 1)")
    wanted = round(dataset.rows * validation)
    if wanted == dataset.rows:
        raise DatasetError(f"a validation share of {validation} leaves no row to train on (make it smaller)")
    if wanted == dataset.held_out or (dataset.held_out and dataset.answers_each_step):
        rows = np.arange(dataset.rows)
        return Split(rows[: dataset.rows - wanted], rows[dataset.rows - wanted :])
    of_classes = dataset.task == "classification" and not dataset.answers_each_step
    strata = dataset.targets if of_classes else np.zeros(dataset.rows, dtype=np.int64)
    counts = np.bincount(strata)
    shuffled = order(source(seed, SPLIT_STREAM), dataset.rows)
    by_class = shuffled[np.argsort(strata[shuffled], kind="stable")]
    rank = np.arange(dataset.rows) - np.repeat(np.cumsum(counts) - counts, counts)
    chosen = rank < np.repeat(_shares(counts, wanted), counts)
    return Split(np.sort(by_class[~chosen]), np.sort(by_class[chosen]))


def _shares(counts: NDArray[np.int64], wanted: int) -> NDArray[np.int64]:
    """How many rows of each class go to validation: the method of the largest remainder."""
    most = np.maximum(counts - 1, 0)
    wanted = min(wanted, int(most.sum()))
    able = np.where(most > 0, counts, 0)
    shares, remainders = np.divmod(able * wanted, max(int(able.sum()), 1))
    while shares.sum() < wanted:
        largest = int(np.where(shares < most, remainders, np.iinfo(np.int64).min).argmax())
        shares[largest] += 1
        remainders[largest] -= able.sum()
    return shares
