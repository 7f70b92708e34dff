"""A dataset from IDX files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.array_gaps import Joined, close_arrays
from nntui_datasets.array_targets import array_target
from nntui_datasets.dataset import Dataset, Inputs
from nntui_datasets.errors import DatasetError
from nntui_datasets.gaps import Missing
from nntui_datasets.idx import IdxHeader, append_idx
from nntui_datasets.idx_pairs import IdxPair, pair_of, pairs_in
from nntui_datasets.image_rows import as_rows
from nntui_datasets.reading import reading
from nntui_datasets.safe_text import visible
from nntui_datasets.scaling import usual_scaling
from nntui_datasets.table import Table

_IMAGES = (2, 3, 4)
_LABELS = (1,)


def read_idx(path: Path, *, missing: Missing | None = None) -> Table:
    """The images in an IDX file, or in a folder of them, with their labels.

    Of a folder with a part to train with and one to validate with the second is held out. `missing` is for
    numbers that are no bytes. Raises DatasetError, which names the file, for anything that is not exactly as
    it should be.
    """
    with reading(path):
        pairs = pairs_in(path) if path.is_dir() else (pair_of(path),)
    images, labels, counts = _read(pairs)
    of_images, of_labels = visible(pairs[0].images.name), visible(pairs[0].labels.name)
    flat, row_shape = as_rows(images, of_images)
    held_out = counts[1] if len(counts) == 2 else None
    joined, notes = close_arrays(Joined(_inputs(flat), labels, held_out), missing, of_images, of_labels)
    target = array_target(joined.targets, of_labels, "classification", images=True)
    dataset = Dataset(
        name=visible(path.name if path.is_dir() else path.name.split(".")[0]),
        inputs=joined.inputs,
        targets=target.values,
        task="classification",
        feature_names=_names(flat) if row_shape is None else (),
        class_names=target.class_names,
        story=f"images of your own, {visible(path.name)}",
        source=visible(path.name),
        licence="not stated",
        row_shape=row_shape,
        held_out=joined.held_out,
        scaling=usual_scaling(joined.inputs, "classification", is_image=row_shape is not None),
    )
    return Table(dataset, (*_notes(pairs, counts), *notes))


def _read(pairs: Sequence[IdxPair]) -> tuple[NDArray[np.generic], NDArray[np.generic], list[int]]:
    """Images of all pairs as one array, their labels, and how many each pair has."""
    pixels, marks = bytearray(), bytearray()
    headers = [append_idx(pair.images, pixels, _IMAGES) for pair in pairs]
    of_labels = [append_idx(pair.labels, marks, _LABELS) for pair in pairs]
    for images, labels in zip(headers, of_labels, strict=True):
        if images.shape[0] != labels.shape[0]:
            raise DatasetError(
                f"{images.file} has {images.shape[0]:,} images and {labels.file} {labels.shape[0]:,} labels: "
                "they do not belong together (fetch both again)"
            )
        if labels.dtype.kind == "f":
            raise DatasetError(f"{labels.file} has labels that are no whole numbers (save them as bytes)")
    _refuse_unlike(headers)
    _refuse_unlike(of_labels)
    counts = [header.shape[0] for header in headers]
    shape = (sum(counts), *headers[0].shape[1:])
    images_ = np.frombuffer(pixels, headers[0].dtype).reshape(shape)
    return images_, np.frombuffer(marks, of_labels[0].dtype), counts


def _refuse_unlike(headers: Sequence[IdxHeader]) -> None:
    first = headers[0]
    for other in headers[1:]:
        if (other.shape[1:], other.dtype) != (first.shape[1:], first.dtype):
            raise DatasetError(
                f"{first.file} holds {first.dimensions} values and {other.file} {other.dimensions}: "
                "their images are not alike (take one of them away)"
            )


def _inputs(flat: NDArray[np.generic]) -> Inputs:
    return flat.astype(np.uint8, copy=False) if flat.dtype == np.uint8 else flat.astype(np.float32)


def _names(flat: NDArray[np.generic]) -> tuple[str, ...]:
    return tuple(f"column {number}" for number in range(1, flat.shape[1] + 1))


def _notes(pairs: Sequence[IdxPair], counts: Sequence[int]) -> tuple[str, ...]:
    if len(pairs) == 2:
        return (f"{visible(pairs[1].images.name)} is held out: {counts[1]:,} rows to validate with",)
    return ()
