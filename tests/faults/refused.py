"""Data that are refused: what a child process says of them, and how much memory it took to find out."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.harness.processes import PROC
from nntui.cli.main import main

READING = """
import sys
from pathlib import Path
from nntui.config import RunConfig
from nntui.errors import UserError
from nntui.session import formats, pictures
from nntui.session.assembly import assemble


def most():
    lines = Path("/proc/self/status").read_text().splitlines() if Path("/proc/self/status").exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


before = most()
try:
    assemble(RunConfig(dataset=sys.argv[1]))
    said = ""
except UserError as error:
    said = str(error)
print(most() - before)
print(said)
"""
"""Reads data as a host does; prints the most memory that it took, in kilobytes, and why it was refused."""


@dataclass(frozen=True)
class Refused:
    """Why, and at the cost of how many bytes; 0 where the system does not tell."""

    reason: str
    memory: int


def refused(path: Path) -> Refused:
    """Read data in a process of its own, which has to refuse them."""
    done = subprocess.run(
        [sys.executable, "-c", READING, str(path)], capture_output=True, text=True, check=True, timeout=100
    )
    memory, _, reason = done.stdout.partition("\n")
    assert reason.strip(), "the data were taken"
    return Refused(reason.removesuffix("\n"), int(memory) * 1024 if PROC.exists() else 0)


def told(capsys: pytest.CaptureFixture[str], path: Path, *flags: str) -> str:
    """What `nntui train PATH` says, which has to refuse it in one sentence and leave no run behind."""
    code = main(["train", str(path), *flags])
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    (line,) = said.err.splitlines()
    return line.removeprefix("nntui: ")
