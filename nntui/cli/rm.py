"""`nntui rm`: remove runs for good."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from nntui.cli.options import Parser
from nntui.cli.tables import Column, table
from nntui.errors import UserError
from nntui.locations import runs_folder, socket_path
from nntui.numbers import ago, count, counted, size
from nntui.session.listing import Listed, describe_runs, last_written, list_runs
from nntui.store.removing import remove_run
from nntui.store.runs import find_run

DESCRIPTION = "Remove runs for good, with all that was stored of them. A run with a host is never removed."

SECONDS = {"h": 3_600.0, "d": 86_400.0, "w": 604_800.0}

COLUMNS = (
    Column("name", 4),
    Column("state", 3),
    Column("step", 0, right=True),
    Column("written", 1, right=True),
    Column("size", 2, right=True),
)


def age(text: str) -> float:
    """`12h`, `30d`, `2w` in seconds."""
    given = re.fullmatch(r"(\d{1,6})([hdw])", text)
    if not given:
        raise argparse.ArgumentTypeError(f"{text!r} is not an age such as 12h, 30d or 2w")
    return int(given[1]) * SECONDS[given[2]]


def rm(arguments: Sequence[str]) -> int:
    """Show what would be removed, ask, and remove it; the exit code."""
    parser = Parser(prog="nntui rm", description=DESCRIPTION)
    parser.add_argument("runs", nargs="*", metavar="RUN", help="its name (see nntui ls)")
    parser.add_argument(
        "--older", type=age, metavar="AGE", help="all last written to so long ago: 12h, 30d, 2w"
    )
    parser.add_argument("--all-finished", action="store_true", help="all that reached their goal")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    asked = parser.parse_args(arguments)
    if bool(asked.runs) == (asked.older is not None or asked.all_finished):
        raise UserError("say which runs to remove: nntui rm RUN …, --older 30d or --all-finished")
    now = time.time()
    doomed = _named(asked.runs) if asked.runs else _found(asked.older, asked.all_finished, now)
    if not doomed:
        print("there is no such run")
        return 0
    if not (asked.yes or _agreed(doomed, now)):
        print("nothing was removed")
        return 1
    return _remove(doomed)


def _named(names: Sequence[str]) -> list[Listed]:
    """The runs of these names; UserError where there is none, or it has a host."""
    runs = describe_runs([find_run(runs_folder(), name) for name in dict.fromkeys(names)])
    for run in runs:
        if run.host_pid is not None:
            raise UserError(
                f"{run.name} has a host, process {run.host_pid}: nntui stop {run.name} ends it first"
            )
    return runs


def _found(older: float | None, all_finished: bool, now: float) -> list[Listed]:
    """The runs without a host of which all holds that was asked for."""
    return [
        run
        for run in list_runs(runs_folder())
        if run.host_pid is None
        and (not all_finished or run.state == "finished")
        and (older is None or now - last_written(Path(run.folder)) > older)
    ]


def _agreed(doomed: Sequence[Listed], now: float) -> bool:
    """Show what would go, and ask; UserError where there is nobody to ask."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        raise UserError(f"there is nobody to ask whether {_in_all(doomed)} may go: use --yes")
    rows = [
        (run.name, run.state, count(run.step), ago(now - last_written(Path(run.folder))), size(run.size))
        for run in doomed
    ]
    for line in table(COLUMNS, rows, shutil.get_terminal_size().columns):
        print(line, file=sys.stderr)
    print(f"Remove {_in_all(doomed)} for good? [y/N] ", end="", file=sys.stderr, flush=True)
    return _typed() in ("y", "yes")


def _typed() -> str:
    try:
        return sys.stdin.readline().strip().lower()
    except UnicodeDecodeError:  # what is no text is no yes
        return ""


def _in_all(doomed: Sequence[Listed]) -> str:
    return f"{counted(len(doomed), 'run')}, {size(sum(run.size for run in doomed))}"


def _remove(doomed: Sequence[Listed]) -> int:
    """Remove them one by one; 1 where one of them stays."""
    from nntui_datasets import visible

    failed = False
    for run in doomed:
        folder = Path(run.folder)
        try:
            remove_run(folder, socket_path(folder), time.time())
        except UserError as error:
            failed = True
            print(f"nntui: {visible(str(error))}", file=sys.stderr)
        else:
            print(f"{run.name} removed, {size(run.size)} freed")
    return 1 if failed else 0
