"""What a checkpoint holds of a run, and that it is all of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from math import inf, isnan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.config import RunConfig
from nntui.errors import UserError
from nntui.session.host.landmarks import Snapshot
from nntui.session.host.run import Run
from nntui.session.host.snapshots import (
    evaluated_in,
    layers_in,
    stored_facts,
    to_checkpoint,
    to_snapshot,
)
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import Evaluated, LayerMeasurement
from nntui.store.checkpoints import Checkpoint, verified, write_checkpoint
from nntui.store.files import Files
from nntui_engine.optimizers import OPTIMIZERS

Start = Callable[..., LoopbackHost]
Change = Callable[[Checkpoint], Checkpoint]


@pytest.fixture(scope="module")
def shared() -> Run:
    """A run that took three steps, whose optimizer remembers one vector; no test changes it."""
    settings = {"dataset": "iris", "hidden": (4,), "batch": 16, "epochs": 3, "optimizer": "momentum"}
    host = LoopbackHost(RunConfig(**settings, pace="max"), lambda: 0.0)
    host.turn(3)
    return host.run


def after(start: Start, steps: int, **changes: Any) -> Run:
    """A run that took so many steps, and was evaluated where epochs ended."""
    host = start(**changes)
    while host.run.trainer.step_number < steps or host.run.evaluation is not None:
        host.turn(1)
    return host.run


def stored(run: Run, folder: Path) -> Checkpoint:
    """The checkpoint of a run, written and read again."""
    checkpoint = to_checkpoint(run.snapshot(), run.trainer.parameters)
    written = write_checkpoint(folder, checkpoint, Files())
    return verified(folder, written.file, written.sha256)


def told(snapshot: Snapshot) -> tuple[Any, ...]:
    """All of a snapshot that is not an array; NaN as what it looks like."""
    state = snapshot.state
    where = (snapshot.branch, state.step, state.epochs_done, state.rows_used, state.hyper)
    return (
        *where,
        snapshot.epoch_loss,
        snapshot.epoch_rows,
        repr(snapshot.loss),
        snapshot.evaluated,
        repr(snapshot.layers),
    )


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("steps", [0, 8, 11])
def test_all_of_it_comes_back(start: Start, tmp_path: Path, optimizer: str, steps: int) -> None:
    """At the beginning, at the end of an epoch and in the middle of one: to the bit."""
    run = after(start, steps, optimizer=optimizer, dropout=0.25)
    expected = run.snapshot()
    found = to_snapshot(stored(run, tmp_path), start(optimizer=optimizer).run.trainer)
    assert told(found) == told(expected)
    arrays = zip(
        (found.state.values, *found.state.optimizer_vectors),
        (expected.state.values, *expected.state.optimizer_vectors),
        strict=True,
    )
    assert all(np.array_equal(one.view(np.uint32), other.view(np.uint32)) for one, other in arrays)


def test_averages_come_back(start: Start, tmp_path: Path) -> None:
    """To the bit, beside the weights that are trained, each by its name; and what is waited for."""
    course = {"average": 0.9, "patience": 3, "schedule": "cosine"}
    run = after(start, 11, **course)
    checkpoint = stored(run, tmp_path)
    found = to_snapshot(checkpoint, start(**course).run.trainer)
    assert run.trainer.average is not None
    assert found.state.average is not None
    assert found.state.average.tobytes() == run.trainer.average.vector.tobytes()
    assert (found.state.waiting, found.schedule) == (run.trainer.waiting, "cosine")
    assert run.trainer.waiting.since == 1
    names = {name for name in checkpoint.tensors if not name.startswith(("average.", "optimizer."))}
    assert {f"average.{name}" for name in names} < checkpoint.tensors.keys()


@pytest.mark.parametrize(
    ("saved", "here", "reason"),
    [
        ({"average": 0.9}, {}, "averages are there and not here"),
        ({}, {"average": 0.9}, "averages are here and not there"),
    ],
)
def test_averages_that_are_not_on_both_sides(
    start: Start, saved: dict[str, float], here: dict[str, float], reason: str
) -> None:
    """A run.toml that was changed is told."""
    run = after(start, 3, **saved)
    checkpoint = to_checkpoint(run.snapshot(), run.trainer.parameters)
    with pytest.raises(UserError) as caught:
        to_snapshot(checkpoint, start(**here).run.trainer)
    assert f"({reason})" in str(caught.value)


def test_an_older_checkpoint(start: Start) -> None:
    """One that knows nothing of schedules, early stopping and averages is taken up all the same."""
    run = after(start, 11)
    checkpoint = to_checkpoint(run.snapshot(), run.trainer.parameters)
    facts = {key: value for key, value in checkpoint.facts.items() if key not in ("schedule", "waiting")}
    settings = facts["hyper_parameters"]
    old = {key: value for key, value in settings.items() if key not in ("rate_factor", "scheduled")}
    found = to_snapshot(replace(checkpoint, facts=facts | {"hyper_parameters": old}), run.trainer)
    assert told(found) == told(run.snapshot())
    assert found.state.waiting == run.trainer.waiting


@given(
    loss=st.floats(allow_nan=False, allow_infinity=False),
    rate=st.floats(min_value=1e-300, max_value=1e300),
)
def test_numbers_are_kept_to_the_bit(shared: Run, loss: float, rate: float) -> None:
    """Text is no reason to lose the last digit of one."""
    snapshot = shared.snapshot()
    hyper = replace(snapshot.state.hyper, learning_rate=rate)
    changed = replace(snapshot, epoch_loss=loss, state=replace(snapshot.state, hyper=hyper))
    found = to_snapshot(to_checkpoint(changed, shared.trainer.parameters), shared.trainer)
    assert (found.epoch_loss.hex(), found.state.hyper.learning_rate.hex()) == (loss.hex(), rate.hex())


def test_the_names_say_what_the_arrays_are(start: Start) -> None:
    """Parameters in their shapes, as PyTorch wants them, and what the optimizer remembers, flat."""
    run = after(start, 3, optimizer="adam")
    tensors = to_checkpoint(run.snapshot(), run.trainer.parameters).tensors
    size = run.trainer.parameters.values.size
    assert {name: tensor.shape for name, tensor in tensors.items()} == {
        "dense_1.weight": (4, 4),
        "dense_1.bias": (4,),
        "dense_2.weight": (4, 3),
        "dense_2.bias": (3,),
        "optimizer.1": (size,),
        "optimizer.2": (size,),
    }


def test_what_could_not_be_measured(start: Start) -> None:
    """It is null in the file, and NaN again for whoever reads it."""
    run = after(start, 3)
    checkpoint = to_checkpoint(run.snapshot(), run.trainer.parameters)
    assert checkpoint.facts["layers"][1]["idle_units"] is None
    assert isnan(to_snapshot(checkpoint, run.trainer).layers[1].idle_units)


def test_a_gradient_beyond_all_numbers(shared: Run) -> None:
    """A run that is about to diverge may have one, and an evaluation that overflowed: they stay infinite."""
    layer = LayerMeasurement("dense_1", inf, inf, 2.0)
    snapshot = replace(shared.snapshot(), layers=(layer,), evaluated=Evaluated(0, inf, 0.25, None))
    checkpoint = to_checkpoint(snapshot, shared.trainer.parameters)
    found = to_snapshot(checkpoint, shared.trainer)
    assert (found.layers, found.evaluated) == (snapshot.layers, snapshot.evaluated)
    assert "Infinity" not in json.dumps(checkpoint.facts)


def edited(**changes: Any) -> Change:
    """Other facts."""
    return lambda checkpoint: replace(checkpoint, facts={**checkpoint.facts, **changes})


def with_tensor(name: str, tensor: Any) -> Change:
    """Another array, or one more; None for one less."""

    def change(checkpoint: Checkpoint) -> Checkpoint:
        tensors = {**checkpoint.tensors, name: tensor}
        return replace(
            checkpoint, tensors={key: value for key, value in tensors.items() if value is not None}
        )

    return change


UNFIT: dict[str, Change] = {
    "dense_1.bias is (5,) there and (4,) here": with_tensor("dense_1.bias", np.zeros(5, np.float32)),
    "dense_2.bias is here and not there": with_tensor("dense_2.bias", None),
    "dense_3.weight is there and not here": with_tensor("dense_3.weight", np.zeros((3, 3), np.float32)),
    "momentum remembers 1 vectors and not 2": with_tensor("optimizer.2", np.zeros(35, np.float32)),
    "momentum remembers 1 vectors and not 0": with_tensor("optimizer.1", None),
    "optimizer.1 holds 34 numbers and not 35": with_tensor("optimizer.1", np.zeros(34, np.float32)),
    "120 rows of an epoch are used, and there are 120": edited(rows_used=120),
    "-1 rows of an epoch are used, and there are 120": edited(rows_used=-1),
    "the learning rate is a number above 0, which -1 is not": edited(
        hyper_parameters={
            "learning_rate": -1.0,
            "momentum": 0.9,
            "weight_decay": 0.0,
            "dropout": 0.0,
            "batch_size": 16,
        }
    ),
    "Object missing required field `epochs_done`": lambda checkpoint: replace(checkpoint, facts={}),
}


@pytest.mark.parametrize(("reason", "change"), UNFIT.items())
def test_another_run_s_checkpoint(shared: Run, reason: str, change: Change) -> None:
    """What does not fit is told in a sentence, and never half taken over."""
    checkpoint = change(to_checkpoint(shared.snapshot(), shared.trainer.parameters))
    with pytest.raises(UserError) as caught:
        to_snapshot(checkpoint, shared.trainer)
    expected = f"the checkpoint of step 3 does not fit run.toml and its data ({reason}): were they changed?"
    assert str(caught.value) == expected


def test_what_is_read_without_a_network(start: Start) -> None:
    """Whoever only shows a run finds its layers and its newest evaluation."""
    run = after(start, 11)
    facts = stored_facts(to_checkpoint(run.snapshot(), run.trainer.parameters))
    assert facts is not None
    assert (repr(layers_in(facts)), evaluated_in(facts)) == (repr(run.measured()), run.evaluated)


def test_a_run_without_rows_to_evaluate_on(start: Start) -> None:
    """It has no evaluation, and none is made up."""
    run = after(start, 11, validation=0.0)
    facts = stored_facts(to_checkpoint(run.snapshot(), run.trainer.parameters))
    assert facts is not None
    assert evaluated_in(facts) is None


def test_facts_that_are_none(start: Start) -> None:
    """A file that somebody else wrote is no reason to fail."""
    checkpoint = to_checkpoint(after(start, 3).snapshot(), start().run.trainer.parameters)
    assert stored_facts(replace(checkpoint, facts={"loss": "high"})) is None
