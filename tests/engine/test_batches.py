"""Batches: every row once an epoch, whatever the sizes, and nothing remembered but where we are."""

from __future__ import annotations

from itertools import chain, cycle

from hypothesis import given, settings
from hypothesis import strategies as st

from nntui_engine.batches import Batches
from nntui_engine.randomness import RandomSource

SIZES = st.lists(st.integers(1, 40), min_size=1)


def epoch(batches: Batches, sizes: list[int]) -> list[list[int]]:
    """The batches of an epoch, sizes used in turn."""
    found = []
    for size in cycle(sizes):
        rows = batches.peek(size).tolist()
        found.append(rows)
        if batches.advance(len(rows)):
            break
    return found


def order(batches: Batches, sizes: list[int]) -> list[int]:
    """The rows of an epoch, one after the other."""
    return list(chain.from_iterable(epoch(batches, sizes)))


@settings(deadline=None)
@given(rows=st.integers(1, 100), sizes=SIZES, seed=st.integers(0, 2**32))
def test_every_row_is_used_once_an_epoch(rows: int, sizes: list[int], seed: int) -> None:
    """Protects learning: no batch size, changed at any time, makes a row come twice or never."""
    batches = Batches(rows, RandomSource(seed))
    for done in (1, 2):
        assert sorted(order(batches, sizes)) == list(range(rows))
        assert (batches.epochs_done, batches.rows_used) == (done, 0)


@settings(deadline=None)
@given(sizes=SIZES, others=SIZES)
def test_the_order_depends_on_seed_and_epoch_only(sizes: list[int], others: list[int]) -> None:
    """Protects replay: batch sizes cut an order, they do not make another."""
    one, two = Batches(50, RandomSource(3)), Batches(50, RandomSource(3))
    for _ in range(2):
        assert order(one, sizes) == order(two, others)


@settings(deadline=None)
@given(before=st.integers(0, 49), size=st.integers(1, 60))
def test_a_place_can_be_gone_to(before: int, size: int) -> None:
    """Protects resume: epoch and rows used are all there is to know."""
    batches, walked = Batches(50, RandomSource(3)), Batches(50, RandomSource(3))
    epoch(walked, [7])
    walked.advance(before)
    batches.epochs_done, batches.rows_used = 1, before
    assert batches.peek(size).tolist() == walked.peek(size).tolist()


def test_epochs_and_seeds_have_orders_of_their_own() -> None:
    """Protects against the same batches over and over."""
    batches, other = Batches(50, RandomSource(3)), Batches(50, RandomSource(4))
    orders = {tuple(order(b, [50])) for b in (batches, batches, other)}
    assert len(orders) == 3


def test_the_last_batch_is_smaller_and_kept() -> None:
    """Protects the rows that a whole number of batches would leave out."""
    assert [len(batch) for batch in epoch(Batches(10, RandomSource(0)), [4])] == [4, 4, 2]


def test_peek_does_not_move() -> None:
    """Protects a step that diverged: it finds its batch again."""
    batches = Batches(10, RandomSource(0))
    assert batches.peek(4).tolist() == batches.peek(4).tolist()
    assert (batches.epochs_done, batches.rows_used) == (0, 0)
