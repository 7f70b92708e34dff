"""A bigram model of a text: what a network has to beat."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.dataset import Dataset
from nntui_datasets.splits import Split

_TOKENS = 1 << 20
"""At a time: counting takes sixteen bytes for each."""


def predicts_next(dataset: Dataset) -> bool:
    """Whether the target at each step of a row is the token of the next one."""
    return (
        bool(dataset.vocabulary)
        and dataset.answers_each_step
        and np.array_equal(dataset.inputs[:, 1:], dataset.targets[:, :-1])
    )


def bigram_loss(dataset: Dataset, split: Split) -> float:
    """The mean of −log p(next token | token), in nats, over all steps of the validation rows.

    p is counted in the training rows, and smoothed by interpolated absolute discounting with the lower
    order of Kneser and Ney ("Improved backing-off for m-gram language modeling", ICASSP 1995; formulas 19
    and 20 of Chen and Goodman, TR-10-98, Harvard 1998), so that what never happened is possible too.
    NaN where no row is held out.
    """
    chances = _smoothed(_pairs(dataset, split.train))
    happened = _pairs(dataset, split.validation)
    return float(-(happened * np.log(chances)).sum() / happened.sum()) if len(split.validation) else np.nan


def _pairs(dataset: Dataset, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """How often each token (row) is followed by each (column), (tokens, tokens)."""
    size = len(dataset.vocabulary)
    counts = np.zeros(size * size, np.int64)
    at_once = max(1, _TOKENS // dataset.features)
    for start in range(0, len(rows), at_once):
        part = rows[start : start + at_once]
        pairs = dataset.inputs[part].astype(np.int64) * size + dataset.targets[part]
        counts += np.bincount(pairs.reshape(-1), minlength=size * size)
    return counts.reshape(size, size)


def _smoothed(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """p(column | row): every count loses a discount, which all columns share by how many rows they follow."""
    once, twice = int((counts == 1).sum()), int((counts == 2).sum())
    discount = once / (once + 2 * twice) if once else 0.5
    followed = (counts > 0).sum(axis=0)
    continuing = (followed + 1) / (followed + 1).sum()  # + 1: also what never followed anything may come
    seen = counts.sum(axis=1, keepdims=True)
    freed = discount * (counts > 0).sum(axis=1, keepdims=True)
    known: NDArray[np.float64] = (np.maximum(counts - discount, 0) + freed * continuing) / np.maximum(seen, 1)
    known[seen[:, 0] == 0] = continuing
    return known
