"""What these tests share: a run that is over, and its history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import nan
from pathlib import Path

import numpy as np
import pytest

from benchmarks.harness import stored_run
from nntui.export.history import History, read_history


@pytest.fixture
def store_run(home: Path) -> Callable[..., Path]:
    """Makes a run without a host: `store_run("iris-1", state="finished")`."""
    return partial(stored_run.store_run, home)


@pytest.fixture
def history(store_run: Callable[..., Path]) -> History:
    """What is written; the learning rates of its first steps are not known."""
    return replace(read_history(store_run()), learning_rates=np.array([nan] * 4 + [2e-3] * 3 + [2e-3 / 3]))
