"""A14: memory runs out in a step: the run is saved as it was before it, says so, and can go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.harness.kept_run import KeptRun, two_epochs, undisturbed
from nntui.session.history import LossHistory
from nntui.session.protocol import Resume, SetHyperParameter
from nntui_engine.network import Network
from nntui_engine.randomness import RandomSource
from nntui_engine.trainer import Trainer

WHY = "Unable to allocate 1.2 TiB for an array"

Exhaust = Callable[[pytest.MonkeyPatch], None]


def no_memory(*_: object, **__: object) -> None:
    raise MemoryError(WHY)


def forward(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Network, "forward_inputs", no_memory)


def backward(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Network, "backward", no_memory)


def history(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(LossHistory, "_chunk", no_memory)


def order_of_rows(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(RandomSource, "order", no_memory)


@pytest.fixture
def run(tmp_path: Path) -> KeptRun:
    """A run at the end of its first epoch, which is evaluated."""
    run = KeptRun(tmp_path / "run", two_epochs(optimizer="adam", dropout=0.2, checkpoint_every=1000.0))
    run.run_to(8)
    while run.host.run.evaluation is not None:
        run.turns(1)
    run.run_to(8)
    return run


EXHAUST = pytest.mark.parametrize("exhaust", [forward, backward, history, order_of_rows])


def exhausted(run: KeptRun, exhaust: Exhaust) -> None:
    """Memory runs out in the next step, and then there is some again."""
    with pytest.MonkeyPatch.context() as patch:
        exhaust(patch)
        run.turns(1)


@EXHAUST
def test_it_pauses_and_says_why(run: KeptRun, exhaust: Exhaust) -> None:
    """The reason stands in the log and with the state, and what can be done about it."""
    exhausted(run, exhaust)
    status = run.host.run.status()
    why = f"memory ran out in step {run.step + 1} ({WHY})"
    assert (status.state, status.reason) == ("paused", why)
    assert run.log[-1] == f"paused: {why}; make the batch smaller, or room for it, and go on"


@EXHAUST
def test_it_is_saved(run: KeptRun, exhaust: Exhaust) -> None:
    """The state before that step is on the disk."""
    exhausted(run, exhaust)
    assert [each.step for each in run.recorded.checkpoints] == [0, run.step]


@EXHAUST
def test_it_can_go_on(run: KeptRun, exhaust: Exhaust) -> None:
    """Nothing of the step that failed is left: the bits are those of a run with memory enough."""
    exhausted(run, exhaust)
    run.ask(Resume())
    assert run.host.run.status().reason == ""
    assert run.finish() == undisturbed(run.config)


@EXHAUST
def test_another_host_can_go_on(run: KeptRun, exhaust: Exhaust) -> None:
    """Also one with a machine of its own."""
    exhausted(run, exhaust)
    run.stop()
    run.begin(go_on=True)
    assert run.finish() == undisturbed(run.config)


@pytest.mark.parametrize("exhaust", [forward, backward, order_of_rows])
def test_while_it_catches_up(run: KeptRun, exhaust: Exhaust) -> None:
    """On a smaller machine a repeated step may find none: it waits for some, and comes to the same bits."""
    run.write()
    run.kill()
    run.begin()
    exhausted(run, exhaust)
    run.turns(3)
    assert run.log[-1] == f"waiting: memory ran out in step 1 ({WHY}); it goes on once there is room"
    assert run.finish() == undisturbed(run.config)


def test_layers_that_are_not_known(run: KeptRun) -> None:
    """What the step that failed left in the buffers is not taken for the gradients of the step before."""
    assert run.host.run.measured()
    exhausted(run, backward)
    assert run.host.run.measured() == ()


def test_a_smaller_batch_helps(run: KeptRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody asked too much of is taken back, and the run goes on."""
    bench = Trainer.bench
    monkeypatch.setattr(Trainer, "bench", lambda self, rows: no_memory() if rows > 50 else bench(self, rows))
    much, less = SetHyperParameter("batch_size", 100.0), SetHyperParameter("batch_size", 10.0)
    step = run.step
    run.ask(much)
    assert (run.step, run.state) == (step, "paused")
    run.ask(less, Resume())
    assert run.finish() == undisturbed(run.config, [(step, less)])
