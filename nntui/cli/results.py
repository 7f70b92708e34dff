"""The results of a run, for people."""

from __future__ import annotations

from nntui.numbers import count, counted, loss, percent, rate
from nntui.session.protocol import Evaluated, Result


def in_words(result: Result) -> str:
    """A line for each thing one wants to know."""
    steps, epochs = counted(result.steps, "step"), counted(result.epochs, "epoch")
    lines = [
        f"{result.run} {result.state} after {steps}, {epochs}",
        f"training loss        {_shown(result.train_loss)}",
        f"validation loss      {_shown(result.validation_loss)}",
    ]
    if result.validation_accuracy is not None:
        lines.append(f"validation accuracy  {percent(result.validation_accuracy)}")
    lines.append(f"learning rate        {rate(result.learning_rate)}")
    if result.steps_per_second is not None:
        lines.append(f"steps per second     {count(round(result.steps_per_second))}")
    return "\n".join(lines)


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


def _shown(value: float | None) -> str:
    return "–" if value is None else loss(value)
