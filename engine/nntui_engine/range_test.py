"""The range test: which learning rates a network learns with, found by trying them, lowest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

from nntui_engine.errors import EngineError
from nntui_engine.trainer import Trainer

Floats = NDArray[np.float64]

SMOOTHING = 0.9
"""How much of the smoothed loss stays from batch to batch, for telling that it blows up."""

BLOWN_UP = 4.0
"""So many times the lowest smoothed loss is too much."""

SLOPE_SHARE = 0.05
"""Of the batches lie on either side of one where the slope is measured."""

LINE = 2
"""Numbers that say what a straight line is."""

CERTAIN = 4.0
"""Standard errors by which a slope has to be steeper than none: batches differ, and that is no fall."""


@dataclass(frozen=True)
class RangeFound:
    """rates, losses: of the batches, in the order in which they were taken. smoothed: means of losses around.

    steepest: the rate at which the loss falls fastest, None where it never falls. blow_up: the rate at which
    it became far too large or no number, None where it never did.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    smoothed: tuple[float, ...]
    steepest: float | None
    blow_up: float | None

    @property
    def suggestion(self) -> float | None:
        """A rate to begin with: where the loss falls fastest, but a tenth at most of where it blows up."""
        known = [self.steepest, self.blow_up and self.blow_up / 10.0]
        return min((rate for rate in known if rate is not None), default=None)


class RangeTest:
    """One batch after the other at rates that rise exponentially (Smith, arXiv:1506.01186, §3.3).

    It trains a scratch copy: the trainer that it begins from keeps every bit. `advance` takes a batch, so
    that its owner can look at other things between two.
    """

    def __init__(
        self, trainer: Trainer, lowest: float = 1e-6, highest: float = 10.0, steps: int = 200
    ) -> None:
        if not 0.0 < lowest < highest < inf:
            raise EngineError(f"a range test goes from a lower rate up, not from {lowest:g} to {highest:g}")
        if steps < 20:
            raise EngineError(f"a range test takes 20 batches at least, not {steps}")
        self._trainer = trainer.scratch()
        self._rates = lowest * (highest / lowest) ** np.linspace(0.0, 1.0, steps)
        self._losses: list[float] = []
        self._blown_up_at: float | None = None
        self._smooth, self._lowest = 0.0, inf

    @property
    def done(self) -> float:
        """The share of the batches that is taken."""
        return len(self._losses) / len(self._rates)

    @property
    def finished(self) -> bool:
        """Whether there is nothing more to try."""
        return self._blown_up_at is not None or len(self._losses) == len(self._rates)

    def advance(self) -> None:
        """Take the next batch."""
        trainer, rate = self._trainer, float(self._rates[len(self._losses)])
        trainer.hyper = replace(trainer.hyper, learning_rate=rate, scheduled=False)
        report = trainer.step()
        if report.diverged is not None:
            self._blown_up_at = rate
            return
        self._losses.append(report.loss)
        self._smooth = SMOOTHING * self._smooth + (1.0 - SMOOTHING) * report.loss
        smooth = self._smooth / (1.0 - SMOOTHING ** len(self._losses))
        self._lowest = min(self._lowest, smooth)
        if smooth > BLOWN_UP * self._lowest:
            self._blown_up_at = rate

    def result(self) -> RangeFound:
        """What was found so far."""
        losses = np.array(self._losses)
        rates = self._rates[: len(losses)]
        half = max(1, round(SLOPE_SHARE * len(self._rates)))
        smoothed, slopes, errors = _fitted(losses, half)
        # At either end a line has too few losses to be sure of.
        falls = (slopes < -CERTAIN * errors) & (slopes < 0)
        falls[:half] = falls[len(falls) - half :] = False
        steepest = float(rates[np.where(falls, slopes, inf).argmin()]) if falls.any() else None
        return RangeFound(
            tuple(rates.tolist()),
            tuple(losses.tolist()),
            tuple(smoothed.tolist()),
            steepest,
            self._blown_up_at,
        )


def range_test(trainer: Trainer, lowest: float = 1e-6, highest: float = 10.0, steps: int = 200) -> RangeFound:
    """Try rates from the lowest to the highest from where a trainer stands; it stays there."""
    test = RangeTest(trainer, lowest, highest, steps)
    while not test.finished:
        test.advance()
    return test.result()


def _fitted(losses: Floats, half: int) -> tuple[Floats, Floats, Floats]:
    """Height, slope and its standard error of the straight line through each loss and `half` on either side.

    By least squares (Savitzky and Golay, Anal. Chem. 36, 1964): unlike a running mean it lags behind nothing.
    """
    heights, slopes, errors = (np.zeros_like(losses) for _ in range(3))
    for at in range(len(losses)):
        first = max(0, at - half)
        near = losses[first : at + half + 1]
        offsets = np.arange(first, first + len(near), dtype=np.float64) - at
        away = offsets - offsets.mean()
        spread = float(away @ away)
        slopes[at] = away @ near / spread if spread else 0.0
        heights[at] = near.mean() - slopes[at] * offsets.mean()
        missed = near - heights[at] - slopes[at] * offsets
        if len(near) > LINE:
            errors[at] = sqrt(missed @ missed / (len(near) - LINE) / spread)
    return heights, slopes, errors
