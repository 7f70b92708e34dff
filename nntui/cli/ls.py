"""`nntui ls`: the runs there are, here or on another machine."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from nntui.cli.options import Parser
from nntui.cli.tables import Column, table
from nntui.errors import HostFailedError, UserError
from nntui.locations import runs_folder
from nntui.numbers import ago, count, loss, percent, size
from nntui.session.listing import Listed, list_runs

DESCRIPTION = "List the runs, the newest first."

NOTES = """on a terminal a table; otherwise a line a run with tabs between
name, dataset, network, state, step, loss, accuracy, started, host pid, size"""

COLUMNS = (
    Column("name", 9),
    Column("dataset", 4),
    Column("network", 1),
    Column("state", 8),
    Column("step", 7, right=True),
    Column("loss", 6, right=True),
    Column("accuracy", 5, right=True),
    Column("started", 3, right=True),
    Column("pid", 0, right=True),
    Column("size", 2, right=True),
)


def ls(arguments: Sequence[str]) -> int:
    """Print a line for each run."""
    parser = Parser(prog="nntui ls", description=DESCRIPTION, epilog=NOTES)
    parser.add_argument("place", nargs="?", metavar="HOST:", help="another machine, reached over ssh")
    parser.add_argument("--json", action="store_true", help="print a list of JSON objects")
    asked = parser.parse_args(arguments)
    runs = _remote(asked.place) if asked.place else list_runs(runs_folder())
    if asked.json:
        print(msgspec.json.encode(runs).decode())
    elif not sys.stdout.isatty():
        for run in runs:
            print("\t".join(_plain(run)))
    elif runs:
        rows = [_shown(run, time.time()) for run in runs]
        print("\n".join(table(COLUMNS, rows, shutil.get_terminal_size().columns)))
    elif asked.place:
        print(f"there are no runs on {asked.place.rstrip(':')} yet")
    else:
        print("there are no runs yet: nntui begins one")
    return 0


def collect() -> list[dict[str, object]]:
    """All runs of this machine, as `nntui ls --json` says it."""
    runs: list[dict[str, object]] = msgspec.to_builtins(list_runs(runs_folder()))
    return runs


def _remote(text: str) -> list[Listed]:
    """The runs on another machine, or the one that is named there."""
    from nntui.session.links import LinkError
    from nntui.session.places import parse_place
    from nntui.session.ssh_listing import list_remote

    place = parse_place(text)
    if not place.destination:
        raise UserError(
            f"nntui ls lists all runs of a machine: use nntui ls, or nntui ls {text}: for another"
        )
    try:
        said: list[dict[str, Any]] = list_remote(place.destination)
        runs = msgspec.convert(said, list[Listed])
    except LinkError as error:
        raise HostFailedError(error.reason) from error
    except msgspec.ValidationError as error:
        raise HostFailedError(f"{place.destination}: what came is no list of runs") from error
    found = [run for run in runs if place.run in ("", run.name)]
    if place.run and not found:
        raise UserError(f"there is no run called {place.run} on {place.destination}")
    return found


def _shown(run: Listed, now: float) -> tuple[str, ...]:
    """The cells of a row; – where nothing is known."""
    return (
        run.name,
        run.dataset or "–",
        run.network or "–",
        run.state,
        count(run.step),
        "–" if run.loss is None else loss(run.loss),
        "–" if run.accuracy is None else percent(run.accuracy),
        "–" if run.started is None else ago(now - run.started),
        "–" if run.host_pid is None else str(run.host_pid),
        size(run.size),
    )


def _plain(run: Listed) -> tuple[str, ...]:
    """The fields for a program, empty where nothing is known; times as ISO 8601 writes them."""
    from nntui_datasets import visible

    started = "" if run.started is None else datetime.fromtimestamp(run.started, UTC).strftime("%FT%TZ")
    figures = (run.step, run.loss, run.accuracy, started, run.host_pid, run.size)
    texts = (run.name, run.dataset, run.network, run.state)
    return (*map(visible, texts), *("" if figure is None else str(figure) for figure in figures))
