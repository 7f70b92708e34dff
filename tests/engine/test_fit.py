"""Rows that a network cannot take, or whose targets its outputs cannot be compared with, are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nntui_engine.errors import EngineError
from nntui_engine.fit import check_fit
from nntui_engine.losses import LOSSES
from nntui_engine.rows import Rows
from nntui_engine.spec import LayerSpec, NetworkSpec

DENSE = LayerSpec("dense", {"outputs": 3})
CONV = LayerSpec("conv2d", {"filters": 3})
EMBEDDING = LayerSpec("embedding", {"tokens": 4, "units": 2})
FLAT = NetworkSpec((2,), (DENSE,))
EACH_STEP = NetworkSpec((5, 2), (DENSE,))
TOKENS = NetworkSpec((2,), (EMBEDDING, LayerSpec("last_step"), DENSE))
IMAGES = NetworkSpec((1, 3, 3), (CONV,))
CLASSES, VALUES = "softmax_cross_entropy", "mean_squared_error"


def rows_of(spec: NetworkSpec, targets: NDArray[Any]) -> Rows:
    return Rows(np.ones((len(targets), *spec.input_shape), np.float32), targets)


@pytest.mark.parametrize(
    ("spec", "loss", "targets"),
    [
        (FLAT, CLASSES, np.array([0, 2])),
        (FLAT, VALUES, np.zeros((4, 3), np.float32)),
        (EACH_STEP, CLASSES, np.full((4, 5), 2)),
        (EACH_STEP, VALUES, np.zeros((4, 5, 3), np.float32)),
        (TOKENS, CLASSES, np.array([1])),
        (FLAT, CLASSES, np.zeros(0, np.intp)),
    ],
    ids=["classes", "values", "classes of steps", "values of steps", "tokens", "none"],
)
def test_what_fits_is_taken(spec: NetworkSpec, loss: str, targets: NDArray[Any]) -> None:
    """Protects every kind of rows from a check that is too strict."""
    check_fit(rows_of(spec, targets), spec, LOSSES[loss]())


@pytest.mark.parametrize(
    ("rows", "spec", "loss", "expected"),
    [
        (
            rows_of(FLAT, np.zeros(4, np.intp)),
            NetworkSpec((3,), (DENSE,)),
            CLASSES,
            "the network takes rows of shape (3,), and these are (2,)",
        ),
        (
            rows_of(FLAT, np.array([0, 3])),
            FLAT,
            CLASSES,
            "dense_1 has outputs for the classes 0 to 2, and the data have 0 to 3",
        ),
        (
            rows_of(FLAT, np.array([-1, 1])),
            FLAT,
            CLASSES,
            "dense_1 has outputs for the classes 0 to 2, and the data have -1 to 1",
        ),
        (
            rows_of(FLAT, np.zeros((4, 1), np.float32)),
            FLAT,
            VALUES,
            "mean_squared_error needs targets of shape (4, 3) here, not (4, 1)",
        ),
        (
            rows_of(EACH_STEP, np.zeros(4, np.intp)),
            EACH_STEP,
            CLASSES,
            "softmax_cross_entropy needs targets of shape (4, 5) here, not (4,)",
        ),
        (
            replace(rows_of(EACH_STEP, np.zeros((4, 5), np.intp)), weights=np.ones(4, np.float32)),
            EACH_STEP,
            CLASSES,
            "weights of shape (4,) are not one for each answer (4, 5)",
        ),
        (
            rows_of(IMAGES, np.zeros((4, 3, 1), np.intp)),
            IMAGES,
            CLASSES,
            "conv2d_1 gives images (3, 1, 1), and a loss compares numbers: "
            "put a flatten or a global_mean_pool behind it",
        ),
        (
            Rows(np.array([[0, 4], [1, 2]]), np.zeros(2, np.intp)),
            TOKENS,
            CLASSES,
            "embedding_1 knows the tokens 0 to 3, and the data have 0 to 4",
        ),
        (
            Rows(np.array([[0.0, np.nan]], np.float32), np.zeros(1, np.intp)),
            TOKENS,
            CLASSES,
            "embedding_1 knows the tokens 0 to 3, and the data have nan to nan",
        ),
    ],
    ids=[
        "inputs",
        "a class more",
        "no class",
        "one value",
        "no steps",
        "weights",
        "images",
        "a token more",
        "no token",
    ],
)
def test_what_does_not_fit_is_refused(rows: Rows, spec: NetworkSpec, loss: str, expected: str) -> None:
    """Protects from training on numbers that NumPy stretched, cut off or read from another row."""
    with pytest.raises(EngineError) as error:
        check_fit(rows, spec, LOSSES[loss]())
    assert str(error.value) == expected
