"""The best checkpoint: kept whatever happens to the hosts, and of the line of steps that the run is on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.harness.kept_run import KeptRun
from nntui.session.protocol import Pause, Resume, SetHyperParameter

Kept = Callable[..., KeptRun]

OVERFITS = {
    "lr": 0.5,
    "epochs": 25,
    "optimizer": "sgd",
    "batch": 4,
    "hidden": (20,),
    "checkpoint_every": 1000.0,
}
"""It is at its best long before its end."""

STEPS_AN_EPOCH = 30


def best(run: KeptRun) -> list[tuple[int, int]]:
    """Branch and step of the checkpoints that are kept as the best."""
    return [(each.branch, each.step) for each in run.recorded.checkpoints if each.best][-1:]


def trained(run: KeptRun) -> list[tuple[int, int]]:
    """Train to the end; the best."""
    run.finish()
    run.stop()
    return best(run)


@pytest.fixture
def expected(kept: Kept) -> list[tuple[int, int]]:
    """Of a run with one host."""
    found = trained(kept(**OVERFITS))
    assert found[0][1] < 24 * STEPS_AN_EPOCH
    return found


@pytest.mark.parametrize("after", [1, STEPS_AN_EPOCH + 1])
def test_after_a_crash(kept: Kept, expected: list[tuple[int, int]], after: int) -> None:
    """It was in memory only: the next host finds it again on its way to where the run was."""
    run = kept(**OVERFITS)
    run.run_to(expected[0][1] + after)
    run.write()
    run.kill()
    run.begin()
    assert trained(run) == expected


def test_what_it_was_is_saved(kept: Kept, expected: list[tuple[int, int]]) -> None:
    """What is found again is what it had been: its loss and its evaluation are those of its own step."""
    run = kept(**OVERFITS)
    run.run_to(expected[0][1] + 5)
    before = run.host.run.best.snapshot
    run.write()
    run.kill()
    run.begin()
    run.catch_up()
    after = run.host.run.best.snapshot
    assert before is not None
    assert after is not None
    assert (after.loss, after.evaluated, after.epoch_rows) == (before.loss, before.evaluated, 0)
    assert after.state.values.tolist() == before.state.values.tolist()


def test_one_that_was_lost(kept: Kept, expected: list[tuple[int, int]]) -> None:
    """Where it is not to be had any more, the best of what comes is kept."""
    run = kept(**OVERFITS)
    run.run_to(expected[0][1] + 5)
    run.ask(Pause(), Resume())
    run.stop()
    for each in run.recorded.checkpoints:
        if each.best:
            (run.folder / "checkpoints" / each.file).write_bytes(b"")
    run.begin()
    run.finish()
    run.stop()
    assert best(run)[0][1] >= expected[0][1]


def test_without_rows_held_out(kept: Kept) -> None:
    """The training loss decides; a run that went back knows it still, and throws away nothing better."""
    run = kept(validation=0.0, epochs=40, checkpoint_every=1000.0, optimizer="sgd", lr=0.05)
    run.run_to(75)
    run.ask(Pause(), Resume())
    run.turns(2)
    before = best(run)
    run.ask(SetHyperParameter("learning_rate", 1e30))
    run.settle()
    assert run.state == "diverged"
    worse = (SetHyperParameter("learning_rate", 0.05), SetHyperParameter("weight_decay", 2.0))
    run.ask(*worse, Resume())
    run.catch_up()
    run.run_to(run.step + 30)
    run.ask(Pause())
    run.turns(3)
    loss = run.host.run.best.loss
    run.stop()
    run.begin()
    assert (best(run), run.host.run.best.loss) == (before, loss)
