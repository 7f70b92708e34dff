"""From what is known of a run to what the panels show."""

from __future__ import annotations

from nntui.renderables.marks import Mark
from nntui.session.state import SessionState
from nntui.widgets.loss_panel import LossFigures


def loss_figures(state: SessionState) -> LossFigures:
    """The loss panel's part."""
    return LossFigures(
        step=state.shown_step,
        train=state.loss,
        evaluated=state.evaluated,
        training=state.training.curve if state.training else None,
        validation=state.validation.curve if state.validation else None,
        marks=tuple(Mark(entry.step, entry.mark) for entry in state.log if entry.mark),
    )
