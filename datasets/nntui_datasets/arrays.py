"""A dataset from an archive of arrays, `.npz`: inputs and targets by their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.array_gaps import Joined, close_arrays
from nntui_datasets.array_names import Part, Parts, parts_of
from nntui_datasets.array_targets import array_target
from nntui_datasets.dataset import Dataset, Task
from nntui_datasets.errors import DatasetError
from nntui_datasets.gaps import Missing
from nntui_datasets.image_rows import as_rows
from nntui_datasets.npy import NUMBERS, ArrayHeader
from nntui_datasets.npz import Archive, open_archive
from nntui_datasets.safe_text import quoted, visible
from nntui_datasets.scaling import usual_scaling
from nntui_datasets.table import Table
from nntui_datasets.targets import Target

TEXT = "US"

PIXEL_AXES = 3
"""Bytes in so many axes or more are pixels; in two they are numbers as any."""


def read_npz(path: Path, *, task: Task | None = None, missing: Missing | None = None) -> Table:
    """The arrays `x` and `y` in an archive, or `x_train`, `y_train` and, held out, `x_test` and `y_test`.

    Nothing is unpacked before all of it is known to be arrays of a size that fits the file. Raises
    DatasetError, which names the file and the array, for anything else.
    """
    file = visible(path.name)
    with open_archive(path) as archive:
        parts = parts_of(archive.names, file)
        joined = _joined(archive, parts)
    of_inputs, of_targets = (archive.place(name) for name in (parts.training.inputs, parts.training.targets))
    rows, row_shape = as_rows(joined.inputs, of_inputs)
    joined, notes = close_arrays(replace(joined, inputs=rows), missing, of_inputs, of_targets)
    target = array_target(joined.targets, of_targets, task, images=row_shape is not None)
    return Table(
        _dataset(path, joined, row_shape, target), (*_part_notes(parts, joined), *notes, *target.notes)
    )


def _joined(archive: Archive, parts: Parts) -> Joined:
    given = [part for part in (parts.training, parts.held_out) if part is not None]
    inputs = [archive.header(part.inputs, NUMBERS) for part in given]
    targets = [archive.header(part.targets, NUMBERS + TEXT) for part in given]
    for of_inputs, of_targets in zip(inputs, targets, strict=True):
        if not of_inputs.shape or of_inputs.shape[:1] != of_targets.shape[:1]:
            raise DatasetError(
                f"{of_inputs.place} is of shape {of_inputs.shape} and {of_targets.place} of shape "
                f"{of_targets.shape}: they need a row for each other (save arrays that belong together)"
            )
    is_pixels = all(each.dtype == np.uint8 and len(each.shape) >= PIXEL_AXES for each in inputs)
    dtype = np.result_type(*(header.dtype.newbyteorder("=") for header in targets))
    return Joined(
        _read(archive, [part.inputs for part in given], inputs, np.uint8 if is_pixels else np.float32),
        _read(archive, [part.targets for part in given], targets, dtype),
        inputs[1].shape[0] if len(given) == 2 else None,
    )


def _read(
    archive: Archive, names: Sequence[str], headers: Sequence[ArrayHeader], dtype: np.dtype[Any] | type
) -> NDArray[Any]:
    """Arrays of these headers one behind the other."""
    first, rows = headers[0], [header.shape[0] for header in headers]
    for other in headers[1:]:
        if other.shape[1:] != first.shape[1:]:
            raise DatasetError(
                f"{first.place} is of shape {first.shape} and {other.place} of shape {other.shape}: "
                "their rows are not alike (save arrays that belong together)"
            )
    whole = np.empty((sum(rows), *first.shape[1:]), dtype)
    start = 0
    for name, header, count in zip(names, headers, rows, strict=True):
        archive.read(name, header, whole[start : start + count])
        start += count
    return whole


def _part_notes(parts: Parts, joined: Joined) -> list[str]:
    notes = [_used("inputs and targets", parts.training)]
    if parts.held_out is not None:
        notes.append(f"{_used('held out', parts.held_out)}: {joined.held_out:,} rows to validate with")
    if parts.unused:
        notes.append(f"not used: {', '.join(quoted(name) for name in parts.unused[:8])}")
    return notes


def _used(what: str, part: Part) -> str:
    return f"{what} are {quoted(part.inputs)} and {quoted(part.targets)}"


def _dataset(path: Path, joined: Joined, row_shape: tuple[int, ...] | None, target: Target) -> Dataset:
    inputs = joined.inputs
    columns = range(1, inputs.shape[1] + 1) if row_shape is None else ()
    return Dataset(
        name=visible(path.stem),
        inputs=inputs,
        targets=target.values,
        task=target.task,
        feature_names=tuple(f"column {number}" for number in columns),
        class_names=target.class_names,
        story=f"arrays of your own, {visible(path.name)}",
        source=visible(path.name),
        licence="not stated",
        row_shape=row_shape,
        held_out=joined.held_out,
        scaling=usual_scaling(inputs, target.task, is_image=row_shape is not None),
    )
