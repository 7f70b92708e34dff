"""How long is waited between two tries."""

from __future__ import annotations

from nntui.session.following.backoff import Backoff


def delays(backoff: Backoff, count: int) -> list[float]:
    return [backoff.delay_s() for _ in range(count)]


def test_it_waits_longer_and_longer() -> None:
    """At once after a loss, then 0.5 s, up to 8 s and no longer."""
    assert delays(Backoff(), 8) == [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_a_connection_that_held_begins_it_anew() -> None:
    """What breaks after a good while is tried again at once."""
    backoff = Backoff()
    delays(backoff, 4)
    backoff.held(5.0)
    assert delays(backoff, 2) == [0.0, 0.5]


def test_a_connection_that_breaks_at_once_does_not() -> None:
    """A host that drops everybody is not stormed."""
    backoff = Backoff()
    delays(backoff, 3)
    backoff.held(4.9)
    assert delays(backoff, 2) == [2.0, 4.0]


def test_a_person_who_wants_it_now_begins_it_anew() -> None:
    """Their key is a reason to be quick again."""
    backoff = Backoff()
    delays(backoff, 6)
    backoff.at_once()
    assert delays(backoff, 2) == [0.0, 0.5]
