"""A run with a schedule, averages or random search that was taken up again is as it would have been."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.harness.kept_run import KeptRun, undisturbed
from nntui.session.archive import open_archive
from nntui.session.protocol import (
    Action,
    FollowSchedule,
    Pause,
    Resume,
    ScaleLearningRate,
    SetHyperParameter,
)

Kept = Callable[..., KeptRun]
COURSES: dict[str, dict[str, Any]] = {
    "cosine": {"schedule": "cosine"},
    "parts": {"schedule": ({"kind": "step", "epochs": 1}, {"kind": "linear", "lr": 0.003}), "warmup": 0.4},
    "averages": {"average": 0.9, "schedule": "one_cycle", "optimizer": "nesterov"},
    "search": {"optimizer": "random_search", "lr": 0.05, "schedule": "exponential", "dropout": 0.3},
}
HANDS: list[list[tuple[int, Action]]] = [
    [],
    [(5, ScaleLearningRate(1.25)), (5, ScaleLearningRate(1.25)), (9, ScaleLearningRate(0.1))],
    [(5, SetHyperParameter("learning_rate", 0.02)), (7, ScaleLearningRate(1.25))],
    [(3, ScaleLearningRate(10.0)), (5, SetHyperParameter("learning_rate", 0.02)), (9, FollowSchedule())],
]


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("hand", HANDS, ids=["alone", "times", "held", "followed"])
@pytest.mark.parametrize("saved_at", [None, 6])
def test_equal_bits(kept: Kept, course: str, hand: list[tuple[int, Action]], saved_at: int | None) -> None:
    """Whatever a hand did to the rate, before the newest checkpoint or after it, acts where it acted."""
    run = kept(**COURSES[course], checkpoint_every=1000.0)
    for step in range(11):
        run.run_to(step)
        if step == saved_at:
            run.ask(Pause(), Resume())
        for at, action in hand:
            if at == step:
                run.hand.ask(action)
    run.write()
    run.kill()
    run.begin()
    assert run.host.run.catching_up == 10
    assert run.finish() == undisturbed(run.config, hand)


@pytest.mark.parametrize("hand", HANDS, ids=["alone", "times", "held", "followed"])
@pytest.mark.parametrize("crashed", [False, True], ids=["stopped", "crashed"])
def test_how_it_is_shown_without_a_host(kept: Kept, hand: list[tuple[int, Action]], *, crashed: bool) -> None:
    """The rate of the next step and what says it, as the last host said it."""
    run = kept(schedule="cosine")
    for step in range(11):
        run.run_to(step)
        for at, action in hand:
            if at == step:
                run.hand.ask(action)
    run.ask(Pause(), SetHyperParameter("momentum", 0.8))
    told = run.host.run.status()
    if crashed:
        run.write()
        run.kill()
    else:
        run.stop()
    found = open_archive(run.folder).status
    assert (found.learning_rate, found.schedule, found.rate_factor) == (
        told.learning_rate,
        told.schedule,
        told.rate_factor,
    )
