"""`nntui`: finds the command that is meant, and says in one sentence what a user did wrong."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from nntui.errors import HostFailedError, UserError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit code. A host that failed is 1, a mistake of the user's 2, an interrupt 130."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    except HostFailedError as error:
        return _told(error, 1)
    except UserError as error:
        return _told(error, 2)
    except KeyboardInterrupt:
        return 130


def _told(error: Exception, code: int) -> int:
    from nntui_datasets import visible

    # A name in it may come from anywhere, and is to steer no terminal.
    print(f"nntui: {visible(str(error))}", file=sys.stderr)
    return code


def _run(given: list[str]) -> int:
    # Imported when asked for: a start costs what its own command needs.
    match given:
        case ["--version", *_]:
            from nntui.cli.version import show_version

            return show_version()
        case ["datasets", *rest]:
            from nntui.cli.datasets import list_datasets

            return list_datasets(rest)
        case ["train", *rest]:
            from nntui.cli.train import train

            return train(rest)
        case _:
            from nntui.cli.watch import watch

            return watch(given)
