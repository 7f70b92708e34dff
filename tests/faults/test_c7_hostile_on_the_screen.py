"""C7: a machine that means ill speaks the protocol: what it says is on the screen, and steers nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.harness.byte_reader import ByteReader
from benchmarks.harness.far_machine import FarMachine, far_machine
from nntui.renderables.header import Heading, header_row
from nntui.renderables.layer_table import layer_table
from nntui.renderables.log_rows import log_rows
from nntui.renderables.rows import Row, plain, row_width
from nntui.renderables.text import narrow, visible
from nntui.session.protocol import LayerDescription, LayerMeasurement, LogEntry, RunDescription, Status

Until = Callable[[Callable[[], object]], None]

EVIL = "\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x1b[2J\x9b31m\u202e\r\n"

SPEAKS = f"""
import sys
from nntui.session.codec import encode
from nntui.session.protocol import *
from nntui.session.protocol import HeatNews, HeatScale

EVIL, INF, NAN = {EVIL!r}, float("inf"), float("nan")
layers = tuple(LayerDescription(EVIL + str(n), 3, 30, (9, 3), EVIL) for n in range(2))
run = RunDescription(
    EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, "classification", layers, True, True, 1
)
status = Status(1, "running", 7, 0, 1, 9, INF, NAN, -INF, 0.5, 3, NAN, reason=EVIL, alarm=EVIL)
log = tuple(LogEntry(n, time, 7, EVIL, EVIL, EVIL) for n, time in enumerate((NAN, INF, -INF, 1e300), 1))
floats = lambda *numbers: __import__("struct").pack(f"<{{len(numbers)}}f", *numbers)
measured = b"\\x3f" + floats(INF, NAN, INF, -INF, 1, -INF)
heat = HeatNews(b"\\0", b"", b"", HeatScale(EVIL, 2, 2, 1.0, (9, 3), (4, 2), anew=True))

print("nntui-relay 1", flush=True)
sys.stdin.readline()
print('{{"ok": true, "run": "evil", "host": true}}', flush=True)
for message in (
    Welcome(1, run, status, log, EVIL),
    Frame(1, None, floats(NAN, INF, -INF), status, measured, heat=heat),
    Happened(LogEntry(9, NAN, 2**62, "the last line" + EVIL), status),
):
    sys.stdout.buffer.write(encode(message))
sys.stdout.buffer.flush()
sys.stdin.read()
"""
"""A relay, and a host behind it, whose every text is made of escapes, and whose numbers are none."""

ALLOWED = re.compile(
    rb"\x1b\[[0-9;]*[mHCGd]|\x1b\[\?[0-9]+[hl]|\x1b\[\?2026\$p|\x1b\[[56]n|\x1b\]11;\?\x1b\\"
)
"""What the dashboard itself says to a terminal: colours, places, modes and questions."""


@pytest.fixture
def far() -> Iterator[FarMachine]:
    """Another machine."""
    with far_machine() as far:
        yield far


@pytest.mark.usefixtures("home")
def test_nothing_of_it_reaches_the_terminal(far: FarMachine, until: Until) -> None:
    """Its texts are shown with signs for what cannot be seen; its numbers break nothing."""
    command = (sys.executable, "-m", "nntui", "attach", "far:evil")
    environment = {"NNTUI_SSH": str(far.ssh_that(SPEAKS))}
    with ByteReader(command, environment=environment, keep=1_000_000) as dashboard:
        dashboard.wait_for(b"the last line", 20.0)
        dashboard.run_for(0.5)
        written = dashboard.last
        dashboard.press("q")
        dashboard.wait_for(b"stop it, and quit")
        dashboard.press("q")
        until(lambda: dashboard.run_for(0.05) or dashboard.exit_code is not None)
        assert dashboard.exit_code == 0
    left = ALLOWED.sub(b"", written).decode()
    assert [char for char in left if (ord(char) < 32 and char not in "\r\n") or 126 < ord(char) < 160] == []
    assert "owned" in left


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
WHOLE = st.integers(-(2**63), 2**63 - 1)
NUMBERS = st.floats()
STATES = st.sampled_from(("running", "paused", "finished", "diverged", "stopped", "crashed"))
STATUSES = st.builds(
    Status,
    WHOLE,
    STATES,
    *(WHOLE,) * 4,
    *(NUMBERS,) * 4,
    WHOLE,
    st.none() | NUMBERS,
    steps_left=WHOLE,
    reason=TEXTS,
    alarm=TEXTS,
    catching_up=WHOLE,
    checkpoint=WHOLE,
)
LAYERS = st.builds(LayerDescription, TEXTS, WHOLE, WHOLE, st.tuples(WHOLE, WHOLE), TEXTS)
RUNS = st.builds(
    RunDescription,
    *(TEXTS,) * 7,
    st.just("regression"),
    st.lists(LAYERS, max_size=3).map(tuple),
    st.booleans(),
    st.booleans(),
    WHOLE,
)
MEASURED = st.builds(LayerMeasurement, TEXTS, NUMBERS, NUMBERS, NUMBERS)
ENTRIES = st.builds(LogEntry, WHOLE, NUMBERS | st.sampled_from((nan, inf)), WHOLE, TEXTS, TEXTS, TEXTS)
WIDTHS = st.integers(1, 200)


def check_rows(rows: tuple[Row, ...], width: int) -> None:
    """They are as wide as they should be, and nothing in them is more or less than it looks like."""
    for row in rows:
        assert row_width(row) == width
        assert plain(row) == narrow(plain(row))


@given(RUNS, STATUSES, WIDTHS, TEXTS)
def test_any_header(run: RunDescription, status: Status, width: int, place: str) -> None:
    """Whatever a host says of its run."""
    check_rows((header_row(Heading(run, status, place=place), width),), width)


@given(st.lists(ENTRIES, max_size=5).map(tuple), WIDTHS)
def test_any_log(entries: tuple[LogEntry, ...], width: int) -> None:
    """Whatever has happened, whenever that was."""
    for row in log_rows(entries, width, 5, 0, "me"):
        assert row_width(row) == width
        assert plain(row) == visible(plain(row))


@given(RUNS, st.lists(MEASURED, max_size=3), WIDTHS)
def test_any_layers(run: RunDescription, measured: list[LayerMeasurement], width: int) -> None:
    """Whatever was measured."""
    by_name = dict(zip((layer.name for layer in run.layers), measured, strict=False))
    for row in layer_table(run.layers, by_name, 0, width, 6):
        assert plain(row) == narrow(plain(row))
