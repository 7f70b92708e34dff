"""`nntui path`: where a run is kept."""

from __future__ import annotations

from collections.abc import Sequence

from nntui.cli.options import Parser
from nntui.locations import runs_folder
from nntui.store.runs import find_run


def path(arguments: Sequence[str]) -> int:
    """Print the folder of a run."""
    parser = Parser(prog="nntui path", description="Print the folder of a run.")
    parser.add_argument("run", nargs="?", help="its name (see nntui ls); otherwise the newest")
    asked = parser.parse_args(arguments)
    print(find_run(runs_folder(), asked.run))
    return 0
