"""A run that was taken up again is the run that it would have been."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.harness.kept_run import KeptRun, two_epochs, undisturbed
from nntui.session.protocol import (
    Evaluate,
    Pause,
    Resume,
    SetHyperParameter,
    SetPace,
    Toggle,
)
from nntui_engine.optimizers import OPTIMIZERS

Kept = Callable[..., KeptRun]
STEPS_AN_EPOCH = 8


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("step", [5, STEPS_AN_EPOCH])
def test_equal_bits_after_a_stop(kept: Kept, optimizer: str, step: int) -> None:
    """With every optimizer, and with dropout: stopped in the middle of an epoch, or at its end."""
    run = kept(optimizer=optimizer, dropout=0.3)
    run.run_to(step)
    run.stop()
    run.begin()
    assert run.finish() == undisturbed(run.config)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_equal_bits_after_a_crash(kept: Kept, optimizer: str) -> None:
    """A host that died long after its newest checkpoint: the steps behind that are taken again."""
    run = kept(optimizer=optimizer, dropout=0.3, checkpoint_every=1000.0)
    run.run_to(13)
    run.write()
    run.kill()
    run.begin()
    assert (run.step, run.host.run.catching_up) == (0, 13)
    assert run.finish() == undisturbed(run.config)


CHANGES = (
    SetHyperParameter("learning_rate", 0.02),
    SetHyperParameter("momentum", 0.5),
    SetHyperParameter("weight_decay", 0.01),
    SetHyperParameter("dropout", 0.4),
    SetHyperParameter("batch_size", 7.0),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
@pytest.mark.parametrize("saved_at", [None, 3, 5, 7])
def test_equal_bits_after_an_intervention(
    kept: Kept, change: SetHyperParameter, saved_at: int | None
) -> None:
    """What somebody changed before the newest checkpoint, or after it, acts where it acted."""
    run = kept(optimizer="nesterov", checkpoint_every=1000.0)
    if saved_at == 3:
        run.run_to(3)
        run.ask(Pause(), Resume())
    run.run_to(5)
    run.hand.ask(change)
    run.turns(1)
    if saved_at == 7:
        run.run_to(7)
        run.ask(Pause(), Resume())
    run.run_to(11)
    run.write()
    run.kill()
    run.begin()
    assert run.finish() == undisturbed(run.config, [(5, change)])


def test_interventions_around_a_checkpoint(kept: Kept) -> None:
    """At one step a change, a checkpoint and another change: the later one counts, on every host."""
    first, second = SetHyperParameter("learning_rate", 0.5), SetHyperParameter("learning_rate", 0.003)
    run = kept()
    run.run_to(5)
    run.hand.ask(first)
    run.ask(Pause(), second)
    assert (run.step, run.host.run.checkpoint_step) == (5, 5)
    run.ask(Resume())
    run.run_to(9)
    run.write()
    run.kill()
    run.begin()
    assert run.finish() == undisturbed(run.config, [(5, first), (5, second)])


@dataclass
class Script:
    """A run to which things happen; what was changed, and at which step."""

    run: KeptRun
    changed: list[tuple[int, SetHyperParameter]] = field(default_factory=list)

    def steps(self, count: int) -> None:
        for _ in range(count):
            if self.run.state == "running":
                self.run.turns(1, s=0.3)

    def change(self, change: SetHyperParameter) -> None:
        if self.run.state == "running":
            self.changed.append((self.run.step, change))
            self.run.ask(change)

    def pause(self) -> None:
        if self.run.state == "running":
            self.run.ask(Toggle(), Toggle())

    def another_host(self, end: Callable[[KeptRun], None]) -> None:
        end(self.run)
        self.run.begin()
        self.run.catch_up()


Happening = Callable[[Script], None]

HAPPENINGS: st.SearchStrategy[Happening] = st.one_of(
    st.integers(1, 6).map(lambda count: lambda script: script.steps(count)),
    st.sampled_from(CHANGES).map(lambda change: lambda script: script.change(change)),
    st.just(lambda script: script.pause()),
    st.just(lambda script: script.run.ask(Evaluate())),
    st.just(lambda script: script.run.ask(SetPace(None))),
    st.sampled_from([KeptRun.kill, KeptRun.stop]).map(lambda end: lambda script: script.another_host(end)),
)


@settings(max_examples=30, deadline=None)
@given(
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    dropout=st.sampled_from([0.0, 0.3]),
    every_s=st.sampled_from([0.5, 2.0, 1000.0]),
    happenings=st.lists(HAPPENINGS, max_size=20),
)
def test_whatever_happens_to_its_hosts(
    optimizer: str, dropout: float, every_s: float, happenings: list[Happening]
) -> None:
    """Steps, changes, pauses, stops and crashes in any order: the bits are those of a run in one go."""
    with TemporaryDirectory() as folder:
        chosen = two_epochs(optimizer=optimizer, dropout=dropout, checkpoint_every=every_s)
        script = Script(KeptRun(Path(folder) / "run", chosen))
        for happening in happenings:
            happening(script)
        found = script.run.finish()
        script.run.kill()
    assert found == undisturbed(chosen, script.changed)


def test_a_stop_on_the_way(kept: Kept) -> None:
    """A host that ends while it catches up loses nothing: the next one begins there again."""
    run = kept(checkpoint_every=1000.0)
    run.run_to(13)
    run.write()
    run.kill()
    run.begin()
    run.turns(4)
    assert run.step == 4
    run.stop()
    standing = run.recorded.standing
    assert standing is not None
    assert (standing.step, standing.epochs_done, standing.rows_used, standing.state) == (13, 1, 80, "stopped")
    run.begin()
    assert run.finish() == undisturbed(run.config)


def test_a_crash_before_an_epoch_is_evaluated(kept: Kept) -> None:
    """Its last step is written down and the evaluation behind it is not: that is made up for."""
    run = kept()
    run.run_to(STEPS_AN_EPOCH)
    assert run.host.run.evaluation is not None
    run.write()
    run.kill()
    run.begin()
    assert run.finish() == undisturbed(run.config)


def test_a_damaged_checkpoint_is_passed_over(kept: Kept) -> None:
    """The one before it is the way, the bits are the same, and the log says what happened."""
    run = kept()
    run.run_to(11)
    run.stop()
    newest = run.recorded.checkpoints[-1]
    assert newest.step == 11
    path = run.folder / "checkpoints" / newest.file
    path.write_bytes(path.read_bytes()[:-1])
    run.begin()
    assert run.step == STEPS_AN_EPOCH
    assert f"checkpoint {newest.file} is damaged" in " ".join(run.log)
    assert run.finish() == undisturbed(run.config)


def test_what_is_asked_for_while_it_catches_up(kept: Kept) -> None:
    """It acts once the run is where it was, and is written down there: nothing is put into the past."""
    run = kept(checkpoint_every=1000.0)
    run.run_to(4)
    run.ask(SetPace(1000.0))
    run.run_to(10)
    run.write()
    run.kill()
    run.begin()
    run.host.turn(1)
    run.ask(SetPace(500.0))
    assert [each.step for each in run.recorded.interventions] == [4, 10]
