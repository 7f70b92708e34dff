"""Hosts that are no more, and ways to them that ask for something."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nntui.session.following.following import (
    NOT_DONE,
    Following,
)
from nntui.session.following.link_state import (
    Asking,
    HostEnded,
    HostGone,
    Live,
    Offline,
    Starting,
)
from nntui.session.links import LinkError
from nntui.session.protocol import Ended, Evaluate, Rejected
from tests.session.following.viewing import (
    NO_MORE,
    PASSWORD,
    Clock,
    archived,
    fail,
    following_live,
    gone,
    welcome,
    words,
)


class TestEnd:
    """A host that is no more."""

    def test_it_said_so(self, clock: Clock) -> None:
        """Then nothing is tried, and nothing more is heard."""
        following = following_live(clock, welcome(), Ended("stopped", None))
        assert (following.link, following.due(), following.connected) == (HostEnded(), None, False)

    def test_it_did_not(self, clock: Clock) -> None:
        """The step it got to, and that of the newest checkpoint."""
        following = gone(clock)
        assert (following.link, following.due()) == (HostGone(1234, 1200), None)

    def test_what_was_asked_is_not_done(self, clock: Clock) -> None:
        """Nobody waits for an answer that cannot come."""
        following = following_live(clock)
        following.ask(Evaluate())
        following.lost()
        fail(following, NO_MORE)
        assert following.dialogue.take_notices() == [NO_MORE.reason, NOT_DONE]

    @pytest.mark.parametrize("ended", [gone, archived])
    def test_a_key_starts_a_host(self, clock: Clock, ended: Callable[[Clock], Following]) -> None:
        """And the screen says that one is on its way."""
        following = ended(clock)
        following.go_on()
        assert following.due() == "resume"
        following.begin("resume")
        assert (following.link, following.due()) == (Starting(), None)

    def test_the_run_goes_on_in_sight(self, clock: Clock) -> None:
        """With another host."""
        following = gone(clock)
        following.go_on()
        following.begin("resume")
        following.reached()
        following.heard(words(welcome("h2")))
        assert (following.link, following.has_host) == (Live(), True)

    @pytest.mark.parametrize("reason", ["there is no nntui on devbox", "devbox: its shell printed nonsense"])
    def test_a_way_that_is_of_no_use(self, clock: Clock, reason: str) -> None:
        """It says nothing of the host, which is looked for further; a person is told once."""
        following = following_live(clock)
        following.lost()
        for _ in range(3):
            fail(following, LinkError(reason, final=True))
            clock.now += 100
        assert (following.link, following.has_host, following.due()) == (Offline(None), True, "connect")
        assert following.dialogue.take_notices() == [reason]

    def test_what_is_known_of_no_host_is_said(self, clock: Clock) -> None:
        """A key that does nothing tells the reason that there is."""
        following = following_live(clock, Rejected("128 viewers watch this run already", "full"))
        following.ask(Evaluate())
        assert following.dialogue.take_notices() == ["128 viewers watch this run already: r connects again"]

    def test_a_host_that_cannot_be_started(self, clock: Clock) -> None:
        """The reason is told, and what was on the screen stays."""
        following = gone(clock)
        following.dialogue.take_notices()
        following.go_on()
        fail(following, LinkError("iris.csv is gone", final=True))
        assert (following.link, following.dialogue.take_notices()) == (
            HostGone(1234, 1200),
            ["iris.csv is gone"],
        )


class TestQuestions:
    """A way to the host that asks for something."""

    def test_nothing_is_tried_until_somebody_answers(self, clock: Clock) -> None:
        """A question that nobody sees would wait for ever."""
        following = following_live(clock)
        following.lost()
        fail(following, PASSWORD)
        clock.now += 100
        assert (following.link, following.due(), following.asks_for) == (Asking("devbox"), None, "connect")

    def test_an_answer_connects(self, clock: Clock) -> None:
        """And the question is gone."""
        following = following_live(clock)
        following.lost()
        fail(following, PASSWORD)
        following.begin("connect")
        following.reached()
        following.heard(words(welcome()))
        assert (following.link, following.asks_for) == (Live(), None)

    def test_a_wrong_answer_leaves_the_question(self, clock: Clock) -> None:
        """It can be answered again."""
        following = following_live(clock)
        following.lost()
        fail(following, PASSWORD)
        following.begin("connect")
        following.failed(PASSWORD)
        assert following.link == Asking("devbox")

    def test_a_host_to_be_started_may_be_behind_a_question(self, clock: Clock) -> None:
        """Then the answer starts it."""
        following = gone(clock)
        following.go_on()
        fail(following, PASSWORD)
        assert (following.link, following.asks_for) == (Asking("devbox"), "resume")


def test_nothing_happens_by_itself_after_the_end(clock: Clock) -> None:
    """A dashboard that is left standing there costs nothing."""
    assert gone(clock).next_at() == float("inf")
