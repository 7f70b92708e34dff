"""`nntui export`: a run as files that other programs read."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from nntui.cli.options import Parser
from nntui.errors import UserError
from nntui.export.csv_files import FILES, write_csv
from nntui.export.history import read_history
from nntui.export.output import new_output
from nntui.export.tensors import is_averaged, write_npz, write_safetensors
from nntui.locations import runs_folder
from nntui.numbers import count
from nntui.store.checkpoints import Checkpoint
from nntui.store.reading import newest_checkpoint, read_run
from nntui.store.runs import find_run

DESCRIPTION = "Write a run in a form that other programs read."

NOTES = """forms:
  csv          a folder with losses.csv, epochs.csv, layers.csv, interventions.csv and log.csv
  safetensors  the parameters of the newest checkpoint, for PyTorch and others
  npz          the same for NumPy
  tensorboard  a folder with event files; needs pip install "nntui[tensorboard]\""""

Sentences = tuple[str, ...]


def export(arguments: Sequence[str]) -> int:
    """Write one run in one form, and print where it is."""
    parser = Parser(prog="nntui export", description=DESCRIPTION, epilog=NOTES)
    parser.add_argument("run", metavar="RUN", help="its name (see nntui ls)")
    parser.add_argument("--to", required=True, choices=tuple(FORMS), help="the form")
    parser.add_argument(
        "--output", type=Path, metavar="PATH", help="where to; otherwise here, by the run's name"
    )
    parser.add_argument("--force", action="store_true", help="replace an earlier export")
    asked = parser.parse_args(arguments)
    folder = find_run(runs_folder(), asked.run)
    form = FORMS[asked.to]
    path = asked.output or Path(f"{folder.name}{form.suffix}")
    with new_output(path, force=asked.force, ours=form.ours) as draft:
        sentences = form.write(folder, draft)
    _tell(sentences)
    print(path)
    return 0


def _tell(sentences: Sentences) -> None:
    from nntui_datasets import visible

    for sentence in sentences:
        print(visible(sentence), file=sys.stderr)


def _csv(folder: Path, draft: Path) -> Sentences:
    history = read_history(folder)
    write_csv(history, draft)
    return history.recorded.gone


def _tensorboard(folder: Path, draft: Path) -> Sentences:
    try:
        from nntui.export.tensorboard import write_tensorboard
    except ModuleNotFoundError as error:
        reason = f'{error.name} is not installed: pip install "nntui[tensorboard]" does it'
        raise UserError(reason) from error
    history = read_history(folder)
    write_tensorboard(history, draft)
    return history.recorded.gone


def _parameters(write: Callable[[Checkpoint, Path], None], folder: Path, draft: Path) -> Sentences:
    recorded = read_run(folder)
    checkpoint, passed_over = newest_checkpoint(folder, recorded)
    if checkpoint is None:
        raise UserError(
            ". ".join((*recorded.gone, *passed_over, f"{folder.name} has no checkpoint to export"))
        )
    write(checkpoint, draft)
    which = "averaged parameters" if is_averaged(checkpoint) else "parameters"
    return (*recorded.gone, *passed_over, f"the {which} are those of step {count(checkpoint.step)}")


@dataclass(frozen=True)
class Form:
    """suffix: of the name of what is written. ours: the names of files in it, where it is a folder."""

    suffix: str
    write: Callable[[Path, Path], Sentences]
    ours: re.Pattern[str] | None = None


FORMS = {
    "csv": Form("-csv", _csv, re.compile(rf"(?:{'|'.join(FILES)})\.csv")),
    "safetensors": Form(".safetensors", partial(_parameters, write_safetensors)),
    "npz": Form(".npz", partial(_parameters, write_npz)),
    "tensorboard": Form("-tensorboard", _tensorboard, re.compile(r"events\.out\.tfevents\..*")),
}
"""What a run can be exported to, from the history to the parameters."""
