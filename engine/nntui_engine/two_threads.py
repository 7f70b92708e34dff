"""Two things at the same time: NumPy and BLAS let go of the interpreter while they compute."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, wait
from typing import TypeVar

import numpy as np

First = TypeVar("First")
Second = TypeVar("Second")


def at_once(
    helper: Executor, first: Callable[[], First], second: Callable[[], Second]
) -> tuple[First, Second]:
    """Do the first here and the second in a helper's thread.

    Neither is under way any more when this returns or raises. What is not finite is found in the end, without
    NumPy's warnings: a thread begins with them on.
    """
    helped = helper.submit(_quietly, second)
    try:
        return first(), helped.result()
    finally:
        wait((helped,))


def _quietly(work: Callable[[], Second]) -> Second:
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return work()
