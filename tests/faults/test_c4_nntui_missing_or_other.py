"""C4: no nntui over there, or another version: one line with the cause and the command that mends it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from benchmarks.harness.programs import shell_program
from nntui.session.links import LinkError
from nntui.session.ssh import SshLink

UPGRADE = "upgrade it with ssh ada@far python3 -m pip install --user --upgrade nntui"


@pytest.fixture
def far() -> Iterator[FarMachine]:
    """Another machine."""
    with far_machine() as far:
        yield far


def told(program: Path) -> tuple[str, bool]:
    """What a person is told, and whether trying again is of no use."""
    with pytest.raises(LinkError) as caught:
        SshLink("ada@far", "a", str(program)).connect(may_ask=False)
    return caught.value.reason, caught.value.final


def machine_with(far: FarMachine, **programs: str) -> Path:
    """An ssh to a machine that has a shell, a Python without nntui, and these programs."""
    bare, home = far.folder / "bare", far.folder / "home"
    bare.mkdir()
    home.mkdir()
    (bare / "sh").symlink_to("/bin/sh")
    for name, script in ({"python3": "exit 1"} | programs).items():
        shell_program(bare / name, script)
    script = f'for command; do :; done\nHOME={home} PATH={bare} exec {bare}/sh -c "$command"'
    return shell_program(far.folder / "ssh-to-it", script)


def test_missing(far: FarMachine) -> None:
    """Where there is none, the command that installs it stands there."""
    expected = "there is no nntui on ada@far: install it with ssh ada@far python3 -m pip install --user nntui"
    assert told(machine_with(far)) == (expected, True)


def test_from_before_there_were_relays(far: FarMachine) -> None:
    """One that does not know the word is told to be old."""
    old = machine_with(far, nntui='echo "nntui: there is no dataset called relay" >&2; exit 2')
    assert told(old) == (f"nntui on ada@far is older than this one: {UPGRADE}", True)


@pytest.mark.parametrize(
    ("version", "mended"),
    [("0", UPGRADE), ("2", "upgrade the one here with python3 -m pip install --upgrade nntui")],
)
def test_of_another_version(far: FarMachine, version: str, mended: str) -> None:
    """The relays' versions are named, and the older side is the one to be upgraded."""
    other = machine_with(far, nntui=f"echo nntui-relay {version}")
    expected = f"nntui on ada@far is of another version (its relay is {version}, ours is 1): {mended}"
    assert told(other) == (expected, True)


def test_broken(far: FarMachine) -> None:
    """One that cannot start says why itself."""
    broken = machine_with(far, nntui='echo "ModuleNotFoundError: No module named nntui" >&2; exit 1')
    assert told(broken) == ("ada@far: ModuleNotFoundError: No module named nntui", False)


def test_a_shell_that_runs_nothing(far: FarMachine) -> None:
    """An account that may not run commands is told in its own words."""
    program = far.ssh_that("print('This account is not available.', file=__import__('sys').stderr)\nexit(1)")
    assert told(program) == ("ada@far: This account is not available", False)


def test_it_is_found_where_it_is(far: FarMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards the tests above: with an nntui in that path the same machine is reached."""
    monkeypatch.setenv("NNTUI_SOCKETS", os.fspath(far.sockets))
    with far.listening("a"):
        program = machine_with(far, nntui=f'exec {far.folder / "nntui"} "$@"')
        assert SshLink("ada@far", "a", str(program)).connect(may_ask=False).close() is None
