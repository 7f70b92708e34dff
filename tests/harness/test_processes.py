"""The CPU time and the memory of processes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks.harness.processes import MeasurementError, cpu_seconds, dashboard_of, proportional_set_size

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the figures are those of Linux's /proc")


def proc_with(tmp_path: Path, pid: int, name: str, text: str) -> Path:
    path = tmp_path / str(pid) / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return tmp_path


def test_user_and_system_time_are_added(tmp_path: Path) -> None:
    """The 14th and the 15th field, also behind a name with blanks and brackets."""
    stat = "12 (a) b (c) S 4 5 6 7 8 9 10 11 12 13 250 50 0 0 20 0 1\n"
    proc = proc_with(tmp_path, 12, "stat", stat)
    assert cpu_seconds(12, proc) == 300 / os.sysconf("SC_CLK_TCK")


@linux_only
def test_the_figure_is_the_kernel_s() -> None:
    """The process's own account, to a few ticks of the kernel's clock."""
    times = os.times()
    assert cpu_seconds(os.getpid()) == pytest.approx(times.user + times.system, abs=0.1)


def test_memory_is_in_bytes(tmp_path: Path) -> None:
    """The line of shares, not that of the whole resident memory."""
    rollup = "5500 [rollup]\nRss:  9999 kB\nPss:  2048 kB\nPss_Dirty:  512 kB\n"
    proc = proc_with(tmp_path, 12, "smaps_rollup", rollup)
    assert proportional_set_size(12, proc) == 2_097_152


@linux_only
def test_a_process_has_memory() -> None:
    """An interpreter takes between one megabyte and two gigabytes."""
    assert 1e6 < proportional_set_size(os.getpid()) < 2e9


def test_a_rollup_without_the_line_is_an_error(tmp_path: Path) -> None:
    """A figure that is not there is not zero."""
    proc = proc_with(tmp_path, 12, "smaps_rollup", "Rss: 9 kB\n")
    with pytest.raises(MeasurementError, match="no line `Pss:`"):
        proportional_set_size(12, proc)


def test_a_process_that_is_gone_is_an_error(tmp_path: Path) -> None:
    """The error names the file that was looked for."""
    with pytest.raises(MeasurementError, match="12/stat cannot be read"):
        cpu_seconds(12, tmp_path)


def test_the_dashboard_is_the_child_of_what_was_started(tmp_path: Path) -> None:
    """Where there is a guard; else it is what was started."""
    proc = proc_with(tmp_path, 12, "task/12/children", "34 56 ")
    assert (dashboard_of(12, proc), dashboard_of(34, proc)) == (34, 34)
