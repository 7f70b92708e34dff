"""What the doctor says of libraries and programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from nntui.checks.machine import check_blas, check_ssh


def test_a_library_whose_threads_can_be_set() -> None:
    """It is named, with the threads that it would use."""
    found = check_blas([{"internal_api": "openblas", "version": "0.3.31", "num_threads": 2}])
    assert found.level == "ok"
    assert "openblas 0.3.31, 2 threads" in found.found


def test_the_library_that_is_there() -> None:
    """It is really asked: NumPy's own wheels have one that can be set."""
    assert "threads" in check_blas().found


def test_a_library_that_cannot_be_set() -> None:
    """NumPy on Accelerate: bits may differ, and what mends it is said."""
    found = check_blas([])
    assert (found.level, bool(found.mend)) == ("warning", True)


def test_ssh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where there is one, it says which."""
    program = tmp_path / "ssh"
    program.write_text("")
    program.chmod(0o700)
    monkeypatch.setenv("NNTUI_SSH", str(program))
    assert (check_ssh().level, check_ssh().found) == ("ok", str(program))


def test_no_ssh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it runs here go on: a warning."""
    monkeypatch.setenv("NNTUI_SSH", "/nowhere/ssh")
    assert (check_ssh().level, check_ssh().found) == ("warning", "there is no /nowhere/ssh")
