"""Schedules: what the learning rate is multiplied by on the way to the run's goal, and the table of them.

A schedule remembers nothing: its factor is a function of the epochs done, of which a part of the next one is
a fraction.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, floor, inf, pi
from typing import ClassVar

from nntui_engine.errors import EngineError
from nntui_engine.hyperparameters import HyperParameters

RISE, RISES_FROM = 0.3, 1 / 25
"""Of a cycle: the share in which the rate rises, and where it begins."""

LEAST_RATE, MOST_RATE = 1e-30, 1e30
"""What a schedule makes of a rate at the outermost: a number that float32 knows, and above 0."""


@dataclass(frozen=True)
class Schedule:
    """A factor for each moment of `span` epochs; from then on the last one stays."""

    span: float

    kind: ClassVar[str]

    def __post_init__(self) -> None:
        if not 0.0 < self.span < inf:
            raise EngineError(f"a {self.kind} schedule takes more than 0 epochs, not {self.span:g}")

    def factor(self, epochs: float) -> float:
        """After so many epochs, at least 0."""
        raise NotImplementedError

    def name_at(self, epochs: float) -> str:
        """What holds after so many epochs, in a word."""
        return self.kind


@dataclass(frozen=True)
class Constant(Schedule):
    """1, always."""

    kind = "constant"

    def factor(self, epochs: float) -> float:
        return 1.0


@dataclass(frozen=True)
class Step(Schedule):
    """gamma ^ ⌊e ÷ every⌋."""

    every: float
    gamma: float = 0.1

    kind = "step"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0.0 < self.every < inf:
            raise EngineError(f"a step is taken every so many epochs, more than 0, not {self.every:g}")
        _check_gamma(self.gamma)

    def factor(self, epochs: float) -> float:
        # A step that would come with the last epoch's end is one that the run never trained with.
        return _power(self.gamma, min(floor(epochs / self.every), ceil(self.span / self.every) - 1))


@dataclass(frozen=True)
class Exponential(Schedule):
    """gamma ^ e."""

    gamma: float

    kind = "exponential"

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_gamma(self.gamma)

    def factor(self, epochs: float) -> float:
        return _power(self.gamma, min(epochs, self.span))


@dataclass(frozen=True)
class _Ending(Schedule):
    """A schedule that ends at the factor `final`."""

    final: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0.0 < self.final < inf:
            raise EngineError(f"the final learning rate is a number above 0, not {self.final:g}")

    def done(self, epochs: float) -> float:
        """The share of the span that is over."""
        return min(epochs / self.span, 1.0)


@dataclass(frozen=True)
class Linear(_Ending):
    """From 1 to final in a straight line."""

    kind = "linear"

    def factor(self, epochs: float) -> float:
        return 1.0 + (self.final - 1.0) * self.done(epochs)


@dataclass(frozen=True)
class Cosine(_Ending):
    """final + ½ (1 − final) (1 + cos πs) after the share s (Loshchilov and Hutter, ICLR 2017, equation 5)."""

    kind = "cosine"

    def factor(self, epochs: float) -> float:
        return _fall(1.0, self.final, self.done(epochs))


@dataclass(frozen=True)
class OneCycle(_Ending):
    """From 1/25 up to 1 in the first 30 % of the span, and down to final (Smith and Topin, arXiv:1708.07120).

    Both ways along a half cosine, as those do it who use it today.
    """

    kind = "one_cycle"

    def factor(self, epochs: float) -> float:
        share = self.done(epochs)
        if share < RISE:
            return _fall(RISES_FROM, 1.0, share / RISE)
        return _fall(1.0, self.final, (share - RISE) / (1.0 - RISE))


@dataclass(frozen=True)
class Part:
    """A schedule among others. scale: its base rate as a multiple of the run's. name: shown in its place."""

    schedule: Schedule
    scale: float = 1.0
    name: str = ""


@dataclass(frozen=True)
class Composed(Schedule):
    """One schedule after the other, each for its own span; the last one stays."""

    parts: tuple[Part, ...]

    kind = "composed"

    @classmethod
    def of(cls, *parts: Part) -> Composed:
        """These parts in a row."""
        return cls(sum(part.schedule.span for part in parts), parts)

    def factor(self, epochs: float) -> float:
        part, since = self._part(epochs)
        return part.scale * part.schedule.factor(epochs - since)

    def name_at(self, epochs: float) -> str:
        part, since = self._part(epochs)
        return part.name or part.schedule.name_at(epochs - since)

    def _part(self, epochs: float) -> tuple[Part, float]:
        """The one that holds, and after how many epochs it began."""
        since = 0.0
        for part in self.parts[:-1]:
            if epochs < since + part.schedule.span:
                return part, since
            since += part.schedule.span
        return self.parts[-1], since


def learning_rate(hyper: HyperParameters, schedule: Schedule | None, epochs: float) -> float:
    """The learning rate of the step that is taken after so many epochs.

    hyper.learning_rate is where the schedule begins, unless a hand holds it; rate_factor comes on top.
    """
    if schedule is None or not hyper.scheduled:
        return hyper.learning_rate
    rate = hyper.learning_rate * hyper.rate_factor * schedule.factor(epochs)
    return min(max(rate, LEAST_RATE), MOST_RATE)


def _fall(first: float, last: float, share: float) -> float:
    return last + 0.5 * (first - last) * (1.0 + cos(pi * share))


def _power(base: float, exponent: float) -> float:
    try:
        return float(base**exponent)
    except OverflowError:
        return inf


def _check_gamma(gamma: float) -> None:
    if not 0.0 < gamma < inf:
        raise EngineError(f"gamma is a number above 0, which {gamma:g} is not")


SCHEDULES: dict[str, type[Schedule]] = {
    schedule.kind: schedule for schedule in (Constant, Step, Exponential, Linear, Cosine, OneCycle)
}
"""By the name in `run.toml`, from simple to rich."""
