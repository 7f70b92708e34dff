"""A budget in bytes."""

from __future__ import annotations

from nntui.session.host.allowance import RATE, SAVED, Allowance


def test_what_is_saved_up_is_there_at_first() -> None:
    """A first picture need not wait."""
    assert Allowance(5.0).left(5.0) == SAVED


def test_it_fills_up_with_time() -> None:
    """And no further than it was."""
    allowance = Allowance(0.0)
    allowance.use(2 * int(SAVED), 0.0)
    left = (allowance.left(0.0), allowance.left(1.0), allowance.left(1000.0))
    assert left == (-SAVED, RATE - SAVED, SAVED)


def test_how_long_to_wait() -> None:
    """Until so much is left."""
    allowance = Allowance(0.0)
    allowance.use(int(SAVED), 0.0)
    assert (allowance.wait_s(0.0, RATE), allowance.wait_s(5.0, RATE)) == (1.0, 0.0)
