"""What the bits of a run depend on besides its settings: this machine, and what has changed since."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np
from threadpoolctl import ThreadpoolController

from nntui.store.records import HostBegan

BITS = {"numpy": "NumPy", "blas": "BLAS", "cpu": "CPU", "threads": "threads"}
"""The fields of a host that the bits depend on, as people call them."""

CPU_INFO = Path("/proc/cpuinfo")
"""Where Linux says what its CPUs are."""


def this_host(step: int, threads: int, time: float) -> HostBegan:
    """This process, taking a run when so many steps had been taken."""
    return HostBegan(
        time=time,
        step=step,
        pid=os.getpid(),
        machine=platform.node(),
        program=f"nntui {version('nntui')}",
        numpy=np.__version__,
        blas=_blas(),
        cpu=_cpu(),
        threads=threads,
    )


def differences(before: HostBegan, now: HostBegan) -> str:
    """Why the bits may not be the same on two hosts, `NumPy 2.2.0 → 2.3.1`; empty where they are."""
    pairs = ((name, getattr(before, field), getattr(now, field)) for field, name in BITS.items())
    return ", ".join(f"{name} {old} → {new}" for name, old, new in pairs if old != new)


def _blas() -> str:
    """`openblas 0.3.29 SkylakeX`: which library, and which of its kernels."""
    parts = ThreadpoolController().select(user_api="blas").info()
    return ", ".join(
        " ".join(str(part[key]) for key in ("internal_api", "version", "architecture") if part.get(key))
        for part in parts
    )


def _cpu() -> str:
    """The model's name where the system tells it."""
    try:
        lines = CPU_INFO.read_text().splitlines()
    except OSError:  # no Linux
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
