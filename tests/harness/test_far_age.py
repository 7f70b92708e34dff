"""How old a step on the screen is."""

from __future__ import annotations

import pytest

from benchmarks.far.age import StepsTaken


@pytest.fixture
def taken() -> StepsTaken:
    """Ten steps a second, from step 100 at 1 s on; one step was heard of twice."""
    taken = StepsTaken()
    for step, now in ((100, 1.0), (102, 1.2), (102, 1.3), (105, 1.5)):
        taken.add(step, now)
    return taken


@pytest.mark.parametrize(("step", "when"), [(100, 1.0), (102, 1.2), (101, 1.1), (104, 1.4), (105, 1.5)])
def test_when_a_step_was_taken(taken: StepsTaken, step: int, when: float) -> None:
    """As it was first heard of, and on a straight line in between."""
    assert taken.when(step) == pytest.approx(when)


@pytest.mark.parametrize("step", [99, 106])
def test_nobody_knows(taken: StepsTaken, step: int) -> None:
    """Outside of what was heard of there is no guess."""
    with pytest.raises(ValueError, match=f"step {step} is not between"):
        taken.when(step)
