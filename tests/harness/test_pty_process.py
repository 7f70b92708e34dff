"""A child in a real pseudo-terminal, and its certain end."""

from __future__ import annotations

import os
import select
import signal
import sys
from pathlib import Path

import pytest

from benchmarks.harness.pty_process import PtyProcess, terminal_environment

SLEEPER = "import signal; print('ready', flush=True); signal.pause()"
STUBBORN = (
    f"import signal; [signal.signal(s, signal.SIG_IGN) for s in (signal.SIGHUP, signal.SIGTERM)]; {SLEEPER}"
)


def python(source: str) -> list[str]:
    return [sys.executable, "-I", "-c", source]


def read_until(process: PtyProcess, wanted: bytes) -> bytes:
    """Read until something was written, or the terminal was hung up."""
    seen = b""
    while wanted not in seen and not process.hung_up and process.readable(10.0):
        seen += process.read(65_536)
    return seen


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_child_is_gone_after_the_context() -> None:
    """What a test starts does not outlive it."""
    with PtyProcess(python(SLEEPER)) as process:
        read_until(process, b"ready")
    assert not is_alive(process.pid)


def test_the_child_is_gone_after_an_error_too() -> None:
    """A failing test leaves nothing running."""
    pids = []

    def fail() -> None:
        with PtyProcess(python(SLEEPER)) as process:
            pids.append(process.pid)
            read_until(process, b"ready")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not is_alive(pids[0])


def test_a_child_that_ignores_signals_is_killed() -> None:
    """A hung program does not hang the tests."""
    with PtyProcess(python(STUBBORN), patience_s=0.05) as process:
        read_until(process, b"ready")
    assert process.exit_code == -signal.SIGKILL


def test_a_flooding_child_that_ignores_signals_is_killed() -> None:
    """A program that writes without end, and is blocked on it, ends as any other."""
    flood = STUBBORN.replace("signal.pause()", "[print('x' * 4096) for _ in iter(int, 1)]")
    with PtyProcess(python(flood), patience_s=0.05) as process:
        read_until(process, b"ready")
    assert process.exit_code == -signal.SIGKILL


def test_the_child_s_own_children_are_told_too(tmp_path: Path) -> None:
    """Signals go to the whole process group, as from a terminal that is closed."""
    os.mkfifo(tmp_path / "held")
    held = os.open(tmp_path / "held", os.O_RDONLY | os.O_NONBLOCK)
    child = f"held = open({str(tmp_path / 'held')!r}, 'wb'); {SLEEPER}"
    source = f"import subprocess, sys; subprocess.run([sys.executable, '-I', '-c', {child!r}])"
    with PtyProcess(python(source)) as process:
        read_until(process, b"ready")
        while_it_lives = select.select([held], [], [], 0)[0]
    after_its_end = select.select([held], [], [], 10.0)[0]
    os.close(held)
    assert (while_it_lives, after_its_end) == ([], [held])


def test_a_command_that_does_not_exist_is_an_error() -> None:
    """A wrong command fails at once, with its name."""
    with pytest.raises(FileNotFoundError, match="no-such-program"):
        PtyProcess(["no-such-program"])


def test_the_terminal_is_the_controlling_one() -> None:
    """Ctrl+c in a program that did not switch signals off interrupts it."""
    with PtyProcess(python(SLEEPER)) as process:
        read_until(process, b"ready")
        process.write(b"\x03")
        code = process.wait(10.0)
    assert code == -signal.SIGINT


def test_the_child_sees_the_size() -> None:
    """The program draws for the size that was asked for."""
    with PtyProcess(python("import os; print(os.get_terminal_size())"), cols=91, rows=33) as process:
        seen = read_until(process, b")")
    assert b"columns=91, lines=33" in seen


def test_the_child_learns_of_a_new_size() -> None:
    """A resize is signalled, not only stored."""
    source = (
        "import os, signal\n"
        "tell = lambda *_: os.write(1, str(os.get_terminal_size()).encode())\n"
        "signal.signal(signal.SIGWINCH, tell)\n"
        "print('ready', flush=True)\n"
        "while True: signal.pause()"
    )
    with PtyProcess(python(source)) as process:
        read_until(process, b"ready")
        process.resize(72, 21)
        seen = read_until(process, b")")
    assert b"columns=72, lines=21" in seen


def test_standard_output_may_go_to_a_file(tmp_path: Path) -> None:
    """A program whose output is redirected still has its terminal."""
    source = (
        "import sys; print('to the file'); print(sys.stdin.isatty(), sys.stderr.isatty(), file=sys.stderr)"
    )
    with PtyProcess(python(source), stdout=tmp_path / "out") as process:
        seen = read_until(process, b"\n")
        process.wait(10.0)
    assert (seen, (tmp_path / "out").read_text()) == (b"True True\r\n", "to the file\n")


def test_the_exit_code_is_the_child_s() -> None:
    """A program's own verdict reaches the test."""
    with PtyProcess(python("raise SystemExit(7)")) as process:
        assert process.wait(10.0) == 7


def test_keys_that_nobody_reads_are_not_lost_in_silence() -> None:
    """A terminal that takes no more keys says so."""
    source = f"import tty; tty.setraw(0); {SLEEPER}"
    with PtyProcess(python(source)) as process:
        read_until(process, b"ready")
        with pytest.raises(BlockingIOError):
            process.write(b"x" * 1_000_000)


def test_keys_after_the_end_go_nowhere() -> None:
    """A key that arrives too late is no error."""
    with PtyProcess(python("pass")) as process:
        process.wait(10.0)
        process.write(b"q")


def test_the_size_of_another_terminal_is_not_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    """COLUMNS and LINES would override the size of the pseudo-terminal."""
    monkeypatch.setenv("COLUMNS", "10")
    monkeypatch.setenv("LINES", "10")
    assert {"COLUMNS", "LINES"} & terminal_environment({}).keys() == set()


def test_the_environment_is_changed_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test sets wins over what is inherited and over the terminal's own."""
    monkeypatch.setenv("NNTUI_HOME", "inherited")
    environment = terminal_environment({"NNTUI_HOME": "set", "TERM": "dumb"})
    assert (environment["NNTUI_HOME"], environment["TERM"]) == ("set", "dumb")
