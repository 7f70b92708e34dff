"""A host's words for tests of the command line, and a link that says them."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from nntui.session.codec import encode, host_reader
from nntui.session.links import LinkError
from nntui.session.protocol import (
    Frame,
    Happened,
    LogEntry,
    Result,
    Status,
    ToHost,
    ToViewer,
    Welcome,
)
from nntui.session.protocol.frame import EvaluatedNews
from tests.session.following.viewing import RUN, STATUS

RESULT = Result("digits-1", "finished", 1234, 26, 10.0, 0.5, 0.25, 0.9, 1e-3, 1, "0" * 64)


def status(state: str, sequence: int, **changes: object) -> Status:
    """How the run stands; the higher the sequence, the newer."""
    return replace(STATUS, state=state, sequence=sequence, **changes)


def welcome(state: str, *log: LogEntry, archived: bool = False, **changes: object) -> Welcome:
    """The first words, of a run in this state."""
    return Welcome(1, replace(RUN, archived=archived), status(state, 1, **changes), log, "h1")


def happened(text: str, state: str, sequence: int, *, who: str = "", **changes: object) -> Happened:
    """A line of the log, and the run behind it."""
    after = status(state, sequence, **changes)
    return Happened(LogEntry(sequence, 1.0, after.step, text, "", who), after)


def frame(
    state: str, sequence: int, *, evaluated: tuple[int, float, float] | None = None, **changes: object
) -> Frame:
    """What is to be seen: a loss of 0.125, and an evaluation as step, loss and accuracy."""
    after = status(state, sequence, **changes)
    moved = (sequence, after.step, after.epochs_done, after.rows_used)
    news = EvaluatedNews(evaluated[0], _floats(*evaluated[1:])) if evaluated else None
    return Frame(sequence, moved, _floats(0.125, 0.0, 0.0), after, evaluated=news)


def _floats(*numbers: float) -> bytes:
    return np.array(numbers, "<f4").tobytes()


class ScriptedLink:
    """Says these words to whoever connects, and ends. asked: whether the connection might ask something."""

    def __init__(
        self,
        said: Sequence[ToViewer] | bytes,
        *,
        place: str = "",
        error: LinkError | None = None,
        words: str = "",
    ) -> None:
        self.place = place
        self.asked: list[bool] = []
        self._said = said if isinstance(said, bytes) else b"".join(map(encode, said))
        self._error = error
        self._words = words
        self._near, self._far = socket.socketpair()

    def connect(self, *, may_ask: bool) -> socket.socket:
        """The connection, with all that will ever come over it."""
        self.asked.append(may_ask)
        if self._error is not None:
            raise self._error
        self._far.sendall(self._said)
        self._far.shutdown(socket.SHUT_WR)
        return self._near

    def resume(self, *, may_ask: bool) -> socket.socket:
        """Nobody who only looks starts a host."""
        raise AssertionError("a host was to be started")

    def last_words(self) -> str:
        """Why it ended."""
        return self._words

    def heard(self) -> list[ToHost]:
        """All that was said to the host; the connection has to have ended."""
        reader, heard = host_reader(), list[ToHost]()
        while data := self._far.recv(65_536):
            heard += reader.feed(data)
        return heard

    def close(self) -> None:
        """Close both ends."""
        self._near.close()
        self._far.close()
