"""What arrays of an archive are for, by the names that people give them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nntui_datasets.errors import DatasetError
from nntui_datasets.part_names import TO_TRAIN_WITH, TO_VALIDATE_WITH
from nntui_datasets.safe_text import quoted

INPUTS = ("x", "inputs", "input", "images", "image", "features", "data")
TARGETS = ("y", "targets", "target", "labels", "label", "classes")

_PARTS = (*TO_TRAIN_WITH, *TO_VALIDATE_WITH)
_WORDS = re.compile(r"[_\-. ]+")
_SHOWN = 8


@dataclass(frozen=True)
class Part:
    """The name of an array of inputs, and of that of their targets."""

    inputs: str
    targets: str


@dataclass(frozen=True)
class Parts:
    """What to train with, what is held out, and the names of arrays that are not used."""

    training: Part
    held_out: Part | None
    unused: tuple[str, ...]


def parts_of(names: Iterable[str], file: str) -> Parts:
    """Find `x` and `y`, `x_train` and `y_test`, `train_images` and `train_labels` among names.

    Raises DatasetError, which lists the names, where they do not say what is what.
    """
    given = tuple(names)
    inputs, targets = (_by_part(given, stems) for stems in (INPUTS, TARGETS))
    pairs = {part: Part(inputs[part], targets[part]) for part in inputs if part in targets}
    training = next((pairs[part] for part in (*TO_TRAIN_WITH, "") if part in pairs), None)
    if training is None:
        raise DatasetError(
            f"{file} holds {_listed(given)}: none of them are inputs with their targets "
            "(call them x and y; or x_train, y_train, x_test and y_test)"
        )
    held_out = next((pairs[part] for part in TO_VALIDATE_WITH if part in pairs), None)
    taken = {name for part in (training, held_out) if part for name in (part.inputs, part.targets)}
    return Parts(training, held_out, tuple(name for name in given if name not in taken))


def _by_part(names: tuple[str, ...], stems: tuple[str, ...]) -> dict[str, str]:
    """The best name of this kind for each part: that whose stem comes first."""
    found: dict[str, tuple[int, str]] = {}
    for name in names:
        words = [word for word in _WORDS.split(name.lower()) if word]
        part = next((word for word in words if word in _PARTS), "")
        rest = [word for word in words if word != part]
        if len(rest) == 1 and rest[0] in stems:
            rank = (stems.index(rest[0]), name)
            found[part] = min(found.get(part, rank), rank)
    return {part: name for part, (_, name) in found.items()}


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(quoted(name) for name in names[:_SHOWN])
    others = len(names) - _SHOWN
    return f"{shown} and {others} more" if others > 0 else shown or "no arrays"
