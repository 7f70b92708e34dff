"""Two things at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from threading import Event, get_ident

import numpy as np
import pytest

from nntui_engine.two_threads import at_once

LONG_S = 10.0
"""Waited for in vain only where a test fails."""


@pytest.fixture
def helper() -> Iterator[Executor]:
    """One more thread."""
    with ThreadPoolExecutor(1) as executor:
        yield executor


def test_both_are_done_at_once(helper: Executor) -> None:
    """Protects the gain: each waits for the other here, which neither could one after the other."""
    here, there = Event(), Event()

    def first() -> tuple[bool, int]:
        here.set()
        return there.wait(LONG_S), get_ident()

    def second() -> tuple[bool, int]:
        there.set()
        return here.wait(LONG_S), get_ident()

    (met_here, ours), (met_there, theirs) = at_once(helper, first, second)
    assert (met_here, met_there, ours == get_ident(), ours == theirs) == (True, True, True, False)


def test_what_fails_here_waits_for_what_is_done_there(helper: Executor) -> None:
    """Protects buffers that are used again after an interruption: nobody writes to them any more."""
    failing, done = Event(), Event()

    def first() -> None:
        failing.set()
        raise KeyboardInterrupt

    def second() -> None:
        failing.wait(LONG_S)
        for _ in range(100):
            np.linalg.svd(np.ones((20, 20)))  # it takes a while yet
        done.set()

    with pytest.raises(KeyboardInterrupt):
        at_once(helper, first, second)
    assert done.is_set()


def test_what_fails_there_is_raised_here(helper: Executor) -> None:
    """Protects a step that could not be taken from being counted."""

    def second() -> None:
        raise MemoryError

    with pytest.raises(MemoryError):
        at_once(helper, int, second)


def test_no_warnings(helper: Executor) -> None:
    """Protects a terminal from noise: what is not finite is found in the end, and told in words."""
    _, there = at_once(helper, int, np.geterr)
    assert {there[kind] for kind in ("over", "invalid", "divide")} == {"ignore"}
