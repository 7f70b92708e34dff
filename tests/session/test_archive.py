"""A run without a host, served from its folder."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from math import isnan
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness.kept_run import KeptRun
from nntui.config import RunConfig
from nntui.errors import UserError
from nntui.session import archive
from nntui.session.archive import NO_HOST, open_archive, show_archive
from nntui.session.assembly import Assembly, assemble
from nntui.session.codec import encode
from nntui.session.following import following
from nntui.session.host.connection import Connection
from nntui.session.protocol import (
    HeatRequest,
    Refused,
    Resume,
    RunDescription,
    SetHyperParameter,
    Stop,
    Subscribe,
    Toggle,
)
from nntui.session.state import SessionState
from nntui.session.viewer import hello
from nntui.store.checkpoints import Checkpoint, write_checkpoint
from nntui.store.database import RunDatabase
from nntui.store.files import Files
from nntui.store.reading import newest_checkpoint, read_run
from nntui.store.records import CheckpointWritten, Described
from nntui.store.runs import write_config
from tests.session.archive_viewer import viewing

Until = Callable[[Callable[[], object]], None]
CONFIG = RunConfig(dataset="iris", hidden=(6,), batch=16, epochs=5, pace="max", seed=3, lr=0.01)

STOPPED_AT = 13


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run that was stopped at step 13 of 40."""
    run = KeptRun(tmp_path / "run-1", CONFIG)
    run.run_to(STOPPED_AT)
    run.stop()
    return run.folder


def seen(
    folder: Path, condition: Callable[[SessionState], object] = lambda state: state.shown_step
) -> SessionState:
    """What a viewer of the run sees."""
    with viewing(folder) as viewer:
        return viewer.read_until(condition)


def texts(state: SessionState) -> list[str]:
    return [entry.text for entry in state.log]


@pytest.mark.parametrize("action", [Toggle(), Resume(), SetHyperParameter("learning_rate", 0.1), Stop()])
def test_nothing_can_be_asked_of_it(folder: Path, action: Any) -> None:
    """There is nobody who could do it, and one sentence says what could be done."""
    with viewing(folder) as viewer:
        viewer.ask(action)
        state = viewer.read_until(lambda state: state.refused)
    assert state.refused == Refused(1, "this run has no host: r resumes it")


def test_the_dashboard_refuses_in_the_same_words() -> None:
    """It does so by itself, where it knows already."""
    assert following.NO_HOST == NO_HOST


def test_every_command_is_answered(folder: Path) -> None:
    """In order, however many there are; the picture comes all the same."""
    with viewing(folder) as viewer:
        for _ in range(20):
            viewer.ask(Toggle())
        state = viewer.read_until(lambda state: state.refused and state.heat)
    assert (state.refused, state.shown_step) == (Refused(1, NO_HOST), STOPPED_AT)


def test_a_viewer_that_only_looks(folder: Path) -> None:
    """It is told that it only looks, as by a host."""
    with viewing(folder, read_only=True) as viewer:
        viewer.ask(Toggle())
        state = viewer.read_until(lambda state: state.refused)
    assert state.refused == Refused(1, "this viewer is read-only")


def test_one_layer_after_the_other(folder: Path) -> None:
    """Each has its heat map, as often as it is chosen."""
    shapes = []
    with viewing(folder) as viewer:
        for layer in ("dense_1", "dense_2", "dense_1", "dense_2"):
            viewer.say(Subscribe(columns=64, heat=HeatRequest(layer, 8, 8), layers=True))
            state = viewer.read_until(lambda state: state.heat and state.heat.layer == layer)  # noqa: B023  # called at once
            assert state.heat is not None
            shapes.append((state.heat.layer, state.heat.shape))
    assert shapes == [("dense_1", (4, 6)), ("dense_2", (6, 3))] * 2


def test_a_layer_that_there_is_not(folder: Path) -> None:
    """It has no heat map, and the rest is shown."""
    with viewing(folder, Subscribe(columns=64, heat=HeatRequest("dense_9", 8, 8), layers=True)) as viewer:
        state = viewer.read_until(lambda state: state.layers)
    assert (state.heat, [layer.name for layer in state.layers]) == (None, ["dense_1", "dense_2"])


def descriptors() -> set[str]:
    return {os.fspath(path) for path in Path("/proc/self/fd").iterdir()}


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not list descriptors")
def test_it_ends_with_its_viewer(folder: Path, until: Until) -> None:
    """Its threads and its descriptors with it, however often a run is looked at."""
    before, threads = descriptors(), threading.active_count()
    for _ in range(5):
        with viewing(folder) as viewer:
            viewer.read_until(lambda state: state.heat)
    until(lambda: threading.active_count() == threads)
    assert descriptors() == before


def test_a_viewer_that_leaves_before_it_says_anything(folder: Path) -> None:
    """Nobody is waited for."""
    near, far = socket.socketpair()
    near.close()
    show_archive(open_archive(folder), far)
    assert far.fileno() == -1


def test_a_serving_thread_that_fails_ends_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A viewer is not left before a picture that will never come: its connection ends."""
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def fail(_: Connection) -> bytes:
        raise AssertionError

    monkeypatch.setattr(Connection, "outgoing", fail)
    near, far = socket.socketpair()
    thread = threading.Thread(target=show_archive, args=(open_archive(folder), far))
    thread.start()
    with near:
        with suppress(BrokenPipeError):  # it may have failed before this is said
            near.sendall(encode(hello()))
        thread.join(10.0)
        assert (thread.is_alive(), far.fileno()) == (False, -1)


def test_it_is_known_for_what_it_is(folder: Path) -> None:
    """Its name and place are those of the folder, wherever that was moved; and there is no host."""
    moved = folder.rename(folder.with_name("renamed"))
    run = seen(moved).run
    assert run is not None
    assert (run.name, run.folder, run.archived, run.network) == ("renamed", str(moved), True, "4-6-3 relu")


@pytest.mark.parametrize("written", ['{"name": 7}', "no JSON", "{}"])
def test_a_description_of_another_nntui(folder: Path, written: str) -> None:
    """What the settings say of the run takes its place."""
    expected = seen(folder).run
    with closing(RunDatabase.open(folder / "run.db")) as database:
        database.write([Described("iris", "4-6-3", written)])
    assert seen(folder).run == expected


@pytest.mark.parametrize("facts", [{"loss": "low"}, {"hyper_parameters": {"temperature": 1.0}}, {}], ids=str)
def test_a_checkpoint_of_another_nntui(folder: Path, facts: dict[str, Any]) -> None:
    """Its weights are shown; what it says of itself in other words is not."""
    tensors = dict(open_archive(folder).weights)
    checkpoint, _ = newest_checkpoint(folder, read_run(folder))
    assert checkpoint is not None
    facts = {**checkpoint.facts, **facts} if facts else {}
    with closing(RunDatabase.open(folder / "run.db")) as database:
        written = write_checkpoint(folder, Checkpoint(1, STOPPED_AT, tensors, facts), Files())
        database.write([CheckpointWritten(1, STOPPED_AT, *written, 1e9, "stopped")])
    state = seen(folder, lambda state: state.heat)
    assert (state.heat is None, state.layers, state.evaluated and state.evaluated.step) == (False, (), 8)


def test_a_run_db_that_is_missing(folder: Path) -> None:
    """What the newest checkpoint knows is shown, and said to be all there is."""
    expected = seen(folder, lambda state: state.heat and state.layers and state.evaluated)
    (folder / "run.db").unlink()
    state = seen(folder, lambda state: state.heat and state.layers and state.evaluated)
    assert (state.heat, repr(state.layers), state.evaluated, state.loss, state.run) == (
        expected.heat,
        repr(expected.layers),
        expected.evaluated,
        expected.loss,
        expected.run,
    )
    assert texts(state) == ["run.db is missing or empty: the history before the newest checkpoint is lost"]


def test_its_data_are_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of images takes many seconds to read: once is enough for all that has to be known of it."""
    (folder / "run.db").unlink()
    read: list[RunConfig] = []

    def counting(config: RunConfig) -> Assembly:
        read.append(config)
        return assemble(config)

    monkeypatch.setattr(archive, "assemble", counting)
    open_archive(folder)
    assert len(read) == 1


def test_where_a_run_stood_whose_run_db_is_missing(folder: Path) -> None:
    """The checkpoint knows the step, the epoch and the settings, and run.toml how far it was to go."""
    (folder / "run.db").unlink()
    status = seen(folder).status
    assert status is not None
    assert (status.state, status.step, status.checkpoint) == ("crashed", STOPPED_AT, STOPPED_AT)
    assert (status.epochs_done, status.rows_used, status.goal_epochs) == (1, 80, 5)
    assert (status.learning_rate, status.batch_size) == (0.01, 16)


def test_a_checkpoint_that_is_damaged(folder: Path) -> None:
    """The one before it is shown, and why."""
    newest = max((folder / "checkpoints").glob("*.safetensors"))
    newest.write_bytes(newest.read_bytes()[:-1])
    state = seen(folder, lambda state: state.heat)
    assert texts(state)[-2:] == [
        f"checkpoint {newest.name} is damaged (its SHA-256 is not the one written down): it is passed over",
        "the weights and the numbers of the layers are those of step 8, the newest checkpoint",
    ]


def test_no_checkpoint_at_all(folder: Path) -> None:
    """The curve and the log are there still."""
    for file in (folder / "checkpoints").iterdir():
        file.unlink()
    state = seen(folder, lambda state: state.training and state.evaluated)
    assert state.training is not None
    assert (state.heat, state.status and state.status.checkpoint, len(state.training.curve)) == (None, -1, 14)


def test_a_run_that_never_began(tmp_path: Path) -> None:
    """Its host ended before it wrote anything: all there is are its settings."""
    write_config(tmp_path, RunConfig(dataset="iris"))
    state = seen(tmp_path, lambda state: state.run)
    assert state.run is not None
    assert state.status is not None
    assert (state.run.optimizer, state.status.state, state.status.step) == ("adam", "stopped", 0)
    assert state.status.learning_rate > 0
    assert isnan(state.loss)


def test_the_history_before_is_lost(folder: Path) -> None:
    """A curve that begins late begins where it is known, and the log says what is gone."""
    (folder / "run.db").unlink()
    run = KeptRun(folder, CONFIG)
    run.run_to(20)
    run.stop()
    state = seen(folder, lambda state: state.training and len(state.training.curve) == 21)
    assert state.training is not None
    assert [bool(isnan(low)) for low in state.training.curve.low] == [True] * 14 + [False] * 7


@pytest.mark.parametrize(
    ("name", "expected"),
    [("nothing", "there is no run in {}"), ("x" * 300, "{} cannot be read: File name too long")],
)
def test_what_is_no_run(tmp_path: Path, name: str, expected: str) -> None:
    """One sentence, and no traceback."""
    with pytest.raises(UserError) as caught:
        open_archive(tmp_path / name)
    assert str(caught.value) == expected.format(tmp_path / name)


def test_settings_that_cannot_be_read(folder: Path) -> None:
    """Where nothing else says what the run was."""
    (folder / "run.db").unlink()
    (folder / "run.toml").write_text("dataset = ")
    with pytest.raises(UserError, match=r"run\.toml is not a run\.toml"):
        open_archive(folder)


def test_settings_that_nobody_needs(folder: Path) -> None:
    """What is written down of a run is enough to show it."""
    (folder / "run.toml").write_text("dataset = ")
    state = seen(folder)
    assert isinstance(state.run, RunDescription)
    assert state.shown_step == STOPPED_AT
