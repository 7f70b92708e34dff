"""How many threads the matrix products use: a setting of the run, because the bits depend on it."""

from __future__ import annotations

import hashlib
import os
import platform
import statistics
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import numpy as np
from threadpoolctl import ThreadpoolController

from nntui_engine.trainer import Trainer

TIMINGS = 3
"""Two threads must win each of them: one timing alone is a coin toss on a small network."""

WORTH_S = 2e-3
"""A step cheaper than this is taken by one thread."""

FASTER = 1.1
"""By how much two threads must be faster."""


def limit_threads(threads: int) -> bool:
    """Have BLAS use so many threads from now on; False where the library cannot be told."""
    controller = ThreadpoolController().select(user_api="blas")
    controller.limit(limits=threads)
    return bool(controller.info()) and all(part["num_threads"] == threads for part in controller.info())


def chosen_threads(
    make: Callable[[], Trainer], key: str, cache: Path, clock: Callable[[], float], cores: int
) -> int:
    """1 or 2: measured for each machine and network shape, then remembered.

    That two are faster is looked at again at every start: where the second core is busy by now, they take
    many times as long as one. make: builds a scratch copy of the trainer. key: says the network's shape and
    batch.
    """
    if cores == 1:
        return 1
    file = cache / "threads" / f"{_digest(key)}.json"
    try:
        remembered = msgspec.json.decode(file.read_bytes(), type=int)
    except (OSError, msgspec.DecodeError):
        remembered = None
    if remembered is not None:
        return 2 if remembered > 1 and _two_win(make(), clock, timings=1) else 1
    threads = 2 if _two_win(make(), clock, TIMINGS) else 1
    with suppress(OSError):  # then it is measured again the next time
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}.new")
        draft.write_bytes(msgspec.json.encode(threads))
        draft.replace(file)
    return threads


def _digest(key: str) -> str:
    machine = f"{platform.node()} {platform.machine()} {platform.processor()} {np.__version__} {key}"
    return hashlib.sha256(machine.encode()).hexdigest()[:24]


def _two_win(trainer: Trainer, clock: Callable[[], float], timings: int) -> bool:
    for _ in range(timings):
        one, two = (_step_s(trainer, threads, clock) for threads in (1, 2))
        if one < WORTH_S or one < two * FASTER:
            return False
    return True


def _step_s(trainer: Trainer, threads: int, clock: Callable[[], float]) -> float:
    limit_threads(threads)
    times = []
    for _ in range(5):
        begun = clock()
        trainer.step()
        times.append(clock() - begun)
    return statistics.median(times)
