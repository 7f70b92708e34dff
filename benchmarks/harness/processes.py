"""The CPU time and the memory of a process, from Linux's /proc."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


class MeasurementError(RuntimeError):
    """A figure that the system does not offer, or that of a process which is gone."""


def read_proc(path: Path) -> str:
    """Return the text of a file below /proc. Raises MeasurementError, saying why, where it cannot be read."""
    try:
        return path.read_text()
    except OSError as error:
        raise MeasurementError(
            f"{path} cannot be read ({error.strerror}): this figure needs Linux's /proc and a live process"
        ) from error


def cpu_seconds(pid: int, proc: Path = PROC) -> float:
    """Return the seconds of CPU time that a process has used, in the steps of the kernel's clock (10 ms).

    User and system time are fields 14 and 15 of `stat` (proc_pid_stat(5)), counted behind the name, which may
    hold blanks and brackets. Raises MeasurementError.
    """
    fields = read_proc(proc / str(pid) / "stat").rpartition(")")[2].split()
    user, system = fields[11], fields[12]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def proportional_set_size(pid: int, proc: Path = PROC) -> int:
    """Return a process's memory in bytes, shared pages divided by their users. Raises MeasurementError."""
    for line in read_proc(proc / str(pid) / "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise MeasurementError(f"the smaps_rollup of process {pid} has no line `Pss:`")


def dashboard_of(pid: int, proc: Path = PROC) -> int:
    """Return the process that draws: the child of the guard that was started, where there is one (Linux)."""
    children = proc / str(pid) / "task" / str(pid) / "children"
    with suppress(OSError):
        for child in children.read_text().split():
            return int(child)
    return pid
