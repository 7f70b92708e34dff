"""Removing a run for good."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nntui.errors import UserError
from nntui.store.lock import hold
from nntui.store.removing import leftovers, remove_run

SOCKET = Path("/nowhere.sock")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run with a checkpoint."""
    folder = tmp_path / "iris-1"
    (folder / "checkpoints").mkdir(parents=True)
    (folder / "run.toml").write_text("")
    (folder / "checkpoints" / "step-000000000.safetensors").write_text("")
    return folder


def test_all_of_it_goes(run: Path) -> None:
    """The folder goes whole, and nothing takes its place."""
    remove_run(run, SOCKET, 5.0)
    assert list(run.parent.iterdir()) == []


def test_what_its_host_left_goes(run: Path, tmp_path: Path) -> None:
    """Neither the socket nor the note beside it says any more that there is such a run."""
    left = [tmp_path / "s" / name for name in ("a.sock", "a.json")]
    other = tmp_path / "s" / "b.sock"
    other.parent.mkdir()
    for path in (*left, other):
        path.write_text("")
    remove_run(run, left[0], 5.0)
    assert list(other.parent.iterdir()) == [other]


def test_a_live_run_stays(run: Path) -> None:
    """A host that took the run at the last moment keeps all of it."""
    before = sorted(run.rglob("*"))
    with hold(run, SOCKET, 5.0), pytest.raises(UserError, match=f"by process {os.getpid()} "):
        remove_run(run, SOCKET, 6.0)
    assert sorted(run.rglob("*")) == [*before[:2], run / "lock", *before[2:]]


def test_a_link_stays(run: Path, tmp_path: Path) -> None:
    """A run that lives elsewhere is not removed by way of a link to it."""
    link = tmp_path / "linked"
    link.symlink_to(run)
    with pytest.raises(UserError) as caught:
        remove_run(link, SOCKET, 5.0)
    assert str(caught.value) == f"{link} is a link to {run}: remove both by hand"
    assert (run / "run.toml").exists()


def test_a_removal_that_is_interrupted(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is half gone is no run any more, and what is left of it can be found."""

    def fail(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path / "checkpoints"))

    monkeypatch.setattr("nntui.store.removing.shutil.rmtree", fail)
    with pytest.raises(UserError) as caught:
        remove_run(run, SOCKET, 5.0)
    (rest,) = leftovers(run.parent)
    assert str(caught.value) == f"iris-1 cannot be removed: {rest / 'checkpoints'}: Permission denied"
    assert (run.exists(), (rest / "run.toml").exists()) == (False, True)


def test_a_run_that_is_gone(tmp_path: Path) -> None:
    """Whoever was faster: it is told in a sentence."""
    with pytest.raises(UserError, match="iris-1 cannot be removed: "):
        remove_run(tmp_path / "iris-1", SOCKET, 5.0)
