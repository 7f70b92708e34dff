"""How a run without a dashboard shows that it goes on: a bar on a terminal, else a line an epoch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol, TextIO

from nntui.cli.capability import why_no_cursor
from nntui.cli.results import in_short
from nntui.numbers import count, loss
from nntui.renderables.text import visible
from nntui.session.protocol import EpochEnded, Subscribe
from nntui.session.state import SessionState


class Progress(Protocol):
    """wanted: what it has the host send."""

    wanted: Subscribe

    def at(self, state: SessionState) -> None:
        """The run stands here."""

    def epoch(self, message: EpochEnded) -> None:
        """An epoch is over."""

    def say(self, text: str) -> None:
        """Something happened."""


@contextmanager
def progress_on(stream: TextIO, environment: Mapping[str, str], *, plain: bool = False) -> Iterator[Progress]:
    """The progress that suits a stream, until the run is over. plain: lines, also where a bar could be."""
    if plain or why_no_cursor(stream, environment):
        yield Lines(stream)
        return
    from nntui.cli.progress_bar import Bar

    with Bar() as bar:
        yield bar


class Lines:
    """A line an epoch."""

    wanted = Subscribe(rate_hz=0.0, epochs=True)

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._goal = ""

    def at(self, state: SessionState) -> None:
        """Learn how many epochs there will be."""
        if state.status is not None:
            self._goal = f"/{count(state.status.goal_epochs)}"

    def epoch(self, message: EpochEnded) -> None:
        """Print the epoch's line."""
        figures = f"loss {loss(message.train_loss)}{in_short(message.evaluated)}"
        self.say(f"epoch {count(message.epoch)}{self._goal}  step {count(message.step)}  {figures}")

    def say(self, text: str) -> None:
        """Print it."""
        # In one piece, which ctrl-c does not come between: print writes the end of the line for itself.
        self._stream.write(f"{visible(text)}\n")
