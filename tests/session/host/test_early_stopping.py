"""A run whose validation loss gets no better is over before its goal."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.harness.kept_run import KeptRun, undisturbed
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import Pause, Resume, RunToEpochEnd, StepBy, Stop

Kept = Callable[..., KeptRun]
Start = Callable[..., LoopbackHost]
Settle = Callable[[LoopbackHost], None]

STEPS_AN_EPOCH = 8
HOPELESS = {"patience": 2, "min_delta": 100.0, "epochs": 20}
"""After the first no epoch is better by so much: patience runs out at the third, the fifth …"""
WHY = "no validation loss better by 100 for 2 epochs, the best is that of epoch "


def log(host: LoopbackHost) -> list[str]:
    return [entry.text for entry in host.served.hub.log][1:]


@pytest.fixture
def stopped(start: Start, settle: Settle) -> LoopbackHost:
    """A run that waited in vain."""
    host = start(**HOPELESS)
    settle(host)
    return host


def test_it_finishes_and_says_why(stopped: LoopbackHost) -> None:
    """The state, the reason for viewers, the line of the log, and the results."""
    status, result = stopped.run.status(), stopped.loop.result()
    best = stopped.run.best
    assert (status.state, status.step, status.epochs_done) == ("finished", 3 * STEPS_AN_EPOCH, 3)
    assert (status.reason, log(stopped)) == (f"{WHY}{best.epoch}", [f"finished: {WHY}{best.epoch}"])
    assert (result.state, result.reason) == ("finished", status.reason)
    assert (result.best_epoch, result.best_loss) == (best.epoch, best.loss)


def test_whoever_goes_on_has_patience_again(stopped: LoopbackHost, settle: Settle) -> None:
    """Space goes on towards the goal there was, with a fresh count and no reason left over."""
    stopped.connect().ask(Resume())
    stopped.turn(1)
    assert (stopped.run.status().state, stopped.run.status().reason) == ("running", "")
    settle(stopped)
    status = stopped.run.status()
    assert (status.state, status.epochs_done, status.goal_epochs) == ("finished", 5, 20)
    assert log(stopped)[1] == "goes on to epoch 20"


def test_the_goal_comes_first(start: Start, settle: Settle) -> None:
    """Where the last epoch ends at the same time the run has simply reached it."""
    host = start(**(HOPELESS | {"epochs": 3}))
    settle(host)
    assert (host.run.status().state, host.run.status().reason) == ("finished", "")
    assert log(host) == ["finished: 3 epochs"]


def test_a_host_that_is_told_to_end_meanwhile(start: Start, settle: Settle) -> None:
    """Asked to stop amid the evaluation that decides, the run is finished, not only stopped."""
    host = start(**(HOPELESS | {"dataset": "spiral", "validation": 0.9}))
    while host.run.trainer.epochs_done < 3:
        host.turn(1)
    host.turn(1)
    assert host.run.evaluation is not None
    host.connect().ask(Stop())
    settle(host)
    assert (host.run.evaluation, host.run.status().state) == (None, "finished")
    assert host.run.status().reason.startswith(WHY)


def test_steps_by_hand_are_taken_all_the_same(start: Start, settle: Settle) -> None:
    """Exactly as many as were asked for; that patience has run out is said, and it begins anew."""
    host = start(paused=True, **HOPELESS)
    host.connect().ask(StepBy(3 * STEPS_AN_EPOCH + 2))
    settle(host)
    assert (host.run.status().state, host.run.status().step) == ("paused", 3 * STEPS_AN_EPOCH + 2)
    assert log(host) == [f"{WHY}{host.run.best.epoch}"]


@pytest.mark.parametrize("action", [RunToEpochEnd(), StepBy(STEPS_AN_EPOCH)], ids=["epoch", "steps"])
def test_a_hand_that_ends_there_too(start: Start, settle: Settle, action: RunToEpochEnd | StepBy) -> None:
    """Run to just this end of an epoch it is finished, not paused."""
    host = start(paused=True, **HOPELESS)
    viewer = host.connect()
    for _ in range(3):
        viewer.ask(action)
        settle(host)
    assert (host.run.status().state, host.run.status().epochs_done) == ("finished", 3)


def test_a_better_loss_is_waited_for(start: Start, settle: Settle) -> None:
    """A run that learns goes on to its goal."""
    host = start(patience=2, epochs=6, lr=0.02)
    settle(host)
    assert (host.run.status().epochs_done, host.run.status().reason) == (6, "")


def test_in_other_words(start: Start, settle: Settle) -> None:
    """Where any lower loss would do, none was lower."""
    host = start(patience=1, epochs=500, lr=1.0)
    settle(host)
    why = f"no better validation loss for 1 epoch, the best is that of epoch {host.run.best.epoch}"
    assert host.run.status().reason == why


@pytest.mark.parametrize("at", [STEPS_AN_EPOCH, 13, 2 * STEPS_AN_EPOCH, 3 * STEPS_AN_EPOCH - 1])
@pytest.mark.parametrize("saved", [True, False], ids=["stopped", "killed"])
def test_it_ends_at_the_same_step_on_another_host(kept: Kept, at: int, saved: bool) -> None:
    """The count is part of what is saved, and is taken again on the way from an older checkpoint."""
    run = kept(**HOPELESS, checkpoint_every=1000.0)
    run.run_to(at)
    if saved:
        run.stop()
    else:
        run.write()
        run.kill()
    run.begin()
    assert run.finish() == undisturbed(run.config)
    assert (run.state, run.step) == ("finished", 3 * STEPS_AN_EPOCH)


def test_it_is_over_on_another_host(kept: Kept) -> None:
    """A run that stopped early is found finished, with its reason, and goes on where that is asked for."""
    run = kept(**HOPELESS)
    run.settle()
    run.stop()
    run.begin()
    assert (run.state, run.host.run.status().reason[: len(WHY)]) == ("finished", WHY)
    run.stop()
    run.begin(go_on=True)
    run.settle()
    assert (run.state, run.host.run.trainer.epochs_done) == ("finished", 5)


def test_its_best_is_kept(kept: Kept) -> None:
    """The checkpoint of the best epoch is on the disk when the run is over."""
    run = kept(**HOPELESS)
    run.settle()
    best = run.host.run.best.step
    run.ask(Pause())
    run.stop()
    assert best in {each.step for each in run.recorded.checkpoints if each.best}
