"""What the bits of a run depend on besides its settings."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nntui.session.host import environment
from nntui.session.host.environment import differences, this_host
from nntui.store.records import HostBegan

HERE = HostBegan(1.0, 0, 42, "here", "nntui 1", "2.2.0", "openblas 0.3.29 SkylakeX", "a CPU", 1)

BLAS = "from nntui.session.host.environment import this_host; print(this_host(0, 1, 0.0).blas)"


def test_this_process() -> None:
    """It says who it is, when it came, and at which step."""
    host = this_host(step=7, threads=2, time=5.0)
    assert (host.time, host.step, host.threads) == (5.0, 7, 2)
    assert (host.pid, host.machine, host.numpy) == (os.getpid(), platform.node(), np.__version__)


def test_one_machine_computes_the_same_bits() -> None:
    """Whatever else is another: the process, its time, its place in the run."""
    assert differences(this_host(0, 1, 1.0), replace(this_host(900, 1, 2.0), pid=1)) == ""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"numpy": "2.3.1"}, "NumPy 2.2.0 → 2.3.1"),
        ({"blas": "openblas 0.3.29 Haswell"}, "BLAS openblas 0.3.29 SkylakeX → openblas 0.3.29 Haswell"),
        ({"cpu": "another"}, "CPU a CPU → another"),
        ({"threads": 4}, "threads 1 → 4"),
        ({"numpy": "3", "threads": 2}, "NumPy 2.2.0 → 3, threads 1 → 2"),
        ({"machine": "there", "program": "nntui 2", "pid": 1, "step": 9, "time": 2.0}, ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_what_the_bits_depend_on(change: dict[str, object], expected: str) -> None:
    """Each thing is named with what it was and what it is now; a renamed machine changes no bit."""
    assert differences(HERE, replace(HERE, **change)) == expected


def test_the_kernels_of_the_library_count() -> None:
    """One BLAS multiplies by other instructions on another CPU, and rounds otherwise."""
    if platform.machine() != "x86_64" or "openblas" not in this_host(0, 1, 0.0).blas:
        pytest.skip("only OpenBLAS can be told which kernels to use")
    found = []
    for kernel in ("Nehalem", "Haswell"):
        environment = os.environ | {"OPENBLAS_CORETYPE": kernel}
        done = subprocess.run(
            [sys.executable, "-c", BLAS], env=environment, capture_output=True, text=True, check=True
        )
        found.append(done.stdout.split()[-1])
    assert found == ["Nehalem", "Haswell"]


@pytest.mark.parametrize(
    ("told", "processor", "expected"),
    [
        (
            "processor\t: 0\nmodel name\t: A CPU @ 2 GHz: fast\nmodel name\t: B\n",
            "x86_64",
            "A CPU @ 2 GHz: fast",
        ),
        ("processor\t: 0\nBogoMIPS\t: 48.00\n", "arm", "arm"),
        (None, "", "riscv64"),
    ],
)
def test_the_cpu(
    told: str | None, processor: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its model's name where the system tells it, else what Python knows of it; it is never nothing."""
    if told is not None:
        (tmp_path / "cpuinfo").write_text(told)
    monkeypatch.setattr(environment, "CPU_INFO", tmp_path / "cpuinfo")
    monkeypatch.setattr(platform, "processor", lambda: processor)
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert this_host(0, 1, 0.0).cpu == expected
