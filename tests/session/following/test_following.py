"""One viewer, connections that come and go, and a clock that is set by hand."""

from __future__ import annotations

from nntui.session.following.following import (
    NOT_UNDERSTOOD,
    Following,
)
from nntui.session.following.link_state import (
    Connecting,
    Failed,
    Live,
    Offline,
    Stale,
)
from nntui.session.protocol import Ping, Pong, Rejected
from tests.session.following.viewing import (
    HELLO,
    NO_MORE,
    Clock,
    fail,
    following_live,
    run_for,
    said,
    welcome,
    words,
)


class TestConnecting:
    """The first connection."""

    def test_it_is_tried_at_once(self, clock: Clock) -> None:
        """Before anybody asks for it."""
        following = Following(HELLO, clock)
        assert (following.due(), following.link) == ("connect", Connecting())

    def test_one_try_at_a_time(self, clock: Clock) -> None:
        """Each waits in a thread of its own."""
        following = Following(HELLO, clock)
        following.begin("connect")
        clock.now += 100
        assert (following.due(), following.link) == (None, Connecting())

    def test_it_is_live_once_the_host_has_answered(self, clock: Clock) -> None:
        """Not when there is a connection: a relay may have nobody behind it."""
        following = Following(HELLO, clock)
        following.begin("connect")
        following.reached()
        before = following.link
        following.heard(words(welcome()))
        assert (before, following.link, following.due()) == (Connecting(), Live(), None)

    def test_it_is_tried_again(self, clock: Clock) -> None:
        """After a moment: the host may be slow to come."""
        following = Following(HELLO, clock)
        for _ in range(2):
            fail(following)
        assert (following.due(), following.link) == (None, Offline(1))
        clock.now += 0.5
        assert following.due() == "connect"

    def test_where_it_cannot_be_had_the_reason_is_said(self, clock: Clock) -> None:
        """There is no run to be shown instead."""
        following = Following(HELLO, clock)
        fail(following, NO_MORE)
        assert (following.link, following.due(), following.over) == (Failed(NO_MORE.reason), None, True)

    def test_a_host_that_turns_the_viewer_away(self, clock: Clock) -> None:
        """Nothing is tried again by itself: it would say the same."""
        following = following_live(clock, Rejected("use one nntui", "versions"))
        assert (following.link, following.due()) == (Failed("use one nntui"), None)

    def test_a_key_tries_again(self, clock: Clock) -> None:
        """Somebody may have mended it."""
        following = following_live(clock, Rejected("128 viewers watch this run already", "full"))
        following.go_on()
        assert (following.due(), following.link) == ("connect", Connecting())


class TestLosing:
    """A connection that breaks."""

    def test_it_is_tried_again_at_once_and_then_ever_more_seldom(self, clock: Clock) -> None:
        """0, 0.5, 1, 2, 4, 8, 8 … seconds between the end of one try and the next."""
        following = following_live(clock)
        clock.now += 60
        following.lost()
        waits = []
        for _ in range(7):
            lost_at = clock.now
            while following.due() is None:
                clock.now = following.next_at()
            waits.append(clock.now - lost_at)
            fail(following)
        assert waits == [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0]

    def test_the_screen_counts_down(self, clock: Clock) -> None:
        """And says when a try is under way."""
        following = following_live(clock)
        following.lost()
        for _ in range(3):
            clock.now += 10
            fail(following)
        seen = [following.link]
        clock.now += 1.0
        seen.append(following.link)
        clock.now += 1.0
        following.begin("connect")
        seen.append(following.link)
        assert seen == [Offline(2), Offline(1), Offline(None)]

    def test_it_looks_when_the_count_changes(self, clock: Clock) -> None:
        """Once a second, and when the try is due."""
        following = following_live(clock)
        following.lost()
        for _ in range(4):
            clock.now += 10
            fail(following)
        moments = []
        while following.due() is None:
            moments.append((clock.now - 140, following.link))
            clock.now = following.next_at()
        assert moments == [(0, Offline(4)), (1, Offline(3)), (2, Offline(2)), (3, Offline(1))]

    def test_what_was_known_stays(self, clock: Clock) -> None:
        """The last picture is better than none."""
        following = following_live(clock)
        before = following.seen().state
        following.lost()
        assert following.seen().state is before

    def test_it_is_live_again(self, clock: Clock) -> None:
        """With the host's next welcome."""
        following = following_live(clock)
        following.lost()
        following.begin("connect")
        following.reached()
        before = following.link
        following.heard(words(welcome()))
        assert (before, following.link) == (Offline(None), Live())

    def test_a_person_need_not_wait(self, clock: Clock) -> None:
        """Their key connects now."""
        following = following_live(clock)
        following.lost()
        for _ in range(4):
            clock.now += 10
            fail(following)
        assert following.due() is None
        following.go_on()
        assert following.due() == "connect"

    def test_a_viewer_that_fell_behind_comes_back(self, clock: Clock) -> None:
        """The host let it go, and said why; the run is still there."""
        following = following_live(clock, welcome(), Rejected("it does not read what it is told", "behind"))
        assert (following.due(), following.connected) == ("connect", False)
        assert following.dialogue.take_notices() == ["it does not read what it is told"]

    def test_what_is_not_understood_is_not_listened_to(self, clock: Clock) -> None:
        """A host that says such things is not asked again by itself."""
        following = following_live(clock)
        following.heard(b"\xff\xff\xff\xff")
        assert (following.connected, following.due()) == (False, None)
        assert following.link == Failed(NOT_UNDERSTOOD)


class TestSilence:
    """A black hole: no word, and no end of the connection."""

    def test_it_is_told_before_three_seconds_are_over(self, clock: Clock) -> None:
        """And counted up."""
        following = following_live(clock)
        seen = []
        for seconds in (2.4, 0.5, 1.0):
            run_for(following, clock, seconds)
            seen.append(following.link)
        assert seen == [Live(), Stale(2), Stale(3)]

    def test_after_ten_seconds_it_is_connected_anew(self, clock: Clock) -> None:
        """At once: whatever was wrong with that way, another may be open."""
        following = following_live(clock)
        run_for(following, clock, 10.0)
        assert (following.connected, following.due(), following.link) == (False, "connect", Offline(None))

    def test_answers_to_pings_are_enough(self, clock: Clock) -> None:
        """A paused run has nothing else to say."""
        following = following_live(clock)
        for _ in range(30):
            run_for(following, clock, 1.0)
            pings = [each.number for each in said(following.dialogue) if isinstance(each, Ping)]
            following.heard(words(*map(Pong, pings)))
        assert following.link == Live()

    def test_a_new_connection_that_stays_silent_is_given_up_too(self, clock: Clock) -> None:
        """The relay may be there and the host not."""
        following = following_live(clock)
        following.lost()
        following.begin("connect")
        following.reached()
        run_for(following, clock, 10.0)
        assert (following.connected, following.due()) == (False, "connect")
