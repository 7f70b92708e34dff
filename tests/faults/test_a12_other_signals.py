"""A12: SIGHUP, SIGINT and SIGPIPE to the host: training goes on."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import pytest

from benchmarks.harness.real_run import RealRun
from nntui.session.launch import launch_host
from nntui.session.protocol import Acknowledged, Evaluate

SIGNALS = pytest.mark.parametrize("sign", [signal.SIGHUP, signal.SIGINT, signal.SIGPIPE])


@SIGNALS
def test_training_goes_on(real: Callable[..., RealRun], sign: signal.Signals) -> None:
    """A closed terminal, a key meant for the dashboard, a viewer that is gone: none of them ends a run."""
    run = real(dataset="digits", hidden=(32,))
    run.begin()
    run.steps(10)
    for _ in range(20):
        run.signal(sign)
    answer = run.ask(Evaluate())
    assert isinstance(answer, Acknowledged)
    assert answer.status.state == "running"
    run.steps(answer.status.step + 10)
    run.stop()


@SIGNALS
def test_while_it_begins(real: Callable[..., RealRun], sign: signal.Signals) -> None:
    """Also a host that has only just come into being."""
    run = real(paused=True)
    run.launch = launch_host(run.folder)
    while run.launch.process.poll() is None and not (run.folder / "lock").exists():
        time.sleep(0.001)  # Python itself is only starting until then
    for _ in range(20):
        run.signal(sign)
    assert run.launch.started().error == ""
    run.watch()
    run.stop()
