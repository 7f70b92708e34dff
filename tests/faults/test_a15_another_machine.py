"""A15: another number of BLAS threads, NumPy or processor: pinned where it can be, else told at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from benchmarks.harness.kept_run import KeptRun, two_epochs
from benchmarks.harness.real_run import RealRun
from nntui.cli.main import main
from nntui.config import read_config
from nntui.session.host import process
from nntui.store.database import RunDatabase
from nntui.store.runs import write_config

OTHER = {
    "numpy": ("1.26.4", "NumPy"),
    "blas": ("openblas 0.1 Prescott", "BLAS"),
    "cpu": ("Pentium III", "CPU"),
    "threads": (7, "threads"),
}


def moved(run: KeptRun | RealRun, **changes: object) -> str:
    """Have it look as if its last host had been on another machine; what that differs in now."""
    here = run.recorded.hosts[-1]
    with closing(RunDatabase.open(run.folder / "run.db")) as database:
        database.write([replace(here, **changes)])
    return ", ".join(f"{OTHER[name][1]} {value} → {getattr(here, name)}" for name, value in changes.items())


@pytest.fixture
def run(tmp_path: Path) -> KeptRun:
    """A run that was stopped after five steps."""
    run = KeptRun(tmp_path / "run", two_epochs())
    run.run_to(5)
    run.stop()
    return run


@pytest.mark.parametrize("field", OTHER)
def test_it_is_told_before_the_first_step(run: KeptRun, field: str) -> None:
    """What differs, from what to what, stands in the log before anything is done."""
    difference = moved(run, **{field: OTHER[field][0]})
    run.begin()
    assert run.step == 5
    assert run.log[-1] == f"taken up at step 5; not bit-exact because {difference}"


def test_all_of_it_is_told(run: KeptRun) -> None:
    """Everything that differs."""
    difference = moved(run, **{field: value for field, (value, _) in OTHER.items()})
    run.begin()
    assert run.log[-1] == f"taken up at step 5; not bit-exact because {difference}"


def test_nothing_differs(run: KeptRun) -> None:
    """On the same machine the promise holds, and nothing is said against it."""
    run.begin()
    assert run.log[-1] == "taken up at step 5"


def test_whoever_starts_it_is_told(real: Callable[..., RealRun]) -> None:
    """Before the host takes a step, whoever started it knows."""
    run = real(paused=True)
    run.begin()
    run.stop()
    difference = moved(run, numpy="1.26.4")
    started = run.begin()
    assert started.notes == (f"taken up at step 0; not bit-exact because {difference}",)
    run.stop()


def test_nntui_resume_says_so(real: Callable[..., RealRun], capsys: pytest.CaptureFixture[str]) -> None:
    """Also without a dashboard."""
    run = real(dataset="iris", epochs=1, paused=True)
    run.begin()
    run.stop()
    difference = moved(run, numpy="1.26.4")
    assert main(["resume", run.folder.name, "--headless", "--json"]) == 0
    told = capsys.readouterr()
    assert f"not bit-exact because {difference}" in told.err
    assert json.loads(told.out)["state"] == "finished"


def test_threads_are_pinned(real: Callable[..., RealRun], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment says of threads does not count: the run has its own number."""
    run = real(dataset="digits", hidden=(32,), threads=1)
    run.begin()
    run.steps(10)
    run.stop()
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "2")
    started = run.begin()
    assert "bit-exact" not in " ".join(started.notes)
    assert [host.threads for host in run.recorded.hosts] == [1, 1]
    run.stop()


def test_threads_that_somebody_changed(real: Callable[..., RealRun]) -> None:
    """Who writes another number into run.toml gets it, and is told what that means."""
    run = real(paused=True, threads=1)
    run.begin()
    run.stop()
    write_config(run.folder, msgspec.structs.replace(read_config(run.folder / "run.toml"), threads=2))
    started = run.begin()
    assert started.notes == ("taken up at step 0; not bit-exact because threads 1 → 2",)
    run.stop()


def test_a_library_that_cannot_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the number of threads cannot be set, that is said as well."""
    monkeypatch.setattr(process, "use_threads", lambda *_: False)
    write_config(tmp_path, two_epochs(threads=1))
    opened = process._opened(tmp_path, read_config(tmp_path / "run.toml"), go_on=False)
    assert opened.notes[-1] == process.NOT_PINNED
