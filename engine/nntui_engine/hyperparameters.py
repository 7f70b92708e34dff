"""The settings of a run that a hand may change while it goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, isfinite

from nntui_engine.errors import EngineError


@dataclass(frozen=True)
class HyperParameters:
    """What the next step is taken with.

    learning_rate: step size, above 0. momentum: μ of momentum and nesterov, β₁ of adam and adamw.
    weight_decay: pull of weights towards zero; decoupled in adamw, in the gradient elsewhere.
    dropout: share of units left out by every dropout layer. batch_size: rows a step.
    rate_factor: what a hand multiplies the schedule by. scheduled: whether the schedule is followed, where
    there is one; learning_rate is then where it begins, and else the rate that is held.
    """

    learning_rate: float
    momentum: float
    weight_decay: float
    dropout: float
    batch_size: int
    rate_factor: float = 1.0
    scheduled: bool = True

    def __post_init__(self) -> None:
        _check("learning rate", self.learning_rate, above=0.0)
        _check("momentum", self.momentum, least=0.0, below=1.0)
        _check("weight decay", self.weight_decay, least=0.0)
        _check("rate factor", self.rate_factor, above=0.0)
        _check("dropout", self.dropout, least=0.0, below=1.0)
        if not isfinite(self.batch_size) or self.batch_size != int(self.batch_size) or self.batch_size < 1:
            raise EngineError(f"a batch is a whole number of rows, at least 1, not {self.batch_size:g}")

    def changed(self, name: str, value: float) -> HyperParameters:
        """The same with one setting changed; EngineError where it cannot be that."""
        if name not in self.__dataclass_fields__:
            raise EngineError(f"there is no hyper-parameter called {name}")
        if name == "batch_size" and isfinite(value) and value == int(value):
            return replace(self, batch_size=int(value))
        if name == "scheduled":
            return replace(self, scheduled=bool(value))
        return replace(self, **{name: value})  # type: ignore[arg-type]  # all the others are floats


def _check(
    name: str,
    value: float,
    *,
    above: float = -inf,
    least: float = -inf,
    below: float = inf,
) -> None:
    # First what is right: with a schedule every step has settings of its own.
    if above < value < below and value >= least:
        return
    limits = {"above": above, "at least": least, "below": below}
    wanted = [f"{word} {limit:g}" for word, limit in limits.items() if isfinite(limit)]
    raise EngineError(f"the {name} is a number {' and '.join(wanted)}, which {value:g} is not")
