"""`nntui stop`: end hosts in order, so that nothing of their runs is lost."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from nntui.cli.options import Parser
from nntui.errors import UserError
from nntui.locations import runs_folder
from nntui.session.ending import Outcome, end_host
from nntui.store.lock import is_held
from nntui.store.runs import find_run, run_folders

DESCRIPTION = "Stop runs: each finishes its step and is stored, and nntui resume goes on with it."

AT_ONCE = 32


def stop(arguments: Sequence[str]) -> int:
    """End the hosts of runs; 0 where all have ended, else 1."""
    parser = Parser(prog="nntui stop", description=DESCRIPTION)
    parser.add_argument("runs", nargs="*", metavar="RUN", help="its name (see nntui ls)")
    parser.add_argument("--all", action="store_true", help="all that have a host")
    asked = parser.parse_args(arguments)
    if asked.all == bool(asked.runs):
        raise UserError("say which runs to stop: nntui stop RUN …, or nntui stop --all")
    folders = _live() if asked.all else [find_run(runs_folder(), name) for name in dict.fromkeys(asked.runs)]
    if not folders:
        print("no run has a host")
        return 0
    with ThreadPoolExecutor(min(len(folders), AT_ONCE)) as threads:
        ending = [threads.submit(end_host, folder) for folder in folders]
        outcomes = [_told(ended.result()) for ended in as_completed(ending)]
    return 0 if all(outcomes) else 1


def _live() -> list[Path]:
    return [folder for folder in run_folders(runs_folder()) if is_held(folder)]


def _told(outcome: Outcome) -> bool:
    from nntui_datasets import visible

    # The name of a machine in it is whatever that machine says.
    if outcome.ended:
        print(visible(outcome.sentence), flush=True)
    else:
        print(f"nntui: {visible(outcome.sentence)}", file=sys.stderr, flush=True)
    return outcome.ended
