"""What tests of datasets share: a CSV file to write, and the folder of real files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no defect: how long an example takes is a matter for benchmarks.
settings.register_profile("datasets", deadline=None)
settings.load_profile("datasets")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Write text or bytes to `data.csv` and return its path."""

    def written(content: str | bytes) -> Path:
        path = tmp_path / "data.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return written


@pytest.fixture
def real_data() -> Path:
    """The folder with real CSV files that NNTUI_DATA names."""
    if "NNTUI_DATA" not in os.environ:
        pytest.skip("NNTUI_DATA does not name a folder with banknote_authentication.csv and iris.csv")
    return Path(os.environ["NNTUI_DATA"])
