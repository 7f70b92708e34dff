"""How long a host stays whose run is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nntui.session.host.lingering import LINGER_S, Lingering

if TYPE_CHECKING:
    from tests.session.conftest import Clock


@pytest.fixture
def lingering(clock: Clock) -> Lingering:
    """Of a host nobody has looked at yet."""
    return Lingering(clock)


def test_what_is_not_finished_never_ends_by_itself(lingering: Lingering, clock: Clock) -> None:
    """A run that trains, is paused or has diverged waits for its person, however long that takes."""
    lingering.left_s(finished=False, viewers=0)
    clock.now += 1e9
    assert lingering.left_s(finished=False, viewers=0) is None


def test_whoever_looks_keeps_it(lingering: Lingering, clock: Clock) -> None:
    """A finished run stays for as long as somebody looks at it."""
    lingering.left_s(finished=True, viewers=1)
    clock.now += 1e9
    assert lingering.left_s(finished=True, viewers=1) is None


def test_left_alone_it_ends(lingering: Lingering, clock: Clock) -> None:
    """Ten seconds after its last viewer left, and not before."""
    left = []
    for viewers, passed in ((1, 50.0), (0, 4.0), (0, 5.5), (0, 0.5), (0, 3.0)):
        left.append(lingering.left_s(finished=True, viewers=viewers))
        clock.now += passed
    left.append(lingering.left_s(finished=True, viewers=0))
    assert (LINGER_S, left) == (10.0, [None, 10.0, 6.0, 0.5, 0.0, 0.0])


def test_whoever_comes_back_has_the_whole_time_again(lingering: Lingering, clock: Clock) -> None:
    """A viewer that was there for a moment is one that may come again."""
    lingering.left_s(finished=True, viewers=0)
    clock.now += 9.0
    lingering.left_s(finished=True, viewers=1)
    assert lingering.left_s(finished=True, viewers=0) == 10.0


def test_a_run_that_trains_on_has_the_whole_time_again(lingering: Lingering, clock: Clock) -> None:
    """Finished a second time it is finished anew."""
    lingering.left_s(finished=True, viewers=0)
    clock.now += 9.0
    lingering.left_s(finished=False, viewers=0)
    assert lingering.left_s(finished=True, viewers=0) == 10.0
