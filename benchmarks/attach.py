"""Attaching to a long run: seconds and bytes until its whole curve is there, to a program and on the screen.

The runs are made without taking their steps: losses, ends of epochs and layers as a host writes them. A live
one goes on at pace 100; an archived one has no host and is read from its folder.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.harness.digits import COLS, ROWS
from benchmarks.harness.home import temporary_home
from benchmarks.harness.link import Link
from benchmarks.harness.long_run import store_long_run
from benchmarks.harness.results import add_json_option, format_results
from benchmarks.harness.statistics import median
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.throttled_ssh import throttled_ssh
from benchmarks.harness.training import home_environment, resume_run
from nntui.reduction.curve import Curve
from nntui.session.codec import encode, viewer_reader
from nntui.session.links import Link as Way
from nntui.session.local import LocalLink
from nntui.session.protocol import HeatRequest, Subscribe
from nntui.session.ssh import SshLink
from nntui.session.state import SessionState, reduce
from nntui.session.viewer import PIECE, hello, seen

SHOWN = Subscribe(columns=90, heat=HeatRequest("dense_1", 44, 66), layers=True)
"""What a dashboard shows at 120×40."""

FAR = Link(0.2, 50_000)

_SETTLED_S = 5.0
_BRAILLE = range(0x2801, 0x2900)
_CHART = slice(7, 50)


@dataclass(frozen=True)
class Attached:
    """Seconds to the connection and to the whole curve, and bytes heard until then."""

    connected_s: float
    curve_s: float
    heard: int


def attach(way: Way) -> Attached:
    """Connect as a dashboard does, and leave when both curves are whole."""
    begun = time.monotonic()
    with closing(way.connect(may_ask=False)) as connected:
        connected_s = time.monotonic() - begun
        heard = 0
        for size, state in _states(connected):
            heard += size
            if _is_whole(state):
                return Attached(connected_s, time.monotonic() - begun, heard)
    raise ConnectionError("the connection ended before the curve was there")


def _states(connected: socket.socket) -> Iterator[tuple[int, SessionState]]:
    """Bytes that came, and what is known then."""
    reader, state = viewer_reader(), SessionState()
    connected.sendall(encode(hello()) + encode(SHOWN))
    while data := connected.recv(PIECE):
        for message in reader.feed(data):
            state = reduce(state, message)
            if (answer := seen(message)) is not None:
                connected.sendall(encode(answer))
        yield len(data), state


def _is_whole(state: SessionState) -> bool:
    curves = (state.training, state.validation)
    return all(held is not None and _reaches(held.curve, state.shown_step) for held in curves)


def _reaches(curve: Curve, step: int) -> bool:
    """Whether every column up to the step's is there; the newest may wait for the end of an epoch."""
    return len(curve) + 1 >= step // curve.width + 1 > 1 and not np.isnan(curve.mean).any()


def time_screen(name: str, environment: dict[str, str]) -> float:
    """Seconds from executing `nntui attach` until as much of the chart is drawn as ever will be."""
    command = [sys.executable, "-m", "nntui", "attach", name]
    with Terminal(command, cols=COLS, rows=ROWS, environment=environment) as terminal:
        begun = time.monotonic()
        seen_at = {_drawn(terminal): 0.0}
        until = begun + 120.0
        while time.monotonic() < until:
            terminal.run_for(0.01)
            drawn = _drawn(terminal)
            if drawn not in seen_at:
                seen_at[drawn] = time.monotonic() - begun
                until = time.monotonic() + _SETTLED_S
        return seen_at[max(seen_at)]


def _drawn(terminal: Terminal) -> int:
    """Columns of the loss chart that have something in them."""
    rows = [row[_CHART] for row in terminal.rows[3:]]
    return sum(any(ord(char) in _BRAILLE for char in column) for column in zip(*rows, strict=True))


def measure(folder: Path, environment: dict[str, str], times: int) -> dict[str, dict[str, float | None]]:
    """A row for this machine, and one for the far end of a link."""
    with throttled_ssh(FAR) as ssh:
        far = environment | {"NNTUI_SSH": str(ssh.program)}
        ways = {
            "from here": (lambda: LocalLink(folder), folder.name, environment),
            "200 ms, 50 KB/s": (
                lambda: SshLink("far", folder.name, str(ssh.program)),
                f"far:{folder.name}",
                far,
            ),
        }
        rows = {}
        for label, (way, name, variables) in ways.items():
            found = [attach(way()) for _ in range(times)]
            screens = [time_screen(name, variables) for _ in range(times)]
            rows[label] = _summarize(found, screens)
    return rows


def _summarize(found: Sequence[Attached], screens: Sequence[float]) -> dict[str, float | None]:
    return {
        "times": len(found),
        "connected, s": median([each.connected_s for each in found]),
        "curve there, s": median([each.curve_s for each in found]),
        "slowest, s": max(each.curve_s for each in found),
        "bytes heard": median([each.heard for each in found]),
        "curve on the screen, s": median(screens),
        "slowest screen, s": max(screens),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.attach",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--steps", type=int, nargs="+", default=[1_000_000, 10_000_000], help="of the runs")
    parser.add_argument("--times", type=int, default=5, help="to attach to each in each way")
    add_json_option(parser)
    arguments = parser.parse_args()
    rows = {}
    with temporary_home() as home:
        environment = home_environment(home)
        # The links of this process look there as well.
        os.environ.update(environment)
        for steps in arguments.steps:
            folder = store_long_run(home, f"long-{steps}", steps)
            for kind in ("archived", "live"):
                if kind == "live":
                    resume_run(home, folder.name)
                found = measure(folder, environment, arguments.times)
                rows |= {f"{steps:,} steps, {kind}, {label}": row for label, row in found.items()}
    print(format_results(rows, label="attaching to", as_json=arguments.json))


if __name__ == "__main__":
    main()
