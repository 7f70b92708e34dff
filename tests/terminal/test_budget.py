"""Bytes of which there are only so many a second."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.terminal.budget import AIM, KEPT_S, SAVED_S, WORTH_S, Budget

RATE, WINDOW_S = 1000.0, 5.0

STEPS = st.lists(st.tuples(st.floats(0.0, 3.0), st.floats(0.0, 1.0), st.booleans()), min_size=1, max_size=120)
"""How long nothing happens, which share of what may be written then is, and whether all of it could wait."""


def spent(steps: list[tuple[float, float, bool]], rate: float) -> list[tuple[float, float]]:
    """When how many bytes were written by somebody who never writes more than there is."""
    budget, now, found = Budget(rate, 0.0), 0.0, []
    for wait, share, can_wait in steps:
        now += wait
        size = int(share * max(0.0, budget.later(now) if can_wait else budget.left(now)))
        budget.spend(size, now)
        found.append((now, float(size)))
    return found


@given(STEPS, st.sampled_from([500.0, 8000.0, 1e6]))
def test_over_any_five_seconds(steps: list[tuple[float, float, bool]], rate: float) -> None:
    """Never more than five in a hundred above what was asked for, whenever the five seconds begin."""
    found = spent(steps, rate)
    most = max(sum(size for at, size in found if begin <= at <= begin + WINDOW_S) for begin, _ in found)
    assert most <= 1.05 * rate * WINDOW_S


def test_over_the_first_five_seconds() -> None:
    """When everything that was saved up is spent as well, and nothing left to wait for."""
    steps = [(0.0, 1.0, False)] + [(0.05, 1.0, False)] * 100
    assert sum(size for _, size in spent(steps, RATE)) <= 1.05 * RATE * WINDOW_S


def test_most_of_it_can_be_used() -> None:
    """By somebody who always has something to write."""
    found = spent([(0.05, 1.0, True)] * 1200, RATE)
    assert sum(size for _, size in found) / 60 >= 0.9 * RATE


def test_it_begins_with_some() -> None:
    """So that the first frame does not wait."""
    assert Budget(RATE, 7.0).left(7.0) == SAVED_S * RATE


def test_no_more_is_saved_up() -> None:
    """However long nothing was written."""
    assert Budget(RATE, 0.0).left(1e6) == SAVED_S * RATE


def test_it_fills_up() -> None:
    """A little slower than was asked for, which pays for what was saved up."""
    budget = Budget(RATE, 0.0)
    budget.spend(500, 0.0)
    assert budget.left(0.1) == pytest.approx(0.1 * AIM * RATE)


def test_what_can_wait_leaves_something_for_what_comes_first() -> None:
    """After all of it is written, a key still has its answer at once."""
    budget = Budget(RATE, 0.0)
    budget.spend(int(budget.later(0.0)), 0.0)
    assert budget.left(0.0) == pytest.approx(KEPT_S * RATE, abs=1.0)


def test_what_can_wait_waits_until_it_is_worth_it() -> None:
    """A frame for every byte would be mostly moves of the cursor."""
    budget = Budget(RATE, 0.0)
    budget.spend(500, 0.0)
    at = (KEPT_S + WORTH_S) / AIM
    assert (budget.later(at - 0.001), budget.later(at + 0.001) >= WORTH_S * RATE) == (0.0, True)


@given(st.integers(0, 3000), st.floats(0.0, 4.0))
def test_it_says_how_long_that_takes(size: int, later: float) -> None:
    """Neither too early, which would be to look in vain, nor too late."""
    budget = Budget(RATE, 0.0)
    budget.spend(size, 0.0)
    wait = budget.wait_s(later)
    early = budget.later(later + wait - 0.01) if wait > 0.02 else 0.0
    assert (early, budget.later(later + wait + 1e-6) > 0) == (0.0, True)


def test_what_was_written_beyond_it_is_made_up_for() -> None:
    """Some bytes have to be written in any case, and are paid for afterwards."""
    budget = Budget(RATE, 0.0)
    budget.spend(2500, 0.0)
    assert (budget.left(0.0), budget.wait_s(0.0)) == (-2000.0, pytest.approx(2.16 / AIM))


def test_where_nobody_counts() -> None:
    """There is always enough."""
    budget = Budget(inf, 0.0)
    budget.spend(10**9, 0.0)
    assert (budget.left(0.0), budget.later(0.0), budget.wait_s(0.0)) == (inf, inf, 0.0)
