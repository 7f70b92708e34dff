"""What a run writes down: all of it, once, in order, and before it acts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import isnan
from typing import TypeVar

import pytest

from nntui.config import RunConfig
from nntui.session.assembly import assemble
from nntui.session.host.actions import decide
from nntui.session.host.disk import Verdict
from nntui.session.host.journal import Journal, standing
from nntui.session.host.run import Run
from nntui.session.protocol import (
    Action,
    EpochEnded,
    Evaluated,
    LogEntry,
    Pause,
    Resume,
    SetHyperParameter,
    StepBy,
)
from nntui.store.records import (
    Branched,
    EpochMeasured,
    Intervened,
    LayerMeasured,
    Logged,
    LossesTaken,
    Record,
    Stood,
)
from nntui_engine.schedules import Linear

Kind = TypeVar("Kind", bound=Record)

NOW = 1_700_000_000.0
RATE = SetHyperParameter("learning_rate", 0.5)


class Written:
    """What was handed over, and what the disk says to who waits."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.verdict: Verdict = "written"
        self.alarm = "the disk is full"

    def write(self, records: Sequence[Record]) -> None:
        self.records += records

    def write_now(self, records: Sequence[Record]) -> Verdict:
        if self.verdict == "written":
            self.records += records
        return self.verdict

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [record for record in self.records if isinstance(record, kind)]


@pytest.fixture
def run(small: Callable[..., RunConfig]) -> Run:
    """A paused run at its beginning."""
    return Run("a", assemble(small(optimizer="momentum")), 1, paused=True)


@pytest.fixture
def written() -> Written:
    """A disk that takes everything."""
    return Written()


@pytest.fixture
def journal(run: Run, written: Written) -> Journal:
    """Of the run."""
    return Journal(run, written, lambda: NOW)


def test_every_loss_once(run: Run, journal: Journal, written: Written) -> None:
    """Steps are handed over with their branch and number, each in one piece, and none twice."""
    run.step()
    run.step()
    journal.hand_over()
    journal.hand_over()
    run.step()
    journal.hand_over()
    taken = written.of(LossesTaken)
    assert [(each.branch, each.first_step, len(each.losses)) for each in taken] == [(1, 1, 2), (1, 3, 1)]


def test_what_it_begins_with(run: Run, written: Written) -> None:
    """What the host has to say of itself comes with the first things written."""
    first = Branched(1, None, 0, NOW)
    Journal(run, written, lambda: NOW, [first]).hand_over()
    assert written.records[0] == first


def test_layers_now_and_then(run: Run, journal: Journal, written: Written) -> None:
    """The layers are measured every hundred steps, watched or not."""
    run.step()
    for step in (99, 100, 101):
        journal.stepped(step)
    journal.hand_over()
    assert [(each.step, each.layer) for each in written.of(LayerMeasured)] == [
        (100, "dense_1"),
        (100, "dense_2"),
    ]


def test_epochs(journal: Journal, written: Written) -> None:
    """The evaluation at the start has no training loss; one without held out rows has nothing else."""
    journal.begun(Evaluated(0, 1.5, 0.25, None))
    journal.epoch_ended(EpochEnded(1, 8, 0.5, None))
    journal.hand_over()
    assert written.of(EpochMeasured) == [
        EpochMeasured(1, 0, 0, NOW, None, 1.5, 0.25, None),
        EpochMeasured(1, 8, 1, NOW, 0.5, None, None, None),
    ]


def test_the_log(journal: Journal, written: Written) -> None:
    """A line as viewers have it, with the time of day."""
    journal.logged(LogEntry(7, 1.5, 3, "paused", "mark", "ada@laptop"))
    journal.hand_over()
    assert written.of(Logged) == [Logged(7, NOW, 1.5, 3, "paused", "mark", "ada@laptop")]


def test_how_it_stands_when_that_is_new(run: Run, journal: Journal, written: Written) -> None:
    """A run that stands still is not written again and again."""
    journal.hand_over()
    journal.hand_over()
    run.step()
    journal.hand_over()
    assert [each.step for each in written.of(Stood)] == [0, 1]


def test_how_it_stands_while_it_catches_up(run: Run, written: Written) -> None:
    """Where it is going to: whoever looks meanwhile, or after a crash, does not see it thrown back."""
    for _ in range(3):
        run.step()
    stood = standing(run, 50.0)
    journal = Journal(run, written, lambda: NOW, stood=stood)
    run.trainer.restore(assemble_again(run))
    run.catching_up = 3
    run.control = run.control.resumed(0)
    journal.hand_over()
    (found,) = written.of(Stood)
    assert (found.step, found.rows_used, found.state) == (3, 48, "running")


def assemble_again(run: Run):
    """The state of a run at its beginning."""
    return assemble(run.assembly.config).trainer.state()


@pytest.mark.parametrize(("action", "state"), [(StepBy(5), "paused"), (Resume(), "running")])
def test_steps_by_hand_end_in_a_pause(
    run: Run, journal: Journal, written: Written, action: Action, state: str
) -> None:
    """A run that dies amid them is a paused one; one that ran is a running one."""
    run.control = decide(run, action).control
    journal.hand_over()
    assert written.of(Stood)[-1].state == state


def intervene(journal: Journal, run: Run, action: Action) -> Verdict:
    return journal.intervene(action, decide(run, action), "ada@laptop")


def test_an_intervention(run: Run, journal: Journal, written: Written) -> None:
    """It is written with its step, who it was, what they asked for and what that makes of the next step."""
    run.step()
    assert intervene(journal, run, RATE) == "written"
    (found,) = written.of(Intervened)
    assert (found.branch, found.step, found.time, found.kind, found.who) == (
        1,
        1,
        NOW,
        "SetHyperParameter",
        "ada@laptop",
    )
    assert json.loads(found.value) == {"name": "learning_rate", "value": 0.5, "learning_rate": 0.5}


def test_behind_the_steps_before_it(run: Run, journal: Journal, written: Written) -> None:
    """On the disk nothing acts on a step that is not there."""
    run.step()
    intervene(journal, run, RATE)
    kinds = [type(record) for record in written.records]
    assert kinds.index(LossesTaken) < kinds.index(Intervened)


@pytest.mark.parametrize(
    ("action", "what", "value"), [(Resume(), "state", "running"), (RATE, "learning_rate", 0.5)]
)
def test_how_it_stands_then(
    run: Run, journal: Journal, written: Written, action: Action, what: str, value: object
) -> None:
    """With it is written how the run stands once it acts, though it does not act yet."""
    intervene(journal, run, action)
    assert getattr(written.of(Stood)[-1], what) == value


@pytest.mark.parametrize("verdict", ["busy", "failed"])
def test_what_cannot_be_written_does_not_act(
    run: Run, journal: Journal, written: Written, verdict: Verdict
) -> None:
    """What changes bits waits for the disk, and leaves nothing behind that would act on another host."""
    written.verdict = verdict
    assert intervene(journal, run, RATE) == verdict
    journal.hand_over()
    assert written.of(Intervened) == []


@pytest.mark.parametrize("verdict", ["busy", "failed"])
def test_a_pause_waits_for_no_disk(run: Run, journal: Journal, written: Written, verdict: Verdict) -> None:
    """What changes no bit acts at once, and is written down when it can be."""
    written.verdict = verdict
    assert intervene(journal, run, Pause()) == "written"
    journal.hand_over()
    assert [each.kind for each in written.of(Intervened)] == ["Pause"]


def test_going_back(run: Run, journal: Journal, written: Written) -> None:
    """It begins a branch, with all settings that hold there."""
    run.step()
    run.control = run.control.diverged("at step 2 the loss is inf")
    intervene(journal, run, Resume())
    assert written.of(Branched) == [Branched(2, 1, 0, NOW, "at step 2 the loss is inf")]
    (found,) = written.of(Intervened)
    settings = {"learning_rate": 0.01, "momentum": 0.9, "weight_decay": 0.0, "dropout": 0.0, "batch_size": 16}
    course = {"rate_factor": 1.0, "scheduled": True}
    assert (found.branch, found.step, json.loads(found.value)) == (2, 0, settings | course)


def test_how_it_stands_that_goes_back(run: Run, journal: Journal, written: Written) -> None:
    """At the step that it goes back to, also while it is on its way there: what came later is left."""
    steps = 0
    while run.sound_epoch < 1:
        steps += 1
        if run.step().ends_epoch:
            run.end_epoch()
    run.step()
    run.control = run.control.diverged("at step 10 the loss is inf")
    expected = (2, steps, 1, 0, float(run.losses.at(steps)), "running")
    intervene(journal, run, Resume())
    found = written.of(Stood)[-1]
    assert expected == (found.branch, found.step, found.epochs_done, found.rows_used, found.loss, found.state)


def test_the_rate_where_it_goes_back_to(run: Run, journal: Journal, written: Written) -> None:
    """With a schedule it is that of the earlier step, not of the one where it went wrong."""
    run.trainer.plan = replace(run.trainer.plan, schedule=Linear(4.0, final=0.1))
    before = run.trainer.learning_rate()
    for _ in range(5):
        run.step()
    run.control = run.control.diverged("at step 6 the loss is inf")
    intervene(journal, run, Resume())
    assert written.of(Stood)[-1].learning_rate == before != run.trainer.learning_rate()


def test_steps_after_going_back(run: Run, journal: Journal, written: Written) -> None:
    """They are those of the new branch, from where it begins."""
    for _ in range(2):
        run.step()
    journal.hand_over()
    run.rewind(0)
    journal.cut()
    run.step()
    journal.hand_over()
    assert [(each.branch, each.first_step) for each in written.of(LossesTaken)] == [(1, 1), (2, 1)]


def test_numbers_that_are_none(run: Run) -> None:
    """A run without a step has no loss, rather than one that is no number."""
    assert isnan(run.losses.newest())
    assert standing(run, 0.0).loss is None
