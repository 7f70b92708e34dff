"""The ssh behind a link: what it says, to whom, and that it ends."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.harness.programs import python_program
from nntui.session.ssh_child import ECHO_LIMIT, KEPT_BYTES, Echo, SshChild, SshSocket

Until = Callable[[Callable[[], object]], None]
Start = Callable[..., SshSocket]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a program in the place of ssh: `start("print(1)")`."""
    begun: list[SshSocket] = []

    def start(source: str, *, may_ask: bool = False) -> SshSocket:
        program = python_program(tmp_path / "ssh", f"import os, signal, sys, time\n{source}")
        near, far = socket.socketpair()
        with far:
            child = SshChild([str(program)], far, may_ask=may_ask)
        begun.append(SshSocket(near, child))
        begun[-1].settimeout(10.0)
        return begun[-1]

    yield start
    for each in begun:
        each.close()
        child_of(each).end(0.0)
        assert child_of(each).exit_code(10.0) is not None


def child_of(link: SshSocket) -> SshChild:
    return link._child


def test_it_speaks_and_hears_through_the_socket(start: Start) -> None:
    """Standard input and output are the socket's other end."""
    link = start("print(sys.stdin.readline().upper(), end='', flush=True)\nsys.stdin.read()")
    link.sendall(b"hello\n")
    assert link.recv(6) == b"HELLO\n"


def test_closing_ends_it(start: Start) -> None:
    """An ssh whose link is closed hears the end and ends in order."""
    link = start("sys.stdin.read()\nsys.exit(7)")
    link.close()
    assert child_of(link).exit_code(10.0) == 7


def test_what_was_said_last_still_goes_out(start: Start, tmp_path: Path) -> None:
    """To close is not to throw away: a last command reaches the host."""
    said = tmp_path / "said"
    link = start(f"open({str(said)!r}, 'w').write(sys.stdin.read())")
    link.sendall(b"stop")
    link.close()
    assert (child_of(link).exit_code(10.0), said.read_text()) == (0, "stop")


def test_one_that_does_not_hear_is_ended(start: Start) -> None:
    """An ssh on a dead link does not notice that it was closed, and is told."""
    link = start("os.write(1, b'1')\ntime.sleep(1000)")
    link.recv(1)
    child_of(link).end(0.01)
    link.close()
    assert child_of(link).exit_code(10.0) == -15


def test_one_that_does_not_obey_is_killed(start: Start) -> None:
    """No ssh stays behind, whatever it does."""
    link = start("signal.signal(signal.SIGTERM, signal.SIG_IGN)\nos.write(1, b'1')\ntime.sleep(1000)")
    link.recv(1)
    child_of(link).end(0.01)
    assert child_of(link).exit_code(10.0) == -9


def test_it_is_waited_for_without_being_asked(start: Start, until: Until) -> None:
    """An ssh that ends by itself leaves no zombie, though its link stays open."""
    link = start("")
    until(lambda: child_of(link)._process.returncode is not None)


def test_its_last_words(start: Start) -> None:
    """The end of what it said is there as soon as it has ended, and no more of it than is of use."""
    link = start("sys.stderr.write('x' * 100_000 + 'the reason')")
    assert link.recv(1) == b""
    child_of(link).exit_code(10.0)
    words = child_of(link).last_words()
    assert (len(words), words[-10:]) == (KEPT_BYTES, "the reason")


def test_a_greeting_is_no_last_word(start: Start, until: Until) -> None:
    """What ssh said before it had connected is no reason for what happens later."""
    link = start("sys.stderr.write('** this host is monitored **')\nsys.stderr.flush()\nsys.stdin.read()")
    until(lambda: child_of(link).last_words())
    child_of(link).connected()
    link.close()
    assert (child_of(link).exit_code(10.0), child_of(link).last_words()) == (0, "")


def test_one_that_keeps_its_standard_error_open(start: Start, tmp_path: Path) -> None:
    """An ssh that left a shared connection behind, which holds its standard error, keeps nobody waiting."""
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    link = start(
        "sys.stderr.write('bye')\nsys.stderr.flush()\n"
        f"if os.fork() == 0:\n    os.close(0)\n    os.close(1)\n    open({str(gate)!r}).read()"
    )
    ended = (link.recv(1), child_of(link).exit_code(10.0), child_of(link).last_words())
    gate.open("w").close()
    assert ended == (b"", 0, "bye")


def test_a_person_sees_what_it_says(start: Start, capsys: pytest.CaptureFixture[str], until: Until) -> None:
    """While a person waits for it, ssh may explain itself; its control characters do nothing."""
    start("sys.stderr.buffer.write(b'\\x1b[2Jmind the \\xff\\r\\ngap\\n')", may_ask=True)
    shown: list[str] = []

    def all_shown() -> bool:
        shown.append(capsys.readouterr().err)
        return "".join(shown).endswith("gap\n")

    until(all_shown)
    assert "".join(shown) == "␛[2Jmind the \N{REPLACEMENT CHARACTER}\ngap\n"


@pytest.mark.parametrize(("may_ask", "connected"), [(False, False), (True, True)])
def test_nobody_else_does(
    start: Start, capsys: pytest.CaptureFixture[str], may_ask: bool, connected: bool
) -> None:
    """Once the screen is the dashboard's, or nobody is to be asked, nothing is written to it."""
    link = start("sys.stdin.readline()\nsys.stderr.write('Killed by signal 15.')", may_ask=may_ask)
    if connected:
        child_of(link).connected()
    link.sendall(b"go\n")
    link.recv(1)
    child_of(link).exit_code(10.0)
    assert (child_of(link).last_words(), capsys.readouterr().err) == ("Killed by signal 15.", "")


def test_a_character_in_two_pieces(capsys: pytest.CaptureFixture[str]) -> None:
    """Text is text, wherever it was cut on its way."""
    echo = Echo()
    echo("é".encode()[:1])
    echo("é".encode()[1:])
    assert capsys.readouterr().err == "é"


def test_a_flood(capsys: pytest.CaptureFixture[str]) -> None:
    """A machine that says more than anybody reads is cut off."""
    echo = Echo()
    for _ in range(3):
        echo(b"x" * (ECHO_LIMIT // 2))
    assert len(capsys.readouterr().err) == ECHO_LIMIT
