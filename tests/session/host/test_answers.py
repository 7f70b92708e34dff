"""Commands that are said again."""

from __future__ import annotations

from nntui.session.host.answers import MOST_ANSWERS, MOST_VIEWERS, Answers
from nntui.session.protocol import Refused, ToViewer


class Viewer:
    """One connection of a viewer, and what it heard."""

    def __init__(self, answers: Answers, name: str = "loom") -> None:
        self.answers, self.name = answers, name
        self.heard: list[ToViewer] = []

    def asks(self, command: int) -> bool:
        """Ask for something; whether the host had heard it before."""
        return self.answers.is_known(self.name, command, self.heard.append)

    def is_answered(self, command: int) -> None:
        """The host has done what this connection asked for."""
        self.answers.answered(self.name, command, Refused(command, "no"), self.heard.append)


def test_a_new_command_is_done() -> None:
    """And answered."""
    viewer = Viewer(Answers())
    assert not viewer.asks(1)
    viewer.is_answered(1)
    assert viewer.heard == [Refused(1, "no")]


def test_an_answer_is_given_again() -> None:
    """To the connection that asks for it now."""
    answers = Answers()
    old, new = Viewer(answers), Viewer(answers)
    old.asks(1)
    old.is_answered(1)
    assert (new.asks(1), new.heard) == (True, [Refused(1, "no")])


def test_an_answer_that_is_not_there_yet_comes_later() -> None:
    """The host was busy while the connection was lost."""
    answers = Answers()
    old, new = Viewer(answers), Viewer(answers)
    old.asks(1)
    assert new.asks(1)
    old.is_answered(1)
    assert (old.heard, new.heard) == ([], [Refused(1, "no")])


def test_other_viewers_have_other_commands() -> None:
    """The same id of two viewers is two commands."""
    answers = Answers()
    one, other = Viewer(answers), Viewer(answers, "mill")
    assert (one.asks(1), other.asks(1)) == (False, False)


def test_who_has_no_name_is_not_remembered() -> None:
    """It is answered all the same."""
    viewer = Viewer(Answers(), "")
    assert (viewer.asks(1), viewer.asks(1)) == (False, False)
    viewer.is_answered(1)
    assert viewer.heard == [Refused(1, "no")]


def test_so_many_commands_are_remembered() -> None:
    """The newest."""
    viewer = Viewer(Answers())
    for command in range(MOST_ANSWERS + 1):
        viewer.asks(command)
    assert (viewer.asks(1), viewer.asks(0)) == (True, False)


def test_so_many_viewers_are_remembered() -> None:
    """Those who asked last."""
    answers = Answers()
    for number in range(MOST_VIEWERS + 1):
        Viewer(answers, f"viewer {number}").asks(1)
    assert (Viewer(answers, "viewer 1").asks(1), Viewer(answers, "viewer 0").asks(1)) == (True, False)
