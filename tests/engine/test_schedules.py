"""Schedules: their values by hand, and what holds for all of them."""

from __future__ import annotations

from math import cos, inf, nan, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_engine.errors import EngineError
from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.schedules import (
    SCHEDULES,
    Composed,
    Constant,
    Cosine,
    Exponential,
    Linear,
    OneCycle,
    Part,
    Schedule,
    Step,
    learning_rate,
)

WARM_UP = Part(Linear(2.0, final=100.0), scale=0.01, name="warm-up")

ALL: tuple[Schedule, ...] = (
    Constant(10.0),
    Step(10.0, every=2.5),
    Exponential(10.0, gamma=0.7),
    Linear(10.0, final=0.01),
    Cosine(10.0, final=0.01),
    OneCycle(10.0, final=0.01),
    Composed.of(WARM_UP, Part(Cosine(8.0, final=0.01))),
)


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Constant(10.0), [1, 1, 1, 1]),
        (Step(10.0, every=2.5), [1, 0.1, 0.01, 0.001]),
        (Step(10.0, every=4.0, gamma=0.5), [1, 1, 0.5, 0.25]),
        (Exponential(10.0, gamma=0.5), [1, 0.5**2.5, 0.5**5, 0.5**10]),
        (Linear(10.0, final=0.2), [1, 0.8, 0.6, 0.2]),
        (Cosine(10.0, final=0.2), [1, 0.2 + 0.4 * (1 + cos(pi / 4)), 0.6, 0.2]),
    ],
)
def test_each_is_its_formula(schedule: Schedule, expected: list[float]) -> None:
    """Protects every formula at the beginning, after a quarter, half and all of its span."""
    assert [schedule.factor(e) for e in (0.0, 2.5, 5.0, 10.0)] == pytest.approx(expected)


def test_a_cycle_rises_and_falls() -> None:
    """Protects one_cycle: from a 25th to the whole rate after 30 %, then down to the final one."""
    cycle = OneCycle(10.0, final=0.01)
    at = [cycle.factor(e) for e in (0.0, 1.5, 3.0, 6.5, 10.0)]
    assert at == pytest.approx([0.04, 0.52, 1.0, 0.505, 0.01])


@pytest.mark.parametrize("schedule", ALL, ids=lambda schedule: schedule.kind)
@given(share=st.floats(0.0, 1.0), beyond=st.floats(0.0, 1e6))
def test_beyond_the_goal_the_last_value_stays(schedule: Schedule, share: float, beyond: float) -> None:
    """Protects a run that goes on, and every rate from being none at all."""
    last = schedule.factor(schedule.span * (1.0 - 1e-12))
    assert schedule.factor(schedule.span + beyond) == pytest.approx(last, rel=1e-9)
    assert 0.0 < schedule.factor(share * schedule.span) < inf


def test_a_step_that_would_come_with_the_end_is_none() -> None:
    """Protects "the last value": nobody trained at the rate that a third step would have brought."""
    schedule = Step(9.0, every=3.0)
    assert [schedule.factor(e) for e in (2.99, 3.0, 8.99, 9.0, 30.0)] == pytest.approx(
        [1, 0.1, 0.01, 0.01, 0.01]
    )


def test_parts_follow_one_another() -> None:
    """Protects composed ones: each part counts from its own beginning, at its own base, by its own name."""
    schedule = Composed.of(WARM_UP, Part(Linear(4.0, final=0.5)), Part(Constant(1.0), scale=0.2))
    found = [(schedule.factor(e), schedule.name_at(e)) for e in (0.0, 1.0, 2.0, 4.0, 6.0, 99.0)]
    assert [factor for factor, _ in found] == pytest.approx([0.01, 0.505, 1.0, 0.75, 0.2, 0.2])
    assert [name for _, name in found] == ["warm-up", "warm-up", "linear", "linear", "constant", "constant"]


def hyper(**changes: float) -> HyperParameters:
    return HyperParameters(0.1, 0.9, 0.0, 0.0, 8, **changes)  # type: ignore[arg-type]  # numbers all


@pytest.mark.parametrize(
    ("settings", "schedule", "expected"),
    [
        (hyper(), None, 0.1),
        (hyper(), Linear(10.0, final=0.2), 0.06),
        (hyper(rate_factor=1.25), Linear(10.0, final=0.2), 0.075),
        (hyper(scheduled=False), Linear(10.0, final=0.2), 0.1),
        (hyper(), Exponential(10.0, gamma=1e-300), 1e-30),
        (hyper(), Exponential(10.0, gamma=1e300), 1e30),
    ],
)
def test_the_rate_of_a_step(settings: HyperParameters, schedule: Schedule | None, expected: float) -> None:
    """Protects the three: scheduled, times a factor of the hand's, held; and all of them from 0 and ∞."""
    assert learning_rate(settings, schedule, 5.0) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Cosine(0.0, final=0.1), "a cosine schedule takes more than 0 epochs, not 0"),
        (lambda: Constant(nan), "a constant schedule takes more than 0 epochs, not nan"),
        (lambda: Step(9.0, every=0.0), "a step is taken every so many epochs, more than 0, not 0"),
        (lambda: Step(9.0, every=1.0, gamma=0.0), "gamma is a number above 0, which 0 is not"),
        (lambda: Exponential(9.0, gamma=inf), "gamma is a number above 0, which inf is not"),
        (lambda: Linear(9.0, final=0.0), "the final learning rate is a number above 0, not 0"),
    ],
)
def test_what_cannot_be_is_refused(make: object, message: str) -> None:
    """Protects the formulas, with the sentence a person reads."""
    assert callable(make)
    with pytest.raises(EngineError) as error:
        make()
    assert str(error.value) == message


def test_the_table_has_them_all() -> None:
    """Protects `schedule` in a run.toml: every one but those made of others, by its name."""
    assert [*SCHEDULES] == ["constant", "step", "exponential", "linear", "cosine", "one_cycle"]
