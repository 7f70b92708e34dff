"""What the tests of the store share: folders of runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.harness.branched_run import write_branched_run
from nntui.store.database import RunDatabase


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a run that nothing was written of yet."""
    (tmp_path / "run.toml").touch()
    return tmp_path


@pytest.fixture
def database(folder: Path) -> Iterator[RunDatabase]:
    """The run.db of that folder."""
    database = RunDatabase.open(folder / "run.db")
    yield database
    database.close()


@pytest.fixture(scope="session")
def branched_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run below; not to be changed."""
    folder = tmp_path_factory.mktemp("store") / "run-1"
    write_branched_run(folder)
    return folder


@pytest.fixture
def branched(branched_original: Path, tmp_path: Path) -> Path:
    """The folder of a run with three branches, seven checkpoints and 10,000 steps."""
    return Path(shutil.copytree(branched_original, tmp_path / "run-1"))
