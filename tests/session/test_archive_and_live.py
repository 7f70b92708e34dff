"""A run that has no host any more shows everything that its host showed at its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from benchmarks.harness.kept_run import KeptRun
from nntui.config import RunConfig
from nntui.session.patching import HeldCurve
from nntui.session.protocol import Action, HeatRequest, Pause, Resume, SetHyperParameter, StepBy, Subscribe
from nntui.session.state import SessionState
from tests.session.archive_viewer import WANTED, viewing

Kept = Callable[..., KeptRun]
Shown = dict[str, Any]

EPOCHS = 15
STEPS = 8 * EPOCHS


def config(**changes: Any) -> RunConfig:
    """120 rows of iris, eight steps an epoch."""
    usual = {"dataset": "iris", "hidden": (12,), "batch": 16, "epochs": EPOCHS, "pace": "max", "seed": 3}
    return RunConfig(**(usual | {"checkpoint_every": 1000.0} | changes))


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """Makes a run in a folder, and its first host."""
    return lambda **changes: KeptRun(tmp_path / "run-1", config(**changes))


def shown(state: SessionState) -> Shown:
    """All that is on a screen, to be compared; floats by their bits, for NaN is not NaN."""
    assert state.status is not None
    assert state.run is not None
    status = structs.replace(state.status, sequence=0, checkpoint=0)
    return {
        "run": structs.replace(state.run, archived=False),
        "status": status,
        "log": state.log,
        "loss": bits(state.loss),
        "step": state.shown_step,
        "training": columns(state.training),
        "validation": columns(state.validation),
        "evaluated": state.evaluated,
        "heat": state.heat,
        "layers": [(each.name, bits(*structs.astuple(each)[1:])) for each in state.layers],
    }


def bits(*numbers: float) -> bytes:
    return np.array(numbers, "<f4").tobytes()


def columns(held: HeldCurve | None) -> tuple[int, bytes, bytes, bytes] | None:
    curve = held and held.curve
    return (curve.width, bits(*curve.low), bits(*curve.high), bits(*curve.mean)) if curve else None


def live(run: KeptRun, *last: Action, stops: bool = False, wanted: Subscribe = WANTED) -> Shown:
    """What somebody sees who came to look just before the end."""
    viewer = run.host.connect(wanted)
    if stops:
        run.stop()
    else:
        run.ask(*last)
        run.host.turn(1)
    for _ in range(100):
        run.clock.now += 0.2
        viewer.read()
    return shown(viewer.state)


def from_folder(run: KeptRun, expected: Shown, wanted: Subscribe = WANTED) -> Shown:
    """What is seen in the folder: as expected, or what it is in the end."""
    with viewing(run.folder, wanted) as viewer:
        return shown(viewer.read_until(lambda state: shown(state) == expected))


def crashed(before: Shown, **changes: Any) -> Shown:
    """The same, of a run whose host was killed."""
    return before | {"status": structs.replace(before["status"], state="crashed")} | changes


@pytest.mark.parametrize("optimizer", ["sgd", "adamw"])
def test_a_finished_run(kept: Kept, optimizer: str) -> None:
    """To the last bit of every curve."""
    run = kept(optimizer=optimizer, dropout=0.2)
    run.settle()
    expected = live(run)
    run.stop()
    assert (expected["status"].state, expected["step"]) == ("finished", STEPS)
    assert from_folder(run, expected) == expected


@pytest.mark.parametrize("step", [0, 5, 8, 107])
def test_a_stopped_run(kept: Kept, step: int) -> None:
    """Before its first step, in the middle of an epoch, at its end, and long after the layers were kept."""
    run = kept()
    run.run_to(step)
    expected = live(run, stops=True)
    assert expected["status"].state == "stopped"
    assert from_folder(run, expected) == expected


def test_a_convolutional_run(kept: Kept) -> None:
    """The kernels are looked at, side by side."""
    wanted = structs.replace(WANTED, heat=HeatRequest("conv2d_2", 20, 20))
    run = kept(dataset="digits", model="conv", filters=(2, 3), hidden=(4,))
    run.run_to(13)
    expected = live(run, stops=True, wanted=wanted)
    assert (expected["heat"].rows, expected["heat"].columns) == (2 * 3, 3 * 3)
    assert from_folder(run, expected, wanted) == expected


def test_a_run_of_several_hosts(kept: Kept) -> None:
    """What the first of them saw is there as well."""
    run = kept()
    for step in (5, 21):
        run.run_to(step)
        run.ask(SetHyperParameter("learning_rate", 0.01 * step))
        run.stop()
        run.begin()
    run.run_to(30)
    expected = live(run, stops=True)
    assert [entry.mark for entry in expected["log"] if entry.mark] == ["lr 5e-2", "lr 0.21"]
    assert from_folder(run, expected) == expected


def test_a_host_that_took_no_step(kept: Kept) -> None:
    """It showed what the one before it had left, and so does the folder."""
    run = kept()
    run.run_to(13)
    run.stop()
    run.begin()
    run.catch_up()
    expected = live(run, stops=True)
    assert (expected["step"], expected["loss"]) == (13, bits(run.host.run.losses.newest()))
    assert from_folder(run, expected) == expected


def test_a_paused_run_that_was_killed(kept: Kept) -> None:
    """It was saved when it paused: nothing of it is older than the step that it stands at."""
    run = kept()
    run.run_to(13)
    expected = crashed(live(run, Pause()))
    run.kill()
    assert from_folder(run, expected) == expected


def test_a_run_that_was_killed_while_it_ran(kept: Kept) -> None:
    """The curves and the log are whole; weights and layers are older, and that is said."""
    run = kept()
    run.run_to(5)
    saved = live(run, Pause())
    run.ask(Resume())
    run.run_to(107)
    before = live(run)
    run.write()
    run.kill()
    expected = crashed(before, heat=saved["heat"], layers=None)
    lines = len(before["log"])

    def same(state: SessionState) -> Shown:
        found = shown(state)
        return found | {"log": found["log"][:lines], "layers": None}

    with viewing(run.folder) as viewer:
        state = viewer.read_until(lambda state: state.layers and same(state) == expected)
    assert [entry.text for entry in state.log[lines:]] == [
        "the weights are those of step 5, the newest checkpoint",
        "the numbers of the layers are those of step 100",
    ]
    assert same(state) == expected


def test_a_diverged_run(kept: Kept) -> None:
    """It is diverged, with the reason, wherever its host is."""
    run = kept(lr=1e4, optimizer="sgd", clip=0.0, dataset="line", hidden=(4,), batch=16)
    run.settle()
    expected = live(run)
    assert expected["status"].state == "diverged"
    run.stop()
    assert from_folder(run, expected) == expected


def test_a_run_without_rows_held_out(kept: Kept) -> None:
    """It has one curve, and no evaluation."""
    run = kept(validation=0.0)
    run.settle()
    expected = live(run)
    run.stop()
    assert (expected["evaluated"], expected["validation"]) == (None, None)
    assert from_folder(run, expected) == expected


@dataclass(frozen=True)
class Happening:
    """Something that is done to a run; `act` does nothing where it cannot be done."""

    name: str
    act: Callable[[KeptRun], None]


def steps(count: int) -> Happening:
    def act(run: KeptRun) -> None:
        if run.state == "running":
            run.turns(count, s=0.3)

    return Happening(f"{count} steps", act)


def asked(*actions: Action) -> Happening:
    return Happening(repr(actions), lambda run: run.ask(*actions))


def another_host(run: KeptRun) -> None:
    run.stop()
    run.begin()
    run.catch_up()


HAPPENINGS = st.one_of(
    st.integers(1, 40).map(steps),
    st.sampled_from(
        [
            asked(Pause()),
            asked(Resume()),
            asked(StepBy(2)),
            asked(SetHyperParameter("learning_rate", 0.02)),
            asked(SetHyperParameter("batch_size", 7.0)),
            Happening("another host", another_host),
        ]
    ),
)


@settings(max_examples=15, deadline=None)
@given(happenings=st.lists(HAPPENINGS, max_size=12), every_s=st.sampled_from([0.5, 1000.0]))
def test_whatever_happened_to_it(happenings: list[Happening], every_s: float) -> None:
    """Pauses, steps by hand, changes and several hosts: stopped at last, it shows what it showed."""
    with TemporaryDirectory() as folder:
        run = KeptRun(Path(folder) / "run-1", config(checkpoint_every=every_s))
        for happening in happenings:
            happening.act(run)
        expected = live(run, stops=True)
        assert from_folder(run, expected) == expected
