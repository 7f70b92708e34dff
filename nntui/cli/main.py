"""`nntui`: finds the command that is meant, and says in one sentence what a user did wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from nntui.cli.guarding import guard_terminal
from nntui.cli.streams import FULL, prepare_streams, throw_away_output
from nntui.errors import HostFailedError, UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code.

    A host that failed is 1, a mistake of the user's 2, an interrupt 130, a reader that left 141.
    """
    prepare_streams()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None and _draws(given):
        guard_terminal()
    try:
        code = _run(given)
        print(end="", flush=True)
        return code
    except HostFailedError as error:
        return _told(error, 1)
    except UserError as error:
        return _told(error, 2)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `nntui ls | head`: whoever read has left
        throw_away_output()
        return 141
    except OSError as error:
        if error.errno not in FULL or error.filename is not None:
            raise
        throw_away_output()
        return _told(UserError(f"standard output cannot be written: {error.strerror}"), 1)


def _told(error: Exception, code: int) -> int:
    from nntui_datasets import visible

    # A name in it may come from anywhere, and is to steer no terminal.
    print(f"nntui: {visible(str(error))}", file=sys.stderr)
    return code


def _run(given: list[str]) -> int:
    match given:
        case ["--version", *_]:
            from nntui.cli.version import show_version

            return show_version()
        case [name, *rest] if name in COMMANDS:
            return _command(name)(rest)
        case _:
            from nntui.cli.watch import watch

            return watch(given)


def _draws(given: list[str]) -> bool:
    """Whether a dashboard may come of it."""
    first = given[0] if given else ""
    return first in DRAWN or first not in (*COMMANDS, "--version", "--help", "-h")


def _command(name: str) -> Callable[[list[str]], int]:
    # Imported when asked for: a start costs what its own command needs.
    module = import_module(f"nntui.cli.{name.replace('-', '_')}")
    found: Callable[[list[str]], int] = getattr(module, COMMANDS[name])
    return found


COMMANDS = {
    "attach": "attach",
    "datasets": "list_datasets",
    "doctor": "doctor",
    "export": "export",
    "find-lr": "find_lr",
    "ls": "ls",
    "path": "path",
    "relay": "relay",
    "resume": "resume",
    "rm": "rm",
    "serve": "serve",
    "stop": "stop",
    "train": "train",
}
"""Every command but `nntui` itself: the module of its name in this package, and the function in that."""

DRAWN = ("attach", "resume")
"""The commands that may show a dashboard, besides `nntui` itself."""
