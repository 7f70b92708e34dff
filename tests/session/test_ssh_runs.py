"""Real runs over a stand-in for ssh: live, from their folder, resumed, and listed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from benchmarks.harness.home import host_pids
from nntui.config import RunConfig
from nntui.locations import runs_folder
from nntui.session.codec import encode, viewer_reader
from nntui.session.launch import launch_host
from nntui.session.links import LinkError
from nntui.session.protocol import Command, Stop, Subscribe, ToViewer, Welcome
from nntui.session.ssh import SshLink
from nntui.session.ssh_listing import list_remote
from nntui.session.viewer import hello
from nntui.store.runs import create_run, write_config

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def far(home: Path) -> Iterator[FarMachine]:  # noqa: ARG001  # its runs live in the home
    """The machine at the other end."""
    with far_machine() as far:
        yield far


@pytest.fixture
def folder(far: FarMachine) -> Iterator[Path]:  # noqa: ARG001  # hosts need the home
    """A run that takes for ever, whose host has begun."""
    folder = create_run(runs_folder(), None, "line")
    write_config(folder, RunConfig(dataset="line", epochs=10_000_000, pace=100, threads=1, paused=True))
    launch = launch_host(folder)
    launch.started()
    yield folder
    launch.process.terminate()
    launch.process.wait(10.0)


def met(link: socket.socket) -> Welcome:
    """What the other side says to a viewer that says hello."""
    link.settimeout(10.0)
    link.sendall(encode(hello()) + encode(Subscribe(rate_hz=0)))
    return first(link, Welcome)


def first(link: socket.socket, kind: type[ToViewer]) -> ToViewer:
    reader = viewer_reader()
    while data := link.recv(65536):
        for message in reader.feed(data):
            if isinstance(message, kind):
                return message
    raise EOFError


def kill(until: Until, home: Path) -> None:
    """End the hosts of a home without a word."""
    for pid in host_pids(home):
        os.kill(pid, signal.SIGKILL)
    until(lambda: not host_pids(home))


def stop(link: socket.socket) -> None:
    """End the host in order."""
    link.sendall(encode(Command(1, Stop())))
    while link.recv(65536):  # to its last word, and the end behind it
        pass


def test_a_live_run(far: FarMachine, folder: Path) -> None:
    """A run that trains over there is met by its name."""
    with SshLink("far", folder.name, str(far.ssh)).connect(may_ask=False) as link:
        welcome = met(link)
        stop(link)
    assert (welcome.run.name, welcome.run.archived) == ("line-1", False)


def test_a_live_run_that_was_not_announced_here(
    far: FarMachine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A host that listens elsewhere, as one with a temporary folder of its own does, is met as well."""
    monkeypatch.setenv("NNTUI_SOCKETS", str(far.sockets))
    with SshLink("far", "", str(far.ssh)).connect(may_ask=False) as link:
        welcome = met(link)
        stop(link)
    assert (welcome.run.name, welcome.run.archived) == (folder.name, False)


def test_a_host_whose_socket_is_gone(far: FarMachine, folder: Path, home: Path, until: Until) -> None:
    """A host that cannot be reached now is no run without one: it may be tried again."""
    with SshLink("far", "", str(far.ssh)).connect(may_ask=False) as link:
        met(link)
        shutil.rmtree(home / "s")
        with pytest.raises(LinkError) as caught:
            SshLink("far", folder.name, str(far.ssh)).connect(may_ask=False)
    kill(until, home)
    assert (caught.value.reason, caught.value.final) == ("far: the host of line-1 does not answer", False)


def test_a_dead_run(far: FarMachine, folder: Path, home: Path, until: Until) -> None:
    """A run whose host was killed is shown from its folder, with the state that it is in."""
    kill(until, home)
    with SshLink("far", folder.name, str(far.ssh)).connect(may_ask=False) as link:
        welcome = met(link)
    assert (welcome.run.archived, welcome.status.state) == (True, "crashed")


def test_a_dead_run_is_resumed(far: FarMachine, folder: Path, home: Path, until: Until) -> None:
    """A host is started over there, which outlives the link that asked for it."""
    kill(until, home)
    link = SshLink("far", folder.name, str(far.ssh))
    with link.resume(may_ask=False) as first_link:
        archived = met(first_link).run.archived
    with link.connect(may_ask=False) as second_link:
        met(second_link)
        stop(second_link)
    assert archived is False


def test_a_host_that_dies_while_met(far: FarMachine, folder: Path, home: Path, until: Until) -> None:
    """A viewer that lost its host is told that it is gone, and not shown a folder in its place."""
    link = SshLink("far", folder.name, str(far.ssh))
    with link.connect(may_ask=False) as connected:
        met(connected)
        kill(until, home)
        assert connected.recv(1) == b""
    with pytest.raises(LinkError) as caught:
        link.connect(may_ask=False)
    assert (caught.value.reason, caught.value.final) == ("far: line-1 has no host", True)


def test_the_list(far: FarMachine, folder: Path, home: Path, until: Until) -> None:
    """What `nntui ls` knows over there is known here."""
    kill(until, home)
    listed = list_remote("far", str(far.ssh), may_ask=False)
    assert [(run["name"], run["host_pid"], run["folder"]) for run in listed] == [
        ("line-1", None, str(folder))
    ]
