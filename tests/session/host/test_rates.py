"""Three things say a learning rate: a schedule, a factor of the hand's on top of it, the hand alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nntui.session.host.actions import Outcome, Refusal, decide, enact
from nntui.session.host.run import Run
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import Action, FollowSchedule, ScaleLearningRate, SetHyperParameter

Start = Callable[..., LoopbackHost]

BASE = 0.01
FALLING = {"schedule": "linear", "lr": BASE, "final_lr": BASE / 2, "epochs": 4}


@pytest.fixture
def run(start: Start) -> Run:
    """Two of four epochs into a schedule that halves the rate."""
    run = start(**FALLING).run
    while run.trainer.epochs_done < 2:
        run.step()
    return run


def do(run: Run, *actions: Action) -> Outcome:
    for action in actions:
        decision = decide(run, action)
        enact(run, decision, 0.0)
    return decision.outcome


def typed(value: float) -> SetHyperParameter:
    return SetHyperParameter("learning_rate", value)


def shown(run: Run) -> tuple[float, str, float]:
    status = run.status()
    return status.learning_rate, status.schedule, status.rate_factor


UP, DOWN = ScaleLearningRate(1.25), ScaleLearningRate(0.8)


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([], (0.0075, "linear", 1.0)),
        ([UP], (0.009375, "linear", 1.25)),
        ([UP, UP, DOWN], (0.009375, "linear", 1.25)),
        ([typed(0.02)], (0.02, "held", 1.0)),
        ([UP, typed(0.02)], (0.02, "held", 1.0)),
        ([typed(0.02), UP], (0.025, "held", 1.0)),
        ([UP, typed(0.02), FollowSchedule()], (0.0075, "linear", 1.0)),
        ([UP, FollowSchedule()], (0.0075, "linear", 1.0)),
    ],
)
def test_which_of_the_three_holds(
    run: Run, actions: list[Action], expected: tuple[float, str, float]
) -> None:
    """Keys multiply a schedule, a typed rate replaces it, and there is a way back, to a factor of one."""
    for action in actions:
        do(run, action)
    rate, schedule, factor = shown(run)
    assert (rate, schedule, factor) == (pytest.approx(expected[0]), expected[1], pytest.approx(expected[2]))
    assert run.step().learning_rate == rate


def test_the_schedule_goes_on_below_a_factor(run: Run) -> None:
    """A factor stays while the rate falls, and a rate that is held does not fall."""
    do(run, UP)
    while run.trainer.epochs_done < 4:
        run.step()
    assert shown(run) == (pytest.approx(BASE / 2 * 1.25), "linear", 1.25)
    do(run, typed(0.02))
    run.step()
    assert shown(run) == (0.02, "held", 1.0)


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        ([UP], Outcome("learning rate 7.5e-3 → 9.38e-3, linear ×1.25", "lr linear ×1.25")),
        ([UP, DOWN], Outcome("learning rate 9.38e-3 → 7.5e-3, linear", "lr linear")),
        ([typed(0.02)], Outcome("learning rate 7.5e-3 → 2e-2, held", "lr 2e-2")),
        ([typed(0.02), UP], Outcome("learning rate 2e-2 → 2.5e-2, held", "lr 2.5e-2")),
        ([typed(0.02), FollowSchedule()], Outcome("learning rate 2e-2 → 7.5e-3, linear", "lr linear")),
        ([FollowSchedule()], Outcome()),
        ([typed(0.02), typed(0.02)], Outcome()),
    ],
)
def test_what_the_log_says(run: Run, actions: list[Action], expected: Outcome) -> None:
    """The rate before and after, and what says it from now on; nothing where nothing changed."""
    assert do(run, *actions) == expected


def test_without_a_schedule_all_is_as_ever(start: Start) -> None:
    """The rate itself is multiplied, nothing is held, and nothing more is said of it."""
    run = start(lr=BASE).run
    assert do(run, UP) == Outcome("learning rate 1e-2 → 1.25e-2", "lr 1.25e-2")
    assert do(run, typed(0.02)) == Outcome("learning rate 1.25e-2 → 2e-2", "lr 2e-2")
    assert (shown(run), run.trainer.hyper.scheduled) == ((0.02, "", 1.0), True)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (ScaleLearningRate(-1.0), "the learning rate is a number above 0, which -0.0075 is not"),
        (ScaleLearningRate(float("inf")), "the learning rate is a number above 0, which inf is not"),
        (typed(0.0), "the learning rate is a number above 0, which 0 is not"),
        (SetHyperParameter("rate_factor", 2.0), "there is no hyper-parameter called rate_factor"),
        (SetHyperParameter("scheduled", 0.0), "there is no hyper-parameter called scheduled"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, action: Action, expected: str) -> None:
    """Nothing changes, and the sentence says why."""
    before = run.trainer.hyper
    with pytest.raises(Refusal) as caught:
        do(run, action)
    assert (str(caught.value), run.trainer.hyper) == (expected, before)


def test_there_may_be_no_schedule_to_follow(start: Start) -> None:
    """Going back to what never was is refused."""
    with pytest.raises(Refusal) as caught:
        do(start().run, FollowSchedule())
    assert str(caught.value) == "this run has no schedule to follow: type a learning rate"


def test_random_search_has_no_weight_decay(start: Start) -> None:
    """What means nothing without a gradient is refused."""
    with pytest.raises(Refusal) as caught:
        do(start(optimizer="random_search").run, SetHyperParameter("weight_decay", 0.1))
    assert str(caught.value) == "random_search has no gradient for weight decay to act on"
