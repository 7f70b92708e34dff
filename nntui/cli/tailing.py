"""A run followed in lines, as `tail -f` follows a file: where no dashboard can be drawn."""

from __future__ import annotations

import socket
import sys
from contextlib import closing

from nntui.cli.following import INTERRUPTED
from nntui.cli.onlooker import WANTED, Onlooker
from nntui.cli.progress import Lines
from nntui.cli.results import in_words, so_far
from nntui.errors import HostFailedError
from nntui.renderables.text import visible
from nntui.session.codec import ProtocolError
from nntui.session.links import Link, LinkError
from nntui.session.protocol import Rejected, Welcome
from nntui.session.state import SessionState
from nntui.session.viewer import SocketViewer

WELCOME_S = 10.0
"""How long a host that has taken a connection has for its first words."""


def tail(link: Link, name: str) -> int:
    """Tell in lines what becomes of a run, and at its end its results; the exit code. It is never changed.

    name: by which `nntui attach` finds it again. HostFailedError where it cannot be reached, or is lost.
    """
    connected = _connected(link, name)
    onlooker = Onlooker(Lines(sys.stderr), "" if link.place else f"nntui resume {name} trains it on")
    try:
        _listen(connected, onlooker, name)
    except KeyboardInterrupt:
        if onlooker.goes_on:
            echoed = "\n" if sys.stderr.isatty() else ""  # ^C stands there
            print(f"{echoed}{name} goes on: nntui attach {name} shows it again", file=sys.stderr)
        return INTERRUPTED
    if not onlooker.over:
        raise HostFailedError(_lost(link, name))
    for line in _results(onlooker.state, name).splitlines():
        print(visible(line))
    return 0


def _connected(link: Link, name: str) -> socket.socket:
    try:
        return link.connect(may_ask=True)
    except LinkError as error:
        # A run of this machine is held by somebody who listens no more, or not yet.
        deaf = not (link.place or error.final or error.no_host)
        reason = f"the host of {name} does not answer: try again" if deaf else error.reason
        raise HostFailedError(reason) from error


def _listen(connected: socket.socket, onlooker: Onlooker, name: str) -> None:
    """Hear all there is to hear, until the run is over or the connection ends."""
    with closing(connected):
        connected.settimeout(WELCOME_S)
        try:
            for message in SocketViewer(connected, WANTED, read_only=True).messages():
                if isinstance(message, Rejected):
                    raise HostFailedError(f"the host of {name} has let this viewer go: {message.reason}")
                if isinstance(message, Welcome):
                    connected.settimeout(None)
                onlooker.hear(message)
                if onlooker.over:
                    return
        except TimeoutError as error:
            raise HostFailedError(f"the host of {name} does not answer") from error
        except ProtocolError as error:
            raise HostFailedError(f"what the host of {name} says is not understood: {error}") from error


def _lost(link: Link, name: str) -> str:
    """Why there is nothing more to be heard, and what to do."""
    if not link.place:
        return f"the host of {name} ended without a word: nntui attach {name} shows what is left"
    reason = link.last_words() or f"the connection to {link.place} is lost"
    return f"{reason}: nntui attach {name} looks again"


def _results(state: SessionState, name: str) -> str:
    result = state.ended.result if state.ended else None
    return in_words(result) if result else so_far(state, name)
