"""`nntui doctor`: whether all is well with this machine, and what mends what is not."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

import msgspec

from nntui.checks.finding import Finding
from nntui.checks.folders import check_folders
from nntui.checks.hosts import check_hosts, check_logout, check_sockets
from nntui.checks.machine import check_blas, check_ssh
from nntui.checks.terminal import check_terminal
from nntui.cli.options import Parser
from nntui.locations import runs_folder, sockets_folder
from nntui.session.listing import list_runs

DESCRIPTION = "Look at the terminal, the folders, the libraries and the hosts, and say what to mend."


def doctor(arguments: Sequence[str]) -> int:
    """Print a line for each finding; 1 where there is a problem."""
    parser = Parser(prog="nntui doctor", description=DESCRIPTION)
    parser.add_argument("--json", action="store_true", help="print a list of JSON objects")
    asked = parser.parse_args(arguments)
    findings = list(_examine())
    if asked.json:
        print(msgspec.json.encode(findings).decode())
    else:
        _tell(findings)
    return 1 if any(finding.level == "problem" for finding in findings) else 0


def _examine() -> Iterator[Finding]:
    runs, sockets = runs_folder(), sockets_folder()
    yield from check_terminal(sys.stdin, sys.stderr, os.environ)
    yield from check_folders(runs, sockets)
    yield check_blas()
    yield check_ssh()
    yield from check_hosts(list_runs(runs))
    yield from check_sockets(sockets)
    yield check_logout(os.environ)


def _tell(findings: Sequence[Finding]) -> None:
    from nntui_datasets import visible

    widest = max(len(finding.check) for finding in findings)
    for finding in findings:
        mend = f": {finding.mend}" if finding.mend else ""
        print(f"{finding.level:7}  {finding.check:{widest}}  {visible(finding.found + mend)}")
