"""The first line a run says about its data."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.dataset import Dataset
from nntui_datasets.sentences import counted
from nntui_datasets.splits import Split

UNEVEN = 1.5
"""How many times as many rows as the smallest class the largest must have for the shares to be told."""

SHOWN_CLASSES = 4


def describe(dataset: Dataset, split: Split) -> str:
    """`8 inputs, 2 classes, 768 rows, 614 train, 154 validation`; in regression outputs, not classes.

    Where classes are uneven, their shares: `2 classes (hotdog 20 %, not-hotdog 80 %)`. Of sequences of tokens
    `64 steps of 84 tokens` stands in place of the inputs.
    """
    answers = (
        counted(dataset.classes, "class", "classes")
        if dataset.task == "classification"
        else counted(dataset.outputs, "output")
    )
    inputs = (
        f"{counted(dataset.features, 'step')} of {counted(len(dataset.vocabulary), 'token')}"
        if dataset.vocabulary
        else counted(dataset.features, "input")
    )
    shares = unevenness(dataset)
    return (
        f"{inputs}, {answers}{f' ({shares})' if shares else ''}, {counted(dataset.rows, 'row')}, "
        f"{len(split.train):,} train, {len(split.validation):,} validation"
    )


def unevenness(dataset: Dataset) -> str:
    """The shares of the classes, `hotdog 20 %, not-hotdog 80 %`; of many, the smallest and the largest.

    Empty where classes are about equal, where there are none, and where every step of a row has its own.
    """
    if dataset.task != "classification" or dataset.answers_each_step:
        return ""
    counts = np.bincount(dataset.targets, minlength=dataset.classes)
    if counts.max() < UNEVEN * counts.min():
        return ""
    if dataset.classes <= SHOWN_CLASSES:
        return ", ".join(_share(dataset, counts, number) for number in range(dataset.classes))
    smallest, largest = (_share(dataset, counts, int(at)) for at in (counts.argmin(), counts.argmax()))
    return f"{smallest} to {largest}"


def _share(dataset: Dataset, counts: NDArray[np.int64], number: int) -> str:
    return f"{dataset.class_names[number]} {_percent(100 * int(counts[number]) / dataset.rows)}"


def _percent(share: float) -> str:
    if 0 < share < 1:
        return "under 1 %"
    return f"{share:.0f} %" if share <= 99 or share == 100 else "over 99 %"
