"""The remote command in the login shells that people have, and the three places where nntui may be."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from benchmarks.harness.programs import shell_program
from nntui.session.ssh import REMOTE

SAYS_WHICH = 'echo "$0" "$@"'


class Account:
    """A user's account over there: a home, and programs in its path."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.path = folder / "bin"
        (self.home / ".local" / "bin").mkdir(parents=True)
        self.path.mkdir()
        (self.path / "sh").symlink_to("/bin/sh")
        shell_program(self.path / "python3", "exit 1")

    def has(self, *where: str) -> None:
        """Put an nntui there that says where it is and what it was told."""
        if "path" in where:
            shell_program(self.path / "nntui", SAYS_WHICH)
        if "home" in where:
            shell_program(self.home / ".local" / "bin" / "nntui", SAYS_WHICH)
        if "python3" in where:
            shell_program(self.path / "python3", f'test "$2" = -c || {SAYS_WHICH}')

    def logs_in_with(self, shell: str) -> str:
        """What the remote command prints under this login shell."""
        found = shutil.which(shell)
        if found is None:
            pytest.skip(f"there is no {shell} on this machine")
        words = [found, "-c", REMOTE]
        settings = {"HOME": os.fspath(self.home), "PATH": os.fspath(self.path), "LC_ALL": "C"}
        done = subprocess.run(words, capture_output=True, check=False, text=True, env=settings)
        return done.stdout


@pytest.fixture
def account() -> Iterator[Account]:
    """An account without nntui."""
    with TemporaryDirectory(prefix="nntui-") as folder:
        yield Account(Path(folder))


shells = pytest.mark.parametrize("shell", ["sh", "dash", "bash", "zsh", "ksh", "fish", "csh", "tcsh"])


@shells
def test_in_the_path(account: Account, shell: str) -> None:
    """The nntui that a user would type comes first."""
    account.has("path", "home", "python3")
    assert account.logs_in_with(shell) == f"{account.path}/nntui relay\n"


@shells
def test_where_installers_put_it(account: Account, shell: str) -> None:
    """`ssh HOST COMMAND` has no path of the user's own: the usual place is looked at."""
    account.has("home", "python3")
    assert account.logs_in_with(shell) == f"{account.home}/.local/bin/nntui relay\n"


@shells
def test_as_a_module(account: Account, shell: str) -> None:
    """An nntui that is only there for Python is found as well, and no file of the user's is taken for it."""
    account.has("python3")
    assert account.logs_in_with(shell) == f"{account.path}/python3 -P -m nntui relay\n"


@shells
def test_nowhere(account: Account, shell: str) -> None:
    """Where there is none, that is said in a way that the near side knows."""
    assert account.logs_in_with(shell) == "nntui-relay missing\n"
