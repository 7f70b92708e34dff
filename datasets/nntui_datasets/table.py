"""A dataset from any CSV file, and what had to be decided on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nntui_datasets.columns import read_column
from nntui_datasets.csv_source import Cells, parse
from nntui_datasets.dataset import Dataset, Task
from nntui_datasets.errors import DatasetError
from nntui_datasets.gaps import Complete, Missing, close_gaps
from nntui_datasets.grid import Grid, make_grid
from nntui_datasets.header import guess_header
from nntui_datasets.inputs import MOST_INPUTS, encode_inputs, refuse_width
from nntui_datasets.remarks import remarks, surplus
from nntui_datasets.safe_text import visible
from nntui_datasets.sentences import counted
from nntui_datasets.targets import Target, decide_targets
from nntui_datasets.text_source import read_text


@dataclass(frozen=True, eq=False)
class Table:
    """A dataset read from a file, with a note on everything that was decided rather than told."""

    dataset: Dataset
    notes: tuple[str, ...]


def read_table(
    path: Path,
    *,
    target: str | int | tuple[str | int, ...] | None = None,
    task: Task | None = None,
    header: bool | None = None,
    missing: Missing | None = None,
    ignore: tuple[str | int, ...] = (),
    categories: tuple[str | int, ...] = (),
) -> Table:
    """The table in the CSV file at `path`: UTF-8, cells separated by a comma, semicolon, tab or bar.

    `target` and `ignore` take names of columns, or numbers counted from 1; without `target`, or with
    "last", it is the last column that is not ignored; several are numbers to predict together. `header`
    says whether the first line holds names and `task` what the target is, both decided from the cells
    where they are None. `missing` says what becomes of missing values, which are refused where it is None.
    Inputs in `categories` are words, also where they are written as numbers.

    Raises DatasetError, naming the file and where possible line and column, for anything else.
    """
    file = visible(path.name)
    cells = parse(read_text(path), file)
    named = guess_header(cells) if header is None else header
    grid = make_grid(cells, file, header=named)
    notes = _reading_notes(cells, None if header is not None else named)
    targets = target if isinstance(target, tuple) else (target,)
    left = surplus(grid, cells, named)
    chosen, goals = choose(grid, targets, (*ignore, *left))
    named_by = _categories(grid, categories, chosen)
    inputs = [read_column(grid, number, names=number in named_by) for number in chosen]
    answers = [read_column(grid, number, as_words=task == "classification") for number in goals]
    complete = close_gaps(grid, inputs, answers, missing)
    decided = decide_targets(grid, complete.targets, task)
    seen = (*left.values(), *remarks(grid, inputs, answers), *complete.notes, *decided.notes)
    return Table(dataset_of(path, grid, complete, decided), (*notes, *seen))


def _reading_notes(cells: Cells, guessed: bool | None) -> list[str]:
    notes = [*cells.notes]
    if guessed is not None:
        notes.append(
            "header found: the first line holds names"
            if guessed
            else "no header: the first line holds values"
        )
    return notes


def choose(
    grid: Grid, targets: tuple[str | int | None, ...], ignore: tuple[str | int, ...]
) -> tuple[list[int], list[int]]:
    """The columns that are inputs, and those that are targets; DatasetError where that cannot be."""
    ignored = {grid.find(column) for column in ignore}
    kept = [number for number in range(len(grid.columns)) if number not in ignored]
    if len(kept) < 2:
        raise DatasetError(
            f"{grid.file} has {counted(len(kept), 'column')} to use, and an input and a target need two "
            "(separate cells by a comma, semicolon, tab or bar)"
        )
    goals = [_find_target(grid, target, kept[-1]) for target in targets or (None,)]
    _refuse_bad_goals(grid, goals, ignored)
    inputs = [number for number in kept if number not in goals]
    if not inputs:
        raise DatasetError(f"{grid.file}: every column is a target (leave one to learn from)")
    if len(inputs) > MOST_INPUTS:
        refuse_width(grid, inputs[MOST_INPUTS])
    return inputs, goals


def _categories(grid: Grid, wanted: tuple[str | int, ...], inputs: list[int]) -> set[int]:
    found = {grid.find(column) for column in wanted}
    for column in sorted(found.difference(inputs)):
        raise DatasetError(
            f"{grid.file}: {grid.label(column)} is no input, and only inputs can be categories (leave it out)"
        )
    return found


def _find_target(grid: Grid, target: str | int | None, last: int) -> int:
    if target is None or (target == "last" and "last" not in (grid.names or ())):
        return last
    return grid.find(target)


def _refuse_bad_goals(grid: Grid, goals: list[int], ignored: set[int]) -> None:
    for place, goal in enumerate(goals):
        if goal in ignored:
            raise DatasetError(f"{grid.file}: {grid.label(goal)} is the target and cannot be ignored too")
        if goal in goals[:place]:
            raise DatasetError(f"{grid.file}: {grid.label(goal)} is a target twice (name it once)")


def dataset_of(path: Path, grid: Grid, complete: Complete, target: Target) -> Dataset:
    """The dataset that complete columns make."""
    inputs, names = encode_inputs(grid, complete.inputs)
    return Dataset(
        name=visible(path.stem),
        inputs=inputs,
        targets=target.values,
        task=target.task,
        feature_names=names,
        class_names=target.class_names,
        story=f"a table of your own, {grid.file}",
        source=grid.file,
        licence="not stated",
        scaling="inputs" if target.task == "classification" else "all",
    )
