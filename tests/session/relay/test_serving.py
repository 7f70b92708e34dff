"""A relay from its first line to its last: whom it finds, and what it says where there is nobody."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from nntui.errors import HostFailedError, NoHostError, UserError
from nntui.session.registry import announce
from nntui.session.relay.preamble import Request, as_line
from nntui.session.relay.serving import Reached, serve


class Folders:
    """Stored runs as a test has them: one, called `old`, whose host can be started."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.other, self._ours = socket.socketpair()

    def runs(self) -> list[dict[str, object]]:
        """One run."""
        return [{"name": "old", "step": 7}]

    def hosted(self, run: str) -> Reached:
        """None of them has a host."""
        raise NoHostError(f"{run} has no host")

    def opened(self, run: str) -> Reached:
        """The run, from its folder."""
        self.asked.append(Request(run, "attach"))
        if run not in ("", "old"):
            raise UserError(f"there is no run called {run}")
        return Reached("old", self._ours, is_host=False)

    def resumed(self, run: str) -> Reached:
        """The run, with a host."""
        self.asked.append(Request(run, "resume"))
        if run == "broken":
            raise HostFailedError("the host ended before it began")
        return Reached("old", self._ours, is_host=True)

    def close(self) -> None:
        """Close both ends."""
        self.other.close()
        self._ours.close()


class Visit:
    """A viewer that asks a relay in a thread for something, and reads its two lines."""

    def __init__(self, stored: Folders, said: bytes) -> None:
        self.near, self._far = socket.socketpair()
        self.near.settimeout(10.0)
        self.codes: list[int] = []
        self._thread = threading.Thread(target=self._serve, args=(stored,))
        self._thread.start()
        self._lines = self.near.makefile("rb")
        self.first = self._lines.readline()
        self.near.sendall(said)
        self.answer = json.loads(self._lines.readline())

    def _serve(self, stored: Folders) -> None:
        self.codes.append(serve(self._far.fileno(), self._far.fileno(), stored, patience_s=5.0))

    def end(self) -> int:
        """Leave; the relay's exit code."""
        if self.near.fileno() >= 0:
            self.near.shutdown(socket.SHUT_WR)
        self._lines.close()
        self.near.close()
        self._thread.join(10.0)
        self._far.close()
        return self.codes[0]


Ask = Callable[..., Visit]


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarMachine]:
    """This machine, with a folder of sockets of its own."""
    with far_machine() as far:
        monkeypatch.setenv("NNTUI_SOCKETS", str(far.sockets))
        yield far


@pytest.fixture
def stored() -> Iterator[Folders]:
    """The runs without a host."""
    stored = Folders()
    yield stored
    stored.close()


@pytest.fixture
def ask(stored: Folders) -> Iterator[Ask]:
    """Asks a relay: `ask("digits-1")`, `ask("", "list")`."""
    visits: list[Visit] = []

    def ask(run: str, wanted: str = "attach") -> Visit:
        visits.append(Visit(stored, as_line({"run": run, "wanted": wanted})))
        return visits[-1]

    yield ask
    stored.other.close()
    for visit in visits:
        visit.end()


def test_its_first_line(far: FarMachine, ask: Ask) -> None:
    """A relay is known by its first line, which is the same in all versions but for the number."""
    far.listening("a").close()
    assert ask("").first == b"nntui-relay 1\n"


def test_a_run_by_its_name(far: FarMachine, ask: Ask) -> None:
    """Of several hosts the one asked for is found, and bytes pass between it and the viewer."""
    with far.listening("a", 1.0) as host, far.listening("b", 2.0):
        visit = ask("a")
        visit.near.sendall(b"hello")
        connected, _ = host.accept()
        with connected:
            assert (visit.answer, connected.recv(5)) == ({"ok": True, "run": "a", "host": True}, b"hello")


@pytest.mark.parametrize("wanted", ["attach", "host", "resume"])
def test_the_newest(far: FarMachine, ask: Ask, wanted: str) -> None:
    """Without a name the host that began last is meant, by whatever wish."""
    with far.listening("b", 2.0), far.listening("c", 3.0), far.listening("a", 1.0):
        assert ask("", wanted).answer == {"ok": True, "run": "c", "host": True}


def test_the_newest_that_answers(far: FarMachine, ask: Ask) -> None:
    """What a killed host left behind is passed over."""
    far.listening("dead", 2.0).close()
    with far.listening("alive", 1.0):
        assert ask("").answer == {"ok": True, "run": "alive", "host": True}


def test_a_note_without_a_socket(far: FarMachine, ask: Ask) -> None:
    """A note whose socket is gone leads nowhere, and to no traceback."""
    with far.listening("alive", 1.0):
        announce(far.sockets / "gone.sock", far.folder / "gone", 2.0)
        assert ask("").answer == {"ok": True, "run": "alive", "host": True}


def test_a_run_of_another_home(
    far: FarMachine, ask: Ask, stored: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs of one name may be kept for two homes: the one of this login is meant, and no other."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("NNTUI_HOME", "/elsewhere")
        host = far.listening("old")
    with host:
        assert (ask("old").answer, stored.asked) == (
            {"ok": True, "run": "old", "host": False},
            [Request("old", "attach")],
        )


@pytest.mark.usefixtures("far")
def test_a_run_without_a_host(ask: Ask, stored: Folders) -> None:
    """A run that has no host is opened from its folder, and its bytes pass as those of a host."""
    visit = ask("old")
    stored.other.sendall(b"history")
    assert (visit.answer, visit.near.recv(7)) == ({"ok": True, "run": "old", "host": False}, b"history")


@pytest.mark.usefixtures("far")
def test_a_run_with_a_host_alone(ask: Ask, stored: Folders) -> None:
    """Who has met a host and looks for it again is not given a folder in its place."""
    visit = ask("old", "host")
    assert (visit.answer, stored.asked) == ({"error": "old has no host", "final": True, "gone": True}, [])


@pytest.mark.usefixtures("far")
def test_a_run_is_resumed(ask: Ask, stored: Folders) -> None:
    """A host is started where there is none."""
    visit = ask("old", "resume")
    expected = ({"ok": True, "run": "old", "host": True}, [Request("old", "resume")])
    assert (visit.answer, stored.asked) == expected


def test_a_run_with_a_host_is_not_resumed(far: FarMachine, ask: Ask, stored: Folders) -> None:
    """A host that is there is met, and no second one started."""
    with far.listening("old"):
        ask("old", "resume")
        assert stored.asked == []


@pytest.mark.usefixtures("far")
def test_no_such_run(ask: Ask) -> None:
    """A name that means nothing is told so, and trying again is of no use; the exit code says it too."""
    visit = ask("nothing")
    assert (visit.answer, visit.end()) == ({"error": "there is no run called nothing", "final": True}, 1)


@pytest.mark.usefixtures("far")
def test_a_host_that_does_not_begin(ask: Ask) -> None:
    """A host that failed is told, and may be tried again."""
    assert ask("broken", "resume").answer == {"error": "the host ended before it began", "final": False}


@pytest.mark.usefixtures("far")
def test_a_list(ask: Ask) -> None:
    """All runs in one line, and the relay is done."""
    visit = ask("", "list")
    assert (visit.answer, visit.end()) == ({"ok": True, "runs": [{"name": "old", "step": 7}]}, 0)


@pytest.mark.usefixtures("far")
def test_rubbish(stored: Folders) -> None:
    """A viewer that speaks otherwise is refused with a sentence."""
    visit = Visit(stored, b"GET / HTTP/1.1\r\n")
    assert (visit.answer, visit.end()) == ({"error": "the viewer's line is not JSON", "final": True}, 1)


@pytest.mark.usefixtures("far")
def test_a_viewer_that_is_gone_at_once(stored: Folders) -> None:
    """Nobody is left to be told anything: the relay ends without a traceback."""
    read, write = os.pipe()
    os.close(read)
    reading, closed = os.pipe()
    os.close(closed)
    code = serve(reading, write, stored)
    os.close(reading)
    os.close(write)
    assert code == 1


def test_a_folder_open_to_others(far: FarMachine, ask: Ask) -> None:
    """Sockets that others may have put there are not connected to, and the reason is told."""
    far.sockets.mkdir(mode=0o755)
    expected = f"{far.sockets} is open to other users: run chmod 700 {far.sockets}"
    assert ask("a").answer == {"error": expected, "final": True}
