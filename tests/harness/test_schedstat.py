"""The scheduler's counters of a thread."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from benchmarks.harness.processes import MeasurementError
from benchmarks.harness.schedstat import ThreadTime, read_thread


def proc_with(tmp_path: Path, pid: int, tid: int, text: str) -> Path:
    folder = tmp_path / str(pid) / "task" / str(tid)
    folder.mkdir(parents=True)
    (folder / "schedstat").write_text(text)
    return tmp_path


def test_the_counters_are_nanoseconds(tmp_path: Path) -> None:
    """The first two numbers of the file, in seconds."""
    proc = proc_with(tmp_path, 12, 34, "2500000000 125000000 77\n")
    assert read_thread(12, 34, proc) == ThreadTime(cpu_s=2.5, waited_s=0.125)


def test_the_main_thread_has_its_process_s_number(tmp_path: Path) -> None:
    """Without a thread the main one is read."""
    proc = proc_with(tmp_path, 12, 12, "1000000000 0 1\n")
    assert read_thread(12, proc=proc).cpu_s == 1.0


@pytest.mark.skipif(sys.platform != "linux", reason="the counters are Linux's")
def test_computing_is_counted() -> None:
    """The kernel's figure is the thread's own."""
    import os

    begun, before = time.thread_time(), read_thread(os.getpid())
    while time.thread_time() < begun + 0.05:
        pass
    assert 0.045 < (read_thread(os.getpid()) - before).cpu_s < 0.2


def test_a_speed_is_per_second_of_computing() -> None:
    """Waiting for a CPU does not slow a thread in these terms."""
    spent = ThreadTime(cpu_s=3.0, waited_s=9.0) - ThreadTime(cpu_s=1.0, waited_s=1.0)
    assert spent.steps_per_cpu_second(5_000) == 2_500


def test_no_time_has_no_speed() -> None:
    """Two readings with nothing between them are an error of the measurement."""
    with pytest.raises(ValueError, match="measure for longer"):
        ThreadTime(cpu_s=0.0, waited_s=0.0).steps_per_cpu_second(10)


def test_a_system_without_the_counters_is_named(tmp_path: Path) -> None:
    """Where there is no /proc the error says what is missing."""
    with pytest.raises(MeasurementError, match=r"schedstat cannot be read .* needs Linux's /proc"):
        read_thread(1, proc=tmp_path)
