"""Asking many hosts at once."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nntui.session.codec import encode, host_reader
from nntui.session.protocol import Hello, Rejected, RunDescription, Status, ToViewer, Welcome
from nntui.session.roll_call import call_roll

RUN = RunDescription("a", "/a", "iris", "", "4-3", "sgd", "", "classification", (), False, False, 1)
WELCOME = Welcome(1, RUN, Status(1, "paused", 7, 0, 0, 3, 0.1, 0.9, 0.0, 0.0, 16, None), ())

Listen = Callable[..., Path]


@pytest.fixture
def listen(home: Path) -> Iterator[Listen]:
    """Makes a host that says certain bytes to whoever connects and has said hello, or nothing at all."""
    ends: list[socket.socket] = []

    def answer(listener: socket.socket, said: bytes) -> None:
        connected, _ = listener.accept()
        with connected:
            heard = list(host_reader().feed(connected.recv(4096)))
            if heard and isinstance(heard[0], Hello) and heard[0].read_only:
                connected.sendall(said)

    def listen(name: str, *messages: ToViewer, raw: bytes | None = b"") -> Path:
        path = home / f"{name}.sock"
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(os.fspath(path))
        listener.listen()
        ends.append(listener)
        if raw is not None:
            said = raw + b"".join(map(encode, messages))
            threading.Thread(target=answer, args=(listener, said), daemon=True).start()
        return path

    yield listen
    for end in ends:
        end.close()


def test_all_that_answer(listen: Listen) -> None:
    """Every host says how its run stands; one of another version says that much."""
    other = Rejected("use one nntui", "versions")
    paths = [listen("a", WELCOME), listen("b", WELCOME), listen("c", other)]
    assert call_roll(paths, 5.0) == dict(zip(paths, (WELCOME, WELCOME, other), strict=True))


@pytest.mark.parametrize("raw", [None, b"", b"\0\0\0\1\xff", b"\xff" * 9, b"\0"])
def test_hosts_that_say_nothing(listen: Listen, raw: bytes | None) -> None:
    """One that is silent, leaves, or says what is no message keeps nobody else from answering."""
    silent, path = listen("silent", raw=raw), listen("a", WELCOME)
    assert call_roll([silent, path], 0.3) == {path: WELCOME}


def test_sockets_without_a_host(home: Path) -> None:
    """What a dead host left behind, a file, and nothing at all are no hosts, at no cost of time."""
    dead = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    dead.bind(os.fspath(home / "dead.sock"))
    dead.close()
    (home / "file.sock").write_text("")
    paths = [home / f"{name}.sock" for name in ("dead", "file", "none")]
    began = time.monotonic()
    assert call_roll(paths, 5.0) == {}
    assert time.monotonic() - began < 2.5


def test_a_hundred_silent_hosts_cost_no_more_than_one(listen: Listen) -> None:
    """They are asked at the same time: the limit holds for all of them together."""
    paths = [listen(f"h{number}", raw=None) for number in range(100)]
    began = time.monotonic()
    assert call_roll(paths, 0.3) == {}
    assert time.monotonic() - began < 3.0


def test_an_answer_in_pieces(home: Path) -> None:
    """A welcome longer than one read is put together."""
    path, said = home / "a.sock", encode(WELCOME)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(os.fspath(path))
        listener.listen()

        def dribble() -> None:
            connected, _ = listener.accept()
            with connected:
                connected.recv(4096)
                for place in range(len(said)):
                    connected.sendall(said[place : place + 1])

        threading.Thread(target=dribble, daemon=True).start()
        assert call_roll([path], 5.0) == {path: WELCOME}
