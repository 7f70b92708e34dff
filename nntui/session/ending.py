"""Ending a host from outside: it is asked first, and signalled where it does not hear."""

from __future__ import annotations

import os
import platform
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from nntui.locations import socket_path
from nntui.numbers import count
from nntui.session.codec import ProtocolError, encode, viewer_reader
from nntui.session.protocol import Acknowledged, Command, Ended, Stop, ToViewer
from nntui.session.viewer import PIECE, hello, seen
from nntui.store.lock import Holder, is_held, read_holder

ASKED_S = 5.0
"""How long a host has for its last word, once it was asked."""

ENDING_S = 60.0
"""How long once it said that it ends: it takes its step to the end, and writes what there is."""

LAST_WORD_S = 4.0
"""How long it may hold its run after that."""

SIGNALLED_S = 3.0
"""How long it has after a signal."""

POLL_S = 0.02


@dataclass(frozen=True)
class Outcome:
    """What became of a host that was to end, in one sentence."""

    ended: bool
    sentence: str


@dataclass(frozen=True)
class Patience:
    """How long is waited for what, in seconds, and by which clock."""

    asked_s: float = ASKED_S
    ending_s: float = ENDING_S
    last_word_s: float = LAST_WORD_S
    signalled_s: float = SIGNALLED_S
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


def end_host(folder: Path, patience: Patience | None = None) -> Outcome:
    """End the host of a run, if it has one, and wait until the run is free."""
    patience = patience or Patience()
    name = folder.name
    if not is_held(folder):
        return Outcome(True, f"{name} has no host")
    ended = _ask(socket_path(folder), patience)
    if ended and _is_free(folder, patience.last_word_s, patience):
        return Outcome(True, f"{name} {_in_words(ended)}")
    return _signal(folder, patience) if is_held(folder) else Outcome(True, f"{name} has ended")


def _ask(path: Path, patience: Patience) -> Ended | None:
    """The last word of the host at a socket that was asked to stop; None where there is none in time."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as host:
        try:
            host.settimeout(patience.asked_s)
            host.connect(os.fspath(path))
            host.sendall(encode(hello()) + encode(Command(1, Stop())))
            return next((heard for heard in _messages(host, patience) if isinstance(heard, Ended)), None)
        except (OSError, ProtocolError):  # it does not listen, or not to us: a signal reaches it all the same
            return None


def _messages(host: socket.socket, patience: Patience) -> Iterator[ToViewer]:
    """What a host says until it closes; TimeoutError where it has not by then."""
    deadline = patience.clock() + patience.asked_s
    reader = viewer_reader()
    while True:
        host.settimeout(max(deadline - patience.clock(), POLL_S))
        if not (data := host.recv(PIECE)):
            return
        for message in reader.feed(data):
            if answer := seen(message):
                # A host that is gone by now has said all it had to, and what it said is here.
                with suppress(BrokenPipeError, ConnectionResetError):
                    host.sendall(encode(answer))
            if isinstance(message, Acknowledged):
                deadline = patience.clock() + patience.ending_s
            yield message
        if patience.clock() > deadline:
            raise TimeoutError


def _is_free(folder: Path, within_s: float, patience: Patience) -> bool:
    """Wait until nobody holds the run, for so many seconds at the most."""
    deadline = patience.clock() + within_s
    while is_held(folder):
        if patience.clock() > deadline:
            return False
        patience.sleep(POLL_S)
    return True


def _signal(folder: Path, patience: Patience) -> Outcome:
    """Ask by SIGTERM, where the host is one of this machine and of this user."""
    name, holder = folder.name, read_holder(folder)
    if holder is None:
        return Outcome(False, f"{name}: its host does not answer, and left no word who it is")
    if holder.machine != platform.node():
        where = f"its host is process {holder.pid} on {holder.machine}"
        return Outcome(False, f"{name}: {where}, which cannot be ended from here: use nntui stop over there")
    try:
        # Held to this moment: the process is there, and no other that got its number.
        if is_held(folder):
            os.kill(holder.pid, signal.SIGTERM)
    except ProcessLookupError:
        pass  # it ended by itself just now; whether it did is looked at below
    except PermissionError:
        return Outcome(False, f"{name}: its host, process {holder.pid}, belongs to another user")
    if _is_free(folder, patience.signalled_s, patience):
        return Outcome(True, f"{name} did not answer, and ended by SIGTERM")
    return Outcome(False, _deaf(name, holder))


def _deaf(name: str, holder: Holder) -> str:
    reason = f"{name}: process {holder.pid} neither answers nor ends by SIGTERM"
    return f"{reason}: kill -9 {holder.pid} ends it, and nntui resume {name} goes on from what is on the disk"


def _in_words(ended: Ended) -> str:
    if ended.result is None:
        return "ended"
    said = f"{ended.result.state} at step {count(ended.result.steps)}"
    if not ended.unwritten:
        return said
    return f"{said}, and not all of that is on the disk ({ended.unwritten}): nntui resume takes it again"
