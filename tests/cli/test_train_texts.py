"""`nntui train` on a text: what is told about it, and that it is gone on with to the bit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
Write = Callable[[str, str], Path]

RHYME = "The cat sat on the mat.\nThe dog lay in the fog.\n" * 30
FLAGS = ("--context", 16, "--units", 8, "--threads", 1)

pytestmark = pytest.mark.usefixtures("home")


def test_what_is_told(call: Call, write: Write) -> None:
    """What a text holds, and what is to be beaten, is told before the first epoch."""
    called = call("train", write("rhyme.txt", RHYME), "--epochs", 1, *FLAGS)
    assert called.code == 0
    assert called.err.splitlines()[:2] == [
        "16 steps of 19 tokens, 19 classes, 89 rows, 80 train, 9 validation",
        "a text: 1,440 characters, 19 of them different",
    ]
    assert called.err.splitlines()[2].startswith("to beat: validation 0.")


def test_any_file_may_be_a_text(call: Call, write: Write) -> None:
    """Whoever says what it is may call it what they like."""
    called = call("train", write("rhyme.md", RHYME), "--format", "text", "--epochs", 1, *FLAGS)
    assert (called.code, called.out.startswith("rhyme-1 finished")) == (0, True)


def test_gone_on_with(call: Call, write: Write, home: Path) -> None:
    """Two epochs and two more are the bits of four: the text is read again as it was."""
    path = write("rhyme.txt", RHYME)
    expected = call("train", path, "--epochs", 4, "--json", *FLAGS).result
    call("train", path, "--epochs", 2, "--json", *FLAGS)
    assert "context = 16" in (home / "runs" / "rhyme-2" / "run.toml").read_text()
    resumed = call("resume", "rhyme-2", "--headless", "--json").result
    assert (resumed.steps, resumed.parameters_sha256) == (expected.steps, expected.parameters_sha256)
