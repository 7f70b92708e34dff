"""`nntui attach`: which run is meant, and the way to it."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from nntui.cli import attach
from nntui.cli.attach import Connected
from nntui.session.links import Link, LinkError
from nntui.session.local import LocalLink
from nntui.store.lock import hold

pytestmark = pytest.mark.usefixtures("home")

Call = Callable[..., Any]
StoreRun = Callable[..., Path]


@dataclass
class Shown:
    """What was to be shown in place of a dashboard."""

    link: Link | None = None
    name: str = ""
    read_only: bool = False

    def __call__(self, link: Link, name: str, *_: object, read_only: bool) -> int:
        self.link, self.name, self.read_only = link, name, read_only
        return 0


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """There is a terminal, and what would be drawn on it."""
    shown = Shown()
    monkeypatch.setattr(attach, "why_plain", lambda *_: "")
    monkeypatch.setattr(attach, "show", shown)
    return shown


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a terminal on which nothing can be drawn."""
    monkeypatch.setattr(attach, "why_plain", lambda *_: "TERM is dumb")
    monkeypatch.setattr(attach, "show", lambda *_, **__: pytest.fail("there is nothing to draw on"))


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarMachine]:
    """Another machine, and the way to it."""
    with far_machine() as far:
        monkeypatch.setenv("NNTUI_SSH", str(far.ssh))
        monkeypatch.setenv("NNTUI_SOCKETS", str(far.sockets))
        yield far


def test_a_run_by_its_name(call: Call, store_run: StoreRun, shown: Shown) -> None:
    """The one that is meant, and not the newest."""
    folders = [store_run(name) for name in ("first", "second")]
    called = call("attach", "first")
    assert isinstance(shown.link, LocalLink)
    assert (called.code, shown.link.folder, shown.name) == (0, folders[0], "first")


def test_the_newest_run(call: Call, store_run: StoreRun, shown: Shown) -> None:
    """The one that had a host last."""
    folder = store_run("first")
    store_run("second")
    hold(folder, Path("/nowhere"), 5.0).close()
    call("attach")
    assert shown.name == "first"


@pytest.mark.parametrize(("flags", "expected"), [((), False), (("--read-only",), True)])
def test_looking_only(
    call: Call, store_run: StoreRun, shown: Shown, flags: tuple[str, ...], expected: bool
) -> None:
    """A flag makes it so that no key changes anything."""
    store_run("iris-1")
    call("attach", "iris-1", *flags)
    assert shown.read_only is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("iris-2", "there is no run called iris-2: did you mean iris-1?"),
        ("../iris-1", "'../iris-1' cannot be a run's name"),
        ("-x:iris-1", "no machine to connect to"),
        ("far:../x", "'../x' cannot be a run's name"),
    ],
)
def test_no_such_run(call: Call, store_run: StoreRun, shown: Shown, name: str, expected: str) -> None:
    """One sentence, and nothing is shown."""
    store_run("iris-1")
    called = call("attach", "--", name)
    assert (called.code, called.out, called.err.count("\n"), shown.link) == (2, "", 1, None)
    assert expected in called.err


def test_no_runs_yet(call: Call, shown: Shown) -> None:
    """It says how one begins."""
    called = call("attach")
    assert (called.code, called.err, shown.link) == (
        2,
        "nntui: there are no runs yet: nntui begins one\n",
        None,
    )


@pytest.mark.usefixtures("plain")
def test_a_run_without_a_host_in_lines(call: Call, store_run: StoreRun) -> None:
    """Where it stands, and its results."""
    store_run("iris-1")
    called = call("attach", "iris-1")
    assert (called.code, called.out.splitlines()) == (
        0,
        [
            "iris-1 stopped after 8 steps, 2 epochs",
            "loss of last step    0.1250",
            "validation loss      1.000",
            "validation accuracy  75.0 %",
            "learning rate        2e-3",
        ],
    )
    assert called.err.splitlines() == [
        "nntui: no dashboard here (TERM is dumb): iris-1 in lines; ctrl-c leaves it as it is",
        "iris, 4-8-3 relu, adam",
        "4 inputs, 3 classes, 150 rows, 120 train, 30 validation",
        "step 4  learning rate 1e-3 → 2e-3 · ada@laptop",
        "step 8  stopped",
        "stopped at step 8, epoch 2/3, without a host: nntui resume iris-1 trains it on",
    ]


@pytest.mark.usefixtures("plain")
def test_a_run_far_away_in_lines(call: Call, far: FarMachine) -> None:
    """It is connected to as for a dashboard; a host that lets go of everybody is a sentence."""
    with far.listening("digits-1") as listener:
        letting_go = threading.Thread(target=lambda: listener.accept()[0].close())
        letting_go.start()
        called = call("attach", "far:digits-1")
        letting_go.join()
    reason = "the connection to far is lost: nntui attach far:digits-1 looks again"
    assert (called.code, called.out, called.err.splitlines()[-1]) == (1, "", f"nntui: {reason}")


def test_lines_need_no_textual(store_run: StoreRun) -> None:
    """What cannot be drawn costs nothing."""
    store_run("iris-1")
    source = "import sys; from nntui.cli.main import main; main(['attach']); print('textual' in sys.modules)"
    command = [sys.executable, "-c", source]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "False", done.stderr


def test_a_run_on_another_machine(call: Call, far: FarMachine, shown: Shown) -> None:
    """It is connected to before the dashboard is there, and known by where it is."""
    with far.listening("digits-1") as listener:
        call("attach", "ada@far:digits-1")
        listener.accept()[0].close()
    assert shown.link is not None
    assert (shown.name, shown.link.place) == ("ada@far:digits-1", "ada@far")
    shown.link.connect(may_ask=False).close()


def test_the_newest_run_on_another_machine(call: Call, far: FarMachine, shown: Shown) -> None:
    """From now on it is called by its name: tomorrow another one may be the newest."""
    with far.listening("digits-1", started=1.0), far.listening("digits-2", started=2.0):
        call("attach", "far:")
    assert shown.link is not None
    shown.link.connect(may_ask=False).close()
    assert shown.name == "far:digits-2"


def test_a_machine_that_cannot_be_reached(
    call: Call, far: FarMachine, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is told in place of a dashboard, in a sentence behind whatever ssh itself had to say."""
    source = "import sys; sys.exit('ssh: connect to host far port 22: Connection refused')"
    monkeypatch.setenv("NNTUI_SSH", str(far.ssh_that(source)))
    called = call("attach", "far:digits-1")
    assert (called.code, called.out, shown.link) == (1, "", None)
    expected = "nntui: far: ssh: connect to host far port 22: Connection refused"
    assert called.err.splitlines()[-1] == expected


class Numbered:
    """A link whose connections can be told apart. asked: whether each was allowed to ask for something."""

    place = "far"

    def __init__(self) -> None:
        self.asked: list[bool] = []
        self.made: list[socket.socket] = []

    def connect(self, *, may_ask: bool) -> socket.socket:
        """The next connection."""
        self.asked.append(may_ask)
        self.made.append(socket.socket(socket.AF_UNIX))
        return self.made[-1]

    def resume(self, *, may_ask: bool) -> socket.socket:
        """As above, by way of a refusal."""
        raise LinkError("no host", needs_person=not may_ask)

    def last_words(self) -> str:
        """Its own."""
        return "far: Broken pipe"


@pytest.fixture
def numbered() -> Iterator[Numbered]:
    """One whose connections are closed afterwards."""
    numbered = Numbered()
    yield numbered
    for each in numbered.made:
        each.close()


def test_a_connection_that_was_made_before(numbered: Numbered) -> None:
    """It was allowed to ask, and is the first to be used; those after it are made when they are needed."""
    link = Connected(numbered)
    found = [link.connect(may_ask=False) for _ in range(2)]
    assert (found, numbered.asked) == (numbered.made, [True, False])


def test_what_a_connection_made_before_does_not_change(numbered: Numbered) -> None:
    """All else is the link's own."""
    link = Connected(numbered)
    with pytest.raises(LinkError) as caught:
        link.resume(may_ask=False)
    assert (link.place, link.last_words(), caught.value.needs_person) == ("far", "far: Broken pipe", True)


def test_the_runs_of_this_machine_need_no_ssh(
    store_run: StoreRun, shown: Shown, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name without a colon is never looked for elsewhere."""
    monkeypatch.setenv("NNTUI_SSH", "/nowhere/ssh")
    store_run("iris-1")
    assert (call("attach", "iris-1").code, isinstance(shown.link, LocalLink)) == (0, True)


def test_an_ssh_that_is_missing(call: Call, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to do."""
    monkeypatch.setenv("NNTUI_SSH", "/nowhere/ssh")
    called = call("attach", "far:iris-1")
    assert (called.code, shown.link) == (1, None)
    assert "/nowhere/ssh cannot be run" in called.err
