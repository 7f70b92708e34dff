"""A link over a stand-in for ssh: how it is started, what passes, and that it ends."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from nntui.errors import UserError
from nntui.session.links import LinkError
from nntui.session.ssh import REMOTE, SshLink, Timing, ssh_command

QUICK = Timing(patience_s=0.2, resume_s=0.3)

TELLING = """
import json, os, sys
facts = {"words": sys.argv[1:], "pid": os.getpid(), "leads": os.getsid(0) == os.getpid()}
facts["asks"] = os.environ.get("SSH_ASKPASS_REQUIRE")
open(FACTS, "w").write(json.dumps(facts))
"""
GREETING = 'print("nntui-relay 1", flush=True)\nasked = sys.stdin.readline()\n'
CONNECTED = GREETING + """print('{"ok": true, "run": "a", "host": true}', flush=True)\n"""
SAYS_BACK = """print('{"error": "' + asked.replace('"', "")[:-1] + '"}', flush=True)"""


class Strange:
    """An ssh that does as a test says, after writing down how it was started."""

    def __init__(self, far: FarMachine) -> None:
        self._far = far
        self._facts = far.folder / "facts.json"

    def that(self, source: str) -> str:
        """The path of one that does this."""
        return str(self._far.ssh_that(f"FACTS = {str(self._facts)!r}\n{TELLING}\n{source}"))

    @property
    def facts(self) -> dict[str, object]:
        """How it was started."""
        facts: dict[str, object] = json.loads(self._facts.read_text())
        return facts

    def is_gone(self) -> bool:
        """Whether it has ended and was waited for."""
        try:
            os.kill(int(str(self.facts["pid"])), 0)
        except ProcessLookupError:
            return True
        return False


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarMachine]:
    """Another machine, with a folder of sockets of its own."""
    with far_machine() as far:
        monkeypatch.setenv("NNTUI_SOCKETS", str(far.sockets))
        yield far


@pytest.fixture
def strange(far: FarMachine) -> Strange:
    """Makes an ssh that does as a test says."""
    return Strange(far)


def refusal(act: Callable[[], object]) -> LinkError:
    with pytest.raises(LinkError) as caught:
        act()
    return caught.value


def test_the_command() -> None:
    """Nothing is forwarded or shared, a dead link is noticed, and what follows `--` can be no option."""
    expected = [
        *("/bin/ssh", "-T", "-o", "ClearAllForwardings=yes"),
        *("-o", "ControlMaster=no", "-o", "RemoteCommand=none"),
        *("-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=2"),
        *("--", "ada@far", REMOTE),
    ]
    assert ssh_command("/bin/ssh", "ada@far", may_ask=True) == expected


def test_the_command_where_nobody_is_to_be_asked() -> None:
    """Without leave to ask, this is the one word more."""
    words = ssh_command("ssh", "far", may_ask=False)
    assert words[words.index("--") - 2 : words.index("--")] == ["-o", "BatchMode=yes"]


@pytest.mark.parametrize(("written", "meant"), [("[::1]", "::1"), ("ada@[fe80::1%eth0]", "ada@fe80::1%eth0")])
def test_an_address_in_brackets(written: str, meant: str) -> None:
    """Brackets are for the colon behind them; ssh knows none."""
    assert ssh_command("ssh", written, may_ask=True)[-2:] == [meant, REMOTE]


def test_the_remote_command_is_one_for_all_shells() -> None:
    """Nothing in it means one thing in one shell and another in the next: one line in one pair of quotes."""
    inside = REMOTE.removeprefix("exec sh -c '").removesuffix("'")
    assert (len(REMOTE) - len(inside), set(inside) & set("'\\!\n`$")) == (13, set())


def test_bytes_pass_both_ways(far: FarMachine) -> None:
    """What is said on this side is heard by the host over there, and the other way."""
    with far.listening("a") as host, SshLink("far", "a", str(far.ssh)).connect(may_ask=False) as link:
        connected, _ = host.accept()
        with connected:
            link.sendall(b"hello")
            heard = connected.recv(5)
            connected.sendall(b"welcome")
            assert (heard, link.recv(7), link.gettimeout()) == (b"hello", b"welcome", None)


def test_nothing_of_the_protocol_is_swallowed(strange: Strange) -> None:
    """The first bytes behind the relay's answer are the protocol's, though they came with it."""
    source = GREETING + """os.write(1, b'{"ok": true, "run": "a"}\\nrest')"""
    with SshLink("far", "a", strange.that(source)).connect(may_ask=False) as link:
        assert link.recv(10) == b"rest"


def test_the_end_of_the_host_is_the_link_s(far: FarMachine) -> None:
    """A host that closes is seen to have closed."""
    with far.listening("a") as host, SshLink("far", "a", str(far.ssh)).connect(may_ask=False) as link:
        host.accept()[0].close()
        link.settimeout(10.0)
        assert link.recv(1) == b""


def test_the_newest_stays_the_one(far: FarMachine) -> None:
    """A link to the newest run comes back to that run, though there is a newer one by then."""
    link = SshLink("far", "", str(far.ssh))
    with far.listening("a", 1.0) as host:
        link.connect(may_ask=False).close()
        host.accept()[0].close()
        with far.listening("b", 2.0):
            link.connect(may_ask=False).close()
            connected, _ = host.accept()
    connected.close()
    assert link.run == "a"


@pytest.mark.parametrize(("met", "wanted"), [("true", "host"), ("false", "attach")])
def test_a_host_that_was_met_is_looked_for_again(strange: Strange, met: str, wanted: str) -> None:
    """Where a host was there, a host is wanted again, and no folder in its place."""
    link = SshLink("far", "a", strange.that(CONNECTED.replace("true}", f"{met}}}")))
    link.connect(may_ask=False).close()
    strange.that(GREETING + SAYS_BACK)
    assert refusal(lambda: link.connect(may_ask=False)).reason == f"far: {{run: a, wanted: {wanted}}}"


def test_a_resumed_run_is_asked_for(strange: Strange) -> None:
    """To resume is another wish than to attach."""
    link = SshLink("far", "a", strange.that(GREETING + SAYS_BACK))
    assert refusal(lambda: link.resume(may_ask=False)).reason == "far: {run: a, wanted: resume}"


def test_a_refusal_of_the_relay(strange: Strange) -> None:
    """What the relay says is said here, with the machine in it, and whether it is worth trying again."""
    source = GREETING + """print('{"error": "its host is busy\\\\u001b[2J", "final": false}', flush=True)"""
    error = refusal(lambda: SshLink("far", "a", strange.that(source)).connect(may_ask=False))
    assert (error.reason, error.final) == ("far: its host is busy␛[2J", False)


def test_nobody_can_be_asked(strange: Strange) -> None:
    """Without leave to ask, ssh has neither a terminal nor a window to ask in."""
    SshLink("far", "a", strange.that(CONNECTED)).connect(may_ask=False).close()
    facts = strange.facts
    assert (facts["leads"], facts["asks"]) == (True, "never")


def test_a_person_can_be_asked(strange: Strange) -> None:
    """With leave, ssh keeps the terminal and is told nothing of not asking."""
    SshLink("far", "a", strange.that(CONNECTED)).connect(may_ask=True).close()
    facts = strange.facts
    assert (facts["leads"], facts["asks"], "BatchMode=yes" in str(facts["words"])) == (False, None, False)


def test_another_ssh(far: FarMachine, strange: Strange, monkeypatch: pytest.MonkeyPatch) -> None:
    """NNTUI_SSH names the program, by one path and through no shell."""
    program = Path(strange.that(CONNECTED)).rename(far.folder / "my ssh; true")
    monkeypatch.setenv("NNTUI_SSH", str(program))
    SshLink("far", "a").connect(may_ask=False).close()
    assert str(strange.facts["words"]).endswith(f"{['far', REMOTE]}"[1:])


def test_no_ssh() -> None:
    """A machine without ssh is told what to install."""
    error = refusal(lambda: SshLink("far", "a", "/nowhere/ssh").connect(may_ask=False))
    expected = (
        "/nowhere/ssh cannot be run: No such file or directory: "
        "install OpenSSH's client, or name an ssh in NNTUI_SSH"
    )
    assert (error.reason, error.final) == (expected, True)


@pytest.mark.parametrize(("act", "seconds"), [("connect", "0.2"), ("resume", "0.3")])
def test_a_machine_that_says_nothing(
    strange: Strange, until: Callable[[Callable[[], object]], None], act: str, seconds: str
) -> None:
    """Nobody waits longer than was said, and the ssh that waits is ended."""
    link = SshLink("far", "a", strange.that("sys.stdin.read()"), QUICK)
    error = refusal(lambda: getattr(link, act)(may_ask=False))
    until(strange.is_gone)
    expected = (f"far did not answer within {seconds} s", False)
    assert (error.reason, error.final) == expected


def test_a_person_may_take_their_time(far: FarMachine, strange: Strange) -> None:
    """Nothing presses somebody who types a password; what presses begins when they have."""
    gate = far.folder / "gate"
    os.mkfifo(gate)
    link = SshLink("far", "a", strange.that(f"open({str(gate)!r}).read()\n{GREETING}sys.stdin.read()"), QUICK)
    begun = time.monotonic()

    def type_slowly() -> None:
        with gate.open("w"):
            while time.monotonic() < begun + 2 * QUICK.patience_s:
                pass

    typing = threading.Thread(target=type_slowly)
    typing.start()
    error = refusal(lambda: link.connect(may_ask=True))
    typing.join()
    late = time.monotonic() > begun + 3 * QUICK.patience_s
    assert (error.reason, late) == ("far did not answer within 0.2 s", True)


def test_an_interrupt(strange: Strange, until: Callable[[Callable[[], object]], None]) -> None:
    """ctrl-c while it connects leaves no ssh behind."""
    times = iter([0.0, 0.0])

    def clock() -> float:
        try:
            return next(times)
        except StopIteration:
            raise KeyboardInterrupt from None

    program = strange.that('print("noise", flush=True)\nsys.stdin.read()')
    with pytest.raises(KeyboardInterrupt):
        SshLink("far", "a", program, Timing(clock=clock)).connect(may_ask=False)
    until(strange.is_gone)


@pytest.mark.parametrize("name", ["", "../x", "a b", 5, None])
def test_a_run_with_no_name(strange: Strange, name: object) -> None:
    """A machine over there cannot have a link remember a name that is none."""
    source = GREETING + f"print('{json.dumps({'ok': True, 'run': name})}', flush=True)"
    link = SshLink("far", "", strange.that(source))
    error = refusal(lambda: link.connect(may_ask=False))
    assert (error.reason, link.run) == ("far: what came is not an answer of nntui's", "")


@pytest.mark.parametrize(("destination", "run"), [("-oProxyCommand=x", "a"), ("far", "../x")])
def test_what_is_no_place(destination: str, run: str) -> None:
    """What was not checked before is checked here."""
    with pytest.raises(UserError):
        SshLink(destination, run)


def test_it_is_a_socket(far: FarMachine) -> None:
    """Whatever can wait for a socket can wait for a link over ssh."""
    with far.listening("a"), SshLink("far", "a", str(far.ssh)).connect(may_ask=False) as link:
        assert (isinstance(link, socket.socket), link.family, link.fileno() >= 0) == (
            True,
            socket.AF_UNIX,
            True,
        )
