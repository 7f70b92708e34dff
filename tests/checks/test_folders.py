"""What the doctor says of the folders."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from nntui.checks.finding import Finding
from nntui.checks.folders import check_folders


class Usage(NamedTuple):
    """As `shutil.disk_usage` gives it."""

    free: int


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """The folder of runs."""
    folder = tmp_path / "home" / "runs"
    folder.mkdir(parents=True, mode=0o755)
    return folder


@pytest.fixture
def sockets() -> Iterator[Path]:
    """That of sockets, whose path may not be long."""
    with TemporaryDirectory(prefix="nntui-") as folder:
        yield Path(folder)


def look(runs: Path, sockets: Path) -> dict[str, Finding]:
    return {finding.check: finding for finding in check_folders(runs, sockets)}


def test_good_folders(runs: Path, sockets: Path) -> None:
    """Everything about them is well."""
    found = look(runs, sockets)
    assert (found["runs"], found["sockets"]) == (
        Finding("runs", "ok", str(runs)),
        Finding("sockets", "ok", str(sockets)),
    )


def test_before_the_first_run(tmp_path: Path) -> None:
    """Folders that are not there yet are no fault, and looking makes none."""
    runs, sockets = tmp_path / "a" / "b" / "runs", tmp_path / "s"
    found = look(runs, sockets)
    assert {check: (each.level, each.found) for check, each in found.items() if check != "disk"} == {
        "runs": ("ok", f"{runs} will be made"),
        "sockets": ("ok", f"{sockets} will be made"),
    }
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_runs(tmp_path: Path, sockets: Path) -> None:
    """What cannot become a folder is a problem."""
    (tmp_path / "home").write_text("")
    assert look(tmp_path / "home" / "runs", sockets)["runs"].level == "problem"


def test_runs_that_others_can_write_to(runs: Path, sockets: Path) -> None:
    """It is said how to shut them out."""
    runs.chmod(0o777)
    found = look(runs, sockets)["runs"]
    assert (found.level, found.mend) == ("warning", f"chmod go-w {runs}")


def test_what_is_left_of_a_removal(runs: Path, sockets: Path) -> None:
    """Nobody else would ever see it, or free its room."""
    rest = runs / ".removed-iris-1-x"
    rest.mkdir()
    assert look(runs, sockets)["runs"].mend == f"rm -r {rest}"


@pytest.mark.parametrize(
    ("free", "level"),
    [(0, "problem"), (49_999_999, "problem"), (50_000_000, "warning"), (1_000_000_000, "ok")],
)
def test_the_disk(runs: Path, sockets: Path, monkeypatch: pytest.MonkeyPatch, free: int, level: str) -> None:
    """It is told before checkpoints no longer fit."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free))
    assert look(runs, sockets)["disk"].level == level


def test_sockets_that_others_can_reach(runs: Path, sockets: Path) -> None:
    """No host starts there; the reason and the cure are those that a host gives."""
    sockets.chmod(0o755)
    assert look(runs, sockets)["sockets"] == Finding(
        "sockets", "problem", f"{sockets} is open to other users", f"run chmod 700 {sockets}"
    )


def test_sockets_behind_a_link(runs: Path, sockets: Path, tmp_path: Path) -> None:
    """A link may be somebody's trap."""
    link = tmp_path / "link"
    link.symlink_to(sockets)
    assert look(runs, link)["sockets"].level == "problem"


def test_a_path_too_long_for_a_socket(runs: Path, tmp_path: Path) -> None:
    """The system would refuse it when a host starts."""
    sockets = tmp_path / ("x" * 100)
    found = look(runs, sockets)["sockets"]
    assert (found.level, found.mend) == ("problem", "set NNTUI_SOCKETS to a shorter one")
