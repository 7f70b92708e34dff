"""Tests of the shipped measurements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nntui_datasets.dataset import Dataset
from nntui_datasets.measured import breast_cancer, iris, wine
from nntui_datasets.table import read_table


@pytest.mark.parametrize(
    ("load", "features", "classes"),
    [
        (iris, 4, {"setosa": 50, "versicolor": 50, "virginica": 50}),
        (wine, 13, {"cultivar 1": 59, "cultivar 2": 71, "cultivar 3": 48}),
        (breast_cancer, 30, {"malignant": 212, "benign": 357}),
    ],
)
def test_facts(load: Callable[[], Dataset], features: int, classes: dict[str, int]) -> None:
    """Rows, features and classes are those the source gives."""
    dataset = load()
    counts = dict(zip(dataset.class_names, np.bincount(dataset.targets).tolist(), strict=True))
    assert (dataset.features, counts) == (features, classes)


@pytest.mark.parametrize(
    ("load", "first", "value", "last", "mean"),
    [
        (iris, "sepal length (cm)", 5.1, "petal width (cm)", 1.1993),
        (wine, "alcohol", 14.23, "proline", 746.893),
        (breast_cancer, "mean radius", 17.99, "worst fractal dimension", 0.083946),
    ],
)
def test_names_and_values(
    load: Callable[[], Dataset], first: str, value: float, last: str, mean: float
) -> None:
    """Names belong to their columns: the first value and the last mean are the published ones."""
    dataset = load()
    assert (dataset.feature_names[0], dataset.feature_names[-1]) == (first, last)
    assert dataset.inputs[0, 0] == np.float32(value)
    assert dataset.inputs[:, -1].mean(dtype=np.float64) == pytest.approx(mean, rel=1e-4)


@pytest.mark.parametrize("load", [iris, wine, breast_cancer])
def test_attribution(load: Callable[[], Dataset]) -> None:
    """Every dataset of others names its source and licence, as the licence asks."""
    dataset = load()
    assert "UCI, doi:10.24432/" in dataset.source
    assert dataset.licence == "CC BY 4.0"


@pytest.mark.parametrize("load", [iris, wine, breast_cancer])
def test_inputs_are_to_be_standardised(load: Callable[[], Dataset]) -> None:
    """Measurements of different units are brought to one scale."""
    assert load().scaling == "inputs"


def test_iris_is_the_file_of_the_source(real_data: Path) -> None:
    """Iris is UCI's file but for the two flowers that its notes correct."""
    ours, theirs = iris(), read_table(real_data / "iris.csv").dataset
    differing = np.flatnonzero((ours.inputs != theirs.inputs).any(axis=1)) + 1
    assert differing.tolist() == [35, 38]
    assert ours.targets.tolist() == theirs.targets.tolist()
