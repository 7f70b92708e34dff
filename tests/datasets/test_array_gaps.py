"""Tests of what becomes of values that are no numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nntui_datasets.array_gaps import Joined, close_arrays
from nntui_datasets.errors import DatasetError

NAN, INF = np.nan, np.inf


def joined(*rows: list[float], targets: Any = None, held_out: int | None = None) -> Joined:
    answers = np.arange(len(rows)) if targets is None else np.array(targets)
    return Joined(np.array(rows, np.float32), answers, held_out)


def close(given: Joined, policy: Any) -> tuple[Joined, tuple[str, ...]]:
    return close_arrays(given, policy, "x", "y")


@pytest.mark.parametrize("policy", [None, "drop", "mark"])
def test_nothing_missing(policy: Any) -> None:
    """What is whole stays as it is, and is not copied."""
    whole = joined([1, 2])
    assert close(whole, policy) == (whole, ())


def test_bytes() -> None:
    """Pixels miss nothing, and are not looked through."""
    pixels = Joined(np.zeros((2, 3), np.uint8), np.array(["a", "b"]), None)
    assert close(pixels, None) == (pixels, ())


def test_drop() -> None:
    """Rows are left out with their targets, and from the part that they are in."""
    closed, notes = close(joined([1, NAN], [3, 4], [5, 6], [NAN, NAN], [7, 8], held_out=2), "drop")
    assert (closed.inputs.tolist(), closed.targets.tolist()) == ([[3, 4], [5, 6], [7, 8]], [1, 2, 4])
    assert (closed.held_out, notes) == (1, ("dropped 2 rows with missing values",))


@pytest.mark.parametrize(
    ("policy", "values", "told"),
    [
        ("mean", (4.0, 3.0), "mean"),
        ("median", (3.0, 2.5), "median"),
        ("mode", (1.0, 2.0), "most frequent value"),
    ],
)
def test_filled(policy: str, values: tuple[float, float], told: str) -> None:
    """Each policy fills with what it says, from what is there in the column."""
    rows = ([1.0, 2.0], [1.0, 2.0], [NAN, 3.0], [5.0, NAN], [9.0, 5.0])
    closed, notes = close(joined(*rows), policy)
    assert (closed.inputs[2, 0], closed.inputs[3, 1]) == values
    assert (len(closed.inputs), notes) == (5, (f"filled 2 missing values with the {told} of the column",))


@pytest.mark.parametrize("policy", ["drop", "mean"])
@pytest.mark.parametrize("targets", [[0.5, NAN, 2], [[0.5, 1], [1, NAN], [1, 2]]])
def test_a_target_that_is_missing(policy: str, targets: Any) -> None:
    """Nobody knows the answer of such a row: it is dropped, however inputs are filled."""
    closed, notes = close(joined([1, 2], [3, 4], [5, 6], targets=targets), policy)
    assert (closed.inputs.tolist(), closed.targets[1].max()) == ([[1, 2], [5, 6]], 2)
    assert notes == ("dropped 1 row without a target",)


@pytest.mark.parametrize(
    ("given", "policy", "expected"),
    [
        (
            joined([1, 2], [3, NAN]),
            None,
            "x, row 2, column 2: 1 value NaN (use --missing drop, mean, median or mode)",
        ),
        (
            joined([1, 2], [3, NAN]),
            "mark",
            "x, row 2, column 2: 1 value NaN (use --missing drop, mean, median or mode)",
        ),
        (joined([1, INF], [3, -INF]), "drop", "x, row 1, column 2: 2 values infinite, or beyond 32-bit "),
        (joined([1, NAN], [3, NAN]), "drop", "x: every row to train with has a value that is NaN (use "),
        (joined([1, NAN], [3, 1], held_out=1), "drop", "x: every row to train with has a value that is "),
        (joined([1, NAN], [3, NAN]), "mean", "x, column 2: no row has a value in it (take the column out)"),
        (joined([1], [2], targets=[1, NAN]), None, "y, row 2, column 1: 1 value NaN (use --missing drop)"),
        (joined([1], [2], targets=[1, 1e300]), "drop", "y, row 2, column 1: 1 value infinite, or beyond "),
        (joined([1], targets=[NAN]), "drop", "y: every row to train with has a value that is NaN (save "),
    ],
)
def test_refused(given: Joined, policy: Any, expected: str) -> None:
    """They are counted and named, and never trained on in silence, nor closed otherwise than was asked."""
    with pytest.raises(DatasetError) as caught:
        close(given, policy)
    assert str(caught.value).startswith(expected)
