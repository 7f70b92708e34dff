"""How many threads the matrix products use: a setting of the run, because the bits depend on it."""

from __future__ import annotations

import hashlib
import os
import platform
import statistics
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from threadpoolctl import ThreadpoolController

from nntui_engine.trainer import Trainer

TIMINGS = 3
"""Two threads must win each of them: one timing alone is a coin toss on a small network."""

STEPS, FEW, LONG_S = 5, 3, 0.5
"""A timing has so many steps each way, or as few as that once it has taken so long; the first ones find no
memory yet, and count for little in a median."""

WORTH_S = 2e-3
"""A step cheaper than this is taken by one thread."""

FASTER = 1.1
"""By how much two threads must be faster."""


class Threads(NamedTuple):
    """How many a step takes: for every matrix product, or, in halves, one for each half of its batch."""

    number: int
    halves: bool = False

    def notes(self) -> tuple[str, ...]:
        """What is to be said of it, a line each: nothing of one thread."""
        if self.halves:
            return ("two threads take half of each batch each",)
        return (f"{self.number} threads share every matrix product",) if self.number > 1 else ()


ONE = Threads(1)

HALVES = Threads(2, halves=True)
"""What is tried beside one thread. Two for every product wait for each other: with a busy core they took
two to ten times as long as one, where two with half of the batch each took a seventh more at the most."""


def use_threads(trainer: Trainer, threads: Threads) -> bool:
    """Have a trainer and BLAS use them from now on; False where the library cannot be told."""
    trainer.halve(threads.halves)
    return limit_threads(1 if threads.halves else threads.number)


def limit_threads(threads: int) -> bool:
    """Have BLAS use so many threads from now on; False where the library cannot be told."""
    controller = ThreadpoolController().select(user_api="blas")
    controller.limit(limits=threads)
    return bool(controller.info()) and all(part["num_threads"] == threads for part in controller.info())


def chosen_threads(
    make: Callable[[], Trainer], key: str, cache: Path, clock: Callable[[], float], cores: int
) -> Threads:
    """One, or two for half of a batch each: measured for each machine and network shape, then remembered.

    That two are faster is looked at again at every start: the second core may be busy by now. make: builds a
    scratch copy of the trainer. key: says the network's shape and batch.
    """
    if cores == 1:
        return ONE
    file = cache / "threads" / f"{_digest(key)}.json"
    try:
        remembered = msgspec.json.decode(file.read_bytes(), type=Threads)
    except (OSError, msgspec.DecodeError):
        remembered = None
    if remembered is not None:
        return HALVES if remembered == HALVES and _halves_win(make(), clock, timings=1) else ONE
    threads = HALVES if _halves_win(make(), clock, TIMINGS) else ONE
    with suppress(OSError):  # then it is measured again the next time
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}.new")
        draft.write_bytes(msgspec.json.encode(threads))
        draft.replace(file)
    return threads


def _digest(key: str) -> str:
    machine = f"{platform.node()} {platform.machine()} {platform.processor()}"
    programs = f"{np.__version__} {version('nntui')}"  # either may have become faster
    return hashlib.sha256(f"{machine} {programs} {key}".encode()).hexdigest()[:24]


def _halves_win(trainer: Trainer, clock: Callable[[], float], timings: int) -> bool:
    use_threads(trainer, ONE)
    is_long = _step_s(trainer, ONE, clock) > LONG_S
    if not is_long and statistics.median(_step_s(trainer, ONE, clock) for _ in range(FEW)) < WORTH_S:
        return False
    return all(_halves_win_once(trainer, clock) for _ in range(timings))


def _halves_win_once(trainer: Trainer, clock: Callable[[], float]) -> bool:
    """In turns: what else a machine does then slows both."""
    one: list[float] = []
    two: list[float] = []
    while len(one) < STEPS and not (len(one) >= FEW and sum(one + two) > LONG_S):
        one.append(_step_s(trainer, ONE, clock))
        two.append(_step_s(trainer, HALVES, clock))
    return statistics.median(two) * FASTER <= statistics.median(one)


def _step_s(trainer: Trainer, threads: Threads, clock: Callable[[], float]) -> float:
    """Of one step with a whole batch; both ways have BLAS take one thread."""
    trainer.halve(threads.halves)
    # In turns one way would have all the small ones, where an epoch has two batches.
    if trainer.rows_used and trainer.rows_used + trainer.hyper.batch_size > len(trainer.training):
        trainer.step()
    begun = clock()
    trainer.step()
    return clock() - begun
