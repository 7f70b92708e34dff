"""A dataset: rows to learn from, and all that is known about them, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.errors import DatasetError

Task = Literal["classification", "regression"]
Standardised = Literal["none", "inputs", "all"]
Inputs = NDArray[np.float32] | NDArray[np.uint8] | NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Inputs with their targets; the arrays of a dataset are read-only.

    Raises DatasetError where the parts do not agree or a value is not finite.
    """

    name: str
    inputs: Inputs
    """(rows, features): numbers in float32, pixels in uint8 (255 stand for 1), or tokens in uint16."""
    targets: NDArray[np.int64] | NDArray[np.uint16] | NDArray[np.float32]
    """Class numbers, int64: (rows,), or (rows, time) for each step, also uint16, as tokens are; in
    regression (rows, outputs) float32."""
    task: Task
    feature_names: tuple[str, ...]
    """One for each feature; of rows with a shape they may be left out."""
    class_names: tuple[str, ...]
    """Empty in regression."""
    story: str
    """One line on what there is to learn."""
    source: str
    licence: str
    row_shape: tuple[int, ...] | None = None
    """(channels, height, width) of an image, (time, features) of a sequence; None: features have no order."""
    vocabulary: tuple[str, ...] = ()
    """What the tokens stand for, by number; empty where inputs are quantities."""
    held_out: int | None = None
    """Rows at the end that are there to validate with; None where any rows may be held out."""
    scaling: Standardised = "none"
    """What should be standardised before training."""

    def __post_init__(self) -> None:
        self._check_inputs()
        if self.task == "classification":
            self._check_classes()
        else:
            self._check_numbers()
        object.__setattr__(self, "inputs", _read_only(self.inputs))
        object.__setattr__(self, "targets", _read_only(self.targets))

    @property
    def rows(self) -> int:
        """How many examples there are."""
        return int(self.inputs.shape[0])

    @property
    def features(self) -> int:
        """How many numbers describe one row."""
        return int(self.inputs.shape[1])

    @property
    def unit(self) -> float:
        """What 1 in the inputs stands for."""
        return 1 / 255 if self.inputs.dtype == np.uint8 else 1.0

    @property
    def answers_each_step(self) -> bool:
        """Whether there is a class to be told at every step of a row, not one for the whole row."""
        return self.task == "classification" and self.targets.ndim == 2

    @property
    def classes(self) -> int:
        """How many classes there are; 0 in regression."""
        return len(self.class_names)

    @property
    def outputs(self) -> int:
        """How many numbers a network has to give for one row."""
        return self.classes if self.task == "classification" else int(self.targets.shape[1])

    def _check_inputs(self) -> None:
        plain = np.uint8 if self.inputs.dtype == np.uint8 else np.float32
        wanted = np.dtype(np.uint16 if self.vocabulary else plain)
        if self.inputs.dtype != wanted or self.inputs.ndim != 2:
            self._refuse(f"inputs must be {wanted} (rows, features), not {_described(self.inputs)}")
        if 0 in self.inputs.shape:
            self._refuse(f"it needs at least one row and one feature, not {_described(self.inputs)}")
        if len(self.feature_names) != self.features and (self.feature_names or self.row_shape is None):
            self._refuse(f"{self.features} features have {len(self.feature_names)} names")
        if self.row_shape is not None and prod(self.row_shape) != self.features:
            self._refuse(f"{self.features} features do not fill a row of shape {self.row_shape}")
        if self.held_out is not None and not 0 <= self.held_out < self.rows:
            self._refuse(f"{self.held_out} of {self.rows} rows cannot be held out")
        if self.vocabulary and int(self.inputs.max()) >= len(self.vocabulary):
            self._refuse(f"tokens must be 0 to {len(self.vocabulary) - 1}")
        if self.inputs.dtype == np.float32 and not np.isfinite(self.inputs).all():
            self._refuse("an input is not finite")

    def _check_classes(self) -> None:
        shapes = [(self.rows,)] + ([(self.rows, self.row_shape[0])] if self.row_shape else [])
        if self.targets.dtype not in (np.int64, np.uint16) or self.targets.shape not in shapes:
            wanted = " or ".join(map(str, shapes))
            self._refuse(f"targets must be int64 {wanted}, not {_described(self.targets)}")
        if self.classes < 2:
            self._refuse("a classifier needs at least two classes")
        if self.targets.min() < 0 or self.targets.max() >= self.classes:
            self._refuse(f"class numbers must be 0 to {self.classes - 1}")

    def _check_numbers(self) -> None:
        if self.targets.dtype != np.float32 or self.targets.ndim != 2 or len(self.targets) != self.rows:
            self._refuse(f"targets must be float32 ({self.rows}, outputs), not {_described(self.targets)}")
        if self.targets.shape[1] == 0:
            self._refuse("regression needs at least one output")
        if self.class_names:
            self._refuse("regression has no classes")
        if not np.isfinite(self.targets).all():
            self._refuse("a target is not finite")

    def _refuse(self, reason: str) -> None:
        raise DatasetError(f'dataset "{self.name}": {reason}')


def _described(array: NDArray[Any]) -> str:
    return f"{array.dtype} {array.shape}"


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    view = array.view()
    view.flags.writeable = False
    return view
