"""Which steps of which branch the line of a run takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nntui.store.line import NO_END, Stretch, line_of, with_lost
from nntui.store.records import Branched

MOST = 30


def test_a_run_that_never_went_back() -> None:
    """It has one line, from its beginning on."""
    assert line_of([Branched(1, None, 0, 1.0)]) == (Stretch(1, 0, NO_END, True),)


def test_nothing_at_all() -> None:
    """A run that was never begun has no line."""
    assert line_of([]) == ()


def test_a_branch_that_was_left_before_it_began() -> None:
    """Going back further than the branch's own beginning takes nothing of it."""
    branches = [Branched(1, None, 0, 1.0), Branched(2, 1, 50, 1.0), Branched(3, 2, 40, 1.0)]
    on = {each.branch: each for each in line_of(branches)}
    assert [step for step in range(MOST * 2) if on[2].has_step(step)] == []
    assert on[1].until == on[3].after == 40


def test_a_branch_whose_parent_was_lost() -> None:
    """The line begins with it."""
    assert line_of([Branched(3, 2, 40, 1.0)]) == (Stretch(3, 40, NO_END, True),)


def test_a_parent_that_comes_later_is_none() -> None:
    """A torn table makes no circle."""
    branches = [Branched(1, 2, 5, 1.0), Branched(2, 1, 7, 1.0)]
    assert [each.branch for each in line_of(branches)] == [1, 2]


def test_the_evaluation_at_the_beginning() -> None:
    """At step 0 it belongs to the run; where a branch began it belongs to the branch before."""
    first, second = line_of([Branched(1, None, 0, 1.0), Branched(2, 1, 10, 1.0)])
    assert (first.has_epoch(0), first.has_epoch(10), second.has_epoch(10)) == (True, True, False)


@given(forks=st.lists(st.integers(0, MOST), max_size=6), steps=st.lists(st.integers(0, 10), min_size=7))
def test_the_line_is_what_was_not_taken_back(forks: list[int], steps: list[int]) -> None:
    """A list of (branch, step) that is cut at each rewind is the line, for any history."""
    branches, line = [Branched(1, None, 0, 0.0)], [(1, step) for step in range(1, steps[0] + 1)]
    for branch, (fork, more) in enumerate(zip(forks, steps[1:], strict=False), 2):
        step = min(fork, len(line))
        branches.append(Branched(branch, branch - 1, step, 0.0))
        line = [*line[:step], *((branch, step + 1 + ahead) for ahead in range(more))]
    found = [
        (each.branch, step)
        for each in line_of(branches)
        for step in range(1, len(line) + 1)
        if each.has_step(step)
    ]
    assert found == line


def test_lost_branches() -> None:
    """Of a branch of which only traces are left, it is known where it was first, and which came before."""
    lost = "where it began was lost"
    assert with_lost([Branched(2, 1, 40, 1.0)], {1: 0, 2: 40, 4: 60}) == (
        Branched(1, None, 0, 0.0, lost),
        Branched(2, 1, 40, 1.0),
        Branched(4, 2, 60, 0.0, lost),
    )
