"""`nntui serve`: which run is meant, and what is said; what is served is tested in tests/serving."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nntui.serving import serving

pytestmark = pytest.mark.usefixtures("home")

Call = Callable[..., Any]
StoreRun = Callable[..., Path]

ADDRESS = "http://127.0.0.1:1/token/"


@dataclass
class Served:
    """What was to be served, in place of a server that tells its address and is ended at once."""

    run: str = ""
    port: int | None = None
    control: bool | None = None

    def __call__(self, run: str, *, port: int, control: bool, tell: Callable[[str], None]) -> None:
        self.run, self.port, self.control = run, port, control
        tell(ADDRESS)
        print("iris-1 goes on")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    """Nothing is served."""
    served = Served()
    monkeypatch.setattr(serving, "serve_run", served)
    return served


def test_a_run_by_its_name(call: Call, store_run: StoreRun, served: Served) -> None:
    """The one that is meant, to be looked at, on a port that is free."""
    for name in ("first", "second"):
        store_run(name)
    called = call("serve", "first")
    assert (called.code, served) == (0, Served("first", 0, False))


def test_the_newest_run(call: Call, store_run: StoreRun, served: Served) -> None:
    """By its name from now on: later another one may be the newest."""
    store_run("first")
    call("serve")
    assert served.run == "first"


def test_steering_and_a_port_of_ones_own(call: Call, store_run: StoreRun, served: Served) -> None:
    """Both only where they are asked for."""
    store_run("iris-1")
    call("serve", "--control", "--port", "8123", "iris-1")
    assert (served.port, served.control) == (8123, True)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ((), "whoever has this address can look at iris-1; ctrl-c ends it\n"),
        (("--control",), "whoever has this address can steer iris-1; ctrl-c ends it\n"),
    ],
)
@pytest.mark.usefixtures("served")
def test_what_is_said(call: Call, store_run: StoreRun, flags: tuple[str, ...], expected: str) -> None:
    """The address alone is on standard output, also where dashboards have a last word to say."""
    store_run("iris-1")
    called = call("serve", *flags)
    assert (called.out, called.err) == (f"{ADDRESS}\n", expected + "iris-1 goes on\n")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("iris-2", "there is no run called iris-2: did you mean iris-1?"),
        ("../iris-1", "'../iris-1' cannot be a run's name"),
        ("iris-1;id", "'iris-1;id' cannot be a run's name"),
        ("$(id)", "'$(id)' cannot be a run's name"),
        ("far:iris-1", "only runs of this machine are served: use nntui serve on far"),
        ("far:", "only runs of this machine are served: use nntui serve on far"),
        ("-x:iris-1", "no machine to connect to"),
    ],
)
def test_no_such_run(call: Call, store_run: StoreRun, served: Served, name: str, expected: str) -> None:
    """One sentence, and nothing is served."""
    store_run("iris-1")
    called = call("serve", "--", name)
    assert (called.code, called.out, called.err.count("\n"), served) == (2, "", 1, Served())
    assert expected in called.err


def test_no_runs_yet(call: Call) -> None:
    """It says how one begins."""
    called = call("serve")
    assert (called.code, called.err) == (2, "nntui: there are no runs yet: nntui begins one\n")


@pytest.mark.parametrize("port", ["-1", "65536", "x", "", "8e3"])
def test_no_port(call: Call, store_run: StoreRun, served: Served, port: str) -> None:
    """One sentence."""
    store_run("iris-1")
    called = call("serve", f"--port={port}")
    assert (called.code, called.err.count("\n"), served) == (2, 1, Served())
    assert "is not a port" in called.err


def test_a_port_that_is_taken(call: Call, store_run: StoreRun) -> None:
    """It says which, and how to do without."""
    store_run("iris-1")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        called = call("serve", f"--port={port}")
    expected = f"nntui: port {port} cannot be had: Address already in use (without --port one"
    assert (called.code, called.out, called.err.count("\n")) == (2, "", 1)
    assert called.err.startswith(expected)


@pytest.mark.parametrize("missing", ["textual_serve", "aiohttp"])
def test_without_the_extra(
    call: Call, store_run: StoreRun, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """It says what to install."""
    for name in [name for name in sys.modules if name.startswith(("nntui.serving.", f"{missing}."))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    store_run("iris-1")
    called = call("serve", "iris-1")
    expected = "nntui: textual-serve is not installed: pip install 'nntui[serve]' does it\n"
    assert (called.code, called.out, called.err) == (2, "", expected)
