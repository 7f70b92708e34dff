"""Runs on digits that train in the background, with nobody looking."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from benchmarks.harness.digits import digits_environment
from nntui.session.protocol import Frame, Subscribe, ToViewer
from nntui.session.viewer import SocketViewer
from nntui.store.lock import Holder, is_held, read_holder

_POLL_S = 0.02


def home_environment(home: Path) -> dict[str, str]:
    """What the environment adds for runs below this home; nobody else finds their hosts."""
    return digits_environment(home) | {"NNTUI_SOCKETS": str(home / "s")}


def begin_run(home: Path, name: str, *options: str) -> Holder:
    """Have a new run on digits train on 64-32-10 without an end, with these options; who trains it."""
    words = ("train", "digits", "--hidden", "32", "--epochs", "1000000", "--name", name, *options)
    return _await_host(home, name, words, 30.0)


def resume_run(home: Path, name: str, limit_s: float = 60.0) -> Holder:
    """Have a run that is there train on; who trains it."""
    return _await_host(home, name, ("resume", name, "--headless"), limit_s)


def first_heard(path: str, wanted: Callable[[ToViewer], bool]) -> ToViewer | None:
    """The first message of a host that one is looking for; None where the host ends before."""
    with closing(SocketViewer(path, Subscribe())) as viewer:
        return next((message for message in viewer.messages() if wanted(message)), None)


def _await_host(home: Path, name: str, words: tuple[str, ...], limit_s: float) -> Holder:
    """Run nntui with these words until the run's host takes steps, which it does from its first viewer on."""
    log, folder = home / f"{name}.starting", home / "runs" / name
    environment = os.environ | home_environment(home)
    with log.open("wb") as said:
        starter = subprocess.Popen(
            [sys.executable, "-m", "nntui", *words], env=environment, stdout=said, stderr=said
        )
    deadline = time.monotonic() + limit_s
    try:
        while time.monotonic() < deadline:
            holder = read_holder(folder) if is_held(folder) else None
            if holder and _listens(holder.socket) and first_heard(holder.socket, _is_under_way):
                return holder
            time.sleep(_POLL_S)
    finally:
        starter.terminate()
        starter.wait()
    raise TimeoutError(f"{name} had no host within {limit_s:g} s: {log.read_text()}")


def _is_under_way(message: ToViewer) -> bool:
    return isinstance(message, Frame) and message.step > 0


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(path) == 0
