"""The dashboard as commands use it: what is said when it was left, and what is printed."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from nntui import app as application
from nntui.app import Leaving
from nntui.cli import showing
from nntui.cli.showing import show, show_started
from nntui.errors import UserError
from nntui.session.launch import Launch, Started
from nntui.session.links import Link
from nntui.session.local import LocalLink
from nntui.session.protocol import Result
from nntui.terminal.settings import Settings

RESULT = Result("iris-1", "stopped", 13, 1, 10.0, 0.5, None, None, 1e-3, 1, "0" * 64)
GOES_ON = "iris-1 goes on: nntui attach iris-1 shows it again\n"
NOT_ALL = "not all of iris-1 is on the disk (the disk␛[2J is full): nntui resume takes it again\n"
ADVICE = "run this once"


class Dashboard:
    """Stands in for the application: it is left at once, in the way that was asked for."""

    left: Leaving | None = Leaving()
    return_code: int | None = 0
    has_host = True
    shown: list[tuple[Link, bool]] = []  # noqa: RUF012  # a new one for every test

    failure: Exception | None = None

    def __init__(self, link: Link, settings: Settings, *, read_only: bool, wants_result: bool) -> None:
        self.shown.append((link, read_only))
        self.client = SimpleNamespace(has_host=self.has_host)

    def run(self) -> Leaving | None:
        """A person looks, and leaves."""
        return self.left


@pytest.fixture
def dashboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Dashboard]]:
    """The application of this test, and a collector that is left alone."""
    made = type("Dashboard", (Dashboard,), {"shown": []})
    monkeypatch.setattr(application, "NntuiApp", made)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(gc, "set_threshold", lambda *_: None)
    monkeypatch.setattr(showing, "advice", lambda _: "")
    return made


@pytest.fixture
def link(tmp_path: Path) -> LocalLink:
    """The way to a run of this machine."""
    return LocalLink(tmp_path / "iris-1")


Said = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("left", "code", "has_host", "expected"),
    [
        (Leaving(left_running=True), 0, True, GOES_ON),
        (Leaving(left_running=False), 0, True, ""),
        (Leaving(RESULT), 0, True, ""),
        (Leaving(RESULT, unwritten="the disk\x1b[2J is full"), 0, True, NOT_ALL),
        (None, 1, True, GOES_ON),
        (None, 1, False, ""),
    ],
    ids=["left", "over", "stopped", "not all written", "a fault", "a fault without a host"],
)
def test_whether_the_run_goes_on(
    dashboard: Any,
    link: LocalLink,
    capsys: Said,
    left: Leaving | None,
    code: int,
    has_host: bool,
    expected: str,
) -> None:
    """Whoever leaves a run that goes on is told how to come back, also where the dashboard broke."""
    dashboard.left, dashboard.return_code, dashboard.has_host = left, code, has_host
    assert (show(link, "iris-1"), capsys.readouterr().err) == (code, expected)


def test_a_result_for_programs(dashboard: Any, link: LocalLink, capsys: Said) -> None:
    """It is on standard output, where that was asked for, and nothing else is."""
    dashboard.left = Leaving(RESULT)
    show(link, "iris-1", as_json=True)
    assert json.loads(capsys.readouterr().out)["state"] == "stopped"


@pytest.mark.parametrize(
    ("left", "as_json"), [(Leaving(RESULT), False), (Leaving(left_running=True), True), (None, True)]
)
def test_nothing_for_programs(
    dashboard: Any, link: LocalLink, capsys: Said, left: Leaving | None, as_json: bool
) -> None:
    """Where nobody asked for it, or where there is no result."""
    dashboard.left = left
    show(link, "iris-1", as_json=as_json)
    assert capsys.readouterr().out == ""


def test_looking_only(dashboard: Any, link: LocalLink) -> None:
    """The dashboard is told so."""
    show(link, "iris-1", read_only=True)
    assert dashboard.shown == [(link, True)]


@pytest.fixture
def advised(dashboard: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This system ends what runs at the logout; the cache in which it is noted who was told."""
    dashboard.left = Leaving(left_running=True)
    monkeypatch.setattr(showing, "advice", lambda _: ADVICE)
    return home / "cache"


def test_what_to_do_is_said_once(advised: Path, link: LocalLink, capsys: Said) -> None:
    """The first time that a run is left."""
    said = []
    for _ in range(3):
        show(link, "iris-1")
        said.append(capsys.readouterr().err)
    assert said == [GOES_ON + f"{ADVICE}\n", GOES_ON, GOES_ON]
    assert (advised / "told-of-logout").exists()


def test_it_is_not_said_of_a_run_elsewhere(advised: Path, capsys: Said) -> None:
    """What this machine does at a logout is nothing to a run on another."""
    show(SimpleNamespace(place="far"), "far:iris-1")
    assert (capsys.readouterr().err.count("\n"), advised.exists()) == (1, False)


def test_it_is_not_said_of_a_run_that_is_over(
    advised: Path, dashboard: Any, link: LocalLink, capsys: Said
) -> None:
    """Nothing is left that could be ended."""
    dashboard.left = Leaving(RESULT)
    show(link, "iris-1")
    assert (capsys.readouterr().err, advised.exists()) == ("", False)


def test_a_cache_that_cannot_be_written(advised: Path, link: LocalLink, capsys: Said) -> None:
    """Then it is said again: no reason to fail after all is done."""
    advised.write_text("a file in its place")
    codes = [show(link, "iris-1") for _ in range(2)]
    assert (codes, capsys.readouterr().err.count(ADVICE)) == ([0, 0], 2)


def launch(folder: Path) -> Launch:
    return Launch(folder, SimpleNamespace(), SimpleNamespace())


def test_a_run_that_was_just_started(dashboard: Any, link: LocalLink) -> None:
    """Its host is waited for before anything is drawn."""
    order: list[str] = []

    def wait(waited: Launch) -> Started:
        order.append(f"{waited.folder.name} {len(dashboard.shown)}")
        return Started()

    code = show_started(launch(link.folder), wait, as_json=False)
    ((shown, read_only),) = dashboard.shown
    assert (code, order, shown.folder, read_only) == (0, ["iris-1 0"], link.folder, False)


def test_a_run_that_could_not_be_started(dashboard: Any, link: LocalLink) -> None:
    """Then nothing is drawn at all."""

    def wait(_: Launch) -> Started:
        raise UserError("iris.csv is gone")

    with pytest.raises(UserError):
        show_started(launch(link.folder), wait, as_json=False)
    assert dashboard.shown == []


@pytest.mark.parametrize(("wished", "expected"), [({}, "250"), ({"TEXTUAL_FPS": "30"}, "30")])
def test_how_often_textual_may_draw(wished: dict[str, str], expected: str) -> None:
    """What comes just after a frame waits for no clock; a wish of the user's own goes before it."""
    source = (
        "from nntui.cli.showing import load_app; load_app();"
        "from textual import constants; print(constants.MAX_FPS)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "TEXTUAL_FPS"} | wished
    command = [sys.executable, "-c", source]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == expected
