"""Waiting for what blocks, in a thread of its own."""

from __future__ import annotations

import asyncio
import threading

import pytest

from nntui.session.following.in_thread import in_thread


async def test_what_it_returns() -> None:
    """From another thread than the loop's."""
    assert await in_thread(threading.get_ident) != threading.get_ident()


async def test_what_it_raises() -> None:
    """It is raised where it is waited for."""

    def work() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await in_thread(work)


async def test_the_loop_goes_on_meanwhile() -> None:
    """That is what it is for."""
    gate = threading.Event()
    waiting = asyncio.create_task(in_thread(gate.wait))
    await asyncio.sleep(0)
    gate.set()
    assert await waiting is True


async def test_what_nobody_waits_for_any_more_is_handed_back() -> None:
    """A connection that comes too late is closed."""
    gate, unwanted = threading.Event(), asyncio.Queue[int]()
    loop = asyncio.get_running_loop()

    def work() -> int:
        gate.wait()
        return 7

    waiting = asyncio.create_task(
        in_thread(work, lambda value: loop.call_soon_threadsafe(unwanted.put_nowait, value))
    )
    await asyncio.sleep(0)
    waiting.cancel()
    gate.set()
    assert await unwanted.get() == 7


def test_nobody_has_to_wait_for_it() -> None:
    """A loop ends while the thread still waits; what comes then is handed back as well."""
    gate, done, unwanted = threading.Event(), threading.Event(), []

    def work() -> int:
        gate.wait()
        return 7

    def take(value: int) -> None:
        unwanted.append(value)
        done.set()

    async def leave() -> None:
        waiting = asyncio.create_task(in_thread(work, take))
        await asyncio.sleep(0)
        waiting.cancel()

    asyncio.run(leave())
    gate.set()
    assert (done.wait(10), unwanted) == (True, [7])
