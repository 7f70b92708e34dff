"""Iris, wine and breast cancer: the measurements that ship with the package as CSV text."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nntui_datasets.dataset import Dataset
from nntui_datasets.stories import STORIES

_FOLDER = Path(__file__).parent / "data"


def iris() -> Dataset:
    """150 flowers with 4 measurements in centimetres, 50 of each of 3 species."""
    return _shipped("iris", "R. A. Fisher (1936), Iris, UCI, doi:10.24432/C56C76")


def wine() -> Dataset:
    """178 wines with 13 chemical measurements, from 3 cultivars."""
    return _shipped("wine", "S. Aeberhard, M. Forina (1992), Wine, UCI, doi:10.24432/C5PC7J")


def breast_cancer() -> Dataset:
    """569 tumours with 30 measurements of cell nuclei, 212 malignant and 357 benign."""
    return _shipped(
        "breast-cancer",
        "W. Wolberg, O. Mangasarian, N. Street, W. Street (1993), Breast Cancer Wisconsin (Diagnostic), UCI, "
        "doi:10.24432/C5DW2B",
    )


def _shipped(name: str, source: str) -> Dataset:
    """The dataset in `data/<name>.csv`: a line of names, then rows that end with their class.

    Classes are numbered in the order in which the file first names them.
    """
    first, *lines = (_FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines]
    class_names = tuple(dict.fromkeys(row[-1] for row in rows))
    return Dataset(
        name=name,
        inputs=np.array([row[:-1] for row in rows], dtype=np.float64).astype(np.float32),
        targets=np.array([class_names.index(row[-1]) for row in rows], dtype=np.int64),
        task="classification",
        feature_names=tuple(first.split(",")[:-1]),
        class_names=class_names,
        story=STORIES[name],
        source=source,
        licence="CC BY 4.0",
        scaling="inputs",
    )
