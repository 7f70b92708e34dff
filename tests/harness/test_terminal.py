"""Programs seen and used through an emulated terminal, near and far."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from benchmarks.harness.link import Link
from benchmarks.harness.terminal import ScreenTimeout, Terminal

RAW = "import os, time, tty; tty.setraw(0); write = lambda data: os.write(1, data)\n"
ECHO = RAW + "write(b'ready')\nwhile True: write(b'<' + os.read(0, 99).hex().encode() + b'>')"
FLOOD = RAW + "while True: write(b'flood' * 200)"
WAIT = "import signal; print('ready', flush=True); signal.pause()"


def python(source: str) -> list[str]:
    return [sys.executable, "-I", "-c", source]


def fill(terminal: Terminal, buffer_bytes: int) -> None:
    """Let a program that never ends write until the buffer of its link is full."""
    while terminal.written < buffer_bytes:
        terminal.run_for(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_key_is_read_by_the_program() -> None:
    """What is pressed arrives, and what the program makes of it is seen."""
    with Terminal(python(ECHO)) as terminal:
        terminal.wait_for("ready")
        terminal.press("f5")
        terminal.wait_for("<1b5b31357e>")


def test_several_keys_arrive_in_order() -> None:
    """Keys pressed at once are typed one after another."""
    with Terminal(python(ECHO)) as terminal:
        terminal.wait_for("ready")
        terminal.press("a", "space", "xyz")
        terminal.wait_for(r"61\W*20\W*78797a")


def test_an_echo_behind_a_link_takes_its_round_trip() -> None:
    """The key travels one way and its effect the other."""
    with Terminal(python(ECHO), link=Link(round_trip_s=0.2)) as terminal:
        terminal.wait_for("ready")
        begun = time.monotonic()
        terminal.press("a")
        terminal.wait_for("<61>")
        assert time.monotonic() - begun >= 0.2


def test_output_arrives_at_the_rate_of_the_link() -> None:
    """Six hundred bytes at 2,000 a second take three tenths of a second."""
    with Terminal(python("print('x' * 600 + 'end')"), link=Link(bytes_per_s=2_000)) as terminal:
        terminal.wait_for("end")
        assert terminal.first_match["end"] >= 0.3


def test_a_flood_behind_a_slow_link_is_held_back() -> None:
    """A program gets rid of what the link carries and its buffer holds, and not of a byte more."""
    link = Link(bytes_per_s=10_000, buffer_bytes=5_000)
    with Terminal(python(FLOOD), link=link) as terminal:
        terminal.wait_for("flood")
        begun, before = time.monotonic(), terminal.written
        terminal.run_for(0.4)
        carried = 10_000 * (time.monotonic() - begun)
        assert terminal.written - before <= carried + 5_000


def test_a_flood_behind_a_slow_link_blocks_the_program(tmp_path: Path) -> None:
    """The program itself waits: beyond what the link took it fills the kernel's buffer, and that is all."""
    progress = tmp_path / "progress"
    source = f"progress = open({str(progress)!r}, 'wb', buffering=0)\n" + FLOOD + "; progress.write(b'.')"
    link = Link(round_trip_s=60.0, buffer_bytes=5_000)
    with Terminal(python(source), link=link) as terminal:
        fill(terminal, 5_000)
        terminal.run_for(0.3)
        assert 1_000 * progress.stat().st_size < 5_000 + 200_000


def test_the_backlog_is_bounded_by_the_buffer() -> None:
    """The peak that is reported is what a link held, full to its bound."""
    with Terminal(python(FLOOD), link=Link(round_trip_s=60.0, buffer_bytes=5_000)) as terminal:
        fill(terminal, 5_000)
        terminal.run_for(0.1)
        assert (terminal.written, terminal.peak_backlog) == (5_000, 5_000)


def test_a_query_is_answered_over_the_link() -> None:
    """A program learns what the terminal can do as late as the link makes it."""
    source = RAW + "write(b'\\x1b[?2026$p'); write(os.read(0, 99)[1:])"
    with Terminal(python(source), link=Link(round_trip_s=0.2)) as terminal:
        terminal.wait_for(r"\[\?2026;2\$y")
        assert terminal.first_match[r"\[\?2026;2\$y"] >= 0.3


def test_the_screen_is_shown_when_it_does_not_come_to_match() -> None:
    """A failing test says what was there instead."""
    with Terminal(python(WAIT)) as terminal:
        terminal.wait_for("ready")
        with pytest.raises(
            ScreenTimeout, match=r"'never' did not appear within 0.05 s; it is still running(.|\n)*ready"
        ):
            terminal.wait_for("never", limit_s=0.05)


def test_nothing_is_waited_for_after_the_end() -> None:
    """A program that ended without what was expected fails the test at once, with its exit code."""
    with (
        Terminal(python("raise SystemExit('gone wrong')")) as terminal,
        pytest.raises(ScreenTimeout, match=r"it ended with exit code 1(.|\n)*gone wrong"),
    ):
        terminal.wait_for("never", limit_s=60.0)


def test_a_frame_is_seen_from_its_end() -> None:
    """What a synchronized frame has drawn so far is not on anybody's screen."""
    source = RAW + "write(b'\\x1b[?2026hframe'); time.sleep(0.3); write(b'\\x1b[?2026l'); os.read(0, 1)"
    with Terminal(python(source)) as terminal:
        terminal.wait_for("frame")
        assert terminal.first_match["frame"] >= 0.3


def test_the_exit_code_comes_with_the_last_output() -> None:
    """When the program has ended all that it wrote is on the screen, also behind a link."""
    with Terminal(python("print('the end'); raise SystemExit(3)"), link=Link(round_trip_s=0.2)) as terminal:
        code = terminal.wait_exit()
        assert (code, terminal.text.splitlines()[0]) == (3, "the end")


def test_a_program_that_does_not_end_is_reported() -> None:
    """Waiting for an end has an end."""
    with Terminal(python(WAIT)) as terminal, pytest.raises(ScreenTimeout, match=r"did not end within 0.05 s"):
        terminal.wait_exit(limit_s=0.05)


def test_first_matches_are_timed_from_the_start() -> None:
    """The time to a first screen includes the time before anybody waited for it."""
    with Terminal(python(WAIT)) as terminal:
        terminal.run_for(0.2)
        terminal.wait_for("ready")
        assert terminal.first_match["ready"] >= 0.2


def test_a_new_size_reaches_program_and_screen() -> None:
    """After a resize the program draws for the size that the screen has."""
    source = (
        "import os, signal\n"
        "draw = lambda *_: os.write(1, b'=' * os.get_terminal_size().columns + b'|')\n"
        "signal.signal(signal.SIGWINCH, draw)\n"
        "print('ready', flush=True)\n"
        "while True: signal.pause()"
    )
    with Terminal(python(source), cols=80, rows=24) as terminal:
        terminal.wait_for("ready")
        terminal.resize(30, 10)
        terminal.wait_for(r"^={30}\n\|")
        assert [len(row) for row in terminal.rows] == [30] * 10


def test_modes_left_on_are_seen() -> None:
    """A program that does not clean up is found out."""
    with Terminal(python("print('\\x1b[?1049h\\x1b[?25l\\x1b[?25h', end='')")) as terminal:
        terminal.wait_exit()
        assert terminal.modes == {"alternate screen"}


def test_standard_output_in_a_file_leaves_the_screen_to_errors(tmp_path: Path) -> None:
    """A program that is piped draws on what is still the terminal."""
    source = "import sys; print('data'); print('screen', file=sys.stderr)"
    with Terminal(python(source), stdout=tmp_path / "out") as terminal:
        terminal.wait_exit()
        assert (terminal.text.strip(), (tmp_path / "out").read_text()) == ("screen", "data\n")


def test_the_environment_reaches_the_program() -> None:
    """A test decides where a program keeps its things."""
    source = "import os; print(os.environ['NNTUI_HOME'], os.environ['TERM'])"
    with Terminal(python(source), environment={"NNTUI_HOME": "here"}) as terminal:
        terminal.wait_for("here xterm-256color")


def test_a_cell_can_be_looked_at() -> None:
    """Colours on the screen are there for a test."""
    with Terminal(python("print('\\x1b[2;3H\\x1b[32mx', flush=True)")) as terminal:
        terminal.wait_for("x")
        assert (terminal.cell(2, 1).character, terminal.cell(2, 1).foreground) == ("x", "green")


def test_the_program_is_gone_after_a_failure() -> None:
    """A test that raises leaves nothing running."""
    with pytest.raises(ScreenTimeout), Terminal(python(FLOOD)) as terminal:
        terminal.wait_for("never", limit_s=0.2)
    assert not is_alive(terminal.pid)


def test_a_stubborn_program_is_gone_too() -> None:
    """A program that ignores every polite signal does not outlive its test."""
    ignore = "import signal; [signal.signal(s, signal.SIG_IGN) for s in (signal.SIGHUP, signal.SIGTERM)]; "
    with Terminal(python(ignore + WAIT), patience_s=0.05) as terminal:
        terminal.wait_for("ready")
    assert not is_alive(terminal.pid)


def test_ctrl_c_interrupts() -> None:
    """The terminal is a real one: its keys make signals until a program says otherwise."""
    with Terminal(python(f"import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); {WAIT}")) as terminal:
        terminal.wait_for("ready")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == -signal.SIGINT
