"""What a table's target is, a class or a number, and the targets that follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.columns import Column
from nntui_datasets.dataset import Task
from nntui_datasets.errors import DatasetError
from nntui_datasets.grid import Grid
from nntui_datasets.safe_text import quoted
from nntui_datasets.sentences import counted

MOST_CLASSES_OF_NUMBERS = 20


@dataclass(frozen=True, eq=False)
class Target:
    """Targets in the shape a Dataset takes them, and notes on what was decided."""

    task: Task
    values: NDArray[np.int64] | NDArray[np.float32]
    class_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def decide_targets(grid: Grid, columns: Sequence[Column], task: Task | None) -> Target:
    """What there is to predict in `columns`, which miss no value: in several it is numbers.

    Raises DatasetError as `decide_target` does, and for classes in several columns.
    """
    if len(columns) == 1:
        return decide_target(grid, columns[0], task)
    if task == "classification":
        raise DatasetError(
            f"{grid.file}: {len(columns)} columns are targets, and classes stand in one "
            "(name one with --target, or --task regression)"
        )
    values = np.hstack([_numbers(grid, column, ()).values for column in columns]).astype(np.float32)
    names = ", ".join(grid.title(column.number) for column in columns)
    notes = (f"targets {names} are numbers: there are several",) if task is None else ()
    return Target("regression", values, notes=notes)


def decide_target(grid: Grid, column: Column, task: Task | None) -> Target:
    """The target in `column`, which misses no value.

    Without `task`, words are classes, and so are whole numbers with at most 20 different values each
    there at least twice. Raises DatasetError for regression on words and for a single class.
    """
    notes: tuple[str, ...] = ()
    if task is None:
        task, reason = _guess(column)
        kind = "class" if task == "classification" else "number"
        notes = (f"target {grid.title(column.number)} is a {kind}: {reason}",)
    return _classes(grid, column, notes) if task == "classification" else _numbers(grid, column, notes)


def _guess(column: Column) -> tuple[Task, str]:
    if column.words is not None:
        return "classification", f"words with {counted(len(column.words), 'different value')}"
    values, counts = np.unique(column.values, return_counts=True)
    if (values != np.floor(values)).any():
        return "regression", "not all of its values are whole numbers"
    if len(values) > MOST_CLASSES_OF_NUMBERS:
        return (
            "regression",
            f"whole numbers with {len(values):,} different values, more than {MOST_CLASSES_OF_NUMBERS}",
        )
    if counts.min() < 2:
        return "regression", "whole numbers of which some are there only once"
    return "classification", f"whole numbers with {counted(len(values), 'different value')}"


def _classes(grid: Grid, column: Column, notes: tuple[str, ...]) -> Target:
    present, values = np.unique(column.values + 0.0, return_inverse=True)  # + 0.0 makes -0 a 0
    names = tuple(repr(float(value)).removesuffix(".0") for value in present)
    if column.words is not None:
        names = column.words
    _refuse_poor_classes(grid, column, names)
    return Target("classification", values.astype(np.int64), names, notes)


def _refuse_poor_classes(grid: Grid, column: Column, names: tuple[str, ...]) -> None:
    place = f"{grid.file}, {grid.label(column.number)}"
    if len(names) == 1:
        raise DatasetError(
            f"{place}: every target is {quoted(names[0])}, and a classifier needs two classes "
            "(choose another column with --target)"
        )
    rows = len(column.values)
    if len(names) > MOST_CLASSES_OF_NUMBERS and 2 * len(names) > rows:
        raise DatasetError(
            f"{place}: {len(names):,} different values in {rows:,} rows are too many for classes "
            "(choose another column with --target)"
        )


def _numbers(grid: Grid, column: Column, notes: tuple[str, ...]) -> Target:
    if column.words is not None:
        raise DatasetError(
            f"{grid.file}, {grid.label(column.number)}: its values are words, and regression needs numbers "
            "(choose another column with --target, or --task classification)"
        )
    values = column.values.astype(np.float32)[:, None]
    if (values == values[0]).all():
        notes += (f"every target is {values[0, 0]:g}, so there is nothing to learn but that number",)
    return Target("regression", values, notes=notes)
