"""What is asked of the run, and why not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from nntui.session.following.dialogue import Dialogue
from nntui.session.following.following import (
    HAS_HOST,
    NO_HOST,
    OFFLINE,
    READ_ONLY,
    Following,
)
from nntui.session.protocol import Command, Ended, Evaluate, Resume, Toggle, ToViewer
from tests.session.following.viewing import (
    HELLO,
    STATUS,
    Clock,
    archived,
    following_live,
    gone,
    said,
    welcome,
    words,
)


def asked(dialogue: Dialogue) -> list[object]:
    """The commands that a host hears now."""
    return [each for each in said(dialogue) if isinstance(each, Command)]


class TestAsking:
    """What is asked of the run."""

    def test_it_is_sent(self, clock: Clock) -> None:
        """Where somebody hears it."""
        following = following_live(clock)
        following.ask(Evaluate())
        assert asked(following.dialogue) == [Command(1, Evaluate())]

    @pytest.mark.parametrize(
        ("make", "reason"),
        [
            (lambda clock: following_live(clock, hello=replace(HELLO, read_only=True)), READ_ONLY),
            (archived, NO_HOST),
            (gone, NO_HOST),
            (lambda clock: following_live(clock, welcome(), Ended("stopped", None)), NO_HOST),
        ],
        ids=["read-only", "from its folder", "host gone", "host ended"],
    )
    def test_where_it_cannot_be_the_reason_is_said(
        self, clock: Clock, make: Callable[[Clock], Following], reason: str
    ) -> None:
        """On this side; the host hears nothing of it."""
        following = make(clock)
        following.dialogue.take_notices()
        following.ask(Evaluate())
        assert (following.dialogue.take_notices(), asked(following.dialogue)) == ([reason], [])

    def test_offline_nothing_is_asked(self, clock: Clock) -> None:
        """What is pressed now is not to happen minutes later."""
        following = following_live(clock)
        following.lost()
        following.ask(Evaluate())
        following.begin("connect")
        following.reached()
        following.heard(words(welcome()))
        assert (following.dialogue.take_notices(), asked(following.dialogue)) == ([OFFLINE], [])

    def test_space_pauses_or_runs(self, clock: Clock) -> None:
        """Where there is a host."""
        following = following_live(clock)
        following.toggle()
        assert asked(following.dialogue) == [Command(1, Toggle())]

    def test_space_on_a_finished_run_starts_a_host_and_trains_on(self, clock: Clock) -> None:
        """One key, as where its host is still there."""
        following = archived(clock, "finished")
        following.toggle()
        assert following.due() == "resume"
        following.begin("resume")
        following.reached()
        following.heard(words(welcome("h2", status=replace(STATUS, state="finished"))))
        assert asked(following.dialogue) == [Command(1, Resume())]

    def test_r_on_a_finished_run_starts_a_host_alone(self, clock: Clock) -> None:
        """One looks first."""
        following = archived(clock, "finished")
        following.go_on()
        following.begin("resume")
        following.reached()
        following.heard(words(welcome("h2", status=replace(STATUS, state="finished"))))
        assert asked(following.dialogue) == []

    def test_space_on_another_run_without_a_host_says_what_to_do(self, clock: Clock) -> None:
        """It might have been paused for a reason."""
        following = archived(clock, "crashed")
        following.toggle()
        assert (following.due(), following.dialogue.take_notices()) == (None, [NO_HOST])

    def test_a_read_only_viewer_starts_no_host(self, clock: Clock) -> None:
        """Not with either key."""
        ended: tuple[ToViewer, ...] = (
            welcome(status=replace(STATUS, state="finished")),
            Ended("finished", None),
        )
        following = following_live(clock, *ended, hello=replace(HELLO, read_only=True))
        following.toggle()
        following.go_on()
        assert (following.due(), following.dialogue.take_notices()) == (None, [READ_ONLY, READ_ONLY])

    def test_r_where_all_is_well_says_so(self, clock: Clock) -> None:
        """A key that does nothing says why."""
        following = following_live(clock)
        following.go_on()
        assert (following.due(), following.dialogue.take_notices()) == (None, [HAS_HOST])
