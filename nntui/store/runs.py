"""The folders of runs: their names, and making a new one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from nntui.config import RunConfig, to_toml
from nntui.errors import UserError

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


def create_run(runs: Path, name: str | None, dataset: str) -> Path:
    """Make the folder of a new run: the name asked for, or the dataset's with the next free number.

    UserError where the name is taken or the folder cannot be made.
    """
    try:
        runs.mkdir(parents=True, exist_ok=True)
        if name is not None:
            folder = runs / check_name(name)
            folder.mkdir()
            return folder
        base = base_name(dataset)
        number = 1
        while True:
            folder = runs / f"{base}-{number}"
            try:
                folder.mkdir()
            except FileExistsError:
                number += 1
            else:
                return folder
    except FileExistsError as error:
        raise UserError(f"there is a run called {name} already: choose another --name") from error
    except OSError as error:
        reason = f"no run can be made in {runs}: {error.strerror} (NNTUI_HOME names another place)"
        raise UserError(reason) from error


def write_config(folder: Path, config: RunConfig) -> None:
    """Write a run's `run.toml`, whole or not at all."""
    draft = folder / ".run.toml.new"
    draft.write_text(to_toml(config))
    draft.replace(folder / "run.toml")


def discard(folder: Path) -> None:
    """Remove the folder of a run that never began."""
    shutil.rmtree(folder)
