"""The results of a run, for people."""

from __future__ import annotations

from math import isfinite

from nntui.numbers import count, counted, loss, percent, rate
from nntui.session.protocol import Evaluated, Result
from nntui.session.state import SessionState

LABEL = 21
"""Characters of the widest label, and of the gap behind it."""


def in_words(result: Result) -> str:
    """A line for each thing one wants to know."""
    figures = [
        ("training loss", _shown(result.train_loss)),
        ("validation loss", _shown(result.validation_loss)),
    ]
    if result.validation_accuracy is not None:
        figures.append(("validation accuracy", percent(result.validation_accuracy)))
    figures.append(("learning rate", rate(result.learning_rate)))
    if result.steps_per_second is not None and isfinite(result.steps_per_second):
        figures.append(("steps per second", count(round(result.steps_per_second))))
    return _lines(result.run, result.state, result.steps, result.epochs, figures, result.reason)


def so_far(state: SessionState, name: str) -> str:
    """As above, of a run as a viewer knows it, which has heard no last word; what is older says its step."""
    status = state.status
    if status is None:
        return f"nothing is known of {name}"
    figures = [_newest_loss(state)]
    if (found := state.evaluated) is None:
        figures.append(("validation loss", _shown(None)))
    else:
        then = "" if found.step == status.step else f"  at step {count(found.step)}"
        figures.append(("validation loss", loss(found.loss) + then))
        if found.accuracy is not None:
            figures.append(("validation accuracy", percent(found.accuracy) + then))
    figures.append(("learning rate", rate(status.learning_rate)))
    return _lines(name, status.state, status.step, status.epochs_done, figures, status.reason)


def in_short(evaluated: Evaluated | None) -> str:
    """What an evaluation found, behind other figures; nothing where there was none."""
    if evaluated is None:
        return ""
    measure = ""
    if evaluated.accuracy is not None:
        measure = f"  accuracy {percent(evaluated.accuracy)}"
    elif evaluated.r_squared is not None:
        measure = f"  R² {evaluated.r_squared:.3f}"
    return f"  validation {loss(evaluated.loss)}{measure}"


def _newest_loss(state: SessionState) -> tuple[str, str]:
    """The mean over the epoch that ended here, else that of the newest batch, which is another thing."""
    epoch, status = state.epoch, state.status
    if epoch is not None and status is not None and epoch.step == status.step:
        return "training loss", loss(epoch.train_loss)
    return "loss of last step", _shown(state.loss if isfinite(state.loss) else None)


def _lines(run: str, state: str, steps: int, epochs: int, figures: list[tuple[str, str]], reason: str) -> str:
    why = f": {reason}" if reason else ""
    first = f"{run} {state} after {counted(steps, 'step')}, {counted(epochs, 'epoch')}{why}"
    return "\n".join([first, *(f"{label:{LABEL}}{figure}" for label, figure in figures)])


def _shown(value: float | None) -> str:
    return "–" if value is None else loss(value)
