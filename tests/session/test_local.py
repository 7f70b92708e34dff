"""The link to a run on this machine: its host, its folder, or why there is neither."""

from __future__ import annotations

import platform
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

import msgspec
import pytest

from benchmarks.harness.home import host_pids
from benchmarks.harness.stored_run import store_run
from nntui.config import RunConfig
from nntui.errors import HostFailedError, UserError
from nntui.locations import runs_folder, socket_path
from nntui.session import launch
from nntui.session.codec import encode, viewer_reader
from nntui.session.ending import end_host
from nntui.session.launch import Launch, launch_host
from nntui.session.links import LinkError
from nntui.session.local import LocalLink
from nntui.session.protocol import ToViewer, Welcome
from nntui.session.sockets import listen
from nntui.session.viewer import hello
from nntui.store.lock import Holder, hold
from nntui.store.runs import create_run, write_config

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def folder(home: Path) -> Path:
    """A run that was stopped."""
    return store_run(home)


@pytest.fixture
def line(home: Path) -> Iterator[Path]:  # noqa: ARG001  # its host lives in the home
    """A run that never had a host and waits for its person; whatever host it gets is ended."""
    folder = create_run(runs_folder(), None, "line")
    write_config(folder, RunConfig(dataset="line", threads=1, paused=True))
    yield folder
    end_host(folder)


def met(connected: socket.socket) -> Welcome:
    """What whoever is at the other end says of itself."""
    connected.settimeout(10.0)
    with closing(connected):
        connected.sendall(encode(hello()))
        reader, heard = viewer_reader(), list[ToViewer]()
        while not heard:
            heard += reader.feed(connected.recv(65_536))
    assert isinstance(heard[0], Welcome)
    return heard[0]


def refused(link: LinkError) -> tuple[str, bool]:
    return link.reason, link.final


def test_a_host_that_is_there(line: Path) -> None:
    """It is met, wherever its folder is."""
    launch = launch_host(line)
    launch.started()
    run = met(LocalLink(line).connect(may_ask=False)).run
    assert (run.name, run.archived) == ("line-1", False)
    launch.process.terminate()
    launch.process.wait()


def test_a_run_without_a_host(folder: Path) -> None:
    """It is shown from its folder."""
    welcome = met(LocalLink(folder).connect(may_ask=False))
    assert (welcome.run.archived, welcome.status.state, welcome.status.step) == (True, "stopped", 8)


def test_a_folder_is_shown_again(folder: Path) -> None:
    """As long as no host was met there is nothing else to be connected to."""
    link = LocalLink(folder)
    found = [met(link.connect(may_ask=False)).run.archived for _ in range(2)]
    assert found == [True, True]


def test_a_host_that_was_met_and_is_gone(folder: Path) -> None:
    """The screen shows what the host showed last: its folder is no match for that."""
    link = LocalLink(folder)
    with listen(socket_path(folder)):
        link.connect(may_ask=False).close()
    with pytest.raises(LinkError) as caught:
        link.connect(may_ask=False)
    assert refused(caught.value) == ("iris-1 has no host", True)


@pytest.fixture
def lock(folder: Path) -> Iterator[IO[bytes]]:
    """A host holds the run, which does not answer."""
    with hold(folder, socket_path(folder), 5.0) as lock:
        yield lock


@pytest.mark.usefixtures("lock")
def test_a_host_that_does_not_answer_yet(folder: Path) -> None:
    """It may read its data still: it is tried again, and not taken for one that is gone."""
    link = LocalLink(folder)
    with pytest.raises(LinkError) as caught:
        link.connect(may_ask=False)
    assert refused(caught.value) == ("iris-1 has no host", False)


def test_a_host_that_ends_before_it_answered(folder: Path, lock: IO[bytes]) -> None:
    """What it left behind is shown: whoever waited for it is not left with nothing."""
    link = LocalLink(folder)
    with pytest.raises(LinkError):
        link.connect(may_ask=False)
    lock.close()
    assert met(link.connect(may_ask=False)).run.archived


@pytest.mark.usefixtures("lock")
def test_a_host_on_another_machine(folder: Path) -> None:
    """A home that two machines share: it is said which of them has the run, once."""
    (folder / "lock").write_bytes(msgspec.json.encode(Holder(7, "gpu-box", 5.0, "/nowhere")))
    assert platform.node() != "gpu-box"
    with pytest.raises(LinkError) as caught:
        LocalLink(folder).connect(may_ask=False)
    assert refused(caught.value) == ("the host of iris-1 is on gpu-box", True)


def test_what_is_no_run(home: Path) -> None:
    """A run that was removed meanwhile."""
    with pytest.raises(LinkError) as caught:
        LocalLink(home / "runs" / "gone").connect(may_ask=False)
    assert refused(caught.value) == (f"there is no run in {home / 'runs' / 'gone'}", True)


def test_resuming_starts_a_host(line: Path, home: Path) -> None:
    """It outlives whoever started it."""
    run = met(LocalLink(line).resume(may_ask=False)).run
    assert (run.archived, len(host_pids(home))) == (False, 1)


def test_a_run_that_has_a_host_gets_no_other(line: Path, home: Path) -> None:
    """Somebody else may have been faster."""
    link = LocalLink(line)
    met(link.resume(may_ask=False))
    before = host_pids(home)
    met(LocalLink(line).resume(may_ask=False))
    assert (host_pids(home), len(before)) == (before, 1)


def test_the_end_of_a_host_is_taken_note_of(line: Path, home: Path, until: Until) -> None:
    """A dashboard that goes on leaves no dead child behind it."""
    met(LocalLink(line).resume(may_ask=False))
    (pid,) = host_pids(home)
    end_host(line)
    until(lambda: not Path(f"/proc/{pid}").exists())


def test_a_host_that_was_resumed_and_is_gone(line: Path) -> None:
    """It was met."""
    link = LocalLink(line)
    met(link.resume(may_ask=False))
    end_host(line)
    with pytest.raises(LinkError) as caught:
        link.connect(may_ask=False)
    assert refused(caught.value) == ("line-1 has no host", True)


@pytest.mark.parametrize(
    ("error", "final"), [(UserError("iris.csv is gone"), True), (HostFailedError("see host.log"), False)]
)
def test_a_host_that_cannot_be_started(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, final: bool
) -> None:
    """The reason is one sentence; a mistake stays one until somebody mends it."""

    def fail(_: Path) -> Launch:
        raise error

    monkeypatch.setattr(launch, "launch_host", fail)
    with pytest.raises(LinkError) as caught:
        LocalLink(folder).resume(may_ask=False)
    assert refused(caught.value) == (str(error), final)


def test_two_who_resume_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slower one meets the host of the faster one, and hears of no mistake."""
    begun: list[IO[bytes] | socket.socket] = []

    def too_late(folder: Path) -> Launch:
        begun.append(hold(folder, socket_path(folder), 5.0))
        begun.append(listen(socket_path(folder)))
        raise UserError("iris-1 is being trained by process 7 on here already")

    monkeypatch.setattr(launch, "launch_host", too_late)
    LocalLink(folder).resume(may_ask=False).close()
    for each in begun:
        each.close()
    assert len(begun) == 2


def test_it_ends_without_a_word(folder: Path) -> None:
    """A socket of this machine has no reason to tell."""
    link = LocalLink(folder)
    assert (link.place, link.last_words()) == ("", "")
