"""What the Linux scheduler counts for one thread: time on a CPU and time spent waiting for one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness.processes import PROC, read_proc

_NANOSECOND = 1e-9


@dataclass(frozen=True, slots=True)
class ThreadTime:
    """Seconds that a thread spent computing, and runnable but without a CPU."""

    cpu_s: float
    waited_s: float

    def __sub__(self, earlier: ThreadTime) -> ThreadTime:
        """Return what was spent since an earlier reading."""
        return ThreadTime(self.cpu_s - earlier.cpu_s, self.waited_s - earlier.waited_s)

    def steps_per_cpu_second(self, steps: int) -> float:
        """Return the speed of so many steps made in this time, whatever else the machine was doing.

        Raises ValueError where no CPU time passed.
        """
        if self.cpu_s <= 0:
            raise ValueError("no CPU time has passed between the two readings: measure for longer")
        return steps / self.cpu_s


def read_thread(pid: int, tid: int | None = None, proc: Path = PROC) -> ThreadTime:
    """Read the counters of a thread, of the process's main one without a `tid`.

    The file has nanoseconds on a CPU, nanoseconds in the run queue and the number of time slices (kernel
    documentation, scheduler/sched-stats). Raises MeasurementError where the system has no such file.
    """
    cpu, waited, _ = read_proc(proc / str(pid) / "task" / str(tid or pid) / "schedstat").split()
    return ThreadTime(int(cpu) * _NANOSECOND, int(waited) * _NANOSECOND)
