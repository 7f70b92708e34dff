"""A run followed in lines: what is said to its host, where the results go, and how it can be lost."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from nntui.cli import tailing
from nntui.cli.onlooker import WANTED, Onlooker
from nntui.cli.tailing import tail
from nntui.errors import HostFailedError
from nntui.session.links import LinkError
from nntui.session.protocol import Ended, Hello, Rejected, Seen, ToHost, ToViewer
from tests.cli.scripted import RESULT, ScriptedLink, frame, happened, welcome

Said = pytest.CaptureFixture[str]


@pytest.fixture
def link() -> Iterator[Callable[..., ScriptedLink]]:
    """Makes links, `link(welcome("running"), place="far")`, and closes them."""
    links: list[ScriptedLink] = []

    def make(*said: ToViewer, raw: bytes = b"", **settings: Any) -> ScriptedLink:
        links.append(ScriptedLink(raw or said, **settings))
        return links[-1]

    yield make
    for each in links:
        each.close()


def failure(link: ScriptedLink) -> str:
    """Why nothing came of it."""
    with pytest.raises(HostFailedError) as caught:
        tail(link, "digits-1")
    return str(caught.value)


def test_a_host_that_ends(link: Callable[..., ScriptedLink], capsys: Said) -> None:
    """Its results are on standard output, all else is not."""
    code = tail(link(welcome("running"), frame("running", 2), Ended("finished", RESULT)), "digits-1")
    said = capsys.readouterr()
    assert (code, said.out.splitlines()[0]) == (0, "digits-1 finished after 1,234 steps, 26 epochs")
    assert said.err.splitlines()[-1] == "running at step 1,234, epoch 26/50"


def test_a_finished_run(link: Callable[..., ScriptedLink], capsys: Said) -> None:
    """Its host would wait for somebody, and is left to: the results are told as far as they are known."""
    shown = frame("finished", 2, evaluated=(1234, 0.25, 0.875))
    code = tail(link(welcome("finished"), shown, happened("never heard", "finished", 3)), "digits-1")
    said = capsys.readouterr()
    assert (code, said.out.splitlines()) == (
        0,
        [
            "digits-1 finished after 1,234 steps, 26 epochs",
            "loss of last step    0.1250",
            "validation loss      0.2500",
            "validation accuracy  87.5 %",
            "learning rate        1e-3",
        ],
    )
    assert "never heard" not in said.err


def test_nothing_is_asked_of_the_host(link: Callable[..., ScriptedLink]) -> None:
    """It may look only, says what it wants to see, and that it has seen it: nothing can change the run."""
    script = link(welcome("running"), frame("finished", 2), Ended("finished", RESULT))
    tail(script, "digits-1")
    first, *others = script.heard()
    assert isinstance(first, Hello)
    assert first.read_only
    expected: list[ToHost] = [WANTED, Seen(0), Seen(2)]
    assert others == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "the host of digits-1 ended without a word: nntui attach digits-1 shows what is left"),
        ({"place": "far"}, "the connection to far is lost: nntui attach digits-1 looks again"),
        (
            {"place": "far", "words": "far: Broken pipe"},
            "far: Broken pipe: nntui attach digits-1 looks again",
        ),
    ],
)
def test_a_link_that_is_lost(
    link: Callable[..., ScriptedLink], settings: dict[str, Any], expected: str
) -> None:
    """One sentence, with why as far as anybody said, and what to do."""
    assert failure(link(welcome("running"), frame("running", 2), **settings)) == expected


@pytest.mark.parametrize(
    ("error", "place", "expected"),
    [
        (LinkError("far: Connection refused"), "far", "far: Connection refused"),
        (LinkError("its host is on elsewhere", final=True), "", "its host is on elsewhere"),
        (LinkError("digits-1 has no host"), "", "the host of digits-1 does not answer: try again"),
    ],
    ids=["far away", "on another machine", "just beginning"],
)
def test_no_way_to_it(link: Callable[..., ScriptedLink], error: LinkError, place: str, expected: str) -> None:
    """The reason of the link; a run that is held has a host, whatever does not listen."""
    assert failure(link(place=place, error=error)) == expected


def test_a_host_that_lets_nobody_in(link: Callable[..., ScriptedLink]) -> None:
    """It says why."""
    reason = "128 viewers watch this run already"
    expected = f"the host of digits-1 has let this viewer go: {reason}"
    assert failure(link(Rejected(reason, "full"))) == expected


@pytest.mark.parametrize("raw", [b"\0\0\0\1x", b"\xff\xff\xff\xff", b"\0\0\0\3abc"])
def test_nonsense(link: Callable[..., ScriptedLink], raw: bytes) -> None:
    """A sentence, and no traceback."""
    assert failure(link(raw=raw)).startswith("what the host of digits-1 says is not understood: ")


def test_a_host_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes connections, and is given up for all that."""
    near, far = socket.socketpair()
    monkeypatch.setattr(tailing, "WELCOME_S", 0.05)
    with far, pytest.raises(HostFailedError, match="the host of digits-1 does not answer"):
        tail(SimpleNamespace(place="", connect=lambda **_: near), "digits-1")


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([welcome("running")], "digits-1 goes on: nntui attach digits-1 shows it again\n"),
        ([welcome("paused")], "digits-1 goes on: nntui attach digits-1 shows it again\n"),
        ([welcome("stopped", archived=True)], ""),
        ([], ""),
    ],
    ids=["a live run", "a paused one", "one without a host", "one that said nothing yet"],
)
@pytest.mark.parametrize("on_terminal", [False, True])
def test_ctrl_c(
    link: Callable[..., ScriptedLink],
    monkeypatch: pytest.MonkeyPatch,
    capsys: Said,
    heard: list[ToViewer],
    expected: str,
    on_terminal: bool,
) -> None:
    """Whoever leaves a run that goes on is told how to come back, below the ^C of a terminal."""

    def listen(_: socket.socket, onlooker: Onlooker, name: str) -> None:  # noqa: ARG001  # as it is called
        for message in heard:
            onlooker.hear(message)
        capsys.readouterr()
        raise KeyboardInterrupt

    monkeypatch.setattr(tailing, "_listen", listen)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: on_terminal)
    code = tail(link(), "digits-1")
    lead = "\n" if on_terminal and expected else ""
    assert (code, capsys.readouterr().err) == (130, lead + expected)


def test_results_from_afar_steer_no_terminal(link: Callable[..., ScriptedLink], capsys: Said) -> None:
    """Whatever another machine calls its run."""
    tail(link(welcome("running"), Ended("finished", replace(RESULT, run="\x1b[2J"))), "far:digits-1")
    assert "\x1b" not in capsys.readouterr().out
