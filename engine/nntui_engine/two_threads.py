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
    """Do the first here and the second in a helper's thread, without NumPy's warnings there.

    Neither is under way any more when this returns or raises.
    """
    helped = helper.submit(_quietly, second)
    try:
        return first(), helped.result()
    finally:
        wait((helped,))


def _quietly(work: Callable[[], Second]) -> Second:
    """What is not finite is found in the end; a thread begins with the warnings on."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return work()
