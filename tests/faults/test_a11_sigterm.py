"""A11: SIGTERM while it trains, evaluates, writes or is paused: saved and ended within two seconds."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

import pytest

from benchmarks.harness.real_run import PATIENCE_S, RealRun
from nntui.session.host.writing import KEPT
from nntui.session.protocol import Ended, SetHyperParameter
from nntui.store.reading import newest_checkpoint

ENDED_S = 2.0
BUSY = 3.0
"""By how much a busy machine may be slower."""

DIGITS = {"dataset": "digits", "hidden": (32,)}
DOING = {
    "training": DIGITS,
    # Two thirds of its time it measures the rows held out.
    "evaluating": {"dataset": "digits", "hidden": (1024, 1024), "optimizer": "sgd", "validation": 0.9},
    # 2 MB at a time, and one after the other.
    "writing": {"dataset": "digits", "hidden": (256, 512), "optimizer": "adam", "checkpoint_every": 0.01},
    "at a slow pace": DIGITS | {"pace": 0.5},
    "paused": DIGITS | {"paused": True},
}

Real = Callable[..., RealRun]


def terminated(run: RealRun) -> float:
    """Have a host end by a signal; the seconds that it took."""
    assert run.launch is not None
    began = time.monotonic()
    run.signal(signal.SIGTERM)
    assert run.launch.process.wait(PATIENCE_S) == 0
    return time.monotonic() - began


@pytest.mark.parametrize("doing", DOING)
def test_it_ends_in_order(real: Real, doing: str) -> None:
    """Whatever it does: what it did is written down, saved, and told to whoever watches."""
    run = real(**DOING[doing])
    run.begin()
    if doing != "paused":
        run.steps(1)
    assert terminated(run) < ENDED_S * BUSY
    recorded = run.recorded
    checkpoint, _ = newest_checkpoint(run.folder, recorded)
    assert recorded.standing is not None
    assert checkpoint is not None
    steps = len(recorded.losses)
    found = (recorded.standing.state, recorded.standing.step, checkpoint.step, recorded.gone)
    assert found == ("stopped", steps, steps, ())
    assert run.watcher is not None
    assert run.watcher.next(Ended).result.steps == steps


def test_while_it_catches_up(real: Real) -> None:
    """A host that ends on its way to where the run was leaves that as it was."""
    run = real(**DIGITS, checkpoint_every=1000.0)
    run.begin()
    run.steps(2000)
    run.kill()
    before = run.recorded
    run.begin()
    assert terminated(run) < ENDED_S * BUSY
    assert run.recorded.losses.tolist()[: len(before.losses)] == before.losses.tolist()


def test_before_anybody_came(real: Real) -> None:
    """A host that nobody has connected to yet ends as well."""
    run = real(**DIGITS)
    run.begin(watched=False)
    assert terminated(run) < ENDED_S * BUSY


def test_with_a_reader_in_the_way(real: Real) -> None:
    """Who keeps run.db, with a command waiting for it, keeps no host: that says what is not written."""
    run = real(**DIGITS)
    run.begin()
    run.steps(1)
    with closing(sqlite3.connect(run.folder / "run.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM log").fetchone()
        assert run.watcher is not None
        run.watcher.ask(SetHyperParameter("learning_rate", 0.02))
        assert terminated(run) < ENDED_S * BUSY
        ended = run.watcher.next(Ended)
    assert run.recorded.gone == ()
    assert ended.unwritten == KEPT


def test_twice(real: Real) -> None:
    """Who is impatient changes nothing."""
    run = real(**DIGITS)
    run.begin()
    run.steps(1)
    run.signal(signal.SIGTERM)
    run.signal(signal.SIGTERM)
    assert run.launch is not None
    assert run.launch.process.wait(PATIENCE_S) == 0
    assert run.recorded.standing.state == "stopped"
