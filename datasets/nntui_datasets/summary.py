"""The first line a run says about its data."""

from __future__ import annotations

from nntui_datasets.dataset import Dataset
from nntui_datasets.sentences import counted
from nntui_datasets.splits import Split


def describe(dataset: Dataset, split: Split) -> str:
    """`8 inputs, 2 classes, 768 rows, 614 train, 154 validation`; in regression outputs, not classes.

    Of sequences `64 steps of 84 tokens` stands in place of the inputs.
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
    return (
        f"{inputs}, {answers}, {counted(dataset.rows, 'row')}, "
        f"{len(split.train):,} train, {len(split.validation):,} validation"
    )
