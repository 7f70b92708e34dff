"""C3: whatever the shell over there prints before the relay begins is ignored, up to 64 KiB of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from benchmarks.harness.programs import shell_program
from nntui.session.links import LinkError
from nntui.session.ssh import SshLink

NOISE = {
    "a greeting": "echo Welcome to far",
    "no end of line": 'printf "you have mail "',
    "CRLF": 'printf "hello\\r\\n\\r\\n"',
    "escapes": 'printf "\\033[2J\\033]0;title\\007\\n"',
    "bytes that are no text": 'printf "\\377\\376\\000\\n"',
    "60 KiB of greeting": 'yes "Authorised use only." | head -c 61440',
    "60 KiB in one line": "head -c 61440 /dev/zero",
    "the word itself": "echo about nntui-relay; echo nntui-relay",
}


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarMachine]:
    """Another machine, with a folder of sockets of its own."""
    with far_machine() as far:
        monkeypatch.setenv("NNTUI_SOCKETS", str(far.sockets))
        yield far


def link_behind(far: FarMachine, noise: str) -> SshLink:
    """A link to a machine whose shell prints something before it runs the command."""
    program = shell_program(far.folder / "noisy-ssh", f'{noise}\nexec {far.ssh} "$@"')
    return SshLink("far", "a", str(program))


@pytest.mark.parametrize("noise", NOISE.values(), ids=NOISE.keys())
def test_it_is_ignored(far: FarMachine, noise: str) -> None:
    """The link works, and not a byte of the noise is taken for the protocol."""
    with far.listening("a") as host, link_behind(far, noise).connect(may_ask=False) as link:
        connected, _ = host.accept()
        with connected:
            connected.sendall(b"\0\0\0\1x")
            assert link.recv(5) == b"\0\0\0\1x"


@pytest.mark.parametrize("noise", ["yes", "cat /dev/zero"])
def test_without_end_it_is_not(far: FarMachine, noise: str) -> None:
    """A machine that only ever prints is given up, with the reason; trying again is of no use."""
    with pytest.raises(LinkError) as caught:
        link_behind(far, noise).connect(may_ask=False)
    error = caught.value
    assert (error.reason, error.final) == (
        "far: its shell printed more than 65536 bytes before nntui began",
        True,
    )


def test_a_shell_that_turns_line_ends(far: FarMachine) -> None:
    """Lines of the relay's own may end in CRLF."""
    source = r"""
import os, sys
os.write(1, b"hello\r\nnntui-relay 1\r\n")
sys.stdin.readline()
os.write(1, b'{"ok": true, "run": "a"}\r\nrest')
"""
    with SshLink("far", "a", str(far.ssh_that(source))).connect(may_ask=False) as link:
        assert link.recv(4) == b"rest"
