"""A host as a process: from the folder of a run to its last word."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import msgspec
from msgspec.structs import replace

from nntui.config import read_config
from nntui.errors import UserError
from nntui.locations import cache_folder, socket_path
from nntui.session.assembly import Assembly, assemble
from nntui.session.describing import describe_run
from nntui.session.host.connection import Served
from nntui.session.host.hub import Hub, Request
from nntui.session.host.run import Run
from nntui.session.host.server import Server
from nntui.session.host.threads import chosen_threads, limit_threads
from nntui.session.host.training import TrainingLoop
from nntui.session.launch import Started
from nntui.session.protocol import Ended, Stop, ToViewer
from nntui.session.sockets import listen
from nntui.store.lock import hold
from nntui.store.runs import write_config

FIRST_VIEWER_S = 30.0
"""How long a new host waits for whoever started it."""

LAST_WORDS_S = 2.0
"""How long a host that ends waits for its viewers to read."""


def serve_run(folder: Path, report: IO[bytes]) -> int:
    """Train the run in `folder` until it is stopped or left alone; exit code.

    Whoever started it reads from `report` what began, or why nothing did.
    """
    try:
        config = read_config(folder / "run.toml")
        lock = hold(folder, socket_path(folder), time.time())
        assembly = assemble(config)
        threads = settle_threads(assembly)
        write_config(folder, replace(assembly.config, threads=threads))
        listener = listen(socket_path(folder))
    except UserError as error:
        _tell(report, Started(error=str(error)))
        return 2
    served = make_served(folder, assembly, threads, paused=config.paused)
    loop = begin(served, time.perf_counter)
    _end_on_signals(served.hub)
    _tell(report, Started(socket=str(socket_path(folder)), found=assembly.found, notes=assembly.notes))
    with lock:
        server = Server(listener, served, gone=lambda: end_without_viewers(served.hub))
        train(loop, served.hub)
        server.close(LAST_WORDS_S)
        socket_path(folder).unlink(missing_ok=True)
    return 0


def end_without_viewers(hub: Hub) -> None:
    """A host whose last viewer has gone finishes its step and ends."""
    hub.submit(Request(0, Stop(), reply=_unheard))


def _unheard(answer: ToViewer) -> None:
    """Nobody is there to be answered."""


def settle_threads(assembly: Assembly) -> int:
    """Decide how many threads BLAS uses for this run, and have it so."""
    config = assembly.config
    if config.threads == "auto":
        key = f"{assembly.network} {config.optimizer} {config.batch}"
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        threads = chosen_threads(
            lambda: assemble(config).trainer, key, cache_folder(), time.perf_counter, cores
        )
    else:
        threads = config.threads
    if not limit_threads(threads):
        print("the threads of this NumPy's BLAS cannot be set: bits may differ", file=sys.stderr, flush=True)
    return threads


def make_served(folder: Path, assembly: Assembly, threads: int, *, paused: bool) -> Served:
    """A new run and all that its viewers are served from."""
    run = Run(folder.name, assembly, threads, paused=paused)
    return Served(run, Hub(run.status()), describe_run(folder, assembly, threads))


def train(loop: TrainingLoop, hub: Hub, first_viewer_s: float = FIRST_VIEWER_S) -> None:
    """Train until the run is stopped, or nobody came for so long; viewers are told the result."""
    # The first step waits for the first viewer, so that nothing of a short run is missed.
    if not hub.wait(first_viewer_s):
        end_without_viewers(hub)
    while not loop.over:
        wait = loop.turn()
        if wait is None or wait > 0:
            hub.wait(wait)
    hub.ended(Ended(loop.run.control.state, loop.result()))


def begin(served: Served, clock: Callable[[], float]) -> TrainingLoop:
    """The loop of a new run, its first lines in the log."""
    loop = TrainingLoop(served.run, served.hub, clock)
    loop.say(served.description.found)
    for note in served.run.assembly.notes:
        loop.say(note)
    return loop


def _end_on_signals(hub: Hub) -> None:
    signal.signal(signal.SIGTERM, lambda *_: _stop_soon(hub))
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(ignored, signal.SIG_IGN)


def _stop_soon(hub: Hub) -> None:
    # In a thread: the signal may have come while this one held the hub's lock.
    threading.Thread(target=end_without_viewers, args=(hub,)).start()


def _tell(report: IO[bytes], started: Started) -> None:
    with report:
        report.write(msgspec.json.encode(started))
