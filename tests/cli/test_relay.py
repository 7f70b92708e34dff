"""`nntui relay` as ssh starts it: what it needs, and what it says to a person."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from nntui.cli.main import main
from nntui.session.relay.preamble import as_line

HOUSE = Path(__file__).resolve().parents[2]

LOADED = """
import sys
from nntui.cli.main import main
code = main(["relay"])
foreign = {name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)
print(sorted(foreign - {"__main__"}), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[FarMachine]:
    """This machine, with a folder of sockets of its own."""
    with far_machine() as far:
        monkeypatch.setenv("NNTUI_SOCKETS", str(far.sockets))
        yield far


def relayed() -> subprocess.Popen[bytes]:
    """A relay in a Python that has the standard library and this project's own files, and nothing else."""
    roots = (HOUSE, HOUSE / "engine", HOUSE / "datasets")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, roots))}
    pipe = subprocess.PIPE
    words = [sys.executable, "-S", "-c", LOADED]
    return subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)


def attached(relay: subprocess.Popen[bytes]) -> None:
    """Have it look for a run."""
    assert relay.stdin is not None
    relay.stdin.write(as_line({"run": "a", "wanted": "attach"}) + b"hello")
    relay.stdin.flush()


def test_it_needs_the_standard_library_alone(far: FarMachine) -> None:
    """A viewer reaches a host through a relay that imports nothing foreign: it is there at once."""
    with far.listening("a") as host, relayed() as relay:
        attached(relay)
        connected, _ = host.accept()
        with connected:
            assert connected.recv(5) == b"hello"
        _, loaded = relay.communicate()
    assert loaded == b"['nntui']\n"


def test_nor_more_to_say_no(far: FarMachine) -> None:
    """A folder that is open to others is refused by the standard library alone, and nothing is made in it."""
    far.sockets.mkdir(mode=0o755)
    with relayed() as relay:
        attached(relay)
        said, loaded = relay.communicate()
    expected = f"{far.sockets} is open to other users: run chmod 700 {far.sockets}"
    assert json.loads(said.splitlines()[1]) == {"error": expected, "final": True}
    assert (loaded, relay.returncode, list(far.sockets.iterdir())) == (b"['nntui']\n", 1, [])


def test_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    """A relay takes none: nothing of a viewer's goes through a shell."""
    code = main(["relay", "digits-1"])
    expected = "nntui: nntui relay takes no arguments: what a viewer wants, it says itself\n"
    assert (code, capsys.readouterr().err) == (2, expected)


def test_a_person_at_a_terminal() -> None:
    """Who types it is told what was meant, and does not look at a terminal that says nothing."""
    terminal, end = pty.openpty()
    words = [sys.executable, "-m", "nntui", "relay"]
    done = subprocess.run(words, stdin=end, capture_output=True, check=False, text=True)
    os.close(terminal)
    os.close(end)
    expected = "nntui: nntui relay talks to a viewer over ssh: use nntui attach HOST:RUN from over there\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)


@pytest.mark.usefixtures("far", "home")
@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("nothing", "there is no run called nothing: nntui ls lists them"),
        ("", "there are no runs yet: nntui begins one"),
        (
            "../x",
            "'../x' cannot be a run's name: use up to 64 letters, digits, dots, dashes and "
            "underscores, the first a letter or a digit",
        ),
    ],
)
@pytest.mark.parametrize("wanted", ["attach", "resume"])
def test_a_run_that_is_not_there(run: str, expected: str, wanted: str) -> None:
    """A name that means nothing, or that would lead out of the folder of runs, is refused with a sentence."""
    words = [sys.executable, "-m", "nntui", "relay"]
    said = as_line({"run": run, "wanted": wanted})
    done = subprocess.run(words, input=said, capture_output=True, check=False)
    assert json.loads(done.stdout.splitlines()[1]) == {"error": expected, "final": True}
