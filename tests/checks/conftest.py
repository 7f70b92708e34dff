"""What these tests share: a run that is over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from benchmarks.harness import stored_run


@pytest.fixture
def store_run(home: Path) -> Callable[..., Path]:
    """Makes a run without a host: `store_run("iris-1", state="finished")`."""
    return partial(stored_run.store_run, home)
