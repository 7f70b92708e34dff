"""Runs that live on while hosts and dashboards are killed, the link breaks and somebody leans on the keys.

At the end every run is taken again in one go from what is written down of it: all its losses and the hash of
its parameters have to be the same. Nothing may be left over, and a host that was left alone may not have
grown. Exit code 1 where anything was wrong; the same seed does the same things, at moments of its own.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path
from random import Random

from benchmarks.far.place import LIVE
from benchmarks.harness.digits import COLS, ROWS
from benchmarks.harness.home import temporary_home
from benchmarks.harness.link import Link
from benchmarks.harness.results import Results, format_results
from benchmarks.harness.terminal import ScreenTimeout, Terminal
from benchmarks.harness.throttled_ssh import throttled_ssh
from benchmarks.harness.training import home_environment
from benchmarks.soaking.checks import Size, check_bits, left_over, size_of
from benchmarks.soaking.world import World

LINK = Link(0.05, 200_000)

MOST_GROWTH = 16e6
"""Bytes that the host that was left alone may grow, beyond what its history takes."""

_BYTES_A_STEP = 20
_SCREEN_S = 30.0


def soak(world: World, minutes: float) -> Results:
    """Let it all happen; how often each thing did."""
    until = time.monotonic() + 60 * minutes
    while time.monotonic() < until:
        world.act()
    world.settle()
    return {what: {"times": count} for what, count in sorted(world.done.items())}


def check_screens(world: World, home: Path) -> None:
    """Every run can be shown, live."""
    for run in world.runs:
        command = [sys.executable, "-m", "nntui", "attach", run.name]
        with Terminal(command, cols=COLS, rows=ROWS, environment=home_environment(home)) as terminal:
            try:
                terminal.wait_for(rf"{LIVE}|\A.*(?:catching up|✕ diverged)", _SCREEN_S)
            except ScreenTimeout as error:
                world.wrong.append(str(error))


def growth(world: World, before: Size, after: Size, steps: int) -> dict[str, float | None]:
    """A row of the table, on the host that was left alone; what is wrong with it is noted."""
    if after.descriptors > before.descriptors or after.threads > before.threads:
        world.wrong.append(f"the host that was left alone has more open: {before} became {after}")
    if after.memory - before.memory - _BYTES_A_STEP * steps > MOST_GROWTH:
        world.wrong.append(f"the host that was left alone has grown: {before} became {after}")
    return {
        "descriptors before": before.descriptors,
        "after": after.descriptors,
        "threads before": before.threads,
        "threads after": after.threads,
        "PSS before, MB": before.memory / 1e6,
        "PSS after, MB": after.memory / 1e6,
        "steps between": steps,
    }


def main() -> int:
    """Soak, check and print; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.soak",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("minutes", type=float, nargs="?", default=5.0, help="how long it lasts")
    parser.add_argument("--seed", type=int, default=0, help="of all that happens")
    parser.add_argument("--keep", type=Path, help="a new folder for the runs, where anything was wrong")
    arguments = parser.parse_args()
    with temporary_home() as home, throttled_ssh(LINK) as ssh:
        # What this process starts, and reads, is there.
        os.environ.update(home_environment(home))
        world = World(home, ssh, Random(arguments.seed))
        try:
            tables = _soaked(world, home, arguments.minutes)
        finally:
            world.close()
        if world.wrong and arguments.keep:
            shutil.copytree(home / "runs", arguments.keep)
    for label, results in tables.items():
        print(format_results(results, label=label, as_json=False), end="\n\n")
    print("\n".join(world.wrong) or "Nothing was wrong.")
    return 1 if world.wrong else 0


def _soaked(world: World, home: Path, minutes: float) -> dict[str, Results]:
    holder, begun = world.steady.holder, world.steady.step()
    assert holder is not None
    assert begun is not None
    world.run_for(5.0)
    before = size_of(holder.pid)
    happened = soak(world, minutes)
    check_screens(world, home)
    world.run_for(5.0)
    after = size_of(holder.pid)
    steps = (world.steady.step() or begun) - begun
    rows = {}
    for run in world.runs:
        rows[run.name], wrong = check_bits(run, run.stop())
        world.wrong += wrong
    world.wrong += left_over(home, world.runs)
    alone = growth(world, before, after, steps)
    return {"what happened": happened, "run": rows, "the host that was left alone": {"steady": alone}}


if __name__ == "__main__":
    sys.exit(main())
