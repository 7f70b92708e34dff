"""`nntui serve`: a run's dashboard in a browser."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout

from nntui.cli.options import Parser
from nntui.errors import UserError
from nntui.locations import runs_folder
from nntui.session.places import Place, parse_place
from nntui.store.runs import find_run

DESCRIPTION = "Show a run in a browser on this machine, to whoever has the address that is printed."

NOTES = """needs pip install "nntui[serve]\""""


def serve(arguments: Sequence[str]) -> int:
    """Serve a run until told to end; the exit code."""
    parser = Parser(prog="nntui serve", description=DESCRIPTION, epilog=NOTES)
    parser.add_argument("run", nargs="?", help="its name; otherwise the newest")
    parser.add_argument("--control", action="store_true", help="let keys change the run; otherwise look only")
    parser.add_argument(
        "--port", type=_port, default=0, metavar="N", help="to listen on; otherwise one that is free"
    )
    asked = parser.parse_args(arguments)
    place = parse_place(asked.run) if asked.run else Place("", "")
    if place.destination:
        raise UserError(f"only runs of this machine are served: use nntui serve on {place.destination}")
    run = find_run(runs_folder(), place.run or None).name
    try:
        from nntui.serving.serving import serve_run
    except ModuleNotFoundError as error:
        raise UserError("textual-serve is not installed: pip install 'nntui[serve]' does it") from error

    output = sys.stdout

    def tell(address: str) -> None:
        print(address, file=output, flush=True)
        allowed = "steer" if asked.control else "look at"
        print(f"whoever has this address can {allowed} {run}; ctrl-c ends it", file=sys.stderr)

    # What dashboards say when they end, textual-serve prints: the address alone is for programs.
    with redirect_stdout(sys.stderr):
        serve_run(run, port=asked.port, control=asked.control, tell=tell)
    return 0


def _port(text: str) -> int:
    if not (text.isdecimal() and int(text) <= 65_535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, a number up to 65535")
    return int(text)
