"""host.log: what a host says to nobody in particular."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import pytest

from nntui.session.host.noting import LARGEST_LOG, note

Log = Callable[[Path], TextIO]


@pytest.fixture
def log_to(monkeypatch: pytest.MonkeyPatch) -> Log:
    """Has standard error go to a file, as that of a host does."""

    def log_to(path: Path) -> TextIO:
        log = path.open("a")
        monkeypatch.setattr(sys, "stderr", log)
        return log

    return log_to


def test_a_line_a_note(log_to: Log, tmp_path: Path) -> None:
    """Behind what was there, and on the disk at once."""
    path = tmp_path / "host.log"
    path.write_text("before\n")
    with log_to(path):
        note("one")
        note("two")
        assert path.read_text() == "before\none\ntwo\n"


def test_it_never_grows_without_end(log_to: Log, tmp_path: Path) -> None:
    """A log that has become too long is begun anew, and never left behind by what is written next."""
    path = tmp_path / "host.log"
    path.write_text("x" * (LARGEST_LOG + 1))
    with log_to(path):
        note("one")
        note("two")
        assert path.read_text() == "one\ntwo\n"


def test_a_long_log_is_kept_up_to_its_limit(log_to: Log, tmp_path: Path) -> None:
    """Nothing is thrown away before that is needed."""
    path = tmp_path / "host.log"
    path.write_text("x" * LARGEST_LOG)
    with log_to(path):
        note("one")
        assert path.stat().st_size == LARGEST_LOG + len("one\n")


def test_a_pipe(log_to: Log, tmp_path: Path) -> None:
    """A host that is started by hand may write to anything."""
    os.mkfifo(tmp_path / "pipe")
    read = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with log_to(tmp_path / "pipe"):
        note("one")
        said = os.read(read, 100)
    os.close(read)
    assert said == b"one\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_a_full_disk_is_no_reason_to_stop(log_to: Log) -> None:
    """What cannot be noted is not: neither the writing nor the serving thread ends for it."""
    log = log_to(Path("/dev/full"))
    note("one")
    with suppress(OSError):  # what it could not write is tried once more
        log.close()
    assert log.closed
