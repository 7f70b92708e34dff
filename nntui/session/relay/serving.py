"""What a relay does, from its first line to the end of the link."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from nntui.errors import HostFailedError, NoHostError, UserError
from nntui.session.registry import HOME, announced
from nntui.session.relay.copying import copy_both_ways
from nntui.session.relay.preamble import (
    MAGIC,
    RELAY_VERSION,
    PreambleError,
    Request,
    as_line,
    read_request,
)

PATIENCE_S = 15.0
"""How long a viewer has for saying what it wants, once it can know that the relay is there."""

ANSWER_S = 2.0
"""How long a host has for taking a connection."""


@dataclass(frozen=True)
class Reached:
    """The name of a run, and a connection to its host or to whatever serves it from its folder."""

    name: str
    socket: socket.socket
    is_host: bool


class Stored(Protocol):
    """What there is beyond the hosts that listen, at the cost of importing more than a relay needs."""

    def runs(self) -> list[dict[str, object]]:
        """All runs, as `nntui ls --json` says it."""

    def hosted(self, run: str) -> Reached:
        """A run by a host that was not announced here; NoHostError where it has none."""

    def opened(self, run: str) -> Reached:
        """As above, or from its folder where it has no host; UserError where there is no such run."""

    def resumed(self, run: str) -> Reached:
        """As above, with a host that is started where it has none; UserError where there is no such run."""


class ViewerGoneError(Exception):
    """Nobody is left to be told anything."""


def serve(reading: int, writing: int, stored: Stored, patience_s: float = PATIENCE_S) -> int:
    """Serve one viewer over two descriptors; exit code 0, or 1 where it could not be served."""
    try:
        _write(writing, MAGIC + RELAY_VERSION + b"\n")
        request, early = read_request(reading, patience_s)
        if request.wanted == "list":
            _write(writing, as_line({"ok": True, "runs": stored.runs()}))
            return 0
        reached = live(request.run) or _not_announced(request, stored)
        with reached.socket:
            _write(writing, as_line({"ok": True, "run": reached.name, "host": reached.is_host}))
            copy_both_ways(reading, writing, reached.socket, early)
    except NoHostError as error:
        return _refuse(writing, error, final=True, gone=True)
    except (PreambleError, UserError) as error:
        return _refuse(writing, error, final=True)
    except HostFailedError as error:
        return _refuse(writing, error, final=False)
    except ViewerGoneError:
        return 1
    return 0


def live(run: str) -> Reached | None:
    """The newest host of a run that answers, of any run for ""; None where none does.

    Runs kept for another home are no runs of this login, whatever they are called.
    """
    home = os.environ.get(HOME, "")
    for found in announced():
        if run in ("", found.name) and found.home == home and (host := connect(os.fspath(found.socket))):
            return Reached(found.name, host, is_host=True)
    return None


def _not_announced(request: Request, stored: Stored) -> Reached:
    match request.wanted:
        case "resume":
            return stored.resumed(request.run)
        case "host":
            return stored.hosted(request.run)
        case _:
            return stored.opened(request.run)


def connect(path: str) -> socket.socket | None:
    """A connection to a host; None where it does not answer."""
    host = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    host.settimeout(ANSWER_S)
    try:
        host.connect(path)
    except OSError:  # left behind by a host that was killed, or by one that does not answer
        host.close()
        return None
    host.settimeout(None)
    return host


def _refuse(writing: int, error: Exception, **facts: bool) -> int:
    with suppress(ViewerGoneError):  # a refusal that nobody waits for is no loss
        _write(writing, as_line({"error": str(error), **facts}))
    return 1


def _write(writing: int, line: bytes) -> None:
    while line:
        try:
            line = line[os.write(writing, line) :]
        except OSError as error:
            raise ViewerGoneError from error
