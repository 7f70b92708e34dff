"""What an array of targets holds, classes or numbers, and the targets that follow from it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.dataset import Task
from nntui_datasets.errors import DatasetError
from nntui_datasets.safe_text import visible
from nntui_datasets.sentences import counted
from nntui_datasets.targets import MOST_CLASSES_OF_NUMBERS, Target


def array_target(values: NDArray[Any], place: str, task: Task | None, *, images: bool) -> Target:
    """Finite targets, (rows,) or (rows, outputs), in the shape that a Dataset takes them.

    Without `task`, text and rows with a single 1 among zeros are classes, and so are whole numbers with at
    most 20 different values each there at least twice, or, of images, any that are stored as such. Raises
    DatasetError, which begins with `place`, for targets of any other shape, for one class alone, and for
    regression on text.
    """
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim > 2:
        raise DatasetError(
            f"{place}: targets are (rows,) or (rows, outputs), not {values.shape} (reshape them)"
        )
    guessed, reason = _guess(values, images=images)
    chosen = task or guessed
    notes = (
        () if task else (f"targets are {'classes' if chosen == 'classification' else 'numbers'}: {reason}",)
    )
    return _classes(values, place, notes) if chosen == "classification" else _numbers(values, place, notes)


def _guess(values: NDArray[Any], *, images: bool) -> tuple[Task, str]:
    if values.dtype.kind in "US":
        return "classification", "they are text"
    if values.ndim == 2:
        if _is_one_hot(values):
            return "classification", "every row is a single 1 among zeros"
        return "regression", "there are several in a row"
    present, counts = np.unique(values, return_counts=True)
    if (present != np.floor(present)).any():
        return "regression", "not all of them are whole numbers"
    if not (images and values.dtype.kind in "biu"):
        if len(present) > MOST_CLASSES_OF_NUMBERS:
            return "regression", f"whole numbers with {len(present):,} different values"
        if counts.min() < 2:
            return "regression", "whole numbers of which some are there only once"
    return "classification", f"whole numbers with {counted(len(present), 'different value')}"


def _is_one_hot(values: NDArray[Any]) -> bool:
    return bool(((values == 0) | (values == 1)).all() and (values.sum(axis=1) == 1).all())


def _classes(values: NDArray[Any], place: str, notes: tuple[str, ...]) -> Target:
    if values.ndim == 2:
        if not _is_one_hot(values):
            raise DatasetError(
                f"{place}: classes are one in a row, or a single 1 among zeros "
                "(save them as one column, or leave out --task classification)"
            )
        names = tuple(str(number) for number in range(values.shape[1]))
        return Target("classification", values.argmax(axis=1).astype(np.int64), names, notes)
    present, numbers = np.unique(values, return_inverse=True)
    names = tuple(_name(value) for value in present.tolist())
    if len(names) == 1:
        raise DatasetError(f"{place}: every target is {names[0]}, and a classifier needs two classes")
    if 2 * len(names) > max(len(values), 2 * MOST_CLASSES_OF_NUMBERS):
        raise DatasetError(
            f"{place}: {len(names):,} different values in {len(values):,} rows are too many for classes "
            "(use --task regression)"
        )
    return Target("classification", numbers.astype(np.int64), names, notes)


def _name(value: object) -> str:
    if isinstance(value, float):
        return str(value).removesuffix(".0")
    return visible(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))


def _numbers(values: NDArray[Any], place: str, notes: tuple[str, ...]) -> Target:
    if values.dtype.kind in "US":
        raise DatasetError(f"{place}: targets are text, and regression needs numbers (leave out --task)")
    return Target("regression", values.reshape(len(values), -1).astype(np.float32), notes=notes)
