"""C8: ssh asks before the dashboard is there, or when somebody says so, and never else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing

import pexpect
import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from benchmarks.harness.sshd import NoSshdError, Sshd, real_sshd
from nntui.session.links import LinkError
from nntui.session.ssh import SshLink

CONNECT = """
import sys
from nntui.session.links import LinkError
from nntui.session.ssh import SshLink
try:
    SshLink("far", "a", sys.argv[1]).connect(may_ask=sys.argv[2] == "ask").close()
    print("connected")
except LinkError as error:
    print(error.reason, error.needs_person)
"""


@pytest.fixture
def far() -> Iterator[FarMachine]:
    """Another machine."""
    with far_machine() as far:
        yield far


@pytest.fixture
def sshd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sshd]:
    """A real sshd, behind which a host listens; skips where there is no sshd."""
    with far_machine() as far:
        monkeypatch.setenv("NNTUI_SOCKETS", str(far.sockets))
        with far.listening("a"):
            try:
                with real_sshd(far.environment) as sshd:
                    yield sshd
            except NoSshdError as error:
                pytest.skip(str(error))


def at_a_terminal(sshd: Sshd, how: str) -> pexpect.spawn:
    """Connect in a terminal of its own, which shows whatever is said or asked there."""
    words = ["-c", CONNECT, str(sshd.program), how]
    return pexpect.spawn(sys.executable, words, timeout=20, encoding="utf-8", echo=False)


def test_the_first_connection_asks(sshd: Sshd) -> None:
    """A host that is not known is asked about at the terminal, and a yes connects."""
    sshd.forget_host()
    with closing(at_a_terminal(sshd, "ask")) as terminal:
        terminal.expect("Are you sure you want to continue connecting")
        terminal.sendline("yes")
        assert terminal.expect(["connected", pexpect.EOF]) == 0


def test_a_no_is_an_answer(sshd: Sshd) -> None:
    """Who does not want to connect is not connected, and told so in one line."""
    sshd.forget_host()
    with closing(at_a_terminal(sshd, "ask")) as terminal:
        terminal.expect("Are you sure you want to continue connecting")
        terminal.sendline("no")
        assert terminal.expect(["far: Host key verification failed True", pexpect.EOF]) == 0


def test_a_reconnection_does_not(sshd: Sshd) -> None:
    """Nothing but our own line is on the screen, though ssh has a question and a terminal."""
    sshd.forget_host()
    with closing(at_a_terminal(sshd, "never")) as terminal:
        terminal.expect(pexpect.EOF)
        assert terminal.before == "far: Host key verification failed True\r\n"


def test_a_key_that_is_not_taken(sshd: Sshd) -> None:
    """A server that insists on a password is told from a network that is away."""
    sshd.lock_out()
    with pytest.raises(LinkError) as caught:
        SshLink("far", "a", str(sshd.program)).connect(may_ask=False)
    assert (caught.value.needs_person, "Permission denied (publickey" in caught.value.reason) == (True, True)


def test_it_works_again_once_it_was_answered(sshd: Sshd) -> None:
    """The answer is ssh's to remember: the next reconnection needs nobody."""
    sshd.forget_host()
    with closing(at_a_terminal(sshd, "ask")) as terminal:
        terminal.expect("Are you sure you want to continue connecting")
        terminal.sendline("yes")
        terminal.expect("connected")
    SshLink("far", "a", str(sshd.program)).connect(may_ask=False).close()


def test_a_password_is_typed_at_the_terminal() -> None:
    """What a program in the place of ssh asks at the terminal reaches the person who sits there."""
    source = """
import os, sys
terminal = open("/dev/tty", "r+b", buffering=0)
terminal.write(b"ada@far's password: ")
if terminal.readline() != b"secret\\n":
    sys.exit(255)
os.write(1, b"nntui-relay 1\\n")
sys.stdin.readline()
os.write(1, b'{"ok": true, "run": "a"}\\n')
sys.stdin.read()
"""
    with far_machine() as far:
        words = ["-c", CONNECT, str(far.ssh_that(source)), "ask"]
        with closing(pexpect.spawn(sys.executable, words, timeout=20, encoding="utf-8")) as terminal:
            terminal.expect("password: ")
            terminal.sendline("secret")
            assert terminal.expect(["connected", pexpect.EOF]) == 0


def test_there_is_no_terminal_to_ask_at(far: FarMachine) -> None:
    """Without leave to ask there is no terminal to be opened, whatever ssh's configuration says."""
    source = """
import sys
try:
    open("/dev/tty")
except OSError as error:
    sys.exit(f"no terminal: {error.strerror}")
"""
    words = ["-c", CONNECT, str(far.ssh_that(source)), "never"]
    with closing(pexpect.spawn(sys.executable, words, timeout=20, encoding="utf-8")) as terminal:
        terminal.expect(pexpect.EOF)
        assert terminal.before == "far: no terminal: No such device or address False\r\n"
