"""Ending a host from outside."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from nntui.locations import socket_path
from nntui.session.codec import encode, host_reader
from nntui.session.ending import Outcome, Patience, end_host
from nntui.session.protocol import Command, Ended, Frame, Result, Stop, ToViewer
from nntui.store.lock import Holder, hold

Begin = Callable[..., threading.Thread]

SOON = Patience(asked_s=0.2, last_word_s=0.2, signalled_s=0.2)

HOLD = """
import signal, sys, time
from pathlib import Path
from nntui.store.lock import hold
if sys.argv[2] == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
lock = hold(Path(sys.argv[1]), Path("/nowhere"), 5.0)
print("held", flush=True)
time.sleep(60)
"""


@contextmanager
def held(folder: Path, how: str = "") -> Iterator[int]:
    """A process that holds a run and listens to nobody; its id."""
    command = [sys.executable, "-c", HOLD, str(folder), how]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        process.kill()


@pytest.fixture
def folder(home: Path) -> Path:
    """The folder of a run, and that of the sockets."""
    (home / "s").mkdir(mode=0o700)
    folder = home / "runs" / "iris-1"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def host(folder: Path) -> Begin:
    """Begins a host that stops when it is asked to, and has some words left, and is gone."""

    def serve(listener: socket.socket, words: tuple[ToViewer, ...]) -> None:
        with hold(folder, socket_path(folder), 5.0), listener:
            ready.set()
            connected, _ = listener.accept()
            reader, asked = host_reader(), False
            with connected:
                while not asked:
                    asked = Command(1, Stop()) in list(reader.feed(connected.recv(4096)))
                connected.sendall(b"".join(map(encode, words)))

    ready = threading.Event()

    def host(*words: ToViewer) -> threading.Thread:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(os.fspath(socket_path(folder)))
        listener.listen()
        thread = threading.Thread(target=serve, args=(listener, words))
        thread.start()
        ready.wait()
        return thread

    return host


def test_a_run_without_a_host(folder: Path) -> None:
    """What is wanted is so already."""
    assert end_host(folder) == Outcome(True, "iris-1 has no host")


def test_a_host_that_is_asked(folder: Path, host: Begin) -> None:
    """It ends in order, and how the run stands is told; the run is free afterwards."""
    result = Result("iris-1", "stopped", 1234, 3, None, None, None, None, 0.1, 1, "")
    thread = host(Ended("stopped", result))
    assert end_host(folder) == Outcome(True, "iris-1 stopped at step 1,234")
    hold(folder, Path("/nowhere"), 6.0).close()
    thread.join()


def test_a_host_that_is_gone_once_it_has_said_all(folder: Path, host: Begin) -> None:
    """What it said is heard, though nobody hears any more that it was."""
    result = Result("iris-1", "stopped", 1234, 3, None, None, None, None, 0.1, 1, "")
    thread = host(Frame(1, None, bytes(12)), Ended("stopped", result))

    def clock() -> float:
        thread.join()  # it is asked after the host was, and before the host is heard
        return time.monotonic()

    assert end_host(folder, Patience(clock=clock)) == Outcome(True, "iris-1 stopped at step 1,234")


def test_a_host_that_could_not_write_all(folder: Path, host: Begin) -> None:
    """Nobody is told that all is well."""
    result = Result("iris-1", "stopped", 1234, 3, None, None, None, None, 0.1, 1, "")
    thread = host(Ended("stopped", result, "the disk is full"))
    assert end_host(folder) == Outcome(
        True,
        "iris-1 stopped at step 1,234, and not all of that is on the disk (the disk is full): "
        "nntui resume takes it again",
    )
    thread.join()


def test_a_host_of_few_words(folder: Path, host: Begin) -> None:
    """A host that could not tell its result has ended all the same."""
    thread = host(Ended("stopped", None))
    assert end_host(folder) == Outcome(True, "iris-1 ended")
    thread.join()


def test_a_host_that_does_not_answer(folder: Path) -> None:
    """It is ended by a signal."""
    with held(folder):
        assert end_host(folder, SOON) == Outcome(True, "iris-1 did not answer, and ended by SIGTERM")


def test_a_host_that_nothing_ends(folder: Path) -> None:
    """A person is told what would, and what is lost by it."""
    with held(folder, "deaf") as pid:
        assert end_host(folder, SOON) == Outcome(
            False,
            f"iris-1: process {pid} neither answers nor ends by SIGTERM: kill -9 {pid} ends it, "
            "and nntui resume iris-1 goes on from what is on the disk",
        )


def test_a_host_on_another_machine(folder: Path) -> None:
    """No process of this machine is signalled in its place."""
    elsewhere = Holder(os.getpid(), f"not-{platform.node()}", 5.0, "")
    with hold(folder, Path("/nowhere"), 5.0):
        (folder / "lock").write_bytes(msgspec.json.encode(elsewhere))
        assert end_host(folder, SOON) == Outcome(
            False,
            f"iris-1: its host is process {os.getpid()} on not-{platform.node()}, "
            "which cannot be ended from here: use nntui stop over there",
        )


def test_a_host_that_left_no_word(folder: Path) -> None:
    """Where the lock does not say whose it is, nobody is signalled."""
    with hold(folder, Path("/nowhere"), 5.0):
        (folder / "lock").write_bytes(b"")
        assert end_host(folder, SOON) == Outcome(
            False, "iris-1: its host does not answer, and left no word who it is"
        )
