"""`nntui train --halves`: two threads share each batch, and a run that is gone on with is the same run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("home")


def test_gone_on_with(call: Call, home: Path) -> None:
    """Two epochs and two more are the bits of four: that batches are shared is kept with the run."""
    flags = ("digits", "--halves", "--dropout", 0.2, "--batch", 63)
    expected = call("train", *flags, "--epochs", 4, "--json").result
    begun = call("train", *flags, "--epochs", 2, "--json")
    assert "two threads take half of each batch each" in begun.err
    assert "halves = true" in (home / "runs" / "digits-2" / "run.toml").read_text()
    resumed = call("resume", "digits-2", "--headless", "--json").result
    assert (resumed.steps, resumed.threads) == (expected.steps, 2)
    assert resumed.parameters_sha256 == expected.parameters_sha256
