"""The form for the hyper-parameters that have no keys of their own."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Label, Static

from nntui.numbers import rate
from nntui.screens.modal import Modal
from nntui.session.protocol import RunDescription, Status

HINT = "Tab moves on, enter sets what was changed from the next step on, escape leaves everything."


class Field(NamedTuple):
    """One setting: its name in the protocol, what people call it, its value now, and what it may be."""

    name: str
    label: str
    value: float
    rule: str


def fields(status: Status, run: RunDescription) -> tuple[Field, ...]:
    """The settings that this run has."""
    known = []
    if run.has_gradients:
        known.append(Field("weight_decay", "weight decay", status.weight_decay, "a number from 0 up"))
    if run.has_momentum:
        known.insert(0, Field("momentum", "momentum", status.momentum, "a number from 0 up to but not 1"))
    if run.has_dropout:
        known.append(Field("dropout", "dropout", status.dropout, "a number from 0 up to but not 1"))
    known.append(Field("batch_size", "batch size", status.batch_size, "a whole number from 1 up"))
    return tuple(known)


def parsed(field: Field, text: str) -> float | None:
    """The value that was typed; None where the setting cannot be that."""
    try:
        value = float(text)
    except ValueError:
        return None
    if not isfinite(value):
        return None
    if field.name == "batch_size":
        return value if value >= 1 and value == int(value) else None
    most = float("inf") if field.name == "weight_decay" else 1.0
    return value if 0 <= value < most else None


class HyperForm(Modal[dict[str, float]]):
    """A field for each setting; the answer holds those that were changed."""

    DEFAULT_CSS = """
    HyperForm {
        #box { width: 64; }
        Horizontal { height: 1; }
        #hint { margin: 1 0 0 0; }
        Label { width: 16; }
        Input { width: 1fr; }
    }
    """

    def __init__(self, status: Status, run: RunDescription) -> None:
        super().__init__()
        self._fields = fields(status, run)

    def compose(self) -> ComposeResult:
        """The fields and a hint."""
        with Vertical(id="box") as box:
            box.border_title = "Hyper-parameters"
            for field in self._fields:
                with Horizontal():
                    yield Label(field.label)
                    yield Input(_shown(field), id=field.name, select_on_focus=True, compact=True)
            yield Static(HINT, id="hint", classes="note", markup=False)

    @on(Input.Submitted)
    def take(self) -> None:
        """Answer with what was changed, or say what is wrong and go there."""
        changes: dict[str, float] = {}
        for field in self._fields:
            entry = self.query_one(f"#{field.name}", Input)
            value = parsed(field, entry.value)
            if value is None:
                self._refuse(field, entry)
                return
            if entry.value != _shown(field):
                changes[field.name] = value
        self.dismiss(changes)

    def _refuse(self, field: Field, entry: Input) -> None:
        hint = self.query_one("#hint", Static)
        hint.update(f"{field.label}: {entry.value!r} is not {field.rule}.")
        hint.set_classes("wrong")
        entry.focus()


def _shown(field: Field) -> str:
    return f"{field.value:.0f}" if field.name == "batch_size" else rate(field.value)
