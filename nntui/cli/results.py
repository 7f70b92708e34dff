"""The results of a run, for people."""

from __future__ import annotations

from nntui.numbers import count, loss, percent, rate
from nntui.session.protocol import Result


def in_words(result: Result) -> str:
    """A line for each thing one wants to know."""
    lines = [
        f"{result.run} {result.state} after {count(result.steps)} steps, {count(result.epochs)} epochs",
        f"training loss        {_shown(result.train_loss)}",
        f"validation loss      {_shown(result.validation_loss)}",
    ]
    if result.validation_accuracy is not None:
        lines.append(f"validation accuracy  {percent(result.validation_accuracy)}")
    lines.append(f"learning rate        {rate(result.learning_rate)}")
    if result.steps_per_second is not None:
        lines.append(f"steps per second     {count(round(result.steps_per_second))}")
    return "\n".join(lines)


def _shown(value: float | None) -> str:
    return "–" if value is None else loss(value)
