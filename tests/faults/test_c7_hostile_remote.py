"""C7: a machine that means ill: nothing of it reaches the terminal, and little of it is held."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from nntui.session.links import LinkError
from nntui.session.ssh import SshLink, Timing
from nntui.session.ssh_listing import list_remote

MOST_HELD = 8 * 1024 * 1024
"""Bytes that this side may ever hold of what a hostile machine sends."""

GREETING = 'import sys\nprint("nntui-relay 1", flush=True)\nsys.stdin.readline()\n'
ESCAPES = r"\033]0;owned\007\033[2J\033[?1049h\302\233" + "31m"
WITHOUT_END = "import os\nwhile True:\n    os.write(1, b'x' * 65536)\n"


@pytest.fixture
def far() -> Iterator[FarMachine]:
    """Another machine."""
    with far_machine() as far:
        yield far


def told(act: Callable[[], object]) -> str:
    """What a person is told; it has to be safe to show, and short."""
    with pytest.raises(LinkError) as caught:
        act()
    reason = caught.value.reason
    assert [char for char in reason if ord(char) < 32 or 127 <= ord(char) < 160] == []
    assert len(reason) < 500
    return reason


def connected(far: FarMachine, source: str, *, may_ask: bool = False) -> Callable[[], object]:
    """Connecting to a machine that does this."""
    return lambda: SshLink("far", "a", str(far.ssh_that(source)), Timing(5.0)).connect(may_ask=may_ask)


@pytest.mark.parametrize(
    "source",
    [
        f"import sys\nsys.stderr.buffer.write(b'{ESCAPES}')\nsys.exit(255)",
        f"import os\nos.write(1, b'nntui-relay {ESCAPES}\\n')",
        GREETING + r"""print('{"error": "\\u001b]0;owned\\u0007\\u009b31m \\u202e"}', flush=True)""",
        GREETING + r"""print('{"error": "' + 100_000 * "\\u001b" + '"}', flush=True)""",
        GREETING + r"""print('{"error": ["\\u001b"]}', flush=True)""",
        GREETING + r"""print('{"ok": true, "run": "\\u001b[2J"}', flush=True)""",
        GREETING + f"import os\nos.write(1, b'{ESCAPES}\\n')",
    ],
)
def test_escapes(far: FarMachine, source: str) -> None:
    """Wherever a machine puts its escapes, the sentence that quotes it has none."""
    assert told(connected(far, source)).startswith(("far: ", "nntui on far "))


def test_escapes_for_somebody_who_is_asked(far: FarMachine, capsys: pytest.CaptureFixture[str]) -> None:
    """What ssh says while a person waits for it is shown, without what steers a terminal."""
    source = f"import sys\nsys.stderr.buffer.write(b'{ESCAPES}\\n' * 10)\nsys.exit(255)"
    told(connected(far, source, may_ask=True))
    shown = capsys.readouterr().err
    assert (set(shown) & set("\x1b\x07\x9b"), shown.count("owned")) == (set(), 10)


@pytest.mark.parametrize("before", ["", GREETING], ids=["in place of the relay", "in place of an answer"])
def test_a_line_without_end(far: FarMachine, before: str) -> None:
    """A line of a gigabyte is given up after the little that a line may have."""
    tracemalloc.start()
    reason = told(connected(far, before + WITHOUT_END))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    expected = "of more than 65536 bytes came" if before else "its shell printed more than 65536 bytes"
    assert (expected in reason, peak < MOST_HELD) == (True, True)


def test_a_million_names(far: FarMachine) -> None:
    """A list that nobody can read is not read."""
    source = (
        GREETING + """print('{"ok": true, "runs": [' + '{"name": "x"}, ' * 1_000_000 + '0]}', flush=True)"""
    )
    tracemalloc.start()
    reason = told(lambda: list_remote("far", str(far.ssh_that(source)), may_ask=False))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    expected = "far: a line of more than 1048576 bytes came instead of an answer"
    assert (reason, peak < MOST_HELD) == (expected, True)


def test_the_most_that_fits_into_a_list(far: FarMachine) -> None:
    """The most values that a list can have within its bytes cost no more than so much memory."""
    source = GREETING + """print('{"ok": true, "runs": [' + "{}," * 340_000 + '{}]}', flush=True)"""
    tracemalloc.start()
    reason = told(lambda: list_remote("far", str(far.ssh_that(source)), may_ask=False))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (reason, peak < 8 * MOST_HELD) == ("far: 340,001 runs are more than can be listed", True)


def test_words_that_trickle_without_end(far: FarMachine) -> None:
    """A machine that always says a little more is given up when the time is over."""
    source = "import os, time\nwhile True:\n    os.write(1, b'.')\n    time.sleep(0.01)\n"
    link = SshLink("far", "a", str(far.ssh_that(source)), Timing(0.3))
    assert told(lambda: link.connect(may_ask=False)) == "far did not answer within 0.3 s"


def test_standard_error_without_end(far: FarMachine, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a flood on standard error a little is shown and less is kept."""
    source = "import os\nfor _ in range(300):\n    os.write(2, b'x' * 65536)\nos._exit(255)"
    tracemalloc.start()
    told(connected(far, source, may_ask=True))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(capsys.readouterr().err), peak < MOST_HELD) == (65536, True)
