"""The libraries and programs that runs need."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from nntui.checks.finding import Finding
from nntui.session.ssh import ssh_program


def check_blas(found: Sequence[Mapping[str, Any]] | None = None) -> Finding:
    """The library that multiplies matrices, and whether its threads can be set."""
    numpy = f"NumPy {np.__version__}"
    libraries = ThreadpoolController().select(user_api="blas").info() if found is None else found
    if not libraries:
        mend = "install NumPy with OpenBLAS, from PyPI or conda-forge, where equal bits matter"
        return Finding("BLAS", "warning", f"{numpy}: the threads of its library cannot be set", mend)
    parts = [f"{each['internal_api']} {each['version']}, {each['num_threads']} threads" for each in libraries]
    return Finding("BLAS", "ok", f"{numpy}, {'; '.join(parts)}, {os.cpu_count()} cores")


def check_ssh() -> Finding:
    """Whether other machines can be reached."""
    program = ssh_program()
    where = shutil.which(program)
    if where is None:
        mend = "install OpenSSH's client, or name an ssh in NNTUI_SSH, to attach to runs on other machines"
        return Finding("ssh", "warning", f"there is no {program}", mend)
    return Finding("ssh", "ok", where)
