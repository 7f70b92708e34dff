"""What all tests share: a home of nntui's own, and the certainty that no host outlives its test."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from benchmarks.harness.home import host_pids, temporary_home
from nntui.session.host.threads import limit_threads

PATIENCE_S = 10.0
POLL_S = 0.01

Until = Callable[[Callable[[], object]], None]


def pytest_configure() -> None:
    """No test is timed, and signals that background jobs of a shell ignore are not ignored here."""
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")
    for sign, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGQUIT, signal.SIG_DFL)):
        if signal.getsignal(sign) == signal.SIG_IGN:
            signal.signal(sign, handler)


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> None:
    """Products take one thread, as small networks do in a host: tests run side by side, on few processors."""
    limit_threads(1)


@pytest.fixture
def until() -> Until:
    """Wait for a condition: `until(lambda: path.exists())`; fails where it does not come true in time."""

    def until(condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline, "this did not come true in time"
            time.sleep(POLL_S)

    return until


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A new NNTUI_HOME with sockets in it; whoever starts a host asks for this."""
    with temporary_home() as folder:
        monkeypatch.setenv("NNTUI_HOME", str(folder))
        monkeypatch.setenv("NNTUI_SOCKETS", str(folder / "s"))
        yield folder


@pytest.fixture(autouse=True)
def every_host_ends(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, until: Until
) -> Iterator[None]:
    """Fail a test whose hosts go on after it; `home` ends them then. Without `home` none can be started."""
    if "home" not in request.fixturenames:
        monkeypatch.setenv("NNTUI_HOME", f"{os.devnull}/a test that starts a host asks for the fixture home")
        yield
        return
    home: Path = request.getfixturevalue("home")
    yield
    until(lambda: not host_pids(home))
