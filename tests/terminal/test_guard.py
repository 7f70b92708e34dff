"""The guard beside the dashboard: what it costs, and that it says what became of the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.harness.terminal import Terminal

HEAVY = ("argparse", "asyncio", "ctypes", "msgspec", "nntui_datasets", "numpy", "rich", "textual")

LOADED = "import sys, nntui.cli.guarding, nntui.cli.main; print(*sorted(sys.modules))"

GUARDED = """
import os, signal, sys
from nntui.terminal.guard import guard_here, split
print(guard_here())
split()
guard = guard_here()
assert guard is not None and guard.pid == os.getppid()
{then}
"""


def test_it_imports_next_to_nothing() -> None:
    """It is a copy of a process that has loaded no more than what finds out which command is meant."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", LOADED],
        capture_output=True,
        check=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert sorted(set(HEAVY) & set(done.stdout.split())) == []


@pytest.mark.parametrize(
    ("then", "code"),
    [("sys.exit(0)", 0), ("sys.exit(3)", 3), ("os.kill(os.getpid(), signal.SIGSEGV)", 139)],
)
def test_it_ends_as_the_other_did(then: str, code: int) -> None:
    """With its exit code, or with the one that shells have for a signal."""
    with Terminal([sys.executable, "-c", GUARDED.format(then=then)]) as terminal:
        assert terminal.wait_exit() == code


def test_it_leaves_alone_what_was_not_taken() -> None:
    """Not a byte is written to a terminal whose modes nobody has changed."""
    with Terminal([sys.executable, "-c", GUARDED.format(then="sys.exit(3)")]) as terminal:
        terminal.wait_exit()
        assert terminal.text.strip() == "None"


def test_it_restores_what_was_taken() -> None:
    """Also where the other one ended in order, but did not say that it had restored it."""
    then = "guard.tell(taken=True); os.write(2, b'\\x1b[?1049h\\x1b[?25l'); os._exit(4)"
    with Terminal([sys.executable, "-c", GUARDED.format(then=then)]) as terminal:
        assert (terminal.wait_exit(), terminal.modes) == (4, frozenset())


def test_the_end_of_one_is_said() -> None:
    """Whoever sits there learns what ended it, and how to see the run again."""
    then = "os.kill(os.getpid(), signal.SIGKILL)"
    with Terminal([sys.executable, "-c", GUARDED.format(then=then)]) as terminal:
        terminal.wait_exit()
        assert "nntui was ended by SIGKILL; nntui attach shows the run again" in terminal.text


TOLD_TWICE = """
import os, signal, sys
from nntui.terminal.driver import TerminalApp
from nntui.terminal.settings import Settings
from nntui.terminal.taken import TakenTerminal

give_back = TakenTerminal.give_back

def told_again(taken, patience_s):
    os.kill(os.getpid(), signal.SIGTERM)
    give_back(taken, patience_s)

class Ended(TerminalApp):
    def on_mount(self):
        os.kill(os.getpid(), signal.SIGTERM)

TakenTerminal.give_back = told_again
app = Ended(Settings())
app.run()
sys.exit(app.return_code)
"""


def test_a_signal_while_the_terminal_is_given_back() -> None:
    """The end of a guard is told twice, by a pipe and by a signal: the second cuts nothing short."""
    with Terminal([sys.executable, "-c", TOLD_TWICE]) as terminal:
        before = terminal.line_modes
        assert (terminal.wait_exit(), terminal.modes, terminal.line_modes) == (143, frozenset(), before)
