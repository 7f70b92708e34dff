"""A run without a dashboard: what is made of its host's words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nntui.cli import following
from nntui.session.protocol import Action, Ended, EpochEnded, Stop, Subscribe, ToViewer
from nntui.session.state import SessionState
from tests.cli.scripted import RESULT, frame, happened, welcome


class Script:
    """A host that says these words, and is heard by everybody who connects."""

    def __init__(self, *messages: ToViewer) -> None:
        self._messages = messages
        self._said = 0
        self.asked_after: list[int] = []

    def messages(self) -> Iterator[ToViewer]:
        """One after the other."""
        for message in self._messages:
            self._said += 1
            yield message

    def ask(self, action: Action) -> None:
        """Remember after how many words it was asked to stop."""
        assert action == Stop()
        self.asked_after.append(self._said)


class Told:
    """What the person at the terminal is told. wanted: of the host."""

    def __init__(self, rate_hz: float = 0.0) -> None:
        self.wanted = Subscribe(rate_hz=rate_hz)
        self.lines: list[str] = []
        self._goal = 0

    def at(self, state: SessionState) -> None:
        """Where the run stands."""
        if state.status is not None:
            self._goal = state.status.goal_epochs

    def epoch(self, message: EpochEnded) -> None:
        """An epoch of so many."""
        self.lines.append(f"epoch {message.epoch}/{self._goal}")

    def say(self, text: str) -> None:
        """A line."""
        self.lines.append(text)


def test_a_run_that_is_over_is_ended() -> None:
    """Its host would wait for somebody; whoever has no screen has seen all there is."""
    script = Script(
        welcome("running"), happened("finished: 26 epochs", "finished", 2), Ended("finished", RESULT)
    )
    assert (following._read(script, Told()), script.asked_after) == (RESULT, [2])


def test_a_bar_shows_the_last_frame() -> None:
    """What happened may be heard before the picture of it: the host is ended behind that."""
    script = Script(welcome("running"), happened("finished", "finished", 2), frame("finished", 3))
    following._read(script, Told(rate_hz=5.0))
    assert script.asked_after == [3]


@pytest.mark.parametrize("before", ["finished", "diverged"])
@pytest.mark.parametrize("rate_hz", [0.0, 5.0])
def test_a_run_that_is_resumed_is_not_over_yet(before: str, rate_hz: float) -> None:
    """It is found as it was left, and goes on a moment later; its end is the next one."""
    script = Script(
        welcome(before),
        frame(before, 2),
        happened("the disk can be written again", before, 3),
        happened("goes on to epoch 52", "running", 4),
        frame("running", 5),
        happened("finished: 52 epochs", "finished", 6),
        frame("finished", 7),
    )
    following._read(script, Told(rate_hz))
    assert script.asked_after == [7 if rate_hz else 6]


def test_how_far_it_goes() -> None:
    """A run that goes on has another goal than the one it was found with."""
    told = Told()
    going_on = happened("goes on to epoch 52", "running", 2, goal_epochs=52)
    following._read(Script(welcome("finished"), going_on, EpochEnded(27, 1300, 0.5, None)), told)
    assert told.lines == ["goes on to epoch 52", "epoch 27/52"]


def test_a_paused_run_is_waited_for() -> None:
    """Somebody else may be at its keys."""
    script = Script(welcome("running"), happened("paused", "paused", 2), frame("paused", 3))
    following._read(script, Told())
    assert script.asked_after == []


def test_a_host_that_ends_without_a_word() -> None:
    """There is no result of it."""
    assert following._read(Script(welcome("running")), Told()) is None
