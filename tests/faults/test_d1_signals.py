"""D1: any signal, to the dashboard or to its guard: the terminal is as it was, and training goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.harness.home import host_pids
from nntui.store.reading import read_standing
from tests.faults.shelled import alive, shelled

Until = Callable[[Callable[[], object]], None]

SIGNALS = [
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGQUIT,
    signal.SIGABRT,
    signal.SIGSEGV,
    signal.SIGKILL,
]


def on_disk(home: Path) -> int:
    """The step that is written down."""
    stood, _ = read_standing(home / "runs" / "iris-1")
    return stood.step if stood else 0


@pytest.mark.parametrize("sign", SIGNALS, ids=lambda sign: sign.name)
@pytest.mark.parametrize("target", ["dashboard", "guard"])
def test_the_terminal_comes_back(home: Path, until: Until, target: str, sign: signal.Signals) -> None:
    """Its modes and its lines, with the exit code that shells know; both processes end, the host does not."""
    with shelled(home) as run:
        os.kill(getattr(run, target), sign)
        until(run.is_restored)
        until(lambda: not alive(run.guard) and not alive(run.dashboard))
        assert run.code == 128 + sign
        before = on_disk(home)
        until(lambda: on_disk(home) > before)
        assert len(host_pids(home)) == 1


def test_a_dashboard_that_hangs_is_ended(home: Path, until: Until) -> None:
    """The guard is told to end, the dashboard does nothing any more: it is killed after a while."""
    with shelled(home) as run:
        os.kill(run.dashboard, signal.SIGSTOP)
        os.kill(run.guard, signal.SIGTERM)
        until(run.is_restored)
        assert run.code == 137


def test_two_signals_at_once(home: Path, until: Until) -> None:
    """The first decides; nothing is said twice, and no traceback."""
    with shelled(home) as run:
        os.kill(run.dashboard, signal.SIGTERM)
        os.kill(run.guard, signal.SIGTERM)
        until(run.is_restored)
        assert run.code == 143
        assert "Traceback" not in run.terminal.text


def test_both_killed_at_once(home: Path) -> None:
    """Nobody is left to restore the terminal; training goes on all the same, and `reset` helps."""
    with shelled(home) as run:
        os.kill(run.guard, signal.SIGSTOP)
        os.kill(run.dashboard, signal.SIGKILL)
        os.kill(run.guard, signal.SIGKILL)
        run.terminal.run_for(0.2)
        assert len(host_pids(home)) == 1
