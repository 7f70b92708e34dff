"""How many threads the matrix products use: a setting of the run, because the bits depend on it."""

from __future__ import annotations

import hashlib
import os
import platform
import statistics
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from threadpoolctl import ThreadpoolController

from nntui_engine.trainer import Trainer

TIMINGS = 3
"""Two threads must win each of them: one timing alone is a coin toss on a small network."""

STEPS, FEW, LONG_S = 5, 3, 0.5
"""Of a timing; the first ones find no memory yet, and count for little in a median."""

SETTLED_S = 0.15
"""So long the second thread of BLAS keeps its core busy after a product that it shared, for more to come."""

WORTH_S = 2e-3
"""A step cheaper than this is taken by one thread."""

FASTER = 1.1
"""By how much two threads must be faster."""


class Threads(NamedTuple):
    """How many a step takes: for every matrix product, or, in halves, one for each half of its batch."""

    number: int
    halves: bool = False


ONE = Threads(1)
MORE = (Threads(2), Threads(2, halves=True))
"""What is tried beside one thread."""


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
    """One or two: measured for each machine and network shape, then remembered.

    That two are faster is looked at again at every start: where the second core is busy by now, they take
    many times as long as one. make: builds a scratch copy of the trainer. key: says the network's shape and
    batch.
    """
    if cores == 1:
        return ONE
    file = cache / "threads" / f"{_digest(key)}.json"
    try:
        remembered = msgspec.json.decode(file.read_bytes(), type=Threads)
    except (OSError, msgspec.DecodeError):
        remembered = None
    if remembered is not None:
        return _fastest(make(), clock, (remembered,), timings=1) if remembered in MORE else ONE
    threads = _fastest(make(), clock, MORE, TIMINGS)
    with suppress(OSError):  # then it is measured again the next time
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}.new")
        draft.write_bytes(msgspec.json.encode(threads))
        draft.replace(file)
    return threads


def _digest(key: str) -> str:
    machine = f"{platform.node()} {platform.machine()} {platform.processor()} {np.__version__} {key}"
    return hashlib.sha256(machine.encode()).hexdigest()[:24]


def _fastest(
    trainer: Trainer, clock: Callable[[], float], ways: tuple[Threads, ...], timings: int
) -> Threads:
    """The one of several ways that takes the least time, of those that beat one thread in every timing."""
    left = dict.fromkeys(ways, 0.0)
    for _ in range(timings):
        one = _step_s(trainer, ONE, clock)
        if one < WORTH_S:
            return ONE
        for way in tuple(left):
            left[way] += (seconds := _step_s(trainer, way, clock))
            if one < seconds * FASTER:
                del left[way]
        if not left:
            return ONE
    return min(left, key=left.__getitem__)


def _step_s(trainer: Trainer, threads: Threads, clock: Callable[[], float]) -> float:
    """The median of a few steps; of fewer where they take long, for a person waits for the first one."""
    use_threads(trainer, threads)
    begun = clock()
    while threads != ONE and clock() - begun < SETTLED_S:
        trainer.step()
    times: list[float] = []
    while len(times) < STEPS and not (len(times) == FEW and sum(times) > LONG_S):
        begun = clock()
        trainer.step()
        times.append(clock() - begun)
    return statistics.median(times)
