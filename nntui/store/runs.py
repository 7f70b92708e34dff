"""The folders of runs: their names, and making a new one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from itertools import chain, count
from pathlib import Path

from nntui.config import RunConfig, to_toml
from nntui.errors import UserError
from nntui.store.files import Files

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What a run may be called, wherever a name enters."""


def check_name(name: str) -> str:
    """The name itself; UserError where it is none."""
    if not NAME.fullmatch(name):
        raise UserError(
            f"{name!r} cannot be a run's name: use up to 64 letters, digits, dots, dashes and underscores, "
            "the first a letter or a digit"
        )
    return name


def base_name(dataset: str) -> str:
    """What runs on a dataset are called, without a number: a file's name without its ending."""
    stem = Path(dataset).stem if "/" in dataset or "." in dataset else dataset
    cleaned = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._")[:48]
    return cleaned or "run"


def create_run(runs: Path, name: str | None, dataset: str, wish: str | None = None) -> Path:
    """Make the folder of a new run: the name asked for, else the one wished for, else the dataset's.

    A wish that is taken, and a dataset's name, gets the next free number. UserError where the name asked for
    is taken or the folder cannot be made.
    """
    try:
        runs.mkdir(parents=True, exist_ok=True)
        if name is None:
            return _first_free(runs, names_for(dataset) if wish is None else numbered(check_name(wish)))
        folder = runs / check_name(name)
        folder.mkdir()
    except FileExistsError as error:
        raise UserError(f"there is a run called {name} already: choose another --name") from error
    except OSError as error:
        reason = f"no run can be made in {runs}: {error.strerror} (NNTUI_HOME names another place)"
        raise UserError(reason) from error
    return folder


def names_for(dataset: str) -> Iterator[str]:
    """`iris-1`, `iris-2`, and so on."""
    return (f"{base_name(dataset)}-{number}" for number in count(1))


def numbered(wish: str) -> Iterator[str]:
    """`mine`, `mine-2`, `mine-3`, and so on."""
    return chain([wish], (f"{wish}-{number}" for number in count(2)))


def _first_free(runs: Path, names: Iterator[str]) -> Path:
    """Make the folder of the first name that is not taken."""
    for name in names:
        with suppress(FileExistsError):  # the next one is tried
            folder = runs / name
            folder.mkdir()
            return folder
    raise AssertionError("there are always more names")


def find_run(runs: Path, name: str | None) -> Path:
    """The folder of a run, of the newest one where there is no name; UserError where there is none."""
    folders = run_folders(runs)
    if name is None:
        if not folders:
            raise UserError("there are no runs yet: nntui begins one")
        return folders[0]
    folder = runs / check_name(name)
    if folder in folders:
        return folder
    near = get_close_matches(name, [each.name for each in folders], n=3)
    hint = f"did you mean {' or '.join(near)}?" if near else "nntui ls lists them"
    raise UserError(f"there is no run called {name}: {hint}")


def run_folders(runs: Path) -> list[Path]:
    """The folders of all runs, the one first that had a host last."""
    folders = (path.parent for path in runs.glob("*/run.toml"))
    return sorted((each for each in folders if NAME.fullmatch(each.name)), key=_host_came, reverse=True)


def _host_came(folder: Path) -> float:
    """When a host last took the run; a host writes its lock when it does."""
    there = (folder / "lock", folder / "run.toml")
    return next((path.stat().st_mtime for path in there if path.exists()), 0.0)


def write_config(folder: Path, config: RunConfig) -> None:
    """Write a run's `run.toml`, whole or not at all."""
    files, draft = Files(), folder / ".run.toml.new"
    files.write(draft, to_toml(config).encode())
    files.rename(draft, folder / "run.toml")
    files.sync_folder(folder)


def discard(folder: Path) -> None:
    """Remove the folder of a run that never began."""
    shutil.rmtree(folder)
