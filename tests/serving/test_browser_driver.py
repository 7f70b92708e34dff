"""The dashboard as a browser drives it: it ends with its server, and is no larger than a screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from math import inf, nan
from typing import Any

import pytest

from nntui.serving.browser_driver import MOST_COLUMNS, MOST_ROWS, bounded
from nntui.serving.command import ENVIRONMENT

Until = Callable[[Callable[[], object]], None]

PATIENCE_S = 10.0

APPLICATION = """
import sys
from textual.app import App
from textual.widgets import Static
class Sized(App):
    def compose(self):
        yield Static()
    def on_resize(self, event):
        self.query_one(Static).update(f"size<{event.size.width}x{event.size.height}>")
Sized().run()
"""


@pytest.fixture
def application() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts an application that says how large it is."""
    started: list[subprocess.Popen[bytes]] = []

    def start(**environment: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", APPLICATION],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **ENVIRONMENT, "COLUMNS": "80", "ROWS": "24"} | environment,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def tell(process: subprocess.Popen[bytes], said: bytes | dict[str, Any]) -> None:
    """Send keys, or what a server says beside them."""
    kind, payload = (b"D", said) if isinstance(said, bytes) else (b"M", json.dumps(said).encode())
    assert process.stdin is not None
    process.stdin.write(kind + len(payload).to_bytes(4, "big") + payload)
    process.stdin.flush()


def hear(process: subprocess.Popen[bytes], wanted: bytes) -> None:
    """Read until something was drawn."""
    said = b""
    assert process.stdout is not None
    while wanted not in said:
        read = os.read(process.stdout.fileno(), 65_536)
        assert read, said
        said += read


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (120, 40, (120, 40)),
        ("120", "40", (120, 40)),
        (10**9, 10**9, (MOST_COLUMNS, MOST_ROWS)),
        (0, -5, (1, 1)),
        (80.9, 24.2, (80, 24)),
        (nan, 24, None),
        (inf, 24, None),
        (None, 24, None),
        ("wide", 24, None),
        ([], {}, None),
    ],
)
def test_sizes(width: Any, height: Any, expected: tuple[int, int] | None) -> None:
    """The nearest that a screen can have; None for what is no size."""
    assert bounded({"width": width, "height": height}) == expected


def test_a_size_without_its_numbers() -> None:
    """It is none."""
    assert bounded({}) is None


def test_it_has_the_size_of_the_window(application: Callable[..., Any]) -> None:
    """From the start, and whenever that changes; what is no size is not heard."""
    process = application(COLUMNS="90", ROWS="20")
    hear(process, b"size<90x20>")
    tell(process, {"type": "resize", "width": "wide"})
    tell(process, {"type": "resize", "width": 70, "height": 21})
    hear(process, b"size<70x21>")


@pytest.mark.parametrize("at_first", [True, False])
def test_no_size_costs_memory_without_an_end(application: Callable[..., Any], at_first: bool) -> None:
    """Whoever may look is not to be able to take all the memory that training needs."""
    process = application(**({"COLUMNS": "9" * 9, "ROWS": "9" * 9} if at_first else {}))
    if not at_first:
        hear(process, b"size<80x24>")
        tell(process, {"type": "resize", "width": 10**9, "height": 10**9})
    hear(process, f"size<{MOST_COLUMNS}x{MOST_ROWS}>".encode())


def test_it_ends_when_its_server_is_gone(application: Callable[..., Any]) -> None:
    """No server says so when it is killed: there are no keys to come any more."""
    process = application()
    hear(process, b"size<80x24>")
    process.stdin.close()
    assert process.wait(PATIENCE_S) == 0
    process.stdin = None


def test_it_ends_when_it_is_told_something_that_cannot_be_read(application: Callable[..., Any]) -> None:
    """It would hear no more, not even that it should end."""
    process = application()
    hear(process, b"size<80x24>")
    tell(process, {"type": ["resize"], "no": "size"})
    tell(process, b"\xff\xff")
    assert process.wait(PATIENCE_S) == 0


@pytest.mark.parametrize("gone", [True, False])
def test_it_ends_though_nobody_reads_what_it_writes(application: Callable[..., Any], gone: bool) -> None:
    """One that waits for a browser which reads no more hears nothing else."""
    process = application(COLUMNS=str(MOST_COLUMNS), ROWS=str(MOST_ROWS))
    hear(process, b"size<")  # more than a pipe holds is on its way behind it
    if gone:
        process.stdin.close()
        process.stdin = None
    else:
        tell(process, {"type": "quit"})
    assert process.wait(PATIENCE_S) == 1
