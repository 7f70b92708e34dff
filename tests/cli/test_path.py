"""`nntui path`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("home")


def test_a_run(call: Callable[..., Any], store_run: Callable[..., Path]) -> None:
    """The folder, and nothing else, so that a shell can use it."""
    folder = store_run("iris-1")
    assert call("path", "iris-1").out == f"{folder}\n"


def test_a_slip(call: Callable[..., Any], store_run: Callable[..., Path]) -> None:
    """A name that is none is told with those that are near it."""
    store_run("iris-1")
    called = call("path", "irs-1")
    assert (called.code, called.err) == (2, "nntui: there is no run called irs-1: did you mean iris-1?\n")


def test_what_is_no_name(call: Callable[..., Any]) -> None:
    """No folder outside that of the runs is ever named."""
    assert call("path", "../x").code == 2
