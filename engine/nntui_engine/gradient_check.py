"""Holding gradients written by hand against differences of the loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nntui_engine.arrays import Array

STEP = 1e-3
"""Distance of the differences; the five-point rule's error is of the order of its fourth power."""


@dataclass(frozen=True)
class GradientCheck:
    """The largest relative error |a − n| ÷ max(1e-8, |a| + |n|), and the share left out at kinks."""

    largest_error: float
    skipped: float


def check_gradients(loss: Callable[[], float], values: Array, gradients: Array) -> GradientCheck:
    """Compare `gradients` with central differences of `loss()` as each of the float64 `values` moves.

    Where the differences at two distances disagree the loss has a kink between them (a ReLU at zero), and
    there is nothing to compare with: such numbers are left out and counted. `values` are put back.
    """
    flat = values.reshape(-1)
    coarse = np.array([_slope(loss, flat, i, STEP) for i in range(flat.size)])
    fine = np.array([_slope(loss, flat, i, STEP / 2) for i in range(flat.size)])
    smooth = relative_error(coarse, fine) < 1e-5
    error = relative_error(gradients.reshape(-1), fine)[smooth]
    return GradientCheck(float(error.max(initial=0.0)), 1.0 - float(smooth.mean()))


def relative_error(a: Array, b: Array) -> NDArray[np.float64]:
    """|a − b| ÷ max(1e-8, |a| + |b|), element by element."""
    error: NDArray[np.float64] = np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))
    return error


def _slope(loss: Callable[[], float], flat: Array, i: int, h: float) -> float:
    """(f(x−2h) − 8 f(x−h) + 8 f(x+h) − f(x+2h)) ÷ 12 h (Abramowitz and Stegun, 25.3.6)."""
    x = float(flat[i])

    def at(distance: int) -> float:
        flat[i] = x + distance * h
        return loss()

    # Pair by pair, so that a loss that does not move has a slope of exactly 0.
    near, far = at(1) - at(-1), at(2) - at(-2)
    flat[i] = x
    return (8.0 * near - far) / (12.0 * h)
