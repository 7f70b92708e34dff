"""What tests of the dashboard share: a terminal, and dashboards on hosts that do what they are told."""

from __future__ import annotations

import pytest

from tests.dashboard import desk


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """All colours, whatever terminal the tests run in; Rich keeps those that a style was first written in."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def open_desk() -> desk.OpenDesk:
    """Opens dashboards on hosts that are stepped, in an `async with`."""
    return desk.open_desk


@pytest.fixture
def open_script() -> desk.OpenDesk:
    """Opens dashboards on hosts that say nothing by themselves, in an `async with`."""
    return desk.open_script
