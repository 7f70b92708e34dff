"""Waiting for what blocks, in a thread that nobody has to wait for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Value = TypeVar("Value")


def _nothing(value: object) -> None:
    """What nobody waits for any more needs no clearing up."""


async def in_thread(work: Callable[[], Value], unwanted: Callable[[Value], None] = _nothing) -> Value:
    """What `work` returns or raises. unwanted: called with it where nobody waits for it any more.

    The threads of asyncio's own pool are waited for when the loop ends, however long they take.
    """
    answer: Future[Value] = Future()
    answer.set_running_or_notify_cancel()
    threading.Thread(target=_run, args=(work, answer), name="waiting", daemon=True).start()
    try:
        return await asyncio.wrap_future(answer)
    except asyncio.CancelledError:
        answer.add_done_callback(lambda late: None if late.exception() else unwanted(late.result()))
        raise


def _run(work: Callable[[], Value], answer: Future[Value]) -> None:
    try:
        answer.set_result(work())
    except Exception as error:  # it is raised again where it is waited for
        answer.set_exception(error)
