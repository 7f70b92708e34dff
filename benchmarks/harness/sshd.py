"""A real sshd on 127.0.0.1, an ordinary process with keys of its own, and an ssh that knows no other."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness.programs import nntui_program, shell_program

HOST = "far"
"""What the machine is called in the configuration of ssh."""

_START_S = 10.0
_POLL_S = 0.02
_NEEDED = re.compile(r"Missing privilege separation directory: (\S+)")


class NoSshdError(Exception):
    """There can be no sshd on this machine; the message says why."""


@dataclass(frozen=True)
class Sshd:
    """A running sshd. program: the ssh that reaches it as `far`."""

    folder: Path
    program: Path
    process: subprocess.Popen[bytes]

    def forget_host(self) -> None:
        """Have ssh know no host's key, so that it asks."""
        (self.folder / "known_hosts").write_text("")

    def lock_out(self) -> None:
        """Have sshd know no user's key, so that it refuses."""
        (self.folder / "authorized_keys").write_text("")

    def drop_all(self) -> None:
        """End every connection, as a network does that goes away."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True, text=True)
        pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
        for child in (pid for pid, parent in pairs if parent == self.process.pid):
            with suppress(ProcessLookupError):  # it has ended by itself meanwhile
                os.kill(child, signal.SIGKILL)


@contextmanager
def real_sshd(environment: Mapping[str, str]) -> Iterator[Sshd]:
    """Start sshd, its sessions with these variables and the `nntui` of this checkout.

    Raises NoSshdError where there is none that can be started, or that lets nobody in.
    """
    found = shutil.which("sshd", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    if found is None or shutil.which("ssh") is None or shutil.which("ssh-keygen") is None:
        raise NoSshdError("there is no sshd on this machine: install openssh-server")
    with TemporaryDirectory(prefix="nntui-") as place:
        folder = Path(place)
        _make_keys(folder)
        nntui_program(folder / "nntui")
        port = _free_port()
        _configure(folder, port, environment | {"PATH": f"{folder}:{os.environ.get('PATH', os.defpath)}"})
        with _started(found, folder) as sshd:
            try:
                yield sshd
            finally:
                sshd.drop_all()


def _make_keys(folder: Path) -> None:
    for name in ("host", "user"):
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", os.fspath(folder / name)]
        subprocess.run(words, check=True)
    (folder / "authorized_keys").write_text((folder / "user.pub").read_text())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _configure(folder: Path, port: int, environment: Mapping[str, str]) -> None:
    """Write what sshd and ssh go by, and nothing of the user's own."""
    variables = " ".join(f'"{name}={value}"' for name, value in environment.items())
    (folder / "sshd_config").write_text(f"""
        ListenAddress 127.0.0.1
        Port {port}
        HostKey {folder}/host
        AuthorizedKeysFile {folder}/authorized_keys
        PidFile none
        UsePAM no
        StrictModes no
        PermitRootLogin prohibit-password
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        SetEnv {variables}
        """)
    (folder / "ssh_config").write_text(f"""
        Host {HOST}
            HostName 127.0.0.1
            Port {port}
            User {getpass.getuser()}
            IdentityFile {folder}/user
            IdentitiesOnly yes
            IdentityAgent none
            ControlPath none
            UserKnownHostsFile {folder}/known_hosts
            GlobalKnownHostsFile /dev/null
        """)
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")


@contextmanager
def _started(sshd: str, folder: Path) -> Iterator[Sshd]:
    process, log = _begin(sshd, folder), folder / "sshd.log"
    if process.poll() is not None and (needed := _NEEDED.search(log.read_text())):
        # One started by root insists on it. It stays: another test's sshd may use it by now.
        Path(needed[1]).mkdir(mode=0o755, exist_ok=True)
        process = _begin(sshd, folder)
    try:
        program = shell_program(folder / "ssh", f'exec ssh -F {folder}/ssh_config "$@"')
        _try_out(program, log)
        yield Sshd(folder, program, process)
    finally:
        process.terminate()
        process.wait()


def _begin(sshd: str, folder: Path) -> subprocess.Popen[bytes]:
    """Start it and wait until it listens, or has ended."""
    port = int(re.findall(r"Port (\d+)", (folder / "sshd_config").read_text())[0])
    with (folder / "sshd.log").open("wb") as log:
        words = [sshd, "-D", "-e", "-f", os.fspath(folder / "sshd_config")]
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    deadline = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            break
        time.sleep(_POLL_S)
    return process


def _try_out(program: Path, log: Path) -> None:
    words = [program, "-o", "BatchMode=yes", HOST, "true"]
    tried = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True)
    if tried.returncode:
        said = (log.read_text() + tried.stderr).strip().splitlines() or ["without a word"]
        raise NoSshdError(f"sshd lets nobody in on this machine: {said[-1]}")
