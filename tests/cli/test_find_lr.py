"""`nntui find-lr`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nntui.cli.find_lr import _sentence
from nntui.store.runs import run_folders
from nntui_engine.range_test import RangeFound

Call = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("home")

IRIS = ("find-lr", "iris", "--threads", 1)


def test_a_chart_and_a_sentence(call: Call) -> None:
    """A chart with the rates below it, then what to write on the next command line."""
    *chart, blank, sentence = call(*IRIS, "--optimizer", "sgd").out.splitlines()
    assert (len(chart), blank) == (16, "")
    assert chart[-1].split() == ["1e-6", "1e-5", "1e-4", "1e-3", "1e-2", "0.1", "1", "10"]
    assert sentence.startswith("suggested: --lr ")
    suggested = sentence.split()[2]
    assert any(suggested in line for line in chart)


def test_for_programs(call: Call) -> None:
    """With --json there is one object, with a rate and a loss for each batch."""
    found = json.loads(call(*IRIS, "--json", "--steps", 50).out)
    assert [*found] == ["suggestion", "steepest", "blow_up", "rates", "losses", "smoothed"]
    assert len(found["rates"]) == len(found["losses"]) == len(found["smoothed"])
    assert found["suggestion"] in found["rates"] or found["suggestion"] == found["blow_up"] / 10


def test_flags_of_the_run_count(call: Call) -> None:
    """It is the network, optimizer and seed that would be trained, whatever its schedule."""
    plain, again, other = (
        json.loads(call(*IRIS, "--json", *flags).out)["losses"]
        for flags in ((), ("--schedule", "cosine"), ("--hidden", "16"))
    )
    assert plain == again
    assert plain != other


def test_no_run_is_made(call: Call, home: Path) -> None:
    """It leaves nothing behind."""
    call(*IRIS)
    assert list(run_folders(home / "runs")) == []


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--lowest", 1, "--highest", 0.1), "a range test goes from a lower rate up, not from 1 to 0.1"),
        (("--steps", 3), "a range test takes 20 batches at least, not 3"),
        (("--optimizer", "lion"), "there is no optimizer called lion; there are random_search, sgd, "),
    ],
)
def test_refused(call: Call, flags: tuple[object, ...], message: str) -> None:
    """What cannot be is told in one sentence."""
    called = call(*IRIS, *flags)
    assert (called.code, called.out) == (2, "")
    assert called.err.startswith(f"nntui: {message}")


@pytest.mark.parametrize(
    ("steepest", "blow_up", "expected"),
    [
        (5e-3, 0.2, "suggested: --lr 5e-3 (the loss falls fastest at 5e-3, and it blows up at 0.2)"),
        (0.05, 0.2, "suggested: --lr 2e-2 (the loss falls fastest at 5e-2, and it blows up at 0.2)"),
        (5e-3, None, "suggested: --lr 5e-3 (the loss falls fastest at 5e-3)"),
        (
            None,
            0.2,
            "suggested: --lr 2e-2 (the loss falls nowhere for certain, and it blows up at 0.2: --steps 1000 "
            "may tell more)",
        ),
        (
            None,
            None,
            "the loss falls nowhere for certain from 1e-6 to 10: try more batches, --steps 1000 say",
        ),
    ],
)
def test_what_it_says(steepest: float | None, blow_up: float | None, expected: str) -> None:
    """The suggestion and where it comes from; where nothing was found nothing is suggested."""
    assert _sentence(RangeFound((1e-6, 10.0), (1.0, 1.0), (1.0, 1.0), steepest, blow_up)) == expected


def test_where_there_are_no_letters_but_ascii() -> None:
    """A chart in ASCII where the terminal has no more."""
    command = [sys.executable, "-m", "nntui", *map(str, IRIS)]
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    out = subprocess.run(command, env=environment, check=True, capture_output=True).stdout
    assert "suggested: --lr " in out.decode("ascii")
