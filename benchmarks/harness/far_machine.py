"""Another machine, played by this one: its hosts are sockets of the test's, and its ssh a shell."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness.programs import nntui_program, python_program, shell_program
from nntui.session.registry import HOME, announce
from nntui.session.sockets import listen


@dataclass(frozen=True)
class FarMachine:
    """A folder with programs of its own and a folder of sockets.

    ssh: ignores what it is told but the command, and runs that, with an nntui in its path.
    """

    folder: Path
    ssh: Path

    @property
    def sockets(self) -> Path:
        """What NNTUI_SOCKETS is to name."""
        return self.folder / "s"

    @property
    def environment(self) -> dict[str, str]:
        """What those who log in there have: its folder of sockets, and the home of this process."""
        return {"NNTUI_SOCKETS": str(self.sockets), HOME: os.environ.get(HOME, "")}

    def listening(self, name: str, started: float = 1.0) -> socket.socket:
        """A host of a run of this name that does nothing but listen; it is announced."""
        path = self.sockets / f"{name}.sock"
        listener = listen(path)
        listener.settimeout(10.0)
        announce(path, Path("/runs") / name, started)
        return listener

    def ssh_that(self, source: str) -> Path:
        """An ssh that does what this Python code says, in place of connecting."""
        return python_program(self.folder / "strange-ssh", source)


@contextmanager
def far_machine() -> Iterator[FarMachine]:
    """Make such a machine, and remove it."""
    with TemporaryDirectory(prefix="nntui-") as place:
        folder = Path(place)
        nntui_program(folder / "nntui")
        script = f'for command; do :; done\nPATH={folder}:"$PATH" exec sh -c "$command"'
        yield FarMachine(folder, shell_program(folder / "ssh", script))
